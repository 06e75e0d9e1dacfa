"""TerminateOnNaN."""

import warnings

import numpy as np
import pytest

from helpers import TerminateOnNaN
from tests.callbacks.scripted import one_weight_model


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
