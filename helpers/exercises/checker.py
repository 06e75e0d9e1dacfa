"""`check`: run a learner's answer on the cases of its exercise, and answer like a teacher."""

from __future__ import annotations

import inspect
from types import FunctionType
from typing import Any

from numpy import ndarray

from helpers.exercises import runner
from helpers.exercises.calls import Outcome
from helpers.exercises.catalogue import find_exercise
from helpers.exercises.diagnosis import Case, Finding, find, same, values_of
from helpers.exercises.exercise import Exercise
from helpers.exercises.plain import Other
from helpers.exercises.progress import Overview, read_progress, record
from helpers.exercises.result import CheckResult
from helpers.exercises.sandbox import pristine
from helpers.exercises.stub import is_stub
from helpers.exercises.wording import call_text, clean, difference_text, expected_text


class Check:
    """Callable as `check(my_function)`; `check.list()` shows all exercises."""

    def __call__(self, answer: Any, record: bool = True) -> CheckResult:
        """Check an answer to the exercise whose name it bears.

        Args:
            answer: your function or class itself, not a call of it.
            record: False leaves the answer out of your progress.

        Returns:
            A CheckResult, true if the answer is right. Whatever the answer does when it is called
            (raise, loop, exit, print without end) is reported there.

        Raises:
            LookupError: no exercise has this name; the nearest names are listed.
            TypeError: the argument has no name, so no exercise can be found.
        """
        name = _name_of(answer)
        if name is None:
            raise TypeError(
                "check expects your function itself, for example check(convolve2d), without "
                "brackets after its name. Received an object without a name, of type "
                f"{clean(type(answer).__name__, 60)}."
            )
        with pristine():
            result = check_answer(find_exercise(name), answer)
        if record and not runner.is_inside():
            _keep(find_exercise(name), result)
        return result

    def list(self) -> Overview:
        """Every exercise by chapter, and how far you are."""
        return Overview(read_progress())

    def __repr__(self) -> str:
        return "check(your_function) checks an exercise, check.list() shows them all"


check = Check()


def _name_of(answer: Any) -> str | None:
    """The answer's name, as Python itself keeps it; no code of a lying object is asked."""
    try:
        if issubclass(type(answer), type):
            name = type.__dict__["__name__"].__get__(answer)
        else:
            name = object.__getattribute__(answer, "__name__")
    except Exception:  # no name, or a property that raises
        return None
    return str(name) if type(name) is str else None


def _keep(exercise: Exercise, result: CheckResult) -> None:
    """Note the result, but for the broken version that a find-the-bug exercise starts with."""
    untouched = exercise.bug is not None and result.mistake == exercise.bug
    if result.attempted and not untouched:
        record(exercise.name, result.passed)


def check_answer(exercise: Exercise, answer: Any) -> CheckResult:
    """Check an answer to this exercise. Never raises because of the answer."""
    name = exercise.name
    if runner.is_inside():
        return CheckResult(False, True, None, "An answer cannot check itself.", name)
    if is_stub(answer):
        return _not_attempted(exercise)
    if not callable(answer):
        kind = clean(type(answer).__name__, 60)
        text = f"A function was expected, and an object of type {kind} came."
        return CheckResult(False, True, None, text, name)
    cases = exercise.all_cases()
    outcomes = runner.run(exercise, answer, cases)
    if all(outcome.unwritten or _is_placeholder(outcome) for outcome in outcomes):
        return _not_attempted(exercise)
    try:
        return _judged(exercise, answer, cases, outcomes)
    except Exception:  # an answer so odd that comparing it failed is a wrong answer
        text = "Your function returned something that could not be compared with a right answer."
        return CheckResult(False, True, None, text, name)


def _not_attempted(exercise: Exercise) -> CheckResult:
    return CheckResult(False, False, None, exercise.prompt, exercise.name)


def _is_placeholder(outcome: Outcome) -> bool:
    return isinstance(outcome.value, Other) and outcome.value.kind == "Ellipsis"


def _judged(
    exercise: Exercise, answer: Any, cases: list[Case], outcomes: list[Outcome]
) -> CheckResult:
    right = values_of(exercise, exercise.solution, cases)
    if outcomes[-1].stopped or any(outcome.signature for outcome in outcomes):
        finding: Finding | None = _broken(exercise, cases, right, outcomes)
    else:
        finding = find(exercise, cases, right, outcomes)
    if finding is None:
        return CheckResult(
            True,
            True,
            None,
            f"{_calls(len(cases))} as expected. {exercise.note}".rstrip(),
            exercise.name,
        )
    for other in exercise.alternatives:
        values = values_of(exercise, other.solution, cases)
        if finding.slug is None and find(exercise, cases, values, outcomes) is None:
            text = f"{_calls(len(cases))} as expected. {other.note}"
            return CheckResult(True, True, None, text, exercise.name)
    message = _message(exercise, cases, right, outcomes, finding)
    if finding.slug is None:
        message += _order_hint(exercise, answer)
    return CheckResult(
        False, True, finding.slug, message, exercise.name, hunted=_is_the_bug(exercise, finding)
    )


