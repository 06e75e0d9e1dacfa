"""Points for an answer to an exercise, and the misconception behind it.

A process of its own runs the student's code (worker.py) and says what each call led to. What is
right is known here alone, and compared here. Of what comes back the values are believed, and
nothing else: whoever would forge them had to know them.

The calls: the cases that `check` shows, new numbers, and edge cases (tests/exercises/legal). The
numbers of the last two follow from the course's secret, so they are the same for a whole class.
"""

import functools
import inspect
import json
import os
import pkgutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from importlib import import_module
from types import ModuleType
from typing import Any

import cloudpickle
from numpy import ndarray
from numpy.random import Generator, default_rng

from helpers.checking import Case, CheckResult, Exercise
from helpers.checking.catalogue import find_exercise
from helpers.checking.comparing import misfit, same, values_in
from helpers.checking.diagnosis import diagnose, find
from helpers.checking.outcome import Outcome, clean
from helpers.checking.result import NOT_ATTEMPTED, NOT_YET
from helpers.checking.runner import stopped
from helpers.checking.sandbox import pristine
from helpers.checking.trial import Trial, trials_of
from helpers.checking.wording import reply
from tools.classroom import worker
from tools.classroom.needs import Cell, cells_for

SECONDS = 10.0  # for all calls of one exercise, and the cells that they need
ROUNDS = 3  # of new numbers
PARTS = (
    "every call returns what was asked for: its kind, its shape",
    "half of the new calls are right",
    "all ordinary calls are right",
    "all edge cases are right",
)
POINTS = len(PARTS)


@dataclass(frozen=True)
class Grade:
    """What an answer earned.

    Attributes:
        earned: for each of PARTS, whether it was reached: a point each.
        result: what is told the student, as `check` tells it.
    """

    earned: tuple[bool, ...]
    result: CheckResult

    @property
    def points(self) -> int:
        return sum(self.earned)


def grade(name: str, notebook: Sequence[Cell], secret: str) -> Grade:
    """Grade the answer to an exercise.

    Args:
        name: the exercise.
        notebook: the code cells of a submission.
        secret: what the new numbers follow from.
    """
    exercise = find_exercise(name)
    ordinary, edge = hidden_cases(exercise, secret)
    cases = [*ordinary, *edge]
    began, outcomes = run(exercise, cells_for(name, notebook), cases)
    if began.get("stub") or (outcomes and all(outcome.unwritten for outcome in outcomes)):
        return _nothing(CheckResult(name, NOT_ATTEMPTED, exercise.prompt))
    if began.get("missing"):
        return _nothing(CheckResult(name, NOT_YET, _not_there(name, began)))
    with pristine():
        result = _result(exercise, cases, outcomes, len(ordinary))
        if result.hunted:  # the bug that the exercise began with is still there
            return _nothing(result)
        return Grade(_earned(exercise, cases, outcomes, len(ordinary)), result)


def _nothing(result: CheckResult) -> Grade:
    return Grade((False,) * POINTS, result)


def _not_there(name: str, began: dict[str, Any]) -> str:
    problems = began.get("problems")
    why = f" A cell that it needs stopped with {clean(problems[0])}" if problems else ""
    return f"No function `{name}` was there after the cells had run.{why}"


# ---- the calls ----


def hidden_cases(exercise: Exercise, secret: str) -> tuple[list[Case], list[Case]]:
    """The ordinary calls (those of `check`, then new numbers) and the edge cases."""
    seed = sha256(f"{secret} {exercise.name}".encode()).digest()
    rng = default_rng(list(seed))
    rounds = 1 if exercise.judge else ROUNDS  # a judge counts on one
    fresh = [case for _ in range(rounds) for case in (exercise.fresh or _none)(rng)]
    return [*exercise.cases, *fresh], list(legal()[exercise.name](rng))


def _none(rng: Generator) -> list[Case]:
    return []


@functools.cache
def legal() -> dict[str, Callable[[Generator], list[Case]]]:
    """For each exercise what makes its edge cases."""
    package = import_module("tests.exercises.legal")
    modules = [f"{package.__name__}.{each.name}" for each in pkgutil.iter_modules(package.__path__)]
    return {name: make for each in modules for name, make in import_module(each).LEGAL.items()}


# ---- the process ----


def run(
    exercise: Exercise, cells: list[Cell], cases: list[Case], seconds: float = SECONDS
) -> tuple[dict[str, Any], list[Outcome]]:
    """Run cells and call the answer in a new process.

    Returns:
        What was seen before the first call (see `work` in worker.py; empty if the cells did not
        end), and an outcome for each call that was begun.
    """
    records, end = _ask(request(exercise, cells, cases, seconds), seconds)
    began = records[0] if records and isinstance(records[0], dict) else {}
    if began.get("missing"):
        return began, []
    outcomes: list[Outcome] = []
    try:
        for record in records[1 : len(cases) + 1]:
            outcomes.append(Outcome.from_record(record["call"]))
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        end = "ended"  # a record of the student's making
    if len(outcomes) < len(cases):
        outcomes.append(stopped(end, seconds))
    return began, outcomes


