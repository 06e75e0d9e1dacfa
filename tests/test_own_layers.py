"""Layers, losses and activations that a reader writes: they work, and errors name them."""

import re

import numpy as np
import pytest

from helpers import (
    Activation,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    Input,
    Layer,
    MaxPooling2D,
    Sequential,
    Softmax,
)
from helpers.activations import ActivationFunction
from helpers.gradients import check_layer, check_model
from helpers.layer import offered
from helpers.losses import CategoricalCrossentropy, MeanSquaredError
from helpers.training import AT_LOGITS

RNG = np.random.default_rng(0)
IMAGES = RNG.normal(size=(6, 6, 5, 2))
LABELS = np.eye(3)[RNG.integers(0, 3, 6)]


class Scale(Layer):
    """A weight for each number of the last axis, by the documented contract alone."""

    def build(self, input_shape, rng=None):
        super().build(input_shape, rng)
        self.params = {"w": np.ones(input_shape[-1])}
        self.grads = {"w": np.zeros(input_shape[-1])}

    def forward(self, x, training=False):
        if not self.built:
            self.build(x.shape)
        self.x = x
        return x * self.params["w"]

    def backward(self, grad):
        axes = tuple(range(grad.ndim - 1))
        self.grads["w"] = (grad * self.x).sum(axis=axes)
        return grad * self.params["w"]


class Choose(Layer):
    """A dense layer of one's own that ends in a softmax of the house."""

    def __init__(self, classes):
        super().__init__()
        self.classes = classes
        self.activation = Softmax()

    def build(self, input_shape, rng=None):
        super().build(input_shape, rng)
        self.params = {"w": self.rng.normal(size=(input_shape[-1], self.classes))}

    def compute_output_shape(self, input_shape):
        return (*input_shape[:-1], self.classes)

    def forward(self, x, training=False):
        self.x = x
        return self.activation.forward(x @ self.params["w"], training=training)

    def backward(self, grad):
        grad = self.activation.backward(grad)
        self.grads = {"w": self.x.T @ grad}
        return grad @ self.params["w"].T


def trained(layers, loss="categorical_crossentropy", x=IMAGES, y=LABELS):
    """The model after its gradients were checked and two epochs of fit."""
    model = Sequential(layers, seed=0, dtype="float64")
    model.compile("sgd", loss)
    errors = check_model(model, x, y)
    assert errors and max(errors.values()) < 1e-6, errors
    before = model.get_weights()
    model.fit(x, y, epochs=2, verbose=0)
    moved = [not np.array_equal(a, b) for a, b in zip(before, model.get_weights(), strict=True)]
    assert all(moved)
    return model


@pytest.mark.parametrize(
    "layers",
    [
        lambda: [Scale(), Flatten(), Dense(3, "softmax")],
        lambda: [Conv2D(2, 2), Scale(), Flatten(), Scale(), Dense(3, "softmax")],
        lambda: [Flatten(), Dense(3), Scale()],
        lambda: [Flatten(), Choose(3)],
        lambda: [Flatten(), Scale(), Choose(3)],
        lambda: [Flatten(), Dense(3), Scale(), Softmax()],
        lambda: [Scale(input_shape=(6, 5, 2), name="first"), Flatten(), Choose(3)],
    ],
    ids=["first", "middle", "last", "only, with softmax", "two", "softmax after", "input_shape"],
)
def test_a_layer_by_the_contract_alone_works_everywhere(layers):
    stack = layers()
    loss = "mse" if type(stack[-1]) is Scale else "categorical_crossentropy"
    model = trained(stack, loss)
    model.summary()
    assert model.predict(IMAGES).shape == (6, 3)


def test_a_layer_of_one_s_own_is_checked_alone():
    assert max(check_layer(Scale(), RNG.normal(size=(3, 4))).values()) < 1e-7


class NoSuper(Scale):
    def __init__(self):
        self.note = "nothing else"


class NoGradients(Scale):
    def backward(self, grad):
        self.grads = {}
        return grad * self.params["w"]


class WrongGradients(Scale):
    def backward(self, grad):
        grad_x = super().backward(grad)
        self.grads["w"] = self.grads["w"][:1]
        return grad_x


class OtherName(Scale):
    def backward(self, grad):
        self.grads["W"] = (grad * self.x).sum(axis=(0, 1, 2))
        return grad * self.params["w"]