def _order_hint(exercise: Exercise, answer: Any) -> str:
    """A line for a function whose arguments have the right names in another order."""
    if type(answer) is not FunctionType:
        return ""
    names = answer.__code__.co_varnames[: answer.__code__.co_argcount]
    if names == exercise.arguments or sorted(names) != sorted(exercise.arguments):
        return ""
    wanted = ", ".join(exercise.arguments)
    return f"\nYour arguments are ({', '.join(names)}); check hands over ({wanted})."


def _calls(count: int) -> str:
    return "1 call answered" if count == 1 else f"{count} calls answered"


def _broken(
    exercise: Exercise, cases: list[Case], right: list[Any], outcomes: list[Outcome]
) -> Finding:
    """A call that did not end, or that did not fit the function, goes before all comparison."""
    index = next(i for i, outcome in enumerate(outcomes) if outcome.stopped or outcome.signature)
    outcome = outcomes[index]
    if outcome.signature:
        wanted = inspect.signature(exercise.solution)
        text = (
            f"check could not call your function with these arguments. It takes "
            f"{outcome.signature}; the exercise asks for {wanted}."
        )
    else:
        text = {
            "time": f"Your function did not come back within {runner.TIME_LIMIT:g} seconds, and "
            "was stopped. Look for a loop that never ends.",
            "memory": "Your function took more than 1 GB of memory, and was stopped.",
        }.get(
            outcome.stopped,
            "Your function ended Python itself instead of returning (os._exit, or a crash).",
        )
    return Finding(None, index, text)


def _message(
    exercise: Exercise,
    cases: list[Case],
    right: list[Any],
    outcomes: list[Outcome],
    finding: Finding,
) -> str:
    hint = [finding.text] if finding.text else []
    if finding.index is None:
        return "\n".join(hint)
    evidence = _evidence(exercise, cases, right, outcomes, finding)
    if _is_the_bug(exercise, finding):
        return "\n".join(evidence + hint)  # a hunt for the bug begins with what can be seen
    return "\n".join(hint + evidence)


def _is_the_bug(exercise: Exercise, finding: Finding) -> bool:
    """Whether this is the mistake that a find-the-bug exercise asks for."""
    return finding.slug is not None and finding.slug == exercise.bug


def _evidence(
    exercise: Exercise,
    cases: list[Case],
    right: list[Any],
    outcomes: list[Outcome],
    finding: Finding,
) -> list[str]:
    """The call that shows the mistake: what went in, what was expected, what came back."""
    index = finding.index or 0
    outcome, want = outcomes[index], right[index]
    fixed = index < len(exercise.cases)
    lines = [call_text(exercise.name, exercise.inputs or exercise.arguments, cases[index], fixed)]
    if exercise.call is not None and exercise.call.__doc__:
        lines.append(f"    {exercise.call.__doc__}")
    if not fixed and finding.slug is None:
        lines.insert(
            0,
            "The fixed examples pass, but numbers that are new in each run do not: fractions, and "
            "other sizes. Does your answer cut something off, or hold for the examples alone?",
        )
    # Where many answers are right, to show the numbers of one would give it away.
    show = fixed and exercise.judge is None
    if not outcome.returned:
        lines.append(expected_text(want, show))
    if outcome.error:
        lines.append(f"  raised   {outcome.error if fixed else outcome.error.split(':')[0]}")
        if outcome.line:
            lines.append(f"  {outcome.line}")
    elif outcome.returned and isinstance(want, ndarray) and same(want, outcome.value):
        pass  # right numbers of a wrong dtype, say: two equal arrays would tell nothing
    elif outcome.returned and outcome.change <= exercise.changes_allowed:
        lines.append(_compared(exercise, want, outcome.value, show))
        if outcome.value is None and outcome.printed:
            lines.append(f"It printed {outcome.printed!r}: return the result, do not print it.")
    return lines


def _compared(exercise: Exercise, want: Any, got: Any, fixed: bool) -> str:
    """Expected against returned; of several values the first that differs, by its name."""
    if isinstance(want, (list, tuple)) and isinstance(got, (list, tuple)) and len(want) == len(got):
        for position, (a, b) in enumerate(zip(want, got, strict=True)):
            if not same(a, b):
                named = position < len(exercise.parts)
                part = exercise.parts[position] if named else f"item {position}"
                return f"  {part}\n{difference_text(a, b, fixed)}"
    return difference_text(want, got, fixed)
