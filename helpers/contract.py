"""The layers of a network, and their contract, watched while they work: errors name the cure."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from helpers.layer import Layer, Shape, offered

# An offer of a layer to the one after it, and what it stands for.
TOGETHER = (
    "together_with",
    "forward",
    "backward",
    "fill_gradients",
    "backward_of_sum",
    "activate",
    "compute_output_shape",
    "windows",
)


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


def to_read(array: np.ndarray) -> np.ndarray:
    """The same array, for somebody who may read it and not write to it."""
    array = np.asanyarray(array).view()
    array.flags.writeable = False
    return array


def measure(name: str, way: Callable[..., Any], *arrays: np.ndarray | None) -> Any:
    """Hand arrays, where there are some, to a loss or a metric, which may read and not write."""
    try:
        return way(*(to_read(array) for array in arrays if array is not None))
    except ValueError as error:
        if "read-only" not in str(error):
            raise
        raise ValueError(
            f"{name!r} changes an array that it is given, which the training needs too. Work on a "
            "copy: y_pred = y_pred.copy()."
        ) from error


def call(layer: Layer, way: Callable[..., Any], array: np.ndarray, **options: Any) -> Any:
    """Hand an array to a layer, which may read it and not write to it."""
    try:
        return way(to_read(array), **options)
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
    """A layer's output for `x`; ValueError where it is no array, is not one for each example, or
    is not of an announced shape."""
    kind = type(layer).__name__
    y = call(layer, layer.forward, x, training=training)
    if not is_plain(y):
        raise ValueError(
            f"layer {layer.name!r} should return an array. Received {came(y)}. End "
            f"{kind}.forward with return y, an array of real numbers."
        )
    if y.shape[:1] != x.shape[:1]:
        raise ValueError(
            f"layer {layer.name!r} should return an output for each of {len(x)} examples. Received "
            f"an array of shape {y.shape}. Leave the first axis as it is in {kind}.forward."
        )
    if announced is not None and y.shape[1:] != announced:
        raise ValueError(
            f"layer {layer.name!r} should return an array of the shape that it announces, "
            f"{('N', *announced)}. Received {y.shape}. Write {kind}.compute_output_shape("
            "input_shape), or mend its forward."
        )
    return y


def is_plain(array: Any) -> bool:
    """Whether it is one of NumPy's own arrays, of real numbers."""
    return type(array) is np.ndarray and array.dtype.kind in "biuf"


def came(value: Any) -> str:
    """What a layer gave instead, in words."""
    return (
        f"one of dtype {value.dtype}" if type(value) is np.ndarray else f"a {type(value).__name__}"
    )


def parts(layer: Any) -> list[Any]:
    """A layer, and the layers that it holds."""
    return [layer, *(part for part in vars(layer).values() if isinstance(part, Layer))]


def set_dtype(layer: Layer, dtype: Any) -> None:
    """Give a layer arrays of its own of this dtype; its other names for them go along."""
    check_arrays(layer)
    for title in ("params", "state"):
        arrays = getattr(layer, title)
        for name, old in arrays.items():
            arrays[name] = old.astype(dtype)
            for part in parts(layer):
                named = [other for other, value in vars(part).items() if value is old]
                vars(part).update(dict.fromkeys(named, arrays[name]))
        if getattr(layer, title) is not arrays:  # a property that puts a dict together
            setattr(layer, title, arrays)


def output_shape(layer: Layer, input_shape: Shape) -> Shape:
    """The shape that a layer announces; ValueError where it is none, or has no batch axis."""
    shape = layer.compute_output_shape(input_shape)
    if not isinstance(shape, (tuple, list)) or not shape or shape[0] != input_shape[0]:
        raise ValueError(
            f"layer {layer.name!r} should announce a shape that starts with the batch axis, such "
            f"as {tuple(input_shape)}. Received {shape!r}. Write return (input_shape[0], ...) in "
            f"{type(layer).__name__}.compute_output_shape."
        )
    return tuple(shape)


def check_arrays(layer: Layer) -> None:
    """ValueError where `params` and `state` are no dicts, or hold anything but numbers."""
    kind = type(layer).__name__
    for title, arrays in {"params": layer.params, "state": layer.state}.items():
        if not isinstance(arrays, dict):
            raise ValueError(
                f"layer {layer.name!r} should hold its {title} in a dict, name to array. Received "
                f"{came(arrays)}. In {kind}.build, write self.{title}['w'] = np.array(...)."
            )
        for name, weight in arrays.items():
            if not is_plain(weight):
                raise ValueError(
                    f"layer {layer.name!r} should hold arrays. Received {came(weight)} as "
                    f"{name!r}. In {kind}, write np.array(...), of real numbers."
                )


def check_gradient(layer: Layer, grad_x: Any, shape: Shape) -> None:
    """ValueError where backward does not return the gradient by its input, of that shape."""
    if not is_plain(grad_x) or grad_x.shape != shape:
        received = f"one of shape {grad_x.shape}" if is_plain(grad_x) else came(grad_x)
        received = "None" if grad_x is None else received
        raise ValueError(
            f"layer {layer.name!r} should return the gradient by its input, an array of shape "
            f"{shape}. Received {received}. End {type(layer).__name__}.backward with return grad_x."
        )


def check_grads(layer: Layer) -> None:
    """ValueError where backward did not fill `grads`, one for each of `params`."""
    params, grads = layer.params, layer.grads
    if not isinstance(grads, dict):
        raise ValueError(
            f"layer {layer.name!r} should hold its grads in a dict, name to array. Received "
            f"{came(grads)}. In {type(layer).__name__}.backward, write self.grads['w'] = ..."
        )
    if unknown := grads.keys() - params.keys():
        raise ValueError(
            f"layer {layer.name!r} should fill grads for its params {list(params)}. Received "
            f"grads for {sorted(unknown)}. Mend the names in {type(layer).__name__}.backward."
        )
    for name, weight in params.items():
        grad: Any = grads.get(name)
        if isinstance(grad, np.generic):  # what a sum over all leaves of a weight of one number
            grad = grads[name] = np.asarray(grad)
        if not is_plain(weight):
            check_arrays(layer)
        if not is_plain(grad) or grad.shape != weight.shape:
            received = f"one of shape {grad.shape}" if is_plain(grad) else came(grad)
            received = "none" if grad is None else received
            raise ValueError(
                f"layer {layer.name!r} should fill grads[{name!r}] with an array of shape "
                f"{weight.shape}. Received {received}. In {type(layer).__name__}.backward, write "
                f"self.grads[{name!r}] = ... before it returns."
            )
