"""Photographs without a browser: what is read, what is refused, and what is kept of an upload."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np
import pytest
from starlette.datastructures import Headers
from starlette.formparsers import MultiPartParser
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import DeletedFile
from streamlit.testing.v1 import AppTest

from app_pages.draw import photograph as page
from app_pages.visit import digits, photograph, uploads
from mnist_core import Prediction
from mnist_core.errors import DatasetError
from mnist_core.ink.paper import LARGEST
from mnist_core.ink.preprocessing import preprocess
from mnist_core.labels import LABELS
from mnist_core.recognition.number import Character, Number
from tools import hand
from tools.browsing import ROOT


def encoded(picture, ending=".png"):
    return cv2.imencode(ending, picture[:, :, ::-1])[1].tobytes()


PAPER = encoded(hand.on_paper("2708"))


@pytest.fixture
def draw(monkeypatch):
    """A function that opens the Draw page for photographs."""

    def run():
        monkeypatch.syspath_prepend(str(ROOT))
        app = AppTest.from_file(str(ROOT / "app_pages" / "draw" / "page.py"), default_timeout=60)
        app.query_params["mode"] = "photograph"
        return rerun(app)

    return run


def rerun(app):
    app.run()
    assert not app.exception
    return app


def upload(app, content, name="photo.png"):
    app.file_uploader[0].upload(name, content, "image/png")
    return rerun(app)


def boxes(app):
    """What the picture with its boxes is told; None where there is none."""
    found = [each.proto for each in app.get("bidi_component")]
    return next(
        (json.loads(each.json) for each in found if each.component_name == "picture_boxes"), None
    )


def read(app):
    return [line["number"] for line in boxes(app)["lines"]]


def answer(app):
    return next(each.proto.body for each in app.get("html") if "answer-label" in each.proto.body)


def test_page_begins_with_an_invitation_and_leaves_the_camera_closed(draw):
    app = draw()
    assert boxes(app) is None
    assert any("Show digits" in each.proto.body for each in app.get("html"))
    assert "never written to disk" in app.caption[0].value
    assert not app.camera_input


def test_photograph_is_read_and_the_next_one_takes_its_place(draw):
    app = upload(draw(), PAPER)
    assert read(app) == ["2708"]
    told = boxes(app)
    assert told["told"] == "4 digits. Tap one, and it lies on the canvas."
    assert [each["kind"] for each in told["boxes"]] == ["sure"] * 4
    assert "2, " in told["boxes"][0]["name"]
    assert "% sure" in told["boxes"][0]["name"]
    for i, each in enumerate(told["boxes"]):  # in shares of the picture
        x, _, width, _ = each["place"]
        assert x < (60 + 100 * i + 50) / 520 < x + width
    assert read(upload(app, encoded(hand.on_paper("41")))) == ["41"]


def test_photograph_is_taken_with_the_camera_once_that_is_asked_for(draw):
    app = draw()
    app.button(key="draw_camera_button").click()
    rerun(app)
    app.camera_input[0].set_value(("shot.jpg", encoded(hand.on_paper("35"), ".jpg"), "image/jpeg"))
    assert read(rerun(app)) == ["35"]
    assert not app.camera_input


@pytest.mark.parametrize(
    "content", [b"no picture", PAPER[:100], b"GIF89a", b"\xff\xd8\xff\xe0" + bytes(40)]
)
def test_what_is_no_picture_is_told_and_the_photograph_before_stays(draw, content):
    app = upload(upload(draw(), PAPER), content)
    assert app.error[0].value.startswith("That was not read: ")
    assert read(app) == ["2708"]
    app = upload(app, encoded(hand.on_paper("41")))
    assert not app.error
    assert read(app) == ["41"]


def test_picture_without_digits_says_so(draw):
    told = boxes(upload(draw(), encoded(np.full((200, 300, 3), 255, np.uint8))))
    assert told["told"] == "No digit was found on this picture."
    assert told["lines"] == []


def character(verdict, label, *likely):
    """A character at a place of its own, and how probable its two likeliest labels are."""
    shares = np.zeros(len(LABELS), np.float32)
    for name, share in likely:
        shares[LABELS.index(name)] = share
    prediction = Prediction(label, likely[0][1], shares, verdict)
    return Character(prediction, (0, 0, 10, 10), preprocess(hand.on_paper("7")))


def test_lines_stand_apart_and_what_is_doubtful_or_no_digit_is_marked(draw, monkeypatch):
    lines = (
        Number((character("digit", "7", ("7", 0.98)), character("digit", "1", ("1", 0.99)))),
        Number(
            (
                character("unsure", "4", ("4", 0.6), ("9", 0.3)),
                character("not a digit", None, ("not a digit", 0.97)),
            ),
            second="9",
        ),
    )
    monkeypatch.setattr(photograph, "read_photograph", lambda *_: lines)
    told = boxes(upload(draw(), PAPER))
    assert told["lines"] == [
        {"length": 2, "number": "71", "second": None},
        {"length": 2, "number": "4", "second": "9"},
    ]
    assert [each["kind"] for each in told["boxes"]] == ["sure", "sure", "unsure", "none"]
    assert [each["name"].split(",")[0] for each in told["boxes"]] == [
        *("7", "1", "4 or 9?", "Not a digit")
    ]
    assert told["told"].startswith("3 digits, 1 of them unsure, 1 marked as not a digit.")


def test_photograph_is_read_once_a_network(draw, monkeypatch):
    readers = []

    def count(classifier, picture):
        readers.append(classifier)
        return ()

    monkeypatch.setattr(photograph, "read_photograph", count)
    app = upload(draw(), PAPER)
    rerun(app)
    assert len(readers) == 1
    app.selectbox(key="draw_model").select("cnn")
    rerun(rerun(app))
    assert len(readers) == len(set(readers)) == 2


def test_digit_that_is_tapped_lies_on_the_canvas_and_the_photograph_stays(draw, monkeypatch):
    app = upload(draw(), PAPER)

    def tap(*shown, **_):
        return shown[2][0].characters[1]

    with monkeypatch.context() as tapped:
        tapped.setattr(page, "show_boxes", tap)
        rerun(app)
    assert '<div class="answer-label">7</div>' in answer(app)
    told = next(
        json.loads(each.proto.json)
        for each in app.get("bidi_component")
        if each.proto.component_name == "draw_address"
    )
    assert told["query"] == ""  # the digit is the visitor's own: an address does not lead to it
    app.button(key="draw_back").click()
    assert read(rerun(app)) == ["2708"]


def test_nothing_of_the_file_is_kept_but_its_picture_reduced(draw, monkeypatch):
    managers, add = [], MemoryUploadedFileManager.add_file

    def watch(manager, *file, **named):
        managers.append(manager)
        add(manager, *file, **named)

    monkeypatch.setattr(MemoryUploadedFileManager, "add_file", watch)
    wide = np.full((300, 4000, 3), 255, np.uint8)
    content = encoded(wide, ".jpg")
    exif = b"Exif\0\0" + b"taken at home"
    content = content[:2] + b"\xff\xe1" + (len(exif) + 2).to_bytes(2) + exif + content[2:]
    app = upload(draw(), content)
    assert app.file_uploader[0].value is None
    kept = app.session_state["visit_photograph"]
    assert (kept.width, kept.height) == (LARGEST, 120)
    assert b"taken at home" not in kept.content
    assert content not in app.session_state.values()
    assert managers
    assert not any(files for each in managers for files in each.file_storage.values())


def test_photograph_is_of_one_visitor(draw):
    upload(draw(), PAPER)
    assert boxes(draw()) is None


def test_upload_stays_in_memory_though_it_is_large(monkeypatch):
    monkeypatch.setattr(MultiPartParser, "spool_max_size", MultiPartParser.spool_max_size)
    uploads.keep_uploads_in_memory()

    async def parts():
        yield (
            b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'
            + bytes(uploads.LARGEST * 1024 * 1024)
            + b"\r\n--x--\r\n"
        )

    headers = Headers({"content-type": "multipart/form-data; boundary=x"})
    with ThreadPoolExecutor() as threads:  # this thread's loop may be Playwright's
        form = threads.submit(asyncio.run, MultiPartParser(headers, parts()).parse()).result()
    assert form["file"].size == uploads.LARGEST * 1024 * 1024
    assert form["file"]._in_memory


def test_upload_that_was_taken_is_not_taken_again(monkeypatch):
    monkeypatch.setattr(uploads.st, "session_state", {"upload": DeletedFile("1")})
    assert uploads.take_upload("upload") is None


def test_server_takes_as_much_as_the_page_says():
    config = (ROOT / ".streamlit" / "config.toml").read_text()
    assert f"\nmaxUploadSize = {uploads.LARGEST}\n" in config


def test_digit_of_a_photograph_that_was_not_shown_is_not_there():
    with pytest.raises(DatasetError, match="there is no such digit"):
        digits.find_digit("photo-0123456789ab")
    assert not digits.is_name("photo-0123456789ab")
