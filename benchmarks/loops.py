"""A network in plain loops, one image at a time, for comparison with the fast layers.

Everything that has a `*_loops` version in `helpers` runs in it. Activations, the softmax and the
gradient of the dense layers are left to NumPy, in favor of the loops.
"""

import json
import statistics
import sys
import time

import numpy as np
from numpy_side import network

from helpers import Conv2D, Dense, Dropout, Flatten, MaxPooling2D, Sequential
from helpers.activations import softmax
from helpers.convolution import conv2d_gradients_loops, conv2d_loops
from helpers.dense import dense_loops
from helpers.dropout import dropout_loops
from helpers.flatten import flatten_loops
from helpers.pooling import max_pool_gradient_loops, max_pool_loops


def predict_loops(model: Sequential, image: np.ndarray) -> np.ndarray:
    """The probabilities, (K,), of one image (H, W, C)."""
    return _forward(model, image, rng=None)[-1]


def gradients_loops(
    model: Sequential, image: np.ndarray, one_hot: np.ndarray, rng: np.random.Generator
) -> list[np.ndarray]:
    """The gradients of the cross-entropy of one image by all weights, in the model's order.

    image: (H, W, C). one_hot: (K,). `rng` chooses what dropout drops.
    """
    outputs = _forward(model, image, rng)
    grads: list[np.ndarray] = []
    grad = outputs[-1] - one_hot  # at the logits
    for layer, x, y in reversed(list(zip(model.layers, outputs, outputs[1:], strict=False))):
        if isinstance(layer, (Conv2D, Dense)):
            kernel = layer.params["kernel"]
            if layer is not model.layers[-1]:
                grad = grad * (y > 0)  # the ReLU
            if isinstance(layer, Conv2D):
                grad, grad_kernel, grad_bias = conv2d_gradients_loops(x, kernel, grad)
            else:
                grad, grad_kernel, grad_bias = kernel @ grad, np.outer(x, grad), grad
            grads = [grad_kernel, grad_bias, *grads]
        elif isinstance(layer, MaxPooling2D):
            grad = max_pool_gradient_loops(x, grad, size=2)
        elif isinstance(layer, Flatten):
            grad = grad.reshape(x.shape)
        elif isinstance(layer, Dropout):
            # What was dropped gets no gradient. Where x is 0, so is the ReLU's slope below.
            grad = grad * np.divide(y, x, out=np.zeros_like(x), where=x != 0)
    return grads


def _forward(
    model: Sequential, image: np.ndarray, rng: np.random.Generator | None
) -> list[np.ndarray]:
    """The image and the output of each layer; dropout drops only where `rng` is given."""
    outputs = [image]
    for layer in model.layers:
        x = outputs[-1]
        if isinstance(layer, Conv2D):
            y = conv2d_loops(x, layer.params["kernel"], layer.params["bias"])  # (Ho, Wo, F)
            y = np.maximum(y, 0)
        elif isinstance(layer, MaxPooling2D):
            y = max_pool_loops(x, size=2)
        elif isinstance(layer, Flatten):
            y = flatten_loops(x[None])[0]  # (D,)
        elif isinstance(layer, Dropout):
            y = x if rng is None else dropout_loops(x, layer.rate, rng)
        else:
            y = dense_loops(x[None], layer.params["kernel"], layer.params["bias"])[0]  # (U,)
            y = softmax(y) if layer is model.layers[-1] else np.maximum(y, 0)
        outputs.append(y)
    return outputs


def main(name: str, images: int = 3) -> None:
    """Time a few images; print the median seconds of each task for one image, as JSON."""
    rng = np.random.default_rng(0)
    model = network(name)
    model.build((None, 28, 28, 1))
    one_hot = np.eye(10, dtype=np.float32)[3]
    seconds: dict[str, list[float]] = {"train": [], "predict": []}
    for image in rng.random((images, 28, 28, 1), dtype=np.float32):
        start = time.perf_counter()
        gradients_loops(model, image, one_hot, rng)
        seconds["train"].append(time.perf_counter() - start)
        start = time.perf_counter()
        predict_loops(model, image)
        seconds["predict"].append(time.perf_counter() - start)
    print(json.dumps({task: statistics.median(times) for task, times in seconds.items()}))


if __name__ == "__main__":
    main(sys.argv[1])
