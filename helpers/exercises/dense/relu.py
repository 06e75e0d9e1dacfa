"""Negative numbers to 0."""

import numpy as np

from helpers.checking import Answer, Exercise, Mistake
from helpers.exercises.dense._shared import numbers


def relu(x):
    return np.maximum(x, 0)


def _copied(x):
    y = x.copy()
    y[y < 0] = 0
    return y


def _number_by_number(x):
    y = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        if x[place] > 0:
            y[place] = x[place]
    return y


def _in_place(x):
    x[x < 0] = 0
    return x


def _leaky(slope: float) -> Answer:
    return lambda x: np.where(x > 0, x, slope * x)


def _negative_to(other: float) -> Answer:
    return lambda x: np.where(x < 0, other, x)


def _for_axes(count: int) -> Answer:
    """Loops over a fixed number of axes."""

    def relu_of_some(x):
        if x.ndim != count:
            raise IndexError
        return relu(x)

    return relu_of_some


EXERCISE = Exercise(
    prompt="Return a new array like x in which every negative number is 0.",
    solution=relu,
    cases=[
        (np.array([[-2.0, 0.0, 3.0], [1.0, -0.5, 0.25]]),),
        (np.array([4.0, -1.0, 2.0]),),
        (numbers(2, 3, 2, 2, seed=1),),
        (-np.ones((3, 2)),),
        (np.full((2, 2), 7.0),),
    ],
    fresh=lambda rng: [(rng.normal(size=(5, 4)),)],
    new_arrays=True,
    styles=[_copied, _number_by_number, lambda x: x * (x > 0), lambda x: np.where(x > 0, x, 0)],
    mistakes=[
        Mistake("mutates-input", "Your function changed its argument", _in_place),
        Mistake(
            "absolute-value",
            "You turned negative numbers positive. A unit with a negative sum is silent.",
            abs,
        ),
        Mistake(
            "leaky",
            "A little of each negative number comes through: that is the leaky ReLU. Here negative "
            "numbers give 0.",
            *map(_leaky, (0.01, 0.001, 0.1, 0.2, 0.3)),
        ),
        Mistake(
            "leaves-the-negative",
            "The negative numbers are still there: what comes out is what went in.",
            lambda x: x.copy(),
        ),
        Mistake(
            "returns-mask",
            "You answer with 0 and 1. Positive numbers pass as they are.",
            lambda x: (x > 0).astype(float),
            lambda x: (x >= 0).astype(float),
        ),
        Mistake(
            "keeps-the-negative",
            "You kept the negative numbers and cut off the positive ones.",
            lambda x: np.minimum(x, 0),
        ),
        Mistake(
            "turns-the-sign",
            "What comes through are the negative numbers, with their sign turned. It is the "
            "positive ones that pass.",
            lambda x: np.maximum(-x, 0),
        ),
        Mistake(
            "sign-alone",
            "You answer with the sign of each number. Positive numbers pass as they are.",
            np.sign,
        ),
        Mistake(
            "clips-at-one",
            "Your answers never exceed 1. Positive numbers pass as they are, however large.",
            lambda x: np.clip(x, 0, 1),
            lambda x: np.clip(x, -1, 1),
            lambda x: np.minimum(x, 1),
        ),
        Mistake(
            "drops-numbers",
            "You left the negative numbers out. They become 0, and the shape stays.",
            lambda x: x[x > 0],
            lambda x: x[x >= 0],
        ),
        Mistake(
            "loses-the-shape",
            "Your numbers are right, all in one row. The result has the shape of x.",
            lambda x: relu(x).ravel(),
            lambda x: relu(x).reshape(1, -1),
        ),
        Mistake(
            "largest-of-many",
            "You looked for the largest of many numbers. Each number is compared with 0 by itself, "
            "and the shape stays.",
            lambda x: x.max(axis=0),
            lambda x: x.max(axis=-1),
            lambda x: x.max(),
            lambda x: np.maximum(x.max(axis=0), 0),
            lambda x: max(0, x.max()),
        ),
        Mistake(
            "another-activation",
            "That is another activation: a curve. ReLU lets positive numbers pass as they are, and "
            "makes all others 0.",
            lambda x: 1 / (1 + np.exp(-x)),
            np.tanh,
            lambda x: np.log1p(np.exp(x)),
            lambda x: np.where(x > 0, x, np.exp(x) - 1),
            lambda x: x / (1 + np.exp(-x)),
        ),
        Mistake(
            "shifts-everything",
            "You moved all numbers up until none was negative. Positive numbers stay as they are.",
            lambda x: x - x.min(),
            lambda x: x - min(x.min(), 0),
        ),
        Mistake(
            "negative-to-another",
            "Negative numbers give another number than 0 in your result.",
            *map(_negative_to, (1, -1, np.nan, 0.5, 1e-7)),
            lambda x: np.where(x <= 0, 1, x),
        ),
        Mistake(
            "some-axes-only",
            "Your function is right for one number of axes, and not for others. An array may have "
            "any shape: what can be said of all its numbers at once?",
            _for_axes(2),
            _for_axes(1),
        ),
    ],
)
