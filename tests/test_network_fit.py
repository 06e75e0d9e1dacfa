"""helpers/network.py: fit shuffles, splits, validates, logs and stops."""

import numpy as np
import pytest

from helpers import SGD, Adam, Callback, Dense, EarlyStopping, Flatten, Sequential
from tests.network_cases import LABELS, X, Y, assert_equal_weights, small


def test_fit_lowers_the_loss_and_returns_the_history():
    model = small()
    model.compile(Adam(0.02), "categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(X, Y, epochs=30, verbose=0)
    assert history is model.history
    assert set(history.history) == {"loss", "accuracy"}
    assert history.epoch == list(range(30))
    assert history.history["loss"][-1] < 0.7 * history.history["loss"][0]
    assert all(type(value) is float for value in history.history["loss"])


def test_twenty_images_can_be_learned_by_heart():
    """The sanity drill of chapter 7."""
    model = small(seed=2)
    model.compile(Adam(0.02), "categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(X[:20], Y[:20], epochs=150, verbose=0).history
    assert history["accuracy"][-1] == 1


def test_first_loss_of_ten_classes_is_about_2_30():
    model = Sequential([Flatten(), Dense(10, kernel_initializer="zeros", activation="softmax")])
    model.compile("sgd", "sparse_categorical_crossentropy")
    assert model.evaluate(X, LABELS) == pytest.approx(np.log(10), abs=1e-6)


def test_equal_seeds_give_equal_trainings():
    def run(seed):
        model = small(seed, dropout=0.4)
        model.fit(X, Y, epochs=3, batch_size=5, verbose=0)
        return model

    assert_equal_weights(run(1), run(1))
    a, b = run(1), run(2)
    assert not np.array_equal(a.get_weights()[0], b.get_weights()[0])
    a, b = run(None), run(None)
    assert not np.array_equal(a.get_weights()[0], b.get_weights()[0])


def test_fit_leaves_data_and_global_generator_alone():
    x, y = X.copy(), Y.copy()
    np.random.seed(0)  # noqa: NPY002  the very thing that must stay untouched
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    small(dropout=0.5).fit(x, y, validation_split=0.2, epochs=2, verbose=0)
    np.testing.assert_array_equal(x, X)
    np.testing.assert_array_equal(y, Y)
    np.testing.assert_array_equal(np.random.get_state()[1], before)  # noqa: NPY002


class Watch(Callback):
    """Notes the batches that the model sees, by the first pixel of each image."""

    def on_epoch_begin(self, epoch, logs=None):
        self.seen = [] if epoch == 0 else self.seen
        if epoch == 0:
            forward = self.model.forward

            def noted(x, training=False):
                if training:
                    self.seen.append(x[:, 0, 0, 0].tolist())
                return forward(x, training)

            self.model.forward = noted


def seen_batches(**options):
    watch = Watch()
    x = np.arange(11, dtype=np.float32)[:, None, None, None] * np.ones((1, 6, 5, 1), np.float32)
    small().fit(x, Y[:11], batch_size=4, verbose=0, callbacks=[watch], **options)
    return watch.seen


def test_batches_in_order_with_a_ragged_last():
    assert seen_batches(shuffle=False) == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10]]


def test_shuffling_shows_every_image_once_an_epoch_in_a_new_order():
    seen = seen_batches(epochs=2)
    assert [len(batch) for batch in seen] == [4, 4, 3] * 2
    first, second = sum(seen[:3], []), sum(seen[3:], [])
    assert sorted(first) == sorted(second) == list(range(11))
    assert first != second
    assert first != sorted(first)


def test_validation_split_takes_the_last_part_before_shuffling():
    """11 examples, a share of 0.3: floor(11 * 0.7) = 7 are trained on."""
    seen = seen_batches(validation_split=0.3, epochs=2)
    assert sorted(sum(seen[:2], [])) == list(range(7))


def test_validation_scores_are_those_of_evaluate():
    model = small()
    history = model.fit(X, Y, epochs=1, verbose=0, validation_data=(X[:9], Y[:9])).history
    assert set(history) == {"loss", "accuracy", "val_loss", "val_accuracy"}
    loss, accuracy = model.evaluate(X[:9], Y[:9])
    assert (history["val_loss"], history["val_accuracy"]) == ([loss], [accuracy])

    # a share of 0.4: floor(23 * 0.6) = 13 are trained on, the other 10 are the validation data
    split = small().fit(X, Y, shuffle=False, verbose=0, validation_split=0.4).history
    model = small()
    model.fit(X[:13], Y[:13], shuffle=False, verbose=0)
    loss, accuracy = model.evaluate(X[13:], Y[13:])
    assert (split["val_loss"], split["val_accuracy"]) == ([loss], [accuracy])


