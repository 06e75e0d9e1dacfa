"""helpers/callbacks.py: the hooks, and decisions against hand-written histories."""

import math
from functools import partial

import numpy as np
import pytest

from helpers import (
    Callback,
    EarlyStopping,
    History,
    LearningRateScheduler,
    ModelCheckpoint,
    ReduceLROnPlateau,
    RocAuc,
)
from tests.scripted import X, Y, held_epoch, one_weight_model, play

# ---- the hooks ----


def test_hooks_in_their_order():
    class Diary(Callback):
        def __init__(self):
            self.lines = []

        def on_train_begin(self, logs=None):
            self.lines.append("train begins")

        def on_train_end(self, logs=None):
            self.lines.append(f"train ends {sorted(logs)}")

        def on_epoch_begin(self, epoch, logs=None):
            self.lines.append(f"epoch {epoch} begins")

        def on_epoch_end(self, epoch, logs=None):
            self.lines.append(f"epoch {epoch} ends {sorted(logs)}")

        def on_train_batch_begin(self, batch, logs=None):
            self.lines.append(f"batch {batch} begins")

        def on_train_batch_end(self, batch, logs=None):
            self.lines.append(f"batch {batch} ends {sorted(logs)}")

    diary, model = Diary(), one_weight_model()
    model.fit(X, Y, batch_size=3, epochs=2, verbose=0, callbacks=[diary], validation_data=(X, Y))
    epoch = ["batch 0 begins", "batch 0 ends ['loss']", "batch 1 begins", "batch 1 ends ['loss']"]
    ends = "ends ['loss', 'val_loss']"
    assert diary.lines == [
        "train begins",
        *["epoch 0 begins", *epoch, f"epoch 0 {ends}"],
        *["epoch 1 begins", *epoch, f"epoch 1 {ends}"],
        f"train {ends}",
    ]
    assert diary.model is model
    assert diary.params == {"epochs": 2, "steps": 2, "verbose": 0}


def test_batch_logs_are_running_means():
    """A learning rate of 0: batches of 2, 2 and 1 examples lose 4, 0, 0; means 4, 2, 1.6."""

    class Means(Callback):
        values = ()

        def on_train_batch_end(self, batch, logs=None):
            self.values = (*self.values, logs["loss"])

    model, means = one_weight_model(learning_rate=0), Means()
    model.set_weights([np.array([[1.0], [1.0]])])  # predicts 2 for (1, 1)
    y = np.array([[0.0], [0.0], [2.0], [2.0], [2.0]])
    model.fit(np.ones((5, 2)), y, batch_size=2, shuffle=False, verbose=0, callbacks=[means])
    assert means.values == pytest.approx((4, 2, 1.6))


def test_what_a_callback_logs_the_later_ones_and_the_history_see():
    class Adds(Callback):
        def on_epoch_end(self, epoch, logs=None):
            logs["mine"] = epoch + 0.5

    class Sees(Callback):
        def on_epoch_end(self, epoch, logs=None):
            self.seen = logs.get("mine")

    before, after, model = Sees(), Sees(), one_weight_model()
    history = model.fit(X, Y, epochs=2, verbose=0, callbacks=[before, Adds(), after])
    assert (before.seen, after.seen) == (None, 1.5)
    assert history.history["mine"] == [0.5, 1.5]


def test_history_repr_and_start_anew():
    model = one_weight_model()
    first = model.fit(X, Y, epochs=2, verbose=0)
    second = model.fit(X, Y, epochs=1, verbose=0)
    assert first is not second
    assert model.history is second
    assert repr(first) == "<History of 2 epochs: loss>"
    assert repr(History()) == "<History of 0 epochs: empty>"


# ---- EarlyStopping ----


