"""How much of what a network reads is left when the images are moved."""

from itertools import permutations
from typing import Any

import numpy as np

from helpers.checking import Exercise, Mistake
from helpers.exercises.pooling._moved_images import (
    DIAGONAL,
    STRAIGHT,
    case,
    middle_and_edge,
    moved,
    place_from_the_end,
    place_of_brightest,
    sum_of_pixels,
    two_dots,
)


def accuracy_when_shifted(read, images, labels, pixels):
    return float(np.mean(_hits(read, images, labels, pixels)))


def _hits(
    read: Any,
    images: np.ndarray,
    labels: np.ndarray,
    pixels: int,
    ways: Any = STRAIGHT,
    move: Any = moved,
) -> np.ndarray:
    """(directions, N): whether each image is read rightly."""
    return np.stack(
        [read(move(images, down * pixels, right * pixels)) == labels for down, right in ways]
    )


def _rolled(images, down, right):
    return np.roll(images, (down, right), axis=(1, 2))


def _rolled_examples(images, down, right):
    return np.roll(images, (down, right), axis=(0, 1))


def _rolled_channels(images, down, right):
    return np.roll(images, (down, right), axis=(2, 3))


def _edge_repeated(images, down, right):
    return moved(images, down, right, mode="edge")


def _by(**options: Any) -> Any:
    return lambda read, images, labels, pixels: float(
        _hits(read, images, labels, pixels, **options).mean()
    )


def _moved_on(read, images, labels, pixels):
    shares = []
    for down, right in STRAIGHT:
        images = moved(images, down * pixels, right * pixels)
        shares.append(np.mean(read(images) == labels))
    return float(np.mean(shares))


def _four(order: Any) -> Any:
    """The accuracies one by one, in some order of the directions."""
    return lambda *args: [float(share) for share in _hits(*args).mean(axis=1)[list(order)]]


def _of_one_image(join: Any) -> Any:
    """The accuracy on images that are made of the four moved ones."""

    def accuracy(read, images, labels, pixels):
        views = [moved(images, down * pixels, right * pixels) for down, right in STRAIGHT]
        return float(np.mean(read(join(views, axis=0)) == labels))

    return accuracy


def _like_the_unmoved(read, images, labels, pixels):
    return accuracy_when_shifted(read, images, read(images), pixels)


def _square(read, images, labels, pixels):
    steps = range(-pixels, pixels + 1)
    ways = [(down, right) for down in steps for right in steps]
    return float(_hits(read, images, labels, 1, ways).mean())


def _every_distance(read, images, labels, pixels):
    return float(np.mean([_hits(read, images, labels, n + 1) for n in range(pixels)]))


def _slices(read, images, labels, pixels):
    height, width = images.shape[1:3]
    steps = [(-pixels, 0), (pixels, 0), (0, -pixels), (0, pixels)]
    shares = []
    for down, right in steps:
        framed = np.pad(images, ((0, 0), (4, 4), (4, 4), (0, 0)))
        top, left = 4 - down, 4 - right
        shifted = framed[:, top : top + height, left : left + width]
        shares.append(np.mean(read(shifted) == labels))
    return np.mean(shares)


