"""The table of `arithmetic.py`: a function that is named in `GROUPS` yields cases."""

import colorsys
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import numpy as np

from helpers import (
    AveragePooling2D,
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    Input,
    MaxPooling2D,
    ReLU,
    Sequential,
    Softmax,
    images,
    load_digits,
)
from helpers.activations import softmax
from helpers.callbacks import EarlyStopping
from helpers.convolution import conv2d_loops, convolve2d_loops, output_size
from helpers.dropout import dropout_mask
from helpers.losses import CategoricalCrossentropy
from helpers.pixels import scale_pixels, to_grayscale
from helpers.pooling import max_pool_gradient_loops, max_pool_loops
from helpers.weights import load_course_network
from helpers.widgets import DrawingPad, OptimizerRace
from helpers.widgets.convolution import preset_kernel, random_kernel
from helpers.widgets.drawing import digit_of
from helpers.widgets.drawing_pad import SAMPLES
from helpers.widgets.dropout import FACTS as DROPOUT
from helpers.widgets.dropout import VERSIONS, factors, mask_numbers
from helpers.widgets.flatten import FACTS as FLATTEN
from helpers.widgets.flatten import shuffle_order
from helpers.widgets.network import pack_network
from helpers.widgets.optimizer_race import VALLEYS
from helpers.widgets.pictures import picture
from helpers.widgets.random import random_numbers
from helpers.widgets.values import named_value
from tests.widgets.arithmetic import Case
from tests.widgets.convolution_cases import (
    gradients_of_convolutions,
    gradients_of_the_error_by_nudging,
    parts_of_gradients,
    slopes_of_the_squared_error,
    ten_learning_steps,
)
from tests.widgets.training_cases import gradients_by_nudging, gradients_of_a_batch, twenty_steps


def sent(array: np.ndarray) -> dict[str, Any]:
    """An array as a picture of the page."""
    return {"height": array.shape[0], "width": array.shape[1], "data": array.ravel().tolist()}


# ---- what all share ----


def random_numbers_of_the_page() -> Iterator[Case]:
    body = "(m, seed) => { const next = m.randomNumbers(seed); return [next(), next(), next()]; }"
    for seed in (1, 77, 2**31 - 1, 2**32 - 1):
        numbers = random_numbers(seed)
        yield Case("random", body, [seed], [next(numbers) for _ in range(3)])


def settings_made_legal() -> Iterator[Case]:
    number, choice = {"default": 3, "min": 0, "max": 9}, {"default": "a", "values": ["a", "b"]}
    levels = {"default": [5, 1, 4], "length": 3, "each": {**number, "default": 0, "whole": True}}
    free = {"default": [], "each": {"default": 0.0}}
    for value, setting, legal in [
        (4.6, number, 4.6), (4.6, {**number, "whole": True}, 5), (-1, number, 0), (10, number, 9),
        ("4", number, 3), (None, number, 3), ("b", choice, "b"), ("c", choice, "a"),
        (False, {"default": True}, False), (0, {"default": True}, True),
        ("x", {"default": ""}, "x"),
        ([1, 2, 9], levels, [1, 2, 9]), ([1, 2.5, 3], levels, [5, 1, 4]),
        ([1, 2, 10], levels, [5, 1, 4]), ([2, 30], {**free, "each": number}, [2, 9]),
        ([1, 2], levels, [5, 1, 4]), ("red", levels, [5, 1, 4]),
        ([2, 1.5], free, [2, 1.5]), ([2, None], free, []), (None, free, []), ([], free, []),
    ]:  # fmt: skip
        yield Case("link", "legal", [value, setting], legal)


# ---- pixels, convolution, pooling ----


