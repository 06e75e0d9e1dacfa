"""Slips: every edit is undone, what is said of one is so, and typical ones are named."""

import ast
import copy
import dataclasses

import numpy as np
import pytest

from helpers.checking import Exercise, check, checker
from helpers.checking.catalogue import exercises, find_exercise
from helpers.checking.outcome import Outcome
from helpers.checking.slips import code, search
from helpers.checking.slips.code import MOST_TURNS, TooManyTurns, Workshop, definition_of
from helpers.checking.slips.edits import RULES, edits
from helpers.checking.slips.search import variants
from helpers.checking.slips.words import slip
from helpers.checking.trial import trials_of

# ---- answers with one slip, as learners make them ----


def returns_inside_loop(probabilities, labels):  # noqa: RET503 (as learners write it)
    right = 0
    for i in range(len(labels)):
        if probabilities[i].argmax() == labels[i]:
            right += 1
        return right / len(labels)


def assigns_instead_of_adding(image, kernel, row, col):
    total = 0
    for i in range(kernel.shape[0]):
        for j in range(kernel.shape[1]):
            total = image[row + i, col + j] * kernel[i, j]
    return total


def missing_brackets(size, kernel, stride=1, padding=0):
    return size + 2 * padding - kernel // stride + 1


def caret_for_power(kernel_size, in_channels, filters):
    return (kernel_size ^ 2) * in_channels * filters + filters


def wrong_variable(image, kernel, row, col):
    height, width = kernel.shape
    total = 0.0
    for i in range(height):
        for j in range(height):
            total += image[row + i, col + j] * kernel[i, j]
    return total


def hard_coded(params, grads, learning_rate):
    return [p - 0.1 * g for p, g in zip(params, grads, strict=True)]


def integer_result(rgb):
    height, width, _ = rgb.shape
    gray = np.zeros((height, width), dtype=np.uint8)
    for row in range(height):
        for col in range(width):
            gray[row, col] = rgb[row, col] @ np.array([0.299, 0.587, 0.114])
    return gray


def remainder_for_quotient(epoch, initial, drop, every):
    return initial * drop ** (epoch % every)


def python_for_numpy(x):
    return max(x, 0)


ONE_SLIP = {
    "accuracy": [returns_inside_loop],
    "window_response": [assigns_instead_of_adding, wrong_variable],
    "output_size": [missing_brackets],
    "conv2d_parameters": [caret_for_power],
    "sgd_step": [hard_coded],
    "to_grayscale": [integer_result],
    "step_decay": [remainder_for_quotient],
    "relu": [python_for_numpy],
}


@pytest.mark.parametrize(
    ("exercise", "answer"),
    [(name, answer) for name, answers in ONE_SLIP.items() for answer in answers],
    ids=lambda part: getattr(part, "__name__", part),
)
def test_a_slip_is_named_and_its_line_is_shown(exercise, answer):
    slug = answer.__code__.co_name.replace("_", "-")
    bare = dataclasses.replace(find_exercise(exercise), mistakes=())  # the slips alone
    result = checker.check_answer(bare, answer)
    assert not result.passed
    assert result.mistake == slug, result


def test_an_end_counted_from_the_back_is_named():
    def trimmed(x, n):
        return x[: len(x) - n]

    def answer(x, n):
        return x[:-n]

    exercise = Exercise("Cut n off.", trimmed, [(np.arange(5.0), n) for n in (2, 1, 0)])
    assert checker.check_answer(exercise, answer).mistake == "negative-end"


def test_a_generator_that_returns_is_named():
    def halves(x):
        for number in x:
            yield number / 2

    def answer(x):  # noqa: RET503 (as learners write it)
        for number in x:
            return number / 2

    exercise = Exercise(
        "Yield halves.", halves, [([1, 4],), ([6.0],)], call=lambda answer, x: list(answer(x))
    )
    assert checker.check_answer(exercise, answer).mistake == "returns-instead-of-yielding"


def test_a_repair_is_right_on_every_call():
    """What a reply says of a line was tried: the edited answer passes."""
    exercise = find_exercise("step_decay")
    cases = exercise.all_cases()
    for edit, workshop, made in variants(remainder_for_quotient):
        if edit.rule == "operator" and (edit.before, edit.after) == ("%", "//"):
            workshop.start_call()
            got = [made(*case) for case in cases]
            assert got == pytest.approx([exercise.solution(*case) for case in cases])
            return
    pytest.fail("the edit was not made")


def test_code_that_is_not_at_hand_is_named_by_its_result():
    names = {}
    exec(
        "def output_size(size, kernel, stride=1, padding=0):\n"
        "    return size + 2 * padding - kernel // stride + 1\n",
        names,
    )
    assert definition_of(names["output_size"]) is None
    result = check(names["output_size"], record=False)
    assert result.mistake == "missing-brackets"
    assert "line" not in result.message.split("Called:")[0]


