"""README says what is so."""

import re

from mnist_core.training.limits import PUBLIC
from tools.browsing import ROOT
from tools.readme_table import with_table

README = (ROOT / "README.md").read_text()


def test_figures_stand_between_their_marks():
    assert README.count("<!-- figures -->\n|") == README.count("|\n<!-- end of figures -->") == 1


def test_figures_are_those_of_the_models():
    assert with_table(README) == README


def test_files_of_the_tree_exist():
    tree = re.search(r"```\n(streamlit_app\.py.*?)```", README, re.DOTALL)[1]
    folder, named = ROOT, set()
    for line in tree.splitlines():
        name = line.split()[0]
        if not line.startswith(" "):
            folder = ROOT / name if name.endswith("/") else ROOT
            path = ROOT / name
        else:
            path = folder / name
        assert path.exists(), name
        named.add(path)
    missing = set((ROOT / "mnist_core").glob("[a-z]*.py")) - named
    assert missing == set()


def test_linked_files_exist():
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).exists(), target


def test_commands_of_the_makefile_exist():
    makefile = (ROOT / "Makefile").read_text()
    for target in set(re.findall(r"(?:^|`)make ([a-z]+)", README, re.MULTILINE)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_limits_of_a_public_server_are_those_granted():
    for words in (
        f"{PUBLIC.epochs} epochs",
        f"batches of {PUBLIC.batch_size}",
        f"{PUBLIC.seconds / 60:.0f} minutes",
        f"{PUBLIC.waiting} wait",
        f"{PUBLIC.runs} runs",
        f"{PUBLIC.megabytes} MB",
    ):
        assert words in " ".join(README.split()), words
