"""What a reader's layer, metric or optimizer does is what the network does, shortcut or not."""

import numpy as np
import pytest

from helpers import (
    Activation,
    Adam,
    Conv2D,
    Dense,
    DepthwiseConv2D,
    Dropout,
    Flatten,
    Layer,
    MaxPooling2D,
    Sequential,
    Softmax,
)
from helpers.activations import ActivationFunction
from helpers.gradients import check_layer, check_model
from helpers.losses import MeanSquaredError
from tests.test_own_layers import Scale

RNG = np.random.default_rng(0)
IMAGES = RNG.normal(size=(10, 8, 8, 2))
LABELS = np.eye(3)[RNG.integers(0, 3, 10)]


def compiled(layers, loss="categorical_crossentropy", **options):
    model = Sequential(layers, seed=0, dtype="float64")
    model.build((None, 8, 8, 2))
    model.compile("sgd", loss, **options)
    return model


# ---- what is written anew acts ----


class SmoothDense(Dense):
    def forward(self, x, training=False):
        return 0.9 * super().forward(x, training) + 0.1 / self.units


class BentDense(Dense):
    def activate(self, total):
        return super().activate(total) ** 2


class SmoothSoftmax(Softmax):
    def forward(self, x, training=False):
        return 0.9 * super().forward(x, training) + 0.1 / 3


class SmoothActivation(Activation):
    def forward(self, x, training=False):
        return 0.9 * super().forward(x, training) + 0.1 / 3


@pytest.mark.parametrize(
    "last",
    [
        lambda: [SmoothDense(3, "softmax")],
        lambda: [BentDense(3, "softmax")],
        lambda: [Dense(3), SmoothSoftmax()],
        lambda: [Dense(3), SmoothActivation("softmax")],
    ],
    ids=["Dense.forward", "Dense.activate", "Softmax.forward", "Activation.forward"],
)
def test_an_output_written_anew_has_no_way_around_its_softmax(last):
    model = compiled([Flatten(), *last()])
    assert not model.ends_in_softmax
    y_pred = model(IMAGES)
    grad = model.loss.gradient(LABELS, y_pred)
    for layer in reversed(model.layers[1:]):
        grad = layer.backward(grad)
    slow = [layer.grads["kernel"].copy() for layer in model.layers if layer.params]
    model.fill_gradients(LABELS, model.fast_forward(IMAGES, training=True))
    fast = [layer.grads["kernel"] for layer in model.layers if layer.params]
    np.testing.assert_allclose(fast, slow, atol=1e-12)


@pytest.mark.parametrize(
    "last",
    [lambda: Dense(3, "softmax"), lambda: Conv2D(3, 8, activation="softmax")],
    ids=["Dense", "Conv2D"],
)
def test_the_way_around_stands_for_the_layers_of_the_house(last):
    assert compiled([last()]).ends_in_softmax


class Short(MaxPooling2D):
    def compute_output_shape(self, input_shape):
        n, height, width, channels = super().compute_output_shape(input_shape)
        return n, height - 1, width, channels


class Steps(MaxPooling2D):
    def check_input(self, x, padding=None):
        return super().check_input(np.floor(3 * x), padding)


