"""The contract that every layer keeps, and the small checks that all layers share."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from numbers import Integral
from typing import Any

import numpy as np

from helpers.keras_names import OLD_ARGUMENTS
from helpers.keras_words import Derived, NotHere, keras_cure, refuse_options

Shape = tuple[Any, ...]  # sizes; the batch's may be None


class Layer(Derived):
    """One step of the network: `forward` computes it, `backward` finds the slopes.

    A layer keeps this contract:

    - `build(input_shape)` makes the weights; `input_shape` starts with the batch axis, which
      may be None. The first `forward` builds a layer that is not built yet.
    - `forward(x, training=False)` returns the output `y` for a batch `x`, shape (N, ...).
    - `backward(grad)` takes the gradient of the loss with respect to the last `y` and returns
      that with respect to the last `x`, with the shape of `x`. It fills `grads`.
    - `params` and `grads` are dicts with equal keys: name to array.
    - `compute_output_shape(input_shape)` says what comes out, where that is not `input_shape`.
      It is asked before `build` too.
    - A layer never updates its own params and never writes to its arguments. It keeps float32
      as float32 and float64 as float64.
    - All randomness comes from `rng`, a seeded NumPy generator. A layer that stands alone
      seeds its own with 0; a Sequential lends all its layers one generator.

    That is all that a layer of your own needs, and an `__init__` that begins with
    `super().__init__()`. What is faster than the contract, a layer may offer, and the network
    asks for it (see `offered`):

    - `backward_at_logits(grad)`, of a layer that ends in a softmax: as `backward`, but `grad` is
      already the gradient by what went into the softmax.
    - `fill_gradients(grad)`: as `backward`, without the gradient by `x`, which nobody needs below
      the lowest layer that has weights.

    The layout is that of Joel Grus's joelnet (2017), the names are Keras's.

    Args:
        name: what `summary` and `get_layer` call it; None lets the network choose.
        input_shape: the shape of one example, where the layer stands first: as `Input(shape)`.
    """

    def __init__(
        self, name: str | None = None, input_shape: Sequence[int] | None = None, **options: Any
    ) -> None:
        if "input_dim" in options:
            input_shape = (options.pop("input_dim"),)
        if options:
            refuse_options(type(self), options)
        self.params: dict[str, np.ndarray] = {}
        self.grads: dict[str, np.ndarray] = {}
        self.state: dict[str, np.ndarray] = {}  # what is kept but not trained
        self.regularizers: dict[str, Any] = {}  # name of a weight to what its size costs
        self.built = False
        if not isinstance(name, (str, type(None))):
            raise ValueError(f"a layer's name expects a text, such as 'last'. Received {name!r}.")
        self.given_name = name
        self.name = name or self.kind
        self.first_input = None if input_shape is None else Input(input_shape)
        self.rng = np.random.default_rng(0)

    trainable = NotHere("Every layer is trained", harmless=True)
    kind = "layer"  # Keras's way to name a layer after its class
    seeded = False  # whether `rng` is the layer's own, made from a seed of its own
    pointwise = False  # whether each place of the output sees its own place of the input alone
    x_shape: Any = None  # of the last input, for the layers that remember it
    y_shape: Any = None  # of the last output, likewise

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls.kind = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", cls.__name__).lower()

    def __new__(cls, *args: Any, **given: Any) -> Any:
        if old := given.keys() & OLD_ARGUMENTS.keys():  # told before what is missing without them
            refuse_options(cls, {name: given[name] for name in sorted(old)})
        return super().__new__(cls, *args, **given)

    def __getattr__(self, name: str) -> Any:
        kind = type(self).__name__
        if name in ("params", "grads", "state", "built", "name", "rng", "first_input"):
            raise AttributeError(
                f"this {kind} was made without what every layer has: it has no {name!r}. Begin "
                f"the __init__ of {kind} with super().__init__()."
            )
        if name == "weights":  # what they are made of is missing: the error is about that
            return [*self.params.values(), *self.state.values()]
        raise AttributeError(f"{kind} has no attribute {name!r}.{keras_cure(name)}")

    def build(self, input_shape: Shape, rng: np.random.Generator | None = None) -> None:
        """Make the weights for inputs of `input_shape`, for example (None, 28, 28, 1)."""
        if rng is not None and not self.seeded:
            self.rng = rng
        self.built = True

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        raise NotImplementedError(f"{type(self).__name__} has no forward. Write one.")

    def backward(self, grad: np.ndarray) -> Any:
        raise NotImplementedError(f"{type(self).__name__} has no backward. Write one.")

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Shape of the output for an input of this shape; both start with the batch axis."""
        return tuple(input_shape)

    def windows(self, input_shape: Shape) -> Any:
        """The windows through which the places of the output see the input; None: it has none."""
        return None

    def __call__(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        if isinstance(x, (Input, Layer)):
            raise TypeError(
                f"{type(self).__name__} expects an array, and here it is given a layer. Keras has "
                "models of that kind, this book does not. Write Sequential([...])."
            )
        x = check_numbers(x, type(self).__name__)
        if not self.built:
            self.build(x.shape)
            self.built = True
        return self.forward(x, training=training)

    def check_backward(self, grad: np.ndarray, shape: Shape | None) -> np.ndarray:
        """`grad` as an array. RuntimeError before the first forward, whose output has no `shape`
        yet; ValueError where `grad` does not fit the last output."""
        if shape is None:
            raise RuntimeError(
                f"{type(self).__name__}.backward needs what forward remembered, and there was "
                "no forward yet. Call forward(x) first."
            )
        grad = as_float(grad, f"{type(self).__name__}.backward's grad")
        if grad.shape != tuple(shape):
            raise ValueError(
                f"{type(self).__name__}.backward expects the gradient of its last output, "
                f"shape {tuple(shape)}. Received grad of shape {grad.shape}. "
                "Call forward on the batch first."
            )
        return grad

    @property
    def weights(self) -> list[np.ndarray]:
        """The live arrays, trained ones first, in Keras's order."""
        return [*self.params.values(), *self.state.values()]

    def get_weights(self) -> list[np.ndarray]:
        """Copies of all weights, in Keras's order and shapes."""
        return [weight.copy() for weight in self.weights]

    def set_weights(self, weights: Sequence[np.ndarray]) -> None:
        """Copy `weights` into the layer; ValueError, and no change, where they do not fit."""
        copy_weights(f"layer {self.name!r}", self.weights, weights)

    def count_params(self) -> int:
        """How many numbers the layer holds, trained or not."""
        return sum(weight.size for weight in self.weights)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name!r}, {self.count_params():,} parameters>"


