"""First weights: how a layer's numbers are drawn before training. Chapter 7 tries them all."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

import numpy as np

from helpers.arguments import generator, real_number, takes
from helpers.keras_words import missing, refuse_options
from helpers.layer import whole_number

Initializer = Callable[[tuple[int, ...], np.random.Generator], np.ndarray]


def _shape(value: Any, argument: str) -> tuple[int, ...]:
    sizes = value if isinstance(value, (tuple, list)) else (value,)
    if not sizes:
        raise ValueError(
            f"{argument} expects the sizes of an array, such as (3, 3, 1, 8). Received {value!r}."
        )
    return tuple(whole_number(size, argument, 1) for size in sizes)


@takes(shape=_shape)
def fans(shape: tuple[int, ...]) -> tuple[int, int]:
    """How many inputs feed one output (fan_in), and how many outputs one input feeds (fan_out).

    A dense kernel is (in, out); a convolution's is (kh, kw, in, out), and its window counts.
    """
    if len(shape) < 2:
        return shape[0], shape[0]
    window = int(np.prod(shape[:-2]))
    return window * shape[-2], window * shape[-1]


def _initializer(**expected: Any) -> Callable[[Any], Any]:
    """Check what an initializer is given. Without a shape, as Keras's are called, it is itself."""

    def checked(function: Any) -> Any:
        draw = takes(shape=_shape, **expected)(function)

        @wraps(function)
        def initializer(*shape: Any, **options: Any) -> Any:
            if not shape and "shape" not in options:
                refuse_options(function, options)
                kept = {name: options[name] for name in options.keys() & {"stddev"}}
                return partial(initializer, **kept) if kept else initializer
            return draw(*shape, **options)

        return initializer

    return checked


@_initializer()
def zeros(shape: tuple[int, ...], rng: np.random.Generator | None = None) -> np.ndarray:
    """All 0, float32: right for biases, fatal for kernels."""
    return np.zeros(shape, dtype=np.float32)


@_initializer()
def ones(shape: tuple[int, ...], rng: np.random.Generator | None = None) -> np.ndarray:
    """All 1, float32."""
    return np.ones(shape, dtype=np.float32)


@_initializer(rng=generator, stddev=partial(real_number, interval="[0, inf)"))
def truncated_normal(
    shape: tuple[int, ...], rng: np.random.Generator, stddev: float = 0.05
) -> np.ndarray:
    """Normal numbers of standard deviation `stddev`, drawn again beyond two of them. float32."""
    values = rng.standard_normal(shape)
    while (outside := np.abs(values) > 2).any():
        values[outside] = rng.standard_normal(outside.sum())
    return (values * stddev).astype(np.float32)


@_initializer(rng=generator)
def random_normal(shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
    """Normal numbers of standard deviation 0.05, float32."""
    return rng.normal(0, 0.05, shape).astype(np.float32)


@_initializer(rng=generator)
def random_uniform(shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
    """Uniform in ±0.05, float32."""
    return rng.uniform(-0.05, 0.05, shape).astype(np.float32)


@_initializer(rng=generator)
def he_uniform(shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
    """Uniform in ±sqrt(6 / fan_in), float32: the variance of he_normal. He et al., 2015."""
    limit = np.sqrt(6 / fans(shape)[0])
    return rng.uniform(-limit, limit, shape).astype(np.float32)


@_initializer(rng=generator)
def glorot_uniform(shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
    """Uniform in ±sqrt(6 / (fan_in + fan_out)), float32. Glorot and Bengio, 2010."""
    limit = np.sqrt(6 / sum(fans(shape)))
    return rng.uniform(-limit, limit, shape).astype(np.float32)


# Cutting a normal distribution at two standard deviations leaves 0.8796 of its spread. This is
# made up for, as in Keras, so that the variance is the announced one after the cut.
CUT_SPREAD = 0.87962566103423978


@_initializer(rng=generator)
def he_normal(shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
    """Truncated normal of variance 2 / fan_in, float32: made for ReLU. He et al., 2015."""
    return truncated_normal(shape, rng, stddev=np.sqrt(2 / fans(shape)[0]) / CUT_SPREAD)


@_initializer(rng=generator)
def glorot_normal(shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
    """Truncated normal of variance 2 / (fan_in + fan_out), float32. Glorot and Bengio, 2010."""
    return truncated_normal(shape, rng, stddev=np.sqrt(2 / sum(fans(shape))) / CUT_SPREAD)


INITIALIZERS: dict[str, Initializer] = {
    f.__name__: f
    for f in (
        zeros,
        ones,
        random_normal,
        random_uniform,
        truncated_normal,
        glorot_normal,
        glorot_uniform,
        he_normal,
        he_uniform,
    )
}


def get_initializer(identifier: str | Initializer) -> Initializer:
    """The initializer of that name; a function of (shape, rng) is returned as it is."""
    if callable(identifier) and not isinstance(identifier, type):
        return identifier
    if not isinstance(identifier, str) or identifier not in INITIALIZERS:
        raise ValueError(
            f"initializer expects one of {sorted(INITIALIZERS)} or a function of (shape, rng). "
            f"Received {identifier!r}."
        )
    return INITIALIZERS[identifier]


__getattr__ = missing(__name__)
