"""Keras lines as people write them: they run, or the answer says what to write here."""

import copy
import pickle
import re
import runpy
import textwrap

import numpy as np
import pytest

import helpers
from helpers import (
    SGD,
    Activation,
    Adadelta,
    Adam,
    BatchNormalization,
    Callback,
    Conv2D,
    Dense,
    DepthwiseConv2D,
    Dropout,
    Flatten,
    Input,
    Layer,
    LeakyReLU,
    MaxPool2D,
    MaxPooling2D,
    ModelCheckpoint,
    ReduceLROnPlateau,
    ReLU,
    RMSprop,
    Sequential,
    ZeroPadding2D,
    losses,
    one_hot,
    to_categorical,
)
from helpers.losses import BinaryCrossentropy, CategoricalCrossentropy
from helpers.metrics import get_metric
from helpers.regularizers import L1, L1L2, L2, get_regularizer

RNG = np.random.default_rng(0)
IMAGES = RNG.integers(0, 256, (40, 28, 28), np.uint8)
LABELS = np.arange(40) % 10

# Scripts in the manner of those that people publish, with their imports changed and no other line.
SCRIPTS = {
    "the example of Keras's own pages": """
        import numpy as np
        import helpers as keras
        from helpers import layers

        num_classes = 10
        input_shape = (28, 28, 1)
        x_train = x_train.astype("float32") / 255
        x_train = np.expand_dims(x_train, -1)
        y_train = keras.utils.to_categorical(y_train, num_classes)
        model = keras.Sequential(
            [
                keras.Input(shape=input_shape),
                layers.Conv2D(32, kernel_size=(3, 3), activation="relu"),
                layers.MaxPooling2D(pool_size=(2, 2)),
                layers.Conv2D(64, kernel_size=(3, 3), activation="relu"),
                layers.MaxPooling2D(pool_size=(2, 2)),
                layers.Flatten(),
                layers.Dropout(0.5),
                layers.Dense(num_classes, activation="softmax"),
            ]
        )
        model.summary()
        model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
        model.fit(x_train, y_train, batch_size=128, epochs=1, validation_split=0.1)
        score = model.evaluate(x_train, y_train, verbose=0)
        print("Test loss:", score[0])
        print("Test accuracy:", score[1])
    """,
    "layer by layer, with Adadelta": """
        import helpers as keras
        from helpers import Sequential
        from helpers import Dense, Dropout, Flatten, Conv2D, MaxPooling2D

        x_train = x_train.reshape(x_train.shape[0], 28, 28, 1).astype('float32')
        x_train /= 255
        y_train = keras.utils.to_categorical(y_train, 10)
        model = Sequential()
        model.add(Conv2D(32, kernel_size=(3, 3), activation='relu', input_shape=(28, 28, 1)))
        model.add(Conv2D(64, (3, 3), activation='relu'))
        model.add(MaxPooling2D(pool_size=(2, 2)))
        model.add(Dropout(0.25))
        model.add(Flatten())
        model.add(Dense(128, activation='relu'))
        model.add(Dropout(0.5))
        model.add(Dense(10, activation='softmax'))
        model.compile(loss=keras.losses.categorical_crossentropy,
                      optimizer=keras.optimizers.Adadelta(),
                      metrics=['accuracy'])
        model.fit(x_train, y_train, batch_size=16, epochs=1, verbose=1,
                  validation_data=(x_train, y_train))
        score = model.evaluate(x_train, y_train, verbose=0)
    """,
    "scores without softmax": """
        from helpers import layers, models
        from helpers.losses import SparseCategoricalCrossentropy

        model = models.Sequential()
        model.add(layers.Rescaling(1./255, input_shape=(28, 28)))
        model.add(layers.Reshape((28, 28, 1)))
        model.add(layers.ZeroPadding2D(padding=1))
        model.add(layers.Conv2D(8, (3, 3), kernel_initializer='he_uniform', use_bias=False))
        model.add(layers.BatchNormalization(axis=-1))
        model.add(layers.Activation('relu'))
        model.add(layers.MaxPool2D((2, 2), strides=2))
        model.add(layers.DepthwiseConv2D(3, padding='same'))
        model.add(layers.LeakyReLU())
        model.add(layers.AvgPool2D())
        model.add(layers.Flatten())
        model.add(layers.Dense(32, activation='relu', kernel_regularizer='l2', name='hidden'))
        model.add(layers.Dense(10))
        model.compile(optimizer='adam', loss=SparseCategoricalCrossentropy(from_logits=True),
                      metrics=['sparse_categorical_accuracy'])
        history = model.fit(x_train, y_train, epochs=1, class_weight={0: 2.0, 1: 0.5}, verbose=2)
        assert 'sparse_categorical_accuracy' in history.history
        assert model.get_layer('hidden').units == 32
    """,
    "two classes": """
        from helpers import Sequential, Dense, Flatten, Dropout
        from helpers.regularizers import l2
        from helpers.callbacks import EarlyStopping, ReduceLROnPlateau
        from helpers.optimizers import RMSprop

        model = Sequential([
            Flatten(input_shape=(28, 28)),
            Dense(16, activation='relu', kernel_regularizer=l2(1e-4)),
            Dropout(0.2),
            Dense(1, activation='sigmoid'),
        ])
        model.compile(optimizer=RMSprop(learning_rate=0.001), loss='binary_crossentropy',
                      metrics=['accuracy'])
        stop = EarlyStopping(monitor='val_loss', patience=3, restore_best_weights=True)
        model.fit(x_train / 255.0, y_train > 4, epochs=2, batch_size=8, validation_split=0.25,
                  callbacks=[stop, ReduceLROnPlateau(monitor='val_loss', factor=0.2)], verbose=0)
        predictions = (model.predict(x_train / 255.0, verbose=0) > 0.5).astype('int32')
        assert predictions.shape == (40, 1)
    """,
    "dense layers alone": """
        from helpers.models import Sequential
        from helpers.layers import Dense
        from helpers.utils import to_categorical
        from helpers.optimizers import SGD

        model = Sequential(name='mlp')
        model.add(Dense(units=64, input_dim=784, activation='relu'))
        model.add(Dense(units=10, activation='softmax'))
        model.compile(SGD(learning_rate=0.01, momentum=0.9, nesterov=True),
                      'categorical_crossentropy', ['accuracy'])
        model.fit(x_train.reshape(-1, 784) / 255, to_categorical(y_train), shuffle=True,
                  sample_weight=None, verbose=0)
        classes = model.predict(x_train.reshape(-1, 784) / 255).argmax(axis=-1)
    """,
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_public_scripts_run_with_their_imports_changed(name, tmp_path):
    script = tmp_path / "script.py"
    script.write_text(textwrap.dedent(SCRIPTS[name]), encoding="utf-8")
    runpy.run_path(str(script), {"x_train": IMAGES.copy(), "y_train": LABELS.copy()})


def test_datasets_come_in_keras_s_pairs():
    (x_train, y_train), (x_test, y_test) = helpers.datasets.digits.load_data()
    assert (x_train.shape, y_train.shape) == ((4000, 28, 28), (4000,))
    assert (x_test.shape, y_test.shape) == ((1000, 28, 28), (1000,))


def test_names_and_places_of_layers():
    model = Sequential([Input((4,)), Dense(3, name="hidden"), Dense(3), Dense(2)])
    assert [layer.name for layer in model.layers] == ["hidden", "dense_1", "dense_2"]
    assert model.get_layer("hidden") is model.get_layer(index=0) is model.layers[0]
    with pytest.raises(ValueError, match=r"get_layer expects one of \['hidden'.*Received 'deep'"):
        model.get_layer("deep")
    with pytest.raises(ValueError, match="there is a layer named 'hidden' already"):
        model.add(Dense(2, name="hidden"))


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (lambda: Conv2D(2, 3, input_shape=(8, 8, 1)), (None, 8, 8, 1)),
        (lambda: MaxPooling2D(input_shape=(8, 8, 1)), (None, 8, 8, 1)),
        (lambda: Flatten(input_shape=(8, 8)), (None, 8, 8)),
        (lambda: Dense(3, input_shape=(5,)), (None, 5)),
        (lambda: Dense(3, input_dim=5), (None, 5)),
        (lambda: Dropout(0.5, input_shape=(5,)), (None, 5)),
        (lambda: Activation("relu", input_shape=(5,)), (None, 5)),
        (lambda: BatchNormalization(input_shape=(5,)), (None, 5)),
        (lambda: ZeroPadding2D(input_shape=(8, 8, 1)), (None, 8, 8, 1)),
    ],
)
def test_any_first_layer_takes_an_input_shape(layer, shape):
    model = Sequential([layer()])
    assert model.built and model.input_shape == shape


