"""A network trained from the page, in a real Chromium, and then drawn with."""

import json
import re

import pytest
from playwright.sync_api import expect

from mnist_core import runs
from mnist_core.networks.config import default_config
from mnist_core.training.config import start_run
from tests.conftest import open_networks
from tools import hand
from tools.browsing import ROOT, serve

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MINUTES = 60_000  # milliseconds

# The loss curve of training, and the labels of its axis, as the browser draws them.
CURVE = "[data-testid=stVegaLiteChart] .mark-line path"


def say(page, words):
    """Wait until the run says so."""
    page.locator(".run-words", has_text=words).wait_for(timeout=3 * MINUTES)


def curve(page):
    return page.locator(CURVE).first.get_attribute("d")


def longer(page, before):
    """Wait until the curve has more points than ``before``."""
    page.wait_for_function(
        "([path, before]) => document.querySelector(path)?.getAttribute('d').length > before",
        arg=[CURVE, len(before)],
        timeout=MINUTES,
    )
    return curve(page)


def ticks(page):
    """The epochs that the first chart's axis names."""
    chart = page.get_by_test_id("stVegaLiteChart").first
    return chart.locator(".role-axis-label").first.locator("text")


def test_network_is_trained_watched_paused_and_drawn_with(visit):
    page = visit("train")
    open_networks(page)
    page.get_by_role("option", name="robust-cnn").click()
    epochs = page.get_by_role("spinbutton", name="Epochs")
    expect(epochs).to_have_value("30")
    epochs.fill("3")
    page.get_by_role("button", name="Start training").dblclick()

    # It is seen to learn within its first epoch, on a chart that is not made anew.
    say(page, "Training: epoch 1 of 3")
    page.locator(CURVE).first.wait_for(timeout=MINUTES, state="attached")
    first = curve(page)
    page.evaluate("path => document.querySelector(path).closest('svg').marked = true", CURVE)
    longer(page, first)
    assert page.locator(".run-words").inner_text() == "Training: epoch 1 of 3"

    # A zoom stays where it is.
    expect(ticks(page)).to_have_text(["0", "1", "2", "3"])
    page.get_by_test_id("stVegaLiteChart").first.hover()
    page.keyboard.down("Control")
    page.mouse.wheel(0, -400)
    page.keyboard.up("Control")
    expect(ticks(page)).not_to_have_text(["0", "1", "2", "3"])
    zoomed = ticks(page).all_text_contents()
    say(page, "Training: epoch 2 of 3")
    assert ticks(page).all_text_contents() == zoomed
    assert page.evaluate("path => document.querySelector(path).closest('svg').marked", CURVE)

    # It goes on without its page.
    page.get_by_role("link", name="Draw").click()
    page.locator("canvas.upper-canvas").wait_for()
    page.get_by_role("link", name="Train").click()
    page.get_by_role("button", name="Watch robust-cnn").click()
    say(page, "Training")
    page.reload()
    say(page, "Training")

    page.get_by_role("button", name="Pause").click()
    say(page, "Paused in epoch")
    paused = curve(page)
    page.get_by_role("button", name="Resume").click()
    say(page, "Finished: 3 epochs")
    assert len(curve(page)) > len(paused)

    page.get_by_role("grid", name=re.compile(r"^Confusion matrix\. ")).wait_for()
    page.get_by_text("What it got wrong").wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name="History").click()
    history = download.value.path().read_text().splitlines()
    assert history[0].startswith("epoch,batch,seconds,loss")
    assert history[-1].startswith("3,")

    page.get_by_role("button", name="Draw with it").click()
    page.locator("canvas.upper-canvas").wait_for()
    expect(page.get_by_role("combobox")).to_have_value(re.compile("robust-cnn, "))
    hand.draw(page, hand.DIGITS["7"])
    expect(page.locator(".answer-label")).to_contain_text("7")

    # One double click started one run; and it is offered to whoever comes later.
    later = visit("train")
    cells = later.locator("[data-testid=stDataFrame] canvas td")
    expect(cells.filter(has_text="finished")).to_have_count(1)


@pytest.fixture
def public(tmp_path, small_npz):
    """A public server: its address."""
    places = {
        "RUNS_DIR": str(tmp_path / "runs"),
        "MNIST_PATH": str(small_npz),
        "PUBLIC_SERVER": "1",
    }
    with serve(ROOT / "streamlit_app.py", tmp_path / "log", places) as (url, _):
        yield url


def cookie_of(context):
    """The visitor's cookie, once the browser has it."""
    return next((each for each in context.cookies() if each["name"] == "visitor"), None)


