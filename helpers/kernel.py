"""What the layers with a kernel share: weights, bias, activation, and the frame of the way back."""

from typing import Any

import numpy as np

from helpers.activations import get_activation, way_around
from helpers.arguments import switch
from helpers.initializers import Initializer, get_initializer
from helpers.layer import Layer, Shape, as_float, offered, whole_number
from helpers.regularizers import get_regularizer
from helpers.windows import WindowLayer, check_image_shape


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
        self.use_bias = switch(use_bias, f"{type(self).__name__}'s use_bias")
        self.kernel_initializer = get_initializer(kernel_initializer)
        self.bias_initializer = get_initializer(bias_initializer)
        given = {"kernel": kernel_regularizer, "bias": bias_regularizer}
        self.regularizers = {name: get_regularizer(r) for name, r in given.items() if r is not None}
        if not self.use_bias:
            self.regularizers.pop("bias", None)

    def make_weights(self, kernel_shape: tuple[int, ...], outputs: int) -> None:
        """Draw the kernel, and a bias for each output."""
        self.params["kernel"] = self._drawn(self.kernel_initializer, kernel_shape)
        if self.use_bias:
            self.params["bias"] = self._drawn(self.bias_initializer, (outputs,))
        self.grads = {name: np.zeros_like(weight) for name, weight in self.params.items()}

    def _drawn(self, initializer: Initializer, shape: tuple[int, ...]) -> np.ndarray:
        weight = as_float(np.array(initializer(shape, self.rng), order="C"), "a weight")
        if weight.shape != shape:
            raise ValueError(
                f"the initializer should return an array of shape {shape}. It returned "
                f"{weight.shape}. Make it of the shape that it is given."
            )
        return weight

    def activate(self, total: np.ndarray) -> np.ndarray:
        """The layer's output, from its weighted sums, which may be written over."""
        self.y_shape = total.shape
        in_place = offered(self.activation, "forward_in_place", "forward")
        if in_place and vars(type(self.activation)).get("writes_over"):
            return in_place(total)
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


class Convolution(WindowLayer, KernelLayer):
    """A kernel that slides over images: what Conv2D and DepthwiseConv2D share.

    Args:
        kernel_size: one number or (kh, kw).
        strides: one number or (down, across).
        padding: "valid" or "same".
        options: those of `KernelLayer`.
    """

    def __init__(self, kernel_size: Any, strides: Any, padding: str, **options: Any) -> None:
        super().__init__(**options)
        self.kernel_size = self.set_windows("kernel_size", kernel_size, strides, padding)

    def build(self, input_shape: Shape, rng: np.random.Generator | None = None) -> None:
        self.channels = self.input_channels(input_shape)
        super().build(input_shape, rng)

    def input_channels(self, input_shape: Shape) -> int:
        owner = type(self).__name__
        check_image_shape(input_shape, owner)
        return whole_number(input_shape[3], f"{owner}'s input channels", 1)


def sum_rows(rows: np.ndarray) -> np.ndarray:
    """Sum over the first axis, (M, U) to (U,): a product with ones is much faster than .sum(0)."""
    return np.ones(len(rows), dtype=rows.dtype) @ rows
