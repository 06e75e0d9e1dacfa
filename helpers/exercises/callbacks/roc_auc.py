"""The area under the ROC curve, by pairs."""

import numpy as np

from helpers.checking import Answer, Exercise, Mistake


def roc_auc(labels, scores):
    positive, negative = scores[labels == 1], scores[labels == 0]
    gaps = positive[:, None] - negative  # one row for each positive
    return float(np.mean((gaps > 0) + 0.5 * (gaps == 0)))


def _auc_by(ties: float) -> Answer:
    def auc(labels, scores):
        gaps = scores[labels == 1][:, None] - scores[labels == 0]
        return float(np.mean((gaps > 0) + ties * (gaps == 0)))

    return auc


EXERCISE = Exercise(
    prompt="Return how often a positive example scores above a negative one; ties count half.",
    solution=roc_auc,
    cases=[
        (np.array([0, 1, 1, 0]), np.array([0.1, 0.9, 0.4, 0.6])),
        (np.array([0, 1, 0, 1, 1]), np.array([0.5, 0.5, 0.2, 0.8, 0.2])),
        (np.array([1, 0, 0]), np.array([0.3, 0.3, 0.3])),
        (np.array([1, 0, 1, 0, 0, 0]), np.array([0.9, 0.8, 0.7, 0.1, 0.7, 0.3])),
        (np.array([0, 0, 1]), np.array([-3.0, 2.0, 5.0])),
    ],
    fresh=lambda rng: [
        (np.array([0, 1, 0, 1, 0, 0, 1, 0]), rng.permutation([0, 1, 1, 2, 3, 4, 4, 5]) / 10),
        (np.array([1, 0] * 10), rng.normal(size=20)),
    ],
    mistakes=[
        Mistake(
            "ignores-ties",
            "A pair with equal scores counts nothing in your answer. Which of the two stands "
            "higher is a coin's toss: it counts half.",
            _auc_by(0.0),
        ),
        Mistake(
            "reversed",
            "Your answer is large where it should be small. A good score is higher for a positive "
            "example than for a negative one.",
            lambda labels, scores: 1 - roc_auc(labels, scores),
        ),
        Mistake(
            "ties-count-whole",
            "A pair with equal scores counts whole in your answer. It counts half.",
            _auc_by(1.0),
        ),
        Mistake(
            "counts-pairs",
            "You counted the pairs in the right order. The answer is their share of all pairs.",
            lambda labels, scores: roc_auc(labels, scores) * labels.sum() * (1 - labels).sum(),
        ),
        Mistake(
            "accuracy",
            "You cut the scores at 0.5 and counted the right answers. The area under the curve "
            "depends on the order of the scores alone.",
            lambda labels, scores: float(((scores > 0.5) == labels).mean()),
            lambda labels, scores: float(((scores >= 0.5) == labels).mean()),
        ),
    ],
)
