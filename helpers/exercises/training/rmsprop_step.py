"""One step of RMSprop, with epsilon in either of two places."""

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.checking import Case, Exercise, Mistake
from helpers.exercises.arrays import whole_numbers


def rmsprop_step(param, grad, squares, learning_rate, rho=0.9, eps=1e-7):
    """Your epsilon stands under the root, as in Keras and in helpers."""
    squares = rho * squares + (1 - rho) * grad**2
    return param - learning_rate * grad / np.sqrt(squares + eps), squares


def _outside(param, grad, squares, learning_rate, rho=0.9, eps=1e-7):
    """Your epsilon stands outside the root, as in PyTorch. Keras and helpers have it under it."""
    squares = rho * squares + (1 - rho) * grad**2
    return param - learning_rate * grad / (np.sqrt(squares) + eps), squares


def _by(
    mean: Callable[..., Any] = lambda grad, squares, rho: rho * squares + (1 - rho) * grad**2,
    divisor: Callable[..., Any] = lambda new, old, eps: np.sqrt(new + eps),
    sign: int = -1,
) -> Callable[..., Any]:
    """RMSprop with a part exchanged.

    Args:
        mean: returns the new squares from (grad, squares, rho).
        divisor: what the gradient is divided by, from (new squares, old squares, eps).
        sign: 1 goes uphill.
    """

    def step(param, grad, squares, learning_rate, rho=0.9, eps=1e-7):
        new = mean(grad, squares, rho)
        return param + sign * learning_rate * grad / divisor(new, squares, eps), new

    return step


def _outside_too(new, old, eps):
    return np.sqrt(new) + eps


def _case(seed: int, shape: tuple[int, ...], *settings: float) -> Case:
    param, grad = (whole_numbers(*shape, seed=seed + i, low=1) for i in range(2))
    return (param, -grad, whole_numbers(*shape, seed=seed + 2, low=2) ** 2, *settings)


EXERCISE = Exercise(
    prompt="Return the new (param, squares) after one step of RMSprop.",
    solution=rmsprop_step,
    cases=[
        (np.zeros(2), np.array([4.0, -2.0]), np.zeros(2), 0.1),
        (np.array([1.0, 2.0]), np.array([3.0, -1.0]), np.array([16.0, 4.0]), 0.1),
        _case(1, (2, 3), 0.5, 0.8),
        _case(4, (4,), 0.2, 0.75, 1e-3),
        _case(7, (2, 2, 2), 0.01, 0.6),
    ],
    fresh=lambda rng: [
        (np.zeros(4), rng.normal(size=4) + 3, rng.random(4) + 1, 0.3, 0.7),
    ],
    parts=("param", "squares"),
    also_right=[_outside],
    mistakes=[
        Mistake(
            "forgets-to-square",
            "Your running mean takes the size of the gradient. Its name says what it is a mean of.",
            _by(lambda grad, squares, rho: rho * squares + (1 - rho) * abs(grad)),
            _by(lambda grad, squares, rho: rho * squares + (1 - rho) * grad),
            _by(
                lambda grad, squares, rho: rho * squares + (1 - rho) * abs(grad),
                _outside_too,
            ),
        ),
        Mistake(
            "forgets-root",
            "You divided by a mean of squares. Twice as large gradients make that four times as "
            "large: what brings it back to the size of a gradient?",
            _by(divisor=lambda new, old, eps: new + eps),
        ),
        Mistake(
            "forgets-history",
            "The old squares make no difference in your answer. In a running mean most of the old "
            "value stays.",
            _by(lambda grad, squares, rho: (1 - rho) * grad**2),
            _by(lambda grad, squares, rho: (1 - rho) * grad**2, _outside_too),
            _by(lambda grad, squares, rho: grad**2),
        ),
        Mistake(
            "swaps-shares",
            "In your mean the newest gradient weighs rho. With a rho of 0.9 it would forget nearly "
            "all that came before: which of the two is to keep the larger share?",
            _by(lambda grad, squares, rho: (1 - rho) * squares + rho * grad**2),
            _by(
                lambda grad, squares, rho: (1 - rho) * squares + rho * grad**2,
                _outside_too,
            ),
        ),
        Mistake(
            "divides-by-the-old-squares",
            "You divided by the squares from before. In the first step those are 0: bring the mean "
            "up to date first.",
            _by(divisor=lambda new, old, eps: np.sqrt(old + eps)),
            _by(divisor=lambda new, old, eps: np.sqrt(old) + eps),
        ),
        Mistake(
            "sums-squares",
            "Your squares only ever grow, and the steps get shorter and shorter. A running mean "
            "lets go of a share of the old value.",
            _by(lambda grad, squares, rho: squares + grad**2),
            _by(lambda grad, squares, rho: rho * squares + grad**2),
        ),
        Mistake(
            "goes-uphill",
            "You stepped uphill: the gradient points to where the loss grows.",
            _by(sign=1),
            _by(divisor=_outside_too, sign=1),
        ),
        Mistake(
            "swapped-order",
            "Your values are right, but in another order. Expected is (param, squares).",
            lambda *args: rmsprop_step(*args)[::-1],
            lambda *args: _outside(*args)[::-1],
        ),
    ],
)
