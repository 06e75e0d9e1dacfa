"""Lab 9: what a trained network has learned to see, and where it looked.

Every function takes a built `Sequential` with any layers of this package. None of them changes a
weight; dropout is off. The backward pass overwrites what the layers keep in `grads`.
A `layer` is named by its index, as in `model.layers[2]`, or by its name, as in "conv2d_1".
"""

import numpy as np

from helpers.examples import batches
from helpers.kernel import Convolution
from helpers.layer import Layer, Shape, check_numbers, offered, whole_number
from helpers.network import AROUND_SOFTMAX, Sequential
from helpers.windows import Windows

BATCH = 100  # images that go through the network together


def layer_outputs(model: Sequential, images: np.ndarray) -> dict[str, np.ndarray]:
    """What each layer makes of one batch: {"conv2d": (N, Ho, Wo, F), ..., "dense_1": (N, K)}.

    images: (N, H, W, C), as the model takes them. Raises ValueError where they do not fit, and
    where two layers have one name.
    """
    _check_built(model, "layer_outputs")
    names = [layer.name for layer in model.layers]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(
            f"layer_outputs expects layers of different names. Received {twice} more than once. "
            "Rename one: model.layers[0].name = 'first'."
        )
    return dict(zip(names, _forward(model, images, "layer_outputs"), strict=True))


def saliency(
    model: Sequential, images: np.ndarray, labels: np.ndarray | int | None = None
) -> np.ndarray:
    """How much each pixel, changed a little, moves the score of a class: (N, H, W), never negative.

    images: (N, H, W, C), or (N, H, W) where the model takes such. labels: (N,) classes, or one
    for all images; None takes each image's own answer.

    The score is the logit: what the class has before the last layer's softmax (the output itself
    where there is none). The backward pass goes one step further than in training, to the image.
    Of a pixel's channels, the steepest counts: saliency = max over c of |d logit / d image(c)|.

    Source: Simonyan, Vedaldi and Zisserman, Deep inside convolutional networks, 2013,
    https://arxiv.org/abs/1312.6034
    """
    if np.ndim(images) not in (3, 4):
        raise ValueError(
            "saliency expects images of shape (N, H, W, C), for example (32, 28, 28, 1). "
            f"Received {np.shape(images)}."
        )
    _, slopes = _slopes(model, images, labels, -1, "saliency")
    steepness = np.abs(slopes)
    return steepness.max(axis=3) if steepness.ndim == 4 else steepness


def grad_cam(
    model: Sequential,
    images: np.ndarray,
    labels: np.ndarray | int | None = None,
    layer: int | str | None = None,
) -> np.ndarray:
    """Where a layer's maps speak for a class: (N, Ho, Wo), never negative.

    images: (N, H, W, C). labels: as in `saliency`. layer: one whose output is maps; None takes
    the last convolution.

    Each map has one weight, the mean over its places of d logit / d map: does more of this
    pattern raise the score? The weighed maps are added up, and what speaks against is cut off:
    grad_cam = max(sum over f of weight(f) * map(f), 0).

    Source: Selvaraju et al., Grad-CAM, 2017, https://arxiv.org/abs/1610.02391
    """
    index = _last_convolution(model) if layer is None else _maps_index(model, layer, "grad_cam")
    maps, slopes = _slopes(model, images, labels, index, "grad_cam")  # (N, Ho, Wo, F), twice
    weights = slopes.mean(axis=(1, 2), keepdims=True)  # (N, 1, 1, F)
    return np.maximum((weights * maps).sum(axis=3), 0)  # (N, Ho, Wo)


