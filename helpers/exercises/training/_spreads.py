"""What the standard deviation of first weights may be taken for."""

from collections.abc import Callable

import numpy as np

Spread = Callable[[tuple[int, ...]], float]  # from a kernel's shape to a standard deviation


def right_spread(shape: tuple[int, ...]) -> float:
    return float(np.sqrt(2 / np.prod(shape[:-1])))


# Misconceptions of the variance: slug, hint, and what the standard deviation would be for a shape
# (in, out) or (kh, kw, cin, cout). Several where there are several ways to make the mistake.
OTHER_SPREADS: list[tuple[str, str, list[Spread]]] = [
    (
        "variance-as-std",
        "2 / fan_in is the variance. What rng.normal takes is its root, the standard deviation.",
        [lambda shape: 2 / np.prod(shape[:-1])],
    ),
    (
        "squares-the-variance",
        "You squared 2 / fan_in, which is the variance. The standard deviation is its root.",
        [lambda shape: (2 / np.prod(shape[:-1])) ** 2],
    ),
    (
        "half-a-root",
        "You took the root of one of the two numbers alone. The root belongs to all of "
        "2 / fan_in: look at the brackets.",
        [
            lambda shape: 2 / np.sqrt(np.prod(shape[:-1])),
            lambda shape: np.sqrt(2) / np.prod(shape[:-1]),
        ],
    ),
    (
        "inverted",
        "Your spread grows with the number of inputs. The more numbers a unit adds up, the "
        "smaller its weights should be.",
        [
            lambda shape: np.sqrt(np.prod(shape[:-1]) / 2),
            lambda shape: np.sqrt(2 * np.prod(shape[:-1])),
            lambda shape: np.sqrt(np.prod(shape[:-1])),
        ],
    ),
    (
        "fan-out",
        "You counted the outputs. What keeps the size of a sum steady is how many numbers go into "
        "it.",
        [
            lambda shape: np.sqrt(2 / shape[-1]),
            lambda shape: np.sqrt(2 / (np.prod(shape[:-2]) * shape[-1])),
            lambda shape: np.sqrt(2 / shape[1]),
        ],
    ),
    (
        "counts-all-weights",
        "You counted all weights of the kernel. How many of them meet in one sum? The last axis "
        "counts the sums.",
        [lambda shape: np.sqrt(2 / np.prod(shape))],
    ),
    (
        "leaves-out-the-first-axis",
        "You multiplied all axes but the first. The one to leave out is the axis of the outputs.",
        [lambda shape: np.sqrt(2 / np.prod(shape[1:]))],
    ),
    (
        "first-axis-alone",
        "You counted the first axis. That is right for a dense kernel; in a conv kernel it is the "
        "height of the window.",
        [lambda shape: np.sqrt(2 / shape[0])],
    ),
    (
        "first-two-axes",
        "You multiplied the first two axes. In a dense kernel the second counts the outputs; in a "
        "conv kernel the channels are missing.",
        [lambda shape: np.sqrt(2 / (shape[0] * shape[1]))],
    ),
    (
        "forgets-the-channels",
        "You counted the window of a conv kernel. It goes over all channels: a response adds up "
        "all of them.",
        [lambda shape: np.sqrt(2 / (shape[0] * (shape[1] if len(shape) == 4 else 1)))],
    ),
    (
        "sum-not-product",
        "You added the axes of the window up. A window of 3 by 3 has nine places, not six.",
        [lambda shape: np.sqrt(2 / np.sum(shape[:-1])), lambda shape: np.sqrt(2 / np.sum(shape))],
    ),
    (
        "counts-axes",
        "You took the number of axes for the number of inputs. How long is each axis?",
        [
            lambda shape: np.sqrt(2 / len(shape)),
            lambda shape: np.sqrt(2 / (len(shape) - 1)),
        ],
    ),
    (
        "forgets-kernel-area",
        "You counted the channels. A response of a conv kernel adds up a whole window of them.",
        [lambda shape: np.sqrt(2 / shape[-2])],
    ),
    (
        "forgets-two",
        "Your variance is half of what was asked for. ReLU silences half of the numbers, and He's "
        "factor makes up for it.",
        [lambda shape: np.sqrt(1 / np.prod(shape[:-1]))],
    ),
    (
        "glorot",
        "That is Glorot's variance, 2 / (fan_in + fan_out). He's looks at the inputs alone.",
        [lambda shape: np.sqrt(2 / (np.prod(shape[:-1]) + np.prod(shape[:-2]) * shape[-1]))],
    ),
    (
        "same-spread-for-all",
        "Your spread is the same for every shape. The more numbers a unit adds up, the smaller "
        "its weights should be.",
        [lambda shape: 0.1414, lambda shape: 1.0],
    ),
]
