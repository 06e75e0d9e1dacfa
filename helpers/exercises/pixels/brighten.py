"""A brighter or a darker image that stays within its bytes."""

import numpy as np

from helpers.checking import Exercise, Mistake
from helpers.exercises.arrays import random_bytes


def brighten(image, amount):
    return np.clip(image.astype(int) + amount, 0, 255).astype(np.uint8)


def _wrapped(image, amount):
    return (image.astype(int) + amount).astype(np.uint8)


def _in_place(image, amount):
    image[...] = brighten(image, amount)
    return image


EXERCISE = Exercise(
    prompt="Add an amount, which may be negative, to every byte of an image; stop at 0 and at 255.",
    solution=brighten,
    cases=[
        (np.array([[0, 100, 200], [155, 156, 255]], dtype=np.uint8), 100),
        (np.array([[0, 49, 50], [51, 200, 255]], dtype=np.uint8), -50),
        (random_bytes(3, 4, seed=1), 60),
        (random_bytes(4, 3, seed=2), -120),
        (random_bytes(2, 3, 3, seed=3), 300),
        (random_bytes(2, 5, 3, seed=4), -300),
        (random_bytes(3, 3, seed=5), 0),
    ],
    fresh=lambda rng: [
        (rng.integers(0, 256, size=(5, 4)).astype(np.uint8), amount) for amount in (90, -90)
    ],
    dtype="uint8",
    mistakes=[
        Mistake(
            "wraps-around",
            "Some of your bright pixels came out dark, or dark ones bright: a sum went around the "
            "clock of the byte. It does so at the moment of the addition. In which dtype do you "
            "add?",
            _wrapped,
            lambda image, amount: image + amount,
            lambda image, amount: np.clip(image + np.array(amount % 256, np.uint8), 0, 255),
        ),
        Mistake(
            "clips-the-top-only",
            "Bright pixels stop at 255, but dark ones go around the clock: a negative amount can "
            "carry a pixel out at the other end.",
            lambda image, amount: np.minimum(image.astype(int) + amount, 255).astype(np.uint8),
        ),
        Mistake(
            "clips-the-bottom-only",
            "Dark pixels stop at 0, but bright ones go around the clock. A byte has two ends.",
            lambda image, amount: np.maximum(image.astype(int) + amount, 0).astype(np.uint8),
        ),
        Mistake(
            "stretches",
            "You multiplied, so black stayed black. Here the same amount is added to every pixel, "
            "to the background too.",
            lambda image, amount: np.clip(image * (1 + amount / 255), 0, 255).astype(np.uint8),
        ),
        Mistake(
            "ignores-the-sign",
            "Your image gets brighter for a negative amount as well.",
            lambda image, amount: brighten(image, abs(amount)),
        ),
        Mistake(
            "wrong-dtype",
            "You left the bytes to add, which is right. The result should be an image of bytes "
            "again: now that every number fits, turn it back.",
            lambda image, amount: np.clip(image.astype(int) + amount, 0, 255),
            lambda image, amount: np.clip(image.astype(float) + amount, 0, 255),
        ),
        Mistake(
            "mutates-input",
            "Your function changed its argument",
            _in_place,
        ),
    ],
)
