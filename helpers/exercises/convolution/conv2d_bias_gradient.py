"""The way back to the bias."""

import numpy as np

from helpers.checking import Exercise, Mistake
from helpers.exercises.convolution._shared import numbers


def conv2d_bias_gradient(grad):
    return grad.sum(axis=(0, 1))


def _place_by_place(grad):
    height, width, filters = grad.shape
    grad_bias = np.zeros(filters)
    for row in range(height):
        for col in range(width):
            for f in range(filters):
                grad_bias[f] += grad[row, col, f]
    return grad_bias


def _filter_by_filter(grad):
    return np.array([grad[:, :, f].sum() for f in range(grad.shape[2])])


EXERCISE = Exercise(
    prompt="Return the gradient of the loss with respect to the bias: (Ho, Wo, F) to (F,).",
    solution=conv2d_bias_gradient,
    cases=[
        (numbers(2, 3, 1, seed=1),),
        (numbers(2, 3, 4, seed=2),),
        (numbers(3, 3, 3, seed=3),),
        (numbers(4, 2, 5, seed=4),),
        (numbers(1, 1, 2, seed=5) / 1000,),
        (numbers(1, 4, 2, seed=6),),
    ],
    fresh=lambda rng: [(rng.normal(size=(5, 4, 3)) + 1,)],
    styles=[_place_by_place, _filter_by_filter],
    mistakes=[
        Mistake(
            "averages-places",
            "You averaged over the places. Nudge a bias, and every output of its map moves by as "
            "much as the nudge. Do their effects on the loss add up, or share one effect?",
            lambda grad: grad.mean(axis=(0, 1)),
        ),
        Mistake(
            "sums-everything",
            "You returned one number for all filters. Each filter has its own bias, and that one "
            "is added to one map alone.",
            lambda grad: grad.sum(),
            lambda grad: np.full(grad.shape[2], grad.sum()),
        ),
        Mistake(
            "sums-over-filters",
            "You have one number for each place, and the filters are gone. Which axes count "
            "places, and which one counts filters?",
            lambda grad: grad.sum(axis=2),
        ),
        Mistake(
            "sums-one-axis",
            "You added up the rows, and the columns are still there. A bias is added at every row "
            "and at every column.",
            lambda grad: grad.sum(axis=0),
            lambda grad: grad.sum(axis=1),
        ),
        Mistake(
            "counts-places",
            "Your answer does not depend on the slopes. An output counts by how much the loss "
            "feels it: by its own slope.",
            lambda grad: np.full(grad.shape[2], float(grad.shape[0] * grad.shape[1])),
            lambda grad: grad.shape[0] * grad.shape[1],
            lambda grad: np.ones(grad.shape[2]),
        ),
        Mistake(
            "first-place-only",
            "You took the slopes of one place alone. The bias was added at every place.",
            lambda grad: grad[0, 0],
            lambda grad: grad[-1, -1],
        ),
        Mistake(
            "keeps-places",
            "You handed the slopes on as they are, one for each place. The bias is one number for "
            "a whole map: what do its effects at all places come to?",
            lambda grad: grad,
            lambda grad: grad.copy(),
        ),
        Mistake(
            "largest-slope",
            "You picked one slope of each map, the largest or the smallest. A nudge of the bias "
            "moves all outputs, and all of them count.",
            lambda grad: grad.max(axis=(0, 1)),
            lambda grad: grad.min(axis=(0, 1)),
        ),
        Mistake(
            "loses-the-sign",
            "You made all slopes positive before you added them. Slopes above and below 0 may "
            "cancel.",
            lambda grad: (grad**2).sum(axis=(0, 1)),
            lambda grad: np.abs(grad).sum(axis=(0, 1)),
        ),
        Mistake(
            "mixes-filters",
            "Your sums mix the filters. `grad` is (Ho, Wo, F) and the filters are its last axis: "
            "`reshape` alone does not bring them to the front.",
            lambda grad: grad.reshape(grad.shape[2], -1).sum(axis=1),
            lambda grad: grad.sum(axis=(1, 2)),
            lambda grad: grad.sum(axis=(0, 2)),
        ),
        Mistake(
            "first-filter-only",
            "Your sum is that of the first filter. Each filter has a bias, and needs a sum of its "
            "own.",
            lambda grad: grad[:, :, 0].sum(),
            lambda grad: np.full(grad.shape[2], grad[:, :, 0].sum()),
            lambda grad: grad.sum(axis=(0, 1)) * (np.arange(grad.shape[2]) == 0),
        ),
        Mistake(
            "averages-one-axis",
            "You added along one axis and averaged along the other, so your sums are too small. A "
            "nudge of the bias moves every output by as much.",
            lambda grad: grad.sum(axis=(0, 1)) / grad.shape[0],
            lambda grad: grad.sum(axis=(0, 1)) / grad.shape[1],
        ),
        Mistake(
            "averages-everything",
            "You have one mean over everything. Each filter has its own bias, and its effects add "
            "up.",
            lambda grad: grad.mean(),
        ),
        Mistake(
            "keeps-axes",
            "Your numbers are right, and there are axes of length 1 too many: a bias has the "
            "shape (F,).",
            lambda grad: grad.sum(axis=(0, 1), keepdims=True),
            lambda grad: grad.sum(axis=(0, 1))[None],
            lambda grad: grad.sum(axis=(0, 1))[:, None],
        ),
    ],
)
