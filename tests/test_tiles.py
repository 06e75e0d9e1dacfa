"""Several rows of outputs at once give what the plain loops give, forward and back."""

import numpy as np
import pytest

from helpers import Conv2D
from helpers.convolution import conv2d_gradients_loops, conv2d_loops
from helpers.tiles import join, narrow, rows_at_once, split, widen


@pytest.mark.parametrize(
    ("size", "kernel", "padding", "rows"),
    [(12, 5, "valid", 4), (9, 5, "valid", 5), (11, 5, "valid", 1), (10, 5, "same", 5)]
    + [(12, (6, 3), "valid", 1), (13, (6, 2), "valid", 4), (8, 3, "valid", 1)],
)
def test_a_tall_kernel_equals_the_loops(size, kernel, padding, rows):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(3, size, size, 2))
    layer = Conv2D(4, kernel, padding=padding, bias_initializer="he_normal")
    layer.build(x.shape)
    layer.params = {name: rng.normal(size=w.shape) for name, w in layer.params.items()}
    y = layer.forward(x, training=True)
    assert layer.rows == rows
    grad = rng.normal(size=y.shape)
    grad_x = layer.backward(grad)
    around = 2 if padding == "same" else 0
    expected = [conv2d_loops(image, *layer.params.values(), padding=around) for image in x]
    np.testing.assert_allclose(y, expected, atol=1e-12)
    back = [
        conv2d_gradients_loops(image, layer.params["kernel"], slope, padding=around)
        for image, slope in zip(x, grad, strict=True)
    ]
    for found, parts in zip(
        (grad_x, layer.grads["kernel"], layer.grads["bias"]), zip(*back, strict=True), strict=True
    ):
        total = np.array(parts) if found is grad_x else np.sum(parts, axis=0)
        np.testing.assert_allclose(found, total, atol=1e-11)


def test_rows_divide_the_height_and_stay_at_one_where_they_do_not_pay():
    assert rows_at_once(20, 8, (5, 5), 1) == 5
    assert rows_at_once(24, 8, (5, 5), 1) == 4
    assert rows_at_once(23, 8, (5, 5), 1) == 1
    assert rows_at_once(20, 8, (3, 3), 1) == 1  # windows overlap little
    assert rows_at_once(20, 8, (5, 5), 2) == 1
    assert rows_at_once(20, 64, (5, 5), 1) == 1  # the product is wide enough


@pytest.mark.parametrize("tile", [(1, 1), (2, 1), (3, 1), (1, 2), (2, 2), (2, 3)])
def test_narrow_is_the_transpose_of_widen(tile):
    """<widen(k), g> = <k, narrow(g)>."""
    rng = np.random.default_rng(1)
    kernel = rng.normal(size=(5, 2, 3, 4))
    wide = widen(kernel, tile)
    grad = rng.normal(size=wide.shape)
    assert np.sum(wide * grad) == pytest.approx(np.sum(kernel * narrow(grad, tile)))


@pytest.mark.parametrize("rows", [1, 2, 3])
def test_join_undoes_split(rows):
    table = np.random.default_rng(1).normal(size=(rows * 4, 2 * 5 * 7))
    np.testing.assert_array_equal(join(split(table, rows, 2 * rows), rows, 2 * rows), table)
