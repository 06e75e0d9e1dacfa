"""Every derived gradient against nudging: float64, random upstream gradient, error below 1e-6.

Inputs stay away from kinks and ties; ties are tested apart. Layers with a deliberately wrong
backward must be refused: the negative controls.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import (
    AveragePooling2D,
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    MaxPooling2D,
    ReLU,
    Softmax,
)
from helpers.gradients import check_layer
from tests.layer_cases import Case, built, every_case, steady_input

LIMIT = 1e-6


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("case", [c for _, c in every_case], ids=[n for n, _ in every_case])
def test_gradients_equal_slopes_by_nudging(case: Case, seed: int):
    layer = built(case, seed=seed)
    errors = check_layer(layer, steady_input(case, seed), training=case.training, seed=seed)
    assert set(errors) == {"x", *layer.params}
    assert max(errors.values()) < LIMIT, errors


sizes = st.integers(1, 3)
images = st.tuples(st.integers(1, 2), st.integers(1, 6), st.integers(1, 6), st.sampled_from([1, 3]))


def away_from_ties(shape: tuple[int, ...], seed: int) -> np.ndarray:
    size = int(np.prod(shape))
    return np.random.default_rng(seed).permutation(np.linspace(-1, 1, size)).reshape(shape)


def fitting(shape, window, padding):
    """The image, at least as large as the window where nothing is padded."""
    if padding == "same":
        return shape
    return (shape[0], max(shape[1], window[0]), max(shape[2], window[1]), shape[3])


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    images,
    st.tuples(sizes, sizes),
    st.tuples(sizes, sizes),
    st.sampled_from(["valid", "same"]),
    sizes,
)
def test_conv_gradients_in_many_shapes(shape, kernel_size, strides, padding, filters):
    shape = fitting(shape, kernel_size, padding)
    layer = Conv2D(filters, kernel_size, strides, padding, bias_initializer="ones")
    errors = check_layer(layer, away_from_ties(shape, 0))
    assert max(errors.values()) < LIMIT, errors


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    st.sampled_from([MaxPooling2D, AveragePooling2D]),
    images,
    st.tuples(sizes, sizes),
    st.one_of(st.none(), st.tuples(sizes, sizes)),
    st.sampled_from(["valid", "same"]),
)
def test_pooling_gradients_in_many_shapes(kind, shape, pool_size, strides, padding):
    shape = fitting(shape, pool_size, padding)
    errors = check_layer(kind(pool_size, strides, padding), away_from_ties(shape, 1))
    assert max(errors.values()) < LIMIT, errors


# ---- at kinks and ties ----


def test_relu_at_zero_has_slope_zero():
    relu = ReLU()
    relu.forward(np.array([[-1.0, 0.0, -0.0, 1.0]]))
    np.testing.assert_array_equal(relu.backward(np.full((1, 4), 3.0)), [[0, 0, 0, 3]])


def test_relu_inside_a_layer_at_zero_has_slope_zero():
    layer = Dense(2, activation="relu", kernel_initializer="zeros")
    layer.forward(np.ones((1, 3)))
    np.testing.assert_array_equal(layer.backward(np.ones((1, 2))), np.zeros((1, 3)))
    np.testing.assert_array_equal(layer.grads["bias"], [0, 0])


def test_the_first_of_tied_maxima_gets_all():
    """A blank 4x4 image: every window ties, and its top left pixel gets the slope."""
    layer = MaxPooling2D(2)
    layer.forward(np.zeros((1, 4, 4, 1)))
    grad = np.array([[1.0, 2.0], [3.0, 4.0]])[None, ..., None]
    expected = [[1, 0, 2, 0], [0, 0, 0, 0], [3, 0, 4, 0], [0, 0, 0, 0]]
    np.testing.assert_array_equal(layer.backward(grad)[0, ..., 0], expected)


@pytest.mark.parametrize(
    ("window", "winner"),
    [
        ([[5, 5], [5, 5]], (0, 0)),
        ([[1, 5], [5, 5]], (0, 1)),
        ([[1, 5], [5, 1]], (0, 1)),  # in reading order, so row before column
        ([[1, 1], [5, 5]], (1, 0)),
        ([[5, 1], [5, 1]], (0, 0)),
    ],
)
def test_ties_are_broken_in_reading_order(window, winner):
    layer = MaxPooling2D(2)
    layer.forward(np.array(window, dtype=float)[None, ..., None])
    grad_x = layer.backward(np.ones((1, 1, 1, 1)))[0, ..., 0]
    assert tuple(np.argwhere(grad_x)[0]) == winner
    assert grad_x.sum() == 1


def test_padding_never_wins_even_below_zero():
    layer = MaxPooling2D(2, padding="same")
    y = layer.forward(np.full((1, 3, 3, 1), -5.0))
    np.testing.assert_array_equal(y, np.full((1, 2, 2, 1), -5.0))
    expected = [[1, 0, 1], [0, 0, 0], [1, 0, 1]]
    np.testing.assert_array_equal(layer.backward(np.ones_like(y))[0, ..., 0], expected)


def test_overlapping_windows_add_up_at_a_shared_winner():
    layer = MaxPooling2D((1, 2), strides=1)
    layer.forward(np.array([0.0, 9.0, 0.0])[None, None, :, None])
    grad_x = layer.backward(np.array([2.0, 3.0])[None, None, :, None])
    np.testing.assert_array_equal(grad_x[0, 0, :, 0], [0, 5, 0])


# ---- the work that fit leaves out gives the same ----


@pytest.mark.parametrize("layer", [Dense(3, activation="tanh"), Conv2D(3, 2, activation="tanh")])
def test_without_the_input_gradient_the_others_are_equal(layer):
    x = np.random.default_rng(0).normal(size=(2, 3, 4, 2))
    y = layer.forward(x)
    grad = np.random.default_rng(1).normal(size=y.shape)
    assert layer.backward(grad).shape == x.shape
    full = {name: value.copy() for name, value in layer.grads.items()}
    assert layer.fill_gradients(grad) is None
    for name, value in full.items():
        np.testing.assert_array_equal(layer.grads[name], value)


# ---- negative controls ----


class FlippedInput(Conv2D):
    def backward(self, grad, **options):
        return super().backward(grad, **options)[:, ::-1, ::-1]


class FlippedKernel(Conv2D):
    def backward(self, grad, **options):
        grad_x = super().backward(grad, **options)
        self.grads["kernel"] = self.grads["kernel"][::-1, ::-1]
        return grad_x


class FlippedUpstream(Conv2D):
    def backward(self, grad, **options):
        return super().backward(grad[:, ::-1, ::-1], **options)


class MeanBias(Dense):
    def backward(self, grad, **options):
        grad_x = super().backward(grad, **options)
        self.grads["bias"] = self.grads["bias"] / len(grad)
        return grad_x


class AlwaysAlive(ReLU):
    def slope_times(self, grad):
        return grad * (self.y >= 0)


class UnscaledBack(Dropout):
    def backward(self, grad):
        return grad * (self.mask > 0)


class NoJacobian(Softmax):
    def slope_times(self, grad):
        return grad * self.y * (1 - self.y)


class ConstantStatistics(BatchNormalization):
    def backward(self, grad):
        super().backward(grad)
        return grad * self.params["gamma"] / self.std


class PaddedMean(AveragePooling2D):
    def backward(self, grad):
        self.counts = np.full_like(self.counts, self.counts.max())
        return super().backward(grad)


class UpsideDown(MaxPooling2D):
    def backward(self, grad):
        return super().backward(grad[:, ::-1])


@pytest.mark.parametrize(
    ("layer", "shape", "wrong"),
    [
        (FlippedInput(2, 3), (1, 5, 4, 2), "x"),
        (FlippedKernel(2, 3), (1, 5, 4, 2), "kernel"),
        (FlippedUpstream(2, 3), (1, 5, 4, 2), "x"),
        (FlippedUpstream(2, 3), (1, 5, 4, 2), "kernel"),
        (MeanBias(2), (3, 4), "bias"),
        (AlwaysAlive(), (3, 4), "x"),
        (UnscaledBack(0.3), (3, 4), "x"),
        (NoJacobian(), (3, 4), "x"),
        (ConstantStatistics(), (4, 3), "x"),
        (PaddedMean(2, padding="same"), (1, 3, 5, 1), "x"),
        (UpsideDown(2), (1, 4, 4, 1), "x"),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, (tuple, str)) else "",
)
def test_a_wrong_backward_is_refused(layer, shape, wrong):
    training = isinstance(layer, (Dropout, BatchNormalization))
    errors = check_layer(layer, away_from_ties(shape, 3) + 1e-3, training=training)
    assert errors[wrong] > 1e-2


def test_a_flipped_upstream_gradient_passes_when_it_is_all_ones():
    """Why check_layer draws the upstream gradient: with ones, this wrong layer looks right."""
    right, wrong = Conv2D(2, 3), FlippedUpstream(2, 3)
    x = away_from_ties((1, 5, 4, 2), 3)
    ones = np.ones_like(right.forward(x))
    wrong.forward(x)
    np.testing.assert_array_equal(right.backward(ones), wrong.backward(ones))
