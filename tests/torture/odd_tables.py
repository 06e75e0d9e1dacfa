"""Tables of odd input: a row for each function and argument, a case for each odd value."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tests.torture.odd import NOT_NAME, NOT_NUMBER, NOT_WHOLE, WHOLE, forms_of, no_arrays_like

REFUSED = None


@dataclass
class Case:
    """One call. `expected`: what it must return; REFUSED: it must raise an error of ours."""

    name: str
    call: Callable[[], Any]
    argument: str
    value: Any = None
    expected: Any = REFUSED
    may_work: bool = False  # or be refused


@dataclass
class Row:
    """A function of one argument, the others being good ones.

    Args:
        name: of the function and the argument, for the case's name.
        call: the function.
        argument: how an error may name it, as a regular expression.
        good: a good value, of which odd ones are made.
        reference: what must come out, from the good value, computed apart; None: not compared.
        forms: other forms of `good` must work; else each works or is refused.
        refused: further values that are refused, by name.
        fine: values that work, by name, with what must come out (... for: not compared).
        but: names of cases that are left out.
    """

    name: str
    call: Callable[[Any], Any]
    argument: str
    good: Any = None
    reference: Callable[[Any], Any] | None = None
    forms: bool = True
    refused: Mapping[str, Any] = field(default_factory=dict)
    fine: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    but: tuple[str, ...] = ()

    def cases(self) -> Iterator[Case]:
        for name, value, expected, may_work in self._values():
            if name not in self.but:
                title = f"{self.name}: {name}"
                call = self._call(value)
                told = value if name not in self.refused or plain(value) else None
                yield Case(title, call, self.argument, told, expected, may_work)

    def _call(self, value: Any) -> Callable[[], Any]:
        return lambda: self.call(value)

    def _values(self) -> Iterator[tuple[str, Any, Any, bool]]:
        reference = self.reference or (lambda good: ...)
        if isinstance(self.good, np.ndarray):
            for name, value in forms_of(self.good):
                yield name, value, reference(self.good), not self.forms
            for name, value in no_arrays_like(self.good):
                if name not in self.fine:
                    yield name, value, REFUSED, False
        for name, value in self.refused.items():
            yield name, value, REFUSED, False
        for name, (value, expected) in self.fine.items():
            yield name, value, expected, False


def plain(value: Any) -> bool:
    """Whether an error can be asked to repeat a value; of others it tells the part that is wrong."""
    return isinstance(value, int | float | complex | type(None)) and value is not None


def whole(
    name: str, call: Callable[[Any], Any], argument: str, low: int | None = 0, **more: Any
) -> Row:
    """A row for an argument that is a whole number of more than `low`; 3 is a good one."""
    refused = dict(NOT_WHOLE)
    if low is not None:
        refused |= {"too small": low, "far too small": -(10**20)}
    fine = {key: (value, ...) for key, value in WHOLE.items()}
    return Row(name, call, argument, refused=refused | more.pop("refused", {}), fine=fine, **more)


def number(name: str, call: Callable[[Any], Any], argument: str, *bad: float, **more: Any) -> Row:
    """A row for an argument that is a number; `bad` ones lie outside of what it may be."""
    refused = dict(NOT_NUMBER) | {str(value): value for value in bad}
    return Row(name, call, argument, refused=refused | more.pop("refused", {}), **more)


def choice(name: str, call: Callable[[Any], Any], argument: str, **more: Any) -> Row:
    """A row for an argument that is one of some names."""
    return Row(name, call, argument, refused=dict(NOT_NAME) | more.pop("refused", {}), **more)


def some(cases: list[Any], trials: Callable[[int], int], seed: str) -> list[Any]:
    """All of the cases under `--torture`; else a few, drawn by a seed of their own."""
    count = min(len(cases), max(4, trials(len(cases))))
    rng = np.random.default_rng(list(seed.encode()))
    return [cases[i] for i in sorted(rng.permutation(len(cases))[:count])]


def content(figure: Any) -> list[Any]:
    """What a figure shows, as numbers, so that two can be compared: pictures, lines, bars."""
    shown: list[Any] = []
    for axes in figure.axes:
        shown += [np.asarray(picture.get_array(), float) for picture in axes.images]
        shown += [np.asarray(line.get_xydata(), float) for line in axes.lines]
        shown += [np.array([p.get_height() for p in axes.patches if hasattr(p, "get_height")])]
    return shown
