"""helpers/optimizers.py: steps worked by hand, and what all optimizers share."""

import numpy as np
import pytest

from helpers import SGD, Adam, Dense, Input, RMSprop, Sequential
from helpers.optimizers import CHUNK, Adadelta, Optimizer, get_optimizer

EVERY = [
    SGD(0.1),
    SGD(0.1, momentum=0.9),
    SGD(0.1, momentum=0.9, nesterov=True),
    RMSprop(0.1),
    Adam(0.1),
    Adadelta(1.0, epsilon=0.01),
]


def fresh(optimizer: Optimizer) -> Optimizer:
    settings = {
        name.lstrip("_"): value
        for name, value in vars(optimizer).items()
        if name not in ("iterations", "slots")
    }
    return type(optimizer)(**settings)


def walk(optimizer: Optimizer, grads, start=1.0) -> list[float]:
    """Where one parameter stands after each gradient."""
    param, path = np.array([start]), []
    for grad in grads:
        optimizer.apply([np.array([float(grad)])], [param])
        path.append(float(param[0]))
    return path


# ---- by hand ----


def test_sgd():
    """1 - 0.1 * 2 = 0.8; 0.8 + 0.1 * 1 = 0.9."""
    assert walk(SGD(0.1), [2, -1]) == pytest.approx([0.8, 0.9])


def test_momentum():
    """v = -0.2; then 0.5 * -0.2 - 0.1 = -0.2; then 0.5 * -0.2 - 0 = -0.1."""
    assert walk(SGD(0.1, momentum=0.5), [2, 1, 0]) == pytest.approx([0.8, 0.6, 0.5])


def test_nesterov():
    """v as above; steps 0.5 v - 0.1 grad: -0.1 - 0.2, -0.1 - 0.1, -0.05 - 0."""
    path = walk(SGD(0.1, momentum=0.5, nesterov=True), [2, 1, 0])
    assert path == pytest.approx([0.7, 0.5, 0.45])


def test_rmsprop():
    """v = 0.1 * 4 = 0.4, step 0.1 * 2 / sqrt(0.4 + 0.6) = 0.2; then v = 0.36 + 0.04 = 0.4 for a
    gradient of sqrt(0.4), step 0.1 * sqrt(0.4) / 1. Epsilon stands inside the root."""
    path = walk(RMSprop(0.1, rho=0.9, epsilon=0.6), [2, np.sqrt(0.4)])
    assert path == pytest.approx([0.8, 0.8 - 0.1 * np.sqrt(0.4)])


def test_adadelta():
    """rho = 0.75, epsilon = 1, rate 0.5, gradients 2 and 0.

    v = 0.25 * 4 = 1, d = 2 * sqrt(0 + 1) / sqrt(1 + 1) = sqrt(2), u = 0.25 * 2 = 0.5; then a
    gradient of 1: v = 0.75 + 0.25 = 1, d = sqrt(1.5) / sqrt(2), u = 0.375 + 0.1875 = 0.5625; then
    v = 0.75 + 1 = 1.75 for a gradient of -2: d = -2 * sqrt(1.5625) / sqrt(2.75).
    """
    path = walk(Adadelta(0.5, rho=0.75, epsilon=1), [2, 1, -2])
    steps = [np.sqrt(2), np.sqrt(0.75), -2.5 / np.sqrt(2.75)]
    assert path == pytest.approx(1 - 0.5 * np.cumsum(steps))


def test_adam_first_step_is_the_learning_rate_whatever_the_slope():
    """m / (1 - beta_1) = grad and sqrt(v / (1 - beta_2)) = |grad|, so the step is the rate, but
    for epsilon: 1e-7 beside sqrt(v) = sqrt(0.001) * 0.1, a share of 3e-5."""
    for grad in (0.1, 5, -300):
        assert walk(Adam(0.01), [grad]) == pytest.approx([1 - 0.01 * np.sign(grad)], abs=4e-7)


def test_adam_by_the_formula():
    """beta_1 = 0.5, beta_2 = 0.75, gradients 2 and 1, epsilon 1 added to sqrt(v).

    t = 1: m = 1, v = 1; rate 0.1 * sqrt(0.25) / 0.5 = 0.1; step 0.1 * 1 / (1 + 1) = 0.05.
    t = 2: m = 1, v = 0.75 + 0.25 = 1; rate 0.1 * sqrt(1 - 0.5625) / 0.75; step rate * 1 / 2.
    """
    path = walk(Adam(0.1, beta_1=0.5, beta_2=0.75, epsilon=1), [2, 1])
    second = 0.1 * np.sqrt(0.4375) / 0.75 / 2
    assert path == pytest.approx([0.95, 0.95 - second])


