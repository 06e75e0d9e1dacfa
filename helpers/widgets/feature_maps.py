"""`FeatureMapExplorer`, the widget of lab 9: what every layer of a network makes of a picture."""

from typing import Any

import numpy as np
import traitlets

from helpers.data import load_digits
from helpers.layer import check_numbers
from helpers.network import Sequential
from helpers.widgets.base import Widget
from helpers.widgets.drawing import Strokes, digit_of
from helpers.widgets.network import pack_maps, pack_network
from helpers.widgets.pictures import DIGITS, picture
from helpers.widgets.values import trained_network

LARGEST_GALLERY = 20  # pictures to choose from


class FeatureMapExplorer(Widget):
    """Look inside a network: every layer's maps for a picture, and where each number comes from.

    Without arguments it shows the course network, ten validation digits, and a board to draw on.
    Your own, in a notebook: `FeatureMapExplorer(model)`, or `FeatureMapExplorer(model, images,
    labels)`. The model is looked at once, as it is now; make a new explorer after more training.
    A page without a kernel cannot know it, and shows the course network in its place.

    Arguments:
        model: a built Sequential of this package's layers that takes images (H, W, C) with one
            channel or three. None: the course network.
        images: uint8, or floats from 0 to 1; (N, H, W, C), or (N, H, W) where C is 1. uint8 is
            divided by 255 before the model sees it. The gallery is taken from them, and the
            images on which each map answers most. None: the 1,000 validation digits.
        labels: their classes, (N,) whole numbers: the gallery then shows one image of each
            class, up to 20, instead of the first ten.

    Settings, all readable and changeable (`explorer.layer = 2`), also by the reader. One that
    does not fit raises traitlets.TraitError, whose message says what does:
        example: which image of the gallery, from 0.
        source: "gallery", or "drawing" for what is drawn on the board (28x28x1 models alone).
        strokes: the drawing, a list of strokes [x0, y0, x1, y1, ...] of whole numbers, 0 to 112.
        layer, map: which map (or unit) is looked into: `model.layers[layer]`, from 0.
        row, column: the place in it, from 0. In a dense unit, the place of one of its inputs.

    Raises:
        ValueError: the model, the images or the labels do not fit; the message says what does.
    """

    module = "feature_maps"
    summary = (
        "Choose a digit or draw one, and see what every layer of the course network makes of it: "
        "each map, its filter, where it looks, and the digits on which it answers most."
    )
    state = ("example", "source", "strokes", "layer", "map", "row", "column")
    values_at_start = ("network/course", "maps/course")

    example = traitlets.Int(7, min=0).tag(sync=True)
    source = traitlets.Enum(["gallery", "drawing"], default_value="gallery").tag(sync=True)
    strokes = Strokes().tag(sync=True)
    layer = traitlets.Int(0, min=0).tag(sync=True)
    map = traitlets.Int(0, min=0).tag(sync=True)
    row = traitlets.Int(10, min=0).tag(sync=True)
    column = traitlets.Int(10, min=0).tag(sync=True)

    def __init__(
        self,
        model: Sequential | None = None,
        images: np.ndarray | None = None,
        labels: np.ndarray | None = None,
        **settings: Any,
    ) -> None:
        self._gallery = np.stack([picture(name) / 255 for name in DIGITS])[..., None]
        if model is not None or images is not None or labels is not None:
            model = trained_network() if model is None else check_model(model)
            images, labels, about = check_images(model, images, labels)
            chosen = gallery_of(images, labels)
            self.own_values = {
                "network/course": pack_network(model),
                "maps/course": {
                    **pack_maps(model, images, chosen.tolist()),
                    "labels": None if labels is None else labels[chosen].tolist(),
                    "about": about,
                },
            }
            bright = 255 if images.dtype == np.uint8 else 1
            self._gallery = images[chosen].astype(np.float64) / bright
        super().__init__(**settings)

    @property
    def image(self) -> np.ndarray:
        """What the network sees: the chosen image, or the drawing. float64 (H, W, C), 0 to 1."""
        if self.source == "gallery" or self._gallery.shape[1:] != (28, 28, 1):
            return self._gallery[min(self.example, len(self._gallery) - 1)].copy()
        return digit_of(self.strokes)[..., None]


