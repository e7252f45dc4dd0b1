"""Networks measured on people whom they have never met: by networks of which all is known."""

import itertools

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_core.data.pen_strokes import PenCharacter
from mnist_core.data.writers import People
from mnist_core.evaluation.drawings import draw_with_each_pen
from mnist_core.evaluation.people import (
    SCRIBBLES,
    OnPeople,
    auroc,
    draw_people,
    measure_people,
    scribbles,
)
from mnist_core.handwriting.outliers import HELD_OUT, SCRIBBLED
from tools import hand

PENS = 3
SLOPE, FALL, LEVEL = ([[0.0, 9], [9, 0]], [[0.0, 0], [0, 9]], [[9.0, 0], [0, 0]])


def character(name, kind, lines):
    return PenCharacter(name, kind, "val/someone", 0, (np.array(lines),))


@pytest.fixture(scope="module")
def people():
    """Two collections of digits, two letters, a sign, and one character of another script."""
    digits = [*hand.pen_digits("pendigits/05"), *hand.pen_digits("uji/W02")[:4]]
    others = [
        *(character("k", "small letter", SLOPE), character("K", "capital", SLOPE)),
        *(character("&", "sign", FALL), character("Korean/character01", "character", LEVEL)),
    ]
    return People(digits, others)


@pytest.fixture(scope="module")
def drawn(people):
    return draw_people(people)


@pytest.fixture(scope="module")
def truths(drawn):
    """What each picture is, by its bytes: 10 for what is no digit."""
    found = {}
    for digits, by_width in drawn.digits.values():
        for each in by_width.values():
            labels = np.resize([digit.label for digit in digits], len(each.pixels))
            found |= dict(zip(map(bytes, each.pixels), labels.tolist(), strict=True))
    for by_width in drawn.others.values():
        for each in by_width.values():
            found |= {pixels.tobytes(): 10 for pixels in each.pixels}
    return found


def one_hot(labels, size=11):
    return np.eye(size, dtype=np.float32)[labels]


@pytest.fixture(scope="module")
def knows(truths):
    """A network that always knows."""
    return lambda seen: one_hot([truths[each.tobytes()] for each in seen.pixels])


def test_everything_is_drawn_once_with_each_pen(drawn):
    counts = {
        **{name: by_width for name, (_, by_width) in drawn.digits.items()},
        **drawn.others,
    }
    assert {name: [len(each.pixels) for each in c.values()] for name, c in counts.items()} == {
        "pendigits": [10] * PENS,
        "uji": [4] * PENS,
        "letters": [2] * PENS,
        "signs": [1] * PENS,
        "other scripts": [1] * PENS,
        "scribbles": [SCRIBBLES] * PENS,
    }
    digits, by_width = drawn.digits["uji"]
    assert [digit.label for digit in digits] == [0, 1, 2, 3]
    for width, each in draw_with_each_pen(digits, 1).items():
        np.testing.assert_array_equal(each.pixels, by_width[width].pixels)


def test_network_that_always_knows_has_the_best_figures(drawn, knows):
    assert measure_people(knows, drawn) == OnPeople(
        digits={"pendigits": 10, "uji": 4},
        accuracy={name: dict.fromkeys(("10", "20", "32"), 1.0) for name in ("pendigits", "uji")},
        calibration_error=0.0,
        refused={
            "digits": 0.0,
            **dict.fromkeys(("letters", "signs", "other scripts", "scribbles"), 1.0),
        },
        auroc=1.0,
        false_positives=0.0,
    )


def test_network_that_refuses_all_tells_nothing_apart(drawn):
    found = measure_people(lambda seen: one_hot([10] * len(seen.pixels)), drawn)
    assert {share for each in found.accuracy.values() for share in each.values()} == {0.0}
    assert set(found.refused.values()) == {1.0}
    assert found.calibration_error == 1.0
    assert found.auroc == 0.5
    # Who keeps 95 % of the digits keeps the rest as well.
    assert found.false_positives == 1.0


def test_network_that_refuses_nothing_but_digits_is_worse_than_chance(drawn, knows):
    def turned(seen):
        answers = knows(seen)
        return np.where(answers[:, 10:] > 0, one_hot(0), one_hot(10))

    found = measure_people(turned, drawn)
    assert (found.auroc, found.false_positives) == (0.0, 1.0)
    assert found.refused["digits"] == 1.0
    assert found.refused["letters"] == found.refused["scribbles"] == 0.0


