"""Lab 10: the pen's ink in a gray picture, whatever lies around it.

All arithmetic is spelled out in the docstring of `find_ink`: `widgets/ink.js` repeats it in the
browser, and the two are compared to 1e-5.
"""

from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from helpers.layer import check_numbers
from helpers.picture_files import PictureError
from helpers.resizing import BOARD, EDGE, area_average, sides_for

MIN_CONTRAST = 16.0  # gray levels between paper and ink
MIN_CLEARNESS = 4.0  # the same, in standard deviations of the paper
WIDE, NARROW = 5, 14  # parts of the longer side: windows that fill strokes, or only thin ones
PAGE = 0.55  # of its box that a page fills and strokes rarely do
BLANK = (
    "find_ink expects a picture with a digit that stands out from its background. Received one "
    "where nothing does. Take a thick, dark pen on plain paper, in good light, and let the digit "
    "fill most of the picture."
)


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
       deviations of d over the paper): even noise has 3.5 where all levels are as frequent. A
       pixel of ink is sure if at least 3 of the 3x3 pixels around it, itself among them, are ink
       (outside of the picture is none): specks are not. No sure pixel: a blank, too.
    7. Sure pixels that touch, by a side or a corner, are a piece. The main one has the largest
       count * (1 - off / 2), where off = max(|top + bottom + 1 - h| / h,
       |left + right + 1 - w| / w) of its box, 0 in the middle of the picture, about 1 at its
       border; and a thousandth of that where none of its pixels lies more than r // 2 pixels from
       the border (r of step 2): a strip of the desk. Of equal ones, the first.
       A piece nearer than g + 1 rows and columns to what is kept joins it, until none does; g =
       max(2, longer side of the box of what is kept // 8). What lies farther away is another mark.
    8. share = (d - p) / (q - p). The result is clip((share - 0.2) / 0.6, 0, 1) in the 3x3 around
       each pixel kept, and 0 elsewhere: a soft edge, and no dust.

    gray: (H, W) uint8, dark on light or light on dark. Returns ink (h, w), float64, h and w at most
    112. Raises PictureError where nothing stands out, ValueError where `gray` is something else.

    Source: N. Otsu, A threshold selection method from gray-level histograms, 1979,
    doi:10.1109/TSMC.1979.4310076. Step 2 is a closing, and an opening, of mathematical morphology:
    J. Serra, Image Analysis and Mathematical Morphology, 1982.
    """
    gray = check_numbers(gray, "find_ink")
    if gray.ndim != 2 or gray.dtype != np.uint8 or not gray.size:
        raise ValueError(
            "find_ink expects a gray picture of bytes, (H, W) uint8, as read_picture returns it. "
            f"Received {gray.dtype} {gray.shape}. Take what read_picture returns."
        )
    height, width = gray.shape
    picture = area_average(gray, *sides_for(height, width, min(BOARD, max(height, width))))
    papers = _papers(picture, WIDE)
    is_dark = _roughness(papers[0]) <= _roughness(papers[1])
    found = _standing_out(picture, papers, is_dark)
    if not is_dark and found and _fills_its_box(found.is_sure):
        narrow = _papers(picture, NARROW)
        if _roughness(narrow[0]) <= _roughness(narrow[1]):
            found = _standing_out(picture, papers, True)
    if not found:
        raise PictureError(BLANK)
    kept = _together(found.is_sure)
    return np.where(_count_around(kept) > 0, np.clip((found.share - 0.2) / 0.6, 0, 1), 0.0)


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
        windows = sliding_window_view(picture, 2 * reach + 1, axis=axis)
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
    """Which pixels are ink: step 4 of `find_ink`. No difference is below 0, some are above."""
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
    return sliding_window_view(np.pad(mask, 1), (3, 3)).sum(axis=(2, 3))
