"""One call of a learner's function, and what came of it."""

from __future__ import annotations

import inspect
import linecache
import traceback
from dataclasses import dataclass
from typing import Any

from numpy import may_share_memory, ndarray

from helpers.exercises.exercise import Exercise, Seed, copied
from helpers.exercises.plain import from_json, plain, to_json
from helpers.exercises.sandbox import (
    Output,
    global_random_state,
    one_call,
    seed_global_random_state,
)
from helpers.exercises.wording import clean


@dataclass(frozen=True)
class Outcome:
    """What one call led to, as plain data.

    Attributes:
        value: what it returned (see plain.py), None if it did not.
        error: the exception that it raised, in words; "" if none.
        line: the line of the learner's code that raised it.
        stopped: "time", "memory" or "ended" if the call did not end by itself; "" if it did.
        signature: the learner's arguments, if the call did not fit them.
        unwritten: True if it raised NotImplementedError.
        changed: the position of an argument that the call changed, None if it changed none.
        change: by how much its numbers changed (infinity if more than numbers changed).
        aliased: True if an array that was given was handed back.
        global_random: True if the call changed a global random state.
        printed: the beginning of what it printed.
    """

    value: Any = None
    error: str = ""
    line: str = ""
    stopped: str = ""
    signature: str = ""
    unwritten: bool = False
    changed: int | None = None
    change: float = 0.0
    aliased: bool = False
    global_random: bool = False
    printed: str = ""

    @property
    def returned(self) -> bool:
        """True if the call ended with a value."""
        return not (self.error or self.stopped)

    def to_record(self) -> dict[str, Any]:
        """This outcome as JSON can hold it."""
        return {"call": {**vars(self), "value": to_json(self.value)}}

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> Outcome:
        """An outcome again. Raises ValueError, TypeError or KeyError for anything malformed."""
        words = {name: str(record[name]) for name in ("error", "line", "stopped", "signature")}
        flags = {name: bool(record[name]) for name in ("unwritten", "aliased", "global_random")}
        changed = record["changed"]
        return cls(
            value=from_json(record["value"]),
            changed=None if changed is None else int(changed),
            change=float(record["change"]),
            printed=str(record["printed"]),
            **words,  # type: ignore[arg-type]
            **flags,  # type: ignore[arg-type]
        )


def run_one(
    exercise: Exercise,
    answer: Any,
    args: tuple[Any, ...],
    index: int,
    output: Output,
    passing: type[BaseException],
) -> Outcome:
    """Call the answer on copies of these arguments. Exceptions of class `passing` pass through."""
    given = copied(args)
    output.text = ""
    seed_global_random_state(index)
    before = global_random_state()
    try:
        with one_call():
            result = exercise.use(answer, given)
            value = plain(result, exercise.unroll)
    except passing:
        raise
    except BaseException as error:  # a learner's code may raise anything, SystemExit too
        return _failure(answer, args if exercise.call is None else None, error, output)
    changed, change = _changes(args, given)
    return Outcome(
        value=value,
        changed=changed,
        change=change,
        aliased=exercise.new_arrays and _hands_back(result, given),
        global_random=global_random_state() != before,
        printed=clean(output.text, 80),
    )


def _failure(
    answer: Any, args: tuple[Any, ...] | None, error: BaseException, output: Output
) -> Outcome:
    kind = type(error)
    try:
        words = clean(error)
    except BaseException:  # a __str__ that raises
        words = ""
    name = clean(kind.__name__, 60)
    if issubclass(kind, SystemExit):
        name, words = "SystemExit", "your code asked Python to exit"
    return Outcome(
        error=f"{name}: {words}" if words else name,
        line=_line(answer, error),
        signature=_signature(answer, args)
        if args is not None and issubclass(kind, TypeError)
        else "",
        unwritten=issubclass(kind, NotImplementedError),
        printed=clean(output.text, 80),
    )


def _signature(answer: Any, args: tuple[Any, ...]) -> str:
    """The learner's argument list if these arguments do not fit it, else an empty string."""
    try:
        signature = inspect.signature(answer)
    except BaseException:  # builtins without one, and objects that lie
        return ""
    try:
        signature.bind(*args)
    except TypeError:
        return clean(signature, 100)
    return ""


def _line(answer: Any, error: BaseException) -> str:
    """ "in line 3: total += window", the deepest line that stands in the learner's own code."""
    code = getattr(answer, "__code__", None)
    own = getattr(code, "co_filename", None)
    try:
        for frame, number in reversed(list(traceback.walk_tb(error.__traceback__))):
            if frame.f_code.co_filename == own:
                source = clean(linecache.getline(str(own), number), 80)
                return f"in line {number}: {source}" if source else f"in line {number}"
    except BaseException:  # nothing about an exception may stop the check
        return ""
    return ""


def _changes(original: Any, given: Any) -> tuple[int | None, float]:
    """The first argument that is no longer what it was, and the size of the change."""
    for position, (was, now) in enumerate(zip(original, given, strict=True)):
        if not isinstance(was, Seed) and not callable(was):
            size = _distance(was, now)
            if size > 0:
                return position, size
    return None, 0.0


def _distance(was: Any, now: Any) -> float:
    """0 where two arguments are the same, else the largest difference of their numbers."""
    far = float("inf")
    if type(was) is not type(now):
        return far
    if isinstance(was, ndarray):
        if was.shape != now.shape or was.dtype != now.dtype:
            return far
        if was.tobytes() == now.tobytes():
            return 0.0
        size = float(abs(was.astype("float64") - now.astype("float64")).max())
        return size if size > 0 else far
    if isinstance(was, (list, tuple)):
        if len(was) != len(now):
            return far
        return max((_distance(a, b) for a, b in zip(was, now, strict=True)), default=0.0)
    return 0.0 if was == now else far


def _hands_back(result: Any, given: Any) -> bool:
    """Whether an array of the result shares its memory with an argument."""
    results = [result] if isinstance(result, ndarray) else result
    if not isinstance(results, (list, tuple)):
        return False
    arrays = [a for part in given for a in (part if isinstance(part, list) else [part])]
    return any(
        isinstance(a, ndarray) and isinstance(b, ndarray) and may_share_memory(a, b)
        for a in arrays
        for b in results
    )
