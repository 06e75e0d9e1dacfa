"""The side of a map after several layers."""

from typing import Any

from helpers.checking import Exercise, Mistake


def size_after(size, steps):
    for kind, width in steps:
        size = size - width + 1 if kind == "conv" else size // width
    return size


def _size_by(conv: Any, pool: Any) -> Any:
    def size_otherwise(size, steps):
        for kind, width in steps:
            size = conv(size, width) if kind == "conv" else pool(size, width)
        return size

    return size_otherwise


def _conv(size, width):
    return size - width + 1


def _pool(size, width):
    return size // width


EXERCISE = Exercise(
    prompt='Return the side of a square map after steps such as [("conv", 3), ("pool", 2)].',
    solution=size_after,
    cases=[
        (28, [("conv", 3)]),
        (28, [("pool", 2)]),
        (28, [("conv", 3), ("pool", 2)]),
        (28, [("conv", 3), ("pool", 2), ("conv", 3), ("pool", 2)]),
        (27, [("pool", 2)]),
        (32, [("conv", 5), ("pool", 3), ("conv", 2)]),
        (20, [("pool", 3), ("pool", 2), ("conv", 1)]),
        (9, [("conv", 4), ("conv", 2)]),
        (12, []),
    ],
    fresh=lambda rng: [
        (int(rng.integers(30, 60)), [("conv", int(rng.integers(2, 8))), ("pool", 3), ("pool", 2)])
        for _ in range(3)
    ],
    mistakes=[
        Mistake(
            "conv-keeps-size",
            _size_by(lambda size, width: size, _pool),
            "Your convolution leaves the size as it is. Without padding the kernel has fewer "
            "positions than there are pixels.",
        ),
        Mistake(
            "pool-rounds-up",
            _size_by(_conv, lambda size, width: -(-size // width)),
            "Your pooling rounds up. A window that does not fit whole is dropped.",
        ),
        Mistake(
            "pool-subtracts",
            _size_by(_conv, lambda size, width: size - (width - 1)),
            "Your pooling takes away a border, as a convolution does. Its windows lie side by "
            "side: how many fit in a row?",
        ),
        Mistake(
            "conv-forgets-plus-one",
            _size_by(lambda size, width: size - width, _pool),
            "Your convolution loses one position too many. A kernel as wide as the map still has "
            "one position.",
        ),
        Mistake(
            "conv-divides",
            _size_by(_pool, _pool),
            "Your convolution divides the size. Its kernel moves by one pixel at a time.",
        ),
        Mistake(
            "first-step-only",
            lambda size, steps: size_after(size, steps[:1]),
            "Only the first step counts in your answer. Each step starts from the size that the "
            "step before it left.",
        ),
        Mistake(
            "does-not-round",
            _size_by(_conv, lambda size, width: size / width),
            "Your pooling leaves fractions of pixels. The answer is an int.",
        ),
    ],
)
