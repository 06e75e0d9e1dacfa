"""The contract of helpers/layer.py, kept by every layer."""

import numpy as np
import pytest

from helpers import Dense, Dropout, Input, Layer, Sequential
from tests.layer_cases import CASES, Case, built, every_case, steady_input

each_layer = pytest.mark.parametrize(
    "case", [c for _, c in every_case], ids=[n for n, _ in every_case]
)
each_dtype = pytest.mark.parametrize("dtype", [np.float32, np.float64])


def test_every_public_layer_has_cases():
    import helpers

    public = {
        value
        for value in vars(helpers).values()
        if isinstance(value, type) and issubclass(value, Layer) and value is not Layer
    }
    assert public == {type(case.make()) for case in CASES}


@each_layer
def test_output_shape_is_announced_and_kept(case: Case):
    layer = built(case)
    announced = layer.compute_output_shape((None, *case.shape[1:]))
    assert announced == (None, *case.output[1:])
    assert layer.forward(steady_input(case), training=case.training).shape == case.output


def test_a_pointwise_layer_sees_its_own_place_alone():
    names = {type(case.make()).__name__ for case in CASES if case.make().pointwise}
    activations = {"Activation", "LeakyReLU", "ReLU", "Softmax"}
    assert names == {*activations, "BatchNormalization", "Dense", "Dropout", "Rescaling"}
    for case in CASES:
        layer, x = built(case), steady_input(case)
        if layer.pointwise and len(case.shape) == 4:
            before = layer.forward(x).copy()
            x[:, 1, 0] += 1
            changed = (layer.forward(x) != before).any(axis=(0, 3))
            changed[1, 0] = False
            assert not changed.any(), case


@each_layer
def test_parameters_are_counted(case: Case):
    layer = built(case)
    assert layer.count_params() == case.parameters
    assert sum(weight.size for weight in layer.get_weights()) == case.parameters
    assert f"{case.parameters:,} parameters" in repr(layer)


@each_layer
def test_params_and_grads_have_equal_keys_and_shapes(case: Case):
    layer = built(case)

    def shapes(arrays):
        return {name: array.shape for name, array in arrays.items()}

    assert shapes(layer.params) == shapes(layer.grads)
    y = layer.forward(steady_input(case), training=case.training)
    layer.backward(np.ones_like(y))
    assert shapes(layer.params) == shapes(layer.grads)


@each_layer
@each_dtype
def test_dtype_is_kept_forward_and_backward(case: Case, dtype):
    layer = built(case, dtype)
    y = layer.forward(steady_input(case).astype(dtype), training=case.training)
    grad_x = layer.backward(np.ones_like(y))
    assert y.dtype == dtype
    assert grad_x.dtype == dtype
    assert {grad.dtype for grad in layer.grads.values()} <= {np.dtype(dtype)}


@each_layer
def test_weights_that_a_layer_makes_are_float32(case: Case):
    layer = case.make()
    layer.build((None, *case.shape[1:]))
    assert {weight.dtype for weight in layer.weights} <= {np.dtype(np.float32)}


@each_layer
def test_whole_numbers_become_float32(case: Case):
    layer = built(case, np.float32)
    assert layer.forward(np.ones(case.shape, dtype=np.uint8)).dtype == np.float32


@each_layer
def test_gradient_of_the_input_has_its_shape(case: Case):
    layer = built(case)
    y = layer.forward(steady_input(case), training=case.training)
    assert layer.backward(np.ones_like(y)).shape == case.shape


@each_layer
def test_arguments_are_never_written(case: Case):
    layer = built(case)
    x, x_before = steady_input(case), steady_input(case)
    y = layer.forward(x, training=case.training)
    grad = np.random.default_rng(1).normal(size=y.shape)
    grad_before = grad.copy()
    layer.backward(grad)
    np.testing.assert_array_equal(x, x_before)
    np.testing.assert_array_equal(grad, grad_before)


@each_layer
def test_read_only_arguments_will_do(case: Case):
    layer = built(case)
    x = steady_input(case)
    x.flags.writeable = False
    grad = np.ones(case.output)
    grad.flags.writeable = False
    layer.forward(x, training=case.training)
    layer.backward(grad)