def test_aliases_and_to_categorical():
    assert MaxPool2D is MaxPooling2D
    np.testing.assert_array_equal(to_categorical(LABELS, 10), one_hot(LABELS, 10))
    assert to_categorical([0, 2]).shape == (2, 3)
    assert to_categorical([[0], [2]], 4).shape == (2, 4)
    assert to_categorical(np.array([[0, 1], [2, 0]])).shape == (2, 2, 3)
    with pytest.raises(ValueError, match="one_hot expects labels from 0 to 1"):
        to_categorical([0, 2], 2)


# ---- weights of examples, and of weights ----


def weighed(**options):
    x = RNG.normal(size=(12, 5))
    y = np.arange(12) % 3
    model = Sequential([Dense(3, "softmax")], seed=0, dtype="float64")
    model.compile("sgd", "sparse_categorical_crossentropy")
    losses = model.loss.value(*model.loss.check(y, model.predict(x)))
    history = model.fit(x, y, batch_size=12, verbose=0, **options)
    return losses, y, history.history["loss"][0]


def test_class_weights_multiply_the_losses_of_their_class():
    losses, y, logged = weighed(class_weight={0: 3.0, 2: 0.5})
    assert logged == pytest.approx(np.mean(losses * np.array([3, 1, 0.5])[y]))