@pytest.mark.parametrize(
    ("optimizer", "rate"),
    [(SGD(), 0.01), (RMSprop(), 0.001), (Adam(), 0.001), (Adadelta(), 0.001)],
)
def test_defaults_are_keras_s(optimizer, rate):
    assert optimizer.learning_rate == rate
    expected = {
        SGD: {"momentum": 0.0, "nesterov": False},
        RMSprop: {"rho": 0.9, "epsilon": 1e-7},
        Adam: {"beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7},
        Adadelta: {"rho": 0.95, "epsilon": 1e-7},
    }[type(optimizer)]
    assert {name: getattr(optimizer, name) for name in expected} == expected


# ---- what all share ----


def plain_step(optimizer, param, grad, memory, t):
    """The textbook formulas, number by number: the oracle of the flat, chunked ones."""
    rate = optimizer.learning_rate
    if isinstance(optimizer, SGD):
        velocity = optimizer.momentum * memory.get("velocity", 0.0) - rate * grad
        memory["velocity"] = velocity
        if optimizer.nesterov:
            return param + optimizer.momentum * velocity - rate * grad
        return param + velocity
    if isinstance(optimizer, RMSprop):
        v = optimizer.rho * memory.get("v", 0.0) + (1 - optimizer.rho) * grad**2
        memory["v"] = v
        return param - rate * grad / np.sqrt(v + optimizer.epsilon)
    if isinstance(optimizer, Adadelta):
        v = optimizer.rho * memory.get("v", 0.0) + (1 - optimizer.rho) * grad**2
        u = memory.get("u", 0.0)
        step = grad * np.sqrt(u + optimizer.epsilon) / np.sqrt(v + optimizer.epsilon)
        memory.update(v=v, u=optimizer.rho * u + (1 - optimizer.rho) * step**2)
        return param - rate * step
    m = optimizer.beta_1 * memory.get("m", 0.0) + (1 - optimizer.beta_1) * grad
    v = optimizer.beta_2 * memory.get("v", 0.0) + (1 - optimizer.beta_2) * grad**2
    memory.update(m=m, v=v)
    correction = np.sqrt(1 - optimizer.beta_2**t) / (1 - optimizer.beta_1**t)
    return param - rate * correction * m / (np.sqrt(v) + optimizer.epsilon)


@pytest.mark.parametrize("optimizer", EVERY, ids=repr)
def test_many_arrays_in_chunks_equal_the_plain_formula(optimizer):
    """Sizes around the chunk, among them one that a chunk border cuts."""
    rng = np.random.default_rng(0)
    shapes = [(3, 4), (), (CHUNK - 20,), (5, CHUNK // 4), (1,)]
    params = [rng.normal(size=shape) for shape in shapes]
    expected, memories = [param.copy() for param in params], [{} for _ in params]
    optimizer = fresh(optimizer)
    for t in range(1, 6):
        grads = [rng.normal(size=shape) for shape in shapes]
        optimizer.apply(grads, params)
        expected = [
            plain_step(optimizer, param, grad, memory, t)
            for param, grad, memory in zip(expected, grads, memories, strict=True)
        ]
    assert optimizer.iterations == 5
    for a, b in zip(params, expected, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("optimizer", EVERY, ids=repr)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_in_place_dtype_kept_and_gradients_untouched(optimizer, dtype):
    optimizer, param = fresh(optimizer), np.ones((2, 3), dtype=dtype)
    grad = np.full((2, 3), 0.5, dtype=dtype)
    kept = param
    optimizer.apply([grad], [param])
    assert param is kept
    assert param.dtype == dtype
    assert (param < 1).all()
    np.testing.assert_array_equal(grad, np.full((2, 3), 0.5))
    assert {slot.dtype for slot in optimizer.slots.values()} <= {np.dtype(dtype)}


@pytest.mark.parametrize("optimizer", EVERY, ids=repr)
def test_state_goes_on_as_if_nothing_had_happened(optimizer):
    rng = np.random.default_rng(0)
    grads = [rng.normal(size=4) for _ in range(6)]
    straight, halfway = np.ones(4), np.ones(4)
    first, second = fresh(optimizer), fresh(optimizer)
    for grad in grads:
        first.apply([grad], [straight])
    for grad in grads[:3]:
        second.apply([grad], [halfway])
    state = second.get_state()
    second.apply([grads[0]], [halfway.copy()])  # the state is a copy: this leaves it alone
    resumed = fresh(optimizer)
    resumed.set_state(state)
    for grad in grads[3:]:
        resumed.apply([grad], [halfway])
    np.testing.assert_array_equal(halfway, straight)


@pytest.mark.parametrize("optimizer", EVERY, ids=repr)
def test_every_optimizer_finds_the_bottom_of_a_valley(optimizer):
    optimizer, param = fresh(optimizer), np.array([3.0, -2.0])
    optimizer.learning_rate = 0.02
    for _ in range(600):
        optimizer.apply([np.array([2.0, 10.0]) * param], [param])
    assert np.abs(param).max() < 0.05


def test_learning_rate_can_be_read_and_set():
    optimizer = SGD(0.1)
    optimizer.learning_rate = 0.5
    assert optimizer.learning_rate == 0.5
    assert walk(optimizer, [1]) == [0.5]
    assert repr(optimizer) == "<SGD, learning rate 0.5>"
    optimizer.learning_rate = 0
    assert walk(optimizer, [1]) == [1]
    for bad in (-0.1, np.nan, np.inf, "fast", None):
        with pytest.raises(ValueError, match=r"learning_rate expects a number in \[0, inf\)"):
            optimizer.learning_rate = bad
    assert optimizer.learning_rate == 0


@pytest.mark.parametrize(
    "make",
    [
        lambda: SGD(momentum=1.1),
        lambda: SGD(momentum=-0.1),
        lambda: RMSprop(rho=2),
        lambda: RMSprop(rho=-0.1),
        lambda: RMSprop(epsilon=-1),
        lambda: Adam(beta_1=1),
        lambda: Adam(beta_1=-0.1),
        lambda: Adam(beta_2=1.0),
        lambda: Adam(epsilon="small"),
        lambda: Adam("fast"),
        lambda: Adadelta(rho=1.1),
        lambda: Adadelta(epsilon=-1),
    ],
)
def test_bad_settings_are_refused(make):
    with pytest.raises(ValueError, match=r"expects a number in \[0, (1|inf)"):
        make()


@pytest.mark.parametrize("kind", [SGD, RMSprop, Adam, Adadelta])
def test_a_name_may_be_given_and_nothing_unknown(kind):
    assert kind(0.5, name="mine").learning_rate == 0.5
    with pytest.raises(TypeError, match="learning_rat"):
        kind(learning_rat=0.5)
    with pytest.raises(TypeError, match="momentun"):
        kind(0.5, name="mine", momentun=0.9)


def test_settings_at_the_ends_of_their_range():
    assert walk(SGD(0.1, momentum=1), [1, 0]) == pytest.approx([0.9, 0.8])  # it never slows down
    assert walk(SGD(0.1, momentum=0), [1, 0]) == pytest.approx([0.9, 0.9])
    assert walk(RMSprop(0.1, rho=0, epsilon=0), [5, -2]) == pytest.approx([0.9, 1.0])
    assert walk(Adam(0.1, beta_1=0, beta_2=0, epsilon=0), [5, -2]) == pytest.approx([0.9, 1.0])


def test_adadelta_at_the_ends_of_its_range():
    """Without any memory each step is that of the one before; with epsilon 0 none begins."""
    assert walk(Adadelta(1, rho=0, epsilon=1), [1]) == pytest.approx([1 - np.sqrt(0.5)])
    assert walk(Adadelta(1, rho=0.5, epsilon=0), [1, 2]) == [1, 1]


def test_gradients_that_do_not_fit_move_nothing():
    optimizer, params = SGD(0.1), [np.ones(3), np.ones(2)]
    for grads in ([np.ones(3)], [np.ones(3), np.ones(3)], [np.ones((3, 1)), np.ones(2)]):
        with pytest.raises(ValueError, match="one gradient for each parameter"):
            optimizer.apply(grads, params)
    np.testing.assert_array_equal(params[0], np.ones(3))
    assert optimizer.iterations == 0


def test_no_parameters_no_step():
    optimizer = Adam()
    optimizer.apply([], [])
    assert optimizer.iterations == 1


def test_an_optimizer_belongs_to_one_model():
    optimizer = Adam()
    optimizer.apply([np.ones(3)], [np.ones(3)])
    with pytest.raises(
        ValueError, match="has moved 3 numbers before, and expects as many. Received 4"
    ):
        optimizer.apply([np.ones(4)], [np.ones(4)])


def test_compile_starts_it_anew():
    model = Sequential([Input(2), Dense(1)], seed=0)
    model.compile("adam", "mse")
    x, y = np.ones((4, 2)), np.ones((4, 1))
    model.fit(x, y, verbose=0)
    assert model.optimizer.iterations == 1
    model.fit(x, y, verbose=0)  # fit alone goes on
    assert model.optimizer.iterations == 2
    model.compile("adam", "mse")
    assert (model.optimizer.iterations, model.optimizer.slots) == (0, {})


def test_get_optimizer():
    assert type(get_optimizer("SGD")) is SGD
    assert type(get_optimizer("adam")) is type(get_optimizer(Adam)) is Adam
    assert get_optimizer("rmsprop") is not get_optimizer("rmsprop")
    mine = Adam(0.5)
    assert get_optimizer(mine) is mine
    for bad in ("adagrad", None, 0.1, []):
        with pytest.raises(ValueError, match="optimizer expects one of .*Received"):
            get_optimizer(bad)


def test_the_bare_optimizer_asks_for_update():
    with pytest.raises(NotImplementedError):
        Optimizer(0.1).apply([np.ones(1)], [np.ones(1)])
