"""The exercises of chapter 7, training: batches, slopes, first weights. See also optimizers.py."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.exercises.chance import IGNORES_RNG, Case, judge_seeds
from helpers.exercises.exercise import Complaint, Exercise, Mistake, Seed
from helpers.exercises.optimizers import ADAM_STEP, MOMENTUM_STEP, SGD_STEP

# --- minibatches -----------------------------------------------------------------------------


def minibatches(x, y, batch_size, rng):
    order = rng.permutation(len(x))
    for start in range(0, len(x), batch_size):
        batch = order[start : start + batch_size]
        yield x[batch], y[batch]


def _examples(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Examples that can be told apart: x[i, 0] is 10 i, and y[i] is i."""
    numbers = np.arange(count)
    return 10.0 * numbers[:, None] + np.arange(3), numbers


_TWENTY_THREE = _examples(23)
_BATCH_CASES: list[Case] = [
    (*_TWENTY_THREE, 5, Seed(1)),
    (*_TWENTY_THREE, 5, Seed(2)),
    (*_TWENTY_THREE, 5, Seed(1)),
    (*_examples(24), 6, Seed(3)),
    (*_examples(10), 3, Seed(4)),
    (*_examples(9), 32, Seed(5)),
]


def _judge_batches(cases: list[Case], values: list[Any]) -> Complaint | None:
    in_order = blocks = True
    for (x, _, size, _), batches in zip(cases, values, strict=True):
        called = f"  {len(x)} examples, batch_size {size}"
        for batch in batches:
            parts = batch if isinstance(batch, (list, tuple)) else []
            if len(parts) != 2 or not all(isinstance(part, np.ndarray) for part in parts):
                return Complaint(None, "Each item must be a pair of arrays, (x_batch, y_batch).")
        lengths = [len(x_batch) for x_batch, _ in batches]
        whole, rest = divmod(len(x), size)
        expected = [size] * whole + [rest] * (rest > 0)
        if lengths != expected:
            slug = "drops-last-batch" if rest and lengths == expected[:-1] else None
            seen = f"\n  expected batches of {expected}\n  returned batches of {lengths[:12]}"
            return Complaint(slug, called + seen)
        if any(a.shape[1:] != x.shape[1:] or b.shape != a.shape[:1] for a, b in batches):
            return Complaint(
                None, "The batches must have the axes of x and y, only fewer examples."
            )
        rows = np.concatenate([x_batch[:, 0] for x_batch, _ in batches])
        labels = np.concatenate([y_batch for _, y_batch in batches])
        if not np.array_equal(rows, 10 * labels):
            return Complaint("misaligned", "")
        if not np.array_equal(np.sort(rows), x[:, 0]):
            return Complaint(None, f"Some examples come twice, others not at all.\n{called}")
        in_order = in_order and bool((np.diff(rows) > 0).all())
        steps = np.concatenate([np.diff(x_batch[:, 0]) for x_batch, _ in batches])
        blocks = blocks and bool((steps == 10).all())
    if in_order:
        return Complaint("no-shuffle", "")
    if blocks:
        return Complaint("shuffles-batches-only", "")
    return judge_seeds(cases, values)


def _batches_by(choose: Callable[[int, Any], tuple[Any, Any]]) -> Callable[..., Any]:
    """Batches in the orders of x and y that `choose(count, rng)` returns."""

    def batches(x, y, batch_size, rng):
        x_order, y_order = choose(len(x), rng)
        for start in range(0, len(x), batch_size):
            stop = start + batch_size
            yield x[x_order[start:stop]], y[y_order[start:stop]]

    return batches


def _whole_batches_only(x, y, batch_size, rng):
    for x_batch, y_batch in minibatches(x, y, batch_size, rng):
        if len(x_batch) == batch_size:
            yield x_batch, y_batch


def _block_order(x, y, batch_size, rng):
    blocks = list(_batches_by(lambda count, rng: (np.arange(count),) * 2)(x, y, batch_size, rng))
    whole = len(x) // batch_size
    for number in [*rng.permutation(whole), *range(whole, len(blocks))]:
        yield blocks[number]


