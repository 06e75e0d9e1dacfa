"""What each rule makes of a right result: that, and nothing else; and what is said of all calls."""

import numpy as np
import pytest

from helpers.checking import Exercise, Mistake
from helpers.checking.across_calls import factor, same_on_every_call
from helpers.checking.diagnosis import NOT_RIGHT, find, name_mistake
from helpers.checking.outcome import Outcome
from helpers.checking.reading import unused_argument
from helpers.checking.relations import (
    LEADING,
    TELLING,
    arguments,
    axes,
    find_relation,
    handed_back,
    kind,
    numbers,
    one_part,
    parts_alone,
    several,
    together,
)
from helpers.checking.trial import Trial, trials_of

ONE = Exercise("One.", lambda x, n: x, [])
TWO = Exercise("Two.", lambda x, n: (x, n), [], parts=("sum", "rest"))
A = np.array([[1.5, -2.0]])


def plain(value):
    """A value as text that tells arrays from lists."""
    value = value.item() if isinstance(value, np.generic) else value
    if isinstance(value, np.ndarray):
        return f"array{value.tolist()}"
    if isinstance(value, tuple):
        return f"({', '.join(map(plain, value))})"
    return f"[{', '.join(map(plain, value))}]" if isinstance(value, list) else repr(value)


MADE = [
    (kind, ONE, A, "list-not-array [[1.5, -2.0]]|list-not-array ([1.5, -2.0])|"
     "list-not-array [array[1.5, -2.0]]"),
    (kind, ONE, 3, "float-not-int 3.0|array-not-number array[3]"),
    (kind, ONE, 3.0, "array-not-number array[3.0]|array-not-number array[[3.0]]|"
     "list-not-number [3.0]"),
    (kind, ONE, True, ""),
    (kind, ONE, "x", ""),
    (several, TWO, (1, 2), "returns-one-value 1|returns-one-value 2|swapped-order (2, 1)"),
    (several, ONE, [1, 2], "returns-one-value 1|returns-one-value 2|swapped-order (2, 1)"),
    (several, ONE, (1,), ""),
    (several, ONE, A, ""),
    (several, ONE, (1, 2, 3, 4, 5), "|".join(f"returns-one-value {n}" for n in range(1, 6))),
    (axes, ONE, A, "transposed array[[1.5], [-2.0]]|drops-an-axis array[1.5, -2.0]|"
     "drops-an-axis array[1.5, -2.0]|one-axis-too-many array[[[1.5, -2.0]]]|"
     "one-axis-too-many array[[[1.5, -2.0]]]|one-axis-too-many array[[[1.5], [-2.0]]]|"
     "backwards array[[1.5, -2.0]]|backwards array[[-2.0, 1.5]]"),
    (axes, ONE, A[0], "one-axis-too-many array[[1.5, -2.0]]|one-axis-too-many array[[1.5], [-2.0]]|"
     "backwards array[-2.0, 1.5]"),
    (axes, ONE, np.array(1.0), ""),
    (axes, ONE, 1.0, ""),
    (one_part, TWO, (1, 2.5), "reversed-sign (-1, 2.5)|loses-the-sign (1, 2.5)|"
     + "rounds (1.0, 2.5)|" * 5 + "integer-result (1.0, 2.5)|off-by-one (2, 2.5)|"
     "off-by-one (0, 2.5)|reversed-sign (1, -2.5)|loses-the-sign (1, 2.5)|rounds (1, 2.0)|"
     + "rounds (1, 2.5)|" * 4 + "integer-result (1, 2.0)|inverted (1, -1.5)"),
    (one_part, TWO, (1, 2, 3), ""),
    (one_part, TWO, (1,), ""),
    (one_part, ONE, 3, ""),
    (numbers, ONE, True, ""),
    (numbers, ONE, "x", ""),
    (numbers, ONE, -7, "reversed-sign 7|loses-the-sign 7|" + "rounds -7.0|" * 5
     + "integer-result -7.0|off-by-one -6|off-by-one -8"),
    (numbers, ONE, -1.23456, "reversed-sign 1.23456|loses-the-sign 1.23456|rounds -1.0|rounds -1.2|"
     "rounds -1.23|rounds -1.235|rounds -1.2346|integer-result -1.0|inverted 2.23456"),
    (numbers, ONE, A[0], "reversed-sign array[-1.5, 2.0]|loses-the-sign array[1.5, 2.0]|"
     "rounds array[2.0, -2.0]|" + "rounds array[1.5, -2.0]|" * 4
     + "integer-result array[1.0, -2.0]|integer-result array[1, 254]|inverted array[-0.5, 3.0]"),
    (handed_back, ONE, 0, "returns-its-argument 5|returns-its-argument 3"),
    (together, ONE, A, "one-number-for-all -0.5|one-number-for-all -0.25"),
    (together, ONE, A[:, :1], ""),
    (together, ONE, 3, ""),
    (parts_alone, ONE, np.array([1, 2, 3]), "only-the-first array[1.0, 0.0, 0.0]|"
     "misses-the-first array[0.0, 2.0, 3.0]|misses-the-first array[2, 3]|"
     "only-the-last array[0.0, 0.0, 3.0]|misses-the-last array[1.0, 2.0, 0.0]|"
     "misses-the-last array[1, 2]|never-starts-anew array[1.0, 3.0, 6.0]"),
    (parts_alone, ONE, np.array(1), ""),
    (parts_alone, ONE, 1, ""),
    (arguments, Exercise("x", lambda x, n: (x, n), []), None,
     "ignores-x (0, 3)|ignores-x (1, 3)|ignores-n (5, 0)|ignores-n (5, 1)|swaps-arguments (3, 5)"),
    (arguments, Exercise("x", lambda x, n: x, [], judge=print), None, ""),
    (arguments, Exercise("x", lambda x, n: x, [], call=lambda answer, x, n: 1), None, ""),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "exercise", "right", "made"), MADE)
