"""Chapter 1: what a computer sees. Pictures as arrays of numbers."""

from typing import Any

import numpy as np

from helpers.arguments import takes
from helpers.keras_words import refuse_options
from helpers.layer import check_numbers, whole_number


def scale_pixels(images: np.ndarray) -> np.ndarray:
    """Bytes 0 to 255 become float32 in [0, 1]; any shape, a new array.

    Raises:
        ValueError: the array is not uint8. It may be scaled already.
    """
    images = check_numbers(images, "scale_pixels")
    if images.dtype != np.uint8:
        raise ValueError(
            f"scale_pixels expects bytes, dtype uint8. Received {images.dtype}. Floats may be "
            "scaled already. Convert others: images.astype(np.uint8)."
        )
    return np.divide(images, 255, dtype=np.float32)


def add_channel_axis(images: np.ndarray) -> np.ndarray:
    """(N, H, W) becomes (N, H, W, 1): gray images with their one channel."""
    images = check_numbers(images, "add_channel_axis")
    if images.ndim != 3:
        raise ValueError(
            f"add_channel_axis expects images of shape (N, H, W). Received {images.shape}. "
            "Add the batch axis to a single image: image[None]."
        )
    return images[..., None]


def split_channels(rgb: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A color picture (H, W, 3) as its red, green and blue pictures, each (H, W)."""
    rgb = _as_rgb(rgb, "split_channels")
    return rgb[..., 0], rgb[..., 1], rgb[..., 2]


def to_grayscale(rgb: np.ndarray) -> np.ndarray:
    """The brightness of a color picture: (H, W, 3) floats to (H, W).

    0.299 R + 0.587 G + 0.114 B, since the eye takes green for the brightest.
    Source: ITU-R BT.601, https://www.itu.int/rec/R-REC-BT.601
    """
    rgb = _as_rgb(rgb, "to_grayscale")
    return rgb @ np.array([0.299, 0.587, 0.114], dtype=np.result_type(rgb, np.float32))


def _labels(labels: Any, argument: str) -> np.ndarray:
    labels = check_numbers(labels, argument)
    if labels.ndim != 1 or labels.dtype.kind not in "iu":
        raise ValueError(
            f"{argument} expects whole-number labels of shape (N,). Received {labels.dtype} "
            f"{labels.shape}. Convert them: labels.reshape(-1).astype(int)."
        )
    return labels


@takes(labels=_labels, num_classes=1)
def one_hot(labels: np.ndarray, num_classes: int) -> np.ndarray:
    """Labels (N,) from 0 to K-1 as rows with a single 1: (N, K), float32."""
    labels, num_classes = np.asarray(labels), whole_number(num_classes, "num_classes", 1)
    if labels.ndim != 1 or not np.issubdtype(labels.dtype, np.integer):
        raise ValueError(
            f"one_hot expects whole-number labels of shape (N,). Received {labels.dtype} "
            f"{labels.shape}."
        )
    if labels.size and (labels.min() < 0 or labels.max() >= num_classes):
        raise ValueError(
            f"one_hot expects labels from 0 to {num_classes - 1}. Received {labels.min()} to "
            f"{labels.max()}."
        )
    return (labels[:, None] == np.arange(num_classes)).astype(np.float32)


def to_categorical(x: np.ndarray, num_classes: int | None = None, **options: Any) -> np.ndarray:
    """Keras's name for `one_hot`: without num_classes, the largest label is the last class."""
    refuse_options(to_categorical, options)
    labels = check_numbers(x, "to_categorical's x")
    if labels.ndim > 1 and labels.shape[-1] == 1:
        labels = labels[..., 0]
    if not labels.size or not (np.isfinite(labels) & (labels == np.floor(labels))).all():
        raise ValueError(
            "to_categorical's x expects whole-number labels, at least one. Received "
            f"{labels.dtype} {labels.shape}. Leave out NaN and fractions."
        )
    if num_classes is None:
        num_classes = max(int(labels.max()), 0) + 1
    whole = labels.astype(np.int64)
    return one_hot(whole.reshape(-1), num_classes).reshape(*labels.shape, num_classes)


def _as_rgb(rgb: np.ndarray, owner: str) -> np.ndarray:
    rgb = check_numbers(rgb, owner)
    if rgb.ndim != 3 or rgb.shape[2] != 3:
        raise ValueError(
            f"{owner} expects a color picture of shape (H, W, 3). Received {rgb.shape}. Pass one "
            "picture, with the channels last."
        )
    return rgb
