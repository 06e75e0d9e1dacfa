"""Products of windows that overlap in memory: down the picture, nothing is copied.

A table (H, L, M) holds, for each row of pixels, its L numbers of M places. So `size` rows that
follow each other are one piece of memory: a matrix (size * L, M). The next window begins a few rows
further, in the same memory. Each window's product is a small one, which stays in the cache.
"""

import numpy as np
from numpy.lib.stride_tricks import as_strided

AT_ONCE = 1_000_000  # multiplications: below, OpenBLAS takes the matrices as they lie
PIECE = 128  # places: of longer products


def overlapping(table: np.ndarray, size: int, stride: int, count: int) -> np.ndarray:
    """The `count` matrices (size * L, M) that begin every `stride` rows of a table, as a view."""
    _, lines, places = table.shape
    row, line, place = table.strides
    return as_strided(table, (count, size * lines, places), (stride * row, line, place))


def multiply(left: np.ndarray, right: np.ndarray, out: np.ndarray) -> np.ndarray:
    """left (R, K) @ right[r] (K, M) into out[r] (R, M), for each r; long ones in pieces."""
    count, inner, places = right.shape
    piece = _piece(places, len(left) * inner)
    apart = (places // piece, piece)
    pieces = right.reshape(count, inner, *apart).swapaxes(1, 2)
    np.matmul(left, pieces, out=out.reshape(count, len(left), *apart).swapaxes(1, 2))
    return out


def _piece(places: int, work: int) -> int:
    """How many places to take at once: all, or of a longer product a divisor of them."""
    if places * work <= AT_ONCE:
        return max(places, 1)
    return max((n for n in range(PIECE // 2, PIECE + 1) if places % n == 0), default=places)


def sum_of_products(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """left[r] (R, M) @ right[r] (S, M).T, added up over r."""
    total = left[0] @ right[0].T
    for one, other in zip(left[1:], right[1:], strict=True):
        total += one @ other.T
    return total
