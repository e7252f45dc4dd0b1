"""A network trained from the page, in a real Chromium, and then drawn with."""

import re

import pytest
from playwright.sync_api import expect

from tools import hand
from tools.browsing import ROOT, serve

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MINUTES = 60_000  # milliseconds

# The loss curve of training, and the labels of its axis, as the browser draws them.
CURVE = "[data-testid=stVegaLiteChart] [aria-roledescription='line mark container'] path"


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
    page.get_by_role("combobox").first.click()
    page.get_by_role("option", name="robust-cnn").click()
    epochs = page.get_by_role("spinbutton", name="Epochs")
    expect(epochs).to_have_value("30")
    epochs.fill("4")
    page.get_by_role("button", name="Start training").dblclick()

    # It is seen to learn within its first epoch, on a chart that is not made anew.
    say(page, "Training: epoch 1 of 4")
    page.locator(CURVE).first.wait_for(timeout=MINUTES, state="attached")
    first = curve(page)
    page.evaluate("path => document.querySelector(path).closest('svg').marked = true", CURVE)
    longer(page, first)
    assert page.locator(".run-words").inner_text() == "Training: epoch 1 of 4"

    # A zoom stays where it is.
    page.get_by_test_id("stVegaLiteChart").first.hover()
    page.keyboard.down("Control")
    page.mouse.wheel(0, -400)
    page.keyboard.up("Control")
    expect(ticks(page)).not_to_have_text(["0", "1", "2", "3", "4"])
    zoomed = ticks(page).all_inner_texts()
    say(page, "Training: epoch 2 of 4")
    assert ticks(page).all_inner_texts() == zoomed
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
    say(page, "Finished: 4 epochs")
    assert len(curve(page)) > len(paused)

    page.get_by_label(re.compile(r"^Confusion matrix\. ")).wait_for()
    page.get_by_text("What it got wrong").wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name="History").click()
    history = download.value.path().read_text().splitlines()
    assert history[0].startswith("epoch,batch,seconds,loss")
    assert history[-1].startswith("4,")

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
            visitor.get_by_role("link", name="Draw").click()
            visitor.locator("canvas.upper-canvas").wait_for()
            visitor.get_by_role("combobox").click()
            visitor.get_by_role("option", name="robust-cnn (").wait_for()
            assert visitor.get_by_role("option", name="cnn, ").count() == offered