class Halves(Scale):
    def forward(self, x, training=False):
        return super().forward(x)[:, :, ::2]


class HoldsNumbers(Scale):
    def build(self, input_shape, rng=None):
        self.params = {"w": 1.0}


class NoTraining(Layer):
    def forward(self, x):
        return x


class NoReturn(Scale):
    def backward(self, grad):
        super().backward(grad)


class WrongShape(Scale):
    def backward(self, grad):
        return super().backward(grad).T


class NoOutput(Scale):
    def forward(self, x, training=False):
        super().forward(x)


class ChangesInput(Scale):
    def forward(self, x, training=False):
        x *= 2
        return super().forward(x)


class SetsInput(Scale):
    def forward(self, x, training=False):
        x[x < 0] = 0
        return super().forward(x)


class ChangesGradient(Scale):
    def backward(self, grad):
        grad *= 2
        return super().backward(grad)


@pytest.mark.parametrize(
    ("layer", "message"),
    [
        (NoGradients, r"layer 'mine' should fill grads\['w'\].*shape \(2,\).*NoGradients.backward"),
        (WrongGradients, r"layer 'mine' should fill grads\['w'\].*Received one of shape \(1,\)"),
        (OtherName, r"layer 'mine' should fill grads for its params \['w'\].*for \['W'\]"),
        (
            Halves,
            r"layer 'mine'.*\('N', 5, 4, 2\). Received \(6, 5, 2, 2\).*compute_output",
        ),
        (HoldsNumbers, "layer 'mine' should hold arrays. Received a float as 'w'.*np.array"),
        (NoReturn, "layer 'mine' should return.*Received None. End NoReturn.backward with return"),
        (WrongShape, r"layer 'mine' should return.*shape \(6, 5, 4, 2\).*\(2, 4, 5, 6\)"),
        (NoOutput, "layer 'mine' should return an array.*NoneType.*End NoOutput.forward"),
        (ChangesInput, "layer 'mine' changes the array that ChangesInput is given.*x.copy"),
        (SetsInput, "layer 'mine' changes the array that SetsInput is given.*x.copy"),
        (ChangesGradient, "layer 'mine' changes the array that ChangesGradient is given"),
    ],
)
def test_a_layer_that_breaks_the_contract_is_named_with_the_cure(layer, message):
    model = Sequential(
        [Conv2D(2, 2), layer(name="mine"), Flatten(), Dense(3, "softmax")], dtype="float64"
    )
    model.compile("sgd", "categorical_crossentropy")
    with pytest.raises(ValueError, match=re.compile(message, re.DOTALL)):
        model.fit(np.ones((6, 6, 5, 2)), LABELS, verbose=0)
    if layer is not Halves:  # alone, a layer announces its shape to nobody
        with pytest.raises(ValueError, match=re.compile(message, re.DOTALL)):
            check_layer(layer(name="mine"), np.ones((6, 5, 4, 2)))


def test_a_forward_without_training_is_named_with_the_cure():
    model = Sequential([Flatten(), NoTraining(name="mine"), Dense(3)])
    with pytest.raises(TypeError, match=r"layer 'mine' should take `training`.*in NoTraining"):
        model.predict(IMAGES)
    with pytest.raises(TypeError, match=r"layer 'mine' should take `training`.*in NoTraining"):
        check_layer(NoTraining(name="mine"), np.ones((2, 3)))


class AsDocumented(Scale):
    """`build` takes what the contract says, and sets nothing but the weights."""

    def build(self, input_shape):
        self.params = {"w": self.rng.normal(size=input_shape[-1])}


def test_build_as_the_contract_writes_it():
    model = trained([Flatten(), AsDocumented(), Dense(3, "softmax")])
    assert model.layers[1].rng is model.rng
    assert AsDocumented()(IMAGES).shape == IMAGES.shape
    assert max(check_layer(AsDocumented(), RNG.normal(size=(3, 4))).values()) < 1e-7


class OneNumber(Layer):
    def build(self, input_shape):
        self.params = {"a/b": np.array(0.5)}

    def forward(self, x, training=False):
        self.x = x
        return x * self.params["a/b"]

    def backward(self, grad):
        self.grads = {"a/b": np.array(np.sum(grad * self.x))}
        return grad * self.params["a/b"]


