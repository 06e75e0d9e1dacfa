"""`PixelExplorer`, the widget of chapter 1: a picture is a grid of numbers."""

import numpy as np
import traitlets

from helpers.widgets.base import Widget
from helpers.widgets.pictures import DIGITS, picture

IMAGES = ["color-photograph", "photograph", *DIGITS, "stripes", "checkerboard"]
CHANNELS = ["rgb", "rg", "rb", "gb", "r", "g", "b", ""]


class PixelExplorer(Widget):
    """Point at a pixel and read its numbers; take a color picture apart; mix a color.

    Settings, all readable and changeable (`explorer.row = 3`), also by the reader. One that
    does not fit raises traitlets.TraitError, whose message says what does:
        image: name of the picture, for example "color-photograph" or "digit-7".
        channels: the channels that are shown: "rgb", "rg", ..., "b", or "" for none.
        unit: "bytes" (0 to 255) or "floats" (0 to 1).
        row, column: the pixel, from 0.
        color: the mixed color as [red, green, blue], whole numbers from 0 to 255.
    """

    module = "pixels"
    summary = (
        "Point at any pixel of a digit or a color photograph and read its numbers, switch "
        "channels on and off, and mix a color from red, green and blue."
    )
    state = ("image", "channels", "unit", "row", "column", "color")

    image = traitlets.Enum(IMAGES, default_value=IMAGES[0]).tag(sync=True)
    channels = traitlets.Enum(CHANNELS, default_value="rgb").tag(sync=True)
    unit = traitlets.Enum(["bytes", "floats"], default_value="bytes").tag(sync=True)
    row = traitlets.Int(20, min=0).tag(sync=True)
    column = traitlets.Int(28, min=0).tag(sync=True)
    color = traitlets.List(
        traitlets.Int(min=0, max=255), default_value=[230, 120, 40], minlen=3, maxlen=3
    ).tag(sync=True)

    @property
    def pixels(self) -> np.ndarray:
        """The chosen picture: uint8, (H, W) if it is gray, (H, W, 3) if it is in color."""
        return picture(self.image)
