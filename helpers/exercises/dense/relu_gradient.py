"""The way back through ReLU."""

from typing import Any

import numpy as np

from helpers.checking import Exercise, Mistake
from helpers.exercises.dense._shared import numbers


def relu_gradient(x, grad):
    return np.where(x > 0, grad, 0.0)


def _in_place(changes_grad: bool) -> Any:
    def wrong(x, grad):
        result = grad if changes_grad else x
        result[...] = relu_gradient(x, grad)
        return result

    return wrong


EXERCISE = Exercise(
    prompt="Return the slopes of the inputs x of a ReLU, from the slopes grad of its outputs.",
    solution=relu_gradient,
    cases=[
        (np.array([-2.0, 0.0, 3.0]), np.array([5.0, -6.0, 7.0])),
        (np.array([[-1.0, 4.0], [0.5, -0.5], [0.0, 2.0]]), numbers(3, 2, seed=1) - 0.5),
        (numbers(2, 3, 2, 2, seed=2), numbers(2, 3, 2, 2, seed=3) + 0.5),
        (-np.ones((2, 3)), np.arange(6.0).reshape(2, 3) + 1),
        (np.full((2, 2), 7.0), np.array([[1.0, -2.0], [3.0, -4.0]])),
    ],
    fresh=lambda rng: [(rng.normal(size=(5, 4)), rng.normal(size=(5, 4)))],
    new_arrays=True,
    mistakes=[
        Mistake(
            "open-at-zero",
            "You let the slope through where x is exactly 0. There is a kink there, and this book "
            "has a rule for it. Which one?",
            lambda x, grad: np.where(x >= 0, grad, 0.0),
        ),
        Mistake(
            "forgets-the-stop",
            "Every slope comes through. Nudge an input of -2: does the output of the ReLU move?",
            lambda x, grad: grad.copy(),
        ),
        Mistake(
            "forgets-grad",
            "You answer with the slope of ReLU alone, 0 or 1. And how much does the loss move when "
            "the output moves? The chain rule needs both.",
            lambda x, grad: (x > 0).astype(float),
        ),
        Mistake(
            "relu-of-the-slopes",
            "You looked for the sign of the slopes. A negative slope may pass as well: what counts "
            "is whether the unit spoke on the way forward.",
            lambda x, grad: np.maximum(grad, 0),
        ),
        Mistake(
            "multiplies-by-the-output",
            "You multiplied by the output of the ReLU. For an input of 3, nudged by 0.1: how far "
            "does the output move, as a multiple of the nudge?",
            lambda x, grad: grad * np.maximum(x, 0),
        ),
        Mistake(
            "reversed",
            "You stopped the slopes of the units that spoke, and let the silent ones through.",
            lambda x, grad: np.where(x > 0, 0.0, grad),
        ),
        Mistake(
            "mutates-input",
            "Your function changed its argument",
            _in_place(True),
            _in_place(False),
        ),
    ],
)
