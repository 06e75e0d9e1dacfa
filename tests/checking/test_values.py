"""Values in words, as tables and as code, and whether two are the same."""

import numpy as np
import pytest

from helpers.checking import Seed
from helpers.checking.comparing import misfit, same
from helpers.checking.difference import beside, difference_lines
from helpers.checking.outcome import Other
from helpers.checking.values import code, count, is_shown, kind_text, listed, number, value_lines

A = np.arange(3.0)

WORDS = [
    (A, "an array of shape (3,)"),
    ([], "a list of 0 items"),
    ([A], "a list of 1 array"),
    ((1, 2.0), "a tuple of 2 numbers"),
    ([True, False], "a list of 2 bools"),
    ([1, "x"], "a list of 2 items"),
    (["x", "y"], "a list of 2 texts"),
    (([],), "a tuple of 1 list"),
    (True, "one bool"),
    (3, "one number of type int"),
    (0.5, "one number of type float"),
    ("x", "a text"),
    (None, "None"),
    (Other("set"), "an object of type set"),
    (Other("ndarray", "with dtype object"), "an array with dtype object"),
    (object, "something else"),
]


@pytest.mark.parametrize(("value", "words"), WORDS)
def test_a_kind_in_words(value, words):
    assert kind_text(value) == words


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (1234.56, 4, "1235"),
        (1234.56, 9, "1234.56"),
        (1 / 3, None, "0.3333333333333333"),
        (-0.0, 4, "0"),
        (12345678, 4, "12345678"),
        (True, 4, "True"),
    ],
)
def test_a_number_in_digits(value, digits, text):
    assert number(value, digits) == text
    assert value_lines(value, digits) == [text]


def test_four_digits_are_usual():
    assert number(1.23456) == "1.235"
    assert value_lines(1.23456) == ["1.235"]
    assert value_lines(np.array([1.23456])) == ["[1.235]"]


def test_words_in_a_row():
    assert [listed(list("abc")[:n]) for n in range(4)] == ["", "a", "a and b", "a, b and c"]
    assert [count(n) for n in (0, 1, 10, 11)] == ["no", "one", "ten", "11"]


@pytest.mark.parametrize(("size", "shown"), [(0, False), (1, True), (60, True), (61, False)])
def test_small_arrays_are_written_out(size, shown):
    assert is_shown(np.zeros(size)) is shown
    assert not is_shown([0.0])


LINES = [
    ([1, 2.5], "[1, 2.5]"),
    ((1,), "(1,)"),
    ((1, [2, True]), "(1, [2, True])"),
    ([0] * 19, str([0] * 19)),  # 57 characters
    ([0] * 19 + [10], "a list of 20 numbers: one number of type int, one number of type\nint, one "
     "number of type int, one number of type int, ..."),
    ([1, None], "a list of 2 items: one number of type int, None"),
    ([A, A], "a list of 2 arrays, of shapes (3,) and (3,)"),
    ([A] * 4, "a list of 4 arrays, of shapes (3,), (3,), (3,) and (3,)"),
    ([A], "a list of 1 array: an array of shape (3,)"),
    ([A, 1], "a list of 2 items: an array of shape (3,), one number of type int"),
    (["x"] * 4, "a list of 4 texts: a text, a text, a text, a text"),
    (["x"] * 5, "a list of 5 texts: a text, a text, a text, a text, ..."),
    ([], "a list of 0 items"),
    ("x", "'x'"),
    ("x" * 41, repr("x" * 37 + "...")),
    (np.zeros(61), "an array of shape (61,)"),
    (np.array([[1, -20], [3, 4]]), "[[  1  -20]\n [  3    4]]"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "lines"), LINES)
def test_a_value_in_lines(value, lines):
    assert "\n".join(value_lines(value)) == lines


CODE = [
    (np.arange(3.0), "np.array([0., 1., 2.])"),
    (np.arange(2), "np.array([0, 1])"),
    (np.arange(2, dtype=np.uint8), "np.array([0, 1], dtype=np.uint8)"),
    (np.zeros((1, 2, 1)), "np.array([0., 0.]).reshape(1, 2, 1)"),
    (np.zeros((2, 1)), "np.array([[0.],\n              [0.]])"),
    (np.zeros((1, 1, 1)), "np.array([0.]).reshape(1, 1, 1)"),
    (np.zeros((2, 1, 2)), "np.array([[0., 0.],\n              [0., 0.]]).reshape(2, 1, 2)"),
    (np.zeros((2, 2, 2)), "np.array([[[0., 0.],\n               [0., 0.]],\n"
     "              [[0., 0.],\n               [0., 0.]]])"),
    ([np.zeros(1), np.ones(1)], "[np.array([0.]),\n     np.array([1.])]"),
    ([1, 2], "[1, 2]"),
    (Seed(3), "np.random.default_rng(3)"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "text"), CODE)
def test_a_value_as_code(value, text):
    assert code(value, "x = ") == text