def colors() -> Iterator[Case]:
    edges = np.array([[0, 0, 0], [255, 255, 255], [255, 0, 0], [0, 0, 255], [5, 1, 4]])
    levels = np.vstack([edges, np.random.default_rng(0).integers(0, 256, (300, 3))])
    floats = scale_pixels(levels.astype(np.uint8)[None])
    gray = 255.0 * to_grayscale(floats)[0]
    hsv = np.array([colorsys.rgb_to_hsv(*color) for color in levels / 255]) * [360, 1, 1]
    given = [levels.tolist()]
    yield Case("pixels", "(m, colors) => colors.map((c) => m.toGray(c) / 255)", given, gray / 255)
    yield Case("pixels", "(m, colors) => colors.map(m.toHsv)", given, hsv)
    # Back from the inks to the color that they print.
    body = """(m, colors) => colors.map(m.toCmyk).map(
                ([c, m, y, k]) => [c, m, y].map((ink) => (1 - ink) * (1 - k)))"""
    yield Case("pixels", body, given, levels / 255)


def convolutions() -> Iterator[Case]:
    for seed in range(60):
        rng = np.random.default_rng(seed)
        image = rng.normal(size=rng.integers(7, 13, size=2))
        size = rng.choice([1, 3, 5, 7])
        kernel = rng.normal(scale=10.0 ** rng.integers(-2, 2), size=(size, size))
        stride, padding = int(rng.integers(1, 5)), int(rng.integers(0, 4))
        flip = bool(rng.integers(2))
        used = kernel[::-1, ::-1] if flip else kernel
        y = conv2d_loops(image[..., None], used[..., None, None], np.zeros(1), stride, padding)
        given = [sent(image), kernel.tolist(), stride, padding, flip]
        yield Case("convolution", "convolve", given, y[:, :, 0])
    image, kernel = picture("digit-7") / 255, np.arange(9.0).reshape(3, 3)
    expected = convolve2d_loops(image, kernel)
    yield Case("windows", "convolve", [sent(image), kernel.tolist()], expected)


def output_sizes() -> Iterator[Case]:
    for size in (7, 8, 9, 28, 64):
        for kernel in (1, 3, 5, 7):
            for stride in (1, 2, 3, 4):
                for padding in (0, 1, 2, 3):
                    given = [size, kernel, stride, padding]
                    unused = (size + 2 * padding - kernel) % stride
                    expected = {"size": output_size(*given), "unused": unused}
                    yield Case("windows", "outputSize", given, expected)


def kernels() -> Iterator[Case]:
    for name in ("identity", "blur", "emboss", "curve", "random-1", "random-999"):
        yield Case("convolution", "presetKernel", [name], preset_kernel(name).tolist())
    for number in range(1, 201):
        yield Case("convolution", "randomKernel", [number], random_kernel(number).tolist())
    middle = np.pad(np.arange(9.0).reshape(3, 3), 1)
    yield Case("convolution", "resized", [middle[1:-1, 1:-1].tolist(), 5], middle)
    yield Case("convolution", "resized", [middle.tolist(), 1], middle[2:3, 2:3])


def pooling() -> Iterator[Case]:
    for seed in range(24):
        rng = np.random.default_rng(seed)
        kind = ("max", "average")[seed % 2]
        size, stride = int(rng.integers(2, 5)), int(rng.integers(1, 5))
        # Few different numbers, so that windows have ties.
        x = rng.integers(-2, 3, size=rng.integers(6, 12, size=2)).astype(float)
        layer = (MaxPooling2D if kind == "max" else AveragePooling2D)(size, strides=stride)
        y = layer.forward(x[None, :, :, None], training=True)
        grad = rng.normal(size=y.shape)
        back = [sent(x), grad.ravel().tolist(), kind, size, stride]
        yield Case("pooling", "pool", [sent(x), kind, size, stride], y[0, :, :, 0])
        yield Case("pooling", "poolGradient", back, layer.backward(grad)[0, :, :, 0])
    x = picture("digit-3") / 255
    y = max_pool_loops(x[:, :, None], 2)
    grad = np.random.default_rng(0).normal(size=y.shape)
    back = max_pool_gradient_loops(x[:, :, None], grad, 2)[:, :, 0]
    yield Case("pooling", "pool", [sent(x), "max", 2, 2], y[:, :, 0])
    yield Case("pooling", "poolGradient", [sent(x), grad.ravel().tolist(), "max", 2, 2], back)


