"""The whole network against Keras 3: recorded figures always, live comparisons where Keras is.

The records below were made with Keras 3.15.1 on JAX 0.9.0 by `train(theirs(keras), ...)` of this
file (on PyTorch 2.13.0 they differ by 5e-6): the same formula gives weights and data on both sides,
and nothing is drawn at random. To compare live:
`pip install keras torch`, then `KERAS_BACKEND=torch pytest tests/test_network_keras.py`.
"""

import inspect
import os

import numpy as np
import pytest

import helpers
from helpers import callbacks as our_callbacks
from helpers.initializers import get_initializer
from helpers.keras_names import FURTHER_ARGUMENTS, KERAS_ARGUMENTS, OLD_ARGUMENTS
from helpers.keras_words import _arguments

SETTINGS = {
    "sgd": ("SGD", {"learning_rate": 0.1}),
    "nesterov": ("SGD", {"learning_rate": 0.05, "momentum": 0.9, "nesterov": True}),
    "rmsprop": ("RMSprop", {"learning_rate": 0.003}),
    "adam": ("Adam", {"learning_rate": 0.005, "epsilon": 1e-4}),
    "adadelta": ("Adadelta", {"learning_rate": 0.5, "rho": 0.9, "epsilon": 1e-4}),
}


def wave(shape: tuple[int, ...], start: float = 0.0) -> np.ndarray:
    """Numbers in [-1, 1] that look random and need no generator."""
    return np.sin(1.7 * np.arange(np.prod(shape)) + start).reshape(shape).astype(np.float32)


def data(count: int) -> tuple[np.ndarray, np.ndarray]:
    return (wave((count, 8, 7, 1), 0.3) + 1) / 2, np.eye(3, dtype=np.float32)[np.arange(count) % 3]


def network(kit, loss="categorical_crossentropy", optimizer="sgd", norm=True):
    """The same lines for Keras (kit = keras, keras.layers, keras.optimizers) and for helpers."""
    model_class, layers, optimizers = kit
    stack = [
        layers.Input((8, 7, 1)),
        layers.Conv2D(3, 3, padding="same", activation="relu"),
        layers.MaxPooling2D(2),
        layers.Conv2D(4, (2, 3), strides=(2, 1), use_bias=False),
        *([layers.BatchNormalization()] if norm else []),
        layers.ReLU(),
        layers.Flatten(),
        layers.Dense(5, activation="tanh"),
        layers.Dense(3, activation="softmax"),
    ]
    model = model_class(stack)
    shapes = [weight.shape for weight in model.get_weights()]
    weights = [0.5 * wave(shape, start) for start, shape in enumerate(shapes)]
    if norm:  # gamma, beta, moving mean and variance stay as they are made
        weights[3:7] = model.get_weights()[3:7]
    model.set_weights(weights)
    name, options = SETTINGS[optimizer]
    model.compile(getattr(optimizers, name)(**options), loss=loss, metrics=["accuracy"])
    return model


def train(kit, optimizer):
    """History and the last weights' sums, after 4 epochs with a ragged last batch."""
    model = network(kit, optimizer=optimizer)
    x, y = data(13)
    history = model.fit(
        x, y, batch_size=4, epochs=4, shuffle=False, validation_split=0.25, verbose=0
    )
    return history.history, [float(np.sum(weight)) for weight in model.get_weights()]


OURS = (helpers.Sequential, helpers, helpers)

