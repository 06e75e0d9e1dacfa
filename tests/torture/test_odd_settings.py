"""Odd settings: every number, name and switch that the network's rooms take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from helpers import (
    SGD,
    Activation,
    Adadelta,
    Adam,
    AveragePooling2D,
    BatchNormalization,
    Conv2D,
    CSVLogger,
    Dense,
    DepthwiseConv2D,
    Dropout,
    EarlyStopping,
    Flatten,
    GlobalAveragePooling2D,
    Input,
    Layer,
    LeakyReLU,
    LearningRateScheduler,
    LivePlot,
    MaxPooling2D,
    ModelCheckpoint,
    ProgressBar,
    ReduceLROnPlateau,
    ReLU,
    Rescaling,
    Reshape,
    RMSprop,
    RocAuc,
    Sequential,
    Softmax,
    TerminateOnNaN,
    WeightRecorder,
    ZeroPadding2D,
    one_hot,
    to_categorical,
)
from helpers.activations import Linear, Sigmoid, Tanh
from helpers.convolution import conv2d_gradients_loops, conv2d_loops, im2col
from helpers.dropout import dropout_loops, dropout_mask
from helpers.gradients import check_layer, check_loss, check_model, numerical_gradient
from helpers.initializers import (
    glorot_normal,
    glorot_uniform,
    he_normal,
    he_uniform,
    ones,
    random_normal,
    random_uniform,
    truncated_normal,
    zeros,
)
from helpers.losses import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    SparseCategoricalCrossentropy,
    mse,
)
from helpers.metrics import confusion_matrix
from helpers.pooling import average_pool_loops, max_pool_gradient_loops, max_pool_loops
from helpers.regularizers import L1, L1L2, L2
from helpers.windows import output_size
from tests.network_cases import LABELS, X, Y, small
from tests.torture import odd

RNG = np.random.default_rng
IMAGE = np.ones((6, 6, 1))


@dataclass(frozen=True)
class Setting:
    """One argument: how a value is given, and which values are right."""

    name: str  # of the owner and the argument, as the error says it
    give: Callable[[Any], Any]
    right: tuple[Any, ...] = ()  # further ones
    interval: str = "[1, inf)"  # of numbers
    read: Callable[[Any], Any] | None = None  # what the value became


def attribute(name: str) -> Callable[[Any], Any]:
    return lambda thing: getattr(thing, name)


def with_checkpoint(**options: Any) -> Any:
    return ModelCheckpoint("w.npz", **options)


def fit(**options: Any) -> Any:
    model = small()
    model.fit(X, Y, **{"verbose": 0, **options})
    return [w.sum() for w in model.get_weights()]


def float64_model() -> Any:
    return small(dtype="float64")


def pair_of(name: str) -> Callable[[Any], Any]:
    return lambda layer: getattr(layer, name)


def build(layer: Layer, shape: tuple[Any, ...] = (None, 6, 6, 1)) -> Layer:
    layer.build(shape)
    return layer


WHOLE = [
    Setting("Conv2D's filters", lambda v: Conv2D(v, 3), read=attribute("filters")),
    Setting("Conv2D's kernel_size", lambda v: Conv2D(2, v), read=pair_of("kernel_size")),
    Setting("Conv2D's kernel_size", lambda v: Conv2D(2, (2, v))),
    Setting("Conv2D's strides", lambda v: Conv2D(2, 3, v), read=pair_of("strides")),
    Setting("Conv2D's strides", lambda v: Conv2D(2, 3, (v, 1))),
    Setting("DepthwiseConv2D's kernel_size", DepthwiseConv2D, read=pair_of("kernel_size")),
    Setting("DepthwiseConv2D's strides", lambda v: DepthwiseConv2D(3, v)),
    Setting("DepthwiseConv2D's depth_multiplier", lambda v: DepthwiseConv2D(3, 1, "same", v)),
    Setting("Dense's units", Dense, read=attribute("units")),
    Setting("MaxPooling2D's pool_size", MaxPooling2D, read=pair_of("pool_size")),
    Setting("MaxPooling2D's strides", lambda v: MaxPooling2D(2, v), (None,)),
    Setting("AveragePooling2D's pool_size", AveragePooling2D, read=pair_of("pool_size")),
    Setting("AveragePooling2D's strides", lambda v: AveragePooling2D(2, v), (None,)),
    Setting("ZeroPadding2D's padding", ZeroPadding2D, interval="[0, inf)"),
    Setting("ZeroPadding2D's padding", lambda v: ZeroPadding2D((1, v)), interval="[0, inf)"),
    Setting("Input's shape", Input, ([3] * 5,), read=attribute("shape")),
    Setting("Input's shape", lambda v: Input((4, v)), read=attribute("shape")),
    Setting("Reshape's target_shape", lambda v: Reshape((2, v)), (-1,)),
    Setting("Reshape's target_shape", Reshape, (-1, [3] * 5)),
    Setting("build's input_shape", lambda v: Sequential([Dense(2)]).build((None, v))),
    Setting("input channels|at least one", lambda v: build(Conv2D(1, 3), (None, 6, 6, v))),
    Setting("Dense's input size", lambda v: build(Dense(1), (None, v))),
    Setting("Sequential's seed", lambda v: Sequential(seed=v), (None,), "[0, inf)"),
    Setting("Dropout's seed", lambda v: Dropout(0.5, seed=v), (None,), "[0, inf)"),
    Setting("EarlyStopping's patience", lambda v: EarlyStopping(patience=v), (), "[0, inf)"),
    Setting("start_from_epoch", lambda v: EarlyStopping(start_from_epoch=v), (), "[0, inf)"),
    Setting("Plateau's patience", lambda v: ReduceLROnPlateau(patience=v), (), "[0, inf)"),
    Setting("Plateau's cooldown", lambda v: ReduceLROnPlateau(cooldown=v), (), "[0, inf)"),
    Setting("LivePlot's every", LivePlot, read=attribute("every")),
    Setting("WeightRecorder's frames", lambda v: WeightRecorder((X, Y), v), (), "[2, inf)"),
    Setting("batch_size", lambda v: fit(batch_size=v), (None,), read=lambda sums: sums),
    Setting("epochs", lambda v: fit(epochs=v), (), "[0, inf)", read=lambda sums: sums),
    Setting("initial_epoch", lambda v: fit(initial_epoch=v), (), "[0, inf)"),
    Setting("batch_size", lambda v: fit(validation_data=(X, Y), validation_batch_size=v), (None,)),
    Setting("batch_size", lambda v: small().evaluate(X, Y, v), (None,), read=lambda y: y),
    Setting("batch_size", lambda v: small().predict(X, v), (None,), read=np.sum),
    Setting(
        "num_classes", lambda v: confusion_matrix(LABELS, LABELS, v), (), "[1, inf)", np.ndarray.sum
    ),
    Setting("num_classes", lambda v: one_hot(LABELS, v), (), "[1, inf)", np.ndarray.sum),
    Setting("num_classes", lambda v: to_categorical(LABELS, v), (None,)),
    Setting("size|the window", lambda v: output_size(v, 3), (), "[3, inf)", read=int),
    Setting("kernel|the window", lambda v: output_size(5, v), (), "[1, 5)", read=int),
    Setting("stride", lambda v: output_size(5, 3, v), read=int),
    Setting("padding", lambda v: output_size(5, 3, 1, v), (), "[0, inf)", read=int),
    Setting("size", lambda v: max_pool_loops(IMAGE, v), read=np.sum),
    Setting("size", lambda v: average_pool_loops(IMAGE, v), read=np.sum),
    Setting("size", lambda v: max_pool_gradient_loops(IMAGE, np.ones((2, 2, 1)), v)),
    Setting("stride", lambda v: conv2d_loops(IMAGE, np.ones((3, 3, 1, 1)), [0], v), read=np.sum),
    Setting(
        "padding",
        lambda v: conv2d_loops(IMAGE, np.ones((3, 3, 1, 1)), [0], 1, v),
        interval="[0, inf)",
        read=np.sum,
    ),
    Setting(
        "stride",
        lambda v: conv2d_gradients_loops(IMAGE, np.ones((3, 3, 1, 1)), np.ones((2, 2, 1)), v),
    ),
    Setting("kernel_size|the window", lambda v: im2col(IMAGE, v), (), "[1, 6]", read=np.sum),
    Setting("per_weight", lambda v: check_model(float64_model(), X, Y, v)),
    Setting("seed", lambda v: check_model(float64_model(), X, Y, 1, v), interval="[0, inf)"),
    Setting("seed", lambda v: check_layer(Dense(2), X[:2, 0, :, 0], seed=v), interval="[0, inf)"),
    Setting("get_layer", lambda v: small().get_layer(index=v), (-1,), "[-6, 5]"),
]


def optimizer_numbers(kind: Any, **intervals: str) -> list[Setting]:
    return [
        Setting(name, lambda v, n=name: kind(**{n: v}), (), interval, attribute(name))
        for name, interval in intervals.items()
    ]


def set_rate(value: Any) -> Any:
    optimizer = Adam()
    optimizer.learning_rate = value
    return optimizer


def scheduled(value: Any) -> Any:
    model = small()
    model.fit(X, Y, verbose=0, callbacks=[LearningRateScheduler(lambda epoch: value)])
    return model.optimizer


REAL = [
    Setting("Dropout's rate", Dropout, (), "[0, 1)", attribute("rate")),
    Setting("dropout_mask's rate", lambda v: dropout_mask((2,), v, RNG(0)), (), "[0, 1)"),
    Setting("dropout_loops's rate", lambda v: dropout_loops(np.ones(2), v, RNG(0)), (), "[0, 1)"),
    Setting("LeakyReLU's negative_slope", LeakyReLU, (), "[0, 1)", attribute("negative_slope")),
    Setting("momentum", lambda v: BatchNormalization(momentum=v), (), "[0, 1]"),
    Setting("epsilon", lambda v: BatchNormalization(epsilon=v), (), "(0, inf)"),
    Setting("Rescaling's scale", Rescaling, (), "(-inf, inf)", attribute("scale")),
    Setting("Rescaling's offset", lambda v: Rescaling(1, v), (), "(-inf, inf)"),
    *optimizer_numbers(SGD, learning_rate="[0, inf)", momentum="[0, 1]"),
    *optimizer_numbers(RMSprop, learning_rate="[0, inf)", rho="[0, 1]", epsilon="[0, inf)"),
    *optimizer_numbers(Adam, learning_rate="[0, inf)", beta_1="[0, 1)", beta_2="[0, 1)"),
    *optimizer_numbers(Adam, epsilon="[0, inf)"),
    *optimizer_numbers(Adadelta, learning_rate="[0, inf)", rho="[0, 1]", epsilon="[0, inf)"),
    Setting("learning_rate", set_rate, (), "[0, inf)", attribute("learning_rate")),
    Setting("schedule|learning_rate", scheduled, (), "[0, inf)", attribute("learning_rate")),
    Setting("l1", L1, (), "[0, inf)", attribute("l1")),
    Setting("l2", L2, (), "[0, inf)", attribute("l2")),
    Setting("l1", lambda v: L1L2(v, 0), (), "[0, inf)", attribute("l1")),
    Setting("l2", lambda v: L1L2(0, v), (), "[0, inf)", attribute("l2")),
    Setting("min_delta", lambda v: EarlyStopping(min_delta=v), (), "(-inf, inf)"),
    Setting("baseline", lambda v: EarlyStopping(baseline=v), (None,), "(-inf, inf)"),
    Setting("factor", lambda v: ReduceLROnPlateau(factor=v), (), "(0, 1)", attribute("factor")),
    Setting("min_delta", lambda v: ReduceLROnPlateau(min_delta=v), (), "(-inf, inf)"),
    Setting("min_lr", lambda v: ReduceLROnPlateau(min_lr=v), (), "[0, inf)", attribute("min_lr")),
    Setting(
        "initial_value_threshold",
        lambda v: with_checkpoint(initial_value_threshold=v),
        (None,),
        "(-inf, inf)",
    ),
    Setting("validation_split", lambda v: fit(validation_split=v), (0,), "[0, 1)"),
    Setting("stddev", lambda v: truncated_normal((2,), RNG(0), v), (), "[0, inf)"),
    Setting(
        "eps",
        lambda v: numerical_gradient(lambda x: float(x.sum()), np.ones(2), v),
        interval="(0, inf)",
    ),
    Setting("eps", lambda v: check_layer(Dense(1), np.ones((1, 2)), eps=v), interval="(0, 1]"),
    Setting("eps", lambda v: check_loss(mse, [1.0], np.ones(1) / 2, v), interval="(0, 1]"),
    Setting("eps", lambda v: check_model(float64_model(), X, Y, 1, eps=v), interval="(0, 1]"),
]

NAMES = [
    Setting("activation", lambda v: Dense(2, v), (None, "relu")),
    Setting("activation", Activation, (None, "softmax")),
    Setting("activation", lambda v: Conv2D(2, 2, activation=v), (None, "tanh")),
    Setting("initializer", lambda v: Dense(2, kernel_initializer=v), ("he_normal",)),
    Setting("initializer", lambda v: Dense(2, bias_initializer=v), ("ones",)),
    Setting("initializer", lambda v: DepthwiseConv2D(2, depthwise_initializer=v), ("ones",)),
    Setting("regularizer", lambda v: Dense(2, kernel_regularizer=v), (None, "l2")),
    Setting("regularizer", lambda v: Dense(2, bias_regularizer=v), (None, "l1")),
    Setting("regularizer", lambda v: Dense(2, use_bias=False, bias_regularizer=v), (None, "l1")),
    Setting("Conv2D's padding", lambda v: Conv2D(2, 2, padding=v), ("same",)),
    Setting("Depthwise.*padding", lambda v: DepthwiseConv2D(2, padding=v), ("same",)),
    Setting("MaxPooling2D's padding", lambda v: MaxPooling2D(2, padding=v), ("valid",)),
    Setting("AveragePooling2D's padding", lambda v: AveragePooling2D(2, padding=v), ("valid",)),
    Setting("optimizer", lambda v: small().compile(v, "mse"), ("sgd", "Adam")),
    Setting("loss", lambda v: small().compile("sgd", v), ("mse",)),
    Setting("metrics", lambda v: small().compile("sgd", "mse", [v]), ("mae",)),
    Setting("mode", lambda v: EarlyStopping(mode=v), ("max",)),
    Setting("mode", lambda v: ReduceLROnPlateau(mode=v), ("max",)),
    Setting("mode", lambda v: with_checkpoint(mode=v, save_best_only=True), ("max",)),
    Setting("dtype", lambda v: Sequential(dtype=v), ("float64", np.float32)),
    Setting("get_layer", lambda v: small().get_layer(v), ("dense",)),
    Setting("filepath", ModelCheckpoint, ("w.npz",)),
]
MONITORS = [
    Setting("monitor", EarlyStopping, ("val_loss",)),
    Setting("monitor", ReduceLROnPlateau, ("loss",)),
    Setting("monitor", lambda v: with_checkpoint(monitor=v), ("loss", "Fancy", "")),
]
SWITCHES = [
    Setting("use_bias", lambda v: Dense(2, use_bias=v)),
    Setting("use_bias", lambda v: Conv2D(2, 2, use_bias=v)),
    Setting("use_bias", lambda v: DepthwiseConv2D(2, use_bias=v)),
    Setting("nesterov", lambda v: SGD(nesterov=v)),
    Setting("from_logits", lambda v: CategoricalCrossentropy(from_logits=v)),
    Setting("from_logits", lambda v: BinaryCrossentropy(from_logits=v)),
    Setting("from_logits", lambda v: SparseCategoricalCrossentropy(from_logits=v)),
    Setting("restore_best_weights", lambda v: EarlyStopping(restore_best_weights=v)),
    Setting("save_best_only", lambda v: with_checkpoint(save_best_only=v)),
    Setting("save_optimizer", lambda v: with_checkpoint(save_optimizer=v)),
    Setting("append", lambda v: CSVLogger("log.csv", append=v)),
    Setting("shuffle", lambda v: fit(shuffle=v)),
]
TEXTS = [
    Setting("name", lambda v: Dense(2, name=v), (None, "last", "")),
    Setting("name", lambda v: Sequential(name=v), ("net",)),
    Setting("name", lambda v: RocAuc((X, Y), name=v), ("auc",)),
]
PAIRS = [
    Setting("Conv2D's kernel_size", lambda v: Conv2D(2, v)),
    Setting("Conv2D's strides", lambda v: Conv2D(2, 2, v)),
    Setting("MaxPooling2D's pool_size", MaxPooling2D),
    Setting("AveragePooling2D's strides", lambda v: AveragePooling2D(2, v)),
    Setting("ZeroPadding2D's padding", ZeroPadding2D),
]


def each(settings: list[Setting]) -> Any:
    numbered = [f"{index}: {setting.name}" for index, setting in enumerate(settings)]
    return pytest.mark.parametrize("setting", settings, ids=numbered)


def ends(setting: Setting) -> tuple[float, float]:
    low, high = (float(end) for end in setting.interval[1:-1].split(","))
    return low, high


def is_right(setting: Setting, value: Any) -> bool:
    """Whether a setting names this value, by identity or as a number."""
    return any(
        value is right or (type(value) is type(right) and value == right) for right in setting.right
    )


def tried(setting: Setting, wrong: dict[str, Any], kind: str, tally: Any, some: Any) -> list[str]:
    """The faults of all values that must be refused."""
    faults, count = [], 0
    for name, value in some(wrong.items()):
        if not isinstance(value, np.ndarray) and is_right(setting, value):
            continue
        count += 1
        faults += odd.judge(name, lambda v=value: setting.give(v), setting.name, value)
    tally(f"odd input: {kind}", cases=count)
    return faults


@each(WHOLE)
def test_what_is_no_whole_number_is_refused(setting, tally, some):
    low, high = ends(setting)
    wrong = odd.NOT_WHOLE | {"-1": -1, "below": int(low) - 1, "far below": -(10**30)}
    if high < 10:
        wrong |= {"above": 10, "NumPy's": np.int64(10)}
    faults = tried(setting, wrong, "whole numbers", tally, some)
    assert not faults, "\n".join(faults)


@each(WHOLE)
def test_whole_numbers_of_numpy_work(setting, tally, some):
    expected = setting.give(3)
    faults = []
    tried = some(odd.WHOLE.items())
    for name, value in tried:
        result, error = odd.told(lambda v=value: setting.give(v))
        if error is not None:
            faults.append(f"{name}: {type(error).__name__}: {error}")
        elif setting.read and setting.read(result) != setting.read(expected):
            faults.append(f"{name}: {setting.read(result)}, not {setting.read(expected)}")
    tally("odd input: whole numbers", cases=len(tried))
    assert not faults, "\n".join(faults)


@each(REAL)
def test_what_is_no_number_is_refused(setting, tally, some):
    low, high = ends(setting)
    wrong = dict(odd.NOT_NUMBER)
    if low > -np.inf:
        wrong |= {"below": low - 0.5, "NumPy's below": np.float32(low - 1)}
        if setting.interval[0] == "(":
            wrong["at the lower end"] = low
    if high < np.inf:
        wrong |= {"above": high + 0.5, "far above": 1e300, "too large": 10**400}
        if setting.interval[-1] == ")":
            wrong["at the upper end"] = high
    faults = tried(setting, wrong, "numbers", tally, some)
    assert not faults, "\n".join(faults)


@each(REAL)
def test_numbers_of_every_kind_work(setting, tally, some):
    faults = []
    half = {"float32": np.float32(0.5), "float16": np.float16(0.5), "big": np.array(0.5, ">f8")[()]}
    half |= {"a fraction": Fraction(1, 2), "an array of no axes": np.array(0.5)}
    expected = setting.give(0.5)
    tried = some(half.items())
    for name, value in tried:
        result, error = odd.told(lambda v=value: setting.give(v))
        if error is not None:
            faults.append(f"{name}: {type(error).__name__}: {error}")
        elif setting.read and setting.read(result) != setting.read(expected):
            faults.append(f"{name}: {setting.read(result)}, not {setting.read(expected)}")
    tally("odd input: numbers", cases=len(tried))
    assert not faults, "\n".join(faults)


@each(NAMES)
def test_what_is_no_name_is_refused(setting, tally, some):
    faults = tried(setting, odd.NOT_NAME | {"None": None}, "names", tally, some)
    assert not faults, "\n".join(faults)
    for right in setting.right:
        assert odd.told(lambda value=right: setting.give(value))[1] is None, right


@each(MONITORS)
def test_what_is_no_monitor_is_refused(setting, tally, some):
    wrong = odd.NOT_NAME | {"None": None}
    faults = tried(setting, wrong, "names", tally, some)
    assert not faults, "\n".join(faults)


@each(SWITCHES)
def test_what_is_no_switch_is_refused(setting, tally, some):
    wrong = {n: v for n, v in odd.NOT_WHOLE.items() if n not in ("True", "NumPy's True")}
    faults = tried(setting, wrong | {"no": "no", "False": "False", "2": 2}, "switches", tally, some)
    for right in (True, False, np.True_, np.False_, 0, 1):
        error = odd.told(lambda v=right: setting.give(v))[1]
        faults += [f"{right!r}: {error!r}"] if error is not None else []
    assert not faults, "\n".join(faults)


@each(TEXTS)
def test_what_is_no_text_is_refused(setting, tally, some):
    wrong = {n: v for n, v in odd.NOT_WHOLE.items() if n != "text"}
    faults = tried(setting, wrong, "names", tally, some)
    assert not faults, "\n".join(faults)


@each(PAIRS)
def test_what_is_no_pair_is_refused(setting, tally, some):
    wrong = {
        "empty": (),
        "one": (1,),
        "three": (1, 2, 3),
        "nested": ((1, 2), 3, 4),
        "halves": (1.5, 2),
        "negative": (-1, 2),
        "texts": ("1", "2"),
        "text": "12",
        "None inside": (None, 2),
        "a dict": {1: 2, 3: 4},
        "a set": {1, 2},
        "a generator": (n for n in (1, 2)),
    }
    faults = tried(setting, wrong, "pairs", tally, some)
    assert not faults, "\n".join(faults)


def test_layers_without_settings_refuse_any(tally):
    faults = []
    kinds = (GlobalAveragePooling2D, Dense, Sequential, Adam, EarlyStopping, Input, L2, Linear)
    kinds += (Tanh, Sigmoid, Softmax, ReLU, Flatten, ProgressBar, TerminateOnNaN)
    for kind in kinds:
        first = {Dense: (3,), Input: (3,)}.get(kind, ())
        call = lambda k=kind, f=first: k(*f, colour="red")  # noqa: E731
        faults += odd.judge(kind.__name__, call, "colour", state=True)
    tally("odd input: unknown arguments", cases=len(kinds))
    assert not faults, "\n".join(faults)


DRAWN = (
    random_normal, random_uniform, truncated_normal, glorot_normal, glorot_uniform, he_normal,
    he_uniform,
)  # fmt: skip


@pytest.mark.parametrize("draw", [zeros, ones, *DRAWN], ids=lambda f: f.__name__)
def test_initializers_take_shapes_and_a_generator(draw, tally, some):
    shapes = {n: v for n, v in odd.NOT_WHOLE.items() if n != "long"}
    shapes |= {"0": 0, "negative": (-1, 2), "empty": (), "0 inside": (2, 0), "a list": [2.5, 1]}
    wrong = odd.NOT_WHOLE | {"a class": np.random.Generator, "3": 3}
    faults = []
    shapes = dict(some(shapes.items()))
    wrong = dict(some(wrong.items())) if draw in DRAWN else {}
    for name, shape in shapes.items():
        faults += odd.judge(
            name, lambda s=shape: draw(s, RNG(0)), f"{draw.__name__}'s shape", shape
        )
    for name, rng in wrong.items():
        faults += odd.judge(name, lambda r=rng: draw((2, 3), r), f"{draw.__name__}'s rng", rng)
    for right in ((3, 2), [3, 2], (np.int64(3), 2)):
        y = draw(right, RNG(0))
        assert y.shape == (3, 2) and y.dtype == np.float32 and np.isfinite(y).all()
    tally("odd input: initializers", cases=len(shapes) + len(wrong))
    assert not faults, "\n".join(faults)
