"""Arrays of every kind that an exercise's text allows."""

import numpy as np


def any_bytes(rng, *shape):
    """Bytes from 0 to 255, both ends among them where there is room."""
    made = rng.integers(0, 256, size=shape).astype(np.uint8)
    made.flat[0] = 255
    return made


def any_floats(rng, *shape):
    """Negative and positive numbers of very different size, some of them alike, some 0."""
    made = rng.normal(size=shape) * 10.0 ** rng.integers(-2, 3, size=shape)
    ties = rng.random(shape) < 0.2
    made[ties] = np.round(made[ties])
    return made


def in_every_layout(array):
    """The same numbers in float32 and float64, in C order, in Fortran order, and as a view."""
    wide = np.repeat(array, 2, axis=-1)
    return [array, array.astype(np.float32), np.asfortranarray(array), wide[..., ::2]]
