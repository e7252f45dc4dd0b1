"""axe-core in a real Chromium: no page has a violation, light or dark, on a phone or a laptop.

Nor does any have to be moved sideways to be read (WCAG 2.2, 1.4.10 Reflow).
"""

import json
import shutil

import cv2
import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from mnist_core import runs
from mnist_core.data.generated import generate
from mnist_core.places import models_dir
from mnist_core.runs import Status
from mnist_core.runs.teaching import Compared
from mnist_core.training import default_config, start_run
from tests.conftest import make_taught_run, sideways, wait_until_it_rests
from tools import hand

pytestmark = pytest.mark.browser

PAGES = [
    "",
    "teach",
    "train",
    "explore?show=data&source=generated",
    "explore?show=digit&source=generated&digit=100",
    "?present=1",
    "?look=what-if&digit=generated-100",
    "explore?show=digit&source=generated&digit=8&network=cnn",
    "explore?show=network&network=mlp-128&open="
    "layers.training.confusion.digits.certainty.mistakes.filters",
    "explore?show=network&network=drawing-cnn&open=layers.training.people",
    "explore?show=all",
    *(f"learn?lesson={number}" for number in range(1, 6)),
]
WIDTHS = (1280, 390)
SCHEMES = ("light", "dark")
# What is between two colours for a moment is neither.
STILL = "*, ::before, ::after { transition: none !important; animation: none !important }"
# Sets window.hearsKeys once the page listens to all keys: what does may come later than the table.
HEARS_KEYS = """
    const listen = window.addEventListener;
    window.addEventListener = function (type, ...how) {
        window.hearsKeys ||= type === "keydown";
        return listen.call(this, type, ...how);
    };
"""
IS_DARK = """dark => {
    const rgb = getComputedStyle(document.querySelector("[data-testid=stApp]")).backgroundColor;
    return (Number(rgb.match(/\\d+/)[0]) < 128) === dark;
}"""


@pytest.fixture(scope="module")
def ended_run(server):
    """The name of a run that has ended with curves, figures and mistakes; it goes again."""
    _, log = server
    run = start_run(default_config("mlp-128"), log.parent / "runs", "ended")
    images, labels = generate(30, seed=1)
    np.savez(
        run / "predictions.npz",
        probabilities=np.eye(10, dtype=np.float32)[(labels + 1) % 10],
        labels=labels,
        mistakes=np.arange(30),
        mistake_images=images,
    )
    shutil.copy(models_dir() / "mlp-128" / "card.json", run / "model.json")
    shutil.copy(models_dir() / "mlp-128" / "network.tflite", run / "model.tflite")
    measured = [
        {
            **{"epoch": epoch, "batch": 100, "seconds": epoch, "loss": 1 / epoch, "accuracy": 0.9},
            **{"val_loss": 1 / epoch + 0.1, "val_accuracy": 0.88},
        }
        for epoch in (1, 2, 3)
    ]
    (run / "metrics.jsonl").write_text("".join(f"{json.dumps(each)}\n" for each in measured))
    runs.write_status(run, Status(state="finished", epoch=3, epochs=3, batches=100, seconds=3))
    yield run.name
    shutil.rmtree(run)


def violations(page):
    """The rules that are violated, where, and why."""
    return [
        f"{rule['id']} ({rule['impact']}): {node['html'][:200]}\n{node['failureSummary']}"
        for rule in Axe().run(page).response["violations"]
        for node in rule["nodes"]
    ]


def set_scheme(page, scheme):
    page.emulate_media(color_scheme=scheme)
    page.wait_for_function(IS_DARK, arg=scheme == "dark")
    wait_until_it_rests(page)


def assert_no_violation(page):
    """Neither light nor dark, neither on a phone nor on a laptop."""
    expect(page.locator("h1")).to_have_count(1)
    wait_until_it_rests(page)  # what runs again is pale
    page.add_style_tag(content=STILL)
    found = []
    for scheme in SCHEMES:
        set_scheme(page, scheme)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 844})
            found += [f"{scheme}, {width}: {each}" for each in violations(page)]
            if sideways(page):
                found.append(f"{scheme}, {width}: moves sideways by {sideways(page)}")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("address", PAGES)
def test_page_has_no_violation(visit, address):
    assert_no_violation(visit(address))


def test_path_that_the_network_sees_has_no_violation_and_moves_nothing(visit):
    page = visit()
    page.locator("summary", has_text="the pen’s path").click()
    expect(page.get_by_text("what the network sees is shown here")).to_be_visible()
    height = page.locator(".st-key-draw_path").bounding_box()["height"]
    hand.draw(page, hand.DIGITS["7"])
    expect(page.locator(".path-words")).to_contain_text("The pen went to the right")
    expect(page.locator(".seen figure img")).to_have_count(2)
    assert page.locator(".st-key-draw_path").bounding_box()["height"] == height
    assert_no_violation(page)


