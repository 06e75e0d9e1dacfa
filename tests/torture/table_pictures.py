"""Odd input to pictures, inspection and models: the rows."""

import math

import matplotlib

matplotlib.use("agg")

import numpy as np

from helpers import (
    Conv2D,
    Dense,
    Flatten,
    Input,
    MaxPooling2D,
    Sequential,
    frameworks,
    images,
    inspection,
    pixels,
)
from helpers.onnx_export import export_onnx
from tests.torture.odd_tables import Row, number, whole

RNG = np.random.default_rng(2)
RGB = RNG.integers(0, 9, (4, 5, 3)).astype(float)
BATCH = RNG.integers(0, 9, (3, 4, 5)).astype(float)
INK = (RNG.random((9, 7)) > 0.5).astype(float)
GRAY = np.full((40, 40), 250, np.uint8)
GRAY[8:30, 18:22] = 10
MODEL = Sequential(
    [
        Input((6, 6, 1)),
        Conv2D(2, 3, activation="relu"),
        MaxPooling2D(2),
        Flatten(),
        Dense(3, "softmax"),
    ],
    seed=0,
)
SIX = RNG.integers(0, 2, (4, 6, 6, 1)).astype(float)
CHANCES = np.eye(3)[[0, 2, 1, 1]]


def average(picture, height=2, width=3):
    """By cutting each pixel into height x width pieces."""
    small = np.kron(picture, np.ones((height, width)))
    rows, columns = picture.shape
    return small.reshape(height, rows, width, columns).mean(axis=(1, 3))


