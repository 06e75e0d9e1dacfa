"""Compare a learner's answers with the solution's, and name the misconception behind the mistake.

The rule for naming: run every known mistake on the same cases. A mistake is recognized when the
learner's outcome equals its outcome wherever both returned something, and at least once where that
is wrong (or where both raise). A call that raised speaks against a mistake only where that mistake
would have been right.
Where two mistakes fit, the one that explains more calls is named; if they fit alike, none is.
"""

import contextlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from numpy import isnan, ndarray

from helpers.checking.across_calls import factor, same_on_every_call
from helpers.checking.comparing import misfit, same, values_in
from helpers.checking.exercise import Answer, Case, Complaint, Exercise, Mistake, copied
from helpers.checking.outcome import Other, Outcome, changed_argument
from helpers.checking.reading import arguments_in_another_order, read_error, unused_argument
from helpers.checking.relations import LEADING, TELLING, find_relation
from helpers.checking.slips.search import find_slip
from helpers.checking.trial import RAISED, Trial, trials_of, value_of

NOT_RIGHT = "Your function runs, and its result is not right yet."


@dataclass(frozen=True)
class Finding:
    """What was found: words, the slug of a known mistake or None, and the call that shows it."""

    text: str
    slug: str | None = None
    trial: Trial | None = None
    right: bool = False


def diagnose(
    exercise: Exercise, answer: Any, cases: list[Case], outcomes: list[Outcome]
) -> Finding:
    """Compare with the solution, and where that names no mistake, with other right answers.

    Where none of the known mistakes fits either, the slips that anyone may make are tried.
    """
    unnamed: list[Finding] = []
    for solution in (exercise.solution, *exercise.also_right):
        trials = trials_of(exercise, solution, cases, outcomes)
        finding = find(exercise, trials)
        if finding is None:
            calls = "1 call" if len(cases) == 1 else f"{len(cases)} calls"
            note = solution.__doc__ or ""
            return Finding(f"{calls} answered as expected. {note}".rstrip(), right=True)
        if finding.slug is not None:
            return finding
        unnamed.append(finding)
    trials = trials_of(exercise, exercise.solution, cases, outcomes)
    return _with_slip(exercise, answer, unnamed[0], trials)


def _with_slip(exercise: Exercise, answer: Any, finding: Finding, trials: list[Trial]) -> Finding:
    """The finding with the name of the slip that explains it, if one does."""
    if any(_must_not_run_again(trial.outcome) for trial in trials):
        return finding
    compared = exercise.judge is None
    found = (
        arguments_in_another_order(exercise, answer)
        or (compared and (same_on_every_call(trials) or find_relation(exercise, trials, TELLING)))
        or find_slip(exercise, answer, trials)
        or unused_argument(exercise, answer)
    )
    if not found and (raised := _first(trials, lambda trial: trial.outcome.line)):
        found = read_error(raised.outcome.error)
        finding = replace(finding, trial=raised) if found else finding
    if not found and compared:
        found = find_relation(exercise, trials, LEADING) or factor(exercise, trials)
    if not found:
        return finding
    told = [] if finding.text == NOT_RIGHT else [finding.text]
    # The exercise's own mistake of that name was tried, and is another one.
    taken = found.slug in {mistake.slug for mistake in exercise.mistakes}
    slug = f"{found.slug}-elsewhere" if taken else found.slug
    return replace(finding, text="\n".join([found.text, *told]), slug=slug)


_NAMED_NOT_CALLED = ("method", "builtin_function_or_method", "function")


def _must_not_run_again(outcome: Outcome) -> bool:
    """Whether variants of the code might never end, or fill the memory: iterators have no end."""
    value = outcome.value
    is_odd = isinstance(value, Other) and value.kind not in (*_NAMED_NOT_CALLED, "ndarray")
    return bool(outcome.broken) or is_odd or outcome.error.startswith("MemoryError")


def name_mistake(exercise: Exercise, trials: list[Trial]) -> tuple[Mistake, Trial] | None:
    """The known mistake that explains these outcomes, and a call that shows it."""
    found = [
        (*explained, mistake)
        for mistake in exercise.mistakes
        for wrong in mistake.ways
        if (explained := _explains(exercise, wrong, trials))
    ]
    most = max((agreements for agreements, _, _ in found), default=0)
    leaders = [(shown, mistake) for agreements, shown, mistake in found if agreements == most]
    if len({mistake.slug for _, mistake in leaders}) != 1:
        return None
    shown, mistake = min(leaders, key=lambda leader: leader[0])
    return mistake, trials[shown]


def _explains(exercise: Exercise, wrong: Answer, trials: list[Trial]) -> tuple[int, int] | None:
    """How many calls a known mistake explains, and the first that it gets wrong; or None."""
    agreements, shown = 0, None
    compared = raised = 0
    for index, trial in enumerate(trials):
        theirs = value_of(exercise, wrong, trial.args)
        differs = theirs is RAISED or not same(trial.right, theirs, strict=False)
        raised += theirs is RAISED
        if not trial.outcome.returned:
            if not differs:
                return None
            agrees = theirs is RAISED
        elif theirs is RAISED:
            continue
        else:
            if not same(theirs, trial.outcome.value, strict=False):
                return None
            agrees = True
            compared += 1
        agreements += agrees
        if agrees and differs and shown is None:
            shown = index
    # An answer that raises everywhere is like every mistake that raises somewhere: no explanation.
    explained = compared or raised == len(trials)
    return (agreements, shown) if explained and shown is not None else None


