"""Zeros and 1 / (1 - rate). Judged by what is drawn."""

import numpy as np

from helpers.checking import Complaint, Exercise, Mistake, Seed
from helpers.checking.chance import Calls, ignores_rng, judge_seeds, judge_shape
from helpers.exercises.dropout._shared import judge_drop


def dropout_mask(shape, rate, rng):
    return (rng.random(shape) >= rate) / (1 - rate)


def _judge(calls: Calls) -> Complaint | None:
    for (shape, rate, _), mask in calls:
        called = f"  rate {rate}, shape {shape}\n"
        if complaint := judge_shape(shape, mask) or judge_drop(mask, rate, called):
            return complaint
    return judge_seeds(calls)


def mask_of(*shape: int, rate: float, seed: int) -> np.ndarray:
    """A mask of this shape."""
    return dropout_mask(shape, rate, np.random.default_rng(seed))


MISTAKES_OF_A_MASK = [
    Mistake(
        "swaps-keep-and-drop",
        "You keep as much as should be dropped. Here `rate` is the share that is dropped.",
        lambda shape, rate, rng: (rng.random(shape) < rate) / (1 - rate),
        lambda shape, rate, rng: (rng.random(shape) < rate) / (rate or 1),
    ),
    Mistake(
        "same-mask-for-every-row",
        "Every example of the batch loses the same units. Each example draws for itself.",
        lambda shape, rate, rng: (
            np.broadcast_to(dropout_mask(shape[1:], rate, rng), shape)
            if len(shape) > 1
            else dropout_mask(shape, rate, rng)
        ),
    ),
]

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
    mistakes=[
        Mistake(
            "no-rescaling",
            "What is kept stays as it is, so the next layer gets less in training than in use. By "
            "which factor must the kept numbers grow, so that their mean stays the same?",
            lambda shape, rate, rng: (rng.random(shape) >= rate).astype(float),
            lambda shape, rate, rng: rng.random(shape) >= rate,
        ),
        *MISTAKES_OF_A_MASK,
        ignores_rng(dropout_mask),
    ],
)
