"""What Python knows of a drawing: the trait `strokes` of widgets with a board (`board.js`)."""

from typing import Any

import numpy as np
import traitlets

from helpers.images import BOARD, FIELD, draw_strokes, to_mnist

POINTS, STROKES = 60, 30  # at most, so that a link stays short: as in drawing.js


class Strokes(traitlets.TraitType):
    """A drawing: lists of whole numbers [x0, y0, x1, y1, ...], each from 0 to 112."""

    info_text = (
        f"a list of at most {STROKES} strokes, each a flat list [x0, y0, x1, y1, ...] of at most "
        f"{POINTS} points, in whole numbers from 0 to {BOARD}"
    )
    default_value: list[list[int]] = []  # validate gives each widget a list of its own

    def validate(self, obj: Any, value: Any) -> list[list[int]]:
        try:
            strokes = [whole_numbers(stroke, 1, BOARD) for stroke in value]
        except TypeError:
            strokes = [np.zeros(0)]
        lengths = range(2, 2 * POINTS + 1, 2)
        if len(strokes) > STROKES or any(stroke.size not in lengths for stroke in strokes):
            raise traitlets.TraitError(
                f"{self.name} should be {self.info_text}. Received {str(value)[:60]}. "
                "Round and clip the numbers; join strokes, or leave out points."
            )
        return [stroke.tolist() for stroke in strokes]


def whole_numbers(value: Any, axes: int, highest: int) -> np.ndarray:
    """The value as an array of whole numbers from 0 to `highest`; an empty one if it is none."""
    try:
        numbers = np.asarray(value)
    except (TypeError, ValueError):
        return np.zeros(0)
    fits = numbers.ndim == axes and numbers.dtype.kind in "iu" and numbers.size
    return numbers if fits and numbers.min() >= 0 and numbers.max() <= highest else np.zeros(0)


def digit_of(strokes: list[list[int]]) -> np.ndarray:
    """The drawing as a digit of MNIST, float64 (28, 28) from 0 to 1; blank where none is drawn."""
    return to_mnist(draw_strokes(strokes)) if strokes else np.zeros((FIELD, FIELD))