class Mean(Layer):
    """Its `tile` means something else than that of a max pooling."""

    def tile(self):
        return 2, 2

    def compute_output_shape(self, input_shape):
        n, height, width, channels = input_shape
        return n, height // 2, width // 2, channels

    def forward(self, x, training=False):
        n, height, width, channels = x.shape
        return x.reshape(n, height // 2, 2, width // 2, 2, channels).mean((2, 4))

    def backward(self, grad):
        return grad.repeat(2, 1).repeat(2, 2) / 4


@pytest.mark.parametrize("pooling", [lambda: Steps(2), Mean], ids=["check_input", "tile"])
def test_a_pooling_of_one_s_own_acts_behind_a_convolution(pooling):
    model = compiled([Conv2D(3, 3), pooling()], "mse")
    np.testing.assert_array_equal(model.predict(IMAGES), model.forward(IMAGES))


def test_a_pooling_that_lies_about_its_shape_is_named_behind_a_convolution():
    model = compiled([Conv2D(3, 3, activation="relu"), Short(2, name="mine")], "mse")
    with pytest.raises(ValueError, match="layer 'mine' should return an array of the shape"):
        model.predict(IMAGES)


class Doubled(ActivationFunction):
    writes_over = True

    def value(self, x, out=None):
        return np.multiply(x, 1, out=out)

    def forward(self, x, training=False):
        self.y = 2 * x
        return self.y

    def slope_times(self, grad):
        return 2 * grad


def test_an_activation_s_own_forward_acts_in_a_layer():
    assert max(check_layer(Dense(3, Doubled()), RNG.normal(size=(4, 5))).values()) < 1e-8


class Zero(Sequential):
    def forward(self, x, training=False):
        return 0 * super().forward(x, training)


def test_a_model_s_own_forward_acts_when_it_is_called():
    assert not Zero([Flatten(), Dense(3)])(IMAGES).any()


class Still(Adam):
    def update(self, grad, m, v, out):
        out[...] = 0


Still.__name__ = "Adam"


def test_an_optimizer_s_class_is_taken_as_it_is():
    model = compiled([Flatten(), Dense(3, "softmax")])
    model.compile(Still, "categorical_crossentropy")
    before = model.get_weights()
    model.fit(IMAGES, LABELS, verbose=0)
    assert type(model.optimizer) is Still
    np.testing.assert_array_equal(model.get_weights()[0], before[0])


# ---- a layer that holds a layer, or a weight under two names ----


class Wrapper(Layer):
    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def build(self, input_shape, rng=None):
        super().build(input_shape, rng)
        self.inner.build(input_shape, self.rng)
        self.params = self.inner.params

    def compute_output_shape(self, input_shape):
        return self.inner.compute_output_shape(input_shape)

    def forward(self, x, training=False):
        return self.inner.forward(x, training=training)

    def backward(self, grad):
        grad_x = self.inner.backward(grad)
        self.grads = self.inner.grads
        return grad_x


class TwoNames(Scale):
    def build(self, input_shape, rng=None):
        super().build(input_shape, rng)
        self.w = self.params["w"]

    def forward(self, x, training=False):
        self.x = x
        return x * self.w


def test_a_layer_in_a_layer_learns():
    model = compiled([Flatten(), Wrapper(Dense(4)), Dense(3, "softmax")])
    inner = model.layers[1].inner
    before = inner.params["kernel"].copy()
    assert max(check_model(model, IMAGES, LABELS).values()) < 1e-6
    model.fit(IMAGES, LABELS, verbose=0)
    assert (inner.params["kernel"] != before).any()
    assert inner.params["kernel"].dtype == np.float64
    assert max(check_layer(Wrapper(Dense(4)), RNG.normal(size=(3, 5))).values()) < 1e-7


def test_the_mask_of_a_dropout_in_a_layer_is_held_still():
    errors = check_layer(Wrapper(Dropout(0.5)), RNG.normal(size=(3, 5)), training=True)
    assert errors["x"] < 1e-7


def test_a_weight_of_two_names_learns_under_both():
    model = compiled([Flatten(), TwoNames(), Dense(3, "softmax")])
    model.fit(IMAGES, LABELS, verbose=0)
    assert model.layers[1].w is model.layers[1].params["w"]
    assert (model.layers[1].w != 1).any()


def test_a_layer_may_smooth_its_gradient():
    class Smooth(Scale):
        def backward(self, grad):
            before = self.grads["w"]
            grad_x = super().backward(grad)
            self.grads["w"] = 0.5 * before + 0.5 * self.grads["w"]
            return grad_x

    model = compiled([Flatten(), Smooth(), Dense(3, "softmax")])
    history = model.fit(IMAGES, LABELS, epochs=3, verbose=0).history["loss"]
    assert history[2] < history[0]


class Reused(Layer):
    def forward(self, x, training=False):
        if not hasattr(self, "room"):
            self.room = np.empty((4, *x.shape[1:]))
        return np.multiply(x, 2, out=self.room[: len(x)])


def test_predict_copies_each_batch_before_the_next():
    model = compiled([Flatten(), Dense(3), Reused()], "mse")
    parts = [model.predict(IMAGES[start : start + 4]) for start in (0, 4, 8)]
    np.testing.assert_array_equal(model.predict(IMAGES, batch_size=4), np.concatenate(parts))


# ---- what breaks the contract is named ----


def between(**methods):
    """An error of a fit with a layer of these methods in the middle of a network."""
    layer = type("Mine", (Scale,), methods)(name="mine")
    model = compiled([Conv2D(3, 3), layer, MaxPooling2D(2), Flatten(), Dense(3, "softmax")])
    with pytest.raises(ValueError, match="layer 'mine'") as error:
        model.fit(IMAGES, LABELS, verbose=0)
    return str(error.value)


def put(name, value):
    """A backward that puts something in place of `grads`, or of one of them."""

    def backward(self, grad):
        grad_x = Scale.backward(self, grad)
        if name:
            self.grads[name] = value(self.grads[name])
        else:
            self.grads = value(self.grads)
        return grad_x

    return backward


@pytest.mark.parametrize(
    ("returned", "words"),
    [
        (lambda self, grad_x: (grad_x, self.grads["w"]), "a tuple"),
        (lambda self, grad_x: grad_x.tolist(), "a list"),
        (lambda self, grad_x: grad_x + 0j, "dtype complex128"),
        (lambda self, grad_x: "slope", "a str"),
        (lambda self, grad_x: None, "Received None"),
    ],
    ids=["a tuple", "a list", "complex", "a text", "None"],
)
def test_a_gradient_that_is_no_array_is_named(returned, words):
    message = between(backward=lambda self, grad: returned(self, Scale.backward(self, grad)))
    assert words in message and "End Mine.backward with return grad_x." in message


@pytest.mark.parametrize(
    ("backward", "words"),
    [
        (put("w", list), "Received a list"),
        (put("w", lambda w: w + 0j), "dtype complex128"),
        (put("w", lambda w: [[1], [1, 2]]), "Received a list"),
        (put("", lambda grads: None), "a dict, name to array. Received a NoneType"),
    ],
    ids=["a list", "complex", "uneven", "no dict"],
)
def test_grads_that_are_no_arrays_are_named(backward, words):
    assert words in between(backward=backward)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda y: y + 0j, "dtype complex128"),
        (lambda y: y.astype(object), "dtype object"),
        (lambda y: np.ma.masked_less(y, 0), "a MaskedArray"),
        (lambda y: y.mean(axis=0, keepdims=True), "an output for each of 10 examples"),
        (lambda y: y.repeat(2, axis=0), "Received an array of shape (20, 6, 6, 3)"),
    ],
    ids=["complex", "objects", "masked", "one for all", "twice as many"],
)
def test_an_output_that_does_not_go_on_is_named(change, words):
    assert words in between(forward=lambda self, x, training=False: change(Scale.forward(self, x)))


