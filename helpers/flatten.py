"""Chapter 4: how maps become a list."""

from typing import Any

import numpy as np

from helpers.arguments import takes
from helpers.layer import Layer, Shape, as_float


@takes(x="N H W C")
def flatten_loops(x: np.ndarray) -> np.ndarray:
    """Write each image's values in one row: row by row, pixel by pixel, channel by channel.

    x: (N, H, W, C). Returns (N, H*W*C).
    """
    n_images, height, width, channels = x.shape
    y = np.zeros((n_images, height * width * channels), dtype=x.dtype)
    for n in range(n_images):
        place = 0
        for row in range(height):
            for col in range(width):
                for channel in range(channels):
                    y[n, place] = x[n, row, col, channel]
                    place += 1
    return y


class Flatten(Layer):
    """Lay each example of the batch out as one row, in C order (the last axis runs fastest).

    Shapes: x (N, H, W, C) to y (N, H*W*C); any (N, ...) will do.

    Gradient: nothing is computed, so nothing changes but the shape: grad_x = grad, reshaped.
    Source: NumPy's reshape, https://numpy.org/doc/stable/reference/generated/numpy.reshape.html
    """

    input_shape: Any = None  # of the last input

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        x = as_float(x, "Flatten")
        if x.ndim < 1:
            raise ValueError(
                f"Flatten expects a batch of shape (N, ...). Received {x.shape}. Add the batch "
                "axis: x[None]."
            )
        self.built = True
        self.input_shape = x.shape
        return x.reshape(len(x), self._values(x.shape))

    def backward(self, grad: np.ndarray) -> np.ndarray:
        shape = None if self.input_shape is None else self.compute_output_shape(self.input_shape)
        return self.check_backward(grad, shape).reshape(self.input_shape)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        return (input_shape[0], self._values(input_shape))

    def _values(self, shape: Shape) -> int:
        return int(np.prod(shape[1:]))
