"""Depthwise convolution: an extra layer, for networks that must be small."""

from typing import Any

import numpy as np

from helpers.kernel import Convolution, sum_rows
from helpers.layer import Shape, whole_number
from helpers.windows import crop, meetings, pad


class DepthwiseConv2D(Convolution):
    """Look for patterns in each channel by itself: no channel is added to another.

    Args:
        kernel_size, strides, padding: as of Conv2D.
        depth_multiplier: M, how many patterns for each channel.
        options: activation, use_bias, depthwise_initializer, bias_initializer, as of Conv2D.

    Shapes: x (N, H, W, C) to y (N, Ho, Wo, C*M), all of the first channel first.
    kernel (kh, kw, C, M), bias (C*M,).

    Gradient: Conv2D's, with one channel at a time.

    Source: Howard et al., MobileNets, 2017, https://arxiv.org/abs/1704.04861
    """

    def __init__(
        self,
        kernel_size: int | tuple[int, int],
        strides: int | tuple[int, int] = 1,
        padding: str = "valid",
        depth_multiplier: int = 1,
        depthwise_initializer: Any = "glorot_uniform",
        depthwise_regularizer: Any = None,
        **options: Any,
    ) -> None:
        super().__init__(
            kernel_size,
            strides,
            padding,
            kernel_initializer=depthwise_initializer,
            kernel_regularizer=depthwise_regularizer,
            **options,
        )
        self.depth = whole_number(depth_multiplier, "DepthwiseConv2D's depth_multiplier", 1)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        shape = super().compute_output_shape(input_shape)
        return (*shape[:3], self.input_channels(input_shape) * self.depth)

    def build(self, input_shape: Shape, rng: np.random.Generator | None = None) -> None:
        super().build(input_shape, rng)
        self.filters = self.channels * self.depth
        self.make_weights((*self.kernel_size, self.channels, self.depth), self.filters)

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        x = self.check_input(x)
        self.padded = pad(x, self.over)
        y = np.zeros((*self.y_shape[:3], x.shape[3], self.depth), x.dtype)  # (N, Ho, Wo, C, M)
        for tap, pixels in meetings(self.over):
            y += self.padded[pixels][..., None] * self.params["kernel"][tap]
        y = y.reshape(self.y_shape)
        if self.use_bias:
            y += self.params["bias"]
        return self.activate(y)

    backward_at_logits = Convolution.backward_at_logits

    def backward_of_sum(self, grad: np.ndarray, input_gradient: bool = True) -> np.ndarray | None:
        if self.use_bias:
            self.grads["bias"] = sum_rows(grad.reshape(-1, self.filters))
        grad = grad.reshape(*grad.shape[:3], self.channels, self.depth)  # (N, Ho, Wo, C, M)
        self.grads["kernel"] = np.empty_like(self.params["kernel"])
        grad_x = np.zeros_like(self.padded, dtype=grad.dtype)
        for tap, pixels in meetings(self.over):
            met = self.padded[pixels]  # (N, Ho, Wo, C)
            self.grads["kernel"][tap] = np.einsum("nhwcm,nhwc->cm", grad, met)
            grad_x[pixels] += np.einsum("nhwcm,cm->nhwc", grad, self.params["kernel"][tap])
        return crop(grad_x, self.over, self.x_shape) if input_gradient else None
