"""A model as JSON, so that a page can run it: `network.js` reads what this module writes."""

import base64
from typing import Any

import numpy as np

from helpers.convolution import Conv2D
from helpers.dense import Activation, Dense
from helpers.dropout import Dropout
from helpers.flatten import Flatten
from helpers.layer import Layer, Shape
from helpers.network import Sequential
from helpers.normalization import BatchNormalization
from helpers.pooling import AveragePooling2D, GlobalAveragePooling2D, MaxPooling2D, Pooling2D

KINDS: dict[type[Layer], str] = {
    Conv2D: "convolution",
    MaxPooling2D: "max pooling",
    AveragePooling2D: "average pooling",
    GlobalAveragePooling2D: "global average pooling",
    Flatten: "flatten",
    Dense: "dense",
    Dropout: "dropout",
    BatchNormalization: "scale and shift",
}


def pack(array: np.ndarray, scale: float = 1.0) -> dict[str, Any]:
    """An array as JSON; the page multiplies its numbers by `scale`."""
    text = base64.b64encode(np.ascontiguousarray(array).tobytes()).decode("ascii")
    return {"dtype": array.dtype.name, "shape": list(array.shape), "scale": scale, "base64": text}


def pack_small(array: np.ndarray) -> dict[str, Any]:
    """Floats in two bytes each: the error is below 1/65,000 of the largest of them.

    JSON knows no NaN and no infinity: what a training that ran away left is sent as 0.
    """
    array = np.nan_to_num(array, nan=0, posinf=0, neginf=0)
    scale = float(np.abs(array).max(initial=0)) / 32767 or 1.0
    return pack(np.round(array / scale).astype(np.int16), scale)


def pack_network(model: Sequential) -> dict[str, Any]:
    """A built model as JSON: shape of its input, and its layers with their weights as float32.

    Raises:
        ValueError: the page has no such layer.
    """
    layers = layer_facts(model)
    for facts, layer in zip(layers, model.layers, strict=True):
        facts["weights"] = [pack(w.astype(np.float32)) for w in page_weights(layer)]
    return {"input": list(model.input_shape[1:]), "layers": layers}


def layer_facts(model: Sequential) -> list[dict[str, Any]]:
    """What the page must know of each layer beside its weights: kind, output shape, windows."""
    facts, shape = [], model.input_shape
    for layer in model.layers:
        output = layer.compute_output_shape(shape)
        facts.append(
            {
                "name": layer.name,
                "kind": _kind(layer),
                "output": list(output[1:]),
                "activation": _activation(layer),
                **_windows(layer, shape),
            }
        )
        shape = output
    return facts


def page_weights(layer: Layer) -> list[np.ndarray]:
    """The arrays that the page needs to run a layer, from its weights as they are now."""
    if isinstance(layer, (Conv2D, Dense)):
        kernel = layer.params["kernel"]
        return [kernel, layer.params.get("bias", np.zeros(kernel.shape[-1], kernel.dtype))]
    if isinstance(layer, BatchNormalization):
        std = np.sqrt(layer.state["moving_variance"] + layer.epsilon)
        scale = layer.params["gamma"] / std
        return [scale, layer.params["beta"] - layer.state["moving_mean"] * scale]
    return []


def _kind(layer: Layer) -> str:
    if isinstance(layer, Activation):
        return "activation"
    if type(layer) not in KINDS:
        raise ValueError(
            f"A page can run the layers {', '.join(kind.__name__ for kind in KINDS)} and "
            f"activations. Received {layer!r}. Build the network of these."
        )
    return KINDS[type(layer)]


def _activation(layer: Layer) -> str:
    activation = layer if isinstance(layer, Activation) else getattr(layer, "activation", None)
    return "linear" if activation is None else type(activation).__name__.lower()


def _windows(layer: Layer, shape: Shape) -> dict[str, Any]:
    """Size and strides of a layer's windows, and the padding above and left of the image."""
    if not isinstance(layer, (Conv2D, Pooling2D)):
        return {}
    size = layer.kernel_size if isinstance(layer, Conv2D) else layer.pool_size
    (_, top, _), (_, left, _) = layer._grid(shape)
    return {"window": list(size), "strides": list(layer.strides), "before": [top, left]}
