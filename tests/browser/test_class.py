"""A class in a real Chromium: opened, joined from two other browsers, trained on, deleted."""

import re
import zipfile

import pytest
from playwright.sync_api import expect

from mnist_core.classroom.codes import spaced
from mnist_core.classroom.folder import end_classroom, find_classroom, open_classroom
from mnist_core.classroom.pupils import read_pupils
from mnist_core.data.corrections import from_archive
from mnist_core.data.dataset import Dataset
from mnist_core.data.generated import generate
from mnist_core.runs.teaching import LEARNT_FROM
from tests.browser.test_accessibility import assert_no_violation
from tests.conftest import save_dataset, wait_until_it_rests
from tools import hand
from tools.browsing import ROOT, serve
from tools.waiting import wait_until

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
CODE = ".class-code"
TRAINED = 240_000  # milliseconds that a slow machine may take to teach a network


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The app, which offers classes: its address, and the file that it logs to."""
    folder = tmp_path_factory.mktemp("class")
    names = {"CLASSROOMS_DIR": "classrooms", "RUNS_DIR": "runs"}
    settings = {name: str(folder / each) for name, each in names.items()} | {"CLASSROOM": "1"}
    digits = Dataset(*generate(500, seed=3), *generate(100, seed=4))
    save_dataset(folder / "digits.npz", digits)  # what is rehearsed, and quickly measured
    settings |= {"MNIST_PATH": str(folder / "digits.npz"), "PENDIGITS_PATH": ""}
    with serve(ROOT / "streamlit_app.py", folder / "log", settings) as (url, _):
        yield url, folder / "log"


@pytest.fixture
def places(server):
    """The folders of classes and of runs; no class is left open."""
    folder = server[1].parent
    yield folder / "classrooms", folder / "runs"
    for each in (folder / "classrooms").iterdir():
        if found := find_classroom(folder / "classrooms", folder / "runs", each.name):
            end_classroom(found, folder / "runs")


def open_class(visit, network="drawing-cnn"):
    """A teacher's page, with a class that has been opened on it, and its code."""
    page = visit(f"?network={network}")
    page.locator(".st-key-nav").get_by_role("link", name="Class").click()
    page.get_by_role("button", name="Open a class").click()
    expect(page.locator(CODE)).to_be_visible()
    return page, page.locator(CODE).inner_text().replace(" ", "")


def draw_a_round(page, times=20):
    """Begin a round, and draw its digits."""
    page.get_by_role("button", name="Begin").click()
    for number in range(1, times + 1):
        expect(page.locator(".practice-place")).to_have_text(f"{number} of 20")
        hand.draw(page, hand.DIGITS[page.locator(".practice-ask b").inner_text()])
        page.get_by_role("button", name="Finish" if number == 20 else "Next").click()


def expect_thanks(page, count):
    """Wait until so many digits of the pupil have come in and are thanked for."""
    words = re.compile(rf"The network read \d+ of your {count} digits right")
    expect(page.locator(".class-thanks")).to_have_text(words)


def figure(page, name):
    """A figure on the class's page."""
    return page.locator(".facts div", has_text=name).locator("dd")


