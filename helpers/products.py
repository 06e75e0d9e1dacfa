"""Long, thin matrix products, in pieces that the library multiplies without packing them first."""

import numpy as np

AT_ONCE = 900_000  # multiplications: below about a million OpenBLAS takes the matrices as they lie
SHORTEST = 1024  # columns: below, the calls cost more than the packing


def columns_at_once(rows: int, inner: int) -> int | None:
    """How many columns of a product (rows, inner) @ (inner, M) to compute together; None: all."""
    count = AT_ONCE // (rows * inner)
    return count if count >= SHORTEST else None


def multiply(left: np.ndarray, right: np.ndarray, out: np.ndarray) -> np.ndarray:
    """left (R, K) @ right (K, M) into `out`, for a large M."""
    count = columns_at_once(*left.shape) or right.shape[1]
    for start in range(0, right.shape[1], count):
        part = slice(start, start + count)
        np.matmul(left, right[:, part], out=out[:, part])
    return out


def multiply_along(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """left (R, M) @ right (S, M).T, the sum of products along a large M."""
    count = columns_at_once(len(left), len(right)) or left.shape[1]
    total = left[:, :count] @ right[:, :count].T
    for start in range(count, left.shape[1], count):
        total += left[:, start : start + count] @ right[:, start : start + count].T
    return total
