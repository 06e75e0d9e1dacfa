"""What must go on as if nothing had been: copies, threads, shared layers, checks, own parts.

Each is held against the plain formulas of `reference`, or against a model that nobody disturbed.
"""

from __future__ import annotations

import copy
import importlib
import pickle
import pkgutil
import re
import sys
import threading
import warnings
from typing import Any

import numpy as np
import pytest

import helpers
from helpers import (
    Adadelta,
    Adam,
    BatchNormalization,
    Callback,
    Conv2D,
    Dense,
    Dropout,
    EarlyStopping,
    Flatten,
    Input,
    LearningRateScheduler,
    MaxPooling2D,
    ModelCheckpoint,
    ReduceLROnPlateau,
    RMSprop,
    Sequential,
    Softmax,
    TerminateOnNaN,
)
from helpers.activations import Sigmoid
from helpers.gradients import check_layer, check_model
from helpers.losses import BinaryCrossentropy, CategoricalCrossentropy, MeanSquaredError
from tests.callbacks.scripted import play
from tests.network_cases import LABELS, X, Y, assert_equal_weights, small
from tests.torture import odd, reference

OPTIMIZERS = ("sgd", "rmsprop", "adam", "adadelta")


def trained(**options: Any) -> Any:
    model = small(dropout=0.3)
    model.fit(X, Y, batch_size=5, verbose=0, **options)
    return model


@pytest.mark.parametrize("way", [copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m))])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("verbose", [0, "auto"])
def test_a_copy_goes_on_as_the_model_does(way, optimizer, verbose, tally, capsys):
    model = small(dropout=0.3)
    model.compile(optimizer, "categorical_crossentropy", ["accuracy"])
    model.fit(X, Y, batch_size=5, verbose=verbose)
    twin = way(model)
    before = twin.get_weights()
    model.fit(X, Y, batch_size=5, verbose=0)
    for a, b in zip(before, twin.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)  # nothing is shared
    twin.fit(X, Y, batch_size=5, verbose=0)
    assert_equal_weights(model, twin)
    tally("odd input: copies of a model", cases=1)


@pytest.mark.parametrize("part", ["history", "layers", "optimizer", "loss", "callbacks"])
def test_parts_of_a_model_are_copied_and_pickled(part, tally):
    model = trained(callbacks=[EarlyStopping("loss")])
    thing = getattr(model, part)
    for twin in (copy.deepcopy(thing), pickle.loads(pickle.dumps(thing)), copy.copy(thing)):
        assert type(twin) is type(thing)
    tally("odd input: copies of a model", cases=3)


@pytest.mark.parametrize("verbose", [0, 2, "auto"])
def test_a_copy_made_in_the_middle_of_a_fit_can_be_trained(verbose, tally, capsys):
    copies = []

    class Copies(Callback):
        def on_train_batch_end(self, batch, logs=None):
            copy.deepcopy(self.model)

        def on_epoch_end(self, epoch, logs=None):
            copies.append(copy.deepcopy(self.model))

    model = small(dropout=0.3)
    model.fit(X, Y, batch_size=5, verbose=verbose, callbacks=[Copies()], epochs=2)
    assert_equal_weights(model, copies[1])
    copies[0].fit(X, Y, batch_size=5, verbose=0)
    assert_equal_weights(model, copies[0])
    tally("odd input: copies of a model", cases=2)


