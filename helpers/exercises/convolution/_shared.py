"""What several exercises of chapter 2 need."""

from typing import Any

import numpy as np

from helpers.checking import Answer
from helpers.exercises.arrays import whole_numbers

FLIP_HINT = (
    "Your kernel is turned by 180 degrees before the products. A mathematician's convolution does "
    "that; the convolution of neural networks does not: the top-left number of the kernel meets "
    "the top-left pixel of the window."
)

MIRROR_HINT = (
    "Your kernel is mirrored, top to bottom or left to right, before the products. Its top-left "
    "number meets the top-left pixel of the window."
)

SQUARE_HINT = (
    "You used one side of the kernel for both its height and its width. A kernel of 2 rows and 3 "
    "columns is allowed too."
)

SIGN_HINT = (
    "No number of your map is below 0. A response may be negative: a later step decides what to do "
    "with it."
)


def numbers(*shape: int, seed: int = 0) -> np.ndarray:
    """Whole numbers from -4 to 9, as floats."""
    return whole_numbers(*shape, seed=seed, low=-4, high=10)


def if_it_runs(answer: Answer) -> Answer:
    """A mistake that is recognized by what it returns alone, not by where it raises."""

    def answered(*args: Any) -> Any:
        try:
            return answer(*args)
        except (IndexError, ValueError):
            return None

    return answered
