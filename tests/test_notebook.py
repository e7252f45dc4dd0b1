"""The notebook runs from top to bottom, and brings nothing of the data with it."""

import os
import re
import subprocess
import sys
from types import SimpleNamespace

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

from mnist_core.data.dataset import Dataset
from mnist_core.data.generated import generate
from mnist_core.data.mnist import find_mnist, load_mnist
from mnist_core.ink.drawing import read_drawing
from tests.conftest import save_dataset
from tools import hand
from tools.browsing import ROOT

NOTEBOOK = ROOT / "docs" / "walkthrough.ipynb"


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def printed(notebook, name):
    """What a cell, by its id, has printed."""
    (cell,) = [each for each in notebook.cells if each.id == name]
    return "".join(each.text for each in cell.outputs if each.get("name") == "stdout")


def percentages(text):
    """The first percentage after each network's name, as a part of 1."""
    found = re.findall(r"^([\w-]+): \D*([\d.]+)%", text, re.MULTILINE)
    return {name: float(number) / 100 for name, number in found}


@pytest.fixture(scope="module")
def digits():
    """The first of MNIST's where it is at hand, else digits of the program."""
    if find_mnist() is None:
        images, labels = generate(500, seed=2)
        # The one that is looked at is plainly written: of the program's some are hardly legible.
        images[100], labels[100] = read_drawing(hand.strokes("2")).picture, 2
        return Dataset(*generate(11_000, seed=1), images, labels)
    mnist = load_mnist()
    train, test = slice(11_000), slice(500)
    return Dataset(
        *(mnist.train_images[train], mnist.train_labels[train]),
        *(mnist.test_images[test], mnist.test_labels[test]),
    )


@pytest.fixture(scope="module")
def executed(digits, tmp_path_factory):
    """The notebook, run from top to bottom, its networks trained for one epoch."""
    notebook = nbformat.read(NOTEBOOK, 4)
    (settings,) = [cell for cell in notebook.cells if cell.id == "settings"]
    for setting in ("DIGITS = 10_000", "EPOCHS = 1"):
        name = setting.split(" = ")[0]
        settings.source = settings.source.replace(f"{name} = None", setting)
    folder = tmp_path_factory.mktemp("notebook")
    save_dataset(folder / "digits.npz", digits)
    places = {"MNIST_PATH": str(folder / "digits.npz"), "IPYTHONDIR": str(folder)}
    # Streamlit, which other tests run, sets another.
    places["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    client = NotebookClient(
        notebook,
        timeout=300,
        kernel_name="python3",
        resources={"metadata": {"path": str(NOTEBOOK.parent)}},
    )
    return client.execute(env={**os.environ, **places})


def test_notebook_is_valid_and_holds_no_outputs():
    notebook = nbformat.read(NOTEBOOK, 4)
    nbformat.validate(notebook)
    assert code_cells(notebook)
    for cell in code_cells(notebook):
        assert (cell.outputs, cell.execution_count) == ([], None), cell.id
    assert not any("attachments" in cell or "data:" in cell.source for cell in notebook.cells)


def test_without_the_library_the_notebook_says_what_to_set(tmp_path):
    settings, setup, *_ = code_cells(nbformat.read(NOTEBOOK, 4))
    code = f"{settings.source}\n{setup.source}"
    run = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert run.returncode == 1
    assert run.stderr.splitlines() == [
        "The library is not here: in Colab, set REPOSITORY, one cell above."
    ]


def test_packages_that_could_not_be_installed_are_tried_again(tmp_path):
    (tmp_path / "fetched" / "mnist_core").mkdir(parents=True)  # and no more than cloned
    _, setup, *_ = code_cells(nbformat.read(NOTEBOOK, 4))
    code = f"""
import importlib.util, subprocess
importlib.util.find_spec = lambda name: None
subprocess.run = lambda command, check: print(*command[3:5])
REPOSITORY = "https://example.org/it"
{setup.source}"""
    run = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert run.stdout.splitlines() == ["uninstall --quiet", "install --quiet"]
    assert run.stderr.startswith("Installed.")


def test_where_nothing_is_wrong_the_notebook_says_so(capsys):
    (look,) = [cell for cell in code_cells(nbformat.read(NOTEBOOK, 4)) if cell.id == "look"]
    none = SimpleNamespace(train_images=np.zeros((0, 28, 28), np.uint8), train_labels=[])
    exec(look.source, {"dataset": none})
    assert capsys.readouterr().out == "There is none.\n"


@pytest.mark.slow
def test_settings_say_how_many_digits_are_trained_on(executed):
    assert printed(executed, "data") == "10,000 digits to train on, 500 to test on\n"
    assert printed(executed, "train").count("epoch 1 of 1") == 2


@pytest.mark.slow
def test_both_networks_learn(executed):
    accuracy = percentages(printed(executed, "evaluate"))
    assert set(accuracy) == {"mlp-128", "cnn"}
    assert min(accuracy.values()) > 0.8


@pytest.mark.slow
def test_test_digit_100_is_read(executed, digits):
    digit = digits.test_labels[100]
    text = printed(executed, "hundred")
    assert text.startswith(f"test digit 100, a {digit}\n")
    assert re.findall(r"reads: (\d)", text) == [str(digit)] * 2


@pytest.mark.slow
def test_all_networks_are_measured_on_drawings(executed):
    accuracy = percentages(printed(executed, "drawings"))
    assert set(accuracy) == {"mlp-128", "cnn", "drawing-cnn"}
    assert min(accuracy.values()) > 0.7


@pytest.mark.slow
def test_a_drawn_seven_is_read_as_a_seven(executed):
    text = printed(executed, "seven")
    assert re.findall(r"^(\S+) reads: (\d)", text, re.MULTILINE) == [
        ("mlp-128", "7"),
        ("cnn", "7"),
        ("drawing-cnn", "7"),
    ]


@pytest.mark.slow
def test_a_scribble_is_no_digit_to_the_network_that_knows_such(executed):
    text = printed(executed, "scribble")
    assert re.findall(r"^(\S+) reads: (\d|not a digit),", text, re.MULTILINE)[-1] == (
        "drawing-cnn",
        "not a digit",
    )


@pytest.mark.slow
def test_data_and_results_are_shown(executed):
    shown = [
        cell.id
        for cell in code_cells(executed)
        for output in cell.outputs
        if "image/png" in output.get("data", {})
    ]
    data, training = ["look", "counts", "prepare"], ["curves", "confusion"]
    predictions = ["hundred", "random", "mistakes", "misread", "seven", "scribble"]
    assert shown == data + training + predictions


def test_requirements_files_agree():
    """What two of them name has one version."""
    versions = {}
    for path in (ROOT / "requirements-dev.txt", ROOT / "docs" / "requirements-notebook.txt"):
        for name, version in re.findall(r"^([\w.-]+)==(\S+)", path.read_text(), re.MULTILINE):
            assert versions.setdefault(name, version) == version, name