def test_sample_weights_multiply_the_losses_of_their_example():
    weights = np.linspace(0, 2, 12)
    losses, _, logged = weighed(sample_weight=weights)
    assert logged == pytest.approx(np.mean(losses * weights))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"class_weight": {0: 2}, "sample_weight": np.ones(12)}, "cannot both be given"),
        ({"class_weight": [1, 2, 3]}, "class_weight expects a dict"),
        ({"sample_weight": np.ones(11)}, r"sample_weight expects one number.*shape \(12,\)"),
        ({"class_weight": {"cat": 2.0}}, "class_weight"),
    ],
)
def test_weights_that_do_not_fit_are_refused(options, message):
    with pytest.raises((ValueError, TypeError), match=message):
        weighed(**options)


def test_validation_data_may_bring_weights():
    x, y = RNG.normal(size=(12, 5)), np.arange(12) % 3
    model = Sequential([Dense(3, "softmax")], seed=0)
    model.compile("sgd", "sparse_categorical_crossentropy")
    history = model.fit(x, y, validation_data=(x, y, np.zeros(12)), verbose=0)
    assert history.history["val_loss"] == [0.0]


@pytest.mark.parametrize(
    ("identifier", "expected"), [("l1", L1(0.01)), ("l2", L2(0.01)), (L1L2(0.1, 0.2), None)]
)
def test_regularizers_by_name(identifier, expected):
    found = get_regularizer(identifier)
    wanted = expected or identifier
    assert (found.l1, found.l2) == (wanted.l1, wanted.l2)


@pytest.mark.parametrize("bad", ["l3", 0.01, lambda w: 0])
def test_other_regularizers_are_refused(bad):
    with pytest.raises(ValueError, match="a regularizer expects one of"):
        Dense(3, kernel_regularizer=bad)
    with pytest.raises(ValueError, match=r"a regularizer's l2 expects a number in \[0, inf\)"):
        L2(-1)


def test_one_output_and_a_loss_of_several_classes_is_refused():
    for loss in ("categorical_crossentropy", "sparse_categorical_crossentropy"):
        model = Sequential([Dense(1, "sigmoid")])
        model.compile("sgd", loss)
        with pytest.raises(ValueError, match="write Dense\\(1, activation='sigmoid'\\).*binary_"):
            model.fit(np.ones((4, 2)), np.array([[0], [1], [0], [0]]), verbose=0)


def test_binary_crossentropy_wants_labels_from_0_to_1():
    with pytest.raises(ValueError, match="labels from 0 to 1. Received values from 0 to 9"):
        BinaryCrossentropy()([0, 9], [0.5, 0.5])


# ---- losses, called as functions ----


@pytest.mark.parametrize(
    ("loss", "truth"),
    [
        (losses.categorical_crossentropy, np.eye(3)[[0, 2]]),
        (losses.sparse_categorical_crossentropy, np.array([0, 2])),
        (losses.binary_crossentropy, np.eye(3)[[0, 2]]),
    ],
)
def test_a_loss_that_is_called_takes_what_its_class_takes(loss, truth):
    scores = RNG.normal(size=(2, 3))
    expected = type(loss)(from_logits=True)(truth, scores)
    assert loss(truth, scores, from_logits=True) == expected
    assert loss(truth, scores, [1, 0], from_logits=True) < expected
    assert not loss.from_logits
    with pytest.raises(TypeError, match="no argument 'label_smoothing'. Keras has it.*1 - s"):
        loss(truth, scores, label_smoothing=0.1)
    with pytest.raises(TypeError, match="no argument 'logits'. Did you mean 'from_logits'"):
        loss(truth, scores, logits=True)


