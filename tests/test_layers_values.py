"""Activations, dropout and batch normalization by hand, and the errors of all layers."""

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
    Rescaling,
    Reshape,
    Softmax,
    ZeroPadding2D,
    softmax,
)
from helpers.activations import ActivationFunction, Sigmoid, Tanh, get_activation
from helpers.dropout import dropout_loops, dropout_mask

many = settings(max_examples=80, deadline=None, derandomize=True)


def numbers(shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape)


# ---- activations ----


def test_activations_by_hand():
    x = np.array([[-2.0, 0.0, 3.0]])
    np.testing.assert_array_equal(ReLU().forward(x), [[0, 0, 3]])
    np.testing.assert_allclose(Sigmoid().forward(x), 1 / (1 + np.exp(-x)), rtol=1e-15)
    np.testing.assert_allclose(Tanh().forward(x), [[np.tanh(-2), 0, np.tanh(3)]], rtol=1e-15)
    logits = np.log([[1.0, 2.0, 5.0]])
    np.testing.assert_allclose(Softmax().forward(logits), [[1 / 8, 2 / 8, 5 / 8]], rtol=1e-15)


def test_activations_do_not_overflow():
    x = np.array([[-1000.0, 0.0, 1000.0]], dtype=np.float32)
    with np.errstate(over="raise", invalid="raise"):
        np.testing.assert_array_equal(softmax(x), [[0, 0, 1]])
        np.testing.assert_array_equal(Sigmoid().forward(x), [[0, 0.5, 1]])
        np.testing.assert_array_equal(softmax(x + 1e4), [[0, 0, 1]])


@many
@given(st.integers(1, 4), st.integers(1, 6), st.floats(-1e4, 1e4))
def test_softmax_rows_sum_to_one_and_shifts_change_nothing(rows, classes, shift):
    logits = numbers((rows, classes))
    y = softmax(logits)
    assert (y > 0).all()
    np.testing.assert_allclose(y.sum(axis=-1), 1, rtol=1e-12)
    np.testing.assert_allclose(softmax(logits + shift), y, rtol=1e-9)


def test_the_bare_activation_asks_for_its_methods():
    with pytest.raises(NotImplementedError):
        ActivationFunction().forward(np.ones((1, 1)))
    with pytest.raises(NotImplementedError):
        ActivationFunction().slope_times(np.ones((1, 1)))


def test_activation_by_name_class_or_none():
    assert type(get_activation("relu")) is type(get_activation(ReLU)) is ReLU
    x = numbers((2, 3))
    for name in (None, "linear"):
        np.testing.assert_array_equal(get_activation(name).forward(x), x)
        np.testing.assert_array_equal(get_activation(name).forward(x), x)


# ---- dropout ----


@pytest.mark.parametrize("rate", [0.0, 0.3, 0.5, 0.9])
def test_dropout_equals_loops(rate):
    x, layer = numbers((4, 5, 3)).astype(np.float32), Dropout(rate)
    layer.rng = np.random.default_rng(8)
    y = layer.forward(x, training=True)
    expected = dropout_loops(x, rate, np.random.default_rng(8)) if rate else x
    np.testing.assert_allclose(y, expected, rtol=1e-6)


@pytest.mark.parametrize("rate", [0.1, 0.5, 0.8])
def test_dropout_drops_its_share_and_keeps_the_mean(rate):
    """40,000 draws: the share errs by about sqrt(0.25 / 40,000) = 0.0025; allowed is 0.01."""
    y = Dropout(rate, seed=1).forward(np.ones((200, 200)), training=True)
    assert abs((y == 0).mean() - rate) < 0.01
    np.testing.assert_allclose(y[y != 0], 1 / (1 - rate), rtol=1e-6)
    assert abs(y.mean() - 1) < 0.01 / (1 - rate)


def test_dropout_rows_and_batches_differ():
    layer = Dropout(0.5, seed=1)
    first = layer.forward(np.ones((2, 64)), training=True)
    second = layer.forward(np.ones((2, 64)), training=True)
    assert not np.array_equal(first[0], first[1])
    assert not np.array_equal(first, second)