def shifts() -> Iterator[Case]:
    x = np.arange(1.0, 13.0).reshape(3, 4)
    yield Case("pooling", "shifted", [sent(x), 2], np.pad(x, ((0, 0), (2, 0)))[:, :4])
    yield Case("pooling", "change", [[1, 1, 2], [1, 0, 4]], 3 / 4)
    yield Case("pooling", "change", [[0, 0], [0, 0]], 0.0)


# ---- flatten, dense, dropout ----


def maps_of_layers() -> Iterator[Case]:
    x = picture("digit-5") / 255
    for height, width, channels in [(2, 2, 1), (4, 7, 3), (7, 2, 2)]:
        layer = Conv2D(channels, 3, padding="same", activation="relu")
        layer.build((None, 28, 28, 1))
        kernel = np.array(FLATTEN["kernels"], dtype=float)[:channels]
        layer.set_weights([kernel.transpose(1, 2, 0)[:, :, None], np.zeros(channels)])
        answers = layer.forward(x[None, :, :, None])
        maps = MaxPooling2D((28 // height, 28 // width)).forward(answers)[0]
        given = [sent(x), FLATTEN["kernels"][:channels], height, width]
        yield Case("flatten", "mapsOf", given, maps.transpose(2, 0, 1).reshape(channels, -1))


def places() -> Iterator[Case]:
    body = """(m, index, shape, order) => {
                const place = m.placeOf(index, shape, order);
                return [place.row, place.column, place.channel, m.flatIndex(place, shape, order)];
              }"""
    for height, width, channels in [(2, 4, 3), (7, 2, 2), (4, 4, 1)]:
        x = np.arange(height * width * channels).reshape(height, width, channels)
        shape = {"height": height, "width": width, "channels": channels}
        lists = {
            "channels last": Flatten().forward(x[None].astype(float))[0].astype(int),
            "channels first": x.transpose(2, 0, 1).ravel(),
        }
        for order, flat in lists.items():
            for index, number in enumerate(flat):
                place = [int(i) for i in np.unravel_index(number, x.shape)]
                yield Case("flatten", body, [index, shape, order], [*place, index])


def shuffles() -> Iterator[Case]:
    for count in (1, 2, 12, 147):
        yield Case("flatten", "shuffleOrder", [count], shuffle_order(count).tolist())


def softmax_and_its_gradient() -> Iterator[Case]:
    rng, loss = np.random.default_rng(0), CategoricalCrossentropy()
    for _ in range(60):
        temperature = rng.uniform(0.5, 5)
        # Within 7 of one another, so that `helpers` clips no probability.
        logits = rng.uniform(-3.5, 3.5, size=4) + rng.choice([0, 100, 1000])
        label = int(rng.integers(4))
        truth, scaled = np.eye(4)[[label]], (logits / temperature).tolist()
        probabilities = softmax(logits[None] / temperature)
        gradient = loss.gradient_at_logits(truth, probabilities)[0] / temperature
        yield Case("dense", "softmax", [scaled, True], probabilities[0])
        yield Case("dense", "crossEntropy", [scaled, label], float(loss(truth, probabilities)))
        yield Case("dense", "gradient", [logits.tolist(), label, temperature], gradient)


def slopes_of_the_loss() -> Iterator[Case]:
    """The gradient, by finite differences of crossEntropy."""
    body = """(m, logits, label, temperature, step) => logits.map((_, i) => {
                const at = (by) => m.crossEntropy(
                  logits.map((z, j) => (z + (i === j ? by : 0)) / temperature), label);
                const slope = (at(step) - at(-step)) / (2 * step);
                return Math.abs(slope - m.gradient(logits, label, temperature)[i]) < 1e-8;
              })"""
    yield Case("dense", body, [[0.3, -1.0, 2.0, 0.7], 1, 1.7, 1e-5], [True] * 4)


def overflow() -> Iterator[Case]:
    """Without the shift, exp overflows where float32 does."""
    for offset in (0, 80, 100, 1000):
        logits = np.array([0.5, 1, 2, 1.5]) + offset
        with np.errstate(over="ignore", invalid="ignore"):
            powers = np.exp(logits.astype(np.float32)).astype(float)
            shares = powers / powers.sum()
        relative = "(m, z, all) => m.exponentials(z, false).map((x, i) => x / all[i])"
        if np.isfinite(powers).all():
            yield Case("dense", relative, [logits.tolist(), powers.tolist()], np.ones(4))
        else:
            yield Case("dense", "exponentials", [logits.tolist(), False], powers)
        yield Case("dense", "softmax", [logits.tolist(), False], shares)


class TheseNumbers(np.random.Generator):
    """Stands in for NumPy's generator: hands out given numbers."""

    def __init__(self, numbers: np.ndarray) -> None:
        super().__init__(np.random.PCG64())
        self.numbers = numbers

    def random(self, shape: tuple[int, ...], dtype: Any = np.float64) -> np.ndarray:
        return self.numbers.reshape(shape).astype(dtype)


def masks() -> Iterator[Case]:
    for given in ([3, 10, 1], [50, 4, 77], [2, 3, 2**31 - 1]):
        yield Case("dropout", "maskNumbers", given, mask_numbers(*given).tolist())
    numbers = mask_numbers(30, 10, seed=5)
    body = "(m, rows, ...given) => rows.map((row) => m.factors(row, ...given))"
    for rate in (0, 0.05, 0.3, 0.5, 0.9):
        expected = dropout_mask(numbers.shape, rate, TheseNumbers(numbers))
        yield Case("dropout", body, [numbers.tolist(), rate, "training", "right"], expected)
    for version in VERSIONS:
        for mode in ("training", "testing"):
            expected = factors(numbers, 0.3, mode, version)
            yield Case("dropout", body, [numbers.tolist(), 0.3, mode, version], expected)
            sums = expected @ np.array(DROPOUT["activations"])
            means = np.cumsum(sums) / np.arange(1, 31)
            given = [DROPOUT["activations"], expected.tolist()]
            yield Case("dropout", "sumsAndMeans", given, {"sums": sums, "means": means})


# ---- optimizers ----


def races() -> Iterator[Case]:
    rng = np.random.default_rng(0)
    body = """(m, state, counts) => Object.fromEntries(Object.entries(m.race(state)).map(
                ([name, points]) => [name, points.slice(0, counts[name])]))"""
    for _ in range(40):
        valley = str(rng.choice(list(VALLEYS)))
        edges = VALLEYS[valley]
        race = OptimizerRace(
            valley=valley,
            learning_rate=float(10 ** rng.uniform(-3, 0)),
            momentum=float(rng.uniform(0, 0.99)),
            x=float(rng.uniform(*edges["x"])),
            y=float(rng.uniform(*edges["y"])),
        )
        # One that flies off blows up the last digit, too: compared until then.
        paths = {}
        for name, path in race.paths.items():
            inside = np.cumsum(~(np.abs(path).max(axis=1) < 100)) == 0
            assert inside.sum() > 1
            paths[name] = path[inside]
        counts = {name: len(path) for name, path in paths.items()}
        yield Case("optimizer_race", body, [race.static_state(), counts], paths)


# ---- early stopping ----


class HoldsItsEpoch:
    """Stands in for a model: its weights are the number of the epoch that made them."""

    def __init__(self):
        self.stop_training = False
        self.weights = [np.array(-1)]

    def get_weights(self):
        return [weight.copy() for weight in self.weights]

    def set_weights(self, weights):
        self.weights = weights


def watched(losses, **settings):
    """What EarlyStopping does: the notes of each epoch, and the epoch whose weights are held."""
    callback, model = EarlyStopping(**settings), HoldsItsEpoch()
    callback.set_model(model)
    callback.on_train_begin()
    notes = []
    for epoch, loss in enumerate(losses):
        model.weights = [np.array(epoch)]
        callback.on_epoch_end(epoch, {"val_loss": loss})
        notes.append((callback.best, callback.best_epoch, callback.wait, model.stop_training))
        if model.stop_training:
            break
    callback.on_train_end()
    return notes, int(model.weights[0])


def random_losses(rng):
    """A history with equal losses and steps of exactly min_delta among its numbers."""
    losses = np.cumsum(rng.normal(-0.02, 0.1, size=rng.integers(1, 30))) + 2
    return np.round(losses, int(rng.integers(1, 4))).tolist()


def decisions() -> Iterator[Case]:
    body = """(m, losses, patience, minDelta, restore) => {
                const notes = m.watchLosses(losses, patience, minDelta);
                const seen = notes.map((n) => [n.best, n.bestEpoch, n.wait, n.stops]);
                return [seen, m.heldEpoch(notes, restore)];
              }"""
    rng = np.random.default_rng(0)
    stopped = 0
    for _ in range(300):
        patience, min_delta = int(rng.integers(0, 6)), float(rng.choice([0, 0.01, 0.05, 0.1]))
        losses, restore = random_losses(rng), bool(rng.integers(2))
        notes, held = watched(
            losses, patience=patience, min_delta=min_delta, restore_best_weights=restore
        )
        stopped += notes[-1][3]
        given = [losses, patience, min_delta, restore]
        yield Case("callbacks", body, given, [[list(note) for note in notes], held])
    assert 100 < stopped < 290, "both ends were tried"


# ---- drawings and photographs ----


def random_strokes(rng, count=None):
    """Wild drawings: dots, corners of the board, points on each other, and lines."""
    strokes = []
    for _ in range(count or rng.integers(1, 6)):
        points = rng.integers(0, 113, size=(rng.integers(1, 12), 2))
        if rng.random() < 0.3:
            points = np.clip(points[:1] + np.cumsum(rng.integers(-4, 5, points.shape), 0), 0, 112)
        strokes.append(points.ravel().tolist())
    return strokes


def photograph(rng):
    """Gray levels: a drawing in some ink on some paper, with a shadow and noise; or only noise."""
    height, width = rng.integers(1, 240, size=2) if rng.random() < 0.7 else rng.integers(1, 9, 2)
    size = int(max(height, width))
    strokes = [(np.array(stroke) * size / 112).tolist() for stroke in random_strokes(rng, count=2)]
    ink = images.draw_strokes(strokes, size, max(size / 12, 1))[:height, :width]
    paper, pen = rng.integers(0, 256, size=2)
    shadow = np.linspace(0, rng.integers(0, 60), height)[:, None]
    levels = paper + (pen - paper) * ink - shadow + rng.normal(0, rng.choice([0, 3, 20]), ink.shape)
    return np.clip(levels, 0, 255).astype(np.uint8)


def inks() -> Iterator[Case]:
    for seed in range(40):
        rng = np.random.default_rng(seed)
        strokes = random_strokes(rng)
        size, width = int(rng.choice([112, 112, 28, 61])), float(rng.choice([9, 1, 3.5, 20]))
        expected = images.draw_strokes(strokes, size, width)
        yield Case("drawing", "drawStrokes", [strokes, size, width], expected)
    yield Case("drawing", "drawStrokes", [[[56, 56]]], images.draw_strokes([[56, 56]]))


def digits_of_ink() -> Iterator[Case]:
    for seed in range(40):
        rng = np.random.default_rng(seed)
        height, width = rng.integers(1, 60, size=2)
        where = rng.random((height, width)) < rng.choice([0.02, 0.3, 1])
        ink = rng.random((height, width)) * where
        ink[rng.integers(height), rng.integers(width)] = 1
        if seed % 3 == 0:  # symmetric: the center of mass lies on an edge between two places
            ink = np.maximum(ink, ink[::-1, ::-1])
        expected = images.mnist_steps(ink)._asdict()
        yield Case("drawing", "mnistSteps", [sent(ink)], expected)
    yield Case("drawing", "mnistSteps", [sent(np.zeros((9, 7)))], None)


def inks_of_photographs() -> Iterator[Case]:
    blanks = 0
    for seed in range(60):
        gray = photograph(np.random.default_rng(seed))
        try:
            expected = images.find_ink(gray)
        except images.PictureError:
            expected = None
            blanks += 1
        yield Case("ink", "findInk", [sent(gray)], expected)
    assert 5 <= blanks <= 45, "both kinds were tried"


def steps_to_the_network() -> Iterator[Case]:
    body = "(m, s) => { const { image, blank } = m.readDrawing(s); return { image, blank }; }"
    rng = np.random.default_rng(5)
    pads = [DrawingPad(strokes=random_strokes(rng)) for _ in range(12)]
    pads += [DrawingPad(strokes=[]), DrawingPad(strokes=[[0, 0]]), *map(DrawingPad, SAMPLES)]
    for number in range(8):
        pad = DrawingPad(strokes=[])
        pad.photograph = 255 - 200 * np.eye(9 + number, 20, dtype=np.uint8).repeat(2, axis=1)
        pads.append(pad)
    for pad, switches in product(pads, product([True, False], repeat=3)):
        pad.invert, pad.fit, pad.center = switches
        state = {**pad.static_state(), "photograph": pad.photograph}
        blank = pad.photograph is None and not pad.strokes
        yield Case("drawing_pad", body, [state], {"image": pad.image, "blank": blank})


# ---- networks ----


def outputs_of(model: Sequential, x: np.ndarray) -> Iterator[list[np.ndarray]]:
    """What every layer gives for each image."""
    outputs = []
    for layer in model.layers:
        outputs.append(x := layer.forward(x).copy())
    for index in range(len(x)):
        yield [output[index] for output in outputs]


def network_cases(model: Sequential, packed: Any, x: np.ndarray) -> Iterator[Case]:
    body = """(m, packed, image) => Object.fromEntries(m.runNetwork(
                m.readLayers(packed.layers), { shape: packed.input, data: image }
              ).map((output, i) => [i, output]))"""
    for image, outputs in zip(x, outputs_of(model, x), strict=True):
        expected = {str(i): output.astype(float) for i, output in enumerate(outputs)}
        yield Case("network", body, [packed, image.ravel().tolist()], expected)


NETWORKS = {
    "odd sizes": [
        Input((9, 7, 3)),
        Conv2D(4, (3, 2), strides=(2, 1), padding="same", activation="tanh"),
        MaxPooling2D((2, 3), strides=2, padding="same"),
        Flatten(),
        Dense(5, activation="sigmoid"),
    ],
    "averages": [
        Input((10, 11, 2)),
        Conv2D(3, 3, use_bias=False),
        BatchNormalization(),
        ReLU(),
        AveragePooling2D(3, strides=2, padding="same"),
        Dropout(0.5),
        Conv2D(4, 2, padding="same", strides=2),
        GlobalAveragePooling2D(),
        Dense(6),
        Softmax(),
    ],
    "dense on the last axis": [
        Input((4, 5, 2)),
        Dense(3, activation="softmax"),
        AveragePooling2D(2),
        Flatten(),
        Dense(2, use_bias=False, activation="softmax"),
    ],
}


def networks() -> Iterator[Case]:
    digits = load_digits().x_train[100:103, ..., None].astype(np.float32) / 255
    yield from network_cases(load_course_network(), named_value("network/course"), digits)
    rng = np.random.default_rng(3)
    for layers in NETWORKS.values():
        model = Sequential(layers, seed=2)
        # biases and moving statistics that are not 0 or 1
        model.set_weights([rng.uniform(0.1, 0.7, size=w.shape) for w in model.get_weights()])
        x = rng.normal(size=(4, *model.input_shape[1:])).astype(np.float32)
        yield from network_cases(model, pack_network(model), x)


def digits_on_the_welcome_page() -> Iterator[Case]:
    model, packed = load_course_network(), named_value("network/course")
    body = "(m, layers, strokes) => ({ ...m.readDigit(m.readLayers(layers), strokes) })"
    for strokes in ([], [[56, 20]], *SAMPLES.values()):
        digit = digit_of(strokes or SAMPLES["seven"])[..., None]  # (28, 28, 1)
        y, outputs = digit[None].astype(np.float32), [digit]
        for layer in model.layers:
            y = layer.forward(y)
            outputs.append(y[0])
        expected = {str(i): output.astype(float) for i, output in enumerate(outputs)}
        yield Case("welcome", body, [packed["layers"], strokes], expected)


def layer_case(x: np.ndarray, expected: np.ndarray, **layer: Any) -> Case:
    """One layer of which only the page's description is at hand."""
    body = "(m, layer, shape, data) => m.runNetwork([layer], { shape, data })[0]"
    layer = {"activation": "linear", "weights": [], "output": list(expected.shape), **layer}
    return Case("network", body, [layer, list(x.shape), x.ravel().tolist()], expected)


def further_layers() -> Iterator[Case]:
    """Depthwise convolution, zero padding, leaky ReLU: against NumPy, written out here."""
    rng = np.random.default_rng(0)
    for multiplier, (down, across) in ((1, (1, 1)), (2, (2, 1)), (3, (1, 2))):
        x, kernel = rng.normal(size=(7, 6, 4)), rng.normal(size=(3, 2, 4, multiplier))
        bias = rng.normal(size=4 * multiplier)
        padded = np.pad(x, ((1, 1), (0, 1), (0, 0)))
        rows, columns = (9 - 3) // down + 1, (7 - 2) // across + 1
        y = np.zeros((rows, columns, 4, multiplier))
        for i in range(3):
            for j in range(2):
                seen = padded[i : i + down * rows : down, j : j + across * columns : across]
                y += seen[..., None] * kernel[i, j]
        y = y.reshape(rows, columns, -1) + bias
        yield layer_case(
            x, y, kind="depthwise convolution", window=[3, 2], strides=[down, across],
            before=[1, 0], weights=[kernel.ravel().tolist(), bias.tolist()],
        )  # fmt: skip
    x = rng.normal(size=(4, 3, 2))
    padded = np.pad(x, ((2, 1), (1, 3), (0, 0)))
    yield layer_case(x, padded, kind="zero padding", window=[1, 1], strides=[1, 1], before=[2, 1])
    leaky = np.where(x > 0, x, 0.3 * x)
    yield layer_case(x, leaky, kind="activation", activation="leakyrelu", slope=0.3)


GROUPS: list[Callable[[], Iterator[Case]]] = [
    random_numbers_of_the_page, settings_made_legal, colors, convolutions, output_sizes, kernels,
    pooling, shifts, maps_of_layers, places, shuffles, softmax_and_its_gradient,
    slopes_of_the_loss, overflow, masks, races, decisions, inks,
    digits_of_ink, inks_of_photographs, steps_to_the_network, digits_on_the_welcome_page,
    networks, further_layers,
    gradients_of_a_batch, twenty_steps, gradients_by_nudging,
    gradients_of_convolutions, parts_of_gradients, slopes_of_the_squared_error,
    gradients_of_the_error_by_nudging, ten_learning_steps,
]  # fmt: skip
