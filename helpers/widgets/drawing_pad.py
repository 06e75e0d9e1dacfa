"""`DrawingPad`, the widget of lab 10: draw a digit, and see what the network makes of it."""

from functools import cache
from typing import Any

import numpy as np
import traitlets

from helpers import images
from helpers.network import Sequential
from helpers.weights import load_course_network
from helpers.widgets.base import Widget
from helpers.widgets.drawing import Strokes, whole_numbers
from helpers.widgets.modules import read_facts

FACTS = read_facts("drawing_pad")
SAMPLES: dict[str, list[list[int]]] = FACTS["samples"]


class Photograph(traitlets.TraitType):
    """Rows of gray levels from 0 to 255 in which ink is to be seen, or None."""

    info_text = "a gray picture (H, W) of whole numbers from 0 to 255, or None"

    def validate(self, obj: Any, value: Any) -> list[list[int]]:
        gray = whole_numbers(value, 2, 255)
        if not gray.size:
            raise traitlets.TraitError(
                f"photograph should be {self.info_text}. Received {str(value)[:60]}. "
                "Take what helpers.images.read_picture returns."
            )
        height, width = gray.shape
        sides = images.sides_for(height, width, min(max(height, width), images.BOARD))
        gray = np.floor(images.area_average(gray, *sides) + 0.5).astype(np.uint8)
        try:
            images.find_ink(gray)
        except images.PictureError as error:
            raise traitlets.TraitError(f"photograph should show a digit: {error}") from None
        return gray.tolist()


class DrawingPad(Widget):
    """Draw a digit with mouse, finger, pen or keys; the course network answers at every move.

    `DrawingPad()` starts with a seven, `DrawingPad("four")` with another of `SAMPLES`, and
    `DrawingPad(strokes=[])` with an empty board. In a notebook, Python sees what the reader draws:

        pad.image: float64 (28, 28), what the network gets, from 0 to 1: the drawing or the
            photograph after the steps that are switched on. It is computed by `helpers.images`
            and equals the page's to 1e-5. A blank board gives a blank image.
        pad.probabilities: float32 (10,), what the course network says of that image.
        pad.answer: the digit with the highest probability; None for a blank board.

    Settings, all readable and changeable (`pad.center = False`), also by the reader. One that
    does not fit raises traitlets.TraitError, whose message says what does:
        strokes: the drawing, lists [x0, y0, x1, y1, ...] of whole numbers on a board of 112 x 112.
        invert: ink bright on dark, as in MNIST; False leaves it dark on light.
        fit: crop to the ink and scale to 20 x 20; False shrinks the whole board to 28 x 28.
        center: put the center of mass in the middle; False leaves the digit where its box is.
        layer: whose feature maps are shown, from 1 to 4; 0 for none.
    And beside them:
        photograph: rows of gray levels from 0 to 255, or None. Set it to what
            `helpers.images.read_picture(file)` returns; it is shrunk to at most 112 pixels a side.
            A photograph replaces the strokes, and a new stroke replaces the photograph. It stands
            in no link and in no notebook.

    Raises:
        ValueError: there is no sample of that name.

    Beside them, `predict=[question, choice, choice]` asks before the answer is shown.
    """

    module = "drawing_pad"
    predicts = True
    summary = (
        "Draw a digit and watch what MNIST's own preparation makes of it, step by step, and what "
        "the course network answers while you draw."
    )
    state = ("strokes", "invert", "fit", "center", "layer")
    values_at_start = ("network/course",)

    strokes = Strokes().tag(sync=True)
    invert = traitlets.Bool(True).tag(sync=True)
    fit = traitlets.Bool(True).tag(sync=True)
    center = traitlets.Bool(True).tag(sync=True)
    layer = traitlets.Int(1, min=0, max=4).tag(sync=True)
    photograph = Photograph(None, allow_none=True).tag(sync=True)

    def __init__(self, sample: str = "seven", **settings: Any) -> None:
        if not isinstance(sample, str) or sample not in SAMPLES:
            raise ValueError(
                f"sample should be one of {', '.join(SAMPLES)}. Received {sample!r}. "
                "Choose one of these, or give strokes."
            )
        super().__init__(**{"strokes": SAMPLES[sample], **settings})

    @property
    def image(self) -> np.ndarray:
        """What the network gets: float64 (28, 28), from 0 to 1."""
        ink = self._ink()
        image = _prepared(ink, self.fit, self.center) if ink.any() else np.zeros((28, 28))
        return image if self.invert else 1 - image

    @property
    def probabilities(self) -> np.ndarray:
        """What the course network says of the image: float32 (10,)."""
        return _network().predict(self.image[None, :, :, None].astype(np.float32))[0]

    @property
    def answer(self) -> int | None:
        """The most probable digit; None for a blank board."""
        return int(self.probabilities.argmax()) if self._ink().any() else None

    def _ink(self) -> np.ndarray:
        if self.photograph is None:
            return images.draw_strokes(self.strokes)
        return images.find_ink(np.array(self.photograph, dtype=np.uint8))

    @traitlets.observe("strokes")
    def _strokes_replace_the_photograph(self, change: Any) -> None:
        if self.strokes:
            self.photograph = None

    @traitlets.observe("photograph")
    def _the_photograph_replaces_strokes(self, change: Any) -> None:
        if self.photograph is not None:
            self.strokes = []


@cache
def _network() -> Sequential:
    return load_course_network()


def _prepared(ink: np.ndarray, fit: bool, center: bool) -> np.ndarray:
    """The image (28, 28) that the steps make of ink, with those left out that are not wanted."""
    steps = images.mnist_steps(ink)
    if fit and center:
        return steps.image
    sides = images.sides_for(ink.shape[0], ink.shape[1], 28)
    piece = steps.fit if fit else images.area_average(ink, *sides)
    if center:
        rows, columns = (np.flatnonzero(piece.any(axis=axis)) for axis in (1, 0))
        piece = piece[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        top, left = (images.start_of(piece.sum(axis=axis), images.MIDDLE) for axis in (1, 0))
    else:
        top, left = ((28 - side) // 2 for side in piece.shape)
    image = np.zeros((28, 28))
    image[top : top + piece.shape[0], left : left + piece.shape[1]] = piece
    return image
