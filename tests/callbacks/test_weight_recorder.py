"""WeightRecorder: which frames it takes, and that taking them does not disturb the training."""

import numpy as np
import pytest

from helpers import Dense, EarlyStopping, Input, ModelCheckpoint, Sequential, WeightRecorder


def data(seed=0, count=40):
    rng = np.random.default_rng(seed)
    labels = np.arange(count) % 3
    return rng.normal(size=(count, 4)) + 2 * np.eye(4)[labels], labels


def model(loss="sparse_categorical_crossentropy"):
    network = Sequential([Input((4,)), Dense(3, activation="softmax")], seed=1)
    network.compile("sgd", loss, ["accuracy"])
    return network


def fit(recorder, epochs=5, network=None, **options):
    network = network or model()
    x, y = data()
    network.fit(x, y, batch_size=8, epochs=epochs, verbose=0, callbacks=[recorder], **options)
    return network


def test_frames_stand_closer_at_the_beginning():
    recorder = WeightRecorder(data(1), frames=6)
    fit(recorder)  # 25 steps
    assert [frame["step"] for frame in recorder.frames] == [0, 1, 4, 9, 16, 25]
    assert [frame["epoch"] for frame in recorder.frames] == [0, 0, 0, 1, 3, 4]


def test_a_frame_holds_what_the_model_was_and_answered():
    recorder = WeightRecorder(data(1), frames=3)
    network = fit(recorder)
    last = recorder.frames[-1]
    x, y = data(1)
    loss, accuracy = network.evaluate(x, y)
    assert last["val_loss"] == pytest.approx(loss)
    assert last["val_accuracy"] == pytest.approx(accuracy)
    for kept, weight in zip(last["weights"], network.get_weights(), strict=True):
        np.testing.assert_array_equal(kept, weight)
    answers = network.predict(x).argmax(axis=1)
    assert last["confusion"].sum() == len(x)
    for truth in range(3):
        for answer in range(3):
            count = ((y == truth) & (answers == answer)).sum()
            assert last["confusion"][truth, answer] == count
    np.testing.assert_allclose(last["probabilities"], network.predict(recorder.examples))
    assert last["loss"] == pytest.approx(network.history.history["loss"][-1])
    assert recorder.frames[0]["loss"] is None, "nothing was logged before the first step"


def test_weights_are_copies():
    recorder = WeightRecorder(data(1), frames=4)
    fit(recorder)
    first, last = recorder.frames[0]["weights"][0], recorder.frames[-1]["weights"][0]
    assert np.abs(first - last).max() > 0.01


def test_examples_are_the_first_of_each_class():
    x, y = data(1)
    x, y = x[1:], y[1:]
    recorder = WeightRecorder((x, y))
    assert recorder.example_labels.tolist() == [0, 1, 2]
    np.testing.assert_array_equal(recorder.examples, x[[2, 0, 1]])


def test_one_hot_labels_do_as_well():
    x, y = data(1)
    plain, one_hot = WeightRecorder((x, y), frames=2), WeightRecorder((x, np.eye(3)[y]), frames=2)
    fit(plain)
    network = model("categorical_crossentropy")
    x_train, y_train = data()
    network.fit(x_train, np.eye(3)[y_train], batch_size=8, epochs=5, verbose=0, callbacks=[one_hot])
    for name in ("val_loss", "val_accuracy"):
        assert one_hot.frames[-1][name] == pytest.approx(plain.frames[-1][name], rel=1e-5)


def test_recording_does_not_disturb_the_training():
    alone = model()
    x, y = data()
    alone.fit(x, y, batch_size=8, epochs=5, verbose=0)
    watched = fit(WeightRecorder(data(1), frames=20))
    for one, other in zip(alone.get_weights(), watched.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_training_that_stops_early_ends_with_its_last_state():
    recorder = WeightRecorder(data(1), frames=4)  # planned for 0, 2, 9, ... of many steps
    network = model()
    x, y = data()
    stop = EarlyStopping("loss", min_delta=10, patience=1)
    network.fit(x, y, batch_size=8, epochs=100, verbose=0, callbacks=[recorder, stop])
    assert [frame["step"] for frame in recorder.frames] == [0, 10]
    np.testing.assert_array_equal(recorder.frames[-1]["weights"][0], network.get_weights()[0])


def test_each_fit_starts_anew():
    recorder = WeightRecorder(data(1), frames=3)
    network = fit(recorder)
    fit(recorder, network=network)
    assert [frame["step"] for frame in recorder.frames] == [0, 6, 25]


def test_a_resumed_training_has_the_whole_film(tmp_path):
    whole, resumed = (WeightRecorder(data(1), frames=6) for _ in range(2))
    x, y = data()
    for recorder, options in ((whole, {}), (resumed, {"resume_from": tmp_path / "3.npz"})):
        saver = ModelCheckpoint(tmp_path / "{epoch}.npz", save_optimizer=True)
        options |= {"batch_size": 8, "epochs": 5, "verbose": 0, "callbacks": [recorder, saver]}
        model().fit(x, y, **options)
    np.testing.assert_equal(resumed.get_state(), whole.get_state())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"validation_data": np.zeros((4, 2))}, r"validation_data expects a pair"),
        ({"validation_data": data(), "frames": 1}, r"frames expects a whole number of at least 2"),
    ],
)
def test_wrong_arguments_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        WeightRecorder(**arguments)
