"""What the layers with a kernel share: weights, bias, activation, and the frame of the way back."""

from typing import Any

import numpy as np

from helpers.activations import get_activation, way_around
from helpers.initializers import Initializer, get_initializer, make_weight
from helpers.layer import Layer, Shape, as_images, check_image_shape, pair, whole_number
from helpers.regularizers import get_regularizer
from helpers.windows import Windows, check_padding, windows_over


class KernelLayer(Layer):
    """y = activation(weighted sum of x + bias): a layer with a kernel says how it sums.

    A subclass writes `forward`, which ends in `activate`, and `backward_of_sum`.

    Args:
        activation: a name, an activation or None.
        use_bias: whether each output has a bias of its own.
        kernel_initializer, bias_initializer: a name, or a function of (shape, rng).
        kernel_regularizer, bias_regularizer: a name such as "l2", a Regularizer or None.
    """

    def __init__(
        self,
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: str | Initializer = "glorot_uniform",
        bias_initializer: str | Initializer = "zeros",
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.activation = get_activation(activation)
        self.use_bias = use_bias
        self.kernel_initializer = get_initializer(kernel_initializer)
        self.bias_initializer = get_initializer(bias_initializer)
        given = {"kernel": kernel_regularizer, "bias": bias_regularizer if use_bias else None}
        self.regularizers = {name: get_regularizer(r) for name, r in given.items() if r is not None}
        self.y_shape: Any = None

    def make_weights(self, kernel_shape: tuple[int, ...], outputs: int) -> None:
        """Draw the kernel, and a bias for each output."""
        self.params["kernel"] = make_weight(self.kernel_initializer, kernel_shape, self.rng)
        if self.use_bias:
            self.params["bias"] = make_weight(self.bias_initializer, (outputs,), self.rng)
        self.grads = {name: np.zeros_like(weight) for name, weight in self.params.items()}

    def activate(self, total: np.ndarray) -> np.ndarray:
        """The layer's output, from its weighted sums, which may be written over."""
        self.y_shape = total.shape
        if vars(type(self.activation)).get("writes_over"):
            return self.activation.forward_in_place(total)
        return self.activation.forward(total)

    def backward(self, grad: np.ndarray) -> Any:
        grad = self.check_backward(grad, self.y_shape)
        return self.backward_of_sum(self.activation.backward(grad))

    def fill_gradients(self, grad: np.ndarray) -> None:
        grad = self.check_backward(grad, self.y_shape)
        self.backward_of_sum(self.activation.backward(grad), input_gradient=False)

    @property
    def backward_at_logits(self) -> Any:
        """Offered where the activation is a softmax: `backward_of_sum`."""
        return self.backward_of_sum if way_around(self.activation) else None

    def backward_of_sum(self, grad: np.ndarray, input_gradient: bool = True) -> Any:
        """Fill `grads` from the gradient by the sums before the activation; returns grad_x, or
        None where `input_gradient` is False and nobody needs it."""
        raise NotImplementedError(f"{type(self).__name__} has no backward_of_sum. Write one.")


class Convolution(KernelLayer):
    """A kernel that slides over images: what Conv2D and DepthwiseConv2D share.

    Args:
        kernel_size: one number or (kh, kw).
        strides: one number or (down, across).
        padding: "valid" or "same".
        options: what every layer with a kernel takes.
    """

    filters: int  # channels of the output

    def __init__(self, kernel_size: Any, strides: Any, padding: str, **options: Any) -> None:
        super().__init__(**options)
        owner = type(self).__name__
        self.kernel_size = pair(kernel_size, f"{owner}'s kernel_size")
        self.strides = pair(strides, f"{owner}'s strides")
        self.padding = check_padding(padding, owner)
        self.x_shape: Any = None

    def windows(self, input_shape: Shape) -> Windows:
        return windows_over(tuple(input_shape), self.kernel_size, self.strides, self.padding)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        check_image_shape(input_shape, type(self).__name__)
        down, across = self.windows(input_shape)
        return (input_shape[0], down.count, across.count, self.filters)

    def input_channels(self, input_shape: Shape) -> int:
        owner = type(self).__name__
        check_image_shape(input_shape, owner)
        return whole_number(input_shape[3], f"{owner}'s input channels", 1)

    def check_input(self, x: np.ndarray) -> np.ndarray:
        """Images of the channels that the layer was built for; the first ones build it."""
        x = as_images(
            x, type(self).__name__, self.params["kernel"].shape[2] if self.built else None
        )
        if not self.built:
            self.build(x.shape)
        self.x_shape, self.over = x.shape, self.windows(x.shape)
        return x


def sum_rows(rows: np.ndarray) -> np.ndarray:
    """Sum over the first axis, (M, U) to (U,): a product with ones is much faster than .sum(0)."""
    return np.ones(len(rows), dtype=rows.dtype) @ rows
