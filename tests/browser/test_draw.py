"""The app in a real Chromium, drawn on with a real mouse and a real finger."""

import json
import re
from itertools import pairwise

import cv2
import numpy as np
import pytest
from playwright.sync_api import expect

from tests.conftest import open_networks, sideways, wait_until_it_rests
from tools import hand
from tools.waiting import wait_until

pytestmark = pytest.mark.browser


ANSWERED = ".answer[aria-busy=false]"  # the pen has left the canvas


def wait_for_answer(page, text):
    page.locator(f"{ANSWERED} .answer-label", has_text=text).filter(has_not_text="Draw").wait_for()


def wait_for_change(page, seen):
    """Wait until the network sees something else than ``seen``; what it sees then."""
    return page.wait_for_function(
        """([answered, seen]) => {
            const picture = document.querySelector(`${answered} .answer-frame img`);
            return picture !== null && picture.src !== seen && picture.src;
        }""",
        arg=[ANSWERED, seen],
    ).json_value()


def headline(page):
    return page.locator(".answer-label").inner_text()


def mean_paper(page):
    """How white the canvas is to the eye, 0 to 255."""
    picture = page.locator("canvas.upper-canvas").screenshot()
    return cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_GRAYSCALE)[4:-4, 4:-4].mean()


def wait_for_paper(page, whiteness, within=0.5):
    """Wait until the canvas is so white: it is painted some moments after it is told to."""
    wait_until(lambda: abs(mean_paper(page) - whiteness) <= within)


def read_qr(locator):
    """What a QR picture says to a phone, or "". OpenCV fails on some at one of the sizes."""
    picture = cv2.imdecode(np.frombuffer(locator.screenshot(), np.uint8), cv2.IMREAD_GRAYSCALE)
    sizes = (cv2.resize(picture, None, fx=scale, fy=scale) for scale in (2, 1, 3))
    return next(filter(None, (cv2.QRCodeDetector().detectAndDecode(each)[0] for each in sizes)), "")


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


def backwards(strokes):
    return [stroke[::-1] for stroke in reversed(strokes)]


def assert_read(page, draw, drawings):
    """Each drawing, on an empty canvas, gets its answer; drawings are of answer and strokes."""
    for answer, strokes in drawings:
        expect(page.locator(".answer-label")).to_have_text("Draw a digit")
        draw(page, strokes)
        expect(page.locator(".answer-label")).to_have_text(answer)
        button(page, "Clear").click()


def test_digits_drawn_with_the_mouse_are_read_and_letters_refused(visit):
    others = [(name[0], backwards(each)) for name, each in hand.OTHER_WAYS.items()]
    letters = [("Not a digit", each) for each in hand.NO_DIGITS.values()]
    assert_read(visit(), hand.draw, [*hand.DIGITS.items(), *others, *letters])


def test_digits_drawn_with_a_finger_are_read(visit):
    digits = [(label, backwards(hand.DIGITS[label])) for label in "258"]
    others = [(name[0], each) for name, each in hand.OTHER_WAYS.items()]
    assert_read(visit(**PHONE), touch, [*digits, *others])


@pytest.mark.parametrize("returned", [False, True])
def test_undo_takes_the_last_stroke_and_clear_all(visit, returned):
    page = visit()
    whiteness, seen = [mean_paper(page)], [None]
    for stroke in ([(140, 50), (140, 230)], [(40, 250), (240, 250)], [(40, 40), (240, 40)]):
        hand.draw(page, [stroke])
        seen.append(wait_for_change(page, seen[-1]))
        wait_until(lambda: mean_paper(page) < whiteness[-1])
        whiteness.append(mean_paper(page))
    if returned:  # the strokes of before are undone as well
        leave_and_return(page)
    for strokes in (2, 1):
        button(page, "Undo").click()
        assert wait_for_change(page, seen[strokes + 1]) == seen[strokes]
        expect(page.locator("canvas.upper-canvas")).to_have_count(1)
        wait_for_paper(page, whiteness[strokes])
    button(page, "Clear").click()
    page.get_by_text("0 to 9, with mouse or finger").wait_for()
    wait_for_paper(page, 255, within=0)
    expect(button(page, "Clear")).to_be_disabled()
    button(page, "Undo").click()  # brings back what Clear took
    assert wait_for_change(page, None) == seen[1]
    wait_for_paper(page, whiteness[1])
    button(page, "Undo").click()
    expect(button(page, "Undo")).to_be_disabled()
    hand.draw(page, hand.DIGITS["7"])  # and the canvas goes on working
    wait_for_answer(page, "7")


