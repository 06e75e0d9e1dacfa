"""`FlattenExplorer`, the widget of chapter 4: where each number of the maps goes in the list."""

import numpy as np
import traitlets

from helpers.widgets.base import Widget
from helpers.widgets.modules import read_facts
from helpers.widgets.pictures import DIGITS
from helpers.widgets.random import random_numbers

ORDERS = ["channels last", "channels first"]
FACTS = read_facts("flatten")


def shuffle_order(count: int) -> np.ndarray:
    """The fixed shuffle of a list: entry i says which number comes to place i. (count,) ints.

    Fisher and Yates's shuffle with `random_numbers`, so that the page can repeat it: a "fixed
    shuffle" is the same for every picture.
    """
    order = np.arange(count)
    for i, state in zip(range(count - 1, 0, -1), random_numbers(1), strict=False):
        j = (state >> 16) % (i + 1)
        order[[i, j]] = order[[j, i]]
    return order


class FlattenExplorer(Widget):
    """Point at a number in the maps and see its place in the list, and the other way round.

    The maps are what a convolution and a pooling layer make of a digit: the picture itself, its
    vertical edges, its horizontal edges, each pooled to the chosen size.

    Settings, all readable and changeable (`explorer.channels = 2`), also by the reader. One that
    does not fit raises traitlets.TraitError, whose message says what does:
        image: name of the digit, for example "digit-7".
        height, width: of the maps, 2, 4 or 7.
        channels: how many maps, 1 to 3.
        order: "channels last" (C order of (H, W, C), as in this course) or "channels first".
        shuffle: move every number of the list to another, fixed place.
        index: the chosen place in the list, from 0.
    """

    module = "flatten"
    summary = (
        "Point at a number in the feature maps and see its place in the flat list, and the other "
        "way round; then shuffle the list and fold it back."
    )
    state = ("image", "height", "width", "channels", "order", "shuffle", "index")

    image = traitlets.Enum(DIGITS, default_value="digit-7").tag(sync=True)
    height = traitlets.Enum([2, 4, 7], default_value=4).tag(sync=True)
    width = traitlets.Enum([2, 4, 7], default_value=4).tag(sync=True)
    channels = traitlets.Enum([1, 2, 3], default_value=3).tag(sync=True)
    order = traitlets.Enum(ORDERS, default_value=ORDERS[0]).tag(sync=True)
    shuffle = traitlets.Bool(False).tag(sync=True)
    index = traitlets.Int(19, min=0).tag(sync=True)
