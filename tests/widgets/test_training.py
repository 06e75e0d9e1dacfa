"""TrainingReplay's traits, its film, and a training of the reader's own."""

import base64
import json

import numpy as np
import pytest
import traitlets

from helpers import (
    BatchNormalization,
    Conv2D,
    Dense,
    Flatten,
    GlobalAveragePooling2D,
    Input,
    MaxPooling2D,
    Sequential,
    WeightRecorder,
    add_channel_axis,
    load_digits,
    scale_pixels,
)
from helpers.widgets import TrainingReplay
from helpers.widgets.training import film_of
from helpers.widgets.values import read_file
from tools.record_training import train


def unpack(packed):
    numbers = np.frombuffer(base64.b64decode(packed["base64"]), packed["dtype"])
    return numbers.reshape(packed["shape"]) * packed["scale"]


@pytest.fixture(scope="module")
def own():
    """A small training with a network unlike the course's."""
    digits = load_digits()
    x = add_channel_axis(scale_pixels(digits.x_train[:60]))
    recorder = WeightRecorder((x[:40], digits.y_train[:40]), frames=4)
    model = Sequential(
        [
            Input((28, 28, 1)),
            Conv2D(3, 5, strides=2),
            BatchNormalization(),
            MaxPooling2D(2),
            GlobalAveragePooling2D(),
            Dense(10, activation="softmax"),
        ],
        seed=0,
    )
    model.compile("adam", "sparse_categorical_crossentropy")
    model.fit(x, digits.y_train[:60], epochs=2, verbose=0, callbacks=[recorder])
    return recorder


def test_defaults():
    replay = TrainingReplay()
    assert repr(replay) == "TrainingReplay(frame=0, example=7, layer=0)"
    assert replay.value("recording/training") == read_file("recording", "training")
    with pytest.raises(traitlets.TraitError, match="frame"):
        TrainingReplay(frame=-1)


def test_the_recorded_film_is_whole_and_small():
    record = read_file("recording", "training")
    film = record["figures"]
    assert len(json.dumps(record)) < 400_000
    count = len(film["frames"]["step"])
    assert 30 <= count <= 60
    assert film["labels"] == list(range(10))
    assert [layer["kind"] for layer in film["layers"]] == [
        "convolution", "max pooling", "convolution", "max pooling",
    ]  # fmt: skip
    assert film["layers"][0]["weights"][0]["shape"] == [count, 3, 3, 1, 8]
    confusion = unpack(film["confusion"])
    assert confusion.shape == (count, 10, 10)
    assert (confusion.sum(axis=2) == 100).all(), "100 held-out images of each digit"
    right = np.trace(confusion, axis1=1, axis2=2) / 1000
    np.testing.assert_allclose(right, film["frames"]["val_accuracy"], atol=1e-4)
    assert right[0] < 0.25 and right[-1] > 0.96
    np.testing.assert_allclose(unpack(film["probabilities"]).sum(axis=2), 1, atol=1e-3)


def test_the_first_frames_of_the_recorded_film_again():
    # frames 0 and 1 of this short one are steps of the long one, too
    film = film_of(train(epochs=1, frames=4))["frames"]
    recorded = read_file("recording", "training")["figures"]["frames"]
    assert film["step"] == [0, 10, 42, 94]
    for name in ("val_loss", "val_accuracy"):
        for frame in (0, 1):
            twin = recorded["step"].index(film["step"][frame])
            # float32 sums may differ in their last digits from machine to machine
            assert film[name][frame] == pytest.approx(recorded[name][twin], rel=0.02)


def test_your_own_training(own):
    before = own.model.get_weights()
    replay = TrainingReplay(own, layer=2)
    for one, other in zip(before, own.model.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
    record = replay.value("recording/training")
    film = record["figures"]
    assert record["data"] == "a training of your own"
    assert replay._values["recording/training"]["json"] == record
    assert [layer["kind"] for layer in film["layers"]] == [
        "convolution", "scale and shift", "max pooling",
    ]  # fmt: skip
    assert film["frames"]["accuracy"] == [None] * 3, "it was not among the metrics"
    kernels = unpack(film["layers"][0]["weights"][0])
    for kernel, frame in zip(kernels, own.frames, strict=True):
        np.testing.assert_allclose(kernel, frame["weights"][0], atol=1e-4)
    assert "recording" not in replay.static_state()


def test_a_loss_that_is_not_a_number_can_be_shown(own):
    frame = own.frames[1]
    broken = {"val_loss": float("nan"), "loss": float("inf")}
    weights = [np.full_like(weight, np.nan) for weight in frame["weights"]]
    own.frames[1] = frame | broken | {"weights": weights}
    film = film_of(own)
    own.frames[1] = frame
    assert film["frames"]["val_loss"][1] is film["frames"]["loss"][1] is None
    json.dumps(film, allow_nan=False)


def test_what_cannot_be_shown_is_refused():
    x, y = np.zeros((4, 3, 3, 1)), np.array([0, 1, 0, 1])
    with pytest.raises(ValueError, match="Train first"):
        TrainingReplay(WeightRecorder((x, y)))
    with pytest.raises(ValueError, match="recorder expects a WeightRecorder"):
        TrainingReplay("my training")
    model = Sequential([Flatten(), Dense(2, activation="softmax")])
    model.compile("sgd", "sparse_categorical_crossentropy")
    recorder = WeightRecorder((x, y), frames=2)
    model.fit(x, y, verbose=0, callbacks=[recorder])
    with pytest.raises(ValueError, match="starts with Conv2D"):
        TrainingReplay(recorder)
