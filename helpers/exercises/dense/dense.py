"""A dense layer forward."""

import numpy as np

from helpers.checking import Exercise, Mistake
from helpers.exercises.dense._shared import numbers


def dense(x, kernel, bias):
    return x @ kernel + bias


EXERCISE = Exercise(
    prompt="Return what a Dense layer answers to a batch: (N, D), (D, U), (U,) to (N, U).",
    solution=dense,
    cases=[
        (numbers(1, 2, seed=1), numbers(2, 2, seed=2), np.array([10.0, 20.0])),
        (numbers(2, 3, seed=3), numbers(3, 4, seed=4), numbers(4, seed=5) + 7),
        (numbers(4, 3, seed=6), numbers(3, 3, seed=7), numbers(3, seed=8) + 9),
        (numbers(3, 3, seed=9), numbers(3, 3, seed=10), numbers(3, seed=11) + 9),
        (numbers(5, 4, seed=12), numbers(4, 1, seed=13), np.array([-3.0])),
    ],
    fresh=lambda rng: [
        (rng.normal(size=(4, 6)), rng.normal(size=(6, 3)), rng.normal(size=3) + 2),
    ],
    mistakes=[
        Mistake(
            "forgets-bias",
            "Each unit of yours is off by the same number in every example. A unit adds one number "
            "of its own to its sum.",
            lambda x, kernel, bias: x @ kernel,
        ),
        Mistake(
            "transposed-kernel",
            "Your kernel is turned on its side. It holds one column for each unit: (D, U).",
            lambda x, kernel, bias: x @ kernel.T + bias,
        ),
        Mistake(
            "adds-bias-to-input",
            "You added the bias before the product. It is added to each unit's sum.",
            lambda x, kernel, bias: (x + bias) @ kernel,
        ),
        Mistake(
            "multiplies-elementwise",
            "You multiplied number by number. Each unit adds up the products of all inputs with "
            "its weights.",
            lambda x, kernel, bias: x * kernel + bias,
        ),
        Mistake(
            "applies-relu",
            "Your negative answers are cut off. No activation was asked for here.",
            lambda x, kernel, bias: np.maximum(x @ kernel + bias, 0),
        ),
    ],
)