MINIBATCHES = Exercise(
    name="minibatches",
    chapter=7,
    prompt="Yield shuffled batches (x_batch, y_batch), each example once, the last may be smaller.",
    solution=minibatches,
    cases=_BATCH_CASES,
    fresh=lambda rng: [(*_TWENTY_THREE, 4, Seed(int(rng.integers(10**6))))],
    judge=_judge_batches,
    unroll=True,
    mistakes=[
        Mistake(
            "drops-last-batch",
            _whole_batches_only,
            "The last, smaller batch is missing. Its examples have paid for the epoch as well.",
        ),
        Mistake(
            "misaligned",
            _batches_by(lambda count, rng: (rng.permutation(count), rng.permutation(count))),
            "Examples and labels have lost each other: the label at place i is no longer that of "
            "the example at place i. How many orders did you draw?",
            also=(_batches_by(lambda count, rng: (rng.permutation(count), np.arange(count))),),
        ),
        Mistake(
            "no-shuffle",
            _batches_by(lambda count, rng: (np.arange(count), np.arange(count))),
            "Your batches come in the order of the data. If that is sorted by class, each batch "
            "teaches one class and unlearns the others.",
        ),
        Mistake(
            "shuffles-batches-only",
            _block_order,
            "You shuffled the batches, but each holds the same neighbors in every epoch. Shuffle "
            "the examples before you cut them into batches.",
        ),
        Mistake(
            "ignores-rng",
            lambda x, y, batch_size, rng: minibatches(x, y, batch_size, np.random.default_rng(0)),
            IGNORES_RNG,
            also=(
                lambda x, y, batch_size, rng: minibatches(
                    x, y, batch_size, np.random.default_rng()
                ),
            ),
        ),
    ],
)


# --- numerical_gradient ----------------------------------------------------------------------


def numerical_gradient(f, x, eps=1e-5):
    grad = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        nudged = x.copy()
        nudged[place] += eps
        above = f(nudged)
        nudged[place] -= 2 * eps
        grad[place] = (above - f(nudged)) / (2 * eps)
    return grad


def _differences(ahead: float, behind: float, divisor: float) -> Callable[..., Any]:
    def gradient(f, x, eps=1e-5):
        grad = np.zeros_like(x)
        for place in np.ndindex(x.shape):
            step = np.zeros_like(x)
            step[place] = eps
            grad[place] = (f(x + ahead * step) - f(x - behind * step)) / (divisor * eps)
        return grad

    return gradient


def _leaves_changed(back: float) -> Callable[..., Any]:
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


NUMERICAL_GRADIENT = Exercise(
    name="numerical_gradient",
    chapter=7,
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
    changes_slug="leaves-x-changed",
    changes_allowed=1e-9,
    mistakes=[
        Mistake(
            "one-sided",
            _differences(1, 0, 1),
            "You nudged x to one side. The slope from x to x + eps is that of the middle between "
            "them, not that of x.",
            also=(_differences(0, 1, 1),),
        ),
        Mistake(
            "leaves-x-changed",
            _leaves_changed(0),
            "Your function changed its argument",
            also=(_leaves_changed(2),),
        ),
        Mistake(
            "forgets-two",
            _differences(1, 1, 1),
            "Your slopes are twice too steep. How far apart are x + eps and x - eps?",
        ),
        Mistake(
            "divides-one-sided-by-two",
            _differences(1, 0, 2),
            "Your slopes are half of what they should be. You nudged to one side, and divided as "
            "if to both.",
        ),
        Mistake(
            "nudges-everything",
            lambda f, x, eps=1e-5: np.full(x.shape, (f(x + eps) - f(x - eps)) / (2 * eps)),
            "You nudged all numbers of x at once. Each number has a slope of its own.",
        ),
        Mistake(
            "reversed-sign",
            _differences(-1, -1, 2),
            "Your signs are reversed: f ahead minus f behind.",
        ),
    ],
)


# --- he_normal -------------------------------------------------------------------------------


def he_normal(shape, rng):
    fan_in = np.prod(shape[:-1])
    return rng.normal(0.0, np.sqrt(2 / fan_in), size=shape)


# What the standard deviation would be under each mistake, for a shape (in, out) or
# (kh, kw, cin, cout). Several where there are several ways to make it.
_SPREADS: dict[str, list[Callable[[tuple[int, ...]], float]]] = {
    "variance-as-std": [lambda shape: 2 / np.prod(shape[:-1])],
    "fan-out": [
        lambda shape: np.sqrt(2 / shape[-1]),
        lambda shape: np.sqrt(2 / (np.prod(shape[:-2]) * shape[-1])),
    ],
    "forgets-kernel-area": [lambda shape: np.sqrt(2 / shape[-2])],
    "forgets-two": [lambda shape: np.sqrt(1 / np.prod(shape[:-1]))],
    "glorot": [
        lambda shape: np.sqrt(2 / (np.prod(shape[:-1]) + np.prod(shape[:-2]) * shape[-1])),
    ],
}


