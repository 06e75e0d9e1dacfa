"""Chapter 6: weights that must earn their size. What a large weight costs, added to the loss."""

from typing import Any

import numpy as np

from helpers.arguments import real_number
from helpers.keras_words import missing, refuse_options


class Regularizer:
    """What the size of a weight costs: `l1` times |w| and `l2` times w squared, over all numbers.

    Gradient: each weight is pulled towards 0, by l1 whatever its size, by 2 l2 w in proportion.
    """

    l1 = l2 = 0.0

    def __init__(self, l1: float = 0.0, l2: float = 0.0, **options: Any) -> None:
        refuse_options(type(self), options)
        self.l1 = real_number(l1, "a regularizer's l1", "[0, inf)")
        self.l2 = real_number(l2, "a regularizer's l2", "[0, inf)")

    def __call__(self, weight: np.ndarray) -> float:
        cost = self.l1 * np.abs(weight).sum() if self.l1 else 0.0
        return float(cost + self.l2 * (weight * weight).sum())

    def gradient(self, weight: np.ndarray) -> np.ndarray:
        """Slope of the cost with respect to the weight, with its shape and dtype."""
        pull = weight * (2 * self.l2)
        return pull + np.sign(weight) * self.l1 if self.l1 else pull

    def __repr__(self) -> str:
        return f"<{type(self).__name__}, l1={self.l1:g}, l2={self.l2:g}>"


class L1(Regularizer):
    """l1 times the sum of |w|. It sends many weights to 0. Tibshirani, 1996."""

    def __init__(self, l1: float = 0.01, **options: Any) -> None:
        super().__init__(l1=l1, **options)


class L2(Regularizer):
    """l2 times the sum of squares: weight decay. Krogh and Hertz, 1991."""

    def __init__(self, l2: float = 0.01, **options: Any) -> None:
        super().__init__(l2=l2, **options)


class L1L2(Regularizer):
    """Both costs together, each with its own factor."""


l1, l2, l1_l2 = L1, L2, L1L2  # Keras's short names


REGULARIZERS: dict[str, Any] = {"l1": L1, "l2": L2, "l1_l2": L1L2}


def get_regularizer(identifier: Any) -> Regularizer:
    """The regularizer of that name, or the Regularizer itself; ValueError lists the names."""
    if isinstance(identifier, type) and issubclass(identifier, Regularizer):
        return identifier()
    if isinstance(identifier, Regularizer):
        kind, own = type(identifier), Regularizer
        costs = kind.__call__ is not own.__call__ and not (identifier.l1 or identifier.l2)
        if costs and kind.gradient is own.gradient:
            raise TypeError(
                f"{kind.__name__} says what a weight costs, and not how the cost changes with it, "
                "which Keras finds by itself. Write gradient(weight) too."
            )
        return identifier
    if isinstance(identifier, str) and identifier.lower() in REGULARIZERS:
        return REGULARIZERS[identifier.lower()]()
    raise ValueError(
        f"a regularizer expects one of {list(REGULARIZERS)}, or L2(0.001) of "
        f"helpers.regularizers. Received {identifier!r}."
    )


__getattr__ = missing(__name__)
