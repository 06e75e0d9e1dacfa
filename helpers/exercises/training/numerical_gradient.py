"""A gradient by central differences."""

from collections.abc import Callable
from typing import Any

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


def _with_two_copies(f, x, eps=1e-5):
    grad = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        up = x.copy()
        up[place] = x[place] + eps
        down = x.copy()
        down[place] = x[place] - eps
        grad[place] = (f(up) - f(down)) / (2 * eps)
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


def _by(
    nudge: Callable[[Any, Any, float], Any],
    slope: Callable[[float, float, float], float] = lambda up, down, eps: (up - down) / (2 * eps),
) -> Answer:
    """Slopes with a part exchanged.

    Args:
        nudge: what f is asked for, from (x, place, eps or -eps).
        slope: from (f ahead, f behind, eps).
    """

    def gradient(f, x, eps=1e-5):
        grad = np.zeros(x.shape)
        for place in np.ndindex(x.shape):
            grad[place] = slope(f(nudge(x, place, eps)), f(nudge(x, place, -eps)), eps)
        return grad

    return gradient


def _nudged(x, place, eps):
    nudged = x.copy()
    nudged[place] += eps
    return nudged


def _replaced(x, place, eps):
    replaced = x.copy()
    replaced[place] = eps
    return replaced


def _in_proportion(x, place, eps):
    nudged = x.copy()
    nudged[place] *= 1 + eps
    return nudged


def _leaves_changed(f, x, eps=1e-5):
    grad = numerical_gradient(f, x, eps)
    x += eps
    return grad


def _puts_back(share: float) -> Answer:
    """Nudges one array, and puts back so many eps after each."""

    def gradient(f, x, eps=1e-5):
        grad, nudged = np.zeros_like(x), x.copy()
        for place in np.ndindex(x.shape):
            nudged[place] += eps
            above = f(nudged)
            nudged[place] -= 2 * eps
            grad[place] = (above - f(nudged)) / (2 * eps)
            nudged[place] += share * eps
        return grad

    return gradient


def _by_rows(f, x, eps=1e-5):
    grad = np.zeros_like(x)
    for i in range(len(x)):
        grad[i] = (f(_nudged(x, i, eps)) - f(_nudged(x, i, -eps))) / (2 * eps)
    return grad


def _everything(f, x, eps=1e-5):
    return (f(x + eps) - f(x - eps)) / (2 * eps)


def _two_axes_only(f, x, eps=1e-5):
    if x.ndim != 2:
        raise IndexError("it has not two axes")
    return numerical_gradient(f, x, eps)


def _cubes(x):
    """f(x) = sum of x ** 3"""
    return float((x**3).sum())


def _waves(x):
    """f(x) = sum of sin(3 x) + product of x"""
    return float(np.sin(3 * x).sum() + x.prod())


def _powers(x):
    """f(x) = sum of exp(2 x)"""
    return float(np.exp(2 * x).sum())