def _judge_he(cases: list[Case], values: list[Any]) -> Complaint | None:
    for (shape, _), weights in zip(cases, values, strict=True):
        if weights.shape != shape:
            return Complaint(
                None, f"  expected an array of shape {shape}\n  returned {weights.shape}"
            )
        if not np.isfinite(weights).all():
            return Complaint(None, "There are NaN or infinite numbers in the result.")
    right = [np.sqrt(2 / np.prod(shape[:-1])) for shape, _ in cases]
    spreads = [float(np.asarray(weights, float).std()) for weights in values]
    off = [i for i in range(len(cases)) if not _near(spreads[i], right[i], values[i].size)]
    if off:
        shape = cases[off[0]][0]
        text = f"  shape {shape}\n  expected a standard deviation of {right[off[0]]:.3g}"
        return Complaint(_spread_mistake(cases, values, spreads), text)
    for (shape, _), weights in zip(cases, values, strict=True):
        scaled = weights / np.sqrt(2 / np.prod(shape[:-1]))
        if abs(scaled.mean()) > 6 / np.sqrt(scaled.size):
            return Complaint(None, f"  shape {shape}\n  expected a mean of 0")
        beyond = float((abs(scaled) > 2).mean())  # of normal numbers 4.55 %
        if abs(beyond - 0.0455) > 6 * np.sqrt(0.0455 / scaled.size):
            return Complaint("not-normal", f"  shape {shape}")
    return judge_seeds(cases, values)


def _near(spread: float, expected: float, count: int) -> bool:
    """Whether a standard deviation of `count` normal numbers is within six of its own."""
    return abs(spread / expected - 1) < 6 / np.sqrt(2 * count)


def _spread_mistake(cases: list[Case], values: list[Any], spreads: list[float]) -> str | None:
    for slug, ways in _SPREADS.items():
        for way in ways:
            if all(
                _near(spread, way(shape), weights.size)
                for (shape, _), weights, spread in zip(cases, values, spreads, strict=True)
            ):
                return slug
    return None


def _normal_with(spread: Callable[[tuple[int, ...]], float]) -> Callable[..., Any]:
    return lambda shape, rng: rng.normal(0.0, spread(shape), size=shape)


def _he_mistake(slug: str, hint: str) -> Mistake:
    first, *others = (_normal_with(spread) for spread in _SPREADS[slug])
    return Mistake(slug, first, hint, also=tuple(others))


HE_NORMAL = Exercise(
    name="he_normal",
    chapter=7,
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
    judge=_judge_he,
    mistakes=[
        _he_mistake(
            "variance-as-std",
            "2 / fan_in is the variance. What rng.normal takes is its root, the standard "
            "deviation.",
        ),
        _he_mistake(
            "fan-out",
            "You counted the outputs. What keeps the size of a sum steady is how many numbers go "
            "into it.",
        ),
        _he_mistake(
            "forgets-kernel-area",
            "You counted the channels. A response of a conv kernel adds up a whole window of them.",
        ),
        _he_mistake(
            "forgets-two",
            "Your variance is half of what was asked for. ReLU silences half of the numbers, and "
            "He's factor makes up for it.",
        ),
        _he_mistake(
            "glorot",
            "That is Glorot's variance, 2 / (fan_in + fan_out). He's looks at the inputs alone.",
        ),
        Mistake(
            "not-normal",
            lambda shape, rng: rng.uniform(-1, 1, size=shape) * np.sqrt(6 / np.prod(shape[:-1])),
            "Mean and spread are right, but the numbers are not normally distributed.",
        ),
        Mistake(
            "ignores-rng",
            lambda shape, rng: he_normal(shape, np.random.default_rng(0)),
            IGNORES_RNG,
            also=(lambda shape, rng: he_normal(shape, np.random.default_rng()),),
        ),
    ],
)


EXERCISES = [
    MINIBATCHES,
    SGD_STEP,
    MOMENTUM_STEP,
    ADAM_STEP,
    NUMERICAL_GRADIENT,
    HE_NORMAL,
]
