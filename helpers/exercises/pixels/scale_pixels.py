"""Bytes to numbers from 0 to 1."""

import numpy as np

from helpers.checking import Exercise, Mistake
from helpers.exercises.arrays import random_bytes


def scale_pixels(images):
    return (images / 255).astype(np.float32)


def _in_place(images):
    scaled = (images / 255).astype(np.float32)
    images[...] = images // 255
    return scaled


def _pixel_by_pixel(images):
    scaled = np.zeros(images.shape, dtype=np.float32)
    for place in np.ndindex(images.shape):
        scaled[place] = images[place] / 255
    return scaled


def _part_by_part(images):
    scaled = np.zeros_like(images, dtype=np.float32)
    for i in range(len(images)):
        scaled[i] = images[i].astype(np.float32) / 255
    return scaled


EXERCISE = Exercise(
    prompt="Turn bytes (0 to 255) into float32 numbers from 0 to 1.",
    solution=scale_pixels,
    cases=[
        (np.array([[0, 51], [102, 255]], dtype=np.uint8),),
        (np.array([[10, 20, 40]], dtype=np.uint8),),
        (random_bytes(2, 3, 4, seed=1),),
        (random_bytes(1, 4, 3, 3, seed=2, highest=200),),
        (np.array([255, 254, 1], dtype=np.uint8),),
    ],
    fresh=lambda rng: [(rng.integers(1, 250, size=(3, 5, 4)).astype(np.uint8),)],
    dtype="float32",
    styles=[_pixel_by_pixel, _part_by_part],
    mistakes=[
        Mistake(
            "divides-by-256",
            "The brightest pixel does not come out as 1. A byte has 256 values, but the first is "
            "0: what is the largest?",
            lambda images: (images / 256).astype(np.float32),
        ),
        Mistake(
            "divides-by-own-max",
            "You divided by the largest pixel of these images. A dark picture then comes out as "
            "bright as a bright one, and the same byte means something else in every batch.",
            lambda images: (images / images.max()).astype(np.float32),
            lambda images: (
                images / np.max(images, axis=tuple(range(1, images.ndim)) or None, keepdims=True)
            ),
        ),
        Mistake(
            "wrong-dtype",
            "NumPy computes in float64 unless told otherwise. float32 is what networks use: half "
            "the memory.",
            lambda images: images / 255,
            lambda images: (images / 255).astype(np.float16),
        ),
        Mistake(
            "integer-division",
            "Everything between black and white has become 0. Whole numbers have no place for what "
            "lies between 0 and 1.",
            lambda images: (images // 255).astype(np.float32),
        ),
        Mistake(
            "forgets-to-divide",
            "Your numbers still run from 0 to 255. Another dtype alone changes no number. What "
            "should 255 become?",
            lambda images: images.astype(np.float32),
        ),
        Mistake(
            "black-or-white",
            "Each pixel of your result is 0 or 1, and nothing between. The grays have numbers of "
            "their own.",
            lambda images: (images > 127).astype(np.float32),
            lambda images: (images > 0).astype(np.float32),
        ),
        Mistake(
            "standardizes",
            "You took the mean off and divided by the deviation. Black is then another number in "
            "every batch; here it is always 0.",
            lambda images: ((images - images.mean()) / images.std()).astype(np.float32),
        ),
        Mistake(
            "divides-by-the-count",
            "You divided by how many pixels there are. How bright a pixel is has nothing to do "
            "with their number.",
            lambda images: (images / images.size).astype(np.float32),
            lambda images: (images / len(images)).astype(np.float32),
        ),
        Mistake(
            "first-part-only",
            "Only what stands first along axis 0 came back. `images` has all the others too.",
            lambda images: (images[0] / 255).astype(np.float32),
        ),
        Mistake(
            "mutates-input",
            "Your function changed its argument",
            _in_place,
        ),
        Mistake(
            "scales-to-minus-one",
            "Your numbers run from -1 to 1. Here black is 0 and white is 1.",
            lambda images: (images / 127.5 - 1).astype(np.float32),
        ),
        Mistake(
            "stretches-contrast",
            "You stretched each batch from its own darkest to its own brightest pixel. The same "
            "byte must become the same number in every batch.",
            lambda images: ((images - float(images.min())) / np.ptp(images)).astype(np.float32),
        ),
    ],
)
