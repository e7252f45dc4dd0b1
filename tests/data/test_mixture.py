import numpy as np
import pytest

from mnist_core.data import mixture as module
from mnist_core.data.mixture import Mixture, Shares, varied
from mnist_core.data.pen_strokes import PenCharacter
from mnist_core.data.writers import People
from mnist_core.errors import StrokesError
from mnist_core.handwriting import pen_ways
from tools import hand

SHARES = Shares(pen=40, written=20, letters=10, outliers=15)
LEVEL = np.array([[0.0, 0], [1, 0]])


def pen_digit(label, *lines):
    return PenCharacter(str(label), "digit", "pendigits/01", 0, lines)


def letter(character, kind="small letter", line=LEVEL):
    return PenCharacter(character, kind, "apb/someone", 0, (line,))


@pytest.fixture(scope="module")
def mixture():
    letters = [letter(each, line=LEVEL @ [[1, 0.2], [0, 1]]) for each in "hkm"]
    return Mixture(People(hand.pen_digits(), letters), SHARES)


def test_labels_are_digits_and_then_what_is_none(mixture):
    labels = mixture.labels
    assert labels.dtype == np.uint8
    assert len(labels) == 85
    assert set(labels[:40]) == set(labels[40:60]) == set(range(10))
    assert set(labels[60:]) == {10}


@pytest.mark.parametrize("missing", [0, 9])
def test_people_who_wrote_not_each_digit_raise_strokes_error(missing):
    digits = [each for each in hand.pen_digits() if each.label != missing]
    with pytest.raises(StrokesError, match="0 to 9 are needed"):
        Mixture(People(digits, [letter(str(missing), "sign")]), SHARES)


def test_drawings_depend_on_chance_alone(mixture):
    rows = np.arange(85)
    one, same, other = (mixture.draw(rows, np.random.default_rng(seed)) for seed in (0, 0, 1))
    np.testing.assert_array_equal(one.pictures, same.pictures)
    np.testing.assert_array_equal(one.directions, same.directions)
    assert (one.pictures != other.pictures).any(axis=(1, 2)).all()  # each row is drawn anew
    assert (one.directions != other.directions).any(axis=(1, 2, 3)).all()


def test_rows_are_drawn_as_a_picture_and_the_way_of_the_pen(mixture):
    drawn = mixture.draw(np.array([3, 50, 84]), np.random.default_rng(0))
    assert (drawn.pictures.shape, drawn.pictures.dtype) == ((3, 28, 28), np.uint8)
    assert (drawn.directions.shape, drawn.directions.dtype) == ((3, 28, 28, 8), np.uint8)


def test_picture_and_directions_are_of_the_same_lines(mixture, monkeypatch):
    seen = []
    monkeypatch.setattr(module, "render_frame", lambda lines, pen: note(seen, lines))
    monkeypatch.setattr(module, "direction_maps", lambda lines: note(seen, lines))
    monkeypatch.setattr(module, "_DOTTED", 0)
    mixture.draw(np.arange(85), np.random.default_rng(0))
    assert all(one is other for one, other in zip(seen[::2], seen[1::2], strict=True))
    assert len(seen) == 2 * 85


def note(seen, lines):
    seen.append(lines)
    return 0


def test_some_pictures_are_dotted_and_their_paths_stay_whole(mixture, monkeypatch):
    rows, whole, dotted = np.full(2000, 45), [], []
    monkeypatch.setattr(module, "render_frame", lambda lines, pen: 0)
    monkeypatch.setattr(module, "direction_maps", lambda lines: note(whole, lines))
    monkeypatch.setattr(pen_ways, "dotted", lambda lines, random: dotted.append(lines) or lines)
    mixture.draw(rows, np.random.default_rng(0))
    assert len(dotted) / len(rows) == pytest.approx(0.04, abs=0.015)
    paths = {id(lines) for lines in whole}
    assert all(id(lines) in paths for lines in dotted)


def test_people_s_strokes_remain_what_they_are(mixture):
    """The published network, which reads digits, is asked."""
    from mnist_core import DigitClassifier

    rows = np.tile(np.arange(40), 5)
    pictures = mixture.draw(rows, np.random.default_rng(0)).pictures
    pixels = pictures.astype(np.float32) / 255
    answers = DigitClassifier.load().predict(pixels).argmax(axis=1)
    assert (answers == mixture.labels[rows]).mean() > 0.95


