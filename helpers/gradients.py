"""Chapter 7, and a tool from chapter 1 on: slopes by nudging, to check the derived ones."""

from collections.abc import Callable
from numbers import Real
from typing import Any

import numpy as np

from helpers import contract
from helpers.arguments import function, real_number, same_shape, takes
from helpers.examples import as_examples
from helpers.layer import Layer, check_numbers
from helpers.losses import Loss


def _eps(value: Any, argument: str) -> float:
    return real_number(value, argument, "(0, 1]")


def _giving_a_number(f: Any, argument: str) -> Callable[[np.ndarray], float]:
    function(f, argument)

    def number(x: np.ndarray) -> float:
        y = f(x)
        if isinstance(y, Real) or (isinstance(y, np.ndarray) and y.ndim == 0):
            return y  # type: ignore[return-value]
        raise ValueError(
            f"{argument} expects a function that returns one number. Received a "
            f"{type(y).__name__} of shape {np.shape(y)} from it. Return a number, such as y.sum()."
        )

    return number


def _writable(x: Any, argument: str) -> Any:
    if isinstance(x, np.ndarray) and not x.flags.writeable:
        raise ValueError(
            f"{argument} expects an array to write to. Received a read-only one. Give a copy: "
            "x.copy()."
        )
    return x


@takes(f=_giving_a_number, x=_writable, eps=_eps)
def numerical_gradient(
    f: Callable[[np.ndarray], float], x: np.ndarray, eps: float = 1e-5
) -> np.ndarray:
    """Slope of f with respect to each number of x: nudge it up and down by eps, and compare.

    x: float64, writable, any shape; it is nudged in place and put back. Returns an array like x:
    (f(x + eps) - f(x - eps)) / (2 eps), which errs by about eps^2.
    Raises ValueError for an x that is not float64, whose digits would not do.
    """
    if not isinstance(x, np.ndarray) or x.dtype != np.float64:
        raise ValueError(
            "numerical_gradient expects x as a float64 array. Received "
            f"{getattr(x, 'dtype', type(x).__name__)}. Convert it: x.astype(np.float64)."
        )
    slope = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        kept = x[place]
        try:
            x[place] = kept + eps
            above = f(x)
            x[place] = kept - eps
            below = f(x)
        finally:
            x[place] = kept
        slope[place] = (above - below) / (2 * eps)
    return slope


def relative_error(a: np.ndarray, b: np.ndarray) -> float:
    """How far two gradients are apart, largest difference over largest size; 0 is equal.

    About 1e-7 and below is right in float64; 1e-2 is wrong. Between them, look for a kink.
    Source: cs231n, Neural networks part 3, https://cs231n.github.io/neural-networks-3/
    """
    a, b = same_shape(a, b, "relative_error", "a b", labels=False)
    if not a.size:
        return 0.0
    size = max(np.abs(a).max(), np.abs(b).max())
    return float(np.abs(a - b).max() / size) if size != 0 else 0.0  # NaN stays NaN


@takes(seed=0, eps=_eps)
def check_layer(
    layer: Layer, x: np.ndarray, training: bool = False, seed: int = 0, eps: float = 1e-5
) -> dict[str, float]:
    """Relative error of each gradient of a layer: {"x": ..., "kernel": ..., "bias": ...}.

    The layer's parameters are made float64 (and stay so). The loss is the sum of the outputs
    times a random upstream gradient: with ones, a gradient that is flipped would pass unseen.
    A layer that draws random numbers draws the same ones each time.
    """
    if not isinstance(layer, Layer):
        raise ValueError(
            f"check_layer expects a layer, such as Dense(3). Received {layer!r}."
            + (" Add parentheses to make one." if isinstance(layer, type) else "")
        )
    x = np.array(check_numbers(x, f"check_layer's x for {type(layer).__name__}"), dtype=np.float64)
    if not layer.built:
        layer.build((None, *x.shape[1:]))
        layer.built = True
    contract.set_dtype(layer, np.float64)
    if "x" in layer.params:
        raise ValueError(
            f"check_layer calls a layer's input 'x', and layer {layer.name!r} has a weight of that "
            "name. Name it another."
        )
    rewind = _rewinder([layer], [layer.rng])

    def output() -> np.ndarray:
        rewind()
        return contract.forward(layer, x, training, None)

    upstream = np.random.default_rng(seed).normal(size=output().shape)

    def loss(_: np.ndarray) -> float:
        return float((output() * upstream).sum())

    output()
    grad_x = contract.call(layer, layer.backward, upstream)
    contract.check_gradient(layer, grad_x, x.shape)
    contract.check_grads(layer)
    derived = {"x": grad_x, **layer.grads}
    nudged = {"x": x, **layer.params}
    try:
        return {
            name: relative_error(derived[name], numerical_gradient(loss, value, eps))
            for name, value in nudged.items()
        }
    finally:
        rewind()


