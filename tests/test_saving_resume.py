"""A training that goes on from a checkpoint equals the one that never stopped, bit for bit."""

import json
import subprocess
import sys

import numpy as np
import pytest

from helpers import (
    SGD,
    Callback,
    Conv2D,
    Dense,
    Dropout,
    EarlyStopping,
    Flatten,
    Input,
    ModelCheckpoint,
    ReduceLROnPlateau,
    RocAuc,
    Sequential,
    one_hot,
)
from helpers.saving import read_npz, write_npz

RNG = np.random.default_rng(0)
LABELS = np.arange(40) % 3
X = (RNG.random((40, 6, 6, 1)) + LABELS[:, None, None, None] / 4).astype(np.float32)
Y = one_hot(LABELS, 3)
EPOCHS = 7


def network(seed=0, optimizer="adam"):
    layers = [
        Input((6, 6, 1)),
        Conv2D(3, 3, activation="relu"),
        Dropout(0.3, seed=5),  # a generator of its own
        Flatten(),
        Dropout(0.4),  # the model's
        Dense(3, activation="softmax"),
    ]
    model = Sequential(layers, seed=seed)
    model.compile(optimizer, "categorical_crossentropy", metrics=["accuracy"])
    return model


def callbacks(folder):
    """Small steps and large min_deltas, so that each of them acts within seven epochs."""
    return [
        RocAuc((X[30:], LABELS[30:])),
        EarlyStopping(patience=4, min_delta=0.5, restore_best_weights=True),
        ReduceLROnPlateau(patience=2, min_delta=0.5, factor=0.5),
        ModelCheckpoint(folder / "best.npz", save_best_only=True),
        ModelCheckpoint(folder / "{epoch}.npz", save_optimizer=True),
    ]


def train(folder, model=None, **options):
    model, watching = model or network(), callbacks(folder)
    fit = {"epochs": EPOCHS, "batch_size": 8, "verbose": 0, "validation_data": (X[30:], Y[30:])}
    model.fit(X[:30], Y[:30], callbacks=watching, **{**fit, **options})
    return model, watching


@pytest.fixture(scope="module")
def straight(tmp_path_factory):
    folder = tmp_path_factory.mktemp("straight")
    return folder, *train(folder)


def assert_equal_files(a, b):
    first, second = read_npz(a), read_npz(b)
    assert list(first) == list(second)
    for name in first:
        np.testing.assert_array_equal(first[name], second[name], err_msg=name)


def assert_equal_runs(a, b):
    (model_a, watching_a), (model_b, watching_b) = a, b
    for one, two in zip(model_a.get_weights(), model_b.get_weights(), strict=True):
        np.testing.assert_array_equal(one, two)
    assert model_a.history.history == model_b.history.history
    assert model_a.history.epoch == model_b.history.epoch
    assert model_a.optimizer.iterations == model_b.optimizer.iterations
    assert model_a.optimizer.learning_rate == model_b.optimizer.learning_rate
    for name, slot in model_a.optimizer.slots.items():
        np.testing.assert_array_equal(slot, model_b.optimizer.slots[name])
    assert model_a.rng.bit_generator.state == model_b.rng.bit_generator.state
    for one, two in zip(watching_a, watching_b, strict=True):
        np.testing.assert_equal(one.get_state(), two.get_state())


def test_the_run_uses_all_that_must_be_remembered(straight):
    """Else the comparison would prove little."""
    _, model, (auc, stopping, *_) = straight
    assert stopping.stopped_epoch == 4
    assert len(set(model.history.history["learning_rate"])) > 1
    assert len(auc.per_class) == len(model.history.epoch) == 5


@pytest.mark.parametrize("done", [1, 2, 3, 4])
@pytest.mark.parametrize("seed", [0, 99])
def test_resumed_equals_uninterrupted(straight, tmp_path, done, seed):
    folder, *expected = straight
    resumed = train(tmp_path, network(seed), resume_from=folder / f"{done}.npz")
    assert_equal_runs(expected, resumed)
    for epoch in range(done + 1, 6):
        assert_equal_files(folder / f"{epoch}.npz", tmp_path / f"{epoch}.npz")


def test_a_training_that_had_ended_stays_so(straight, tmp_path):
    folder, *expected = straight
    resumed = train(tmp_path, network(3), resume_from=folder / "5.npz")
    assert_equal_runs(expected, resumed)
    assert list(tmp_path.iterdir()) == []  # no further epoch


def test_resuming_twice(straight, tmp_path):
    folder, *expected = straight
    train(tmp_path, resume_from=folder / "1.npz", epochs=3)
    assert_equal_runs(expected, train(tmp_path, network(7), resume_from=tmp_path / "3.npz"))


KILLED = """
import os, pathlib, sys
sys.path.insert(0, sys.argv[2])
from helpers import Callback
from tests.test_saving_resume import X, Y, callbacks, network

class Die(Callback):
    def on_train_batch_end(self, batch, logs=None):
        if self.model.optimizer.iterations == 4 * 3 + 2:  # in the middle of the fourth epoch
            os._exit(9)

folder = pathlib.Path(sys.argv[1])
network().fit(X[:30], Y[:30], epochs=7, batch_size=8, verbose=0,
              validation_data=(X[30:], Y[30:]), callbacks=[*callbacks(folder), Die()])
"""


