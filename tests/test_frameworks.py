"""helpers/frameworks.py: the orders of weights always, the frameworks themselves where they are.

To compare live: `pip install keras torch`, then
`KERAS_BACKEND=torch pytest tests/test_frameworks.py`.
"""

import inspect
import os

import numpy as np
import pytest

from helpers import (
    BatchNormalization,
    Conv2D,
    Dense,
    DepthwiseConv2D,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    Input,
    Layer,
    Reshape,
    Sequential,
    load_course_network,
)
from helpers.frameworks import (
    from_keras,
    from_torch,
    in_our_layout,
    keras_course_network,
    to_keras,
    to_torch,
    torch_course_network,
    torch_places,
)
from helpers.weights import course_layers, course_network


def wave(shape, start=0.0):
    """Numbers that look random and are the same everywhere."""
    return np.sin(1.7 * np.arange(np.prod(shape)) + start).reshape(shape).astype(np.float32)


def mixed_network(seed=0) -> Sequential:
    """Every layer that has weights, on both sides of a Flatten, with odd sizes."""
    layers = [
        Input((9, 7, 2)),
        Conv2D(3, (2, 3), strides=(1, 2), activation="relu"),
        BatchNormalization(),
        DepthwiseConv2D((3, 1), depth_multiplier=2),
        Conv2D(4, 2, use_bias=False, activation="tanh"),
        Flatten(),
        BatchNormalization(epsilon=1e-3),
        Dropout(0.5),
        Dense(5, activation="sigmoid"),
        BatchNormalization(),
        Dense(3),
    ]
    model = Sequential(layers, seed=seed)
    for start, weight in enumerate(model.weights):
        weight[...] = 0.4 * wave(weight.shape, start + seed)
    for layer in model.layers:
        if layer.state:
            layer.state["moving_variance"][...] = np.abs(layer.state["moving_variance"]) + 0.5
    return model


# ---- without a framework ----


def test_kernels_turn_their_axes():
    model = mixed_network()
    conv, depthwise = torch_places(model)[0], torch_places(model)[6]
    assert conv.shape == (3, 2, 2, 3) and depthwise.shape == (6, 1, 3, 1)
    kernel = model.weights[0]
    np.testing.assert_array_equal(kernel.ravel()[conv][2, 1, 0, 2], kernel[0, 2, 1, 2])
    kernel = model.weights[6]  # (3, 1, C = 3, M = 2)
    np.testing.assert_array_equal(kernel.ravel()[depthwise][3, 0, 2, 0], kernel[2, 0, 1, 1])


def test_dense_behind_flatten_follows_the_maps():
    """The same sums from maps that are flattened channels first."""
    model = Sequential([Input((3, 4, 2)), Flatten(), Dense(5), Dense(2)], seed=0)
    places = torch_places(model)
    x = wave((6, 3, 4, 2))
    theirs = x.transpose(0, 3, 1, 2).reshape(6, -1)  # (N, C*H*W)
    kernels = [model.weights[i].ravel()[places[i]] for i in (0, 2)]
    y = theirs @ kernels[0].T @ kernels[1].T
    np.testing.assert_allclose(y, model.predict(x), atol=1e-5)
    unordered = theirs @ model.weights[0] @ model.weights[2]
    assert abs(unordered - y).max() > 0.1


def test_every_number_has_one_place():
    model = mixed_network()
    for weight, places in zip(model.weights, torch_places(model), strict=True):
        assert sorted(places.ravel()) == list(range(weight.size))


def test_there_and_back_without_pytorch():
    model, other = mixed_network(), mixed_network(seed=1)
    arrays = [w.ravel()[p] for w, p in zip(model.weights, torch_places(model), strict=True)]
    for ours, its in zip(in_our_layout(other, arrays), model.weights, strict=True):
        np.testing.assert_array_equal(ours, its)


def test_flatten_of_rows_keeps_their_order():
    model = Sequential([Input((6,)), Flatten(), Dense(2)])
    np.testing.assert_array_equal(torch_places(model)[0], np.arange(12).reshape(6, 2).T)


class Shift(Layer):
    def build(self, input_shape, rng=None):
        self.params, self.grads = {"shift": np.zeros(1)}, {"shift": np.zeros(1)}

    def forward(self, x, training=False):
        return x + self.params["shift"]


@pytest.mark.parametrize(
    ("layers", "words"),
    [
        ([Reshape((12, 2)), Flatten(), Dense(2)], "Layer 0, 'reshape', is a Reshape"),
        ([Dense(2)], r"Layer 0, 'dense', is a Dense for inputs of shape \(None, 4, 3, 2\)"),
        ([Shift()], "Layer 0, 'shift', is a Shift"),
    ],
)
def test_what_has_another_order_is_refused(layers, words):
    with pytest.raises(ValueError, match=words):
        torch_places(Sequential([Input((4, 3, 2)), *layers]))


def test_arrays_that_do_not_fit_are_refused():
    model = course_network()
    with pytest.raises(ValueError, match=r"\(8, 1, 3, 3\).* Received a list of \[\(3, 3, 1, 8\)"):
        in_our_layout(model, model.get_weights())
    with pytest.raises(ValueError, match="expects a built Sequential"):
        torch_places(Sequential([Dense(2)]))


