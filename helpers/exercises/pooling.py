"""The exercises of chapter 3, pooling."""

from __future__ import annotations

from typing import Any

import numpy as np

from helpers.exercises.arrays import distinct_numbers
from helpers.exercises.exercise import Exercise, Mistake


def _windows(x: np.ndarray, size: int) -> np.ndarray:
    """The windows of pooling, ragged edge dropped: (H//size, W//size, C, size, size)."""
    view = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(0, 1))
    return view[::size, ::size]


# --- max_pool -----------------------------------------------------------------------------------


def max_pool(x, size):
    return _windows(x, size).max(axis=(3, 4))


def _ragged(reduce: Any, fill: float = np.nan) -> Any:
    """Pooling that keeps the windows at the edge, though they are not whole."""

    def pool(x, size):
        widths = [(0, -length % size) for length in x.shape[:2]]
        padded = np.pad(x, [*widths, (0, 0)], constant_values=fill)
        return reduce(_windows(padded, size), axis=(3, 4))

    return pool


def _stride_one(reduce: Any) -> Any:
    def pool(x, size):
        view = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(0, 1))
        return reduce(view, axis=(3, 4))

    return pool


_POOL_CASES = [
    (distinct_numbers(4, 4, 1, seed=1), 2),
    (distinct_numbers(4, 6, 2, seed=2), 2),
    (distinct_numbers(5, 4, 2, seed=3), 2),
    (distinct_numbers(6, 7, 3, seed=4), 3),
    (distinct_numbers(4, 4, 2, seed=5, shift=-40), 2),
    (distinct_numbers(7, 5, 3, seed=6, shift=-200), 2),
    (distinct_numbers(3, 3, 2, seed=7), 3),
    (distinct_numbers(2, 3, 4, seed=8), 1),
]
_STRIDE_ONE_HINT = (
    "Your windows overlap. In pooling the window moves on by its own size, so that every pixel is "
    "in one window only."
)
_RAGGED_HINT = (
    "Your last row or column comes from windows that hang over the edge. Here a window that does "
    "not fit whole is dropped."
)

