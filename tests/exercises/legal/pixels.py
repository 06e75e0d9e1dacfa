"""Legal inputs for the exercises of chapter 1."""

import numpy as np

from tests.exercises.any_arrays import any_bytes, any_floats, in_every_layout


def images(rng):
    shapes = [(1,), (2, 3), (1, 4, 2), (3, 2, 3, 3), (1, 1, 1, 1)]
    dark, white = np.zeros((2, 2), np.uint8), np.full((2, 3), 255, np.uint8)
    return [(image,) for image in [*(any_bytes(rng, *shape) for shape in shapes), dark, white]]


def batches(rng):
    shapes = [(1, 1, 1), (4, 2, 3), (1, 5, 2), (2, 3, 3)]
    return [(make(rng, *shape),) for shape in shapes for make in (any_bytes, any_floats)]


def color_images(rng):
    made = [any_floats(rng, h, w, 3) for h, w in ((1, 1), (3, 3), (2, 5), (4, 1))]
    return [(image,) for first in made for image in in_every_layout(first)]


def labels(rng):
    return [
        (rng.integers(0, classes, size=count).astype(dtype), classes)
        for classes in (1, 2, 3, 10, 12)
        for count in (1, 4)
        for dtype in (np.int64, np.int32, np.uint8)
    ]


def brightened(rng):
    amounts = (-255, -256, -1, 0, 1, 255, 1000, int(rng.integers(-300, 300)))
    return [(any_bytes(rng, 3, 4), amount) for amount in amounts] + [(any_bytes(rng, 2, 2, 3), 40)]


def curves(rng):
    def line(x):
        """f(x) = 3 * x - 1"""
        return 3 * x - 1

    def wave(x):
        """f(x) = sin(5 * x) + x ** 4"""
        return np.sin(5 * x) + x**4

    return [(f, x, eps) for f in (line, wave) for x in (-1.5, 0.0, 0.7) for eps in (1e-3, 0.3, 2.0)]


def measured(rng):
    def product(image):
        """measure(image) = sum of sin(image), and of neighbors' products"""
        return float(np.sin(image).sum() + (image[:, :-1] * image[:, 1:]).sum())

    def corner(image):
        """measure(image) = last pixel to the fourth"""
        return float(image[-1, -1] ** 4)

    shapes = [(1, 1), (2, 3), (4, 2)]
    return [
        (f, any_floats(rng, *s), eps) for f in (product, corner) for s in shapes for eps in (0.1,)
    ]


LEGAL = {
    "scale_pixels": images,
    "add_channel_axis": batches,
    "split_channels": color_images,
    "to_grayscale": color_images,
    "brighten": brightened,
    "two_sided_slope": curves,
    "pixel_slopes": measured,
    "one_hot": labels,
}
