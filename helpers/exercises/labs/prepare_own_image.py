"""A photograph of a digit, in the form that a network of dense layers has learned from."""

import numpy as np

from helpers.checking import Exercise, Mistake, then


def prepare_own_image(photograph):
    return (255 - photograph.astype(np.float32)).reshape(1, -1) / 255


def _paper(rng: np.random.Generator, height: int, width: int) -> np.ndarray:
    """Light paper with some ink; no pixel is quite black or white, as in a photograph."""
    image = rng.integers(180, 250, size=(height, width))
    ink = rng.random((height, width)) < 0.3
    return np.where(ink, rng.integers(10, 90, size=(height, width)), image).astype(np.uint8)


EXERCISE = Exercise(
    prompt="Turn dark ink on light paper, (H, W) from 0 to 255, into input (1, H * W) for T.",
    solution=prepare_own_image,
    cases=[
        (np.array([[250, 20, 240], [230, 30, 245]], dtype=np.uint8),),
        (_paper(np.random.default_rng(0), 5, 4),),
        (_paper(np.random.default_rng(1), 28, 28),),
    ],
    fresh=lambda rng: [(_paper(rng, 6, 3),)],
    mistakes=[
        Mistake(
            "forgets-to-scale",
            "The ink is bright now, and its numbers are far too large. Which range has the "
            "network learned from?",
            then(prepare_own_image, lambda x: 255 * x),
        ),
        Mistake(
            "forgets-to-invert",
            "Your ink is near 0 and your paper near 1. Which of the two is bright in MNIST?",
            lambda photograph: photograph.astype(np.float32).reshape(1, -1) / 255,
        ),
        Mistake(
            "one-minus-bytes",
            "You subtract from 1 while the pixels still go to 255. In which order do the two "
            "steps belong?",
            lambda photograph: ((1 - photograph) / 255).reshape(1, -1),
            lambda photograph: (1 - photograph).reshape(1, -1),
            lambda photograph: ((1 - photograph.astype(np.float32)) / 255).reshape(1, -1),
            lambda photograph: (1 - photograph.astype(np.float32)).reshape(1, -1),
        ),
        Mistake(
            "divides-by-own-maximum",
            "You divide by the largest number of this one image. Then the same ink gets another "
            "number on another photograph. By what were the training images divided?",
            lambda photograph: (
                (255 - photograph.astype(np.float32)).reshape(1, -1)
                / (255 - photograph.astype(np.float32)).max()
            ),
            lambda photograph: 1 - photograph.astype(np.float32).reshape(1, -1) / photograph.max(),
        ),
        Mistake(
            "forgets-the-batch",
            "The numbers are right. A network predicts a batch of images, even where the batch "
            "holds one. Which axis is missing?",
            then(prepare_own_image, np.ravel),
        ),
        Mistake(
            "forgets-to-flatten",
            "The numbers are right, and they still lie in rows and columns. What does a network "
            "of dense layers take?",
            lambda photograph: prepare_own_image(photograph).reshape(1, *photograph.shape),
            lambda photograph: prepare_own_image(photograph).reshape(photograph.shape),
        ),
    ],
)
