"""Judging answers that depend on chance: by their distribution, and by what they do with seeds."""

from __future__ import annotations

from typing import Any

import numpy as np

from helpers.exercises.exercise import Complaint, Seed

Case = tuple[Any, ...]

IGNORES_RNG = (
    "Your randomness comes from elsewhere than `rng`. Whoever repeats an experiment with the same "
    "seed must get the same numbers."
)
_HOW = "Draw everything from `rng`: rng.random, rng.permutation and its other methods."


def judge_seeds(cases: list[Case], values: list[Any]) -> Complaint | None:
    """Among cases with the same arguments, equal seeds must give equal results, others must not."""
    for i, (first, value) in enumerate(zip(cases, values, strict=True)):
        for second, other in list(zip(cases, values, strict=True))[:i]:
            if _without_seed(first) != _without_seed(second):
                continue
            alike = identical(value, other)
            if _seed(first) == _seed(second) and not alike:
                return Complaint(
                    "ignores-rng",
                    f"Two generators with the same seed gave two different results. {_HOW}",
                )
            if _seed(first) != _seed(second) and alike:
                return Complaint(
                    "ignores-rng",
                    f"Two generators with different seeds gave the same result. {_HOW}",
                )
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
    """Whether `count` of `total` is within six standard deviations of what chance would give.

    A right answer fails about twice in a thousand million tries.
    """
    spread = np.sqrt(probability * (1 - probability) * total)
    return bool(abs(count - probability * total) <= 6 * spread + 1e-9)
