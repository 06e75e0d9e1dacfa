"""The area under the ROC curve, by pairs."""

import numpy as np

from helpers.checking import Answer, Exercise, Mistake


def roc_auc(labels, scores):
    positive, negative = scores[labels == 1], scores[labels == 0]
    gaps = positive[:, None] - negative  # one row for each positive
    return float(np.mean((gaps > 0) + 0.5 * (gaps == 0)))


def _pair_by_pair(labels, scores):
    wins, pairs = 0.0, 0
    for i in range(len(labels)):
        for j in range(len(labels)):
            if labels[i] == 1 and labels[j] == 0:
                pairs += 1
                if scores[i] > scores[j]:
                    wins += 1
                elif scores[i] == scores[j]:
                    wins += 0.5
    return wins / pairs


def _positive_by_positive(labels, scores):
    positive, negative = scores[labels == 1], scores[labels == 0]
    total = 0
    for score in positive:
        total += (score > negative).sum() + 0.5 * (score == negative).sum()
    return total / (len(positive) * len(negative))


def _mean_by_mean(labels, scores):
    positive, negative = scores[labels == 1], scores[labels == 0]
    gaps = positive[:, None] - negative
    return (gaps > 0).mean() + 0.5 * (gaps == 0).mean()


def _auc_by(ties: float) -> Answer:
    """The area if a tie counts so much."""
    return _gaps_to(lambda gaps: ((gaps > 0) + ties * (gaps == 0)).mean())


def _gaps_to(value: Answer) -> Answer:
    """What is made of the table of all gaps."""
    return lambda labels, scores: float(value(scores[labels == 1][:, None] - scores[labels == 0]))


def _won(gaps):
    return (gaps > 0) + 0.5 * (gaps == 0)


def _by_places(places: Answer) -> Answer:
    """The area, if scores are taken at these places: the labels, used as indices."""

    def auc(labels, scores):
        positive, negative = (scores[each] for each in places(labels))
        return float(_won(positive[:, None] - negative).mean())

    return auc


def _in_turn(labels, scores):
    """Each positive against the negative at its place alone."""
    positive, negative = scores[labels == 1], scores[labels == 0]
    count = min(len(positive), len(negative))
    return float(_won(positive[:count] - negative[:count]).mean())


