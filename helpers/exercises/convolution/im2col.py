"""Every window as one row of a matrix."""

import numpy as np

from helpers.checking import Answer, Exercise, Mistake, then
from helpers.exercises.convolution._shared import numbers


def _windows(image: np.ndarray, size: int) -> np.ndarray:
    """All windows of an image (H, W, C): (Ho, Wo, size, size, C)."""
    windows = np.lib.stride_tricks.sliding_window_view(image, (size, size), axis=(0, 1))
    return windows.transpose(0, 1, 3, 4, 2)


def _as_rows(windows: np.ndarray) -> np.ndarray:
    return windows.reshape(-1, np.prod(windows.shape[2:]))


def im2col(image, kernel_size):
    return _as_rows(_windows(image, kernel_size))


def _im2col_in_order(*axes: int) -> Answer:
    """im2col with the axes of the windows in another order."""
    return then(_windows, lambda windows: _as_rows(windows.transpose(axes)))


def _row_by_row(image, kernel_size):
    height, width, channels = image.shape
    k = kernel_size
    table = []
    for row in range(height - k + 1):
        for col in range(width - k + 1):
            window = image[row : row + k, col : col + k]
            table.append(window.reshape(-1))
    return np.array(table)


def _into_zeros(image, kernel_size):
    height, width, channels = image.shape
    k = kernel_size
    rows, cols = height - k + 1, width - k + 1
    table = np.zeros((rows * cols, k * k * channels))
    n = 0
    for row in range(rows):
        for col in range(cols):
            table[n] = image[row : row + k, col : col + k].reshape(-1)
            n += 1
    return table


def _by_place(image, kernel_size):
    height, width, channels = image.shape
    k = kernel_size
    rows, cols = height - k + 1, width - k + 1
    table = np.zeros((rows * cols, k * k * channels))
    for row in range(rows):
        for col in range(cols):
            table[row * cols + col] = image[row : row + k, col : col + k].reshape(-1)
    return table


EXERCISE = Exercise(
    prompt="Write every window of the image as one row of a matrix.",
    solution=im2col,
    cases=[
        (np.arange(12.0).reshape(3, 4, 1), 2),
        (np.arange(24.0).reshape(3, 4, 2), 2),
        (numbers(4, 3, 2, seed=1), 2),
        (numbers(5, 4, 3, seed=2), 3),
        (numbers(4, 6, 2, seed=3), 3),
        (numbers(5, 5, 3, seed=4), 2),
        (numbers(3, 2, 4, seed=5), 1),
        (numbers(3, 3, 2, seed=6), 3),
        (numbers(4, 4, 1, seed=7), 2),
    ],
    fresh=lambda rng: [(rng.normal(size=(6, 5, 3)), 2), (rng.normal(size=(5, 7, 2)), 3)],
    styles=[_row_by_row, _into_zeros, _by_place],
    mistakes=[
        Mistake(
            "channel-first-order",
            "Each row of yours holds all pixels of channel 0, then all of channel 1. In the order "
            "(row, column, channel) the channels of one pixel stand side by side.",
            _im2col_in_order(0, 1, 4, 2, 3),
        ),
        Mistake(
            "transposed",
            "Your windows stand upright: one in each column. Here every window is a row, so that "
            "the product is columns @ kernel.",
            lambda image, kernel_size: im2col(image, kernel_size).T,
        ),
        Mistake(
            "column-major-windows",
            "Your windows go down the first column of positions before the second. Walk the image "
            "as you read a page: along the first row, then the next.",
            _im2col_in_order(1, 0, 2, 3, 4),
        ),
        Mistake(
            "column-before-row",
            "Inside each window you go down the columns first. Flatten a window as you read a "
            "page: its first row, then its second.",
            _im2col_in_order(0, 1, 3, 2, 4),
        ),
        Mistake(
            "not-flattened",
            "Your windows are in place, but not yet flattened: the result has two axes, windows "
            "and the numbers of a window.",
            _windows,
            then(_windows, lambda windows: windows.reshape(-1, *windows.shape[2:])),
        ),
        Mistake(
            "windows-side-by-side",
            "Your windows lie side by side. They overlap: the next one starts one pixel further.",
            lambda image, kernel_size: _as_rows(
                _windows(image, kernel_size)[::kernel_size, ::kernel_size]
            ),
        ),
    ],
)
