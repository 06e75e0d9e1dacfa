"""The layers of a network, and their contract, watched while they work: errors name the cure."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from helpers.layer import Layer, Shape, offered

# An offer of a layer to the one after it, and what it stands for.
TOGETHER = ("together_with", "forward", "backward", "fill_gradients", "backward_of_sum", "activate")


class Layers(list):
    """A model's layers: a list that neither grows nor shrinks by itself. `add` makes it longer."""

    def _refuse(self, *_: Any, **__: Any) -> Any:
        raise TypeError(
            "model.layers expects to be read. It was to grow, to shrink or to change its order. "
            "Write model.add(layer), or Sequential([Input(shape), *model.layers[:-1]])."
        )

    append = clear = extend = insert = pop = remove = reverse = sort = _refuse
    __delitem__ = __iadd__ = __imul__ = _refuse

    def __reduce__(self) -> Any:  # a copy is made whole, not layer by layer
        return type(self), (list(self),)


def together(layers: Sequence[Layer], shapes: Sequence[Shape]) -> list[tuple[Any, Shape]]:
    """The steps of a pass and their outputs' shapes: layers, or neighbors that go together."""
    steps: list[tuple[Any, Shape]] = []
    for layer, shape in zip(layers, shapes, strict=True):
        way = offered(steps[-1][0], *TOGETHER) if steps else None
        both = way(layer) if way else None
        if both:
            steps.pop()
        steps.append((both or layer, shape))
    return steps


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


def forward(layer: Layer, x: np.ndarray, training: bool, announced: Shape | None) -> np.ndarray:
    """A layer's output for `x`; ValueError where it is no array, or not of an announced shape."""
    kind = type(layer).__name__
    y = call(layer, layer.forward, x, training=training)
    if not isinstance(y, np.ndarray):
        raise ValueError(
            f"layer {layer.name!r} should return an array. Received a {type(y).__name__}. End "
            f"{kind}.forward with return y."
        )
    if announced is not None and y.shape[1:] != announced:
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
