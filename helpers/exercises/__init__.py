"""The exercises of the course: what to write, and a check that answers like a good teacher.

`from helpers import check` is the usual way in. This package itself imports nothing: the engine is
loaded when `check` is first asked for, the exercises when it is first called.

    exercise.py     what an exercise is: data
    checker.py      `check`, the one public call
    runner.py       runs the learner's code where it can do no harm
    plain.py        turns whatever came back into plain data
    diagnosis.py    compares answers, and names the misconception
    result.py       `CheckResult`: the text and the card
    stub.py, progress.py, catalogue.py, wording.py: what their names say
    sandbox.py, calls.py    what surrounds a call, and what comes of it
    pixels.py ... labs.py   the exercises themselves, one module or more for each chapter

`arrays.py` and `chance.py` help to write them: small arrays, and judging by distribution.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from helpers.exercises.checker import check
    from helpers.exercises.exercise import Exercise, Mistake
    from helpers.exercises.result import CheckResult

__all__ = ["CheckResult", "Exercise", "Mistake", "check"]

_HOMES = {
    "check": "checker",
    "CheckResult": "result",
    "Exercise": "exercise",
    "Mistake": "exercise",
}


def __getattr__(name: str) -> Any:
    """Load a public name from its module on first use."""
    if name not in _HOMES:
        raise AttributeError(f"module 'helpers.exercises' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"helpers.exercises.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
