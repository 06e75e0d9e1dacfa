"""What follows a weighted sum: a function of each number, which bends the straight line."""

import copy
from inspect import unwrap
from typing import Any

import numpy as np

from helpers.arguments import real_number, takes
from helpers.buffers import empty_like
from helpers.keras_words import missing
from helpers.layer import Layer, as_float, offered


@takes(np.float32, logits="... K")
def softmax(logits: np.ndarray) -> np.ndarray:
    """Turn scores into probabilities: positive, and each row (last axis) sums to 1.

    Subtracting the row's maximum changes nothing, since e^(a-c) / sum e^(b-c) = e^a / sum e^b,
    and keeps e^1000 from overflowing. Goodfellow, Bengio and Courville, 2016, section 4.1.
    """
    logits = np.asarray(logits)
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    powers /= powers.sum(axis=-1, keepdims=True)
    return powers


_softmax = unwrap(softmax)  # without its checks, for what a layer has checked


class ActivationFunction(Layer):
    """A function of each number (softmax: of each row). It remembers its output for the way back.

    A subclass says `value(x, out=None)`, which may write into the array `out`, as in NumPy, and
    `slope_times(grad)`, from the output `self.y`. One whose `value` keeps nothing of x may say
    `writes_over = True`: then a layer lets it write over its sums. One that gives a larger number
    no smaller value, and whose slope is 0 where it gives several numbers one value, may say
    `keeps_order = True`: then a max pooling may come before it.
    """

    pointwise = True
    writes_over = False
    keeps_order = False
    y: Any = None

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        self.built = True
        self.y = self.value(as_float(x, type(self).__name__))
        return self.y

    def forward_in_place(self, x: np.ndarray) -> np.ndarray:
        """As `forward`, for an array of floats that nobody needs any more: it is written over."""
        self.y = self.value(x, x)
        return self.y

    def backward(self, grad: np.ndarray) -> np.ndarray:
        shape = None if self.y is None else self.y.shape
        return self.slope_times(self.check_backward(grad, shape))

    def value(self, x: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
        raise NotImplementedError(f"{type(self).__name__} has no value(x, out=None). Write it.")

    def slope_times(self, grad: np.ndarray) -> np.ndarray:
        raise NotImplementedError(f"{type(self).__name__} has no slope_times(grad). Write it.")


class Linear(ActivationFunction):
    """No activation: y = x, slope 1."""

    writes_over = keeps_order = True

    def value(self, x, out=None):
        return x

    def slope_times(self, grad):
        return grad


class ReLU(ActivationFunction):
    """y = max(x, 0). The slope is 1 where y > 0 and 0 elsewhere, at 0 too.

    Source: Nair and Hinton, Rectified linear units, 2010.
    """

    writes_over = keeps_order = True

    def value(self, x, out=None):
        return np.maximum(x, 0, out=out)

    def slope_times(self, grad):
        speaks = np.greater(self.y, 0, out=empty_like(self.y, bool))
        return np.multiply(grad, speaks, out=empty_like(self.y, grad.dtype))


class LeakyReLU(ActivationFunction):
    """y = x above 0 and negative_slope * x below, so that no unit's slope is ever 0.

    negative_slope: from 0 to below 1; the name "leaky_relu" takes 0.2, as in Keras.

    Source: Maas, Hannun and Ng, Rectifier nonlinearities improve neural network acoustic
    models, 2013.
    """

    def __init__(self, negative_slope: float = 0.3, **options: Any) -> None:
        super().__init__(**options)
        self.negative_slope = real_number(negative_slope, "LeakyReLU's negative_slope", "[0, 1)")

    def value(self, x, out=None):
        return np.maximum(x, x * self.negative_slope, out=out)

    def slope_times(self, grad):
        return np.where(self.y > 0, grad, grad * self.negative_slope)


class Sigmoid(ActivationFunction):
    """y = 1 / (1 + e^-x), in (0, 1). The slope is y (1 - y).

    Written with tanh, which does not overflow: sigmoid(x) = (1 + tanh(x / 2)) / 2.
    """

    writes_over = True

    def value(self, x, out=None):
        y = np.multiply(x, 0.5, out=out)
        np.tanh(y, out=y)
        y += 1
        y *= 0.5
        return y

    def slope_times(self, grad):
        return grad * self.y * (1 - self.y)


class Tanh(ActivationFunction):
    """y = tanh(x), in (-1, 1). The slope is 1 - y^2."""

    writes_over = True

    def value(self, x, out=None):
        return np.tanh(x, out=out)

    def slope_times(self, grad):
        return grad * (1 - self.y**2)


class Softmax(ActivationFunction):
    """Scores to probabilities along the last axis.

    Gradient: each logit is pulled by its own slope, less what all slopes of its row have in
    common: grad_x = y * (grad - sum(grad * y)). Derived in chapter 5.
    """

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        x = as_float(x, type(self).__name__)
        if x.shape[-1:] == (1,):
            raise ValueError(
                f"{type(self).__name__} expects at least 2 numbers to a row. Received 1, whose "
                "share is 1 whatever it is. For two classes write Dense(1, activation='sigmoid') "
                "and loss='binary_crossentropy'."
            )
        return super().forward(x, training)

    def value(self, x, out=None):
        return softmax(x) if 0 in x.shape else _softmax(x)

    def slope_times(self, grad):
        return self.y * (grad - (grad * self.y).sum(axis=-1, keepdims=True))

    def backward_at_logits(self, grad: np.ndarray) -> np.ndarray:
        """The gradient by the logits is what goes on: there is nothing left to do."""
        return self.check_backward(grad, None if self.y is None else self.y.shape)


def way_around(activation: Layer) -> Any:
    """What a softmax offers to a gradient that is taken at its logits; None of any other."""
    return offered(activation, "backward_at_logits", "forward", "value", "backward", "slope_times")


class Activation(Layer):
    """An activation as a layer of its own: its name, or one of this module's classes."""

    pointwise = True

    def __init__(self, activation: Any, **options: Any) -> None:
        super().__init__(**options)
        self.activation = get_activation(activation)

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        self.built = True
        return self.activation.forward(x, training=training)

    def backward(self, grad: np.ndarray) -> np.ndarray:
        return self.activation.backward(grad)

    @property
    def backward_at_logits(self) -> Any:
        return way_around(self.activation)


linear, relu, sigmoid, tanh = Linear, ReLU, Sigmoid, Tanh  # Keras's names of the functions

ACTIVATIONS: dict[str, Any] = {
    "linear": Linear,
    "relu": ReLU,
    "leaky_relu": lambda: LeakyReLU(0.2),
    "sigmoid": Sigmoid,
    "tanh": Tanh,
    "softmax": Softmax,
}


def get_activation(identifier: Any) -> ActivationFunction:
    """A new activation of that name or class; ValueError lists the names."""
    if identifier is None:
        return Linear()
    if isinstance(identifier, str) and identifier in ACTIVATIONS:
        return ACTIVATIONS[identifier]()
    if isinstance(identifier, type) and issubclass(identifier, ActivationFunction):
        return identifier()
    if isinstance(identifier, Activation):
        identifier = identifier.activation
    if isinstance(identifier, ActivationFunction):  # two layers must not share what it remembers
        return copy.deepcopy(identifier)
    if identifier is softmax:
        return Softmax()
    raise ValueError(
        f"activation expects one of {list(ACTIVATIONS)} or None. Received {identifier!r}. Of "
        "others of Keras's, write a class of your own over ActivationFunction."
    )


__getattr__ = missing(__name__)
