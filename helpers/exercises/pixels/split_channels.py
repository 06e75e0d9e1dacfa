"""A color image in three planes."""

import numpy as np

from helpers.checking import Exercise, Mistake
from helpers.exercises.arrays import random_bytes


def split_channels(rgb):
    return rgb[:, :, 0], rgb[:, :, 1], rgb[:, :, 2]


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
            "Your planes have their rows and columns swapped: .T reverses the order of all axes.",
            lambda rgb: tuple(rgb.T),
        ),
        Mistake(
            "zeroes-the-others",
            "Each of your planes is still a color image, with two of its channels black. A plane "
            "is (H, W): one number for each pixel.",
            lambda rgb: tuple(rgb * (np.arange(3) == channel) for channel in range(3)),
        ),
    ],
)