# loss, accuracy, val_loss, val_accuracy of 4 epochs; then the sum of each weight array
RECORDS = {
    "sgd": (
        {
            "accuracy": [0.2222222, 0.3333333, 0.3333333, 0.3333333],
            "loss": [1.236714, 1.21772, 1.16295, 1.124161],
            "val_accuracy": [0.25, 0.25, 0.25, 0.25],
            "val_loss": [1.510299, 1.473301, 1.435758, 1.410676],
        },
        [
            0.3188352,
            0.1736322,
            0.2070534,
            3.917946,
            -0.1124784,
            0.01283331,
            3.567857,
            0.09244666,
            0.5145947,
            0.1078121,
            -0.2828145,
        ],
    ),
    "nesterov": (
        {
            "accuracy": [0.2222222, 0.2222222, 0.3333333, 0.3333333],
            "loss": [1.237161, 1.247002, 1.199686, 1.115211],
            "val_accuracy": [0.25, 0.25, 0.25, 0.25],
            "val_loss": [1.447548, 1.460152, 1.474089, 1.457623],
        },
        [
            1.417938,
            0.2428951,
            0.2713828,
            3.88186,
            -0.1409616,
            -0.004493661,
            3.596343,
            -0.02959356,
            0.492043,
            0.1078122,
            -0.2828144,
        ],
    ),
    "rmsprop": (
        {
            "accuracy": [0.3333333, 0.4444444, 0.4444444, 0.6666667],
            "loss": [1.226807, 1.154877, 1.113446, 1.061554],
            "val_accuracy": [0.25, 0.25, 0.25, 0.25],
            "val_loss": [1.449117, 1.437304, 1.427611, 1.422967],
        },
        [
            -0.06134519,
            0.1503156,
            0.4080559,
            3.954816,
            -0.03719814,
            0.0173046,
            3.556508,
            0.3475757,
            0.5682404,
            0.1415296,
            -0.2982823,
        ],
    ),
    "adam": (
        {
            "accuracy": [0.3333333, 0.3333333, 0.3333333, 0.4444444],
            "loss": [1.216924, 1.149253, 1.118865, 1.076476],
            "val_accuracy": [0.25, 0.25, 0.25, 0.25],
            "val_loss": [1.44655, 1.438262, 1.428896, 1.418208],
        },
        [
            -0.2092707,
            0.1505969,
            0.3566622,
            3.951404,
            -0.04705098,
            0.01632785,
            3.557115,
            0.308642,
            0.5631946,
            0.1366737,
            -0.2901506,
        ],
    ),
    "adadelta": (
        {
            "accuracy": [0.3333333, 0.4444444, 0.4444444, 0.5555556],
            "loss": [1.243966, 1.105096, 1.027199, 0.9980825],
            "val_accuracy": [0.25, 0.25, 0.25, 0.25],
            "val_loss": [1.46116, 1.449831, 1.467902, 1.494945],
        },
        [
            0.03894442,
            0.1422717,
            0.4402859,
            3.989327,
            -0.1031525,
            0.01880946,
            3.556209,
            0.3958799,
            0.5862902,
            0.1538582,
            -0.3332553,
        ],
    ),
}


VARIANTS = {
    "class_weight": ({"class_weight": {0: 3.0, 2: 0.5}}, {}, "categorical_crossentropy", "softmax"),
    "sample_weight": (
        {"sample_weight": np.linspace(0, 2, 13)},
        {},
        "categorical_crossentropy",
        "softmax",
    ),
    "l2": ({}, {"kernel_regularizer": "l2"}, "categorical_crossentropy", "softmax"),
    "l1_l2": (
        {},
        {"kernel_regularizer": "l1", "bias_regularizer": "l2"},
        "categorical_crossentropy",
        "softmax",
    ),
    "binary": ({}, {}, "binary_crossentropy", "sigmoid"),
    "logits": ({}, {}, "CategoricalCrossentropy", None),
    "binary logits": ({}, {}, "BinaryCrossentropy", None),
}


def train_variant(model_class, layers, losses, variant):
    """Losses of 3 epochs and the last weights' sums, with one of Keras's further options."""
    options, last, loss, activation = VARIANTS[variant]
    model = model_class(
        [
            layers.ZeroPadding2D(((1, 0), (0, 2)), input_shape=(8, 7, 1)),
            layers.DepthwiseConv2D((2, 3), padding="same", depth_multiplier=2, activation="tanh"),
            layers.Conv2D(3, 3, kernel_initializer="he_uniform", name="second"),
            layers.LeakyReLU(negative_slope=0.1),
            layers.AvgPool2D(2),
            layers.Flatten(),
            layers.Dense(4, **last),
            layers.Activation("relu"),
            layers.Dense(3, activation=activation),
        ]
    )
    model.set_weights([0.5 * wave(w.shape, start) for start, w in enumerate(model.get_weights())])
    model.compile("sgd", getattr(losses, loss)(from_logits=True) if loss[0].isupper() else loss)
    x, y = data(13)
    history = model.fit(x, y, batch_size=4, epochs=3, shuffle=False, verbose=0, **options)
    return history.history["loss"], [float(np.sum(weight)) for weight in model.get_weights()]


# loss of 3 epochs, recorded with Keras 3.15.1 on PyTorch 2.13.0
VARIANT_LOSSES = {
    "class_weight": [1.621387, 1.584762, 1.553623],
    "sample_weight": [1.10449, 1.103978, 1.102875],
    "l2": [1.229316, 1.228536, 1.227953],
    "l1_l2": [1.44293, 1.441946, 1.441162],
    "binary": [0.6966397, 0.6959681, 0.6953061],
    "logits": [1.094579, 1.093989, 1.093596],
    "binary logits": [0.6966397, 0.6959681, 0.6953061],
}


@pytest.mark.parametrize("variant", VARIANTS)
def test_recorded_losses_of_further_options(variant):
    losses, _ = train_variant(helpers.Sequential, helpers, helpers.losses, variant)
    np.testing.assert_allclose(losses, VARIANT_LOSSES[variant], rtol=2e-6)