def test_logs_weigh_batches_by_their_size():
    """With a learning rate of 0 the epoch's mean is that of all examples, ragged batch or not."""
    model = small()
    model.compile(SGD(0), "categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(X, Y, batch_size=10, verbose=0).history
    loss, accuracy = model.evaluate(X, Y, batch_size=23)
    assert history["loss"][0] == pytest.approx(loss, rel=1e-6)
    assert history["accuracy"][0] == pytest.approx(accuracy, rel=1e-6)
    for size in (1, 7, 22, 100, None):
        assert model.evaluate(X, Y, batch_size=size)[0] == pytest.approx(loss, rel=1e-6)


@pytest.mark.parametrize(("count", "steps"), [(32, 1), (33, 2)])
@pytest.mark.parametrize("options", [{}, {"batch_size": None}])
def test_a_batch_is_of_32_where_nothing_else_is_said(options, count, steps):
    model = Sequential([Flatten(), Dense(3)], seed=0)
    model.compile("sgd", "mse")
    model.fit(np.ones((count, 4)), np.ones((count, 3)), verbose=0, **options)
    assert model.optimizer.iterations == steps


@pytest.mark.parametrize("options", [{}, {"batch_size": None}])
@pytest.mark.parametrize("method", ["evaluate", "predict"])
def test_evaluate_and_predict_take_32_at_a_time(method, options):
    model, seen = Sequential([Dense(3)], seed=0), []
    model.compile("sgd", "mse")
    forward = model.forward
    model.forward = lambda x, training=False: seen.append(len(x)) or forward(x, training)
    data = (np.ones((65, 4)), np.ones((65, 3)))
    getattr(model, method)(*data[: 1 + (method == "evaluate")], **options)
    assert seen == [32, 32, 1]


def test_validation_goes_in_batches_of_its_own():
    def validated(**options):
        model, seen = Sequential([Dense(3)], seed=0), []
        model.compile("sgd", "mse")
        forward = model.forward

        def noted(x, training=False):
            seen.extend([] if training else [len(x)])
            return forward(x, training)

        model.forward = noted
        data = (np.ones((10, 4)), np.ones((10, 3)))
        model.fit(*data, validation_data=data, verbose=0, **options)
        return seen

    assert validated(batch_size=4) == [4, 4, 2]
    assert validated(batch_size=4, validation_batch_size=1) == [1] * 10
    assert validated(validation_batch_size=8) == [8, 2]


def test_what_a_model_says_before_its_first_fit():
    model = small()
    assert (model.interrupted, model.stop_training, model.history) == (False, False, None)
    assert model.fit(X, Y, verbose=0).epoch == [0]  # one epoch, where nothing else is said
    assert (model.interrupted, model.stop_training) == (False, False)


def test_initial_epoch_and_zero_epochs():
    model = small()
    before = model.get_weights()
    assert model.fit(X, Y, epochs=0, verbose=0).history == {}
    assert model.fit(X, Y, epochs=3, initial_epoch=3, verbose=0).epoch == []
    for a, b in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
    assert model.fit(X, Y, epochs=5, initial_epoch=3, verbose=0).epoch == [3, 4]


def test_two_fits_equal_one():
    one, two = small(), small()
    one.fit(X, Y, epochs=4, verbose=0)
    two.fit(X, Y, epochs=2, verbose=0)
    two.fit(X, Y, epochs=4, initial_epoch=2, verbose=0)
    assert_equal_weights(one, two)


def test_labels_of_shape_n_1_are_taken_like_n():
    runs = []
    for labels in (LABELS, LABELS[:, None]):
        model = small()
        model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
        history = model.fit(X, labels, epochs=2, verbose=0, validation_split=0.2)
        runs.append((history.history, model.evaluate(X, labels)))
    assert runs[0] == runs[1]


def test_stop_training_within_an_epoch():
    class Stop(Callback):
        def on_train_batch_end(self, batch, logs=None):
            self.model.stop_training = batch == 1

    model = small()
    history = model.fit(X, Y, batch_size=5, epochs=9, verbose=0, callbacks=Stop())
    assert history.epoch == [0]
    assert model.optimizer.iterations == 2
    model.fit(X, Y, batch_size=5, verbose=0)  # the next fit is free again
    assert model.optimizer.iterations == 2 + 5


def test_ctrl_c_keeps_the_history(capsys):
    class Interrupt(Callback):
        ended = False

        def on_train_batch_end(self, batch, logs=None):
            if self.model.optimizer.iterations == 12:
                raise KeyboardInterrupt

        def on_train_end(self, logs=None):
            self.ended = True

    model, interrupt = small(), Interrupt()
    history = model.fit(X, Y, batch_size=5, epochs=9, verbose=1, callbacks=[interrupt])
    assert history.epoch == [0, 1]
    assert len(history.history["loss"]) == 2
    assert interrupt.ended
    assert "Interrupted" in capsys.readouterr().out
    assert model.interrupted
    model.fit(X, Y, verbose=0)
    assert not model.interrupted
    assert "Interrupted" not in capsys.readouterr().out


def test_ctrl_c_brings_the_best_weights_back():
    class Interrupt(Callback):
        def on_epoch_end(self, epoch, logs=None):
            self.kept = self.model.get_weights() if epoch == 0 else self.kept
            logs["val_loss"] = float(epoch)  # epoch 0 is the best
            if epoch == 2:
                raise KeyboardInterrupt

    model, interrupt = small(), Interrupt()
    stopping = EarlyStopping(patience=5, restore_best_weights=True)
    model.fit(X, Y, epochs=9, verbose=0, callbacks=[interrupt, stopping])
    for a, b in zip(interrupt.kept, model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_an_error_in_fit_leaves_no_bar_open(capsys):
    from tqdm import tqdm

    class Fail(Callback):
        def on_train_batch_end(self, batch, logs=None):
            raise ValueError("not today")

    before = set(tqdm._instances)
    with pytest.raises(ValueError, match="not today"):
        small().fit(X, Y, verbose=1, callbacks=Fail())
    assert set(tqdm._instances) <= before
    assert "Epoch 1/1" in capsys.readouterr().out


@pytest.mark.parametrize("verbose", ["auto", 1, 2, 0])
def test_verbose(capsys, monkeypatch, verbose):
    monkeypatch.delenv("COLUMNS", raising=False)  # in a narrow terminal tqdm cuts the line
    small().fit(X, Y, epochs=2, verbose=verbose, validation_split=0.2)
    out = capsys.readouterr().out
    assert ("Epoch 2/2" in out) == (verbose != 0)
    assert ("val_loss" in out) == (verbose != 0)
    assert (out.count("\n") == 2) == (verbose in ("auto", 1, 2))
