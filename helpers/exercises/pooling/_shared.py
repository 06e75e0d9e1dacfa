"""What several exercises of chapter 3 need."""

from typing import Any

import numpy as np

from helpers.checking import Answer, Case, Mistake
from helpers.checking.variants import given
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


def _overlapping(reduce: Answer) -> Answer:
    """Windows that move on by one pixel, as many as there should be."""

    def pool(x, size):
        height, width = x.shape[0] // size, x.shape[1] // size
        return reduce(_windows_by_one(x, size)[:height, :width], axis=(3, 4))

    return pool


def _gaps(pool: Answer) -> Answer:
    """The result filled in steps of the size: all else stays 0."""

    def gapped(x, size):
        right = pool(x, size)
        made = np.zeros(right.shape)
        made[::size, ::size] = right[::size, ::size]
        return made

    return gapped


def _blocks(reduce: Answer, shape: Any, axes: Any) -> Answer:
    """Pooling by a reshape of the whole windows; `shape` tells it from (h, w, size)."""

    def pool(x, size):
        height, width = x.shape[0] // size, x.shape[1] // size
        whole = x[: height * size, : width * size]
        return reduce(whole.reshape(*shape(height, width, size), x.shape[2]), axis=axes)

    return pool


def _empty_without_edge(pool: Answer, rows: bool, cols: bool) -> Answer:
    """The ragged edge is cut off as [:-n], which leaves nothing where n is 0."""

    def cut(x, size):
        height, width = x.shape[0] // size, x.shape[1] // size
        if rows and x.shape[0] % size == 0:
            height = 0
        if cols and x.shape[1] % size == 0:
            width = 0
        return pool(x, size)[:height, :width]

    return cut


def _one_channel(pool: Answer) -> list[Answer]:
    """Only the first channel is pooled."""

    def others_zero(x, size):
        made = pool(x, size)
        made[:, :, 1:] = 0
        return made

    return [
        others_zero,
        lambda x, size: pool(x, size)[:, :, 0],
        lambda x, size: pool(x, size)[:, :, :1],
    ]


def shared_mistakes(
    reduce: Answer, reduce_without_nan: Answer, channels: str, *over_channels: Answer
) -> list[Mistake]:
    """What goes wrong alike in max and average pooling; `channels` hints at pools-channels."""

    def right(x, size):
        return reduce(windows(x, size), axis=(3, 4))

    def plane(x, size):
        return reduce(windows(x, size), axis=(2, 3, 4))

    def diagonal(x, size):
        return reduce(np.diagonal(windows(x, size), axis1=3, axis2=4), axis=-1)

    return [
        Mistake(
            "stride-one",
            "Your windows overlap. In pooling the window moves on by its own size, so that every "
            "pixel is in one window only.",
            lambda x, size: reduce(_windows_by_one(x, size), axis=(3, 4)),
            _overlapping(reduce),
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
            *over_channels,
        ),
        Mistake(
            "first-channel-only",
            "You pooled the first channel alone. An image has any number of them, and each gets a "
            "map of its own.",
            *_one_channel(right),
        ),
        Mistake(
            "jumps-in-the-result",
            "Some places of your result were never filled in, and are still 0. The result is "
            "filled one by one. It is in x that you jump by the size.",
            _gaps(right),
            _gaps(_overlapping(reduce)),
        ),
        Mistake(
            "pools-one-direction",
            "You pooled in one direction. A window spans several rows and several columns, and "
            "becomes one number.",
            _blocks(reduce, lambda h, w, s: (h, s, w * s), 1),
            _blocks(reduce, lambda h, w, s: (h * s, w, s), 2),
        ),
        Mistake(
            "whole-image",
            "You made one number of the whole map. Each window becomes one.",
            lambda x, size: reduce(x, axis=(0, 1)),
            lambda x, size: float(reduce(x)),
        ),
        Mistake(
            "always-two",
            "Your windows are 2 by 2, whatever `size` is.",
            given(right, size=lambda size: 2),
        ),
        Mistake(
            "not-neighbors",
            "The numbers of your windows do not stand together in the image. `reshape` keeps the "
            "order of the numbers: into which two axes is the height cut, and into which two the "
            "width?",
            _blocks(reduce, lambda h, w, s: (h, w, s, s), (2, 3)),
            _blocks(reduce, lambda h, w, s: (s, h, s, w), (0, 2)),
            _blocks(reduce, lambda h, w, s: (h, s, s, w), (1, 2)),
            _blocks(reduce, lambda h, w, s: (s, s, h, w), (0, 1)),
            _blocks(reduce, lambda h, w, s: (h, s, w, s), (1, 2)),
            _blocks(reduce, lambda h, w, s: (h, s, w, s), (0, 1)),
        ),
        Mistake(
            "diagonal-only",
            "Of each window you looked at the diagonal alone: its row and its column run together "
            "in your code. Which numbers are left out?",
            diagonal,
        ),
        Mistake(
            "cuts-to-the-result",
            "You cut the image down to as many rows and columns as the result has. What has to "
            "stay are whole windows: how many pixels is that?",
            lambda x, size: _after_cutting(reduce, x, size),
        ),
        Mistake(
            "cuts-nothing-to-nothing",
            "Where no edge is ragged, nothing is left of your image: `[:-0]` is `[:0]`, and that "
            "is empty. Count from the front how much has to stay.",
            _empty_without_edge(right, True, True),
            _empty_without_edge(right, True, False),
            _empty_without_edge(right, False, True),
        ),
    ]


def _after_cutting(reduce: Answer, x: np.ndarray, size: int) -> np.ndarray:
    """Pooling of the top left part that is as large as the result."""
    part = x[: x.shape[0] // size, : x.shape[1] // size]
    height, width = part.shape[0] // size, part.shape[1] // size
    if height == 0 or width == 0:
        return np.zeros((height, width, x.shape[2]))
    return reduce(windows(part, size), axis=(3, 4))


CASES = [
    (distinct_numbers(2, 4, 1, seed=1), 2),
    (distinct_numbers(3, 2, 2, seed=11), 2),
    (distinct_numbers(4, 4, 1, seed=1), 2),
    (distinct_numbers(4, 6, 2, seed=2), 2),
    (distinct_numbers(5, 4, 2, seed=3), 2),
    (distinct_numbers(6, 7, 3, seed=4), 3),
    (distinct_numbers(4, 4, 2, seed=5, shift=-40), 2),
    (distinct_numbers(7, 5, 3, seed=6, shift=-200), 2),
    (distinct_numbers(3, 3, 1, seed=7), 3),
    (distinct_numbers(2, 3, 2, seed=8), 1),
]


def fresh_cases(rng: np.random.Generator) -> list[Case]:
    return [(rng.normal(size=(7, 9, 3)), 2), (rng.normal(size=(6, 6, 2)), 3)]
