"""FeatureMapExplorer's traits, its pictures, and models and images of the reader's own."""

import base64
import json
import zlib

import numpy as np
import pytest
import traitlets

from helpers import (
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    Input,
    Layer,
    Sequential,
    add_channel_axis,
    load_digits,
    scale_pixels,
)
from helpers.inspection import strongest
from helpers.weights import load_course_network
from helpers.widgets import FeatureMapExplorer
from helpers.widgets.network import pack_tight
from helpers.widgets.pictures import DIGITS, picture
from helpers.widgets.values import named_value

RNG = np.random.default_rng(5)
COLOR = RNG.integers(0, 256, size=(12, 8, 7, 3), dtype=np.uint8)


def unpack(packed):
    if "deflate" in packed:
        content = zlib.decompress(base64.b64decode(packed["deflate"]))
    else:
        content = base64.b64decode(packed["base64"])
    numbers = np.frombuffer(content, packed["dtype"]).reshape(packed["shape"])
    return numbers * packed["scale"] if packed["scale"] != 1 else numbers


def color_model(seed=0):
    layers = [
        Input((8, 7, 3)),
        Conv2D(4, 3, padding="same", strides=2),
        BatchNormalization(),
        GlobalAveragePooling2D(),
        Dropout(0.5),
        Dense(5, activation="softmax"),
    ]
    return Sequential(layers, seed=seed)


def own(*arguments, **settings):
    explorer = FeatureMapExplorer(*arguments, **settings)
    return explorer, explorer.value("network/course"), explorer.value("maps/course")


# ---- the course network ----


def test_defaults():
    explorer = FeatureMapExplorer()
    assert repr(explorer) == (
        "FeatureMapExplorer(example=7, source='gallery', strokes=[], layer=0, map=0, row=10, "
        "column=10)"
    )
    assert explorer.value("maps/course") == named_value("maps/course")
    assert explorer.value("network/course") == named_value("network/course")
    assert set(explorer._values) == {"maps/course", "network/course"}
    np.testing.assert_array_equal(explorer.image[..., 0], picture("digit-7") / 255)


@pytest.mark.parametrize(
    "setting", [{"layer": -1}, {"source": "film"}, {"strokes": [[1]]}, {"map": "first"}]
)
def test_what_does_not_fit_is_refused(setting):
    with pytest.raises(traitlets.TraitError, match=next(iter(setting))):
        FeatureMapExplorer(**setting)


def test_the_course_s_pictures_are_whole_and_small():
    maps = named_value("maps/course")
    assert len(json.dumps(maps)) < 250_000
    images = unpack(maps["images"])
    assert len(np.unique(images, axis=0)) == len(images), "each picture stands there once"
    gallery = np.stack([picture(name) for name in DIGITS]) / 255
    np.testing.assert_allclose(images[maps["gallery"]][..., 0], gallery)
    assert maps["labels"] == list(range(10))
    kinds = [top is None for top in maps["strongest"]]
    assert kinds == [False] * 4 + [True, False, True, False], "not of flatten and dropout"


def test_the_strongest_images_of_the_course_network_are_those_of_helpers():
    model, digits = load_course_network(), load_digits()
    x = add_channel_axis(scale_pixels(digits.x_train[:1000]))
    maps = named_value("maps/course")
    images = np.round(unpack(maps["images"]) * 255)
    for layer in range(4):
        top = maps["strongest"][layer]
        order, rows, columns = strongest(model, layer, x)
        np.testing.assert_array_equal(
            images[unpack(top["images"])], digits.x_train[order, ..., None]
        )
        np.testing.assert_array_equal(unpack(top["rows"]), rows)
        np.testing.assert_array_equal(unpack(top["columns"]), columns)


def test_the_answers_are_those_at_the_strongest_places():
    model, x = load_course_network(), unpack(named_value("maps/course")["images"])
    y = x.astype(np.float32)
    for layer, top in zip(model.layers, named_value("maps/course")["strongest"], strict=True):
        y = layer.forward(y)
        if top is None:
            continue
        chosen, values = unpack(top["images"]), unpack(top["values"])
        if y.ndim == 4:
            rows, columns = unpack(top["rows"]), unpack(top["columns"])
            found = np.stack([y[chosen[k], rows[k], columns[k], k] for k in range(y.shape[3])])
        else:
            found = np.stack([y[chosen[k], k] for k in range(y.shape[1])])
        np.testing.assert_allclose(values, found, atol=np.abs(found).max() / 30_000)
        assert (np.diff(values, axis=1) <= 0).all(), "the strongest first"


# ---- your own ----


def test_your_own_model_on_the_held_out_digits():
    model = Sequential([Input((28, 28, 1)), Flatten(), Dense(10, activation="softmax")], seed=1)
    before = model.get_weights()
    explorer, network, maps = own(model, layer=1)
    assert [layer["kind"] for layer in network["layers"]] == ["flatten", "dense"]
    assert maps["about"] == "the 1,000 validation digits" and maps["labels"] == list(range(10))
    for one, other in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
    assert "network" not in json.dumps(explorer.static_state())