def test_a_rule_makes_these_of_a_result(rule, exercise, right, made):
    found = [f"{slug} {plain(value)}" for slug, _, value in rule(exercise, (5, 3), right)]
    assert "|".join(found) == made.rstrip("|")


SAID = [
    (several, TWO, (1, 2), 0, "Only `sum` came back. `rest` should come back with it."),
    (several, ONE, (1, 2), 1, "Only `value 1` came back. `value 0` should come back with it."),
    (several, TWO, (1, 2), 2, "The values are right, in another order: (rest, sum)."),
    (several, ONE, (1, 2, 3, 4), 27, "The values are right, and come as pairs. Return one tuple of "
     "all of them."),
    (axes, ONE, np.ones((1, 2, 3)), 0, "The numbers are right, and their axes come in the order "
     "(0, 2, 1)."),
    (axes, ONE, np.ones((2, 3)), 5, "The numbers are right, and run backwards along the first "
     "axis."),
    (one_part, TWO, (1, 2), 0, "All is right but `sum`. Every number has the wrong sign."),
    (numbers, ONE, 1.5, 3, "Your results are rounded to 1 digits after the point."),
    (numbers, ONE, 1, 8, "Every result is one more than expected."),
    (numbers, ONE, 1, 9, "Every result is one less than expected."),
    (handed_back, ONE, 1, 1, "Your function hands back `n` as it came."),
    (together, ONE, A, 1, "One number came, which is the mean of all the numbers that are "
     "expected."),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "exercise", "right", "number", "text"), SAID)
def test_what_is_said_of_a_result(rule, exercise, right, number, text):
    assert list(rule(exercise, (5, 3), right))[number][1] == text


# ---- all calls together ----


def calls(rights, values, args=None, **outcome):
    """A trial of each call; a value that is an exception was raised."""
    return [
        Trial(
            given,
            Outcome(error=str(value), **outcome)
            if isinstance(value, Exception)
            else Outcome(returned=True, value=value, **outcome),
            right,
            True,
        )
        for right, value, given in zip(
            rights, values, args or [(n,) for n in range(len(rights))], strict=True
        )
    ]


ERROR = ValueError("no")
ALIKE = [
    ([1, 2, 3], [5, 5, 5], "always-the-same"),
    ([1, 2, 3], [5.0, 5.0, 5], ""),
    ([1, 2, 3], [5, 5, 6], ""),
    ([1, 2, 3], [5, 6, 5], ""),
    ([1, 2], [5, 5], ""),
    ([1, 1, 1], [5, 5, 5], ""),
    ([1, 1, 2], [5, 5, 5], "always-the-same"),
    ([1, 2, 1], [5, 5, 5], "always-the-same"),
    ([1, 2, 3], [5, 5, ERROR], ""),
    ([1, 2, 3], [None] * 3, "returns-nothing"),
    ([1, 2, 3], [(1, 2)] * 3, "always-the-same"),
    ([1, 2, 3], [A, A, A], "always-the-same"),
    ([1, 2, 3], [A, A, A[0]], ""),
    ([1, 2, 3], [np.zeros(2), np.zeros(3), np.zeros(1)], "always-the-same-number"),
    ([1, 2, 3], [np.zeros(2), np.zeros(3), np.ones(1)], ""),
    ([1, 2, 3], [np.zeros(0), np.zeros(0), np.zeros(0)], "always-the-same"),
    ([1, 2, 3], [np.zeros(0), np.zeros(1), np.zeros(1)], ""),
]