@takes(eps=_eps)
def check_loss(loss: Loss, y_true: np.ndarray, y_pred: np.ndarray, eps: float = 1e-6) -> float:
    """Relative error of a loss's gradient by its predictions."""
    if not isinstance(loss, Loss):
        raise ValueError(
            f"check_loss expects a Loss, such as mean_squared_error of helpers.losses. Received "
            f"{loss!r}."
        )
    y_pred = np.array(check_numbers(y_pred, f"{loss.name}'s y_pred"), dtype=np.float64)
    nudged = numerical_gradient(lambda values: loss(y_true, values), y_pred, eps)
    return relative_error(loss.gradient(y_true, y_pred), nudged)


@takes(per_weight=1, seed=0, eps=_eps)
def check_model(
    model: Any, x: np.ndarray, y: np.ndarray, per_weight: int = 10, seed: int = 0, eps: float = 1e-5
) -> dict[str, float]:
    """Relative error of the whole network's gradient, one figure a weight array.

    The gradient is the one that `fit` steps by: with the model's shortcuts, its regularizers, and
    dropout, which draws the same mask each time. Of each array, `per_weight` numbers are nudged,
    drawn at random. The model is compiled, and made with dtype="float64".
    """
    if getattr(model, "loss", None) is None:
        raise ValueError(
            f"check_model expects a compiled model. Received {model!r}. Call model.compile first."
        )
    x, y, _ = as_examples(x, y)
    if model.dtype != np.float64:
        raise ValueError(
            f"check_model expects a model with dtype='float64'. Received {model.dtype}. Make it "
            "so: Sequential([...], dtype='float64')."
        )
    rng = np.random.default_rng(seed)
    model.build(x.shape)
    rewind = _rewinder(model.layers, [model.rng, *model.own_generators()])

    def output() -> np.ndarray:
        rewind()
        return model.fast_forward(x, training=True)

    model.fill_gradients(y, output())
    grads, _ = model.gradients_and_weights()
    errors: dict[str, float] = {}
    for layer in model.layers:
        for name, weight in layer.params.items():
            chosen = rng.choice(weight.size, size=min(per_weight, weight.size), replace=False)
            derived = grads.pop(0).flat[chosen]
            nudged = _nudge(lambda: model.total_loss(y, output()), weight, chosen, eps)
            key, error = f"{layer.name}/{name}", relative_error(derived, nudged)
            errors[key] = float(np.maximum(error, errors.get(key, 0.0)))  # of one name: the larger
    rewind()
    return errors


def _rewinder(layers: list[Layer], rngs: list[np.random.Generator]) -> Callable[[], None]:
    """A function that sets dice and moving statistics back to where they are now."""
    rngs += [part.rng for layer in layers for part in contract.parts(layer)[1:]]
    dice = [rng.bit_generator.state for rng in rngs]
    kept = [(state, state.copy()) for layer in layers for state in layer.state.values()]

    def rewind() -> None:
        for rng, die in zip(rngs, dice, strict=True):
            rng.bit_generator.state = die
        for state, value in kept:
            state[...] = value

    return rewind


def _nudge(
    loss: Callable[[], float], weight: np.ndarray, places: np.ndarray, eps: float
) -> np.ndarray:
    """numerical_gradient for some places of an array only."""

    def at(values: np.ndarray) -> float:
        kept = weight.flat[places]
        weight.flat[places] = values
        result = loss()
        weight.flat[places] = kept
        return result

    return numerical_gradient(at, weight.flat[places].astype(np.float64), eps)
