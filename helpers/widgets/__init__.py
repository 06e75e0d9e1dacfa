"""The book's widgets: small machines that a reader plays with before any formula.

Each widget is one Python class and one JavaScript module of the same name. The class holds the
settings as traits; the module holds all interaction and arithmetic, so the same file is live in
JupyterLab, on the published page, and on a page opened from a disk. `helpers.widgets.base` says
how to add one.

The classes are imported on first use, because they need anywidget, and the network does not.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from helpers.widgets.callbacks import EarlyStoppingExplorer as EarlyStoppingExplorer
    from helpers.widgets.convolution import ConvolutionExplorer as ConvolutionExplorer
    from helpers.widgets.dense import SoftmaxExplorer as SoftmaxExplorer
    from helpers.widgets.drawing_pad import DrawingPad as DrawingPad
    from helpers.widgets.dropout import DropoutExplorer as DropoutExplorer
    from helpers.widgets.feature_maps import FeatureMapExplorer as FeatureMapExplorer
    from helpers.widgets.flatten import FlattenExplorer as FlattenExplorer
    from helpers.widgets.optimizer_race import OptimizerRace as OptimizerRace
    from helpers.widgets.pixels import PixelExplorer as PixelExplorer
    from helpers.widgets.pooling import PoolingExplorer as PoolingExplorer
    from helpers.widgets.quiz import Quiz as Quiz
    from helpers.widgets.training import TrainingReplay as TrainingReplay

# Class name to the file it lives in.
_HOMES = {
    "ConvolutionExplorer": "convolution",
    "DrawingPad": "drawing_pad",
    "DropoutExplorer": "dropout",
    "EarlyStoppingExplorer": "callbacks",
    "FeatureMapExplorer": "feature_maps",
    "FlattenExplorer": "flatten",
    "OptimizerRace": "optimizer_race",
    "PixelExplorer": "pixels",
    "PoolingExplorer": "pooling",
    "Quiz": "quiz",
    "SoftmaxExplorer": "dense",
    "TrainingReplay": "training",
}

__all__ = [
    "ConvolutionExplorer",
    "DrawingPad",
    "DropoutExplorer",
    "EarlyStoppingExplorer",
    "FeatureMapExplorer",
    "FlattenExplorer",
    "OptimizerRace",
    "PixelExplorer",
    "PoolingExplorer",
    "Quiz",
    "SoftmaxExplorer",
    "TrainingReplay",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no widget {name!r}. It has: {__all__}.")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
