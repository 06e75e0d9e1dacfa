"""A tile of neighboring outputs from one window, as the pooling after a convolution asks for them.

Across a picture, a kernel that stands in a wider one, once at each place of a tile, computes all
outputs of the tile from one window, which then strides by a whole tile. So fewer numbers are
copied, and the matrix product has more filters at once. The price is that it also multiplies the
zeros between. (Down the picture, nothing is copied anyway: see `helpers.products`.)
"""

import numpy as np
from numpy.lib.stride_tricks import as_strided


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