def test_pens_are_thin_and_thick(mixture):
    ink = mixture.draw(np.full(200, 10), np.random.default_rng(0)).pictures.mean(axis=(1, 2))
    assert np.quantile(ink, 0.95) > 2.5 * np.quantile(ink, 0.05)


@pytest.fixture
def told_apart(monkeypatch):
    """What people wrote is a slope, what the program writes stands, what is no digit lies flat.

    The pen leaves all of it in the plain way.
    """
    ends = {"varied": (1.0, 1), "write_digit": (0.0, 1), "draw_outlier": (1.0, 0)}
    for name, end in ends.items():
        monkeypatch.setattr(module, name, lambda *_, end=end: [np.array([[0.0, 0], end])])
    for name in ("_OTHER_WAYS", "_OUTLINED", "_UNDERLINED", "_DOTTED"):
        monkeypatch.setattr(module, name, () if name == "_OTHER_WAYS" else 0)


def sorts(mixture, rows):
    pictures = mixture.draw(rows, np.random.default_rng(0)).pictures
    down, across = np.array([np.ptp(np.argwhere(each > 127), axis=0) for each in pictures]).T
    return np.sign(down - across).tolist()


def test_each_row_is_of_its_sort(mixture, told_apart):
    assert sorts(mixture, np.arange(85)) == [0] * 40 + [1] * 20 + [0] * 10 + [-1] * 15


def test_where_people_wrote_no_letters_what_the_program_draws_takes_their_place(told_apart):
    mixture = Mixture(hand.people(), SHARES)
    assert np.count_nonzero(mixture.labels == 10) == 25
    assert sorts(mixture, np.arange(60, 85)) == [-1] * 25


def test_each_row_of_people_s_is_of_its_label(mixture, monkeypatch):
    drawn = []
    monkeypatch.setattr(module, "varied", lambda each, random: drawn.append(each) or [LEVEL])
    mixture.draw(np.arange(70), np.random.default_rng(0))
    assert [each.label for each in drawn[:40]] == mixture.labels[:40].tolist()
    assert {each.kind for each in drawn[40:]} == {"small letter"}
    assert len(drawn) == 50


def test_kinds_and_within_them_characters_are_drawn_as_often_as_is_wished(monkeypatch):
    """However many writings of each there are: of k a hundred times as many as of h."""
    letters = [letter("h"), *[letter("k")] * 100, letter("&", "sign"), letter("?", "sign")]
    mixture = Mixture(People(hand.pen_digits(), letters), SHARES)
    drawn = []
    monkeypatch.setattr(module, "varied", lambda each, random: drawn.append(each) or [LEVEL])
    mixture.draw(np.full(3000, 65), np.random.default_rng(0))
    share = {each: sum(d.character == each for d in drawn) / len(drawn) for each in "hk&?"}
    # Small letters to signs are 0.42 to 0.1, and there are no other kinds.
    assert share == pytest.approx({"h": 0.404, "k": 0.404, "&": 0.096, "?": 0.096}, abs=0.03)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (5, {"backwards": 0.096, "doubled": 0.048, "outlined": 0.04, "underlined": 0.08}),
        (50, {"partly_backwards": 0.096, "cut": 0.0576, "outlined": 0.04, "underlined": 0.08}),
        (65, {"in_loose_pieces": 0.06, "cut": 0.06, "outlined": 0, "underlined": 0}),
        (75, {"doubled": 0.05, "partly_backwards": 0.1, "outlined": 0, "underlined": 0}),
    ],
)
def test_pen_leaves_some_ink_in_other_ways(mixture, monkeypatch, row, expected):
    """Digits and what is none alike; but only digits are outlined and underlined."""
    used = []

    def spy(name):
        return lambda lines, random: used.append(name) or lines

    ways = [(spy(way.__name__), share) for way, share in module._OTHER_WAYS]
    monkeypatch.setattr(module, "_OTHER_WAYS", ways)
    monkeypatch.setattr(pen_ways, "outlined", spy("outlined"))
    monkeypatch.setattr(module, "underlined", spy("underlined"))
    monkeypatch.setattr(module, "render_frame", lambda *_: 0)
    monkeypatch.setattr(module, "direction_maps", lambda *_: 0)
    mixture.draw(np.full(4000, row), np.random.default_rng(0))
    assert {each: used.count(each) / 4000 for each in expected} == pytest.approx(
        expected, abs=0.015
    )


