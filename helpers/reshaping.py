"""Layers that move numbers and weigh none: padding, another shape, another range."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from helpers.arguments import real_number
from helpers.layer import Layer, Shape, as_float, whole_number
from helpers.windows import Window, Windows, as_images, check_image_shape, crop, pad


class ZeroPadding2D(Layer):
    """Put rows and columns of zeros around the images.

    padding: one number, (down, across), or ((top, bottom), (left, right)); from 0 up.

    Shapes: x (N, H, W, C) to y (N, top + H + bottom, left + W + right, C).

    Gradient: the zeros are no part of x, so grad_x = grad without them.
    """

    def __init__(self, padding: Any = 1, **options: Any) -> None:
        super().__init__(**options)
        sides = padding if isinstance(padding, (tuple, list)) else (padding, padding)
        pairs = [side if isinstance(side, (tuple, list)) else (side, side) for side in sides]
        if [len(pair) for pair in pairs] != [2, 2]:
            raise ValueError(
                "ZeroPadding2D's padding expects one number, (down, across), or ((top, bottom), "
                f"(left, right)). Received {padding!r}."
            )
        self.padding = [
            [whole_number(side, "ZeroPadding2D's padding", 0) for side in pair] for pair in pairs
        ]

    def windows(self, input_shape: Shape) -> Windows:
        down, across = (
            Window(size=1, before=before, count=before + length + after)
            for (before, after), length in zip(self.padding, input_shape[1:3], strict=True)
        )
        return down, across

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        check_image_shape(input_shape, "ZeroPadding2D")
        down, across = self.windows(input_shape)
        return (input_shape[0], down.count, across.count, input_shape[3])

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        x = as_images(x, "ZeroPadding2D")
        self.built, self.x_shape, self.y_shape = True, x.shape, self.compute_output_shape(x.shape)
        return pad(x, self.windows(x.shape))

    def backward(self, grad: np.ndarray) -> np.ndarray:
        grad = self.check_backward(grad, self.y_shape)
        return crop(grad, self.windows(self.x_shape), self.x_shape)


class Reshape(Layer):
    """Read each example's numbers in C order as an array of another shape.

    Shapes: x (N, ...) to y (N, *target_shape); one size may be -1, and follows from the others.

    Gradient: nothing is computed, so nothing changes but the shape: grad_x = grad, reshaped.
    """

    def __init__(self, target_shape: Sequence[int], **options: Any) -> None:
        super().__init__(**options)
        sizes = target_shape if isinstance(target_shape, (tuple, list)) else (target_shape,)
        self.target_shape = tuple(_target(size) for size in sizes)
        if self.target_shape.count(-1) > 1:
            raise ValueError(f"Reshape's target_shape may hold one -1. Received {target_shape!r}.")

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        values = math.prod(input_shape[1:])
        known = math.prod(size for size in self.target_shape if size != -1)
        rest = values // known if -1 in self.target_shape else 1
        if known * rest != values:
            raise ValueError(
                f"Reshape's target_shape expects {values} numbers, as many as its input of shape "
                f"{tuple(input_shape)} holds. Received {self.target_shape}. Give the sizes another "
                "product, or one of them as -1."
            )
        return (input_shape[0], *(rest if size == -1 else size for size in self.target_shape))

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        x = as_float(x, "Reshape")
        self.built, self.x_shape, self.y_shape = True, x.shape, self.compute_output_shape(x.shape)
        return x.reshape(self.y_shape)

    def backward(self, grad: np.ndarray) -> np.ndarray:
        return self.check_backward(grad, self.y_shape).reshape(self.x_shape)


def _target(size: Any) -> int:
    """A size of Reshape's, or the -1 that follows from the others."""
    follows = isinstance(size, (int, np.integer)) and size == -1
    return -1 if follows else whole_number(size, "Reshape's target_shape", 1)


class Rescaling(Layer):
    """y = x * scale + offset: bytes to numbers from 0 to 1, inside the network.

    Gradient: grad_x = grad * scale.
    """

    pointwise = True

    def __init__(self, scale: float, offset: float = 0.0, **options: Any) -> None:
        super().__init__(**options)
        self.scale = real_number(scale, "Rescaling's scale", "(-inf, inf)")
        self.offset = real_number(offset, "Rescaling's offset", "(-inf, inf)")

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        x = as_float(x, "Rescaling")
        self.built, self.y_shape = True, x.shape
        return x * self.scale + self.offset

    def backward(self, grad: np.ndarray) -> np.ndarray:
        return self.check_backward(grad, self.y_shape) * self.scale
