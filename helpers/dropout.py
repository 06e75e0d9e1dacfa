"""Chapter 6: how to stop the network from learning by heart."""

from functools import partial
from typing import Any

import numpy as np

from helpers.arguments import generator, real_number, takes
from helpers.layer import Layer, as_float, whole_number


@takes(rate=partial(real_number, interval="[0, 1)"), rng=generator)
def dropout_mask(shape: tuple[int, ...], rate: float, rng: np.random.Generator) -> np.ndarray:
    """0 with probability `rate`, else 1 / (1 - rate), so that the mean is 1. float32."""
    keep = rng.random(shape, dtype=np.float32) >= rate
    return keep * np.float32(1 / (1 - rate))


@takes(np.float32, x="...", rate=partial(real_number, interval="[0, 1)"), rng=generator)
def dropout_loops(x: np.ndarray, rate: float, rng: np.random.Generator) -> np.ndarray:
    """Drop each value with probability `rate`, and enlarge the others, in plain loops.

    x: any shape. Returns an array like x. With an equal generator it drops what `Dropout` drops.
    """
    y = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        if rng.random(dtype=np.float32) >= rate:
            y[place] = x[place] / (1 - rate)
    return y


class Dropout(Layer):
    """In training, drop each value with probability `rate`; in testing, change nothing.

    Args:
        rate: the share that is dropped, in [0, 1).
        seed: for a generator of its own; None: the model's.

    Shapes: x of any shape to y of the same.

    Gradient: y = x * mask, so grad_x = grad * mask, with the mask of the forward pass.

    Source: Srivastava et al., Dropout, 2014, https://jmlr.org/papers/v15/srivastava14a.html
    (inverted: what is kept is scaled in training, as all libraries do today).
    """

    pointwise = True
    mask: Any = None
    output_shape: Any = None  # of the last output

    def __init__(self, rate: float, seed: int | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.rate = real_number(rate, "Dropout's rate", "[0, 1)")
        self.seed, self.seeded = seed, seed is not None
        if seed is not None:
            self.rng = np.random.default_rng(whole_number(seed, "Dropout's seed", 0))

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        x = as_float(x, "Dropout")
        self.built = True
        self.output_shape = x.shape
        self.mask = None
        if training and self.rate > 0:
            self.mask = dropout_mask(x.shape, self.rate, self.rng).astype(x.dtype, copy=False)
        return x if self.mask is None else x * self.mask

    def backward(self, grad: np.ndarray) -> np.ndarray:
        grad = self.check_backward(grad, self.output_shape)
        return grad if self.mask is None else grad * self.mask
