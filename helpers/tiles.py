"""Neighboring outputs at once: how a convolution with few filters keeps the processor busy.

Windows overlap: with a kernel of 3 x 3, each pixel lies in nine windows. Down the picture that
costs nothing (see `helpers.products`). Across it, a kernel that stands in a wider one, once at each
place of a tile, computes all outputs of the tile from one window, which then strides by a whole
tile. So fewer numbers are copied, and the matrix product has more filters at once, which it likes.
The price is that it also multiplies the zeros between.
"""

import numpy as np
from numpy.lib.stride_tricks import as_strided

WIDEST = 32  # filters: a product with more needs no help


def outputs_at_once(width: int, filters: int, window: int) -> int:
    """How many neighbors in a row of outputs to compute together: a divisor of its `width`.

    window: how many numbers a row of a window holds. It pays where they are more than the filters:
    copying them is then most of the work.
    """
    most = max(1, WIDEST // filters) if window > filters else 1
    return max(count for count in range(1, most + 1) if width % count == 0)


def widen(kernel: np.ndarray, tile: int) -> np.ndarray:
    """(kh, kw, C, F) to (kh, kw + tile - 1, C, tile * F): the kernel at each place of a tile."""
    if tile == 1:
        return kernel
    height, width, channels, filters = kernel.shape
    wide = np.zeros((height, width + tile - 1, channels, tile, filters), kernel.dtype)
    _kernels_in(wide)[...] = kernel
    return wide.reshape(*wide.shape[:3], -1)


def narrow(wide: np.ndarray, tile: int) -> np.ndarray:
    """The way back of `widen`: a number used several times gets the sum of its slopes."""
    if tile == 1:
        return wide
    return _kernels_in(wide.reshape(*wide.shape[:3], tile, -1)).sum(axis=0)


def _kernels_in(wide: np.ndarray) -> np.ndarray:
    """The kernels that stand in a wide one (kh, W, C, tile, F), as a view (tile, kh, kw, C, F).

    One place further in the tile, a kernel stands one pixel further in the window.
    """
    height, width, channels, tile, filters = wide.shape
    shape = (tile, height, width - tile + 1, channels, filters)
    row, col, channel, place, number = wide.strides
    return as_strided(wide, shape, (col + place, row, col, channel, number))


def split(sums: np.ndarray, tile: int, n_images: int) -> np.ndarray:
    """Outputs of a wide kernel, (H, tile * F, M / tile), as (H, F, M): each row in its order."""
    if tile == 1:
        return sums
    height, filters, places = len(sums), sums.shape[1] // tile, sums.shape[2]
    parts = sums.reshape(height, tile, filters, places // max(n_images, 1), n_images)
    return parts.transpose(0, 2, 3, 1, 4).reshape(height, filters, tile * places)


def join(rows: np.ndarray, tile: int, n_images: int) -> np.ndarray:
    """The way back of `split`: (H, F, M) as (H, tile * F, M / tile)."""
    if tile == 1:
        return rows
    height, filters, places = rows.shape[0], rows.shape[1], rows.shape[2] // tile
    parts = rows.reshape(height, filters, places // max(n_images, 1), tile, n_images)
    return parts.transpose(0, 3, 1, 2, 4).reshape(height, tile * filters, places)
