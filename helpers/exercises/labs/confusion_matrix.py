"""Which classes are taken for which."""

import numpy as np

from helpers.checking import Answer, Exercise, Mistake, then


def confusion_matrix(labels, predictions, num_classes):
    matrix = np.zeros((num_classes, num_classes), dtype=int)
    for label, prediction in zip(labels, predictions, strict=True):
        matrix[label, prediction] += 1
    return matrix


def _shares(axis: int | None, empty: float = np.nan) -> Answer:
    def shares(labels, predictions, num_classes):
        counts = confusion_matrix(labels, predictions, num_classes)
        total = counts.sum(axis=axis, keepdims=True)
        return np.where(total > 0, counts / np.maximum(total, 1), empty)

    return shares


def _fancy_index(labels, predictions, num_classes):
    matrix = np.zeros((num_classes, num_classes), dtype=int)
    matrix[labels, predictions] += 1
    return matrix


def _cell_by_cell(labels, predictions, num_classes):
    matrix = np.zeros((num_classes, num_classes), dtype=int)
    for i in range(num_classes):
        for j in range(num_classes):
            matrix[i, j] = np.sum((labels == i) & (predictions == j))
    return matrix


def _by_number(labels, predictions, num_classes):
    matrix = np.zeros((num_classes, num_classes), dtype=int)
    for i in range(len(labels)):
        matrix[labels[i], predictions[i]] += 1
    return matrix


def _only(are_counted: Answer) -> Answer:
    """The matrix of some of the pairs."""

    def counts(labels, predictions, num_classes):
        these = are_counted(labels, predictions)
        return confusion_matrix(labels[these], predictions[these], num_classes)

    return counts


def _of_one(take: Answer) -> tuple[Answer, ...]:
    """Only one of labels and predictions is counted: on the diagonal, in rows or in columns."""

    def counts(labels, predictions, num_classes):
        return np.bincount(take(labels, predictions), minlength=num_classes)

    return (
        then(counts, np.diag),
        then(counts, lambda each: np.tile(each, (len(each), 1))),
        then(counts, lambda each: np.tile(each[:, None], len(each))),
        counts,
    )


def _each_with_each(labels, predictions, num_classes):
    of_label = np.bincount(labels, minlength=num_classes)
    return np.outer(of_label, np.bincount(predictions, minlength=num_classes))


def _either(labels, predictions, num_classes):
    of_label = np.bincount(labels, minlength=num_classes)[:, None]
    of_prediction = np.bincount(predictions, minlength=num_classes)
    return of_label + of_prediction - confusion_matrix(labels, predictions, num_classes)


def _both_ways(labels, predictions, num_classes):
    matrix = confusion_matrix(labels, predictions, num_classes)
    return matrix + matrix.T


def _weighed_by(number: Answer) -> Answer:
    def weighed(labels, predictions, num_classes):
        matrix = np.zeros((num_classes, num_classes), dtype=int)
        np.add.at(matrix, (labels, predictions), number(labels, predictions))
        return matrix

    return weighed


EXERCISE = Exercise(
    prompt="Count how often each true class (row) was predicted as each class (column).",
    solution=confusion_matrix,
    cases=[
        (np.array([0, 1, 1, 2, 2, 2]), np.array([0, 1, 0, 2, 2, 1]), 3),
        (np.array([1, 0, 1, 1]), np.array([0, 0, 0, 1]), 2),
        (np.array([0, 1, 3, 3, 0]), np.array([1, 1, 3, 0, 1]), 4),
        (np.array([1, 2, 0, 2]), np.array([1, 0, 1, 0]), 5),
        (np.array([0], dtype=np.uint8), np.array([1], dtype=np.uint8), 2),
    ],
    fresh=lambda rng: [(rng.integers(0, 6, size=40), rng.integers(0, 6, size=40), 6)],
    styles=[_cell_by_cell, _by_number],
    mistakes=[
        Mistake(
            "transposed",
            "Your rows are the predictions. Here a row is a true class: it shows what became of "
            "its examples.",
            then(confusion_matrix, np.transpose),
        ),
        Mistake(
            "normalised",
            "You returned shares. Here the matrix holds counts.",
            _shares(1),
            _shares(1, 0.0),
            _shares(None),
            _shares(0),
            _shares(0, 0.0),
            then(_shares(None), np.trunc),
        ),
        Mistake(
            "counts-once",
            "A cell never holds more than 1 in your answer. Every further pair of the same kind "
            "should count. (Where arrays are the indices, NumPy adds once for each place, however "
            "often it is named.)",
            _fancy_index,
        ),
        Mistake(
            "infers-classes-from-data",
            "The size of your matrix depends on the classes that happen to be there. It is "
            "num_classes by num_classes.",
            lambda labels, predictions, num_classes: confusion_matrix(
                labels, predictions, 1 + max(labels.max(), predictions.max())
            ),
        ),
        Mistake(
            "always-ten-classes",
            "Your matrix is 10 by 10, whatever `num_classes` is.",
            lambda labels, predictions, num_classes: confusion_matrix(labels, predictions, 10),
        ),
        Mistake(
            "counts-only-what-is-right",
            "Only the diagonal of your matrix is filled, with what was right. The others are what "
            "it is made for.",
            _only(np.equal),
        ),
        Mistake(
            "counts-only-mistakes",
            "The diagonal of your matrix is empty. What was right counts as well.",
            _only(np.not_equal),
        ),
        Mistake(
            "one-of-the-two",
            "You counted `labels` alone, or `predictions` alone. A cell counts pairs: this label "
            "and this prediction, of the same example.",
            *_of_one(lambda labels, predictions: labels),
            *_of_one(lambda labels, predictions: predictions),
        ),
        Mistake(
            "diagonal-in-every-column",
            "All numbers in a row of your matrix are alike: how often that class was right. Where "
            "does the column come in?",
            then(
                _only(np.equal), lambda matrix: np.tile(np.diag(matrix)[:, None], (1, len(matrix)))
            ),
        ),
        Mistake(
            "each-with-each",
            "You paired every label with every prediction. Label number i belongs to prediction "
            "number i, and to no other.",
            _each_with_each,
        ),
        Mistake(
            "either-of-the-two",
            "A cell of yours counts where the label or the prediction fits. Both have to.",
            _either,
        ),
        Mistake(
            "counts-both-ways",
            "You counted every pair twice: in its cell, and in the mirrored one.",
            _both_ways,
        ),
        Mistake(
            "adds-the-class",
            "You added the number of a class. Every pair counts 1, whatever its classes are.",
            _weighed_by(lambda labels, predictions: labels),
            _weighed_by(lambda labels, predictions: predictions),
        ),
        Mistake(
            "off-by-one",
            "Your counts stand one row too high and one column too far left. Classes count from "
            "0, and so do rows and columns.",
            then(confusion_matrix, lambda matrix: np.roll(matrix, (-1, -1), axis=(0, 1))),
        ),
    ],
)
