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


def _branches(size, steps):
    for kind, width in steps:
        if kind == "conv":
            size = size - width + 1
        elif kind == "pool":
            size = size // width
    return size


def _first_step(size, steps):
    for step in steps:
        return size_after(size, [step])
    return None


def _last_step(size, steps):
    return size_after(size, [steps[-1]])


def _every_size(size, steps):
    return [size_after(size, steps[:count]) for count in range(len(steps) + 1)]


def _added(size, steps):
    return sum(size_after(size, [step]) for step in steps)


def _convolutions_first(size, steps):
    return size_after(size, sorted(steps))


def _both(size, width):
    return (size - width + 1) // width


def _both_by_two(size, width):
    return (size - width + 1) // 2


EXERCISE = Exercise(
    prompt='Return the side of a square map after steps such as [("conv", 3), ("pool", 2)].',
    solution=size_after,
    cases=[
        (8, [("conv", 3)]),
        (8, [("pool", 2)]),
        (28, [("conv", 3), ("pool", 2)]),
        (28, [("conv", 3), ("pool", 2), ("conv", 3), ("pool", 2)]),
        (27, [("pool", 2)]),
        (32, [("conv", 5), ("pool", 3), ("conv", 2)]),
        (20, [("pool", 3), ("pool", 2), ("conv", 1)]),
        (9, [("conv", 4), ("conv", 2)]),
        (12, []),
    ],
    styles=[_branches],
    fresh=lambda rng: [
        (size, [("conv", int(rng.integers(2, 8))), ("pool", 3), ("pool", 2)])
        for low in (30, 42, 54)  # never three times the same side
        for size in [int(rng.integers(low, low + 6))]
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
            _first_step,
        ),
        Mistake(
            "last-step-only",
            "Only the last step counts in your answer. Each step starts from the size that the "
            "step before it left.",
            lambda size, steps: size_after(size, steps[-1:]),
            _last_step,
        ),
        Mistake(
            "adds-up-sizes",
            "You added up the sizes of several maps. The size of the last one is asked for.",
            _added,
            lambda size, steps: sum(_every_size(size, steps)),
            lambda size, steps: sum(_every_size(size, steps)[1:]),
        ),
        Mistake(
            "returns-every-size",
            "You return the sizes of all maps. The last one is asked for, as one whole number.",
            _every_size,
            lambda size, steps: _every_size(size, steps)[1:],
        ),
        Mistake(
            "returns-two-sides",
            "You return the side twice, as height and width. One whole number is asked for.",
            lambda size, steps: (size_after(size, steps),) * 2,
        ),
        Mistake(
            "widths-of-the-example",
            "In your answer a step has always the same width, that of the example. Each step "
            "brings its own: look at the second value of each pair.",
            _size_by(lambda size, width: size - 2, lambda size, width: size // 2),
            _size_by(lambda size, width: size - 2, _pool),
            _size_by(_conv, lambda size, width: size // 2),
        ),
        Mistake(
            "conv-grows",
            "Your convolution makes the map larger. Without padding the kernel has fewer "
            "positions than there are pixels.",
            _size_by(lambda size, width: size + width - 1, _pool),
            _size_by(lambda size, width: size + width + 1, _pool),
        ),
        Mistake(
            "conv-loses-one-side",
            "Your convolution loses its border on one side only. Write down a row of 5 pixels, "
            "and count the positions of a kernel that is 3 wide.",
            _size_by(lambda size, width: size - width // 2, _pool),
        ),
        Mistake(
            "conv-odd-only",
            "Your convolution is right where the kernel is 1, 3 or 5 wide, and wrong where it is "
            "2 or 4 wide. Count the positions of a kernel that is 2 wide.",
            _size_by(lambda size, width: size - 2 * (width // 2), _pool),
        ),
        Mistake(
            "conv-loses-too-much",
            "Your convolution loses too many positions. A kernel as wide as the map still has "
            "one position. How many are there if the map is one pixel wider?",
            _size_by(lambda size, width: size - width - 1, _pool),
            _size_by(lambda size, width: size - 2 * (width - 1), _pool),
        ),
        Mistake(
            "pool-rounds-to-nearest",
            "Your pooling rounds to the nearest whole number. A window that does not fit whole "
            "is dropped, even if most of it is there.",
            _size_by(_conv, lambda size, width: round(size / width)),
        ),
        Mistake(
            "pool-one-too-few",
            "Your pooling loses one window. How many windows of 2 fit into a row of 6 pixels?",
            _size_by(_conv, lambda size, width: size // width - 1),
        ),
        Mistake(
            "pool-divides-twice",
            "Your pooling divides by the number of pixels in a window. The side is asked for: how "
            "many pixels of a row does one window take?",
            _size_by(_conv, lambda size, width: size // width**2),
        ),
        Mistake(
            "pool-takes-windows-away",
            "Your pooling takes away as many pixels as there are windows. What is left of a window "
            "is one number: the windows are counted.",
            _size_by(_conv, lambda size, width: size - size // width),
        ),
        Mistake(
            "pool-keeps-the-rest",
            "Your pooling counts what is left over at the edge. The windows are counted.",
            _size_by(_conv, lambda size, width: size % width),
        ),
        Mistake(
            "swaps-conv-and-pool",
            "Convolution and pooling have each other's rule in your answer.",
            _size_by(_pool, _conv),
        ),
        Mistake(
            "does-both-in-each-step",
            "Each of your steps convolves and pools as well. A step does one of the two: the "
            "first value of the pair says which.",
            _size_by(_both_by_two, _both_by_two),
            _size_by(_both, _both),
        ),
        Mistake(
            "steps-in-reverse",
            "You took the steps from the last to the first.",
            lambda size, steps: size_after(size, steps[::-1]),
        ),
        Mistake(
            "convolutions-first",
            "You did all convolutions, then all poolings. The steps come in the order of the list.",
            _convolutions_first,
        ),
        Mistake(
            "does-not-round",
            "Your pooling leaves fractions of pixels. The answer is an int.",
            _size_by(_conv, lambda size, width: size / width),
        ),
    ],
)
