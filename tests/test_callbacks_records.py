"""helpers/callbacks.py: what callbacks save, write, measure and show."""

import csv
import sys
import warnings

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from helpers import (
    Callback,
    CSVLogger,
    Dense,
    Input,
    ModelCheckpoint,
    ProgressBar,
    RocAuc,
    Sequential,
    TerminateOnNaN,
)
from tests.scripted import X, Y, held_epoch, one_weight_model, play

# ---- ModelCheckpoint ----


def saved_epoch(path) -> float:
    model = one_weight_model()
    model.load_weights(path)
    return held_epoch(model)


def test_checkpoint_saves_every_epoch_under_its_name(tmp_path):
    name = tmp_path / "new" / "{epoch:02d}-{val_loss:.2f}.npz"
    play(ModelCheckpoint(name), val_loss=[0.5, 0.25, 0.751])
    names = sorted(path.name for path in (tmp_path / "new").iterdir())
    assert names == ["01-0.50.npz", "02-0.25.npz", "03-0.75.npz"]
    assert [saved_epoch(tmp_path / "new" / name) for name in names] == [0, 1, 2]


@pytest.mark.parametrize(
    ("values", "options", "best"),
    [
        ([5, 3, 4], {}, 1),
        ([5, 3, 3], {}, 1),  # the first of equals
        ([5, 3, 4], {"mode": "max"}, 0),
        ([5, 3, 4], {"initial_value_threshold": 3.5}, 1),
        ([5, 4, 3], {"save_best_only": False}, 2),
    ],
)
def test_checkpoint_keeps_the_best(tmp_path, values, options, best):
    path = tmp_path / "best.npz"
    play(ModelCheckpoint(path, **{"save_best_only": True, **options}), val_loss=values)
    assert saved_epoch(path) == best


def test_checkpoint_saves_nothing_that_does_not_beat_the_threshold(tmp_path):
    checkpoint = ModelCheckpoint(
        tmp_path / "best.npz", save_best_only=True, initial_value_threshold=1
    )
    play(checkpoint, val_loss=[5, 3, 4])
    assert list(tmp_path.iterdir()) == []


def test_checkpoint_starts_anew_in_each_fit(tmp_path):
    checkpoint = ModelCheckpoint(tmp_path / "best.npz", save_best_only=True)
    play(checkpoint, val_loss=[1, 2])
    play(checkpoint, val_loss=[9, 8, 8.5])
    assert saved_epoch(tmp_path / "best.npz") == 1


def test_checkpoint_without_its_figure_saves_and_warns(tmp_path):
    checkpoint = ModelCheckpoint(tmp_path / "best.npz", save_best_only=True)
    with pytest.warns(UserWarning, match="ModelCheckpoint watches 'val_loss'"):
        play(checkpoint, other=[1.0, 2.0])
    assert saved_epoch(tmp_path / "best.npz") == 1


def test_checkpoint_tells(tmp_path, capsys):
    play(ModelCheckpoint(tmp_path / "a.npz", verbose=1), val_loss=[1.0])
    assert capsys.readouterr().out == f"Epoch 1: saved {tmp_path / 'a.npz'}\n"


def test_checkpoint_says_which_names_it_can_fill(tmp_path):
    with pytest.raises(ValueError, match=r"cannot fill the file name.*knows epoch and \['loss'"):
        play(ModelCheckpoint(tmp_path / "{val_acuracy:.2f}.npz"), val_loss=[1.0])


# ---- CSVLogger ----


def rows(path, delimiter=","):
    with open(path, newline="") as file:
        return list(csv.reader(file, delimiter=delimiter))


def test_csv_logger(tmp_path):
    path = tmp_path / "logs" / "log.csv"
    model = play(CSVLogger(path), val_loss=[0.5, 0.25])
    losses = model.history.history["loss"]
    assert rows(path) == [
        ["epoch", "loss", "val_loss"],
        ["0", str(losses[0]), "0.5"],
        ["1", str(losses[1]), "0.25"],
    ]


def test_csv_logger_starts_over_or_appends(tmp_path):
    path = tmp_path / "log.csv"
    play(CSVLogger(path, separator=";"), val_loss=[0.5, 0.25])
    play(CSVLogger(path, separator=";"), val_loss=[0.1])
    assert [row[-1] for row in rows(path, ";")] == ["val_loss", "0.1"]
    play(CSVLogger(path, separator=";", append=True), val_loss=[0.2])
    assert [row[-1] for row in rows(path, ";")] == ["val_loss", "0.1", "0.2"]
    play(CSVLogger(tmp_path / "new.csv", append=True), val_loss=[0.2])
    assert [row[-1] for row in rows(tmp_path / "new.csv")] == ["val_loss", "0.2"]


