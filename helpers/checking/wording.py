"""Words for a reply: short, the same in every run, and never by a learner's own repr."""

from types import FunctionType
from typing import Any

from numpy import argwhere, ndarray

from helpers.checking.comparing import differing, same
from helpers.checking.diagnosis import Finding, Trial
from helpers.checking.exercise import Exercise, Seed
from helpers.checking.outcome import Other, clean
from helpers.checking.result import NOT_YET, PASSED, CheckResult

SHOWN = 36  # arrays of up to this many numbers are written out
_MARGIN = " " * len("  expected ")


def reply(exercise: Exercise, answer: Any, finding: Finding) -> CheckResult:
    """What is said about an answer; of a wrong one the hint, and the call that shows it."""
    if finding.right:
        return CheckResult(exercise.name, PASSED, finding.text)
    hunted = finding.slug is not None and finding.slug == exercise.bug
    parts = [finding.text] if finding.text else []
    if finding.trial is not None:
        evidence = _evidence(exercise, finding.slug, finding.trial)
        # A hunt for the bug begins with what can be seen.
        parts = evidence + parts if hunted else parts + evidence
    if finding.slug is None:
        parts += _order_hint(exercise, answer)
    return CheckResult(exercise.name, NOT_YET, "\n".join(parts), finding.slug, hunted)


def _order_hint(exercise: Exercise, answer: Any) -> list[str]:
    """A line for a function whose arguments have the right names in another order."""
    if type(answer) is not FunctionType:
        return []
    names = answer.__code__.co_varnames[: answer.__code__.co_argcount]
    if names == exercise.arguments or sorted(names) != sorted(exercise.arguments):
        return []
    wanted = ", ".join(exercise.arguments)
    return [f"Your arguments are ({', '.join(names)}); check hands over ({wanted})."]


def _evidence(exercise: Exercise, slug: str | None, trial: Trial) -> list[str]:
    """The call that shows the mistake: what went in, what was expected, what came back."""
    outcome, want = trial.outcome, trial.right
    lines = [call_text(exercise, trial)]
    if exercise.call is not None and exercise.call.__doc__:
        lines.append(f"    {exercise.call.__doc__}")
    if not trial.fixed and slug is None:
        lines.insert(
            0,
            "The fixed examples pass, but numbers that are new in each run do not: fractions, and "
            "other sizes. Does your answer cut something off, or hold for the examples alone?",
        )
    # Where many answers are right, to show the numbers of one would give it away.
    show = trial.fixed and exercise.judge is None
    if not outcome.returned:
        lines.append(f"  expected {_shown(want, show)}")
    if outcome.error:
        lines.append(f"  raised   {outcome.error if trial.fixed else outcome.error.split(':')[0]}")
        if outcome.line:
            lines.append(f"  {outcome.line}")
    elif outcome.returned and isinstance(want, ndarray) and same(want, outcome.value):
        pass  # right numbers of a wrong dtype, say: two equal arrays would tell nothing
    elif outcome.returned and outcome.changed is None:
        lines.append(_comparison(exercise, want, outcome.value, show))
        if outcome.value is None and outcome.printed:
            lines.append(f"It printed {outcome.printed!r}: return the result, do not print it.")
    return lines


def _comparison(exercise: Exercise, want: Any, got: Any, show: bool) -> str:
    """Expected against returned; of several values the first that differs, by its name."""
    if isinstance(want, (list, tuple)) and isinstance(got, (list, tuple)) and len(want) == len(got):
        for position, (a, b) in enumerate(zip(want, got, strict=True)):
            if not same(a, b):
                named = position < len(exercise.parts)
                part = exercise.parts[position] if named else f"item {position}"
                return f"  {part}\n{difference_text(a, b, show)}"
    return difference_text(want, got, show)


def number(value: Any, digits: int = 4) -> str:
    """A number in few digits; -0.0 as 0."""
    if isinstance(value, (bool, int)):
        return str(value)
    return f"{float(value) + 0.0:.{digits}g}"


def grid(array: ndarray, margin: str, digits: int = 4) -> str:
    """A short array, in columns; further lines begin with the margin."""
    longest = [length for length in array.shape if length > 1] if array.ndim > 2 else array.shape
    rows_of_numbers = array.reshape(-1, longest[-1] if longest else 1)
    cells = [[number(cell.item(), digits) for cell in row] for row in rows_of_numbers]
    width = max((len(cell) for row in cells for cell in row), default=0)
    rows = ["[" + "  ".join(cell.rjust(width) for cell in row) + "]" for row in cells]
    return rows[0] if array.ndim == 1 else f"\n{margin}".join(rows)