def settled(page, url):
    """Open a page so far that its session knows the visitor's cookie."""
    with page.expect_response(re.compile("/_visitor")) as answer:
        page.goto(url)
    assert answer.value.ok
    page.locator("[data-test-script-state=notRunning]").wait_for()


def test_visitor_s_cookie_cannot_be_read_by_scripts(public, chromium):
    with chromium.new_context() as context:
        page = context.new_page()
        settled(page, public)
        cookie = cookie_of(context)
        assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Lax")
        assert cookie["value"] not in page.evaluate("document.cookie")
        assert cookie["value"] not in page.content()


def test_page_does_not_run_again_for_a_new_visitor_s_cookie(public, chromium):
    with chromium.new_context() as context:
        page, sent = context.new_page(), []
        page.on("websocket", lambda socket: socket.on("framesent", lambda it: sent.append(it)))
        with page.expect_response(re.compile("/_visitor")):
            page.goto(f"{public}/learn")
        page.locator("[data-test-script-state=notRunning]").wait_for()
        page.wait_for_timeout(500)  # whatever the answer has caused
        assert len(sent) == 1


def test_malformed_cookie_is_replaced(public, chromium):
    with chromium.new_context() as context:
        context.add_cookies([{"name": "visitor", "value": "<script>", "url": public}])
        page = context.new_page()
        settled(page, public)
        assert re.fullmatch("[A-Za-z0-9_-]{32}", cookie_of(context)["value"])


def test_token_that_nobody_was_given_gets_no_cookie(public, chromium):
    with chromium.new_context() as context:
        answer = context.request.post(f"{public}/_visitor?token=guessed")
        assert (answer.status, context.cookies()) == (403, [])


def test_tabs_that_a_new_visitor_opens_at_once_are_one_visitor(public, chromium):
    with chromium.new_context() as context:
        tabs = [context.new_page() for _ in range(3)]
        for tab in tabs:  # none waits for another
            tab.evaluate("url => void setTimeout(() => { location = url })", f"{public}/train")
        for tab in tabs:
            tab.get_by_role("button", name="Start training").wait_for()
            tab.locator("[data-test-script-state=notRunning]").wait_for()
        tabs[-1].get_by_role("button", name="Start training").click()
        tabs[-1].get_by_role("button", name="Stop").click()
        run = tabs[-1].url
        for tab in tabs:
            tab.goto(run)
            tab.get_by_role("button", name="All runs").wait_for()


def test_stranger_s_run_is_theirs_alone_and_still_theirs_after_a_reload(public, chromium):
    with chromium.new_context() as one, chromium.new_context() as another:
        page, stranger = one.new_page(), another.new_page()
        page.goto(f"{public}/train")
        page.get_by_role("button", name="Start training").click()
        say(page, "Finished")
        page.reload()
        say(page, "Finished")
        stranger.goto(page.url)
        stranger.get_by_text("belong to somebody else").wait_for()
        stranger.get_by_text("None yet.").wait_for()
        for visitor, offered in ((page, 1), (stranger, 0)):
            visitor.locator("[data-test-script-state=notRunning]").wait_for()
            visitor.get_by_role("link", name="Draw").click()
            visitor.locator("canvas.upper-canvas").wait_for()
            open_networks(visitor)
            visitor.get_by_role("option", name="robust-cnn (").wait_for()
            assert visitor.get_by_role("option", name="cnn, ").count() == offered


PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESKTOP = {"viewport": {"width": 1280, "height": 800}}


@pytest.fixture
def kept(tmp_path, small_npz, chromium):
    """A folder of runs, and a function that opens the Train page of a server that shows them."""
    folder = tmp_path / "runs"
    contexts = []
    places = {"RUNS_DIR": str(folder), "MNIST_PATH": str(small_npz)}
    with serve(ROOT / "streamlit_app.py", tmp_path / "log", places) as (url, _):

        def open_page(query="", **settings):
            contexts.append(chromium.new_context(**settings))
            page = contexts[-1].new_page()
            page.goto(f"{url}/train{query}")
            return page

        yield folder, open_page
        for context in contexts:
            context.close()


def make(folder, name, accuracies=(), state="paused", **changes):
    """A run of 10 epochs; of each that is done, its accuracy."""
    run = start_run(default_config("cnn", **{"epochs": 10, **changes}), folder, name)
    say_state(run, state, len(accuracies))
    write_accuracies(run, accuracies)
    return run


def say_state(run, state, epochs):
    status = runs.Status(state=state, epoch=epochs, epochs=10, batch=1, batches=1)
    at_work = state in runs.AT_WORK
    if at_work:
        status = runs.of_this_process(status)
    runs.write_status(run, status)


