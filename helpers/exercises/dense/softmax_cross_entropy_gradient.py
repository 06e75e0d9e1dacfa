"""The gradient of softmax and cross-entropy in one step."""

import numpy as np

from helpers.checking import Exercise, Mistake
from helpers.exercises.dense._shared import numbers, one_hot_rows
from helpers.exercises.dense.softmax import softmax


def softmax_cross_entropy_gradient(logits, one_hot):
    return (softmax(logits) - one_hot) / len(logits)


EXERCISE = Exercise(
    prompt="Return the slopes of the mean cross-entropy of softmax(logits) with respect to logits.",
    solution=softmax_cross_entropy_gradient,
    cases=[
        (np.array([[0.0, 0.0], [1.0, -1.0]]), np.array([[1.0, 0.0], [0.0, 1.0]])),
        (np.array([[1.0, 2.0, 0.0]]), np.array([[0.0, 0.0, 1.0]])),
        (numbers(4, 3, seed=1) / 2, one_hot_rows(4, 3, seed=2)),
        (numbers(5, 10, seed=3) / 2, one_hot_rows(5, 10, seed=4)),
        (numbers(3, 3, seed=5) / 2, one_hot_rows(3, 3, seed=6)),
    ],
    fresh=lambda rng: [(rng.normal(size=(6, 4)), np.eye(4)[rng.integers(0, 4, size=6)])],
    mistakes=[
        Mistake(
            "forgets-batch-size",
            "Your gradient is that of the sum. The loss is a mean over the batch: each example "
            "counts for its share.",
            lambda logits, one_hot: softmax(logits) - one_hot,
        ),
        Mistake(
            "reversed-sign",
            "Your sign is reversed. If the logit of the true class rises, the loss falls: its "
            "gradient is negative.",
            lambda logits, one_hot: (one_hot - softmax(logits)) / len(logits),
        ),
        Mistake(
            "forgets-softmax",
            "You compared the logits with the labels. The labels are probabilities: compare them "
            "with probabilities.",
            lambda logits, one_hot: (logits - one_hot) / len(logits),
            lambda logits, one_hot: logits - one_hot,
        ),
        Mistake(
            "averages-classes",
            "You divided by the number of classes too. The loss is a mean over examples.",
            lambda logits, one_hot: (softmax(logits) - one_hot) / logits.size,
        ),
        Mistake(
            "returns-probabilities",
            "The labels make no difference in your answer. What does the true class lose?",
            lambda logits, one_hot: softmax(logits) / len(logits),
            lambda logits, one_hot: softmax(logits),
        ),
    ],
)
