"""Legal inputs for the exercises of chapter 4."""

import numpy as np

from tests.exercises.any_arrays import any_bytes, any_floats, in_every_layout

SHAPES = [(1, 1, 1, 1), (1, 2, 3, 4), (3, 1, 2, 2), (2, 3, 1, 2), (5, 2, 2, 1), (4, 3, 3, 3)]


def batches(rng):
    made = [make(rng, *shape) for shape in SHAPES for make in (any_floats, any_bytes)]
    return [(x,) for x in [*made, *in_every_layout(any_floats(rng, 2, 3, 2, 2))]]


def rows_and_shapes(rng):
    made = []
    for n, *shape in SHAPES:
        rows = any_floats(rng, n, int(np.prod(shape)))
        made += [(each, tuple(shape)) for each in in_every_layout(rows)]
    return made


def _image(rng):
    return [int(rng.integers(1, high)) for high in (9, 9, 6)]


def places(rng):
    made = []
    for _ in range(20):
        height, width, channels = _image(rng)
        inside = [int(rng.integers(0, end)) for end in (height, width, channels)]
        made.append((*inside, width, channels))
    return [*made, (0, 0, 0, 1, 1), (5, 0, 0, 1, 1), (27, 27, 15, 28, 16)]


def indices(rng):
    made = []
    for _ in range(20):
        height, width, channels = _image(rng)
        made.append((int(rng.integers(0, height * width * channels)), width, channels))
    return [*made, (0, 1, 1), (7, 1, 1), (28 * 28 * 16 - 1, 28, 16)]


def counts(rng):
    some = rng.integers(1, 9, size=(15, 4)).tolist()
    return [*map(tuple, some), (1, 1, 1, 1), (5, 5, 16, 64), (28, 1, 1, 10)]


LEGAL = {
    "flat_index": places,
    "flat_position": indices,
    "flatten": batches,
    "unflatten": rows_and_shapes,
    "dense_parameters_after_flatten": counts,
}
