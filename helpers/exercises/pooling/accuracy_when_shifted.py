"""How much of what a network reads is left when the images are moved."""

from typing import Any

import numpy as np

from helpers.checking import Exercise, Mistake

_STRAIGHT = ((-1, 0), (1, 0), (0, -1), (0, 1))  # up, down, left, right
_DIAGONAL = ((-1, -1), (-1, 1), (1, -1), (1, 1))


def accuracy_when_shifted(read, images, labels, pixels):
    return float(np.mean(_hits(read, images, labels, pixels)))


def _moved(images: np.ndarray, down: int, right: int, **filling: Any) -> np.ndarray:
    """Images (N, H, W, C) moved down and to the right; zeros come in."""
    height, width = images.shape[1:3]
    edge = max(abs(down), abs(right))
    framed = np.pad(images, ((0, 0), (edge, edge), (edge, edge), (0, 0)), **filling)
    return framed[:, edge - down : edge - down + height, edge - right : edge - right + width]


def _hits(
    read: Any,
    images: np.ndarray,
    labels: np.ndarray,
    pixels: int,
    ways: Any = _STRAIGHT,
    move: Any = _moved,
) -> np.ndarray:
    """(directions, N): whether each image is read rightly."""
    return np.stack(
        [read(move(images, down * pixels, right * pixels)) == labels for down, right in ways]
    )


def _rolled(images, down, right):
    return np.roll(images, (down, right), axis=(1, 2))


def _edge_repeated(images, down, right):
    return _moved(images, down, right, mode="edge")


def _by(**options: Any) -> Any:
    return lambda read, images, labels, pixels: float(
        _hits(read, images, labels, pixels, **options).mean()
    )


def _place_of_brightest(images):
    """read(images) = 10 * row + column of the brightest pixel"""
    n, height, width = images.shape[:3]
    row, col = np.divmod(images.reshape(n, -1).argmax(axis=1), width)
    return 10 * row + col


def _case(rng: np.random.Generator, height: int, width: int, pixels: int, counts: Any) -> Any:
    """Images to be read rightly: so many when moved up, down, left, right, and as they stand."""
    total = sum(counts)
    images = rng.random((total, height, width, 1))
    views = [_moved(images, d * pixels, r * pixels) for d, r in (*_STRAIGHT, (0, 0))]
    answers = np.stack([_place_of_brightest(view) for view in views])  # (5, total)
    labels = answers[np.repeat(np.arange(5), counts), np.arange(total)]
    return _place_of_brightest, images, labels, pixels


EXERCISE = Exercise(
    prompt="Return the mean accuracy on images moved up, down, left and right by some pixels.",
    solution=accuracy_when_shifted,
    cases=[
        _case(np.random.default_rng(1), 6, 7, 1, (1, 2, 3, 4, 2)),
        _case(np.random.default_rng(2), 5, 8, 2, (3, 1, 4, 2, 5)),
        _case(np.random.default_rng(3), 9, 6, 3, (2, 4, 1, 3, 0)),
    ],
    fresh=lambda rng: [
        _case(rng, 7, 6, 2, (4, 3, 1, 2, 9)),
        _case(rng, 6, 8, 1, (1, 3, 2, 5, 3)),
    ],
    mistakes=[
        Mistake(
            "one-direction",
            "You moved the images in one direction. A network may forgive a step to the right and "
            "not a step down: take all four, and their mean.",
            _by(ways=((0, 1),)),
            *tuple(_by(ways=(way,)) for way in _STRAIGHT[:3]),
        ),
        Mistake(
            "two-directions",
            "You moved the images in two of the four directions.",
            _by(ways=_STRAIGHT[1::2]),
            _by(ways=_STRAIGHT[:2]),
            _by(ways=_STRAIGHT[2:]),
            _by(ways=_STRAIGHT[::2]),
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
            _by(ways=_DIAGONAL),
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
    ],
)
