"""What callbacks share that watch one figure."""

import inspect
import math

import pytest

from helpers import EarlyStopping, LearningRateScheduler, ModelCheckpoint, ReduceLROnPlateau, RocAuc
from helpers.callbacks.monitor import Monitor
from tests.callbacks.scripted import X, Y, play


def test_a_figure_that_is_not_logged_warns_and_decides_nothing():
    stopping = EarlyStopping(patience=0)
    with pytest.warns(UserWarning, match="'val_loss', which is not logged.*validation_data"):
        model = play(stopping, other=[1.0, 2.0, 3.0])
    assert model.history.epoch == [0, 1, 2]
    with pytest.warns(UserWarning, match="ReduceLROnPlateau watches"):
        play(ReduceLROnPlateau(), other=[1.0])


def test_the_warning_names_what_is_logged():
    with pytest.warns(UserWarning, match=r"There is \['loss', 'other'\]"):
        play(EarlyStopping(), other=[1.0])


@pytest.mark.parametrize("min_delta", [0.25, -0.25])  # its sign means nothing
@pytest.mark.parametrize(("mode", "better", "not_better"), [("min", 0.5, 0.8), ("max", 1.5, 1.2)])
def test_better_by_more_than_min_delta(mode, better, not_better, min_delta):
    watcher = EarlyStopping("score", min_delta=min_delta, mode=mode)
    assert watcher.improves(better, 1.0)
    assert not watcher.improves(not_better, 1.0)
    assert not watcher.improves(0.75 if mode == "min" else 1.25, 1.0)  # by no more than that
    assert not watcher.improves(better, better)
    assert watcher.improves(not_better, None)


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


DEFAULTS = {
    EarlyStopping: {"monitor": "val_loss", "min_delta": 0, "patience": 0, "verbose": 0}
    | {"mode": "auto", "baseline": None, "restore_best_weights": False, "start_from_epoch": 0},
    ReduceLROnPlateau: {"monitor": "val_loss", "factor": 0.1, "patience": 10, "verbose": 0}
    | {"mode": "auto", "min_delta": 1e-4, "cooldown": 0, "min_lr": 0},
    ModelCheckpoint: {"monitor": "val_loss", "verbose": 0, "save_best_only": False}
    | {"save_weights_only": True, "mode": "auto", "initial_value_threshold": None},
    LearningRateScheduler: {"verbose": 0},
}


@pytest.mark.parametrize("kind", DEFAULTS, ids=lambda kind: kind.__name__)
def test_defaults_are_keras_s(kind):
    parameters = inspect.signature(kind).parameters
    assert {name: parameters[name].default for name in DEFAULTS[kind]} == DEFAULTS[kind]


def test_settings_at_the_ends_of_their_range():
    assert ReduceLROnPlateau(patience=0, cooldown=0, min_lr=0, factor=0.999).patience == 0
    assert EarlyStopping(patience=0, start_from_epoch=0, baseline=-1e9, min_delta=1e9)
    assert ModelCheckpoint("a.npz", initial_value_threshold=-5).initial_value_threshold == -5
    for wrong in (-0.1, float("inf")):
        with pytest.raises(ValueError, match="min_lr expects a number in"):
            ReduceLROnPlateau(min_lr=wrong)


@pytest.mark.parametrize("mode", ["min", "max"])
def test_no_number_is_never_the_best(mode):
    """Else a training that begins with NaN would keep it for ever: nothing is better than NaN."""
    monitor = Monitor("loss", mode)
    assert not monitor.improves(math.nan, None)
    assert not monitor.improves(math.nan, 0.5)
    assert monitor.improves(0.5, None)
