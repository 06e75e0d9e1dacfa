"""CSVLogger."""

import csv

from helpers import Callback, CSVLogger
from tests.callbacks.scripted import play


def rows(path, delimiter=","):
    with open(path, newline="") as file:
        return list(csv.reader(file, delimiter=delimiter))


def test_csv_logger(tmp_path):
    path = tmp_path / "all" / "logs" / "log.csv"
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
    assert [len(row) for row in rows(path, ";")] == [3, 3, 3]
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
