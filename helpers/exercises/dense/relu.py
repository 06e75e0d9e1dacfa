"""Negative numbers to 0."""

import numpy as np

from helpers.checking import Answer, Exercise, Mistake
from helpers.exercises.dense._shared import numbers


def relu(x):
    return np.maximum(x, 0)


def _in_place(x):
    x[x < 0] = 0
    return x


def _leaky(slope: float) -> Answer:
    return lambda x: np.where(x > 0, x, slope * x)


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
            "returns-mask",
            "You answer with 0 and 1. Positive numbers pass as they are.",
            lambda x: (x > 0).astype(float),
        ),
        Mistake(
            "keeps-the-negative",
            "You kept the negative numbers and cut off the positive ones.",
            lambda x: np.minimum(x, 0),
        ),
        Mistake(
            "clips-at-one",
            "Your answers never exceed 1. Positive numbers pass as they are, however large.",
            lambda x: np.clip(x, 0, 1),
        ),
        Mistake(
            "drops-numbers",
            "You left the negative numbers out. They become 0, and the shape stays.",
            lambda x: x[x > 0],
        ),
    ],
)