def test_class_is_opened_joined_trained_on_downloaded_and_deleted(visit, places):
    teacher, code = open_class(visit, "cnn")
    expect(figure(teacher, "Digits")).to_have_text("0")

    # A phone that has scanned the picture; and a laptop on which the code is typed.
    phone = visit(f"class?code={code}", **PHONE)
    draw_a_round(phone)
    expect_thanks(phone, 20)
    laptop = visit("class")
    laptop.get_by_label("The code").fill(spaced(code).lower())
    laptop.get_by_role("button", name="Join").click()
    draw_a_round(laptop, times=3)
    laptop.get_by_role("button", name="Stop here").click()
    expect_thanks(laptop, 3)

    # The figures come in by themselves.
    expect(figure(teacher, "Digits")).to_have_text("23")
    expect(figure(teacher, "Pupils")).to_have_text("2 of 2")
    expect(teacher.get_by_text("learns from 1 pupil")).to_be_visible()
    expect(teacher.get_by_role("application", name="18 digits of your class")).to_be_visible()

    # A pupil sees nothing of them, whatever address they open.
    for address in ("class", f"class?code={code}", f"class?code={code}&present=1"):
        phone.goto(f"{teacher.url.split('/class')[0]}/{address}")
        expect(phone.get_by_role("button", name=re.compile("Begin|Join")).first).to_be_visible()
        wait_until_it_rests(phone)
        expect(phone.locator(f"{CODE}, .confusion, .facts")).to_have_count(0)
        expect(phone.get_by_text("End the class")).to_have_count(0)

    button = teacher.get_by_role("button", name="Train on our class")
    button.click()
    expect(teacher.get_by_role("progressbar")).to_be_visible()
    expect(teacher.get_by_role("button", name="Draw with it")).to_be_visible(timeout=TRAINED)
    own = teacher.locator(".taught tr", has_text="Your class’s digits, kept aside")
    expect(own.locator("td").first).to_have_text("3")
    (run,) = [each for each in places[1].iterdir() if each.is_dir()]
    assert (run / LEARNT_FROM).exists()

    with teacher.expect_download() as download:
        teacher.get_by_role("button", name="Download its digits").click()
    content = download.value.path().read_bytes()
    assert len(from_archive(content)) == 23
    assert len(zipfile.ZipFile(download.value.path()).namelist()) == 26

    teacher.get_by_role("button", name="End the class").click()
    teacher.get_by_role("button", name="Delete everything").click()
    expect(teacher.get_by_text("The class has ended.")).to_be_visible()
    assert [each.name for each in places[0].iterdir()] == [".lock"]
    assert not (run / LEARNT_FROM).exists()
    assert (run / "model.tflite").exists()
    laptop.get_by_role("button", name="Another round").click()
    expect(laptop.get_by_text("There is no such class")).to_be_visible()


def test_round_goes_on_after_a_reload_and_nothing_is_kept_twice(visit, places):
    classroom = open_classroom(*places, "f" * 32)
    page = visit(f"class?code={classroom.code}", **PHONE)
    draw_a_round(page, times=3)
    page.reload()
    expect(page.locator(".practice-place")).to_have_text("4 of 20")
    page.get_by_role("button", name="Stop here").click()
    expect_thanks(page, 3)
    assert [len(each) for each in read_pupils(classroom)] == [3]


def test_class_that_ends_during_a_round_is_told(visit, places):
    classroom = open_classroom(*places, "f" * 32)
    page = visit(f"class?code={classroom.code}", **PHONE)
    draw_a_round(page, times=1)
    wait_until(lambda: [len(each) for each in read_pupils(classroom)] == [1])
    wait_until_it_rests(page)  # else it is told before it draws on
    end_classroom(classroom, places[1])
    hand.draw(page, hand.DIGITS["1"])
    told = page.get_by_text("There is no such class")
    page.get_by_role("button", name="Next").or_(told).click()  # it may be told before
    expect(told).to_be_visible()


def test_teacher_comes_back_after_a_reload(visit, places):
    teacher, code = open_class(visit)
    teacher.reload()
    expect(teacher.locator(CODE)).to_have_text(spaced(code))


def test_class_before_a_projector(visit, places):
    teacher, code = open_class(visit)
    teacher.set_viewport_size({"width": 1920, "height": 1080})
    teacher.get_by_role("button", name="Large, for a projector").click()
    expect(teacher.get_by_role("button", name="End the presentation")).to_be_visible()
    expect(teacher.locator(CODE)).to_have_text(spaced(code))
    picture = teacher.locator(".class-qr").bounding_box()
    assert picture["height"] > 500
    assert figure(teacher, "Digits").bounding_box()["y"] < 1080
    teacher.get_by_role("button", name="End the presentation").click()
    expect(teacher.get_by_role("button", name="Large, for a projector")).to_be_visible()


def test_entrance_and_the_teacher_s_page_have_no_violation(visit, places):
    page = visit("class")
    expect(page.get_by_role("button", name="Open a class")).to_be_visible()
    assert_no_violation(page)
    page.get_by_role("button", name="Open a class").click()
    expect(page.locator(".confusion")).to_have_count(2)
    wait_until_it_rests(page)
    assert_no_violation(page)


def test_pupil_s_page_has_no_violation(visit, places):
    code = open_classroom(*places, "f" * 32).code
    page = visit(f"class?code={code}")
    expect(page.get_by_role("button", name="Begin")).to_be_visible()
    assert_no_violation(page)
