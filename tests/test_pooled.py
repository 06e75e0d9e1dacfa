"""A convolution and its pooling in one step give what the two give one after the other."""

import numpy as np
import pytest

from helpers import (
    AveragePooling2D,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    MaxPooling2D,
    Sequential,
    one_hot,
)
from helpers.gradients import check_model
from helpers.pooled import PooledConvolution, largest

CASES = {
    "the course's": ((9, 9, 1), {"kernel_size": 3, "activation": "relu"}, {}),
    "several channels": ((13, 13, 4), {"kernel_size": 3, "activation": "relu"}, {}),
    "a ragged edge": ((8, 11, 3), {"kernel_size": 3, "activation": "relu"}, {}),
    "padded": ((8, 8, 2), {"kernel_size": 3, "padding": "same", "activation": "relu"}, {}),
    "padded, ragged": ((7, 9, 2), {"kernel_size": 3, "padding": "same"}, {}),
    "tall windows": ((12, 9, 2), {"kernel_size": (5, 3)}, {"pool_size": (3, 2)}),
    "large kernels": ((12, 12, 2), {"kernel_size": 5, "activation": "relu"}, {}),
    "without bias": ((9, 9, 2), {"kernel_size": 3, "use_bias": False}, {}),
}


def network(shape, convolution, pooling):
    layers = [Conv2D(5, bias_initializer="he_normal", **convolution), MaxPooling2D(**pooling)]
    model = Sequential([*layers, Flatten(), Dense(4, activation="softmax")], 0, "float64")
    model.compile("sgd", "categorical_crossentropy")
    model.build((None, *shape))
    return model


def steps(model):
    return [type(step).__name__ for step, _ in model._steps]


@pytest.mark.parametrize("case", CASES)
def test_it_equals_the_two_layers(case):
    shape, *_ = CASES[case]
    model, rng = network(*CASES[case]), np.random.default_rng(0)
    x, y = rng.normal(size=(6, *shape)), one_hot(np.arange(6) % 4, 4)
    results = []
    for forward in (model.forward, model.forward_together):
        output = forward(x, training=True)
        grad = (output - y) / 6
        grad_x = model.backward(grad, at_logits=True)
        grads = [grad.copy() for grad in model.gradients_and_weights()[0]]
        results.append([output, grad_x, *grads])
    assert steps(model) == ["PooledConvolution", "Flatten", "Dense"]
    for expected, found in zip(*results, strict=True):
        np.testing.assert_allclose(found, expected, atol=1e-12)


def test_the_largest_of_cells_leaves_them_as_they_are():
    cells = [np.array([1.0, 5]), np.array([2.0, 4]), np.array([0.0, 7])]
    best, wins = largest(cells)
    assert (best.tolist(), wins) == ([2, 7], None)
    assert [cell.tolist() for cell in cells] == [[1, 5], [2, 4], [0, 7]]


def test_of_equal_sums_the_first_wins_as_in_the_pooling():
    """On an even picture all sums of a window are equal: their slopes go the same way."""
    model = network(*CASES["several channels"])
    x = np.ones((2, 13, 13, 4))
    grad = np.random.default_rng(0).normal(size=(2, 4))
    model.forward(x)
    apart = model.backward(grad, at_logits=True)
    model.forward_together(x)
    np.testing.assert_allclose(model.backward(grad, at_logits=True), apart, atol=1e-12)


def test_training_takes_the_step_together_and_its_gradients_are_right():
    model, rng = network(*CASES["the course's"]), np.random.default_rng(1)
    x, y = rng.normal(size=(6, 9, 9, 1)), one_hot(np.arange(6) % 4, 4)
    assert max(check_model(model, x, y).values()) < 1e-6
    assert steps(model)[0] == "PooledConvolution"
    for way in (model.train_on_batch, lambda x, _: model.predict(x), model.evaluate):
        model._steps = []
        way(x, y)
        assert steps(model)[0] == "PooledConvolution"
    model.forward(x)
    assert steps(model)[:2] == ["Conv2D", "MaxPooling2D"]


class OwnActivation(Conv2D):
    def activate(self, total):
        return super().activate(total * 2)


class OwnPooling(MaxPooling2D):
    def forward(self, x, training=False):
        return super().forward(x) + 1


class OwnNetwork(Sequential):
    def forward(self, x, training=False):
        return super().forward(x * 2, training)


def relu(**options):
    return Conv2D(5, 3, activation="relu", **options)


@pytest.mark.parametrize(
    "layers",
    [
        [relu(), AveragePooling2D(2)],
        [relu(), Dropout(0.5), MaxPooling2D(2)],
        [relu(strides=2), MaxPooling2D(2)],
        [relu(), MaxPooling2D(3, strides=2)],
        [relu(), MaxPooling2D(2, padding="same")],
        [Conv2D(5, 3, activation="tanh"), MaxPooling2D(2)],  # its large values round to a tie
        [Conv2D(5, 1, activation="relu"), MaxPooling2D(2)],  # four times the products
        [OwnActivation(5, 3, activation="relu"), MaxPooling2D(2)],
        [relu(), OwnPooling(2)],
    ],
    ids=repr,
)
def test_where_the_two_do_not_fit_together_they_go_alone(layers):
    model = Sequential(layers, seed=0)
    model.predict(np.ones((2, 12, 12, 1)))
    assert not any(isinstance(step, PooledConvolution) for step, _ in model._steps)


def test_a_network_with_a_forward_of_its_own_goes_its_own_way():
    layers = [relu(), MaxPooling2D(2)]
    x = np.random.default_rng(0).normal(size=(2, 12, 12, 1)).astype(np.float32)
    own, plain = OwnNetwork(layers, seed=0), Sequential(layers, seed=0)
    np.testing.assert_allclose(own.predict(x), plain.predict(x * 2), atol=1e-6)


def test_after_it_each_layer_can_still_be_used_alone():
    model, rng = network(*CASES["several channels"]), np.random.default_rng(2)
    x, y = rng.normal(size=(6, 13, 13, 4)), one_hot(np.arange(6) % 4, 4)
    model.train_on_batch(x, y)
    with pytest.raises(RuntimeError, match="Call forward"):
        model.layers[1].backward(np.ones((6, 5, 5, 5)))
    with pytest.raises(RuntimeError, match="Call forward"):
        model.layers[0].backward(np.ones((6, 11, 11, 5)))
    other = rng.normal(size=(6, 13, 13, 4))
    output = other
    for layer in model.layers:  # alone, and then back through the network
        output = layer.forward(output)
    alone = model.backward((output - y) / 6, at_logits=True)
    model.forward(other)
    np.testing.assert_array_equal(model.backward((output - y) / 6, at_logits=True), alone)


def test_errors_name_the_convolution():
    model = network(*CASES["the course's"])
    model.forward_together(np.ones((2, 9, 9, 1)))
    with pytest.raises(ValueError, match=r"Conv2D.backward expects .* \(2, 3, 3, 5\)"):
        model._steps[0][0].backward(np.ones((2, 7, 7, 5)))
