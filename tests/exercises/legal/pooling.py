"""Legal inputs for the exercises of chapter 3."""

import itertools

import numpy as np

from tests.exercises.any_arrays import any_floats, in_every_layout

# Height, width, channels and size: ragged in no, one or both directions, one window, one pixel.
SIZES = [(1, 1, 1, 1), (2, 3, 2, 1), (3, 3, 1, 3), (5, 4, 2, 2), (4, 7, 1, 3), (2, 6, 3, 2)]


def maps(rng):
    tied = rng.integers(-1, 2, size=(4, 6, 2)).astype(float)
    made = [(any_floats(rng, *shape), size) for *shape, size in SIZES]
    made += [(tied, 2), (np.zeros((2, 2, 1)), 2), (tied - 5, 2), (tied * 1e-3, 2)]
    layouts = [(x, 2) for x in in_every_layout(any_floats(rng, 5, 5, 3))]
    return [*made, *layouts, (any_floats(rng, 5, 11, 1), 5)]


def slopes(rng, height, width, channels, size):
    return any_floats(rng, height // size, width // size, channels)


def maps_and_slopes(rng):
    return [(x, slopes(rng, *x.shape, size), size) for x, size in maps(rng)]


def slopes_and_shapes(rng):
    made = [
        (slopes(rng, *shape, size), size, tuple(shape)) for *shape, size in [*SIZES, (5, 11, 1, 5)]
    ]
    layouts = in_every_layout(any_floats(rng, 2, 3, 2))
    return [*made, *((grad, 2, (5, 6, 2)) for grad in layouts)]


def many_steps(rng):
    steps = [(kind, width) for kind in ("conv", "pool") for width in (1, 2, 3, 4)]
    pairs = [list(pair) for pair in itertools.product(steps, repeat=2)]
    some = [pairs[i] for i in rng.integers(0, len(pairs), size=12)]
    sizes = rng.integers(8, 40, size=12).tolist()
    long = [steps[i] for i in rng.integers(0, 8, size=4)]
    edges = [(3, [("conv", 3)]), (3, [("pool", 3)]), (1, []), (400, long), (5, [("conv", 1)])]
    return [*zip(sizes, some, strict=True), *edges]


def _pixel_sum(images):
    """read(images) = last digit of the sum of pixels, weighted by their places"""
    weights = np.arange(1, images[0].size + 1)
    return (images.reshape(len(images), -1) * weights).sum(axis=1).astype(int) % 3


def images_to_read(rng):
    made = []
    for n, height, width, channels, pixels in [
        (1, 4, 5, 1, 1),
        (12, 5, 3, 2, 2),
        (20, 4, 4, 1, 3),
        (9, 6, 7, 3, 1),
    ]:
        images = rng.integers(0, 3, size=(n, height, width, channels)).astype(float)
        labels = rng.integers(0, 3, size=n)
        made += [(_pixel_sum, x, labels, pixels) for x in (images, images.astype(np.float32))]
    return made


LEGAL = {
    "size_after": many_steps,
    "max_pool": maps,
    "average_pool": maps,
    "accuracy_when_shifted": images_to_read,
    "max_pool_gradient": maps_and_slopes,
    "average_pool_gradient": slopes_and_shapes,
}
