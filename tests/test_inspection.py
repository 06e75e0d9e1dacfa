"""helpers/inspection.py: derived slopes against nudging, boxes against experiment.

The slopes are those of a score by an image, or by a layer's maps; float64, central differences.
Networks of every kind of layer take part, and wrong slopes must be refused.
"""

import numpy as np
import pytest

from helpers import (
    Activation,
    AveragePooling2D,
    BatchNormalization,
    Conv2D,
    Dense,
    DepthwiseConv2D,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    Input,
    LeakyReLU,
    MaxPooling2D,
    ReLU,
    Sequential,
    Softmax,
    ZeroPadding2D,
)
from helpers.gradients import numerical_gradient, relative_error
from helpers.inspection import (
    grad_cam,
    layer_outputs,
    output_of,
    receptive_box,
    saliency,
    strongest,
    worst_mistakes,
)
from helpers.passes import BATCH

LIMIT = 1e-6
KINDS = (Conv2D, DepthwiseConv2D)

# name: (shape of an image, layers)
NETWORKS = {
    "course": (
        (12, 12, 1),
        lambda: [
            Conv2D(3, 3, activation="relu"),
            MaxPooling2D(2),
            Conv2D(4, 2, activation="relu"),
            MaxPooling2D(2),
            Flatten(),
            Dense(6, activation="relu"),
            Dropout(0.5),
            Dense(4, activation="softmax"),
        ],
    ),
    "channels, strides, same": (
        (7, 9, 3),
        lambda: [
            Conv2D(4, (3, 2), strides=(2, 1), padding="same", activation="tanh"),
            AveragePooling2D(3, strides=2, padding="same"),
            Conv2D(3, 3, padding="same"),
            BatchNormalization(),
            ReLU(),
            GlobalAveragePooling2D(),
            Dense(3),
            Softmax(),
        ],
    ),
    "depthwise": (
        (7, 6, 2),
        lambda: [
            ZeroPadding2D(((1, 0), (2, 1))),
            DepthwiseConv2D(3, depth_multiplier=2, activation="tanh"),
            LeakyReLU(0.2),
            DepthwiseConv2D((2, 3), strides=2, padding="same"),
            Activation("tanh"),
            Flatten(),
            Dense(3),
            Activation("softmax"),
        ],
    ),
    "no softmax": (
        (6, 5, 2),
        lambda: [Conv2D(3, 2, strides=2, activation="sigmoid"), Flatten(), Dense(3)],
    ),
    "convolution last": (
        (6, 6, 1),
        lambda: [
            Conv2D(3, 3, padding="same", activation="relu"),
            Dense(4, activation="tanh"),
            MaxPooling2D(3, strides=2, padding="same"),
            Conv2D(3, 2),
            GlobalAveragePooling2D(),
            Softmax(),
        ],
    ),
}
every_network = pytest.mark.parametrize("name", NETWORKS)


def build(name: str, dtype: str = "float64") -> Sequential:
    """The network with random weights, biases and statistics, so that none of them is 0 or 1."""
    shape, layers = NETWORKS[name]
    model = Sequential([Input(shape), *layers()], seed=1, dtype=dtype)
    rng = np.random.default_rng(0)
    for layer in model.layers:
        for own in (layer.params, layer.state):
            for key, weight in own.items():
                lowest = 0.5 if key in ("gamma", "moving_variance") else -0.7
                weight[...] = rng.uniform(lowest, 1, size=weight.shape)
    return model


def some_images(model: Sequential, count: int = 3, seed: int = 0) -> np.ndarray:
    """Random images with no two pixels alike, so that no window of a max pooling has a tie."""
    return np.random.default_rng(seed).random((count, *model.input_shape[1:]))


def logits(model: Sequential, x: np.ndarray, start: int = 0) -> np.ndarray:
    """The scores before the softmax, by a way of their own: a last Dense without its activation.

    x: what goes into layer `start`.
    """
    for layer in model.layers[start:-1]:
        x = layer.forward(x)
    last = model.layers[-1]
    if isinstance(last, (Softmax, Activation)):
        return x
    return x @ last.params["kernel"] + last.params["bias"]


def label_slopes(model: Sequential, x: np.ndarray, labels: np.ndarray, start: int = 0):
    """By nudging: the slope of each image's logit of its label, by each number of x."""
    chosen = (np.arange(len(x)), labels)
    return numerical_gradient(lambda x: float(logits(model, x, start)[chosen].sum()), x.copy())


