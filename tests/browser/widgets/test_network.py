"""The network that runs in the page: its numbers against those of `helpers`."""

import numpy as np
import pytest

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
    add_channel_axis,
    load_digits,
    scale_pixels,
)
from helpers.weights import load_course_network
from helpers.widgets.network import pack_network
from helpers.widgets.values import named_value

TOLERANCE = 1e-5


@pytest.fixture(scope="module")
def page(browser, static_folder):
    path = static_folder / "network.html"
    path.write_text('<!doctype html><script src="_static/live_widgets.js"></script>')
    page = browser.new_page()
    page.goto(path.as_uri())
    yield page
    page.close()


def run(page, packed, images, layers="all"):
    """What every layer (or only the "last") gives for each image, in the browser."""
    return page.evaluate(
        """async ([packed, images, which]) => {
             const { readLayers, runNetwork } = await liveWidgets.load("training");
             const layers = readLayers(packed.layers);
             return images.map((data) => {
               const outputs = runNetwork(layers, { shape: packed.input, data });
               const wanted = which === "last" ? outputs.slice(-1) : outputs;
               return wanted.map(({ shape, data }) => ({ shape, data: [...data] }));
             }); }""",
        [packed, [image.ravel().tolist() for image in images], layers],
    )


def outputs_of(model, images):
    """What every layer of the model gives for the batch."""
    outputs, x = [], images
    for layer in model.layers:
        x = layer.forward(x)
        outputs.append(x.copy())
    return outputs


def compare(results, outputs):
    for image, tensors in enumerate(results):
        for tensor, output in zip(tensors, outputs, strict=True):
            assert tuple(tensor["shape"]) == output.shape[1:]
            actual = np.array(tensor["data"]).reshape(tensor["shape"])
            np.testing.assert_allclose(actual, output[image], atol=TOLERANCE, rtol=TOLERANCE)


def test_the_course_network_equals_helpers_on_100_digits(page):
    images = add_channel_axis(scale_pixels(load_digits().x_test[:100]))
    results = run(page, named_value("network/course"), images, "last")
    expected = load_course_network().predict(images)
    actual = np.array([tensors[0]["data"] for tensors in results])
    np.testing.assert_allclose(actual, expected, atol=TOLERANCE)


def test_every_layer_of_the_course_network_equals_helpers(page):
    images = add_channel_axis(scale_pixels(load_digits().x_test[100:103]))
    results = run(page, named_value("network/course"), images)
    compare(results, outputs_of(load_course_network(), images))


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


@pytest.mark.parametrize("name", NETWORKS)
def test_other_networks_equal_helpers(page, name):
    rng = np.random.default_rng(3)
    model = Sequential(NETWORKS[name], seed=2)
    # biases and moving statistics that are not 0 or 1
    model.set_weights([rng.uniform(0.2, 0.8, size=w.shape) - 0.1 for w in model.get_weights()])
    images = rng.normal(size=(4, *model.input_shape[1:])).astype(np.float32)
    compare(run(page, pack_network(model), images), outputs_of(model, images))
