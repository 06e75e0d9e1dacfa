"""Record for lab 10: how well the course network does on digits that are not as MNIST's.

HELPERS_DATA_DIR=../shared/data OPENBLAS_NUM_THREADS=1 python -m tools.record_handwriting

Real MNIST digits are moved, scaled, turned, and drawn with a thinner or thicker pen; each changed
digit is given to the network twice: plain, and after the steps of `helpers.images`. None of them
was in its training. Beside the accuracies stands where MNIST's digits lie in their field.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from PIL import Image

from helpers import load_digits
from helpers.images import MIDDLE, area_average, find_ink, to_mnist
from helpers.weights import load_course_network
from tools.records import record

SEED = 0
SHIFTS = [0, 1, 2, 3, 4, 5, 6]
SIZES = [14, 16, 20, 24, 28, 32, 36, 40]  # of the field, in which the digit takes 20 / 28
ANGLES = [-90, -60, -45, -30, -15, 0, 15, 30, 45, 60, 90, 180]
PENS = [-1.5, -1, -0.5, 0, 1, 2, 3, 4]  # how much thicker, in pixels of the 28x28
FINE = 4  # the pen is changed on a grid that is so many times finer
MARGIN = 6  # of empty paper around the 28x28

Images = np.ndarray  # (N, H, W), ink from 0 to 1
NETWORK = load_course_network()


def probabilities(images: Images) -> np.ndarray:
    return NETWORK.predict(images[..., None].astype(np.float32), batch_size=500)


def share_right(images: Images, labels: np.ndarray) -> float:
    return round(float((probabilities(images).argmax(axis=1) == labels).mean()), 4)


def field(papers: Images) -> Images:
    """What lies in the 28x28 in the middle of a larger paper."""
    margin = (papers.shape[1] - 28) // 2
    return papers[:, margin : margin + 28, margin : margin + 28]


def steps(papers: Images, middle: float = MIDDLE) -> Images:
    """Each paper after the steps; where no ink is left, an empty image."""
    return np.stack(
        [to_mnist(paper, middle) if paper.any() else np.zeros((28, 28)) for paper in papers]
    )


# ---- what is done to the digits: (N, 28, 28) to papers (N, H, W) ----


def shifted(digits: Images, pixels: int) -> Images:
    """Each digit moved so far in a direction of its own, by whole pixels, on larger paper."""
    angles = np.random.default_rng(SEED).uniform(0, 2 * np.pi, len(digits))
    down = np.round(pixels * np.sin(angles)).astype(int)
    right = np.round(pixels * np.cos(angles)).astype(int)
    papers = np.zeros((len(digits), 28 + 2 * MARGIN, 28 + 2 * MARGIN))
    for paper, digit, i, j in zip(papers, digits, down, right, strict=True):
        paper[MARGIN + i : MARGIN + i + 28, MARGIN + j : MARGIN + j + 28] = digit
    return papers


def rescaled(images: Images, side: int) -> Images:
    """`area_average` of many square images at once, as two products with one matrix."""
    old = images.shape[1]
    matrix = area_average(np.eye(old), side, old)
    return matrix @ images @ matrix.T


def sized(digits: Images, side: int) -> Images:
    """Each field of 28x28, and the digit in it, scaled to another size."""
    papers = np.zeros((len(digits), 40, 40))
    start = (40 - side) // 2
    papers[:, start : start + side, start : start + side] = rescaled(digits, side)
    return papers


def turned(digits: Images, degrees: float) -> Images:
    """Each digit turned around the middle of its field; above 0 is counter-clockwise."""
    rotated = []
    for digit in digits:
        paper = Image.fromarray(np.pad(digit, MARGIN).astype(np.float32))
        rotated.append(np.asarray(paper.rotate(degrees, Image.Resampling.BILINEAR)))
    return np.clip(np.array(rotated, dtype=np.float64), 0, 1)


def inked(digits: Images, thicker: float) -> Images:
    """Each digit with its strokes so much thicker, or thinner, on a grid four times finer.

    A pixel takes the largest value, or the smallest, in a disc around it.
    """
    radius = abs(thicker) * FINE / 2
    reach = int(radius)
    disc = [
        (i, j)
        for i in range(2 * reach + 1)
        for j in range(2 * reach + 1)
        if (i - reach) ** 2 + (j - reach) ** 2 <= radius**2
    ]
    choose = np.maximum if thicker > 0 else np.minimum
    side = 28 + 2 * MARGIN
    papers = []
    for some in np.array_split(np.pad(digits, ((0, 0), (MARGIN,) * 2, (MARGIN,) * 2)), 20):
        fine = rescaled(some, side * FINE).astype(np.float32)
        padded = np.pad(fine, ((0, 0), (reach, reach), (reach, reach)))
        for i, j in disc:
            choose(fine, padded[:, i : i + side * FINE, j : j + side * FINE], out=fine)
        papers.append(rescaled(fine, side))
    return np.clip(np.concatenate(papers), 0, 1)


Change = Callable[[Images, Any], Images]
CHANGES: dict[str, tuple[Change, list[Any]]] = {
    "shifted": (shifted, SHIFTS),
    "sized": (sized, SIZES),
    "turned": (turned, ANGLES),
    "inked": (inked, PENS),
}


def both_ways(change: str, value: float, digits: Images, labels: np.ndarray) -> list[float]:
    """The accuracy on the changed digits: given plain, and after the steps."""
    papers = CHANGES[change][0](digits, value)
    return [share_right(field(papers), labels), share_right(steps(papers), labels)]


# ---- the figures ----


def curve(change: str, digits: Images, labels: np.ndarray) -> dict[str, Any]:
    values = CHANGES[change][1]
    pairs = [both_ways(change, value, digits, labels) for value in values]
    plain, after = zip(*pairs, strict=True)
    return {"values": values, "plain": plain, "steps": after}


def wrong_ranges(bytes_of: np.ndarray, labels: np.ndarray) -> dict[str, Any]:
    """Dark ink on white paper, and pixels that nobody has divided by 255."""
    digits = bytes_of / 255
    found = steps(np.stack([find_ink(255 - image) for image in bytes_of]))
    fed = {"as they are": digits, "inverted": 1 - digits, "unscaled": bytes_of}
    fed |= {"inverted, unscaled": 255.0 - bytes_of, "inverted, found": found}
    return {
        name: {
            "right": share_right(images, labels),
            "highest": round(float(probabilities(images).max(axis=1).mean()), 4),
            "answers": np.bincount(probabilities(images).argmax(axis=1), minlength=10).tolist(),
        }
        for name, images in fed.items()
    }


def places(digits: Images) -> dict[str, Any]:
    """Where MNIST's makers put their digits: the boxes and the centers of mass."""
    rows, cols = digits.any(axis=2), digits.any(axis=1)  # (N, 28) each
    heights, widths = (
        28 - line.argmax(axis=1) - line[:, ::-1].argmax(axis=1) for line in (rows, cols)
    )
    longer = np.bincount(np.maximum(heights, widths), minlength=29)
    mass = digits.sum(axis=(1, 2))
    result: dict[str, Any] = {
        "longer side": {str(side): int(count) for side, count in enumerate(longer) if count},
        "mean height": round(float(heights.mean()), 2),
        "mean width": round(float(widths.mean()), 2),
    }
    for name, axis in (("row", 2), ("column", 1)):
        center = digits.sum(axis=axis) @ np.arange(28) / mass
        counts, _ = np.histogram(center, np.linspace(13, 15, 21))
        result[name] = {
            "mean": round(float(center.mean()), 3),
            "least": round(float(center.min()), 3),
            "most": round(float(center.max()), 3),
            "counts": counts.tolist(),  # of tenths of a pixel, from 13 to 15
        }
    return result


def unseen_digits() -> tuple[Images, np.ndarray]:
    """4,000 digits that the shipped network did not learn from."""
    data = load_digits()
    return data.x_train / 255, data.y_train


def experiment() -> dict[str, Any]:
    digits, labels = unseen_digits()
    return {
        "count": len(labels),
        "ranges": wrong_ranges(load_digits().x_train, labels),
        "middle": {str(m): share_right(steps(digits, m), labels) for m in (13.5, 14, 14.5)},
        "places": places(digits),
        **{change: curve(change, digits, labels) for change in CHANGES},
    }


def main() -> None:
    record(
        "handwriting",
        "the shipped course network; 4,000 embedded digits that it did not learn from",
        [SEED],
        experiment,
    )


if __name__ == "__main__":
    main()
