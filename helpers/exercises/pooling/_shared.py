"""What several exercises of chapter 3 need."""

from typing import Any

import numpy as np

from helpers.checking import Case
from helpers.exercises.arrays import distinct_numbers


def windows(x: np.ndarray, size: int) -> np.ndarray:
    """The windows of pooling, ragged edge dropped: (H//size, W//size, C, size, size)."""
    view = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(0, 1))
    return view[::size, ::size]


def ragged(reduce: Any, fill: float = np.nan) -> Any:
    """Pooling that keeps the windows at the edge, though they are not whole."""

    def pool(x, size):
        widths = [(0, -length % size) for length in x.shape[:2]]
        padded = np.pad(x, [*widths, (0, 0)], constant_values=fill)
        return reduce(windows(padded, size), axis=(3, 4))

    return pool


def stride_one(reduce: Any) -> Any:
    def pool(x, size):
        view = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(0, 1))
        return reduce(view, axis=(3, 4))

    return pool


CASES = [
    (distinct_numbers(4, 4, 1, seed=1), 2),
    (distinct_numbers(4, 6, 2, seed=2), 2),
    (distinct_numbers(5, 4, 2, seed=3), 2),
    (distinct_numbers(6, 7, 3, seed=4), 3),
    (distinct_numbers(4, 4, 2, seed=5, shift=-40), 2),
    (distinct_numbers(7, 5, 3, seed=6, shift=-200), 2),
    (distinct_numbers(3, 3, 2, seed=7), 3),
    (distinct_numbers(2, 3, 4, seed=8), 1),
]


STRIDE_ONE_HINT = (
    "Your windows overlap. In pooling the window moves on by its own size, so that every pixel is "
    "in one window only."
)


RAGGED_HINT = (
    "Your last row or column comes from windows that hang over the edge. Here a window that does "
    "not fit whole is dropped."
)


def fresh_cases(rng: np.random.Generator) -> list[Case]:
    return [(rng.normal(size=(7, 9, 3)), 2), (rng.normal(size=(6, 6, 2)), 3)]
