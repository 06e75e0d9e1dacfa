"""`TrainingLab`, the second widget of chapter 7: the course network is trained in the page."""

import traitlets

from helpers.widgets.base import Widget
from helpers.widgets.modules import read_facts

FACTS = read_facts("training_lab")


class TrainingLab(Widget):
    """Train the course network live, with no kernel, and change the settings while it runs.

    It learns from the 3,000 training digits of chapter 7 and is measured on the 1,000 held-out
    ones. The arithmetic is that of `helpers`, in JavaScript, in a thread beside the page.

    Settings, all readable and changeable (`lab.dropout = 0.25`), also by the reader. One that
    does not fit raises traitlets.TraitError, whose message says what does:
        optimizer: "SGD" or "Adam".
        learning_rate: one of those of the list, 0.0001 to 1.
        momentum: of SGD, 0 to 0.99; Adam has its own.
        dropout: the rate behind the dense layer, 0 to 0.75.
        batch_size: 8 to 128.
        share: the part of the 3,000 training digits that is used, 0.1 to 1.
        seed: of the first weights, the order of the digits and the dropout, 1 to 999.
        fault: "none", or the letter of a network that fails, "A" to "D".
    """

    module = "training_lab"
    predicts = True
    summary = (
        "Train the course network in the page: change the learning rate, the optimizer or the "
        "dropout while it runs, watch the filters and their gradients, and draw on your network."
    )
    state = (
        "optimizer",
        "learning_rate",
        "momentum",
        "dropout",
        "batch_size",
        "share",
        "seed",
        "fault",
    )

    optimizer = traitlets.Enum(["SGD", "Adam"], "Adam").tag(sync=True)
    learning_rate = traitlets.Enum(
        [0.0001, 0.0003, 0.001, 0.002, 0.005, 0.01, 0.03, 0.1, 0.3, 1], 0.002
    ).tag(sync=True)
    momentum = traitlets.Enum([0, 0.5, 0.9, 0.99], 0).tag(sync=True)
    dropout = traitlets.Enum([0, 0.25, 0.5, 0.75], 0.5).tag(sync=True)
    batch_size = traitlets.Enum([8, 16, 32, 64, 128], 32).tag(sync=True)
    share = traitlets.Enum([0.1, 0.25, 0.5, 1], 1).tag(sync=True)
    seed = traitlets.Int(1, min=1, max=999).tag(sync=True)
    fault = traitlets.Enum(["none", *FACTS["faults"]], "none").tag(sync=True)
