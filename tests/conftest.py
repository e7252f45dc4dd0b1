"""What tests share: digits that need no download, and the real data where it is at hand."""

import json
import os
import re
import shutil
from dataclasses import asdict, replace

import cv2
import numpy as np
import pyarrow as pa
import pytest
from playwright.sync_api import Error, expect, sync_playwright

from mnist_core import DigitClassifier, runs
from mnist_core.data.corrections import Correction, to_json
from mnist_core.data.dataset import Dataset
from mnist_core.data.generated import generate
from mnist_core.data.mixture import Mixture, Shares
from mnist_core.data.mnist import NPZ_ARRAYS, find_mnist, load_mnist
from mnist_core.data.pen_strokes import read_characters, read_pen_digits
from mnist_core.data.writers import STROKES_VARIABLE, UNIPEN_VARIABLE
from mnist_core.evaluation.metrics import evaluate, most_certain_mistakes
from mnist_core.files import write_json
from mnist_core.ink.preprocessing import as_pixels
from mnist_core.networks.config import default_config
from mnist_core.places import models_dir
from mnist_core.publishing.answers import read_answers
from mnist_core.runs.results import filter_arrays
from mnist_core.runs.status import Status
from mnist_core.runs.teaching import KEPT_ASIDE, LEARNT_FROM, TEACHING, Compared, Teaching
from mnist_core.training.config import start_run
from mnist_core.training.teaching import teaching_config
from tools import hand
from tools.browsing import FLAGS, ROOT, find_chromium, serve
from tools.waiting import wait_until


def printed_digits(count, seed):
    """Digits in OpenCV's stroke font at random places and thicknesses: images and labels."""
    random = np.random.default_rng(seed)
    labels = random.integers(0, 10, count).astype(np.uint8)
    images = np.zeros((count, 28, 28), np.uint8)
    for image, label in zip(images, labels, strict=True):
        place = (int(random.integers(4, 9)), int(random.integers(21, 26)))
        thickness = int(random.integers(2, 4))
        cv2.putText(image, str(label), place, cv2.FONT_HERSHEY_SIMPLEX, 0.75, 255, thickness)
    return images, labels


@pytest.fixture(scope="session")
def small_dataset():
    return Dataset(*printed_digits(2400, seed=1), *printed_digits(200, seed=2))


@pytest.fixture(scope="session")
def small_mixture(small_dataset):
    """The same digits beside drawings and what is no digit."""
    live = Mixture(hand.people(), Shares(pen=600, written=300, letters=0, outliers=300))
    return replace(small_dataset, live=live)


def save_dataset(path, dataset):
    """Save digits as MNIST_PATH takes them."""
    arrays = (
        *(dataset.train_images, dataset.train_labels),
        *(dataset.test_images, dataset.test_labels),
    )
    np.savez(path, **dict(zip(NPZ_ARRAYS, arrays, strict=True)))


def make_ended_run(runs_dir, name, test_images, test_labels, owner=None):
    """A run folder as a training leaves it, though no network has been trained: mlp-128's."""
    run = start_run(default_config("mlp-128", epochs=1), runs_dir, name, owner)
    source = models_dir() / "mlp-128"
    shutil.copy(source / "network.tflite", run / "model.tflite")
    answers = DigitClassifier.load("mlp-128").predict(as_pixels(test_images))
    wrong = most_certain_mistakes(answers, test_labels)
    np.savez(
        run / "predictions.npz",
        probabilities=answers,
        labels=test_labels,
        mistakes=wrong,
        mistake_images=test_images[wrong],
    )
    np.savez(run / "filters.npz", **filter_arrays(read_answers("mlp-128").filters))
    card = json.loads((source / "card.json").read_text())
    for each in ("drawings", "history", "milliseconds"):
        card.pop(each, None)
    card["test"] = asdict(evaluate(answers, test_labels))
    (run / "model.json").write_text(json.dumps(card))
    runs.write_status(run, Status(state="finished", epochs=1, epoch=1, batches=1))
    return run


def make_taught_run(runs_dir, name, dataset, owner=None, **taught):
    """A run folder as teaching mlp-128 three drawings leaves it; taught are a Teaching's fields."""
    run = make_ended_run(runs_dir, name, dataset.test_images, dataset.test_labels, owner)
    config = teaching_config("mlp-128", runs_dir)
    described = json.loads((run / "config.json").read_text())
    (run / "config.json").write_text(json.dumps({**described, **asdict(config)}))
    card = json.loads((run / "model.json").read_text())
    card |= {"config": asdict(config), "data": {"name": config.data}}
    (run / "model.json").write_text(json.dumps(card))
    some = [Correction(int(digit), tuple(hand.strokes(digit))) for digit in "174"]
    (run / LEARNT_FROM).write_bytes(to_json(some))
    (run / KEPT_ASIDE).write_bytes(to_json([]))
    measured = {
        **{"learnt_from": 3, "own": Compared(count=4, before=0.5, after=1.0), "mnist": None},
        **{"generated": Compared(count=2000, before=0.91, after=0.92), "people": None},
        **{"letters": None, "letters_by": "program"},
    }
    write_json(run / TEACHING, Teaching(**{**measured, **taught}))
    return run


