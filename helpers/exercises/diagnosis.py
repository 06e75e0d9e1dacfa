"""Compare a learner's answers with the solution's, and name the misconception behind the mistake.

The rule for naming: run every known mistake on the same cases. A mistake is recognized when the
learner's outcome equals its outcome wherever both returned something, and at least once where that
is wrong (or where both raise). A call that raised speaks against a mistake only where that mistake
would have been right.
Where two mistakes fit, the one that explains more calls is named; if they fit alike, none is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from numpy import array_equal, asarray, float64, isfinite, isnan, ndarray

from helpers.exercises.calls import Outcome
from helpers.exercises.exercise import Complaint, Exercise, Mistake, copied
from helpers.exercises.plain import Other, plain

RELATIVE, OF_LARGEST, ABSOLUTE = 1e-4, 1e-5, 1e-9  # a tolerance that fits float32

Case = tuple[Any, ...]


class Raised:
    """Stands for the value of a call that raised."""


RAISED = Raised()


@dataclass(frozen=True)
class Finding:
    """What is wrong: a slug or None, and the call that shows it, if one does."""

    slug: str | None
    index: int | None = None
    text: str = ""


def values_of(exercise: Exercise, answer: Callable[..., Any], cases: list[Case]) -> list[Any]:
    """What the solution or a known mistake returns on each case; RAISED where it raises."""
    values: list[Any] = []
    for args in cases:
        try:
            values.append(plain(exercise.use(answer, copied(args)), exercise.unroll))
        except Exception:  # a wrong answer may well raise
            values.append(RAISED)
    return values


def same(want: Any, got: Any, strict: bool = True) -> bool:
    """Whether a value is what was wanted, within float32's precision.

    With strict=False, for telling mistakes apart, ints and floats are told apart by value alone.
    """
    if isinstance(want, (list, tuple)):
        parts = values_in(got)
        return (
            parts is not None
            and len(parts) == len(want)
            and all(same(a, b, strict) for a, b in zip(want, parts, strict=True))
        )
    if strict and misfit(want, got) is not None:
        return False
    if isinstance(want, (ndarray, bool, int, float)):
        if not isinstance(got, (ndarray, bool, int, float)):
            return False
        return _close(asarray(want), asarray(got))
    return type(want) is type(got) and bool(want == got)


def _close(want: ndarray, got: ndarray) -> bool:
    if want.shape != got.shape:
        return False
    want, got = want.astype(float64), got.astype(float64)
    fine = isfinite(want)
    if not array_equal(want[~fine], got[~fine], equal_nan=True):
        return False
    want, got = want[fine], got[fine]
    largest = abs(want).max(initial=0.0)
    gap = abs(want - got)
    return bool((gap <= RELATIVE * abs(want) + OF_LARGEST * largest + ABSOLUTE).all())


def values_in(value: Any) -> list[Any] | None:
    """Several values: the items of a list or a tuple, or an array along its first axis."""
    if isinstance(value, (list, tuple)):
        return list(value)
    if isinstance(value, ndarray) and value.ndim > 0:
        return list(value)
    return None


def misfit(want: Any, got: Any) -> str | None:
    """What is wrong with the kind of a value (not its numbers), in words; None if it fits."""
    if got is None and want is not None:
        return "Your function returned None, as a function without a return does."
    if isinstance(got, Other) and got.kind == "ndarray":
        return f"Your function returned an array {got.detail}."
    if isinstance(want, ndarray):
        if isinstance(got, (list, tuple)):
            kind = type(got).__name__
            return (
                f"Your function returned a {kind}. Return a NumPy array: np.array(...) makes one."
            )
        return None if isinstance(got, ndarray) else "A NumPy array was expected."
    if isinstance(want, bool | int):
        if isinstance(got, float):
            return "A whole number of type int was expected, and a float came back."
        return None if isinstance(got, int) else "A whole number of type int was expected."
    if isinstance(want, float):
        fits = isinstance(got, (int, float)) or (isinstance(got, ndarray) and got.ndim == 0)
        return None if fits else "One number was expected."
    if isinstance(want, (list, tuple)):
        parts = values_in(got)
        if parts is None:
            return f"{len(want)} values were expected, as a tuple or a list."
        if len(parts) != len(want):
            return f"{len(want)} values were expected, and {len(parts)} came back."
        problems = (misfit(a, b) for a, b in zip(want, parts, strict=True))
        return next((problem for problem in problems if problem), None)
    return None if type(want) is type(got) else "Something else was expected."


def name_mistake(
    exercise: Exercise, cases: list[Case], right: list[Any], outcomes: list[Outcome]
) -> tuple[str | None, int | None]:
    """The slug of the known mistake that explains these outcomes, and a call that shows it."""
    best: list[tuple[int, str, int]] = []
    for mistake in exercise.mistakes:
        found = [_explains(exercise, wrong, cases, right, outcomes) for wrong in _ways(mistake)]
        found = [pair for pair in found if pair is not None]
        if found:
            agreements, index = max(found, key=lambda pair: (pair[0], -pair[1]))
            best.append((agreements, mistake.slug, index))
    if not best:
        return None, None
    most = max(agreements for agreements, _, _ in best)
    leaders = [(slug, index) for agreements, slug, index in best if agreements == most]
    return leaders[0] if len({slug for slug, _ in leaders}) == 1 else (None, None)


def _ways(mistake: Mistake) -> tuple[Callable[..., Any], ...]:
    return (mistake.wrong, *mistake.also)


def _explains(
    exercise: Exercise,
    wrong: Callable[..., Any],
    cases: list[Case],
    right: list[Any],
    outcomes: list[Outcome],
) -> Any:
    """How many calls a known mistake explains, and the first that it gets wrong; or None."""
    agreements, shown = 0, None
    mistaken = values_of(exercise, wrong, cases[: len(outcomes)])
    for index, (outcome, theirs) in enumerate(zip(outcomes, mistaken, strict=True)):
        differs = theirs is RAISED or not same(right[index], theirs, strict=False)
        if not outcome.returned:
            if not differs:
                return None
            agreements += theirs is RAISED
            if theirs is RAISED and shown is None:
                shown = index
        elif theirs is not RAISED:
            if not same(theirs, outcome.value, strict=False):
                return None
            agreements += 1
            if differs and shown is None:
                shown = index
    return None if shown is None else (agreements, shown)


def find(
    exercise: Exercise, cases: list[Case], right: list[Any], outcomes: list[Outcome]
) -> Finding | None:
    """What is wrong with these outcomes, or None if they are right."""
    changed = _first(
        outcomes, lambda o: o.changed is not None and o.change > exercise.changes_allowed
    )
    if changed is not None:
        argument = (exercise.inputs or exercise.arguments)[outcomes[changed].changed or 0]
        text = (
            f"Your function changed its argument {argument!r}. Leave it as it was: work on a copy, "
            "or put it back."
        )
        return Finding(exercise.changes_slug, changed, text)
    if exercise.judge is not None:
        return _judge(exercise, cases, right, outcomes)
    wrong = _first_wrong(right, outcomes, lambda want, o: o.returned and same(want, o.value))
    if wrong is None:
        return _wrong_dtype(exercise, outcomes) or _handed_back(outcomes)
    slug, index = name_mistake(exercise, cases, right, outcomes)
    if slug is not None:
        return Finding(slug, index, exercise.hint(slug))
    return Finding(None, wrong, _describe(right[wrong], outcomes[wrong]))


def _describe(want: Any, outcome: Outcome) -> str:
    """What is wrong with a call that no known mistake explains, in a sentence."""
    if not outcome.returned:
        return "Your function raised an exception."
    got = outcome.value
    problem = misfit(want, got)
    if problem is not None:
        return problem
    if isinstance(want, ndarray) and want.shape != got.shape:
        return f"The shape is not right yet: {want.shape} was expected, and {got.shape} came."
    if isinstance(got, (ndarray, float)) and isnan(got).any() and not isnan(want).any():
        return "There is NaN (not a number) in your result. Look for 0 / 0, log(0) or inf - inf."
    return "Your function runs, and its result is not right yet."


def _judge(
    exercise: Exercise, cases: list[Case], right: list[Any], outcomes: list[Outcome]
) -> Finding | None:
    """An exercise with many right answers: first the kind of each value, then the judge."""

    def fits(want: Any, outcome: Outcome) -> bool:
        if exercise.unroll:  # how many items there are is the judge's business
            return outcome.returned and values_in(outcome.value) is not None
        return outcome.returned and not misfit(want, outcome.value)

    unfit = _first_wrong(right, outcomes, fits)
    if unfit is not None:
        return Finding(None, unfit, _describe(right[unfit], outcomes[unfit]))
    judge = exercise.judge
    complaint = judge(cases, [outcome.value for outcome in outcomes]) if judge else None
    if complaint is None and any(outcome.global_random for outcome in outcomes):
        text = "Your function changed a global random state. Draw from `rng` alone."
        complaint = Complaint("ignores-rng" if exercise.hint("ignores-rng") else None, text)
    if complaint is None:
        return None
    hint = exercise.hint(complaint.slug) if complaint.slug else ""
    call = f"  called   {exercise.name}({', '.join(exercise.arguments)})"
    return Finding(complaint.slug, None, "\n".join(filter(None, (hint, call, complaint.text))))


def _wrong_dtype(exercise: Exercise, outcomes: list[Outcome]) -> Finding | None:
    """The numbers are right; where the exercise asks for a dtype, is it that one?"""
    if exercise.dtype is None:
        return None
    index = _first(outcomes, lambda o: str(getattr(o.value, "dtype", "")) != exercise.dtype)
    if index is None:
        return None
    came = getattr(outcomes[index].value, "dtype", None)
    text = f"The numbers are right, but of dtype {came}; {exercise.dtype} was asked for."
    slug = "wrong-dtype"
    return Finding(slug, index, "\n".join(filter(None, (text, exercise.hint(slug)))))


def _handed_back(outcomes: list[Outcome]) -> Finding | None:
    index = _first(outcomes, lambda o: o.aliased)
    if index is None:
        return None
    return Finding(
        None, index, "Your function handed back an array that it was given: make a new one."
    )


def _first(outcomes: list[Outcome], is_so: Callable[[Outcome], bool]) -> int | None:
    return next((i for i, outcome in enumerate(outcomes) if is_so(outcome)), None)


def _first_wrong(
    right: list[Any], outcomes: list[Outcome], is_fine: Callable[[Any, Outcome], bool]
) -> int | None:
    pairs = zip(right, outcomes, strict=False)
    return next((i for i, (want, o) in enumerate(pairs) if not is_fine(want, o)), None)
