"""Color to gray, weighted as the eye weighs."""

import numpy as np

from helpers.checking import Exercise, Mistake
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
    styles=[_pixel_by_pixel],
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
    ],
)
