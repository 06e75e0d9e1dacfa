"""helpers/network.py: how Sequential stacks layers, forward and backward."""

import numpy as np
import pytest

from helpers import (
    SGD,
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
)
from helpers.weights import course_network
from tests.network_cases import LABELS, X, Y, assert_equal_weights, small

# ---- building ----


def test_course_network_has_its_parameters():
    """8*(9+1) + 16*(72+1) + (400+1)*64 + (64+1)*10 = 80 + 1168 + 25664 + 650 = 27,562."""
    model = course_network()
    assert model.count_params() == 27562
    assert model.output_shape == (None, 10)


def test_summary_lists_every_layer(capsys):
    small().summary()
    out = capsys.readouterr().out
    assert len({len(line) for line in out.splitlines()[:-2]}) == 1  # columns and rules in line
    lines = [line.split() for line in out.splitlines()]
    assert ["conv2d", "(Conv2D)", "(None,", "5,", "4,", "3)", "15"] in lines
    assert ["max_pooling2d", "(MaxPooling2D)", "(None,", "2,", "2,", "3)", "0"] in lines
    assert ["dense_1", "(Dense)", "(None,", "3)", "18"] in lines
    assert "Total params: 98" in out  # 15 + 0 + 0 + 65 + 0 + 18


def test_summary_as_it_is_printed(capsys):
    Sequential([Input(2), Dense(2000, name="wide"), Dense(1)]).summary()
    assert capsys.readouterr().out.splitlines() == [
        "Layer (type)      Output shape      Params",
        "-" * 42,
        "wide (Dense)      (None, 2000)       6,000",
        "dense_1 (Dense)   (None, 1)          2,001",
        "-" * 42,
        "Total params: 8,001",
        "Trainable params: 8,001",
    ]


def test_summary_tells_trained_from_kept(capsys):
    model = Sequential([Input(4), Dense(1000), BatchNormalization()])
    model.summary()
    out = capsys.readouterr().out
    assert "Total params: 9,000" in out  # 5,000 + 4 * 1,000
    assert "Trainable params: 7,000" in out


@pytest.mark.parametrize("first", ["fit", "train_on_batch", "evaluate", "predict", "forward"])
def test_without_input_the_first_batch_builds(first):
    model = Sequential([Flatten(), Dense(3, activation="softmax")], seed=0)
    model.compile("sgd", "categorical_crossentropy")
    assert not model.built
    arguments = {"predict": (X,), "forward": (X,)}.get(first, (X, Y))
    getattr(model, first)(*arguments, **({"verbose": 0} if first == "fit" else {}))
    assert model.built
    assert model.count_params() == 93


def test_build_and_input_give_equal_weights():
    a = Sequential([Input((6, 5, 1)), Conv2D(2, 3), Flatten(), Dense(3)], seed=3)
    b = Sequential([Conv2D(2, 3), Flatten(), Dense(3)], seed=3)
    b.build((None, 6, 5, 1))
    c = Sequential(seed=3)
    for layer in (Conv2D(2, 3), Flatten(), Dense(3)):
        c.add(layer)
    c.build([7, 6, 5, 1])  # the size of the batch does not matter
    assert_equal_weights(a, b)
    assert_equal_weights(a, c)


def test_names_are_keras_s():
    model = Sequential([Dense(2), BatchNormalization(), Dense(2), GlobalAveragePooling2D(), ReLU()])
    names = ["dense", "batch_normalization", "dense_1", "global_average_pooling2d", "re_lu"]
    assert [layer.name for layer in model.layers] == names


def test_weights_come_in_keras_s_order_and_shapes():
    model = Sequential(
        [Input((6, 5, 2)), Conv2D(3, (2, 4)), BatchNormalization(), Flatten(), Dense(7)]
    )
    shapes = [weight.shape for weight in model.get_weights()]
    assert shapes == [(2, 4, 2, 3), (3,), (3,), (3,), (3,), (3,), (30, 7), (7,)]


