"""Chapter 5: how a list becomes a decision. The dense layer."""

from typing import Any

import numpy as np

from helpers.arguments import takes
from helpers.kernel import Initializer, KernelLayer, sum_rows
from helpers.layer import Shape, as_float, whole_number


@takes(x="N D", kernel="D U", bias="U")
def dense_loops(x: np.ndarray, kernel: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """Each output is a weighted sum of all inputs, plus its bias, in plain loops.

    x: (N, D). kernel: (D, U). bias: (U,). Returns (N, U).
    """
    y = np.zeros((x.shape[0], kernel.shape[1]), dtype=x.dtype)
    for n in range(x.shape[0]):
        for u in range(kernel.shape[1]):
            total = bias[u]
            for d in range(x.shape[1]):
                total += x[n, d] * kernel[d, u]
            y[n, u] = total
    return y


class Dense(KernelLayer):
    """Every output is a weighted sum of all inputs: y = activation(x @ kernel + bias).

    Args:
        units: U, the number of outputs.
        activation: a name or None.
        use_bias: whether each output has a bias.
        kernel_initializer, bias_initializer: a name, or a function of (shape, rng).

    Shapes: x (N, D), or (..., D), to y (N, U). kernel (D, U), bias (U,).

    Gradient: input d reaches output u through one weight. So the weight's slope is the input
    times the output's slope, summed over the batch; the input's is the weight times the slope.
    grad_kernel = x^T @ grad, grad_bias = sum of grad over the batch, grad_x = grad @ kernel^T.

    Errors: ValueError for an input whose last axis does not fit the kernel.
    Source: Goodfellow, Bengio and Courville, Deep Learning, 2016, section 6.5,
    https://www.deeplearningbook.org/contents/mlp.html
    """

    pointwise = True

    def __init__(
        self,
        units: int,
        activation: str | None = None,
        use_bias: bool = True,
        kernel_initializer: str | Initializer = "glorot_uniform",
        bias_initializer: str | Initializer = "zeros",
        **options: Any,
    ) -> None:
        super().__init__(activation, use_bias, kernel_initializer, bias_initializer, **options)
        self.units = whole_number(units, "Dense's units", 1)

    def build(self, input_shape: Shape, rng: np.random.Generator | None = None) -> None:
        super().build(input_shape, rng)
        inputs = whole_number(input_shape[-1], "Dense's input size", 1)
        self.make_weights((inputs, self.units), self.units)

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        self.x = self._check_input(x)
        y = self.x @ self.params["kernel"]  # (N, D) @ (D, U) = (N, U)
        if self.use_bias:
            y += self.params["bias"]
        return self.activate(y)

    backward_at_logits = KernelLayer.backward_at_logits

    def backward_of_sum(self, grad: np.ndarray, input_gradient: bool = True) -> np.ndarray | None:
        x_rows = self.x.reshape(-1, self.x.shape[-1])  # (N, D)
        grad_rows = grad.reshape(-1, self.units)  # (N, U)
        self.grads["kernel"] = x_rows.T @ grad_rows  # (D, N) @ (N, U) = (D, U)
        if self.use_bias:
            self.grads["bias"] = sum_rows(grad_rows)  # (U,)
        return grad @ self.params["kernel"].T if input_gradient else None

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        return (*input_shape[:-1], self.units)

    def _check_input(self, x: np.ndarray) -> np.ndarray:
        x = as_float(x, "Dense")
        if x.ndim < 2:
            raise ValueError(
                f"Dense expects a batch of shape (N, D), for example (32, 784). "
                f"Received {x.shape}. Add the batch axis: x[None]."
            )
        if not self.built:
            self.build(x.shape)
        inputs = self.params["kernel"].shape[0]
        if x.shape[-1] != inputs:
            raise ValueError(
                f"Dense was built for {inputs} inputs. Received shape {x.shape}, whose last "
                f"axis is {x.shape[-1]}. Is a Flatten missing, or the image size another?"
            )
        return x
