import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from mnist_core.ink.paper import LARGEST, find_ink, reduced, with_hidden

SIDE = 600


def writing():
    """Three digits' worth of lines, black on white, and where their ink is."""
    sheet = np.full((SIDE, SIDE), 255, np.uint8)
    for x in (150, 270, 390):
        cv2.ellipse(sheet, (x, 260), (35, 55), 0, 0, 300, 0, 8, cv2.LINE_AA)
        cv2.line(sheet, (x - 30, 380), (x + 30, 460), 0, 8, cv2.LINE_AA)
    return sheet


def grey(sheet, ink=70, paper=225):
    return np.rint(ink + sheet / 255 * (paper - ink))


def noisy(sheet, deviation=3, seed=0):
    noise = np.random.default_rng(seed).normal(0, deviation, sheet.shape)
    return np.clip(np.rint(sheet + noise), 0, 255).astype(np.uint8)


def places():
    y, x = np.mgrid[0:SIDE, 0:SIDE] / SIDE
    return x, y


def ruled(sheet, pitch, across, down, degrees=0.0, shade=0.8):
    """Lines printed under the writing, turned."""
    rules = np.ones((2 * SIDE, 2 * SIDE))
    for place in np.arange(7, 2 * SIDE, pitch).astype(int):
        if across:
            rules[place : place + 2] = shade
        if down:
            rules[:, place : place + 2] = shade
    turn = cv2.getRotationMatrix2D((SIDE, SIDE), degrees, 1)
    turned = cv2.warpAffine(rules, turn, (2 * SIDE, 2 * SIDE), borderValue=1)
    part = turned[SIDE // 2 : SIDE // 2 + SIDE, SIDE // 2 : SIDE // 2 + SIDE]
    return np.where(sheet > 150, sheet * part, sheet)


def framed(sheet, width=12, shade=20):
    with_frame = sheet.copy()
    for side in range(4):
        np.rot90(with_frame, side)[:width] = shade
    return with_frame


X, Y = places()
SHEETS = {
    "as it is": grey(writing()),
    "light on dark": 255 - grey(writing()),
    "a soft shadow": grey(writing()) * (1 - 0.45 * np.clip((X + Y - 0.8) * 4, 0, 1)),
    "a hard shadow": grey(writing()) * np.where(X + 0.7 * Y > 0.9, 0.55, 1),
    "a vignette": grey(writing()) * (1 - 0.9 * ((X - 0.5) ** 2 + (Y - 0.5) ** 2)),
    "a gradient": grey(writing()) * (1 - 0.5 * X),
    "lines": ruled(grey(writing()), 60, True, False),
    "lines turned by 8 degrees": ruled(grey(writing()), 60, True, False, 8),
    "squares": ruled(grey(writing()), 40, True, True),
    "squares turned by 5 degrees": ruled(grey(writing()), 40, True, True, -5),
    "a frame": framed(grey(writing())),
    "a table at the right": np.where(X > 0.92, 50, grey(writing())),
    "a sheet on a table": np.where(
        np.maximum(abs(X - 0.5), abs(Y - 0.5)) > 0.44, 50, grey(writing())
    ),
}


@pytest.mark.parametrize("name", SHEETS)
def test_ink_is_what_was_written_and_nothing_else(name):
    ink = find_ink(noisy(SHEETS[name])).astype(int)
    written = 255 - writing().astype(int)
    inner = np.s_[90:-90, 90:-90]
    assert np.abs(ink - written)[inner].mean() < 0.05 * written[inner].mean() + 2
    solid = cv2.erode(np.uint8(written > 200), np.ones((3, 3), np.uint8)) > 0
    assert (ink[solid] > 128).mean() > 0.97
    assert (
        ink[cv2.dilate(np.uint8(written > 0), np.ones((5, 5), np.uint8)) == 0] > 64
    ).mean() < 0.004


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_without_writing_has_next_to_no_ink(name):
    blank = np.where(
        cv2.dilate(255 - writing(), np.ones((9, 9), np.uint8)) > 0, np.nan, SHEETS[name]
    )
    columns = np.nanmedian(blank, axis=0, keepdims=True) + np.zeros_like(blank)
    filled = np.where(np.isnan(blank), columns, blank)
    if "shadow" in name or "vignette" in name or "gradient" in name:
        light = SHEETS[name] / grey(writing())
        filled = 225 * light
    assert (find_ink(noisy(filled)) > 64).mean() < 0.004


@pytest.mark.parametrize("colour", [(30, 50, 160), (170, 30, 40), (20, 110, 60)])
def test_ink_of_another_colour_than_the_lines_it_lies_on_stays_whole(colour):
    cover = (255 - writing()[:, :, None]) / 255
    sheet = np.full((SIDE, SIDE, 3), (235.0, 233, 225))
    for place in range(20, SIDE, 50):
        sheet[place : place + 3] = (150, 190, 175)
    ink = find_ink(noisy(sheet * (1 - cover) + cover * colour))
    solid = cv2.erode(np.uint8(writing() < 50), np.ones((3, 3), np.uint8)) > 0
    assert (ink[solid] > 128).mean() > 0.98


def test_large_pictures_are_reduced_and_others_left():
    assert reduced(np.zeros((3000, 4000, 3), np.uint8)).shape == (1200, LARGEST, 3)
    small = np.zeros((LARGEST, 3), np.uint8)
    assert reduced(small) is small
    assert reduced(np.zeros((1, 8000), np.uint8)).shape == (1, LARGEST)


shapes = st.tuples(st.integers(1, 70), st.integers(1, 70)) | st.tuples(
    st.integers(1, 70), st.integers(1, 70), st.just(3)
)


@given(shapes.flatmap(lambda shape: arrays(np.uint8, shape)))
@settings(deadline=None, max_examples=150)
def test_any_picture_gives_ink_of_its_size(picture):
    ink = find_ink(picture)
    assert ink.dtype == np.uint8
    assert ink.shape == picture.shape[:2]


@pytest.mark.parametrize(
    "shape",
    [
        lambda sheet: cv2.ellipse(sheet, (600, 500), (45, 100), 30, 0, 360, 90, -1, cv2.LINE_AA),
        lambda sheet: cv2.circle(sheet, (120, 500), 50, 60, -1, cv2.LINE_AA),
        lambda sheet: cv2.rectangle(sheet, (70, 470), (160, 550), 60, -1),
    ],
    ids=["finger", "disc", "box"],
)
def test_edges_of_what_is_dark_and_wide_are_no_ink(shape):
    sheet = grey(writing())
    written = find_ink(noisy(sheet)) > 64
    ink = find_ink(noisy(shape(sheet.copy()))) > 64
    outside = cv2.dilate(written.astype(np.uint8), np.ones((5, 5), np.uint8)) == 0
    assert (ink & outside).sum() < 0.02 * written.sum()
    assert (ink & written).sum() > 0.97 * written.sum()


def test_texture_of_a_dark_board_is_no_ink():
    rough = np.random.default_rng(0).normal(0, 1, (60, 60)).astype(np.float32)
    clouds = cv2.resize(rough, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC)
    board = noisy(18 + 3 * clouds * (X > 0.3), deviation=1)
    assert (find_ink(board) > 64).mean() < 0.0005


@pytest.mark.parametrize("stray", [[], [136.0], [105.0]])
def test_printed_lines_that_writing_hides_are_where_the_others_have_them(stray):
    columns = np.arange(400)
    seen = [place + 0.1 * columns for place in [0, 30, 60, 90, 180, 210, 240, 270, *stray]]
    seen[2][:150] = np.nan
    found = with_hidden(seen)
    assert [line[0] for line in found[len(seen) :]] == pytest.approx([120, 150])
    assert np.ptp(found[-1] - 0.1 * columns) < 1e-6


def test_strokes_that_are_apart_as_they_come_hide_no_line():
    seen = [np.full(400, place) for place in (0.0, 17, 60, 85, 170, 190, 270)]
    assert len(with_hidden(seen)) == len(seen)


def test_a_margin_that_is_hidden_in_part_is_no_ink_on_a_lined_sheet():
    sheet = grey(writing())
    for place in range(20, SIDE, 45):
        sheet[place : place + 2] = np.minimum(sheet[place : place + 2], 190)
    # A finger holds the sheet where the margin ends.
    sheet[: SIDE * 4 // 5, 70:73] = 120
    ink = find_ink(noisy(sheet))
    assert (ink[:, 60:84] > 64).mean() < 0.01
    assert (ink[writing() < 50] > 128).mean() > 0.9
