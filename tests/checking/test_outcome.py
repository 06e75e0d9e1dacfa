"""helpers/checking/outcome.py: what is kept of a value, how much of it, and what is said else."""

from fractions import Fraction

import numpy as np
import pytest

from helpers.checking.exercise import Seed
from helpers.checking.outcome import Other, Outcome, changed_argument, clean, hands_back, plain
from helpers.checking.runner import stopped


class Whole(int):
    pass


class Words(str):
    pass


class Rows(list):
    pass


class Pairs(tuple):
    pass


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (np.bool_(True), True),
        (np.int8(3), 3),
        (np.uint64(2**64 - 1), 2**64 - 1),
        (np.float32(0.5), 0.5),
        (Fraction(1, 4), 0.25),
        (Whole(7), 7),
        (Rows([1, 2.0]), [1, 2.0]),
        (Pairs((1, None)), (1, None)),
        (Words("text"), Other("Words")),
        (..., Other("Ellipsis", "the placeholder ...")),
        (1j, Other("complex")),
        ({1}, Other("set")),
        (np.array(["a"]), Other("ndarray", "with dtype <U1")),
        (np.array([1j]), Other("ndarray", "with dtype complex128")),
    ],
)
def test_values_are_kept_as_python_s_own(value, kept):
    found = plain(value)
    assert found == kept
    assert type(found) is type(kept)


@pytest.mark.parametrize("dtype", ["float64", ">f4", "int8", "bool", "uint64"])
def test_an_array_is_kept_as_a_copy_of_its_dtype(dtype):
    array = np.arange(6).reshape(2, 3).T.astype(dtype)
    found = plain(array)
    np.testing.assert_array_equal(found, array)
    assert found.dtype == array.dtype
    assert found.flags.c_contiguous
    assert not np.may_share_memory(found, array)


def test_a_long_float_is_kept_as_a_float():
    assert plain(np.array([0.5], np.longdouble)).dtype == np.float64
    assert plain(np.array([0.5], np.float16)).dtype == np.float16


TOO_LONG, TOO_LARGE = "too long or too deep to read", "far too large"


@pytest.mark.parametrize(
    ("make", "most", "instead"),
    [
        (lambda n: [0] * n, 10_000, Other("list", TOO_LONG)),
        (lambda n: (0,) * n, 10_000, Other("tuple", TOO_LONG)),
        (lambda n: np.zeros(n, bool), 10**6, Other("ndarray", f"of shape (1000001,), {TOO_LARGE}")),
        (lambda n: 2**n - 1, 255, Other("int", "a number of over 75 digits")),
        (lambda n: -(2**n) + 1, 255, Other("int", "a number of over 75 digits")),
    ],
    ids=["list", "tuple", "array", "number", "number below 0"],
)  # fmt: skip
def test_so_much_is_kept_and_no_more(make, most, instead):
    np.testing.assert_equal(plain(make(most)), make(most))
    assert plain(make(most + 1)) == instead


def test_five_lists_in_each_other_are_read_and_no_more():
    deep = [[[[[1]]]]]
    assert plain(deep) == deep
    assert plain([deep]) == [[[[[Other("list", TOO_LONG)]]]]]
    assert plain(((((((),),),),),)) == (((((Other("tuple", TOO_LONG),),),),),)


def test_texts_and_names_are_cut():
    assert plain("a" * 301) == "a" * 300
    assert plain(type("K" * 61, (), {})()) == Other("K" * 60)
    wide = np.zeros(1, [(f"field{i}", "f8") for i in range(9)])
    assert plain(wide) == Other("ndarray", f"with dtype {str(wide.dtype)[:60]}")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a" * 200, "a" * 200),
        ("a" * 201, "a" * 197 + "..."),
        (" two \n lines\t", "two lines"),
        ("at 0x7f12abcd and 0xBEEF", "at 0x... and 0x..."),
        ("0xfff is a number", "0xfff is a number"),
        ("bell \a \x1b[31m", "bell [31m"),
        ("half \ud800 a letter", "half a letter"),
        (" " * 800 + "late", ""),  # four times the length is looked at
        (" " * 799 + "late", "l"),
        (5, "5"),
    ],
)
def test_words_of_a_learner_s_making_become_one_short_line(text, expected):
    assert clean(text) == expected


def test_words_as_short_as_asked_for():
    assert clean("abcdefghij", 10) == "abcdefghij"
    assert clean("abcdefghijk", 10) == "abcdefg..."
    assert clean(" " * 39 + "late", 10) == "l"
    assert clean(" " * 40 + "late", 10) == ""


# ---- what a call did to its arguments ----


def doubles(x):
    return 2 * x


@pytest.mark.parametrize(
    ("was", "now", "position"),
    [
        ([1, "a", None], [1, "a", None], None),
        ([1, 2, 3], [1, 5, 6], 1),
        ([1, 2], [1.0, 2], 0),  # another type
        ([np.ones(2), np.ones(2)], [np.ones(2), np.zeros(2)], 1),
        ([np.ones(2)], [np.ones((2, 1))], 0),
        ([np.ones(2)], [np.ones(2, np.float32)], 0),
        ([np.array([np.nan])], [np.array([np.nan])], None),
        ([[np.ones(2), 3]], [[np.ones(2), 3]], None),
        ([[np.ones(2), 3]], [[np.ones(2), 4]], 0),
        ([[1, 2]], [[1]], 0),
        ([(1, 2)], [[1, 2]], 0),
        ([Seed(1), 2], [np.random.default_rng(1), 3], 1),  # a generator may be used
        ([doubles, 2], [None, 2], None),
    ],
)
def test_the_first_argument_that_was_changed(was, now, position):
    assert changed_argument(was, now) == position


def test_an_array_that_is_handed_back():
    x, y = np.ones((2, 3)), np.ones(3)
    for result in (x, x[0], [y, x.T], (1, x), [5, x[1:]]):
        assert hands_back(result, [3, x])
        assert hands_back(result, [[y * 2, x]])  # in a list of arrays, too
    for result in (x.copy(), [y], 5, None, "x", [], [[x]]):
        assert not hands_back(result, [3, x])


# ---- through the pipe ----


def test_an_outcome_comes_back_from_its_record():
    for outcome in (
        Outcome(),
        Outcome(returned=True, value=[1, (2.5, "a")], changed=0, printed="hello"),
        Outcome(error="ValueError: no", line="in line 3: x", broken="why", unwritten=True),
        Outcome(aliased=True, global_random=True, changed=2),
    ):
        assert Outcome.from_record(outcome.to_record()["call"]) == outcome
    for missing in ("returned", "value", "error", "changed", "printed"):
        record = Outcome().to_record()["call"]
        del record[missing]
        with pytest.raises(KeyError):
            Outcome.from_record(record)


@pytest.mark.parametrize(
    ("end", "limit", "words"),
    [
        ("time", None, "did not come back within 4 seconds, and was stopped"),
        ("time", 0.25, "did not come back within 0.25 seconds, and was stopped"),
        ("memory", None, "took more than 1 GB of memory, and was stopped."),
        ("size", None, "returned more than 64 MB of numbers."),
        ("died", None, "ended Python itself instead of returning"),
    ],
)
def test_what_is_said_of_a_call_that_was_ended(end, limit, words):
    assert words in stopped(end, limit).broken