@pytest.mark.parametrize("shape", [None, 3, (8, 8, 2), ()], ids=str)
def test_a_shape_that_is_none_is_named(shape):
    layer = type("Mine", (Scale,), {"compute_output_shape": lambda self, _: shape})(name="mine")
    with pytest.raises(ValueError, match="layer 'mine' should announce a shape") as error:
        compiled([layer, Flatten(), Dense(3, "softmax")])
    assert "Mine.compute_output_shape" in str(error.value)


def test_a_weight_that_becomes_a_number_is_named():
    class Clipped(Layer):
        def build(self, input_shape, rng=None):
            super().build(input_shape, rng)
            self.params = {"a": np.array(0.5)}

        def forward(self, x, training=False):
            self.x = x
            self.params["a"] = np.clip(self.params["a"], 0, 1)
            return x * self.params["a"]

        def backward(self, grad):
            self.grads["a"] = (grad * self.x).sum()
            return grad * self.params["a"]

    model = compiled([Flatten(), Clipped(name="mine"), Dense(3, "softmax")])
    with pytest.raises(ValueError, match=r"layer 'mine' should hold arrays. Received a float64"):
        model.fit(IMAGES, LABELS, verbose=0)


def test_weights_without_super_init_are_named_with_the_cure():
    class NoSuper(Layer):
        def __init__(self):
            pass

    with pytest.raises(AttributeError, match=r"Begin the __init__ of NoSuper with super"):
        NoSuper().get_weights()


def test_a_weight_named_x_is_refused_by_check_layer():
    class Named(Scale):
        def build(self, input_shape, rng=None):
            super().build(input_shape, rng)
            self.params = {"x": np.ones(input_shape[-1])}

    with pytest.raises(ValueError, match="has a weight of that name. Name it another"):
        check_layer(Named(), RNG.normal(size=(3, 5)))


