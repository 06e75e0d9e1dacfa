"""Legal inputs for the exercises of chapter 1."""

import numpy as np

from tests.exercises.any_arrays import any_bytes, any_floats, in_every_layout


def images(rng):
    shapes = [(1,), (7,), (2, 3), (1, 4, 2), (3, 2, 3, 3), (1, 1, 1, 1), (2, 1, 2, 1, 2)]
    dark, white = np.zeros((2, 2), np.uint8), np.full((2, 3), 255, np.uint8)
    every = np.arange(256, dtype=np.uint8).reshape(16, 16)
    views = [every[::3, ::-5], np.asfortranarray(every[:3, :5])]
    made = [any_bytes(rng, *shape) for shape in shapes]
    return [(image,) for image in [*made, dark, white, every, *views]]


def batches(rng):
    shapes = [(1, 1, 1), (4, 2, 3), (1, 5, 2), (2, 3, 3), (3, 1, 4), (12, 1, 1)]
    made = [make(rng, *shape) for shape in shapes for make in (any_bytes, any_floats)]
    made += [rng.random((2, 3, 4)) > 0.5, rng.integers(-9, 9, (2, 2, 3))]
    return [(image,) for image in [*made, *in_every_layout(any_floats(rng, 3, 2, 4))]]


def color_images(rng):
    made = [any_floats(rng, h, w, 3) for h, w in ((1, 1), (3, 3), (2, 5), (4, 1), (1, 6))]
    made += [rng.random((2, 3, 3)), np.zeros((2, 2, 3)), np.ones((2, 2, 3))]
    return [(image,) for first in made for image in in_every_layout(first)]


def color_images_and_bytes(rng):
    made = [(any_bytes(rng, h, w, 3),) for h, w in ((1, 1), (3, 2), (2, 6))]
    return [*made, *color_images(rng)]


def labels(rng):
    return [
        (rng.integers(0, classes, size=2 * count).astype(dtype)[::2], classes)
        for classes in (1, 2, 3, 10, 12, 200)
        for count in (1, 4, 11)
        for dtype in (np.int64, np.int32, np.uint8, np.int8)
        if classes < 128 or dtype is not np.int8
    ]


def brightened(rng):
    amounts = (-1000, -256, -255, -254, -1, 0, 1, 127, 128, 254, 255, 256, 1000)
    every = np.arange(256, dtype=np.uint8).reshape(16, 16)
    other = [(any_bytes(rng, *shape), 40) for shape in ((1,), (2, 2, 3), (2, 1, 3, 3))]
    views = [(every[::2, ::3], -70), (every.T, 70)]
    return [(every, amount) for amount in (*amounts, int(rng.integers(-300, 300)))] + other + views


def curves(rng):
    def line(x):
        """f(x) = 3 * x - 1"""
        return 3 * x - 1

    def wave(x):
        """f(x) = sin(5 * x) + x ** 4"""
        return np.sin(5 * x) + x**4

    def step(x):
        """f(x) = 1 if x > 0, else 0"""
        return 1.0 if x > 0 else 0.0

    places = (-1.5, 0.0, 0.7, 40.0, 3)
    return [(f, x, eps) for f in (line, wave, step) for x in places for eps in (1e-3, 0.3, 2.0, 1)]


def measured(rng):
    def product(image):
        """measure(image) = sum of sin(image), and of neighbors' products"""
        return float(np.sin(image).sum() + (image[:, :-1] * image[:, 1:]).sum())

    def corner(image):
        """measure(image) = last pixel to the fourth"""
        return float(image[-1, -1] ** 4)

    def rows(image):
        """measure(image) = sum of image ** 2 * (row + 1)"""
        return float((image**2).sum(axis=1) @ np.arange(1, len(image) + 1))

    shapes = [(1, 1), (2, 3), (4, 2), (1, 4), (3, 1)]
    images = [rng.normal(size=shape) for shape in shapes]
    made = [
        (f, image, eps) for f in (product, corner, rows) for image in images for eps in (0.1, 1)
    ]
    return [*made, (rows, np.asfortranarray(rng.normal(size=(2, 3))), 0.01)]


LEGAL = {
    "scale_pixels": images,
    "add_channel_axis": batches,
    "split_channels": color_images_and_bytes,
    "to_grayscale": color_images,
    "brighten": brightened,
    "two_sided_slope": curves,
    "pixel_slopes": measured,
    "one_hot": labels,
}
