"""In training and in use. Judged by what is drawn."""

import numpy as np

from helpers.checking import Answer, Complaint, Exercise, Mistake, Seed, given
from helpers.checking.chance import Calls, close, ignores_rng, judge_seeds, judge_shape
from helpers.exercises.dropout._mask_mistakes import MISTAKES_OF_A_MASK
from helpers.exercises.dropout._shared import Drop, judge_drops
from helpers.exercises.dropout.dropout_mask import dropout_mask


def dropout(x, rate, training, rng):
    return x * dropout_mask(x.shape, rate, rng) if training else x


def _activations(*shape: int, seed: int) -> np.ndarray:
    """Numbers of both signs, none of them 0, so that a dropped one is seen."""
    rng = np.random.default_rng(seed)
    return rng.uniform(0.5, 2.0, size=shape) * rng.choice([-1, 1], size=shape)


_HIDDEN = _activations(100, 40, seed=1)
_AFTER_RELU = np.maximum(_activations(30, 40, seed=9), 0)


def _judge(calls: Calls) -> Complaint | None:
    for (x, _, _, _), y in calls:
        if complaint := judge_shape(x.shape, y):
            return complaint
    in_use = [(x, rate, y) for (x, rate, training, _), y in calls if not training]
    trained = [(x, rate, y) for (x, rate, training, _), y in calls if training and rate > 0]
    return (
        _judge_modes(trained, in_use)
        or _judge_formula(trained)
        or judge_drops([_drop(x, rate, y) for (x, rate, training, _), y in calls if training])
        or _judge_zeros(calls)
        or _judge_in_use(in_use)
        or judge_seeds(calls)
    )


def _drop(x: np.ndarray, rate: float, y: np.ndarray) -> Drop:
    """The factors of a call: of all numbers, or of those that are not 0."""
    there = x != 0
    factors = y / x if there.all() else y[there] / x[there]
    return Drop(factors, rate, f"  rate {rate}, training=True\n")


_Modes = list[tuple[np.ndarray, float, np.ndarray]]  # x, rate and what was returned


def _judge_modes(trained: _Modes, in_use: _Modes) -> Complaint | None:
    """Whether numbers are dropped in training, and in training alone."""
    same_in_training = all(close(y, x) for x, _, y in trained)
    new_zeros = any(((y == 0) & (x != 0)).any() for x, _, y in in_use)
    if same_in_training and new_zeros:
        return Complaint("", "swaps-modes")
    if same_in_training and all(close(y, x) for x, _, y in in_use):
        return Complaint("  training=True: x came back as it was", "never-drops")
    positive_stay = all((y[x > 0] != 0).all() for x, _, y in in_use)
    negative_go = all((y[x < 0] == 0).all() for x, _, y in [*trained, *in_use])
    if new_zeros and positive_stay and negative_go:
        return Complaint("  training=False: no number is negative", "drops-the-negative")
    if new_zeros:
        return Complaint("  training=False: some numbers are 0", "drops-at-test-time")
    return None


def _judge_formula(trained: _Modes) -> Complaint | None:
    """Whether what is dropped hangs on chance, and what is kept is multiplied."""
    if not all(np.isfinite(y).all() for _, _, y in trained):
        return None
    if not all((y != 0).any() for _, _, y in trained):
        return None
    if all(close(y[y != 0], 1 / (1 - rate)) for _, rate, y in trained):
        return Complaint("  training=True", "returns-the-mask")
    if all(close((y - x)[~_alike(y, x)], 1 / (1 - rate)) for x, rate, y in trained):
        return Complaint("  training=True", "adds-the-mask")
    if all((_alike(y + rate, x) | _alike(y + rate, 0 * x)).all() for x, rate, y in trained):
        return Complaint("  training=True", "missing-brackets")
    if all(((y == 0) == ((x < rate) | (x == 0))).all() for x, rate, y in trained):
        return Complaint("  training=True", "drops-the-small")
    if all((y[x < 0] == 0).all() for x, _, y in trained):
        return Complaint("  training=True", "drops-the-negative")
    return None