@pytest.mark.slow
def test_many_threads_predict_with_one_model(tally, trials):
    """Four threads, each with its own pictures and sizes of batches."""
    rng = np.random.default_rng(0)
    model = Sequential(
        [Input((12, 12, 1)), Conv2D(8, 3, activation="relu"), MaxPooling2D(2), Conv2D(8, 3),
         Flatten(), Dense(16, "relu"), Dense(5, "softmax")], seed=0,
    )  # fmt: skip
    batches = [rng.random((20 + 7 * k, 12, 12, 1)).astype("f4") for k in range(4)]
    expected = [reference.network(model, x) for x in batches]
    count, wrong = trials(240), []

    def work(k: int) -> None:
        for turn in range(count // 4 + 1):
            try:
                y = (
                    model.predict(batches[k], batch_size=8 + turn % 5)
                    if turn % 2
                    else model(batches[k])
                )
                np.testing.assert_allclose(y, expected[k], atol=1e-4)
            except Exception as error:
                wrong.append(error)

    threads = [threading.Thread(target=work, args=(k,)) for k in range(4)]
    calm = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)  # threads take turns in the middle of everything
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(calm)
    tally("predictions in four threads", cases=4 * (count // 4 + 1), lost=len(wrong))


@pytest.mark.slow
def test_a_training_does_not_feel_that_others_predict(tally):
    calm, watched, stop = small(seed=1), small(seed=1), threading.Event()
    expected = calm.predict(X)
    calm.fit(X, Y, batch_size=4, epochs=8, verbose=0)
    answers = []

    def watch() -> None:
        while not stop.is_set():
            answers.append(watched.predict(X, batch_size=7))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        watched.fit(X, Y, batch_size=4, epochs=8, verbose=0)
    finally:
        stop.set()
        thread.join()
    assert_equal_weights(calm, watched)
    assert all(np.isfinite(y).all() for y in answers) and answers[0].shape == expected.shape
    tally("predictions in four threads", cases=len(answers))


def test_two_models_share_layers_and_both_learn(tally):
    body = [Input((6, 5, 1)), Conv2D(3, 2, activation="relu"), Flatten()]
    one, other = (Sequential([*body, Dense(3, "softmax")], seed=k) for k in range(2))
    for model in (one, other):
        model.compile("sgd", "categorical_crossentropy")
    for _ in range(3):
        one.train_on_batch(X, Y)
        other.train_on_batch(X, Y)
        np.testing.assert_allclose(one.predict(X), reference.network(one, X), atol=1e-5)
        np.testing.assert_allclose(other.predict(X), reference.network(other, X), atol=1e-5)
    assert one.layers[0] is other.layers[0]
    tally("odd input: shared layers", cases=6)


@pytest.mark.parametrize("hook", [n for n in dir(Callback) if n.startswith("on_")])
def test_a_callback_that_raises_leaves_a_model_that_works(hook, tally):
    class Raises(Callback):
        def fail(self, *_: Any) -> None:
            raise OSError("the reader's own")

    setattr(Raises, hook, Raises.fail)
    model = small()
    with pytest.raises(OSError, match="the reader's own"):
        model.fit(X, Y, verbose=0, callbacks=[Raises()], validation_data=(X, Y))
    np.testing.assert_allclose(model.predict(X), reference.network(model, X), atol=1e-5)
    assert len(model.fit(X, Y, verbose=0).epoch) == 1
    tally("odd input: callbacks that raise", cases=1, faults=1)


def test_predicting_and_evaluating_within_a_fit_changes_nothing(tally):
    class Looks(Callback):
        def on_train_batch_end(self, batch, logs=None):
            self.model.predict(X[:3])
            self.model.evaluate(X[:4], Y[:4], verbose=0)

        on_epoch_end = on_epoch_begin = on_train_batch_end

    assert_equal_weights(trained(), trained(callbacks=[Looks()]))
    tally("odd input: calls within a fit", cases=1)


@pytest.mark.parametrize("training", [False, True])
def test_a_gradient_check_leaves_no_trace(training, tally):
    layer = BatchNormalization()
    layer.build((None, 3))
    check_layer(layer, np.arange(12.0).reshape(4, 3), training=training)
    assert (layer.state["moving_mean"] == 0).all() and (layer.state["moving_variance"] == 1).all()
    model = Sequential(
        [Flatten(), Dense(4, use_bias=False), BatchNormalization(), Dropout(0.5),
         Dense(3, "softmax")], seed=0, dtype="float64",
    )  # fmt: skip
    model.compile("sgd", "categorical_crossentropy")
    model.build(X.shape)
    before, rng = model.get_weights(), model.rng.bit_generator.state
    assert max(check_model(model, X, Y).values()) < 1e-5
    assert model.rng.bit_generator.state == rng
    for a, b in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
    tally("odd input: checks", cases=2)


def test_a_layer_added_after_a_fit_asks_for_compile(tally):
    model = small()
    model.fit(X, Y, verbose=0)
    model.add(Dense(3, "softmax"))
    faults = odd.judge("fit again", lambda: model.fit(X, Y, verbose=0), "Adam")
    assert not faults, "\n".join(faults)
    with pytest.raises(ValueError, match="call compile again after a layer is added"):
        model.fit(X, Y, verbose=0)
    model.compile("adam", "categorical_crossentropy")
    assert len(model.fit(X, Y, verbose=0).epoch) == 1
    tally("odd input: states", cases=1)


# ---- the shortcuts belong to the exact pair that they are derived for ----


class Weighed(CategoricalCrossentropy):
    """A hundred times the loss."""

    def value(self, y_true, y_pred):
        return 100 * super().value(y_true, y_pred)

    def slope(self, y_true, y_pred):
        return 100 * super().slope(y_true, y_pred)


class Warm(Softmax):
    """A softmax with a temperature of 5."""

    def value(self, x, out=None):
        return super().value(x / 5)

    def slope_times(self, grad):
        return super().slope_times(grad) / 5


@pytest.mark.parametrize(
    ("last", "loss"),
    [
        (lambda: Dense(3, "softmax"), Weighed()),
        (lambda: Dense(3, Warm()), "categorical_crossentropy"),
        (lambda: Dense(3, Warm()), Weighed()),
        (lambda: Dense(3, "softmax"), "categorical_crossentropy"),
        (lambda: Dense(3, "softmax"), "mse"),
        (lambda: Dense(3, Sigmoid()), BinaryCrossentropy()),
        (lambda: Dense(3), CategoricalCrossentropy(from_logits=True)),
        (lambda: Dense(3), MeanSquaredError()),
    ],
)
@pytest.mark.parametrize("weights", [False, True], ids=["plain", "class weights"])
def test_a_step_is_downhill_by_the_loss_s_own_slope(last, loss, weights, tally):
    """One step of fit equals -rate times the slope of the loss by nudging."""
    model = Sequential([Flatten(), last()], seed=0, dtype="float64")
    model.compile("sgd", loss)
    model.build(X.shape)
    given = {"class_weight": {0: 3.0, 2: 0.5}} if weights else {}
    weight = np.array([3.0, 1.0, 0.5])[LABELS] if weights else None
    kernel = model.layers[-1].params["kernel"]
    before = kernel.copy()
    slopes = []
    for place in ((0, 0), (7, 2), (29, 1)):
        losses = []
        for nudge in (1e-5, -1e-5):
            kernel[place] = before[place] + nudge
            losses.append(model.loss(Y, model.predict(X, batch_size=64), weight))
        kernel[place] = before[place]
        slopes.append((losses[0] - losses[1]) / 2e-5)
    model.fit(X, Y, batch_size=64, verbose=0, **given)
    step = [kernel[place] - before[place] for place in ((0, 0), (7, 2), (29, 1))]
    np.testing.assert_allclose(step, -0.01 * np.array(slopes), rtol=1e-4, atol=1e-9)
    tally("odd input: own losses and layers", cases=1)


# ---- callbacks ----


@pytest.mark.parametrize("bad", [np.nan, np.inf])
@pytest.mark.parametrize("restore", [False, True])
def test_what_is_no_number_is_never_the_best(bad, restore, tally):
    stopping = EarlyStopping("score", patience=2, mode="min", restore_best_weights=restore)
    plateau = ReduceLROnPlateau("score", patience=2, mode="min")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model = play([stopping, plateau], score=[bad, 5.0, 4.0, 3.0, 2.0, 1.0])
    assert (stopping.best, stopping.best_epoch, stopping.stopped_epoch) == (1.0, 5, 0)
    assert model.optimizer.learning_rate == pytest.approx(1.0)
    tally("odd input: figures that are no number", cases=1)


@pytest.mark.parametrize("make", [
    lambda: EarlyStopping("fancy", mode="min"),
    lambda: ReduceLROnPlateau("fancy", mode="max"),
    lambda: ModelCheckpoint("w.npz", "fancy", save_best_only=True, mode="max"),
])  # fmt: skip
def test_an_unknown_monitor_is_told_and_decides_nothing(make, tally, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    model = small()
    with pytest.warns(UserWarning, match="watches 'fancy', which is not logged. There is .*loss"):
        model.fit(X, Y, verbose=0, callbacks=[make()])
    assert model.history.epoch == [0] and model.optimizer.learning_rate == pytest.approx(0.001)
    tally("odd input: unknown monitors", cases=1)


def test_an_optimizer_starts_anew_with_each_compile(tally):
    for kind in (Adam, RMSprop, Adadelta):
        optimizer, model = kind(), small()
        model.compile(optimizer, "categorical_crossentropy")
        model.fit(X, Y, verbose=0)
        other, fresh = small(seed=3), small(seed=3)
        other.compile(optimizer, "categorical_crossentropy")
        fresh.compile(kind(), "categorical_crossentropy")
        for each in (other, fresh):
            each.fit(X, Y, verbose=0)
        assert_equal_weights(other, fresh)
    tally("odd input: optimizers", cases=3)


def test_a_loss_that_runs_away_ends_in_the_log(tally):
    """Huge numbers and NaN in the data: the history says so, and TerminateOnNaN stops."""
    for bad in (np.nan, np.inf, 1e38):
        model, x = small(), X.copy()
        x[3] = bad
        with np.errstate(all="ignore"):
            history = model.fit(x, Y, epochs=3, verbose=0, callbacks=[TerminateOnNaN()])
        assert not np.isfinite(history.history["loss"][-1]) or bad == 1e38
    tally("odd input: NaN, infinity, huge", cases=3)


@pytest.mark.parametrize("schedule", [
    lambda epoch: 0.5, lambda epoch, rate: rate / 2, lambda *known: 0.5, lambda epoch, rate=3: 0.5,
])  # fmt: skip
def test_schedules_of_every_kind(schedule, tally):
    model = small()
    model.fit(X, Y, verbose=0, callbacks=[LearningRateScheduler(schedule)])
    assert float(model.optimizer.learning_rate) in (0.5, 0.0005)
    tally("odd input: schedules", cases=1)


def test_an_own_metric_never_broadcasts(tally):
    """Labels (N,) stand beside predictions (N, 1) as (N, 1)."""
    seen = []

    def off(y_true, y_pred):
        seen.append((y_true.shape, y_pred.shape))
        return np.abs(y_true - y_pred)

    model = Sequential([Flatten(), Dense(1)], seed=0)
    model.compile("sgd", "mse", metrics=[off, "mae"])
    for labels in (LABELS, LABELS[:, None], LABELS.tolist()):
        _, own, mae = model.evaluate(X, labels)
        y = reference.network(model, X)[:, 0]
        assert own == pytest.approx(np.abs(LABELS - y).mean(), rel=1e-5) == mae
    assert set(seen) == {((23, 1), (23, 1))}
    tally("odd input: own metrics", cases=3)


# ---- every public name is tried ----

ROOMS = """activations callbacks convolution dense depthwise dropout flatten gradients
    initializers kernel layer losses metrics network normalization optimizers pooling regularizers
    reshaping saving training windows arguments"""
# Of a module, what only the layers and functions in it call, with what they checked before, and
# the classes that stand behind those of the tables.
INNER = """add_up hand_back knock_out crop pad from_rows to_rows meetings windows_over Window
    check_image_shape sum_rows copy_weights offered keras_cure way_around as_results named_metrics
    RunningMeans EpochLines CallbackList Monitor KernelLayer Convolution WindowLayer Pooling2D
    ActivationFunction Trainer Optimizer Regularizer Loss CustomLoss History NotHere
    get_activation get_initializer get_loss get_metric get_optimizer get_regularizer write_npz
    read_npz unpacked weight_names save_checkpoint load_checkpoint as_float check_numbers
    whole_number pair
    real_number switch text function generator file_name takes same_shape beside mean_of
    as_images"""
IMPORTS = re.compile(r"^from [\w.]+ import (\([^)]*\)|.*)$", re.MULTILINE)


def things_of(room: str) -> dict[int, tuple[Any, list[str]]]:
    """What a room defines, with all of its names."""
    module = importlib.import_module(f"helpers.{room}")
    modules = [module]
    if hasattr(module, "__path__"):
        found = pkgutil.iter_modules(module.__path__)
        modules = [importlib.import_module(f"helpers.{room}.{each.name}") for each in found]
    things: dict[int, tuple[Any, list[str]]] = {}
    for each in modules:
        for name, thing in vars(each).items():
            if callable(thing) and getattr(thing, "__module__", "") == each.__name__:
                things.setdefault(id(thing), (thing, []))[1].append(name)
    return things


def test_every_public_name_is_in_the_tables():
    folder = odd.ROOT / "tests" / "torture"
    tables = [*folder.glob("test_odd_*.py"), odd.ROOT / "tests" / "layer_cases.py"]
    text = "\n".join(IMPORTS.sub("", path.read_text(encoding="utf-8")) for path in tables)
    text = text.replace(INNER, "")
    words, inner = set(re.findall(r"\w+", text)), set(re.findall(r"\w+", INNER))
    untried = [
        names
        for room in re.findall(r"\w+", ROOMS)
        for thing, names in things_of(room).values()
        if names[0][0] != "_" and not words & set(names) and not inner & set(names)
    ]
    assert untried == []
    assert {"Conv2D", "Dense", "Sequential", "Adam", "load_mnist"} <= set(helpers.__all__)
