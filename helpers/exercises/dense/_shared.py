"""What several exercises of chapter 5 need."""

import numpy as np

from helpers.exercises.arrays import whole_numbers


def numbers(*shape: int, seed: int = 0) -> np.ndarray:
    """Whole numbers from -4 to 5, as floats."""
    return whole_numbers(*shape, seed=seed, low=-4, high=6)


def one_hot_rows(count: int, classes: int, seed: int) -> np.ndarray:
    """Random one-hot rows (count, classes)."""
    return np.eye(classes)[np.random.default_rng(seed).integers(0, classes, size=count)]
