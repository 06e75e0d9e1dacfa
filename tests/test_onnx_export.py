"""helpers/onnx_export.py: ONNX's checker passes each file, and ONNX Runtime gives what we give."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import helpers
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
    Reshape,
    Sequential,
    Softmax,
    ZeroPadding2D,
    export_onnx,
    import_onnx,
    load_course_network,
    scale_pixels,
)
from helpers.activations import ACTIVATIONS, ActivationFunction
from helpers.onnx_export import WRITERS
from tests.layer_cases import CASES
from tests.standins import OFFICIAL

ATOL = 1e-5


def with_random_weights(layers: list, shape: tuple[int, ...], seed: int = 0) -> Sequential:
    """A built model, none of whose weights, biases and statistics is 0 or 1."""
    model = Sequential([Input(shape), *layers], seed=seed)
    rng = np.random.default_rng(seed)
    for layer in model.layers:
        for name, weight in {**layer.params, **layer.state}.items():
            low = -0.5 if name in ("kernel", "bias", "beta") else 0.5
            weight[...] = rng.uniform(low, low + 1, weight.shape)
    return model


def runtime(path: Path, x: np.ndarray) -> np.ndarray:
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    assert [given.name for given in session.get_inputs()] == ["x"]
    (y,) = session.run(["y"], {"x": x})
    return y


def assert_there_and_back(model: Sequential, folder: Path, examples: int = 3) -> onnx.ModelProto:
    """ONNX Runtime's outputs are the model's, for any number of examples, and so are those of
    the model that comes back."""
    path = folder / "model.onnx"
    export_onnx(model, path)
    onnx.checker.check_model(str(path), full_check=True)
    back = import_onnx(path)
    assert back.input_shape == model.input_shape and back.output_shape == model.output_shape
    for count in (examples, 1):
        x = np.random.default_rng(count).normal(size=(count, *model.input_shape[1:]))
        x = x.astype(np.float32)
        expected = model.predict(x)
        y = runtime(path, x)
        assert y.shape == expected.shape and y.dtype == np.float32
        np.testing.assert_allclose(y, expected, atol=ATOL, rtol=ATOL)
        np.testing.assert_allclose(back.predict(x), expected, atol=1e-6, rtol=1e-6)
    return onnx.load(path)


def operators(content: onnx.ModelProto) -> list[str]:
    return [node.op_type for node in content.graph.node]


# ---- every layer ----


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_layer(case, tmp_path):
    model = with_random_weights([case.make()], case.shape[1:])
    assert_there_and_back(model, tmp_path, case.shape[0])


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("shape", [(5,), (4, 3), (4, 3, 2)])
def test_every_activation(name, shape, tmp_path):
    """Alone, inside a dense layer, and where the channels stand first."""
    assert_there_and_back(with_random_weights([Activation(name)], shape), tmp_path)
    assert_there_and_back(with_random_weights([Dense(3, name)], shape), tmp_path)
    if len(shape) == 3:
        layers = [Conv2D(2, 2, activation=name), Activation(name), MaxPooling2D(1)]
        assert_there_and_back(with_random_weights(layers, shape), tmp_path)


def test_every_layer_and_activation_of_helpers_has_a_writer():
    public = {getattr(helpers, name) for name in helpers.__all__}
    kinds = {k for k in public if isinstance(k, type) and issubclass(k, helpers.Layer)}
    kinds |= {type(helpers.activations.get_activation(name)) for name in ACTIVATIONS}
    assert kinds - WRITERS.keys() == {helpers.Layer}
    assert {type(case.make()) for case in CASES} >= kinds - {
        helpers.Layer,
        *(type(helpers.activations.get_activation(name)) for name in ACTIVATIONS),
    }


sizes = st.integers(1, 4)
pairs = st.tuples(sizes, sizes)
paddings = st.sampled_from(["valid", "same"])
names = st.sampled_from([None, *ACTIVATIONS])
image_layers = st.one_of(
    st.builds(Conv2D, sizes, pairs, pairs, paddings, names, st.booleans()),
    st.builds(
        DepthwiseConv2D,
        pairs,
        pairs,
        paddings,
        st.integers(1, 3),
        use_bias=st.booleans(),
        activation=names,
    ),
    st.builds(MaxPooling2D, pairs, st.none() | pairs, paddings),
    st.builds(AveragePooling2D, pairs, st.none() | pairs, paddings),
    st.builds(ZeroPadding2D, st.tuples(*[st.tuples(*[st.integers(0, 3)] * 2)] * 2)),
    st.builds(BatchNormalization),
    st.builds(Dropout, st.sampled_from([0, 0.5])),
    st.builds(Dense, sizes, names),
    st.builds(Softmax),
    st.builds(LeakyReLU, st.sampled_from([0, 0.3])),
)


def _fits(layers: list, shape: tuple[int, ...]) -> bool:
    try:
        Sequential([Input(shape), *layers])(np.zeros((1, *shape)))
    except ValueError:
        return False
    return True


@settings(max_examples=150, deadline=None)
@given(
    shape=st.tuples(st.integers(1, 9), st.integers(1, 9), st.integers(1, 3)),
    layers=st.lists(image_layers, min_size=1, max_size=4),
    end=st.sampled_from([(), (Flatten,), (GlobalAveragePooling2D,)]),
    seed=st.integers(0, 99),
)
def test_stacks_of_layers(tmp_path_factory, shape, layers, end, seed):
    layers = [*layers, *(make() for make in end)]
    kept = []  # as many as fit into the image
    for layer in layers:
        if _fits([*kept, layer], shape):
            kept.append(layer)
    for layer in kept:
        layer.built, layer.params, layer.state = False, {}, {}
    model = with_random_weights(kept, shape, seed)
    assert_there_and_back(model, tmp_path_factory.mktemp("stack"))


# ---- the course network ----


def test_the_course_network_on_embedded_digits(tmp_path):
    model = load_course_network()
    export_onnx(model, tmp_path / "course.onnx")
    x = scale_pixels(helpers.load_digits().x_train)[..., None]
    y = runtime(tmp_path / "course.onnx", x)
    np.testing.assert_allclose(y, model.predict(x), atol=ATOL)


@pytest.mark.skipif(not OFFICIAL.is_dir(), reason="MNIST is not at hand: no comparison on it")
def test_the_course_network_on_all_test_digits(tmp_path, monkeypatch):
    """Outputs against outputs: no label is read."""
    monkeypatch.setenv("HELPERS_DATA_DIR", str(OFFICIAL))
    model = load_course_network()
    export_onnx(model, tmp_path / "course.onnx")
    x = scale_pixels(helpers.load_mnist().x_test).reshape(-1, 28, 28, 1)
    assert len(x) == 10_000
    y = runtime(tmp_path / "course.onnx", x)
    np.testing.assert_allclose(y, model.predict(x), atol=ATOL)
    assert abs(y.sum(axis=1) - 1).max() < ATOL


def test_the_channels_are_moved_no_more_often_than_needed(tmp_path):
    content = assert_there_and_back(load_course_network(), tmp_path)
    assert operators(content).count("Transpose") == 2
    between = [MaxPooling2D(1), Softmax(), ReLU(), BatchNormalization(), ZeroPadding2D()]
    layers = [Conv2D(2, 2), *between, DepthwiseConv2D(2), GlobalAveragePooling2D()]
    content = assert_there_and_back(with_random_weights(layers, (6, 5, 1)), tmp_path)
    assert operators(content).count("Transpose") == 1
    content = assert_there_and_back(with_random_weights([Flatten(), Dense(3)], (6, 5, 1)), tmp_path)
    assert operators(content) == ["Flatten", "MatMul", "Add"]


def test_batch_normalization_uses_what_it_has_learned(tmp_path):
    model = Sequential([Input((3, 3, 2)), BatchNormalization(), Flatten(), Dense(1)], seed=0)
    model.compile("sgd", "mse")
    rng = np.random.default_rng(0)
    model.fit(rng.normal(3, 2, (20, 3, 3, 2)), rng.normal(size=(20, 1)), epochs=3, verbose=0)
    assert abs(model.layers[0].state["moving_mean"]).min() > 0.05
    assert_there_and_back(model, tmp_path)


def test_numbers_are_float32(tmp_path):
    model = Sequential([Input((4,)), Dense(2)], seed=0, dtype="float64")
    export_onnx(model, tmp_path / "a.onnx")
    x = np.random.default_rng(0).normal(size=(3, 4))
    y = runtime(tmp_path / "a.onnx", x.astype(np.float32))
    np.testing.assert_allclose(y, model.predict(x), atol=1e-6)


def test_a_changed_weight_changes_the_file_s_output(tmp_path):
    model, other = load_course_network(), load_course_network()
    other.weights[0][1, 2, 0, 3] += 0.1
    x = scale_pixels(helpers.load_digits().x_train[:50])[..., None]
    export_onnx(other, tmp_path / "other.onnx")
    assert abs(runtime(tmp_path / "other.onnx", x) - model.predict(x)).max() > 10 * ATOL


def test_the_file_says_who_wrote_it_and_for_whom(tmp_path):
    content = assert_there_and_back(load_course_network(), tmp_path)
    assert content.producer_name == "convnets-by-hand"
    assert [(entry.domain, entry.version) for entry in content.opset_import] == [("", 18)]
    assert content.graph.input[0].type.tensor_type.shape.dim[0].dim_param == "N"
    names = [weight.name for weight in content.graph.initializer]
    assert names[:2] == ["0/conv2d/kernel", "0/conv2d/bias"]
    assert len(set(names)) == len(names)


def test_layers_that_share_a_name(tmp_path):
    first = with_random_weights([Dense(3)], (4,))
    model = Sequential([*first.layers, Dense(3)])  # both are called "dense"
    model.build((None, 4))
    assert_there_and_back(model, tmp_path)


# ---- what cannot be written ----


class Swish(ActivationFunction):
    def value(self, x, out=None):
        return x / (1 + np.exp(-x))

    def slope_times(self, grad):
        return grad


class Shift(Dense):
    """A subclass that computes something else than its parent."""

    def forward(self, x, training=False):
        return super().forward(x, training) + 1


@pytest.mark.parametrize(
    ("layer", "words"),
    [
        (Swish(), "Layer 1, 'swish', is a Swish"),
        (Dense(2, activation=Swish), "Layer 1, 'dense_1', has the activation Swish"),
        (Activation(Swish), "Layer 1, 'activation', has the activation Swish"),
        (Shift(3), "Layer 1, 'shift', is a Shift"),
    ],
)
def test_a_layer_of_the_reader_s_is_refused(layer, words, tmp_path):
    model = Sequential([Input((4,)), Dense(3), layer])
    with pytest.raises(ValueError, match=words) as told:
        export_onnx(model, tmp_path / "a.onnx")
    assert "Put a layer of helpers in its place, or tell how it is written: " in str(told.value)
    assert list(tmp_path.iterdir()) == []


def test_a_layer_of_the_reader_s_can_be_taught(tmp_path, monkeypatch):
    class Negative(helpers.Layer):
        def forward(self, x, training=False):
            return -x

    monkeypatch.setitem(WRITERS, Negative, lambda layer, graph: graph.node("Neg"))
    model = Sequential([Input((4,)), Dense(3), Negative()], seed=0)
    export_onnx(model, tmp_path / "a.onnx")
    x = np.random.default_rng(0).normal(size=(3, 4)).astype(np.float32)
    np.testing.assert_allclose(runtime(tmp_path / "a.onnx", x), model.predict(x), atol=1e-6)
    with pytest.raises(ValueError, match="knows no operator 'Neg'"):
        import_onnx(tmp_path / "a.onnx")


def test_a_model_without_weights_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"expects a built Sequential.* Start its list with Input"):
        export_onnx(Sequential([Dense(3)]), tmp_path / "a.onnx")


def test_another_name_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"ends in .onnx. Received .*a.npz"):
        export_onnx(load_course_network(), tmp_path / "a.npz")


def test_a_file_that_is_there_stays_whole(tmp_path, monkeypatch):
    path = tmp_path / "a.onnx"
    export_onnx(load_course_network(), path)
    before = path.read_bytes()
    with pytest.raises(ValueError, match="is a Swish"):
        export_onnx(Sequential([Input((4,)), Swish()]), path)
    assert path.read_bytes() == before


def test_without_the_package_the_cure_is_said():
    code = (
        "import sys; sys.modules['onnx'] = None\n"
        "from helpers import load_course_network\n"
        "from helpers import export_onnx\n"
        "export_onnx(load_course_network(), 'a.onnx')"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert answer.returncode == 1
    assert "which is not installed. Install it: pip install onnx" in answer.stderr


def test_reshaped_numbers_keep_their_order(tmp_path):
    layers = [Conv2D(3, 2), Reshape((-1, 2)), Dense(2), BatchNormalization(), Reshape((3, 3, 4))]
    layers += [MaxPooling2D(2), Flatten(), BatchNormalization()]
    assert_there_and_back(with_random_weights(layers, (5, 4, 2)), tmp_path)
