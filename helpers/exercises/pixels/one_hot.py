"""Labels as rows with a single 1."""

import numpy as np

from helpers.checking import Exercise, Mistake


def one_hot(labels, num_classes):
    return np.eye(num_classes, dtype=np.float32)[labels]


def _label_by_label(labels, num_classes):
    rows = np.zeros((len(labels), num_classes), dtype=np.float32)
    for i in range(len(labels)):
        rows[i, labels[i]] = 1
    return rows


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
    styles=[_label_by_label],
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
    ],
)