def pytest_collection_modifyitems(items):
    """Files with long tests come first: the processes then end at nearly the same time."""
    long = {
        each.path for each in items if {"slow", "browser"} & {m.name for m in each.iter_markers()}
    }
    items.sort(key=lambda each: each.path not in long)


def charted(chart):
    """The rows that a Vega-Lite chart of a page shows."""
    return pa.ipc.open_stream(chart.proto.data.data).read_all().to_pylist()


RESTS = """() => {
    const app = document.querySelector("[data-testid=stApp]");
    const rests = app?.dataset.testScriptState === "notRunning" && !document.querySelector(
        "[data-stale=true], [data-testid=stSkeleton], [data-testid=stSpinner]");
    return rests && document.fonts.status === "loaded";
}"""


def wait_until_it_rests(page):
    """Wait until a page is all there."""
    page.wait_for_function(RESTS)


def open_networks(page):
    """Open the list of networks, again where it closes by itself: the page was painted anew."""
    first = page.get_by_role("option").first
    wait_until_it_rests(page)

    def opened():
        if not first.is_visible():
            page.get_by_role("combobox").first.click()
        try:
            first.wait_for(timeout=2000)
        except Error:
            return False
        return True

    wait_until(opened)


def sideways(page):
    """By how many pixels the page can be moved sideways. What scrolls is Streamlit's main part."""
    return page.evaluate(
        """() => {
            const main = document.querySelector("[data-testid=stMain]");
            return main.scrollWidth - main.clientWidth;
        }"""
    )


@pytest.fixture(scope="session")
def small_npz(tmp_path_factory, small_dataset):
    path = tmp_path_factory.mktemp("data") / "digits.npz"
    save_dataset(path, small_dataset)
    return path


@pytest.fixture(scope="session")
def mnist():
    if find_mnist() is None:
        pytest.skip("MNIST is not here: set MNIST_PATH")
    return load_mnist()


@pytest.fixture(scope="session")
def pen_digits():
    if not os.environ.get("PENDIGITS_PATH"):
        pytest.skip("the pen strokes are not here: set PENDIGITS_PATH to pendigits-orig.tra")
    return read_pen_digits(os.environ["PENDIGITS_PATH"])


@pytest.fixture(scope="session")
def everyone(pen_digits):
    """All that people wrote, in every file that training reads."""
    paths = [os.environ.get(name) for name in (UNIPEN_VARIABLE, STROKES_VARIABLE)]
    if not all(paths):
        pytest.skip("not all pen strokes are here: set UNIPEN_PATH and STROKES_PATH")
    further = os.pathsep.join(paths).split(os.pathsep)
    return [*pen_digits, *(each for path in further if path for each in read_characters(path))]


@pytest.fixture
def no_further_strokes(monkeypatch):
    """Pen digits alone, whatever else this machine has."""
    for name in (UNIPEN_VARIABLE, STROKES_VARIABLE):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The running app: its address, and the file that it logs to. It trains on generated digits."""
    folder = tmp_path_factory.mktemp("server")
    digits = Dataset(*generate(12_000, seed=3), *generate(200, seed=4))
    save_dataset(folder / "digits.npz", digits)
    places = {"RUNS_DIR": str(folder / "runs"), "MNIST_PATH": str(folder / "digits.npz")}
    with serve(ROOT / "streamlit_app.py", folder / "log", places) as (url, _):
        yield url, folder / "log"


PATIENCE = 30_000  # milliseconds that a slow machine may take to show what is waited for
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        path = find_chromium(playwright)
        if path is None:
            refuse = pytest.fail if os.environ.get("BROWSER_TESTS") == "required" else pytest.skip
            refuse("no Chromium here: install it, or run .venv/bin/playwright install chromium")
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


# Streamlit closes once more the connection of a browser that has gone while it was answered.
LEFT_WHILE_IT_WAS_ANSWERED = re.compile(
    r"Exception in ASGI application\nTraceback.*?WebSocketDisconnected: Cannot call .send.[^\n]*\n",
    re.DOTALL,
)


@pytest.fixture
def visit(server, chromium):
    """A function that opens the app in a new context; no error may have come up at the end."""
    url, log = server
    contexts, errors = [], []

    def open_page(path="", prepare=lambda page: None, **settings):
        context = chromium.new_context(**{"viewport": {"width": 1280, "height": 800}, **settings})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on(
            "console",
            lambda m: errors.append(f"{m.text} {m.location['url']}") if m.type == "error" else None,
        )
        page.on("pageerror", lambda error: errors.append(str(error)))
        prepare(page)
        page.goto(f"{url}/{path}")
        if not path:
            page.locator("canvas.upper-canvas").wait_for()
        return page

    yield open_page
    for context in contexts:
        context.close()
    # Opened at a page's own address, Streamlit looks for its health there first.
    assert [
        each
        for each in errors
        if not re.search(r"/(explore|train|learn|teach|class)/_stcore/", each)
    ] == []
    told = LEFT_WHILE_IT_WAS_ANSWERED.sub("", log.read_text())
    assert re.findall(r".*(?:Traceback|Error|ERROR|Exception).*", told) == []
