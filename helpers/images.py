"""Lab 10: a picture of one's own, made into what MNIST's makers would have made of it.

A file becomes gray pixels (`read_picture`), gray pixels become ink (`find_ink`), strokes of a pen
become ink as well (`draw_strokes`), and ink becomes a digit of 28x28 (`mnist_steps`, `to_mnist`).
Ink is bright on dark, from 0 to 1, as in MNIST. Nothing here ever opens a connection.

All arithmetic is spelled out in the docstrings, because `widgets/drawing.js` repeats it in the
browser, and the two are compared to 1e-5. EDGE stands in two of the formulas: where a number lies
exactly on the edge between two whole numbers, sums that are rounded otherwise still agree.
"""

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from helpers.arguments import real_number
from helpers.ink import find_ink
from helpers.layer import check_numbers, whole_number
from helpers.picture_files import PictureError, read_picture
from helpers.resizing import BOARD, EDGE, area_average, sides_for

__all__ = [
    "MnistSteps",
    "PictureError",
    "area_average",
    "draw_strokes",
    "find_ink",
    "mnist_steps",
    "read_picture",
    "to_mnist",
]

BOX, FIELD = 20, 28  # MNIST's two sizes
MIDDLE = FIELD / 2  # where MNIST's digits lie, measured in lab 10; rows 0 to 27 have it at 13.5


class MnistSteps(NamedTuple):
    """The three stages of `mnist_steps`, each ink from 0 to 1."""

    crop: np.ndarray  # (h, w), the bounding box
    fit: np.ndarray  # (20, at most 20) or (at most 20, 20)
    image: np.ndarray  # (28, 28), centered by mass


def draw_strokes(
    strokes: Sequence[Sequence[float]], size: int = BOARD, width: float = 9
) -> np.ndarray:
    """Draw the strokes of a round pen on a square board.

    Pixel (row r, column c) has its middle p at x = c + 0.5, y = r + 0.5. Two points a, b that
    follow each other are a segment; a stroke of one point is the segment from it to itself. With
    t = clip((p - a).(b - a) / |b - a|^2, 0, 1), or 0 where |b - a| = 0, the distance of p is
    |p - a - t (b - a)|. The ink of a pixel is the largest, over all segments, of
    clip(width / 2 + 0.5 - distance, 0, 1).

    Each stroke is a flat list [x0, y0, x1, y1, ...] in board units, x to the right and y down, both
    from 0 to size; points outside are allowed. No strokes: an empty board. width: of the pen, in
    pixels, above 0. Returns ink (size, size), float64. Raises ValueError: a stroke is not a list of
    pairs of finite numbers, or size or width is wrong.
    """
    size = whole_number(size, "draw_strokes' size", 1)
    width = real_number(width, "draw_strokes' width", "(0, inf)")
    if not isinstance(strokes, Iterable):
        raise ValueError(
            f"draw_strokes expects a list of strokes. Received {strokes!r}. Put it into a list."
        )
    y, x = np.indices((size, size)) + 0.5
    ink = np.zeros((size, size))
    for stroke in strokes:
        points = _points(stroke)
        for (x0, y0), (x1, y1) in zip(points, [*points[1:], points[-1]], strict=True):
            along_x, along_y = x1 - x0, y1 - y0
            squared = along_x**2 + along_y**2
            t = np.zeros_like(ink)
            if squared > 0:
                t = np.clip(((x - x0) * along_x + (y - y0) * along_y) / squared, 0, 1)
            distance = np.hypot(x - x0 - t * along_x, y - y0 - t * along_y)
            ink = np.maximum(ink, np.clip(width / 2 + 0.5 - distance, 0, 1))
    return ink


def _points(stroke: Sequence[float]) -> list[tuple[float, float]]:
    """A flat list of numbers as points."""
    try:
        numbers = [float(number) for number in stroke]
    except (TypeError, ValueError):
        numbers = []
    if not numbers or len(numbers) % 2 or not all(map(math.isfinite, numbers)):
        raise ValueError(
            "draw_strokes expects each stroke as a flat list of points, [x0, y0, x1, y1, ...]. "
            f"Received {str(stroke)[:60]}. Put the points of each stroke one after another."
        )
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def mnist_steps(ink: np.ndarray, middle: float = MIDDLE) -> MnistSteps:
    """Crop, scale and center ink, as MNIST's makers did with their digits.

    crop: the smallest box that holds all ink above 0. fit: `area_average` of it to a longer side
    of 20 pixels; the other has max(1, floor(side * 20 / longer + 0.5)). image: a dark field of
    28x28, with fit in it from row top and column left on. The center of mass of fit is at row
    sum of r v / sum of v, with v the ink, and at column sum of c v / sum of v. So
    top = floor(middle - row + 0.5 + EDGE), and left likewise: the center of mass comes as near to
    (middle, middle) as whole pixels allow. Both are clipped to 0 ... 28 - side, so that no ink is
    lost.

    MNIST's own digits have their `middle` around 14, half a pixel below and to the right of 13.5,
    the middle of rows 0 to 27: lab 10 measures it, and what it costs.

    ink: (H, W), from 0 to 1. The steps are float64. ValueError: no ink, or no picture of that kind.

    Source: Y. LeCun, C. Cortes, C. Burges, The MNIST database of handwritten digits.
    """
    middle = real_number(middle, "mnist_steps' middle", "[0, 28]")
    ink = check_numbers(ink, "mnist_steps")
    if ink.ndim != 2 or not ink.size:
        raise ValueError(
            f"mnist_steps expects ink of shape (H, W), not empty. Received {ink.shape}. Take one "
            "gray picture."
        )
    ink = ink.astype(np.float64)
    if not ((ink >= 0) & (ink <= 1)).all():
        raise ValueError(
            "mnist_steps expects ink from 0 to 1. Received numbers from "
            f"{ink.min():.4g} to {ink.max():.4g}. Take find_ink, or divide bytes by 255."
        )
    if not ink.any():
        raise PictureError("mnist_steps expects some ink. Received an empty picture. Draw a digit.")
    rows, cols = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    crop = ink[rows[0] : rows[-1] + 1, cols[0] : cols[-1] + 1]
    fit = area_average(crop, *sides_for(crop.shape[0], crop.shape[1], BOX))
    image = np.zeros((FIELD, FIELD))
    top, left = start_of(fit.sum(axis=1), middle), start_of(fit.sum(axis=0), middle)
    image[top : top + fit.shape[0], left : left + fit.shape[1]] = fit
    return MnistSteps(crop, fit, image)


def to_mnist(ink: np.ndarray, middle: float = MIDDLE) -> np.ndarray:
    """Make ink (H, W), from 0 to 1, a digit (28, 28) as MNIST has them: see `mnist_steps`."""
    return mnist_steps(ink, middle).image


def start_of(mass: np.ndarray, middle: float) -> int:
    """Where along one axis a piece of such ink begins, to have its center of mass at `middle`."""
    center = (mass * np.arange(len(mass))).sum() / mass.sum()
    start = math.floor(middle - center + 0.5 + EDGE)
    return min(max(start, 0), FIELD - len(mass))
