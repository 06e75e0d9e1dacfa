"""Chapter 5: how a list becomes a decision. The dense layer and the activations."""

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.initializers import Initializer, get_initializer, make_weight
from helpers.layer import Layer, Shape, as_float, whole_number


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


def softmax(logits: np.ndarray) -> np.ndarray:
    """Turn scores into probabilities: positive, and each row (last axis) sums to 1.

    Subtracting the row's maximum changes nothing, since e^(a-c) / sum e^(b-c) = e^a / sum e^b,
    and keeps e^1000 from overflowing. Goodfellow, Bengio and Courville, 2016, section 4.1.
    """
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    powers /= powers.sum(axis=-1, keepdims=True)
    return powers


class Activation(Layer):
    """A function of each number (softmax: of each row). It remembers its output for the way back.

    `out` may name an array to write into, as in NumPy.
    """

    def __init__(self) -> None:
        super().__init__()
        self.y: Any = None

    def forward(
        self, x: np.ndarray, training: bool = False, out: np.ndarray | None = None
    ) -> np.ndarray:
        self.built = True
        self.y = self.value(as_float(x, type(self).__name__), out)
        return self.y

    def backward(self, grad: np.ndarray) -> np.ndarray:
        self.check_called(self.y)
        return self.slope_times(self.check_backward(grad, self.y.shape))

    def value(self, x: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
        raise NotImplementedError

    def slope_times(self, grad: np.ndarray) -> np.ndarray:
        raise NotImplementedError


class Linear(Activation):
    """No activation: y = x, slope 1."""

    def value(self, x, out=None):
        return x

    def slope_times(self, grad):
        return grad


class ReLU(Activation):
    """y = max(x, 0). The slope is 1 where y > 0 and 0 elsewhere, at 0 too.

    The product with the mask is the fastest way to write it: see lab 13.
    Source: Nair and Hinton, Rectified linear units, 2010.
    """

    def value(self, x, out=None):
        return np.maximum(x, 0, out=out)

    def slope_times(self, grad):
        return grad * (self.y > 0)


class Sigmoid(Activation):
    """y = 1 / (1 + e^-x), in (0, 1). The slope is y (1 - y).

    Written with tanh, which does not overflow: sigmoid(x) = (1 + tanh(x / 2)) / 2.
    """

    def value(self, x, out=None):
        y = np.multiply(x, 0.5, out=out)
        np.tanh(y, out=y)
        y += 1
        y *= 0.5
        return y

    def slope_times(self, grad):
        return grad * self.y * (1 - self.y)


class Tanh(Activation):
    """y = tanh(x), in (-1, 1). The slope is 1 - y^2."""

    def value(self, x, out=None):
        return np.tanh(x, out=out)

    def slope_times(self, grad):
        return grad * (1 - self.y**2)


class Softmax(Activation):
    """Scores to probabilities along the last axis.

    Gradient: each logit is pulled by its own slope, less what all slopes of its row have in
    common: grad_x = y * (grad - sum(grad * y)). Derived in chapter 5.
    """

    def value(self, x, out=None):
        return softmax(x)

    def slope_times(self, grad):
        return self.y * (grad - (grad * self.y).sum(axis=-1, keepdims=True))


ACTIVATIONS: dict[str | None, Callable[[], Activation]] = {
    None: Linear,
    "linear": Linear,
    "relu": ReLU,
    "sigmoid": Sigmoid,
    "tanh": Tanh,
    "softmax": Softmax,
}


def get_activation(identifier: str | None) -> Activation:
    """A new activation of that name; ValueError lists the names."""
    if isinstance(identifier, str) or identifier is None:
        if identifier in ACTIVATIONS:
            return ACTIVATIONS[identifier]()
    elif isinstance(identifier, type) and issubclass(identifier, Activation):
        return identifier()
    names = [name for name in ACTIVATIONS if name]
    raise ValueError(f"activation expects one of {names} or None. Received {identifier!r}.")


class Dense(Layer):
    """Every output is a weighted sum of all inputs: y = activation(x @ kernel + bias).

    Arguments: units, the number of outputs U; activation, a name or None; use_bias;
    kernel_initializer and bias_initializer, a name or a function of (shape, rng).

    Shapes: x (N, D), or (..., D), to y (N, U). kernel (D, U), bias (U,).

    Gradient: input d reaches output u through one weight. So the weight's slope is the input
    times the output's slope, summed over the batch; the input's is the weight times the slope.
    grad_kernel = x^T @ grad, grad_bias = sum of grad over the batch, grad_x = grad @ kernel^T.

    Errors: ValueError for an input whose last axis does not fit the kernel.
    Source: Goodfellow, Bengio and Courville, Deep Learning, 2016, section 6.5,
    https://www.deeplearningbook.org/contents/mlp.html
    """

    def __init__(
        self,
        units: int,
        activation: str | None = None,
        use_bias: bool = True,
        kernel_initializer: str | Initializer = "glorot_uniform",
        bias_initializer: str | Initializer = "zeros",
    ) -> None:
        super().__init__()
        self.units = whole_number(units, "Dense's units", 1)
        self.activation = get_activation(activation)
        self.use_bias = use_bias
        self.kernel_initializer = get_initializer(kernel_initializer)
        self.bias_initializer = get_initializer(bias_initializer)
        self.x: Any = None

    def build(self, input_shape: Shape, rng: np.random.Generator | None = None) -> None:
        super().build(input_shape, rng)
        inputs = whole_number(input_shape[-1], "Dense's input size", 1)
        kernel_shape = (inputs, self.units)
        self.params["kernel"] = make_weight(self.kernel_initializer, kernel_shape, self.rng)
        if self.use_bias:
            self.params["bias"] = make_weight(self.bias_initializer, (self.units,), self.rng)
        self.grads = {name: np.zeros_like(weight) for name, weight in self.params.items()}

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        self.x = self._check_input(x)
        y = self.x @ self.params["kernel"]  # (N, D) @ (D, U) = (N, U)
        if self.use_bias:
            y += self.params["bias"]
        return self.activation.forward(y, out=y)

    def backward(
        self, grad: np.ndarray, at_logits: bool = False, input_gradient: bool = True
    ) -> np.ndarray | None:
        """As in the contract. `at_logits`: grad is already taken before the activation.
        `input_gradient=False`: nobody needs grad_x, so leave that work out and return None."""
        self.check_called(self.x)
        grad = self.check_backward(grad, (*self.x.shape[:-1], self.units))
        if not at_logits:
            grad = self.activation.backward(grad)
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


def sum_rows(rows: np.ndarray) -> np.ndarray:
    """Sum over the first axis, (M, U) to (U,): a product with ones is much faster than .sum(0)."""
    return np.ones(len(rows), dtype=rows.dtype) @ rows
