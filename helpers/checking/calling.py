"""Call a learner's function on the cases of its exercise, and say what came of each call."""

import inspect
import linecache
import traceback
from collections.abc import Callable
from typing import Any

from helpers.checking.exercise import Case, Exercise, copied
from helpers.checking.outcome import Outcome, changed_argument, clean, hands_back, plain
from helpers.checking.sandbox import (
    Output,
    TimeUp,
    global_draws,
    one_call,
    quiet,
    seed_global_generators,
)


def call_all(
    exercise: Exercise, answer: Any, cases: list[Case], report: Callable[[Outcome], None]
) -> None:
    """Call the answer on every case, and report each outcome. To be called inside a sandbox."""
    with quiet() as output:
        for seed, args in enumerate(cases):
            report(_call(exercise, answer, args, seed, output))


def _call(exercise: Exercise, answer: Any, args: Case, seed: int, output: Output) -> Outcome:
    """Call the answer on copies of these arguments."""
    output.text = ""
    # Another state for each call, to show whether the answer depends on the global generators.
    unused = seed_global_generators(seed)
    try:
        with one_call():
            given = copied(args)
            result = exercise.use(answer, given)
            value = plain(result)
    except TimeUp:
        raise
    except BaseException as error:  # a learner's code may raise anything, SystemExit too
        return _failure(exercise, answer, args, error, output)
    return Outcome(
        returned=True,
        value=value,
        unwritten=result is Ellipsis,
        changed=changed_argument(args, given),
        aliased=exercise.new_arrays and hands_back(result, given),
        global_random=global_draws() != unused,
        printed=clean(output.text, 80),
    )


def _failure(
    exercise: Exercise, answer: Any, args: Case, error: BaseException, output: Output
) -> Outcome:
    kind = type(error)
    try:
        words = clean(error)
    except BaseException:  # a __str__ that raises
        words = ""
    name = clean(kind.__name__, 60)
    if issubclass(kind, SystemExit):
        name, words = "SystemExit", "your code asked Python to exit"
    if issubclass(kind, RecursionError):  # where the limit is met depends on who called
        words = "maximum recursion depth exceeded"
    return Outcome(
        error=f"{name}: {words}" if words else name,
        line=_line(answer, error),
        broken=_misfit(exercise, answer, args) if issubclass(kind, TypeError) else "",
        unwritten=issubclass(kind, NotImplementedError),
        printed=clean(output.text, 80),
    )


def _misfit(exercise: Exercise, answer: Any, args: Case) -> str:
    """A sentence for an answer that does not take the arguments which the solution takes."""
    try:
        wanted, signature = inspect.signature(exercise.solution), inspect.signature(answer)
        wanted.bind(*args)
    except BaseException:  # builtins without one, objects that lie, and a call of its own kind
        return ""
    try:
        signature.bind(*args)
    except TypeError:
        return (
            "check could not call your function with these arguments. It takes "
            f"{clean(signature, 100)}; the exercise asks for {wanted}."
        )
    return ""


def _line(answer: Any, error: BaseException) -> str:
    """ "in line 3: total += window", the deepest line that stands in the learner's own code.

    Of a recursion without end, the first line that comes again.
    """
    code = getattr(answer, "__code__", None)
    own = getattr(code, "co_filename", None)
    try:
        walked = traceback.walk_tb(error.__traceback__)
        numbers = [number for frame, number in walked if frame.f_code.co_filename == own]
        if not numbers:
            return ""
        again = (number for number in numbers if numbers.count(number) > 1)
        endless = issubclass(type(error), RecursionError)
        number = next(again, numbers[-1]) if endless else numbers[-1]
        source = clean(linecache.getline(str(own), number), 80)
        return f"in line {number}: {source}" if source else f"in line {number}"
    except TimeUp:
        raise
    except BaseException:  # nothing about an exception may stop the check
        return ""
