"""Digits as a pen might have drawn them: thinned to lines one pixel wide, and traced as strokes.

Thinning is that of T. Y. Zhang and C. Y. Suen, A fast parallel algorithm for thinning digital
patterns, 1984, doi:10.1145/357994.358023.
"""

import numpy as np

AROUND = [(-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1)]  # clockwise
SIDES, CORNERS = AROUND[::2], AROUND[1::2]


def strokes_of(digit, board=112, most=60):
    """The digit (28, 28), uint8, as strokes on a board: flat lists of whole numbers."""
    scale = board / len(digit)
    strokes = []
    for path in paths(thinned(digit > 127)):
        points = (smoothed(np.array(path, float)) + 0.5) * scale
        for start in range(0, max(len(points) - 1, 1), most - 1):  # the next begins where one ends
            piece = points[start : start + most, ::-1]  # x before y
            strokes.append(np.clip(np.round(piece), 0, board).astype(int).ravel().tolist())
    return strokes


def thinned(mask):
    """Cells off the edge until lines of one pixel are left."""
    mask = np.pad(mask, 1).astype(int)
    while True:
        before = mask.copy()
        for first, second in (((0, 2, 4), (2, 4, 6)), ((0, 2, 6), (0, 4, 6))):
            p = np.array([np.roll(mask, (-dy, -dx), (0, 1)) for dy, dx in AROUND])
            neighbors = p.sum(axis=0)
            changes = ((p == 0) & (np.roll(p, -1, axis=0) == 1)).sum(axis=0)
            off = (mask == 1) & (neighbors >= 2) & (neighbors <= 6) & (changes == 1)
            off &= (p[list(first)].prod(axis=0) == 0) & (p[list(second)].prod(axis=0) == 0)
            mask[off] = 0
        if (mask == before).all():
            return mask[1:-1, 1:-1].astype(bool)


def links_of(mask):
    """Each cell with those it touches; across a corner only where no side leads there."""
    cells = set(map(tuple, np.argwhere(mask).tolist()))
    links = {}
    for row, column in sorted(cells):
        links[row, column] = {(row + dy, column + dx) for dy, dx in SIDES} & cells
        for dy, dx in CORNERS:
            around = {(row + dy, column), (row, column + dx)}
            if (row + dy, column + dx) in cells and not around & cells:
                links[row, column].add((row + dy, column + dx))
    return links


def paths(mask):
    """Lists of cells that go along every link once: from the loose ends first."""
    links = links_of(mask)
    found = [[cell] for cell, others in links.items() if not others]  # dots
    while any(links.values()):
        ends = [cell for cell, others in links.items() if len(others) % 2]
        cell = min(ends or [cell for cell, others in links.items() if others])
        path, way = [cell], np.zeros(2)
        while links[cell]:
            following = max(links[cell], key=lambda to: (way @ np.subtract(to, cell), to))
            links[cell].remove(following)
            links[following].remove(cell)
            way = np.subtract(following, path[max(len(path) - 3, 0)])  # of the last few cells
            cell = following
            path.append(cell)
        found.append(path)
    return found


def smoothed(points):
    """Each point between its neighbors a little; the ends stay."""
    result = points.copy()
    result[1:-1] = (points[:-2] + 2 * points[1:-1] + points[2:]) / 4
    return result
