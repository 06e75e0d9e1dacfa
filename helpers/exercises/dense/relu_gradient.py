"""The way back through ReLU."""

from typing import Any

import numpy as np

from helpers.checking import Answer, Exercise, Mistake
from helpers.exercises.dense._shared import numbers, table


def relu_gradient(x, grad):
    return np.where(x > 0, grad, 0.0)


def _number_by_number(x, grad):
    slopes = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        if x[place] > 0:
            slopes[place] = grad[place]
    return slopes


def _copied(x, grad):
    slopes = grad.copy()
    slopes[x <= 0] = 0
    return slopes


def _in_place(changes_grad: bool) -> Any:
    def wrong(x, grad):
        result = grad if changes_grad else x
        result[...] = relu_gradient(x, grad)
        return result

    return wrong


def _leaky(slope: float) -> Answer:
    return lambda x, grad: np.where(x > 0, grad, slope * grad)


def _for_axes(count: int) -> Answer:
    """Loops over a fixed number of axes."""

    def gradient_of_some(x, grad):
        if x.ndim != count:
            raise IndexError
        return relu_gradient(x, grad)

    return gradient_of_some


def _sigmoid(x):
    return 1 / (1 + np.exp(-x))


EXERCISE = Exercise(
    prompt="Return the slopes of the inputs x of a ReLU, from the slopes grad of its outputs.",
    solution=relu_gradient,
    cases=[
        (np.array([-2.0, 0.0, 3.0]), np.array([5.0, -6.0, 7.0])),
        (np.array([[-1.0, 4.0], [0.5, -0.5], [0.0, 2.0]]), table([0, -3], [2, 5], [4, 1])),
        (numbers(2, 3, 2, 2, seed=2), numbers(2, 3, 2, 2, seed=3) + 0.5),
        (-np.ones((2, 3)), np.arange(6.0).reshape(2, 3) + 1),
        (np.full((2, 2), 7.0), np.array([[1.0, -2.0], [3.0, -4.0]])),
    ],
    fresh=lambda rng: [(rng.normal(size=(5, 4)), rng.normal(size=(5, 4)))],
    new_arrays=True,
    styles=[_number_by_number, _copied, lambda x, grad: grad * (x > 0)],
    mistakes=[
        Mistake(
            "open-at-zero",
            "You let the slope through where x is exactly 0. There is a kink there, and this book "
            "has a rule for it. Which one?",
            lambda x, grad: np.where(x >= 0, grad, 0.0),
        ),
        Mistake(
            "half-at-zero",
            "Where x is exactly 0, half of the slope comes through. There is a kink there, and "
            "this book has a rule for it. Which one?",
            lambda x, grad: np.where(x == 0, 0.5 * grad, relu_gradient(x, grad)),
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
            lambda x, grad: (x >= 0).astype(float),
        ),
        Mistake(
            "relu-of-the-slopes",
            "You looked for the sign of the slopes. A slope of either sign may pass: what counts "
            "is whether the unit spoke on the way forward.",
            lambda x, grad: np.maximum(grad, 0),
            lambda x, grad: np.minimum(grad, 0),
        ),
        Mistake(
            "stops-negative-slopes",
            "You stopped the negative slopes, too. What counts is whether the unit spoke on the "
            "way forward, whatever the sign of its slope.",
            lambda x, grad: np.where((x > 0) & (grad > 0), grad, 0.0),
        ),
        Mistake(
            "returns-the-output",
            "That is what ReLU returns on the way forward. On the way back it is slopes that pass, "
            "or stop.",
            lambda x, grad: np.maximum(x, 0),
        ),
        Mistake(
            "multiplies-by-the-output",
            "You multiplied by the output of the ReLU. For an input of 3, nudged by 0.1: how far "
            "does the output move, as a multiple of the nudge?",
            lambda x, grad: grad * np.maximum(x, 0),
        ),
        Mistake(
            "multiplies-by-the-input",
            "You multiplied by the input. For an input of 3, nudged by 0.1: how far does the "
            "output move, as a multiple of the nudge? And for an input of -2?",
            lambda x, grad: grad * x,
        ),
        Mistake(
            "divides-by-the-input",
            "You divided by the input. Where it is 0, that is 0 / 0: ask where it is positive.",
            lambda x, grad: grad * np.maximum(x, 0) / x,
        ),
        Mistake(
            "adds-instead-of-multiplying",
            "The slope of ReLU, 0 or 1, is added to `grad`. Along a path, slopes are multiplied.",
            lambda x, grad: grad + (x > 0),
        ),
        Mistake(
            "reversed",
            "You stopped the slopes of the units that spoke, and let the silent ones through.",
            lambda x, grad: np.where(x > 0, 0.0, grad),
            lambda x, grad: np.where(x < 0, grad, 0.0),
        ),
        Mistake(
            "lets-the-input-through",
            "Where the input is negative, the input itself stands in your result. No slope passes "
            "there: the output does not move.",
            lambda x, grad: np.where(x > 0, grad, x),
        ),
        Mistake(
            "turns-the-sign",
            "Where the input is negative, the slope comes through with its sign turned. The output "
            "does not move there at all.",
            lambda x, grad: np.where(x > 0, grad, -grad),
            lambda x, grad: np.sign(x) * grad,
        ),
        Mistake(
            "leaky",
            "A little of each slope comes through where the input is negative: that is the leaky "
            "ReLU. The output of ReLU does not move there at all.",
            *map(_leaky, (0.01, 0.001, 0.1, 0.2, 0.3)),
        ),
        Mistake(
            "another-activation",
            "Those are the slopes of a curve, of another activation. ReLU is a straight line on "
            "either side of 0.",
            lambda x, grad: grad * _sigmoid(x) * (1 - _sigmoid(x)),
            lambda x, grad: grad * x * (1 - x),
            lambda x, grad: grad * (1 - np.tanh(x) ** 2),
            lambda x, grad: grad * _sigmoid(x),
        ),
        Mistake(
            "drops-numbers",
            "You left out the slopes that stop. They become 0, and the shape stays.",
            lambda x, grad: grad[x > 0],
            lambda x, grad: grad[x >= 0],
        ),
        Mistake(
            "divides-by-the-size",
            "You divided by the size of the batch. The mean of the loss is in `grad` already.",
            lambda x, grad: relu_gradient(x, grad) / len(x),
            lambda x, grad: relu_gradient(x, grad) / x.size,
        ),
        Mistake(
            "some-axes-only",
            "Your function is right for one number of axes, and not for others. An array may have "
            "any shape: what can be said of all its numbers at once?",
            _for_axes(1),
            _for_axes(2),
        ),
        Mistake(
            "mutates-input",
            "Your function changed its argument",
            _in_place(True),
            _in_place(False),
        ),
    ],
)