@each_layer
def test_strided_arguments_give_the_same(case: Case):
    """A transposed or sliced view is as good as a packed array."""
    layer, x = built(case), steady_input(case)
    twice = np.repeat(x, 2, axis=-1)[..., ::2]
    columns_first = np.asfortranarray(x)
    layer.rng = np.random.default_rng(5)
    y = layer.forward(x, training=case.training)
    grad = np.random.default_rng(1).normal(size=y.shape)
    expected_y, expected_grad = y.copy(), layer.backward(grad).copy()
    for view in (twice, columns_first):
        layer.rng = np.random.default_rng(5)
        np.testing.assert_allclose(layer.forward(view, case.training), expected_y, rtol=1e-12)
        grad_x = layer.backward(np.asfortranarray(grad))
        np.testing.assert_allclose(grad_x, expected_grad, rtol=1e-11, atol=1e-14)


@each_layer
def test_no_layer_updates_itself(case: Case):
    layer = built(case)
    params = {name: value.copy() for name, value in layer.params.items()}
    state = {name: value.copy() for name, value in layer.state.items()}
    y = layer.forward(steady_input(case), training=case.training)
    layer.backward(np.ones_like(y))
    for name, before in params.items():
        np.testing.assert_array_equal(layer.params[name], before)
    for name, before in state.items():  # BatchNormalization's statistics move, in training only
        assert np.array_equal(layer.state[name], before) != case.training


@each_layer
def test_a_second_batch_of_another_size_works(case: Case):
    """Buffers that are reused must not leak the batch before."""
    layer = built(case)
    layer.rng = np.random.default_rng(7)
    bigger = np.concatenate([steady_input(case), -steady_input(case, seed=1)])
    layer.forward(bigger)
    layer.backward(np.ones_like(layer.forward(bigger)))
    fresh = built(case)
    for name in layer.state:
        layer.state[name][...] = fresh.state[name]
    y = layer.forward(steady_input(case))
    np.testing.assert_array_equal(y, fresh.forward(steady_input(case)))
    grad = np.random.default_rng(1).normal(size=y.shape)
    np.testing.assert_array_equal(layer.backward(grad), fresh.backward(grad))


@each_layer
def test_results_are_not_overwritten_by_the_next_batch(case: Case):
    """Working memory may be reused; what was handed out may not."""
    layer = built(case)
    y = layer.forward(steady_input(case), training=case.training)
    grad_x = layer.backward(np.ones_like(y))
    grads = dict(layer.grads)
    kept = [array.copy() for array in (y, grad_x, *grads.values())]
    layer.forward(2 + steady_input(case, seed=1), training=case.training)
    layer.backward(np.full_like(y, 7))
    for array, before in zip((y, grad_x, *grads.values()), kept, strict=True):
        np.testing.assert_array_equal(array, before)


@each_layer
def test_an_empty_batch_is_empty_or_refused(case: Case):
    layer = built(case)
    try:
        y = layer.forward(np.zeros((0, *case.shape[1:])))
    except ValueError as error:
        assert "at least one example" in str(error)
    else:
        assert y.shape == (0, *case.output[1:])


@each_layer
def test_the_first_forward_builds(case: Case):
    layer = case.make()
    assert not layer.built
    layer(steady_input(case), training=case.training)
    assert layer.built
    assert layer.count_params() == case.parameters


@each_layer
def test_equal_seeds_give_equal_layers(case: Case):
    def run(seed):
        layer = case.make()
        layer.build((None, *case.shape[1:]), np.random.default_rng(seed))
        y = layer.forward(steady_input(case), training=case.training)
        return [*layer.get_weights(), y]

    for first, second in zip(run(1), run(1), strict=True):
        np.testing.assert_array_equal(first, second)
    random = case.name.startswith(("conv", "dense", "depthwise")) or case.name == "dropout"
    differs = any(not np.array_equal(a, b) for a, b in zip(run(1), run(2), strict=True))
    assert differs == random


@each_layer
def test_the_global_generator_is_neither_read_nor_changed(case: Case):
    np.random.seed(0)  # noqa: NPY002  the very thing that must stay untouched
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    layer = case.make()
    layer.backward(np.ones_like(layer.forward(steady_input(case), training=case.training)))
    np.testing.assert_array_equal(np.random.get_state()[1], before)  # noqa: NPY002