def thickest(monkeypatch, mixture, row):
    pens = []
    monkeypatch.setattr(module, "render_frame", lambda lines, pen: pens.append(pen) or 0)
    mixture.draw(np.full(400, row), np.random.default_rng(0))
    return min(pens), max(pens)


@pytest.mark.parametrize("row", [65, 75])
def test_what_is_no_digit_is_drawn_with_no_thick_pen(mixture, told_apart, monkeypatch, row):
    assert thickest(monkeypatch, mixture, 50) == pytest.approx((0.035, 0.32), rel=0.03)
    assert thickest(monkeypatch, mixture, row) == pytest.approx((0.035, 0.22), rel=0.03)


def test_pen_fills_an_outline_and_keeps_lines_apart(mixture, monkeypatch):
    monkeypatch.setattr(module, "_OUTLINED", 1)
    assert thickest(monkeypatch, mixture, 50)[0] > pen_ways.OUTLINE
    monkeypatch.setattr(module, "_OUTLINED", 0)
    monkeypatch.setattr(module, "_UNDERLINED", 1)
    assert thickest(monkeypatch, mixture, 50)[1] < 0.13


def test_digits_that_are_spoilt_are_people_s_three_times_in_four(mixture, monkeypatch):
    made = {"people": 0, "program": 0}

    def vary(digit, random):
        assert digit.label == 3
        made["people"] += 1
        return list(digit.lines)

    def write(label, random):
        assert label == 3
        made["program"] += 1
        return [np.array([[0.0, 0], [0, 1]])]

    monkeypatch.setattr(module, "varied", vary)
    monkeypatch.setattr(module, "write_digit", write)
    monkeypatch.setattr(module, "draw_outlier", lambda random, write: write(3))
    mixture.draw(np.full(1000, 75), np.random.default_rng(0))
    assert made["people"] == pytest.approx(750, abs=50)


def test_slash_and_bar_lie_where_people_draw_them():
    box = [np.array([[0.0, 0], [50, 0], [50, 100], [0, 100], [0, 0]])]
    for label, ends in ((0, [[0.45, 0.1], [0.05, 0.9]]), (7, [[0.125, 0.55], [0.425, 0.5]])):
        random = np.random.default_rng(0)
        drawn = [varied(pen_digit(label, *box), random) for _ in range(4000)]
        bars = [lines[1] - lines[0].min(axis=0) for lines in drawn if len(lines) > 1]
        np.testing.assert_allclose(np.mean(bars, axis=0), ends, atol=0.1)
        assert np.std(bars, axis=0).max() < 0.2


def test_other_strokes_have_another_fingerprint(mixture):
    digits, letters = hand.pen_digits(), mixture._people.others
    moved = [pen_digit(each.label, *(line + 1 for line in each.lines)) for each in digits]
    others = [
        Mixture(People(moved, letters), SHARES),
        Mixture(People(digits, letters[:-1]), SHARES),
        Mixture(People(digits, [*letters[:-1], letter("m")]), SHARES),
        Mixture(People(digits, letters), Shares(pen=40, written=20, letters=10, outliers=16)),
    ]
    assert len({each.fingerprint() for each in (mixture, *others)}) == 5
    assert Mixture(People(digits, letters), SHARES).fingerprint() == mixture.fingerprint()
    assert len(mixture.fingerprint()) == 32


@pytest.mark.parametrize(
    ("label", "strokes", "share"), [(0, 1, 0.12), (7, 1, 0.10), (7, 2, 0.0), (1, 1, 0.0)]
)
def test_some_zeros_are_slashed_and_some_sevens_crossed(label, strokes, share):
    line = np.array([[0.0, 0], [50, 0], [25, 90]])
    digit = pen_digit(label, *[line] * strokes)
    random = np.random.default_rng(0)
    more = [len(varied(digit, random)) > strokes for _ in range(4000)]
    assert np.mean(more) == pytest.approx(share, abs=0.015)


def test_no_letter_is_slashed_or_crossed():
    random = np.random.default_rng(0)
    assert {len(varied(letter("0", "sign"), random)) for _ in range(500)} == {1}
