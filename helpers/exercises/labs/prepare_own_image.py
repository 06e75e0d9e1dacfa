"""A photograph of a digit, in the form that a network of dense layers has learned from."""

import numpy as np

from helpers.checking import Exercise, Mistake, then


def prepare_own_image(photograph):
    return (255 - photograph.astype(np.float32)).reshape(1, -1) / 255


def _pixel_by_pixel(photograph):
    height, width = photograph.shape
    row = np.zeros((1, height * width))
    for r in range(height):
        for c in range(width):
            row[0, r * width + c] = (255 - int(photograph[r, c])) / 255
    return row


def _step_by_step(photograph):
    image = photograph / 255
    image = 1 - image
    return image.reshape(1, -1)


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
        (np.array([[255, 0], [51, 204], [102, 0]], dtype=np.uint8),),
        (_paper(np.random.default_rng(1), 28, 28),),
    ],
    fresh=lambda rng: [(_paper(rng, 6, 3),)],
    styles=[_pixel_by_pixel, _step_by_step],
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
            lambda photograph: prepare_own_image(photograph).reshape(1, *photograph.shape, 1),
        ),
        Mistake(
            "scales-to-minus-one",
            "Your numbers run from -1 to 1. The network has learned from 0 to 1.",
            then(prepare_own_image, lambda x: 2 * x - 1),
            then(prepare_own_image, lambda x: 1 - 2 * x),
        ),
        Mistake(
            "only-the-sign",
            "You turned the sign, and nothing more: all your numbers are 0 or below. Ink should "
            "be near 1 and paper near 0.",
            lambda photograph: -photograph.reshape(1, -1) / 255.0,
            then(prepare_own_image, np.negative),
        ),
        Mistake(
            "subtracts-from-255-at-the-end",
            "You divided first, and subtracted from 255 then. After the division white is 1.",
            lambda photograph: 255 - photograph.reshape(1, -1) / 255,
        ),
        Mistake(
            "divides-by-256",
            "Black ink does not come out as 1. A byte has 256 values, but the first is 0: what is "
            "the largest?",
            lambda photograph: (255 - photograph.reshape(1, -1)) / 256,
            lambda photograph: 1 - photograph.reshape(1, -1) / 256,
            lambda photograph: (256 - photograph.reshape(1, -1).astype(float)) / 256,
            lambda photograph: (256 - photograph.reshape(1, -1).astype(float)) / 255,
        ),
        Mistake(
            "cuts-fractions-off",
            "Your numbers are 0 or 1, and the grays between are lost. Whole numbers have no place "
            "for them.",
            lambda photograph: (255 - photograph.reshape(1, -1)) // 255,
            lambda photograph: 1 - photograph.reshape(1, -1) // 255,
        ),
        Mistake(
            "own-white",
            "You took this photograph's lightest pixel for white. Then the same ink gets another "
            "number on another photograph. White is 255 everywhere.",
            lambda photograph: (photograph.max() - photograph).reshape(1, -1) / 255,
        ),
        Mistake(
            "own-statistics",
            "You measure the photograph by its own numbers. The network has learned from images "
            "that were divided by 255, and by nothing of their own.",
            *(
                lambda photograph, sign=sign: (
                    sign * (photograph - photograph.mean()).reshape(1, -1) / photograph.std()
                )
                for sign in (1, -1)
            ),
            lambda photograph: (
                (photograph - float(photograph.min())).reshape(1, -1) / np.ptp(photograph)
            ),
            lambda photograph: (
                (float(photograph.max()) - photograph).reshape(1, -1) / np.ptp(photograph)
            ),
        ),
        Mistake(
            "column-by-column",
            "Your pixels stand one column after the other. The network has learned from images "
            "that were laid out row by row.",
            lambda photograph: prepare_own_image(photograph.T),
        ),
        Mistake(
            "a-batch-of-pixels",
            "You made a batch of images of one pixel each. The first axis counts images, and "
            "there is one.",
            then(prepare_own_image, np.transpose),
        ),
    ],
)
