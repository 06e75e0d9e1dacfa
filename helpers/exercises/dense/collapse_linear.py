"""Two layers without activation are one."""

import numpy as np

from helpers.checking import Exercise, Mistake
from helpers.exercises.arrays import each, normals
from helpers.exercises.dense._shared import numbers, table


def collapse_linear(w1, b1, w2, b2):
    return w1 @ w2, b1 @ w2 + b2


def _in_loops(w1, b1, w2, b2):
    w = np.zeros((w1.shape[0], w2.shape[1]))
    b = np.zeros(w2.shape[1])
    for u in range(w2.shape[1]):
        for d in range(w1.shape[0]):
            for h in range(w1.shape[1]):
                w[d, u] += w1[d, h] * w2[h, u]
        for h in range(w1.shape[1]):
            b[u] += b1[h] * w2[h, u]
        b[u] += b2[u]
    return w, b


EXERCISE = Exercise(
    prompt="Return the (w, b) of the one layer that equals two layers without activation.",
    solution=collapse_linear,
    cases=[
        (table([1, 2], [3, -1]), np.array([1.0, 5.0]), table([2, 0], [1, 4]), np.array([10.0, 30])),
        (table([2, 1], [0, 3], [-1, 1]), np.array([4.0, 1.0]), table([3], [-2]), np.array([20.0])),
        (*each(numbers, (3, 4), (4,), (4, 2), seed=5), np.array([0.0, -3.0])),
        each(numbers, (2, 3), (3,), (3, 3), (3,), seed=9),
        each(numbers, (3, 3), (3,), (3, 3), (3,), seed=13),
    ],
    fresh=lambda rng: [normals(rng, (4, 5), (5,), (5, 3), (3,))],
    parts=("w", "b"),
    styles=[_in_loops],
    mistakes=[
        Mistake(
            "adds-biases",
            "You added the biases as they are. The first one goes through the second layer before "
            "the second is added.",
            lambda w1, b1, w2, b2: (w1 @ w2, b1 + b2),
        ),
        Mistake(
            "multiplies-biases",
            "You multiplied the biases. What comes out of the first layer, its bias included, "
            "meets the weights of the second; its bias is added after that.",
            lambda w1, b1, w2, b2: (w1 @ w2, b1 * b2),
            lambda w1, b1, w2, b2: (w1 @ w2, b1 @ b2),
            lambda w1, b1, w2, b2: (w1 @ w2, b1 * b2 + b2),
        ),
        Mistake(
            "forgets-first-bias",
            "The first layer's bias makes no difference in your answer. Follow the number 0 "
            "through both layers: what comes out?",
            lambda w1, b1, w2, b2: (w1 @ w2, b2),
        ),
        Mistake(
            "forgets-second-bias",
            "The second layer's bias makes no difference in your answer.",
            lambda w1, b1, w2, b2: (w1 @ w2, b1 @ w2),
            lambda w1, b1, w2, b2: (w1 @ w2, b1),
        ),
        Mistake(
            "second-bias-for-each-unit",
            "The second bias is in your `b` once for each hidden unit. It is added once.",
            lambda w1, b1, w2, b2: (w1 @ w2, b1 @ w2 + len(b1) * b2),
        ),
        Mistake(
            "swapped-product",
            "Your weights are multiplied in the wrong order. x meets w1 first: (x @ w1) @ w2.",
            lambda w1, b1, w2, b2: (w2 @ w1, b1 @ w2 + b2),
            lambda w1, b1, w2, b2: (w2 @ w1, w2 @ b1 + b2),
            lambda w1, b1, w2, b2: (w2 @ w1, b2 @ w1 + b1),
            lambda w1, b1, w2, b2: (w2 @ w1, b1 + b2),
        ),
        Mistake(
            "turned-for-the-bias",
            "Your second kernel is turned on its side where the first bias meets it. That bias is "
            "a row, as the outputs of the first layer are.",
            lambda w1, b1, w2, b2: (w1 @ w2, w2 @ b1 + b2),
            lambda w1, b1, w2, b2: (w1 @ w2, b1 @ w2.T + b2),
        ),
        Mistake(
            "wrong-bias-through",
            "You sent the second bias through the second layer. Which of the two is there before "
            "that layer?",
            lambda w1, b1, w2, b2: (w1 @ w2, b1 + b2 @ w2),
            lambda w1, b1, w2, b2: (w1 @ w2, b1 + w2 @ b2),
        ),
        Mistake(
            "both-biases-through",
            "Both of your biases go through the second layer. The second one is added behind it.",
            lambda w1, b1, w2, b2: (w1 @ w2, (b1 + b2) @ w2),
            lambda w1, b1, w2, b2: (w1 @ w2, b1 @ w2 + b2 @ w2),
        ),
        Mistake(
            "bias-through-the-first",
            "A bias goes through the weights of the first layer. Both biases are added behind "
            "these weights: none of them meets `w1`.",
            lambda w1, b1, w2, b2: (w1 @ w2, w1 @ b2 + b1),
            lambda w1, b1, w2, b2: (w1 @ w2, b2 @ w1 + b1),
            lambda w1, b1, w2, b2: (w1 @ w2, b1 @ w1 + b2),
            lambda w1, b1, w2, b2: (w1 @ w2, w1 @ b1 + b2),
            lambda w1, b1, w2, b2: (w1 @ w2, b1 @ w1 @ w2 + b2),
            lambda w1, b1, w2, b2: (w1 @ w2, (b1 @ w1 + b1) @ w2 + b2),
        ),
        Mistake(
            "adds-kernels",
            "You added the weights. The layers come one after the other: times 3 and then times 2 "
            "is times 6, not times 5.",
            lambda w1, b1, w2, b2: (w1 + w2, b1 + b2),
            lambda w1, b1, w2, b2: (w1 + w2, b1 @ w2 + b2),
        ),
        Mistake(
            "multiplies-elementwise",
            "You multiplied the weights cell by cell. Every input reaches every output over all "
            "units in between: products are added up.",
            lambda w1, b1, w2, b2: (w1 * w2, b1 * w2 + b2),
            lambda w1, b1, w2, b2: (w1 * w2, b1 + b2),
            lambda w1, b1, w2, b2: (w1 * w2, b1 @ w2 + b2),
            lambda w1, b1, w2, b2: (w1 * w2, b1 * b2),
        ),
        Mistake(
            "bias-as-a-table",
            "Your bias has one number for each weight. It is one number for each output: the "
            "products with the first bias are added up.",
            lambda w1, b1, w2, b2: (w1 @ w2, b1 * w2 + b2),
            lambda w1, b1, w2, b2: (w1 @ w2, b1[:, None] * w2 + b2),
            lambda w1, b1, w2, b2: (w1 @ w2, w1 @ w2 + b2),
            lambda w1, b1, w2, b2: (w1 @ w2, b1.sum() * w2 + b2),
        ),
        Mistake(
            "one-number-for-the-bias",
            "Your `b` is one number. Each output has a bias of its own: (U,).",
            lambda w1, b1, w2, b2: (w1 @ w2, (b1 @ w2 + b2).sum()),
            lambda w1, b1, w2, b2: (w1 @ w2, (b1 @ w2 + b2).mean()),
            lambda w1, b1, w2, b2: (w1 @ w2, (b1 @ w2).sum() + b2.sum()),
        ),
        Mistake(
            "bias-in-the-weights",
            "A bias is added to your weights. Weights multiply the input, and biases are added "
            "behind them: the two stay apart.",
            lambda w1, b1, w2, b2: (w1 @ w2 + b1, b2),
            lambda w1, b1, w2, b2: (w1 @ w2 + b1, b1 @ w2 + b2),
            lambda w1, b1, w2, b2: (w1 @ w2 + b2, b1 @ w2 + b2),
            lambda w1, b1, w2, b2: ((w1 + b1) @ w2, b2),
            lambda w1, b1, w2, b2: ((w1 + b1) @ w2, b1 @ w2 + b2),
            lambda w1, b1, w2, b2: w1 @ w2 + b1 @ w2 + b2,
            lambda w1, b1, w2, b2: (w1 + b1) @ w2 + b2,
            lambda w1, b1, w2, b2: (w1 + b1) @ (w2 + b2),
        ),
        Mistake(
            "one-layer-alone",
            "You returned one of the two layers. The layer that equals both depends on all four.",
            lambda w1, b1, w2, b2: (w1, b1),
            lambda w1, b1, w2, b2: (w2, b2),
        ),
    ],
)