@pytest.mark.parametrize(("rights", "values", "slug"), ALIKE)
def test_the_same_on_every_call(rights, values, slug):
    found = same_on_every_call(calls(rights, values))
    assert (found.slug if found else "") == slug


ROWS = [(np.ones((2, 3)),), (np.ones((4, 2)),), (np.ones((5, 1)),)]
FACTORS = [
    ([2.0, 3.0], [6.0, 9.0], None, "Every number is 3 times what is expected."),
    ([2.0, 3.0], [6.0, 9.0006], None, "Every number is 3 times what is expected."),
    ([2.0, 3.0], [6.0, 9.003], None, ""),
    ([2.0, 3.0], [-4.0, -6.0], None, "Every number is -2 times what is expected."),
    ([2, 3], [1.0, 1.5], None, "Every number is 0.5 times what is expected."),
    ([2.0, 3.0], [0.0, 0.0], None, ""),
    ([2.0, 3.0], [2.001, 3.0015], None, ""),
    ([2.0, 3.0], [2.004, 3.006], None, "Every number is 1.002 times what is expected."),
    ([0.0, 3.0], [0.0, 9.0], None, ""),
    ([2.0, 3.0], [6.0, ERROR], None, ""),
    ([2.0, 3.0], [6.0, "x"], None, ""),
    ([2.0, 3.0], [6.0, np.inf], None, ""),
    ([(2.0,), 3.0], [(6.0,), 9.0], None, ""),
    ([A, A], [3 * A, 3 * A], None, "Every number is 3 times what is expected."),
    ([A, A], [3 * A, 3 * A[0]], None, ""),
    ([A, A], [3 * A, 3 * A + 1], None, ""),
    ([A, A], [(3 * A).tolist(), 3 * A], None, "Every number is 3 times what is expected."),
    ([np.zeros(0), A], [np.zeros(0), 3 * A], None, ""),
    ([2.0, 3.0, 1.0], [4.0, 12.0, 5.0], ROWS,
     "Every number is too large, by a factor that is the number of its rows of `x`."),
    ([12.0, 24.0, 10.0], [2.0, 3.0, 2.0], ROWS,
     "Every number is too small, by a factor that is the count of its numbers of `x`."),
    ([2.0, 3.0, 1.0], [4.0, 12.0, 6.0], ROWS, ""),
]  # fmt: skip


@pytest.mark.parametrize(("rights", "values", "args", "text"), FACTORS)
def test_a_factor(rights, values, args, text):
    found = factor(Exercise("x", lambda x: x, []), calls(rights, values, args))
    assert (found.text if found else "") == text


RELATIONS = [
    ([1.25, 2.5], [-1.25, -2.5], "reversed-sign"),
    ([1.25, 2.5], [-1.25, 2.5], ""),
    ([1.25, 2.5], [-1.25, ERROR], ""),
    ([0.0, 2.5], [0.0, -2.5], "reversed-sign"),
    ([0.0, 0.0], [0.0, 0.0], ""),
    ([1, 2], [1.0, 2.0], "float-not-int"),
    ([1.0, 2.0], [[1.0], [2.0]], "list-not-number"),
    ([A, A], [A.tolist(), A.tolist()], "list-not-array"),
]


@pytest.mark.parametrize(("rights", "values", "slug"), RELATIONS)
def test_a_relation_holds_on_every_call(rights, values, slug):
    found = find_relation(ONE, calls(rights, values), TELLING)
    assert (found.slug if found else "") == slug


def test_an_argument_that_is_ignored_is_named():
    exercise = Exercise("Add.", lambda x, extra_rows: x + extra_rows, [])
    cases = [(2, 3), (4, 6)]
    found = find_relation(exercise, calls([5, 10], [3, 5], cases), LEADING)
    assert found.slug == "ignores-extra-rows"
    assert found.text.startswith("Your result is what comes out if `extra_rows` is 1, whatever")