@each_layer
def test_backward_before_forward_is_refused(case: Case):
    with pytest.raises(RuntimeError, match=r"Call forward\(x\) first"):
        case.make().backward(np.ones(case.output))


@each_layer
def test_a_gradient_of_another_shape_is_refused(case: Case):
    layer = built(case)
    layer.forward(steady_input(case))
    with pytest.raises(ValueError, match="backward expects the gradient of its last output"):
        layer.backward(np.ones((case.output[0] + 1, *case.output[1:])))


@each_layer
@pytest.mark.parametrize("bad", [1j, "a", None], ids=["complex", "text", "object"])
def test_arrays_that_hold_no_real_numbers_are_refused(case: Case, bad):
    with pytest.raises(TypeError, match=r"expects an array of real numbers.*Convert it"):
        built(case).forward(np.full(case.shape, bad))


@each_layer
def test_nan_goes_through(case: Case):
    y = built(case).forward(np.full(case.shape, np.nan))
    zeros = y.size - np.prod(case.shape) if case.name == "zeros" else 0
    assert np.isnan(y).sum() == y.size - zeros


@each_layer
def test_weights_are_copied_in_and_out(case: Case):
    layer = built(case)
    weights = layer.get_weights()
    for weight in weights:
        weight += 1
    assert not any(np.array_equal(a, b) for a, b in zip(weights, layer.weights, strict=True))
    layer.set_weights(weights)
    for weight in weights:
        weight += 1
    assert not any(np.array_equal(a, b) for a, b in zip(weights, layer.weights, strict=True))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda w: w[:-1],
        lambda w: [*w, w[0]],
        lambda w: w[::-1],
        lambda w: [w[0].T, w[1]],
        lambda w: [w[0], np.full(3, "a")],
        lambda w: [w[0], np.full(3, 1j)],
        lambda w: [w[0], np.full(3, None)],
    ],
    ids=["too few", "too many", "order", "transposed", "text", "complex", "object"],
)
def test_weights_that_do_not_fit_change_nothing(spoil):
    layer = Dense(3)
    layer.build((None, 2))
    before = layer.get_weights()
    with pytest.raises((ValueError, TypeError), match="set_weights of layer 'dense' expects"):
        layer.set_weights(spoil([weight + 1 for weight in before]))
    for a, b in zip(before, layer.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_weights_of_a_layer_that_is_not_built_say_so():
    with pytest.raises(ValueError, match="build this one first"):
        Dense(3).set_weights([np.ones((2, 3)), np.ones(3)])


def test_the_bare_layer_asks_for_its_methods():
    with pytest.raises(NotImplementedError, match="Layer has no forward"):
        Layer().forward(np.ones((1, 1)))
    with pytest.raises(NotImplementedError, match="Layer has no backward"):
        Layer().backward(np.ones((1, 1)))


def test_a_layer_of_the_reader_works_in_a_stack():
    class Double(Layer):
        def forward(self, x, training=False):
            self.built = True
            return 2 * x

        def backward(self, grad):
            return 2 * grad

    model = Sequential([Input(3), Double(), Dense(2)], seed=0)
    model.compile("sgd", "mse")
    x = np.ones((2, 3), dtype=np.float32)
    np.testing.assert_allclose(model.predict(x), 2 * x @ model.get_weights()[0], rtol=1e-6)
    first = model.evaluate(x, np.ones((2, 2)))
    model.fit(x, np.ones((2, 2)), epochs=5, verbose=0)
    assert model.evaluate(x, np.ones((2, 2))) < first


def test_a_dropout_with_a_seed_keeps_its_own_generator():
    def masks(layer, seed):
        layer.build((None, 8), np.random.default_rng(seed))
        return layer.forward(np.ones((2, 8)), training=True)

    np.testing.assert_array_equal(masks(Dropout(0.5, seed=4), 1), masks(Dropout(0.5, seed=4), 2))
    assert not np.array_equal(masks(Dropout(0.5, seed=4), 1), masks(Dropout(0.5, seed=5), 1))
