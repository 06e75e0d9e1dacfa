"""Neighboring outputs at once give what the plain loops give, forward and back."""

import numpy as np
import pytest

from helpers import Conv2D
from helpers.convolution import conv2d_gradients_loops, conv2d_loops
from helpers.tiles import join, narrow, outputs_at_once, split, widen


@pytest.mark.parametrize(
    ("size", "kernel", "options", "tile"),
    [(12, 5, {}, 8), (9, 5, {}, 5), (11, 5, {}, 7), (10, 5, {"padding": "same"}, 5)]
    + [(12, (6, 3), {}, 5), (13, (2, 6), {}, 8), (8, 3, {}, 6), (11, 3, {"strides": 2}, 1)]
    + [(11, (2, 3), {"strides": 3}, 1), (12, (5, 1), {"strides": (2, 1)}, 1)],
)
def test_a_wide_kernel_equals_the_loops(size, kernel, options, tile):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(3, size, size, 2))
    layer = Conv2D(4, kernel, bias_initializer="he_normal", **options)
    layer.build(x.shape)
    layer.params = {name: rng.normal(size=w.shape) for name, w in layer.params.items()}
    y = layer.forward(x, training=True)
    assert layer.tile == tile
    grad = rng.normal(size=y.shape)
    grad_x = layer.backward(grad)
    down, across = layer.strides
    if down != across:  # the loops have one stride: take all rows, and of them every second
        grad_all = np.zeros((3, size - layer.kernel_size[0] + 1, *y.shape[2:]))
        grad_all[:, ::down], stride = grad, 1
    else:
        grad_all, stride = grad, down
    plain = {"stride": stride, "padding": 2 if "padding" in options else 0}
    expected = np.array([conv2d_loops(image, *layer.params.values(), **plain) for image in x])
    np.testing.assert_allclose(y, expected[:, :: down // stride], atol=1e-12)
    back = [
        conv2d_gradients_loops(image, layer.params["kernel"], slope, **plain)
        for image, slope in zip(x, grad_all, strict=True)
    ]
    for found, parts in zip(
        (grad_x, layer.grads["kernel"], layer.grads["bias"]), zip(*back, strict=True), strict=True
    ):
        total = np.array(parts) if found is grad_x else np.sum(parts, axis=0)
        np.testing.assert_allclose(found, total, atol=1e-11)


def test_a_stride_beyond_the_kernel_leaves_pixels_without_a_slope():
    x = np.ones((2, 9, 9, 1))
    layer = Conv2D(2, 2, strides=4)
    grad_x = layer.backward(np.ones_like(layer.forward(x)))
    seen = np.zeros((9, 9), bool)
    for row, col in np.ndindex(2, 2):
        seen[4 * row : 4 * row + 2, 4 * col : 4 * col + 2] = True
    assert np.array_equal(grad_x[0, :, :, 0] != 0, seen)


def test_a_second_way_back_gives_the_same():
    layer, x = Conv2D(3, 3), np.random.default_rng(0).normal(size=(4, 8, 8, 2))
    grad = np.random.default_rng(1).normal(size=layer.forward(x).shape)
    first, kernel = layer.backward(grad), layer.grads["kernel"]
    np.testing.assert_array_equal(layer.backward(grad), first)
    np.testing.assert_array_equal(layer.grads["kernel"], kernel)


def test_outputs_divide_the_width_and_stay_at_one_where_they_do_not_pay():
    assert outputs_at_once(20, 8, window=40) == 4
    assert outputs_at_once(24, 8, window=40) == 4
    assert outputs_at_once(27, 8, window=40) == 3
    assert outputs_at_once(23, 8, window=40) == 1
    assert outputs_at_once(20, 8, window=5) == 1  # copying is a small part
    assert outputs_at_once(20, 32, window=96) == 1  # the product is wide enough


@pytest.mark.parametrize("tile", [1, 2, 3])
def test_narrow_is_the_transpose_of_widen(tile):
    """<widen(k), g> = <k, narrow(g)>."""
    rng = np.random.default_rng(1)
    kernel = rng.normal(size=(5, 2, 3, 4))
    wide = widen(kernel, tile)
    assert wide.shape == (5, 1 + tile, 3, 4 * tile)
    grad = rng.normal(size=wide.shape)
    assert np.sum(wide * grad) == pytest.approx(np.sum(kernel * narrow(grad, tile)))


@pytest.mark.parametrize("tile", [1, 2, 3])
def test_join_undoes_split(tile):
    sums = np.random.default_rng(1).normal(size=(6, tile * 4, 5 * 7))
    rows = split(sums, tile, n_images=7)
    assert rows.shape == (6, 4, tile * 5 * 7)
    np.testing.assert_array_equal(join(rows, tile, n_images=7), sums)
