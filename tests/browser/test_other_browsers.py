"""The app in Firefox and in WebKit, where they are at hand: drawn, undone, left, trained."""

import pytest

from tools import hand, other_browsers
from tools.waiting import wait_until

pytestmark = pytest.mark.browser

# The canvas's own elements, which lie in a shadow root.
INSIDE = "document.querySelector('.st-key-draw_canvas [data-testid=stBidiComponentIsolated]')"
CANVAS = f"{INSIDE}?.shadowRoot?.querySelector('canvas')"
ANSWER = "document.querySelector('.answer[aria-busy=false] .answer-label')?.textContent"
CURVE = "[data-testid=stVegaLiteChart] .mark-line path"


@pytest.fixture(scope="module", params=["firefox", "webkit"])
def browser(request):
    try:
        with getattr(other_browsers, request.param)() as found:
            yield found
    except FileNotFoundError as error:
        pytest.skip(str(error))


@pytest.fixture
def page(browser, server):
    """The Draw page, empty."""
    url, _ = server
    browser.open(url)
    browser.evaluate("sessionStorage.clear()")
    browser.open(url)
    wait_until(lambda: browser.evaluate(f"!!{CANVAS}?.clientWidth"))
    wait_for_answer(browser, "Draw a digit")
    return browser


def draw(page, digit):
    box = page.evaluate(f"{CANVAS}.getBoundingClientRect().toJSON()")
    scale = box["width"] / 280
    lines = hand.DIGITS[digit]
    other_browsers.draw(
        page, [[(box["x"] + scale * x, box["y"] + scale * y) for x, y in line] for line in lines]
    )


def wait_for_answer(page, words):
    wait_until(lambda: page.evaluate(ANSWER) == words)


def press(page, name):
    page.evaluate(f"{INSIDE}.shadowRoot.querySelector('[name={name}]').click()")


def click(page, kind, words):
    """Click the first link or button with these words, once it is there."""
    find = f"[...document.querySelectorAll('{kind}')].find(e => e.innerText.includes('{words}'))"
    wait_until(lambda: page.evaluate(f"(e => !!e && !e.click())({find})"))


def go(page, name, words):
    """Follow a link of the pages, and wait for what is there."""
    click(page, "a", name)
    wait_until(lambda: page.evaluate(f"document.body.innerText.includes('{words}')"))


def test_ten_digits_are_drawn_and_read_and_cleared(page):
    for digit in hand.DIGITS:
        draw(page, digit)
        wait_for_answer(page, digit)
        press(page, "clear")
        wait_for_answer(page, "Draw a digit")


def test_undo_brings_back_what_clear_took_and_takes_the_stroke(page):
    draw(page, "7")
    wait_for_answer(page, "7")
    press(page, "clear")
    wait_for_answer(page, "Draw a digit")
    press(page, "undo")
    wait_for_answer(page, "7")
    press(page, "undo")
    wait_for_answer(page, "Draw a digit")


def test_page_left_at_once_keeps_the_drawing(page):
    draw(page, "3")
    go(page, "Explore", "Digits and networks")
    go(page, "Draw", "Which digit is it?")
    wait_for_answer(page, "3")


def test_curves_move_while_it_trains(page):
    go(page, "Train", "Start training")
    click(page, "button", "Start training")
    curve = f"document.querySelector(\"{CURVE}\")?.getAttribute('d')"
    seen = wait_until(lambda: page.evaluate(curve), 120)
    wait_until(lambda: page.evaluate(curve) not in (None, seen))
    click(page, "button", "Stop")
    wait_until(lambda: page.evaluate("document.body.innerText.includes('Delete')"), 120)
