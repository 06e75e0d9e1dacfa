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
            strokes = [np.asarray(stroke) for stroke in value]
        except (TypeError, ValueError):
            strokes = [np.zeros(0)]
        if len(strokes) > STROKES or not all(map(_is_stroke, strokes)):
            raise traitlets.TraitError(
                f"{self.name} should be {self.info_text}. Received {str(value)[:60]}. "
                "Round and clip the numbers; join strokes, or leave out points."
            )
        return [stroke.tolist() for stroke in strokes]


def _is_stroke(stroke: np.ndarray) -> bool:
    return bool(
        stroke.ndim == 1
        and stroke.dtype.kind in "iu"
        and stroke.size in range(2, 2 * POINTS + 1, 2)
        and stroke.min() >= 0
        and stroke.max() <= BOARD
    )


def digit_of(strokes: list[list[int]]) -> np.ndarray:
    """The drawing as a digit of MNIST, float64 (28, 28) from 0 to 1; blank where none is drawn."""
    return to_mnist(draw_strokes(strokes)) if strokes else np.zeros((FIELD, FIELD))