def test_get_and_set_weights_copy():
    model = small()
    before = model.predict(X)
    weights = model.get_weights()
    for weight in weights:
        weight += 1
    np.testing.assert_array_equal(model.predict(X), before)
    model.set_weights(weights)
    changed = model.predict(X)
    assert not np.array_equal(changed, before)
    for weight in weights:
        weight += 1
    np.testing.assert_array_equal(model.predict(X), changed)


def test_weights_that_do_not_fit_change_nothing():
    model, other = small(), Sequential([Input(3), Dense(2)], seed=0)
    before = model.get_weights()
    for bad in (other.get_weights(), before[:-1], [w.T for w in before], [w + 1j for w in before]):
        with pytest.raises((ValueError, TypeError), match="set_weights of this model expects"):
            model.set_weights(bad)
    for a, b in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_a_failed_build_leaves_nothing_half_built():
    """Images without their channel axis first, then with it: as if the first had never been."""
    model = Sequential([Flatten(), Dense(4), Softmax()], seed=1)
    model.add(Conv2D(2, 3))
    with pytest.raises(ValueError, match="Conv2D expects images"):
        model.build((None, 6))
    assert not model.built
    model.layers = model.layers[:-1]
    model.build((None, 9))
    fresh = Sequential([Input(9), Flatten(), Dense(4), Softmax()], seed=1)
    assert_equal_weights(model, fresh)


def test_a_build_that_is_interrupted_may_begin_anew():
    """The second layer's: the first is not built twice, and the numbers are those of the seed."""
    model = Sequential([Flatten(), Dense(4), Dense(3)], seed=1)
    last = model.layers[-1]
    last.build = lambda shape: (_ for _ in ()).throw(KeyboardInterrupt)
    with pytest.raises(KeyboardInterrupt):
        model.build((None, 9))
    assert not model.built
    assert not model.layers[1].built
    del last.build
    assert model.predict(np.ones((2, 9))).shape == (2, 3)
    assert_equal_weights(model, Sequential([Input(9), Flatten(), Dense(4), Dense(3)], seed=1))


def test_a_layer_that_does_not_fit_is_not_added():
    model = Sequential([Input(4), Dense(2)])
    with pytest.raises(ValueError, match="MaxPooling2D expects images"):
        model.add(MaxPooling2D())
    assert len(model.layers) == 1
    assert model.predict(np.ones((1, 4))).shape == (1, 2)


def test_two_models_may_share_trained_layers():
    """The feature extractor of lab 9: the first layers of a trained model, with their weights."""
    model = small()
    model.fit(X, Y, epochs=2, verbose=0)
    before, names = model.get_weights(), [layer.name for layer in model.layers]
    features = Sequential([Input((6, 5, 1)), *model.layers[:3]])
    assert features.predict(X).shape == (23, 12)
    for a, b in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
    assert [layer.name for layer in model.layers] == names
    y = X
    for layer in model.layers[:3]:
        y = layer.forward(y)
    np.testing.assert_array_equal(features.predict(X), y)


def test_a_layer_stands_once_in_a_model():
    layer = Dense(3)
    with pytest.raises(ValueError, match="is in this model already. Make a second layer"):
        Sequential([layer, layer])


# ---- forward and backward ----


def test_forward_is_layer_after_layer_and_call_is_forward():
    model, y = small(), X
    for layer in model.layers:
        y = layer.forward(y)
    np.testing.assert_array_equal(model.forward(X), y)
    np.testing.assert_array_equal(model(X), y)
    np.testing.assert_array_equal(model.predict(X, batch_size=23), y)


def test_dropout_works_in_training_only():
    model = small(dropout=0.5)
    np.testing.assert_array_equal(model.forward(X), model.forward(X))
    assert not np.array_equal(model.forward(X, training=True), model.forward(X, training=True))


def test_backward_returns_the_gradient_of_the_input_or_stops_early():
    model = small()
    y = model.forward(X)
    assert model.backward(np.ones_like(y)).shape == X.shape
    full = model.layers[0].grads["kernel"].copy()
    assert model.backward(np.ones_like(y), input_gradient=False) is None
    np.testing.assert_array_equal(model.layers[0].grads["kernel"], full)


