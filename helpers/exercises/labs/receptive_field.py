"""How much of the image one number sees."""

import numpy as np

from helpers.checking import Exercise, Mistake


def receptive_field(layers):
    field, step = 1, 1
    for kernel, stride in layers:
        field += (kernel - 1) * step
        step *= stride
    return field


def _step_too_early(layers):
    field, step = 1, 1
    for kernel, stride in layers:
        step *= stride
        field += (kernel - 1) * step
    return field


def _last_stride_only(layers):
    field, before = 1, 1
    for kernel, stride in layers:
        field += (kernel - 1) * before
        before = stride
    return field


EXERCISE = Exercise(
    prompt="Return how many pixels wide the part of the image is that one number at the end sees.",
    solution=receptive_field,
    cases=[
        ([(3, 1)],),
        ([(3, 1), (3, 1)],),
        ([(3, 1), (2, 2)],),
        ([(3, 1), (2, 2), (3, 1), (2, 2)],),
        ([(5, 2), (3, 2), (3, 1)],),
        ([(7, 3)],),
        ([(1, 1), (4, 3), (2, 2), (3, 2), (5, 1)],),
    ],
    fresh=lambda rng: [
        ([tuple(int(n) for n in rng.integers([2, 2], [6, 4])) for _ in range(4)],),
    ],
    mistakes=[
        Mistake(
            "adds-kernels",
            lambda layers: sum(kernel for kernel, _ in layers),
            "You added the kernels. Two kernels of 3 overlap: the second one starts on what the "
            "first has seen already.",
        ),
        Mistake(
            "forgets-strides",
            lambda layers: 1 + sum(kernel - 1 for kernel, _ in layers),
            "The strides make no difference in your answer. After a stride of 2, neighbors in the "
            "map are two pixels apart in the image.",
        ),
        Mistake(
            "counts-own-stride",
            _step_too_early,
            "A layer's stride widens its own view in your answer. It moves the kernel's positions "
            "apart, and so counts for the layers after it.",
        ),
        Mistake(
            "last-stride-only",
            _last_stride_only,
            "Only the stride of the layer before counts in your answer. Strides multiply.",
        ),
        Mistake(
            "multiplies-kernels",
            lambda layers: int(np.prod([kernel for kernel, _ in layers])),
            "You multiplied the kernels. Each layer adds a border to what is seen.",
        ),
        Mistake(
            "last-layer-first",
            lambda layers: receptive_field(layers[::-1]),
            "You went through the layers from the end. The list begins at the image.",
        ),
    ],
)
