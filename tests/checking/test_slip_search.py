"""Which slip is told of an answer: the one that explains every call, and no chance hit."""

import functools
import re

import numpy as np
import pytest

from helpers.checking import Complaint, Exercise, runner
from helpers.checking.catalogue import exercises
from helpers.checking.slips import search
from helpers.checking.slips.code import definition_of
from helpers.checking.slips.search import find_slip, variants
from helpers.checking.trial import trials_of
from tests.checking import ways
from tests.checking.slip_tables import from_file


@pytest.fixture(autouse=True)
def no_sandbox(monkeypatch):
    ways.use("here", monkeypatch)
    monkeypatch.setattr(search, "in_sandbox", ways.in_no_sandbox)


def by_chance(rng):
    return [(float(rng.integers(5, 1000)),)]


((THIRD,),) = by_chance(np.random.default_rng(2))  # of the rounds that a search takes further


def found(exercise, answer):
    """What is told of a slip, in one text; "" if nothing is."""
    cases = exercise.all_cases()
    outcomes = runner.run(exercise, answer, cases)
    said = find_slip(exercise, answer, trials_of(exercise, exercise.solution, cases, outcomes))
    return f"{said.slug}: {said.text}" if said else ""


def unseen(code, name="answer"):
    """An answer whose code is not at hand, as if it came out of another program."""
    names = {"np": np}
    exec(code, names)
    return names[name]


# ---- repairs: the code is at hand ----

ARRAYS = [(np.array([1.0, 3.0, -2.0]),), (np.array([-2.0, 5.0, -4.0, 3.0]),)]
HALVES = Exercise("Halve.", lambda x: x / 2, [(4.0,), (3.0,), (8.0,)])


def test_the_line_of_a_slip_is_shown():
    def answer(x):
        half = 2
        return x * half

    line = definition_of(answer).lineno + 2
    text = f"In line {line}: `return x * half`\nA product stands where a division is due."
    assert found(HALVES, answer) == f"multiplies-instead-of-dividing: {text}"


@pytest.mark.parametrize("length", [80, 81])
def test_a_long_line_is_cut(length):
    line = f"return x * 2 # {'a' * length}"[:length]
    answer = from_file(f"def answer(x):\n    {line}\n")
    shown = line if length == 80 else line[:77] + "..."
    assert f"In line 2: `{shown}`\n" in found(HALVES, answer)


def test_of_two_lines_in_the_wrong_order_no_one_line_is_shown():
    def answer(x):
        total = x.sum()
        x = x.clip(0)
        return total

    exercise = Exercise("Add what is above 0.", lambda x: x.clip(0).sum(), ARRAYS)
    text = "Two steps come in the wrong order: what is used first?"
    assert found(exercise, answer) == f"steps-in-the-wrong-order: {text}"


def test_of_a_line_inside_a_loop_no_number_is_shown():
    def answer(x):
        for number in x:
            total = 0
            total += number
        return total

    exercise = Exercise("Add.", lambda x: x.sum(), ARRAYS)
    text = "`total = 0` runs again in every turn of the loop."
    assert found(exercise, answer) == f"starts-anew-in-the-loop: {text}"


def test_a_class_is_mended_too():
    class Solution:
        def run(self, x):
            return x[0] / 2

    class Answer:
        part = 1 / 2  # some edits of this cannot even be made: 1 / 0

        def run(self, x):
            for number in x:
                if number < 0:
                    break
                last = number
            return last * self.part * 3

    cases = [([4.0, -1.0],), ([6.0, -2.0],)]
    exercise = Exercise("Half.", Solution, cases, call=lambda answer, x: answer().run(x))
    assert found(exercise, Answer).startswith("one-term-too-many: In the formula `* 3` is too")


def test_a_repair_that_is_right_by_chance_is_not_told():
    def answer(x):
        return x * 2

    cases = [(1.0,), (3.0,)]
    plus_two = Exercise("Add 2.", lambda x: x + 2, cases)
    assert found(plus_two, answer).startswith("multiplies-instead-of-adding")
    tricky = Exercise(
        "Add 2, but not always.", lambda x: x + 2 if x != THIRD else -x, cases, fresh=by_chance
    )
    assert found(tricky, answer) == ""


def test_a_repair_may_not_change_its_arguments():
    def answer(x):
        y = x.copy()
        y += 2
        return y * 3

    exercise = Exercise("Add 2.", lambda x: x + 2, [(np.arange(3.0),), (np.ones(2),)])
    assert found(exercise, answer).startswith("one-term-too-many")

    def changes(x):
        x *= 1
        x += 3
        return x

    assert found(exercise, changes) == ""


