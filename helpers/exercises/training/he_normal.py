"""First weights. Judged by what is drawn."""

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.checking import Answer, Complaint, Exercise, Mistake, Seed
from helpers.checking.chance import SPREADS, Calls, ignores_rng, judge_seeds
from helpers.exercises.training._spreads import OTHER_SPREADS, Spread, right_spread


def he_normal(shape, rng):
    fan_in = np.prod(shape[:-1])
    return rng.normal(0.0, np.sqrt(2 / fan_in), size=shape)


def _drawn(answer, shape, rng):
    weights = answer(shape, rng)
    return np.asarray(weights) if isinstance(weights, (int, float, np.number)) else weights


def _judge(calls: Calls) -> Complaint | None:
    for (shape, _), weights in calls:
        if complaint := _wrong_shape(shape, weights):
            return complaint
        if not np.isfinite(weights).all():
            return Complaint("There are NaN or infinite numbers in the result.")
        if (weights == weights.flat[0]).all():
            return Complaint(
                f"  shape {shape}\n  every number is {weights.flat[0]:.3g}", "not-random"
            )
        if _repeats(weights):
            return Complaint(f"  shape {shape}", "draws-too-few")
    for (shape, _), weights in calls:
        if abs(weights.mean()) > SPREADS * weights.std() / np.sqrt(weights.size):
            text = f"  shape {shape}\n  expected a mean of 0\n  came     {weights.mean():.2g}"
            return Complaint(text, _mean_mistake(calls))
    for (shape, _), weights in calls:
        right = right_spread(shape)
        if not _near(weights, right):
            text = f"  shape {shape}\n  expected a standard deviation of {right:.2g}"
            return Complaint(f"{text}\n  came     {weights.std():.2g}", _spread_mistake(calls))
    for (shape, _), weights in calls:
        beyond = float((abs(weights) > 2 * right_spread(shape)).mean())  # of normal ones 4.55 %
        if abs(beyond - 0.0455) > SPREADS * np.sqrt(0.0455 / weights.size):
            return Complaint(f"  shape {shape}", "not-normal")
    return judge_seeds(calls)


def _wrong_shape(shape: tuple[int, ...], weights: np.ndarray) -> Complaint | None:
    if weights.shape == shape:
        return None
    if weights.ndim == 0:
        is_spread = np.isclose(float(weights), right_spread(shape))
        name = "returns-the-spread" if is_spread else "one-number-alone"
        return Complaint(f"  expected an array of shape {shape}\n  returned one number", name)
    slug: str | None = "axes-as-numbers" if weights.shape == (len(shape),) else None
    slug = "flat" if weights.shape == (np.prod(shape),) else slug
    slug = "one-unit-alone" if weights.shape in (shape[:-1], (np.prod(shape[:-1]),)) else slug
    return Complaint(f"  expected an array of shape {shape}\n  returned {weights.shape}", slug)


def _repeats(weights: np.ndarray) -> bool:
    """Whether numbers were copied along an axis."""
    return len(np.unique(weights)) < 0.9 * weights.size


def _near(weights: np.ndarray, expected: float) -> bool:
    """Whether normal numbers have about this standard deviation."""
    spread = float(np.asarray(weights, float).std())
    return bool(abs(spread / expected - 1) < SPREADS / np.sqrt(2 * weights.size))


def _mean_mistake(calls: Calls) -> str | None:
    if all(_near(w, 1.0) and abs(w.mean() - right_spread(s)) < 0.2 for (s, _), w in calls):
        return "spread-as-mean"
    if all((weights >= 0).all() for _, weights in calls):
        return "never-negative"
    return "mean-is-not-0"


def _spread_mistake(calls: Calls) -> str | None:
    for slug, _, ways in OTHER_SPREADS:
        for way in ways:
            if all(_near(weights, way(shape)) for (shape, _), weights in calls):
                return slug
    first = float(calls[0][1].std())
    same = all(_near(weights, first) for _, weights in calls)
    return "same-spread-for-all" if same else None


def _normal_with(spread: Spread) -> Answer:
    return lambda shape, rng: rng.normal(0.0, spread(shape), size=shape)


