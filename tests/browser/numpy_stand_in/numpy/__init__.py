"""A stand-in for NumPy, not NumPy: the few names with which `helpers` checks plain numbers.

NumPy's wheel for the browser cannot be had on every machine. With this in its place the engine
behind `check` runs in the real Pyodide, and exercises whose answers are plain numbers are checked
to the card. An array has one axis here, or none. What is not here is a class that says so as soon
as it is used.
"""

import builtins
import contextlib
import math
import operator

__version__ = "2.4.6+stand.in"
inf, nan = math.inf, math.nan
abs, round = builtins.abs, builtins.round  # noqa: A001 (as NumPy's)
trunc, prod = math.trunc, math.prod
float64 = float


class NotHere:
    """A name of NumPy that the stand-in has not. It can be named, as annotations do."""

    def __init__(self, *args, **options):
        raise NotImplementedError(f"The stand-in for NumPy has no {type(self).__name__}.")


def __getattr__(name):
    if name[0] == "_":
        raise AttributeError(name)
    return type(name, (NotHere,), {})


class bool_:
    """No value is one of these."""


class integer:
    """No value is one of these."""


class dtype:
    """What numbers have in common: `kind` is "b", "i" or "f"."""

    def __init__(self, numbers):
        kinds = [kind for kind, of in (("b", bool), ("i", int)) if {*map(type, numbers)} == {of}]
        self.kind = kinds[0] if kinds else "f"


class ndarray:
    """A number, of shape (), or a list of numbers, of shape (n,)."""

    def __init__(self, content):
        self.content = content

    @property
    def shape(self):
        return (len(self.content),) if isinstance(self.content, list) else ()

    ndim = property(lambda self: len(self.shape))
    dtype = property(lambda self: dtype(self._flat()))
    size = property(lambda self: len(self._flat()))

    def _flat(self):
        return self.content if isinstance(self.content, list) else [self.content]

    def map(self, function, *others):
        lists = [other.content for other in (self, *others) if other.ndim]
        if not lists:
            return ndarray(function(self.content, *(other.content for other in others)))
        columns = [
            other.content if other.ndim else [other.content] * len(lists[0])
            for other in (self, *others)
        ]
        return ndarray([function(*row) for row in zip(*columns, strict=True)])

    def __iter__(self):
        return iter(self.content)

    def __len__(self):
        return len(self.content)

    def __getitem__(self, place):
        if isinstance(place, ndarray):
            pairs = zip(self._flat(), place._flat(), strict=True)
            return ndarray([number for number, chosen in pairs if chosen])
        return self.content if place == () else self.content[place]

    def __bool__(self):
        return bool(self.content)

    def __float__(self):
        return float(self.content)

    def __abs__(self):
        return self.map(abs)

    def __invert__(self):
        return self.map(operator.not_)

    def all(self):
        return all(self._flat())

    def any(self):
        return any(self._flat())

    def max(self, initial=-inf):
        return max([initial, *self._flat()])

    def astype(self, kind):
        return self.map(kind)

    def tolist(self):
        return self.content


def _operation(function, reverse=False):
    def method(self, other):
        pair = (self, asarray(other))
        return pair[reverse].map(function, pair[not reverse])

    return method


for _name in ["add", "sub", "mul", "truediv", "pow", "and", "or"]:
    _function = getattr(operator, f"__{_name}__")
    setattr(ndarray, f"__{_name}__", _operation(_function))
    setattr(ndarray, f"__r{_name}__", _operation(_function, reverse=True))
for _name in ["eq", "ne", "lt", "le", "gt", "ge"]:
    setattr(ndarray, f"__{_name}__", _operation(getattr(operator, f"__{_name}__")))


def asarray(values, dtype=None):
    if isinstance(values, ndarray):
        return values
    if not isinstance(values, list | tuple | int | float):
        raise TypeError("The stand-in for NumPy makes arrays of numbers only.")
    made = ndarray(list(values) if isinstance(values, list | tuple) else values)
    return made if dtype is None else made.astype(dtype)


array = asarray


def empty(size):
    return ndarray([0.0] * size)


def full(shape, value):
    for size in reversed(shape):
        value = [value] * size
    return ndarray(value)


def arange(size):
    return ndarray(list(range(size)))


def repeat(values, count):
    return ndarray([value for value in values for _ in range(count)])


def isfinite(values):
    return asarray(values).map(math.isfinite)


def isnan(values):
    return asarray(values).map(math.isnan)


def where(condition, yes, no):
    return condition.map(lambda c, y, n: y if c else n, asarray(yes), asarray(no))


def allclose(first, second, rtol):
    return (abs(asarray(first) - second) <= rtol * abs(asarray(second))).all()


def argmax(values):
    return max(range(values.size), key=lambda place: values[place] if values.ndim else 0)


def unravel_index(place, shape):
    return (place,) if shape else ()


def isscalar(value):
    return isinstance(value, int | float | str)


def size(values):
    return asarray(values).size


@contextlib.contextmanager
def errstate(**settings):
    yield


def get_printoptions():
    return {}


def set_printoptions(**settings):
    pass


import numpy.lib.stride_tricks  # noqa: E402
import numpy.linalg  # noqa: E402
import numpy.random  # noqa: E402, F401
