"""Lab 9: what a trained network has learned to see, and where it looked.

Every function takes a built `Sequential` with any layers of this package. None of them changes a
weight; dropout is off. The backward pass overwrites what the layers keep in `grads`.
A `layer` is named by its index, as in `model.layers[2]`, or by its name, as in "conv2d_1".
"""

import numpy as np

from helpers.kernel import Convolution
from helpers.layer import Layer, Shape, check_numbers, whole_number
from helpers.network import Sequential
from helpers.passes import as_batch, check_built, outputs_of, peaks_of, ranked, slopes_of
from helpers.windows import Window, Windows


def layer_outputs(model: Sequential, images: np.ndarray) -> dict[str, np.ndarray]:
    """What each layer makes of images: {"conv2d": (N, Ho, Wo, F), ..., "dense_1": (N, K)}.

    images: (N, H, W, C), as the model takes them. ValueError: they do not fit, or two layers have
    one name.
    """
    check_built(model, "layer_outputs")
    names = [layer.name for layer in model.layers]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(
            f"layer_outputs expects layers of different names. Received {twice} more than once. "
            "Rename one: model.layers[0].name = 'first'."
        )
    images = as_batch(images, "layer_outputs")
    outputs: dict[str, np.ndarray] = {}
    for part, ys in outputs_of(model, images, "layer_outputs"):
        for name, y in zip(names, ys, strict=True):
            if name not in outputs:
                outputs[name] = np.empty((len(images), *y.shape[1:]), y.dtype)
            outputs[name][part] = y
    return outputs


def output_of(model: Sequential, images: np.ndarray, layer: int | str) -> np.ndarray:
    """What one layer makes of images: as in `layer_outputs`, without keeping the others' outputs.

    ValueError: there is no such layer, or the images do not fit.
    """
    index = _index(model, layer, "output_of")
    return np.concatenate([ys[-1] for _, ys in outputs_of(model, images, "output_of", index)])


def saliency(
    model: Sequential, images: np.ndarray, labels: np.ndarray | int | None = None
) -> np.ndarray:
    """How much each pixel, changed a little, moves the score of a class: (N, H, W), never negative.

    The score is the logit: what the class has before the last layer's softmax (the output itself
    where there is none). The backward pass goes one step further than in training, to the image.
    Of a pixel's channels, the steepest counts: saliency = max over c of |d logit / d image(c)|.

    model: one that ends in a score for each class, (N, K). images: (N, H, W, C), or (N, H, W) where
    the model takes such. labels: (N,) classes, or one for all images; None takes each image's own
    answer. ValueError: they do not fit together.

    Source: Simonyan, Vedaldi and Zisserman, Deep inside convolutional networks, 2013,
    https://arxiv.org/abs/1312.6034
    """
    check_built(model, "saliency")
    images = as_batch(images, "saliency")
    if images.ndim not in (3, 4):
        raise ValueError(
            "saliency expects images of shape (N, H, W, C), for example (32, 28, 28, 1). "
            f"Received {images.shape}. Add the batch axis to a single image: image[None]."
        )
    parts = slopes_of(model, images, labels, -1, "saliency")
    steepness = np.concatenate([np.abs(slopes) for _, slopes in parts])
    return steepness.max(axis=3) if steepness.ndim == 4 else steepness


def grad_cam(
    model: Sequential,
    images: np.ndarray,
    labels: np.ndarray | int | None = None,
    layer: int | str | None = None,
) -> np.ndarray:
    """Where a layer's maps speak for a class: (N, Ho, Wo), never negative.

    Each map has one weight, the mean over its places of d logit / d map: does more of this
    pattern raise the score? The weighed maps are added up, and what speaks against is cut off:
    grad_cam = max(sum over f of weight(f) * map(f), 0).

    model, images, labels: as in `saliency`. layer: one whose output is maps, else ValueError; None
    takes the last convolution.

    Source: Selvaraju et al., Grad-CAM, 2017, https://arxiv.org/abs/1610.02391
    """
    index = _last_convolution(model) if layer is None else _maps_index(model, layer, "grad_cam")
    evidence = []
    for maps, slopes in slopes_of(model, images, labels, index, "grad_cam"):  # (N, Ho, Wo, F) each
        weights = slopes.mean(axis=(1, 2), keepdims=True)  # (N, 1, 1, F)
        evidence.append(np.maximum((weights * maps).sum(axis=3), 0))  # (N, Ho, Wo)
    return np.concatenate(evidence)