def test_each_example_s_own_loss_is_its_value():
    """Keras's functions give these; a loss that is called gives their mean."""
    truth, p = np.eye(3)[[0, 2]], np.array([[0.5, 0.25, 0.25], [0.5, 0.25, 0.25]])
    own = losses.categorical_crossentropy.value(truth, p)
    np.testing.assert_allclose(own, -np.log([0.5, 0.25]))
    assert losses.categorical_crossentropy(truth, p) == own.mean()


# ---- what is not here ----

NOT_HERE = [
    (lambda: Conv2D(8, 3, border_mode="same"), "Conv2D", "border_mode", "Write padding"),
    (lambda: Conv2D(8, 3, dilation_rate=2), "Conv2D", "dilation_rate", "a larger kernel_size"),
    (lambda: Conv2D(8, 3, data_format="channels_first"), "Conv2D", "data_format", "np.moveaxis"),
    (lambda: Conv2D(8, 3, groups=2), "Conv2D", "groups", "DepthwiseConv2D"),
    (lambda: Conv2D(8, 3, kernel_constraint="max_norm"), "Conv2D", "kernel_constraint", "Leave"),
    (lambda: Dense(output_dim=3, units=3), "Dense", "output_dim", "Write units"),
    (lambda: Dense(3, init="uniform"), "Dense", "init", "Write kernel_initializer"),
    (lambda: Dense(3, activity_regularizer="l2"), "Dense", "activity_regularizer", "kernel_reg"),
    (lambda: Dropout(0.5, noise_shape=(1, 2)), "Dropout", "noise_shape", "Leave it out"),
    (lambda: LeakyReLU(alpha=0.1), "LeakyReLU", "alpha", "Write negative_slope"),
    (lambda: ReLU(max_value=6), "ReLU", "max_value", "Leave it out"),
    (lambda: Input((3,), batch_size=2), "Input", "batch_size", "Leave it out"),
    (lambda: Adam(lr=0.1), "Adam", "lr", "Write learning_rate"),
    (lambda: SGD(decay=1e-6), "SGD", "decay", "LearningRateScheduler"),
    (lambda: RMSprop(clipnorm=1.0), "RMSprop", "clipnorm", "learning_rate"),
    (lambda: Adadelta(weight_decay=0.1), "Adadelta", "weight_decay", "kernel_regularizer"),
    (
        lambda: CategoricalCrossentropy(label_smoothing=0.1),
        "Categorical",
        "label_smoothing",
        "1 - s",
    ),
    (lambda: ModelCheckpoint("a.npz", save_freq=100), "ModelCheckpoint", "save_freq", "each epoch"),
    (lambda: ModelCheckpoint("a.npz", period=2), "ModelCheckpoint", "period", "each epoch"),
    (lambda: Dense(output_dim=3), "Dense", "output_dim", "Write units"),
    (lambda: Dropout(p=0.5), "Dropout", "p", "Write rate"),
    (lambda: ReduceLROnPlateau(epsilon=1e-4), "ReduceLROnPlateau", "epsilon", "Write min_delta"),
    (lambda: L2(l=0.01), "L2", "l", "Write l1 or l2"),
    (lambda: to_categorical([1], nb_classes=3), "to_categorical", "nb_classes", "num_classes"),
    (lambda: Sequential().fit(0, 0, nb_epoch=3), "fit", "nb_epoch", "Write epochs"),
    (lambda: Sequential().fit(0, 0, steps_per_epoch=3), "fit", "steps_per_epoch", "batch_size"),
    (lambda: Sequential().compile(loss_weights=[1]), "compile", "loss_weights", "one loss"),
    (lambda: Sequential().evaluate(0, 0, steps=3), "evaluate", "steps", "batch_size"),
    (lambda: Sequential().predict(0, callbacks=[0]), "predict", "callbacks", "belong to fit"),
    (lambda: Sequential([Input(3)]).summary(line_length=3), "summary", "line_length", "Leave"),
]


