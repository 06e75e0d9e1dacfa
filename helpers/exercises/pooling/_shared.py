"""What several exercises of chapter 3 need."""

import numpy as np

from helpers.checking import Answer, Case, Mistake
from helpers.exercises.arrays import distinct_numbers


def _windows_by_one(x: np.ndarray, size: int) -> np.ndarray:
    """All windows, those that overlap too: (H-size+1, W-size+1, C, size, size)."""
    return np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(0, 1))


def windows(x: np.ndarray, size: int) -> np.ndarray:
    """The windows of pooling, ragged edge dropped: (H//size, W//size, C, size, size)."""
    return _windows_by_one(x, size)[::size, ::size]


def _ragged(reduce: Answer, fill: float) -> Answer:
    """Pooling that keeps the windows at the edge, though they are not whole."""

    def pool(x, size):
        widths = [(0, -length % size) for length in x.shape[:2]]
        padded = np.pad(x, [*widths, (0, 0)], constant_values=fill)
        return reduce(windows(padded, size), axis=(3, 4))

    return pool


def shared_mistakes(reduce: Answer, reduce_without_nan: Answer, channels: str) -> list[Mistake]:
    """What goes wrong alike in max and average pooling; `channels` hints at pools-channels."""

    def plane(x, size):
        return reduce(windows(x, size), axis=(2, 3, 4))

    return [
        Mistake(
            "stride-one",
            "Your windows overlap. In pooling the window moves on by its own size, so that every "
            "pixel is in one window only.",
            lambda x, size: reduce(_windows_by_one(x, size), axis=(3, 4)),
        ),
        Mistake(
            "keeps-ragged-edge",
            "Your last row or column comes from windows that hang over the edge. Here a window "
            "that does not fit whole is dropped.",
            _ragged(reduce_without_nan, np.nan),
            _ragged(reduce, 0),
        ),
        Mistake(
            "pools-channels",
            channels,
            lambda x, size: np.repeat(plane(x, size)[:, :, None], x.shape[2], axis=2),
            plane,
            lambda x, size: plane(x, size)[:, :, None],
        ),
    ]


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


def fresh_cases(rng: np.random.Generator) -> list[Case]:
    return [(rng.normal(size=(7, 9, 3)), 2), (rng.normal(size=(6, 6, 2)), 3)]
