"""`check`: run a learner's answer on the cases of its exercise, and answer like a teacher."""

from typing import Any

from helpers.checking.catalogue import find_exercise
from helpers.checking.diagnosis import diagnose
from helpers.checking.exercise import Exercise
from helpers.checking.outcome import clean
from helpers.checking.progress import Overview, keep, read_progress
from helpers.checking.result import NOT_ATTEMPTED, NOT_YET, CheckResult
from helpers.checking.runner import run
from helpers.checking.sandbox import is_inside, pristine
from helpers.checking.stub import is_stub
from helpers.checking.wording import reply


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
        if is_inside():
            return CheckResult(name, NOT_YET, "An answer cannot check itself.")
        with pristine():
            result = check_answer(find_exercise(name), answer)
        # The broken version that a find-the-bug exercise starts with is no attempt.
        if record and result.attempted and not result.hunted:
            keep(name, result.passed)
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


def check_answer(exercise: Exercise, answer: Any) -> CheckResult:
    """Check an answer to this exercise. Never raises because of the answer."""
    name = exercise.name
    if is_stub(answer):
        return CheckResult(name, NOT_ATTEMPTED, exercise.prompt)
    if not callable(answer):
        kind = clean(type(answer).__name__, 60)
        text = f"A function was expected, and an object of type {kind} came."
        return CheckResult(name, NOT_YET, text)
    cases = exercise.all_cases()
    outcomes = run(exercise, answer, cases)
    if all(outcome.unwritten for outcome in outcomes):
        return CheckResult(name, NOT_ATTEMPTED, exercise.prompt)
    try:
        return reply(exercise, answer, diagnose(exercise, answer, cases, outcomes))
    except Exception:  # an answer so odd that comparing it failed is a wrong answer
        text = "Your function returned something that could not be compared with a right answer."
        return CheckResult(name, NOT_YET, text)
