"""Lab 10: a picture of one's own, made into what MNIST's makers would have made of it.

A file becomes gray pixels (`read_picture`), gray pixels become ink (`find_ink`), strokes of a pen
become ink as well (`draw_strokes`), and ink becomes a digit of 28x28 (`mnist_steps`, `to_mnist`).
Ink is bright on dark, from 0 to 1, as in MNIST. Nothing here ever opens a connection.

All arithmetic is spelled out in the docstrings, because `widgets/drawing.js` repeats it in the
browser, and the two are compared to 1e-5. EDGE stands in two of the formulas: where a number lies
exactly on the edge between two whole numbers, sums that are rounded otherwise still agree.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from helpers.layer import whole_number
from helpers.picture_files import PictureError, read_picture

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

BOARD = 112  # pixels on the longer side of what find_ink looks at
MIN_CONTRAST = 16.0  # gray levels between paper and ink
MIN_CLEARNESS = 3.0  # the same, in standard deviations of the paper
BOX, FIELD = 20, 28  # MNIST's two sizes
MIDDLE = FIELD / 2  # where MNIST's digits lie, measured in lab 10; rows 0 to 27 have it at 13.5
EDGE = 1e-9
BLANK = (
    "find_ink expects a picture with a digit that stands out from its background. Received one "
    "where nothing does. Take a thick, dark pen on plain paper, in good light, and let the digit "
    "fill most of the picture."
)


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
    if not width > 0 or not math.isfinite(width):
        raise ValueError(f"draw_strokes' width expects a number above 0. Received {width!r}.")
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
            f"Received {str(stroke)[:60]}."
        )
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def find_ink(gray: np.ndarray) -> np.ndarray:
    """Find the pen's ink in a gray picture: paper becomes 0, ink becomes 1.

    1. Where the longer side has more than 112 pixels, `area_average` shrinks it to 112, the other
       side to max(1, floor(side * 112 / longer + 0.5)).
    2. The paper is the plane a + b r' + c c' that fits the border pixels best (least squares), so
       that a shadow across the page does no harm. r' = r - (h - 1) / 2 and c' = c - (w - 1) / 2
       count from the middle. So over the border the sums of r', of c' and of r' c' are 0, and
       a = mean of v, b = sum of r' v / sum of r'^2, c = sum of c' v / sum of c'^2, with v the gray
       levels; b or c is 0 where its divisor is. Each pixel of the border counts once.
    3. d = gray - paper. If the sum of d^3 is below 0, what stands out is dark: d changes its sign.
    4. Otsu's threshold. Bins k = floor(255 max(d, 0) / max(d) + 0.5 + EDGE), from 0 to 255; n(t)
       pixels lie in bins 0 to t, s(t) is the sum of their k, N and S are those of all. The
       threshold is the first t, among those with 0 < n(t) < N, for which
       (S n(t) - s(t) N)^2 / (n(t) (N - n(t))) is largest. Pixels with k <= t are paper, the others
       ink; p and q are the means of d over each.
    5. It is a blank if q - p < 16 (gray levels), or if q - p < 3 (standard deviations of d over
       the paper): then what stands out is noise.
    6. A pixel of ink is sure if at least 3 of the 3x3 pixels around it, itself among them, are ink
       (outside of the picture is none): specks are not. No sure pixel: a blank, too.
    7. share = (d - p) / (q - p). The result is clip((share - 0.2) / 0.6, 0, 1) in the 3x3 around
       each sure pixel, and 0 elsewhere: a soft edge, and no dust.

    gray: (H, W) uint8, dark on light or light on dark. Returns ink (h, w), float64, h and w at most
    112. Raises PictureError where nothing stands out, ValueError where `gray` is something else.

    Source: N. Otsu, A threshold selection method from gray-level histograms, 1979,
    doi:10.1109/TSMC.1979.4310076.
    """
    gray = np.asarray(gray)
    if gray.ndim != 2 or gray.dtype != np.uint8 or not gray.size:
        raise ValueError(
            "find_ink expects a gray picture of bytes, (H, W) uint8, as read_picture returns it. "
            f"Received {gray.dtype} {gray.shape}."
        )
    height, width = gray.shape
    picture = area_average(gray, *sides_for(height, width, min(BOARD, max(height, width))))
    difference = picture - _paper(picture)
    if (difference**3).sum() < 0:
        difference = -difference
    if difference.max() < MIN_CONTRAST:
        raise PictureError(BLANK)
    is_ink = _otsu(difference)
    paper, ink = difference[~is_ink], difference[is_ink]
    contrast = ink.mean() - paper.mean()
    is_sure = is_ink & (_count_around(is_ink) >= 3)
    if contrast < max(MIN_CONTRAST, MIN_CLEARNESS * paper.std()) or not is_sure.any():
        raise PictureError(BLANK)
    share = (difference - paper.mean()) / contrast
    return np.where(_count_around(is_sure) > 0, np.clip((share - 0.2) / 0.6, 0, 1), 0.0)


def _paper(picture: np.ndarray) -> np.ndarray:
    """The plane through the border pixels: step 2 of `find_ink`."""
    height, width = picture.shape
    rows, cols = np.indices(picture.shape)
    down, right = rows - (height - 1) / 2, cols - (width - 1) / 2
    border = (rows == 0) | (rows == height - 1) | (cols == 0) | (cols == width - 1)
    values = picture[border]
    plane = np.full(picture.shape, values.mean())
    for steps in (down, right):
        squares = (steps[border] ** 2).sum()
        if squares > 0:
            plane += (steps[border] * values).sum() / squares * steps
    return plane


def _otsu(difference: np.ndarray) -> np.ndarray:
    """Which pixels are ink, True or False: step 4 of `find_ink`. Some are above 0."""
    levels = 255 * np.maximum(difference, 0) / difference.max()
    bins = np.floor(levels + 0.5 + EDGE).astype(np.int64)
    counts = np.bincount(bins.ravel(), minlength=256)
    pixels = np.cumsum(counts)  # n(t)
    sums = np.cumsum(counts * np.arange(256))  # s(t)
    total, total_sum = pixels[-1], sums[-1]
    between = np.zeros(256)
    split = (pixels > 0) & (pixels < total)
    n, s = pixels[split].astype(float), sums[split].astype(float)
    between[split] = (total_sum * n - s * total) ** 2 / (n * (total - n))
    return bins > int(np.argmax(between))


def _count_around(mask: np.ndarray) -> np.ndarray:
    """How many of the 3x3 pixels around each are True, itself among them."""
    return sliding_window_view(np.pad(mask, 1), (3, 3)).sum(axis=(2, 3))


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
    ink = np.asarray(ink)
    if ink.ndim != 2 or ink.dtype.kind not in "fiu":
        raise ValueError(
            f"mnist_steps expects ink of shape (H, W). Received {ink.dtype} {ink.shape}."
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


def area_average(picture: np.ndarray, height: int, width: int) -> np.ndarray:
    """Scale a picture (H, W) to (height, width), smaller or larger; float64.

    New row i covers the old rows from i H / height to (i + 1) H / height. Each new row is the mean
    of the old ones that it covers, each weighed by the share of it that is covered. Then the same
    with columns.
    """
    return _average_rows(_average_rows(np.asarray(picture), height).T, width).T


def _average_rows(picture: np.ndarray, count: int) -> np.ndarray:
    """(H, W) to (count, W). Row by row, so that a large photograph is never there in floats."""
    size = len(picture)
    averages = []
    for i in range(count):
        start, stop = i * size / count, (i + 1) * size / count
        old = np.arange(math.floor(start), min(math.ceil(stop), size))
        covered = np.minimum(old + 1, stop) - np.maximum(old, start)
        averages.append(covered @ picture[old[0] : old[-1] + 1] / covered.sum())
    return np.array(averages)


def sides_for(height: int, width: int, longest: int) -> tuple[int, int]:
    """Height and width of the same shape whose longer side is `longest`."""
    longer = max(height, width)
    scaled = [max(1, math.floor(side * longest / longer + 0.5)) for side in (height, width)]
    return scaled[0], scaled[1]


def start_of(mass: np.ndarray, middle: float) -> int:
    """Where along one axis a piece of such ink begins, to have its center of mass at `middle`."""
    center = (mass * np.arange(len(mass))).sum() / mass.sum()
    start = math.floor(middle - center + 0.5 + EDGE)
    return min(max(start, 0), FIELD - len(mass))
