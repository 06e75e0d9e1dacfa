"""Several neighboring outputs at once: how a convolution with few filters keeps the processor busy.

Windows overlap: with a kernel of 3 x 3, each pixel is copied into nine windows. A kernel that
stands in a larger one, once at each place of a tile, computes all outputs of the tile from one
window, which then strides by a whole tile. So fewer numbers are copied, and the matrix product has
more filters at once, which it likes. The price is that it also multiplies the zeros between.
"""

import numpy as np
from numpy.lib.stride_tricks import as_strided

WIDEST = 64  # filters: a product with more needs no help
TALL = 5  # rows: where a kernel has fewer, its windows overlap too little


def rows_at_once(height: int, filters: int, kernel_size: tuple[int, int], stride: int = 1) -> int:
    """How many rows of outputs a window computes together: 1, or a divisor of their `height`.

    It pays where a kernel is tall and its filters are few.
    """
    if stride != 1 or kernel_size[0] < TALL:
        return 1
    most = max(1, min(kernel_size[0], WIDEST // filters))
    return max(rows for rows in range(1, most + 1) if height % rows == 0)


def widen(kernel: np.ndarray, tile: tuple[int, int]) -> np.ndarray:
    """(kh, kw, C, F) to (kh + th - 1, kw + tw - 1, C, th * tw * F): the kernel at each place of a
    tile (th, tw)."""
    if tile == (1, 1):
        return kernel
    (height, width, channels, filters), (down, across) = kernel.shape, tile
    shape = (height + down - 1, width + across - 1, channels, down, across, filters)
    wide = np.zeros(shape, kernel.dtype)
    _kernels_in(wide)[...] = kernel
    return wide.reshape(*shape[:3], -1)


def narrow(wide: np.ndarray, tile: tuple[int, int]) -> np.ndarray:
    """The way back of `widen`: a number used several times gets the sum of its slopes."""
    if tile == (1, 1):
        return wide
    return _kernels_in(wide.reshape(*wide.shape[:3], *tile, -1)).sum(axis=(0, 1))


def _kernels_in(wide: np.ndarray) -> np.ndarray:
    """The kernels that stand in a wide one (H, W, C, th, tw, F), as a view (th, tw, kh, kw, C, F).

    One place further in the tile, a kernel stands one pixel further in the window.
    """
    height, width, channels, down, across, filters = wide.shape
    shape = (down, across, height - down + 1, width - across + 1, channels, filters)
    row, col, channel, tile_row, tile_col, number = wide.strides
    strides = (row + tile_row, col + tile_col, row, col, channel, number)
    return as_strided(wide, shape, strides)


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