def test_network_that_knows_no_such_answer_has_no_figures_of_it(drawn, knows):
    """Nor is it asked about what is no digit."""
    found = measure_people(lambda seen: knows(seen)[:, :10], drawn)
    assert (found.refused, found.auroc, found.false_positives) == ({}, None, None)
    assert found.accuracy["uji"] == {"10": 1.0, "20": 1.0, "32": 1.0}


def test_figures_are_of_their_own_collection_pen_and_kind(drawn, knows, truths):
    """A network that takes each 3 for an 8 and is blind to thin pens, and to letters."""
    thin = {
        pixels.tobytes() for _, by_width in drawn.digits.values() for pixels in by_width[10].pixels
    }
    letters = {p.tobytes() for each in drawn.others["letters"].values() for p in each.pixels}

    def answer(pixels):
        key = pixels.tobytes()
        if key in thin or key in letters:
            return 10 if key in thin else 7
        return {3: 8}.get(truths[key], truths[key])

    found = measure_people(lambda seen: one_hot([answer(each) for each in seen.pixels]), drawn)
    assert found.accuracy == {
        "pendigits": {"10": 0.0, "20": 0.9, "32": 0.9},
        "uji": {"10": 0.0, "20": 0.75, "32": 0.75},
    }
    assert found.refused == {
        "digits": pytest.approx(1 / 3),
        "letters": 0.0,
        **dict.fromkeys(("signs", "other scripts", "scribbles"), 1.0),
    }


def test_false_positives_are_counted_where_19_in_20_digits_are_kept(drawn, knows):
    """Two digits in 42 are refused with 0.9, the others with 0.2; signs with 0.1, the rest 0.3."""
    signs = {p.tobytes() for each in drawn.others["signs"].values() for p in each.pixels}
    count = itertools.count()

    def refusal(pixels, is_digit):
        if is_digit:
            return 0.9 if next(count) % 21 == 20 else 0.2
        return 0.1 if pixels.tobytes() in signs else 0.3

    def predict(seen):
        digits = knows(seen).argmax(axis=1) < 10
        refused = np.array([refusal(*each) for each in zip(seen.pixels, digits, strict=True)])
        rest = np.zeros((len(refused), 9))
        return np.column_stack([1 - refused, rest, refused]).astype(np.float32)

    found, others = measure_people(predict, drawn), PENS * (SCRIBBLES + 4)
    assert found.refused["digits"] == pytest.approx(2 / 42)
    assert found.refused["scribbles"] == 0.0
    assert found.false_positives == pytest.approx(PENS / others)
    assert found.auroc == pytest.approx(40 / 42 * (1 - PENS / others))


def test_network_is_measured_by_what_it_is_given(drawn):
    """By paths where it takes them: all that are drawn here have one."""
    seen = []

    def predict(drawings):
        seen.append(drawings.directions.any(axis=(1, 2, 3)).mean())
        return one_hot([0] * len(drawings.pixels))

    measure_people(predict, drawn)
    assert np.mean(seen) > 0.99


def test_figures_come_back_from_json(drawn, knows):
    found = measure_people(knows, drawn)
    assert msgspec.json.decode(msgspec.json.encode(found), type=OnPeople) == found


def test_scribbles_are_always_the_same_ones_of_kinds_that_are_held_out():
    one, same = scribbles(), scribbles()
    kinds = {each.character for each in one}
    assert kinds == HELD_OUT & set(SCRIBBLED)
    assert len(kinds) > 1
    for a, b in zip(one, same, strict=True):
        for line, other in zip(a.lines, b.lines, strict=True):
            np.testing.assert_array_equal(line, other)
    assert len({each.lines[0].tobytes() for each in one}) == SCRIBBLES


# Few values: so that many are tied.
SOME = st.lists(st.integers(0, 8).map(lambda each: each / 8), min_size=1, max_size=30)


@given(low=SOME, high=SOME)
def test_auroc_is_the_part_of_pairs_that_are_in_order(low, high):
    pairs = [(a, b) for a in low for b in high]
    wanted = sum((b > a) + (b == a) / 2 for a, b in pairs) / len(pairs)
    assert auroc(np.array(low), np.array(high)) == pytest.approx(wanted)


@given(low=SOME, high=SOME)
def test_auroc_turns_with_its_sides(low, high):
    one, other = np.array(low), np.array(high)
    assert auroc(one, other) == pytest.approx(1 - auroc(other, one))
