"""What several exercises of chapter 5 need."""

import numpy as np

from helpers.exercises.arrays import whole_numbers


def numbers(*shape: int, seed: int = 0) -> np.ndarray:
    """Whole numbers from -4 to 5, as floats."""
    return whole_numbers(*shape, seed=seed, low=-4, high=6)


def table(*rows: list[float]) -> np.ndarray:
    """These rows as floats."""
    return np.array(rows, dtype=float)


def one_hot_rows(count: int, classes: int, seed: int) -> np.ndarray:
    """Random one-hot rows (count, classes)."""
    return np.eye(classes)[np.random.default_rng(seed).integers(0, classes, size=count)]


def as_shares(logits: np.ndarray) -> np.ndarray:
    """Softmax of each row."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
