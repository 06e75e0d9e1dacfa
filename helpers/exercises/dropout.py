"""The exercises of chapter 6, dropout. Those that draw lots are judged by what they draw."""

from __future__ import annotations

from typing import Any

import numpy as np

from helpers.exercises.arrays import whole_numbers
from helpers.exercises.chance import IGNORES_RNG, Case, judge_seeds, likely_share
from helpers.exercises.exercise import Complaint, Exercise, Mistake, Seed
from helpers.exercises.split import TRAIN_VALIDATION_SPLIT

# --- dropout_mask ----------------------------------------------------------------------------


def dropout_mask(shape, rate, rng):
    return (rng.random(shape) >= rate) / (1 - rate)


_MASK_CASES: list[Case] = [
    ((100, 40), 0.2, Seed(1)),
    ((100, 40), 0.2, Seed(2)),
    ((100, 40), 0.2, Seed(1)),
    ((60, 80), 0.8, Seed(3)),
    ((90, 50), 0.5, Seed(4)),
    ((10, 6, 7, 8), 0.35, Seed(5)),
    ((4000,), 0.1, Seed(6)),
    ((5, 4), 0.0, Seed(7)),
]


def _judge_mask(cases: list[Case], values: list[Any]) -> Complaint | None:
    for (shape, rate, _), mask in zip(cases, values, strict=True):
        if mask.shape != shape:
            return Complaint(None, f"  expected an array of shape {shape}\n  returned {mask.shape}")
        complaint = judge_drop(mask, rate, f"  rate {rate}, shape {shape}\n")
        if complaint is not None:
            return complaint
    return judge_seeds(cases, values)


def judge_drop(factors: np.ndarray, rate: float, called: str) -> Complaint | None:
    """Factors that should be 0 with probability `rate`, else 1 / (1 - rate), each for itself."""
    factors = factors.astype(float)
    kept = factors[factors != 0]
    if not np.isfinite(kept).all():
        return Complaint(None, f"{called}There are NaN or infinite numbers in the result.")
    if rate > 0 and kept.size == factors.size:
        return Complaint(None, f"{called}Nothing is dropped.")
    swapped = likely_share(kept.size, factors.size, rate) and rate != 0.5
    if kept.size and not np.allclose(kept, 1 / (1 - rate), rtol=1e-4):
        if np.allclose(kept, 1):
            seen = f"{called}  expected 0 and {1 / (1 - rate):.4g}\n  returned 0 and 1"
            return Complaint("no-rescaling", seen)
        if swapped and np.allclose(kept, 1 / rate, rtol=1e-4):
            return Complaint("swaps-keep-and-drop", called.rstrip())
        return Complaint(None, f"{called}  expected 0 and {1 / (1 - rate):.4g}, and nothing else")
    if rate > 0 and factors.ndim > 1:
        rows = factors.reshape(len(factors), -1)
        if (rows == rows[:1]).all():
            return Complaint("same-mask-for-every-row", called.rstrip())
        if (rows == rows[:, :1]).all():
            return Complaint(
                None, f"{called}Whole rows are dropped together: draw for each number."
            )
    if not likely_share(kept.size, factors.size, 1 - rate):
        slug = "swaps-keep-and-drop" if swapped else None
        text = f"{called}  about {100 * rate:.0f} % should be 0"
        return Complaint(slug, text)
    return None