def receptive_box(
    model: Sequential, layer: int | str, row: int, column: int
) -> tuple[int, int, int, int]:
    """The part of the image that one place of a layer's maps can see: (top, left, height, width).

    In pixels of the image. With padding "same" it may reach over the edge, so that top or left
    is negative: there the place sees zeros. Where strides are larger than windows, the box has
    gaps that are not seen.

    From the place back to the image: h places that begin at t, seen through windows of k at
    stride s with p zeros before, come from (h - 1) s + k places that begin at t s - p.

    Source: Dumoulin and Visin, A guide to convolution arithmetic, 2016,
    https://arxiv.org/abs/1603.07285
    """
    index = _maps_index(model, layer, "receptive_box")
    shapes = _shapes(model)
    begin, size = [], []
    for axis, (name, place) in enumerate((("row", row), ("column", column))):
        place = whole_number(place, f"receptive_box's {name}", 0)
        places = shapes[index + 1][axis + 1]
        if place >= places:
            raise ValueError(
                f"receptive_box's {name} expects a number from 0 to {places - 1}, since the maps "
                f"of {model.layers[index].name!r} have {places} {name}s. Received {place}."
            )
        start, length = place, 1
        for below in reversed(range(index + 1)):
            window = _windows(model.layers[below], shapes[below])[axis]
            start = start * window.stride - window.before
            length = (length - 1) * window.stride + window.size
        begin.append(start)
        size.append(length)
    return begin[0], begin[1], size[0], size[1]