# ---- outputs ----


@every_network
def test_outputs_are_what_the_layers_give_one_after_another(name):
    model = build(name)
    images = some_images(model)
    outputs = layer_outputs(model, images)
    assert list(outputs) == [layer.name for layer in model.layers]
    x = images
    for layer in model.layers:
        x = layer.forward(x)
        np.testing.assert_allclose(outputs[layer.name], x, rtol=1e-12)
    np.testing.assert_allclose(x, model.predict(images), rtol=1e-12)


def test_outputs_are_of_the_models_type_and_without_dropout():
    model = build("course", dtype="float32")
    images = (255 * some_images(model)).astype(np.uint8)
    first, second = layer_outputs(model, images), layer_outputs(model, images)
    assert {values.dtype for values in first.values()} == {np.dtype("float32")}
    np.testing.assert_array_equal(first["dropout"], second["dropout"])
    np.testing.assert_array_equal(first["dropout"], first["dense"])


@every_network
def test_the_output_of_one_layer_is_the_one_among_all(name):
    model = build(name)
    images = np.repeat(some_images(model), 40, axis=0)  # more than a batch
    outputs = layer_outputs(model, images)
    for index, layer in enumerate(model.layers):
        np.testing.assert_array_equal(output_of(model, images, layer.name), outputs[layer.name])
        np.testing.assert_array_equal(output_of(model, images, index), outputs[layer.name])
    with pytest.raises(ValueError, match="output_of's layer expects"):
        output_of(model, images, "elsewhere")


def test_outputs_need_different_names():
    model = build("course")
    model.layers[0].name = model.layers[1].name = "twin"
    with pytest.raises(ValueError, match=r"different names. Received \['twin'\] more than once"):
        layer_outputs(model, some_images(model))


# ---- saliency ----


@every_network
@pytest.mark.parametrize("seed", [0, 1])
def test_saliency_equals_slopes_by_nudging_each_pixel(name, seed):
    model = build(name)
    images = some_images(model, seed=seed)
    labels = np.array([2, 0, 1])
    slopes = label_slopes(model, images, labels)
    nudged = np.abs(slopes).max(axis=3)
    assert relative_error(saliency(model, images, labels), nudged) < LIMIT
    # The same check must refuse another class, and the slopes of the probability.
    assert relative_error(saliency(model, images, (labels + 1) % 3), nudged) > 1e-3
    if slopes.shape[3] > 1:
        assert relative_error(np.abs(slopes).mean(axis=3), nudged) > 1e-3


def test_saliency_is_of_the_logit_and_not_of_the_probability():
    model = build("course")
    images = some_images(model)
    labels = np.array([2, 0, 1])
    chosen = (np.arange(3), labels)
    of_probability = numerical_gradient(lambda x: float(model.forward(x)[chosen].sum()), images)
    derived = saliency(model, images, labels)
    assert relative_error(np.abs(of_probability).max(axis=3), derived) > 1e-2


@every_network
def test_the_label_is_the_answer_where_none_is_given(name):
    model = build(name)
    images = some_images(model, count=5)
    answers = model.predict(images).argmax(axis=1)
    for look in (saliency, grad_cam):
        np.testing.assert_array_equal(look(model, images), look(model, images, answers))
        np.testing.assert_array_equal(look(model, images, 1), look(model, images, np.ones(5, int)))


def test_saliency_of_a_linear_network_is_its_weights():
    model = Sequential([Input((2, 3)), Flatten(), Dense(2)], dtype="float64")
    kernel = model.layers[1].params["kernel"]
    images = np.random.default_rng(0).random((4, 2, 3))
    for label in (0, 1):
        expected = np.abs(kernel[:, label].reshape(2, 3))
        np.testing.assert_allclose(saliency(model, images, label), [expected] * 4)


@pytest.mark.parametrize("look", [saliency, grad_cam])
def test_many_images_give_what_each_gives_alone(look):
    model = build("course")
    images = some_images(model, count=BATCH + 3)
    together = look(model, images)
    for index in (0, BATCH - 1, BATCH, BATCH + 2):
        np.testing.assert_allclose(look(model, images[[index]])[0], together[index], atol=1e-12)


# ---- Grad-CAM ----


