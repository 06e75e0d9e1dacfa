"""A small network with dropout inside."""

import numpy as np

from helpers.checking import Case, Exercise, Mistake, given, then
from helpers.exercises.arrays import each, normals, whole_numbers
from helpers.exercises.dropout.dropout_mask import dropout_mask, mask_of


def forward_with_dropout(x, w1, b1, w2, b2, mask):
    hidden = np.maximum(x @ w1 + b1, 0)
    return (hidden * mask) @ w2 + b2


def _network(n: int, d: int, hidden: int, units: int, rate: float, seed: int) -> Case:
    """x, w1, b1, w2, b2 and a mask for the hidden layer."""
    shapes = (n, d), (d, hidden), (hidden,), (hidden, units), (units,)
    return (
        *each(whole_numbers, *shapes, seed=seed),
        mask_of(n, hidden, rate=rate, seed=seed + 5),
    )


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
    fresh=lambda rng: [
        (*normals(rng, (4, 3), (3, 5), (5,), (5, 2), (2,)), dropout_mask((4, 5), 0.5, rng))
    ],
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
            then(forward_with_dropout, lambda logits: np.maximum(logits, 0)),
        ),
        Mistake(
            "forgets-biases",
            "The biases make no difference in your answer.",
            given(forward_with_dropout, b1=np.zeros_like, b2=np.zeros_like),
        ),
        Mistake(
            "reverses-mask",
            "You kept what the mask drops, and dropped what it keeps.",
            given(forward_with_dropout, mask=np.logical_not),
        ),
    ],
)
