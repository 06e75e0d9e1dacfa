"""`ConvolutionExplorer`, the widget of chapter 2: one kernel, one picture, one feature map."""

import re
from itertools import islice
from typing import Any

import numpy as np
import traitlets

from helpers.widgets.base import Widget
from helpers.widgets.drawing import Strokes, digit_of
from helpers.widgets.modules import read_facts
from helpers.widgets.pictures import GRAY, picture
from helpers.widgets.random import random_numbers
from helpers.widgets.values import MissingValue, course_filters

FACTS = read_facts("convolution")
SIZES, LARGEST = (1, 3, 5, 7), 1000
HIDDEN = [name for name, kernel in FACTS["presets"].items() if len(kernel) == 3]
LEARNED = 8  # filters of the course network's first layer


class Kernel(traitlets.TraitType):
    """A square kernel: kept as a read-only float64 array, sent to the page as nested lists."""

    info_text = f"a square array of numbers with one of the sizes {SIZES}"
    limits = {"sizes": SIZES, "largest": LARGEST}

    def validate(self, obj: Any, value: Any) -> np.ndarray:
        try:
            kernel = np.array(value, dtype=np.float64)
        except (TypeError, ValueError):
            raise traitlets.TraitError(
                f"kernel should be {self.info_text}. Received {value!r}. "
                "Give rows of equal length, for example [[0, 0, 0], [0, 1, 0], [0, 0, 0]]."
            ) from None
        if kernel.ndim != 2 or kernel.shape[0] != kernel.shape[1] or kernel.shape[0] not in SIZES:
            raise traitlets.TraitError(
                f"kernel should be {self.info_text}. Received the shape {kernel.shape}. "
                "Cut it, or fill it up with zeros."
            )
        if not np.all(np.abs(kernel) <= LARGEST):  # also refuses NaN, which is not <= anything
            raise traitlets.TraitError(
                f"kernel should hold numbers from -{LARGEST} to {LARGEST}. "
                f"Received {kernel.tolist()}. Scale it."
            )
        kernel.setflags(write=False)  # explorer.kernel[0, 0] = 1 would not reach the page
        return kernel


def preset_names() -> list[str]:
    """Names that `preset` accepts; "random-N" takes any whole number N from 1 to 999."""
    return [*FACTS["presets"], "random-1", *(f"learned-{i + 1}" for i in range(LEARNED)), "custom"]


def preset_kernel(name: str) -> np.ndarray:
    """The kernel of a preset, float64 (k, k).

    Raises:
        ValueError: the name is unknown, or "custom", which stands for the reader's own numbers.
        MissingValue: a learned kernel, and the trained weights are not installed.
    """
    if name in FACTS["presets"]:
        return np.array(FACTS["presets"][name], dtype=np.float64)
    if match := re.fullmatch(r"random-([1-9]\d{0,2})", name):
        return random_kernel(int(match[1]))
    if re.fullmatch(rf"learned-[1-{LEARNED}]", name):
        # Three digits are all that a reader sees; rounded alike here and on the page.
        return np.round(course_filters()[int(name[-1]) - 1].astype(np.float64), 3)
    raise ValueError(
        f"preset should be one of {', '.join(preset_names())}. Received {name!r}. "
        'Choose one of these, or set kernel, which makes the preset "custom".'
    )


def random_kernel(number: int) -> np.ndarray:
    """Random kernel of that number, (3, 3): tenths from -1.0 to 1.0.

    The numbers of `random_numbers`, so that "random-5" is the same on every page.
    """
    tenths = [(state >> 16) % 21 - 10 for state in islice(random_numbers(number), 9)]
    return np.array(tenths).reshape(3, 3) / 10