EXERCISE = Exercise(
    prompt="Return how often a positive example scores above a negative one; ties count half.",
    solution=roc_auc,
    styles=[_pair_by_pair, _positive_by_positive, _mean_by_mean],
    cases=[
        (np.array([0, 1, 0]), np.array([0.25, 0.75, 0.75])),
        (np.array([0, 1, 1, 0]), np.array([0.1, 0.9, 0.4, 0.6])),
        (np.array([0, 1, 0, 1, 1]), np.array([0.5, 0.5, 0.2, 0.8, 0.2])),
        (np.array([1, 0, 0]), np.array([0.3, 0.3, 0.3])),
        (np.array([1, 0, 1, 0, 0, 0]), np.array([0.9, 0.8, 0.7, 0.1, 0.7, 0.3])),
        (np.array([0, 0, 1]), np.array([-3.0, 2.0, 5.0])),
        (np.array([1, 0, 1, 1]), np.array([0.25, 0.5, 0.0, 0.75])),
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
            _gaps_to(lambda gaps: (gaps < 0).mean()),
        ),
        Mistake(
            "ties-count-whole",
            "A pair with equal scores counts whole in your answer. It counts half.",
            _auc_by(1.0),
        ),
        Mistake(
            "counts-pairs",
            "You counted the pairs in the right order. The answer is their share of all pairs.",
            _gaps_to(lambda gaps: _won(gaps).sum()),
            _gaps_to(lambda gaps: (gaps > 0).sum()),
        ),
        Mistake(
            "divides-by-examples",
            "You divided by another number than that of the pairs. How many pairs of a positive "
            "and a negative example are there?",
            lambda labels, scores: (
                roc_auc(labels, scores) * labels.sum() * (1 - labels).sum() / len(labels)
            ),
            lambda labels, scores: (
                roc_auc(labels, scores) * labels.sum() * (1 - labels).sum() / len(labels) ** 2
            ),
            _gaps_to(lambda gaps: _won(gaps).sum() / len(gaps)),
            _gaps_to(lambda gaps: _won(gaps).sum() / gaps.shape[1]),
            _gaps_to(lambda gaps: _won(gaps).sum() / sum(gaps.shape)),
            _gaps_to(lambda gaps: (gaps > 0).sum() / len(gaps)),
            _gaps_to(lambda gaps: (gaps > 0).sum() / gaps.shape[1]),
        ),
        Mistake(
            "ties-as-a-count",
            "The ties are counted, where their share of all pairs is due.",
            _gaps_to(lambda gaps: (gaps > 0).mean() + 0.5 * (gaps == 0).sum()),
            _gaps_to(lambda gaps: (gaps > 0).sum() + 0.5 * (gaps == 0).mean()),
        ),
        Mistake(
            "labels-as-places",
            "The labels 0 and 1 were taken as places: you compared scores number 0 and 1, again "
            "and again. A condition like `labels == 1` says which examples are meant.",
            _by_places(lambda labels: (labels, ~labels)),
            _by_places(lambda labels: (labels, 1 - labels)),
            _by_places(lambda labels: (labels, labels == 0)),
            _by_places(lambda labels: (labels == 1, 1 - labels)),
        ),
        Mistake(
            "all-with-all",
            "That is what comes out if all examples are compared with all. A pair is a positive "
            "example and a negative one.",
            lambda labels, scores: float(_won(scores[:, None] - scores).mean()),
            lambda labels, scores: float((scores[:, None] > scores).mean()),
            _by_places(lambda labels: (labels == 1, labels >= 0)),
            _by_places(lambda labels: (labels >= 0, labels == 0)),
        ),
        Mistake(
            "pairs-in-turn",
            "You compared the first positive with the first negative, the second with the second, "
            "and so on. Every positive meets every negative.",
            _in_turn,
            lambda labels, scores: float(
                (
                    scores[labels == 1][: (n := min(sum(labels == 1), sum(labels == 0)))]
                    > scores[labels == 0][:n]
                ).mean()
            ),
        ),
        Mistake(
            "averages-the-gaps",
            "You averaged how far apart the scores are. Only which of the two is higher counts.",
            _gaps_to(np.mean),
            _gaps_to(lambda gaps: gaps.sum()),
            _gaps_to(lambda gaps: np.maximum(gaps, 0).mean()),
        ),
        Mistake(
            "compares-the-means",
            "You compared the mean scores of the two sides. Compare pairs, and average after that.",
            _gaps_to(lambda gaps: float(gaps.mean() > 0)),
            _gaps_to(lambda gaps: _won(gaps.mean())),
        ),
        Mistake(
            "lost-pairs-count-minus",
            "Your answer runs from -1 to 1: a pair in the wrong order counts -1. It counts 0.",
            _gaps_to(lambda gaps: np.sign(gaps).mean()),
            _gaps_to(lambda gaps: ((gaps > 0) - 1.0 * (gaps < 0) + 0.5 * (gaps == 0)).mean()),
        ),
        Mistake(
            "one-for-each-positive",
            "One number came for each positive, or for each negative. Their mean is still missing.",
            lambda labels, scores: _won(scores[labels == 1][:, None] - scores[labels == 0]).mean(
                axis=1
            ),
            lambda labels, scores: _won(scores[labels == 1][:, None] - scores[labels == 0]).mean(
                axis=0
            ),
            lambda labels, scores: _won(scores[labels == 1][:, None] - scores[labels == 0]),
        ),
        Mistake(
            "accuracy",
            "You cut the scores at 0.5 and counted the right answers. The area under the curve "
            "depends on the order of the scores alone.",
            lambda labels, scores: float(((scores > 0.5) == labels).mean()),
            lambda labels, scores: float(((scores >= 0.5) == labels).mean()),
        ),
        Mistake(
            "labels-with-scores",
            "You compared labels with scores. The scores of the positive examples are compared "
            "with those of the negative.",
            lambda labels, scores: float(_won(labels[:, None] - scores).mean()),
            lambda labels, scores: float((labels[:, None] > scores).mean()),
        ),
    ],
)