class Input:
    """The shape of one example, first in a Sequential's list: `Input((28, 28, 1))`."""

    def __init__(self, shape: Sequence[int] | int, name: str | None = None, **options: Any) -> None:
        refuse_options(Input, options)
        self.name = name
        sizes = shape if isinstance(shape, (tuple, list)) else (shape,)
        self.shape = tuple(whole_number(size, "Input's shape", 1) for size in sizes)


def offered(owner: Any, name: str, *derived_from: str) -> Callable[..., Any] | None:
    """The faster way `name` that a layer or a loss offers, or None.

    It stands for the methods that it was derived from. A subclass that writes one of those anew
    takes the offer of its parents back, so that its own method is the one that acts.
    """
    if not vars(owner).keys().isdisjoint(derived_from):
        return None
    kind: Any = type(owner)
    return getattr(owner, name) if _stands(kind, name, derived_from) else None


@cache
def _stands(kind: type, name: str, derived_from: tuple[str, ...]) -> bool:
    for parent in kind.__mro__:
        if name in vars(parent):
            return True
        if not vars(parent).keys().isdisjoint(derived_from):
            return False
    return False


def copy_weights(owner: str, own: Sequence[np.ndarray], new: Sequence[np.ndarray]) -> None:
    """Copy each array of `new` into its twin in `own`; check all before the first is touched."""
    if not isinstance(new, Iterable) or isinstance(new, (str, bytes, dict)):
        raise ValueError(
            f"set_weights of {owner} expects a list of arrays. Received a {type(new).__name__}. "
            "Take it from get_weights of the same architecture."
        )
    new = [check_numbers(weight, f"set_weights of {owner}") for weight in new]
    expected, received = [w.shape for w in own], [w.shape for w in new]
    if expected != received:
        raise ValueError(
            f"set_weights of {owner} expects {len(own)} arrays of shapes {expected}. "
            f"Received {len(new)} of shapes {received}. Take them from get_weights of the "
            "same architecture" + (", and build this one first." if not own else ".")
        )
    for target, weight in zip(own, new, strict=True):
        target[...] = weight


def as_float(x: Any, owner: str) -> np.ndarray:
    """`x` as an array of floats: float32 and float64 stay, other numbers become float32."""
    x = check_numbers(x, owner)
    return x if x.dtype in (np.float32, np.float64) else x.astype(np.float32)


def check_numbers(x: Any, owner: str) -> np.ndarray:
    """`x` as an array, if it holds real numbers (bool, integers or floats), else an error.

    TypeError for what is no number; ValueError for what has no one shape, or hides numbers.
    """
    array = x if type(x) is np.ndarray else _as_array(x, owner)
    if array.dtype.kind not in "biuf":
        came = f"dtype {array.dtype}" if array.ndim else f"a {type(x).__name__}"
        raise TypeError(
            f"{owner} expects an array of real numbers. Received {came}. "
            "Convert it: np.asarray(x, dtype=np.float32)."
        )
    return array


def _as_array(x: Any, owner: str) -> np.ndarray:
    if np.ma.is_masked(x):
        raise ValueError(
            f"{owner} expects an array that hides nothing. Received one with a mask, of shape "
            f"{x.shape}. Fill what it hides: x.filled(0)."
        )
    try:
        return np.asarray(x)
    except Exception as error:  # of NumPy, or of another library that x comes from
        raise ValueError(
            f"{owner} expects an array, or lists of equal length in it. Received a "
            f"{type(x).__name__} of which NumPy can make none ({error}). Make one: np.array(x)."
        ) from error


def whole_number(value: Any, argument: str, minimum: int) -> int:
    """`value` as an int of at least `minimum`, or a ValueError that names the argument."""
    if isinstance(value, bool) or not isinstance(value, Integral) or value < minimum:
        raise ValueError(
            f"{argument} expects a whole number of at least {minimum}. Received {value!r}."
        )
    return int(value)


def pair(value: Any, argument: str) -> tuple[int, int]:
    """A size for both axes: 3 becomes (3, 3), (3, 5) stays."""
    values = tuple(value) if isinstance(value, (tuple, list)) else (value, value)
    if len(values) != 2:
        raise ValueError(
            f"{argument} expects one whole number or a pair (height, width). Received {value!r}."
        )
    height, width = (whole_number(v, argument, 1) for v in values)
    return height, width
