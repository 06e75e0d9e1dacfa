"""The slope of a function at a place, by nudging to both sides."""

from helpers.checking import Exercise, Mistake


def two_sided_slope(f, x, eps):
    return (f(x + eps) - f(x - eps)) / (2 * eps)


def _cube(x):
    """f(x) = x ** 3"""
    return x**3


def _parabola(x):
    """f(x) = x ** 2 - 3 * x"""
    return x**2 - 3 * x


def _reciprocal(x):
    """f(x) = 1 / x"""
    return 1 / x


def _valley(x):
    """f(x) = (x - 0.8) ** 2"""
    return (x - 0.8) ** 2


EXERCISE = Exercise(
    prompt="Return the slope of f at x: nudge x by eps to both sides, and compare.",
    solution=two_sided_slope,
    cases=[
        (_cube, 2.0, 0.1),
        (_cube, -1.0, 0.5),
        (_parabola, 5.0, 0.25),
        (_valley, 0.3, 0.2),
        (_reciprocal, 0.5, 0.01),
    ],
    fresh=lambda rng: [(_cube, float(rng.uniform(1, 3)), 0.2)],
    mistakes=[
        Mistake(
            "one-sided",
            "You nudged to one side. That is the slope of the line from x to a point beside it, "
            "and the curve bends between the two. Where would the bends cancel?",
            lambda f, x, eps: (f(x + eps) - f(x)) / eps,
            lambda f, x, eps: (f(x) - f(x - eps)) / eps,
        ),
        Mistake(
            "forgets-two",
            "Your slope is twice too steep. How far apart do your two points lie?",
            lambda f, x, eps: (f(x + eps) - f(x - eps)) / eps,
        ),
        Mistake(
            "halves-one-sided",
            "Your slope is about half of what it should be. You divided by the distance of two "
            "nudges, and made one.",
            lambda f, x, eps: (f(x + eps) - f(x)) / (2 * eps),
        ),
        Mistake(
            "misplaced-parentheses",
            "Your slope is far too small. Python divides and multiplies from left to right: "
            "`/ 2 * eps` divides by 2, and then multiplies by eps.",
            lambda f, x, eps: (f(x + eps) - f(x - eps)) / 2 * eps,
        ),
        Mistake(
            "reversed-sign",
            "Where the curve rises, your slope is negative. Which of the two values should be "
            "taken away from the other?",
            lambda f, x, eps: (f(x - eps) - f(x + eps)) / (2 * eps),
        ),
        Mistake(
            "forgets-to-divide",
            "You returned the change of f. A slope is the change for each unit of the nudge.",
            lambda f, x, eps: f(x + eps) - f(x - eps),
        ),
        Mistake(
            "nudges-the-result",
            "Your slope is 1 everywhere: you added eps to what comes out of f. Nudge what goes in.",
            lambda f, x, eps: ((f(x) + eps) - (f(x) - eps)) / (2 * eps),
        ),
    ],
)