DROPOUT_MASK = Exercise(
    name="dropout_mask",
    chapter=6,
    prompt="Return an array of zeros (with probability rate) and 1 / (1 - rate) elsewhere.",
    solution=dropout_mask,
    cases=_MASK_CASES,
    fresh=lambda rng: [((80, 50), 0.3, Seed(int(rng.integers(10**6))))],
    judge=_judge_mask,
    mistakes=[
        Mistake(
            "no-rescaling",
            lambda shape, rate, rng: (rng.random(shape) >= rate).astype(float),
            "What is kept stays as it is, so the next layer gets less in training than in use. By "
            "which factor must the kept numbers grow, so that their mean stays the same?",
            also=(lambda shape, rate, rng: rng.random(shape) >= rate,),
        ),
        Mistake(
            "swaps-keep-and-drop",
            lambda shape, rate, rng: (rng.random(shape) < rate) / (1 - rate),
            "You keep as much as should be dropped. Here `rate` is the share that is dropped.",
            also=(lambda shape, rate, rng: (rng.random(shape) < rate) / (rate or 1),),
        ),
        Mistake(
            "same-mask-for-every-row",
            lambda shape, rate, rng: (
                np.broadcast_to(dropout_mask(shape[1:], rate, rng), shape)
                if len(shape) > 1
                else dropout_mask(shape, rate, rng)
            ),
            "Every example of the batch loses the same units. Each example draws for itself.",
        ),
        Mistake(
            "ignores-rng",
            lambda shape, rate, rng: dropout_mask(shape, rate, np.random.default_rng(0)),
            IGNORES_RNG,
            also=(lambda shape, rate, rng: dropout_mask(shape, rate, np.random.default_rng()),),
        ),
    ],
)


# --- dropout ---------------------------------------------------------------------------------


def dropout(x, rate, training, rng):
    return x * dropout_mask(x.shape, rate, rng) if training else x


def _activations(*shape: int, seed: int) -> np.ndarray:
    """Numbers from 0.5 to 2: none is 0, so that a dropped one is seen."""
    return np.random.default_rng(seed).uniform(0.5, 2.0, size=shape)


_HIDDEN = _activations(100, 40, seed=1)
_DROPOUT_CASES: list[Case] = [
    (_HIDDEN, 0.2, True, Seed(1)),
    (_HIDDEN, 0.2, True, Seed(2)),
    (_HIDDEN, 0.2, True, Seed(1)),
    (_activations(60, 80, seed=2), 0.7, True, Seed(3)),
    (_activations(10, 6, 7, 8, seed=3), 0.5, True, Seed(4)),
    (_activations(3, 4, seed=4), 0.0, True, Seed(5)),
    (_activations(50, 60, seed=5), 0.2, False, Seed(6)),
    (_activations(2, 3, seed=6), 0.7, False, Seed(7)),
    (_activations(40, 50, seed=7), 0.5, False, Seed(8)),
]


def _judge_dropout(cases: list[Case], values: list[Any]) -> Complaint | None:
    pairs = list(zip(cases, values, strict=True))
    for (x, _, _, _), y in pairs:
        if y.shape != x.shape:
            return Complaint(None, f"  expected an array of shape {x.shape}\n  returned {y.shape}")
    tested = [(x, rate, y) for (x, rate, training, _), y in pairs if not training]
    if any((y == 0).any() for _, _, y in tested):
        return Complaint("drops-at-test-time", "  training=False: some numbers are 0")
    for (x, rate, training, _), y in pairs:
        if training:
            complaint = judge_drop(y / x, rate, f"  rate {rate}, training=True\n")
            if complaint is not None:
                return complaint
    for x, rate, y in tested:
        factor = float(np.mean(y / x))
        if not np.allclose(y, x, rtol=1e-4):
            scaled = np.allclose(y, factor * x, rtol=1e-4)
            text = f"  rate {rate}, training=False\n  expected x as it is"
            return Complaint("scales-at-test-time" if scaled else None, text)
    return judge_seeds(cases, values)


def _scaled_at_test_time(factor: Any) -> Any:
    return lambda x, rate, training, rng: (
        dropout(x, rate, True, rng) if training else x * factor(rate)
    )


