"""Mistakes that are seen in the results alone."""

import numpy as np
import pytest

from helpers.checking import Exercise, checker, then
from helpers.checking.catalogue import find_exercise
from helpers.checking.relations import arguments


def rows(x, y):
    return 2.0 * x + y


TABLES = [(np.arange(6.0).reshape(2, 3) + k, np.ones((2, 3)) * k) for k in (1, 2, 5)]
TABLE = Exercise("Double and add.", rows, TABLES)
PAIR = Exercise("Both.", lambda x, y: (x + y, x - y), TABLES, parts=("above", "below"))
FOUR = Exercise("All.", lambda x, y: (x + y, x - y, 3 * x * x, y - 7), TABLES)
NUMBER = Exercise("Add up.", lambda x: float(x.sum()), [(np.array([1.25, k]),) for k in (2, 3, 4)])
COUNT = Exercise("Count.", lambda x: len(x), [(np.ones(k),) for k in (2, 3, 5)])


@pytest.mark.parametrize(
    ("exercise", "change", "slug"),
    [
        (TABLE, lambda r: r.tolist(), "list-not-array"),
        (TABLE, np.transpose, "transposed"),
        (TABLE, np.ravel, "drops-an-axis"),
        (TABLE, lambda r: r[None], "one-axis-too-many"),
        (TABLE, np.flipud, "backwards"),
        (TABLE, np.negative, "reversed-sign"),
        (TABLE, lambda r: 1 - r, "inverted"),
        (TABLE, lambda r: float(r.sum()), "one-number-for-all"),
        (TABLE, lambda r: r * (np.arange(2) == 0)[:, None], "only-the-first"),
        (TABLE, lambda r: r * (np.arange(2) == 0)[:, None] + 0, "only-the-first"),
        (TABLE, lambda r: r[:-1], "misses-the-last"),
        (TABLE, lambda r: 7 * r, "off-by-a-factor"),
        (TABLE, lambda r: np.zeros_like(r), "always-the-same-number"),
        (PAIR, lambda r: r[::-1], "swapped-order"),
        (PAIR, lambda r: r[0], "returns-one-value"),
        (PAIR, lambda r: (r[0], r[1][None]), "one-axis-too-many"),
        (NUMBER, lambda r: [r], "list-not-number"),
        (NUMBER, lambda r: np.array([r]), "array-not-number"),
        (NUMBER, lambda r: round(r), "rounds"),
        (COUNT, float, "float-not-int"),
        (COUNT, lambda r: r + 1, "off-by-one"),
        (COUNT, lambda r: r - 1, "off-by-one"),
        (FOUR, lambda r: (r[1], r[0], r[3], r[2]), "swapped-order"),
        (FOUR, lambda r: ((r[0], r[1]), (r[2], r[3])), "nested-values"),
        (FOUR, lambda r: ((r[0], r[2]), (r[1], r[3])), "nested-values"),
        (FOUR, lambda r: r[3], "returns-one-value"),
        (COUNT, lambda r: None, "returns-nothing"),
        (COUNT, lambda r: 2, "always-the-same"),
    ],
)
def test_a_relation_is_named(exercise, change, slug):
    result = checker.check_answer(exercise, then(exercise.solution, change))
    assert not result.passed
    assert result.mistake == slug, result


def test_an_argument_handed_back_is_named():
    result = checker.check_answer(TABLE, lambda x, y: x)
    assert result.mistake == "returns-its-argument"
    assert "`x`" in result.message


@pytest.mark.parametrize(
    ("right", "wrong", "slug", "how"),
    [
        (
            lambda x: x.std() + len(x),
            lambda x: (x.std() + len(x)) * len(x),
            "sum-not-mean",
            "large",
        ),
        (
            lambda x: x.std() + len(x),
            lambda x: (x.std() + len(x)) / len(x),
            "mean-not-sum",
            "small",
        ),
    ],
)
def test_the_number_of_rows_as_a_factor(right, wrong, slug, how):
    cases = [(np.arange(2.0 * k).reshape(k, 2) + 0.25,) for k in (2, 3, 5)]
    result = checker.check_answer(Exercise("Spread and rows.", right, cases), wrong)
    assert result.mistake == slug
    assert f"Every number is too {how}, by a factor that is the number of its rows" in repr(result)


