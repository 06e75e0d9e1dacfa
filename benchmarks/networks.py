"""The networks that are timed, written once for both sides: layers as plain tuples.

("conv", filters, kernel size), with ReLU; ("pool", size); ("flatten",); ("dense", units), with
ReLU; ("dropout", rate); ("output", classes), with softmax. Inputs are MNIST's, (28, 28, 1).
"""

from typing import NamedTuple


class Network(NamedTuple):
    about: str
    layers: list[tuple]


NETWORKS = {
    "course": Network(
        "the course network",
        [
            ("conv", 8, 3),
            ("pool", 2),
            ("conv", 16, 3),
            ("pool", 2),
            ("flatten",),
            ("dense", 64),
            ("dropout", 0.5),
            ("output", 10),
        ],
    ),
    "A": Network(
        "a public NumPy tutorial's: two convolutions of 8 filters 5x5, one pooling",
        [("conv", 8, 5), ("conv", 8, 5), ("pool", 2), ("flatten",), ("dense", 128), ("output", 10)],
    ),
    "B": Network(
        "twice as wide: 16 and 32 filters 3x3, each with pooling",
        [
            ("conv", 16, 3),
            ("pool", 2),
            ("conv", 32, 3),
            ("pool", 2),
            ("flatten",),
            ("dense", 128),
            ("dropout", 0.5),
            ("output", 10),
        ],
    ),
    "C": Network(
        "dense layers alone: 784-512-256-128-10",
        [
            ("flatten",),
            ("dense", 512),
            ("dense", 256),
            ("dense", 128),
            ("dropout", 0.5),
            ("output", 10),
        ],
    ),
}


def operations(network: str, task: str) -> int:
    """Multiplications and additions for one image in the products alone, on the straight way.

    A training step multiplies three times: forward, for the weights' gradients, and for the
    inputs'; the lowest layer that has weights needs no gradient of its input.
    """
    height, channels, total, lowest = 28, 1, 0, True
    for kind, *args in NETWORKS[network].layers:
        if kind == "conv":
            filters, size = args
            height += 1 - size
            products = height**2 * size**2 * channels * filters
            channels = filters
        elif kind == "pool":
            height //= args[0]
            continue
        elif kind == "flatten":
            height, channels = 1, height**2 * channels
            continue
        elif kind == "dropout":
            continue
        else:
            products, channels = channels * args[0], args[0]
        ways = 1 if task == "predict" else 2 if lowest else 3
        total, lowest = total + 2 * products * ways, False
    return total
