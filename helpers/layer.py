"""The contract that every layer keeps, and the small checks that all layers share."""

from collections.abc import Sequence
from numbers import Integral
from typing import Any

import numpy as np

Shape = tuple[Any, ...]  # sizes; the batch's may be None


class Layer:
    """One step of the network: `forward` computes it, `backward` finds the slopes.

    A layer keeps this contract:

    - `build(input_shape)` makes the weights; `input_shape` starts with the batch axis, which
      may be None. The first `forward` builds a layer that is not built yet.
    - `forward(x, training=False)` returns the output `y` for a batch `x`, shape (N, ...).
    - `backward(grad)` takes the gradient of the loss by the last `y` and returns the gradient
      by the last `x`, with the shape of `x`. It fills `grads`.
    - `params` and `grads` are dicts with equal keys: name to array.
    - A layer never updates its own params and never writes to its arguments. It keeps float32
      as float32 and float64 as float64.
    - All randomness comes from `rng`, a seeded NumPy generator. A layer that stands alone
      seeds its own with 0; a Sequential lends all its layers one generator.

    The layout is that of Joel Grus's joelnet (2017), the names are Keras's.
    """

    def __init__(self) -> None:
        self.params: dict[str, np.ndarray] = {}
        self.grads: dict[str, np.ndarray] = {}
        self.state: dict[str, np.ndarray] = {}  # what is kept but not trained
        self.built = False
        self.name = type(self).__name__.lower()
        self.rng = np.random.default_rng(0)

    def build(self, input_shape: Shape, rng: np.random.Generator | None = None) -> None:
        """Make the weights for inputs of `input_shape`, for example (None, 28, 28, 1)."""
        if rng is not None:
            self.rng = rng
        self.built = True

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        raise NotImplementedError(f"{type(self).__name__} has no forward. Write one.")

    def backward(self, grad: np.ndarray) -> Any:
        raise NotImplementedError(f"{type(self).__name__} has no backward. Write one.")

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Shape of the output for an input of this shape; both start with the batch axis."""
        return tuple(input_shape)

    def __call__(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        return self.forward(x, training=training)

    def check_backward(self, grad: np.ndarray, shape: Shape) -> np.ndarray:
        """Return `grad` as an array, or raise ValueError if it does not fit the last output."""
        grad = np.asarray(grad)
        if grad.shape != tuple(shape):
            raise ValueError(
                f"{type(self).__name__}.backward expects the gradient of its last output, "
                f"shape {tuple(shape)}. Received grad of shape {grad.shape}. "
                "Call forward on the batch first."
            )
        return grad

    def check_called(self, cached: Any) -> None:
        """Raise RuntimeError where backward is called before forward."""
        if cached is None:
            raise RuntimeError(
                f"{type(self).__name__}.backward needs what forward remembered, and there was "
                "no forward yet. Call forward(x) first."
            )

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

    def __init__(self, shape: Sequence[int] | int) -> None:
        sizes = shape if isinstance(shape, (tuple, list)) else (shape,)
        self.shape = tuple(whole_number(size, "Input's shape", 1) for size in sizes)


def copy_weights(owner: str, own: Sequence[np.ndarray], new: Sequence[np.ndarray]) -> None:
    """Copy each array of `new` into its twin in `own`; check all before the first is touched."""
    new = [np.asarray(weight) for weight in new]
    expected, received = [w.shape for w in own], [w.shape for w in new]
    if expected != received:
        raise ValueError(
            f"set_weights of {owner} expects {len(own)} arrays of shapes {expected}. "
            f"Received {len(new)} of shapes {received}. Take them from get_weights of the "
            "same architecture" + (", and build this one first." if not own else ".")
        )
    for weight in new:
        if weight.dtype.kind not in "biuf":
            raise ValueError(
                f"set_weights of {owner} expects real numbers. Received dtype {weight.dtype}."
            )
    for target, weight in zip(own, new, strict=True):
        target[...] = weight


def as_float(x: Any, owner: str) -> np.ndarray:
    """`x` as an array of floats: float32 and float64 stay, other numbers become float32."""
    x = np.asarray(x)
    if x.dtype in (np.float32, np.float64):
        return x
    return check_numbers(x, owner).astype(np.float32)


def check_numbers(x: np.ndarray, owner: str) -> np.ndarray:
    """`x`, if it holds real numbers (bool, integers or floats), else TypeError."""
    if x.dtype.kind not in "biuf":
        raise TypeError(
            f"{owner} expects an array of real numbers. Received dtype {x.dtype}. "
            "Convert it: np.asarray(x, dtype=np.float32)."
        )
    return x


def as_images(x: Any, owner: str, channels: int | None = None) -> np.ndarray:
    """`x` as a float batch (N, H, W, C); ValueError says what is wrong with its shape."""
    x = as_float(x, owner)
    check_image_shape(x.shape, owner)
    if channels is not None and x.shape[3] != channels:
        raise ValueError(
            f"{owner} was built for images of {channels} channels. Received shape {x.shape}, "
            f"which has {x.shape[3]}. Make a new layer, or convert the images."
        )
    return x


def check_image_shape(shape: Shape, owner: str) -> None:
    if len(shape) != 4:
        cure = "Add the channel axis: x[..., None]." if len(shape) == 3 else ""
        if len(shape) == 2:
            cure = "Reshape the batch to images, or add batch and channel axes: x[None, ..., None]."
        raise ValueError(
            f"{owner} expects images of shape (N, H, W, C), for example (32, 28, 28, 1). "
            f"Received {tuple(shape)}. {cure}".rstrip()
        )


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
