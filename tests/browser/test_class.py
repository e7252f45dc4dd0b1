"""A class in a real Chromium: opened, joined from two other browsers, downloaded, deleted."""

import re
import zipfile

import pytest
from playwright.sync_api import expect

from mnist_core.classroom.codes import spaced
from mnist_core.classroom.folder import end_classroom, find_classroom, open_classroom
from mnist_core.data.corrections import from_archive
from tests.browser.test_accessibility import assert_no_violation
from tests.conftest import wait_until_it_rests
from tools.browsing import ROOT, serve

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
CODE = ".class-code"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The app, which offers classes: its address, and the file that it logs to."""
    folder = tmp_path_factory.mktemp("class")
    names = {"CLASSROOMS_DIR": "classrooms", "RUNS_DIR": "runs"}
    settings = {name: str(folder / each) for name, each in names.items()} | {"CLASSROOM": "1"}
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


def open_class(visit):
    """A teacher's page, with a class that has been opened on it, and its code."""
    page = visit("class")
    page.get_by_role("button", name="Open a class").click()
    expect(page.locator(CODE)).to_be_visible()
    return page, page.locator(CODE).inner_text().replace(" ", "")


def draw_a_round(page):
    """Begin a round, and draw its twenty digits."""
    page.get_by_role("button", name="Begin").click()
    for number in range(1, 21):
        expect(page.get_by_text(f"{number} of 20", exact=True)).to_be_visible()
        page.locator(".st-key-class_round_draw button").click()
    expect(page.locator(".class-thanks")).to_have_text(
        re.compile(r"The network read \d+ of your 20 digits right")
    )


def figure(page, name):
    """A figure on the class's page."""
    return page.locator(".facts div", has_text=name).locator("dd")


def test_class_is_opened_joined_downloaded_and_deleted(visit, places):
    teacher, code = open_class(visit)
    expect(figure(teacher, "Digits")).to_have_text("0")

    # A phone that has scanned the picture; and a laptop on which the code is typed.
    phone = visit(f"class?code={code}", **PHONE)
    draw_a_round(phone)
    laptop = visit("class")
    laptop.get_by_label("The code").fill(spaced(code).lower())
    laptop.get_by_role("button", name="Join").click()
    draw_a_round(laptop)

    # The figures come in by themselves.
    expect(figure(teacher, "Digits")).to_have_text("40")
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

    with teacher.expect_download() as download:
        teacher.get_by_role("button", name="Download its digits").click()
    content = download.value.path().read_bytes()
    assert len(from_archive(content)) == 40
    assert len(zipfile.ZipFile(download.value.path()).namelist()) == 43

    teacher.get_by_role("button", name="End the class").click()
    teacher.get_by_role("button", name="Delete everything").click()
    expect(teacher.get_by_text("All its drawings are deleted")).to_be_visible()
    assert [each.name for each in places[0].iterdir()] == [".lock"]
    laptop.get_by_role("button", name="Another round").click()
    expect(laptop.get_by_text("There is no such class")).to_be_visible()


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
