"""Labels as rows with a single 1."""

import numpy as np

from helpers.checking import Answer, Exercise, Mistake


def one_hot(labels, num_classes):
    return np.eye(num_classes, dtype=np.float32)[labels]


def _label_by_label(labels, num_classes):
    rows = np.zeros((len(labels), num_classes), dtype=np.float32)
    for i in range(len(labels)):
        rows[i, labels[i]] = 1
    return rows


def _by_comparison(labels, num_classes):
    return (labels[:, None] == np.arange(num_classes)).astype(np.float32)


def _ones_at(*places: Answer) -> tuple[Answer, ...]:
    """Zeros with ones at the places that are worked out from the labels."""

    def with_ones(place: Answer) -> Answer:
        def answer(labels, num_classes):
            rows = np.zeros((len(labels), num_classes), dtype=np.float32)
            rows[place(labels)] = 1
            return rows

        return answer

    return tuple(map(with_ones, places))


EXERCISE = Exercise(
    prompt="Turn labels into rows of zeros with a single 1, at the place of the label (float32).",
    solution=one_hot,
    cases=[
        (np.array([1, 0, 2]), 4),
        (np.array([2, 0, 1, 1]), 3),
        (np.array([1, 2]), 3),
        (np.array([0, 3, 3, 1, 2]), 5),
        (np.array([3, 1, 2]), 4),
        (np.array([0]), 2),
        (np.array([4, 0, 9, 9]), 10),
        (np.array([2, 0, 1], dtype=np.uint8), 3),  # as MNIST's labels come
    ],
    fresh=lambda rng: [(rng.integers(0, 6, size=8), 7)],
    dtype="float32",
    bug="infers-classes-from-data",
    styles=[_label_by_label, _by_comparison],
    mistakes=[
        Mistake(
            "transposed",
            "Your examples stand in columns. Each example is a row: the first axis of a batch "
            "counts examples.",
            lambda labels, num_classes: one_hot(labels, num_classes).T,
        ),
        Mistake(
            "infers-classes-from-data",
            "The number of your columns depends on the labels that happen to be there. A batch "
            "without the last class then has too few.",
            lambda labels, num_classes: one_hot(labels, labels.max() + 1),
            lambda labels, num_classes: one_hot(
                np.unique(labels, return_inverse=True)[1], len(np.unique(labels))
            ),
        ),
        Mistake(
            "off-by-one",
            "Your 1 stands one place too far left. Labels count from 0, and so do the columns.",
            lambda labels, num_classes: one_hot(labels - 1, num_classes),
            lambda labels, num_classes: one_hot(labels - 1, num_classes) * (labels > 0)[:, None],
        ),
        Mistake(
            "wrong-dtype",
            "NumPy makes float64 unless told otherwise: np.zeros and np.eye take a dtype.",
            lambda labels, num_classes: np.eye(num_classes)[labels],
        ),
        Mistake(
            "label-instead-of-one",
            "You wrote the label itself at its place. Every label is marked by a 1: class 9 is not "
            "more than class 1.",
            lambda labels, num_classes: one_hot(labels, num_classes) * labels[:, None],
        ),
        Mistake(
            "inverted",
            "Zeros and ones are exchanged: one number of each row is 1, all others are 0.",
            lambda labels, num_classes: 1 - one_hot(labels, num_classes),
        ),
        Mistake(
            "one-place-to-the-right",
            "Your 1 stands one place too far right. Labels count from 0, and so do the columns.",
            *_ones_at(lambda labels: (np.arange(len(labels)), labels + 1)),
            lambda labels, num_classes: np.roll(one_hot(labels, num_classes), 1, axis=1),
        ),
        Mistake(
            "another-number-of-columns",
            "Your rows do not have `num_classes` places. The labels 0, 1 and 2 are three classes, "
            "and need three columns.",
            lambda labels, num_classes: one_hot(labels, num_classes + 1),
            lambda labels, num_classes: one_hot(labels, num_classes - 1),
            lambda labels, num_classes: one_hot(labels, 10),
        ),
        Mistake(
            "one-row-for-each-class",
            "Your rows are those of all the classes, one after the other. There should be a row "
            "for each label, in the order of `labels`.",
            lambda labels, num_classes: np.eye(num_classes, dtype=np.float32),
        ),
        Mistake(
            "number-of-the-example",
            "Your ones run down the diagonal: the 1 stands at the number of the example, and the "
            "label plays no part.",
            lambda labels, num_classes: np.eye(len(labels), num_classes, dtype=np.float32),
            *_ones_at(lambda labels: (np.arange(len(labels)), np.arange(len(labels)))),
        ),
        Mistake(
            "all-labels-in-each-row",
            "Each of your rows has ones for all labels of the batch. Row i belongs to label i "
            "alone.",
            *_ones_at(lambda labels: (slice(None), labels)),
        ),
        Mistake(
            "label-for-the-row",
            "You took the label as the number of a row. The row is that of the example, and the "
            "label says which column.",
            *_ones_at(lambda labels: labels, lambda labels: (labels, labels)),
        ),
        Mistake(
            "one-label-for-all",
            "All your rows have their 1 at the same place. Each example has a label of its own.",
            *_ones_at(
                lambda labels: (slice(None), labels[-1]),
                lambda labels: (slice(None), labels[0]),
            ),
        ),
    ],
)