def write_accuracies(run, accuracies):
    for epoch, accuracy in enumerate(accuracies, 1):
        loss = {"loss": 1 - accuracy, "accuracy": accuracy}
        held_out = {f"val_{name}": value for name, value in loss.items()}
        at = {"epoch": epoch, "batch": 1, "seconds": epoch}
        with (run / "metrics.jsonl").open("a") as file:
            file.write(json.dumps(at | loss | held_out) + "\n")


def per_cents(page, chart):
    """The accuracies that a chart's axis names."""
    axis = page.get_by_test_id("stVegaLiteChart").nth(chart).locator(".role-axis-label").nth(1)
    axis.locator("text").first.wait_for()
    return [float(each.rstrip("%\u00a0")) for each in axis.locator("text").all_text_contents()]


def test_start_waits_while_a_field_is_out_of_range(kept):
    _, visit = kept
    page = visit()
    start = page.get_by_role("button", name="Start training")
    for typed in ("0", ""):
        page.get_by_role("spinbutton", name="Epochs").fill(typed)
        page.keyboard.press("Tab")
        page.get_by_role("alert").filter(has_text="must be 1 to 10,000").wait_for()
        expect(start).to_be_disabled()
    page.get_by_role("button", name="Back to the recipe").click()
    expect(page.get_by_role("spinbutton", name="Epochs")).to_have_value("6")
    expect(start).to_be_enabled()


@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_place_of_the_curves_is_kept_and_nothing_harmful_comes_where_pause_stood(kept, device):
    folder, visit = kept
    run = make(folder, "r", state="running")
    runs.checkpoint(run).parent.mkdir()
    runs.checkpoint(run).touch()
    page = visit("?run=r", **device)
    page.get_by_text("Its curves will be drawn here").wait_for()
    place = page.locator(".st-key-train_curves")
    height = place.bounding_box()["height"]
    stood = [page.get_by_role("button", name=name).bounding_box() for name in ("Pause", "Stop")]
    write_accuracies(run, [0.8, 0.9])
    page.get_by_test_id("stVegaLiteChart").nth(1).wait_for()
    assert abs(place.bounding_box()["height"] - height) < 8
    assert page.get_by_text("the wheel zooms").is_visible() == (device is DESKTOP)

    say_state(run, "paused", 2)
    page.get_by_role("button", name="Resume").wait_for()
    for name in ("Resume", "Delete"):
        box = page.get_by_role("button", name=name).bounding_box()
        for each in stood:
            beside = box["x"] >= each["x"] + each["width"] or box["x"] + box["width"] <= each["x"]
            above = box["y"] + box["height"] <= each["y"]
            below = box["y"] >= each["y"] + each["height"]
            assert beside or above or below, name


def test_tab_names_page_and_progress(kept):
    folder, visit = kept
    run = make(folder, "r", state="running")
    status = runs.Status(state="running", epoch=5, epochs=10, batch=3, batches=10)
    runs.write_status(run, runs.of_this_process(status))
    page = visit("?run=r")
    expect(page).to_have_title("Train · loading · cnn")
    status = runs.Status(
        state="running", epoch=5, epochs=10, batch=3, batches=10, digits_per_second=9.0
    )
    runs.write_status(run, runs.of_this_process(status))
    expect(page).to_have_title("Train · 43\u00a0% · cnn")
    page.get_by_role("button", name="All runs").click()
    expect(page).to_have_title("Train · Draw a digit")


def test_good_runs_are_told_apart_where_they_are_compared(kept):
    folder, visit = kept
    for name, end in (("a", 0.98), ("b", 0.99), ("c", 0.994)):
        rising = [end - 0.6 / 2**epoch for epoch in range(1, 9)]
        make(folder, name, [*rising, end, end], learning_rate=end / 100)
    page = visit("?compare=a,b,c")
    page.get_by_test_id("stVegaLiteChart").nth(3).wait_for()
    assert min(per_cents(page, 2)) < 80
    page.get_by_role("radio", name="zoomed").click()
    page.get_by_text("Validation accuracy, the last half").wait_for()
    assert min(per_cents(page, 2)) > 90

    # Where the mouse points, all runs' values stand side by side.
    page.get_by_test_id("stVegaLiteChart").nth(2).hover()
    tooltip = page.locator("#vg-tooltip-element")
    for rate in ("0.0098", "0.0099", "0.00994"):
        expect(tooltip).to_contain_text(f"learning rate {rate}")

    # Which are compared stays when the page is left, and stands in the address.
    page.get_by_role("link", name="Draw").click()
    page.locator("canvas.upper-canvas").wait_for()
    page.get_by_role("link", name="Train").click()
    page.get_by_test_id("stVegaLiteChart").nth(3).wait_for()
    expect(page).to_have_url(re.compile("compare=[abc](,|%2C)[abc](,|%2C)[abc]"))
