"""One axis more, at the end."""

import numpy as np

from helpers.checking import Exercise, Mistake
from helpers.exercises.arrays import random_bytes


def add_channel_axis(images):
    return images[..., None]


EXERCISE = Exercise(
    prompt="Give gray images (N, H, W) a channel axis: (N, H, W, 1).",
    solution=add_channel_axis,
    cases=[
        (random_bytes(2, 3, 4, seed=1),),
        (random_bytes(1, 3, 3, seed=2),),
        (random_bytes(5, 1, 2, seed=3) / 255,),
        (random_bytes(1, 1, 1, seed=4) + 1,),
    ],
    fresh=lambda rng: [(rng.normal(size=(3, 4, 5)),)],
    mistakes=[
        Mistake(
            "channel-first",
            "Your channel axis comes before the rows: that is PyTorch's order. In this book, as in "
            "Keras, channels come last.",
            lambda images: images[:, None],
        ),
        Mistake(
            "axis-in-front",
            "Your new axis is the first one, as if all images were one batch of batches. The "
            "channel axis is the last.",
            lambda images: images[None],
        ),
        Mistake(
            "three-channels",
            "You copied the image into three channels. A gray image has one number for each pixel, "
            "so its channel axis has length 1.",
            lambda images: np.repeat(images[..., None], 3, axis=3),
        ),
    ],
)
