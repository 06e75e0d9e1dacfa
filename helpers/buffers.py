"""Memory that is used again, so that a training step asks the system for none.

New memory is slow at its first touch: the system hands it out page by page. An array from here lies
in a block that stays, and that another array gets as soon as nobody holds the first one. Who holds
an array, or a view of it, keeps it, as with `np.empty`.
"""

import math
import sys
import threading
from bisect import insort
from typing import Any

import numpy as np

PAGE = 4096  # bytes: the system's smallest piece of memory; less is left to NumPy
LARGEST = 12 << 20  # bytes: more is left to NumPy
KEPT = 24 << 20  # bytes: what one thread keeps
FACTOR = 3  # a block may be so many times as large as what is asked for

_own = threading.local()  # each thread has blocks of its own


def empty(shape: tuple[int, ...], dtype: Any) -> np.ndarray:
    """An array as of `np.empty`: any numbers stand in it, and nobody else holds its memory."""
    dtype = np.dtype(dtype)
    pages = -(-math.prod(shape) * dtype.itemsize // PAGE)
    if not 1 < pages <= LARGEST // PAGE:
        return np.empty(shape, dtype)
    if not hasattr(_own, "blocks"):
        _own.blocks = []
    return np.ndarray(shape, dtype, buffer=_free_block(_own.blocks, pages * PAGE))


def _free_block(blocks: list[np.ndarray], size: int) -> np.ndarray:
    """The smallest of the free blocks that fits; else a new one, in place of one too small."""
    small = None
    for index in range(len(blocks)):  # from the smallest on
        fits = size <= len(blocks[index]) * FACTOR and len(blocks[index]) <= size * FACTOR
        if fits and sys.getrefcount(blocks[index]) == _HELD_BY_A_LIST:
            if len(blocks[index]) >= size:
                return blocks[index]
            small = index
    if small is not None:
        del blocks[small]
    if sum(map(len, blocks)) + size > KEPT:
        blocks.clear()  # other sizes are asked for now: begin anew
    block = np.empty(size, np.uint8)
    insort(blocks, block, key=len)
    return block


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
