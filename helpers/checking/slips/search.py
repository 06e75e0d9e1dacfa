"""Look for the one slip that explains a wrong answer.

Two ways. A repair: an edit of the answer's own code that makes it right on every call. It needs
that code at hand. A lookalike: an edit of a solution that returns what the answer returned, on
every call. Either is tried before it is told, so what is said of the slip is so.
"""

import copy
import linecache
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from numpy.random import default_rng

from helpers.checking.comparing import same
from helpers.checking.exercise import Answer, Case, Exercise, copied
from helpers.checking.outcome import Outcome, changed_argument, clean, plain
from helpers.checking.runner import in_sandbox
from helpers.checking.sandbox import one_call, quiet
from helpers.checking.slips.code import Workshop, definition_of
from helpers.checking.slips.edits import Edit, edits
from helpers.checking.slips.words import Slip, slip
from helpers.checking.trial import Trial, trials_of

Trials = Sequence[Trial]
FURTHER = 3  # rounds of fresh cases
TIME_LIMIT = 3.0  # seconds; a slip that is not found by then is not named
_NO_VALUE = object()


def find_slip(exercise: Exercise, answer: Any, trials: Trials) -> Slip | None:
    """The slip that explains a wrong answer.

    Args:
        exercise: the exercise that it answers.
        answer: the learner's function or class.
        trials: every call, and what came of it. Those that failed are tried first.
    """
    trials = sorted(trials, key=lambda trial: _is_fine(exercise, trial))
    records, _ = in_sandbox(lambda send: _look(exercise, answer, trials, send), TIME_LIMIT)
    if not records:
        return None
    kind, rule, before, after, line = records[0]
    if kind == "repair":
        found = slip(rule, wrong=before, right=after)
        return Slip(found.slug, f"{line}\n{found.text}" if line else found.text)
    found = slip(rule, wrong=after, right=before, speakable=_speaks_of(exercise.arguments))
    return Slip(found.slug, f"Your result is that of an answer with one slip. {found.text}")


def _speaks_of(arguments: Sequence[str]) -> Callable[[str], bool]:
    """Whether a piece of code has no names but those of the arguments, and functions'."""
    known = {*arguments, *_FUNCTIONS}
    return lambda code: bool(code) and set(re.findall(r"[A-Za-z_]\w*", code)) <= known


_FUNCTIONS = [
    "np",
    "len",
    "range",
    "sum",
    "mean",
    "max",
    "min",
    "exp",
    "log",
    "sqrt",
    "shape",
    "axis",
    "T",
    "argmax",
    "argmin",
    "int",
    "float",
]


def _is_fine(exercise: Exercise, trial: Trial) -> bool:
    returned: bool = trial.outcome.returned
    return returned and (exercise.judge is not None or same(trial.right, trial.outcome.value))


def _look(exercise: Exercise, answer: Any, trials: Trials, send: Callable[[Any], None]) -> None:
    with quiet(), one_call():
        for edit in repairs(exercise, answer, trials) if exercise.arguments else ():
            send(["repair", edit.rule, edit.before, edit.after, _line(answer, edit)])
            return
        if exercise.judge is not None:
            return
        for solution in (exercise.solution, *exercise.styles):
            for edit in lookalikes(exercise, answer, solution, trials):
                send(["lookalike", edit.rule, edit.before, edit.after, ""])
                return


def _line(answer: Any, edit: Edit) -> str:
    """The line of the learner's code where the slip is, if one line tells it."""
    tree = definition_of(answer)
    if tree is None or edit.rule in _WHOLE_BLOCKS:
        return ""
    number = tree.lineno + edit.line - 1
    file = getattr(answer, "__code__", None)
    words = clean(linecache.getline(file.co_filename, number), 80) if file else ""
    return f"In line {number}: `{words}`" if words else ""


# Of these, a result alone tells too little, or what is said would not be so.
_ONLY_REPAIRS = ("negative-end", "hard-coded", "variable", "sequence", "missing-term")
_WHOLE_BLOCKS = ("level", "sequence")


def variants(answer: Any, without: Sequence[str] = ()) -> Iterator[tuple[Edit, Workshop, Answer]]:
    """Every edit of an answer whose code is at hand, and the function that it makes."""
    tree = definition_of(answer)
    if tree is None:
        return
    workshop = Workshop(copy.deepcopy(tree), answer)
    for edit in edits(workshop.tree, without):
        try:
            made = workshop.build()
        except Exception:  # not every edit makes sense
            continue
        yield edit, workshop, made


def repairs(exercise: Exercise, answer: Any, trials: Trials) -> Iterator[Edit]:
    """The edits of a wrong answer that make it right on every call."""
    more = list(_further_trials(exercise))
    for edit, workshop, made in variants(answer):
        if all(_is_right(exercise, workshop, made, calls) for calls in (trials, *more)):
            yield edit


def lookalikes(exercise: Exercise, answer: Any, solution: Answer, trials: Trials) -> Iterator[Edit]:
    """The edits of a solution that return what the wrong answer returned, on every call.

    None, unless it mostly did return, and something wrong: one exception is like another.
    """
    returned = [trial for trial in trials if trial.outcome.returned]
    if 2 * len(returned) <= len(trials) or all(_is_fine(exercise, trial) for trial in returned):
        return
    for edit, workshop, made in variants(solution, without=_ONLY_REPAIRS):
        if _is_alike(exercise, workshop, made, trials) and all(
            _agree(exercise, workshop, made, answer, calls) for calls in _further_trials(exercise)
        ):
            yield edit


def _further_trials(exercise: Exercise) -> Iterator[list[Trial]]:
    """Calls that an explanation must hold for, too, so that no chance hit is told as a cause."""
    for seed in range(FURTHER if exercise.fresh else 0):
        cases = list(exercise.fresh(default_rng(seed)))  # type: ignore[misc]
        yield trials_of(exercise, exercise.solution, cases, [Outcome()] * len(cases))


def _agree(
    exercise: Exercise, workshop: Workshop, made: Answer, answer: Answer, trials: Trials
) -> bool:
    """Whether a variant and the answer itself return the same on these calls."""
    for trial in trials:
        one = _value(exercise, workshop, made, trial.args)
        two = _value(exercise, workshop, answer, trial.args)
        if (one is _NO_VALUE) != (two is _NO_VALUE):
            return False
        if one is not _NO_VALUE and not same(one, two, strict=False):
            return False
    return True


def _value(exercise: Exercise, workshop: Workshop, made: Answer, args: Case) -> Any:
    given = copied(args)
    workshop.start_call()
    try:
        value = plain(exercise.use(made, given))
    except Exception:  # as wrong answers do
        return _NO_VALUE
    return _NO_VALUE if changed_argument(args, given) is not None else value


def _is_right(exercise: Exercise, workshop: Workshop, made: Answer, trials: Trials) -> bool:
    calls = []
    for trial in trials:
        value = _value(exercise, workshop, made, trial.args)
        if value is _NO_VALUE:
            return False
        if exercise.judge is None and not same(trial.right, value):
            return False
        calls.append((trial.args, value))
    try:
        return exercise.judge is None or exercise.judge(calls) is None
    except Exception:  # a value so odd that it cannot be judged
        return False


def _is_alike(exercise: Exercise, workshop: Workshop, made: Answer, trials: Trials) -> bool:
    """Whether a variant did on every call what the answer did."""
    for trial in trials:
        value, outcome = _value(exercise, workshop, made, trial.args), trial.outcome
        if (value is not _NO_VALUE) != outcome.returned:
            return False
        if outcome.returned and not same(value, outcome.value, strict=False):
            return False
    return True