def receptive_box(
    model: Sequential, layer: int | str, row: int, column: int
) -> tuple[int, int, int, int]:
    """The part of the image that one place of a layer's maps can see: (top, left, height, width).

    In pixels of the image. With padding "same" it may reach over the edge, so that top or left
    is negative: there the place sees zeros. Where strides are larger than windows, the box has
    gaps that are not seen.

    From the place back to the image: h places that begin at t, seen through windows of k at
    stride s with p zeros before, come from (h - 1) s + k places that begin at t s - p.

    row, column: the place in the layer's maps, from 0. ValueError: there are no maps, or no such
    place, or a layer on the way has windows that are not known.

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

    An image counts with its largest answer, once. Strongest first; of equal ones, the first image
    and the first place, row by row.

    images: (N, H, W, C), at least `count`. Returns three arrays (F, count): indices into images,
    rows and columns in the map. ValueError: there are fewer images, or the layer gives no maps.

    Source: Zeiler and Fergus, Visualizing and understanding convolutional networks, 2014,
    https://arxiv.org/abs/1311.2901
    """
    index = _maps_index(model, layer, "strongest")
    images = as_batch(images, "strongest")
    count = whole_number(count, "strongest's count", 1)
    if len(images) < count:
        raise ValueError(
            f"strongest expects at least count={count} images. Received {len(images)}. "
            "Pass more images, or a smaller count."
        )
    found = [peaks_of(ys[-1]) for _, ys in outputs_of(model, images, "strongest", index)]
    order, best, _ = ranked(found, count)
    rows, columns = np.divmod(best, _shapes(model)[index + 1][2])
    return order, rows, columns


def worst_mistakes(probabilities: np.ndarray, labels: np.ndarray, count: int = 10) -> np.ndarray:
    """Indices of the wrong answers that the network was most sure of, the surest first.

    probabilities: (N, K), as `model.predict` returns them. labels: (N,) right classes. count: the
    most that are returned; of equal ones, the first. ValueError: they do not fit together.
    """
    probabilities = check_numbers(probabilities, "worst_mistakes' probabilities")
    labels = check_numbers(labels, "worst_mistakes' labels")
    if probabilities.ndim != 2 or labels.shape != probabilities.shape[:1]:
        raise ValueError(
            "worst_mistakes expects probabilities (N, K) and labels (N,). Received "
            f"{probabilities.shape} and {labels.shape}. Of one-hot labels, take "
            "labels.argmax(axis=1)."
        )
    classes = np.arange(probabilities.shape[1])
    if np.isnan(probabilities).any() or not np.isin(labels, classes).all():
        raise ValueError(
            f"worst_mistakes expects probabilities that are numbers, and labels from 0 to "
            f"{len(classes) - 1}. Received {np.unique(labels)[[0, -1]]} as labels, and "
            f"{np.isnan(probabilities).sum()} times NaN. Check both."
        )
    count = whole_number(count, "worst_mistakes' count", 1)
    wrong = np.flatnonzero(probabilities.argmax(axis=1) != labels)
    sureness = probabilities[wrong].max(axis=1, initial=0)
    return wrong[np.argsort(-sureness.astype(float), kind="stable")[:count]]


# ---- layers and their shapes ----


def _shapes(model: Sequential) -> list[Shape]:
    """The shape of the images, and of each layer's output after them."""
    shapes = [model.input_shape]
    for layer in model.layers:
        shapes.append(layer.compute_output_shape(shapes[-1]))
    return shapes


def _index(model: Sequential, layer: int | str, owner: str) -> int:
    """The index of a layer that is named by its index or its name."""
    check_built(model, owner)
    names = [each.name for each in model.layers]
    if isinstance(layer, str):
        if names.count(layer) != 1:
            raise ValueError(
                f"{owner}'s layer expects an index or one of the names {names}. Received {layer!r}."
            )
        return names.index(layer)
    is_whole = isinstance(layer, (int, np.integer)) and not isinstance(layer, bool)
    if is_whole and -len(names) <= layer < len(names):
        return int(layer) % len(names)
    raise ValueError(
        f"{owner}'s layer expects a name, or an index from 0 to {len(names) - 1}. "
        f"Received {layer!r}."
    )


def _maps_index(model: Sequential, layer: int | str, owner: str) -> int:
    """The same, of a layer that must give maps (N, Ho, Wo, F)."""
    index = _index(model, layer, owner)
    shape = _shapes(model)[index + 1]
    if len(shape) != 4:
        raise ValueError(
            f"{owner} expects a layer whose output is maps, (N, Ho, Wo, F). Received "
            f"{model.layers[index].name!r} with output {shape}. Take a convolution or a pooling."
        )
    return index


def _last_convolution(model: Sequential) -> int:
    check_built(model, "grad_cam")
    found = [index for index, layer in enumerate(model.layers) if isinstance(layer, Convolution)]
    if not found:
        raise ValueError(
            "grad_cam expects a model with a convolution. Received one without. Name a layer "
            "whose output is maps."
        )
    return found[-1]


def _windows(layer: Layer, shape: Shape) -> Windows:
    """How a layer looks at its input: down, and across."""
    windows = (Window(1), Window(1)) if layer.pointwise else layer.windows(shape)
    if windows is None:
        raise ValueError(
            f"receptive_box knows no windows of a {type(layer).__name__}. Take a layer before it."
        )
    return windows
