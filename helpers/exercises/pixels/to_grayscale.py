"""Color to gray, weighted as the eye weighs."""

import numpy as np

from helpers.checking import Answer, Exercise, Mistake, then
from helpers.exercises.arrays import random_bytes, whole_numbers

_WEIGHTS = np.array([0.299, 0.587, 0.114])


def to_grayscale(rgb):
    return rgb @ _WEIGHTS


def _pixel_by_pixel(rgb):
    height, width, _ = rgb.shape
    gray = np.zeros((height, width))
    for row in range(height):
        for col in range(width):
            red, green, blue = rgb[row, col]
            gray[row, col] = 0.299 * red + 0.587 * green + 0.114 * blue
    return gray


def _by_name(rgb):
    red, green, blue = rgb[..., 0], rgb[..., 1], rgb[..., 2]
    return 0.299 * red + 0.587 * green + 0.114 * blue


def _weighted_sum(rgb):
    return (rgb * np.array([0.299, 0.587, 0.114])).sum(axis=2)


def _weighing(*weights: float) -> Answer:
    return lambda rgb: rgb @ np.array(weights)


_MISREAD = [
    (0.299, 0.578, 0.114),
    (0.299, 0.857, 0.114),
    (0.299, 0.58, 0.114),
    (0.229, 0.587, 0.114),
    (0.289, 0.587, 0.114),
    (0.299, 0.587, 0.144),
    (0.299, 0.587, 0.141),
    (0.299, 0.587, 0.14),
    (0.299, 0.587, 0.11),
    (0.3, 0.59, 0.11),
    (0.3, 0.6, 0.1),
    (0.2126, 0.7152, 0.0722),
    (0.21, 0.72, 0.07),
]

EXERCISE = Exercise(
    prompt="Turn a color image (H, W, 3) into gray (H, W): 0.299 R + 0.587 G + 0.114 B.",
    solution=to_grayscale,
    cases=[
        (np.eye(3)[:, None],),  # three rows of one pixel: red, green, blue
        (np.eye(3)[None],),
        (random_bytes(3, 4, 3, seed=1) / 255,),
        (random_bytes(3, 3, 3, seed=2) / 255,),
        (random_bytes(5, 2, 3, seed=3) / 255,),
        (whole_numbers(2, 3, 3, seed=4),),
    ],
    fresh=lambda rng: [(rng.random(size=(4, 6, 3)),)],
    styles=[_pixel_by_pixel, _by_name, _weighted_sum],
    mistakes=[
        Mistake(
            "plain-mean",
            "You gave all three colors the same weight. The eye finds green much brighter than "
            "blue, and so do the weights.",
            lambda rgb: rgb.mean(axis=2),
        ),
        Mistake(
            "bgr-order",
            "Red and blue have each other's weight. Channel 0 is red.",
            lambda rgb: rgb @ _WEIGHTS[::-1],
        ),
        Mistake(
            "keeps-channel-axis",
            "Your numbers are right, but there is still a channel axis. A gray image here is "
            "(H, W).",
            lambda rgb: (rgb @ _WEIGHTS)[..., None],
            lambda rgb: np.repeat((rgb @ _WEIGHTS)[..., None], 3, axis=2),
        ),
        Mistake(
            "splits-rows",
            "You took rows of the image. Which axis counts channels?",
            lambda rgb: 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2],
        ),
        Mistake(
            "splits-columns",
            "You took columns of the image. Which axis counts channels?",
            lambda rgb: 0.299 * rgb[:, 0] + 0.587 * rgb[:, 1] + 0.114 * rgb[:, 2],
        ),
        Mistake(
            "forgets-the-sum",
            "You weighted the channels, and left them apart. Gray is one number for each pixel.",
            lambda rgb: rgb * _WEIGHTS,
        ),
        Mistake(
            "plain-sum",
            "You added the channels up without their weights, so white comes out as 3.",
            lambda rgb: rgb.sum(axis=2),
        ),
        Mistake(
            "weights-in-another-order",
            "Your three weights are the right ones, with the wrong colors. Green has the largest.",
            *(_weighing(*_WEIGHTS[list(p)]) for p in ((1, 0, 2), (0, 2, 1), (1, 2, 0), (2, 0, 1))),
        ),
        Mistake(
            "other-weights",
            "Not all of your weights are those of the page. A pixel of one pure color shows its "
            "weight alone: compare them digit by digit.",
            *(_weighing(*weights) for weights in _MISREAD),
        ),
        Mistake(
            "divides-by-three",
            "You also divided by 3. The weights add up to 1: theirs is a mean already.",
            lambda rgb: rgb @ _WEIGHTS / 3,
        ),
        Mistake(
            "scales-too",
            "You scaled the numbers as well, by 255. They are floats already: only the colors "
            "should be put together.",
            lambda rgb: rgb @ _WEIGHTS / 255,
            lambda rgb: rgb @ _WEIGHTS * 255,
        ),
        Mistake(
            "one-channel",
            "Your gray is one of the three channels, and the other two play no part.",
            *(lambda rgb, c=c: rgb[:, :, c] for c in range(3)),
            *(lambda rgb, c=c: rgb[:, :, c] * _WEIGHTS[c] for c in range(3)),
        ),
        Mistake(
            "brightest-channel",
            "You took the largest or the smallest of the three channels. Each should play its "
            "part, by its weight.",
            lambda rgb: rgb.max(axis=2),
            lambda rgb: rgb.min(axis=2),
        ),
        Mistake(
            "multiplies-channels",
            "You multiplied the three colors with each other, so that one black channel makes "
            "the pixel black. Their shares should be added.",
            lambda rgb: (rgb * _WEIGHTS).prod(axis=2),
            lambda rgb: rgb.prod(axis=2),
        ),
        Mistake(
            "adds-up-pixels",
            "You weighed the colors, and then added up along rows or columns. Which axis counts "
            "the colors?",
            lambda rgb: (rgb * _WEIGHTS).sum(axis=1),
            lambda rgb: (rgb * _WEIGHTS).sum(axis=0),
        ),
        Mistake(
            "clips",
            "You cut your results off at 0 and 1. The numbers of an image may run further, and "
            "nobody asked for an end.",
            then(to_grayscale, lambda gray: np.clip(gray, 0, 1)),
        ),
    ],
)