def test_exceptions_alone_are_not_compared_with_slips(monkeypatch):
    """One exception is like another, and trying every slip takes seconds."""
    exercise = find_exercise("output_size")
    cases = exercise.all_cases()

    def trials(raised):
        outcomes = [Outcome(returned=number >= raised, value=0) for number in range(len(cases))]
        return trials_of(exercise, exercise.solution, cases, outcomes)

    monkeypatch.setattr(search, "variants", lambda *_, **__: pytest.fail("a slip was tried"))
    assert not list(search.lookalikes(exercise, None, exercise.solution, trials(len(cases))))
    with pytest.raises(pytest.fail.Exception):
        list(search.lookalikes(exercise, None, exercise.solution, trials(1)))


# ---- the edits themselves ----


@pytest.mark.parametrize("name", exercises())
def test_every_edit_is_undone(name):
    tree = definition_of(exercises()[name].solution)
    assert tree is not None
    before = ast.dump(tree)
    trees = set()
    for _ in edits(tree):
        trees.add(ast.dump(tree))
    assert ast.dump(tree) == before
    if exercises()[name].arguments:
        assert len(trees) > 10


def test_every_rule_has_words_that_end_like_sentences():
    seen = set()
    for exercise in exercises().values():
        tree = definition_of(exercise.solution)
        for edit in edits(tree):
            for wrong, right in ((edit.before, edit.after), (edit.after, edit.before)):
                for speakable in (bool, lambda code: False):
                    said = slip(edit.rule, wrong, right, speakable)
                    assert said.text[-1] in ".?", said
                    assert said.text[0].isupper() or said.text[0] == "`", said
                    assert " " not in said.slug, said
                    assert "``" not in said.text, said
            seen.add(edit.rule)
    assert seen | {"break", "negative-end"} >= {name for name, _ in RULES}


def test_a_variant_that_loops_for_ever_ends(monkeypatch):
    monkeypatch.setattr(code, "LONGEST_CALL", 60.0)  # however busy this machine is

    def answer(n):
        while n > 0:
            n = n - 1
        return n

    workshop = Workshop(copy.deepcopy(definition_of(answer)), answer)
    for edit in edits(workshop.tree):
        if (edit.before, edit.after) == ("-", "+"):
            endless = workshop.build()
            workshop.start_call()
            with pytest.raises(TooManyTurns):
                endless(1)
    workshop.start_call()
    assert workshop.build()(MOST_TURNS) == 0
    workshop.start_call()
    with pytest.raises(TooManyTurns):
        workshop.build()(MOST_TURNS + 1)


def test_closures_and_defaults_are_kept():
    factor = 3

    def answer(n, step=2):
        return n * factor + step

    workshop = Workshop(copy.deepcopy(definition_of(answer)), answer)
    assert workshop.build()(5) == answer(5)


@pytest.mark.parametrize(
    ("wrong", "right", "slug"),
    [
        ("np.log10", "np.log", "wrong-logarithm"),
        ("np.log", "np.exp", "log-for-exp"),
        ("np.exp", "np.log", "exp-for-log"),
        ("max", "np.maximum", "python-for-numpy"),
        ("sum", "np.sum", "python-for-numpy"),
        ("np.max", "np.maximum", "max-for-maximum"),
    ],
)
def test_a_function_in_place_of_another(wrong, right, slug):
    assert slip("function", wrong=wrong, right=right).slug == slug


def test_what_a_loop_gathers_by_may_be_another_sign():
    tree = ast.parse("def total(x):\n    y += x\n    z = x").body[0]
    found = {(edit.before, edit.after) for edit in edits(tree) if edit.rule == "gathering"}
    assert found == {("=", "+="), ("+=", "="), ("+=", "-="), ("+=", "*="), ("+=", "/=")}


@pytest.mark.parametrize(
    ("wrong", "right", "slug", "words"),
    [
        ("nothing", "np.array(...)", "list-not-array", "is a list, and not yet an array."),
        ("nothing", ".copy(...)", "forgets-copy", "what changes one changes both."),
        ("nothing", ".T", "transposed", "rows for columns."),
        ("nothing", "a call", "forgets-call", "is named, and not called."),
        ("nothing", "int(...)", "float-not-int", "should be a whole number."),
        ("nothing", "float(...)", "array-not-number", "is not one plain number."),
        ("nothing", "np.sqrt(...)", "forgets-sqrt", "`sqrt` is missing."),
        ("np.round(...)", "nothing", "rounds", "what comes after the comma is lost."),
        (".T", "nothing", "transposed", "rows for columns."),
        ("int(...)", "nothing", "drops-the-fraction", "drops the fraction, which is needed."),
        ("np.abs(...)", "nothing", "abs-too-much", "`np.abs(...)` has no business here."),
        ("a call", "nothing", "one-call-too-many", "calls something whose value is meant."),
    ],
)
def test_a_call_that_is_missing_or_too_much(wrong, right, slug, words):
    said = slip("called", wrong=wrong, right=right)
    assert said.slug == slug
    assert words in said.text
