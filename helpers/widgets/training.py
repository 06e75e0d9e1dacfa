"""`TrainingReplay`, the widget of chapter 7: a recorded training, to be looked at step by step."""

from typing import Any

import numpy as np
import traitlets

from helpers.callbacks import WeightRecorder
from helpers.widgets.base import Widget
from helpers.widgets.network import layer_facts, pack, pack_small, page_weights

LOGGED = ("step", "epoch", "loss", "accuracy", "val_loss", "val_accuracy")


class TrainingReplay(Widget):
    """Scrub through a training: filters, feature maps, losses, answers and confusions change.

    Without an argument it plays the recorded training of the course network. Your own, in a
    notebook: give `fit` a `WeightRecorder`, then say `TrainingReplay(recorder)`.

    Settings, all readable and changeable (`replay.frame = 20`), also by the reader. One that
    does not fit raises traitlets.TraitError, whose message says what does:
        frame: which frame is shown, from 0.
        example: which of the example images, from 0; one for each class.
        layer: whose feature maps are shown: the position among the layers that make maps, from 0.

    Raises:
        ValueError: the recorder holds no frames, or its network does not start with Conv2D.

    Beside them, `predict=[question, choice, choice]` asks before the answer is shown.
    """

    module = "training"
    predicts = True
    summary = (
        "Scrub through a recorded training of the course network: first filters being born, "
        "feature maps, loss and accuracy, the confusion matrix and the answers to ten digits."
    )
    state = ("frame", "example", "layer")
    values_at_start = ("recording/training",)

    frame = traitlets.Int(0, min=0).tag(sync=True)
    example = traitlets.Int(7, min=0).tag(sync=True)
    layer = traitlets.Int(0, min=0).tag(sync=True)

    def __init__(self, recorder: WeightRecorder | None = None, **settings: Any) -> None:
        if recorder is not None:
            own = {"data": "a training of your own", "figures": film_of(recorder)}
            self.own_values = {"recording/training": own}
        super().__init__(**settings)


def film_of(recorder: WeightRecorder) -> dict[str, Any]:
    """What the page needs of a recorded training, as JSON.

    Of the weights it holds those of the layers that make maps, from which the page computes the
    maps of any example; the dense layers have too many, and of them it holds the answers.

    Raises:
        ValueError: the recorder holds no frames, or its network does not start with Conv2D.
    """
    if not isinstance(recorder, WeightRecorder) or not recorder.frames:
        raise ValueError(
            "recorder expects a WeightRecorder after fit(..., callbacks=[recorder]). "
            f"Received {recorder!r}. Train first."
        )
    model, frames = recorder.model, recorder.frames
    layers = layer_facts(model)
    if not layers or layers[0]["kind"] != "convolution":
        raise ValueError(
            "TrainingReplay expects a network that starts with Conv2D. Received one that starts "
            f"with {model.layers[:1]}. It has no filters to show."
        )
    # The layers whose outputs are maps: all up to the last convolution or pooling.
    count = 1 + max(i for i, facts in enumerate(layers) if "window" in facts)
    layers = layers[:count]
    for facts, weights in zip(layers, _weights_of_frames(recorder, count), strict=True):
        facts["weights"] = [pack_small(array) for array in weights]
    confusion = np.array([frame["confusion"] for frame in frames])
    return {
        "layers": layers,
        "frames": {name: [_rounded(frame[name]) for frame in frames] for name in LOGGED},
        "confusion": pack(np.minimum(confusion, 2**16 - 1).astype(np.uint16)),
        "probabilities": pack_small(np.array([frame["probabilities"] for frame in frames])),
        "examples": pack_small(recorder.examples.astype(float)),
        "labels": recorder.example_labels.tolist(),
    }


def _weights_of_frames(recorder: WeightRecorder, count: int) -> list[list[np.ndarray]]:
    """For each of the first `count` layers its arrays, with an axis of frames in front."""
    model = recorder.model
    kept = model.get_weights()
    films: list[list[list[np.ndarray]]] = [[] for _ in range(count)]
    try:
        for frame in recorder.frames:
            model.set_weights(frame["weights"])
            for film, layer in zip(films, model.layers, strict=False):
                film.append([array.copy() for array in page_weights(layer)])
    finally:
        model.set_weights(kept)  # the reader's network stays as it was
    return [[np.array(arrays) for arrays in zip(*film, strict=True)] for film in films]


def _rounded(value: float | None) -> float | None:
    """As JSON can hold it, which knows no NaN."""
    return None if value is None or not np.isfinite(value) else round(value, 4)