MAX_POOL = Exercise(
    name="max_pool",
    chapter=3,
    prompt="Keep the largest number of every window of size by size pixels, in each channel.",
    solution=max_pool,
    cases=_POOL_CASES,
    fresh=lambda rng: [(rng.normal(size=(7, 9, 3)), 2), (rng.normal(size=(6, 6, 2)), 3)],
    mistakes=[
        Mistake("stride-one", _stride_one(np.max), _STRIDE_ONE_HINT),
        Mistake(
            "average",
            lambda x, size: _windows(x, size).mean(axis=(3, 4)),
            "You averaged the window. Max pooling keeps its largest number alone.",
        ),
        Mistake(
            "pools-channels",
            lambda x, size: np.broadcast_to(
                _windows(x, size).max(axis=(2, 3, 4))[:, :, None],
                (x.shape[0] // size, x.shape[1] // size, x.shape[2]),
            ),
            "You took the largest number over the channels too. Each channel is pooled by itself: "
            "one may hold edges, the next corners.",
            also=(
                lambda x, size: _windows(x, size).max(axis=(2, 3, 4)),
                lambda x, size: _windows(x, size).max(axis=(2, 3, 4))[:, :, None],
            ),
        ),
        Mistake("keeps-ragged-edge", _ragged(np.nanmax), _RAGGED_HINT, also=(_ragged(np.max, 0),)),
        Mistake(
            "starts-at-zero",
            lambda x, size: np.maximum(max_pool(x, size), 0),
            "Where all numbers of a window are negative, you answer 0. Did your search for the "
            "largest start at 0?",
        ),
        Mistake(
            "takes-the-corner",
            lambda x, size: x[::size, ::size][: x.shape[0] // size, : x.shape[1] // size],
            "You kept the top-left number of each window, whatever the others are.",
        ),
        Mistake(
            "minimum",
            lambda x, size: _windows(x, size).min(axis=(3, 4)),
            "You kept the smallest number of each window.",
        ),
    ],
)


# --- average_pool -------------------------------------------------------------------------------


def average_pool(x, size):
    return _windows(x, size).mean(axis=(3, 4))


AVERAGE_POOL = Exercise(
    name="average_pool",
    chapter=3,
    prompt="Replace every window of size by size pixels by its mean, in each channel.",
    solution=average_pool,
    cases=_POOL_CASES,
    fresh=MAX_POOL.fresh,
    mistakes=[
        Mistake("max", max_pool, "You kept the largest number. Here every pixel counts alike."),
        Mistake(
            "sum-not-mean",
            lambda x, size: _windows(x, size).sum(axis=(3, 4)),
            "You added the window up. A mean stays in the range of the pixels: how many are there "
            "in a window?",
        ),
        Mistake("stride-one", _stride_one(np.mean), _STRIDE_ONE_HINT),
        Mistake(
            "keeps-ragged-edge", _ragged(np.nanmean), _RAGGED_HINT, also=(_ragged(np.mean, 0),)
        ),
        Mistake(
            "pools-channels",
            lambda x, size: np.broadcast_to(
                _windows(x, size).mean(axis=(2, 3, 4))[:, :, None],
                (x.shape[0] // size, x.shape[1] // size, x.shape[2]),
            ),
            "You averaged over the channels too. Each channel is pooled by itself.",
            also=(
                lambda x, size: _windows(x, size).mean(axis=(2, 3, 4)),
                lambda x, size: _windows(x, size).mean(axis=(2, 3, 4))[:, :, None],
            ),
        ),
        Mistake(
            "divides-by-size",
            lambda x, size: _windows(x, size).sum(axis=(3, 4)) / size,
            "You divided the sum by size. How many pixels does a window of size by size hold?",
        ),
    ],
)


# --- max_pool_gradient --------------------------------------------------------------------------


def max_pool_gradient(x, grad, size):
    grad_x = np.zeros_like(x)
    for row in range(grad.shape[0]):
        for col in range(grad.shape[1]):
            for channel in range(grad.shape[2]):
                top, left = row * size, col * size
                window = x[top : top + size, left : left + size, channel]
                i, j = np.unravel_index(window.argmax(), window.shape)  # the first maximum
                grad_x[top + i, left + j, channel] += grad[row, col, channel]
    return grad_x


def _shares(share: Any) -> Any:
    """A gradient that gives each window's to its pixels by the shares that `share` returns."""

    def gradient(x, grad, size):
        grad_x = np.zeros_like(x)
        for row in range(grad.shape[0]):
            for col in range(grad.shape[1]):
                place = np.s_[row * size : (row + 1) * size, col * size : (col + 1) * size]
                for channel in range(grad.shape[2]):
                    parts = share(x[place][:, :, channel])
                    grad_x[place][:, :, channel] = parts * grad[row, col, channel]
        return grad_x

    return gradient


def _last_maximum(window):
    flat = np.zeros(window.size)
    flat[window.size - 1 - window[::-1, ::-1].argmax()] = 1
    return flat.reshape(window.shape)


def _tied(*shape: int, seed: int) -> np.ndarray:
    """Numbers among which many are alike."""
    return np.random.default_rng(seed).integers(0, 3, size=shape).astype(float)


MAX_POOL_GRADIENT = Exercise(
    name="max_pool_gradient",
    chapter=3,
    prompt="Send the gradient of each window back to its first maximum; all other pixels get 0.",
    solution=max_pool_gradient,
    cases=[
        (distinct_numbers(4, 4, 1, seed=1), distinct_numbers(2, 2, 1, seed=2, shift=10), 2),
        (np.zeros((4, 4, 1)), distinct_numbers(2, 2, 1, seed=3, shift=10), 2),
        (_tied(4, 6, 2, seed=4), distinct_numbers(2, 3, 2, seed=5, shift=20), 2),
        (
            distinct_numbers(5, 7, 2, seed=6, shift=-60),
            distinct_numbers(2, 3, 2, seed=7, shift=20),
            2,
        ),
        (_tied(7, 6, 3, seed=8), distinct_numbers(2, 2, 3, seed=9, shift=20), 3),
        (distinct_numbers(3, 2, 2, seed=10), distinct_numbers(3, 2, 2, seed=11, shift=20), 1),
    ],
    fresh=lambda rng: [(rng.normal(size=(6, 5, 2)), rng.normal(size=(3, 2, 2)), 2)],
    bug="all-ties",
    mistakes=[
        Mistake(
            "spreads-evenly",
            _shares(lambda window: np.full(window.shape, 1 / window.size)),
            "You gave every pixel of a window the same share: that is the way back of average "
            "pooling. Which pixel decided the maximum?",
        ),
        Mistake(
            "all-ties",
            _shares(lambda window: window == window.max()),
            "Where several pixels share the maximum, you gave each of them the whole gradient. On "
            "a blank background the gradient then counts several times. Only the first gets it.",
        ),
        Mistake(
            "upsamples-everywhere",
            _shares(lambda window: np.ones(window.shape)),
            "Every pixel got the whole gradient of its window. Nudge a pixel that is not the "
            "maximum: does the output change?",
        ),
        Mistake(
            "splits-ties",
            _shares(lambda window: (window == window.max()) / (window == window.max()).sum()),
            "You shared the gradient among tied pixels. Here the first maximum takes all of it.",
        ),
        Mistake(
            "last-maximum",
            _shares(_last_maximum),
            "Among tied pixels you chose the last. Reading as on a page, the first maximum gets "
            "the gradient.",
        ),
        Mistake(
            "returns-the-maximum",
            _shares(lambda window: np.where(_last_maximum(window), window.max(), 0)),
            "You multiplied by the maximum itself. The output changes by as much as the pixel "
            "does: the gradient passes as it is.",
            also=(lambda x, grad, size: x * (max_pool_gradient(x, np.ones_like(grad), size)),),
        ),
    ],
)


# --- size_after ---------------------------------------------------------------------------------


def size_after(size, steps):
    for kind, width in steps:
        size = size - width + 1 if kind == "conv" else size // width
    return size


def _size_by(conv: Any, pool: Any) -> Any:
    def size_otherwise(size, steps):
        for kind, width in steps:
            size = conv(size, width) if kind == "conv" else pool(size, width)
        return size

    return size_otherwise


def _conv(size, width):
    return size - width + 1


def _pool(size, width):
    return size // width


SIZE_AFTER = Exercise(
    name="size_after",
    chapter=3,
    prompt='Return the side of a square map after steps such as [("conv", 3), ("pool", 2)].',
    solution=size_after,
    cases=[
        (28, [("conv", 3)]),
        (28, [("pool", 2)]),
        (28, [("conv", 3), ("pool", 2)]),
        (28, [("conv", 3), ("pool", 2), ("conv", 3), ("pool", 2)]),
        (27, [("pool", 2)]),
        (32, [("conv", 5), ("pool", 3), ("conv", 2)]),
        (20, [("pool", 3), ("pool", 2), ("conv", 1)]),
        (9, [("conv", 4), ("conv", 2)]),
        (12, []),
    ],
    fresh=lambda rng: [
        (int(rng.integers(30, 60)), [("conv", int(rng.integers(2, 8))), ("pool", 3), ("pool", 2)])
        for _ in range(3)
    ],
    mistakes=[
        Mistake(
            "conv-keeps-size",
            _size_by(lambda size, width: size, _pool),
            "Your convolution leaves the size as it is. Without padding the kernel has fewer "
            "positions than there are pixels.",
        ),
        Mistake(
            "pool-rounds-up",
            _size_by(_conv, lambda size, width: -(-size // width)),
            "Your pooling rounds up. A window that does not fit whole is dropped.",
        ),
        Mistake(
            "pool-subtracts",
            _size_by(_conv, lambda size, width: size - (width - 1)),
            "Your pooling takes away a border, as a convolution does. Its windows lie side by "
            "side: how many fit in a row?",
        ),
        Mistake(
            "conv-forgets-plus-one",
            _size_by(lambda size, width: size - width, _pool),
            "Your convolution loses one position too many. A kernel as wide as the map still has "
            "one position.",
        ),
        Mistake(
            "conv-divides",
            _size_by(_pool, _pool),
            "Your convolution divides the size. Its kernel moves by one pixel at a time.",
        ),
        Mistake(
            "first-step-only",
            lambda size, steps: size_after(size, steps[:1]),
            "Only the first step counts in your answer. Each step starts from the size that the "
            "step before it left.",
        ),
        Mistake(
            "does-not-round",
            _size_by(_conv, lambda size, width: size / width),
            "Your pooling leaves fractions of pixels. The answer is an int.",
        ),
    ],
)


EXERCISES = [MAX_POOL, AVERAGE_POOL, MAX_POOL_GRADIENT, SIZE_AFTER]
