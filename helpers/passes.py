"""The two passes through a trained network, forward and back to the image: see `inspection.py`.

Many images go in small batches, so that the layers keep little. `owner` names the function that a
reader called, for errors.
"""

from collections.abc import Iterator

import numpy as np

from helpers.examples import batches
from helpers.layer import check_numbers, offered
from helpers.network import AROUND_SOFTMAX, Sequential

BATCH = 32  # images that go through the network together, as in `predict`


def outputs_of(
    model: Sequential, images: np.ndarray, owner: str, last: int | None = None
) -> Iterator[tuple[slice, list[np.ndarray]]]:
    """For each batch, its place among the images, and the outputs of the layers up to `last`."""
    images = as_batch(images, owner)
    for part in batches(len(images), BATCH):
        y = check_numbers(images[part], owner).astype(model.dtype, copy=False)
        model.build(y.shape)  # says so where the images do not fit
        outputs = []
        for layer in model.layers[: None if last is None else last + 1]:
            y = layer.forward(y)
            outputs.append(y)
        yield part, outputs


def peaks_of(y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The largest answer of each map or unit to each image, and the place where, both (N, F)."""
    answers = y.reshape(len(y), -1, y.shape[-1])  # (N, Ho * Wo, F); of units (N, 1, K)
    return answers.max(axis=1), answers.argmax(axis=1)


def ranked(
    found: list[tuple[np.ndarray, np.ndarray]], count: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For what `peaks_of` found, batch by batch: images, places, answers, the strongest first.

    Each (F, count). Of equal answers, the first image and the first place, row by row.
    """
    peaks, places = (np.concatenate(parts).T for parts in zip(*found, strict=True))
    order = np.argsort(-peaks, axis=1, kind="stable")[:, :count]
    return order, np.take_along_axis(places, order, 1), np.take_along_axis(peaks, order, 1)


def slopes_of(
    model: Sequential, images: np.ndarray, labels: np.ndarray | int | None, index: int, owner: str
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """For each batch, the output of layer `index` (-1: the images), and the score's slope by it."""
    check_built(model, owner)
    images = as_batch(images, owner)
    wanted = None if labels is None else _as_labels(labels, len(images), owner)
    for part, outputs in outputs_of(model, images, owner):
        scores = outputs[-1]
        if scores.ndim != 2:
            raise ValueError(
                f"{owner} expects a model that ends in one score for each class, (N, K). Received "
                f"an output of shape {scores.shape}. Put a Flatten and a Dense at its end."
            )
        classes = scores.argmax(axis=1) if wanted is None else wanted[part]
        if classes.min() < 0 or classes.max() >= scores.shape[1]:
            raise ValueError(
                f"{owner}'s labels expect classes from 0 to {scores.shape[1] - 1}. Received "
                f"{sorted({int(classes.min()), int(classes.max())})}. Check the labels."
            )
        grad = np.zeros_like(scores)  # nudge one score: its own slope is 1, the others' are 0
        grad[np.arange(len(classes)), classes] = 1
        yield images[part] if index < 0 else outputs[index], _backward(model, grad, index)


def _backward(model: Sequential, grad: np.ndarray, index: int) -> np.ndarray:
    """The slopes by the output of layer `index`, for slopes `grad` of the logits."""
    for layer in reversed(model.layers[index + 1 :]):
        around = offered(layer, *AROUND_SOFTMAX) if layer is model.layers[-1] else None
        grad = around(grad) if around else layer.backward(grad)
    return grad


def as_batch(images: np.ndarray, owner: str) -> np.ndarray:
    images = check_numbers(images, owner)
    if images.ndim < 2 or len(images) == 0:
        raise ValueError(
            f"{owner} expects a batch of images (N, H, W, C) with at least one. Received shape "
            f"{images.shape}. Add the batch axis to a single image: image[None]."
        )
    return images


def check_built(model: Sequential, owner: str) -> None:
    if not isinstance(model, Sequential) or not model.built or not model.layers:
        raise ValueError(
            f"{owner} expects a built Sequential with at least one layer. Received {model!r}. "
            "Start its list with Input(shape), or train it first."
        )


def _as_labels(labels: np.ndarray | int, count: int, owner: str) -> np.ndarray:
    """One class for each image, (N,)."""
    classes = check_numbers(labels, f"{owner}'s labels")
    if classes.ndim == 0:
        classes = np.full(count, classes)
    if classes.shape != (count,) or classes.dtype.kind not in "iu":
        raise ValueError(
            f"{owner}'s labels expect {count} whole numbers, one for each image, or a single one "
            f"for all. Received shape {classes.shape} and dtype {classes.dtype}. Of one-hot rows, "
            "take labels.argmax(axis=1)."
        )
    return classes
