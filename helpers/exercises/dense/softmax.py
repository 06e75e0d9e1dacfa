"""Logits to probabilities, large logits too."""

from functools import partial

import numpy as np

from helpers.checking import Answer, Exercise, Mistake


def softmax(logits):
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def _softmax_by(axis: int | None, shift: Answer = np.zeros_like) -> Answer:
    """Softmax with the sum over another axis (None: over everything), and with another shift."""

    def softmax_otherwise(logits):
        powers = np.exp(logits - shift(logits))
        return powers / powers.sum(axis=axis, keepdims=True)

    return softmax_otherwise


# What people subtract: nothing, or the largest logit of each row, of each column, of all.
_SHIFTS: list[Answer] = [np.zeros_like]
_SHIFTS += [partial(np.max, axis=axis, keepdims=True) for axis in (1, 0, None)]


EXERCISE = Exercise(
    prompt="Turn each row of logits into probabilities, also where a logit is 1000.",
    solution=softmax,
    cases=[
        (np.array([[1.0, 2.0, 3.0]]),),
        (np.array([[0.0, 1.0], [3.0, -1.0], [2.0, 2.0]]),),
        (np.array([[1.0, 0.0, -2.0], [0.5, 4.0, 1.0], [2.0, 1.0, 3.0]]),),
        (np.array([[1000.0, 1001.0, 999.0], [1002.0, 1000.0, 1000.0]]),),
        (np.array([[1000.0, 1002.0, 999.0], [0.0, 1.0, -1.0]]),),
        (np.array([[-1000.0, -1001.0], [-1000.0, -1000.0]]),),
    ],
    fresh=lambda rng: [(rng.normal(size=(4, 5)),)],
    bug="overflows",
    mistakes=[
        Mistake(
            "overflows",
            "exp(1000) is more than a float can hold, and the result is not a number. Softmax "
            "depends on the differences of the logits alone: what may you subtract from a row?",
            _softmax_by(1),
            lambda logits: np.exp(logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))),
        ),
        Mistake(
            "sums-over-batch",
            "Your columns add up to 1, your rows do not. Each example has its own probabilities: "
            "which axis counts classes?",
            *(_softmax_by(0, shift) for shift in _SHIFTS),
        ),
        Mistake(
            "sums-everything",
            "All your numbers together add up to 1. Each row must, by itself.",
            *(_softmax_by(None, shift) for shift in _SHIFTS),
        ),
        Mistake(
            "shifts-by-the-largest-of-all",
            "You subtracted the largest logit of the whole batch. A row far below it then becomes "
            "0 / 0: each row needs a shift of its own.",
            _softmax_by(1, np.max),
        ),
        Mistake(
            "forgets-exp",
            "You divided the logits themselves. They may be negative: what makes any number "
            "positive, and keeps the order?",
            lambda logits: logits / logits.sum(axis=1, keepdims=True),
        ),
        Mistake(
            "hardmax",
            "You gave everything to the largest logit. Softmax leaves the others their share.",
            lambda logits: (logits == logits.max(axis=1, keepdims=True)).astype(float),
        ),
    ],
)
