"""In training and in use. Judged by what is drawn."""

import numpy as np

from helpers.checking import Answer, Complaint, Exercise, Mistake, Seed, given
from helpers.checking.chance import Calls, close, ignores_rng, judge_seeds, judge_shape
from helpers.exercises.dropout._shared import judge_drop
from helpers.exercises.dropout.dropout_mask import MISTAKES_OF_A_MASK, dropout_mask


def dropout(x, rate, training, rng):
    return x * dropout_mask(x.shape, rate, rng) if training else x


def _activations(*shape: int, seed: int) -> np.ndarray:
    """Numbers from 0.5 to 2: none is 0, so that a dropped one is seen."""
    return np.random.default_rng(seed).uniform(0.5, 2.0, size=shape)


_HIDDEN = _activations(100, 40, seed=1)


def _judge(calls: Calls) -> Complaint | None:
    for (x, _, _, _), y in calls:
        if complaint := judge_shape(x.shape, y):
            return complaint
    tested = [(x, rate, y) for (x, rate, training, _), y in calls if not training]
    if any((y == 0).any() for _, _, y in tested):
        return Complaint("  training=False: some numbers are 0", "drops-at-test-time")
    for (x, rate, training, _), y in calls:
        called = f"  rate {rate}, training=True\n"
        if training and (complaint := judge_drop(y / x, rate, called)):
            return complaint
    for x, rate, y in tested:
        factor = float(np.mean(y / x))
        if not close(y, x):
            scaled = close(y, factor * x)
            text = f"  rate {rate}, training=False\n  expected x as it is"
            return Complaint(text, "scales-at-test-time" if scaled else None)
    return judge_seeds(calls)


def _dropout_by(mask: Answer) -> Answer:
    """Dropout by another mask than that of `dropout_mask`."""
    return lambda x, rate, training, rng: x * mask(x.shape, rate, rng) if training else x


def _scaled_at_test_time(factor: Answer) -> Answer:
    return lambda x, rate, training, rng: (
        dropout(x, rate, True, rng) if training else x * factor(rate)
    )


EXERCISE = Exercise(
    prompt="Drop and rescale when training; return x unchanged in value when not.",
    solution=dropout,
    cases=[
        (_HIDDEN, 0.2, True, Seed(1)),
        (_HIDDEN, 0.2, True, Seed(2)),
        (_HIDDEN, 0.2, True, Seed(1)),
        (_activations(60, 80, seed=2), 0.7, True, Seed(3)),
        (_activations(10, 6, 7, 8, seed=3), 0.5, True, Seed(4)),
        (_activations(3, 4, seed=4), 0.0, True, Seed(5)),
        (_activations(50, 60, seed=5), 0.2, False, Seed(6)),
        (_activations(2, 3, seed=6), 0.7, False, Seed(7)),
        (_activations(40, 50, seed=7), 0.5, False, Seed(8)),
    ],
    fresh=lambda rng: [(_HIDDEN, 0.4, True, Seed(int(rng.integers(10**6))))],
    judge=_judge,
    mistakes=[
        Mistake(
            "drops-at-test-time",
            "You drop numbers when the network is in use, too. Its answers would then change from "
            "call to call: dropout is for training.",
            given(dropout, training=lambda training: True),
            given(dropout, training=lambda training: not training),
        ),
        Mistake(
            "scales-at-test-time",
            "You scale when the network is in use. The kept numbers were scaled in training "
            "already, so that nothing is left to do.",
            _scaled_at_test_time(lambda rate: 1 - rate),
            _scaled_at_test_time(lambda rate: rate),
            _scaled_at_test_time(lambda rate: 1 / (1 - rate)),
        ),
        Mistake(
            "no-rescaling",
            "What is kept in training stays as it is, so the next layer gets less than in use. By "
            "which factor must the kept numbers grow?",
            _dropout_by(lambda shape, rate, rng: rng.random(shape) >= rate),
        ),
        *(Mistake(m.slug, m.hint, *map(_dropout_by, m.ways)) for m in MISTAKES_OF_A_MASK),
        ignores_rng(dropout),
    ],
)
