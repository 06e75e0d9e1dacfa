"""A small network with dropout inside."""

import numpy as np

from helpers.checking import Case, Exercise, Mistake
from helpers.exercises.arrays import whole_numbers
from helpers.exercises.dropout.dropout_mask import dropout_mask, mask_of


def forward_with_dropout(x, w1, b1, w2, b2, mask):
    hidden = np.maximum(x @ w1 + b1, 0)
    return (hidden * mask) @ w2 + b2


def _network(n: int, d: int, hidden: int, units: int, rate: float, seed: int) -> Case:
    """x, w1, b1, w2, b2 and a mask for the hidden layer."""
    return (
        whole_numbers(n, d, seed=seed),
        whole_numbers(d, hidden, seed=seed + 1),
        whole_numbers(hidden, seed=seed + 2),
        whole_numbers(hidden, units, seed=seed + 3),
        whole_numbers(units, seed=seed + 4),
        mask_of(n, hidden, rate=rate, seed=seed + 5),
    )


def _fresh_network(rng: np.random.Generator) -> list[Case]:
    shapes = [(4, 3), (3, 5), (5,), (5, 2), (2,)]
    arrays = [rng.normal(size=shape) for shape in shapes]
    return [(*arrays, dropout_mask((4, 5), 0.5, rng))]


EXERCISE = Exercise(
    prompt="Return the logits: dense, ReLU, mask, dense.",
    solution=forward_with_dropout,
    cases=[
        _network(2, 2, 3, 2, rate=0.5, seed=1),
        _network(3, 4, 5, 2, rate=0.4, seed=11),
        _network(3, 3, 4, 4, rate=0.5, seed=21),
        _network(4, 3, 4, 4, rate=0.25, seed=31),
        _network(1, 5, 6, 3, rate=0.5, seed=41),
    ],
    fresh=_fresh_network,
    bug="bypasses-dropout",
    mistakes=[
        Mistake(
            "bypasses-dropout",
            "The mask makes no difference in your answer: the second layer reads the hidden "
            "numbers as they were before dropout. Which variable should it read?",
            lambda x, w1, b1, w2, b2, mask: np.maximum(x @ w1 + b1, 0) @ w2 + b2,
            lambda x, w1, b1, w2, b2, mask: (x @ w1 + b1) @ w2 + b2,
        ),
        Mistake(
            "forgets-activation",
            "There is no activation between your layers, so the two of them are no more than one.",
            lambda x, w1, b1, w2, b2, mask: ((x @ w1 + b1) * mask) @ w2 + b2,
        ),
        Mistake(
            "masks-the-logits",
            "You dropped logits. Dropout acts on the hidden layer: a class that is dropped cannot "
            "be answered.",
            lambda x, w1, b1, w2, b2, mask: forward_with_dropout(x, w1, b1, w2, b2, 1) * mask,
        ),
        Mistake(
            "activates-the-logits",
            "Your logits are never negative. The last layer has no ReLU: softmax comes after it.",
            lambda x, w1, b1, w2, b2, mask: np.maximum(
                forward_with_dropout(x, w1, b1, w2, b2, mask), 0
            ),
        ),
        Mistake(
            "forgets-biases",
            "The biases make no difference in your answer.",
            lambda x, w1, b1, w2, b2, mask: forward_with_dropout(x, w1, 0 * b1, w2, 0 * b2, mask),
        ),
        Mistake(
            "reverses-mask",
            "You kept what the mask drops, and dropped what it keeps.",
            lambda x, w1, b1, w2, b2, mask: forward_with_dropout(x, w1, b1, w2, b2, mask == 0),
        ),
    ],
)
