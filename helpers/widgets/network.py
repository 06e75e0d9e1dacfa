"""A model as JSON, so that a page can run it: `network.js` reads what this module writes."""

import base64
import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np

from helpers.layer import Layer, Shape
from helpers.network import Sequential
from helpers.passes import outputs_of, peaks_of, ranked

# What a page calls the layers of this package. They stand here by the names of their classes: a
# page needs only what a layer says of itself, its params, its windows, its activation.
KINDS = {
    "Conv2D": "convolution",
    "DepthwiseConv2D": "depthwise convolution",
    "MaxPooling2D": "max pooling",
    "AveragePooling2D": "average pooling",
    "GlobalAveragePooling2D": "global average pooling",
    "ZeroPadding2D": "zero padding",
    "Flatten": "flatten",
    "Dense": "dense",
    "Dropout": "dropout",
    "BatchNormalization": "scale and shift",
    "Activation": "activation",
}
ACTIVATIONS = ("Linear", "ReLU", "LeakyReLU", "Sigmoid", "Tanh", "Softmax")


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


def pack_tight(array: np.ndarray, scale: float = 1.0) -> dict[str, Any]:
    """As `pack`, but deflated: pictures, in which much repeats, take a fraction of the room."""
    text = base64.b64encode(zlib.compress(array.tobytes(), 9)).decode("ascii")
    return {"dtype": array.dtype.name, "shape": list(array.shape), "scale": scale, "deflate": text}


def pack_network(model: Sequential) -> dict[str, Any]:
    """A built model as JSON: shape of its input, and its layers with their weights as float32.

    Raises:
        ValueError: the page has no such layer.
    """
    layers = layer_facts(model)
    for facts, layer in zip(layers, model.layers, strict=True):
        facts["weights"] = [pack(w.astype(np.float32)) for w in page_weights(layer)]
    return {"input": list(model.input_shape[1:]), "layers": layers}


def pack_maps(model: Sequential, images: np.ndarray, gallery: Sequence[int]) -> dict[str, Any]:
    """Pictures for a page that shows the maps of a model, as JSON.

    images: (N, H, W, C), uint8, or floats from 0 to 1. gallery: indices of those to choose from.
    Returns, under `strongest`, for each layer the images on which each of its maps or units
    answers most, where, and how much (None for Flatten and Dropout, which hand on what they
    get); under `images` each picture once; all indices, and those of `gallery`, refer to it.
    """
    bytes_given = images.dtype == np.uint8
    tops = _strongest_of_layers(model, images / np.float32(255) if bytes_given else images)
    chosen = [top[0].ravel() for top in tops if top is not None]
    used = np.unique(np.concatenate([np.asarray(gallery), *chosen]))

    def packed(order: np.ndarray, rows: np.ndarray, columns: np.ndarray, values: np.ndarray) -> Any:
        places = {"images": np.searchsorted(used, order), "rows": rows, "columns": columns}
        whole = {name: pack(array.astype(np.uint16)) for name, array in places.items()}
        return {**whole, "values": pack_small(values)}

    return {
        "images": pack_tight(images[used], 1 / 255 if bytes_given else 1.0),
        "gallery": np.searchsorted(used, gallery).tolist(),
        "strongest": [None if top is None else packed(*top) for top in tops],
    }


def _strongest_of_layers(
    model: Sequential, images: np.ndarray
) -> list[tuple[np.ndarray, ...] | None]:
    """For each layer: indices of images, rows, columns, answers, each (maps or units, count)."""
    found = [[peaks_of(y) for y in ys] for _, ys in outputs_of(model, images, "pack_maps")]
    tops: list[tuple[np.ndarray, ...] | None] = []
    for facts, of_layer in zip(layer_facts(model), zip(*found, strict=True), strict=True):
        if facts["kind"] in ("flatten", "dropout"):
            tops.append(None)
            continue
        # At most nine; fewer of a layer so wide that the page would hold thousands of pictures.
        width, maps = ([1] + facts["output"])[-2:]  # a unit is a map of one place
        count = min(len(images), max(1, min(9, 1200 // maps)))
        order, places, answers = ranked(list(of_layer), count)
        tops.append((order, *np.divmod(places, width), answers))
    return tops


def layer_facts(model: Sequential) -> list[dict[str, Any]]:
    """What the page must know of each layer beside its weights.

    name, kind, output shape, activation (a leaky one with its slope), and where the layer has
    windows, their size, strides and how far the first begins before the image.
    """
    facts, shape = [], model.input_shape
    for layer in model.layers:
        output = layer.compute_output_shape(shape)
        known = {"name": layer.name, "kind": _kind(layer), "output": list(output[1:])}
        facts.append({**known, **_activation(layer), **_windows(layer, shape)})
        shape = output
    return facts


def page_weights(layer: Any) -> list[np.ndarray]:
    """The arrays that the page needs to run a layer, from its weights as they are now."""
    if "kernel" in layer.params:
        kernel = layer.params["kernel"]
        channels = kernel.shape[2:] if _kind(layer) == "depthwise convolution" else kernel.shape[-1]
        return [kernel, layer.params.get("bias", np.zeros(np.prod(channels), kernel.dtype))]
    if "gamma" in layer.params:
        std = np.sqrt(layer.state["moving_variance"] + layer.epsilon)
        scale = layer.params["gamma"] / std
        return [scale, layer.params["beta"] - layer.state["moving_mean"] * scale]
    return []


def _class_name(thing: Any) -> str:
    """The name of its class, if this package has it: a reader's own may compute anything else."""
    cls = type(thing)
    return cls.__name__ if cls.__module__.partition(".")[0] == "helpers" else ""


def _kind(layer: Layer) -> str:
    name = _class_name(layer)
    if name not in KINDS and name not in ACTIVATIONS:
        raise ValueError(
            f"A page can run the layers {', '.join(KINDS)} and {', '.join(ACTIVATIONS)}. "
            f"Received {layer!r}. Build the network of these."
        )
    return KINDS.get(name, "activation")


def _activation(layer: Any) -> dict[str, Any]:
    of = getattr(layer, "activation", None)
    activation = layer if _class_name(layer) in ACTIVATIONS else of
    if activation is None:
        return {"activation": "linear"}
    if _class_name(activation) not in ACTIVATIONS:
        raise ValueError(
            f"A page can run the activations {', '.join(ACTIVATIONS)}. Received "
            f"{activation!r} in {layer!r}. Take one of these."
        )
    slope = getattr(activation, "negative_slope", None)
    facts = {"activation": _class_name(activation).lower()}
    return facts if slope is None else {**facts, "slope": float(slope)}


def _windows(layer: Layer, shape: Shape) -> dict[str, Any]:
    """Size and strides of a layer's windows, and the padding above and left of the image."""
    windows = None if layer.pointwise else layer.windows(shape)
    if windows is None:
        return {}
    return {
        "window": [window.size for window in windows],
        "strides": [window.stride for window in windows],
        "before": [window.before for window in windows],
    }
