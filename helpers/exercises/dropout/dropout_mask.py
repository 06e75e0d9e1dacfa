"""Zeros and 1 / (1 - rate). Judged by what is drawn."""

import numpy as np

from helpers.checking import Complaint, Exercise, Mistake, Seed
from helpers.checking.chance import Calls, close, ignores_rng, judge_seeds, judge_shape
from helpers.exercises.dropout._mask_mistakes import MISTAKES_OF_A_MASK
from helpers.exercises.dropout._shared import Drop, judge_drops


def dropout_mask(shape, rate, rng):
    return (rng.random(shape) >= rate) / (1 - rate)


def _kept_alone(shape, rate, rng):
    kept = rng.random(shape) >= rate
    mask = np.zeros(shape)
    mask[kept] = 1 / (1 - rate)
    return mask


def _judge(calls: Calls) -> Complaint | None:
    for (shape, _, _), mask in calls:
        if complaint := judge_shape(shape, mask):
            return complaint
    if all(_lacks_brackets(mask, rate) for (_, rate, _), mask in calls if rate > 0):
        return Complaint("", "missing-brackets")
    called = "  rate {}, shape {}\n"
    drops = [Drop(mask, rate, called.format(rate, shape)) for (shape, rate, _), mask in calls]
    return judge_drops(drops) or judge_seeds(calls)


def _lacks_brackets(mask: np.ndarray, rate: float) -> bool:
    """Whether the mask is what was kept, divided by 1, minus the rate."""
    low, high = mask[mask < 0], mask[mask > 0]
    return low.size > 0 and close(high, 1 - rate) and close(low, -rate)


def mask_of(*shape: int, rate: float, seed: int) -> np.ndarray:
    """A mask of this shape."""
    return dropout_mask(shape, rate, np.random.default_rng(seed))


EXERCISE = Exercise(
    prompt="Return an array of zeros (with probability rate) and 1 / (1 - rate) elsewhere.",
    solution=dropout_mask,
    cases=[
        ((100, 40), 0.2, Seed(1)),
        ((100, 40), 0.2, Seed(2)),
        ((100, 40), 0.2, Seed(1)),
        ((60, 80), 0.8, Seed(3)),
        ((90, 50), 0.5, Seed(4)),
        ((10, 6, 7, 8), 0.35, Seed(5)),
        ((4000,), 0.1, Seed(6)),
        ((5, 4), 0.0, Seed(7)),
    ],
    fresh=lambda rng: [((80, 50), 0.3, Seed(int(rng.integers(10**6))))],
    judge=_judge,
    styles=[_kept_alone],
    mistakes=[
        Mistake(
            "no-rescaling",
            "What is kept stays as it is, so the next layer gets less in training than in use. By "
            "which factor must the kept numbers grow, so that their mean stays the same?",
            lambda shape, rate, rng: (rng.random(shape) >= rate).astype(float),
            lambda shape, rate, rng: rng.random(shape) >= rate,
        ),
        Mistake(
            "missing-brackets",
            "Your numbers are 1 - rate and -rate: the rate is subtracted from all of them, and "
            "what stands behind `/` is 1 alone. Brackets make one divisor of `1 - rate`.",
            lambda shape, rate, rng: (rng.random(shape) >= rate) / 1 - rate,
        ),
        *MISTAKES_OF_A_MASK,
        ignores_rng(dropout_mask),
    ],
)
