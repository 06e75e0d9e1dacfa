"""A layer's contract, watched while the network works: errors name the layer and the cure."""

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.layer import Layer, Shape


def call(layer: Layer, way: Callable[..., Any], array: np.ndarray, **options: Any) -> Any:
    """Hand an array to a layer, which may read it and not write to it."""
    array = array.view()
    array.flags.writeable = False
    try:
        return way(array, **options)
    except TypeError as error:
        if "unexpected keyword argument 'training'" not in str(error):
            raise
        raise TypeError(
            f"layer {layer.name!r} should take `training` too. Write "
            f"def forward(self, x, training=False) in {type(layer).__name__}."
        ) from error
    except ValueError as error:
        if "read-only" not in str(error):
            raise
        raise ValueError(
            f"layer {layer.name!r} changes the array that {type(layer).__name__} is given, which "
            "the layers around it need too. Work on a copy: x = x.copy()."
        ) from error


def forward(layer: Layer, x: np.ndarray, training: bool, announced: Shape) -> np.ndarray:
    """A layer's output for `x`; ValueError where it is no array, or not of the announced shape."""
    kind = type(layer).__name__
    y = call(layer, layer.forward, x, training=training)
    if not isinstance(y, np.ndarray):
        raise ValueError(
            f"layer {layer.name!r} should return an array. Received a {type(y).__name__}. End "
            f"{kind}.forward with return y."
        )
    if y.shape[1:] != announced:
        raise ValueError(
            f"layer {layer.name!r} should return an array of the shape that it announces, "
            f"{('N', *announced)}. Received {y.shape}. Write {kind}.compute_output_shape("
            "input_shape), or mend its forward."
        )
    return y


def check_arrays(layer: Layer) -> None:
    """ValueError where `params` and `state` hold anything but arrays."""
    for name, weight in {**layer.params, **layer.state}.items():
        if not isinstance(weight, np.ndarray):
            raise ValueError(
                f"layer {layer.name!r} should hold arrays. Received a {type(weight).__name__} as "
                f"{name!r}. In {type(layer).__name__}.build, write np.array(...)."
            )


def check_gradient(layer: Layer, grad_x: Any, shape: Shape) -> None:
    """ValueError where backward does not return the gradient by its input, of that shape."""
    if np.shape(grad_x) != shape or grad_x is None:
        received = "None" if grad_x is None else f"one of shape {np.shape(grad_x)}"
        raise ValueError(
            f"layer {layer.name!r} should return the gradient by its input, an array of shape "
            f"{shape}. Received {received}. End {type(layer).__name__}.backward with return grad_x."
        )


def check_grads(layer: Layer) -> None:
    """ValueError where backward did not fill `grads`, one for each of `params`."""
    kind = type(layer).__name__
    if unknown := layer.grads.keys() - layer.params.keys():
        raise ValueError(
            f"layer {layer.name!r} should fill grads for its params {list(layer.params)}. Received "
            f"grads for {sorted(unknown)}. Mend the names in {kind}.backward."
        )
    for name, weight in layer.params.items():
        grad = layer.grads.get(name)
        if not isinstance(grad, np.ndarray) or grad.shape != weight.shape:
            received = "none" if grad is None else f"one of shape {np.shape(grad)}"
            raise ValueError(
                f"layer {layer.name!r} should fill grads[{name!r}] with an array of shape "
                f"{weight.shape}. Received {received}. In {kind}.backward, write "
                f"self.grads[{name!r}] = ... before it returns."
            )
