"""CSVLogger."""

import csv

import pytest

from helpers import Callback, CSVLogger, ModelCheckpoint
from tests.callbacks.scripted import X, Y, one_weight_model, play


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


# ---- a training that goes on from a checkpoint ----


def trained(path, epochs, **options):
    """The rows of the log, after a fit that saves a checkpoint each epoch."""
    saver = ModelCheckpoint(path.parent / "{epoch}.npz", save_optimizer=True)
    model = one_weight_model(0.01)
    model.fit(X, Y, epochs=epochs, verbose=0, callbacks=[CSVLogger(path), saver], **options)
    return rows(path)


@pytest.mark.parametrize("ending", ["\r\n", "\n", ""])
def test_a_resumed_training_goes_on_with_its_log(tmp_path, ending):
    """Killed after the third row, before the third checkpoint; an editor took the last newline."""
    whole = trained(tmp_path / "whole.csv", epochs=5)
    path = tmp_path / "log.csv"
    assert trained(path, epochs=3) == whole[:4]
    path.write_text("\n".join(path.read_text().splitlines()) + ending)
    assert trained(path, epochs=5, resume_from=tmp_path / "2.npz") == whole


def test_a_log_of_nothing_but_what_is_made_again(tmp_path):
    path = tmp_path / "log.csv"
    header, _, second, third = trained(path, epochs=3)
    lines = path.read_text().splitlines(True)
    path.write_text(lines[0] + lines[2])  # its only row is that of epoch 1
    assert trained(path, epochs=3, resume_from=tmp_path / "1.npz") == [header, second, third]


def test_a_checkpoint_that_is_refused_leaves_the_log(tmp_path):
    path = tmp_path / "log.csv"
    before = trained(path, epochs=2)
    with pytest.raises(FileNotFoundError):
        trained(path, epochs=5, resume_from=tmp_path / "mistyped.npz")
    assert rows(path) == before


def test_of_many_trainings_in_one_log_the_last_is_gone_on_with(tmp_path):
    path = tmp_path / "log.csv"
    first = trained(path, epochs=3)
    path.write_text(path.read_text() + "".join(path.read_text().splitlines(True)[1:3]))
    then = trained(path, epochs=3, resume_from=tmp_path / "1.npz")
    assert [row[0] for row in then] == ["epoch", "0", "1", "2", "0", "1", "2"]
    assert then[:4] == first


def test_a_missing_last_newline_glues_no_rows(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text("epoch,loss,val_loss\n0,1.5,2.5")
    play(CSVLogger(path, append=True), val_loss=[0.5])
    assert [row[0] for row in rows(path)] == ["epoch", "0", "0"]


@pytest.mark.parametrize(
    "text", ["my,own,table\n1,2,3\n", "epoch,loss\nsum,3\n", "epoch;loss\n0;1\n"]
)
def test_what_is_no_log_is_not_added_to(tmp_path, text):
    path = tmp_path / "mine.csv"
    path.write_text(text)
    with pytest.raises(ValueError, match="expects to go on with a log.*Name another file"):
        play(CSVLogger(path, append=True), val_loss=[0.5])
    assert path.read_text() == text


@pytest.mark.parametrize("separator", [", ", "", None, 3, "\n", '"'])
def test_a_separator_is_one_character(separator):
    with pytest.raises(ValueError, match="separator expects one character"):
        CSVLogger("log.csv", separator=separator)


def test_a_place_that_cannot_be_written_is_told_before_the_first_epoch(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="Make room, or name a place.*log.csv"):
        play(CSVLogger(tmp_path / "file" / "log.csv"), model := one_weight_model(), val_loss=[0.5])
    assert model.optimizer.iterations == 0


def test_in_a_loop_of_one_s_own_it_appends_too(tmp_path):
    path = tmp_path / "log.csv"
    play(CSVLogger(path), val_loss=[0.5])
    logger = CSVLogger(path, append=True)
    logger.on_train_begin()
    logger.on_epoch_end(1, {"loss": 1.0, "val_loss": 0.25})
    assert [row[-1] for row in rows(path)] == ["val_loss", "0.5", "0.25"]