def test_a_training_that_was_killed_goes_on(straight, tmp_path, pytestconfig):
    _, *expected = straight
    run = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path), str(pytestconfig.rootpath)])
    assert run.returncode == 9
    assert sorted(path.name for path in tmp_path.glob("[0-9].npz")) == ["1.npz", "2.npz", "3.npz"]
    resumed = train(tmp_path, network(1), resume_from=tmp_path / "3.npz")
    assert_equal_runs(expected, resumed)


def test_ctrl_c_and_on(straight, tmp_path, capsys):
    class Interrupt(Callback):
        def on_train_batch_begin(self, batch, logs=None):
            if self.model.optimizer.iterations == 10:
                raise KeyboardInterrupt

    _, *expected = straight
    checkpoint = ModelCheckpoint(tmp_path / "last.npz", save_optimizer=True)
    watching = [*callbacks(tmp_path)[:4], checkpoint, Interrupt()]
    network().fit(
        X[:30], Y[:30], epochs=EPOCHS, batch_size=8, verbose=0, callbacks=watching,
        validation_data=(X[30:], Y[30:]),
    )  # fmt: skip
    assert "Interrupted" in capsys.readouterr().out
    resumed = train(tmp_path, network(1), resume_from=tmp_path / "last.npz")
    assert_equal_runs(expected, resumed)


def test_a_checkpoint_is_a_weights_file_too(straight):
    folder, *_ = straight
    model, arrays = network(8), read_npz(folder / "2.npz")
    model.load_weights(folder / "2.npz")
    np.testing.assert_array_equal(model.get_weights()[0], arrays["0/Conv2D/kernel"])


@pytest.mark.parametrize("verbose", [1, 2])
def test_the_progress_bar_may_differ(straight, tmp_path, verbose, capsys):
    folder, *expected = straight
    resumed = train(tmp_path, network(1), resume_from=folder / "3.npz", verbose=verbose)
    assert_equal_runs(expected, resumed)


# ---- what is refused ----


def unchanged(model, use, error, message):
    before = model.get_weights()
    with pytest.raises(error, match=message):
        use(model)
    for a, b in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
    assert model.optimizer.iterations == 0


def test_weights_alone_are_no_checkpoint(tmp_path):
    network().save_weights(tmp_path / "w.npz")
    unchanged(
        network(1),
        lambda model: train(tmp_path, model, resume_from=tmp_path / "w.npz"),
        ValueError,
        r"holds weights, not a checkpoint to resume from.*save_optimizer=True",
    )


def test_other_callbacks_are_refused(straight):
    folder, *_ = straight
    unchanged(
        network(1),
        lambda model: model.fit(X, Y, verbose=0, resume_from=folder / "2.npz"),
        ValueError,
        r"was saved by a fit with the callbacks \['RocAuc', .*Received \['History'\]",
    )


def test_another_optimizer_is_refused(straight, tmp_path):
    folder, *_ = straight
    unchanged(
        network(1, optimizer=SGD()),
        lambda model: train(tmp_path, model, resume_from=folder / "2.npz"),
        ValueError,
        "was saved with the optimizer Adam. Received SGD",
    )


def test_other_seeds_are_refused(straight, tmp_path):
    folder, *_ = straight
    model = network(1)
    model.layers[-2].seeded, model.layers[-2].rng = True, np.random.default_rng(3)
    unchanged(
        model,
        lambda model: train(tmp_path, model, resume_from=folder / "2.npz"),
        ValueError,
        "with 1 layers that have a seed of their own. Received one with 2",
    )


def test_another_architecture_is_refused(straight, tmp_path):
    folder, *_ = straight
    model = Sequential([Input((6, 6, 1)), Flatten(), Dense(3, activation="softmax")], seed=0)
    model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    unchanged(
        model,
        lambda model: train(tmp_path, model, resume_from=folder / "2.npz"),
        ValueError,
        "does not fit this model",
    )


def test_a_damaged_checkpoint_is_refused(straight, tmp_path):
    folder, *_ = straight
    whole = (folder / "2.npz").read_bytes()
    for length in range(0, len(whole), 997):
        (tmp_path / "cut.npz").write_bytes(whole[:length])
        unchanged(
            network(1),
            lambda model: train(tmp_path, model, resume_from=tmp_path / "cut.npz"),
            ValueError,
            "is not a whole .npz file",
        )
    with pytest.raises(FileNotFoundError):
        train(tmp_path, resume_from=tmp_path / "none.npz")


