"""`SoftmaxExplorer`, the widget of chapter 5: from logits to probabilities, loss and gradient."""

import traitlets

from helpers.widgets.base import Widget
from helpers.widgets.modules import read_facts

FACTS = read_facts("dense")
CLASSES = FACTS["classes"]


class SoftmaxExplorer(Widget):
    """Move the logits of four classes and watch probabilities, loss and gradient.

    Settings, all readable and changeable (`explorer.label = 0`), also by the reader. One that
    does not fit raises traitlets.TraitError, whose message says what does:
        logits: one number for each class, -10 to 10.
        label: the true class, 0 to 3.
        temperature: the logits are divided by it before the softmax, 0.1 to 5.
        offset: a number added to all logits: 0, 100 or 1000.
        shift: subtract the largest logit first, which softmax needs so as not to overflow.
    """

    module = "dense"
    summary = (
        "Move the logits of four classes and watch their probabilities, the loss of the true "
        "class, and the gradient that pushes each logit up or down."
    )
    state = ("logits", "label", "temperature", "offset", "shift")

    logits = traitlets.List(
        traitlets.Float(min=-10, max=10),
        default_value=[0.5, 1.0, 2.0, 1.5],
        minlen=len(CLASSES),
        maxlen=len(CLASSES),
    ).tag(sync=True)
    label = traitlets.Int(2, min=0, max=len(CLASSES) - 1).tag(sync=True)
    temperature = traitlets.Float(1.0, min=0.1, max=5).tag(sync=True)
    offset = traitlets.Enum([0, 100, 1000], default_value=0).tag(sync=True)
    shift = traitlets.Bool(True).tag(sync=True)