def test_your_own_model_and_images():
    model = color_model()
    labels = np.array([3, 1, 1, 0, 3, 4, 4, 0, 0, 1, 2, 2])
    explorer, network, maps = own(model, COLOR, labels[:, None], example=4)
    assert network["input"] == [8, 7, 3]
    assert maps["labels"] == [0, 1, 2, 3, 4] and maps["about"] == "your 12 images"
    images = np.round(unpack(maps["images"]) * 255)
    np.testing.assert_array_equal(images[maps["gallery"]], COLOR[[3, 1, 10, 0, 5]])
    np.testing.assert_allclose(explorer.image, COLOR[5] / 255)
    order, _, _ = strongest(model, 0, COLOR / np.float32(255))
    np.testing.assert_array_equal(images[unpack(maps["strongest"][0]["images"])], COLOR[order])
    answers = model.predict(COLOR / 255)
    first = images[unpack(maps["strongest"][4]["images"])[:, 0]]
    np.testing.assert_array_equal(first, COLOR[answers.argmax(axis=0)])
    json.dumps([network, maps], allow_nan=False)


def test_the_first_ten_without_labels():
    _, _, maps = own(color_model(), COLOR)
    images = np.round(unpack(maps["images"]) * 255)
    np.testing.assert_array_equal(images[maps["gallery"]], COLOR[:10])
    assert maps["labels"] is None


def test_your_own_images_for_the_course_network():
    images = load_digits().x_train[:1]
    explorer, network, maps = own(images=images, source="gallery")
    assert network == named_value("network/course")
    assert maps["about"] == "your image" and unpack(maps["images"]).shape == (1, 28, 28, 1)
    np.testing.assert_allclose(explorer.image[..., 0], images[0] / 255)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_floats_that_were_bytes_are_sent_as_bytes(dtype):
    _, _, maps = own(color_model(), (COLOR / 255).astype(dtype))
    assert maps["images"]["dtype"] == "uint8"
    assert maps == own(color_model(), COLOR)[2]


def test_other_floats_are_kept():
    images = RNG.random(size=(3, 8, 7, 3))
    explorer, _, maps = own(color_model(), images, example=2)
    assert maps["images"]["dtype"] == "float32"
    np.testing.assert_allclose(unpack(maps["images"])[maps["gallery"]], images, atol=1e-7)
    np.testing.assert_allclose(explorer.image, images[2], atol=1e-7)


def test_a_wide_layer_holds_fewer_pictures():
    model = Sequential([Input((8, 7, 3)), Flatten(), Dense(400)], seed=0)
    top = own(model, COLOR)[2]["strongest"][1]
    assert top["images"]["shape"] == [400, 3]


def test_a_drawing_is_what_lab_10_makes_of_it():
    from helpers.images import draw_strokes, to_mnist

    strokes = [[30, 20, 84, 20, 50, 100]]
    explorer = FeatureMapExplorer(source="drawing", strokes=strokes)
    np.testing.assert_allclose(explorer.image[..., 0], to_mnist(draw_strokes(strokes)))
    explorer.strokes = []
    np.testing.assert_array_equal(explorer.image, np.zeros((28, 28, 1)))
    other = FeatureMapExplorer(color_model(), COLOR, source="drawing", strokes=strokes)
    assert other.image.shape == (8, 7, 3), "no board for such a model"


# ---- errors ----


class Twice(Layer):
    def forward(self, x, training=False):
        return 2 * x


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("my model",), "model expects a built Sequential"),
        ((Sequential([Dense(3)]),), "Start its list with Input"),
        ((Sequential([Input((8, 7, 3))]),), "at least one layer"),
        ((Sequential([Input((20,)), Dense(3)]),), "takes images"),
        ((Sequential([Input((8, 7, 2)), Flatten()]),), "one channel or three"),
        ((Sequential([Input((8, 7, 3)), Twice()]),), "A page can run the layers Conv2D"),
        ((color_model(),), r"images are needed.*\(8, 7, 3\)"),
        ((color_model(), COLOR[..., 0]), r"shape \(N, 8, 7, 3\).*Received \(12, 8, 7\)"),
        ((color_model(), COLOR[:0]), "at least one"),
        ((color_model(), COLOR.astype(int)), r"uint8, or floats.*astype\('uint8'\)"),
        ((color_model(), COLOR * 1.0), "from 0 to 1"),
        ((color_model(), np.full((2, 8, 7, 3), np.nan)), "from 0 to 1"),
        ((color_model(), COLOR, np.arange(11)), r"12 whole numbers.*\(11,\)"),
        ((color_model(), COLOR, np.linspace(0, 1, 12)), "dtype float64"),
        ((None, None, [1, 2]), "labels belong to images"),
    ],
)
def test_what_cannot_be_shown_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        FeatureMapExplorer(*arguments)


def test_a_misspelled_setting_is_refused():
    with pytest.raises(TypeError, match="col"):
        FeatureMapExplorer(col=3)


def test_tight_packing_keeps_every_number():
    x = RNG.integers(0, 9, size=(4, 5), dtype=np.uint8)
    np.testing.assert_array_equal(unpack(pack_tight(x)), x)
    np.testing.assert_array_equal(unpack(pack_tight(x.T)), x.T, "not contiguous")
    zeros = np.zeros((100, 100), np.uint8)
    assert len(json.dumps(pack_tight(zeros))) < 200