def test_of_two_layers_of_one_name_check_model_gives_the_larger_error():
    class Seven(Dense):
        def backward_of_sum(self, grad, input_gradient=True):
            return super().backward_of_sum(7 * grad, input_gradient)

    Seven.kind = "dense"
    first = compiled([Flatten(), Seven(4)])
    second = Sequential([Dense(3, "softmax")], seed=0, dtype="float64")
    second.build((None, 4))
    both = compiled([*first.layers, *second.layers])
    errors = check_model(both, IMAGES, LABELS)
    assert list(errors) == ["dense/kernel", "dense/bias"]
    assert errors["dense/kernel"] > 0.5


# ---- metrics and losses only read ----


def changes_predictions(y_true, y_pred):
    y_pred[y_pred > 0.4] = 1
    return 0.0


def changes_labels(y_true, y_pred):
    y_true *= 0
    return 0.0


class Changes(MeanSquaredError):
    def value(self, y_true, y_pred):
        y_pred -= y_true
        return (y_pred**2).mean(axis=-1)


@pytest.mark.parametrize("metric", [changes_predictions, changes_labels])
def test_a_metric_that_writes_is_named(metric):
    model, labels = compiled([Flatten(), Dense(3, "softmax")], metrics=[metric]), LABELS.copy()
    for way in (model.fit, model.evaluate, model.train_on_batch):
        with pytest.raises(ValueError, match=f"'{metric.__name__}' changes an array"):
            way(IMAGES, labels)
    np.testing.assert_array_equal(labels, LABELS)


def test_a_loss_that_writes_is_named():
    model = compiled([Flatten(), Dense(3)], Changes())
    with pytest.raises(ValueError, match="'mean_squared_error' changes an array"):
        model.fit(IMAGES, LABELS, verbose=0)


def test_a_metric_may_ask_the_model_that_learns():
    def asks(y_true, y_pred):
        model.predict(IMAGES[-5:])
        return 0.0

    weights = []
    for metrics in ((), (asks,)):
        layers = [Flatten(), Dense(5, "tanh"), Dense(3, "softmax")]
        model = compiled(layers, metrics=metrics)
        model.fit(IMAGES, LABELS, batch_size=5, verbose=0)
        weights.append(model.get_weights()[0])
    np.testing.assert_array_equal(*weights)


def test_a_loss_may_remember_from_its_value_to_its_slope():
    class Remembers(MeanSquaredError):
        def value(self, y_true, y_pred):
            self.error = y_pred - y_true
            return (self.error**2).mean(axis=-1)

        def slope(self, y_true, y_pred):
            return 2 * self.error / y_pred.size

    losses = []
    for loss in (Remembers(), MeanSquaredError()):
        model = compiled([Flatten(), Dense(3)], loss)
        losses.append(model.fit(IMAGES, LABELS, epochs=3, verbose=0).history["loss"])
    assert losses[0] == losses[1]


def test_a_metric_may_ask_the_model_for_slopes():
    def slopes(y_true, y_pred):
        return np.abs(model.backward(np.ones_like(y_pred))).mean()

    weights = []
    for metrics in ((), (slopes,)):
        layers = [Flatten(), Dense(5, "tanh"), Dense(3, "softmax")]
        model = compiled(layers, metrics=metrics)
        model.fit(IMAGES, LABELS, batch_size=5, verbose=0)
        weights.append(model.get_weights()[0])
    np.testing.assert_array_equal(*weights)


def test_a_model_of_one_s_own_may_give_fewer_rows():
    class Mean(Sequential):
        def forward(self, x, training=False):
            return super().forward(x, training).mean(axis=0, keepdims=True)

    assert Mean([Flatten(), Dense(3)]).predict(IMAGES, batch_size=5).shape == (2, 3)


# ---- no example at all ----


def test_a_depthwise_convolution_takes_a_batch_of_none():
    layer = DepthwiseConv2D(2)
    layer(IMAGES)
    y = layer(IMAGES[:0])
    assert layer.backward(np.zeros(y.shape)).shape == (0, 8, 8, 2)


def test_to_ask_a_depthwise_convolution_for_a_shape_changes_nothing():
    layer = DepthwiseConv2D(2, depth_multiplier=2)
    y = layer(IMAGES)
    assert layer.compute_output_shape((None, 8, 8, 5))[-1] == 10
    layer.backward(np.ones(y.shape))
    assert layer.grads["bias"].shape == layer.params["bias"].shape
