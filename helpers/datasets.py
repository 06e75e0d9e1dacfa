"""Keras's way to ask for data: `(x, y), (x_test, y_test) = mnist.load_data()`."""

from types import SimpleNamespace

from helpers.data import Dataset, load_digits, load_kmnist, load_mnist
from helpers.keras_words import missing


def _pairs(data: Dataset) -> tuple:
    return (data.x_train, data.y_train), (data.x_test, data.y_test)


# `path` is Keras's name of a file in its own cache: it is taken and not used.
digits = SimpleNamespace(load_data=lambda path="": _pairs(load_digits()))
mnist = SimpleNamespace(load_data=lambda path="": _pairs(load_mnist()))
kmnist = SimpleNamespace(load_data=lambda path="": _pairs(load_kmnist()))

__getattr__ = missing(__name__)
