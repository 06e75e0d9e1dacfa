"""Windows whose rows overlap in memory, and kernels that stand in wider ones, equal the loops."""

import numpy as np
import pytest

from helpers import Conv2D
from helpers.convolution import conv2d_gradients_loops, conv2d_loops
from helpers.tiles import narrow, widen

CASES = [(12, 5, {}), (9, (4, 1), {}), (12, 5, {"padding": "same"}), (12, (6, 4), {})]
CASES += [(12, (5, 1), {"strides": (2, 1)}), (13, (3, 2), {"strides": (4, 1)})]
STRIDING = [(11, 3, {"strides": 2}), (14, (2, 3), {"strides": 3})]


@pytest.mark.parametrize(
    ("size", "kernel", "options", "tile"),
    [(*case, tile) for case in CASES for tile in (1, 2, 3)] + [(*case, 1) for case in STRIDING],
)
def test_a_wide_kernel_equals_the_loops(size, kernel, options, tile):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(3, size, size, 2))
    layer = Conv2D(4, kernel, **options)
    layer.build(x.shape)
    kernel = layer.params["kernel"] = rng.normal(size=layer.params["kernel"].shape)
    sums = layer.sums(layer.check_input(x), tile)  # (Ho, tile * F, Wo / tile * N)
    height, width = (windows.count for windows in layer.over)
    y = sums.reshape(height, tile, 4, width, 3).transpose(4, 0, 3, 1, 2)
    grad = rng.normal(size=y.shape)
    slopes, middle = layer.room_for_slopes(grad.dtype)
    middle[...] = grad.transpose(1, 3, 4, 2, 0).reshape(middle.shape)
    grad_x = layer.gather(layer.backward_of_sums(slopes, input_gradient=True))

    # The loops have one stride for both axes: where they differ, take all rows and skip some.
    down, across = layer.strides
    given = {"stride": min(down, across), "padding": 2 if "padding" in options else 0}
    plain = np.array([conv2d_loops(image, kernel, np.zeros(4), **given) for image in x])
    met = (slice(None), slice(None, None, down // given["stride"]), slice(width * tile))
    y, grad = (each.reshape(3, height, width * tile, 4) for each in (y, grad))
    np.testing.assert_allclose(y, plain[met], atol=1e-12)
    slope = np.zeros_like(plain)
    slope[met] = grad
    back = [conv2d_gradients_loops(a, kernel, b, **given) for a, b in zip(x, slope, strict=True)]
    plain_x, plain_kernel, _ = (np.array(parts) for parts in zip(*back, strict=True))
    np.testing.assert_allclose(grad_x, plain_x, atol=1e-11)
    np.testing.assert_allclose(layer.grads["kernel"], plain_kernel.sum(axis=0), atol=1e-11)


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


@pytest.mark.parametrize("tile", [1, 2, 3])
def test_narrow_is_the_transpose_of_widen(tile):
    """<widen(k), g> = <k, narrow(g)>."""
    rng = np.random.default_rng(1)
    kernel = rng.normal(size=(5, 2, 3, 4))
    wide = widen(kernel, tile)
    assert wide.shape == (5, 1 + tile, 3, 4 * tile)
    grad = rng.normal(size=wide.shape)
    assert np.sum(wide * grad) == pytest.approx(np.sum(kernel * narrow(grad, tile)))
