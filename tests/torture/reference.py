"""What the layers and losses must give, written a second time: plain formulas in float64."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

TINY = 1e-7


def sigmoid(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


def softmax(x: np.ndarray) -> np.ndarray:
    powers = np.exp(x - x.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


ACTIVATIONS: dict[str, Any] = {
    "Linear": lambda x, f: x,
    "ReLU": lambda x, f: (x + np.abs(x)) / 2,
    "LeakyReLU": lambda x, f: np.where(x > 0, x, f.negative_slope * x),
    "Sigmoid": lambda x, f: sigmoid(x),
    "Tanh": lambda x, f: np.sinh(x) / np.cosh(x),
    "Softmax": lambda x, f: softmax(x),
}


def activated(x: np.ndarray, function: Any) -> np.ndarray:
    return ACTIVATIONS[type(function).__name__](x, function)


def windows(x: np.ndarray, layer: Any, fill: float) -> np.ndarray:
    """All windows that a layer sees, (N, Ho, Wo, C, kh, kw)."""
    (kh, kw), (down, across) = layer.window_size, layer.strides
    edges = [(0, 0)]
    for length, size, stride in zip(x.shape[1:3], (kh, kw), (down, across), strict=True):
        count = int(np.ceil(length / stride))
        more = max((count - 1) * stride + size - length, 0) if layer.padding == "same" else 0
        edges.append((more // 2, more - more // 2))
    x = np.pad(x, [*edges, (0, 0)], constant_values=fill)
    return sliding_window_view(x, (kh, kw), axis=(1, 2))[:, ::down, ::across]


def forward(layer: Any, x: Any, training: bool = False) -> np.ndarray:
    """A built layer's output for `x`, from its weights alone; what is drawn is not drawn here."""
    x = np.asarray(x, np.float64)
    w = {name: value.astype(np.float64) for name, value in (layer.params | layer.state).items()}
    kind = type(layer).__name__
    if kind in ACTIVATIONS:
        return activated(x, layer)
    if kind == "Activation":
        return activated(x, layer.activation)
    if kind == "Conv2D":
        y = np.einsum("nhwcij,ijcf->nhwf", windows(x, layer, 0), w["kernel"])
        return activated(y + w.get("bias", 0), layer.activation)
    if kind == "DepthwiseConv2D":
        y = np.einsum("nhwcij,ijcm->nhwcm", windows(x, layer, 0), w["kernel"])
        return activated(
            y.reshape(*y.shape[:3], y.shape[3] * y.shape[4]) + w.get("bias", 0), layer.activation
        )
    if kind == "Dense":
        y = np.einsum("...d,du->...u", x, w["kernel"])
        return activated(y + w.get("bias", 0), layer.activation)
    if kind == "MaxPooling2D":
        return windows(x, layer, -np.inf).max(axis=(4, 5))
    if kind == "AveragePooling2D":
        return windows(x, layer, 0).sum((4, 5)) / windows(np.ones_like(x), layer, 0).sum((4, 5))
    if kind == "GlobalAveragePooling2D":
        return x.mean(axis=(1, 2))
    if kind == "ZeroPadding2D":
        return np.pad(x, [(0, 0), *layer.padding, (0, 0)])
    if kind == "BatchNormalization":
        axes = tuple(range(x.ndim - 1))
        mean, variance = w["moving_mean"], w["moving_variance"]
        if training:
            mean, variance = x.mean(axis=axes), x.var(axis=axes)
        return w["gamma"] * (x - mean) / np.sqrt(variance + layer.epsilon) + w["beta"]
    if kind == "Rescaling":
        return x * layer.scale + layer.offset
    if kind == "Dropout":
        return x
    assert kind in ("Flatten", "Reshape"), kind
    target = layer.target_shape if kind == "Reshape" else (-1,)
    rest = math.prod(x.shape[1:]) // -math.prod(target)
    return x.reshape(len(x), *(rest if size == -1 else size for size in target))


def network(model: Any, x: Any) -> np.ndarray:
    for layer in model.layers:
        x = forward(layer, x)
    return np.asarray(x)


def conv(image: np.ndarray, kernel: np.ndarray, bias: Any = 0.0) -> np.ndarray:
    """(H, W, C) and (kh, kw, C, F) to (Ho, Wo, F)."""
    seen = sliding_window_view(np.asarray(image, np.float64), kernel.shape[:2], axis=(0, 1))
    return np.einsum("hwcij,ijcf->hwf", seen, np.asarray(kernel, np.float64)) + bias


def pooled(x: np.ndarray, size: int, how: Any) -> np.ndarray:
    """(H, W, C) to (H//size, W//size, C)."""
    x = np.asarray(x, np.float64)
    height, width = x.shape[0] // size, x.shape[1] // size
    x = x[: height * size, : width * size]
    return how(how(x.reshape(height, size, width, size, -1), axis=3), axis=1)


def crossentropy(y_true: np.ndarray, y_pred: np.ndarray) -> float:
    p = np.asarray(y_pred, np.float64)
    p = np.clip(p / p.sum(axis=-1, keepdims=True), TINY, 1 - TINY)
    return float(-(np.asarray(y_true, np.float64) * np.log(p)).sum(axis=-1).mean())


def crossentropy_slope(y_true: np.ndarray, y_pred: np.ndarray) -> np.ndarray:
    """-y ln(p / sum of p), by p: the own share of the true class, and the sum's."""
    y_true, p = np.asarray(y_true, np.float64), np.asarray(y_pred, np.float64)
    total = p.sum(axis=-1, keepdims=True)
    return (y_true.sum(axis=-1, keepdims=True) / total - y_true / p) / len(p)


def binary_crossentropy(y_true: np.ndarray, p: np.ndarray) -> float:
    y_true, p = np.asarray(y_true, np.float64), np.asarray(p, np.float64)
    return float(-(y_true * np.log(p) + (1 - y_true) * np.log(1 - p)).mean())


def binary_crossentropy_slope(y_true: np.ndarray, p: np.ndarray) -> np.ndarray:
    y_true, p = np.asarray(y_true, np.float64), np.asarray(p, np.float64)
    return (p - y_true) / (p * (1 - p)) / p.size