DIFFERENCES = [
    (1.5, 2.5, "expected 1.5|returned 2.5"),
    (1.00001, 1.00002, "expected 1.00001|returned 1.00002"),
    (1 / 3, 1 / 3 + 1e-12, "expected 0.3333333333333333|returned 0.3333333333343333"),
    ([1, 2], [1, 3], "expected [1, 2]|returned [1, 3]"),
    (np.array([1.0, 2.0]), np.array([1.0, 3.0]), "expected [1  2]|returned [1  3*]|* differs"),
    (np.array([1.0, 2.0]), np.array([4.0, 2.0]), "expected [1  2]|returned [4* 2]|* differs"),
    (np.eye(2), np.zeros((2, 2)), "expected    returned|[[1  0]     [[0* 0]|"
     " [0  1]]     [0  0*]]|* differs"),
    (np.ones((1, 2, 1)), np.zeros((1, 2, 1)), "two arrays of shape (1, 2, 1), printed as tables|"
     "expected [1  1]|returned [0* 0*]|* differs"),
    (np.zeros(70), np.arange(70.0), "an array of shape (70,); 69 of its 70 numbers differ, "
     "first at [1]|expected 0|returned 1"),
    (np.ones(70), np.ones(70) + 1e-3 * (np.arange(70) == 68),
     "an array of shape (70,); 1 of its 70 numbers differ, first at [68]|"
     "expected 1|returned 1.001"),
    (np.zeros(70), np.zeros(70), "expected and returned: arrays of shape (70,)"),
    (np.zeros(2), np.zeros(2), "expected [0  0]|returned [0  0]"),
]  # fmt: skip


@pytest.mark.parametrize(("want", "got", "text"), DIFFERENCES)
def test_expected_and_returned(want, got, text):
    lines = [line.removeprefix("  ") for line in difference_lines(want, got)]
    assert "|".join(lines) == text


def test_tables_that_are_too_wide_stand_below_each_other():
    for width, lines in ((36, 3), (37, 4)):
        table = ["[" + "0" * (width - 2) + "]", "0"]
        assert len(beside(table, table)) == lines


SAME = [
    (1.0, 1.00009, True),
    (1.0, 1.0002, False),
    (0.0, 1e-9, True),
    (0.0, 2e-9, False),
    (np.array([0.0, 100.0]), np.array([9e-4, 100.0]), True),
    (np.array([0.0, 100.0]), np.array([2e-3, 100.0]), False),
    (np.array([1.0, np.inf]), np.array([1.0, np.inf]), True),
    (np.array([1.0, np.inf]), np.array([1.0, -np.inf]), False),
    (np.array([np.nan]), np.array([np.nan]), True),
    (np.array([np.nan]), np.array([1.0]), False),
    (np.array([1.0]), np.array([np.nan]), False),
    (10_000, 10_001, False),
    (10_000.0, 10_001, True),
    (np.array([10_000]), np.array([10_001]), False),
    (np.zeros(2), np.zeros((2, 1)), False),
    ((1, 2), [1, 2], True),
    ((1, 2), (1, 3), False),
    ((1, 2), (1,), False),
    ((1, 2), 3, False),
    ((A, 1), (A, 1), True),
    ((0.0, 1.0, 2.0), A, True),
    ("x", "x", True),
    ("x", "y", False),
    (None, None, True),
    (1.0, "x", False),
    (1.0, None, False),
]


@pytest.mark.parametrize(("want", "got", "is_same"), SAME)
def test_the_same_within_float32(want, got, is_same):
    with np.errstate(invalid="ignore"):  # as check does
        assert same(want, got) is is_same
        assert same(want, got, strict=False) is is_same


@pytest.mark.parametrize(
    ("want", "got"), [(1, 1.0), (1.0, np.array([1.0])), (A, [0, 1, 2]), (True, np.array(1))]
)
def test_kinds_are_told_apart_if_strict(want, got):
    assert not same(want, got)


MISFITS = [
    (1, 1.0, "A whole number of type int was expected, and one number of type float came."),
    (1, True, None),
    (1.0, 2, None),
    (1.0, np.array(2.0), None),
    (1.0, np.array([2.0]), "One number was expected, and an array of shape (1,) came."),
    (A, 1.0, "A NumPy array was expected, and one number of type float came."),
    (A, [1, 2], "A NumPy array was expected, and a list of 2 numbers came; np.array(...) makes "
     "one."),
    (A, [[1], [2]], "A NumPy array was expected, and a list of 2 lists came; np.array(...) makes "
     "one."),
    (A, [[1], [2, 3]], "A NumPy array was expected, and a list of 2 lists came."),
    (A, [1, [2]], "A NumPy array was expected, and a list of 2 items came."),
    (A, ["x"], "A NumPy array was expected, and a list of 1 text came."),
    (1, None, "Your function returned None."),
    (None, None, None),
    (None, 1, "None was expected, and one number of type int came."),
    ("x", 1, "A text was expected, and one number of type int came."),
    ((1, 2), 3, "Two values were expected, as a tuple; one number of type int came."),
    ((1, 2), [3, 4], None),
    ((1, 2), (3,), "Two values were expected, and one came."),
    ((1, 2), (3, 4.0), "Value 2 of 2: A whole number of type int was expected, and one number of "
     "type float came."),
    ((1, 2), np.array([3, 4]), None),
    ((1, 2), A, "Two values were expected, as a tuple; one array of shape (3,) came."),
    ((A, A), np.zeros(2), "Two values were expected, as a tuple; one array of shape (2,) came."),
]  # fmt: skip


@pytest.mark.parametrize(("want", "got", "text"), MISFITS)
def test_a_kind_that_does_not_fit(want, got, text):
    assert misfit(want, got) == text