def test_dropout_in_testing_changes_and_draws_nothing():
    layer, x = Dropout(0.5, seed=1), numbers((3, 4))
    before = layer.rng.bit_generator.state
    np.testing.assert_array_equal(layer.forward(x), x)
    np.testing.assert_array_equal(layer.backward(x), x)
    assert layer.rng.bit_generator.state == before


def test_dropout_hands_back_through_the_same_mask():
    layer = Dropout(0.5, seed=1)
    y = layer.forward(np.ones((4, 16)), training=True)
    np.testing.assert_array_equal(layer.backward(np.ones((4, 16))), y)


def test_dropout_mask_is_zero_or_the_enlargement():
    mask = dropout_mask((50, 50), 0.75, np.random.default_rng(0))
    assert mask.dtype == np.float32
    assert set(np.unique(mask)) == {0.0, 4.0}


# ---- batch normalization ----


def test_batch_normalization_by_hand():
    """Values 1 and 5: mean 3, population variance 4. The moving ones go 1 % of their way."""
    layer = BatchNormalization(momentum=0.99, epsilon=0.5)
    x = np.array([[1.0], [5.0]])
    y = layer.forward(x, training=True)
    np.testing.assert_allclose(y, [[-2 / np.sqrt(4.5)], [2 / np.sqrt(4.5)]], rtol=1e-6)
    np.testing.assert_allclose(layer.state["moving_mean"], [0.03], rtol=1e-5)
    np.testing.assert_allclose(layer.state["moving_variance"], [0.99 + 0.04], rtol=1e-6)
    in_testing = layer.forward(x)
    np.testing.assert_allclose(in_testing, (x - 0.03) / np.sqrt(1.03 + 0.5), rtol=1e-5)


def test_batch_normalization_gives_mean_beta_and_spread_gamma():
    layer = BatchNormalization(epsilon=1e-12)
    layer.build((None, 4, 3))
    layer.set_weights([[1, 2, 3], [4, 5, 6], [0, 0, 0], [1, 1, 1]])
    y = layer.forward(5 + 2 * numbers((50, 4, 3)), training=True)
    np.testing.assert_allclose(y.mean(axis=(0, 1)), [4, 5, 6], rtol=1e-6)
    np.testing.assert_allclose(y.std(axis=(0, 1)), [1, 2, 3], rtol=1e-6)


def test_batch_normalization_weights_in_keras_order():
    layer = BatchNormalization()
    layer.build((None, 2))
    assert [*layer.params, *layer.state] == ["gamma", "beta", "moving_mean", "moving_variance"]
    np.testing.assert_array_equal(layer.get_weights(), [[1, 1], [0, 0], [0, 0], [1, 1]])


def test_batch_normalization_refuses_what_it_cannot_normalize():
    with pytest.raises(ValueError, match=r"expects a batch of shape \(N, ..., C\)"):
        BatchNormalization().forward(np.ones(3))
    layer = BatchNormalization()
    layer.build((None, 2))
    with pytest.raises(ValueError, match="built for 2 channels"):
        layer.forward(np.ones((4, 3)))


# ---- what is refused ----


def test_dense_says_what_does_not_fit():
    layer = Dense(2)
    layer.build((None, 3))
    with pytest.raises(
        ValueError, match=r"built for 3 inputs. Received shape \(1, 4\).*Is a Flatten missing"
    ):
        layer.forward(np.ones((1, 4)))
    with pytest.raises(ValueError, match=r"Received \(3,\). Add the batch axis: x\[None\]"):
        layer.forward(np.ones(3))


def test_conv_says_what_does_not_fit():
    layer = Conv2D(2, 3)
    layer.build((None, 5, 5, 3))
    with pytest.raises(ValueError, match="built for images of 3 channels.*which has 1"):
        layer.forward(np.ones((1, 5, 5, 1)))
    with pytest.raises(ValueError, match="Received size 2, .* window of 3"):
        layer.forward(np.ones((1, 2, 5, 3)))


# ---- other shapes ----