def check_model(model: Sequential) -> Sequential:
    """The model, if a page can run it and show its input.

    Raises:
        ValueError: it is no built Sequential, takes no images, or has a layer of another kind.
    """
    if not isinstance(model, Sequential) or not model.built or not model.layers:
        raise ValueError(
            "model expects a built Sequential with at least one layer. "
            f"Received {model!r}. Start its list with Input(shape), or train it first."
        )
    shape = model.input_shape[1:]
    if len(shape) != 3 or shape[2] not in (1, 3):
        raise ValueError(
            "FeatureMapExplorer expects a model that takes images (H, W, C) with one channel or "
            f"three. Received one that takes {shape}, which no picture shows. Pass another."
        )
    pack_network(model)  # says which layer a page cannot run
    return model


def check_images(
    model: Sequential, images: np.ndarray | None, labels: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray | None, str]:
    """Images (N, H, W, C), uint8 or floats from 0 to 1; labels (N,); and what they are, in words.

    Raises:
        ValueError: they do not fit the model, or each other.
    """
    shape = model.input_shape[1:]
    if images is None:
        if labels is not None:
            raise ValueError(
                "labels belong to images, and expects them. Received labels alone. Pass both."
            )
        if shape != (28, 28, 1):
            raise ValueError(
                f"images are needed for this model, which takes {shape}. Received None. "
                "Pass some, for example your test images."
            )
        digits = load_digits()
        x, y = digits.x_train[:1000, ..., None], digits.y_train[:1000]
        return x, y, "the 1,000 validation digits"
    images = check_numbers(images, "FeatureMapExplorer's images")
    if images.ndim == 3 and shape[2] == 1:
        images = images[..., None]
    if images.shape[1:] != shape or len(images) == 0:
        raise ValueError(
            f"images expects the shape (N, {', '.join(map(str, shape))}), as the model takes "
            f"them, with at least one. Received {images.shape}. Reshape or choose other images."
        )
    if images.dtype != np.uint8:
        images = _as_shares(images)
    if labels is not None:
        labels = check_numbers(labels, "FeatureMapExplorer's labels")
        if labels.shape == (len(images), 1):
            labels = labels[:, 0]
        if labels.shape != (len(images),) or labels.dtype.kind not in "iu":
            raise ValueError(
                f"labels expects {len(images)} whole numbers, one for each image. Received shape "
                f"{labels.shape} and dtype {labels.dtype}. Of one-hot rows, take "
                "labels.argmax(axis=1)."
            )
    return images, labels, f"your {len(images):,} images" if len(images) > 1 else "your image"


def _as_shares(images: np.ndarray) -> np.ndarray:
    """Floats from 0 to 1 as float32, or as the uint8 that they came from."""
    # A comparison with NaN is False: it is refused as well.
    if images.dtype.kind != "f" or not (images.min() >= 0 and images.max() <= 1):
        raise ValueError(
            "images expects uint8, or floats from 0 to 1. Received the dtype "
            f"{images.dtype} with numbers from {images.min()} to {images.max()}. "
            "Scale them, or convert them with astype('uint8')."
        )
    levels = np.round(images * 255)
    if np.allclose(images * 255, levels, rtol=0, atol=1e-3):
        return levels.astype(np.uint8)
    return images.astype(np.float32)


def gallery_of(images: np.ndarray, labels: np.ndarray | None) -> np.ndarray:
    """Indices of the images to choose from: the first of each class, or the first ten."""
    if labels is None:
        return np.arange(min(10, len(images)))
    _, first = np.unique(labels, return_index=True)
    return first[:LARGEST_GALLERY]