def test_arguments_in_another_order_are_told():
    def rows(y, x):
        return 2.0 * x + y

    result = checker.check_answer(TABLE, rows)
    assert result.mistake == "arguments-in-another-order"
    assert "Your arguments are (y, x); check hands over (x, y)." in result.message

    def rows(a, b):
        return 2.0 * b + a

    assert checker.check_answer(TABLE, rows).mistake != "arguments-in-another-order"


def test_a_length_as_a_factor_is_told():
    mean = Exercise("Mean.", lambda x: x.mean(axis=0), [(np.ones((k, 2)) * k,) for k in (2, 3, 5)])
    result = checker.check_answer(mean, lambda x: x.sum(axis=0))
    assert result.mistake in ("sum-for-mean", "sum-not-mean")


def test_an_argument_that_plays_no_part_is_named():
    def rows(x, y):
        return 2.0 * x * x

    assert checker.check_answer(TABLE, rows).mistake == "ignores-y"


def test_names_never_collide_with_the_exercise_s_own():
    """`one_hot` has a mistake of its own that is called off-by-one, and means something else."""
    one_hot = find_exercise("one_hot").solution
    result = checker.check_answer(find_exercise("one_hot"), lambda y, k: one_hot(y, k)[:, ::-1].T)
    own = {mistake.slug for mistake in find_exercise("one_hot").mistakes}
    assert result.mistake not in own


@pytest.mark.parametrize(
    ("body", "slug"),
    [
        ("return sofmax(x)", "unknown-name"),
        ("return 1 if x > 0 else 0", "array-in-a-condition"),
        ("return x[7, 0] + 0 * y", "past-the-end"),
        ("return x[0, 0, 0] + 0 * y", "too-many-indices"),
        ("return x @ x + y", "shapes-do-not-fit"),
        ("return x.reshape(4, 4) + y", "shapes-do-not-fit"),
        ("a, b, c = x.shape\n    return y", "unpacks-another-number"),
    ],
)
def test_an_exception_is_named(body, slug):
    names = {}
    exec(f"def rows(x, y):\n    {body}\n", names)
    assert checker.check_answer(TABLE, names["rows"]).mistake == slug


def test_each_argument_may_be_left_out_of_account():
    dense = find_exercise("dense")
    args = dense.cases[0]
    made = arguments(dense, args, dense.solution(*args))
    told = [next(made) for _ in range(6)]
    names = ["x", "x", "kernel", "kernel", "bias", "bias"]
    assert [slug for slug, _, _ in told] == [f"ignores-{name}" for name in names]
    x, kernel, bias = args
    for (_, text, value), other in zip(told[4:], (np.zeros_like, np.ones_like), strict=True):
        assert f"`bias` is all {other.__name__.removesuffix('_like')}" in text
        np.testing.assert_array_equal(value, x @ kernel + other(bias))


def made_of(solution, *args):
    """The slug, the value and the neutral value told of each argument that is left out."""
    made = list(arguments(Exercise("Any.", solution, [args]), args, solution(*args)))
    return [(slug, value, text.split(" is ")[2].split(",")[0]) for slug, text, value in made[:4]]


def test_a_switch_and_a_number_left_out_of_account():
    assert made_of(lambda x, twice: x * (1 + twice), 3, True) == [
        ("ignores-x", 0, "0"),
        ("ignores-x", 2, "1"),
        ("ignores-twice", 6, "always True"),
        ("ignores-twice", 3, "always False"),
    ]
    numbers = made_of(lambda x, y: x + 10 * y, 0.5, 2)
    assert [value for _, value, _ in numbers] == [20, 21, 0.5, 10.5]
    assert [type(value) for _, value, _ in numbers] == [float] * 4


def test_two_arguments_in_each_other_s_place():
    def tens(x, y):
        return x + 10 * y

    exercise = Exercise("Any.", tens, [(2, 3)])
    *_, (slug, text, value) = arguments(exercise, (2, 3), 32)
    assert (slug, value) == ("swaps-arguments", 23)
    assert text == "`x` and `y` have each other's part in your result."
    assert not any(made[0] == slug for made in arguments(exercise, (2, 3.0), 32.0))