def find(exercise: Exercise, trials: list[Trial]) -> Finding | None:
    """What is wrong with these outcomes, or None if they are right."""
    broken = _first(trials, lambda trial: trial.outcome.broken)
    if broken is not None:
        slug = "wrong-arguments" if broken.outcome.error else None
        return Finding(broken.outcome.broken, slug, broken)
    changed = _first(trials, lambda trial: trial.outcome.changed is not None)
    if changed is not None:
        argument = exercise.arguments[changed.outcome.changed or 0]
        text = (
            f"Your function changed its argument {argument!r}. Leave it as it was: work on a copy, "
            "or put it back."
        )
        known = (m.slug for m in exercise.mistakes if changes_its_arguments(exercise, m, changed))
        return Finding(text, next(known, "mutates-input"), changed)
    if exercise.judge is not None:
        return _find_by(exercise.judge, exercise, trials)
    trials = sorted(trials, key=_length)  # the shortest that shows a mistake is shown
    wrong = _first(trials, lambda t: not (t.outcome.returned and same(t.right, t.outcome.value)))
    if wrong is None:
        return _wrong_dtype(exercise, trials) or _handed_back(trials)
    named = name_mistake(exercise, trials)
    if named is None:
        return Finding(_describe(wrong), None, wrong)
    mistake, shown = named
    return Finding(mistake.hint, mistake.slug, shown)


def changes_its_arguments(exercise: Exercise, mistake: Mistake, trial: Trial) -> bool:
    """Whether a known mistake is that of an answer which changes what it was given."""
    given = copied(trial.args)
    with contextlib.suppress(Exception):  # as in value_of
        exercise.use(mistake.ways[0], given)
    return changed_argument(trial.args, given) is not None


def _describe(trial: Trial) -> str:
    """What is wrong with a call that no known mistake explains, in a sentence."""
    if not trial.outcome.returned:
        return "Your function raised an exception."
    want, got = trial.right, trial.outcome.value
    problem = misfit(want, got)
    if problem is not None:
        return problem
    if isinstance(want, ndarray) and want.shape != got.shape:
        return f"The shape is not right yet: {want.shape} was expected, and {got.shape} came."
    if isinstance(got, (ndarray, float)) and isnan(got).any() and not isnan(want).any():
        return "There is NaN (not a number) in your result. Look for 0 / 0, log(0) or inf - inf."
    return NOT_RIGHT


def _find_by(judge: Callable[..., Any], exercise: Exercise, trials: list[Trial]) -> Finding | None:
    """Where many answers are right: first the kind of each value, then what the judge says."""
    unfit = _first(trials, lambda trial: not _fits(trial))
    if unfit is not None:
        return Finding(_describe(unfit), None, unfit)
    complaint: Complaint | None = judge([(trial.args, trial.outcome.value) for trial in trials])
    hints = {mistake.slug: mistake.hint for mistake in exercise.mistakes}
    if complaint is None and any(trial.outcome.global_random for trial in trials):
        text = "Your function changed a global random state. Draw from `rng` alone."
        complaint = Complaint(text, "ignores-rng" if "ignores-rng" in hints else None)
    if complaint is None:
        return None
    hint = hints.get(complaint.slug or "", "")
    call = f"  called   {exercise}"
    return Finding("\n".join(filter(None, (hint, call, complaint.text))), complaint.slug)


def _fits(trial: Trial) -> bool:
    if isinstance(trial.right, list):  # how many items a list has is the judge's business
        return trial.outcome.returned and values_in(trial.outcome.value) is not None
    return trial.outcome.returned and misfit(trial.right, trial.outcome.value) is None


def _wrong_dtype(exercise: Exercise, trials: list[Trial]) -> Finding | None:
    """The numbers are right; where the exercise asks for a dtype, is it that one?"""
    for trial in trials if exercise.dtype else ():
        came = getattr(trial.outcome.value, "dtype", None)
        if str(came) != exercise.dtype:
            text = f"The numbers are right, but of dtype {came}; {exercise.dtype} was asked for."
            hints = [m.hint for m in exercise.mistakes if m.slug == "wrong-dtype"]
            hints = [] if str(came) == "bool" else hints  # they speak of numbers
            return Finding("\n".join([text, *hints]), "wrong-dtype", trial)
    return None


def _handed_back(trials: list[Trial]) -> Finding | None:
    text = "Your function handed back an array that it was given: make a new one."
    trial = _first(trials, lambda trial: trial.outcome.aliased)
    return None if trial is None else Finding(text, None, trial)


def _length(trial: Trial) -> tuple[bool, int]:
    """How much there is to read in a call: fixed ones first, then by how many numbers it has."""
    return not trial.fixed, _numbers_in([trial.args, trial.right])


def _numbers_in(value: Any) -> int:
    if isinstance(value, (list, tuple)):
        return sum(map(_numbers_in, value))
    return value.size if isinstance(value, ndarray) else 1


def _first(trials: Iterable[Trial], is_so: Callable[[Trial], Any]) -> Trial | None:
    return next((trial for trial in trials if is_so(trial)), None)
