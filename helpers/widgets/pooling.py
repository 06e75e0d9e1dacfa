"""`PoolingExplorer`, the widget of chapter 3: what a window keeps, and where its gradient goes."""

import numpy as np
import traitlets

from helpers.widgets.base import Widget
from helpers.widgets.pictures import GRAY, picture


class PoolingExplorer(Widget):
    """Pool a picture, shift it, and send the gradient back.

    Settings, all readable and changeable (`explorer.size = 3`), also by the reader. One that
    does not fit raises traitlets.TraitError, whose message says what does:
        image: name of the picture, for example "digit-7" or "photograph".
        edges: pool the answers of an edge filter (after ReLU) instead of the picture itself.
        kind: "max" or "average".
        size, stride: of the window, in pixels; 2 to 4 and 1 to 4.
        shift: by how many pixels the picture is moved to the right, 0 to 4.
        view: "forward", or "back" for the gradient: each output's gradient is 1.
        row, column: place of the window in the pooled map, from 0.

    Beside them, `predict=[question, choice, choice]` asks before the answer is shown.
    """

    module = "pooling"
    predicts = True
    summary = (
        "Pool a picture with the maximum or the mean, choose size and stride, shift the picture, "
        "and see which pixels the gradient reaches on the way back."
    )
    state = ("image", "edges", "kind", "size", "stride", "shift", "view", "row", "column")

    image = traitlets.Enum(GRAY, default_value="digit-7").tag(sync=True)
    edges = traitlets.Bool(False).tag(sync=True)
    kind = traitlets.Enum(["max", "average"], default_value="max").tag(sync=True)
    size = traitlets.Enum([2, 3, 4], default_value=2).tag(sync=True)
    stride = traitlets.Enum([1, 2, 3, 4], default_value=2).tag(sync=True)
    shift = traitlets.Enum([0, 1, 2, 3, 4], default_value=0).tag(sync=True)
    view = traitlets.Enum(["forward", "back"], default_value="forward").tag(sync=True)
    row = traitlets.Int(5, min=0).tag(sync=True)
    column = traitlets.Int(5, min=0).tag(sync=True)

    @property
    def pixels(self) -> np.ndarray:
        """The chosen picture, not shifted and not filtered: float64 (H, W) in [0, 1]."""
        return picture(self.image) / 255.0