def test_kept_drawing_the_question_and_the_drawing_by_itself_have_no_violation(visit):
    page = visit()
    hand.draw(page, hand.DIGITS["4"])
    page.get_by_role("button", name="9", exact=True).click()
    expect(page.locator(".correction-said")).to_have_text("Kept as a 9")
    assert_no_violation(page)
    page.get_by_role("button", name="1 kept: teach it your hand").click()
    expect(page.get_by_text("1 drawing: 1 from the Draw page")).to_be_visible()
    assert_no_violation(page)
    page.locator(".sheet canvas").click(position={"x": 20, "y": 20})
    expect(page.get_by_role("dialog")).to_be_visible()
    wait_until_it_rests(page)
    assert violations(page) == []


def test_run_that_has_taught_has_no_violation(visit, server, small_dataset):
    run = make_taught_run(
        *(server[1].parent / "runs", "taught", small_dataset),
        mnist=Compared(count=10_000, before=0.9768, after=0.976),
        letters=Compared(count=500, before=0.9, after=0.8),
    )
    page = visit("teach")
    expect(page.get_by_role("table")).to_be_visible()
    assert_no_violation(page)
    shutil.rmtree(run)


def test_photograph_that_is_read_has_no_violation(visit):
    page = visit("?mode=photograph")
    paper = cv2.imencode(".png", hand.on_paper("2708"))[1].tobytes()
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(
        {"name": "paper.png", "mimeType": "image/png", "buffer": paper}
    )
    expect(page.locator(".box")).to_have_count(4)
    assert_no_violation(page)


def test_number_with_a_letter_in_it_has_no_violation(visit):
    page = visit("?mode=number")
    page.locator("canvas.upper-canvas").wait_for()
    for key in ("draw_others", "draw_seen"):
        page.locator(f".st-key-{key} summary").click()
    hand.draw(page, hand.number("27d"))
    expect(page.locator(".mark")).to_have_count(3)
    expect(page.locator(".characters img")).to_have_count(3)
    assert_no_violation(page)


def test_why_has_no_violation(visit):
    page = visit("?look=why")
    page.locator("canvas.upper-canvas").wait_for()
    hand.draw(page, hand.DIGITS["4"])
    expect(page.locator(".why img")).to_have_count(3)
    assert_no_violation(page)


def test_inside_with_a_number_taken_apart_has_no_violation(visit):
    page = visit("?look=inside&network=cnn")
    page.locator("canvas.upper-canvas").wait_for()
    hand.draw(page, hand.DIGITS["4"])
    page.locator(".inside-layer canvas").nth(2).click(position={"x": 60, "y": 20})
    expect(page.locator(".inside-grid").first).to_be_visible()
    assert_no_violation(page)


def test_tab_leaves_the_table_of_runs(visit, ended_run):
    page = visit("train", prepare=lambda page: page.add_init_script(HEARS_KEYS))
    cell = page.get_by_role("region", name="Runs").locator("canvas").first
    page.wait_for_function("window.hearsKeys")
    cell.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    assert page.evaluate("!document.activeElement.closest('[data-testid=stDataFrame]')")


def test_ended_run_has_no_violation(visit, ended_run):
    page = visit(f"train?run={ended_run}")
    expect(page.get_by_role("application")).to_be_visible()
    assert_no_violation(page)


def test_compared_runs_have_no_violation(visit, ended_run, server):
    folder = server[1].parent / "runs"
    shutil.copytree(folder / ended_run, folder / "another")
    page = visit(f"train?compare={ended_run},another")
    expect(page.get_by_test_id("stVegaLiteChart")).to_have_count(4)
    assert_no_violation(page)
    shutil.rmtree(folder / "another")


def test_word_explains_itself_to_pointer_and_keyboard_within_the_screen(visit):
    page = visit("learn?lesson=2", viewport={"width": 390, "height": 844})
    words = page.locator(".term button")
    expect(page.get_by_text("Your turn")).to_be_visible()
    wait_until_it_rests(page)
    for i in range(words.count()):
        meaning = page.locator(".term-meaning").nth(i)
        expect(meaning).to_be_hidden()
        for reach in (words.nth(i).hover, words.nth(i).focus):
            reach()
            expect(meaning).to_be_visible()
            box = meaning.bounding_box()
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= 390
            page.mouse.move(0, 0)
        words.nth(i).blur()


def test_word_explains_itself_to_a_tap(visit):
    page = visit(
        "learn?lesson=3",
        viewport={"width": 390, "height": 844},
        has_touch=True,
        is_mobile=True,
    )
    expect(page.get_by_text("Your turn")).to_be_visible()
    wait_until_it_rests(page)
    page.locator(".term button").first.tap()
    expect(page.locator(".term-meaning").first).to_be_visible()
    page.locator("h1").tap()
    expect(page.locator(".term-meaning").first).to_be_hidden()


def test_finished_quiz_has_no_violation(visit):
    page = visit("learn?lesson=4")
    for number in range(1, 11):
        expect(page.get_by_text(f"Picture {number} of 10")).to_be_visible()
        page.get_by_role("button", name="8", exact=True).click()
    expect(page.locator(".question-answer")).to_be_visible()
    page.add_style_tag(content=STILL)
    wait_until_it_rests(page)
    assert violations(page) == []