@pytest.mark.parametrize("optimizer", RECORDS)
def test_recorded_training_of_keras(optimizer):
    history, sums = train(OURS, optimizer)
    expected_history, expected_sums = RECORDS[optimizer]
    assert set(history) == set(expected_history)
    for name, values in expected_history.items():
        np.testing.assert_allclose(history[name], values, rtol=2e-5, err_msg=name)
    np.testing.assert_allclose(sums, expected_sums, atol=2e-4)


# ---- live, where Keras is installed ----


@pytest.fixture(scope="module")
def keras():
    os.environ.setdefault("KERAS_BACKEND", "torch")
    return pytest.importorskip("keras", reason="Keras is not installed: no live comparison")


def theirs(keras):
    return keras.Sequential, keras.layers, keras.optimizers


@pytest.mark.parametrize("optimizer", SETTINGS)
def test_training_is_equal(keras, optimizer):
    (ours, our_sums), (history, sums) = train(OURS, optimizer), train(theirs(keras), optimizer)
    assert set(ours) == set(history)
    for name, values in history.items():
        np.testing.assert_allclose(ours[name], values, rtol=5e-5, err_msg=name)
    np.testing.assert_allclose(our_sums, sums, atol=5e-4)


@pytest.mark.parametrize("variant", VARIANTS)
def test_further_options_are_equal(keras, variant):
    ours = train_variant(helpers.Sequential, helpers, helpers.losses, variant)
    theirs = train_variant(keras.Sequential, keras.layers, keras.losses, variant)
    np.testing.assert_allclose(ours[0], theirs[0], rtol=5e-5)
    np.testing.assert_allclose(ours[1], theirs[1], atol=5e-4)


def accepted(function) -> set[str]:
    """The arguments that may be given by name."""
    parameters = inspect.signature(function).parameters.values()
    return {p.name for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD} - {"self"}


def test_every_argument_of_keras_s_is_known_or_answered(keras):
    pairs = [
        (getattr(ours, name), getattr(its, name))
        for ours, its in [
            (helpers, keras.layers),
            (helpers.callbacks, keras.callbacks),
            (helpers.losses, keras.losses),
            (helpers.optimizers, keras.optimizers),
        ]
        for name in vars(ours)
        if name[0].isupper()
        and name != "CallbackList"
        and isinstance(getattr(its, name, None), type)
    ]
    methods = ("compile", "fit", "evaluate", "predict", "summary", "save_weights", "load_weights")
    pairs += [(getattr(helpers.Sequential, m), getattr(keras.Sequential, m)) for m in methods]
    assert len(pairs) > 40
    silent = {}
    for ours, its in pairs:
        own = set(_arguments(ours)) | {"name"}
        unknown = (
            accepted(its) - own - KERAS_ARGUMENTS.keys() - FURTHER_ARGUMENTS - OLD_ARGUMENTS.keys()
        )
        silent[ours.__name__] = unknown
    assert {name: unknown for name, unknown in silent.items() if unknown} == {}


@pytest.mark.parametrize("loss", ["categorical_crossentropy", "mean_squared_error"])
def test_predictions_scores_and_counts_are_equal(keras, loss):
    a, b = network(OURS, loss), network(theirs(keras), loss)
    x, y = data(11)
    assert a.count_params() == b.count_params()
    assert [w.shape for w in a.get_weights()] == [w.shape for w in b.get_weights()]
    np.testing.assert_allclose(a.predict(x), b.predict(x, verbose=0), atol=1e-6)
    expected = b.evaluate(x, y, batch_size=4, verbose=0)
    np.testing.assert_allclose(a.evaluate(x, y, batch_size=4), expected, rtol=1e-5)
    np.testing.assert_allclose(a.train_on_batch(x, y), b.train_on_batch(x, y), rtol=1e-5)
    for ours, its in zip(a.get_weights(), b.get_weights(), strict=True):
        np.testing.assert_allclose(ours, its, atol=1e-6)


@pytest.mark.parametrize("name", ["CategoricalCrossentropy", "SparseCategoricalCrossentropy"])
def test_rows_of_any_sum_cost_the_same(keras, name):
    rows = np.random.default_rng(0).random((5, 4)).astype(np.float32)
    labels = np.array([0, 1, 2, 3, 0])
    y_true = labels if name[0] == "S" else np.eye(4, dtype=np.float32)[labels]
    expected = float(getattr(keras.losses, name)()(y_true, rows))
    assert getattr(helpers.losses, name)()(y_true, rows) == pytest.approx(expected, rel=1e-6)


