"""Odd states of a model: used too early, twice, by several, within itself, copied, kept."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
import pytest

from helpers import (
    SGD,
    Adam,
    BatchNormalization,
    Callback,
    Conv2D,
    CSVLogger,
    Dense,
    EarlyStopping,
    Flatten,
    Input,
    Layer,
    LearningRateScheduler,
    MaxPooling2D,
    ModelCheckpoint,
    RocAuc,
    Sequential,
    WeightRecorder,
)
from helpers.gradients import check_layer, check_loss, check_model, numerical_gradient
from helpers.initializers import fans
from helpers.losses import CategoricalCrossentropy, Loss
from tests.network_cases import LABELS, X, Y, assert_equal_weights, small
from tests.torture import odd

QUIET = {"verbose": 0}


def fit(model: Any, **options: Any) -> Any:
    return model.fit(X, Y, **(QUIET | options))


def weightless() -> Sequential:
    return Sequential([Dense(3)])


class Returns(Callback):
    """A callback whose hook does something odd."""

    def __init__(self, act: Any, hook: str = "on_epoch_end"):
        super().__init__()
        setattr(self, hook, lambda *_: act(self.model))


class Own(Layer):
    """A layer by the contract, of which a subclass breaks one part."""

    def forward(self, x, training=False):
        self.shape = x.shape
        return x * 2

    def backward(self, grad):
        return grad * 2


class NoBackward(Layer):
    def forward(self, x, training=False):
        return x


class BackwardOfNone(Own):
    def backward(self, grad):
        pass


class ForwardOfNone(Own):
    def forward(self, x, training=False):
        pass


class ForwardOfList(Own):
    def forward(self, x, training=False):
        return (x * 2).tolist()


class Writes(Own):
    def forward(self, x, training=False):
        x *= 2
        return x


class NoSuper(Own):
    def __init__(self):
        self.note = 1


class HalfBatch(Own):
    def forward(self, x, training=False):
        return x[::2]


class OwnLoss(Loss):
    name = "own"

    def __init__(self, value: Any = None, slope: Any = None):
        super().__init__()
        self.act = value, slope

    def value(self, y_true, y_pred):
        return ((y_true - y_pred) ** 2).mean(-1) if self.act[0] is None else self.act[0](y_pred)

    def slope(self, y_true, y_pred):
        return y_pred - y_true if self.act[1] is None else self.act[1](y_pred)


def with_layer(layer: Any) -> Any:
    model = Sequential([Flatten(), Dense(4), layer, Dense(3, "softmax")], seed=0)
    model.compile("sgd", "categorical_crossentropy")
    return fit(model)


def with_loss(loss: Any) -> Any:
    model = small()
    model.compile("sgd", loss)
    return fit(model)


def with_metric(*metrics: Any) -> Any:
    model = small()
    model.compile("sgd", "categorical_crossentropy", metrics=list(metrics))
    return fit(model).history


def with_initializer(returns: Any) -> Any:
    return Dense(2, kernel_initializer=lambda shape, rng: returns).build((None, 3))


def one_output(activation: str, loss: str) -> Any:
    model = Sequential([Flatten(), Dense(1, activation)], seed=0)
    model.compile("sgd", loss)
    return model.fit(X, LABELS % 2, verbose=0)


def two_fits_at_once() -> Any:
    model, errors, inside = small(), [], threading.Event()
    go_on = threading.Event()

    def wait(_: Any) -> None:
        inside.set()
        go_on.wait(10)

    first = threading.Thread(target=lambda: fit(model, callbacks=[Returns(wait)]))
    first.start()
    inside.wait(10)
    try:
        fit(model)
    except RuntimeError as error:
        errors.append(error)
    finally:
        go_on.set()
        first.join()
    raise errors[0]


def stolen_optimizer() -> Any:
    optimizer, first, second = Adam(), small(), small()
    first.compile(optimizer, "mse")
    second.compile(optimizer, "mse")
    return first.fit(X, Y, verbose=0)


def resumed(path: Any) -> Any:
    return fit(small(), resume_from=path, epochs=2)


# What is refused: each error says the word, and all else that odd.faults_of asks for.
REFUSED = {
    "fit before compile": (lambda: fit(small(compiled=False)), "model"),
    "evaluate before compile": (lambda: small(compiled=False).evaluate(X, Y), "model"),
    "train_on_batch before compile": (lambda: small(compiled=False).train_on_batch(X, Y), "model"),
    "check_model before compile": (
        lambda: check_model(small(compiled=False, dtype="float64"), X, Y), "check_model"),
    "check_model of float32": (lambda: check_model(small(), X, Y), "check_model"),
    "check_model of no model": (lambda: check_model(Dense(2), X, Y), "check_model"),
    "check_model of a class": (lambda: check_model(Sequential, X, Y), "check_model"),
    "check_layer of a class": (lambda: check_layer(Dense, X), "check_layer"),
    "check_layer of a model": (lambda: check_layer(small(), X), "check_layer"),
    "check_layer of None": (lambda: check_layer(None, X), "check_layer"),
    "check_loss of a name": (lambda: check_loss("mse", Y, Y), "check_loss"),
    "check_loss of a class": (lambda: check_loss(CategoricalCrossentropy, Y, Y), "check_loss"),
    "weights before they exist": (weightless().get_weights, "model"),
    "summary before build": (weightless().summary, "model"),
    "count_params before build": (weightless().count_params, "model"),
    "set_weights before build": (lambda: weightless().set_weights([]), "model"),
    "save_weights before build": (lambda: weightless().save_weights("w.npz"), "model"),
    "layer.set_weights before build": (lambda: Dense(2).set_weights([np.ones((3, 2))]), "layer"),
    "backward before forward": (lambda: small().backward(Y), "backward"),
    "layer.backward before forward": (lambda: Dense(2).backward(Y), "backward"),
    "fit within fit": (lambda: fit(small(), callbacks=[Returns(fit)]), "fit"),
    "fit in another thread": (two_fits_at_once, "fit"),
    "a layer twice": (lambda: Sequential([one := Dense(3), one]), "model"),
    "two layers of a name": (lambda: Sequential([Dense(3, name="a"), Dense(3, name="a")]), "layer"),
    "a class as a layer": (lambda: Sequential([Dense]), "Sequential"),
    "a text as a layer": (lambda: Sequential(["dense"]), "Sequential"),
    "None as a layer": (lambda: Sequential([None]), "Sequential"),
    "a layer alone": (lambda: Sequential(Dense(3)), "Sequential"),
    "a generator of layers": (lambda: Sequential(Dense(3) for _ in range(2)), "Sequential"),
    "layers as text": (lambda: Sequential("dense"), "Sequential"),
    "a model in a model": (lambda: Sequential([Sequential([Dense(2)])]), "Sequential"),
    "layers in layers": (lambda: Sequential([[Dense(2)]]), "Sequential"),
    "Input last": (lambda: Sequential([Dense(3), Input(4)]), "Input"),
    "add of nothing": (lambda: small().add(None), "Sequential"),
    "append to the layers": (lambda: small().layers.append(Dense(2)), "layers"),
    "build twice": (lambda: small().build((None, 7, 5, 1)), "model"),
    "build of a number": (lambda: weightless().build(3), "build"),
    "build of None": (lambda: weightless().build(None), "build"),
    "build of text": (lambda: weightless().build("123"), "build"),
    "a kernel larger than the image": (lambda: Sequential([Input((2, 2, 1)), Conv2D(1, 3)]),
                                       "window"),
    "a pool larger than the image": (lambda: Sequential([Input((2, 2, 1)), MaxPooling2D(3)]),
                                     "window"),
    "images for Dense's list": (lambda: Sequential([Input(()), Dense(1)]), "build|Dense"),
    "no axis for the channels": (lambda: Sequential([Input((2, 2)), Conv2D(1, 1)]), "Conv2D"),
    "BatchNormalization's other axis": (
        lambda: BatchNormalization(axis=1).build((None, 3, 3, 1)), "axis"),
    "BatchNormalization's half axis": (
        lambda: BatchNormalization(axis=-1.0).build((None, 3)), "axis"),
    "calling a layer on a layer": (lambda: Dense(2)(Dense(3)), "Dense"),
    "weights of another model": (lambda: small().set_weights(Sequential(
        [Input(3), Dense(2)]).get_weights()), "set_weights"),
    "too few weights": (lambda: small().set_weights(small().get_weights()[:-1]), "set_weights"),
    "weights None": (lambda: small().set_weights(None), "set_weights"),
    "weights as a number": (lambda: small().set_weights(3), "set_weights"),
    "weights as a text": (lambda: small().set_weights("weights"), "set_weights"),
    "weights as a dict": (lambda: small().set_weights({"kernel": 1}), "set_weights"),
    "weights as one array": (lambda: small().set_weights(np.zeros((6, 2))), "set_weights"),
    "layer weights None": (lambda: small().layers[0].set_weights(None), "set_weights"),
    "at_logits without softmax": (lambda: Sequential([Input(2), Dense(2)]).backward(
        np.ones((1, 2)), at_logits=True), "at_logits"),
    "an optimizer of another model": (stolen_optimizer, "model"),
    "apply of too few": (lambda: SGD().apply([np.ones(2)], []), "apply"),
    "apply of another shape": (lambda: SGD().apply([np.ones(2)], [np.ones(3)]), "apply"),
    "a layer without backward": (lambda: with_layer(NoBackward()), "backward"),
    "backward of None": (lambda: with_layer(BackwardOfNone()), "backward_of_none"),
    "forward of None": (lambda: with_layer(ForwardOfNone()), "forward_of_none"),
    "forward of a list": (lambda: with_layer(ForwardOfList()), "forward_of_list"),
    "a layer that writes": (lambda: with_layer(Writes()), "writes"),
    "a layer that drops examples": (lambda: with_layer(HalfBatch()), "half_batch|x and y|y_true"),
    "a loss of nothing": (lambda: with_loss(Loss()), "Loss"),
    "a loss whose value is None": (lambda: with_loss(OwnLoss(lambda p: None, None)), "own"),
    "a loss whose value is text": (lambda: with_loss(OwnLoss(lambda p: "low")), "own"),
    "a loss whose slope is None": (lambda: with_loss(OwnLoss(None, lambda p: None)), "OwnLoss"),
    "a loss whose slope is short": (lambda: with_loss(OwnLoss(None, lambda p: p[1:])), "OwnLoss"),
    "a loss that is a function": (lambda: with_loss(lambda t, p: 0.0), "loss"),
    "a metric of None": (lambda: with_metric(lambda t, p: None), "lambda"),
    "a metric of text": (lambda: with_metric(lambda t, p: "good"), "lambda"),
    "a metric of a dict": (lambda: with_metric(lambda t, p: {}), "lambda"),
    "a metric of an object": (lambda: with_metric(lambda t, p: object()), "lambda"),
    "two lambdas": (lambda: with_metric(lambda t, p: 1, lambda t, p: 2), "metrics"),
    "a metric called loss": (lambda: with_metric(type("L", (), {
        "__name__": "loss", "__call__": lambda self, t, p: 1})()), "metrics"),
    "a class as a metric": (lambda: with_metric(OwnLoss), "metrics"),
    "an initializer of None": (lambda: with_initializer(None), "weight"),
    "an initializer of a number": (lambda: with_initializer(1.0), "initializer"),
    "an initializer of text": (lambda: with_initializer("ones"), "weight"),
    "an initializer of another shape": (lambda: with_initializer(np.ones((2, 3))), "initializer"),
    "sigmoid with categorical": (lambda: one_output("sigmoid", "categorical_crossentropy"), "(N, K)"
                                 .replace("(", r"\(").replace(")", r"\)")),
    "softmax of one with sparse": (
        lambda: one_output("softmax", "sparse_categorical_crossentropy"), "output"),
    "labels of three for one output": (lambda: Sequential([Flatten(), Dense(1, "sigmoid")]).compile(
        "sgd", "bce") or bce_of_three(), "labels"),
    "labels out of range": (lambda: sparse_fit(LABELS + 1), "labels"),
    "labels below 0": (lambda: sparse_fit(LABELS - 1), "labels"),
    "labels of halves": (lambda: sparse_fit(LABELS / 2), "labels"),
    "labels of NaN": (lambda: sparse_fit(np.where(LABELS == 1, np.nan, LABELS)), "labels"),
    "one-hot for whole numbers": (lambda: sparse_fit(Y), "labels"),
    "whole numbers for one-hot": (lambda: small().fit(X, LABELS, verbose=0), "y_true"),
    "one class too many": (lambda: small().fit(X, np.eye(4)[LABELS], verbose=0), "y_true"),
    "fewer labels than images": (lambda: small().fit(X, Y[:-1], verbose=0), "x and y"),
    "no images": (lambda: small().fit(X[:0], Y[:0], verbose=0), "x and y"),
    "x of a generator": (lambda: small().fit((x for x in X), Y, verbose=0), "x"),
    "x of a data set": (lambda: small().fit({"x": X}, Y, verbose=0), "x"),
    "validation labels out of range": (
        lambda: sparse_fit(LABELS, validation_data=(X, LABELS + 1)), "labels"),
    "validation data alone": (lambda: fit(small(), validation_data=X), "validation_data"),
    "validation of four": (lambda: fit(small(), validation_data=(X, Y, Y, Y)), "validation_data"),
    "validation as text": (lambda: fit(small(), validation_data="x"), "validation_data"),
    "validation of other images": (
        lambda: fit(small(), validation_data=(X[:, 1:], Y)), "model"),
    "validation weights of another length": (
        lambda: fit(small(), validation_data=(X, Y, np.ones(3))), "validation_data"),
    "class_weight as a list": (lambda: fit(small(), class_weight=[1, 2, 3]), "class_weight"),
    "class_weight of a name": (lambda: fit(small(), class_weight={"cat": 2.0}), "class_weight"),
    "class_weight below 0": (lambda: fit(small(), class_weight={-1: 2.0}), "class_weight"),
    "class_weight of text": (lambda: fit(small(), class_weight={1: "2"}), "class_weight"),
    "class_weight of NaN": (lambda: fit(small(), class_weight={1: np.nan}), "class_weight"),
    "class_weight of None": (lambda: fit(small(), class_weight={1: None}), "class_weight"),
    "class_weight and sample_weight": (
        lambda: fit(small(), class_weight={1: 2.0}, sample_weight=np.ones(len(X))),
        "class_weight"),
    "sample_weight of NaN": (lambda: fit(small(), sample_weight=np.full(len(X), np.nan)),
                             "sample_weight"),
    "sample_weight of infinity": (lambda: fit(small(), sample_weight=np.full(len(X), np.inf)),
                                  "sample_weight"),
    "a callback's class": (lambda: fit(small(), callbacks=[EarlyStopping]), "callbacks"),
    "callbacks as text": (lambda: fit(small(), callbacks="EarlyStopping"), "callbacks"),
    "callbacks of None": (lambda: fit(small(), callbacks=[None]), "callbacks"),
    "a function as a callback": (lambda: fit(small(), callbacks=[print]), "callbacks"),
    "verbose of 3": (lambda: fit(small(), verbose=3), "verbose"),
    "verbose as text": (lambda: fit(small(), verbose="yes"), "verbose"),
    "verbose of an array": (lambda: fit(small(), verbose=np.ones(2)), "verbose"),
    "an unknown argument": (lambda: fit(small(), epoch=3), "epoch"),
    "a schedule of None": (lambda: fit(small(), callbacks=[LearningRateScheduler(
        lambda epoch: None)]), "schedule"),
    "no schedule": (lambda: LearningRateScheduler(0.1), "schedule"),
    "RocAuc without data": (lambda: RocAuc(X), "RocAuc"),
    "RocAuc of one class": (lambda: fit(small(), callbacks=[RocAuc((X, 0 * LABELS))]), "RocAuc"),
    "WeightRecorder without data": (lambda: WeightRecorder(None), "WeightRecorder"),
    "WeightRecorder of other lengths": (lambda: WeightRecorder((X, LABELS[1:])), "x and y"),
    "CSVLogger's separator": (lambda: CSVLogger("log.csv", separator=", "), "separator"),
    "CSVLogger's file as a number": (lambda: CSVLogger(3), "filename"),
    "a name that a checkpoint cannot fill": (
        lambda: fit(small(), callbacks=[ModelCheckpoint("{fancy}.npz")]), "ModelCheckpoint"),
    "no such checkpoint": (lambda: resumed("no/such.npz"), "no/such.npz"),
    "no such weights": (lambda: small().load_weights("no/such.npz"), "no/such.npz"),
    "weights of another kind": (lambda: small().load_weights("weights.h5"), "weights.h5"),
    "load of None": (lambda: small().load_weights(None), "file"),
    "save to None": (lambda: small().save_weights(None), "file"),
    "save to a number": (lambda: small().save_weights(3), "file"),
    "save as h5": (lambda: small().save_weights("w.h5"), "file"),
    "resume from a number": (lambda: resumed(3), "file"),
    "f that is no function": (lambda: numerical_gradient(3, np.ones(2)), "f "),
    "f of None": (lambda: numerical_gradient(lambda x: None, np.ones(2)), "f "),
    "f of an array": (lambda: numerical_gradient(lambda x: x, np.ones(2)), "f "),
    "fans of no shape": (lambda: fans(()), "fans's shape"),
    "fans of a text": (lambda: fans("33"), "fans's shape"),
    "x of float32": (lambda: numerical_gradient(np.sum, np.ones(2, "f4")), "x"),
    "x as a list": (lambda: numerical_gradient(np.sum, [1.0, 2.0]), "x"),
    "x that is read-only": (lambda: numerical_gradient(np.sum, np.broadcast_to(1.0, 3)), "x"),
}  # fmt: skip


def sparse_fit(labels: Any, **options: Any) -> Any:
    model = small()
    model.compile("sgd", "sparse_categorical_crossentropy")
    before = model.get_weights()
    try:
        return model.fit(X, labels, verbose=0, batch_size=2, **options)
    finally:
        assert_equal_weights(model, Kept(before))  # told before the first step


class Kept:
    def __init__(self, weights: Any):
        self.get_weights = lambda: weights


def bce_of_three() -> Any:
    model = Sequential([Flatten(), Dense(1, "sigmoid")], seed=0)
    model.compile("sgd", "binary_crossentropy")
    return model.fit(X, LABELS, verbose=0)


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_right_is_refused(name, tally, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    call, argument = REFUSED[name]
    faults = odd.judge(name, call, argument, state=True)
    tally("odd input: states", cases=1)
    assert not faults, "\n".join(faults)
    assert not list(tmp_path.iterdir())  # nothing is left of it


def test_a_layer_without_its_super_is_told():
    assert odd.judge("NoSuper", lambda: with_layer(NoSuper()), "NoSuper", state=True) == []
