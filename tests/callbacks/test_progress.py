"""ProgressBar, and lines in its place."""

import copy
import pickle
import sys

from helpers import ProgressBar
from tests.callbacks.scripted import X, Y, one_weight_model


def test_progress_without_tqdm_is_one_line_an_epoch(capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "tqdm", None)  # importing it fails
    model = one_weight_model()
    model.fit(X, Y, epochs=2, verbose=1)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("  ")[0] for line in lines] == ["Epoch 1/2", "Epoch 2/2"]
    assert all("loss: " in line for line in lines)


def test_a_progress_bar_may_be_among_the_callbacks(capsys):
    one_weight_model().fit(X, Y, epochs=1, verbose=0, callbacks=[ProgressBar()])
    out = capsys.readouterr().out
    assert "Epoch 1/1: 100%" in out
    assert "loss=" in out.splitlines()[-1].rpartition("1/1")[2]


def test_what_stays_of_a_bar_is_whole_in_a_narrow_window(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setenv("LINES", "20")
    one_weight_model().fit(X, Y, epochs=1, verbose=1, validation_data=(X, Y))
    shown = capsys.readouterr().out.rstrip("\n").split("\r")
    assert max(map(len, shown[:-1])) <= 60, "it grows in one line"
    assert shown[-1].endswith("]") and "val_loss=" in shown[-1]


def test_lines_where_they_are_asked_for(capsys):
    one_weight_model().fit(X, Y, epochs=1, verbose=2)
    assert capsys.readouterr().out.startswith("Epoch 1/1  loss: ")


def test_a_bar_that_is_open_is_copied_and_pickled_without_it(capsys):
    bar = ProgressBar()
    bar.params = {"epochs": 1, "steps": 2}
    bar.on_epoch_begin(0)
    for twin in (copy.deepcopy(bar), pickle.loads(pickle.dumps(bar))):
        assert twin.bar is None and twin.params == bar.params
    assert bar.bar is not None
    bar.close()
