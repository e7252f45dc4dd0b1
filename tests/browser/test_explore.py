"""The Explore page in a real Chromium: links, sheets that are clicked, digits that are drawn on."""

import json
import re
import shutil
from urllib.parse import parse_qs, urlsplit

import cv2
import numpy as np
import pytest
from playwright.sync_api import expect

from app_pages.figures.text import a_digit
from mnist_core.data import generated
from mnist_core.data.mnist import read_mnist
from mnist_core.runs.results import read_mistakes
from tests.conftest import make_ended_run, sideways, wait_until_it_rests
from tools import hand
from tools.waiting import wait_until

pytestmark = pytest.mark.browser
# Words outside of what is moved sideways that stand beyond the screen's edges.
CUT = """() => {
  const walk = (root, found) => {
    for (const each of root.querySelectorAll("*")) {
      if (each.shadowRoot) walk(each.shadowRoot, found);
      if (each.closest(".table") || !each.checkVisibility()) continue;
      const own = [...each.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
      const { left, right, width } = each.getBoundingClientRect();
      if (own && width > 1 && (left < 0 || right > innerWidth + 0.5)) found.push(each.textContent);
    }
    return found;
  };
  return walk(document.querySelector("[data-testid=stMain]"), []);
}"""
CORNER = [[(20, 20), (20, 260), (260, 260)]]


@pytest.fixture(scope="module")
def labels():
    """Of the generated digits that the page shows."""
    return generated.generate(1000, seed=3)[1]


def sheet(page):
    return page.get_by_role("application", name=re.compile("The arrow keys choose a digit"))


def paper(page):
    """How white the canvas is to the eye, 0 to 255."""
    picture = page.locator("canvas.upper-canvas").screenshot()
    return cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_GRAYSCALE)[4:-4, 4:-4].mean()


def wait_for_ink(page, below=255.0):
    """Wait until the canvas is less white than that; how white it is then."""
    wait_until(lambda: paper(page) < below)
    return paper(page)


def wait_until_read(page, label):
    page.locator(".answer-label", has_text=str(label)).wait_for()
    expect(page.locator("canvas.upper-canvas")).to_have_count(1)


def wait_until_read_otherwise(page, label):
    page.wait_for_function(
        "read => (document.querySelector('.answer-label')?.innerText ?? read) !== read",
        arg=str(label),
    )


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("explore?show=data&source=generated&label=7", "One digit, pixel by pixel"),
        ("explore?show=digit&source=generated&digit=100", "are sure of it"),
        ("explore?show=network&network=mlp-128", "One layer of 128 units"),
        ("explore?show=all", "How well a network reads MNIST says little"),
        ("explore?show=nothing", "The address asks for what is not there"),
    ],
)
def test_link_opens_its_section(visit, address, words):
    visit(address).get_by_text(words).first.wait_for()


@pytest.mark.parametrize("phone", [False, True])
def test_clicked_digit_lies_on_the_draw_page_and_is_read(visit, labels, phone):
    screen = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    page = visit("explore?show=data&source=generated", **(screen if phone else {}))
    sheet(page).wait_for()
    place = {"x": 12, "y": 12}
    sheet(page).tap(position=place) if phone else sheet(page).click(position=place)
    wait_until_read(page, labels[0])
    assert page.url.endswith("/?digit=generated-0")
    assert sideways(page) == 0


def test_sheet_is_worked_with_the_keyboard(visit, labels):
    page = visit("explore?show=data&source=generated")
    sheet(page).focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    page.get_by_text(f"Digit 2: {a_digit(labels[2])}", exact=True).wait_for(state="attached")
    page.keyboard.press("Enter")
    wait_until_read(page, labels[2])
    assert page.url.endswith("/?digit=generated-2")


