"""First weights. Judged by what is drawn."""

from collections.abc import Callable

import numpy as np

from helpers.checking import Answer, Complaint, Exercise, Mistake, Seed
from helpers.checking.chance import SPREADS, Calls, ignores_rng, judge_seeds, judge_shape

Spread = Callable[[tuple[int, ...]], float]  # from a kernel's shape to a standard deviation


def he_normal(shape, rng):
    fan_in = np.prod(shape[:-1])
    return rng.normal(0.0, np.sqrt(2 / fan_in), size=shape)


def _right_spread(shape: tuple[int, ...]) -> float:
    return float(np.sqrt(2 / np.prod(shape[:-1])))


# Misconceptions of the variance: slug, hint, and what the standard deviation would be for a shape
# (in, out) or (kh, kw, cin, cout). Several where there are several ways to make the mistake.
_OTHER_SPREADS: list[tuple[str, str, list[Spread]]] = [
    (
        "variance-as-std",
        "2 / fan_in is the variance. What rng.normal takes is its root, the standard deviation.",
        [lambda shape: 2 / np.prod(shape[:-1])],
    ),
    (
        "fan-out",
        "You counted the outputs. What keeps the size of a sum steady is how many numbers go into "
        "it.",
        [
            lambda shape: np.sqrt(2 / shape[-1]),
            lambda shape: np.sqrt(2 / (np.prod(shape[:-2]) * shape[-1])),
        ],
    ),
    (
        "forgets-kernel-area",
        "You counted the channels. A response of a conv kernel adds up a whole window of them.",
        [lambda shape: np.sqrt(2 / shape[-2])],
    ),
    (
        "forgets-two",
        "Your variance is half of what was asked for. ReLU silences half of the numbers, and He's "
        "factor makes up for it.",
        [lambda shape: np.sqrt(1 / np.prod(shape[:-1]))],
    ),
    (
        "glorot",
        "That is Glorot's variance, 2 / (fan_in + fan_out). He's looks at the inputs alone.",
        [lambda shape: np.sqrt(2 / (np.prod(shape[:-1]) + np.prod(shape[:-2]) * shape[-1]))],
    ),
]


def _judge(calls: Calls) -> Complaint | None:
    for (shape, _), weights in calls:
        if complaint := judge_shape(shape, weights):
            return complaint
        if not np.isfinite(weights).all():
            return Complaint("There are NaN or infinite numbers in the result.")
    for (shape, _), weights in calls:
        if not _near(weights, _right_spread(shape)):
            text = f"  shape {shape}\n  expected a standard deviation of {_right_spread(shape):.3g}"
            return Complaint(text, _spread_mistake(calls))
    for (shape, _), weights in calls:
        scaled = weights / _right_spread(shape)
        if abs(scaled.mean()) > SPREADS / np.sqrt(scaled.size):
            return Complaint(f"  shape {shape}\n  expected a mean of 0")
        beyond = float((abs(scaled) > 2).mean())  # of normal numbers 4.55 %
        if abs(beyond - 0.0455) > SPREADS * np.sqrt(0.0455 / scaled.size):
            return Complaint(f"  shape {shape}", "not-normal")
    return judge_seeds(calls)


def _near(weights: np.ndarray, expected: float) -> bool:
    """Whether normal numbers have about this standard deviation."""
    spread = float(np.asarray(weights, float).std())
    return abs(spread / expected - 1) < SPREADS / np.sqrt(2 * weights.size)


def _spread_mistake(calls: Calls) -> str | None:
    for slug, _, ways in _OTHER_SPREADS:
        for way in ways:
            if all(_near(weights, way(shape)) for (shape, _), weights in calls):
                return slug
    return None


def _normal_with(spread: Spread) -> Answer:
    return lambda shape, rng: rng.normal(0.0, spread(shape), size=shape)


EXERCISE = Exercise(
    prompt="Return first weights drawn from N(0, 2 / fan_in), for a dense or a conv kernel.",
    solution=he_normal,
    cases=[
        ((400, 30), Seed(1)),
        ((400, 30), Seed(2)),
        ((400, 30), Seed(1)),
        ((50, 300), Seed(3)),
        ((3, 3, 16, 64), Seed(4)),
        ((5, 2, 40, 12), Seed(5)),
    ],
    fresh=lambda rng: [((3, 5, 20, 24), Seed(int(rng.integers(10**6))))],
    judge=_judge,
    mistakes=[
        *(Mistake(slug, hint, *map(_normal_with, ways)) for slug, hint, ways in _OTHER_SPREADS),
        Mistake(
            "not-normal",
            "Mean and spread are right, but the numbers are not normally distributed.",
            lambda shape, rng: rng.uniform(-1, 1, size=shape) * np.sqrt(6 / np.prod(shape[:-1])),
        ),
        ignores_rng(he_normal),
    ],
)
