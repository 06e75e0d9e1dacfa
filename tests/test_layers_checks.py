"""The small checks of helpers/layer.py that all layers share."""

import inspect
import re

import numpy as np
import pytest

import helpers
from helpers import Activation, LeakyReLU, softmax
from helpers.convolution import conv2d_gradients_loops, conv2d_loops, convolve2d_loops, im2col
from helpers.dense import dense_loops
from helpers.dropout import dropout_loops, dropout_mask
from helpers.flatten import flatten_loops
from helpers.layer import as_float, pair, whole_number
from helpers.pooling import average_pool_loops, max_pool_gradient_loops, max_pool_loops
from helpers.windows import as_images


@pytest.mark.parametrize("value", [0, -1, 1.0, "1", None, True, np.nan])
def test_whole_number_refuses(value):
    with pytest.raises(
        ValueError,
        match=re.escape(f"size expects a whole number of at least 1. Received {value!r}."),
    ):
        whole_number(value, "size", 1)


def test_whole_number_takes_numpy_integers():
    assert whole_number(np.int64(3), "size", 1) == 3
    assert type(whole_number(np.uint8(3), "size", 1)) is int


def test_pair():
    assert pair(3, "size") == (3, 3)
    assert pair([2, 5], "size") == (2, 5)
    for bad in [(1, 2, 3), (), (1,)]:
        with pytest.raises(ValueError, match=r"one whole number or a pair \(height, width\)"):
            pair(bad, "size")
    with pytest.raises(ValueError, match="at least 1"):
        pair((1, 0), "size")


def test_as_float_keeps_float_arrays_themselves():
    for dtype in (np.float32, np.float64):
        x = np.ones(3, dtype=dtype)
        assert as_float(x, "test") is x
    for x in ([1, 2], np.ones(2, dtype=bool), np.ones(2, dtype=np.float16)):
        assert as_float(x, "test").dtype == np.float32


@pytest.mark.parametrize(
    ("shape", "cure"),
    [
        ((32, 28, 28), r"Add the channel axis: x\[..., None\]."),
        ((28, 28), r"x\[None, ..., None\]"),
        ((784,), r"Received \(784,\)\.$"),
        ((1, 2, 3, 4, 5), r"Received \(1, 2, 3, 4, 5\)\.$"),
    ],
)
def test_images_of_another_rank_say_the_cure(shape, cure):
    with pytest.raises(ValueError, match=r"expects images of shape \(N, H, W, C\).*" + cure):
        as_images(np.zeros(shape), "Conv2D")


WEIGHTED = {
    "activation": None,
    "use_bias": True,
    "kernel_initializer": "glorot_uniform",
    "bias_initializer": "zeros",
}
POOLING = {"pool_size": 2, "strides": None, "padding": "valid"}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Conv2D", {"strides": 1, "padding": "valid", **WEIGHTED}),
        ("Dense", WEIGHTED),
        ("MaxPooling2D", POOLING),
        ("AveragePooling2D", POOLING),
        ("Dropout", {"seed": None}),
        ("BatchNormalization", {"axis": -1, "momentum": 0.99, "epsilon": 0.001}),
        (
            "EarlyStopping",
            {
                "monitor": "val_loss",
                "min_delta": 0,
                "patience": 0,
                "verbose": 0,
                "mode": "auto",
                "baseline": None,
                "restore_best_weights": False,
                "start_from_epoch": 0,
            },
        ),
        (
            "ReduceLROnPlateau",
            {
                "monitor": "val_loss",
                "factor": 0.1,
                "patience": 10,
                "verbose": 0,
                "mode": "auto",
                "min_delta": 1e-4,
                "cooldown": 0,
                "min_lr": 0.0,
            },
        ),
        ("CSVLogger", {"separator": ",", "append": False}),
    ],
)
def test_defaults_are_keras_s_and_in_its_order(name, expected):
    parameters = inspect.signature(getattr(helpers, name)).parameters.values()
    defaults = {p.name: p.default for p in parameters if p.default is not inspect.Parameter.empty}
    assert list(defaults.items()) == list(expected.items())


