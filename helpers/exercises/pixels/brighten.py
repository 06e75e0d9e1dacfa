"""A brighter or a darker image that stays within its bytes."""

import numpy as np

from helpers.checking import Answer, Exercise, Mistake
from helpers.exercises.arrays import random_bytes


def brighten(image, amount):
    return np.clip(image.astype(int) + amount, 0, 255).astype(np.uint8)


def _wrapped(image, amount):
    return (image.astype(int) + amount).astype(np.uint8)


def _in_place(image, amount):
    image[...] = brighten(image, amount)
    return image


def _pixel_by_pixel(image, amount):
    bright = np.zeros(image.shape, dtype=np.uint8)
    for place in np.ndindex(image.shape):
        number = int(image[place]) + amount
        if number > 255:
            number = 255
        if number < 0:
            number = 0
        bright[place] = number
    return bright


def _by_masks(image, amount):
    wide = image.astype(int) + amount
    wide[wide > 255] = 255
    wide[wide < 0] = 0
    return wide.astype(np.uint8)


def _beyond(low: int, high: int) -> Answer:
    """What is beyond the ends becomes other numbers than 0 and 255."""

    def answer(image, amount):
        wide = image.astype(int) + amount
        return np.select([wide < 0, wide > 255], [low, high], wide).astype(np.uint8)

    return answer


def _stretched(image, amount):
    wide = image.astype(int) + amount
    return ((wide - wide.min()) / (wide.max() - wide.min()) * 255).astype(np.uint8)


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
    styles=[_pixel_by_pixel, _by_masks],
    mistakes=[
        Mistake(
            "wraps-around",
            "Some of your bright pixels came out dark, or dark ones bright: a number went around "
            "the clock of the byte. It does so when bytes are added, and when a number that is too "
            "large is made a byte. Has it been cut off by then?",
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
            "only-brightens",
            "A negative amount changes nothing in your image. It should get darker.",
            lambda image, amount: brighten(image, max(amount, 0)),
        ),
        Mistake(
            "ignores-the-sign",
            "Your image gets brighter for a negative amount as well.",
            lambda image, amount: brighten(image, abs(amount)),
        ),
        Mistake(
            "forgets-to-stop",
            "Your numbers run beyond 255, or below 0. Nothing stops them at the ends.",
            lambda image, amount: image.astype(int) + amount,
            lambda image, amount: image.astype(float) + amount,
        ),
        Mistake(
            "stops-elsewhere",
            "What is beyond the ends does not become 255 at the top and 0 at the bottom. Look at "
            "what you put there: which is the largest number of a byte?",
            _beyond(0, 256),
            _beyond(255, 0),
            _beyond(0, 0),
            _beyond(255, 255),
            *(
                lambda image, amount, low=low, high=high: np.uint8(
                    np.clip(image.astype(int) + amount, low, high)
                )
                for low, high in ((0, 254), (1, 255), (0, 1), (-255, 255))
            ),
        ),
        Mistake(
            "stretches-contrast",
            "You stretched the image from 0 to 255 after the addition. Then the amount makes no "
            "difference at all.",
            _stretched,
        ),
        Mistake(
            "signed-bytes",
            "You added in int8, a byte with a sign. It ends at 127, so the brighter half of the "
            "bytes came out as negative numbers.",
            lambda image, amount: np.clip(image.astype(np.int8) + amount, 0, 255).astype(np.uint8),
        ),
        Mistake(
            "one-amount-for-all",
            "You add the same number on every call, whatever `amount` is.",
            *(lambda image, amount, a=a: brighten(image, a) for a in (100, 60, 50, 40, 30, 10)),
        ),
        Mistake(
            "subtracts",
            "A positive amount makes your image darker. It should be added.",
            lambda image, amount: brighten(image, -amount),
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