@pytest.mark.parametrize(
    ("losses", "options", "last", "stopped", "best_epoch"),
    [
        # epochs:  0    1    2    3    4
        ([5.0, 4.0, 3.0, 2.0, 1.0], {"patience": 1}, 4, 0, 4),  # always better
        ([5.0, 4.0, 4.5, 4.4, 4.3], {"patience": 2}, 3, 3, 1),
        ([5.0, 4.0, 4.5, 3.9, 4.3], {"patience": 2}, 4, 0, 3),  # an improvement resets the wait
        ([5.0, 4.0, 4.0, 4.0, 4.0], {"patience": 2}, 3, 3, 1),  # equal is no improvement
        ([5.0, 6.0, 5.5, 5.2, 5.1], {"patience": 3}, 3, 3, 0),  # better than before, not than best
        ([5.0, 4.0, 4.1, 4.2, 4.3], {"patience": 0}, 2, 2, 1),
        ([5.0, 6.0, 4.0, 3.0, 2.0], {"patience": 0}, 1, 1, 0),
        ([5.0, 4.9, 4.8, 4.7, 4.6], {"patience": 2, "min_delta": 0.5}, 2, 2, 0),
        ([5.0, 4.9, 4.4, 4.3, 4.2], {"patience": 2, "min_delta": 0.5}, 4, 4, 2),
        ([0.5, 0.49, 0.48, 0.47, 0.4], {"patience": 1, "min_delta": 0.01}, 1, 1, 0),  # exactly 0.01
        ([5.0, 4.0, 3.0, 2.0, 1.0], {"patience": 2, "mode": "max"}, 2, 2, 0),
        ([9.0, 8.0, 7.0, 6.0, 5.0], {"patience": 2, "baseline": 6.5}, 4, 0, 4),
        ([9.0, 8.0, 8.5, 6.0, 5.0], {"patience": 2, "baseline": 6.5}, 2, 2, 1),
        ([9.0, 8.0, 8.5, 8.6, 5.0], {"patience": 4, "baseline": 6.5}, 3, 3, 1),
        ([9.0, 8.0, 8.5, 6.0, 5.0], {"patience": 4, "baseline": 6.5}, 4, 0, 4),
        ([1.0, 2.0, 3.0, 4.0, 5.0], {"patience": 1, "start_from_epoch": 3}, 4, 4, 3),
        ([math.nan, 2.0, 1.0, 0.5, 0.1], {"patience": 2}, 2, 2, 0),  # nothing is below NaN
        ([5.0, math.nan, 4.0, 3.0, 2.0], {"patience": 2}, 4, 0, 4),
        ([5.0, math.inf, math.inf, 3.0, 2.0], {"patience": 2}, 2, 2, 0),
    ],
)
def test_early_stopping_by_hand(losses, options, last, stopped, best_epoch):
    stopping = EarlyStopping(**options)
    model = play(stopping, val_loss=losses)
    assert model.history.epoch[-1] == last
    assert (stopping.stopped_epoch, stopping.best_epoch) == (stopped, best_epoch)
    assert held_epoch(model) == last  # without restore_best_weights, the last ones stay


def test_early_stopping_restores_the_best_whether_it_stops_or_not():
    for losses in ([5.0, 3.0, 4.0, 4.0, 4.0], [5.0, 3.0, 4.0]):
        stopping = EarlyStopping(patience=3, restore_best_weights=True)
        assert held_epoch(play(stopping, val_loss=losses)) == 1


def test_early_stopping_watches_accuracy_upwards():
    for monitor in ("val_accuracy", "acc", "val_auc"):
        stopping = EarlyStopping(monitor, patience=1, restore_best_weights=True)
        model = play(stopping, **{monitor: [0.5, 0.8, 0.7, 0.9]})
        assert (model.history.epoch[-1], held_epoch(model)) == (2, 1)


def test_early_stopping_starts_anew_in_each_fit():
    stopping = EarlyStopping(patience=2)
    play(stopping, val_loss=[1.0, 2.0, 3.0])
    assert stopping.stopped_epoch == 2
    model = play(stopping, val_loss=[9.0, 8.0, 7.0])  # all worse than the 1.0 of before
    assert (stopping.stopped_epoch, model.history.epoch) == (0, [0, 1, 2])


def test_early_stopping_tells(capsys):
    play(EarlyStopping(patience=1, verbose=1, restore_best_weights=True), val_loss=[1.0, 2.0, 3.0])
    out = capsys.readouterr().out
    assert out == "Epoch 2: early stopping.\nThe weights of epoch 1 are back.\n"


def test_a_figure_that_is_not_logged_warns_and_decides_nothing():
    stopping = EarlyStopping(patience=0)
    with pytest.warns(UserWarning, match="'val_loss', which is not logged.*validation_data"):
        model = play(stopping, other=[1.0, 2.0, 3.0])
    assert model.history.epoch == [0, 1, 2]
    with pytest.warns(UserWarning, match="ReduceLROnPlateau watches"):
        play(ReduceLROnPlateau(), other=[1.0])


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: EarlyStopping(mode="up"), "mode expects 'auto', 'min' or 'max'"),
        (lambda: EarlyStopping("score"), "cannot tell whether 'score' should rise or fall"),
        (lambda: EarlyStopping(patience=-1), "EarlyStopping's patience expects"),
        (lambda: EarlyStopping(patience=2.5), "EarlyStopping's patience expects"),
        (lambda: EarlyStopping(start_from_epoch=-1), "start_from_epoch expects"),
        (lambda: ReduceLROnPlateau(factor=1), r"factor expects a number in \(0, 1\)"),
        (lambda: ReduceLROnPlateau(factor=0), "factor expects"),
        (lambda: ReduceLROnPlateau(patience=-1), "ReduceLROnPlateau's patience expects"),
        (lambda: ReduceLROnPlateau(cooldown=-1), "ReduceLROnPlateau's cooldown expects"),
        (lambda: ModelCheckpoint("best.h5"), "expects a name ending in .npz"),
        (lambda: ModelCheckpoint("a.npz", save_weights_only=False), "say save_optimizer=True"),
        (lambda: ModelCheckpoint("a.npz", "score", save_best_only=True), "should rise or fall"),
        (lambda: LearningRateScheduler(0.1), r"a function of \(epoch, learning_rate\)"),
        (lambda: RocAuc(X), r"expects a pair \(x, y\)"),
        (lambda: RocAuc((X, Y, Y)), r"expects a pair \(x, y\)"),
    ],
)
def test_bad_settings_are_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


