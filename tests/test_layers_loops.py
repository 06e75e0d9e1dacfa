"""The loop versions as oracles of the fast layers, and both against figures worked by hand."""

from math import ceil

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import (
    AveragePooling2D,
    Conv2D,
    Dense,
    Flatten,
    GlobalAveragePooling2D,
    MaxPooling2D,
)
from helpers.convolution import (
    conv2d_gradients_loops,
    conv2d_loops,
    convolve2d_loops,
    im2col,
    output_size,
)
from helpers.dense import dense_loops
from helpers.flatten import flatten_loops
from helpers.gradients import relative_error
from helpers.metrics import mean_absolute_error
from helpers.pooling import average_pool_loops, max_pool_gradient_loops, max_pool_loops

sizes = st.integers(1, 4)
sides = st.integers(1, 8)
paddings = st.sampled_from(["valid", "same"])
many = settings(max_examples=80, deadline=None, derandomize=True)


def numbers(shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape)


def zeros_around(size: int, window: int, stride: int, padding: str) -> tuple[int, int]:
    """Keras's rule, written out once more: the odd zero goes after."""
    if padding == "valid":
        return 0, 0
    total = max((ceil(size / stride) - 1) * stride + window - size, 0)
    return total // 2, total - total // 2


# ---- convolution ----


def test_convolution_by_hand():
    """The window at the top left: 1*1 + 2*0 + 4*0 + 5*(-1) = -4; no flip."""
    image = np.array([[1.0, 2, 3], [4, 5, 6], [7, 8, 10]])
    kernel = np.array([[1.0, 0], [0, -1]])
    np.testing.assert_array_equal(convolve2d_loops(image, kernel), [[-4, -4], [-4, -5]])


def test_channels_are_summed_and_each_filter_has_a_bias():
    """Pixel 2 in the first channel, 3 in the second. Filter 0: 2*1 + 3*10 + 100 = 132."""
    image = np.array([[[2.0, 3.0]]])
    kernel = np.array([[[[1.0, -1.0], [10.0, 0.5]]]])  # (1, 1, 2, 2)
    y = conv2d_loops(image, kernel, np.array([100.0, 0.0]))
    np.testing.assert_array_equal(y, [[[132.0, -0.5]]])


def test_output_size():
    assert output_size(28, 3) == 26
    assert output_size(28, 3, stride=2) == 13  # 25 / 2 rounds down to 12, plus 1
    assert output_size(28, 3, padding=1) == 28
    assert output_size(5, 5) == 1
    with pytest.raises(ValueError, match="the window should fit into the image.*smaller window"):
        output_size(4, 5)


@many
@given(sides, sides, sizes, sizes)
def test_one_channel_loops_equal_many_channel_loops(height, width, kernel_height, kernel_width):
    height, width = max(height, kernel_height), max(width, kernel_width)
    image, kernel = numbers((height, width)), numbers((kernel_height, kernel_width), 1)
    y = conv2d_loops(image[..., None], kernel[..., None, None], np.zeros(1))
    np.testing.assert_allclose(convolve2d_loops(image, kernel), y[..., 0], rtol=1e-12)


