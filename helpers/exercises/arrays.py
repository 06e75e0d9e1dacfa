"""Arrays for the cases of exercises: small whole numbers, which a reader can follow by eye."""

from __future__ import annotations

import numpy as np


def whole_numbers(*shape: int, seed: int = 0, low: int = -9, high: int = 10) -> np.ndarray:
    """Random whole numbers from low to high - 1, as floats, without symmetry."""
    return np.random.default_rng(seed).integers(low, high, size=shape).astype(float)


def distinct_numbers(*shape: int, seed: int = 0, shift: float = 0.0) -> np.ndarray:
    """Whole numbers as floats in random order, no two alike, about half of them negative."""
    count = int(np.prod(shape))
    order = np.random.default_rng(seed).permutation(count)
    return (order.reshape(shape) - count // 2 + shift).astype(float)
