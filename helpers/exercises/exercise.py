"""What an exercise is: data, and nothing that runs by itself."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

# Taken by name at import, so that a learner's `np.random.default_rng = ...` does not reach us.
from numpy.random import Generator, default_rng


@dataclass(frozen=True)
class Seed:
    """Stands in a case for `np.random.default_rng(value)`: each call gets a new generator."""

    value: int


@dataclass(frozen=True)
class Mistake:
    """A known misconception: a wrong answer, its name, and what a teacher would say.

    Args:
        slug: the name of the misconception, such as "flipped-kernel".
        wrong: an implementation that makes this mistake and no other.
        hint: two or three sentences that say what went wrong, and do not give the answer away.
        also: other ways to make the same mistake, where their outputs differ from those of `wrong`.
    """

    slug: str
    wrong: Callable[..., Any]
    hint: str
    also: tuple[Callable[..., Any], ...] = ()


@dataclass(frozen=True)
class Complaint:
    """What a judge found wrong: the slug of a known mistake or None, and what was seen."""

    slug: str | None
    text: str


@dataclass(frozen=True)
class Alternative:
    """Another right answer whose numbers differ from the solution's; `note` is said on passing."""

    solution: Callable[..., Any]
    note: str


@dataclass(frozen=True)
class Exercise:
    """One exercise.

    Args:
        name: the name that the learner's function must have.
        chapter: 1 to 8, or the number of the lab (9 and up).
        prompt: one sentence: what to write.
        solution: the reference solution. Its argument names are those of the exercise.
        cases: tuples of positional arguments. Small ones first: the first that fails is shown.
        fresh: makes further cases from a generator that differs in each run, so that no hard-coded
            answer passes. Shapes must be the same in each run; the numbers are never shown.
        mistakes: the known mistakes.
        judge: for answers that may differ from the solution's (random ones, or any of many right
            ones): takes the list of cases and the list of values, returns a Complaint or None.
        call: how an answer is used, if not by `answer(*args)`; its docstring is told the learner.
        parts: names of the values, where the answer returns several.
        dtype: the dtype that the answer must have, where the exercise asks for one.
        alternatives: other right answers with other numbers.
        unroll: the answer returns an iterable, whose items are looked at.
        new_arrays: the answer must not hand back the arrays it was given.
        changes_slug: the slug of an answer that changes its arguments.
        changes_allowed: the largest change of an argument that is forgiven (rounding).
        note: what is said on passing, where there are alternatives.
        inputs: names of a case's values, where they are not the arguments of the solution.
        bug: the slug that the broken version of a find-the-bug exercise answers with.
    """

    name: str
    chapter: int
    prompt: str
    solution: Callable[..., Any]
    cases: Sequence[tuple[Any, ...]]
    mistakes: Sequence[Mistake] = ()
    fresh: Callable[[Generator], Sequence[tuple[Any, ...]]] | None = None
    judge: Callable[[list[tuple[Any, ...]], list[Any]], Complaint | None] | None = None
    call: Callable[..., Any] | None = None
    parts: tuple[str, ...] = ()
    dtype: str | None = None
    alternatives: Sequence[Alternative] = ()
    unroll: bool = False
    new_arrays: bool = False
    changes_slug: str = "mutates-input"
    changes_allowed: float = 0.0
    bug: str | None = None
    note: str = ""
    inputs: tuple[str, ...] = ()
    arguments: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        names = tuple(inspect.signature(self.solution).parameters)
        object.__setattr__(self, "arguments", names)

    def use(self, answer: Callable[..., Any], args: tuple[Any, ...]) -> Any:
        """Call an answer in the way that this exercise is called."""
        return answer(*args) if self.call is None else self.call(answer, *args)

    def all_cases(self) -> list[tuple[Any, ...]]:
        """The fixed cases, then fresh ones that differ in each run."""
        return [*self.cases, *(self.fresh(default_rng()) if self.fresh else ())]

    def hint(self, slug: str) -> str:
        """The hint of the mistake with this slug, or an empty string."""
        return next((m.hint for m in self.mistakes if m.slug == slug), "")


def copied(argument: Any) -> Any:
    """A copy of an argument that shares no array with it; a Seed becomes its generator."""
    if isinstance(argument, Seed):
        return default_rng(argument.value)
    if isinstance(argument, list):
        return [copied(part) for part in argument]
    if isinstance(argument, tuple):
        return tuple(copied(part) for part in argument)
    return argument.copy() if hasattr(argument, "tobytes") else argument