def _alike(y: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Where two arrays are alike."""
    return np.isclose(y, x, rtol=1e-4, atol=1e-9)


def _judge_zeros(calls: Calls) -> Complaint | None:
    """What is 0 stays 0."""
    if all((y[x == 0] == 0).all() for (x, _, _, _), y in calls):
        return None
    return Complaint("  A number that is 0 in x is not 0 in the result.", "wrong-factor")


def _judge_in_use(in_use: _Modes) -> Complaint | None:
    """In use x comes back as it is."""
    for x, rate, y in in_use:
        if not close(y, x):
            there = x != 0
            factor = float(np.mean(y[there] / x[there]))
            text = f"  rate {rate}, training=False\n  expected x as it is"
            if close(y, factor * x):
                return Complaint(f"{text}\n  returned {factor:.4g} times x", "scales-at-test-time")
            return Complaint(text, "changes-at-test-time")
    return None


def _dropout_by(mask: Answer) -> Answer:
    """Dropout by another mask than that of `dropout_mask`."""
    return lambda x, rate, training, rng: x * mask(x.shape, rate, rng) if training else x


def _kept_alone(x, rate, training, rng):
    out = x.copy()
    if training:
        dropped = rng.random(x.shape) < rate
        out[dropped] = 0
        out /= 1 - rate
    return out


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
        (_AFTER_RELU, 0.4, True, Seed(9)),
        (_activations(3, 4, seed=4), 0.0, True, Seed(5)),
        (_activations(50, 60, seed=5), 0.2, False, Seed(6)),
        (_activations(2, 3, seed=6), 0.7, False, Seed(7)),
        (_activations(40, 50, seed=7), 0.5, False, Seed(8)),
    ],
    fresh=lambda rng: [(_HIDDEN, 0.4, True, Seed(int(rng.integers(10**6))))],
    judge=_judge,
    styles=[_kept_alone],
    mistakes=[
        Mistake(
            "drops-at-test-time",
            "Numbers are dropped when the network is in use. Its answers would then change from "
            "call to call: dropout is for training.",
            given(dropout, training=lambda training: True),
        ),
        Mistake(
            "swaps-modes",
            "The two modes are exchanged: nothing is dropped in training, and something is when "
            "the network is in use.",
            given(dropout, training=lambda training: not training),
        ),
        Mistake(
            "never-drops",
            "Nothing is dropped in training: x comes back as it was. `training` is True or False: "
            "which of your lines should then run?",
            given(dropout, training=lambda training: training == "training"),
        ),
        Mistake(
            "returns-the-mask",
            "What comes back in training is the mask. What should it do with x?",
            lambda x, rate, training, rng: dropout_mask(x.shape, rate, rng) if training else x,
        ),
        Mistake(
            "adds-the-mask",
            "The mask is added to x. A dropped number should become 0, and a kept one grow by a "
            "factor.",
            lambda x, rate, training, rng: x + dropout_mask(x.shape, rate, rng) * training,
        ),
        Mistake(
            "missing-brackets",
            "The rate is subtracted from every number: what stands behind `/` is 1 alone. Brackets "
            "make one divisor of `1 - rate`.",
            lambda x, rate, training, rng: (
                x * (rng.random(x.shape) >= rate) / 1 - rate if training else x
            ),
        ),
        Mistake(
            "drops-the-negative",
            "Every negative number becomes 0. Dropout is no ReLU: which numbers it drops has "
            "nothing to do with what they are.",
            lambda x, rate, training, rng: (
                np.maximum(dropout(x, rate, training, rng), 0) if training else x
            ),
        ),
        Mistake(
            "drops-the-small",
            "The numbers of x that are below the rate become 0. Chance should decide who is "
            "dropped, and not the number itself.",
            lambda x, rate, training, rng: x * (x >= rate) / (1 - rate) if training else x,
            lambda x, rate, training, rng: x * (x > rate) if training else x,
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
            "changes-at-test-time",
            "When the network is in use, x should come back as it is. You return other numbers.",
            lambda x, rate, training, rng: (
                dropout(x, rate, True, rng) if training else np.ones(x.shape)
            ),
            lambda x, rate, training, rng: dropout(x, rate, True, rng) if training else x**2,
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
