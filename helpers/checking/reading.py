"""What the words of an exception, and the code of an answer that is wrong, tell of its mistake."""

import ast
import re
from typing import Any

from helpers.checking.exercise import Exercise
from helpers.checking.pasting import argument_names
from helpers.checking.relations import Relation
from helpers.checking.slips.code import definition_of

# What an exception says, the name of the mistake, and what a teacher says. Groups are filled in.
_ERRORS = (
    (
        r"NameError: name '(\w+)' is not defined",
        "unknown-name",
        "Python knows no `{0}` here. Is it spelled as where it was made, and was that cell run?",
    ),
    (
        r"UnboundLocalError: .*variable '(\w+)'",
        "used-before-set",
        "`{0}` is read before anything was put into it.",
    ),
    (
        r"truth value of an array",
        "array-in-a-condition",
        "`if`, `and`, `or`, `max` and their like ask one yes or no. An array has one for every "
        "number in it.",
    ),
    (
        r"index (-?\d+) is out of bounds for axis (\d+) with size (\d+)",
        "past-the-end",
        "Number {0} of axis {1} was asked for, which has {2}: they count from 0.",
    ),
    (
        r"IndexError: too many indices for array: array is (\d+)-dimensional, but (\d+)",
        "too-many-indices",
        "{1} indices were given to an array that has fewer axes: {0}.",
    ),
    (
        r"(?:list|tuple) index out of range",
        "past-the-end",
        "Something was asked for beyond the end of a list or tuple: they count from 0. Of a shape, "
        "not every array has the same number of axes.",
    ),
    (
        r"could not be broadcast together with shapes (\(.*?\)) (\(.*?\))|"
        r"could not broadcast input array from shape (\(.*?\)) into shape (\(.*?\))|"
        r"matmul: .*mismatch in its core dimension|shapes (\(.*?\)) and (\(.*?\)) not aligned",
        "shapes-do-not-fit",
        "Two arrays met whose shapes do not fit each other. Write the two shapes side by side.",
    ),
    (
        r"cannot reshape array of size (\d+)",
        "shapes-do-not-fit",
        "There are {0} numbers, and the new shape has room for another count. Does it follow from "
        "the shape that was given?",
    ),
    (
        r"not enough values to unpack|too many values to unpack",
        "unpacks-another-number",
        "On the left of `=` there are more names, or fewer, than values on the right.",
    ),
    (
        r"ZeroDivisionError",
        "divides-by-zero",
        "Something is divided by 0. Which of the numbers may be 0?",
    ),
    (
        r"inhomogeneous shape",
        "one-array-of-many",
        "Arrays of different shapes do not fit into one array. Take them one after the other.",
    ),
    (
        r"only (?:0-dimensional|length-1|size-1) arrays can be converted|"
        r"setting an array element with a sequence",
        "array-for-a-number",
        "An array stands where one number is due.",
    ),
    (
        r"'NoneType' object|unsupported operand type\(s\) for .*'NoneType'",
        "uses-nothing",
        "Something is None that should be a value: a function without `return` gives None.",
    ),
)


def read_error(error: str) -> Relation | None:
    """The mistake behind an exception, where its words tell it."""
    for pattern, slug, text in _ERRORS:
        found = re.search(pattern, error)
        if found:
            return Relation(slug, text.format(*found.groups()))
    return None


def arguments_in_another_order(exercise: Exercise, answer: Any) -> Relation | None:
    """The arguments have the right names, in another order than `check` hands them over."""
    names = argument_names(answer) or ()
    if names == exercise.arguments or sorted(names) != sorted(exercise.arguments):
        return None
    wanted = ", ".join(exercise.arguments)
    text = f"Your arguments are ({', '.join(names)}); check hands over ({wanted})."
    return Relation("arguments-in-another-order", text)


def unused_argument(exercise: Exercise, answer: Any) -> Relation | None:
    """An argument that the code of an answer never reads, though the result depends on it."""
    tree, model = definition_of(answer), definition_of(exercise.solution)
    if not isinstance(tree, ast.FunctionDef) or not isinstance(model, ast.FunctionDef):
        return None
    read = _names_read(tree)
    needed = _names_read(model)
    for given, meant in zip(tree.args.args, model.args.args, strict=False):
        if given.arg not in read and meant.arg in needed:
            return Relation(
                f"ignores-{meant.arg.replace('_', '-')}",
                f"`{given.arg}` is given to your function, and stands nowhere in it: the result "
                "cannot depend on it.",
            )
    return None


def _names_read(tree: ast.AST) -> set[str]:
    return {
        part.id
        for part in ast.walk(tree)
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load)
    }