def test_a_judge_decides_where_there_is_one():
    def judge(calls):
        if any(value < 0 for _, value in calls):
            raise ValueError("cannot judge this")
        return None if all(value >= args[0] for args, value in calls) else Complaint("too small")

    exercise = Exercise("Something not smaller.", lambda x: x, [(1.0,), (4.0,)], judge=judge)

    def answer(x):
        return x - 1

    # `-x + 1` and the like cannot be judged, and are not told for that.
    assert re.search(r"`return x - 1`\n", found(exercise, answer))
    assert found(exercise, unseen("def answer(x):\n    return x - 1")) == ""


def test_without_arguments_nothing_is_mended():
    def answer():
        return 3

    assert found(Exercise("Six.", lambda: 6, [()]), answer) == ""


# ---- lookalikes: it is not ----


def difference(x, n):
    scale = 2
    return (x - n) / scale


LESS = Exercise("Half of the difference.", difference, [(6.0, 2.0), (5.0, 1.0), (9.0, 2.5)])


def twice(n):
    if n:
        return n * 2
    return None


def squares(x):
    return x**2


def squares_with_a_loop(x):
    result = []
    for number in x:
        result.append(number**2)  # noqa: PERF401 (as the text writes it)
    return np.array(result)


SQUARES = Exercise("Square.", squares, ARRAYS, styles=[squares_with_a_loop])
TWICE = Exercise("Double what there is.", twice, [(5,), (3,), (0,)])
BEGINS = "Your result is that of an answer with one slip. "

RESULTS = [
    (LESS, "x, n", "(x + n) / 2", "reversed-sign", "Something is added that should be taken away."),
    (LESS, "x, n", "(n - x) / 2", "swapped-sides", "The two sides of `-` are the wrong way round."),
    (LESS, "x, n", "x - n / 2", "missing-brackets", "The brackets of the formula are missing, or "
     "in another place."),
    (LESS, "x, n", "(x - n) // 2", "drops-the-fraction",
     "`//` drops the fraction, which is needed."),
    (SQUARES, "x", "x * 2", "product-for-power", "A product stands where a power is due."),
    (SQUARES, "x", "x[:1] ** 2", "returns-inside-loop", "`return` stands inside the loop or the "
     "condition, so the function ends in the first turn that reaches it."),
    (TWICE, "n", "float(n + 2) if n else None", "adds-instead-of-multiplying",
     "Two numbers are added that should be multiplied."),
    (TWICE, "n", "n + 2 if n else None.x", "", ""),
    (SQUARES, "x", "x ** 2 + x", "", ""),
    (SQUARES, "x", "x ** 2", "", ""),
    (LESS, "x, n", "None", "", ""),
    (LESS, "x, n", "1 / 0", "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("exercise", "arguments", "code", "slug", "text"), RESULTS)
def test_a_result_tells_the_slip(exercise, arguments, code, slug, text):
    answer = unseen(f"def answer({arguments}):\n    return {code}")
    assert found(exercise, answer) == (slug and f"{slug}: {BEGINS}{text}")


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("2 * x", "multiplies-instead-of-dividing"),
        (f"2 * x if x != {THIRD} else 0", ""),
        (f"2 * x if x != {THIRD} else None.x", ""),
    ],
)
def test_a_lookalike_holds_for_fresh_calls_too(code, told):
    def halve(x):
        return x / 2

    exercise = Exercise("Halve.", halve, [(4.0,), (6.0,), (3.0,)], fresh=by_chance)
    said = found(exercise, unseen(f"def answer(x):\n    return {code}"))
    assert said.partition(":")[0] == told


@pytest.mark.parametrize(("raising", "told"), [(1, True), (2, False), (4, False)])
def test_a_lookalike_mostly_returns(raising, told):
    def first(x, n):
        return x[n]

    cases = [([1, 2, 3], 0)] * (4 - raising) + [([1, 2, 3], 2)] * raising
    exercise = Exercise("Take one.", first, cases)
    off = unseen("def answer(x, n):\n    return x[n + 1]")
    assert found(exercise, off).startswith("off-by-one") is told


# ---- what cannot be searched ----


@pytest.mark.parametrize("answer", [max, np.maximum, np.sum, functools.partial(max, 2)])
def test_functions_of_others_have_no_code_to_mend(answer):
    assert definition_of(answer) is None
    assert list(variants(answer)) == []


def test_a_builtin_is_named_by_its_result():
    def least(x):
        return min(x)

    assert found(Exercise("The least.", least, ARRAYS), max).startswith("max-for-min: Your result")


def test_every_solution_is_at_hand():
    assert all(definition_of(exercise.solution) for exercise in exercises().values())
