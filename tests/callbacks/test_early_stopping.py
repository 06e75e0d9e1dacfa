"""EarlyStopping."""

import math

import pytest

from helpers import EarlyStopping
from tests.callbacks.scripted import held_epoch, play


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
        ([math.nan, 2.0, 1.0, 0.5, 0.1], {"patience": 2}, 4, 0, 4),  # NaN is never the best
        ([math.nan] * 5, {"patience": 2}, 1, 1, 0),
        ([math.nan, 2.0, 1.0, 0.5, 0.1], {"patience": 0}, 4, 0, 4),  # the first never stops it
        ([math.nan] * 5, {"patience": 0}, 1, 1, 0),
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