BAD_SHAPES = {
    "no axes": np.float64(1),
    "one axis": np.ones(3),
    "six axes": np.ones((1, 1, 1, 1, 1, 2)),
}
PIXELS = [
    Row(
        "scale_pixels",
        pixels.scale_pixels,
        "scale_pixels",
        BATCH.astype(np.uint8),
        lambda x: x / 255,
        forms=False,
        but=("a mask that hides",),
        fine={"none": (np.zeros((0, 2), "u1"), np.zeros((0, 2)))},
    ),
    Row(
        "add_channel_axis",
        pixels.add_channel_axis,
        "add_channel_axis",
        BATCH,
        lambda x: x[..., None],
        refused=BAD_SHAPES | {"4 axes": np.ones((1, 2, 2, 1))},
        fine={"none": (np.zeros((0, 2, 2)), np.zeros((0, 2, 2, 1)))},
    ),
    Row(
        "split_channels",
        pixels.split_channels,
        "split_channels",
        RGB,
        lambda x: (x[..., 0], x[..., 1], x[..., 2]),
        refused=BAD_SHAPES
        | {
            "gray": np.ones((4, 4)),
            "4 channels": np.ones((4, 4, 4)),
            "a batch": np.ones((2, 4, 4, 3)),
        },
    ),
    Row(
        "to_grayscale",
        pixels.to_grayscale,
        "to_grayscale",
        RGB,
        lambda x: 0.299 * x[..., 0] + 0.587 * x[..., 1] + 0.114 * x[..., 2],
        refused=BAD_SHAPES | {"gray": np.ones((4, 4)), "4 channels": np.ones((4, 4, 4))},
    ),
]
NOT_STROKES = {
    "None": None,
    "a number": 3,
    "text": "abc",
    "a stroke alone": [1, 2, 3, 4],
    "an odd count": [[1, 2, 3]],
    "texts": [["a", "b"]],
    "None inside": [[None, 1]],
    "NaN": [[math.nan, 1]],
    "infinite": [[1, math.inf]],
    "an empty stroke": [[]],
    "points as pairs": [[[1, 2], [3, 4]]],
    "a dict": {"a": 1},
    "complex": [[1j, 2]],
    "an object": object(),
    "bytes": b"ab",
    "a class": int,
}
IMAGES = [
    Row(
        "area_average picture",
        lambda x: images.area_average(x, 2, 3),
        "area_average",
        BATCH[0],
        average,
        refused=BAD_SHAPES
        | {"3 axes": BATCH, "no pixels": np.ones((0, 4)), "no columns": np.ones((4, 0))},
    ),
    whole("area_average height", lambda n: images.area_average(INK, n, 2), "height"),
    whole("area_average width", lambda n: images.area_average(INK, 2, n), "width"),
    Row(
        "draw_strokes",
        images.draw_strokes,
        "draw_strokes",
        refused=NOT_STROKES,
        fine={
            "none": ([], np.zeros((112, 112))),
            "an array": (np.array([[5.0, 5.0]]), ...),
            "a tuple": (((1, 1),), ...),
            "a generator": (([1, 1] for _ in range(1)), ...),
            "far away": ([[1e308, -1e308]], np.zeros((112, 112))),
        },
    ),
    whole("draw_strokes size", lambda n: images.draw_strokes([[1, 1]], size=n), "size"),
    number("draw_strokes width", lambda n: images.draw_strokes([[1, 1]], width=n), "width", 0, -1),
    Row(
        "find_ink",
        images.find_ink,
        "find_ink",
        GRAY,
        images.find_ink,
        forms=False,
        refused=BAD_SHAPES
        | {"a batch": GRAY[None], "no pixels": GRAY[:0], "color": np.ones((4, 4, 3), np.uint8)},
    ),
    Row(
        "mnist_steps",
        lambda x: images.mnist_steps(x).image,
        "mnist_steps|ink",
        INK,
        lambda x: images.to_mnist(x),
        refused=BAD_SHAPES
        | {
            "empty": np.zeros((4, 4)),
            "no pixels": np.zeros((0, 3)),
            "bytes": GRAY,
            "NaN": np.full((3, 3), np.nan),
            "negative": -INK,
            "above 1": INK * 1.1,
            "infinite": np.full((2, 2), np.inf),
            "a batch": INK[None],
        },
    ),
    number("to_mnist middle", lambda n: images.to_mnist(INK, n), "middle"),
]
LABELS = np.array([0, 2, 1, 0])
INSPECTION = [
    Row(
        "layer_outputs",
        lambda x: inspection.layer_outputs(MODEL, x)["dense"],
        "layer_outputs",
        SIX,
        lambda x: MODEL.predict(x),
    ),
    Row(
        "output_of images",
        lambda x: inspection.output_of(MODEL, x, -1),
        "output_of",
        SIX,
        lambda x: MODEL.predict(x),
    ),
    Row(
        "saliency images",
        lambda x: inspection.saliency(MODEL, x),
        "saliency",
        SIX,
        lambda x: inspection.saliency(MODEL, x),
    ),
    Row(
        "saliency labels",
        lambda y: inspection.saliency(MODEL, SIX, y),
        "labels",
        None,
        refused={
            "too large": 3,
            "negative": -1,
            "floats": LABELS / 1.0,
            "too many": [0] * 5,
            "one-hot": np.eye(3)[LABELS],
            "text": "a",
            "texts": ["a"] * 4,
            "True": True,
            "an object": object(),
            "complex": 1j,
            "NaN": math.nan,
            "a dict": {},
        },
        fine={
            "a list": (LABELS.tolist(), ...),
            "one": (2, ...),
            "NumPy's": (np.int8(2), ...),
            "none": (None, ...),
            "bytes": (LABELS.astype("u1"), ...),
        },
    ),
    Row(
        "grad_cam images",
        lambda x: inspection.grad_cam(MODEL, x),
        "grad_cam",
        SIX,
        lambda x: inspection.grad_cam(MODEL, x),
    ),
    Row(
        "grad_cam layer",
        lambda n: inspection.grad_cam(MODEL, SIX, None, n),
        "layer",
        refused={
            "too large": 4,
            "far": 10**30,
            "text": "none",
            "empty": "",
            "float": 1.0,
            "True": True,
            "a list": [0],
            "a layer": MODEL.layers[0],
            "NaN": math.nan,
            "bytes": b"conv2d",
            "flat": 3,
        },
        fine={"by name": ("conv2d", ...), "from the end": (-3, ...)},
    ),
    Row(
        "strongest images",
        lambda x: inspection.strongest(MODEL, 0, x, 2),
        "strongest",
        SIX,
        lambda x: inspection.strongest(MODEL, 0, x, 2),
    ),
    whole(
        "strongest count",
        lambda n: inspection.strongest(MODEL, 0, SIX, n),
        "count",
        refused={"too many": 5, "huge": 10**30},
    ),
    whole(
        "receptive_box row",
        lambda n: inspection.receptive_box(MODEL, 0, n, 0),
        "row",
        -1,
        refused={"outside": 4},
    ),
    whole(
        "receptive_box column",
        lambda n: inspection.receptive_box(MODEL, 0, 0, n),
        "column",
        -1,
        refused={"outside": 4},
    ),
    Row(
        "worst_mistakes probabilities",
        lambda p: inspection.worst_mistakes(p, LABELS, 3),
        "worst_mistakes|probabilities",
        CHANCES,
        lambda p: inspection.worst_mistakes(p, LABELS, 3),
        refused=BAD_SHAPES
        | {"too few": CHANCES[:2], "NaN": CHANCES * np.nan, "no classes": np.ones((4, 0))},
    ),
    Row(
        "worst_mistakes labels",
        lambda y: inspection.worst_mistakes(CHANCES, y, 3),
        "labels",
        LABELS,
        lambda y: inspection.worst_mistakes(CHANCES, y, 3),
        forms=False,
        refused={
            "too few": [0],
            "one-hot": CHANCES,
            "too large": LABELS + 3,
            "negative": LABELS - 1,
        },
    ),
    whole("worst_mistakes count", lambda n: inspection.worst_mistakes(CHANCES, LABELS, n), "count"),
]
UNBUILT = Sequential([Dense(2)])
NO_MODELS = {
    "None": None,
    "text": "model",
    "a class": Sequential,
    "a layer": MODEL.layers[0],
    "unbuilt": UNBUILT,
    "empty": Sequential([]),
    "an array": SIX,
    "a list": [MODEL],
}
MODELS = [
    Row(f"{name} model", call, f"{name}|model", refused=NO_MODELS)
    for name, call in {
        "layer_outputs": lambda m: inspection.layer_outputs(m, SIX),
        "output_of": lambda m: inspection.output_of(m, SIX, 0),
        "saliency": lambda m: inspection.saliency(m, SIX),
        "grad_cam": lambda m: inspection.grad_cam(m, SIX),
        "receptive_box": lambda m: inspection.receptive_box(m, 0, 0, 0),
        "strongest": lambda m: inspection.strongest(m, 0, SIX, 1),
        "export_onnx": lambda m: export_onnx(m, "unused.onnx"),
        "torch_places": frameworks.torch_places,
        "torch_places|in_our_layout": lambda m: frameworks.in_our_layout(m, []),
    }.items()
]