def test_undo_at_once_takes_only_the_stroke_just_drawn(visit):
    page = visit()
    hand.draw(page, hand.DIGITS["1"])
    wait_for_answer(page, "1")
    hand.draw(page, [[(40, 250), (240, 250)]])
    button(page, "Undo").click()
    hand.draw(page, [[(146, 228), (146, 236)]])  # and what is drawn at once afterwards stays
    seen = page.locator(".answer-frame img").get_attribute("src")
    wait_for_change(page, seen)
    wait_for_answer(page, "1")


def test_clear_at_once_and_the_next_digit(visit):
    page = visit()
    for digit in "173":
        hand.draw(page, hand.DIGITS[digit])
        wait_for_answer(page, digit)
        button(page, "Clear").click()
    hand.draw(page, hand.DIGITS["0"])
    wait_for_answer(page, "0")


def leave_and_return(page):
    page.get_by_role("link", name="Explore").click()
    page.get_by_text("Digits and networks").wait_for()
    page.get_by_role("link", name="Draw").click()
    page.locator(".answer-frame img").wait_for()
    expect(page.locator("canvas.upper-canvas")).to_have_count(1)


def test_drawing_survives_another_page_and_settings(visit):
    page = visit()
    with page.expect_websocket() as connection:
        page.reload()
    page.locator("canvas.upper-canvas").wait_for()
    hand.draw(page, hand.DIGITS["4"])
    wait_for_answer(page, "4")
    drawn, by_default = mean_paper(page), page.locator(".answer-bars").inner_text()
    open_networks(page)
    page.get_by_role("option", name="mlp-128 (").click()
    expect(page.locator(".answer-bars")).not_to_have_text(by_default, use_inner_text=True)
    page.get_by_role("button", name="Pen width").click()
    # A slider tells the server some moments after it has moved.
    with connection.value.expect_event("framesent"):
        page.get_by_role("slider").press("End")
    page.get_by_test_id("stSliderThumbValue").get_by_text("40 pixels").wait_for()
    page.keyboard.press("Escape")
    wait_for_paper(page, drawn)
    chosen = page.locator(".answer-bars").inner_text()

    leave_and_return(page)
    expect(page.locator(".answer-bars")).to_have_text(chosen, use_inner_text=True)
    expect(page.locator("canvas.upper-canvas")).to_have_count(1)
    wait_for_paper(page, drawn)

    # A stroke after that is added to the drawing, in the width chosen: 40 over 80 of 280 pixels.
    seen = page.locator(".answer-frame img").get_attribute("src")
    hand.draw(page, [[(30, 180), (30, 220), (30, 260)]])
    wait_for_change(page, seen)
    added = drawn - mean_paper(page)
    assert added == pytest.approx(255 * (80 * 40 + 3.14 * 20**2) / 280**2, rel=0.1)


@pytest.mark.parametrize("query", ["", "?present=1"])
def test_phone_with_a_finger(visit, query):
    page = visit(query, **PHONE)
    page.locator("canvas.upper-canvas").wait_for()
    box = page.locator("canvas.upper-canvas").bounding_box()
    assert box["width"] == box["height"] >= 350
    assert box["x"] == 390 - box["x"] - box["width"] >= 0
    touch(page, hand.DIGITS["7"])
    wait_for_answer(page, "7")
    bars = page.locator(".answer-bars").bounding_box()
    assert bars["y"] + bars["height"] < 844  # seen without scrolling
    assert (
        page.evaluate("window.scrollY + document.querySelector('[data-testid=stMain]').scrollTop")
        == 0
    )
    assert sideways(page) == 0


def test_finger_can_begin_in_every_corner(visit):
    page = visit(**PHONE)
    seen = None
    for x, y in ((270, 6), (150, 6), (10, 6), (10, 270), (270, 270)):
        touch(page, [[(x, y), (140, 140)]])
        seen = wait_for_change(page, seen)


def fingers(page):
    """A function that moves fingers, through the browser's own input events.

    It is given what happens, such as "touchStart", and the fingers that it happens to, by their
    numbers, with where they are on the canvas. None of them is all.
    """
    client = page.context.new_cdp_session(page)
    box = page.locator("canvas.upper-canvas").bounding_box()

    def send(kind, points=None):
        down = [
            {"id": number, "x": box["x"] + x, "y": box["y"] + y}
            for number, (x, y) in (points or {}).items()
        ]
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": down})

    return send