def test_digit_is_drawn_on_undone_and_cleared(visit, labels):
    page = visit()
    hand.draw(page, hand.DIGITS["1"])
    wait_until_read(page, 1)
    mine = wait_for_ink(page)
    page.get_by_role("link", name="Explore").click()
    page.get_by_role("radio", name="Generated").click()
    page.get_by_text("Generated: digit 0 is").wait_for()  # it stands below the sheet
    sheet(page).click(position={"x": 12, "y": 12})
    wait_until_read(page, labels[0])
    laid = wait_for_ink(page)
    hand.draw(page, CORNER)
    wait_until_read_otherwise(page, labels[0])
    wait_for_ink(page, laid - 10)
    button(page, "Undo").click()
    wait_until_read(page, labels[0])
    wait_until(lambda: abs(paper(page) - laid) <= 0.5)
    button(page, "Undo").click()  # the digit goes, and the drawing of before is there again
    wait_until_read(page, 1)
    wait_until(lambda: abs(paper(page) - mine) <= 0.5)
    expect(page).not_to_have_url(re.compile("digit"))


def test_strokes_on_a_digit_outlive_links_and_the_address_names_it_again(visit, labels):
    page = visit("?digit=generated-0")
    wait_until_read(page, labels[0])
    laid = wait_for_ink(page)
    hand.draw(page, CORNER)
    wait_until_read_otherwise(page, labels[0])
    page.get_by_role("link", name="Explore").click()
    page.get_by_text("Digits and networks").wait_for()
    page.get_by_role("link", name="Draw").click()
    button(page, "Undo").wait_for()
    expect(page.locator("canvas.upper-canvas")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"/\?digit=generated-0$"))
    wait_until_read_otherwise(page, labels[0])
    wait_for_ink(page, laid - 10)


def test_my_drawing_is_there_after_a_reload(visit):
    page = visit()
    hand.draw(page, hand.DIGITS["1"])
    wait_until_read(page, 1)
    page.goto(f"{page.url}explore?show=digit&source=drawing")
    page.get_by_role("rowheader", name="Reads").wait_for()
    page.goto(page.url.split("explore")[0] + "learn?lesson=5")
    page.get_by_role("radio", name="My drawing").click()
    page.get_by_role("link", name="Draw").click()
    wait_until_read(page, 1)
    button(page, "Undo").click()
    expect(button(page, "Undo")).to_be_disabled()


def test_damaged_drawing_is_refused_once(visit):
    damaged = {"strokes": [{"width": 20, "points": [1]}], "states": [{"strokes": [0]}]}
    sent = []

    def prepare(page):
        stored = json.dumps(json.dumps(damaged))
        page.add_init_script(f"sessionStorage.setItem('draw-a-digit', {stored})")
        page.on("websocket", lambda socket: socket.on("framesent", lambda it: sent.append(it)))

    page = visit("explore?show=digit&source=drawing", prepare=prepare)
    page.get_by_text("Nothing is drawn yet").wait_for()
    wait_until(lambda: page.wait_for_timeout(20) or len(sent) == 2)
    page.wait_for_timeout(500)  # whatever the refusal has caused
    assert len(sent) == 2
    page.get_by_text("Nothing is drawn yet").wait_for()


def test_clear_takes_the_digit_away_for_good(visit, labels):
    page = visit("?digit=generated-0")
    wait_until_read(page, labels[0])
    button(page, "Clear").click()
    page.locator(".answer-label", has_text="Draw a digit").wait_for()
    expect(page).to_have_url(re.compile("/$"))
    page.get_by_role("link", name="Explore").click()
    sheet(page).or_(page.get_by_text("Digits and networks")).first.wait_for()
    page.get_by_role("link", name="Draw").click()
    page.locator(".answer-label", has_text="Draw a digit").wait_for()


def test_back_leads_through_what_was_looked_at(visit):
    page = visit("explore?show=all")
    page.get_by_role("button", name="cnn: Convolution").click()
    page.get_by_text("Which digits it takes for which").wait_for()
    assert page.url.endswith("show=network&network=cnn&open=layers")
    page.go_back()
    page.get_by_text("How well a network reads MNIST says little").wait_for()
    page.go_forward()
    page.get_by_text("Which digits it takes for which").wait_for()


