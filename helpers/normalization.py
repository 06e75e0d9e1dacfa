"""Batch normalization: an extra layer, used in the labs."""

from typing import Any

import numpy as np

from helpers.arguments import real_number
from helpers.layer import Layer, Shape, as_float, whole_number


class BatchNormalization(Layer):
    """Give every channel mean beta and standard deviation gamma over the batch.

    Shapes: x (..., C) to y of the same; gamma, beta, moving_mean, moving_variance: (C,).

    In training, the batch's own mean and population variance are used, and the moving ones are
    updated with `momentum` in [0, 1]: the one exception to "a layer never updates itself". In
    testing, the moving ones are used. `epsilon`, above 0, is added to the variance. `axis`, first
    as in Keras, is that of the channels, which are the last here.

    Gradient: z = (x - mean) / std is kept. Moving one x moves its batch's mean and spread too,
    and these two shares go away: grad_x = gamma / std * (grad - mean(grad) - z * mean(grad * z)).
    In testing mean and std are constants, and grad_x = gamma / std * grad.

    Source: Ioffe and Szegedy, Batch normalization, 2015, https://arxiv.org/abs/1502.03167
    """

    pointwise = True

    def __init__(
        self, axis: int = -1, momentum: float = 0.99, epsilon: float = 0.001, **options: Any
    ) -> None:
        super().__init__(**options)
        self.axis = axis
        self.momentum = real_number(momentum, "BatchNormalization's momentum", "[0, 1]")
        self.epsilon = real_number(epsilon, "BatchNormalization's epsilon", "(0, inf)")

    def build(self, input_shape: Shape, rng: np.random.Generator | None = None) -> None:
        if type(self.axis) is not int or self.axis not in (-1, len(input_shape) - 1):
            raise ValueError(
                f"BatchNormalization's axis expects -1, the last. Received {self.axis!r} for "
                f"inputs of shape {tuple(input_shape)}. Move it: np.moveaxis(x, axis, -1)."
            )
        super().build(input_shape, rng)
        channels = whole_number(input_shape[-1], "BatchNormalization's input channels", 1)
        self.params = {
            "gamma": np.ones(channels, dtype=np.float32),
            "beta": np.zeros(channels, dtype=np.float32),
        }
        self.grads = {name: np.zeros_like(weight) for name, weight in self.params.items()}
        self.state = {
            "moving_mean": np.zeros(channels, dtype=np.float32),
            "moving_variance": np.ones(channels, dtype=np.float32),
        }

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        x = as_float(x, "BatchNormalization")
        if x.ndim < 2 or x.size == 0:
            raise ValueError(
                "BatchNormalization expects a batch of shape (N, ..., C), for example (32, 64), "
                f"with at least one example. Received {x.shape}."
            )
        if not self.built:
            self.build(x.shape)
        if x.shape[-1] != self.params["gamma"].size:
            raise ValueError(
                f"BatchNormalization was built for {self.params['gamma'].size} channels on the "
                f"last axis. Received shape {x.shape}. Make a new layer, or convert the data."
            )
        self.trained = training
        if training:
            axes = tuple(range(x.ndim - 1))
            mean, variance = x.mean(axis=axes), x.var(axis=axes)  # (C,)
            for name, value in (("moving_mean", mean), ("moving_variance", variance)):
                kept = self.state[name]
                kept += (value - kept) * (1 - self.momentum)
        else:
            mean, variance = self.state["moving_mean"], self.state["moving_variance"]
        self.std = np.sqrt(variance + self.epsilon)
        self.z = (x - mean) / self.std
        self.y_shape = x.shape
        return self.params["gamma"] * self.z + self.params["beta"]

    def backward(self, grad: np.ndarray) -> np.ndarray:
        grad = self.check_backward(grad, self.y_shape)
        axes = tuple(range(grad.ndim - 1))
        self.grads["beta"] = grad.sum(axis=axes)
        self.grads["gamma"] = (grad * self.z).sum(axis=axes)
        scale = self.params["gamma"] / self.std
        if not self.trained:
            return grad * scale
        count = grad.size // grad.shape[-1]
        common = (self.grads["beta"] + self.z * self.grads["gamma"]) / count
        return (grad - common) * scale