DROPOUT = Exercise(
    name="dropout",
    chapter=6,
    prompt="Drop and rescale when training; return x unchanged in value when not.",
    solution=dropout,
    cases=_DROPOUT_CASES,
    fresh=lambda rng: [(_HIDDEN, 0.4, True, Seed(int(rng.integers(10**6))))],
    judge=_judge_dropout,
    mistakes=[
        Mistake(
            "drops-at-test-time",
            lambda x, rate, training, rng: dropout(x, rate, True, rng),
            "You drop numbers when the network is in use, too. Its answers would then change from "
            "call to call: dropout is for training.",
            also=(lambda x, rate, training, rng: dropout(x, rate, not training, rng),),
        ),
        Mistake(
            "scales-at-test-time",
            _scaled_at_test_time(lambda rate: 1 - rate),
            "You scale when the network is in use. The kept numbers were scaled in training "
            "already, so that nothing is left to do.",
            also=(
                _scaled_at_test_time(lambda rate: rate),
                _scaled_at_test_time(lambda rate: 1 / (1 - rate)),
            ),
        ),
        Mistake(
            "no-rescaling",
            lambda x, rate, training, rng: x * (rng.random(x.shape) >= rate) if training else x,
            "What is kept in training stays as it is, so the next layer gets less than in use. By "
            "which factor must the kept numbers grow?",
        ),
        Mistake(
            "swaps-keep-and-drop",
            lambda x, rate, training, rng: (
                x * (rng.random(x.shape) < rate) / (1 - rate) if training else x
            ),
            "You keep as much as should be dropped. Here `rate` is the share that is dropped.",
        ),
        Mistake(
            "same-mask-for-every-row",
            lambda x, rate, training, rng: (
                x * dropout_mask(x.shape[1:], rate, rng) if training else x
            ),
            "Every example of the batch loses the same units. Each example draws for itself.",
        ),
        Mistake(
            "ignores-rng",
            lambda x, rate, training, rng: dropout(x, rate, training, np.random.default_rng(0)),
            IGNORES_RNG,
            also=(
                lambda x, rate, training, rng: dropout(x, rate, training, np.random.default_rng()),
            ),
        ),
    ],
)


# --- dropout_gradient ------------------------------------------------------------------------


def dropout_gradient(grad, mask):
    return grad * mask


def _mask(*shape: int, rate: float, seed: int) -> np.ndarray:
    return dropout_mask(shape, rate, np.random.default_rng(seed))


DROPOUT_GRADIENT = Exercise(
    name="dropout_gradient",
    chapter=6,
    prompt="Return the gradient by the input of dropout; mask is what dropout_mask returned.",
    solution=dropout_gradient,
    cases=[
        (np.array([[1.0, 2.0, 3.0, -4.0]]), np.array([[2.0, 0.0, 2.0, 0.0]])),
        (whole_numbers(3, 4, seed=1), _mask(3, 4, rate=0.2, seed=2)),
        (whole_numbers(4, 5, seed=3), _mask(4, 5, rate=0.6, seed=4)),
        (whole_numbers(2, 3, 3, 2, seed=5), _mask(2, 3, 3, 2, rate=0.5, seed=6)),
        (whole_numbers(2, 3, seed=7), np.ones((2, 3))),
    ],
    fresh=lambda rng: [(rng.normal(size=(5, 6)), dropout_mask((5, 6), 0.25, rng))],
    mistakes=[
        Mistake(
            "forgets-mask",
            lambda grad, mask: grad.copy(),
            "The gradient passes as if nothing had been dropped. A dropped number had no effect on "
            "the loss: what is its gradient?",
        ),
        Mistake(
            "rescales-twice",
            lambda grad, mask: grad * mask * mask.max(),
            "You scaled twice. The factor 1 / (1 - rate) is in the mask already.",
        ),
        Mistake(
            "forgets-rescaling",
            lambda grad, mask: grad * (mask > 0),
            "Kept numbers were made larger on the way forward. A nudge of the input is made larger "
            "by the same factor, and so is its gradient.",
        ),
        Mistake(
            "divides-by-mask",
            lambda grad, mask: np.divide(grad, mask, out=np.zeros_like(grad), where=mask > 0),
            "You divided by the mask. The gradient goes through the same factor as the number did.",
        ),
        Mistake(
            "reversed-mask",
            lambda grad, mask: grad * (mask == 0),
            "You let the gradient of the dropped numbers through, and stopped that of the kept.",
        ),
    ],
)