def test_back_from_a_digit_that_was_clicked_leads_to_what_was_looked_at(visit, labels):
    page = visit("explore?show=data&source=generated&label=3")
    sheet(page).wait_for()
    expect(page).to_have_url(re.compile("label=3&digit=[0-9]+$"))  # completed
    looked_at = page.url
    sheet(page).click(position={"x": 12, "y": 12})
    wait_until_read(page, 3)
    page.locator("[data-test-script-state=notRunning]").wait_for()
    page.go_back()
    sheet(page).wait_for()
    expect(page).to_have_url(looked_at)
    assert page.get_by_test_id("stAlert").count() == 0


def test_each_section_is_one_entry_of_the_history(visit):
    page = visit("explore?source=generated")
    sheet(page).wait_for()
    entries = page.evaluate("history.length")
    page.get_by_role("radio", name="A network").click()
    page.get_by_text("Which digits it takes for which").wait_for()
    page.get_by_role("radio", name="All networks").click()
    expect(page).to_have_url(re.compile("show=all$"))
    assert page.evaluate("history.length") == entries + 2
    page.go_back()
    page.get_by_text("Which digits it takes for which").wait_for()
    page.go_back()
    sheet(page).wait_for()


@pytest.fixture(scope="module")
def own(server):
    """The name of a run that has ended, and its mistakes' places: the server's digits are its."""
    _, log = server
    mnist = read_mnist(log.parent / "digits.npz")
    run = make_ended_run(log.parent / "runs", "explored", mnist.test_images, mnist.test_labels)
    yield run.name, read_mistakes(run), mnist.test_labels
    shutil.rmtree(run)


def place(page):
    return page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop")


@pytest.mark.parametrize(
    "address",
    ["explore?show=network&network=runs/explored&open=layers.mistakes", "train?run=explored"],
)
def test_clicked_mistake_takes_its_network_along_and_back_leads_to_its_place(visit, own, address):
    page = visit(address)
    _, mistakes, _ = own
    mistake = page.get_by_role("application", name=re.compile("mistakes. The arrow keys"))
    mistake.scroll_into_view_if_needed()
    before = place(page)
    assert before > 100
    mistake.click(position={"x": 40, "y": 20})
    wait_until_read(page, "")
    query = parse_qs(urlsplit(page.url).query)
    assert query["network"] == ["runs/explored"]
    assert query["digit"] == [f"test-{mistakes.rows[0]}"]
    chosen = page.get_by_test_id("stSelectbox").get_by_role("combobox")
    assert "mlp-128, " in (chosen.get_attribute("value") or chosen.inner_text())
    page.locator("[data-test-script-state=notRunning]").wait_for()
    page.go_back()
    mistake.wait_for()
    wait_until(lambda: abs(place(page) - before) <= 2)
    expect(page).to_have_url(re.compile("explored"))


def test_cell_of_the_confusion_matrix_opens_its_digits(visit, own):
    page = visit("explore?show=network&network=runs/explored&open=confusion")
    _, mistakes, _ = own
    label, answer = mistakes.labels[0], mistakes.answers[0]
    cell = page.locator(f'td[data-cell="{label}-{answer}"]')
    box = cell.bounding_box()
    assert box["width"] == pytest.approx(box["height"], abs=1)
    cell.click()
    page.get_by_text(f"{label} read as {answer}", exact=True).wait_for()
    expect(page).to_have_url(re.compile(f"cell={label}-{answer}$"))
    sheet_of_it = page.get_by_role("application", name=re.compile("digits?. The arrow keys"))
    sheet_of_it.click(position={"x": 40, "y": 20})
    wait_until_read(page, "")
    assert f"digit=test-{mistakes.rows[0]}" in page.url