def request(exercise: Exercise, cells: list[Cell], cases: list[Case], seconds: float) -> bytes:
    """All that the process is told: of the exercise nothing but how an answer is called.

    It travels as a pickle, with the code of functions among the inputs. No pickle comes back.
    """
    for package in (import_module("helpers.exercises"), import_module("tests.exercises.legal")):
        _send_whole(package)
    bare = replace(
        exercise, solution=_signature_of(exercise), mistakes=(), cases=(), fresh=None, judge=None,
        also_right=(), styles=(), bug=None,
    )  # fmt: skip
    told = {"exercise": bare, "cells": [vars(cell) for cell in cells], "cases": cases}
    return cloudpickle.dumps(told | {"seconds": seconds})


def _send_whole(package: ModuleType) -> None:
    """Let functions of this package travel as code: the process cannot import them."""
    if package.__name__ not in cloudpickle.list_registry_pickle_by_value():
        cloudpickle.register_pickle_by_value(package)


def _signature_of(exercise: Exercise) -> Any:
    """A function with the name and the arguments of a solution, that does nothing."""
    signature = str(inspect.signature(exercise.solution))
    made: dict[str, Any] = {}
    exec(f"def {exercise.name}{signature}: ...", made)
    return made[exercise.name]


def _ask(told: bytes, seconds: float) -> tuple[list[Any], str]:
    """The records that the process sent, and how it ended."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "LANG") if name in os.environ}
    with tempfile.TemporaryDirectory(prefix="answer-") as made:
        folder = os.path.realpath(made)  # as the process itself will see it
        here = {"HOME": folder, "TMPDIR": folder, "MPLBACKEND": "Agg", "OPENBLAS_NUM_THREADS": "1"}
        try:
            answer = subprocess.run(
                [sys.executable, "-I", worker.__file__],
                input=told, capture_output=True, cwd=folder, env=kept | here, timeout=60 + seconds,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return [], "time"
    if answer.returncode:
        problem = answer.stderr.decode(errors="replace").strip()
        raise RuntimeError(
            f"The process that runs answers could not be started: {problem[-500:]}\n"
            f"It needs the packages of requirements-classroom.txt: run `make classroom`."
        )
    said = json.loads(answer.stdout)
    return said["records"], said["end"]


# ---- comparing ----


def _result(
    exercise: Exercise, cases: list[Case], outcomes: list[Outcome], ordinary: int
) -> CheckResult:
    """What `check` would say of the ordinary calls; if they are right, of the edge cases too."""
    stand_in = _signature_of(exercise)  # the answer itself is not run here
    try:
        for count in (ordinary, len(cases)):
            finding = diagnose(exercise, stand_in, cases[:count], outcomes[:count])
            if not finding.right:
                break
    except Exception:  # as in check_answer
        text = "Your function returned something that could not be compared with a right answer."
        return CheckResult(exercise.name, NOT_YET, text)
    return reply(exercise, stand_in, finding)


def _earned(
    exercise: Exercise, cases: list[Case], outcomes: list[Outcome], ordinary: int
) -> tuple[bool, ...]:
    """For each of PARTS, whether it was reached; of several right solutions by the kindest."""
    found = []
    for solution in (exercise.solution, *exercise.also_right):
        trials = trials_of(exercise, solution, cases, outcomes)
        groups = trials[:ordinary], trials[ordinary:]
        whole = [
            len(group) == count and _is_right(exercise, group)
            for group, count in zip(groups, (ordinary, len(cases) - ordinary), strict=True)
        ]
        new = trials[len(exercise.cases) :]
        count = sum(_is_right(exercise, [trial]) for trial in new) if not exercise.judge else 0
        half = any(whole) if exercise.judge else 2 * count >= len(cases) - len(exercise.cases) > 0
        runs = len(trials) == len(cases) and all(_fits(exercise, trial) for trial in trials)
        runs = runs and not _is_constant(trials)
        found.append((runs, half or all(whole), *whole))
    return max(found, key=sum)


def _is_right(exercise: Exercise, trials: list[Trial]) -> bool:
    try:
        return find(exercise, trials) is None
    except Exception:  # a value so odd that it cannot be compared
        return False


def _fits(exercise: Exercise, trial: Trial) -> bool:
    outcome = trial.outcome
    if not outcome.returned or outcome.changed is not None:
        return False
    if exercise.judge and isinstance(trial.right, list):  # how many there are is its business
        return values_in(outcome.value) is not None
    return _has_shape(trial.right, outcome.value)


def _has_shape(want: Any, got: Any) -> bool:
    """Whether a value is of the kind and the shape that was wanted."""
    if misfit(want, got) is not None:
        return False
    if isinstance(want, ndarray):
        return bool(want.shape == got.shape)
    if isinstance(want, (list, tuple)):
        parts = values_in(got)
        return parts is not None and all(map(_has_shape, want, parts))
    return True


def _is_constant(trials: list[Trial]) -> bool:
    """Whether the same came of every call, and should not have."""
    first = trials[0]
    same_values = all(same(first.outcome.value, t.outcome.value, strict=False) for t in trials)
    return same_values and not all(same(first.right, t.right, strict=False) for t in trials)