# ---- learning rates ----


@pytest.mark.parametrize(
    ("losses", "options", "rates"),
    [
        # patience 2: the second epoch without improvement cuts, and the next count starts at 0
        ([5, 4, 4, 4, 4, 4], {"patience": 2}, [1, 1, 1, 0.1, 0.1, 0.01]),
        ([5, 4, 4, 3, 3, 3], {"patience": 2}, [1, 1, 1, 1, 1, 0.1]),
        ([5, 5, 5, 5], {"patience": 1, "factor": 0.5}, [1, 0.5, 0.25, 0.125]),
        ([5, 5, 5, 5], {"patience": 1, "min_lr": 0.05}, [1, 0.1, 0.05, 0.05]),
        # cooldown 2: after a cut two epochs are not counted
        ([5, 5, 5, 5, 5], {"patience": 1, "cooldown": 2}, [1, 0.1, 0.1, 0.01, 0.01]),
        ([5, 5, 5, 5, 5, 5], {"patience": 2, "cooldown": 1}, [1, 1, 0.1, 0.1, 0.01, 0.01]),
        ([5, 4.99995, 4.9999], {"patience": 1}, [1, 0.1, 0.01]),  # within the min_delta of 1e-4
        ([5, 4.9998, 4.9996], {"patience": 1}, [1, 1, 1]),
        ([5, 4, 3], {"patience": 1, "mode": "max"}, [1, 0.1, 0.01]),
    ],
)
def test_reduce_on_plateau_by_hand(losses, options, rates):
    """`rates` are those after each epoch; the history logs the one that the epoch was run with."""
    after = []

    class Note(Callback):
        def on_epoch_end(self, epoch, logs=None):
            after.append(self.model.optimizer.learning_rate)

    model = play([ReduceLROnPlateau(**options), Note()], val_loss=losses)
    assert after == pytest.approx(rates)
    assert model.history.history["learning_rate"] == pytest.approx([1, *rates[:-1]])


def test_reduce_on_plateau_starts_anew_and_tells(capsys):
    reducing = ReduceLROnPlateau(patience=1, verbose=1)
    play(reducing, val_loss=[1.0, 2.0])
    assert capsys.readouterr().out == "Epoch 2: learning rate 0.1.\n"
    model = play(reducing, val_loss=[9.0, 8.0])
    assert model.optimizer.learning_rate == 1


def test_scheduler_acts_before_the_epoch(capsys):
    used = []

    class Note(Callback):
        def on_train_batch_begin(self, batch, logs=None):
            used.append(self.model.optimizer.learning_rate)

    schedule = LearningRateScheduler(lambda epoch, rate: rate * 0.5 if epoch else 0.8, verbose=1)
    model = one_weight_model()
    history = model.fit(X, Y, epochs=3, verbose=0, callbacks=[schedule, Note()])
    assert used == pytest.approx([0.8, 0.4, 0.2])
    assert history.history["learning_rate"] == pytest.approx([0.8, 0.4, 0.2])
    assert "Epoch 2: learning rate 0.4." in capsys.readouterr().out


def test_schedules_of_the_epoch_alone():
    def step_decay(epoch, initial, drop, every):
        return initial * drop ** (epoch // every)

    for schedule in (
        lambda epoch: 0.8 * 0.5 ** (epoch // 2),
        partial(step_decay, initial=0.8, drop=0.5, every=2),
    ):
        model = play(LearningRateScheduler(schedule), val_loss=[1.0] * 4)
        assert model.history.history["learning_rate"] == pytest.approx([0.8, 0.8, 0.4, 0.4])


def test_an_error_inside_a_schedule_is_not_hidden():
    def broken(epoch, learning_rate):
        return epoch + "a"

    with pytest.raises(TypeError, match="unsupported operand"):
        play(LearningRateScheduler(broken), val_loss=[1.0])


@pytest.mark.parametrize("rate", [None, "fast", -1.0, math.nan])
def test_a_schedule_returns_a_rate(rate):
    with pytest.raises(ValueError, match="should return a number|learning_rate expects a number"):
        play(LearningRateScheduler(lambda epoch, learning_rate: rate), val_loss=[1.0])
