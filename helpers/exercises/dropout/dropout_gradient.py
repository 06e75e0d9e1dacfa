"""The way back through the mask."""

import numpy as np

from helpers.checking import Exercise, Mistake, then
from helpers.exercises.arrays import whole_numbers
from helpers.exercises.dropout.dropout_mask import dropout_mask, mask_of


def dropout_gradient(grad, mask):
    return grad * mask


def _slope_by_slope(grad, mask):
    out = np.zeros(grad.shape)
    for place in np.ndindex(grad.shape):
        out[place] = grad[place] * mask[place]
    return out


def _row_by_row(grad, mask):
    rows = []
    for i in range(len(grad)):
        rows.append(grad[i] * mask[i])
    return np.array(rows)


def _kept_alone(grad, mask):
    out = np.zeros(grad.shape)
    out[mask > 0] = grad[mask > 0] * mask[mask > 0]
    return out


EXERCISE = Exercise(
    prompt="Return the slopes of the inputs of dropout; mask is what dropout_mask returned.",
    solution=dropout_gradient,
    cases=[
        (np.array([[1.0, 2.0, 3.0, -4.0]]), np.array([[2.0, 0.0, 2.0, 0.0]])),
        (np.array([[3.0, -1.0, 2.0], [0.0, 4.0, -2.0]]), np.array([[0.0, 4, 4], [0, 0, 4]])),
        (whole_numbers(3, 4, seed=1), mask_of(3, 4, rate=0.2, seed=2)),
        (whole_numbers(4, 5, seed=3), mask_of(4, 5, rate=0.6, seed=4)),
        (whole_numbers(3, 3, seed=8), mask_of(3, 3, rate=0.5, seed=9)),
        (whole_numbers(2, 3, 3, 2, seed=5), mask_of(2, 3, 3, 2, rate=0.5, seed=6)),
        (whole_numbers(2, 3, seed=7), np.ones((2, 3))),
        (np.array([3.0, -2.0, 1.0]), np.array([0.0, 2.0, 2.0])),
    ],
    fresh=lambda rng: [(rng.normal(size=(5, 6)), dropout_mask((5, 6), 0.25, rng))],
    styles=[_slope_by_slope, _row_by_row, _kept_alone],
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
            lambda grad, mask: np.divide(grad, mask, out=grad.copy(), where=mask > 0),
            lambda grad, mask: grad / mask,
        ),
        Mistake(
            "reversed-mask",
            "You let the gradient of the dropped numbers through, and stopped that of the kept.",
            lambda grad, mask: grad * (mask == 0),
            lambda grad, mask: grad * (mask == 0) * mask.max(),
            lambda grad, mask: grad * (1 - mask),
        ),
        Mistake(
            "factor-of-the-example",
            "Every slope that is let through is doubled. The factor of the kept numbers depends on "
            "the rate: the mask holds it.",
            lambda grad, mask: 2 * grad * (mask > 0),
            lambda grad, mask: 2 * grad,
        ),
        Mistake(
            "lets-the-dropped-through",
            "All slopes are scaled, those of the dropped numbers too. A dropped number had no "
            "effect on the loss.",
            lambda grad, mask: grad * mask.max(),
            lambda grad, mask: np.where(mask > 0, grad * mask, grad),
        ),
        Mistake(
            "adds-the-mask",
            "You added the mask to the slopes. On the way forward it was a factor, and so it is on "
            "the way back.",
            lambda grad, mask: grad + mask,
            lambda grad, mask: np.where(mask > 0, grad + mask, 0),
        ),
        Mistake(
            "returns-the-mask",
            "Your answer is the mask, whatever came back from behind. The chain rule multiplies "
            "it with the slopes that came.",
            lambda grad, mask: mask.copy(),
            lambda grad, mask: (mask > 0) * 1.0,
        ),
        Mistake(
            "applies-relu",
            "Slopes below 0 are lost in your answer. A slope may well be negative: dropout is no "
            "ReLU.",
            lambda grad, mask: np.maximum(grad * mask, 0),
            lambda grad, mask: np.maximum(grad, 0) * (mask > 0),
        ),
        Mistake(
            "first-mask-for-all",
            "You used the first row of the mask for all examples. Each example has its own.",
            lambda grad, mask: grad * mask[0],
            lambda grad, mask: grad * mask[:1],
        ),
        Mistake(
            "averages",
            "Your slopes are divided by a number of examples. The mean belongs to the loss, and "
            "the slopes that come in have it already.",
            lambda grad, mask: grad * mask / len(grad),
            lambda grad, mask: grad * mask / grad.size,
            then(dropout_gradient, lambda slopes: slopes.mean(axis=0)),
        ),
        Mistake(
            "sums",
            "You added slopes up. Every input has a slope of its own: the result has the shape of "
            "grad.",
            then(dropout_gradient, lambda slopes: slopes.sum(axis=0)),
            then(dropout_gradient, lambda slopes: slopes.sum(axis=-1)),
            then(dropout_gradient, lambda slopes: float(slopes.sum())),
        ),
        Mistake(
            "mean-of-the-mask",
            "Every slope is multiplied with one number that is made of the whole mask. Each has "
            "its own factor, at its own place.",
            lambda grad, mask: grad * mask.mean(),
            lambda grad, mask: grad * mask.sum(),
        ),
        Mistake(
            "matrix-product",
            "`@` multiplies rows with columns. Here each slope meets the one factor at its own "
            "place.",
            lambda grad, mask: grad @ mask,
            lambda grad, mask: grad @ mask.T,
            lambda grad, mask: grad.T @ mask,
        ),
        Mistake(
            "signs-of-the-slopes",
            "Your answer tells of each slope only whether it is positive. Its size counts as well.",
            lambda grad, mask: (grad > 0) * mask,
            lambda grad, mask: np.sign(grad) * mask,
        ),
    ],
)
