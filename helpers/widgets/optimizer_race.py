"""`OptimizerRace`, the small widget of chapter 7: four optimizers run down the same valley."""

from typing import Any

import numpy as np
import traitlets

from helpers.optimizers import SGD, Adam, Optimizer, RMSprop
from helpers.widgets.base import Widget
from helpers.widgets.modules import read_facts

FACTS = read_facts("optimizer_race")
VALLEYS = FACTS["valleys"]
STEPS = 100


def height(valley: str, point: np.ndarray) -> np.ndarray:
    """Height of a valley, the number to make small. point: (..., 2), returns (...).

    "long": 20 times steeper across than along, 0.05 x^2 + y^2. "bent": a curved floor,
    0.1 (1 - x)^2 + 0.5 (y - x^2)^2, after Rosenbrock, 1960,
    https://doi.org/10.1093/comjnl/3.3.175
    """
    x, y = point[..., 0], point[..., 1]
    if valley == "long":
        return 0.05 * x**2 + y**2
    return 0.1 * (1 - x) ** 2 + 0.5 * (y - x**2) ** 2


def slope(valley: str, point: np.ndarray) -> np.ndarray:
    """Gradient of `height` by x and y. point: (..., 2), returns (..., 2)."""
    x, y = point[..., 0], point[..., 1]
    if valley == "long":
        return np.stack([0.1 * x, 2 * y], axis=-1)
    return np.stack([-0.2 * (1 - x) - 2 * x * (y - x * x), y - x * x], axis=-1)


class OptimizerRace(Widget):
    """Four optimizers run down a valley from the same point, with the same learning rate.

    Settings, all readable and changeable (`race.learning_rate = 0.5`), also by the reader. One that
    does not fit raises traitlets.TraitError, whose message says what does:
        valley: "long" or "bent".
        learning_rate: of all four, 0.001 to 2.
        momentum: of the one named "momentum", 0 to 0.99.
        x, y: the start point; one that lies beside the map is moved to its edge.
        step: how many steps are shown, 0 to 100.
    """

    module = "optimizer_race"
    summary = (
        "Let SGD, momentum, RMSprop and Adam run down a valley: choose the learning rate, the "
        "momentum and the start point, and see who gets down, who zigzags and who flies off."
    )
    state = ("valley", "learning_rate", "momentum", "x", "y", "step")

    valley = traitlets.Enum(list(VALLEYS), default_value="long").tag(sync=True)
    learning_rate = traitlets.Float(0.2, min=0.001, max=2).tag(sync=True)
    momentum = traitlets.Float(0.9, min=0, max=0.99).tag(sync=True)
    x = traitlets.Float(VALLEYS["long"]["start"][0]).tag(sync=True)
    y = traitlets.Float(VALLEYS["long"]["start"][1]).tag(sync=True)
    step = traitlets.Int(30, min=0, max=STEPS).tag(sync=True)

    def __init__(self, **settings: Any) -> None:
        valley = settings.get("valley")
        start = VALLEYS[valley if isinstance(valley, str) and valley in VALLEYS else "long"][
            "start"
        ]
        super().__init__(**{"x": start[0], "y": start[1], **settings})

    @traitlets.validate("x", "y")
    def _finite(self, proposal: Any) -> float:
        if not np.isfinite(proposal["value"]):
            raise traitlets.TraitError(
                f"{proposal['trait'].name} expects a finite number. Received {proposal['value']}."
            )
        return proposal["value"]

    @property
    def paths(self) -> dict[str, np.ndarray]:
        """The points that each optimizer of `helpers` visits: name to float64 (101, 2)."""
        runners: dict[str, Optimizer] = {
            "SGD": SGD(self.learning_rate),
            "momentum": SGD(self.learning_rate, momentum=self.momentum),
            "RMSprop": RMSprop(self.learning_rate),
            "Adam": Adam(self.learning_rate),
        }
        return {name: self._path(optimizer) for name, optimizer in runners.items()}

    def _path(self, optimizer: Optimizer) -> np.ndarray:
        edges = VALLEYS[self.valley]
        point = np.array([np.clip(self.x, *edges["x"]), np.clip(self.y, *edges["y"])])
        points = [point.copy()]
        with np.errstate(over="ignore", invalid="ignore"):  # one that flies off may go far
            for _ in range(STEPS):
                optimizer.apply([slope(self.valley, point)], [point])
                points.append(point.copy())
        return np.array(points)