def asked_of(layer):
    """A list that grows by the shape of each gradient that a layer is asked to hand down."""
    asked, backward = [], layer.backward
    layer.backward = lambda grad: asked.append(grad.shape) or backward(grad)
    return asked


def test_the_way_back_stops_at_the_lowest_weights():
    """Flatten lies below them: it is asked only where somebody wants the input's gradient."""
    model = Sequential([Input((6, 5, 1)), Flatten(), Dense(3), ReLU()], seed=0)
    y, asked = model.forward(X), asked_of(model.layers[0])
    assert model.backward(np.ones_like(y)).shape == X.shape
    assert asked == [(23, 30)]
    assert model.backward(np.ones_like(y), input_gradient=False) is None
    assert asked == [(23, 30)]


def test_without_weights_there_is_no_way_back_to_go():
    model = Sequential([Input((6, 5, 1)), Flatten(), ReLU()])
    y, asked = model.forward(X), [asked_of(layer) for layer in model.layers]
    assert model.backward(np.ones_like(y), input_gradient=False) is None
    assert asked == [[], []]


def test_one_layer_of_weights_is_reached_from_the_logits_too():
    """It is the highest and the lowest at once."""
    model = Sequential([Input(4), Dense(3, activation="softmax")], seed=0)
    y = model.forward(X.reshape(-1, 30)[:, :4])
    grad_x = model.backward(y - Y, at_logits=True)
    np.testing.assert_allclose(grad_x, (y - Y) @ model.get_weights()[0].T, rtol=1e-5)
    model.layers[0].grads["bias"] = None
    assert model.backward(y - Y, at_logits=True, input_gradient=False) is None
    np.testing.assert_allclose(model.layers[0].grads["bias"], (y - Y).sum(axis=0), atol=1e-5)


def test_a_layer_with_a_seed_keeps_its_own_generator():
    seeded, lent = Dropout(0.5, seed=5), Dropout(0.5)
    model = Sequential([Input(4), seeded, lent, Dense(2)], seed=0)
    assert lent.rng is model.rng is not seeded.rng
    assert model.own_generators() == [seeded.rng]
    assert seeded.rng.random() == np.random.default_rng(5).random()


@pytest.mark.parametrize("loss", ["categorical_crossentropy", "sparse_categorical_crossentropy"])
@pytest.mark.parametrize("apart", [True, False])
def test_the_joint_gradient_equals_the_long_way(loss, apart):
    """fit takes softmax and loss together; a step by hand takes them apart."""
    top = [Dense(3), Softmax()] if apart else [Dense(3, activation="softmax")]
    model = Sequential([Input((6, 5, 1)), Flatten(), *top], seed=0, dtype="float64")
    model.compile(SGD(0.5), loss)
    y = LABELS if loss.startswith("sparse") else Y
    weights = model.get_weights()
    model.backward(model.loss.gradient(y, model.forward(X)))
    expected = [w - 0.5 * g for w, g in zip(weights, model.layers[1].grads.values(), strict=True)]
    model.train_on_batch(X, y)
    for a, b in zip(model.get_weights(), expected, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-12)


def test_the_joint_gradient_of_a_stack_that_ends_in_a_convolution():
    model = Sequential([Input((6, 5, 1)), Conv2D(3, (6, 5), activation="softmax")], seed=0)
    model.compile(SGD(0.5), "categorical_crossentropy")
    y = Y[:, None, None]  # (N, 1, 1, 3)
    kernel = model.get_weights()[0]
    model.backward(model.loss.gradient(y, model.forward(X)))
    expected = kernel - 0.5 * model.layers[0].grads["kernel"]
    model.train_on_batch(X, y)
    np.testing.assert_allclose(model.get_weights()[0], expected, atol=1e-6)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_dtype_of_weights_and_outputs(dtype):
    model = small(dtype=dtype, dropout=0.3)
    for x in (X.astype(np.float64), (X * 255).astype(np.uint8), X.tolist()):
        model.fit(x, Y, verbose=0)
        assert model.predict(x).dtype == dtype
    assert {weight.dtype for weight in model.get_weights()} == {np.dtype(dtype)}
