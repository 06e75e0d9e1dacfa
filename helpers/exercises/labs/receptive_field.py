"""How much of the image one number sees."""

import numpy as np

from helpers.checking import Exercise, Mistake
from helpers.exercises.arrays import whole_cases


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
    fresh=lambda rng: [(whole_cases(rng, [2, 2], [6, 4], 4),)],
    mistakes=[
        Mistake(
            "adds-kernels",
            "You added the kernels. Two kernels of 3 overlap: the second one starts on what the "
            "first has seen already.",
            lambda layers: sum(kernel for kernel, _ in layers),
        ),
        Mistake(
            "forgets-strides",
            "The strides make no difference in your answer. After a stride of 2, neighbors in the "
            "map are two pixels apart in the image.",
            lambda layers: 1 + sum(kernel - 1 for kernel, _ in layers),
        ),
        Mistake(
            "counts-own-stride",
            "A layer's stride widens its own view in your answer. It moves the kernel's positions "
            "apart, and so counts for the layers after it.",
            _step_too_early,
        ),
        Mistake(
            "last-stride-only",
            "Only the stride of the layer before counts in your answer. Strides multiply.",
            _last_stride_only,
        ),
        Mistake(
            "multiplies-kernels",
            "You multiplied the kernels. Each layer adds a border to what is seen.",
            lambda layers: int(np.prod([kernel for kernel, _ in layers])),
        ),
        Mistake(
            "last-layer-first",
            "You went through the layers from the end. The list begins at the image.",
            lambda layers: receptive_field(layers[::-1]),
        ),
    ],
)
