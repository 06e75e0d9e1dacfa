"""The side of a map after several layers."""

from helpers.checking import Answer, Exercise, Mistake


def size_after(size, steps):
    for kind, width in steps:
        size = size - width + 1 if kind == "conv" else size // width
    return size


def _size_by(conv: Answer, pool: Answer) -> Answer:
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
            "Your convolution leaves the size as it is. Without padding the kernel has fewer "
            "positions than there are pixels.",
            _size_by(lambda size, width: size, _pool),
        ),
        Mistake(
            "pool-rounds-up",
            "Your pooling rounds up. A window that does not fit whole is dropped.",
            _size_by(_conv, lambda size, width: -(-size // width)),
        ),
        Mistake(
            "pool-subtracts",
            "Your pooling takes away a border, as a convolution does. Its windows lie side by "
            "side: how many fit in a row?",
            _size_by(_conv, lambda size, width: size - (width - 1)),
        ),
        Mistake(
            "conv-forgets-plus-one",
            "Your convolution loses one position too many. A kernel as wide as the map still has "
            "one position.",
            _size_by(lambda size, width: size - width, _pool),
        ),
        Mistake(
            "conv-divides",
            "Your convolution divides the size. Its kernel moves by one pixel at a time.",
            _size_by(_pool, _pool),
        ),
        Mistake(
            "first-step-only",
            "Only the first step counts in your answer. Each step starts from the size that the "
            "step before it left.",
            lambda size, steps: size_after(size, steps[:1]),
        ),
        Mistake(
            "does-not-round",
            "Your pooling leaves fractions of pixels. The answer is an int.",
            _size_by(_conv, lambda size, width: size / width),
        ),
    ],
)
