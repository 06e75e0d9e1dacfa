"""Each trick of lab 13 changes the time alone; its switch takes it out and puts it back."""

import numpy as np
import pytest

from helpers import Conv2D, Dense, Flatten, MaxPooling2D, Sequential, buffers, products
from helpers.kernel import KernelLayer
from helpers.tricks import SWITCHES, by_index, pairs, pool_by_argmax


def gradients() -> list[np.ndarray]:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(40, 14, 14, 8)).astype(np.float32)
    layers = [
        Conv2D(8, 5, activation="relu"),
        Conv2D(16, 3, activation="relu"),
        MaxPooling2D(),
        Flatten(),
        Dense(3),
    ]
    model = Sequential(layers, seed=0)
    model.compile("sgd", "mean_squared_error")
    model.train_on_batch(x, rng.normal(size=(40, 3)))
    return [grad.copy() for layer in model.layers for grad in layer.grads.values()]


def state() -> tuple:
    return (
        buffers.LARGEST,
        products.AT_ONCE,
        KernelLayer.fill_gradients,
        Conv2D.together_with,
    )


@pytest.mark.parametrize("name", SWITCHES)
def test_a_switch_changes_no_gradient(name) -> None:
    expected, before = gradients(), state()
    with SWITCHES[name]():
        assert sum(now != then for now, then in zip(state(), before, strict=True)) == 1
        found = gradients()
    assert state() == before
    for each, other in zip(found, expected, strict=True):
        np.testing.assert_allclose(each, other, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("name", pairs(1))
def test_both_sides_of_a_pair_give_the_same(name) -> None:
    with_it, without = pairs(4)[name]
    np.testing.assert_allclose(with_it(), without(), rtol=1e-5, atol=1e-4)


def test_a_tie_stays_with_the_first() -> None:
    x, grad = np.zeros((1, 2, 2, 1)), np.ones((1, 1, 1, 1))
    assert pool_by_argmax(x, grad).ravel().tolist() == [1, 0, 0, 0]


def test_the_index_leaves_the_slopes_alone() -> None:
    grad = np.ones(3)
    assert by_index(grad, np.array([-1.0, 0.0, 2.0])).tolist() == [0, 0, 1]
    assert grad.tolist() == [1, 1, 1]