def test_a_weight_may_be_one_number_under_any_name(tmp_path):
    model = trained([Flatten(), OneNumber(), Dense(3, "softmax")])
    model.save_weights(tmp_path / "weights.npz")
    model.load_weights(tmp_path / "weights.npz")


class Swish(ActivationFunction):
    """It remembers its input, too."""

    def value(self, x, out=None):
        self.x, self.gate = x, 1 / (1 + np.exp(-x))
        return np.multiply(x, self.gate, out=out)

    def slope_times(self, grad):
        return grad * (self.gate + self.x * self.gate * (1 - self.gate))


def test_an_activation_may_remember_its_input():
    trained([Flatten(), Dense(4, Swish), Dense(3, "softmax")])


class OneForAll(MeanSquaredError):
    def value(self, y_true, y_pred):
        return np.mean((y_pred - y_true) ** 2)


class NoSlope(MeanSquaredError):
    def slope(self, y_true, y_pred):
        """Forgotten."""


def test_a_loss_that_does_not_fit_is_named():
    model = Sequential([Flatten(), Dense(3)], seed=0, dtype="float64")
    model.compile("sgd", OneForAll())
    model.fit(IMAGES, LABELS, verbose=0)
    with pytest.raises(ValueError, match="OneForAll.value gives one number for the whole batch"):
        model.fit(IMAGES, LABELS, sample_weight=np.ones(6), verbose=0)
    model.compile("sgd", NoSlope())
    with pytest.raises(ValueError, match="NoSlope should give a gradient.*Received None"):
        model.fit(IMAGES, LABELS, verbose=0)


def test_a_layer_without_super_init_is_named_with_the_cure():
    message = r"this NoSuper was made without.*Begin the __init__ of NoSuper with super\(\)"
    with pytest.raises(AttributeError, match=message):
        Sequential([Flatten(), NoSuper()])
    with pytest.raises(AttributeError, match=message):
        check_layer(NoSuper(), np.ones((2, 3)))


def test_a_model_changes_no_data():
    images = IMAGES.copy()
    model = Sequential([Flatten(), Dense(3, "softmax")], seed=0, dtype="float64")
    model.compile("sgd", "mse")
    model.fit(images, LABELS, verbose=0)
    np.testing.assert_array_equal(images, IMAGES)
    assert images.flags.writeable
    assert model(images).flags.writeable


# ---- a subclass takes the offers of its parents back where it writes anew what they stand for ----


class Heavy(CategoricalCrossentropy):
    def value(self, y_true, y_pred):
        return 100 * super().value(y_true, y_pred)

    def slope(self, y_true, y_pred):
        return 100 * super().slope(y_true, y_pred)


class HeavyGradient(CategoricalCrossentropy):
    def __call__(self, y_true, y_pred):
        return 100 * super().__call__(y_true, y_pred)

    def gradient(self, y_true, y_pred):
        return 100 * super().gradient(y_true, y_pred)


class Warm(Softmax):
    def value(self, x, out=None):
        return super().value(x / 5)

    def slope_times(self, grad):
        return super().slope_times(grad) / 5


class WarmLayer(Softmax):
    def forward(self, x, training=False):
        return super().forward(x / 5, training)

    def backward(self, grad):
        return super().backward(grad) / 5


class Careful(Dense):
    def backward(self, grad):
        grad_x = super().backward(grad)
        self.grads["kernel"] = self.grads["kernel"] / 2
        return grad_x


def step(last, loss):
    """How far one step of SGD moves the first kernel."""
    model = Sequential([Flatten(), Dense(4, "tanh"), *last], seed=0, dtype="float64")
    model.build(IMAGES.shape)
    before = model.get_weights()
    model.compile("sgd", loss)
    model.train_on_batch(IMAGES, LABELS)
    return [a - b for a, b in zip(model.get_weights(), before, strict=True)]


@pytest.mark.parametrize("heavy", [Heavy, HeavyGradient])
def test_a_subclassed_loss_takes_its_own_gradient(heavy):
    plain = step([Dense(3, "softmax")], CategoricalCrossentropy())
    for one, other in zip(step([Dense(3, "softmax")], heavy()), plain, strict=True):
        np.testing.assert_allclose(one, 100 * other, rtol=1e-6)


