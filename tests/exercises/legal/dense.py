"""Legal inputs for the exercises of chapter 5."""

import numpy as np

from tests.exercises.any_arrays import any_floats, in_every_layout

ANY_SHAPE = [(1,), (5,), (1, 1), (3, 2), (1, 4), (2, 3, 3), (2, 2, 1, 3)]
LOGITS = [(1, 1), (1, 3), (4, 1), (2, 2), (3, 3), (5, 2), (2, 10), (3, 12)]


def numbers_of_any_shape(rng):
    """Negative, 0 on either side, tiny and large, in floats and whole numbers."""
    made = []
    for shape in ANY_SHAPE:
        x = any_floats(rng, *shape)
        x.flat[0] = rng.choice([0.0, -0.0, 1e-9, -1e-9, 1e6, -1e6])
        made += in_every_layout(x)
    return [*made, rng.integers(-3, 4, size=(3, 4))]


def relus(rng):
    return [(x,) for x in numbers_of_any_shape(rng)]


def ways_back_through_relu(rng):
    return [(x, any_floats(rng, *x.shape)) for x in numbers_of_any_shape(rng)]


def layers(rng):
    """Batches, kernels and biases of every size."""
    made = []
    for n, d, u in ((1, 1, 1), (1, 3, 2), (4, 1, 3), (3, 4, 1), (3, 3, 3), (2, 5, 12)):
        x, kernel, bias = any_floats(rng, n, d), any_floats(rng, d, u), any_floats(rng, u)
        made += [(form, kernel, bias) for form in in_every_layout(x)]
        made.append((x.round(), np.asfortranarray(kernel), bias.astype(np.float32)))
    return made


def ways_back_through_a_layer(rng):
    made = []
    for n, d, u in ((1, 1, 1), (1, 3, 2), (4, 1, 3), (3, 4, 1), (3, 3, 3), (2, 5, 12)):
        x, kernel, grad = any_floats(rng, n, d), any_floats(rng, d, u), any_floats(rng, n, u)
        made += [(form, kernel, grad) for form in in_every_layout(x)]
        made.append((x, np.asfortranarray(kernel), grad.astype(np.float32)))
    return made


def pairs_of_layers(rng):
    sizes = [(1, 1, 1), (1, 3, 2), (4, 1, 3), (3, 4, 1), (3, 3, 3), (2, 5, 12), (5, 2, 2)]
    return [
        (form, any_floats(rng, h), any_floats(rng, h, u), any_floats(rng, u))
        for d, h, u in sizes
        for form in in_every_layout(any_floats(rng, d, h))
    ]


def logits(rng):
    """Ordinary scores, then large ones of either sign, equal ones, and rows far apart."""
    made = [form for shape in LOGITS for form in in_every_layout(rng.normal(size=shape) * 3)]
    for shape in LOGITS:
        made += [
            np.zeros(shape),
            rng.integers(-3, 4, size=shape) * 1000.0,
            rng.normal(size=shape) + 1000.0 * rng.integers(-1, 2, size=(shape[0], 1)),
        ]
    return made


def scores(rng):
    return [(table,) for table in logits(rng)]


def truths(rng, table):
    """One-hot rows for a table: of floats of either width, or of whole numbers."""
    count, classes = table.shape
    rows = np.eye(classes)[rng.integers(0, classes, size=count)]
    return rows.astype(rng.choice([np.float64, np.float32, np.int64]))


def scores_and_truths(rng):
    return [(table, truths(rng, table)) for table in logits(rng)]


def probabilities(rng):
    """Rows of probabilities, some with zeros, some so sure that the rest is tiny."""
    made = []
    for count, classes in ((1, 2), (1, 3), (3, 3), (4, 2), (5, 3), (2, 10), (3, 12)):
        powers = np.exp(rng.normal(size=(count, classes)))
        made += in_every_layout(powers / powers.sum(axis=1, keepdims=True))
        powers[rng.random(powers.shape) < 0.3] = 0
        powers[:, 0] += 0.5
        made.append(powers / powers.sum(axis=1, keepdims=True))
        sure = np.exp(8 * rng.normal(size=(count, classes)))
        made.append(sure / sure.sum(axis=1, keepdims=True))
    return made


def surprises(rng):
    """No batch is certain throughout: there the text leaves open whether 1 is clipped, too."""
    cases = [(table, truths(rng, table)) for table in probabilities(rng)]
    return [(p, y) for p, y in cases if ((p * y).sum(axis=1) < 0.9).any()]


def answers_and_labels(rng):
    """Labels of every dtype. Where all classes tie, each of them is the label equally often: the
    text leaves open which of equals is the answer."""
    made = []
    for table in probabilities(rng):
        if (np.sort(table)[:, -1] > np.sort(table)[:, -2]).all():
            labels = np.where(
                rng.random(len(table)) < 0.5,
                table.argmax(axis=1),
                rng.integers(0, table.shape[1], size=len(table)),
            )
            made.append((table, labels.astype(rng.choice([np.int64, np.int32, np.uint8]))))
    dead = [(np.full((n, n), 1 / n), rng.permutation(n)) for n in (1, 2, 3, 10)]
    return [*made, *dead]


LEGAL = {
    "dense": layers,
    "relu": relus,
    "softmax": scores,
    "cross_entropy": surprises,
    "softmax_cross_entropy_gradient": scores_and_truths,
    "relu_gradient": ways_back_through_relu,
    "dense_gradients": ways_back_through_a_layer,
    "accuracy": answers_and_labels,
    "collapse_linear": pairs_of_layers,
}