def test_csv_logger_writes_na_for_a_figure_that_is_missing(tmp_path):
    play(CSVLogger(tmp_path / "log.csv"), val_loss=[0.5, None, 0.25])
    assert [row[-1] for row in rows(tmp_path / "log.csv")] == ["val_loss", "0.5", "NA", "0.25"]


def test_csv_logger_has_each_row_on_disk_at_once(tmp_path):
    counts = []

    class Count(Callback):
        def on_epoch_end(self, epoch, logs=None):
            counts.append(len(rows(tmp_path / "log.csv")))

    play([CSVLogger(tmp_path / "log.csv"), Count()], val_loss=[0.5, 0.25])
    assert counts == [2, 3]


# ---- TerminateOnNaN, RocAuc, ProgressBar ----


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_terminate_on_nan_stops_within_the_epoch(bad, capsys):
    x = np.ones((9, 2), dtype=np.float32)
    x[4] = bad
    model = one_weight_model()
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        history = model.fit(
            x, np.ones((9, 1)), batch_size=2, epochs=5, shuffle=False, verbose=0,
            callbacks=[TerminateOnNaN()],
        )  # fmt: skip
    assert history.epoch == [0]
    assert model.optimizer.iterations == 3
    assert "Batch 2: the loss is" in capsys.readouterr().out


def classifier(classes, units):
    model = Sequential([Input(4), Dense(units, activation="softmax")], seed=0)
    model.compile("sgd", "mse")
    rng = np.random.default_rng(0)
    return model, rng.normal(size=(60, 4)).astype(np.float32), rng.integers(0, classes, 60)


@pytest.mark.parametrize("form", ["(N,)", "(N, 1)", "one-hot"])
def test_roc_auc_equals_scikit_learn(form):
    model, x, labels = classifier(3, 3)
    y = {"(N,)": labels, "(N, 1)": labels[:, None], "one-hot": np.eye(3)[labels]}[form]
    auc = RocAuc((x, y))
    history = model.fit(x, np.eye(3)[labels], epochs=2, verbose=0, callbacks=[auc])
    scores = model.predict(x)
    one_by_one = [roc_auc_score(labels == k, scores[:, k]) for k in range(3)]
    np.testing.assert_allclose(auc.per_class[-1], one_by_one, rtol=1e-12)
    assert auc.values[-1] == pytest.approx(
        roc_auc_score(labels, scores / scores.sum(1, keepdims=True), multi_class="ovr"), abs=1e-6
    )
    assert history.history["val_auc"] == auc.values
    model.fit(x, np.eye(3)[labels], epochs=1, verbose=0, callbacks=[auc])
    assert len(auc.values) == 1  # each fit starts anew


@pytest.mark.parametrize("shape", [(60,), (60, 1)])
def test_roc_auc_of_one_output_is_that_of_class_1(shape):
    model = Sequential([Input(4), Dense(1, activation="sigmoid")], seed=0)
    model.compile("sgd", "mse")
    _, x, labels = classifier(2, 1)
    auc = RocAuc((x, labels.reshape(shape)), name="auc")
    model.fit(x, labels, verbose=0, callbacks=auc)
    assert auc.values == [pytest.approx(roc_auc_score(labels, model.predict(x)[:, 0]))]


def test_roc_auc_wants_every_class():
    model, x, labels = classifier(2, 3)
    with pytest.raises(ValueError, match=r"every class among .*\[2\] are missing"):
        model.fit(x, np.eye(3)[labels], verbose=0, callbacks=[RocAuc((x, labels))])


def test_progress_without_tqdm_is_one_line_an_epoch(capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "tqdm", None)  # importing it fails
    model = one_weight_model()
    model.fit(X, Y, epochs=2, verbose=1)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("  ")[0] for line in lines] == ["Epoch 1/2", "Epoch 2/2"]
    assert all("loss: " in line for line in lines)


def test_a_progress_bar_may_be_among_the_callbacks(capsys):
    one_weight_model().fit(X, Y, epochs=1, verbose=0, callbacks=[ProgressBar()])
    assert "Epoch 1/1: 100%" in capsys.readouterr().out