def test_a_call_that_was_not_begun_is_no_trial():
    exercise = Exercise("x", lambda x: x, [(1,), (2,)])
    trials = trials_of(exercise, exercise.solution, [(1,), (2,), (3,)], [Outcome(), Outcome()])
    assert [(trial.args, trial.right, trial.fixed) for trial in trials] == [
        ((1,), 1, True),
        ((2,), 2, True),
    ]


def test_an_argument_that_stands_nowhere_is_named():
    def solution(x, n):
        return x + n

    def answer(x, n):
        return x + 1

    def takes_more(x, *more):
        return more

    exercise = Exercise("Add.", solution, [])
    assert unused_argument(exercise, answer).slug == "ignores-n"
    assert unused_argument(exercise, takes_more).slug == "ignores-x"
    assert unused_argument(exercise, solution) is None


# ---- known mistakes ----


def raises_for_odd(x):
    return {0: 10, 2: 12}[x]


EXPLAINED = [
    # (what known mistakes a and b return, what came, the mistake and the call that is shown)
    ({"a": lambda x: x + 1}, [1, 2, 3, 4], ("a", 0)),
    ({"a": lambda x: x + 1}, [1, 2, 3, 5], None),
    ({"a": lambda x: x + (x > 1)}, [0, 1, 3, 4], ("a", 2)),
    ({"a": lambda x: x + 1}, [1, 2, 3, ERROR], ("a", 0)),
    ({"a": lambda x: x + (x < 3)}, [1, 2, 3, ERROR], None),
    ({"a": raises_for_odd}, [10, ERROR, 12, ERROR], ("a", 0)),
    ({"a": raises_for_odd}, [10, 7, 12, ERROR], ("a", 0)),
    ({"a": raises_for_odd}, [ERROR] * 4, None),
    ({"a": lambda x: 1 / 0}, [ERROR] * 4, ("a", 0)),
    ({"a": raises_for_odd, "b": lambda x: 10 + x}, [10, 11, 12, 13], ("b", 0)),
    ({"b": lambda x: 10 + x, "a": raises_for_odd}, [10, 11, 12, 13], ("b", 0)),
    ({"a": lambda x: 10 + x, "b": lambda x: x + 10}, [10, 11, 12, 13], None),
    ({}, [10, 11, 12, 13], None),
    # a float for a whole number is no mistake here
    ({"a": lambda x: [0.0, 1, 7, 3][x]}, [0, 1, 7, 3], ("a", 2)),
    ({"a": lambda x: [0, 1, 7, 3.0][x]}, [0, 1, 7, ERROR], None),
    ({"a": lambda x: [5, 6, 7, 8][x]}, [5.0, 6, 7, 8], ("a", 0)),
]


@pytest.mark.parametrize(("ways", "values", "named"), EXPLAINED)
def test_a_known_mistake_explains_every_call(ways, values, named):
    mistakes = [Mistake(slug, f"hint {slug}", way) for slug, way in ways.items()]
    exercise = Exercise("x", lambda x: x, [], mistakes=mistakes)
    trials = calls([0, 1, 2, 3], values)
    found = name_mistake(exercise, trials)
    assert (found and (found[0].slug, trials.index(found[1]))) == named


def test_the_shortest_call_that_is_wrong_is_shown():
    long, short = (np.arange(6.0), [1, 2]), (np.arange(2.0), [1, 2])
    trials = calls([1, 2, 3], [1, 0, 0], [short, long, short])
    assert find(ONE, trials).trial is trials[2]
    trials = calls([1, 2, 3], [0, 0, 0], [long, short, long])
    assert find(ONE, trials).trial is trials[1]


@pytest.mark.parametrize(
    ("right", "value", "text"),
    [
        (1.0, ERROR, "Your function raised an exception."),
        (1.0, float("nan"), "There is NaN (not a number) in your result. Look for 0 / 0, log(0) or "
         "inf - inf."),
        (A, A * np.nan, "There is NaN (not a number) in your result. Look for 0 / 0, log(0) or "
         "inf - inf."),
        (A * np.nan, A * [1, np.nan], NOT_RIGHT),
        (A, A[0], "The shape is not right yet: (1, 2) was expected, and (2,) came."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_described(right, value, text):
    found = find(ONE, calls([right], [value]))
    assert (found.text, found.slug) == (text, None)