def test_layers_give_equal_outputs(keras):
    for seed in range(60):
        compare_layers(keras, np.random.default_rng(seed))


def compare_layers(keras, rng):
    n, height, width, channels = (int(rng.integers(1, high)) for high in (4, 10, 10, 4))
    window = tuple(int(size) for size in rng.integers(1, 4, 2))
    strides = tuple(int(size) for size in rng.integers(1, 4, 2))
    padding = str(rng.choice(["valid", "same"]))
    activation = rng.choice(["relu", "tanh", "softmax", "sigmoid", "linear"])
    some = str(activation) if channels > 1 else "relu"  # a softmax of one channel is refused here
    x = rng.normal(size=(n, height + 3, width + 3, channels)).astype(np.float32)
    options = {"strides": strides, "padding": padding}
    makers = [
        lambda kit: kit.Conv2D(3, window, activation=str(activation), **options),
        lambda kit: kit.MaxPooling2D(window, **options),
        lambda kit: kit.AveragePooling2D(window, strides=strides),  # "same": wrong in Keras's torch
        lambda kit: kit.GlobalAveragePooling2D(),
        lambda kit: kit.Dense(4, activation=str(activation)),
        lambda kit: kit.DepthwiseConv2D(window, min(strides), padding, depth_multiplier=2),
        lambda kit: kit.ZeroPadding2D(((1, 0), (2, 3))),
        lambda kit: kit.LeakyReLU(),
        lambda kit: kit.Activation(some),
        lambda kit: kit.Dense(4, activation="leaky_relu"),
        lambda kit: kit.Rescaling(1 / 255, offset=-0.5),
        lambda kit: kit.Reshape((-1, channels)),
    ]
    for make in makers:
        ours, its = make(helpers), make(keras.layers)
        ours.build((None, *x.shape[1:]))
        its.build(x.shape)
        if ours.weights:
            its.set_weights([wave(weight.shape, 1) for weight in ours.weights])
            ours.set_weights(its.get_weights())
        expected = keras.ops.convert_to_numpy(its(x))
        np.testing.assert_allclose(ours(x), expected, atol=2e-6)


class Standin:
    """As much of a model as a callback needs: weights that tell their epoch."""

    metrics = ()

    def __init__(self):
        self.stop_training, self.value = False, -1.0

    def get_weights(self):
        return [np.array(self.value)]

    def set_weights(self, weights):
        self.value = float(weights[0])


def story(seed: int) -> list[float]:
    """A history of losses; rounded ones tie often, and at exactly min_delta."""
    rng = np.random.default_rng(seed)
    values = np.exp(-np.arange(20) / 8) + 0.05 * rng.normal(size=20)
    return [float(value) for value in np.round(values, 2 + seed % 2 * 4)]


def test_early_stopping_decides_alike(keras):
    for seed in range(300):
        rng = np.random.default_rng(seed)
        options = {
            "monitor": "val_loss",
            "patience": int(rng.integers(0, 5)),
            "min_delta": float(rng.choice([0, 0.01, 0.05])),
            "mode": str(rng.choice(["auto", "min", "max"])),
            "baseline": [None, 0.7][int(rng.integers(2))],
            "start_from_epoch": int(rng.choice([0, 0, 3])),
            "restore_best_weights": bool(rng.integers(2)),
        }
        endings = []
        for kit in (our_callbacks, keras.callbacks):
            callback, model = kit.EarlyStopping(**options), Standin()
            callback.set_model(model)
            callback.on_train_begin()
            for epoch, value in enumerate(story(seed)):
                model.value = epoch
                callback.on_epoch_end(epoch, {"val_loss": value})
                if model.stop_training:
                    break
            callback.on_train_end()
            endings.append((epoch, callback.stopped_epoch, callback.best_epoch, model.value))
        assert endings[0] == endings[1], (options, story(seed))


@pytest.mark.parametrize(
    "name",
    [
        "he_normal",
        "he_uniform",
        "glorot_normal",
        "glorot_uniform",
        "random_normal",
        "random_uniform",
        "truncated_normal",
    ],
)
def test_first_weights_have_keras_s_spread(keras, name):
    shape = (3, 3, 16, 400)
    ours = get_initializer(name)(shape, np.random.default_rng(0))
    keras.utils.set_random_seed(0)
    its = keras.ops.convert_to_numpy(keras.initializers.get(name)(shape))
    assert ours.std() == pytest.approx(its.std(), rel=0.01)
    # Not the maximum: on PyTorch, Keras lets one number in 100,000 pass beyond the cut.
    ends = [np.quantile(np.abs(weight), 0.999) for weight in (ours, its)]
    assert ends[0] == pytest.approx(ends[1], rel=0.005)
