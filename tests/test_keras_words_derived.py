"""What Keras's users derive, call and import: it runs, or the answer says what to write here."""

import copy
import importlib
import pickle
import re
import sys

import numpy as np
import pytest

import helpers
from helpers import (
    SGD,
    Adam,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    Layer,
    MaxPooling2D,
    Sequential,
    Softmax,
    initializers,
    regularizers,
)
from helpers.activations import ActivationFunction
from helpers.losses import CategoricalCrossentropy, Loss
from helpers.optimizers import Optimizer

IMAGES = np.zeros((4, 3, 3))


@pytest.mark.parametrize(
    ("base", "method", "cure"),
    [
        (Dropout, "call", "Write forward(x, training=False) and backward(grad)"),
        (Layer, "call", "Write forward(x, training=False) and backward(grad)"),
        (Sequential, "call", "Write a Layer of your own"),
        (Sequential, "compute_loss", "Write a Loss of your own"),
        (Loss, "call", "Write value(y_true, y_pred) and slope(y_true, y_pred)"),
        (CategoricalCrossentropy, "call", "Write value(y_true, y_pred)"),
        (Optimizer, "update_step", "Write update"),
        (Adam, "update_step", "Write update"),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_a_method_that_keras_would_call_is_answered(base, method, cure):
    words = f"Mine has {method!r}, which Keras calls and this book does not. {cure}"
    with pytest.raises(TypeError, match=re.escape(words)):
        type("Mine", (base,), {method: lambda self, *_: None})


def test_a_layer_for_both_may_have_both():
    both = type("Both", (Layer,), {"call": lambda self, x: x, "forward": lambda self, x, t=0: x})
    assert both().forward(3) == 3


@pytest.mark.parametrize(
    ("base", "methods"),
    [
        (Layer, ("forward", "backward", "call")),
        (Loss, ("value", "slope", "call")),
        (Optimizer, ("update", "update_step")),
        (Sequential, ("train_step",)),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_a_helper_of_that_name_is_fine_where_all_is_there(base, methods):
    whole = type("Whole", (base,), {name: lambda self, *_: None for name in methods})
    type("Derived", (whole,), {name: lambda self, *_: None for name in methods[-1:]})


def test_a_regularizer_says_its_slope_too():
    class Mine(regularizers.Regularizer):
        def __call__(self, weight):
            return float((weight**2).sum())

    with pytest.raises(TypeError, match=r"Write gradient\(weight\) too"):
        Dense(3, kernel_regularizer=Mine())

    class Watched(regularizers.L2):
        def __call__(self, weight):
            self.last = super().__call__(weight)
            return self.last

    assert Dense(3, kernel_regularizer=Watched(0.1)).regularizers["kernel"].l2 == 0.1


def test_a_regularizer_as_keras_s_guide_writes_it_needs_no_super_init():
    class Mine(regularizers.Regularizer):
        def __init__(self, strength):
            self.strength = strength

        def __call__(self, weight):
            return self.strength * float((weight**2).sum())

        def gradient(self, weight):
            return 2 * self.strength * weight

    model = Sequential([Flatten(), Dense(2, kernel_regularizer=Mine(0.1))], seed=0)
    model.compile(SGD(1.0), "mse")
    model.build((None, 3, 3))
    before = model.get_weights()[0]
    model.fit(IMAGES, np.zeros((4, 2)), verbose=0)
    np.testing.assert_allclose(model.get_weights()[0], 0.8 * before, rtol=1e-6)
    assert "Mine" in repr(Mine(0.1))


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Dropout(0.5, None, 42), "Dropout takes by position rate, seed. Received 3"),
        (lambda: MaxPooling2D(2, 2, "same", "channels_last"), "pool_size, strides, padding."),
        (lambda: Dense(1, "relu", True, "zeros", "zeros", "l2"), "Dense takes by position units"),
        (lambda: Adam(0.001, 0.9, 0.999, 1e-7, False), "Adam takes by position learning_rate"),
        (lambda: SGD(0.01, 0.9, 1e-6, True), "learning_rate, momentum, nesterov. Received 4"),
        (lambda: CategoricalCrossentropy(False, 0.1), "takes by position from_logits."),
        (lambda: Sequential([], 0, "float32", "name", 5), "Sequential takes by position layers"),
    ],
    ids=["Dropout", "MaxPooling2D", "Dense", "Adam", "SGD", "loss", "Sequential"],
)
def test_more_by_position_than_there_is_is_answered(make, words):
    with pytest.raises(TypeError, match=re.escape(words)):
        make()


def test_arguments_of_one_s_own_may_have_old_names():
    class Focal(Loss):
        def __init__(self, *, alpha=0.25):
            super().__init__()
            self.alpha = alpha

    class Narrow(Layer):
        def __init__(self, *, l=1.0):  # noqa: E741
            super().__init__()
            self.l = l

    assert (Focal(alpha=0.5).alpha, Narrow(l=2.0).l) == (0.5, 2.0)


def test_a_class_beside_a_loss_gets_what_it_is_made_with():
    class Tagged:
        def __new__(cls, tag):
            made = super().__new__(cls)
            made.tag = tag
            return made

    class Mine(Loss, Tagged):
        def __init__(self, tag):
            super().__init__()

    assert Mine("a").tag == "a"


def test_an_init_that_is_wrapped_or_changed_takes_what_it_takes():
    class Mine(Layer):
        def __init__(*arguments):
            super(Mine, arguments[0]).__init__()

    Mine(1, 2)

    def init(self, size):
        Layer.__init__(self)
        self.size = size

    class Late(Layer):
        pass

    Late()
    Late.__init__ = init
    assert Late(5).size == 5


def test_the_import_of_the_book_again_adds_no_second_answer():
    before = list(sys.meta_path)
    importlib.reload(helpers)
    assert sys.meta_path == before


def test_any_number_by_position_is_taken_by_who_takes_it():
    class Mine(Layer):
        def __init__(self, *sizes):
            super().__init__()
            self.sizes = sizes

    assert Mine(1, 2, 3).sizes == (1, 2, 3)
    assert pickle.loads(pickle.dumps(copy.deepcopy(Dense(3)))).units == 3


@pytest.mark.parametrize("layer", [Flatten, GlobalAveragePooling2D])
def test_the_order_of_the_channels_is_no_name(layer):
    layer("channels_last")
    with pytest.raises(TypeError, match="takes no argument 'data_format'.*np.moveaxis"):
        layer("channels_first")


@pytest.mark.parametrize("name", sorted(initializers.INITIALIZERS))
def test_an_initializer_that_is_called_is_itself(name):
    called = getattr(initializers, name)
    kernels = [
        Dense(3, kernel_initializer=given) for given in (name, called, called(), called(seed=None))
    ]
    values = [(layer(np.ones((2, 4))), layer.params["kernel"])[1] for layer in kernels]
    for value in values[1:]:
        np.testing.assert_array_equal(value, values[0])
    with pytest.raises(TypeError, match="the model draws, Sequential"):
        called(seed=3)


def test_the_spread_of_a_truncated_normal_may_be_given():
    layer = Dense(1000, kernel_initializer=initializers.truncated_normal(stddev=2.0))
    layer(np.ones((1, 10)))
    assert layer.params["kernel"].std() == pytest.approx(2 * initializers.CUT_SPREAD, rel=0.05)
    with pytest.raises(TypeError, match=r"Write a function of \(shape, rng\)"):
        initializers.random_normal(stddev=0.1)


@pytest.mark.parametrize(
    ("base", "method"),
    [(Optimizer, "update"), (ActivationFunction, "value"), (Loss, "value"), (Layer, "forward")],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_what_a_class_of_one_s_own_lacks_is_named(base, method):
    mine = type("Mine", (base,), {})
    with pytest.raises(NotImplementedError, match=f"Mine has no {method}"):
        if base is Optimizer:
            mine(0.1).apply([np.ones(3)], [np.ones(3)])
        elif base is Loss:
            mine()(np.ones(3), np.ones(3))
        else:
            mine().forward(np.ones((2, 3)))


def test_a_metric_s_class_is_answered():
    with pytest.raises(ImportError, match=r"or a function of \(y_true, y_pred\)"):
        exec("from helpers.metrics import Metric", {})


def test_steps_are_not_taken_for_return_dict():
    model = Sequential([Flatten(), Dense(2)])
    model.compile("sgd", "mse")
    with pytest.raises(ValueError, match="return_dict expects True or False. Received 2"):
        model.evaluate(IMAGES, np.zeros((4, 2)), 32, 0, None, 2)


def test_datasets_and_generators_are_answered():
    model = Sequential([Flatten(), Dense(2)])
    model.compile("sgd", "mse")
    for way in (model.fit, model.evaluate, model.train_on_batch):
        with pytest.raises(TypeError, match=r"Keras takes datasets and generators.*fit\(x, y\)"):
            way(iter([IMAGES]))


def test_a_model_in_a_model_is_answered_and_the_cure_runs():
    model = Sequential([Flatten(), Dense(3)], seed=0)
    scores = model(IMAGES)
    with pytest.raises(ValueError, match=re.escape("Write *model.layers for its layers.")):
        Sequential([model, Softmax()])
    np.testing.assert_allclose(
        Sequential([*model.layers, Softmax()])(IMAGES), Softmax()(scores), rtol=1e-6
    )


@pytest.mark.parametrize(
    ("module", "cure"),
    [
        ("helpers.backend", "Write NumPy"),
        ("helpers.layers.convolutional", "Write from helpers.layers import"),
        ("helpers.utils.np_utils", "Write from helpers.utils import"),
        ("helpers.preprocessing.image", "Change the arrays themselves"),
        ("helpers.wrappers.scikit_learn", "Write helpers.estimator"),
    ],
)
def test_a_module_of_keras_s_is_answered(module, cure):
    with pytest.raises(ModuleNotFoundError, match="Keras has it, this book does not") as error:
        importlib.import_module(module)
    assert cure in str(error.value)


def test_a_module_of_nobody_s_is_not_found_as_ever():
    with pytest.raises(ModuleNotFoundError, match="^No module named 'helpers.nowhere'$"):
        importlib.import_module("helpers.nowhere")


@pytest.mark.parametrize(
    "line",
    [
        "from helpers import constraints",
        "from helpers.utils import normalize",
        "from helpers.models import clone_model, model_from_json",
        "from helpers.optimizers import adam",
        "from helpers.initializers import lecun_normal",
        "from helpers.metrics import categorical_accuracy",
        "from helpers.activations import elu",
    ],
)
def test_a_small_name_of_keras_s_is_answered(line):
    with pytest.raises(ImportError, match="Keras has it, this book does not. "):
        exec(line, {})
