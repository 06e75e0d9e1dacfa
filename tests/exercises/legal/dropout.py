"""Legal inputs for the exercises of chapter 6."""

import itertools

import numpy as np

from helpers.checking import Seed
from tests.exercises.any_arrays import any_bytes, any_floats, in_every_layout


def seed(rng):
    return Seed(int(rng.integers(10**6)))


def splits(rng):
    made = []
    for count, shape, fraction in (
        (1, (2,), 0.2),
        (1, (2,), 0.9),
        (2, (3,), 0.5),
        (10, (2,), 0.25),
        (14, (2,), 0.25),
        (17, (1,), 0.1),
        (33, (4, 4), 0.0),
        (30, (3, 3, 2), 1.0),
        (60, (5,), 0.15),
    ):
        x = rng.normal(size=(count, *shape)) * 1000
        labels = rng.integers(0, int(rng.integers(1, 12)), size=count)
        for kind in (np.int64, np.uint8, np.float32):
            made.append((x, labels.astype(kind), fraction, seed(rng)))
        made.append(
            (np.asfortranarray(x).astype(np.float32), np.eye(12)[labels], fraction, seed(rng))
        )
    pixels = any_bytes(rng, 40, 6, 6)
    made += [(pixels[::2], np.arange(20) % 3, 0.3, seed(rng))]
    return made


def masks(rng):
    small = [(1,), (3, 2), (4, 1)]  # whose masks are often alike
    shapes = [(50, 30), (2000,), (4, 5, 9, 10), (1, 1500), (1500, 1), (20, 10, 5)]
    rates = (0.05, 1 / 3, 0.5, 0.9, float(rng.uniform(0.1, 0.9)))
    made = [(shape, rate, seed(rng)) for shape in shapes for rate in rates]
    return made + [(shape, rate, Seed(1)) for shape in small for rate in (0.0, *rates)]


def drops(rng):
    made = []
    for shape in [(1, 3), (30, 40), (5, 6, 7, 4)]:
        x = any_floats(rng, *shape)
        for rate in (0.0, 1 / 3, 0.8):
            kinds = [x.astype(np.float32), x.copy(order="F"), np.maximum(x, 0)]
            for kind, training in itertools.product(kinds, (True, False)):
                made.append((kind, rate, training, seed(rng)))
    return made


def a_mask(rng, *shape, rate):
    return (rng.random(shape) >= rate) / (1 - rate)


def gradients(rng):
    shapes = [(1,), (4,), (3, 2), (1, 5), (5, 1), (2, 3, 3, 2)]
    return [
        (grad, a_mask(rng, *shape, rate=rate).astype(grad.dtype))
        for shape in shapes
        for rate in (0.0, 0.2, 0.5, 0.9)
        for grad in in_every_layout(any_floats(rng, *shape))
    ]


def networks(rng):
    made = []
    for n, d, hidden, units in (
        (1, 1, 1, 1),
        (1, 3, 2, 4),
        (4, 2, 5, 3),
        (3, 3, 3, 3),
        (2, 6, 4, 4),
    ):
        for rate in (0.0, 0.3, 0.5, 0.9):
            shapes = (n, d), (d, hidden), (hidden,), (hidden, units), (units,)
            arrays = [any_floats(rng, *shape) for shape in shapes]
            made.append((*arrays, a_mask(rng, n, hidden, rate=rate)))
            made.append(tuple(np.asfortranarray(a) for a in made[-1]))
            wide = [np.repeat(array, 2, axis=-1)[..., ::2] for array in arrays]
            made.append((*wide, np.ones((n, hidden))))
    return made


def pairs(rng):
    made = []
    for count in (2, 3, 5, 12):
        one, two = any_floats(rng, count), any_floats(rng, count)
        made += [(one, two), (one, one), (one, one + 3), (one * 1e-3, two * 1e-3)]
        made += [(np.repeat(one, 2)[::2], two[::-1]), (np.round(one), np.round(two))]
        made += [(one.astype(np.float32), two.astype(np.float32))]
    return made


LEGAL = {
    "train_validation_split": splits,
    "dropout_mask": masks,
    "dropout": drops,
    "dropout_gradient": gradients,
    "forward_with_dropout": networks,
    "mean_difference_and_error": pairs,
}
