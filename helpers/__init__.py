"""A convolutional neural network by hand: the reference implementation of the course.

The network is imported at once and needs NumPy alone. `check`, the widgets and the figures are
imported when they are first asked for.
"""

import sys
from importlib import import_module
from typing import Any

from helpers import data as datasets
from helpers.activations import Activation, LeakyReLU, ReLU, Softmax, softmax
from helpers.callbacks import (
    Callback,
    CSVLogger,
    EarlyStopping,
    History,
    LearningRateScheduler,
    LivePlot,
    ModelCheckpoint,
    ProgressBar,
    ReduceLROnPlateau,
    RocAuc,
    TerminateOnNaN,
    WeightRecorder,
)
from helpers.convolution import Conv2D
from helpers.data import load_digits, load_kmnist, load_mnist
from helpers.dense import Dense
from helpers.depthwise import DepthwiseConv2D
from helpers.dropout import Dropout
from helpers.flatten import Flatten
from helpers.keras_words import Rooms as _Rooms
from helpers.keras_words import missing as _missing
from helpers.layer import Input, Layer
from helpers.network import Sequential
from helpers.normalization import BatchNormalization
from helpers.optimizers import SGD, Adadelta, Adam, RMSprop
from helpers.pixels import (
    add_channel_axis,
    one_hot,
    scale_pixels,
    split_channels,
    to_categorical,
    to_grayscale,
)
from helpers.pooling import AveragePooling2D, GlobalAveragePooling2D, MaxPooling2D
from helpers.reshaping import Rescaling, Reshape, ZeroPadding2D

AvgPool2D, GlobalAvgPool2D, MaxPool2D = AveragePooling2D, GlobalAveragePooling2D, MaxPooling2D
Convolution2D = Conv2D
# Keras's rooms are all this one: `layers.Dense`, `from helpers.models import Sequential`.
layers = models = utils = sys.modules[__name__]
sys.modules |= dict.fromkeys(("helpers.layers", "helpers.models", "helpers.utils"), layers)
sys.modules["helpers.datasets"] = datasets
if "Rooms" not in [getattr(finder, "__name__", "") for finder in sys.meta_path]:
    sys.meta_path.append(_Rooms)  # type: ignore[arg-type]

# Names of the higher floors, and the module that each lives in. The widgets know their own names.
_LATER = {
    "accuracy_error": "helpers.comparison",
    "check": "helpers.checking",
    "export_onnx": "helpers.onnx_export",
    "import_onnx": "helpers.onnx_import",
    "load_course_network": "helpers.weights",
    "paired_difference": "helpers.comparison",
}

# Public is what is imported above from the rooms.
__all__ = [
    name
    for name, thing in globals().items()
    if name[0] != "_" and getattr(thing, "__module__", "").startswith("helpers.")
]


def __getattr__(name: str) -> Any:
    if name in _LATER:
        return getattr(import_module(_LATER[name]), name)
    if name[0] != "_" and name in (widgets := import_module("helpers.widgets")).__all__:
        return getattr(widgets, name)
    return _missing("helpers", __all__)(name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_LATER, *import_module("helpers.widgets").__all__})
