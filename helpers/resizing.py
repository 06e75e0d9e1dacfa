"""A picture in another size: each new pixel is the mean of the old ones that it covers."""

import math

import numpy as np

from helpers.arguments import takes

BOARD = 112  # pixels on the longer side of a board that is drawn on, or of a photograph's ink
EDGE = 1e-9  # where a number lies exactly between two whole ones, sums rounded otherwise agree


@takes(picture="H W", height=1, width=1)
def area_average(picture: np.ndarray, height: int, width: int) -> np.ndarray:
    """Scale a picture (H, W) to (height, width), smaller or larger; float64.

    New row i covers the old rows from i H / height to (i + 1) H / height. Each new row is the mean
    of the old ones that it covers, each weighed by the share of it that is covered. Then the same
    with columns.
    """
    return _average_rows(_average_rows(picture, height).T, width).T


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
