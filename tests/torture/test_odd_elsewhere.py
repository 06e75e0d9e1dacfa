"""Odd input outside of the network: data, pictures, plots, comparisons, timing, exports."""

import inspect
import math
import re

import matplotlib

matplotlib.use("agg")

import numpy as np
import pytest

from helpers import Conv2D, Dense, Flatten, Input, MaxPooling2D, Sequential
from helpers import colors, comparison, controls, frameworks, images, inspection, pixels, plots
from helpers import speed, sweeps, timing, tricks, weights
from helpers.onnx_export import export_onnx
from tests.torture.odd import differs, faults_of, told
from tests.torture.odd_tables import Case, Row, choice, content, number, some, whole

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


def shown(make):
    return lambda value: content(make(value))


BAD_SHAPES = {
    "no axes": np.float64(1),
    "one axis": np.ones(3),
    "six axes": np.ones((1, 1, 1, 1, 1, 2)),
}
PIXELS = [
    Row("scale_pixels", pixels.scale_pixels, "scale_pixels", BATCH.astype(np.uint8),
        lambda x: x / 255, forms=False, but=("a mask that hides",), fine={"none": (np.zeros((0, 2), "u1"), np.zeros((0, 2)))}),
    Row("add_channel_axis", pixels.add_channel_axis, "add_channel_axis", BATCH,
        lambda x: x[..., None], refused=BAD_SHAPES | {"4 axes": np.ones((1, 2, 2, 1))},
        fine={"none": (np.zeros((0, 2, 2)), np.zeros((0, 2, 2, 1)))}),
    Row("split_channels", pixels.split_channels, "split_channels", RGB,
        lambda x: (x[..., 0], x[..., 1], x[..., 2]),
        refused=BAD_SHAPES | {"gray": np.ones((4, 4)), "4 channels": np.ones((4, 4, 4)), "a batch": np.ones((2, 4, 4, 3))}),
    Row("to_grayscale", pixels.to_grayscale, "to_grayscale", RGB,
        lambda x: 0.299 * x[..., 0] + 0.587 * x[..., 1] + 0.114 * x[..., 2],
        refused=BAD_SHAPES | {"gray": np.ones((4, 4)), "4 channels": np.ones((4, 4, 4))}),
]  # fmt: skip
NOT_STROKES = {
    "None": None, "a number": 3, "text": "abc", "a stroke alone": [1, 2, 3, 4], "an odd count": [[1, 2, 3]],
    "texts": [["a", "b"]], "None inside": [[None, 1]], "NaN": [[math.nan, 1]], "infinite": [[1, math.inf]],
    "an empty stroke": [[]], "points as pairs": [[[1, 2], [3, 4]]], "a dict": {"a": 1}, "complex": [[1j, 2]],
    "an object": object(), "bytes": b"ab", "a class": int,
}  # fmt: skip
IMAGES = [
    Row("area_average picture", lambda x: images.area_average(x, 2, 3), "area_average", BATCH[0], average,
        refused=BAD_SHAPES | {"3 axes": BATCH, "no pixels": np.ones((0, 4)), "no columns": np.ones((4, 0))}),
    whole("area_average height", lambda n: images.area_average(INK, n, 2), "height"),
    whole("area_average width", lambda n: images.area_average(INK, 2, n), "width"),
    Row("draw_strokes", images.draw_strokes, "draw_strokes", refused=NOT_STROKES,
        fine={"none": ([], np.zeros((112, 112))), "an array": (np.array([[5.0, 5.0]]), ...), "a tuple": (((1, 1),), ...),
              "a generator": (([1, 1] for _ in range(1)), ...), "far away": ([[1e308, -1e308]], np.zeros((112, 112)))}),
    whole("draw_strokes size", lambda n: images.draw_strokes([[1, 1]], size=n), "size"),
    number("draw_strokes width", lambda n: images.draw_strokes([[1, 1]], width=n), "width", 0, -1),
    Row("find_ink", images.find_ink, "find_ink", GRAY, images.find_ink, forms=False,
        refused=BAD_SHAPES | {"a batch": GRAY[None], "no pixels": GRAY[:0], "color": np.ones((4, 4, 3), np.uint8)}),
    Row("mnist_steps", lambda x: images.mnist_steps(x).image, "mnist_steps|ink", INK, lambda x: images.to_mnist(x),
        refused=BAD_SHAPES | {"empty": np.zeros((4, 4)), "no pixels": np.zeros((0, 3)), "bytes": GRAY, "NaN": np.full((3, 3), np.nan),
                 "negative": -INK, "above 1": INK * 1.1, "infinite": INK * np.inf if False else np.full((2, 2), np.inf), "a batch": INK[None]}),
    number("to_mnist middle", lambda n: images.to_mnist(INK, n), "middle"),
]  # fmt: skip
LABELS = np.array([0, 2, 1, 0])
INSPECTION = [
    Row("layer_outputs", lambda x: inspection.layer_outputs(MODEL, x)["dense"], "layer_outputs", SIX, lambda x: MODEL.predict(x)),
    Row("output_of images", lambda x: inspection.output_of(MODEL, x, -1), "output_of", SIX, lambda x: MODEL.predict(x)),
    Row("saliency images", lambda x: inspection.saliency(MODEL, x), "saliency", SIX, lambda x: inspection.saliency(MODEL, x)),
    Row("saliency labels", lambda y: inspection.saliency(MODEL, SIX, y), "labels", None,
        refused={"too large": 3, "negative": -1, "floats": LABELS / 1.0, "too many": [0] * 5, "one-hot": np.eye(3)[LABELS], "text": "a",
                 "texts": ["a"] * 4, "True": True, "an object": object(), "complex": 1j, "NaN": math.nan, "a dict": {}},
        fine={"a list": (LABELS.tolist(), ...), "one": (2, ...), "NumPy's": (np.int8(2), ...), "none": (None, ...), "bytes": (LABELS.astype("u1"), ...)}),
    Row("grad_cam images", lambda x: inspection.grad_cam(MODEL, x), "grad_cam", SIX, lambda x: inspection.grad_cam(MODEL, x)),
    Row("grad_cam layer", lambda n: inspection.grad_cam(MODEL, SIX, None, n), "layer",
        refused={"too large": 4, "far": 10**30, "text": "none", "empty": "", "float": 1.0, "True": True, "a list": [0], "a layer": MODEL.layers[0],
                 "NaN": math.nan, "bytes": b"conv2d", "flat": 3}, fine={"by name": ("conv2d", ...), "from the end": (-3, ...)}),
    Row("strongest images", lambda x: inspection.strongest(MODEL, 0, x, 2), "strongest", SIX, lambda x: inspection.strongest(MODEL, 0, x, 2)),
    whole("strongest count", lambda n: inspection.strongest(MODEL, 0, SIX, n), "count", refused={"too many": 5, "huge": 10**30}),
    whole("receptive_box row", lambda n: inspection.receptive_box(MODEL, 0, n, 0), "row", -1, refused={"outside": 4}),
    whole("receptive_box column", lambda n: inspection.receptive_box(MODEL, 0, 0, n), "column", -1, refused={"outside": 4}),
    Row("worst_mistakes probabilities", lambda p: inspection.worst_mistakes(p, LABELS, 3), "worst_mistakes|probabilities", CHANCES, lambda p: inspection.worst_mistakes(p, LABELS, 3),
        refused=BAD_SHAPES | {"too few": CHANCES[:2], "NaN": CHANCES * np.nan, "no classes": np.ones((4, 0))}),
    Row("worst_mistakes labels", lambda y: inspection.worst_mistakes(CHANCES, y, 3), "labels", LABELS.astype(float) if False else LABELS, lambda y: inspection.worst_mistakes(CHANCES, y, 3), forms=False,
        refused={"too few": [0], "one-hot": CHANCES, "too large": LABELS + 3, "negative": LABELS - 1}),
    whole("worst_mistakes count", lambda n: inspection.worst_mistakes(CHANCES, LABELS, n), "count"),
]  # fmt: skip
UNBUILT = Sequential([Dense(2)])
NO_MODELS = {"None": None, "text": "model", "a class": Sequential, "a layer": MODEL.layers[0], "unbuilt": UNBUILT, "empty": Sequential([]),
             "an array": SIX, "a list": [MODEL]}  # fmt: skip
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
TITLES = {"too few": ["a"], "too many": ["a"] * 9, "a number": 5, "True": True, "a generator": (t for t in "abc"),
          "an object": object(), "a set": {"a", "b", "c"}}  # fmt: skip