def test_defaults_of_fit_are_keras_s():
    parameters = inspect.signature(helpers.Sequential.fit).parameters
    expected = {
        "batch_size": 32,
        "epochs": 1,
        "verbose": "auto",
        "callbacks": None,
        "validation_split": 0.0,
        "validation_data": None,
        "shuffle": True,
        "initial_epoch": 0,
        "validation_batch_size": None,
    }
    assert {name: parameters[name].default for name in expected} == expected


IMAGE, KERNEL, RNG = np.ones((4, 4, 1)), np.ones((3, 3, 1, 2)), np.random.default_rng(0)


@pytest.mark.parametrize(
    ("function", "arguments", "owner"),
    [
        (convolve2d_loops, (IMAGE, KERNEL[..., 0, 0]), "image"),
        (convolve2d_loops, (IMAGE[..., 0], KERNEL), "kernel"),
        (conv2d_loops, (IMAGE[..., 0], KERNEL, np.ones(2)), "image"),
        (conv2d_loops, (IMAGE, np.ones((3, 3, 2, 2)), np.ones(2)), "kernel"),
        (conv2d_loops, (IMAGE, KERNEL, np.ones(3)), "bias"),
        (conv2d_loops, (IMAGE, KERNEL, np.ones(2), 0), "stride"),
        (conv2d_loops, (IMAGE, KERNEL, np.ones(2), 1, -1), "padding"),
        (conv2d_gradients_loops, (IMAGE, KERNEL, np.ones((3, 2, 2))), "grad"),
        (conv2d_gradients_loops, (IMAGE, KERNEL, np.ones((2, 2, 2)), 0), "stride"),
        (conv2d_gradients_loops, (IMAGE, KERNEL, np.ones((2, 2, 2)), 1, -1), "padding"),
        (im2col, (IMAGE[..., 0], 3), "image"),
        (im2col, (IMAGE, 0), "kernel_size"),
        (dense_loops, (np.ones(3), np.ones((3, 2)), np.ones(2)), "x"),
        (dense_loops, (np.ones((1, 3)), np.ones((4, 2)), np.ones(2)), "kernel"),
        (dense_loops, (np.ones((1, 3)), np.ones((3, 2)), np.ones(3)), "bias"),
        (dropout_mask, ((3,), 1.0, RNG), "rate"),
        (dropout_mask, ((3,), -0.1, RNG), "rate"),
        (dropout_mask, ((3,), 0.5, 0), "rng"),
        (dropout_loops, (np.ones(3), 1, RNG), "rate"),
        (dropout_loops, (np.ones(3), 0.5, None), "rng"),
        (flatten_loops, (IMAGE,), "x"),
        (max_pool_loops, (IMAGE[..., 0], 2), "x"),
        (max_pool_loops, (IMAGE, 0), "size"),
        (average_pool_loops, (IMAGE[..., 0], 2), "x"),
        (average_pool_loops, (IMAGE, 0), "size"),
        (max_pool_gradient_loops, (IMAGE, np.ones((3, 2, 1)), 2), "grad"),
        (max_pool_gradient_loops, (IMAGE, np.ones((2, 2, 1)), 0), "size"),
        (softmax, (5.0,), "logits"),
    ],
)
def test_the_loops_name_the_argument_that_does_not_fit(function, arguments, owner):
    with pytest.raises(ValueError, match=f"^{function.__name__}'s {owner} expects .*Received"):
        function(*arguments)


def test_a_mask_keeps_the_lowest_number_where_nothing_is_dropped():
    class Lowest(np.random.Generator):
        def random(self, size=None, dtype=np.float64, out=None):
            return np.zeros(size, dtype)

    rng = Lowest(np.random.PCG64(0))
    assert dropout_mask((2,), 0.0, rng).tolist() == [1, 1]
    assert dropout_mask((2,), 0.5, rng).tolist() == [0, 0]


def test_activations_by_name_have_keras_s_slopes():
    x = np.array([[-1.0, 2.0]])
    assert Activation("leaky_relu").forward(x).tolist() == [[-0.2, 2]]
    assert LeakyReLU().forward(x).tolist() == [[-0.3, 2]]
