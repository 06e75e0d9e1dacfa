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
    k = kernel_size
    rows = range(image.shape[0] - k + 1)
    cols = range(image.shape[1] - k + 1)
    return np.array([image[r : r + k, c : c + k].reshape(-1) for r in rows for c in cols])


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


def _with_rows_at(place: Answer) -> Answer:
    """im2col that writes the window at (row, col) into the row place(row, col, rows, cols)."""

    def im2col_misplaced(image, kernel_size):
        windows = _windows(image, kernel_size)
        rows, cols = windows.shape[:2]
        table = np.zeros((rows * cols, windows[0, 0].size))
        for row, col in np.ndindex(rows, cols):
            table[place(row, col, rows, cols)] = windows[row, col].reshape(-1)
        return table

    return im2col_misplaced


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
            "one product, table @ column, gives all responses.",
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
            then(_windows, lambda w: w.reshape(-1, w.shape[2] * w.shape[3], w.shape[4])),
            then(im2col, lambda table: table[:, :, None]),
            then(im2col, lambda table: table[:, None]),
            then(_windows, lambda w: w.reshape(-1, w.shape[4], w.shape[2] * w.shape[3])),
            then(_windows, lambda windows: windows.transpose(0, 1, 4, 2, 3)),
        ),
        Mistake(
            "windows-side-by-side",
            "Your windows lie side by side. They overlap: the next one starts one pixel further.",
            lambda image, kernel_size: _as_rows(
                _windows(image, kernel_size)[::kernel_size, ::kernel_size]
            ),
        ),
        Mistake(
            "windows-in-wrong-rows",
            "Windows are written into rows of the table that are not theirs, and some rows stay "
            "0. Number the windows as you read a page. Which number has the window at (row, col)?",
            _with_rows_at(lambda row, col, rows, cols: row * col),
            _with_rows_at(lambda row, col, rows, cols: row + col),
            _with_rows_at(lambda row, col, rows, cols: row * rows + col),
            _with_rows_at(lambda row, col, rows, cols: row),
            _with_rows_at(lambda row, col, rows, cols: col),
            _with_rows_at(lambda row, col, rows, cols: 0),
            _with_rows_at(lambda row, col, rows, cols: -1),
        ),
        Mistake(
            "keeps-rows-and-columns",
            "Your windows are flattened, and still laid out as a map, in rows and columns. The "
            "table has one axis for all windows.",
            lambda image, kernel_size: im2col(image, kernel_size).reshape(
                *_windows(image, kernel_size).shape[:2], -1
            ),
        ),
        Mistake(
            "one-long-row",
            "All your windows stand in one long row. Each window is a row of its own.",
            then(im2col, np.ravel),
        ),
        Mistake(
            "cuts-the-image-in-pieces",
            "You cut the image into pieces as it is stored, along its rows. A window takes a part "
            "of several rows, and windows overlap.",
            lambda image, kernel_size: image.reshape(-1, kernel_size**2 * image.shape[2]),
        ),
        Mistake(
            "reshapes-upright",
            "You gave the table another shape, and left its numbers in the old order: no row "
            "holds one window now.",
            then(im2col, lambda table: table.reshape(table.shape[::-1])),
        ),
        Mistake(
            "first-channel-only",
            "Your rows hold the first channel alone. A window is as deep as the image: all "
            "channels of a pixel stand side by side.",
            lambda image, kernel_size: im2col(image[:, :, :1], kernel_size),
            lambda image, kernel_size: im2col(
                image * (np.arange(image.shape[2]) == 0), kernel_size
            ),
        ),
        Mistake(
            "sums-the-windows",
            "You put each window together into one number. The table holds all its pixels: adding "
            "up comes later, with a kernel.",
            then(im2col, lambda table: table.sum(axis=1)),
            then(im2col, lambda table: table.mean(axis=1)),
        ),
        Mistake(
            "fixed-window-size",
            "Your windows have one size whatever `kernel_size` says.",
            lambda image, kernel_size: im2col(image, 2),
            lambda image, kernel_size: im2col(image, 3),
        ),
        Mistake(
            "takes-image-for-square",
            "You used the height of the image for its width, or the reverse. An image may be "
            "wider than high, or higher than wide.",
            lambda image, kernel_size: _as_rows(
                _windows(image, kernel_size)[:, : len(image) - kernel_size + 1]
            ),
            lambda image, kernel_size: _as_rows(
                _windows(image, kernel_size)[: image.shape[1] - kernel_size + 1]
            ),
        ),
        Mistake(
            "fortran-order",
            "Inside each window your numbers stand in the order channel, column, row. The order "
            "that is asked for is row, column, channel.",
            _im2col_in_order(0, 1, 4, 3, 2),
        ),
        Mistake(
            "one-window-only",
            "You returned one window. Every window is a row of the table.",
            then(im2col, lambda table: table[0]),
            then(im2col, lambda table: table[-1]),
            then(im2col, lambda table: table[:1]),
            then(im2col, lambda table: table[-1:]),
        ),
    ],
)