EXERCISE = Exercise(
    prompt="Return the mean accuracy on images moved up, down, left and right by some pixels.",
    solution=accuracy_when_shifted,
    cases=[
        two_dots(),
        middle_and_edge(),
        case(place_of_brightest, np.random.default_rng(1), (6, 7, 1), 1, (1, 2, 3, 4, 2)),
        case(place_from_the_end, np.random.default_rng(2), (5, 8, 1), 3, (3, 1, 4, 2, 1)),
        case(sum_of_pixels, np.random.default_rng(3), (7, 6, 2), 2, (2, 4, 1, 3, 0)),
    ],
    fresh=lambda rng: [
        case(place_of_brightest, rng, (7, 6, 1), 2, (4, 3, 1, 2, 9)),
        case(sum_of_pixels, rng, (6, 8, 3), 1, (1, 3, 2, 5, 3)),
    ],
    styles=[_slices],
    mistakes=[
        Mistake(
            "one-direction",
            "One direction alone counts in your answer. A network may forgive a step to the right "
            "and not a step down: take all four, and their mean.",
            _by(ways=((0, 1),)),
            *tuple(_by(ways=(way,)) for way in STRAIGHT[:3]),
        ),
        Mistake(
            "two-directions",
            "Two of the four directions count in your answer, and the others do not.",
            _by(ways=STRAIGHT[1::2]),
            _by(ways=STRAIGHT[:2]),
            _by(ways=STRAIGHT[2:]),
            _by(ways=STRAIGHT[::2]),
        ),
        Mistake(
            "wraps-around",
            "What leaves your image on one side comes in again on the other, as with np.roll. A "
            "digit that is moved does not: what comes in is background.",
            _by(move=_rolled),
        ),
        Mistake(
            "repeats-the-edge",
            "You filled what came in with copies of the edge. Here what comes in is background, 0.",
            _by(move=_edge_repeated),
        ),
        Mistake(
            "diagonal",
            "You moved the images along two axes at once. A diagonal step is longer than a "
            "straight one.",
            _by(ways=DIAGONAL),
        ),
        Mistake(
            "does-not-move",
            "You read the images as they stand.",
            _by(ways=((0, 0),)),
        ),
        Mistake(
            "one-pixel-always",
            "You moved the images by one pixel, whatever `pixels` is.",
            lambda read, images, labels, pixels: accuracy_when_shifted(read, images, labels, 1),
        ),
        Mistake(
            "sum-not-mean",
            "You added up four shares. What would a network get that reads everything?",
            lambda read, images, labels, pixels: float(
                _hits(read, images, labels, pixels).mean(axis=1).sum()
            ),
        ),
        Mistake(
            "counts-not-shares",
            "You counted the right answers. A share is a number from 0 to 1, for any number of "
            "images.",
            lambda read, images, labels, pixels: float(
                _hits(read, images, labels, pixels).sum(axis=1).mean()
            ),
            lambda read, images, labels, pixels: int(_hits(read, images, labels, pixels).sum()),
        ),
        Mistake(
            "percent",
            "Your answer is in percent. An accuracy is a share, from 0 to 1.",
            lambda read, images, labels, pixels: (
                100 * accuracy_when_shifted(read, images, labels, pixels)
            ),
        ),
        Mistake(
            "right-in-all-four",
            "You counted an image only if it is read rightly in all four directions. Take the "
            "accuracy in each direction by itself, then their mean.",
            lambda read, images, labels, pixels: float(
                _hits(read, images, labels, pixels).all(axis=0).mean()
            ),
        ),
        Mistake(
            "moves-what-was-moved",
            "You moved images that were moved already, so the steps undo each other or add up. "
            "Begin each direction with the images that were given.",
            _moved_on,
        ),
        Mistake(
            "returns-all-four",
            "You return four accuracies. Their mean is asked for.",
            *tuple(_four(order) for order in permutations(range(4))),
        ),
        Mistake(
            "moves-other-axes",
            "You moved along the wrong axes. Images are (N, H, W, C): axis 0 counts them, and axis "
            "3 counts channels.",
            _by(move=_rolled_examples),
            _by(move=_rolled_channels),
        ),
        Mistake(
            "worst-direction",
            "You return the lowest of the four accuracies. Their mean is asked for.",
            lambda *args: float(_hits(*args).mean(axis=1).min()),
        ),
        Mistake(
            "best-direction",
            "You return the highest of the four accuracies. Their mean is asked for.",
            lambda *args: float(_hits(*args).mean(axis=1).max()),
        ),
        Mistake(
            "right-in-any",
            "You counted an image if it is read rightly in one direction at least. Take the "
            "accuracy in each direction by itself, then their mean.",
            lambda *args: float(_hits(*args).any(axis=0).mean()),
        ),
        Mistake(
            "counts-the-unmoved",
            "The images as they stand count in your mean. It is of the four moved ones.",
            _by(ways=(*STRAIGHT, (0, 0))),
        ),
        Mistake(
            "too-many-steps",
            "You moved the images in more ways than four: along two axes at once, or by other "
            "numbers of pixels, too.",
            _square,
            _every_distance,
            _by(ways=(*STRAIGHT, *DIAGONAL)),
            _by(ways=(*STRAIGHT, *DIAGONAL, (0, 0))),
        ),
        Mistake(
            "share-of-the-wrong",
            "You return the share of wrong answers.",
            lambda *args: 1 - accuracy_when_shifted(*args),
        ),
        Mistake(
            "joins-the-images",
            "You made one image of the four moved ones, and had it read. Have each read by itself.",
            _of_one_image(np.sum),
            _of_one_image(np.max),
        ),
        Mistake(
            "compares-with-the-unmoved",
            "You compared with what is read from the images as they stand. The right answers are "
            "in `labels`.",
            _like_the_unmoved,
        ),
    ],
)