@every_network
def test_grad_cam_equals_slopes_by_nudging_each_map(name):
    model = build(name)
    images = some_images(model)
    labels = np.array([2, 0, 1])
    names = [layer.name for layer in model.layers]
    shapes = [values.ndim for values in layer_outputs(model, images).values()]
    for index in (i for i, axes in enumerate(shapes) if axes == 4):
        maps = layer_outputs(model, images)[names[index]]
        slopes = label_slopes(model, maps, labels, index + 1)
        weights = slopes.mean(axis=(1, 2))  # (N, F)
        expected = np.maximum(np.einsum("nhwf,nf->nhw", maps, weights), 0)
        derived = grad_cam(model, images, labels, names[index])
        assert relative_error(derived, expected) < LIMIT, names[index]
        assert expected.any(), "a picture of zeros proves nothing"
        # Negative controls: no weights, and weights that are not means.
        wrong = np.maximum(maps.sum(axis=3), 0)
        assert relative_error(derived, wrong) > 1e-3
        if np.ptp(slopes, axis=(1, 2)).max() > 1e-6:  # else they are their own means
            assert relative_error(derived, np.maximum((maps * slopes).sum(axis=3), 0)) > 1e-3


@every_network
def test_grad_cam_takes_the_last_convolution(name):
    model = build(name)
    images = some_images(model)
    last = [i for i, layer in enumerate(model.layers) if isinstance(layer, KINDS)][-1]
    expected = grad_cam(model, images, layer=last)
    np.testing.assert_array_equal(grad_cam(model, images), expected)
    from_the_end = last - len(model.layers)
    np.testing.assert_array_equal(grad_cam(model, images, layer=from_the_end), expected)


def test_grad_cam_without_a_convolution():
    model = Sequential([Input((4, 4, 2)), AveragePooling2D(2), Flatten(), Dense(2)], seed=0)
    images = some_images(model)
    with pytest.raises(ValueError, match="expects a model with a convolution"):
        grad_cam(model, images)
    assert grad_cam(model, images, layer=0).shape == (3, 2, 2)


# ---- the receptive field ----


def seen_by_experiment(model: Sequential, index: int, row: int, column: int) -> np.ndarray:
    """Which pixels can change one place of a layer's maps: (H, W) booleans.

    Every pixel is changed, on several random images, to something larger than all others and to
    something smaller, so that every maximum gives way.
    """
    images = some_images(model, count=6)
    cell = (slice(None), row, column)
    before = _run(model, images, index)[cell]
    seen = np.zeros(images.shape[1:3], dtype=bool)
    for place in np.ndindex(seen.shape):
        for value in (5.0, -5.0):
            changed = images.copy()
            changed[(slice(None), *place)] = value
            seen[place] |= bool((_run(model, changed, index)[cell] != before).any())
    return seen


def _run(model: Sequential, x: np.ndarray, index: int) -> np.ndarray:
    for layer in model.layers[: index + 1]:
        x = layer.forward(x)
    return x


def with_smooth_activations(name: str) -> Sequential:
    """ReLU would hide what is below zero: here every change goes through."""
    model = build(name)
    for layer in model.layers:
        if isinstance(layer, Conv2D):
            layer.activation = Conv2D(1, 1, activation="tanh").activation
            layer.params["kernel"] /= 10
    return model