class ConvolutionExplorer(Widget):
    """Slide a kernel over a picture and watch the feature map; send slopes the way back.

    Settings, all readable and changeable (`explorer.stride = 2`), also by the reader. One that
    does not fit raises traitlets.TraitError, whose message says what does:
        image: name of the picture, for example "digit-7", "photograph", "stripes"; or "drawing".
        preset: name of a kernel (`preset_names()`), or "custom".
        kernel: square array, 1x1, 3x3, 5x5 or 7x7; setting it makes the preset "custom".
        stride: 1 to 4 pixels.
        padding: 0 to 3 pixels of zeros on each side.
        flip: turn the kernel by 180 degrees first, which is convolution as textbooks of signal
            processing define it. Without it, cross-correlation, which networks use.
        row, column: place of the window in the feature map, from 0.
        view: "forward"; "back" for the gradient of the picture, "kernel" for that of the kernel.
        slopes: of the outputs, on the way back: "ones", or "loss" for those of the mean squared
            difference of the map and the one that a hidden kernel makes.
        hidden: name of the hidden kernel, for example "vertical-edges"; it is cut, or filled up
            with zeros, to the size of `kernel`.
        learning_rate: of the learning steps, 0.1, 0.3, 1 or 3.
        tap: which number of the kernel is looked at on the way back, row by row, from 0.
        strokes: what is drawn where the image is "drawing": lists [x0, y0, x1, y1, ...] of whole
            numbers from 0 to 112. The input is what MNIST would have made of it.

    Beside them, `predict=[question, choice, choice]` asks before the answer is shown.
    """

    module = "convolution"
    predicts = True
    summary = (
        "Edit a kernel or take a preset, choose a picture, stride and padding, and see "
        "window x kernel = sum at each place of the feature map. On the way back, see where the "
        "slopes of the outputs land, and learn a hidden kernel step by step."
    )
    state = (
        *("image", "preset", "kernel", "stride", "padding", "flip", "row", "column", "strokes"),
        *("view", "slopes", "hidden", "learning_rate", "tap"),
    )
    values_at_start = ("filters/course",)

    image = traitlets.Enum([*GRAY, "drawing"], default_value="digit-7").tag(sync=True)
    preset = traitlets.Unicode("vertical-edges").tag(sync=True)
    kernel = Kernel().tag(sync=True, to_json=lambda kernel, widget: kernel.tolist())
    stride = traitlets.Enum([1, 2, 3, 4], default_value=1).tag(sync=True)
    padding = traitlets.Enum([0, 1, 2, 3], default_value=0).tag(sync=True)
    flip = traitlets.Bool(False).tag(sync=True)
    row = traitlets.Int(10, min=0).tag(sync=True)
    column = traitlets.Int(10, min=0).tag(sync=True)
    strokes = Strokes().tag(sync=True)
    view = traitlets.Enum(["forward", "back", "kernel"], default_value="forward").tag(sync=True)
    slopes = traitlets.Enum(["ones", "loss"], default_value="ones").tag(sync=True)
    hidden = traitlets.Enum(HIDDEN, default_value="horizontal-edges").tag(sync=True)
    learning_rate = traitlets.Enum([0.1, 0.3, 1, 3], default_value=1).tag(sync=True)
    tap = traitlets.Int(0, min=0, max=SIZES[-1] ** 2 - 1).tag(sync=True)

    def __init__(self, **settings: Any) -> None:
        if "kernel" in settings and "preset" not in settings:
            settings["preset"] = "custom"
        super().__init__(**settings)

    @property
    def pixels(self) -> np.ndarray:
        """The chosen picture as the widget computes with it: float64 (H, W) in [0, 1]."""
        if self.image == "drawing":
            return digit_of(self.strokes)
        return picture(self.image) / 255.0

    def static_state(self) -> dict[str, Any]:
        """The state for a static page; numbers only for a kernel that no preset names."""
        state = super().static_state()
        return state if self.preset == "custom" else {**state, "kernel": None}

    @traitlets.default("kernel")
    def _kernel_of_preset(self) -> np.ndarray:
        return preset_kernel(self.preset)

    @traitlets.validate("preset")
    def _check_preset(self, proposal: Any) -> str:
        name = "learned-1" if proposal["value"] == "learned" else proposal["value"]
        name = "random-1" if name == "random" else name
        if name != "custom":
            try:
                preset_kernel(name)
            except (ValueError, MissingValue) as error:
                raise traitlets.TraitError(str(error)) from None
        return name

    @traitlets.observe("preset")
    def _follow_preset(self, change: Any) -> None:
        if change["new"] != "custom":
            self.kernel = preset_kernel(change["new"])

    @traitlets.observe("kernel")
    def _follow_kernel(self, change: Any) -> None:
        if self.preset != "custom" and not np.array_equal(self.kernel, preset_kernel(self.preset)):
            self.preset = "custom"