def network_lines(function) -> list[str]:
    """The lines of a program between its brackets, one for each layer."""
    lines = [line.strip() for line in inspect.getsource(function).splitlines()]
    return [line for line in lines if line.startswith(LAYERS) and line.endswith(",")]


LAYERS = ("Input(", "Conv2", "*(Conv2", "MaxPool", "Flatten", "Dense", "Linear", "*(Lin", "Dropout")


def test_the_three_programs_have_the_same_lines():
    ours, keras, torch = map(
        network_lines, (course_layers, keras_course_network, torch_course_network)
    )
    assert [line.replace(", **start", "") for line in ours] == keras
    assert len(torch) == len(keras) - 1  # a PyTorch module does not say what it takes


# ---- live ----


@pytest.fixture(scope="module")
def keras():
    os.environ.setdefault("KERAS_BACKEND", "torch")
    return pytest.importorskip("keras", reason="Keras is not installed: no live comparison")


@pytest.fixture(scope="module")
def torch():
    return pytest.importorskip("torch", reason="PyTorch is not installed: no live comparison")


def images_first(torch, x):
    return torch.from_numpy(np.ascontiguousarray(x.transpose(0, 3, 1, 2)))


def assert_equal_weights(model, other):
    for ours, its in zip(model.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, its)


def test_keras_and_back(keras):
    model, twin, back = load_course_network(), keras_course_network(), course_network(seed=1)
    to_keras(model, twin)
    x = (wave((50, 28, 28, 1)) + 1) / 2
    np.testing.assert_allclose(twin.predict(x, verbose=0), model.predict(x), atol=1e-5)
    from_keras(back, twin)
    assert_equal_weights(model, back)
    with pytest.raises(ValueError, match="shape"):
        to_keras(
            Sequential([Input((4,)), Dense(3)]),
            keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)]),
        )


def test_pytorch_and_back(torch):
    model, twin, back = load_course_network(), torch_course_network(), course_network(seed=1)
    to_torch(model, twin)
    twin.eval()
    x = (wave((50, 28, 28, 1)) + 1) / 2
    with torch.no_grad():
        y = twin(images_first(torch, x)).softmax(dim=1).numpy()
    np.testing.assert_allclose(y, model.predict(x), atol=1e-5)
    from_torch(back, twin)
    assert_equal_weights(model, back)


def torch_mixed_network(nn):
    return nn.Sequential(
        *(nn.Conv2d(2, 3, (2, 3), stride=(1, 2)), nn.ReLU()),
        nn.BatchNorm2d(3, eps=1e-3),
        nn.Conv2d(3, 6, (3, 1), groups=3),
        *(nn.Conv2d(6, 4, 2, bias=False), nn.Tanh()),
        nn.Flatten(),
        nn.BatchNorm1d(4 * 5 * 2, eps=1e-3),
        nn.Dropout(0.5),
        *(nn.Linear(40, 5), nn.Sigmoid()),
        nn.BatchNorm1d(5, eps=1e-3),
        nn.Linear(5, 3),
    )


def test_all_layers_with_weights_in_pytorch(torch):
    model, twin, back = mixed_network(), torch_mixed_network(torch.nn), mixed_network(seed=1)
    to_torch(model, twin)
    twin.eval()
    x = wave((4, 9, 7, 2))
    with torch.no_grad():
        y = twin(images_first(torch, x)).numpy()
    np.testing.assert_allclose(y, model.predict(x), atol=1e-5)
    from_torch(back, twin)
    assert_equal_weights(model, back)


def test_a_pytorch_module_of_other_layers_is_left_alone(torch):
    twin = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(784, 10))
    before = [tensor.clone() for tensor in twin.state_dict().values()]
    model = course_network()
    with pytest.raises(ValueError, match="Write it line by line as the model"):
        to_torch(model, twin)
    with pytest.raises(ValueError, match="Write it line by line as the model"):
        from_torch(model, twin)
    assert all((a == b).all() for a, b in zip(before, twin.state_dict().values(), strict=True))


def test_pooled_maps_need_no_new_order(torch):
    model = Sequential([Input((6, 6, 1)), Conv2D(3, 3), GlobalAveragePooling2D(), Dense(2)])
    nn = torch.nn
    pool = [nn.AdaptiveAvgPool2d(1), nn.Flatten()]
    twin = nn.Sequential(nn.Conv2d(1, 3, 3), *pool, nn.Linear(3, 2))
    to_torch(model, twin)
    x = wave((4, 6, 6, 1))
    with torch.no_grad():
        y = twin(images_first(torch, x)).numpy()
    np.testing.assert_allclose(y, model.predict(x), atol=1e-5)


def test_recorded_comparison_is_live(keras, torch):
    """The record's figures, measured once more on one seed."""
    from tools.record_frameworks import compare

    figures = compare(seed=0)
    for side in ("keras", "torch"):
        for name in ("outputs", "gradients", "sgd", "adam"):
            assert figures[side][name] < 2e-6, (side, name)
        assert figures[side]["back"] == 0
