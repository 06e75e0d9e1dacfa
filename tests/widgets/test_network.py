"""A model as JSON for the page: complete, and small where it should be."""

import base64
import json

import numpy as np
import pytest

from helpers import Conv2D, Dense, Flatten, Input, Layer, Sequential
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
