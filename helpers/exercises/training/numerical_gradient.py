"""A gradient by central differences."""

import numpy as np

from helpers.checking import Answer, Exercise, Mistake
from helpers.exercises.arrays import forgive_rounding


def numerical_gradient(f, x, eps=1e-5):
    grad = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        nudged = x.copy()
        nudged[place] += eps
        above = f(nudged)
        nudged[place] -= 2 * eps
        grad[place] = (above - f(nudged)) / (2 * eps)
    return grad


def _differences(ahead: float, behind: float, divisor: float) -> Answer:
    def gradient(f, x, eps=1e-5):
        grad = np.zeros_like(x)
        for place in np.ndindex(x.shape):
            step = np.zeros_like(x)
            step[place] = eps
            grad[place] = (f(x + ahead * step) - f(x - behind * step)) / (divisor * eps)
        return grad

    return gradient


def _leaves_changed(back: float) -> Answer:
    def gradient(f, x, eps=1e-5):
        grad = np.zeros_like(x)
        for place in np.ndindex(x.shape):
            x[place] += eps
            above = f(x)
            x[place] -= 2 * eps
            grad[place] = (above - f(x)) / (2 * eps)
            x[place] += back * eps
        return grad

    return gradient


def _cubes(x):
    """f(x) = sum of x ** 3"""
    return float((x**3).sum())


def _waves(x):
    """f(x) = sum of sin(3 x) + product of x"""
    return float(np.sin(3 * x).sum() + x.prod())


def _powers(x):
    """f(x) = sum of exp(2 x)"""
    return float(np.exp(2 * x).sum())


def _called(answer, f, x, *eps):
    before = x.copy()
    grad = answer(f, x, *eps)
    forgive_rounding(x, before)
    return grad


EXERCISE = Exercise(
    prompt="Return the gradient of f at x by central differences; f takes x and returns a number.",
    solution=numerical_gradient,
    cases=[
        (_cubes, np.array([1.0, -2.0]), 0.01),
        (_cubes, np.array([[1.0, 2.0, -1.0], [0.5, 3.0, 1.5]]), 0.01),
        (_waves, np.array([0.5, 1.5, -1.0]), 0.02),
        (_powers, np.array([[[0.1], [0.7]]]), 0.05),
        (_waves, np.array([[1.0, 0.3], [2.0, -0.4]])),
        (_cubes, np.array([2.0])),
    ],
    fresh=lambda rng: [(_cubes, rng.normal(size=(2, 3)) + 3, 0.02)],
    call=_called,
    mistakes=[
        Mistake(
            "one-sided",
            "You nudged x to one side. The slope from x to x + eps is that of the middle between "
            "them, not that of x.",
            _differences(1, 0, 1),
            _differences(0, 1, 1),
        ),
        Mistake(
            "leaves-x-changed",
            "Your function changed its argument",
            _leaves_changed(0),
            _leaves_changed(2),
        ),
        Mistake(
            "forgets-two",
            "Your slopes are twice too steep. How far apart are x + eps and x - eps?",
            _differences(1, 1, 1),
        ),
        Mistake(
            "divides-one-sided-by-two",
            "Your slopes are half of what they should be. You nudged to one side, and divided as "
            "if to both.",
            _differences(1, 0, 2),
        ),
        Mistake(
            "nudges-everything",
            "You nudged all numbers of x at once. Each number has a slope of its own.",
            lambda f, x, eps=1e-5: np.full(x.shape, (f(x + eps) - f(x - eps)) / (2 * eps)),
        ),
        Mistake(
            "reversed-sign",
            "Your signs are reversed: f ahead minus f behind.",
            _differences(-1, -1, 2),
        ),
    ],
)
