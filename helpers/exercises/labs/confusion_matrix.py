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


EXERCISE = Exercise(
    prompt="Count how often each true class (row) was predicted as each class (column).",
    solution=confusion_matrix,
    cases=[
        (np.array([0, 1, 1, 2, 2, 2]), np.array([0, 1, 0, 2, 2, 1]), 3),
        (np.array([1, 0, 1, 1]), np.array([0, 0, 0, 1]), 2),
        (np.array([0, 1, 3, 3, 0]), np.array([1, 1, 3, 0, 1]), 4),
        (np.array([2, 2, 0, 1]), np.array([0, 0, 1, 1]), 5),
        (np.array([0]), np.array([1]), 2),
    ],
    fresh=lambda rng: [(rng.integers(0, 6, size=40), rng.integers(0, 6, size=40), 6)],
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
        ),
        Mistake(
            "counts-once",
            "A cell never holds more than 1 in your answer: NumPy adds once for each place, "
            "however often the place is named.",
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
    ],
)
