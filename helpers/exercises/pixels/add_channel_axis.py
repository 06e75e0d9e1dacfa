"""One axis more, at the end."""

import numpy as np

from helpers.checking import Exercise, Mistake
from helpers.exercises.arrays import random_bytes


def add_channel_axis(images):
    return images[..., None]


def _by_shape(images):
    n, h, w = images.shape
    return images.reshape(n, h, w, 1)


def _pixel_by_pixel(images):
    n, h, w = images.shape
    out = np.zeros((n, h, w, 1))
    for i in range(n):
        for row in range(h):
            for col in range(w):
                out[i, row, col, 0] = images[i, row, col]
    return out


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
    styles=[_by_shape, _pixel_by_pixel],
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
        Mistake(
            "two-channels",
            "You put the images together with themselves. A new axis of length 1 adds no number.",
            lambda images: np.stack([images, images], axis=-1),
            lambda images: np.concatenate([images, images], axis=-1),
        ),
        Mistake(
            "flattens",
            "Your shape has no rows and columns any more. All three axes that are there should "
            "stay, and one should be new.",
            lambda images: images.reshape(-1, 1),
            lambda images: images.reshape(len(images), -1),
            lambda images: images.reshape(len(images), -1, 1),
        ),
        Mistake(
            "first-image-only",
            "Only the first image came back. `images` is a batch of them, and all should stay.",
            lambda images: images[0][..., None],
            lambda images: images[:1, ..., None],
        ),
        Mistake(
            "picks-a-column",
            "You took one column out of every image. A number between the brackets takes an axis "
            "away. What adds one?",
            lambda images: images[..., 0],
            lambda images: images[..., 1],
            lambda images: images[..., -1],
        ),
        Mistake(
            "appends-a-number",
            "You put a 1 behind all the pixels, in one long row. An axis of length 1 adds no "
            "number.",
            lambda images: np.append(images, 1),
        ),
        Mistake(
            "squeezes",
            "An axis that has length 1 fell away before the new one came. One image is a batch "
            "too, and one row is an image.",
            lambda images: np.squeeze(images)[..., None],
        ),
        Mistake(
            "swaps-height-and-width",
            "Height and width are exchanged in your shape: rows come before columns.",
            lambda images: images.reshape(len(images), images.shape[2], images.shape[1], 1),
        ),
        Mistake(
            "two-axes",
            "Two axes are new. One was asked for.",
            lambda images: images[..., None, None],
            lambda images: images[:, None, ..., None],
        ),
    ],
)
