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
MIN_CLEARNESS = 4.0  # the same, in standard deviations of the paper
WIDE, NARROW = 5, 14  # parts of the longer side: windows that fill strokes, or only thin ones
PAGE = 0.55  # of its box that a page fills and strokes rarely do
BOX, FIELD = 20, 28  # MNIST's two sizes
MIDDLE = FIELD / 2  # where MNIST's digits lie, measured in lab 10; rows 0 to 27 have it at 13.5
EDGE = 1e-9


class MnistSteps(NamedTuple):
    """The three stages of `mnist_steps`, each ink from 0 to 1."""

    crop: np.ndarray  # (h, w), the bounding box
    fit: np.ndarray  # the longer side 20
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

    Args:
        strokes: each is a flat list [x0, y0, x1, y1, ...] in board units, x to the right and y
            down, both from 0 to size; points outside are allowed. No strokes: an empty board.
        size: rows and columns of the board.
        width: of the pen, in pixels, above 0.

    Returns ink (size, size), float64 from 0 to 1, bright on dark.

    Raises ValueError: a stroke is not a list of pairs of finite numbers, or size or width is wrong.
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
    2. The paper under dark ink: each pixel takes the largest gray level of a window around it,
       then the smallest of those. The window has 2 r + 1 pixels a side, r = max(1, longer // 5):
       wider than a stroke, so strokes are filled in, and a shadow, or the desk that a page lies
       on, stays. Outside, the picture goes on as at its border, for 2 r pixels. The paper under
       light ink: first the smallest, then the largest.
    3. Dark ink, if the paper under it is at most as rough as the one under light ink (the sum of
       all steps between neighbors); else light ink. d = how far the picture is from that paper.
    4. Otsu's threshold. Bins k = floor(255 d / max(d) + 0.5 + EDGE), from 0 to 255; n(t)
       pixels lie in bins 0 to t, s(t) is the sum of their k, N and S are those of all. The
       threshold is the first t, among those with 0 < n(t) < N, for which
       (S n(t) - s(t) N)^2 / (n(t) (N - n(t))) is largest. Pixels with k <= t are paper, the others
       ink; p and q are the means of d over each.
    5. A light page on a dark desk looks like light ink. Such ink is a page if its main piece (7.)
       fills more than PAGE of its own box, and with r = max(1, longer // 14) the paper under dark
       ink is at most as rough. Then the ink is dark: d and step 4 once more.
    6. It is a blank if max(d) < 16 or q - p < 16 (gray levels), or if q - p < 4 (standard
       deviations of d over the paper): even noise has 3.5 where all levels are as frequent. A pixel of ink is sure if
       at least 3 of the 3x3 pixels around it, itself among them, are ink (outside of the picture
       is none): specks are not. No sure pixel: a blank, too.
    7. Sure pixels that touch, by a side or a corner, are a piece. The main one has the largest
       count * (1 - off / 2), where off = max(|top + bottom + 1 - h| / h, |left + right + 1 - w| / w)
       of its box, 0 in the middle of the picture, about 1 at its border; and a
       thousandth of that where none of its pixels lies more than r // 2 pixels from the border
       (r of step 2): a strip of the desk. Of equal ones, the first.
       A piece nearer than g + 1 rows and columns to what is kept joins it, until none does; g =
       max(2, longer side of the box of what is kept // 8). What lies farther away is another mark.
    8. share = (d - p) / (q - p). The result is clip((share - 0.2) / 0.6, 0, 1) in the 3x3 around
       each pixel kept, and 0 elsewhere: a soft edge, and no dust.

    Args:
        gray: (H, W) uint8, dark on light or light on dark.

    Returns ink (h, w), float64 from 0 to 1, bright on dark, h and w at most 112.

    Raises:
        PictureError: nothing stands out from the paper.
        ValueError: not a gray picture of bytes.

    Source: N. Otsu, A threshold selection method from gray-level histograms, 1979,
    doi:10.1109/TSMC.1979.4310076. Step 2 is a closing, and an opening, of mathematical morphology:
    J. Serra, Image Analysis and Mathematical Morphology, 1982.
    """
    gray = np.asarray(gray)
    if gray.ndim != 2 or gray.dtype != np.uint8 or not gray.size:
        raise ValueError(
            "find_ink expects a gray picture of bytes, (H, W) uint8, as read_picture returns it. "
            f"Received {gray.dtype} {gray.shape}."
        )
    height, width = gray.shape
    if max(height, width) > BOARD:
        height, width = sides_for(height, width, BOARD)
        picture = area_average(gray, height, width)
    else:
        picture = gray.astype(np.float64)
    papers = _papers(picture, WIDE)
    is_dark = _roughness(papers[0]) <= _roughness(papers[1])
    found = _standing_out(picture, papers, is_dark)
    if not is_dark and found and _fills_its_box(found.is_sure):
        narrow = _papers(picture, NARROW)
        if _roughness(narrow[0]) <= _roughness(narrow[1]):
            found = _standing_out(picture, papers, True)
    if not found:
        raise _blank()
    kept = _together(found.is_sure)
    return np.where(_count_around(kept) > 0, np.clip((found.share - 0.2) / 0.6, 0, 1), 0.0)


def _blank() -> PictureError:
    return PictureError(
        "find_ink expects a picture with a digit that stands out from its background. Received "
        "one where nothing does. Take a thick, dark pen on plain paper, in good light, and let "
        "the digit fill most of the picture."
    )


def _papers(picture: np.ndarray, part: int) -> tuple[np.ndarray, np.ndarray]:
    """The paper under dark ink and under light ink: step 2 of `find_ink`."""
    reach = max(1, max(picture.shape) // part)

    def under(signed: np.ndarray) -> np.ndarray:
        return -_largest_around(-_largest_around(_framed(signed, reach), reach), reach)

    return under(picture), -under(-picture)


def _framed(picture: np.ndarray, reach: int) -> np.ndarray:
    """A picture that goes on as at its border for 3/2 reach, then with infinity: 2 reach in all."""
    border = reach + reach // 2
    going_on = np.pad(picture, border, mode="edge")
    return np.pad(going_on, 2 * reach - border, constant_values=np.inf)


def _largest_around(picture: np.ndarray, reach: int) -> np.ndarray:
    """The largest of each window with so many pixels on either side: max pooling at stride 1."""
    for axis in (0, 1):
        windows = np.lib.stride_tricks.sliding_window_view(picture, 2 * reach + 1, axis=axis)
        picture = windows.max(axis=-1)
    return picture


def _roughness(paper: np.ndarray) -> float:
    """All steps between neighbors, added up: step 3 of `find_ink`."""
    return float(sum(np.abs(np.diff(paper, axis=axis)).sum() for axis in (0, 1)))


class _Found(NamedTuple):
    is_sure: np.ndarray  # (h, w) of True and False
    share: np.ndarray  # (h, w), about 0 on the paper and 1 in the ink


def _standing_out(
    picture: np.ndarray, papers: tuple[np.ndarray, np.ndarray], is_dark: bool
) -> _Found | None:
    """What stands out from the paper, dark or light: steps 4 and 6 of `find_ink`; None: nothing."""
    difference = papers[0] - picture if is_dark else picture - papers[1]
    if difference.max() < MIN_CONTRAST:
        return None
    is_ink = _otsu(difference)
    paper, ink = difference[~is_ink], difference[is_ink]
    contrast = ink.mean() - paper.mean()
    if contrast < max(MIN_CONTRAST, MIN_CLEARNESS * paper.std()):
        return None
    is_sure = is_ink & (_count_around(is_ink) >= 3)
    if not is_sure.any():
        return None
    return _Found(is_sure, (difference - paper.mean()) / contrast)


class _Piece(NamedTuple):
    """Pixels that touch each other, and their box: its rows and columns, the last ones included."""

    pixels: np.ndarray  # (count, 2), rows and columns
    top: int
    left: int
    bottom: int
    right: int


def _pieces(mask: np.ndarray) -> list[_Piece]:
    """The pieces of a mask, in the order of their first pixels, row by row."""
    left_over = {(int(row), int(column)) for row, column in np.argwhere(mask)}
    pieces = []
    for start in sorted(left_over):
        if start not in left_over:
            continue
        left_over.remove(start)
        pixels = [start]
        for row, column in pixels:  # grows on the way
            for i in (row - 1, row, row + 1):
                for j in (column - 1, column, column + 1):
                    if (i, j) in left_over:
                        left_over.remove((i, j))
                        pixels.append((i, j))
        places = np.array(pixels)
        (top, left), (bottom, right) = places.min(axis=0).tolist(), places.max(axis=0).tolist()
        pieces.append(_Piece(places, top, left, bottom, right))
    return pieces


def _main_piece(pieces: list[_Piece], height: int, width: int) -> int:
    """The place of the largest piece; one at the border counts half: step 7 of `find_ink`."""

    def score(piece: _Piece) -> float:
        down = abs(piece.top + piece.bottom + 1 - height) / height
        across = abs(piece.left + piece.right + 1 - width) / width
        rows, columns = piece.pixels.T
        inwards = np.min([rows, height - 1 - rows, columns, width - 1 - columns], axis=0)
        is_strip = inwards.max() <= max(1, max(height, width) // WIDE) // 2
        return len(piece.pixels) * (1 - max(down, across) / 2) * (0.001 if is_strip else 1)

    return int(np.argmax([score(piece) for piece in pieces]))


def _fills_its_box(mask: np.ndarray) -> bool:
    """Whether the main piece looks like a page, not like strokes: step 5 of `find_ink`."""
    pieces = _pieces(mask)
    pixels, top, left, bottom, right = pieces[_main_piece(pieces, *mask.shape)]
    return len(pixels) > PAGE * (bottom + 1 - top) * (right + 1 - left)


def _together(mask: np.ndarray) -> np.ndarray:
    """The main piece, and all that lies near: step 7 of `find_ink`."""
    pieces = _pieces(mask)
    kept = np.zeros(mask.shape, dtype=bool)
    new = [pieces.pop(_main_piece(pieces, *mask.shape))]
    while new:
        for piece in new:
            kept[tuple(piece.pixels.T)] = True
        rows, columns = np.nonzero(kept)
        gap = max(2, (max(int(np.ptp(rows)), int(np.ptp(columns))) + 1) // 8)
        near = _largest_around(np.pad(kept, gap), gap)
        new = [piece for piece in pieces if near[tuple(piece.pixels.T)].any()]
        pieces = [piece for piece in pieces if not near[tuple(piece.pixels.T)].any()]
    return kept


def _otsu(difference: np.ndarray) -> np.ndarray:
    """Which pixels are ink, True or False: step 4 of `find_ink`. None is below 0, some are above."""
    levels = 255 * difference / difference.max()
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
    padded = np.pad(mask.astype(np.int64), 1)
    height, width = mask.shape
    return sum(
        (padded[i : i + height, j : j + width] for i in range(3) for j in range(3)),
        np.zeros(mask.shape, dtype=np.int64),
    )


def mnist_steps(ink: np.ndarray, middle: float = MIDDLE) -> MnistSteps:
    """Crop, scale and center ink, as MNIST's makers did with their digits.

    crop: the smallest box that holds all ink above 0. fit: `area_average` of it to a longer side
    of 20 pixels; the other has max(1, floor(side * 20 / longer + 0.5)). image: a dark field of
    28x28, with fit in it from row top and column left on. The center of mass of fit is at row
    sum of r v / sum of v, with v the ink, and at column sum of c v / sum of v. So
    top = floor(middle - row + 0.5 + EDGE), and left likewise: the center of mass comes as near to
    (middle, middle) as whole pixels allow. Both are clipped to 0 ... 28 - side, so that no ink is
    lost.

    Args:
        ink: (H, W), numbers from 0 to 1, bright on dark.
        middle: MNIST's own digits lie around 14, half a pixel below and to the right of 13.5, the
            middle of rows 0 to 27: lab 10 measures it, and what it costs.

    Returns MnistSteps: crop (h, w), fit (20, at most 20) or (at most 20, 20), image (28, 28),
    float64.

    Raises ValueError: there is no ink, or `ink` is not a picture of numbers from 0 to 1.

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
