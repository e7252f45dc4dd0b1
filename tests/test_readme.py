"""README says what is so."""

import ast
import re

from mnist_core.data.wrong_labels import WRONG_LABELS
from mnist_core.training.limits import PUBLIC
from tools.browsing import ROOT
from tools.readme_table import with_tables
from tools.readme_tree import with_tree

README = (ROOT / "README.md").read_text()


def test_figures_stand_between_their_marks():
    for name in ("people", "figures"):
        assert (
            README.count(f"<!-- {name} -->\n|") == README.count(f"|\n<!-- end of {name} -->") == 1
        )


def test_figures_are_those_of_the_models():
    assert with_tables(README) == README


def test_tree_is_what_the_files_say():
    assert with_tree(README) == README
    assert "mnist_core/" in README


def test_every_module_says_what_it_is_for():
    folders = ("mnist_core", "app_pages", "tools", "benchmarks")
    silent = [
        str(path)
        for folder in folders
        for path in (ROOT / folder).rglob("*.py")
        if not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert silent == []


def test_every_benchmark_is_run_by_make_bench_or_said_not_to_be():
    makefile = (ROOT / "Makefile").read_text()
    by_default = set(re.search(r"^BENCH \?= (.*)$", makefile, re.MULTILINE)[1].split())
    scripts = [
        path.stem
        for path in (ROOT / "benchmarks").glob("[a-z]*.py")
        if "def main" in path.read_text()
    ]
    assert set(scripts) == by_default | {"ablation"}
    assert "all of\nthem but `ablation`" in README
    assert set(re.findall(r"BENCH=(\w+)", README)) <= by_default


def test_wrong_labels_are_as_many_as_is_said():
    count = sum(len(each) for by_writer in WRONG_LABELS.values() for each in by_writer.values())
    assert f"Left out are {count} digits" in README


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
