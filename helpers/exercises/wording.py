"""Words for calls and values: short, the same in every run, and never by a learner's own repr."""

from __future__ import annotations

import re
from typing import Any

from numpy import argwhere, ndarray

from helpers.exercises.exercise import Seed
from helpers.exercises.plain import Other

SHOWN = 36  # arrays of up to this many numbers are written out


def number(value: Any, digits: int = 4) -> str:
    """A number in few digits; -0.0 as 0."""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int):
        return str(value)
    return f"{float(value) + 0.0:.{digits}g}"


def grid(array: ndarray, margin: str, digits: int = 4) -> str:
    """A short array, in columns; further lines begin with the margin."""
    longest = [length for length in array.shape if length > 1] if array.ndim > 2 else array.shape
    rows_of_numbers = array.reshape(-1, longest[-1] if longest else 1)
    cells = [[number(cell.item(), digits) for cell in row] for row in rows_of_numbers]
    width = max((len(cell) for row in cells for cell in row), default=0)
    rows = ["[" + "  ".join(cell.rjust(width) for cell in row) + "]" for row in cells]
    return rows[0] if array.ndim == 1 else f"\n{margin}".join(rows)


def is_short(value: Any) -> bool:
    """Whether an array can be written out: small, and at most two axes longer than 1."""
    if not isinstance(value, ndarray) or value.ndim == 0 or not 0 < value.size <= SHOWN:
        return False
    return value.ndim <= 2 or sum(length > 1 for length in value.shape) <= 2


def value_text(value: Any, margin: str = "", digits: int = 4) -> str:
    """What came back, in words or numbers."""
    if isinstance(value, ndarray):
        if is_short(value) and value.ndim > 2:
            return f"of shape {value.shape}\n{margin}{grid(value, margin, digits)}"
        if is_short(value):
            return grid(value, margin, digits)
        return f"an array of shape {value.shape}"
    if isinstance(value, (list, tuple)):
        inner = ", ".join(kind_text(part) for part in value[:4])
        more = ", ..." if len(value) > 4 else ""
        return f"{kind_text(value)}: {inner}{more}" if value else kind_text(value)
    if isinstance(value, (bool, int, float)):
        return number(value, digits)
    return kind_text(value)


def kind_text(value: Any) -> str:
    """What kind of thing a value is: "an array of shape (2, 3)", "a list of 2 items"."""
    if isinstance(value, ndarray):
        return f"an array of shape {value.shape}"
    if isinstance(value, (list, tuple)):
        items = "item" if len(value) == 1 else "items"
        return f"a {type(value).__name__} of {len(value)} {items}"
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int):
        return f"the int {value}"
    if isinstance(value, float):
        return f"the float {number(value)}"
    if value is None:
        return "None"
    if isinstance(value, str):
        return f"the text {clean(value, 40)!r}"
    if isinstance(value, Other):
        return clean(f"an object of type {value.kind} {value.detail}", 160)
    return "something else"


def argument_text(value: Any) -> str:
    """A short argument inside the brackets of a call, or an empty string for a long one."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return repr(value)
    if isinstance(value, (tuple, list)) and all(
        isinstance(part, (int, float, str, tuple)) for part in value
    ):
        return repr(value)
    if isinstance(value, Seed):
        return f"np.random.default_rng({value.value})"
    return ""


def call_text(name: str, arguments: tuple[str, ...], args: tuple[Any, ...], show: bool) -> str:
    """The call that was made, and beneath it what it was given.

    Args:
        show: False for numbers that differ in each run: then only shapes are told.
    """
    words: list[str] = []
    below: list[str] = []
    for argument, value in zip(arguments, args, strict=False):
        text = argument_text(value) if show else ""
        words.append(f"{argument}={text}" if text else argument)
        if isinstance(value, ndarray):
            margin = " " * (4 + len(argument) + 2)
            content = value_text(value, margin) if show else kind_text(value)
            below.append(f"    {argument}: {content}")
        elif callable(value):
            below.append(f"    {argument}: {clean(value.__doc__, 80)}")
        elif isinstance(value, list) and not text and show:
            below += [f"    {argument}[{i}]: {value_text(v)}" for i, v in enumerate(value)]
    return "\n".join([f"  called   {name}({', '.join(words)})", *below])


def difference_text(want: Any, got: Any, show: bool) -> str:
    """Expected against returned, in lines that fit each other; see `call_text` for `show`."""
    if isinstance(want, ndarray) and isinstance(got, ndarray) and want.shape == got.shape and show:
        return _array_difference(want, got)
    returned = value_text(got, " " * 11) if show else sort_text(got)
    return f"{expected_text(want, show)}\n  returned {returned}"


def expected_text(want: Any, show: bool) -> str:
    """What the right answer returns, by its numbers or (if not `show`) by its kind."""
    return f"  expected {value_text(want, ' ' * 11) if show else sort_text(want)}"


def sort_text(value: Any) -> str:
    """What sort of thing a value is, without any number that may differ in the next run."""
    if value is None:
        return "None"
    if isinstance(value, (bool, int, float)):
        return "a value that is new in each run, so it is not shown"
    return kind_text(value)


def _array_difference(want: ndarray, got: ndarray) -> str:
    digits = 4 if value_text(want) != value_text(got) or not is_short(want) else 9
    if is_short(want):
        margin = " " * 11
        return (
            f"  expected {value_text(want, margin, digits)}\n"
            f"  returned {value_text(got, margin, digits)}"
        )
    scale = abs(want).max(initial=0.0)
    gap = abs(got.astype("float64") - want.astype("float64"))
    places = argwhere(~(gap <= 1e-4 * abs(want) + 1e-5 * scale + 1e-9))
    if len(places) == 0:
        return f"  expected and returned: arrays of shape {want.shape}"
    place = tuple(int(axis) for axis in places[0])
    first, second = number(want[place].item()), number(got[place].item())
    if first == second:
        first, second = number(want[place].item(), 9), number(got[place].item(), 9)
    spot = ", ".join(map(str, place))
    return (
        f"  an array of shape {want.shape}; {len(places)} of its {want.size} numbers differ, "
        f"first at [{spot}]\n  expected {first}\n  returned {second}"
    )


def clean(text: Any, longest: int = 200) -> str:
    """Text of a learner's making in one short line that can be printed, without addresses."""
    words = re.sub(r"0x[0-9a-fA-F]{4,}", "0x...", str(text)[: 4 * longest])
    words = "".join(c if c.isprintable() else " " for c in words)
    words = " ".join(words.encode("utf-8", "replace").decode().split())
    return words if len(words) <= longest else words[: longest - 3] + "..."