RANGES = {"one number": 3, "three": (0, 1, 2), "text": "ab", "turned": (1, 0), "NaN": (0, math.nan), "infinite": (0, math.inf),
          "equal": (1, 1), "None inside": (None, 1), "texts": ("a", "b")}  # fmt: skip
SIZES = (0, -1, 1e9)
NUMBERS = BATCH[0]
PLOTS = [
    Row("show_images images", shown(plots.show_images), "show_images", BATCH, lambda x: content(plots.show_images(x.copy())),
        refused=BAD_SHAPES | {"one image": np.ones((4, 4)), "none": BATCH[:0], "no pixels": np.ones((2, 0, 4)), "NaN alone": BATCH * np.nan,
                 "2 channels": np.ones((2, 4, 4, 2)), "4 channels": np.ones((2, 4, 4, 4)), "infinite": np.full((1, 2, 2), np.inf)},
        fine={"huge": (np.full((1, 2, 2), 1e300), ...), "a channel": (BATCH[..., None], content(plots.show_images(BATCH)))}),
    Row("show_images titles", lambda t: plots.show_images(BATCH, t), "title", refused=TITLES, fine={"an array": (np.arange(3), ...), "text": ("abc", ...)}),
    whole("show_images columns", lambda n: plots.show_images(BATCH, columns=n), "columns"),
    Row("show_images value_range", lambda v: plots.show_images(BATCH, value_range=v), "value_range", refused=RANGES, fine={"a list": ([0, 1], ...), "an array": (np.array([0, 1]), ...)}),
    number("show_images size", lambda n: plots.show_images(BATCH, size=n), "size", *SIZES),
    Row("show_kernels", shown(plots.show_kernels), "show_kernels", BATCH[0], lambda x: content(plots.show_kernels(x.copy())),
        refused=BAD_SHAPES | {"3 axes": BATCH, "none": np.ones((3, 3, 1, 0)), "no channels": np.ones((3, 3, 0, 2)), "no size": np.ones((0, 3)), "NaN": BATCH[0] * np.nan}),
    Row("show_kernels titles", lambda t: plots.show_kernels(np.ones((3, 3, 1, 3)), t), "title", refused=TITLES),
    Row("show_numbers", shown(plots.show_numbers), "show_numbers", NUMBERS, lambda x: content(plots.show_numbers(x.copy())),
        refused=BAD_SHAPES | {"3 axes": BATCH, "none": np.ones((0, 3)), "large": np.ones((31, 2))},
        fine={"NaN inside": (np.array([[1, np.nan]]), ...), "infinite": (np.array([[1, np.inf]]), ...), "all NaN": (np.full((2, 2), np.nan), ...), "huge": (np.array([[1e300, -1e300]]), ...)}),
    number("show_numbers size", lambda n: plots.show_numbers(NUMBERS, size=n), "size", *SIZES),
    Row("show_equation arrays", lambda a: plots.show_equation(a, ["="]), "show_equation", refused={
        "None": None, "a number": 3, "one": [NUMBERS], "three": [NUMBERS] * 3, "texts": ["a", "b"], "none": [], "3 axes": [BATCH, NUMBERS], "a class": int,
        "objects": [NUMBERS.astype(object), NUMBERS], "complex": [NUMBERS + 1j, NUMBERS]}, fine={"a tuple": ((NUMBERS, NUMBERS), ...), "lists": ([[[1]], [[2]]], ...), "NaN": ([NUMBERS * np.nan] * 2, ...)}),
    Row("show_equation signs", lambda s: plots.show_equation([NUMBERS] * 2, s), "sign", refused={"None": None, "a number": 3, "none": [], "two": ["a", "b"], "True": True}, fine={"text": ("=", ...)}),
    Row("show_equation titles", lambda t: plots.show_equation([NUMBERS] * 3, "x=", t), "title", refused=TITLES),
    number("show_equation size", lambda n: plots.show_equation([NUMBERS] * 2, "=", size=n), "size", *SIZES),
    Row("show_predictions images", shown(lambda x: plots.show_predictions(x, np.ones((3, 2)) / 2)), "show_predictions", BATCH, lambda x: content(plots.show_predictions(x.copy(), np.ones((3, 2)) / 2)),
        refused=BAD_SHAPES | {"too few": BATCH[:1], "none": BATCH[:0], "no pixels": np.ones((3, 0, 4)), "NaN alone": BATCH * np.nan}),
    Row("show_predictions probabilities", shown(lambda p: plots.show_predictions(SIX, p)), "show_predictions", CHANCES, lambda p: content(plots.show_predictions(SIX, p)),
        refused=BAD_SHAPES | {"too few": CHANCES[:1], "no classes": np.ones((4, 0)), "NaN": CHANCES * np.nan, "logits": CHANCES * 9, "negative": -CHANCES}),
    Row("show_predictions labels", lambda y: plots.show_predictions(SIX, CHANCES, y), "label", refused={
        "too few": [1], "one-hot": CHANCES, "texts": ["a"] * 4, "a number": 3, "NaN": [math.nan] * 4, "True": True, "None inside": [None] * 4, "fractions": [0.5] * 4, "an object": object()},
        fine={"a list": ([0, 1, 2, 0], ...), "bytes": (LABELS.astype("u1"), ...), "whole floats": ([0.0, 1, 2, 0], ...), "a column": (LABELS[:, None], ...)}),
    Row("plot_history", lambda h: plots.plot_history(h), "plot_history", refused={
        "None": None, "text": "loss", "a list": [1, 2], "empty": {}, "nothing recorded": {"loss": []}, "a number": 3, "texts": {"loss": ["a", "b"]}, "None inside": {"loss": [None, 1]},
        "a number inside": {"loss": 3}, "ragged": {"loss": [[1], [1, 2]]}, "an object": object(), "complex": {"loss": [1j]}, "tables": {"loss": [[1, 2], [3, 4]]}},
        fine={"a name of a number": ({3: [1, 2]}, ...), "NaN": ({"loss": [1, math.nan]}, ...), "infinite": ({"loss": [1, math.inf]}, ...), "arrays": ({"loss": np.ones(3)}, ...), "all NaN": ({"loss": [math.nan]}, ...),
              "validation alone": ({"val_loss": [1, 2]}, ...), "of other length": ({"loss": [1, 2], "val_loss": [1]}, ...), "one empty": ({"loss": [1], "lr": []}, ...)}),
    Row("plot_runs runs", lambda r: plots.plot_runs(r, "epoch", "loss"), "plot_runs|runs", refused={
        "None": None, "a list": [[1, 2]], "empty": {}, "five": dict.fromkeys("abcde", np.ones((1, 2))), "one axis": {"a": [1, 2]}, "ragged": {"a": [[1], [1, 2]]}, "texts": {"a": [["b", "c"]]},
        "of other lengths": {"a": [[1, 2]], "b": [[1]]}, "no runs": {"a": np.ones((0, 3))}, "objects": {"a": [[None, 1]]}, "complex": {"a": [[1j]]}, "no points": {"a": np.ones((1, 0))},
        "a number": 5, "None inside": {"a": None}}, fine={"a name of a number": ({3: [[1, 2]]}, ...), "NaN": ({"a": [[1, math.nan]]}, ...), "lists": ({"a": [[1, 2]]}, ...), "bytes": ({"a": np.ones((2, 3), "u1")}, ...)}),
    Row("plot_runs x", lambda x: plots.plot_runs({"a": [[1, 2, 3]]}, "epoch", "loss", x), "plot_runs|x", refused={"too short": [1], "text": "abc", "texts": ["a", "b", "c"], "2 axes": np.ones((1, 3)), "a number": 3,
        "complex": [1j, 2, 3], "None inside": [None, 1, 2], "a dict": {}}, fine={"a tuple": ((1, 2, 3), ...), "a range": (range(3), ...)}),
    Row("plot_runs ylim", lambda v: plots.plot_runs({"a": [[1, 2, 3]]}, "epoch", "loss", ylim=v), "ylim", refused={k: v for k, v in RANGES.items() if k not in ("turned", "None inside")}, fine={"a list": ([0, 1], ...), "turned": ((1, 0), ...), "None inside": ((0, None), ...)}),
    Row("show_source", plots.show_source, "show_source", refused={"None": None, "text": "Dense", "a number": 3, "an array": NUMBERS, "an object": Dense(3), "built in": len, "a class of C": int}, fine={"a class": (Dense, ...), "a function": (pixels.one_hot, ...)}),
]  # fmt: skip
PAIRS = np.array([0.0, 1, 3, 4])
COMPARISON = [
    Row("paired_difference first", lambda x: comparison.paired_difference(x, [1, 0, 0, 0]), "paired_difference", PAIRS, lambda x: comparison.paired_difference(x, [1.0, 0, 0, 0]),
        refused={"too few": [1, 2], "of another length": [1] * 5, "2 axes": np.ones((2, 2)), "NaN": [1, 2, 3, math.nan], "infinite": [1, 2, 3, math.inf], "none": [], "a number": np.array(3)}),
    Row("paired_difference second", lambda x: comparison.paired_difference([1, 0, 0, 0], x), "paired_difference", PAIRS, lambda x: comparison.paired_difference([1.0, 0, 0, 0], x)),
    whole("paired_difference comparisons", lambda n: comparison.paired_difference(PAIRS, PAIRS[::-1], n), "comparisons"),
    Row("accuracy_error accuracy", lambda p: comparison.accuracy_error(p, 4), "accuracy", np.array([0.0, 1, 1, 0]), lambda p: np.sqrt(p * (1 - p) / 4), refused={"percent": 97.5, "negative": -0.1, "NaN": math.nan, "one NaN": [0.5, math.nan], "infinite": math.inf},
        fine={"one": (0.5, 0.25), "none": ([], np.zeros(0))}),
    whole("accuracy_error images", lambda n: comparison.accuracy_error(0.5, n), "images"),
]  # fmt: skip
RUNS = {
    "None": None,
    "a list": [len],
    "empty": {},
    "no function": {"a": 3},
    "text": "run",
    "a function": len,
}
TIMING = [
    Row("side_by_side runs", lambda r: timing.side_by_side(r, 2), "runs|side_by_side", refused=RUNS),
    whole("side_by_side rounds", lambda n: timing.side_by_side({"a": int}, n), "rounds"),
    Row("side_by_side clock", lambda c: timing.side_by_side({"a": int}, 2, c), "clock", refused={"None": None, "a number": 3, "text": "clock"}),
    Row("times_faster slow", lambda x: timing.times_faster(x, [1.0, 1, 2, 4]), "times_faster", PAIRS + 1, lambda x: np.median(x / [1.0, 1, 2, 4]), refused={"of another length": [1, 2], "NaN": [math.nan] * 4, "none": [], "zeros": [0] * 4, "a number": np.array(3), "negative": [-1] * 4}),
    Row("times_faster fast", lambda x: timing.times_faster([1.0, 1, 2, 4], x), "times_faster", PAIRS + 1, lambda x: np.median([1.0, 1, 2, 4] / x), refused={"of another length": [1, 2], "NaN": [math.nan] * 4, "none": [], "zeros": [0] * 4, "a number": np.array(3)}),
    whole("product_peak size", lambda n: timing.product_peak(n, 1), "size"),
    whole("product_peak rounds", lambda n: timing.product_peak(3, n), "rounds"),
    Row("page_faults", timing.page_faults, "page_faults|run", refused={"None": None, "a number": 3, "text": "run", "a list": [len]}),
    Row("peak_bytes", timing.peak_bytes, "peak_bytes|run", refused={"None": None, "a number": 3, "text": "run", "a list": [len]}),
    Row("power_law x", lambda x: timing.power_law(x, [1, 2, 4, 8]), "power_law", PAIRS + 1, lambda x: timing.power_law(x, [1, 2, 4, 8]), refused={"too few": [1], "zeros": [0] * 4, "negative": [-1, 2, 3, 4], "NaN": [1, 2, 3, math.nan], "infinite": [1, 2, 3, math.inf], "equal": [2] * 4, "none": [], "a number": np.array(3), "2 axes": np.ones((4, 1))}),
    Row("power_law y", lambda y: timing.power_law([1, 2, 4, 8], y), "power_law", PAIRS + 1, lambda y: timing.power_law([1, 2, 4, 8], y), refused={"2 axes": np.ones((4, 2)), "NaN": [1, 2, 3, math.nan], "infinite": [1, 2, 3, math.inf]}),
]  # fmt: skip
COUNTS = {
    "None": None,
    "a number": 3,
    "text": "ab",
    "zero": [0],
    "negative": [-1],
    "a float": [2.5],
    "texts": ["a"],
    "None inside": [None],
    "True": [True],
    "huge": [10**30],
}
LAB13 = [
    Row("copies lengths", controls.copies, "copies|lengths", refused=COUNTS | {"no part": [3]}, fine={"a tuple": ((2, 4), ...), "an array": (np.array([2]), ...)}),
    Row("changes kilobytes", controls.changes, "changes|kilobytes", refused=COUNTS, fine={"a tuple": ((2, 4), ...)}),
    Row("products columns", controls.products, "products|columns", refused=COUNTS, fine={"a tuple": ((2, 4), ...)}),
    whole("pairs n_images", tricks.pairs, "n_images"),
    whole("conv2d_flops kernel_size", lambda n: speed.conv2d_flops((8, 8, 1), n, 2), "kernel_size|window", refused={"too large": 9}),
    whole("conv2d_flops filters", lambda n: speed.conv2d_flops((8, 8, 1), 3, n), "filters"),
    Row("conv2d_flops image_shape", lambda s: speed.conv2d_flops(s, 3, 2), "image_shape", refused={"None": None, "a number": 3, "two": (8, 8), "four": (1, 8, 8, 1), "floats": (8.0, 8, 1), "zero": (8, 8, 0), "text": "888", "negative": (-8, 8, 1)}, fine={"a list": ([8, 8, 1], ...)}),
]  # fmt: skip
REST = [
    choice("color name", colors.color, "name"),
    choice("color theme", lambda t: colors.color("blue", t), "theme"),
    number("course_layers dropout", lambda n: weights.course_layers(dropout=n), "rate|dropout", 1, -0.1),
    choice("course_layers kernel_initializer", lambda n: weights.course_layers(kernel_initializer=n), "initializer", but=("a foreign class",)),
    Row("course_network seed", weights.course_network, "seed", refused={"negative": -1, "text": "a", "a float": 1.5, "NaN": math.nan, "True": True, "a dict": {}}, fine={"NumPy's": (np.int64(3), ...), "None": (None, ...)}),
    Row("export_onnx filepath", lambda p: export_onnx(MODEL, p), "filepath", refused={"None": None, "a number": 3, "empty": "", "another ending": "a.txt", "bytes": b"a.onnx", "a list": ["a.onnx"], "a folder": "."}),
    Row("in_our_layout tensors", lambda t: frameworks.in_our_layout(MODEL, t), "tensors|module|layers", refused={"None": None, "a number": 3, "none": [], "too few": [np.ones(3)], "texts": ["a"] * 4, "a dict": {}}),
    *[Row(f"{f.__name__} theirs", lambda t, f=f: f(MODEL, t), "keras|Keras|theirs", refused={"None": None, "a number": 3, "a text": "model"}) for f in (frameworks.to_keras, frameworks.from_keras)],
]  # fmt: skip
ROWS = [*PIXELS, *IMAGES, *INSPECTION, *MODELS, *PLOTS, *COMPARISON, *TIMING, *LAB13, *REST]


