"""Mistakes that are seen when all calls are laid side by side."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from helpers.checking.comparing import same, values_in
from helpers.checking.exercise import Exercise
from helpers.checking.relations import Relation
from helpers.checking.trial import Trial

Trials = Sequence[Trial]


def same_on_every_call(trials: Trials) -> Relation | None:
    """Whether one and the same result came on every call, where different ones are right."""
    if len(trials) < 3 or not all(trial.outcome.returned for trial in trials):
        return None
    first, rights = trials[0].outcome.value, [trial.right for trial in trials]
    if not isinstance(first, int | float | str | np.ndarray | list | tuple | None):
        return None
    found = {number for trial in trials for number in _numbers_of(trial.outcome.value)}
    if len(found) == 1 and isinstance(first, np.ndarray):
        number = found.pop()
        text = f"Every number of your result is {number:g}, on every call."
        return Relation("always-the-same-number", text)
    if not all(_identical(first, trial.outcome.value) for trial in trials[1:]):
        return None
    if all(_identical(rights[0], right) for right in rights[1:]):
        return None
    if first is None:
        return Relation(
            "returns-nothing",
            "Your function returned None on every call. Does every way through it end in "
            "`return`, and is there something behind it?",
        )
    return Relation(
        "always-the-same",
        "Your function returns the same on every call, whatever it is given. The examples in the "
        "text are only examples.",
    )


def _numbers_of(value: Any) -> set[float]:
    """The different numbers of an array; of anything else too many to be one."""
    if isinstance(value, np.ndarray) and value.size:
        return set(np.unique(value)[:2].astype(float).tolist())
    return {0.0, 1.0}


def _identical(one: Any, two: Any) -> bool:
    if isinstance(one, np.ndarray) and isinstance(two, np.ndarray):
        return np.array_equal(one, two)
    return type(one) is type(two) and same(one, two)


def factor(exercise: Exercise, trials: Trials) -> Relation | None:
    """Whether every number is a number of times what is expected: one factor, or a length."""
    factors = [each for trial in trials if (each := _factor_of(trial)) is not None]
    if len(factors) < len(trials) or any(abs(each - 1) < 1e-3 for each in factors):
        return None
    first = factors[0]
    if all(abs(each - first) <= 1e-4 * abs(first) for each in factors):
        return Relation("off-by-a-factor", f"Every number is {first:.4g} times what is expected.")
    for place, name in enumerate(exercise.arguments):
        for word, count in (("the number of its rows", len), ("the count of its numbers", np.size)):
            try:
                counts = [count(trial.args[place]) for trial in trials]
            except (TypeError, IndexError):
                continue
            for power, slug, how in ((1, "sum-not-mean", "large"), (-1, "mean-not-sum", "small")):
                if np.allclose(factors, np.array(counts, float) ** power, rtol=1e-4):
                    text = f"Every number is too {how}, by a factor that is {word} of `{name}`."
                    return Relation(slug, text)
    return None


def _factor_of(trial: Trial) -> float | None:
    want, got = trial.right, trial.outcome.value
    if isinstance(want, tuple | list) or values_in(got) is None and not np.isscalar(got):
        return None
    try:
        want, got = np.asarray(want, float), np.asarray(got, float)
    except (TypeError, ValueError):
        return None
    if want.shape != got.shape or want.size == 0 or not np.isfinite(got).all():
        return None
    place = np.unravel_index(np.argmax(np.abs(want)), want.shape)
    if want[place] == 0:
        return None
    times = float(got[place] / want[place])
    return times if same(times * want, got, strict=False) and times != 0 else None
