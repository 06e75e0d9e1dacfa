"""ReduceLROnPlateau."""

import pytest

from helpers import Callback, ReduceLROnPlateau
from tests.callbacks.scripted import play


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