def test_confusion_matrix_is_worked_with_the_keyboard(visit, own):
    page = visit("explore?show=network&network=runs/explored&open=confusion")
    page.locator('td[data-cell="0-0"]').focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.get_by_text("1 read as 1", exact=True).wait_for()
    expect(page.locator('td[data-cell="1-1"]')).to_be_focused()
    assert page.locator(".confusion [tabindex='0']").count() == 1


@pytest.mark.parametrize("width", [320, 390])
def test_nothing_is_cut_off_on_a_phone(visit, own, width):
    screen = {"viewport": {"width": width, "height": 844}, "has_touch": True, "is_mobile": True}
    for address in (
        "explore?show=data&source=generated",
        "explore?show=digit&source=generated",
        "explore?show=network&network=drawing-cnn&open=confusion.digits",
        "explore?show=all",
    ):
        page = visit(address, **screen)
        page.locator("[data-test-script-state=notRunning]").wait_for()
        cut = page.evaluate(CUT)
        assert cut == [], address


@pytest.mark.parametrize("delay", [30, 80, 160])  # milliseconds that a finger takes
def test_sections_switched_in_haste_keep_what_was_chosen(visit, delay):
    page = visit("explore?show=data&source=train&label=3")
    page.get_by_text("MNIST, training: digit").wait_for()
    expect(page).to_have_url(re.compile("label=3&digit=[0-9]+$"))  # completed
    looked_at = page.url
    for sections in (("A network", "A digit"), ("A digit", "A network", "Data")):
        for section in sections:
            page.get_by_role("radio", name=section, exact=True).click(delay=delay)
        if section == "A digit":
            page.get_by_text("are sure of it").wait_for()
            expect(page).to_have_url(
                re.compile("show=digit&source=test&digit=0&network=all&order=number$")
            )
    page.get_by_text("MNIST, training: digit").wait_for()
    expect(page).to_have_url(looked_at)
    assert page.get_by_test_id("stAlert").count() == 0


def test_a_thousand_digits_are_one_picture(visit):
    page = visit("explore?show=data&source=generated")
    page.get_by_role("radio", name="1,000").click()
    page.get_by_role("application", name=re.compile("^1000 digits")).wait_for()
    assert sheet(page).count() == 1
    assert page.evaluate("document.querySelectorAll('*').length") < 2000


def test_pixel_tells_its_value(visit):
    page = visit("explore?show=data&source=generated&digit=0")
    images, _ = generated.generate(1, seed=3)
    pixels = page.get_by_role("application", name=re.compile("pixel by pixel"))
    row, column = np.unravel_index(images[0].argmax(), (28, 28))
    cell = pixels.bounding_box()["width"] / 28
    pixels.hover(position={"x": (column + 0.5) * cell, "y": (row + 0.5) * cell})
    page.get_by_text(f"Row {row}, column {column}: {images[0].max()}").wait_for()


@pytest.mark.parametrize(
    "start", ["", "?digit=generated-3", "train", "train?run=gone", "explore?show=all"]
)
def test_one_press_of_back_leads_to_where_one_came_from(visit, start):
    page = visit(start)
    page.get_by_role("link", name="Explore").wait_for()
    if "digit=" in start:
        page.locator(".answer-note", has_text="It is").wait_for()
    wait_until_it_rests(page)
    before = page.url
    if "explore" in start:  # from a link to it, as from another site
        page.goto(page.url.split("?")[0])
    else:
        page.get_by_role("link", name="Explore").click()
    page.get_by_text("Digits and networks").wait_for()
    expect(page).to_have_url(re.compile("/explore.*source="))  # it has been completed
    page.go_back()
    expect(page).to_have_url(before)


def test_wrong_address_is_one_entry_too(visit):
    page = visit()
    url = page.url
    page.goto(f"{url}explore?show=nothing")
    page.get_by_text("The address asks for what is not there").wait_for()
    expect(page).to_have_url(re.compile("explore.source=train&digit="))
    page.go_back()
    expect(page).to_have_url(url)
