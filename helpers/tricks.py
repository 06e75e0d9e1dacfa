"""Lab 13: the tricks of `helpers`, each with a way to do without it, so that it can be timed."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any
from unittest.mock import patch

import numpy as np

from helpers.buffers import empty_images
from helpers.convolution import Conv2D
from helpers.kernel import KernelLayer, sum_rows
from helpers.layer import whole_number
from helpers.pooled import PooledConvolution
from helpers.pooling import MaxPooling2D

Pair = tuple[Callable[[], Any], Callable[[], Any]]  # with the trick, and without it


@contextmanager
def _slopes_of_the_images() -> Iterator[None]:
    with (
        patch.object(KernelLayer, "fill_gradients", KernelLayer.backward),
        patch.object(PooledConvolution, "fill_gradients", PooledConvolution.backward),
    ):
        yield


# Each switch takes one trick out of the whole network, as long as it is entered.
SWITCHES: dict[str, Callable[[], AbstractContextManager[Any]]] = {
    "memory used again": lambda: patch("helpers.buffers.LARGEST", 0),
    "convolution and pooling in one": lambda: patch.object(
        Conv2D, "together_with", lambda *_: None
    ),
    "short products": lambda: patch("helpers.products.AT_ONCE", 10**12),
    "no slopes of the images": _slopes_of_the_images,
}


def pairs(n_images: int = 128) -> dict[str, Pair]:
    """Single parts of a training step with their trick and without, on maps (N, 24, 24, 8)."""
    n_images = whole_number(n_images, "pairs' n_images", 1)
    rng = np.random.default_rng(0)
    last = rng.normal(size=(n_images, 24, 24, 8)).astype(np.float32)  # channels last in memory
    first = empty_images(last.shape, last.dtype)  # the same, images last in memory
    first[...] = last
    grad = empty_images(last.shape, last.dtype)
    grad[...] = rng.normal(size=last.shape)
    wide = rng.normal(size=(n_images, 64)).astype(np.float32)  # slopes of a dense layer
    long = rng.normal(size=(40 * n_images, 8)).astype(np.float32)
    pool, half = MaxPooling2D(2), grad[:, ::2, ::2]

    def tournament() -> np.ndarray:
        pool.forward(first)
        return pool.backward(half)

    return {
        "images last in memory: pooling": (lambda: pool.forward(first), lambda: pool.forward(last)),
        "images last in memory: ReLU": (lambda: np.maximum(first, 0), lambda: np.maximum(last, 0)),
        "pooling as a tournament": (tournament, lambda: pool_by_argmax(first, half)),
        "ReLU's slope as a product": (lambda: grad * (first > 0), lambda: by_index(grad, first)),
        "sum as a product with ones": (often(sum_rows, wide), often(np.sum, wide, 0)),
        "the same, of a long table": (often(sum_rows, long), often(np.sum, long, 0)),
    }


def often(function: Callable[..., Any], *given: Any) -> Callable[[], Any]:
    """A short function 50 times, so that a clock can tell how long it takes."""
    return lambda: [function(*given) for _ in range(50)][-1]


def pool_by_argmax(x: np.ndarray, grad: np.ndarray) -> np.ndarray:
    """Max pooling of windows of 2 x 2 and its way back, with the winner's number. Returns grad_x.

    x: (N, H, W, C). grad: (N, H/2, W/2, C).
    """
    n_images, height, width, channels = x.shape
    cells = x.reshape(n_images, height // 2, 2, width // 2, 2, channels)
    cells = cells.transpose(0, 1, 3, 5, 2, 4).reshape(*grad.shape, 4)  # a window is a row
    winners = cells.argmax(axis=-1)[..., None]
    np.take_along_axis(cells, winners, axis=-1)  # the outputs
    grad_cells = np.zeros_like(cells)
    np.put_along_axis(grad_cells, winners, grad[..., None], axis=-1)
    grad_cells = grad_cells.reshape(*grad.shape, 2, 2).transpose(0, 1, 4, 2, 5, 3)
    return grad_cells.reshape(x.shape)


def by_index(grad: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The slope of ReLU by an index of truth values: 0 where y is not above 0."""
    grad = grad.copy()
    grad[y <= 0] = 0
    return grad
