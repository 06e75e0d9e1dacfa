"""Judging answers that depend on chance: by their distribution, and by what they do with seeds."""

from functools import partial
from typing import Any

import numpy as np

from helpers.checking.comparing import RELATIVE
from helpers.checking.exercise import Answer, Case, Complaint, Mistake, Seed

Calls = list[tuple[Case, Any]]  # what a judge is given: the arguments of each call, and its value

SPREADS = 6  # standard deviations: a right answer fails about twice in a thousand million tries
close = partial(np.allclose, rtol=RELATIVE)
_HOW = "Draw everything from `rng`: rng.random, rng.permutation and its other methods."


def ignores_rng(solution: Answer) -> Mistake:
    """The mistake of a solution that draws from another generator than its last argument."""
    return Mistake(
        "ignores-rng",
        "Your randomness comes from elsewhere than `rng`. Whoever repeats an experiment with the "
        "same seed must get the same numbers.",
        lambda *args: solution(*args[:-1], np.random.default_rng(0)),
        lambda *args: solution(*args[:-1], np.random.default_rng()),
    )


def judge_shape(shape: tuple[int, ...], value: np.ndarray) -> Complaint | None:
    """Whether an array has the shape that was asked for."""
    if value.shape == shape:
        return None
    return Complaint(f"  expected an array of shape {shape}\n  returned {value.shape}")


def judge_seeds(calls: Calls) -> Complaint | None:
    """Among calls with the same arguments, equal seeds must give equal results, others must not."""
    for i, (first, value) in enumerate(calls):
        for second, other in calls[:i]:
            if _without_seed(first) != _without_seed(second):
                continue
            same_seed = _seed(first) == _seed(second)
            if same_seed == identical(value, other):
                continue
            seeds = "the same seed" if same_seed else "different seeds"
            results = "two different results" if same_seed else "the same result"
            return Complaint(f"Two generators with {seeds} gave {results}. {_HOW}", "ignores-rng")
    return None


def _seed(case: Case) -> int:
    return next(argument.value for argument in case if isinstance(argument, Seed))


def _without_seed(case: Case) -> list[Any]:
    """What identifies the other arguments: the arrays of our cases are shared, not equal."""
    others = [argument for argument in case if not isinstance(argument, Seed)]
    return [id(a) if isinstance(a, np.ndarray) else a for a in others]


def identical(first: Any, second: Any) -> bool:
    """Whether two results are the same to the last bit."""
    if isinstance(first, (list, tuple)) and isinstance(second, (list, tuple)):
        return len(first) == len(second) and all(map(identical, first, second))
    return np.array_equal(first, second)


def likely_share(count: float, total: int, probability: float) -> bool:
    """Whether `count` of `total` is about what chance would give."""
    spread = np.sqrt(probability * (1 - probability) * total)
    return bool(abs(count - probability * total) <= SPREADS * spread + 1e-9)