@pytest.mark.parametrize(("make", "owner", "argument", "cure"), NOT_HERE)
def test_an_argument_of_keras_s_is_answered(make, owner, argument, cure):
    message = f"{owner}.* takes no argument '{argument}'.*Keras had? ?h?a?s? ?it.*{cure}"
    with pytest.raises(TypeError, match=message):
        make()


@pytest.mark.parametrize(
    "make",
    [
        lambda: Conv2D(8, 3, data_format="channels_last", dilation_rate=(1, 1), groups=1),
        lambda: BatchNormalization(axis=-1, center=True, scale=True),
        lambda: Dense(3, activity_regularizer=None, kernel_constraint=None, trainable=True),
        lambda: Adam(0.01, amsgrad=False, weight_decay=None, name="adam"),
        lambda: Sequential().compile("sgd", "mse", run_eagerly=True, jit_compile=False),
        lambda: BinaryCrossentropy(label_smoothing=0.0, name="binary"),
    ],
)
def test_what_happens_anyway_may_be_said(make):
    make()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Dense(3, unit=3), "Dense takes no argument 'unit'. Did you mean 'units'?"),
        (lambda: Dense(3, colour="red"), "Dense takes no argument 'colour'. It takes units, acti"),
        (lambda: Sequential().fit(0, 0, epoch=3), "fit takes no argument 'epoch'. Did you mean 'e"),
    ],
)
def test_a_slip_of_the_pen_is_answered(make, message):
    with pytest.raises(TypeError, match=re.escape(message)):
        make()


@pytest.mark.parametrize(
    ("make", "name", "cure"),
    [
        (lambda: Sequential().save("a"), "save", "model.save_weights"),
        (lambda: Sequential().to_json(), "to_json", "model.summary"),
        (lambda: Sequential().predict_classes(0), "predict_classes", "argmax"),
        (lambda: Sequential().fit_generator(0), "fit_generator", r"model.fit\(x, y\)"),
        (lambda: Dense(3).output, "output", "model.output_shape"),
        (lambda: Dense(3).kernel, "kernel", r"layer.params\['kernel'\]"),
        (lambda: Adam().get_config(), "get_config", "Write vars"),
        (lambda: Dense(3).add_weight(), "add_weight", "in build"),
        (lambda: Adam().lr, "lr", "optimizer.learning_rate"),
        (lambda: setattr(Adam(), "lr", 0.1), "lr", "optimizer.learning_rate"),
        (lambda: setattr(Dense(3), "trainable", False), "trainable", "Every layer is trained"),
        (lambda: setattr(Sequential(), "trainable", False), "trainable", "Every layer is trained"),
    ],
)
def test_an_attribute_of_keras_s_is_answered(make, name, cure):
    with pytest.raises(AttributeError, match=f"{name}.*Keras has|Keras has '{name}'.*") as told:
        make()
    assert re.search(cure, str(told.value))


def test_batch_normalization_takes_keras_s_axis_first():
    """A number alone is the axis, as in Keras, and never the momentum."""
    images, rows = IMAGES[:4, :6, :6, None] / 255, np.ones((4, 5))
    for axis, x in ((-1, images), (3, images), (1, rows)):
        layer = BatchNormalization(axis)
        assert layer(x).shape == x.shape and layer.momentum == 0.99
    assert BatchNormalization(-1, 0.5, 0.1).momentum == 0.5
    for axis, x in ((1, images), (-2, rows), (True, rows), ([1, 2], images)):
        message = f"axis expects -1, the last.*{re.escape(repr(axis))}.*np.moveaxis"
        with pytest.raises(ValueError, match=message):
            Sequential([BatchNormalization(axis)]).build(x.shape)


@pytest.mark.parametrize(
    "change",
    [
        lambda layers: layers.pop(),
        lambda layers: layers.append(Dense(2)),
        lambda layers: layers.insert(0, Dense(2)),
        lambda layers: layers.extend([Dense(2)]),
        lambda layers: layers.remove(layers[0]),
        lambda layers: layers.clear(),
        lambda layers: layers.__delitem__(-1),
        lambda layers: layers.__iadd__([Dense(2)]),
        lambda layers: layers.reverse(),
    ],
)
def test_the_list_of_layers_keeps_its_length(change):
    model = Sequential([Input(4), Dense(3), Dense(2)], seed=0)
    before = model.predict(np.ones((1, 4)))
    with pytest.raises(TypeError, match=r"Write model.add\(layer\).*\*model.layers\[:-1\]"):
        change(model.layers)
    np.testing.assert_array_equal(model.predict(np.ones((1, 4))), before)
    for twin in (copy.deepcopy(model), pickle.loads(pickle.dumps(model))):
        np.testing.assert_array_equal(twin.predict(np.ones((1, 4))), before)
    shorter = Sequential([Input(4), *model.layers[:-1]])
    assert shorter.predict(np.ones((1, 4))).shape == (1, 3)