def way(points):
    """Points with four more between any two."""
    return [points[0]] + [
        (a[0] + (b[0] - a[0]) * i / 5, a[1] + (b[1] - a[1]) * i / 5)
        for a, b in pairwise(points)
        for i in range(1, 6)
    ]


def touch(page, strokes):
    """Draw with one finger."""
    send = fingers(page)
    for stroke in strokes:
        first, *others = way(stroke)
        send("touchStart", {0: first})
        for point in others:
            send("touchMove", {0: point})
        send("touchEnd")


PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def test_touch_that_the_system_cancels_is_read_as_it_is_seen(visit):
    page = visit(**PHONE)
    send = fingers(page)
    first, *others = way(hand.DIGITS["7"][0])
    send("touchStart", {0: first})
    for point in others:
        send("touchMove", {0: point})
    send("touchCancel")
    expect(page.locator(".answer-label")).to_have_text("7")
    inked = mean_paper(page)
    touch(page, [[(40, 250), (60, 250)]])  # and the next stroke takes no ink away
    wait_for_change(page, page.locator(".answer-frame img").get_attribute("src"))
    wait_until(lambda: mean_paper(page) < inked)


def test_finger_draws_beside_a_palm_that_came_first(visit):
    page = visit(**PHONE)
    send = fingers(page)
    palm = (250, 270)
    send("touchStart", {0: palm})
    first, *others = way(hand.DIGITS["7"][0])
    send("touchStart", {0: palm, 1: first})
    for point in others:
        send("touchMove", {0: palm, 1: point})
    send("touchEnd", {1: others[-1]})
    wait_for_answer(page, "7")
    seen = page.locator(".answer-frame img").get_attribute("src")
    send("touchEnd", {0: palm})  # it leaves no ink
    touch(page, [[(40, 200), (40, 250)]])
    wait_for_change(page, seen)
    button(page, "Undo").click()
    expect(page.locator(".answer-frame img")).to_have_attribute("src", seen)


def test_page_left_at_once_keeps_the_stroke(visit):
    page = visit()
    hand.draw(page, hand.DIGITS["7"])
    page.get_by_role("link", name="Explore").click()
    page.get_by_text("Digits and networks").wait_for()
    page.get_by_role("link", name="Draw").click()
    expect(page.locator(".answer-label")).to_have_text("7")


def test_end_of_a_stroke_that_was_lost_on_the_way_is_told_again(visit):
    lost = []

    def lose_the_first(way):
        server = way.connect_to_server()

        def send(message):
            if isinstance(message, bytes) and b'"final":true' in message and not lost:
                lost.append(message)
            else:
                server.send(message)

        way.on_message(send)

    page = visit(prepare=lambda page: page.route_web_socket(re.compile("stream"), lose_the_first))
    wait_until_it_rests(page)
    hand.draw(page, [[(146, 58), (146, 228)]])
    wait_for_answer(page, "1")
    assert len(lost) == 1


def test_stroke_begun_just_after_undo_or_clear_stays(visit):
    page = visit()
    hand.draw(page, [hand.DIGITS["7"][0], [(40, 250), (240, 250)]])
    leave_and_return(page)
    for name in ("Undo", "Undo", "Clear"):
        button(page, name).click()
        hand.draw(page, [[(146, 58), (146, 228)]])  # before Python can have answered
        expect(page.locator("canvas.upper-canvas")).to_have_count(1)
    expect(page.locator(".answer-label")).to_have_text("1")
    paper = mean_paper(page)
    leave_and_return(page)
    expect(page.locator(".answer-label")).to_have_text("1")
    wait_for_paper(page, paper)


def test_shift_makes_no_line_of_a_stroke(visit):
    page = visit()
    page.keyboard.down("Shift")
    hand.draw(page, hand.DIGITS["2"])
    page.keyboard.up("Shift")
    expect(page.locator(".answer-label")).to_have_text("2")


