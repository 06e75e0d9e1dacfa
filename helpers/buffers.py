"""Memory that is used again, so that a training step asks the system for none.

New memory is slow at its first touch: the system hands it out page by page. An array from here lies
in a block that stays, and that another array gets as soon as nobody holds the first one. Who holds
an array, or a view of it, keeps it, as with `np.empty`.
"""

import math
import sys
import threading
from typing import Any

import numpy as np

PAGE = 4096  # bytes: the system's smallest piece of memory; less is left to NumPy
LARGEST = 12 << 20  # bytes: more is left to NumPy
KEPT = 24 << 20  # bytes: what one thread keeps
LARGER = 1.25  # a block may be so many times as large as what is asked for

_own = threading.local()  # each thread has blocks of its own


def empty(shape: tuple[int, ...], dtype: Any) -> np.ndarray:
    """An array as of `np.empty`: any numbers stand in it, and nobody else holds its memory."""
    dtype = np.dtype(dtype)
    pages = -(-math.prod(shape) * dtype.itemsize // PAGE)
    if not 1 < pages <= LARGEST // PAGE:
        return np.empty(shape, dtype)
    if not hasattr(_own, "blocks"):
        _own.blocks, _own.size = {}, 0
    for size, blocks in _own.blocks.items():
        if pages <= size <= pages * LARGER:
            for index in range(len(blocks)):
                if sys.getrefcount(blocks[index]) == _HELD_BY_A_LIST:
                    return np.ndarray(shape, dtype, buffer=blocks[index])
    if _own.size + pages * PAGE > KEPT:
        _own.blocks, _own.size = {}, 0  # other sizes are asked for now: begin anew
    blocks = _own.blocks.setdefault(pages, [])
    blocks.append(np.empty(pages * PAGE, np.uint8))
    _own.size += pages * PAGE
    return np.ndarray(shape, dtype, buffer=blocks[-1])


_list = [np.empty(1)]
_HELD_BY_A_LIST = sys.getrefcount(_list[0])  # what is counted where nobody else holds an item


def empty_images(shape: tuple[int, ...], dtype: Any) -> np.ndarray:
    """Images (N, H, W, C) that lie in memory as `to_rows` of helpers.windows reads them."""
    n_images, height, width, channels = shape
    return empty((height, channels, width, n_images), dtype).transpose(3, 0, 2, 1)


def empty_like(x: np.ndarray, dtype: Any = None) -> np.ndarray:
    """As `np.empty_like`: images that lie in memory as those of `empty_images` stay so."""
    images_last = x.ndim == 4 and x.strides[0] < x.strides[3]
    return (empty_images if images_last else empty)(x.shape, dtype or x.dtype)
