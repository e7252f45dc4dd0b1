"""What the network reads of a line of digits: the number, in words how sure it is, and its digits.

As with one digit, the answer always has the same size, and nothing is told by colour alone: a digit
in doubt has a question mark and a dashed line, what is no digit is a dot in a dotted box.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st

from app_pages.figures.answer import KINDS, Kind, candidates
from app_pages.figures.html import data_url
from app_pages.figures.text import PER_CENT, percent
from mnist_core import Prediction
from mnist_core.ink.strokes import Box
from mnist_core.labels import LABELS
from mnist_core.recognition.number import Character, Number

_NAMED = 2  # doubtful digits that are named: more would not fit in a line or two


@dataclass(frozen=True)
class Mark:
    """A box around what has been read, as a canvas shows it.

    Attributes:
        box: x and y of its top left corner, width and height, in the canvas's pixels.
        kind: "sure" of a digit, "unsure", or "none" where it is no digit.
        label: what it is read as, in a sign or two.
        share: how probable that is, in per cent.
    """

    box: Box
    kind: Kind
    label: str
    share: str


def marks_of(number: Number) -> list[Mark]:
    """A box around each digit of a number, and around what is none."""
    return [
        Mark(
            each.box,
            KINDS[each.prediction.verdict],
            _sign(each.prediction),
            # Short, and never rounded up to a certainty.
            f"{min(round(100 * each.prediction.probability), 99)}{PER_CENT}",
        )
        for each in number.characters
    ]


def show_number_answer(number: Number | None, *, busy: bool = False) -> None:
    """Show what a network makes of a line, or an invitation to write one.

    Args:
        number: what it reads; None where there is nothing to read.
        busy: whether it is still being written.
    """
    st.html(
        f'<div class="number-answer" aria-busy="{str(busy).lower()}">{_headline(number)}'
        f'<div class="answer-note">{number_note(number)}</div></div>'
    )


def said_of(number: Number) -> str:
    """A number and how sure it is, in words alone, for those who do not see it."""
    signs = [each.prediction.label or "no digit" for each in number.characters]
    read = number.text if len(number.text) == len(signs) else ", ".join(signs)
    second = f", or {number.second}" if number.second else ""
    return f"{read}{second}. {number_note(number)}."


def number_note(number: Number | None) -> str:
    """How sure a number is, or what can be written."""
    if number is None:
        return "Several digits from left to right, with mouse or finger."
    if len(number.characters) == 1:
        return _alone(number.characters[0].prediction)
    unsure, no_digit = _places(number, "unsure"), _places(number, "not a digit")
    if not unsure and not no_digit:
        return _least(number.characters)
    # Counted are all signs: where some are no digits, "the 3rd digit" could be another.
    thing = "sign" if no_digit else "digit"
    words = [
        f"the {_ordinal(place)} {thing} is {_either(number.characters[place].prediction)}"
        for place in unsure[:_NAMED]
    ]
    if len(unsure) > _NAMED:
        words.append(f"{len(unsure) - _NAMED} more in doubt")
    if no_digit:
        words.append(_refused(no_digit, len(number.characters)))
    told = "; ".join(words)
    return told[0].upper() + told[1:]


def show_small_numbers(numbers: Mapping[str, Number]) -> None:
    """Show what several networks read of one line, by their titles, each in a few words."""
    cards = "".join(
        f"<li><span>{escape(name)}</span><b>{_signs(number)}</b>"
        f"<span>{number_note(number)}</span></li>"
        for name, number in numbers.items()
    )
    st.html(f'<ul class="small-answers">{cards}</ul>')


def show_characters(number: Number) -> None:
    """Show what the network sees of each digit, from left to right."""
    figures = "".join(
        f'<figure><img alt="The {_ordinal(place)} sign in 28 by 28 pixels" '
        f'src="{data_url(each.seen.picture)}">'
        f"<figcaption><b>{_sign(each.prediction, no_digit='no digit')}</b> "
        f"{percent(each.prediction.probability)}"
        "</figcaption></figure>"
        for place, each in enumerate(number.characters)
    )
    st.html(f'<div class="characters">{figures}</div>')


def _headline(number: Number | None) -> str:
    """The number, large; in words where there is none."""
    if number is None:
        return '<div class="number-label words">Write a number</div>'
    second = f" <small>or {number.second}?</small>" if number.second else ""
    if not number.text:
        words = "Not a digit" if len(number.characters) == 1 else "No digits"
        return f'<div class="number-label words">{words}{second}</div>'
    return (
        f'<div class="number-label" style="--signs:{_width(number):.1f}">'
        f"{_signs(number)}{second}</div>"
    )


def _width(number: Number) -> float:
    """How wide a headline is, in digits; question marks are half as wide, as style.css has them,
    and what follows is less than half as large.
    """
    second = len(f" or {number.second}?") if number.second else 0
    return len(number.characters) + len(_places(number, "unsure")) / 2 + 0.4 * second


def _signs(number: Number) -> str:
    """The digits as HTML, those in doubt and what is none marked."""
    marked = {
        "digit": "{label}",
        "unsure": '<span class="sign-unsure">{label}<i>?</i></span>',
        "not a digit": '<span class="sign-none">·</span>',
    }
    return "".join(
        marked[each.prediction.verdict].format(label=each.prediction.label)
        for each in number.characters
    )


def _sign(prediction: Prediction, no_digit: str = "·") -> str:
    if prediction.label is None:
        return no_digit
    return prediction.label + ("?" if prediction.verdict == "unsure" else "")


def _places(number: Number, verdict: str) -> list[int]:
    return [
        place for place, each in enumerate(number.characters) if each.prediction.verdict == verdict
    ]


def _alone(prediction: Prediction) -> str:
    """How sure the answer is where there is one sign only."""
    if prediction.verdict == "unsure":
        return f"It is {_either(prediction)}"
    of_that = " of that" if prediction.label is None else ""
    return f"{percent(prediction.probability)} sure{of_that}"


def _least(characters: Sequence[Character]) -> str:
    """How sure the digit is of which the network is least sure, of several."""
    shares = [each.prediction.probability for each in characters]
    least = min(range(len(shares)), key=shares.__getitem__)
    if shares[least] > 0.99:
        return f"{percent(shares[least]).capitalize()} sure of each digit"
    return f"Least sure of the {_ordinal(least)} digit: {percent(shares[least])}"


def _either(prediction: Prediction) -> str:
    (one, its), (other, others) = candidates(list(LABELS), prediction)
    return f"{one} or {other} ({percent(its)}, {percent(others)})"


def _refused(places: Sequence[int], count: int) -> str:
    """Which of several signs are no digits."""
    if len(places) == count:
        return f"none of {count} signs is a digit"
    *others, last = [_ordinal(place) for place in places]
    if not others:
        return f"the {last} sign is no digit"
    return f"the {', '.join(others)} and {last} signs are no digits"


def _ordinal(place: int) -> str:
    """A place, 0 the first, as people count: "1st"."""
    number = place + 1
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if 10 < number % 100 < 20 else ending}"