def _corners(x):
    """f(x) = x[0, 1] ** 2 - 3 * x[1, 0]"""
    return float(x[0, 1] ** 2 - 3 * x[1, 0])


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
        (_corners, np.array([[4.0, 1.0], [5.0, 2.0]]), 0.1),
        (_cubes, np.array([[1.0, 2.0, -1.0], [0.5, 3.0, 1.5]]), 0.01),
        (_waves, np.array([0.5, 1.5, -1.0]), 0.02),
        (_powers, np.array([[[0.1], [0.7]]]), 0.05),
        (_waves, np.array([[1.0, 0.3], [2.0, -0.4]])),
        (_cubes, np.array([2.0])),
    ],
    fresh=lambda rng: [(_cubes, rng.normal(size=(2, 3)) + 3, 0.02)],
    call=_called,
    styles=[_with_two_copies],
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
            _leaves_changed,
        ),
        Mistake(
            "never-puts-back",
            "The numbers that were nudged before stay nudged while you measure the next slope. Put "
            "each one back, or start from a new copy of x.",
            _puts_back(0),
            _puts_back(2),
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
            _differences(0, 1, 2),
        ),
        Mistake(
            "missing-brackets",
            "The brackets in your slope: `/ 2 * eps` divides by 2 and then multiplies by eps, and "
            "powers and products come before sums.",
            _by(_nudged, lambda up, down, eps: (up - down) / 2 * eps),
            _by(_nudged, lambda up, down, eps: up - down / (2 * eps)),
            _by(_nudged, lambda up, down, eps: up - down / 2 * eps),
        ),
        Mistake(
            "forgets-to-divide",
            "You returned how much f changes. A slope is that, divided by how far apart the two "
            "places are.",
            _by(_nudged, lambda up, down, eps: up - down),
            _by(_nudged, lambda up, down, eps: (up - down) / 2),
        ),
        Mistake(
            "ignores-eps",
            "Your nudges have the same size, whatever eps is. A number is written down where eps "
            "should stand.",
            lambda f, x, eps=1e-5: numerical_gradient(f, x, 1e-5),
            lambda f, x, eps=1e-5: numerical_gradient(f, x, 1.0),
            lambda f, x, eps=1e-5: numerical_gradient(f, x, 0.1),
        ),
        Mistake(
            "half-a-nudge",
            "Your nudges are half or twice as long as they should be: x + eps and x - eps are to "
            "be compared.",
            lambda f, x, eps=1e-5: numerical_gradient(f, x, eps / 2),
            lambda f, x, eps=1e-5: numerical_gradient(f, x, 2 * eps),
        ),
        Mistake(
            "nudges-everything",
            "You nudged all numbers of x at once. Each number has a slope of its own.",
            lambda f, x, eps=1e-5: np.full(x.shape, _everything(f, x, eps)),
            _everything,
        ),
        Mistake(
            "nudges-rows",
            "Where x has rows, you nudged whole rows, or planes, at once: `x[i]` is all of row i. "
            "Each number has a slope of its own.",
            _by_rows,
        ),
        Mistake(
            "two-axes-only",
            "It works where x has two axes, and fails elsewhere. `np.ndindex(x.shape)` walks "
            "through an array of any number of axes.",
            _two_axes_only,
        ),
        Mistake(
            "forgets-x",
            "You asked f near 0, and not near x: the number at each place should be that of x, "
            "and a little more or less.",
            _by(_replaced),
            _by(lambda x, place, eps: _replaced(np.zeros_like(x), place, eps)),
            _by(lambda x, place, eps: np.where(_replaced(np.zeros_like(x), place, 1), x + eps, 0)),
        ),
        Mistake(
            "nudges-in-proportion",
            "Your nudge is a share of the number: large numbers are nudged far, and 0 not at all. "
            "Each is nudged by eps.",
            _by(_in_proportion),
        ),
        Mistake(
            "hands-over-one-number",
            "You handed f one number of x alone. f takes an array like x: all of x, with one "
            "number nudged.",
            _by(lambda x, place, eps: x[place] + eps),
        ),
        Mistake(
            "measures-one-place-twice",
            "All your slopes are 0. That is what comes out if f is asked for the same array twice: "
            "after `b = x` there are two names, and still one array.",
            lambda f, x, eps=1e-5: np.zeros_like(x),
        ),
        Mistake(
            "flattens",
            "Your slopes are right, all in one row. They should have the shape of x: make the "
            "array before the loop, and fill it place by place.",
            lambda f, x, eps=1e-5: numerical_gradient(f, x, eps).ravel(),
            lambda f, x, eps=1e-5: numerical_gradient(f, x, eps).ravel().tolist(),
        ),
        Mistake(
            "one-slope-alone",
            "One slope came back, that of the last or the first number. Each number of x has its "
            "place in the array of slopes.",
            lambda f, x, eps=1e-5: numerical_gradient(f, x, eps).ravel()[-1],
            lambda f, x, eps=1e-5: numerical_gradient(f, x, eps).ravel()[0],
        ),
        Mistake(
            "reversed-sign",
            "Your signs are reversed: f ahead minus f behind.",
            _differences(-1, -1, 2),
        ),
        Mistake(
            "measures-f",
            "You returned the value of f, and not its slopes. How does f change when x is nudged?",
            lambda f, x, eps=1e-5: f(x),
            _by(_nudged, lambda up, down, eps: up),
        ),
    ],
)
