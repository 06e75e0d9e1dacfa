"""`WelcomeNetwork`, the widget of the welcome page: draw a digit, and watch it being read."""

from helpers.widgets.base import Widget
from helpers.widgets.drawing import Strokes


class WelcomeNetwork(Widget):
    """Draw a digit: from left to right, layer by layer, the course network reads it.

    On a page, each layer is a link to its chapter: the page names them inside the widget. Where
    nothing is drawn, the network reads the faint seven on the board.

    Settings, all readable and changeable, also by the reader. One that does not fit raises
    traitlets.TraitError, whose message says what does:
        strokes: the drawing, lists [x0, y0, x1, y1, ...] of whole numbers on a board of 112 x 112.
    """

    module = "welcome"
    summary = "Draw a digit, and watch the course network read it, layer by layer."
    state = ("strokes",)
    values_at_start = ("network/course",)

    strokes = Strokes().tag(sync=True)
