"""A color image in three planes."""

import numpy as np

from helpers.checking import Exercise, Mistake
from helpers.exercises.arrays import random_bytes


def split_channels(rgb):
    return rgb[:, :, 0], rgb[:, :, 1], rgb[:, :, 2]


def _by_name(rgb):
    red = rgb[:, :, 0]
    green = rgb[:, :, 1]
    blue = rgb[:, :, 2]
    return red, green, blue


def _pixel_by_pixel(rgb):
    height, width, _ = rgb.shape
    red, green, blue = (np.zeros((height, width)) for _ in range(3))
    for row in range(height):
        for col in range(width):
            red[row, col] = rgb[row, col, 0]
            green[row, col] = rgb[row, col, 1]
            blue[row, col] = rgb[row, col, 2]
    return red, green, blue


_WEIGHTS = np.array([0.299, 0.587, 0.114])

EXERCISE = Exercise(
    prompt="Take a color image (H, W, 3) apart into its red, green and blue planes (H, W).",
    solution=split_channels,
    cases=[
        (random_bytes(3, 2, 3, seed=1),),
        (random_bytes(4, 5, 3, seed=2) / 255,),
        (random_bytes(6, 4, 3, seed=3),),
        (random_bytes(3, 3, 3, seed=4),),
        (random_bytes(3, 4, 3, seed=5) / 255,),
    ],
    fresh=lambda rng: [(rng.random(size=(6, 5, 3)),)],
    parts=("red", "green", "blue"),
    styles=[_by_name, _pixel_by_pixel],
    mistakes=[
        Mistake(
            "bgr-order",
            "Your planes come in the order blue, green, red: OpenCV's. Everywhere else red is "
            "channel 0.",
            lambda rgb: (rgb[:, :, 2], rgb[:, :, 1], rgb[:, :, 0]),
        ),
        Mistake(
            "splits-rows",
            "You took the first three rows of the image. The first axis counts rows, the second "
            "columns: which one counts channels?",
            lambda rgb: (rgb[0], rgb[1], rgb[2]),
            lambda rgb: tuple(np.split(rgb, 3)),
            lambda rgb: tuple(np.array_split(rgb, 3)),
        ),
        Mistake(
            "splits-columns",
            "You took the first three columns of the image. The second axis counts columns: which "
            "one counts channels?",
            lambda rgb: (rgb[:, 0], rgb[:, 1], rgb[:, 2]),
        ),
        Mistake(
            "keeps-channel-axis",
            "Each of your planes still has a channel axis, of length 1. A plane is (H, W).",
            lambda rgb: (rgb[:, :, 0:1], rgb[:, :, 1:2], rgb[:, :, 2:3]),
        ),
        Mistake(
            "transposes-planes",
            "Your planes have their rows and columns swapped. `.T` does that: it reverses the "
            "order of all axes.",
            lambda rgb: tuple(rgb.T),
        ),
        Mistake(
            "zeroes-the-others",
            "Each of your planes is still a color image, with two of its channels black. A plane "
            "is (H, W): one number for each pixel.",
            lambda rgb: tuple(rgb * (np.arange(3) == channel) for channel in range(3)),
        ),
        Mistake(
            "one-plane-for-all",
            "Your three planes are one and the same. Each color has its own index, and each plane "
            "needs an array of its own.",
            *(lambda rgb, c=c: (rgb[:, :, c],) * 3 for c in range(3)),
        ),
        Mistake(
            "makes-one-plane",
            "You put the three colors together into one plane. They should come back apart.",
            lambda rgb: rgb.sum(axis=2),
            lambda rgb: rgb[:, :, 0] + rgb[:, :, 1] + rgb[:, :, 2],
            lambda rgb: rgb.mean(axis=2),
            lambda rgb: rgb @ _WEIGHTS,
        ),
        Mistake(
            "reshapes",
            "`reshape` moves no number: it reads them in the order in which they lie, and red, "
            "green and blue of one pixel lie side by side. So your planes are mixtures.",
            lambda rgb: tuple(rgb.reshape(3, *rgb.shape[:2])),
        ),
        Mistake(
            "flattens-planes",
            "Your colors are apart, each in one long row. A plane is (H, W).",
            lambda rgb: tuple(rgb.reshape(-1, 3).T),
        ),
        Mistake(
            "weighs",
            "You weighed the colors, as for a gray image. Here each plane holds the numbers as "
            "they are.",
            lambda rgb: tuple(np.moveaxis(rgb * _WEIGHTS, 2, 0)),
        ),
        Mistake(
            "one-number-for-each",
            "Each color became one number. A plane has a number for every pixel.",
            lambda rgb: tuple(rgb.mean(axis=(0, 1)).tolist()),
            lambda rgb: rgb.mean(axis=(0, 1)),
            lambda rgb: tuple(rgb[0, 0].tolist()),
            lambda rgb: rgb[0, 0],
        ),
    ],
)
