"""The slope of a function at a place, by nudging to both sides."""

from helpers.checking import Exercise, Mistake, then


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


def _step_by_step(f, x, eps):
    above = f(x + eps)
    below = f(x - eps)
    return (above - below) / (2 * eps)


def _mean_of_two(f, x, eps):
    up = (f(x + eps) - f(x)) / eps
    down = (f(x) - f(x - eps)) / eps
    return (up + down) / 2


def _bend(f, x, eps):
    return f(x + eps) - 2 * f(x) + f(x - eps)


def _sides(f, x, eps):
    return (f(x + eps) - f(x)) / eps, (f(x) - f(x - eps)) / eps


EXERCISE = Exercise(
    prompt="Return the slope of f at x: nudge x by eps to both sides, and compare.",
    solution=two_sided_slope,
    cases=[
        (_cube, 2.0, 0.1),
        (_cube, -1.0, 0.5),
        (_parabola, 4.8, 0.25),
        (_valley, 0.3, 0.2),
        (_reciprocal, 0.5, 0.01),
    ],
    fresh=lambda rng: [(_cube, float(rng.uniform(1, 3)), 0.2)],
    styles=[_step_by_step, _mean_of_two],
    mistakes=[
        Mistake(
            "one-sided",
            "You nudged to one side. That is the slope of the line from x to a point beside it, "
            "and the curve bends between the two. Where would the bends cancel?",
            lambda f, x, eps: (f(x + eps) - f(x)) / eps,
            lambda f, x, eps: (f(x) - f(x - eps)) / eps,
            lambda f, x, eps: (f(x + 2 * eps) - f(x)) / (2 * eps),
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
        Mistake(
            "own-nudge",
            "Your result does not follow `eps`: it is the slope for a nudge of another length. "
            "`eps` says how far to go to each side.",
            *(
                lambda f, x, eps, own=own: two_sided_slope(f, x, own)
                for own in (2.0, 1.0, 0.1, 0.01, 0.001)
            ),
        ),
        Mistake(
            "half-a-nudge",
            "You nudge by half of `eps` to each side. `eps` is how far to go to each side.",
            lambda f, x, eps: two_sided_slope(f, x, eps / 2),
        ),
        Mistake(
            "slope-of-one-function",
            "That is the slope of one certain function at x, whatever `f` is. Any function may "
            "come: call `f`.",
            lambda f, x, eps: 2 * x,
            lambda f, x, eps: 3 * x**2,
            lambda f, x, eps: 2 * x - 3,
        ),
        Mistake(
            "never-negative",
            "Your slope is never negative. Where the curve falls, it should be.",
            lambda f, x, eps: abs(two_sided_slope(f, x, eps)),
        ),
        Mistake(
            "bend-not-slope",
            "You compared both sides with the middle, each in its own direction. What is left of "
            "that is how much the curve bends, and not how it rises.",
            lambda f, x, eps: _bend(f, x, eps) / (2 * eps),
            lambda f, x, eps: _bend(f, x, eps) / eps,
            lambda f, x, eps: _bend(f, x, eps) / eps**2,
            lambda f, x, eps: _bend(f, x, eps),
        ),
        Mistake(
            "both-sides-apart",
            "Two slopes came back, one for each side. Which single number lies in the middle?",
            _sides,
            then(_sides, lambda sides: sides[::-1]),
            then(_sides, list),
        ),
        Mistake(
            "squares-the-nudge",
            "You divided by the square of `eps`. How far apart do your two points lie?",
            lambda f, x, eps: (f(x + eps) - f(x - eps)) / eps**2,
            lambda f, x, eps: (f(x + eps) - f(x - eps)) / (2 * eps) ** 2,
            lambda f, x, eps: (f(x + eps) - f(x - eps)) / (2 * eps**2),
        ),
        Mistake(
            "multiplies-by-the-nudge",
            "You multiplied x by the nudge. A nudge is added, and taken away.",
            lambda f, x, eps: (f(x * eps) - f(x / eps)) / (2 * eps),
            lambda f, x, eps: (f(x * (1 + eps)) - f(x * (1 - eps))) / (2 * eps),
        ),
    ],
)
