"""The hooks of all callbacks, called together."""

import numpy as np
import pytest

from helpers import Callback, EarlyStopping
from helpers.callbacks.callback_list import CallbackList
from helpers.callbacks.progress import EpochLines, ProgressBar
from tests.callbacks.scripted import X, Y, one_weight_model


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


def test_which_callbacks_a_checkpoint_keeps():
    class Counts(Callback):
        def get_state(self):
            return {"count": 1}

    assert EarlyStopping().has_memory is True
    assert Counts().has_memory is True
    assert Callback().has_memory is False
    assert Callback().get_state() == {}


@pytest.mark.parametrize(
    ("verbose", "kind"), [(1, ProgressBar), ("auto", ProgressBar), (2, EpochLines)]
)
def test_verbose_says_what_is_printed(verbose, kind):
    printing = CallbackList(one_weight_model(), None, verbose, epochs=1, steps=1).callbacks
    assert kind in [type(callback) for callback in printing]
    silent = CallbackList(one_weight_model(), None, 0, epochs=1, steps=1).callbacks
    assert not any(isinstance(callback, EpochLines) for callback in silent)
