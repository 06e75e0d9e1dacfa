"""`DropoutExplorer`, the widget of chapter 6: what a mask does, and what stays equal on average."""

from itertools import islice

import numpy as np
import traitlets

from helpers.widgets.base import Widget
from helpers.widgets.modules import read_facts
from helpers.widgets.random import random_numbers

VERSIONS = ["right", "no rescaling", "drops in testing too", "keep and drop swapped"]
FACTS = read_facts("dropout")


def mask_numbers(count: int, units: int, seed: int = 1) -> np.ndarray:
    """The numbers that decide who is dropped: float64 (count, units) in [0, 1), one row a mask.

    Made of `random_numbers`. A unit is dropped where its number is below the rate: a higher rate
    drops more of the same units.
    """
    numbers = [(state >> 8) / 2**24 for state in islice(random_numbers(seed), count * units)]
    return np.array(numbers).reshape(count, units)


def factors(numbers: np.ndarray, rate: float, mode: str, version: str) -> np.ndarray:
    """What each activation is multiplied by, in the right version of dropout or a wrong one.

    Args:
        numbers: of `mask_numbers`, any shape.
        rate: the share to drop, in [0, 1).
        mode: "training" or "testing".
        version: one of VERSIONS.

    Returns:
        float64 array of the shape of `numbers`.
    """
    if mode == "testing" and version != "drops in testing too":
        return np.ones_like(numbers)
    kept = numbers < rate if version == "keep and drop swapped" else numbers >= rate
    return kept * (1.0 if version == "no rescaling" else 1 / (1 - rate))


class DropoutExplorer(Widget):
    """Drop some of ten activations, again and again, and watch the mean of what comes through.

    Settings, all readable and changeable (`explorer.rate = 0.2`), also by the reader. One that
    does not fit raises traitlets.TraitError, whose message says what does:
        rate: the share that is dropped, 0 to 0.9.
        mode: "training" or "testing".
        version: "right", or one of three bugs: "no rescaling", "drops in testing too",
            "keep and drop swapped".
        masks: how many masks were drawn; the last one is shown, 1 to 1000.
        seed: of the masks, a whole number from 1.
    """

    module = "dropout"
    summary = (
        "Drop some of ten activations, draw mask after mask, and compare the mean of what the "
        "next layer receives with its value without dropout, in a right version and three wrong."
    )
    state = ("rate", "mode", "version", "masks", "seed")

    rate = traitlets.Float(0.5, min=0, max=0.9).tag(sync=True)
    mode = traitlets.Enum(["training", "testing"], default_value="training").tag(sync=True)
    version = traitlets.Enum(VERSIONS, default_value="right").tag(sync=True)
    masks = traitlets.Int(1, min=1, max=1000).tag(sync=True)
    seed = traitlets.Int(1, min=1, max=2**31 - 1).tag(sync=True)

    @property
    def activations(self) -> np.ndarray:
        """The ten numbers that come out of the layer: float64 (10,)."""
        return np.array(FACTS["activations"], dtype=np.float64)

    @property
    def mask(self) -> np.ndarray:
        """What the activations are multiplied by at the moment: float64 (10,)."""
        numbers = mask_numbers(self.masks, self.activations.size, self.seed)
        return factors(numbers[-1], self.rate, self.mode, self.version)
