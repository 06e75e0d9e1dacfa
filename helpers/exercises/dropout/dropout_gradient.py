"""The way back through the mask."""

import numpy as np

from helpers.checking import Exercise, Mistake
from helpers.exercises.arrays import whole_numbers
from helpers.exercises.dropout.dropout_mask import dropout_mask, mask_of


def dropout_gradient(grad, mask):
    return grad * mask


EXERCISE = Exercise(
    prompt="Return the slopes of the inputs of dropout; mask is what dropout_mask returned.",
    solution=dropout_gradient,
    cases=[
        (np.array([[1.0, 2.0, 3.0, -4.0]]), np.array([[2.0, 0.0, 2.0, 0.0]])),
        (whole_numbers(3, 4, seed=1), mask_of(3, 4, rate=0.2, seed=2)),
        (whole_numbers(4, 5, seed=3), mask_of(4, 5, rate=0.6, seed=4)),
        (whole_numbers(2, 3, 3, 2, seed=5), mask_of(2, 3, 3, 2, rate=0.5, seed=6)),
        (whole_numbers(2, 3, seed=7), np.ones((2, 3))),
    ],
    fresh=lambda rng: [(rng.normal(size=(5, 6)), dropout_mask((5, 6), 0.25, rng))],
    mistakes=[
        Mistake(
            "forgets-mask",
            "The gradient passes as if nothing had been dropped. A dropped number had no effect on "
            "the loss: what is its gradient?",
            lambda grad, mask: grad.copy(),
        ),
        Mistake(
            "rescales-twice",
            "You scaled twice. The factor 1 / (1 - rate) is in the mask already.",
            lambda grad, mask: grad * mask * mask.max(),
        ),
        Mistake(
            "forgets-rescaling",
            "Kept numbers were made larger on the way forward. A nudge of the input is made larger "
            "by the same factor, and so is its gradient.",
            lambda grad, mask: grad * (mask > 0),
        ),
        Mistake(
            "divides-by-mask",
            "You divided by the mask. The gradient goes through the same factor as the number did.",
            lambda grad, mask: np.divide(grad, mask, out=np.zeros_like(grad), where=mask > 0),
        ),
        Mistake(
            "reversed-mask",
            "You let the gradient of the dropped numbers through, and stopped that of the kept.",
            lambda grad, mask: grad * (mask == 0),
        ),
    ],
)
