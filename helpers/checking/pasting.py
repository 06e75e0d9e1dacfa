"""A call as code that can be pasted into a cell."""

import textwrap
from types import FunctionType
from typing import Any

from numpy import ndarray

from helpers.checking.exercise import Case, Exercise
from helpers.checking.outcome import clean
from helpers.checking.values import WIDTH, code, is_shown, kind_text


def argument_names(answer: Any) -> tuple[str, ...] | None:
    """The names of a function's arguments; None for what is no plain function."""
    if type(answer) is not FunctionType:
        return None
    return answer.__code__.co_varnames[: answer.__code__.co_argcount]


def call_lines(exercise: Exercise, answer: Any, args: Case, show: bool) -> list[str]:
    """The lines that make the arguments, and the call.

    Args:
        exercise: whose call it is.
        answer: what is called; its arguments are named in the call if it has those names.
        args: what it is given. An array too large to read, and a function, are told in a comment.
        show: False leaves all numbers out: they are new in each run.
    """
    given = dict(zip(exercise.arguments, args, strict=False))
    used_otherwise = exercise.call is not None and exercise.call.__doc__
    lines = _comment(used_otherwise) if used_otherwise else []
    short = {} if used_otherwise or not show else _short(given)
    for name, value in given.items():
        if callable(value):
            lines += _comment(value.__doc__ or name)
        elif isinstance(value, (ndarray, list)) and not (show and _is_shown(value)):
            lines.append(f"# {name}: {kind_text(value)}")
        elif show and name not in short:
            lines += f"{name} = {code(value, f'{name} = ')}".splitlines()
    if used_otherwise:
        return [*lines, str(exercise)]
    while len(call := _call(exercise, answer, given, short)) > WIDTH - 2 and short:
        name = next(iter(short))
        lines.append(f"{name} = {short.pop(name)}")
    return [*lines, call]


def _is_shown(value: Any) -> bool:
    parts = value if isinstance(value, list) else [value]
    return all(is_shown(part) for part in parts if isinstance(part, ndarray))


def _short(given: dict[str, Any]) -> dict[str, str]:
    """The arguments that are written inside the brackets of the call: all without an array."""
    return {
        name: code(value)
        for name, value in given.items()
        if not callable(value) and "np.array" not in code(value)
    }


def _call(exercise: Exercise, answer: Any, given: dict[str, Any], short: dict[str, str]) -> str:
    names = argument_names(answer)
    has_these_names = names is None or names[: len(given)] == exercise.arguments[: len(given)]
    words: list[str] = []
    by_name = False  # once one argument is given by name, those behind it must be too
    for name in given:
        by_name = has_these_names and (by_name or name in short)
        words.append(f"{name}=" * by_name + short.get(name, name))
    return f"{exercise.name}({', '.join(words)})"


def _comment(text: str) -> list[str]:
    return textwrap.wrap(clean(text, 160), WIDTH - 2, initial_indent="# ", subsequent_indent="#   ")
