"""Lab 15: the course network in Keras and in PyTorch, and weights carried there and back.

Keras has our layouts, so weights move as they are. PyTorch puts the channels first, so the axes of
its kernels stand in another order, and its Flatten lays out each map by itself. Both are imported
when they are asked for: `pip install keras torch`.
"""

import math
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

import numpy as np

from helpers.convolution import Conv2D
from helpers.dense import Dense
from helpers.depthwise import DepthwiseConv2D
from helpers.flatten import Flatten
from helpers.network import Sequential
from helpers.normalization import BatchNormalization
from helpers.passes import check_built
from helpers.reshaping import Reshape

# ---- the network, line by line as in `helpers.weights.course_layers` ----


def _need(package: str) -> None:
    """ModuleNotFoundError, with what to do, where a package is not installed."""
    if find_spec(package) is None:
        raise ModuleNotFoundError(
            f"this function needs the package {package}, which is not installed. Install it: "
            f"pip install {package}"
        )


def keras_course_network(dropout: float = 0.5) -> Any:
    """The course network in Keras: what it takes and gives is what ours takes and gives."""
    _need("keras")
    from keras import Input, Sequential
    from keras.layers import Conv2D, Dense, Dropout, Flatten, MaxPooling2D

    return Sequential(
        [
            Input((28, 28, 1)),
            Conv2D(8, 3, activation="relu"),
            MaxPooling2D(2),
            Conv2D(16, 3, activation="relu"),
            MaxPooling2D(2),
            Flatten(),
            Dense(64, activation="relu"),
            Dropout(dropout),
            Dense(10, activation="softmax"),
        ]
    )


def torch_course_network(dropout: float = 0.5) -> Any:
    """The course network in PyTorch: it takes (N, 1, 28, 28), and gives the scores before the
    softmax, which PyTorch's loss contains."""
    _need("torch")
    from torch.nn import Conv2d, Dropout, Flatten, Linear, MaxPool2d, ReLU, Sequential

    return Sequential(
        *(Conv2d(1, 8, 3), ReLU()),
        MaxPool2d(2),
        *(Conv2d(8, 16, 3), ReLU()),
        MaxPool2d(2),
        Flatten(),
        *(Linear(16 * 5 * 5, 64), ReLU()),
        Dropout(dropout),
        Linear(64, 10),
    )


# ---- weights, there and back ----


def to_keras(model: Sequential, theirs: Any) -> None:
    """Copy the weights of a built model into a Keras model of the same layers."""
    _check_keras(theirs, "to_keras", "set_weights")
    theirs.set_weights(model.get_weights())


def from_keras(model: Sequential, theirs: Any) -> None:
    """Copy the weights of a Keras model into a built model of the same layers."""
    _check_keras(theirs, "from_keras", "get_weights")
    model.set_weights(theirs.get_weights())


def _check_keras(theirs: Any, owner: str, method: str) -> None:
    if isinstance(theirs, type) or not hasattr(theirs, method):
        raise TypeError(
            f"{owner} expects a Keras model. Received {theirs!r:.60}, without {method}. Make one "
            "with keras_course_network()."
        )


def to_torch(model: Sequential, theirs: Any) -> None:
    """Copy the weights of a built model into a PyTorch module of the same layers.

    Raises ValueError: an array does not fit, or a layer has no counterpart in `torch_places`;
    then nothing is copied.
    """
    _need("torch")
    from torch import from_numpy

    tensors = _torch_tensors(theirs)
    arrays = [w.ravel()[places] for w, places in _pairs(model, tensors)]
    for tensor, array in zip(tensors, arrays, strict=True):
        tensor.copy_(from_numpy(array))


def from_torch(model: Sequential, theirs: Any) -> None:
    """Copy the weights of a PyTorch module into a built model of the same layers.

    Raises ValueError as `to_torch`, and changes nothing then.
    """
    model.set_weights(in_our_layout(model, _torch_tensors(theirs)))


def in_our_layout(model: Sequential, tensors: Sequence[Any]) -> list[np.ndarray]:
    """PyTorch's weights, or the gradients by them, with the axes and the order of `model`'s.

    tensors: one for each array of `model.get_weights()`, in the same order.
    """
    arrays = []
    for tensor, (weight, places) in zip(tensors, _pairs(model, tensors), strict=True):
        array = np.empty(weight.shape, dtype=weight.dtype)
        array.flat[places] = np.asarray(tensor)
        arrays.append(array)
    return arrays


def torch_places(model: Sequential) -> list[np.ndarray]:
    """For each weight, an array of PyTorch's shape: where in ours, flat, each number stands.

    So `weight.ravel()[places]` is PyTorch's array. A kernel (kh, kw, C, F) becomes (F, C, kh, kw),
    (D, U) becomes (U, D). Behind a Flatten of images, the D inputs change their order, too: we
    flatten (H, W, C), PyTorch (C, H, W).
    """
    check_built(model, "torch_places")
    places, shape, order = [], model.input_shape, None
    for index, layer in enumerate(model.layers):
        if type(layer) is Flatten and len(shape) == 4:
            numbers = np.arange(math.prod(shape[1:])).reshape(shape[1:])  # (H, W, C)
            order = numbers.transpose(2, 0, 1).ravel()  # ours, in PyTorch's order
        _check_counterpart(index, layer, shape)
        for name, weight in (*layer.params.items(), *layer.state.items()):
            numbers = np.arange(weight.size).reshape(weight.shape)
            if order is not None and (name == "kernel" or type(layer) is BatchNormalization):
                numbers = numbers[order]
            if type(layer) is DepthwiseConv2D and name == "kernel":
                numbers = numbers.reshape(*weight.shape[:2], 1, -1)  # (kh, kw, 1, C*M)
            if name == "kernel":  # (kh, kw, C, F) to (F, C, kh, kw), (D, U) to (U, D)
                numbers = numbers.transpose(3, 2, 0, 1) if numbers.ndim == 4 else numbers.T
            places.append(numbers)
        order = None if type(layer) is Dense else order
        shape = layer.compute_output_shape(shape)
    return places


def _check_counterpart(index: int, layer: Any, shape: tuple[Any, ...]) -> None:
    moves = type(layer) is Reshape or (type(layer) is Dense and len(shape) > 2)
    known = type(layer) in (Conv2D, DepthwiseConv2D, Dense, BatchNormalization)
    if moves or (layer.weights and not known):
        raise ValueError(
            f"torch_places expects layers whose numbers PyTorch keeps in an order that it knows. "
            f"Layer {index}, {layer.name!r}, is a {type(layer).__name__} for inputs of shape "
            f"{shape}. Carry its weights by hand, or flatten before it."
        )


def _torch_tensors(theirs: Any) -> list[Any]:
    """All weights of a module, trained or not; a batch normalization also counts its batches."""
    state = theirs.state_dict()
    return [tensor for name, tensor in state.items() if not name.endswith("num_batches_tracked")]


def _pairs(model: Sequential, tensors: Sequence[Any]) -> list[tuple[np.ndarray, np.ndarray]]:
    """Each weight with its places; ValueError where PyTorch's tensors have other shapes."""
    places = torch_places(model)
    listed = tensors if isinstance(tensors, (list, tuple)) else []
    expected, received = [p.shape for p in places], [tuple(np.shape(t)) for t in listed]
    if expected != received:
        raise ValueError(
            f"the PyTorch module expects the layers of this model, with weights of shapes "
            f"{expected}. Received a {type(tensors).__name__} of {received}. Write it line by "
            f"line as the model."
        )
    return list(zip(model.weights, places, strict=True))