# --- forward_with_dropout --------------------------------------------------------------------


def forward_with_dropout(x, w1, b1, w2, b2, mask):
    hidden = np.maximum(x @ w1 + b1, 0)
    return (hidden * mask) @ w2 + b2


def _network(n: int, d: int, hidden: int, units: int, rate: float, seed: int) -> Case:
    """x, w1, b1, w2, b2 and a mask for the hidden layer."""
    return (
        whole_numbers(n, d, seed=seed),
        whole_numbers(d, hidden, seed=seed + 1),
        whole_numbers(hidden, seed=seed + 2),
        whole_numbers(hidden, units, seed=seed + 3),
        whole_numbers(units, seed=seed + 4),
        _mask(n, hidden, rate=rate, seed=seed + 5),
    )


def _fresh_network(rng: np.random.Generator) -> list[Case]:
    shapes = [(4, 3), (3, 5), (5,), (5, 2), (2,)]
    arrays = [rng.normal(size=shape) for shape in shapes]
    return [(*arrays, dropout_mask((4, 5), 0.5, rng))]


FORWARD_WITH_DROPOUT = Exercise(
    name="forward_with_dropout",
    chapter=6,
    prompt="Return the logits: dense, ReLU, mask, dense.",
    solution=forward_with_dropout,
    cases=[
        _network(2, 2, 3, 2, rate=0.5, seed=1),
        _network(3, 4, 5, 2, rate=0.4, seed=11),
        _network(3, 3, 4, 4, rate=0.5, seed=21),
        _network(4, 3, 4, 4, rate=0.25, seed=31),
        _network(1, 5, 6, 3, rate=0.5, seed=41),
    ],
    fresh=_fresh_network,
    bug="bypasses-dropout",
    mistakes=[
        Mistake(
            "bypasses-dropout",
            lambda x, w1, b1, w2, b2, mask: np.maximum(x @ w1 + b1, 0) @ w2 + b2,
            "The mask makes no difference in your answer: the second layer reads the hidden "
            "numbers as they were before dropout. Which variable should it read?",
            also=(lambda x, w1, b1, w2, b2, mask: (x @ w1 + b1) @ w2 + b2,),
        ),
        Mistake(
            "forgets-activation",
            lambda x, w1, b1, w2, b2, mask: ((x @ w1 + b1) * mask) @ w2 + b2,
            "There is no activation between your layers, so the two of them are no more than one.",
        ),
        Mistake(
            "masks-the-logits",
            lambda x, w1, b1, w2, b2, mask: forward_with_dropout(x, w1, b1, w2, b2, 1) * mask,
            "You dropped logits. Dropout acts on the hidden layer: a class that is dropped cannot "
            "be answered.",
        ),
        Mistake(
            "activates-the-logits",
            lambda x, w1, b1, w2, b2, mask: np.maximum(
                forward_with_dropout(x, w1, b1, w2, b2, mask), 0
            ),
            "Your logits are never negative. The last layer has no ReLU: softmax comes after it.",
        ),
        Mistake(
            "forgets-biases",
            lambda x, w1, b1, w2, b2, mask: forward_with_dropout(x, w1, 0 * b1, w2, 0 * b2, mask),
            "The biases make no difference in your answer.",
        ),
        Mistake(
            "reverses-mask",
            lambda x, w1, b1, w2, b2, mask: forward_with_dropout(x, w1, b1, w2, b2, mask == 0),
            "You kept what the mask drops, and dropped what it keeps.",
        ),
    ],
)


EXERCISES = [
    TRAIN_VALIDATION_SPLIT,
    DROPOUT_MASK,
    DROPOUT,
    DROPOUT_GRADIENT,
    FORWARD_WITH_DROPOUT,
]