@pytest.mark.parametrize(
    ("line", "cure"),
    [
        ("from helpers import Model", r"Write Sequential\(\[...\]\)"),
        ("from helpers import load_model", "load_weights"),
        ("from helpers import LSTM", "Keras's, this book.*Write a layer of your own"),
        ("from helpers import Dens", "did you mean Dense"),
        ("from helpers.layers import LSTM", "Write a layer of your own"),
        ("from helpers.datasets import fashion_mnist", "Write load_mnist or load_kmnist"),
        ("from helpers.optimizers import Nadam", "Write SGD, RMSprop, Adam or Adadelta"),
        ("from helpers.callbacks import TensorBoard", "CSVLogger"),
        ("from helpers.losses import Huber", "a Loss of your own"),
        ("from helpers.metrics import AUC", "such as 'accuracy'"),
        ("from helpers.initializers import HeNormal", r"a function of \(shape, rng\)"),
        ("from helpers.regularizers import OrthogonalRegularizer", "Write L1, L2"),
    ],
)
def test_a_name_of_keras_s_is_answered(line, cure):
    with pytest.raises(ImportError, match=cure):
        exec(line, {})


def test_a_name_that_is_asked_for_by_a_dot_is_answered():
    with pytest.raises(AttributeError, match="Keras has it.*Write MaxPooling2D"):
        helpers.layers.GlobalMaxPooling2D  # noqa: B018
    with pytest.raises(AttributeError, match="Write SGD, RMSprop, Adam or Adadelta"):
        helpers.optimizers.Nadam  # noqa: B018


def test_other_names_are_python_s_own_errors():
    assert not hasattr(helpers, "nonsense")
    assert not hasattr(helpers.losses, "_nonsense")
    with pytest.raises(AttributeError, match="Sequential has no attribute 'nonsense'.$"):
        Sequential().nonsense  # noqa: B018


def test_models_of_layers_called_on_layers_are_answered():
    with pytest.raises(TypeError, match=r"Dense expects an array.*Write Sequential\(\[...\]\)"):
        Dense(3)(Input((3,)))


def test_depthwise_takes_keras_s_own_names():
    layer = DepthwiseConv2D(3, depthwise_initializer="ones", depthwise_regularizer="l1")
    layer.build((None, 5, 5, 2))
    assert layer.params["kernel"].tolist() == np.ones((3, 3, 2, 1)).tolist()
    assert layer.regularizers["kernel"].l1 == 0.01


def test_a_name_of_a_reader_s_own_argument_is_no_word_of_keras_s():
    class Mine(Layer):
        def __init__(self, alpha, bias=None):
            super().__init__()
            self.alpha = alpha

    assert Mine(alpha=0.1, bias=1).alpha == 0.1


def test_hooks_by_keras_s_other_names_are_called_and_others_refused():
    seen = []

    class Losses(Callback):
        def on_batch_end(self, batch, logs=None):
            seen.append(logs["loss"])

        def on_test_end(self, logs=None):
            seen.append(logs["loss"])

    class Slip(Callback):
        def on_epoch_ends(self, epoch, logs=None):
            """Never called."""

    x, y = np.ones((4, 2)), np.ones((4, 1))
    model = Sequential([Dense(1)], seed=0)
    model.compile("sgd", "mse")
    model.fit(x, y, batch_size=2, validation_data=(x, y), callbacks=[Losses()], verbose=0)
    assert len(seen) == 3
    with pytest.raises(ValueError, match="Slip has a hook 'on_epoch_ends', which fit never calls"):
        model.fit(x, y, callbacks=[Slip()], verbose=0)


def test_binary_accuracy_asks_each_output_by_itself():
    truth, answers = np.array([[1, 0, 0], [0, 1, 0]]), np.array([[0.9, 0.8, 0.1], [0.2, 0.3, 0.1]])
    _, metric = get_metric("binary_accuracy")
    assert metric(truth, answers) == pytest.approx(4 / 6)
    assert metric([1, 0], [[0.7], [0.6]]) == 0.5
    with pytest.raises(ValueError, match="binary_accuracy expects y_true and y_pred of one shape"):
        metric(truth, answers[:1])
