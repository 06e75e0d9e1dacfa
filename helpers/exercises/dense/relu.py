"""Negative numbers to 0."""

from typing import Any

import numpy as np

from helpers.checking import Exercise, Mistake
from helpers.exercises.dense._shared import numbers


def relu(x):
    return np.maximum(x, 0)


def _in_place(x):
    x[x < 0] = 0
    return x


def _leaky(slope: float) -> Any:
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
        Mistake("mutates-input", _in_place, "Your function changed its argument"),
        Mistake(
            "absolute-value",
            abs,
            "You turned negative numbers positive. A unit with a negative sum is silent.",
        ),
        Mistake(
            "leaky",
            _leaky(0.01),
            "A little of each negative number comes through: that is the leaky ReLU. Here negative "
            "numbers give 0.",
            also=tuple(_leaky(slope) for slope in (0.001, 0.1, 0.2, 0.3)),
        ),
        Mistake(
            "returns-mask",
            lambda x: (x > 0).astype(float),
            "You answer with 0 and 1. Positive numbers pass as they are.",
        ),
        Mistake(
            "keeps-the-negative",
            lambda x: np.minimum(x, 0),
            "You kept the negative numbers and cut off the positive ones.",
        ),
        Mistake(
            "clips-at-one",
            lambda x: np.clip(x, 0, 1),
            "Your answers never exceed 1. Positive numbers pass as they are, however large.",
        ),
        Mistake(
            "drops-numbers",
            lambda x: x[x > 0],
            "You left the negative numbers out. They become 0, and the shape stays.",
        ),
    ],
)
