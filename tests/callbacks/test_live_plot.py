"""LivePlot: curves redrawn in one place of a notebook, and silence everywhere else."""

import sys
from types import SimpleNamespace

import IPython
import IPython.display
import numpy as np
import pytest

from helpers import Callback, Dense, EarlyStopping, LivePlot, ModelCheckpoint, Sequential
from helpers.callbacks import live_plot

X, Y = np.random.default_rng(0).normal(size=(20, 3)), np.tile([0, 1], 10)


def fit(hooks, epochs=5, **options):
    model = Sequential([Dense(2, "softmax")], seed=0)
    model.compile("adam", "sparse_categorical_crossentropy", ["accuracy"])
    options = {"validation_data": (X[:8], Y[:8]), **options}
    return model.fit(X, Y, epochs=epochs, verbose=0, callbacks=hooks, **options)


@pytest.fixture
def shown(monkeypatch):
    """A notebook's outputs: for each drawing, the place and the number of points of a curve."""
    drawings = []

    def points(figure):
        return len(figure.axes[0].lines[0].get_xdata())

    def display(figure, display_id):
        place = object()
        drawings.append((place, points(figure)))
        return SimpleNamespace(update=lambda other: drawings.append((place, points(other))))

    monkeypatch.setattr(live_plot, "_in_notebook", lambda: True)
    monkeypatch.setattr(IPython.display, "display", display)
    return drawings


def test_each_epoch_is_drawn_in_the_same_place(shown):
    fit(LivePlot())
    assert [points for _, points in shown] == [1, 2, 3, 4, 5]
    assert len({place for place, _ in shown}) == 1


def test_a_training_of_one_epoch_is_drawn_at_its_end(shown):
    fit(LivePlot(every=2), epochs=1)
    assert [points for _, points in shown] == [1]


@pytest.mark.parametrize(("every", "drawn"), [(2, [2, 4, 5]), (5, [5]), (9, [5])])
def test_every_so_many_epochs_and_at_the_end(shown, every, drawn):
    fit(LivePlot(every=every))
    assert [points for _, points in shown] == drawn


def test_a_second_fit_starts_anew(shown):
    plot = LivePlot()
    fit(plot, epochs=2)
    fit(plot, epochs=2)
    assert [points for _, points in shown] == [1, 2, 1, 2]
    assert len({place for place, _ in shown}) == 2


def test_a_training_that_stops_early_is_drawn_to_its_end(shown):
    fit([EarlyStopping("loss", min_delta=100), LivePlot(every=9)], epochs=9)
    assert [points for _, points in shown] == [2]


def test_no_epochs_no_drawing(shown):
    fit(LivePlot(), epochs=0)
    assert shown == []


def test_it_keeps_what_the_history_keeps_and_what_others_add():
    class Twice(Callback):
        def on_epoch_end(self, epoch, logs=None):
            logs["twice"] = 2 * logs["loss"]

    plot = LivePlot()
    history = fit([Twice(), plot])
    assert plot.history == history.history
    assert plot.epoch == [0, 1, 2, 3, 4]
    assert "twice" in plot.history


def test_a_resumed_training_is_drawn_from_its_first_epoch(shown, tmp_path):
    path = tmp_path / "training.npz"
    fit([LivePlot(), ModelCheckpoint(path, save_optimizer=True)], epochs=2)
    fit([LivePlot(), ModelCheckpoint(path, save_optimizer=True)], epochs=4, resume_from=path)
    assert [points for _, points in shown] == [1, 2, 3, 4]


def test_without_a_notebook_it_is_silent(capsys):
    plot = LivePlot()
    fit(plot, epochs=2)
    assert plot.epoch == [0, 1]
    assert capsys.readouterr() == ("", "")


def test_without_matplotlib_it_is_silent(shown, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "matplotlib", None)  # importing it fails now
    fit(LivePlot(), epochs=2)
    assert shown == []
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("shell", "answer"),
    [(None, False), (SimpleNamespace(), False), (SimpleNamespace(kernel="a kernel"), True)],
    ids=["Python", "IPython in a terminal", "a notebook"],
)
def test_it_knows_a_notebook(shell, answer, monkeypatch):
    monkeypatch.setattr(IPython, "get_ipython", lambda: shell)
    assert live_plot._in_notebook() is answer


def test_without_ipython_there_is_no_notebook(monkeypatch):
    monkeypatch.setitem(sys.modules, "IPython", None)
    assert live_plot._in_notebook() is False


@pytest.mark.parametrize("every", [0, -1, 1.5, "two", None])
def test_every_is_a_number_of_epochs(every):
    with pytest.raises(ValueError, match="LivePlot's every"):
        LivePlot(every=every)
