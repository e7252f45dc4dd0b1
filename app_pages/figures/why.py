"""Which ink decided, as pictures with words: for the answer, for the runner-up, and what if not."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st

from app_pages.figures.answer import headline
from app_pages.figures.html import data_url
from app_pages.figures.ink import drawn_in_colours, drawn_without, pixels_in_colours
from app_pages.figures.text import a_digit, percent
from mnist_core.arrays import Float64Array, UInt8Array
from mnist_core.ink.pieces import line_of
from mnist_core.ink.preprocessing import Digit
from mnist_core.ink.shapes import Across, Down, Shape, place_of, shape_of
from mnist_core.ink.strokes import Stroke
from mnist_core.labels import LABELS, NOT_A_DIGIT_INDEX, decide
from mnist_core.recognition.counterfactual import Change, changing_patch
from mnist_core.recognition.explanation import Explanation

_SHAPES: dict[Shape, str] = {
    "dot": "dot",
    "bar": "bar",
    "upright": "upright line",
    "slant": "slanting line",
    "ring": "ring",
    "corner": "corner",
    "bow": "bow",
}
_DECIDES = 0.05  # of a probability, from which on a stroke is said to decide
_TOLD = 0.01  # of a probability, from which on a change is told


@dataclass(frozen=True, eq=False)
class Explained:
    """An answer and what was found out about it.

    Attributes:
        digit: what the network saw.
        strokes: of the drawing; none of a picture.
        found: what became of the answer as parts were left out.
        change: the smallest part that changes the answer, or None.
    """

    digit: Digit
    strokes: tuple[Stroke, ...]
    found: Explanation
    change: Change | None

    @property
    def answer(self) -> int:
        """The number of the label that is answered."""
        return int(decide(self.found.before[None])[0][0])

    @property
    def runner_up(self) -> int:
        """The number of the most probable label besides."""
        order = np.argsort(-self.found.before, kind="stable").tolist()
        return int(next(each for each in order if each != self.answer))


def show_why(explained: Explained) -> None:
    """Show which ink decided, and what would change the answer."""
    answer, runner_up = explained.answer, explained.runner_up
    titles = {answer: f"For {_name(answer)}", runner_up: f"For {_name(runner_up)}, the runner-up"}
    figures = [
        _figure(_coloured(explained, label), title, _told(explained, label))
        for label, title in titles.items()
    ]
    figures.append(_changed(explained))
    st.html(
        f'<div class="why">{"".join(figures)}</div>'
        '<div class="why-scale" role="img" aria-label="Orange ink: without it the probability '
        'falls. Blue ink: without it the probability rises. Grey ink changes nothing.">'
        "<span>Without it the probability rises</span><i></i><span>falls</span></div>"
    )


def sentence(explained: Explained) -> str:
    """What would change the answer, in a sentence as HTML."""
    change = explained.change
    if change is None:
        if not explained.found.pieces:
            return _of_picture(explained)
        return "No part was found that changes the answer when it is left out."
    points = [stroke.points for stroke in explained.strokes]
    part = _named(line_of(change.pieces), points, alone=change.is_stroke)
    return f"Without {part} it {_would_be(change)}."


def of_strokes(explained: Explained) -> str:
    """Which of a few strokes decided, in a sentence.

    It is "" of one stroke, of many, of a picture, and where two have the same name.
    """
    without = explained.found.by_stroke[:, explained.answer]
    if not len(without):
        return ""
    before = float(explained.found.before[explained.answer])
    answers, _ = decide(explained.found.by_stroke)
    falls = before - without
    points = [stroke.points for stroke in explained.strokes]
    names = [_named(line, points, alone=True) for line in points]
    first, *others = np.argsort(without, kind="stable").tolist()
    if falls[first] < _DECIDES and (answers == explained.answer).all():
        return (
            f"No stroke decides alone: without any one of them it stays {_name(explained.answer)}."
        )
    if len(set(names)) < len(names):  # one drawn over another: nobody can tell which is meant
        return ""
    rest = ", ".join(f"without {names[i]} {percent(float(without[i]))}" for i in others)
    answer = _name(explained.answer)
    return (
        f"Of the {len(without)} strokes {names[first]} decides most: without it the probability of "
        f"{answer} is {percent(float(without[first]))}, {rest}."
    )


def _named(line: Float64Array, strokes: Sequence[Float64Array], *, alone: bool) -> str:
    """A part of a drawing in words, such as "the bar at the top".

    Args:
        line: the part.
        strokes: the drawing's.
        alone: whether the part is a whole stroke: the only one of its shape needs no place.
    """
    drawing = np.concatenate(strokes)
    size = float(np.ptp(drawing, axis=0).max())
    shape = shape_of(line, size)
    if alone and sum(shape_of(each, size) == shape for each in strokes) == 1:
        return f"the {_SHAPES[shape]}"
    return f"the {_SHAPES[shape]} {_place(*place_of(line, drawing))}"


def _place(across: Across, down: Down) -> str:
    if down == "middle":
        return "in the middle" if across == "middle" else f"on the {across}"
    return f"at the {down}" if across == "middle" else f"at the {down} {across}"


def _would_be(change: Change) -> str:
    prediction = change.prediction
    if prediction.verdict == "not a digit":
        return "would be no digit"
    if prediction.verdict == "unsure":
        return f"could be <b>{headline(list(LABELS), prediction).rstrip('?')}</b>"
    return f"would be <b>{_name(LABELS.index(str(prediction.label)))}</b>"


def _of_picture(explained: Explained) -> str:
    """The same of a picture: the patch that changes the answer most, if any does."""
    patch = changing_patch(explained.found)
    if patch is None:
        return f"Without any patch of 4 × 4 pixels it stays {_name(explained.answer)}."
    squares, other = patch
    ink = np.argwhere(explained.digit.pixels > 0)[:, ::-1].astype(np.float64)
    left_out = np.argwhere(np.isin(explained.found.owners, squares))[:, ::-1].astype(np.float64)
    return (
        f"Without the ink {_place(*place_of(left_out, ink))}, a patch of 4 × 4 pixels, it would be "
        f"<b>{_name(other)}</b>."
    )


def _coloured(explained: Explained, label: int) -> UInt8Array:
    found = explained.found
    falls = found.falls(label)
    if not found.pieces:
        return pixels_in_colours(explained.digit.pixels, found.owners, falls)
    return drawn_in_colours(_lines(explained), _widths(explained), falls)


def _lines(explained: Explained) -> list[Float64Array]:
    return [each.points for each in explained.found.pieces]


def _widths(explained: Explained) -> list[float]:
    return [explained.strokes[each.stroke].width for each in explained.found.pieces]


def _told(explained: Explained, label: int) -> str:
    """What becomes of a label's probability at most, in words."""
    found = explained.found
    before = float(found.before[label])
    changes = before - found.without[:, label].astype(np.float64)
    most = int(np.abs(changes).argmax())
    now = percent(before)
    if abs(changes[most]) < _TOLD:
        part = "tenth of the ink" if found.pieces else "patch of 4 × 4 pixels"
        return f"{now}; no {part} changes that much"
    goes = "falls" if changes[most] > 0 else "rises"
    after = percent(float(found.without[most, label]))
    return f"{now}; it {goes} to {after} without the ink that counts most"


def _changed(explained: Explained) -> str:
    """The drawing without the part that changes the answer; nothing of a picture."""
    pieces, change = explained.found.pieces, explained.change
    if not pieces:
        return ""
    left_out = [i for i, each in enumerate(pieces) if change and each in change.pieces]
    picture = drawn_without(_lines(explained), _widths(explained), left_out)
    words = "the faint part is left out" if change else "nothing that was tried"
    return _figure(picture, "What would change it", words)


def _figure(picture: UInt8Array, title: str, words: str) -> str:
    return (
        f'<figure><img alt="{title}: {words}" src="{data_url(picture)}">'
        f"<figcaption><b>{title}</b><br>{words}</figcaption></figure>"
    )


def _name(label: int) -> str:
    """A label in a sentence: "a 7", "an 8", "no digit"."""
    return "no digit" if label == NOT_A_DIGIT_INDEX else a_digit(label)
