import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_core.data.pen_strokes import KINDS, PenCharacter, read_characters, read_pen_digits
from mnist_core.errors import StrokesError
from tools import hand

UNIPEN = """.COMMENT a file
.SEGMENT DIGIT 0 ? "8"
.COMMENT  8 17 3
.PEN_DOWN
 10 20
 30 40
.PEN_UP
.PEN_DOWN
 50 60
.PEN_UP
.DT 100
.SEGMENT DIGIT 1 ? "1"
.COMMENT  1 18 1
.PEN_DOWN
 1 2
 1 9
.PEN_UP
"""


def test_pen_digits_are_read_with_y_downwards(tmp_path):
    (tmp_path / "pen").write_text(UNIPEN)
    eight, one = read_pen_digits(tmp_path / "pen")
    assert (eight.label, one.label) == (8, 1)
    assert (eight.writer, one.writer) == ("pendigits/17", "pendigits/18")
    assert [line.tolist() for line in eight.lines] == [[[10, -20], [30, -40]], [[50, -60]]]


def test_points_may_have_fractions_and_a_stroke_none(tmp_path):
    text = UNIPEN.replace(" 30 40", " 30.5 40.25").replace(" 50 60\n", "")
    (tmp_path / "pen").write_text(text)
    (line,) = read_pen_digits(tmp_path / "pen")[0].lines
    assert line.tolist() == [[10, -20], [30.5, -40.25]]


@pytest.mark.parametrize(
    "text",
    [
        *("", "nothing", "\xe4"),
        *(UNIPEN.replace("40", each) for each in ("forty", "nan", "inf", "")),
        UNIPEN.replace(" 1 2\n 1 9\n", ""),
    ],
)
def test_what_is_no_pen_file_raises_strokes_error(tmp_path, text):
    (tmp_path / "pen").write_bytes(text.encode("latin-1"))
    with pytest.raises(StrokesError, match="pen"):
        read_pen_digits(tmp_path / "pen")


def test_missing_pen_file_raises_strokes_error(tmp_path):
    with pytest.raises(StrokesError, match="PENDIGITS_PATH"):
        read_pen_digits(tmp_path / "gone")


def test_real_pen_digits_are_complete(pen_digits):
    assert len(pen_digits) == 7494
    assert {digit.writer for digit in pen_digits} == {f"pendigits/{i:02d}" for i in range(1, 31)}
    assert {digit.label for digit in pen_digits} == set(range(10))


def test_positions_count_what_each_writer_wrote(tmp_path):
    path = hand.write_pen_digits(tmp_path / "pen", [3, 1, 3])
    digits = read_pen_digits(path)
    of_three = [each.position for each in digits if each.writer == "pendigits/03"]
    of_one = [each.position for each in digits if each.writer == "pendigits/01"]
    assert (of_three, of_one) == (list(range(20)), list(range(10)))


@pytest.mark.parametrize(
    ("kind", "character", "label"),
    [
        ("digit", "0", 0),
        ("digit", "9", 9),
        ("small letter", "k", 10),
        ("capital", "K", 10),
        ("sign", "&", 10),
        ("sign", "7", 10),
        ("character", "Greek/character05", 10),
    ],
)
def test_only_digits_have_the_label_of_a_digit(kind, character, label):
    each = PenCharacter(character, kind, "abc/def.dat", 0, (np.zeros((1, 2)),))
    assert each.label == label


@pytest.mark.parametrize(
    ("writer", "collection"),
    [("pendigits/05", "pendigits"), ("abc/def/g.dat", "abc"), ("nobody", "nobody")],
)
def test_collection_is_the_first_part_of_the_writer(writer, collection):
    assert PenCharacter("1", "digit", writer, 0, (np.zeros((1, 2)),)).collection == collection


# Three characters of two people: a 7 in two strokes, a k, a dot.
ARRAYS = {
    "kind": np.array([0, 2, 3], np.uint8),
    "label": np.array(["7", "k", "."]),
    "source": np.array([1, 0, 1], np.uint16),
    "sources": np.array(["abc/one.dat", "abc/two.dat"]),
    "strokes": np.array([2, 1, 1], np.uint8),
    "points": np.array([3, 2, 2, 1], np.uint16),
    "xy": np.array(
        [[0, 0], [50, 1], [20, 90], [5, 40], [45, 41], [3, 0], [3, 80], [9, 9]], np.int16
    ),
}


def save(path, **changes):
    """The arrays as an .npz, some changed, or left out where None takes their place."""
    arrays = {name: array for name, array in {**ARRAYS, **changes}.items() if array is not None}
    np.savez(path, **arrays)
    return path