@many
@given(
    st.integers(1, 3), sides, sides, st.integers(1, 3), st.integers(1, 3),
    st.tuples(sizes, sizes), st.tuples(sizes, sizes), paddings,
)  # fmt: skip
def test_conv_equals_loops(batch, height, width, channels, filters, kernel_size, strides, padding):
    """Strides keep every second or third of the windows; padding is done by hand here."""
    if padding == "valid":
        height, width = max(height, kernel_size[0]), max(width, kernel_size[1])
    x = numbers((batch, height, width, channels))
    layer = Conv2D(filters, kernel_size, strides, padding)
    layer.build(x.shape)
    layer.params = {
        "kernel": numbers((*kernel_size, channels, filters), 1),
        "bias": numbers(filters, 2),
    }
    zeros = [
        zeros_around(size, window, stride, padding)
        for size, window, stride in zip((height, width), kernel_size, strides, strict=True)
    ]
    down, across = strides

    y = layer.forward(x)
    grad = numbers(y.shape, 3)
    grad_x = layer.backward(grad)
    grad_kernel, grad_bias = 0.0, 0.0
    for n in range(batch):
        image = np.pad(x[n], (*zeros, (0, 0)))
        full = conv2d_loops(image, layer.params["kernel"], layer.params["bias"])
        np.testing.assert_allclose(y[n], full[::down, ::across], rtol=1e-11, atol=1e-12)

        grad_full = np.zeros_like(full)  # windows that the strides skip have no say
        grad_full[::down, ::across] = grad[n]
        expected = conv2d_gradients_loops(image, layer.params["kernel"], grad_full)
        (top, _), (left, _) = zeros
        inner = expected[0][top : top + height, left : left + width]
        np.testing.assert_allclose(grad_x[n], inner, rtol=1e-11, atol=1e-12)
        grad_kernel, grad_bias = grad_kernel + expected[1], grad_bias + expected[2]
    np.testing.assert_allclose(layer.grads["kernel"], grad_kernel, rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(layer.grads["bias"], grad_bias, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize(("stride", "padding"), [(1, 0), (1, 2), (2, 0), (2, 1), (3, 1)])
def test_loops_with_stride_and_padding_on_each_side(stride, padding):
    image, kernel, bias = numbers((6, 5, 2)), numbers((3, 2, 2, 2), 1), numbers(2, 2)
    margins = ((padding, padding), (padding, padding), (0, 0))
    y = conv2d_loops(image, kernel, bias, stride, padding)
    full = conv2d_loops(np.pad(image, margins), kernel, bias)
    np.testing.assert_allclose(y, full[::stride, ::stride], rtol=1e-12)

    grad = numbers(y.shape, 3)
    grad_full = np.zeros_like(full)
    grad_full[::stride, ::stride] = grad
    received = conv2d_gradients_loops(image, kernel, grad, stride, padding)
    grad_x, *others = conv2d_gradients_loops(np.pad(image, margins), kernel, grad_full)
    expected = [grad_x[padding : padding + 6, padding : padding + 5], *others]
    for a, b in zip(received, expected, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-14)


@many
@given(sides, sides, st.integers(1, 3), sizes)
def test_im2col_turns_convolution_into_one_product(height, width, channels, size):
    height, width = max(height, size), max(width, size)
    image, kernel = numbers((height, width, channels)), numbers((size, size, channels, 2), 1)
    rows = im2col(image, size)
    y = conv2d_loops(image, kernel, np.zeros(2))
    assert rows.shape == (y.shape[0] * y.shape[1], size * size * channels)
    np.testing.assert_allclose(
        rows @ kernel.reshape(-1, 2), y.reshape(-1, 2), rtol=1e-11, atol=1e-12
    )


def test_im2col_order():
    """Windows row by row; each in (row, column, channel) order."""
    image = np.arange(12).reshape(2, 3, 2)
    expected = [[0, 1, 2, 3, 6, 7, 8, 9], [2, 3, 4, 5, 8, 9, 10, 11]]
    np.testing.assert_array_equal(im2col(image, 2), expected)


def test_same_padding_puts_the_odd_zero_after():
    """A 2x2 kernel of ones on a 2x2 image: the window at the bottom right holds one pixel."""
    layer = Conv2D(1, 2, padding="same", kernel_initializer="ones")
    x = np.array([[1.0, 2.0], [4.0, 8.0]])[None, ..., None]
    np.testing.assert_array_equal(layer.forward(x)[0, ..., 0], [[15, 10], [12, 8]])


# ---- pooling ----


def pooled(x, pool_size, strides, padding, reduce):
    """Windows in plain loops, holding real pixels only."""
    down, across = strides
    (top, bottom), (left, right) = (
        zeros_around(size, window, stride, padding)
        for size, window, stride in zip(x.shape[1:3], pool_size, strides, strict=True)
    )
    last_row = x.shape[1] + bottom - pool_size[0]
    last_col = x.shape[2] + right - pool_size[1]
    rows = [
        [
            reduce(x[:, max(row, 0) : row + pool_size[0], max(col, 0) : col + pool_size[1]])
            for col in range(-left, last_col + 1, across)
        ]
        for row in range(-top, last_row + 1, down)
    ]
    return np.array(rows).transpose(2, 0, 1, 3)  # (Ho, Wo, N, C) to (N, Ho, Wo, C)


@many
@given(
    st.integers(1, 2), sides, sides, st.integers(1, 3),
    st.tuples(sizes, sizes), st.tuples(sizes, sizes), paddings,
)  # fmt: skip
def test_pooling_equals_loops(batch, height, width, channels, pool_size, strides, padding):
    if padding == "valid":
        height, width = max(height, pool_size[0]), max(width, pool_size[1])
    x = numbers((batch, height, width, channels))
    settings_ = (pool_size, strides, padding)
    largest = pooled(x, *settings_, lambda window: window.max(axis=(1, 2)))
    np.testing.assert_array_equal(MaxPooling2D(*settings_).forward(x), largest)
    mean = pooled(x, *settings_, lambda window: window.mean(axis=(1, 2)))
    np.testing.assert_allclose(
        AveragePooling2D(*settings_).forward(x), mean, rtol=1e-11, atol=1e-13
    )


@many
@given(sides, sides, st.integers(1, 3), sizes, st.booleans())
def test_pooling_equals_its_loop_versions(height, width, channels, size, ties):
    height, width = max(height, size), max(width, size)
    x = numbers((height, width, channels))
    if ties:
        x = np.round(x)  # many equal values: the first maximum wins in both
    layer = MaxPooling2D(size)
    y = layer.forward(x[None])[0]
    np.testing.assert_array_equal(y, max_pool_loops(x, size))
    grad = numbers(y.shape, 1)
    np.testing.assert_array_equal(
        layer.backward(grad[None])[0], max_pool_gradient_loops(x, grad, size)
    )
    average = AveragePooling2D(size).forward(x[None])[0]
    np.testing.assert_allclose(average, average_pool_loops(x, size), rtol=1e-11, atol=1e-13)


def test_pooling_by_hand():
    x = np.array([[1.0, 3, 2, 0], [5, 4, 1, 1], [0, 0, 7, 8], [0, 2, 9, 6]])[None, ..., None]
    np.testing.assert_array_equal(MaxPooling2D(2).forward(x)[0, ..., 0], [[5, 2], [2, 9]])
    expected = [[3.25, 1], [0.5, 7.5]]
    np.testing.assert_array_equal(AveragePooling2D(2).forward(x)[0, ..., 0], expected)
    np.testing.assert_array_equal(GlobalAveragePooling2D().forward(x), [[49 / 16]])


def test_average_at_the_border_counts_real_pixels_only():
    """A picture of ones stays all ones: zeros of the padding do not dilute it."""
    y = AveragePooling2D(3, strides=1, padding="same").forward(np.ones((1, 4, 5, 2)))
    np.testing.assert_array_equal(y, np.ones((1, 4, 5, 2)))


# ---- flatten and dense ----


@many
@given(st.integers(1, 3), sides, sides, st.integers(1, 3))
def test_flatten_equals_loops_and_goes_back(batch, height, width, channels):
    x, layer = numbers((batch, height, width, channels)), Flatten()
    y = layer.forward(x)
    np.testing.assert_array_equal(y, flatten_loops(x))
    np.testing.assert_array_equal(layer.backward(y), x)


def test_flatten_of_single_numbers_gives_rows_of_one():
    layer = Flatten()
    np.testing.assert_array_equal(layer.forward(np.array([3.0, 4.0])), [[3], [4]])
    np.testing.assert_array_equal(layer.backward(np.array([[5.0], [6.0]])), [5, 6])


def test_flatten_refuses_a_single_number():
    with pytest.raises(ValueError, match=r"Flatten expects a batch of shape \(N, ...\)"):
        Flatten().forward(np.array(3.0))


@many
@given(st.integers(1, 4), st.integers(1, 6), st.integers(1, 6))
def test_dense_equals_loops(batch, inputs, units):
    x, layer = numbers((batch, inputs)), Dense(units)
    layer.build((None, inputs))
    layer.params = {"kernel": numbers((inputs, units), 1), "bias": numbers(units, 2)}
    np.testing.assert_allclose(
        layer.forward(x), dense_loops(x, **layer.params), rtol=1e-11, atol=1e-13
    )


def test_dense_by_hand():
    layer = Dense(2, activation="relu")
    layer.build((None, 3))
    layer.set_weights([[[1, 2], [3, 4], [5, 6]], [0.5, -100]])
    # 1*1 + 0*3 + 2*5 + 0.5 = 11.5; 1*2 + 0*4 + 2*6 - 100 = -86, which ReLU makes 0.
    np.testing.assert_array_equal(layer.forward(np.array([[1.0, 0, 2]])), [[11.5, 0]])
    grad_x = layer.backward(np.array([[2.0, 7.0]]))  # the dead unit hands nothing back
    np.testing.assert_array_equal(grad_x, [[2, 6, 10]])
    np.testing.assert_array_equal(layer.grads["kernel"], [[2, 0], [0, 0], [4, 0]])
    np.testing.assert_array_equal(layer.grads["bias"], [2, 0])


def test_the_loops_and_measures_take_bytes_and_whole_numbers_for_what_they_stand_for():
    image = np.full((4, 4, 1), 200, np.uint8)
    assert (average_pool_loops(image, 2) == 200).all()
    twos = np.full((2, 2, 1, 1), 2, np.uint8)
    assert (conv2d_loops(image, twos, np.zeros(1, np.uint8)) == 1600).all()
    assert dense_loops(np.array([[1, 2]]), np.array([[0.5], [0.25]]), np.array([0.1]))[0, 0] == 1.1
    assert mean_absolute_error(np.uint8([255]), np.uint8([0])) == 255
    assert relative_error(np.uint8([10]), np.uint8([200])) == 0.95