@pytest.mark.parametrize("modifier", ["Control", "Meta"])
def test_keyboard_undoes(visit, modifier):
    page = visit()
    hand.draw(page, [hand.DIGITS["1"][0]])
    wait_for_answer(page, "1")
    seen = page.locator(".answer-frame img").get_attribute("src")
    hand.draw(page, [[(40, 250), (240, 250)]])
    wait_for_change(page, seen)
    page.keyboard.press(f"{modifier}+z")
    expect(page.locator(".answer-frame img")).to_have_attribute("src", seen)
    page.keyboard.press(f"{modifier}+z")
    expect(page.locator(".answer-label")).to_have_text("Draw a digit")


def test_a_dot_and_a_scribble_break_nothing(visit):
    page = visit()
    hand.draw(page, [[(140, 140), (140, 140)]])
    seen = wait_for_change(page, None)
    hand.draw(page, [[(20 + 17 * i % 240, 20 + 91 * i % 240) for i in range(40)]])
    wait_for_change(page, seen)
    assert headline(page) != "Draw a digit"


def test_pinch_draws_nothing(visit):
    page = visit(**PHONE)
    touch(page, hand.DIGITS["1"])
    wait_for_answer(page, "1")
    inked = mean_paper(page)
    send = fingers(page)
    send("touchStart", {0: (120, 200)})
    send("touchStart", {0: (120, 200), 1: (200, 120)})
    for i in range(1, 12):
        send("touchMove", {0: (120 - 8 * i, 200 + 8 * i), 1: (200 + 8 * i, 120 - 8 * i)})
    send("touchEnd")
    wait_for_paper(page, inked, within=0.01)
    touch(page, [[(40, 280), (260, 280)]])  # and the next finger draws
    wait_until(lambda: mean_paper(page) < inked - 1)


def test_two_fingers_that_tap_draw_nothing(visit):
    page = visit(**PHONE)
    send = fingers(page)
    send("touchStart", {0: (120, 200)})
    send("touchStart", {0: (120, 200), 1: (200, 120)})
    send("touchEnd")
    touch(page, hand.DIGITS["1"])
    wait_for_answer(page, "1")
    button(page, "Undo").click()
    expect(button(page, "Undo")).to_be_disabled()  # there was nothing before it


def test_pen_draws_while_the_hand_slides_beside_it(visit):
    page = visit(**PHONE)
    send = fingers(page)
    hands = {0: (250, 300), 1: (200, 320)}
    for count in (1, 2):
        send("touchStart", dict(list(hands.items())[:count]))
    for i in range(1, 4):
        send("touchMove", {id: (x - 6 * i, y) for id, (x, y) in hands.items()})
    expect(button(page, "Undo")).to_be_disabled()
    box = page.locator("canvas.upper-canvas").bounding_box()
    client = page.context.new_cdp_session(page)
    first, *others = [(box["x"] + x, box["y"] + y) for x, y in way(hand.DIGITS["7"][0])]
    for kind, (x, y) in [
        ("mousePressed", first),
        *(("mouseMoved", each) for each in others),
        ("mouseReleased", others[-1]),
    ]:
        client.send(
            "Input.dispatchMouseEvent",
            {"type": kind, "x": x, "y": y, "button": "left", "buttons": 1, "clickCount": 1}
            | {"pointerType": "pen"},
        )
    wait_for_answer(page, "7")


def test_drawing_outlives_a_reload_and_can_be_undone_then(visit):
    page = visit()
    hand.draw(page, hand.DIGITS["1"])
    wait_for_answer(page, "1")
    one, seen = mean_paper(page), page.locator(".answer-frame img").get_attribute("src")
    hand.draw(page, [[(40, 250), (240, 250)]])
    drawn = wait_for_change(page, seen)
    button(page, "Clear").click()
    page.get_by_text("0 to 9, with mouse or finger").wait_for()
    page.reload()
    button(page, "Undo").click()  # what Clear took before the page was loaded anew
    assert wait_for_change(page, None) == drawn
    page.reload()
    assert wait_for_change(page, None) == drawn
    button(page, "Undo").click()
    wait_for_answer(page, "1")
    wait_for_paper(page, one)


LINE = {"width": 20, "points": [140, 40, 140, 240]}


DAMAGED = [
    "{",
    {"strokes": [], "states": [], "taken": None},
    *(
        {"strokes": [each], "states": [{"digit": None, "strokes": [0]}], "taken": None}
        for each in (None, {}, {**LINE, "points": []}, {**LINE, "points": [1, None]})
    ),
    {"strokes": [LINE], "states": [{"digit": None, "strokes": [1]}], "taken": None},
    {"strokes": [LINE], "states": [{"digit": 3, "strokes": [0]}], "taken": None},
]


