"""History."""

from helpers import History
from tests.callbacks.scripted import X, Y, one_weight_model


def test_history_repr_and_start_anew():
    model = one_weight_model()
    first = model.fit(X, Y, epochs=2, verbose=0)
    second = model.fit(X, Y, epochs=1, verbose=0)
    assert first is not second
    assert model.history is second
    assert repr(first) == "<History of 2 epochs: loss>"
    assert repr(History()) == "<History of 0 epochs: empty>"