ODD_STATES = {
    "an epoch before the first": lambda state: state.update(epoch=-1),
    "an epoch that is no number": lambda state: state.update(epoch="2"),
    "no epoch": lambda state: state.pop("epoch"),
    "steps before the first": lambda state: state["optimizer"].update(iterations=-1),
    "steps that are no number": lambda state: state["optimizer"].update(iterations="many"),
    "no steps": lambda state: state["optimizer"].pop("iterations"),
    "an optimizer's name alone": lambda state: state.update(optimizer="Adam"),
    "an array that is not there": lambda state: state["optimizer"].update(m={"array": "nowhere"}),
    "a generator that is a number": lambda state: state.update(rng=0),
    "callbacks that are texts": lambda state: state.update(callbacks=["RocAuc"]),
    "a callback without a type": lambda state: state["callbacks"][0].pop("type"),
    "a callback with more": lambda state: state["callbacks"][0].update(more=1),
}
ODD_TEXTS = {"cut": '{"epoch": 2', "a list": "[]", "a number": "2", "deep": "[" * 10**6}


@pytest.mark.parametrize("odd", [*ODD_STATES, *ODD_TEXTS])
def test_a_state_that_no_training_has_is_refused(straight, tmp_path, odd):
    folder, *_ = straight
    arrays, path = read_npz(folder / "2.npz"), tmp_path / "odd.npz"
    text = ODD_TEXTS.get(odd)
    if text is None:
        state = json.loads(str(arrays["checkpoint/state"]))
        ODD_STATES[odd](state)
        text = json.dumps(state)
    write_npz(path, {**arrays, "checkpoint/state": np.array(text)})
    unchanged(
        network(1),
        lambda model: train(tmp_path, model, resume_from=path),
        ValueError,
        "odd.npz expects the state of a training. Received one that no training has. Save it again",
    )


def test_a_training_may_go_on_from_before_its_first_epoch(straight, tmp_path):
    """Epoch 0 and 0 steps are a state that a training has: it is where each begins."""
    folder, *_ = straight
    arrays = read_npz(folder / "2.npz")
    state = json.loads(str(arrays["checkpoint/state"]))
    state["epoch"] = state["optimizer"]["iterations"] = 0
    write_npz(tmp_path / "0.npz", {**arrays, "checkpoint/state": np.array(json.dumps(state))})
    model, _ = train(tmp_path, resume_from=tmp_path / "0.npz", epochs=1)
    assert model.history.epoch[-1] == 0


def test_the_state_of_another_optimizer_s_settings_is_told(straight, tmp_path):
    folder, *_ = straight
    arrays = read_npz(folder / "2.npz")
    state = json.loads(str(arrays["checkpoint/state"]))
    state["optimizer"]["learning_rate"] = -1
    write_npz(tmp_path / "odd.npz", {**arrays, "checkpoint/state": np.array(json.dumps(state))})
    with pytest.raises(ValueError, match=r"cannot have \(learning_rate expects.*save_optimizer"):
        train(tmp_path, resume_from=tmp_path / "odd.npz")


LATE = {  # read when the optimizer, or all of the model, has taken up the state already
    "a generator of another kind": lambda state: state["rng"].update(bit_generator="MT19937"),
    "an own generator that is empty": lambda state: state["own_rngs"][0].clear(),
    "a callback's state that is a text": lambda state: state["callbacks"][-1].update(state="best"),
}


@pytest.mark.parametrize("odd", LATE)
def test_a_state_that_fails_late_leaves_the_model_as_it_was(straight, tmp_path, odd):
    folder, *_ = straight
    arrays = read_npz(folder / "2.npz")
    state = json.loads(str(arrays["checkpoint/state"]))
    LATE[odd](state)
    write_npz(tmp_path / "odd.npz", {**arrays, "checkpoint/state": np.array(json.dumps(state))})
    model, twin = network(1), network(1)
    for each in (model, twin):
        each.fit(X, Y, epochs=1, verbose=0)
    with pytest.raises(ValueError, match="holds a state that this training cannot have"):
        train(tmp_path, model, resume_from=tmp_path / "odd.npz")
    for each in (model, twin):
        each.fit(X, Y, epochs=1, verbose=0)
    assert model.optimizer.iterations == twin.optimizer.iterations
    for weight, same in zip(model.get_weights(), twin.get_weights(), strict=True):
        np.testing.assert_array_equal(weight, same)


def test_a_callback_that_keeps_what_no_file_can_hold(tmp_path):
    class Keeps(Callback):
        has_memory = True

        def get_state(self):
            return {"what": self.what}

    def save(what):
        keeps = Keeps()
        keeps.what = what
        checkpoint = ModelCheckpoint(tmp_path / "all.npz", save_optimizer=True)
        network().fit(X, Y, verbose=0, callbacks=[keeps, checkpoint])
        state = json.loads(str(read_npz(tmp_path / "all.npz")["checkpoint/state"]))
        kept = {entry["type"]: entry["state"] for entry in state["callbacks"]}
        return kept["Keeps"]["what"]

    assert save(np.float32(0.5)) == 0.5
    assert save(np.int64(3)) == 3
    with pytest.raises(TypeError, match="holds numbers, texts and arrays. Received <object"):
        save(object())