def test_damaged_store_is_left_and_the_canvas_draws(visit):
    page = visit()
    for stored in DAMAGED:
        text = stored if isinstance(stored, str) else json.dumps(stored)
        page.evaluate("text => sessionStorage.setItem('draw-a-digit', text)", text)
        page.reload()
        expect(button(page, "Clear")).to_be_disabled()
        hand.draw(page, hand.DIGITS["7"])
        wait_for_answer(page, "7")


def test_full_canvas_says_so_and_is_read(visit):
    points = [x for i in range(7_999) for x in (140 + i % 2, 40 + i % 200)]
    stored = {
        "strokes": [{"width": 20, "points": points}],
        "states": [{"digit": None, "strokes": []}, {"digit": None, "strokes": [0]}],
        "taken": None,
    }
    page = visit(
        prepare=lambda page: page.add_init_script(
            f"sessionStorage.setItem('draw-a-digit', {json.dumps(json.dumps(stored))})"
        )
    )
    wait_for_answer(page, "1")
    hand.draw(page, hand.DIGITS["7"])
    page.get_by_text("The canvas is full").wait_for()
    button(page, "Undo").click()
    wait_for_answer(page, "1")


def begin(page, points):
    """Draw and keep the mouse down."""
    box = page.locator("canvas.upper-canvas").bounding_box()
    page.mouse.move(box["x"] + points[0][0], box["y"] + points[0][1])
    page.mouse.down()
    for x, y in points[1:]:
        page.mouse.move(box["x"] + x, box["y"] + y, steps=5)


def stop_clock(page):
    """Stop the clock that the page measures by: a function that moves it on, in milliseconds."""
    page.evaluate("window.clock = performance.now(); performance.now = () => window.clock")
    return lambda ms: page.evaluate("ms => { window.clock += ms; }", ms)


def test_answer_follows_the_pen_and_is_said_at_the_end_of_the_stroke_only(visit):
    page = visit()
    said = page.locator(".st-key-draw_paper").get_by_role("status")
    move_on = stop_clock(page)
    begin(page, hand.DIGITS["7"][0])
    move_on(200)
    page.locator(".answer[aria-busy=true] .answer-label", has_text="7").wait_for()
    expect(said).to_have_text("")
    page.mouse.up()
    wait_for_answer(page, "7")
    expect(said).to_have_text(re.compile(r"^7, .* sure$"))


def test_server_that_answers_slowly_is_told_at_the_end_of_a_stroke_only(visit):
    """The server's answers are held back here, as in a crowd."""
    held, sent, slow, pages = [], [], [], []

    def relay(socket):
        server = socket.connect_to_server()
        pages.append(socket)
        server.on_message(lambda message: held.append(message) if slow else socket.send(message))
        socket.on_message(lambda message: (sent.append(message), server.send(message)))

    page = visit(prepare=lambda page: page.route_web_socket(re.compile("_stcore/stream"), relay))
    # With its clock stopped, what the page waits for in milliseconds is decided here.
    move_on = stop_clock(page)
    sent.clear()
    slow.append(True)
    begin(page, [(40, 40), (200, 60)])
    move_on(200)
    wait_while_playing(page, lambda: len(sent) == 1)
    begin(page, [(200, 60), (60, 200)])
    move_on(200)
    page.wait_for_timeout(400)
    assert len(sent) == 1  # nothing more before the answer has come
    slow.clear()
    for message in held:
        pages[-1].send(message)
    page.locator(".answer[aria-busy=true]").wait_for()
    begin(page, [(60, 200), (200, 220)])
    move_on(200)
    page.wait_for_timeout(400)
    assert len(sent) == 1  # it has taken too long
    page.mouse.up()
    page.locator(ANSWERED).wait_for()
    assert len(sent) == 2
    begin(page, [(40, 200), (200, 220)])  # that was answered quickly: the pen is followed again
    move_on(200)
    wait_while_playing(page, lambda: len(sent) == 3)
    page.mouse.up()


def wait_while_playing(page, look):
    """Wait for what Playwright tells of, which it does while it waits itself."""
    wait_until(lambda: page.wait_for_timeout(20) or look())


