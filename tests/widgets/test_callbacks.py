"""EarlyStoppingExplorer's traits and recorded curves, as a reader meets them in a notebook."""

import numpy as np
import pytest
import traitlets

from helpers.callbacks import EarlyStopping
from helpers.widgets import EarlyStoppingExplorer, callbacks
from helpers.widgets.values import read_file
from tools.record_early_stopping import EPOCHS, TRAININGS, losses


def test_defaults():
    explorer = EarlyStoppingExplorer()
    assert repr(explorer) == (
        "EarlyStoppingExplorer(curve='overfitting', patience=3, min_delta=0.0, "
        "restore_best_weights=False, epoch=0, losses=[])"
    )
    assert explorer.val_loss.shape == (EPOCHS,)


def test_a_callback_with_the_chosen_settings():
    callback = EarlyStoppingExplorer(patience=7, min_delta=0.02).callback
    assert isinstance(callback, EarlyStopping)
    assert (callback.patience, callback.min_delta) == (7, 0.02)
    assert not callback.restore_best_weights


def test_losses_of_your_own():
    explorer = EarlyStoppingExplorer(losses=[2.0, 1.0, 1.5])
    assert explorer.curve == callbacks.OWN
    np.testing.assert_array_equal(explorer.val_loss, [2.0, 1.0, 1.5])
    explorer.curve = "restless"
    assert explorer.val_loss.shape == (EPOCHS,)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"curve": "smooth"}, "curve"),
        ({"curve": "your own"}, "needs losses"),
        ({"patience": -1}, "patience"),
        ({"patience": 21}, "patience"),
        ({"min_delta": 0.2}, "min_delta"),
        ({"epoch": -1}, "epoch"),
        ({"losses": [1.0, float("nan")]}, "finite"),
        ({"losses": ["low"]}, "losses"),
    ],
)
def test_a_setting_that_does_not_fit_is_refused(settings, message):
    with pytest.raises(traitlets.TraitError, match=message):
        EarlyStoppingExplorer(**settings)


def test_the_recorded_curves_are_what_their_names_say():
    figures = read_file("recording", "early_stopping")["figures"]
    assert list(figures) == list(TRAININGS) == callbacks.TRAININGS
    for curve in figures.values():
        assert len(curve["loss"]) == len(curve["val_loss"]) == EPOCHS
    fitted = figures["overfitting"]
    assert min(fitted["val_loss"]) < 0.9 * fitted["val_loss"][-1]
    assert fitted["loss"][-1] < 0.1 * min(fitted["val_loss"])
    assert min(figures["dropout 0.5"]["val_loss"]) < min(fitted["val_loss"])
    assert max(figures["restless"]["val_loss"][4:]) > 1.5 * min(figures["restless"]["val_loss"])
    assert min(figures["late start"]["val_loss"][:4]) > 2


def test_the_first_epochs_of_a_recorded_curve_again():
    name, epochs = "overfitting", 2
    again = losses(*TRAININGS[name], epochs=epochs)
    recorded = read_file("recording", "early_stopping")["figures"][name]
    for figure in ("loss", "val_loss"):
        # float32 sums may differ in their last digits from machine to machine
        np.testing.assert_allclose(again[figure], recorded[figure][:epochs], rtol=0.02)
