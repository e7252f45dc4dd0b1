"""The code of a class."""

import pytest

from mnist_core.classroom.codes import LENGTH, new_code, read_code, spaced


def test_codes_differ_and_hold_nothing_that_is_taken_for_another():
    codes = {new_code() for _ in range(1000)}
    assert len(codes) == 1000
    assert not set("".join(codes)) & set("01OIL")
    assert {len(each) for each in codes} == {LENGTH}


def test_code_is_read_as_people_type_it():
    code = new_code()
    for typed in (code, code.lower(), spaced(code), f" {code[:4]}-{code[4:].lower()}\n"):
        assert read_code(typed) == code


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "ABC",
        "ABCDEFGH9",
        "ABCDEFG0",
        "../../..",
        "..",
        ".ended-1",
        "/ABCDEFG",
        "ABCDEFG\0",
        "ÄBCDEFGH",
        "ABCD EFG?",
        "A" * 10_000,
    ],
)
def test_what_is_no_code_is_none(typed):
    assert read_code(typed) is None
