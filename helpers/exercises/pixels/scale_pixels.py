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