def is_short(value: Any) -> bool:
    """Whether an array can be written out: small, and at most two axes longer than 1."""
    if not isinstance(value, ndarray) or value.ndim == 0 or not 0 < value.size <= SHOWN:
        return False
    return sum(length > 1 for length in value.shape) <= 2


def value_text(value: Any, margin: str = "", digits: int = 4) -> str:
    """What came back, in words or numbers."""
    if is_short(value):
        shape = f"of shape {value.shape}\n{margin}" if value.ndim > 2 else ""
        return shape + grid(value, margin, digits)
    if isinstance(value, (list, tuple)) and value:
        inner = ", ".join(kind_text(part) for part in value[:4])
        more = ", ..." if len(value) > 4 else ""
        return f"{kind_text(value)}: {inner}{more}"
    if isinstance(value, (bool, int, float)):
        return number(value, digits)
    return kind_text(value)


def kind_text(value: Any) -> str:
    """What kind of thing a value is: "an array of shape (2, 3)", "a list of 2 items"."""
    if isinstance(value, ndarray):
        return f"an array of shape {value.shape}"
    if isinstance(value, (list, tuple)):
        items = "item" if len(value) == 1 else "items"
        return f"a {type(value).__name__} of {len(value)} {items}"
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int):
        return f"the int {value}"
    if isinstance(value, float):
        return f"the float {number(value)}"
    if value is None:
        return "None"
    if isinstance(value, str):
        return f"the text {clean(value, 40)!r}"
    if isinstance(value, Other):
        return clean(f"an object of type {value.kind} {value.detail}", 160)
    return "something else"


def argument_text(value: Any) -> str:
    """A short argument inside the brackets of a call, or an empty string for a long one."""
    if isinstance(value, Seed):
        return f"np.random.default_rng({value.value})"
    short = (int, float, str, tuple)
    parts = value if isinstance(value, (tuple, list)) else [value]
    return repr(value) if value is None or all(isinstance(part, short) for part in parts) else ""


def call_text(exercise: Exercise, trial: Trial) -> str:
    """The call that was made, and beneath it what it was given: shapes alone of fresh numbers."""
    show = trial.fixed
    words: list[str] = []
    below: list[str] = []
    for argument, value in zip(exercise.arguments, trial.args, strict=False):
        text = argument_text(value) if show else ""
        words.append(f"{argument}={text}" if text else argument)
        if isinstance(value, ndarray):
            margin = " " * (4 + len(argument) + 2)
            content = value_text(value, margin) if show else kind_text(value)
            below.append(f"    {argument}: {content}")
        elif callable(value):
            below.append(f"    {argument}: {clean(value.__doc__, 80)}")
        elif isinstance(value, list) and not text and show:
            below += [f"    {argument}[{i}]: {value_text(v)}" for i, v in enumerate(value)]
    return "\n".join([f"  called   {exercise.name}({', '.join(words)})", *below])


def difference_text(want: Any, got: Any, show: bool) -> str:
    """Expected against returned, in lines that fit each other; see `_shown` for `show`."""
    if isinstance(want, ndarray) and isinstance(got, ndarray) and want.shape == got.shape and show:
        return _array_difference(want, got)
    return f"  expected {_shown(want, show)}\n  returned {_shown(got, show)}"


def _shown(value: Any, show: bool) -> str:
    """A value; if not `show`, without any number that may differ in the next run."""
    if show:
        return value_text(value, _MARGIN)
    if isinstance(value, (bool, int, float)):
        return "a value that is new in each run, so it is not shown"
    return kind_text(value)


def _array_difference(want: ndarray, got: ndarray) -> str:
    if is_short(want):
        digits = 4 if value_text(want) != value_text(got) else 9
        first, second = (value_text(array, _MARGIN, digits) for array in (want, got))
        return f"  expected {first}\n  returned {second}"
    places = argwhere(differing(want, got))
    if len(places) == 0:
        return f"  expected and returned: arrays of shape {want.shape}"
    place = tuple(int(axis) for axis in places[0])
    first, second = number(want[place].item()), number(got[place].item())
    if first == second:
        first, second = number(want[place].item(), 9), number(got[place].item(), 9)
    spot = ", ".join(map(str, place))
    return (
        f"  an array of shape {want.shape}; {len(places)} of its {want.size} numbers differ, "
        f"first at [{spot}]\n  expected {first}\n  returned {second}"
    )
