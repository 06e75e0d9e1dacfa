"""LearningRateScheduler."""

import math
from functools import partial

import pytest

from helpers import Callback, LearningRateScheduler
from tests.callbacks.scripted import X, Y, one_weight_model, play


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


def test_a_scheduler_is_silent_unless_told(capsys):
    schedule = LearningRateScheduler(lambda epoch, rate: rate)
    one_weight_model().fit(X, Y, epochs=1, verbose=0, callbacks=[schedule])
    assert capsys.readouterr().out == ""


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
    with pytest.raises(ValueError, match="schedule returns expects a number in"):
        play(LearningRateScheduler(lambda epoch, learning_rate: rate), val_loss=[1.0])
