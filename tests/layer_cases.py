"""Every layer in a few small settings: the material of the tests of the layers."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from helpers import (
    Activation,
    AveragePooling2D,
    BatchNormalization,
    Conv2D,
    Dense,
    DepthwiseConv2D,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    Layer,
    LeakyReLU,
    MaxPooling2D,
    ReLU,
    Rescaling,
    Reshape,
    Softmax,
    ZeroPadding2D,
)


@dataclass(frozen=True)
class Case:
    name: str
    make: Callable[[], Layer]
    shape: tuple[int, ...]  # of a batch
    output: tuple[int, ...]
    parameters: int = 0
    training: bool = False


CASES = [
    # batch of 1, odd and non-square sizes, 1 and 3 channels, strides, each padding
    Case("conv", lambda: Conv2D(2, 3), (1, 5, 4, 1), (1, 3, 2, 2), 20),
    Case("conv-channels", lambda: Conv2D(2, (2, 3)), (2, 4, 5, 3), (2, 3, 3, 2), 38),
    Case("conv-one-pixel", lambda: Conv2D(3, 1), (2, 3, 2, 2), (2, 3, 2, 3), 9),
    Case("conv-whole-image", lambda: Conv2D(2, (3, 4)), (2, 3, 4, 1), (2, 1, 1, 2), 26),
    Case("conv-strides", lambda: Conv2D(2, 3, strides=(2, 1)), (2, 6, 5, 1), (2, 2, 3, 2), 20),
    Case("conv-gaps", lambda: Conv2D(2, 2, strides=3), (1, 7, 6, 2), (1, 2, 2, 2), 18),
    Case("conv-same", lambda: Conv2D(2, 3, padding="same"), (2, 3, 5, 2), (2, 3, 5, 2), 38),
    Case(
        "conv-same-even", lambda: Conv2D(2, (2, 4), padding="same"), (1, 3, 5, 1), (1, 3, 5, 2), 18
    ),
    Case(
        "conv-same-strides",
        lambda: Conv2D(2, (3, 2), strides=(2, 3), padding="same"),
        (2, 5, 7, 3),
        (2, 3, 3, 2),
        38,
    ),
    Case("conv-no-bias", lambda: Conv2D(2, 2, use_bias=False), (2, 3, 3, 2), (2, 2, 2, 2), 16),
    Case("conv-relu", lambda: Conv2D(2, 2, activation="relu"), (2, 3, 4, 2), (2, 2, 3, 2), 18),
    Case(
        "conv-softmax", lambda: Conv2D(3, 2, activation="softmax"), (1, 3, 4, 1), (1, 2, 3, 3), 15
    ),
    Case("depthwise", lambda: DepthwiseConv2D(3), (1, 5, 4, 2), (1, 3, 2, 2), 20),
    Case(
        "depthwise-same-strides",
        lambda: DepthwiseConv2D((2, 3), (2, 1), "same", depth_multiplier=2, activation="tanh"),
        (2, 5, 4, 3),
        (2, 3, 4, 6),
        42,
    ),
    Case(
        "depthwise-no-bias",
        lambda: DepthwiseConv2D(2, depth_multiplier=3, use_bias=False),
        (2, 3, 4, 1),
        (2, 2, 3, 3),
        12,
    ),
    Case("zeros", lambda: ZeroPadding2D(((1, 0), (2, 3))), (2, 3, 2, 4), (2, 4, 7, 4)),
    Case("reshape", lambda: Reshape((3, -1)), (2, 4, 3, 2), (2, 3, 8)),
    Case("rescaling", lambda: Rescaling(1 / 255, -0.5), (2, 3, 4, 1), (2, 3, 4, 1)),
    Case("max", lambda: MaxPooling2D(), (2, 4, 6, 3), (2, 2, 3, 3)),
    Case("max-ragged", lambda: MaxPooling2D(2), (1, 5, 7, 1), (1, 2, 3, 1)),
    Case("max-overlap", lambda: MaxPooling2D((3, 2), strides=(1, 2)), (2, 5, 4, 2), (2, 3, 2, 2)),
    Case("max-gaps", lambda: MaxPooling2D(2, strides=3), (1, 8, 6, 2), (1, 3, 2, 2)),
    Case("max-same", lambda: MaxPooling2D((2, 3), padding="same"), (2, 5, 4, 1), (2, 3, 2, 1)),
    Case("max-same-1", lambda: MaxPooling2D(3, 1, padding="same"), (1, 3, 4, 2), (1, 3, 4, 2)),
    Case("average", lambda: AveragePooling2D(), (2, 4, 6, 3), (2, 2, 3, 3)),
    Case("average-ragged", lambda: AveragePooling2D((2, 3)), (1, 5, 7, 1), (1, 2, 2, 1)),
    Case("average-overlap", lambda: AveragePooling2D(3, strides=2), (2, 5, 7, 2), (2, 2, 3, 2)),
    Case("average-same", lambda: AveragePooling2D(3, 2, "same"), (2, 4, 5, 2), (2, 2, 3, 2)),
    Case("global", lambda: GlobalAveragePooling2D(), (2, 3, 5, 2), (2, 2)),
    Case("flatten", lambda: Flatten(), (2, 3, 4, 2), (2, 24)),
    Case("flatten-flat", lambda: Flatten(), (3, 4), (3, 4)),
    Case("dense", lambda: Dense(3), (4, 5), (4, 3), 18),
    Case("dense-one", lambda: Dense(1, use_bias=False), (1, 1), (1, 1), 1),
    Case("dense-relu", lambda: Dense(4, activation="relu"), (3, 5), (3, 4), 24),
    Case("dense-softmax", lambda: Dense(3, activation="softmax"), (4, 2), (4, 3), 9),
    Case("dense-sigmoid", lambda: Dense(3, activation="sigmoid"), (4, 2), (4, 3), 9),
    Case("dense-tanh", lambda: Dense(3, activation="tanh"), (4, 2), (4, 3), 9),
    Case("dense-sequence", lambda: Dense(2, activation="tanh"), (2, 3, 4), (2, 3, 2), 10),
    Case("dropout", lambda: Dropout(0.4), (3, 5), (3, 5), training=True),
    Case("dropout-images", lambda: Dropout(0.7, seed=3), (2, 3, 4, 2), (2, 3, 4, 2), training=True),
    Case("dropout-test", lambda: Dropout(0.4), (3, 5), (3, 5)),
    Case("relu", lambda: ReLU(), (3, 4, 2), (3, 4, 2)),
    Case("leaky-relu", lambda: LeakyReLU(0.1), (3, 4, 2), (3, 4, 2)),
    Case("activation", lambda: Activation("tanh"), (3, 4), (3, 4)),
    Case("activation-softmax", lambda: Activation("softmax"), (3, 4), (3, 4)),
    Case("softmax", lambda: Softmax(), (3, 4), (3, 4)),
    Case("batch-norm", lambda: BatchNormalization(), (4, 3), (4, 3), 12, training=True),
    Case(
        "batch-norm-images",
        lambda: BatchNormalization(momentum=0.9),
        (2, 3, 2, 3),
        (2, 3, 2, 3),
        12,
        True,
    ),
    Case("batch-norm-test", lambda: BatchNormalization(), (4, 3), (4, 3), 12),
]

every_case = [(case.name, case) for case in CASES]


def steady_input(case: Case, seed: int = 0) -> np.ndarray:
    """A float64 batch on which no slope jumps: all values differ by far more than a nudge, and
    none stands near 0, where ReLU has its kink."""
    size = int(np.prod(case.shape))
    values = np.random.default_rng(seed).permutation(np.linspace(-1, 1, 2 * size)[::2]) + 1e-3
    return values.reshape(case.shape)


def built(case: Case, dtype: type = np.float64, seed: int = 0) -> Layer:
    """The layer with random weights, biases and statistics, so that none of them is 0 or 1."""
    layer = case.make()
    layer.build((None, *case.shape[1:]))
    rng = np.random.default_rng(seed)
    draw = {
        name: rng.uniform(0.5, 1.5, size=value.shape).astype(dtype)
        for name, value in {**layer.params, **layer.state}.items()
    }
    layer.params = {name: draw[name] - (name == "kernel") for name in layer.params}
    layer.state = {name: draw[name] for name in layer.state}
    return layer