@every_network
def test_the_box_is_what_an_experiment_finds(name):
    model = with_smooth_activations(name)
    shape = model.input_shape
    for index, layer in enumerate(model.layers):
        shape = layer.compute_output_shape(shape)
        if len(shape) != 4 or isinstance(layer, ReLU):
            continue
        for row, column in ((0, 0), (shape[1] - 1, shape[2] - 1), (shape[1] // 2, shape[2] // 2)):
            top, left, height, width = receptive_box(model, index, row, column)
            expected = np.zeros(model.input_shape[1:3], dtype=bool)
            expected[max(top, 0) : top + height, max(left, 0) : left + width] = True
            found = seen_by_experiment(model, index, row, column)
            np.testing.assert_array_equal(found, expected, err_msg=f"{layer.name} {row} {column}")


def test_the_box_by_hand():
    """The course network: 3 by 3, then 4 by 4, 8 by 8, 10 by 10, in steps of 1, 2, 2 and 4."""
    model = Sequential(
        [Input((28, 28, 1)), Conv2D(8, 3), MaxPooling2D(2), Conv2D(16, 3), MaxPooling2D(2)]
    )
    boxes = [receptive_box(model, index, 2, 1) for index in range(4)]
    assert boxes == [(2, 1, 3, 3), (4, 2, 4, 4), (4, 2, 8, 8), (8, 4, 10, 10)]
    assert receptive_box(model, "conv2d_1", 2, 1) == boxes[2]
    assert receptive_box(model, -1, np.int64(2), 1) == boxes[3]


def test_the_box_reaches_into_the_padding():
    model = Sequential([Input((8, 8, 1)), Conv2D(1, 5, padding="same"), Conv2D(1, 3, 2, "same")])
    assert receptive_box(model, 0, 0, 7) == (-2, 5, 5, 5)
    assert receptive_box(model, 1, 0, 0) == (-2, -2, 7, 7)  # even size: the odd zero goes after
    assert receptive_box(model, 1, 3, 3) == (4, 4, 7, 7)


def test_the_box_needs_windows_that_it_knows():
    class Mystery(ReLU.__mro__[2]):  # a Layer of somebody else's
        def forward(self, x, training=False):
            return x

    model = Sequential([Input((4, 4, 1)), Conv2D(1, 2), Mystery(), Flatten()])
    assert receptive_box(model, 0, 0, 0) == (0, 0, 2, 2)
    with pytest.raises(ValueError, match="no windows of a Mystery. Take a layer before it"):
        receptive_box(model, 1, 0, 0)
    with pytest.raises(ValueError, match="a layer whose output is maps.*'flatten'"):
        receptive_box(model, 2, 0, 0)


@pytest.mark.parametrize(
    ("row", "column", "message"),
    [
        (3, 0, "row expects a number from 0 to 2, since the maps of 'conv2d' have 3 rows"),
        (0, 4, "column expects a number from 0 to 3"),
        (-1, 0, "row expects a whole number of at least 0. Received -1"),
        (0, 1.0, "column expects a whole number"),
    ],
)
def test_the_box_needs_a_place_in_the_maps(row, column, message):
    model = Sequential([Input((4, 5, 1)), Conv2D(1, 2)])
    with pytest.raises(ValueError, match=message):
        receptive_box(model, 0, row, column)


# ---- the strongest answers ----


@every_network
def test_strongest_equals_a_search_in_loops(name):
    model = build(name)
    images = some_images(model, count=7)
    maps = layer_outputs(model, images)[model.layers[0].name]
    indices, rows, columns = strongest(model, 0, images, count=3)
    assert indices.shape == rows.shape == columns.shape == (maps.shape[3], 3)
    for f in range(maps.shape[3]):
        peaks = [float(maps[n, :, :, f].max()) for n in range(7)]
        order = sorted(range(7), key=lambda n: -peaks[n])[:3]
        assert indices[f].tolist() == order
        for n, row, column in zip(indices[f], rows[f], columns[f], strict=True):
            assert maps[n, row, column, f] == peaks[n]
    every = strongest(model, 0, images, count=7)[0]
    assert [sorted(row) for row in every.tolist()] == [list(range(7))] * maps.shape[3]


def test_of_equal_answers_the_first_counts():
    model = Sequential([Input((3, 4, 1)), Conv2D(1, 1, kernel_initializer="ones")])
    images = np.zeros((5, 3, 4, 1))
    images[[1, 3], 2, 1] = images[[1, 3], 1, 3] = 1
    indices, rows, columns = strongest(model, "conv2d", images, count=4)
    assert indices.tolist() == [[1, 3, 0, 2]]
    assert rows.tolist() == [[1, 1, 0, 0]]
    assert columns.tolist() == [[3, 3, 0, 0]]


def test_strongest_of_more_images_than_a_batch():
    model = build("course")
    images = some_images(model, count=BATCH + 5)
    images[BATCH + 2] *= 20
    assert (strongest(model, 0, images, count=1)[0] == BATCH + 2).any()
    with pytest.raises(ValueError, match="at least count=9 images. Received 5"):
        strongest(model, 0, images[:5])
    with pytest.raises(ValueError, match="count expects a whole number of at least 1"):
        strongest(model, 0, images, count=0)


# ---- the worst mistakes ----


def test_worst_mistakes_by_hand():
    probabilities = np.array([[0.9, 0.1], [0.4, 0.6], [0.2, 0.8], [0.3, 0.7], [0.4, 0.6]])
    labels = np.array([0, 0, 0, 1, 0])
    assert worst_mistakes(probabilities, labels).tolist() == [2, 1, 4]
    assert worst_mistakes(probabilities, labels, 2).tolist() == [2, 1]
    assert worst_mistakes(probabilities, probabilities.argmax(axis=1)).tolist() == []


@pytest.mark.parametrize(
    ("probabilities", "labels", "count", "message"),
    [
        (np.ones((2, 3)), np.zeros(3, int), 1, r"\(2, 3\) and \(3,\)"),
        (np.ones(3), np.zeros(3, int), 1, r"probabilities \(N, K\)"),
        (np.ones((2, 3)), np.zeros((2, 3)), 1, r"labels \(N,\)"),
        (np.ones((2, 3)), np.zeros(2, int), 0, "count expects a whole number"),
    ],
)
def test_worst_mistakes_refuses(probabilities, labels, count, message):
    with pytest.raises(ValueError, match=message):
        worst_mistakes(probabilities, labels, count)


# ---- all of them ----

LOOKS = {
    "layer_outputs": layer_outputs,
    "saliency": saliency,
    "grad_cam": grad_cam,
    "strongest": lambda model, images: strongest(model, 0, images, count=1),
}
every_look = pytest.mark.parametrize("look", LOOKS)


@every_look
@every_network
def test_looking_changes_neither_weights_nor_images(look, name):
    model = build(name)
    images = some_images(model)
    kept, before = model.get_weights(), images.copy()
    LOOKS[look](model, images)
    for weight, old in zip(model.get_weights(), kept, strict=True):
        np.testing.assert_array_equal(weight, old)
    np.testing.assert_array_equal(images, before)


@every_look
def test_looking_keeps_the_models_type(look):
    model = build("course", dtype="float32")
    answer = LOOKS[look](model, some_images(model))
    if look in ("saliency", "grad_cam"):
        assert answer.dtype == np.float32


@every_look
@pytest.mark.parametrize(
    ("shape", "message"),
    [
        ((12, 12), "."),
        ((0, 12, 12, 1), "at least one"),
        ((2, 9, 9, 1), "built for inputs"),
        ((), "."),
    ],
)
def test_looking_needs_images_that_fit(look, shape, message):
    with pytest.raises(ValueError, match=message):
        LOOKS[look](build("course"), np.ones(shape))


@every_look
def test_looking_needs_a_built_model(look):
    images = np.ones((2, 4, 4, 1))
    for model in (Sequential([Conv2D(1, 2)]), Sequential([Input((4, 4, 1))]), "a model"):
        with pytest.raises(ValueError, match=f"{look} expects a built Sequential"):
            LOOKS[look](model, images)
    with pytest.raises(ValueError, match="receptive_box expects a built Sequential"):
        receptive_box(Sequential([Conv2D(1, 2)]), 0, 0, 0)


@pytest.mark.parametrize("layer", ["conv2d_7", 8, -9, 1.0, None])
def test_a_layer_that_is_not_there(layer):
    model = build("course")
    with pytest.raises(ValueError, match="strongest's layer expects"):
        strongest(model, layer, some_images(model), count=1)


@pytest.mark.parametrize("look", [saliency, grad_cam])
@pytest.mark.parametrize(
    ("labels", "message"),
    [
        ([0, 1, 4], "classes from 0 to 3"),
        ([0, -1, 2], "classes from 0 to 3"),
        ([0, 1], "expect 3 whole numbers"),
        ([0.0, 1.0, 2.0], "dtype float64"),
        (np.eye(4)[:3], r"shape \(3, 4\)"),
        (4, "classes from 0 to 3"),
    ],
)
def test_labels_that_do_not_fit(look, labels, message):
    model = build("course")
    with pytest.raises(ValueError, match=message):
        look(model, some_images(model), labels)


def test_a_model_must_end_in_scores():
    model = Sequential([Input((4, 4, 1)), Conv2D(3, 2), MaxPooling2D(2)])
    for look in (saliency, grad_cam):
        with pytest.raises(ValueError, match="ends in one score for each class"):
            look(model, some_images(model))
    with pytest.raises(ValueError, match="images of shape"):
        saliency(model, np.ones((2, 16)))
