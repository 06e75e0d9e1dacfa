"""Several rows of outputs at once: how a convolution with few filters keeps the processor busy.

Windows overlap: with a kernel of 5 rows, each pixel is copied into five rows of windows. A kernel
that stands `rows` times in a taller one, each time one row lower, computes `rows` neighboring rows
of outputs from one window, which then strides by `rows`. So fewer numbers are copied, and the
matrix product has `rows` times as many filters, which it likes. The price is that it also
multiplies the zeros between.
"""

import numpy as np


def rows_at_once(height: int, filters: int, kernel_size: tuple[int, int], stride: int) -> int:
    """How many rows of outputs a window computes together: 1, or a divisor of their `height`.

    It pays where a kernel is tall and its filters are few.
    """
    if stride != 1 or kernel_size[0] < 5 or filters > 16:
        return 1
    return max(rows for rows in range(1, kernel_size[0] + 1) if height % rows == 0)


def widen(kernel: np.ndarray, rows: int) -> np.ndarray:
    """(kh, kw, C, F) to (kh + rows - 1, kw, C, rows * F): the kernel, each time one row lower."""
    if rows == 1:
        return kernel
    height, width, channels, filters = kernel.shape
    wide = np.zeros((height + rows - 1, width, channels, rows, filters), kernel.dtype)
    for row in range(rows):
        wide[row : row + height, :, :, row] = kernel
    return wide.reshape(*wide.shape[:3], -1)


def narrow(wide: np.ndarray, rows: int) -> np.ndarray:
    """The way back of `widen`: a number used several times gets the sum of its slopes."""
    if rows == 1:
        return wide
    height = len(wide) - rows + 1
    parts = wide.reshape(*wide.shape[:3], rows, -1)
    return np.sum([parts[row : row + height, :, :, row] for row in range(rows)], axis=0)


def split(rows_of_filters: np.ndarray, rows: int, height: int) -> np.ndarray:
    """Outputs (rows * F, M / rows) of a wide kernel as (F, M): each filter's rows in their order.

    height: how many rows of outputs there are, of M numbers.
    """
    if rows == 1:
        return rows_of_filters
    filters = len(rows_of_filters) // rows
    parts = rows_of_filters.reshape(rows, filters, height // rows, -1)
    return parts.transpose(1, 2, 0, 3).reshape(filters, -1)


def join(filters: np.ndarray, rows: int, height: int) -> np.ndarray:
    """The way back of `split`: (F, M) as (rows * F, M / rows)."""
    if rows == 1:
        return filters
    parts = filters.reshape(len(filters), height // rows, rows, -1)
    return parts.transpose(2, 0, 1, 3).reshape(rows * len(filters), -1)
