import pytest

from mnist_core.evaluation.people import OnPeople
from mnist_core.publishing.tables import Table, digits_table, refusals_table

PICTURES = OnPeople(
    digits={"uji": 600},
    accuracy={"uji": {"10": 0.5, "20": 0.75, "32": 1.0}},
    calibration_error=0.01,
    refused={"digits": 0.002, "letters": 0.97},
    auroc=0.99,
    false_positives=0.02,
)
PLAIN = OnPeople(
    digits={"uji": 600}, accuracy=PICTURES.accuracy, calibration_error=0.02
)  # of a network that refuses nothing


def test_table_is_markdown():
    assert str(Table("Twice", ("n", "2n"), [(1, 2), (2, 4)])) == (
        "Twice\n\n| n | 2n |\n| --- | --- |\n| 1 | 2 |\n| 2 | 4 |"
    )


@pytest.mark.parametrize(
    ("wanted", "cells"),
    [
        (None, ()),
        ({"pictures, uji": "98%"}, ("98%",)),
        ({"strokes, uji": "98%"}, ("–",)),
    ],
)
def test_digits_have_a_row_for_each_way_and_collection(wanted, cells):
    table = digits_table("cnn", {"pictures": PICTURES}, wanted)
    row = ("uji, 600 digits", "from pictures", *cells, "50.00%", "75.00%", "100.00%")
    assert list(table.rows) == [row]
    assert len(table.head) == len(row)


def test_refusals_have_a_row_for_each_measure_and_a_column_for_each_way():
    wanted = {"letters": "97%", "calibration_error": "0.005"}
    table = refusals_table({"pictures": PICTURES, "strokes": PICTURES}, wanted)
    assert [row[:3] for row in table.rows] == [
        ("digits refused", "–", "0.20%"),
        ("letters refused", "97%", "97.00%"),
        ("calibration error on digits", "0.005", "0.0100"),
        ("area under the ROC curve", "–", "0.9900"),
        ("taken for digits where 95% of digits are kept", "–", "0.0200"),
    ]
    assert {len(row) for row in table.rows} == {len(table.head)} == {4}


def test_network_that_refuses_nothing_has_no_such_rows():
    assert list(refusals_table({"pictures": PLAIN}).rows) == [
        ("calibration error on digits", "0.0200"),
        ("area under the ROC curve", "–"),
        ("taken for digits where 95% of digits are kept", "–"),
    ]