def strongest(
    model: Sequential, layer: int | str, images: np.ndarray, count: int = 9
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For each map of a layer, the images on which it answers most, and where on them.

    images: (N, H, W, C). Returns three arrays (F, count): indices into images, rows and columns
    in the map. An image counts with its largest answer, once. Strongest first; of equal ones, the
    first image and the first place, row by row.

    Source: Zeiler and Fergus, Visualizing and understanding convolutional networks, 2014,
    https://arxiv.org/abs/1311.2901
    """
    index = _maps_index(model, layer, "strongest")
    images = _as_batch(images, "strongest")
    count = whole_number(count, "strongest's count", 1)
    if len(images) < count:
        raise ValueError(
            f"strongest expects at least count={count} images. Received {len(images)}. "
            "Pass more images, or a smaller count."
        )
    peaks, places = [], []
    for part in batches(len(images), BATCH):
        maps = _forward(model, images[part], "strongest", index)[-1]
        answers = maps.reshape(len(maps), -1, maps.shape[3])  # (N, Ho * Wo, F)
        peaks.append(answers.max(axis=1))
        places.append(answers.argmax(axis=1))
    order = np.argsort(-np.concatenate(peaks).T, axis=1, kind="stable")[:, :count]  # (F, count)
    best = np.take_along_axis(np.concatenate(places).T, order, axis=1)
    rows, columns = np.divmod(best, maps.shape[2])
    return order, rows, columns


def worst_mistakes(probabilities: np.ndarray, labels: np.ndarray, count: int = 10) -> np.ndarray:
    """Indices of the wrong answers that the network was most sure of, the surest first.

    probabilities: (N, K), as `model.predict` returns them. labels: (N,) right classes. Returns at
    most `count` indices, fewer where there are fewer mistakes; of equal ones, the first.
    """
    probabilities, labels = np.asarray(probabilities), np.asarray(labels)
    if probabilities.ndim != 2 or labels.shape != (len(probabilities),):
        raise ValueError(
            "worst_mistakes expects probabilities (N, K) and labels (N,). Received "
            f"{probabilities.shape} and {labels.shape}."
        )
    count = whole_number(count, "worst_mistakes' count", 1)
    wrong = np.flatnonzero(probabilities.argmax(axis=1) != labels)
    sureness = probabilities[wrong].max(axis=1)
    return wrong[np.argsort(-sureness, kind="stable")[:count]]


# ---- the two ways through the network ----


def _forward(
    model: Sequential, images: np.ndarray, owner: str, last: int | None = None
) -> list[np.ndarray]:
    """The outputs of the layers, up to the one with index `last`, for one batch."""
    y = check_numbers(_as_batch(images, owner), owner).astype(model.dtype, copy=False)
    model.build(y.shape)  # says so where the images do not fit
    outputs = []
    for layer in model.layers[: None if last is None else last + 1]:
        y = layer.forward(y)
        outputs.append(y)
    return outputs


def _slopes(
    model: Sequential, images: np.ndarray, labels: np.ndarray | int | None, index: int, owner: str
) -> tuple[np.ndarray, np.ndarray]:
    """The output of layer `index` (-1: the images), and the slope of the score by each number."""
    _check_built(model, owner)
    images = _as_batch(images, owner)
    wanted = None if labels is None else _as_labels(labels, len(images), owner)
    values, slopes = [], []
    for part in batches(len(images), BATCH):
        outputs = _forward(model, images[part], owner)
        scores = outputs[-1]
        if scores.ndim != 2:
            raise ValueError(
                f"{owner} expects a model that ends in one score for each class, (N, K). Received "
                f"an output of shape {scores.shape}."
            )
        classes = scores.argmax(axis=1) if wanted is None else wanted[part]
        if classes.min() < 0 or classes.max() >= scores.shape[1]:
            raise ValueError(
                f"{owner}'s labels expect classes from 0 to {scores.shape[1] - 1}. Received "
                f"{sorted({int(classes.min()), int(classes.max())})}."
            )
        grad = np.zeros_like(scores)  # nudge one score: its own slope is 1, the others' are 0
        grad[np.arange(len(classes)), classes] = 1
        values.append(images[part] if index < 0 else outputs[index])
        slopes.append(_backward(model, grad, index))
    return np.concatenate(values), np.concatenate(slopes)


def _backward(model: Sequential, grad: np.ndarray, index: int) -> np.ndarray:
    """The slopes by the output of layer `index`, for slopes `grad` of the logits."""
    for layer in reversed(model.layers[index + 1 :]):
        around = offered(layer, *AROUND_SOFTMAX) if layer is model.layers[-1] else None
        grad = around(grad) if around else layer.backward(grad)
    return grad


# ---- layers, shapes and arguments ----


def _as_batch(images: np.ndarray, owner: str) -> np.ndarray:
    images = np.asarray(images)
    if images.ndim < 2 or len(images) == 0:
        raise ValueError(
            f"{owner} expects a batch of images (N, H, W, C) with at least one. Received shape "
            f"{images.shape}. Add the batch axis to a single image: image[None]."
        )
    return images


def _check_built(model: Sequential, owner: str) -> None:
    if not isinstance(model, Sequential) or not model.built or not model.layers:
        raise ValueError(
            f"{owner} expects a built Sequential with at least one layer. Received {model!r}. "
            "Start its list with Input(shape), or train it first."
        )


def _shapes(model: Sequential) -> list[Shape]:
    """The shape of the images, and of each layer's output after them."""
    shapes = [model.input_shape]
    for layer in model.layers:
        shapes.append(layer.compute_output_shape(shapes[-1]))
    return shapes


def _maps_index(model: Sequential, layer: int | str, owner: str) -> int:
    """The index of a layer, which must give maps (N, Ho, Wo, F)."""
    _check_built(model, owner)
    names = [each.name for each in model.layers]
    if isinstance(layer, str):
        if names.count(layer) != 1:
            raise ValueError(
                f"{owner}'s layer expects an index or one of the names {names}. Received {layer!r}."
            )
        index = names.index(layer)
    elif isinstance(layer, (int, np.integer)) and -len(names) <= layer < len(names):
        index = int(layer) % len(names)
    else:
        raise ValueError(
            f"{owner}'s layer expects a name, or an index from 0 to {len(names) - 1}. "
            f"Received {layer!r}."
        )
    shape = _shapes(model)[index + 1]
    if len(shape) != 4:
        raise ValueError(
            f"{owner} expects a layer whose output is maps, (N, Ho, Wo, F). Received "
            f"{names[index]!r} with output {shape}. Take a convolution or a pooling."
        )
    return index


def _last_convolution(model: Sequential) -> int:
    _check_built(model, "grad_cam")
    found = [index for index, layer in enumerate(model.layers) if isinstance(layer, Convolution)]
    if not found:
        raise ValueError(
            "grad_cam expects a model with a convolution. Received one without. Name a layer "
            "whose output is maps."
        )
    return found[-1]


def _windows(layer: Layer, shape: Shape) -> Windows:
    """How a layer looks at its input: down, and across."""
    windows = layer.windows(shape)
    if windows is None:
        raise ValueError(
            f"receptive_box knows no windows of a {type(layer).__name__}. Take a layer before it."
        )
    return windows


def _as_labels(labels: np.ndarray | int, count: int, owner: str) -> np.ndarray:
    """One class for each image, (N,)."""
    classes = np.asarray(labels)
    if classes.ndim == 0:
        classes = np.full(count, classes)
    if classes.shape != (count,) or classes.dtype.kind not in "iu":
        raise ValueError(
            f"{owner}'s labels expect {count} whole numbers, one for each image, or a single one "
            f"for all. Received shape {classes.shape} and dtype {classes.dtype}."
        )
    return classes