def _made(make: Callable[[tuple[int, ...], float, Any], Any]) -> Answer:
    """An answer from (shape, the right spread, rng)."""
    return lambda shape, rng: make(shape, right_spread(shape), rng)


EXERCISE = Exercise(
    prompt="Return first weights drawn from N(0, 2 / fan_in), for a dense or a conv kernel.",
    solution=he_normal,
    call=_drawn,
    cases=[
        ((400, 30), Seed(1)),
        ((400, 30), Seed(2)),
        ((400, 30), Seed(1)),
        ((5, 3000), Seed(3)),
        ((3, 3, 16, 64), Seed(4)),
        ((5, 2, 40, 12), Seed(5)),
    ],
    fresh=lambda rng: [((3, 5, 20, 24), Seed(int(rng.integers(10**6))))],
    judge=_judge,
    mistakes=[
        *(Mistake(slug, hint, *map(_normal_with, ways)) for slug, hint, ways in OTHER_SPREADS),
        Mistake(
            "not-normal",
            "Mean and spread are right, but the numbers are not normally distributed.",
            _made(lambda shape, spread, rng: rng.uniform(-1, 1, size=shape) * np.sqrt(3) * spread),
        ),
        Mistake(
            "draws-too-few",
            "Many of your numbers are alike: a row or a filter was drawn once and copied. Equal "
            "filters stay equal in training.",
            _made(lambda shape, spread, rng: np.zeros(shape) + rng.normal(0, spread, shape[1:])),
        ),
        Mistake(
            "not-random",
            "All your numbers are the same. Equal weights get equal slopes, and stay equal: draw "
            "each of them with rng.",
            _made(lambda shape, spread, rng: np.full(shape, spread)),
            lambda shape, rng: np.zeros(shape),
            _made(lambda shape, spread, rng: np.full(shape, rng.normal(0, spread))),
        ),
        Mistake(
            "returns-the-spread",
            "You returned the standard deviation itself. Asked for are the weights: an array of "
            "numbers that are spread like that.",
            _made(lambda shape, spread, rng: spread),
        ),
        Mistake(
            "one-number-alone",
            "One number came, where an array is due. The generator's methods take a size: how many "
            "numbers to draw, as a shape.",
            _made(lambda shape, spread, rng: rng.normal(0, spread)),
            _made(lambda shape, spread, rng: np.prod(shape[:-1])),
        ),
        Mistake(
            "axes-as-numbers",
            "You got as many numbers as the shape has axes: the lengths of the axes were taken for "
            "a mean or a spread. The arguments of rng.normal are mean, spread and size.",
            _made(lambda shape, spread, rng: rng.normal(spread, shape)),
            _made(lambda shape, spread, rng: rng.normal(shape, spread)),
        ),
        Mistake(
            "flat",
            "All your numbers stand in one row. A kernel has the axes of `shape`.",
            _made(lambda shape, spread, rng: rng.normal(0, spread, np.prod(shape))),
        ),
        Mistake(
            "one-unit-alone",
            "You drew as many numbers as one unit has inputs. The last axis of `shape` counts the "
            "units or filters: each of them has weights of its own.",
            _made(lambda shape, spread, rng: rng.normal(0, spread, np.prod(shape[:-1]))),
            _made(lambda shape, spread, rng: rng.normal(0, spread, shape[:-1])),
        ),
        Mistake(
            "spread-as-mean",
            "The mean of your numbers is the spread that was asked for, and their spread is 1. The "
            "first argument of rng.normal is the mean, the second the spread.",
            _made(lambda shape, spread, rng: rng.normal(spread, 1.0, shape)),
        ),
        Mistake(
            "never-negative",
            "None of your numbers is negative. rng.random draws from 0 to 1, and abs takes the "
            "sign away; first weights are as often below 0 as above.",
            _made(lambda shape, spread, rng: rng.random(shape) * spread),
            _made(lambda shape, spread, rng: abs(rng.normal(0, spread, shape))),
        ),
        Mistake(
            "mean-is-not-0",
            "The mean of your numbers is not 0. Asked for are numbers that lie about 0.",
            _made(lambda shape, spread, rng: rng.normal(spread, spread, shape)),
        ),
        ignores_rng(he_normal),
    ],
)