def test_characters_are_read_with_who_wrote_them_and_how(tmp_path):
    seven, k, dot = read_characters(save(tmp_path / "strokes.npz"))
    assert [(each.character, each.kind) for each in (seven, k, dot)] == [
        *(("7", "digit"), ("k", "small letter"), (".", "sign"))
    ]
    assert [(each.writer, each.position) for each in (seven, k, dot)] == [
        *(("abc/two.dat", 0), ("abc/one.dat", 0), ("abc/two.dat", 1))
    ]
    assert [[line.tolist() for line in each.lines] for each in (seven, k, dot)] == [
        [[[0, 0], [50, 1], [20, 90]], [[5, 40], [45, 41]]],
        [[[3, 0], [3, 80]]],
        [[[9, 9]]],
    ]
    assert all(line.dtype == np.float64 for each in (seven, k, dot) for line in each.lines)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"points": np.array([2**64 - 1, 6, 2, 1], np.uint64)}, "more strokes or points"),
        ({"strokes": np.array([2**64 - 1, 4, 1], np.uint64)}, "more strokes or points"),
        ({"xy": ARRAYS["xy"] * 1e300}, "no number of up to"),
        ({"xy": ARRAYS["xy"] * np.inf}, "no number of up to"),
    ],
)
@pytest.mark.filterwarnings("ignore:invalid value")
def test_numbers_that_are_too_large_raise_strokes_error(tmp_path, changes, words):
    with pytest.raises(StrokesError, match=words):
        read_characters(save(tmp_path / "strokes.npz", **changes))


def test_file_of_another_kind_is_said_to_be_none(tmp_path):
    path = tmp_path / "strokes.npz"
    path.write_text("7 7 7")
    with pytest.raises(StrokesError, match="it is no"):
        read_characters(path)


points = st.tuples(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
characters = st.tuples(
    st.sampled_from([(0, "3"), (0, "8"), (1, "K"), (2, "k"), (3, "&"), (4, "Greek/character05")]),
    st.sampled_from(["abc/1", "abc/2", "d/1"]),
    st.lists(st.lists(points, min_size=1, max_size=5), min_size=1, max_size=4),
)


@given(st.lists(characters, min_size=1, max_size=6))
@settings(deadline=None, max_examples=50)
def test_what_is_written_as_arrays_is_read_again(tmp_path_factory, written):
    people = sorted({who for _, who, _ in written})
    lines = [line for _, _, lines in written for line in lines]
    path = tmp_path_factory.mktemp("strokes") / "strokes.npz"
    np.savez(
        path,
        kind=[kind for (kind, _), _, _ in written],
        label=[label for (_, label), _, _ in written],
        source=[people.index(who) for _, who, _ in written],
        sources=people,
        strokes=np.array([len(lines) for *_, lines in written], np.uint8),
        points=np.array([len(line) for line in lines], np.uint16),
        xy=np.concatenate([np.array(line) for line in lines]),
    )
    found = read_characters(path)
    assert [
        ((KINDS.index(each.kind), each.character), each.writer, [x.tolist() for x in each.lines])
        for each in found
    ] == [
        (what, who, [[list(xy) for xy in line] for line in lines]) for what, who, lines in written
    ]
    assert len({(each.writer, each.position) for each in found}) == len(found)


def test_many_strokes_are_counted_in_the_small_integers_that_files_have(tmp_path):
    """200 strokes twice are more than a byte holds, and their points more than two bytes."""
    path = save(
        tmp_path / "strokes.npz",
        kind=np.zeros(2, np.uint8),
        label=np.array(["1", "2"]),
        source=np.zeros(2, np.uint8),
        strokes=np.array([200, 200], np.uint8),
        points=np.full(400, 200, np.uint8),
        xy=np.arange(160_000, dtype=np.float32).reshape(-1, 2),
    )
    one, two = read_characters(path)
    assert (len(one.lines), len(two.lines)) == (200, 200)
    assert two.lines[0][0].tolist() == [80_000, 80_001]
    assert two.lines[-1][-1].tolist() == [159_998, 159_999]


@pytest.mark.parametrize("name", ARRAYS)
def test_missing_array_is_named(tmp_path, name):
    with pytest.raises(StrokesError, match=f"strokes.npz: no array '{name}'"):
        read_characters(save(tmp_path / "strokes.npz", **{name: None}))


NONE = np.array([], int)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"kind": np.array([0.0, 2, 3])}, "kind is float64"),
        ({"kind": np.array([[0, 2, 3]])}, r"kind is int64 of shape \(1, 3\)"),
        ({"kind": np.array(0)}, r"kind is int64 of shape \(\)"),
        ({"kind": np.array([0, 2, 5])}, "kind is up to 5, expected 0 to 4"),
        ({"kind": np.array([-1, 2, 3])}, "kind must be 0 or more"),
        ({"kind": np.array([0, 2])}, "not as many of each"),
        ({"kind": NONE, "label": NONE, "source": NONE, "strokes": NONE}, "at least one"),
        ({"label": np.array("7")}, r"label is <U1 of shape \(\): no text"),
        ({"label": np.array([["7", "k", "."]])}, "label is .*: no text"),
        ({"label": np.array([7, 8, 9])}, "label is int64 .*: no text"),
        ({"label": np.array([b"7", b"k", b"."])}, "label is .S1 .*: no text"),
        ({"label": np.array(["7", "k"])}, "not as many of each"),
        ({"label": np.array(["k", "k", "."])}, "a digit is labelled 'k'"),
        ({"label": np.array(["", "k", "."])}, "a digit is labelled ''"),
        ({"label": np.array(["10", "k", "."])}, "a digit is labelled '10'"),
        ({"label": np.array(["\u0667", "k", "."])}, "a digit is labelled '\u0667'"),
        ({"label": np.array(["7", None, "."], object)}, "Object arrays"),
        ({"source": np.array([2, 0, 1])}, "a source that is not among sources"),
        ({"source": np.array([-1, 0, 1])}, "source must be 0 or more"),
        ({"sources": np.array(["abc/one.dat"])}, "a source that is not among sources"),
        ({"sources": np.array([1, 2])}, "sources is int64 .*: no text"),
        ({"sources": np.array("ab")}, r"sources is <U2 of shape \(\)"),
        ({"strokes": np.array([2, 2, 0])}, "a character without strokes"),
        ({"strokes": np.array([2, 2, 1])}, "do not add up to the 4 in points"),
        ({"strokes": np.array([1, 1, 1])}, "do not add up to the 4 in points"),
        ({"points": np.array([3, 2, 3, 0])}, "a stroke without points"),
        ({"points": np.array([3, 2, 2, 2])}, "not as many as points say"),
        ({"points": NONE}, "points must be 0 or more, and at least one"),
        ({"xy": np.zeros((7, 2))}, r"xy is float64 of shape \(7, 2\)"),
        ({"xy": np.zeros((8, 3))}, r"xy is float64 of shape \(8, 3\)"),
        ({"xy": np.zeros(16)}, r"xy is float64 of shape \(16,\)"),
        ({"xy": np.zeros((8, 2), bool)}, "xy is bool"),
        ({"xy": np.zeros((8, 2), complex)}, "xy is complex128"),
        ({"xy": np.full((8, 2), np.nan)}, "a point that is no number"),
        ({"xy": np.full((8, 2), -np.inf)}, "a point that is no number"),
    ],
)
def test_arrays_that_do_not_fit_raise_strokes_error(tmp_path, changes, words):
    path = save(tmp_path / "strokes.npz", **changes)
    with pytest.raises(StrokesError, match=f"cannot read pen strokes from .*{words}"):
        read_characters(path)