@pytest.mark.parametrize("query", ["", "?present=1"])
def test_turned_phone_shows_the_canvas_at_full_height_beside_the_whole_answer(visit, query):
    turned = {"width": 844, "height": 390}
    page = visit(query, viewport=turned, has_touch=True, is_mobile=True)
    page.locator("canvas.upper-canvas").wait_for()
    touch(page, hand.DIGITS["7"])
    wait_for_answer(page, "7")
    canvas = page.locator("canvas.upper-canvas").bounding_box()
    assert canvas["height"] >= 370
    assert 0 <= canvas["y"] <= 390 - canvas["height"]
    answer, bars = (page.locator(each).bounding_box() for each in (".answer", ".answer-bars"))
    assert answer["x"] > canvas["x"] + canvas["width"]
    assert answer["y"] >= 0
    assert bars["y"] + bars["height"] <= 390
    clear = button(page, "Clear").bounding_box()
    assert clear["y"] + clear["height"] <= 390
    button(page, "Undo").click()  # the links do not lie over it
    expect(button(page, "Undo")).to_be_disabled()


@pytest.mark.parametrize(("name", "width"), [("Thin", 10), ("Medium", 20), ("Thick", 32)])
def test_pens_draw_as_wide_as_they_say(visit, name, width):
    page = visit()
    button(page, f"{name} pen").click()
    expect(button(page, f"{name} pen")).to_have_attribute("aria-pressed", "true")
    hand.draw(page, [[(50, 140), (150, 140), (230, 140)]])
    wait_until(lambda: mean_paper(page) < 254)
    inked = 255 * (180 * width + 3.14 * width**2 / 4) / 280**2
    wait_until(lambda: 255 - mean_paper(page) == pytest.approx(inked, rel=0.05))


def test_pen_can_be_chosen_again_after_the_slider(visit):
    page = visit()
    button(page, "Thin pen").click()
    expect(page).to_have_url(re.compile(r"/\?pen=10$"))
    page.get_by_role("button", name="Pen width").click()
    page.get_by_role("slider").press("End")
    expect(page).to_have_url(re.compile(r"/\?pen=40$"))
    page.keyboard.press("Escape")
    button(page, "Thin pen").click()
    expect(page).to_have_url(re.compile(r"/\?pen=10$"))


def test_link_and_its_picture_lead_to_the_network_the_pen_and_the_digit(visit):
    page = visit("?network=mlp-128&digit=generated-1&pen=32")
    page.locator(".answer-note", has_text="It is").wait_for()
    page.get_by_role("button", name="Link", exact=True).click()
    page.get_by_text("For a projector").click()
    link = page.get_by_role("textbox", name="Link")
    expect(link).to_have_value(re.compile("present=1"))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    button(page, "Copy").click()
    button(page, "Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == link.input_value()
    assert copied.split("?")[1] == "network=mlp-128&digit=generated-1&pen=32&present=1"
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    assert read_qr(page.locator("img.qr")) == copied
    page.goto(copied)
    page.locator(".st-key-draw_desk .answer-frame img").wait_for()
    assert page.get_by_role("combobox").count() == 0
    expect(button(page, "Thick pen")).to_have_attribute("aria-pressed", "true")


def test_address_names_what_is_chosen_and_back_leads_out_of_the_page(visit):
    page = visit("explore")
    page.get_by_text("Digits and networks").wait_for()
    page.get_by_role("link", name="Draw").click()
    button(page, "Thin pen").click()
    expect(page).to_have_url(re.compile(r"/\?pen=10$"))
    open_networks(page)
    page.get_by_role("option", name=re.compile(r"^cnn \(")).click()
    expect(page).to_have_url(re.compile(r"/\?network=cnn&pen=10$"))
    page.go_back()
    page.get_by_text("Digits and networks").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_canvas_is_white_in_both_themes(visit, scheme):
    page = visit(color_scheme=scheme)
    wait_for_paper(page, 255, within=0)


def test_networks_page_opens_by_its_address(visit):
    page = visit("explore")
    page.get_by_text("Digits and networks").wait_for()


def test_class_page_is_not_there_unless_it_is_offered(server, chromium):
    page = chromium.new_page()
    page.goto(f"{server[0]}/class")
    expect(page.get_by_text("Page not found")).to_be_visible()
    expect(page.get_by_role("link", name="Learn")).to_be_visible()
    expect(page.get_by_role("link", name="Class")).to_have_count(0)
    expect(page.get_by_role("button", name="Open a class")).to_have_count(0)
    page.close()
