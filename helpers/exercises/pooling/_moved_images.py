"""Images that are moved, and cases in which they are read."""

from typing import Any

import numpy as np

STRAIGHT = ((-1, 0), (1, 0), (0, -1), (0, 1))  # up, down, left, right
DIAGONAL = ((-1, -1), (-1, 1), (1, -1), (1, 1))


def moved(images: np.ndarray, down: int, right: int, **filling: Any) -> np.ndarray:
    """Images (N, H, W, C) moved down and to the right; zeros come in."""
    height, width = images.shape[1:3]
    edge = max(abs(down), abs(right))
    framed = np.pad(images, ((0, 0), (edge, edge), (edge, edge), (0, 0)), **filling)
    return framed[:, edge - down : edge - down + height, edge - right : edge - right + width]


def place_of_brightest(images):
    """read(images) = 10 * row + column of the brightest pixel"""
    n, height, width = images.shape[:3]
    row, col = np.divmod(images.reshape(n, -1).argmax(axis=1), width)
    return 10 * row + col


def place_from_the_end(images):
    """read(images) = 10 * row + column of the brightest pixel, counted from the bottom right"""
    return place_of_brightest(images[:, ::-1, ::-1])


def sum_of_pixels(images):
    """read(images) = sum of all pixels"""
    return images.sum(axis=(1, 2, 3)).round().astype(int)


def case(read: Any, rng: np.random.Generator, shape: Any, pixels: int, counts: Any) -> Any:
    """Images to be read rightly: so many when moved up, down, left, right, and as they stand."""
    total = sum(counts)
    numbers = np.tile(np.arange(np.prod(shape)), (total, 1))
    images = rng.permuted(numbers, axis=1).reshape(total, *shape).astype(float)
    views = [moved(images, d * pixels, r * pixels) for d, r in (*STRAIGHT, (0, 0))]
    answers = np.stack([read(view) for view in views])  # (5, total)
    labels = answers[np.repeat(np.arange(5), counts), np.arange(total)]
    return read, images, labels, pixels


def two_dots() -> Any:
    """Two images of one bright dot each; one is read rightly moved up, one moved right."""
    images = np.zeros((2, 2, 3, 1))
    images[0, 1, 2] = images[1, 0, 0] = 9
    return place_of_brightest, images, np.array([2, 1]), 1


def middle_and_edge() -> Any:
    """A dot in the middle, which no step of 1 loses, and one at the edge, which a step up loses."""
    images = np.zeros((2, 3, 3, 1))
    images[0, 1, 1], images[1, 0, 1] = 9, 5
    return sum_of_pixels, images, np.array([9, 5]), 1
