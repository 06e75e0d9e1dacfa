"""The pictures that widgets know by name, and the one place they come from.

A widget's state says "digit-7" and never holds the pixels. Digits come from the embedded data
set, the photograph from the sample files that ship with matplotlib, the patterns from a formula.
"""

from functools import cache

import numpy as np

DIGITS = tuple(f"digit-{digit}" for digit in range(10))
GRAY = (*DIGITS, "photograph", "stripes", "checkerboard", "dots")
PICTURES = (*GRAY, "color-photograph")

SIZE = 28  # pixels along each side of the digits and the patterns
PHOTOGRAPH_SIZE = 64


@cache
def picture(name: str) -> np.ndarray:
    """The picture of that name.

    Args:
        name: one of PICTURES.

    Returns:
        uint8 array, (H, W) for a gray picture, 0 is black and 255 is white; (H, W, 3) for a color
        picture, in the order red, green, blue. Read-only, since it is shared.

    Raises:
        ValueError: the name is unknown.
    """
    if name in DIGITS:
        pixels = _digit(int(name.removeprefix("digit-")))
    elif name == "photograph":
        pixels = _photograph("L")
    elif name == "color-photograph":
        pixels = _photograph("RGB")
    elif name == "stripes":
        pixels = _stripes()
    elif name == "checkerboard":
        rows, columns = np.indices((SIZE, SIZE))
        pixels = np.where((rows // 4 + columns // 4) % 2, 0, 255)
    elif name == "dots":
        pixels = _dots()
    else:
        raise ValueError(
            f"name should be one of {', '.join(PICTURES)}. Received {name!r}. Choose one of these."
        )
    pixels = np.ascontiguousarray(pixels, dtype=np.uint8)
    pixels.setflags(write=False)
    return pixels


def _digit(digit: int) -> np.ndarray:
    """The first held-out image of that digit."""
    from helpers.data import load_digits

    digits = load_digits()
    return digits.x_train[digits.y_train == digit][0]


def _photograph(mode: str) -> np.ndarray:
    """The portrait of Grace Hopper from matplotlib's sample files, cut square and made small.

    mode: Pillow's word for the colors, "L" (gray) or "RGB".
    """
    from matplotlib import cbook
    from PIL import Image

    path = cbook.get_sample_data("grace_hopper.jpg", asfileobj=False)
    # The face and the shoulders; (left, upper, right, lower) in pixels of the 512x600 original.
    photo = Image.open(path).convert("RGB").crop((56, 10, 456, 410))
    small = photo.resize((PHOTOGRAPH_SIZE, PHOTOGRAPH_SIZE), Image.Resampling.LANCZOS)
    return np.asarray(small.convert(mode))


def _dots() -> np.ndarray:
    """White pixels here and there on black: none tells anything of its neighbors."""
    return np.where(np.random.default_rng(0).random((SIZE, SIZE)) < 0.12, 255, 0)


def _stripes() -> np.ndarray:
    """Vertical stripes on the left, horizontal on the right: each edge filter sees one half."""
    rows, columns = np.indices((SIZE, SIZE))
    along = np.where(columns < SIZE // 2, columns, rows)
    return np.where(along // 3 % 2, 255, 0)
