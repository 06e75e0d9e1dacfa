"""Points for right, half right and wrong answers, and what a student's process is told."""

import inspect

import pytest

from helpers.checking.calling import call_all
from helpers.checking.catalogue import find_exercise
from helpers.checking.sandbox import pristine
from tests.classroom.conftest import EXERCISES, code_of, solutions
from tools.classroom import grading
from tools.classroom.grading import POINTS, grade, hidden_cases
from tools.classroom.needs import Cell

SOLUTIONS = solutions()
IMPORTS = Cell("imports", "import numpy as np\n\nfrom helpers import check, load_digits")


def answer(name, source):
    """The grade of an answer that stands in a chapter of nothing else."""
    return grade(name, [IMPORTS, Cell("answer", source)], "secret")


@pytest.mark.slow
@pytest.mark.parametrize("name", EXERCISES)
def test_a_published_solution_gets_all_points(name):
    given = grade(name, code_of(name), "secret")
    assert (given.points, given.result.passed) == (POINTS, True), given.result


@pytest.mark.slow
@pytest.mark.parametrize("name", EXERCISES)
def test_what_an_exercise_begins_with_gets_none(name):
    released = [cell for cell in code_of(name) if "record=False" not in cell.source]
    given = grade(name, released, "secret")
    assert (given.points, given.result.passed) == (0, False)
    assert given.result.hunted or not given.result.attempted


@pytest.mark.parametrize("name", EXERCISES)
def test_a_process_is_not_told_a_solution(name):
    exercise = find_exercise(name)
    ordinary, edge = hidden_cases(exercise, "secret")
    told = grading.request(exercise, [], [*ordinary, *edge], 1.0)
    secret = [exercise.solution, *exercise.also_right, *exercise.styles]
    secret += [way for mistake in exercise.mistakes for way in mistake.ways]
    secret += [part for each in secret for part in getattr(each, "__dict__", {}).values()]
    codes = [part.__code__.co_code for part in secret if inspect.isfunction(part)]
    assert codes
    assert not any(len(code) > 40 and code in told for code in codes)


def earned(exercise, way):
    """What a wrong answer of the exercise's own earns, called in this process."""
    ordinary, edge = hidden_cases(exercise, "secret")
    cases, outcomes = [*ordinary, *edge], []
    call_all(exercise, way, cases, outcomes.append)
    with pristine():
        result = grading._result(exercise, cases, outcomes, len(ordinary))
        return grading._earned(exercise, cases, outcomes, len(ordinary)), result


@pytest.mark.parametrize("name", EXERCISES)
def test_a_known_mistake_is_named_and_loses_points(name):
    exercise = find_exercise(name)
    mistake = exercise.mistakes[0]
    points, result = earned(exercise, mistake.ways[0])
    assert sum(points) < POINTS and not result.passed
    assert result.mistake == mistake.slug
    assert mistake.hint in result.message


@pytest.mark.slow
def test_half_right_is_worth_something():
    for_square_images = """
def max_pool(x, size):
    side = x.shape[0] // size
    x = x[: side * size, : side * size]
    return x.reshape(side, size, side, size, -1).max(axis=(1, 3))
"""
    given = answer("max_pool", for_square_images)
    assert 0 <= given.points < POINTS
    the_mean = SOLUTIONS["max_pool"].replace(".max(", ".mean(")
    given = answer("max_pool", the_mean)
    assert given.earned == (True, False, False, False)
    assert given.result.mistake == "average"
    no_edges = SOLUTIONS["output_size"].replace("return ", "return 5 if size == 28 else ")
    given = answer("output_size", no_edges)
    assert given.earned == (True, True, False, False) or given.earned == (True, True, True, False)


@pytest.mark.slow
def test_other_cells_help_and_do_not_hurt():
    cells = [
        Cell("digits", "digits = load_digits()\nWHITE = int(digits.x_train.max())"),
        Cell("broken", "1 / 0"),
        Cell("never", "while True: pass"),
        Cell("mine", "def to_float(images):\n    return images.astype(np.float32)"),
        Cell(
            "answer", "def scale_pixels(images):\n    return to_float(images) / np.float32(WHITE)"
        ),
    ]
    assert grade("scale_pixels", [IMPORTS, *cells], "secret").points == POINTS


@pytest.mark.slow
def test_an_answer_that_is_not_there_is_told():
    given = answer("max_pool", "def maxpool(x, size): return x")
    assert given.points == 0
    assert "No function `max_pool` was there" in given.result.message
    given = answer("max_pool", "max_pool = 1 / 0")
    assert "ZeroDivisionError" in given.result.message


@pytest.mark.slow
def test_a_changed_argument_costs():
    in_place = "def relu(x):\n    x[x < 0] = 0\n    return x"
    given = answer("relu", in_place)
    assert given.points < POINTS and "changed its argument" in given.result.message


def test_numbers_follow_from_the_secret():
    exercise = find_exercise("max_pool")
    drawn = [repr(hidden_cases(exercise, secret)) for secret in ("a", "a", "b")]
    assert drawn[0] == drawn[1] != drawn[2]
    fixed = len(exercise.cases)
    assert len(hidden_cases(exercise, "a")[0]) > fixed
    assert hidden_cases(exercise, "a")[1]