@pytest.mark.parametrize("part", [0.0, 0.01, 0.5, 0.99])
def test_cut_off_archive_raises_strokes_error(tmp_path, part):
    path = save(tmp_path / "strokes.npz")
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * part)])
    with pytest.raises(StrokesError, match=r"expected an \.npz with the arrays kind, label"):
        read_characters(path)


@pytest.mark.parametrize("write", [None, lambda path: np.save(path, np.zeros(3)), "text"])
def test_what_is_no_archive_raises_strokes_error(tmp_path, write):
    path = tmp_path / "strokes.npy"
    if callable(write):
        write(path)
    elif write:
        path.write_text(write)
    with pytest.raises(StrokesError, match=r"strokes.npy: .*expected an \.npz"):
        read_characters(path)


@given(st.data())
@settings(deadline=None, max_examples=150)
def test_arrays_with_another_value_are_read_or_raise_strokes_error(tmp_path_factory, data):
    name = data.draw(st.sampled_from(["kind", "source", "strokes", "points"]))
    changed = ARRAYS[name].astype(np.int64)
    place = data.draw(st.integers(0, len(changed) - 1))
    changed[place] = data.draw(st.integers(-300, 300) | st.integers(-(2**63), 2**63 - 1))
    path = save(tmp_path_factory.mktemp("strokes") / "strokes.npz", **{name: changed})
    try:
        found = read_characters(path)
    except StrokesError:
        return
    lines = [line for each in found for line in each.lines]
    np.testing.assert_array_equal(np.concatenate(lines), ARRAYS["xy"])
    assert all(len(each.lines) for each in found)


def test_y_of_the_real_files_points_downwards(everyone):
    """A seven in one stroke begins at its top, whoever writes it."""
    sevens = [each for each in everyone if each.character == "7" and len(each.lines) == 1]
    for collection in {each.collection for each in sevens}:
        ends = [each.lines[0][[0, -1], 1] for each in sevens if each.collection == collection]
        assert np.mean([top < bottom for top, bottom in ends]) > 0.9, collection


def test_real_files_are_of_the_collections_that_are_known(everyone):
    assert {each.collection for each in everyone} == {
        *("pendigits", "uji", "omniglot"),  # and those of UNIPEN
        *("apb", "app", "art", "ced", "gmd", "ibm", "kai", "mot", "val"),
    }
    assert {each.kind for each in everyone} == set(KINDS)
    assert len({(each.writer, each.position) for each in everyone}) == len(everyone)
