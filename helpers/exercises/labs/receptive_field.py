"""How much of the image one number sees."""

import numpy as np

from helpers.checking import Answer, Exercise, Mistake
from helpers.exercises.arrays import whole_cases


def receptive_field(layers):
    field, step = 1, 1
    for kernel, stride in layers:
        field = field + (kernel - 1) * step
        step = step * stride
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


def _from_the_end(layers):
    field = 1
    for kernel, stride in layers[::-1]:
        field = (field - 1) * stride + kernel
    return field


def _by_number(layers):
    field = 1
    step = 1
    for i in range(len(layers)):
        field = field + (layers[i][0] - 1) * step
        step = step * layers[i][1]
    return field


def _adding(first: int) -> Answer:
    """The strides added, from a first step on, where they should be multiplied."""

    def answer(layers):
        field, step = 1, first
        for kernel, stride in layers:
            field += (kernel - 1) * step
            step += stride
        return field

    return answer


def _gathered(start: int, layers: list[tuple[int, int]], step: Answer) -> int:
    for kernel, stride in layers:
        start = step(start, kernel, stride)
    return start


def _stepwise(step: Answer, start: int = 1) -> tuple[Answer, Answer]:
    """Going through the layers from the first, and from the last."""
    return (
        lambda layers: _gathered(start, layers, step),
        lambda layers: _gathered(start, layers[::-1], step),
    )


def _step(layers):
    return int(np.prod([stride for _, stride in layers]))


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
    styles=[_from_the_end, _by_number],
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
            "Your answer is that for the layers in the opposite order. The list begins at the "
            "image: which layer must your formula meet first?",
            lambda layers: receptive_field(layers[::-1]),
        ),
        Mistake(
            "adds-strides",
            "You added the strides. A step of 2 places that are 2 pixels apart is one of 4 pixels.",
            _adding(1),
            _adding(0),
        ),
        Mistake(
            "own-stride-only",
            "In your answer each layer is widened by its own stride. How far its inputs lie apart "
            "was settled by the layers before it.",
            lambda layers: 1 + sum((kernel - 1) * stride for kernel, stride in layers),
            lambda layers: sum(kernel * stride for kernel, stride in layers),
        ),
        Mistake(
            "multiplies-the-field",
            "You multiplied the whole field by a stride. It is the distance between neighbors that "
            "is multiplied: look at the table's last two columns.",
            *_stepwise(lambda field, kernel, stride: field * stride + kernel - 1),
            *_stepwise(lambda field, kernel, stride: (field + kernel - 1) * stride),
            *_stepwise(lambda field, kernel, stride: field * stride + kernel),
        ),
        Mistake(
            "whole-kernels",
            "You counted every pixel of each kernel as new. The first place of a kernel lies on "
            "what was seen before.",
            lambda layers: receptive_field([(kernel + 1, stride) for kernel, stride in layers]),
            lambda layers: receptive_field([(kernel + 1, stride) for kernel, stride in layers]) - 1,
        ),
        Mistake(
            "half-kernels",
            "You added half of each kernel. It reaches out to both sides of its middle.",
            lambda layers: receptive_field(
                [(kernel // 2 + 1, stride) for kernel, stride in layers]
            ),
        ),
        Mistake(
            "returns-the-step",
            "That is the step, the distance between neighbors. The field was asked for.",
            _step,
        ),
        Mistake(
            "returns-the-step-too",
            "Two numbers came back. Only the field was asked for.",
            lambda layers: (receptive_field(layers), _step(layers)),
            lambda layers: (_step(layers), receptive_field(layers)),
        ),
        Mistake(
            "leaves-out-a-layer",
            "The first or the last layer of the list plays no part in your answer.",
            lambda layers: receptive_field(layers[1:]),
            lambda layers: receptive_field(layers[:-1]),
        ),
        Mistake(
            "size-of-the-map",
            "You worked out how large the map is at the end. The question looks the other way: how "
            "much of the image does one number see?",
            *_stepwise(lambda size, kernel, stride: (size - kernel) // stride + 1, 28),
        ),
    ],
)