def judged(case: Case) -> list[str]:
    """The faults of one case."""
    result, error = told(case.call)
    if error is not None:
        if case.expected is not None and not case.may_work:
            return [f"should work. {type(error).__name__}: {error}"]
        return faults_of(error, case.argument, case.value)
    if case.expected is None:
        return [f"silent, returned {str(result)[:80]!r}"]
    difference = "" if case.expected is ... else differs(result, case.expected)
    return [f"wrong, {difference}"] if difference else []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_odd_input_elsewhere(row, trials, tally, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    cases = some(list(row.cases()), trials, row.name)
    faults = [f"{case.name}: {fault}" for case in cases for fault in judged(case)]
    assert not faults, "\n".join(faults)
    tally("odd input elsewhere", cases=len(cases))


ROOMS = (
    colors,
    comparison,
    controls,
    frameworks,
    images,
    inspection,
    pixels,
    plots,
    sweeps,
    timing,
)
# These take nothing, or are tried elsewhere: files of pictures in test_hostile_files.py and
# tests/test_images.py; labels with the network; Keras and PyTorch where they are installed.
ELSEWHERE = """series MnistSteps PictureError PairedDifference Trial Pair read_picture sweep dask_client
    one_hot to_categorical keras_course_network torch_course_network to_torch from_torch""".split()


def test_every_public_name_of_these_rooms_is_in_a_table():
    tried = {word for row in ROWS for word in re.split(r"[ |]", row.name)}
    for room in ROOMS:
        names = getattr(room, "__all__", None) or [
            name for name, thing in vars(room).items()
            if inspect.isfunction(thing) and thing.__module__ == room.__name__ and name[0] != "_"
        ]  # fmt: skip
        assert set(names) <= tried | set(ELSEWHERE), (room.__name__, set(names) - tried)
    assert sum(len(list(row.cases())) for row in ROWS) > 2000
