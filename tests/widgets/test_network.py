"""A model as JSON for the page: complete, and small where it should be."""

import base64
import json

import numpy as np
import pytest

import helpers
from helpers import Conv2D, Dense, Flatten, Input, Layer, Sequential
from helpers.activations import ActivationFunction
from helpers.weights import load_course_network
from helpers.widgets.network import pack, pack_network, pack_small
from helpers.widgets.values import named_value


def unpack(packed):
    numbers = np.frombuffer(base64.b64decode(packed["base64"]), packed["dtype"])
    return numbers.reshape(packed["shape"]) * packed["scale"]


def test_packing_keeps_every_number():
    x = np.random.default_rng(0).normal(size=(2, 3)).astype(np.float32)
    np.testing.assert_array_equal(unpack(pack(x)), x)
    np.testing.assert_array_equal(unpack(pack(x.T)), x.T, "not contiguous")


@pytest.mark.parametrize("size", [1e-3, 1, 1e3])
def test_small_packing_keeps_four_digits(size):
    x = np.random.default_rng(0).normal(size=(5, 7)) * size
    assert np.abs(unpack(pack_small(x)) - x).max() <= np.abs(x).max() / 65_000
    np.testing.assert_array_equal(unpack(pack_small(np.zeros(3))), np.zeros(3))


def test_the_course_network_is_a_value_with_all_its_weights():
    packed = named_value("network/course")
    assert packed["input"] == [28, 28, 1]
    assert [layer["kind"] for layer in packed["layers"]] == [
        "convolution", "max pooling", "convolution", "max pooling", "flatten", "dense", "dropout",
        "dense",
    ]  # fmt: skip
    assert packed["layers"][2]["output"] == [11, 11, 16]
    weights = [unpack(array) for layer in packed["layers"] for array in layer["weights"]]
    for sent, weight in zip(weights, load_course_network().get_weights(), strict=True):
        np.testing.assert_array_equal(sent, weight)
    assert len(json.dumps(packed)) < 160_000


def test_a_layer_without_bias_gets_one_of_zeros():
    model = Sequential([Input((6, 6, 1)), Conv2D(2, 3, use_bias=False), Flatten(), Dense(3)])
    bias = unpack(pack_network(model)["layers"][0]["weights"][1])
    np.testing.assert_array_equal(bias, [0, 0])


def test_a_layer_that_the_page_does_not_know_is_refused():
    class Mystery(Layer):
        """A layer of the reader's own."""

    model = Sequential([Input((4,)), Mystery()])
    with pytest.raises(ValueError, match=r"A page can run the layers .*Received <Mystery"):
        pack_network(model)


def test_layers_are_described_by_what_they_say_of_themselves():
    leaky = helpers.LeakyReLU(0.3)
    stack = [
        Input((8, 8, 4)),
        helpers.DepthwiseConv2D((3, 2), (2, 1), "same", depth_multiplier=5, activation=leaky),
        helpers.ZeroPadding2D(((1, 2), (3, 0))),
        helpers.Activation("relu"),
    ]
    model = Sequential(stack, seed=0)
    first, second, third = pack_network(model)["layers"]
    weights = [unpack(array) for array in first.pop("weights")]
    np.testing.assert_array_equal(weights[0], model.layers[0].params["kernel"])
    np.testing.assert_array_equal(weights[1], np.zeros(20))
    assert first == {
        "name": "depthwise_conv2d",
        "kind": "depthwise convolution",
        "output": [4, 8, 20],
        "activation": "leakyrelu",
        "slope": 0.3,
        "window": [3, 2],
        "strides": [2, 1],
        "before": [0, 0],
    }
    assert (second["kind"], second["window"], second["before"]) == ("zero padding", [1, 1], [1, 3])
    assert (third["kind"], third["activation"]) == ("activation", "relu")


def test_an_activation_that_the_page_does_not_know_is_refused():
    class Square(ActivationFunction):
        """It may compute anything else."""

    with pytest.raises(ValueError, match=r"A page can run the activations Linear, .*square"):
        pack_network(Sequential([Input(4), helpers.Dense(3, Square)]))


def test_a_reader_s_subclass_of_a_known_layer_is_refused():
    class Conv2D(helpers.Conv2D):
        """It may compute anything else."""

    with pytest.raises(ValueError, match="A page can run the layers"):
        pack_network(Sequential([Input((6, 6, 1)), Conv2D(2, 3)]))