def test_zero_padding_by_hand():
    x = np.array([[1.0, 2, 3]]).reshape(1, 1, 3, 1)
    np.testing.assert_array_equal(
        ZeroPadding2D().forward(x)[0, ..., 0],
        [[0, 0, 0, 0, 0], [0, 1, 2, 3, 0], [0, 0, 0, 0, 0]],
    )
    np.testing.assert_array_equal(
        ZeroPadding2D(((0, 1), (2, 0))).forward(x)[0, ..., 0], [[0, 0, 1, 2, 3], [0, 0, 0, 0, 0]]
    )
    assert ZeroPadding2D((1, 2)).compute_output_shape((None, 4, 5, 6)) == (None, 6, 9, 6)


def test_reshape_reads_in_c_order():
    layer, x = Reshape((3, -1)), np.arange(12.0).reshape(1, 2, 6)
    np.testing.assert_array_equal(layer.forward(x)[0], [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]])
    assert Reshape((1, -1)).compute_output_shape((None, 4, 5)) == (None, 1, 20)
    assert Reshape((5, 4)).compute_output_shape((None, 4, 5)) == (None, 5, 4)
    for wrong in ((5, -1), (3, 5)):
        with pytest.raises(ValueError, match="target_shape expects 12 numbers"):
            Reshape(wrong).forward(x)


def test_rescaling_by_hand():
    x = np.array([[0.0, 255]])
    np.testing.assert_array_equal(Rescaling(1 / 255).forward(x), [[0, 1]])
    np.testing.assert_array_equal(Rescaling(2, -1).forward(x), [[-1, 509]])


def test_a_momentum_of_0_and_1():
    """With 0 the statistics are those of the last batch, with 1 they never move."""
    x = np.array([[1.0], [3.0]])
    for momentum, mean in ((0, 2), (1, 0)):
        layer = BatchNormalization(momentum=momentum)
        layer.build((None, 1))
        layer.forward(x, training=True)
        assert layer.state["moving_mean"].tolist() == [mean]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Conv2D(0, 3), "Conv2D's filters expects"),
        (lambda: Conv2D(1, 0), "Conv2D's kernel_size expects"),
        (lambda: Conv2D(1, 3, strides=0), "Conv2D's strides expects"),
        (lambda: Conv2D(1, 3, padding="SAME"), "Conv2D's padding expects 'valid' or 'same'"),
        (lambda: Conv2D(1, 3, activation="Relu"), "activation expects one of"),
        (lambda: Conv2D(1, 3, kernel_initializer="he"), "initializer expects one of"),
        (lambda: Dense(2.0), "Dense's units expects"),
        (lambda: Dense(2, activation=3), "activation expects one of"),
        (lambda: MaxPooling2D((1, 2, 3)), "MaxPooling2D's pool_size expects"),
        (lambda: AveragePooling2D(2, strides=-1), "AveragePooling2D's strides expects"),
        (lambda: AveragePooling2D(2, padding=1), "AveragePooling2D's padding expects"),
        (lambda: Dropout(1.0), r"Dropout's rate expects a number in \[0, 1\)"),
        (lambda: Dropout("half"), "Dropout's rate expects"),
        (lambda: Dropout(np.nan), "Dropout's rate expects"),
        (lambda: BatchNormalization(momentum=1.5), "BatchNormalization's momentum expects"),
        (lambda: BatchNormalization(epsilon=0), "BatchNormalization's epsilon expects"),
        (lambda: ZeroPadding2D(-1), "ZeroPadding2D's padding expects"),
        (lambda: ZeroPadding2D((1, 2, 3)), "padding expects one number, .down, across.*Received"),
        (lambda: ZeroPadding2D(((1, 2), (3,))), "padding expects one number, .down, across"),
        (lambda: Reshape((3, 0)), "Reshape's target_shape expects"),
        (lambda: Reshape((3, 1.5)), "Reshape's target_shape expects"),
        (lambda: Reshape((-1, 2, -1)), "Reshape's target_shape may hold one -1"),
    ],
)
def test_bad_arguments_are_refused_when_the_layer_is_made(make, message):
    with pytest.raises(ValueError, match=message):
        make()