@pytest.mark.parametrize(
    "last",
    [
        lambda: [Dense(3), Warm()],
        lambda: [Dense(3), WarmLayer()],
        lambda: [Dense(3, Warm)],
        lambda: [Dense(3, WarmLayer)],
        lambda: [Dense(3), Activation(Warm())],
    ],
)
def test_a_subclassed_softmax_takes_its_own_gradient(last):
    trained([Flatten(), Dense(4, "tanh"), *last()])


def test_a_subclassed_layer_takes_its_own_backward():
    plain, careful = (
        step([kind(3, "softmax")], CategoricalCrossentropy()) for kind in (Dense, Careful)
    )
    np.testing.assert_allclose(careful[2], plain[2] / 2, rtol=1e-6)
    np.testing.assert_allclose(careful[0], plain[0], rtol=1e-6)


def test_a_backward_that_is_replaced_on_one_layer_acts():
    layer = Dense(3, "softmax")
    way, calls = layer.backward, []
    layer.backward = lambda grad: calls.append(1) or way(grad)
    step([layer], CategoricalCrossentropy())
    assert calls == [1]


def test_offers_stand_where_nothing_was_written_anew():
    softmax = Dense(3, "softmax")
    assert offered(softmax, "backward_at_logits", "backward") is not None
    assert offered(Dense(3, "relu"), "backward_at_logits", "backward") is None
    assert offered(Careful(3, "softmax"), "backward_at_logits", "backward") is None
    assert offered(CategoricalCrossentropy(), *AT_LOGITS) is not None
    assert offered(CategoricalCrossentropy(from_logits=True), *AT_LOGITS) is None
    assert offered(Heavy(), *AT_LOGITS) is None
    assert offered(MeanSquaredError(), *AT_LOGITS) is None
    assert offered(Flatten(), "fill_gradients", "backward") is None


def test_at_logits_without_a_softmax_is_refused():
    model = Sequential([Input(4), Dense(3, "relu")])
    y = model.forward(np.ones((2, 4)))
    with pytest.raises(ValueError, match="at_logits=True expects a last layer that ends in a soft"):
        model.backward(np.ones_like(y), at_logits=True)


# ---- check_model checks the path that fit takes ----


class WrongShortcut(CategoricalCrossentropy):
    @property
    def gradient_at_logits(self):
        return lambda *arguments: 2 * self._gradient_at_logits(*arguments)


def test_check_model_finds_a_wrong_shortcut():
    model = Sequential([Flatten(), Dense(3, "softmax")], seed=0, dtype="float64")
    model.compile("sgd", WrongShortcut())
    assert min(check_model(model, IMAGES, LABELS).values()) > 0.3


class ForgetsMask(Dropout):
    def backward(self, grad):
        return grad


@pytest.mark.parametrize(("dropout", "right"), [(Dropout, True), (ForgetsMask, False)])
@pytest.mark.parametrize("seed", [None, 3])
def test_check_model_holds_the_mask_still(dropout, right, seed):
    stack = [Conv2D(2, 2), MaxPooling2D(), Flatten(), dropout(0.5, seed=seed), Dense(3, "softmax")]
    model = Sequential(stack, seed=0, dtype="float64")
    model.compile("sgd", "categorical_crossentropy")
    errors = check_model(model, IMAGES, LABELS)
    assert (max(errors.values()) < 1e-6) == right
    assert errors["dense/kernel"] < 1e-6  # what lies behind the dropout is right in any case


def test_an_activation_of_one_s_own_needs_no_out():
    class Square(ActivationFunction):
        def forward(self, x, training=False):
            self.y = np.asarray(x) ** 2
            self.x = x
            return self.y

        def backward(self, grad):
            return grad * 2 * self.x

    trained([Flatten(), Dense(4, Square), Dense(3, "softmax")])


def test_a_layer_that_is_called_is_built_once():
    """Also one whose build does not say that it is done."""

    class Forgetful(Layer):
        builds = 0

        def build(self, input_shape, rng=None):
            self.builds += 1

        def forward(self, x, training=False):
            return x

    layer = Forgetful()
    assert layer(np.ones((2, 3))).shape == layer(np.ones((2, 3))).shape == (2, 3)
    assert (layer.builds, layer.built) == (1, True)
