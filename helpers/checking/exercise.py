"""What an exercise is: data, and nothing that runs by itself."""

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

# Taken by name at import, so that a learner's `np.random.default_rng = ...` does not reach us.
from numpy.random import Generator, default_rng

Case = tuple[Any, ...]  # the arguments of one call
Answer = Callable[..., Any]


@dataclass(frozen=True)
class Seed:
    """Stands in a case for `np.random.default_rng(value)`: each call gets a new generator."""

    value: int


@dataclass(frozen=True, init=False)
class Mistake:
    """A known misconception: its name, what a teacher would say, and wrong answers that come of it.

    Args:
        slug: the name of the misconception, such as "flipped-kernel".
        hint: two or three sentences that say what went wrong, and do not give the answer away.
        ways: implementations that make this mistake and no other: one, and more where their
            outputs differ.
    """

    slug: str
    hint: str
    ways: tuple[Answer, ...]

    def __init__(self, slug: str, hint: str, *ways: Answer) -> None:
        for name, value in (("slug", slug), ("hint", hint), ("ways", ways)):
            object.__setattr__(self, name, value)


@dataclass(frozen=True)
class Complaint:
    """What a judge found wrong: what was seen, and the slug of a known mistake or None."""

    text: str
    slug: str | None = None


@dataclass(frozen=True)
class Exercise:
    """One exercise. Its name is that of its solution, and of the file that it stands in.

    Args:
        prompt: one sentence: what to write.
        solution: the reference solution. Its argument names are those of the exercise. If it has
            a docstring, that is said on passing.
        cases: tuples of positional arguments. The shortest that fails is shown: small enough to
            be followed on paper.
        mistakes: the known mistakes.
        fresh: makes further cases from a generator that differs in each run, so that no hard-coded
            answer passes. Shapes must be the same in each run; the numbers are never shown.
        judge: for answers that may differ from the solution's (random ones, or any of many right
            ones): takes a list of pairs, the arguments of a call and its value, and returns a
            Complaint or None.
        call: how an answer is used, if not by `answer(*args)`: takes the answer, then the
            arguments, whose names are those of the cases. Its docstring is told the learner.
        parts: names of the values, where the answer returns several.
        dtype: the dtype that the answer must have, where the exercise asks for one.
        new_arrays: the answer must not hand back the arrays it was given.
        also_right: other right answers with other numbers; their docstrings are said on passing.
        styles: the solution written in other ways, with loops as the text writes them: wrong
            answers are compared with slips in each.
        bug: the slug that the broken version of a find-the-bug exercise answers with.
    """

    prompt: str
    solution: Answer
    cases: Sequence[Case]
    mistakes: Sequence[Mistake] = ()
    fresh: Callable[[Generator], Sequence[Case]] | None = None
    judge: Callable[[list[tuple[Case, Any]]], Complaint | None] | None = None
    call: Answer | None = None
    parts: tuple[str, ...] = ()
    dtype: str | None = None
    new_arrays: bool = False
    also_right: Sequence[Answer] = ()
    styles: Sequence[Answer] = ()
    bug: str | None = None
    name: str = field(init=False)
    arguments: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        names = tuple(inspect.signature(self.call or self.solution).parameters)
        object.__setattr__(self, "name", self.solution.__name__)
        object.__setattr__(self, "arguments", names[1:] if self.call else names)

    def __str__(self) -> str:
        """The call that is asked for: "convolve2d(image, kernel)"."""
        return f"{self.name}({', '.join(inspect.signature(self.solution).parameters)})"

    def all_cases(self) -> list[Case]:
        """The fixed cases, then fresh ones that differ in each run."""
        return [*self.cases, *(self.fresh(default_rng()) if self.fresh else ())]

    def use(self, answer: Answer, args: Case) -> Any:
        """Call an answer in the way that this exercise is called."""
        return answer(*args) if self.call is None else self.call(answer, *args)


def copied(argument: Any) -> Any:
    """A copy of an argument that shares no array with it; a Seed becomes its generator."""
    if isinstance(argument, Seed):
        return default_rng(argument.value)
    if isinstance(argument, list):
        return [copied(part) for part in argument]
    if isinstance(argument, tuple):
        return tuple(copied(part) for part in argument)
    return argument.copy() if hasattr(argument, "tobytes") else argument
