"""ModelCheckpoint."""

import numpy as np
import pytest

from helpers import ModelCheckpoint
from tests.callbacks.scripted import held_epoch, one_weight_model, play


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


def test_a_checkpoint_holds_the_optimizer_if_it_is_asked_for(tmp_path):
    for options in ({}, {"save_optimizer": True}):
        play(ModelCheckpoint(tmp_path / "one.npz", **options), val_loss=[0.5])
        with np.load(tmp_path / "one.npz") as file:
            assert (len(file.files) > 1) == bool(options)


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


def test_checkpoint_is_silent_unless_told(tmp_path, capsys):
    play(ModelCheckpoint(tmp_path / "w.npz"), val_loss=[0.5])
    assert capsys.readouterr().out == ""


def test_checkpoint_tells(tmp_path, capsys):
    play(ModelCheckpoint(tmp_path / "a.npz", verbose=1), val_loss=[1.0])
    assert capsys.readouterr().out == f"Epoch 1: saved {tmp_path / 'a.npz'}\n"


def test_checkpoint_says_which_names_it_can_fill(tmp_path):
    with pytest.raises(ValueError, match=r"cannot fill the file name.*knows epoch and \['loss'"):
        play(ModelCheckpoint(tmp_path / "{val_acuracy:.2f}.npz"), val_loss=[1.0])
