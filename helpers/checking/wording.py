"""Words for a reply: short, the same in every run, and never by a learner's own repr.

A message is plain text: lines of prose, with code between backticks; and blocks of lines that
begin with two spaces, which are a call that can be pasted, or a comparison.
"""

from textwrap import wrap
from typing import Any

from numpy import ndarray

from helpers.checking.comparing import misfit, same, values_in
from helpers.checking.diagnosis import Finding
from helpers.checking.difference import beside, difference_lines, headed
from helpers.checking.exercise import Exercise
from helpers.checking.pasting import call_lines
from helpers.checking.result import NOT_YET, PASSED, CheckResult
from helpers.checking.trial import Trial, value_of
from helpers.checking.values import WIDTH, kind_text, listed, value_lines


def reply(exercise: Exercise, answer: Any, finding: Finding) -> CheckResult:
    """What is said about an answer; of a wrong one the hint, and the call that shows it."""
    if finding.right:
        return CheckResult(exercise.name, PASSED, finding.text)
    hunted = finding.slug is not None and finding.slug == exercise.bug
    parts = [finding.text] if finding.text else []
    if finding.trial is not None:
        evidence = _evidence(exercise, answer, finding.slug, finding.trial)
        # A hunt for the bug begins with what can be seen.
        parts = evidence + parts if hunted else parts + evidence
    return CheckResult(exercise.name, NOT_YET, "\n".join(parts), finding.slug, hunted)


def _evidence(exercise: Exercise, answer: Any, slug: str | None, trial: Trial) -> list[str]:
    """The call that shows the mistake: what went in, what was expected, what came back."""
    outcome, want = trial.outcome, trial.right
    call = call_lines(exercise, answer, trial.args, trial.fixed)
    lines = ["Called:", *(f"  {line}" for line in call)]
    if not trial.fixed and slug is None:
        lines.insert(
            0,
            "The fixed examples pass, but numbers that are new in each run do not: fractions, and "
            "other sizes. Does your answer cut something off, or hold for the examples alone?",
        )
    # Where many answers are right, to show the numbers of one would give it away.
    show = trial.fixed and exercise.judge is None
    if outcome.error:
        error = outcome.error if trial.fixed else outcome.error.split(":")[0]
        lines += ["", *headed("expected", _shown(want, show))]
        lines += headed("raised  ", wrap(error, WIDTH - 11))
        lines += [f"  {outcome.line}"] if outcome.line else []
    elif not outcome.returned:
        lines += ["", *headed("expected", _shown(want, show))]
    elif same(want, outcome.value):
        pass  # right numbers of a wrong dtype, say: two equal tables would tell nothing
    elif outcome.changed is None:
        lines += _comparison(exercise, slug, want, outcome.value, show)
        lines += _nothing_came(exercise, trial) + _missing(exercise, want, outcome.value)
    return lines


def _comparison(exercise: Exercise, slug: str | None, want: Any, got: Any, show: bool) -> list[str]:
    """Expected against returned; of several values the first that differs, by its name."""
    parts, said = values_in(got) or [], ""
    several = isinstance(got, (list, tuple)) or misfit(want, got) is None
    if isinstance(want, (list, tuple)) and len(parts) == len(want) and several:
        place = next(i for i, (a, b) in enumerate(zip(want, parts, strict=True)) if not same(a, b))
        name = dict(enumerate(_names(exercise))).get(place, f"`result[{place}]`")
        want, got, said = want[place], parts[place], f"The first value that differs is {name}:"
    else:
        name = "The result" if slug else ""  # without a slug the shapes are told already
    if isinstance(want, ndarray) and isinstance(got, ndarray) and want.shape != got.shape and name:
        said = f"{name} should have shape {want.shape}, and has shape {got.shape}:"
    return [said, *_difference(want, got, show)]


def _names(exercise: Exercise) -> list[str]:
    """The names of the parts of a result; those that are Python's as code."""
    return [f"`{name}`" if name.isidentifier() else name for name in exercise.parts]


def _difference(want: Any, got: Any, show: bool) -> list[str]:
    return difference_lines(want, got) if show else beside(_shown(want, show), _shown(got, show))


def _shown(value: Any, show: bool) -> list[str]:
    """A value; if not `show`, without any number that may differ in the next run."""
    if show:
        return value_lines(value)
    if isinstance(value, (bool, int, float)):
        return ["a value that is new in each run, so it is not shown"]
    return [kind_text(value)]


def _nothing_came(exercise: Exercise, trial: Trial) -> list[str]:
    """Where None is no answer: how it may have come to it."""
    if trial.outcome.value is not None:
        return []
    if trial.outcome.printed:
        return [f"It printed {trial.outcome.printed!r}: return the result, do not print it."]
    if any(value_of(exercise, exercise.solution, args) is None for args in exercise.cases):
        return []
    return ["A function that ends without `return` returns None."]


def _missing(exercise: Exercise, want: Any, got: Any) -> list[str]:
    """Where another number of values came than was expected: what they are, by their names."""
    names = _names(exercise)
    came = list(got) if isinstance(got, (list, tuple)) else [got]
    if not names or len(came) == len(names) or misfit(want, got) is None:
        return []
    found = [n for n, value in zip(names, want, strict=True) if any(same(value, c) for c in came)]
    if found and len(came) < len(names):
        lost = [name for name in names if name not in found]
        return [f"What came is {listed(found)}; what is missing is {listed(lost)}."]
    return [f"The values are, in this order: {listed(names)}."]
