"""One call of an answer beside what is right."""

from dataclasses import dataclass
from typing import Any

from helpers.checking.exercise import Answer, Case, Exercise, copied
from helpers.checking.outcome import Outcome, plain

RAISED = object()  # stands for the value of a call that raised


@dataclass(frozen=True)
class Trial:
    """One case: what was given, what came of it, and what is right.

    Attributes:
        args: the arguments of the call.
        outcome: what the learner's answer made of them.
        right: what the solution returns.
        fixed: False if the numbers differ in each run, so that they are not shown.
    """

    args: Case
    outcome: Outcome
    right: Any
    fixed: bool


def trials_of(
    exercise: Exercise, solution: Answer, cases: list[Case], outcomes: list[Outcome]
) -> list[Trial]:
    """Every call that was made, beside what a solution returns."""
    return [
        Trial(args, outcome, value_of(exercise, solution, args), number < len(exercise.cases))
        for number, (args, outcome) in enumerate(zip(cases, outcomes, strict=False))
    ]


def value_of(exercise: Exercise, answer: Answer, args: Case) -> Any:
    """What the solution or a known mistake returns on a case; RAISED where it raises."""
    try:
        return plain(exercise.use(answer, copied(args)))
    except Exception:  # a wrong answer may well raise
        return RAISED
