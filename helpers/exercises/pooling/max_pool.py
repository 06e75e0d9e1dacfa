"""The largest number of each window."""

import numpy as np

from helpers.checking import Exercise, Mistake
from helpers.exercises.pooling._shared import CASES, fresh_cases, shared_mistakes, windows


def max_pool(x, size):
    return windows(x, size).max(axis=(3, 4))


def _loops(x, size):
    height, width, channels = x.shape[0] // size, x.shape[1] // size, x.shape[2]
    y = np.zeros((height, width, channels))
    for row in range(height):
        for col in range(width):
            for c in range(channels):
                best = x[row * size, col * size, c]
                for i in range(size):
                    for j in range(size):
                        best = max(best, x[row * size + i, col * size + j, c])
                y[row, col, c] = best
    return y


def _windows_cut(x, size):
    height, width = x.shape[0] // size, x.shape[1] // size
    y = np.zeros((height, width, x.shape[2]))
    for row in range(height):
        for col in range(width):
            top, left = row * size, col * size
            window = x[top : top + size, left : left + size]
            y[row, col] = window.max(axis=(0, 1))
    return y


def _farthest_from_zero(x, size):
    cut = windows(x, size)
    return np.where(cut.max((3, 4)) >= -cut.min((3, 4)), cut.max((3, 4)), cut.min((3, 4)))


def _first_of_the_image(x, size):
    pooled = max_pool(x, size)
    return np.maximum(pooled, x[: pooled.shape[0], : pooled.shape[1]])


def _place_in_window(x, size):
    cut = windows(x, size)
    return cut.reshape(*cut.shape[:3], size**2).argmax(axis=3)


EXERCISE = Exercise(
    prompt="Keep the largest number of every window of size by size pixels, in each channel.",
    solution=max_pool,
    cases=CASES,
    fresh=fresh_cases,
    styles=[_loops, _windows_cut],
    mistakes=[
        *shared_mistakes(
            np.max,
            np.nanmax,
            "You took the largest number over the channels too. Each channel is pooled by itself: "
            "one may hold edges, the next corners.",
        ),
        Mistake(
            "average",
            "You averaged the window. Max pooling keeps its largest number alone.",
            lambda x, size: windows(x, size).mean(axis=(3, 4)),
        ),
        Mistake(
            "starts-at-zero",
            "Where all numbers of a window are negative, you answer 0. Did your search for the "
            "largest start at 0?",
            lambda x, size: np.maximum(max_pool(x, size), 0),
        ),
        Mistake(
            "takes-the-corner",
            "You kept the top-left number of each window, whatever the others are.",
            lambda x, size: x[::size, ::size][: x.shape[0] // size, : x.shape[1] // size],
        ),
        Mistake(
            "minimum",
            "You kept the smallest number of each window.",
            lambda x, size: windows(x, size).min(axis=(3, 4)),
        ),
        Mistake(
            "absolute-value",
            "You looked for the number that is farthest from 0. A number below 0 is smaller than "
            "every number above 0, however far away it is.",
            lambda x, size: abs(windows(x, size)).max(axis=(3, 4)),
            _farthest_from_zero,
        ),
        Mistake(
            "starts-outside-the-window",
            "Some of your results are too large: they are numbers from outside their windows. "
            "With which number does each search start?",
            _first_of_the_image,
        ),
        Mistake(
            "place-not-number",
            "You return the place of the largest number in its window, and not the number.",
            _place_in_window,
        ),
    ],
)
