"""Expected against returned: side by side where they fit, and what differs is marked."""

from itertools import zip_longest
from typing import Any

from numpy import argwhere, ndarray, where

from helpers.checking.comparing import differing
from helpers.checking.values import (
    DIGITS,
    WIDTH,
    as_table,
    cells_of,
    is_shown,
    number,
    table,
    value_lines,
)

MARK = "*"
LEGEND = f"  {MARK} differs"
_MARGIN = " " * len("  expected ")


def difference_lines(want: Any, got: Any) -> list[str]:
    """Two values in the same format; numbers that round to the same text get more digits."""
    if isinstance(want, ndarray) and isinstance(got, ndarray) and want.shape == got.shape:
        return _marked(want, got) if is_shown(want) else _first_place(want, got)
    for digits in DIGITS:
        left, right = value_lines(want, digits), value_lines(got, digits)
        if left != right:
            break
    return beside(left, right)


def beside(left: list[str], right: list[str]) -> list[str]:
    """Two tables side by side; below each other if too wide, of one line each, or in words."""
    width = max(map(len, left))
    pairs = zip_longest(("expected", *left), ("returned", *right), fillvalue="")
    lines = [f"  {a.ljust(max(width, 8))}    {b}".rstrip() for a, b in pairs]
    tables = left[0].startswith("[") and right[0].startswith("[") and len(lines) > 2
    if tables and max(map(len, lines)) <= WIDTH:
        return lines
    return [*headed("expected", left), *headed("returned", right)]


def headed(word: str, lines: list[str]) -> list[str]:
    """A table with a word before its first line."""
    return [f"{_MARGIN if row else f'  {word} '}{line}" for row, line in enumerate(lines)]


def _marked(want: ndarray, got: ndarray) -> list[str]:
    """Two small arrays of one shape, with a mark after each number that differs."""
    arrays = [as_table(want), as_table(got)]
    wrong = differing(*arrays)
    for digits in DIGITS:
        left, right = cells_of(arrays, digits)
        if not (wrong & (left == right)).any():
            break
    marks = where(wrong, MARK, " ").astype(object)
    marks[..., -1:] = where(wrong[..., -1:], MARK, "")  # no space before a bracket
    lines = beside(table(left), table(right + marks, " "))
    if arrays[0].shape != want.shape:
        lines.insert(0, f"  two arrays of shape {want.shape}, printed as tables")
    return [*lines, LEGEND] if wrong.any() else lines


def _first_place(want: ndarray, got: ndarray) -> list[str]:
    """Two large arrays of one shape: how much differs, and where first."""
    places = argwhere(differing(want, got))
    if len(places) == 0:
        return [f"  expected and returned: arrays of shape {want.shape}"]
    place = tuple(int(axis) for axis in places[0])
    for digits in DIGITS:
        left, right = (number(array[place].item(), digits) for array in (want, got))
        if left != right:
            break
    return [
        f"  an array of shape {want.shape}; {len(places)} of its {want.size} numbers differ, "
        f"first at [{', '.join(map(str, place))}]",
        *beside([left], [right]),
    ]
