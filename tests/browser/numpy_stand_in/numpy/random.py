"""Random numbers of the stand-in for NumPy, made by Python's own generator."""

from random import Random

from numpy import __getattr__, ndarray  # noqa: F401 (what is not here can be named)

_shared = Random()


class Generator:
    """What the exercises with plain numbers ask of a generator."""

    def __init__(self, seed=None):
        self.python = Random(seed)

    def integers(self, low, high, size=None):
        if size is not None:
            return ndarray([self.integers(low, high).content for _ in range(size[0])])
        if isinstance(low, int):
            return self.python.randrange(low, high)
        return ndarray([self.python.randrange(a, b) for a, b in zip(low, high, strict=True)])

    def uniform(self, low, high):
        return self.python.uniform(low, high)

    def random(self, size):
        return ndarray([self.python.random() for _ in range(size)])

    def permutation(self, size):
        return ndarray(self.python.sample(range(size), size))


default_rng = Generator


def seed(value):
    _shared.seed(value)


def get_state(legacy=True):
    version, numbers, gauss = _shared.getstate()
    return "MT19937", repr(numbers).encode(), version, 0, gauss


def set_state(state):
    _, numbers, version, _, gauss = state
    _shared.setstate((version, tuple(map(int, numbers.decode()[1:-1].split(","))), gauss))


def random_sample():
    return _shared.random()
