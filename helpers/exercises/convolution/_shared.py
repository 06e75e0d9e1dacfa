"""What several exercises of chapter 2 need."""

import numpy as np

from helpers.exercises.arrays import whole_numbers

FLIP_HINT = (
    "Your kernel is turned by 180 degrees before the products. A mathematician's convolution does "
    "that; the convolution of neural networks does not: the top-left number of the kernel meets "
    "the top-left pixel of the window."
)


def numbers(*shape: int, seed: int = 0) -> np.ndarray:
    """Whole numbers from -4 to 9, as floats."""
    return whole_numbers(*shape, seed=seed, low=-4, high=10)
