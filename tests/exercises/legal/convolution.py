"""Legal inputs for the exercises of chapter 2."""

import itertools

from tests.exercises.any_arrays import any_floats, in_every_layout


def sizes(rng):
    """Every way of (size, kernel, stride, padding) where the kernel fits at least once."""
    ranges = itertools.product((1, 2, 5, 6, 9, 28), (1, 2, 3, 5, 7), (1, 2, 3, 5), (0, 1, 2, 4))
    return [(5, 3), (6, 4, 2), *(case for case in ranges if case[0] + 2 * case[3] >= case[1])]


SHAPES = [  # of an image and of a kernel
    ((1, 1), (1, 1)),
    ((3, 3), (3, 3)),
    ((4, 2), (1, 2)),
    ((2, 5), (2, 1)),
    ((5, 5), (2, 2)),
    ((6, 5), (2, 3)),
    ((5, 6), (4, 2)),
    ((1, 4), (1, 3)),
]


def places(rng):
    """Each window of a few images that are larger than a kernel."""
    made = []
    for shape, of_kernel in SHAPES:
        image, kernel = any_floats(rng, *shape), any_floats(rng, *of_kernel)
        rows, cols = (a - b + 1 for a, b in zip(shape, of_kernel, strict=True))
        made += [(image, kernel, row, col) for row in range(rows) for col in range(cols)]
    return made


def images_and_kernels(rng):
    made = [(any_floats(rng, *shape), any_floats(rng, *kernel)) for shape, kernel in SHAPES]
    image, kernel = any_floats(rng, 4, 5), any_floats(rng, 2, 3)
    return made + [(each, kernel) for each in in_every_layout(image)]


def layers(rng):
    """(image, kernel, bias) of 1 to 4 channels and filters."""
    return [
        (any_floats(rng, *image, c), any_floats(rng, *kernel, c, f), any_floats(rng, f))
        for (image, kernel), (c, f) in zip(
            SHAPES, ((1, 1), (3, 2), (2, 3), (1, 4), (3, 1), (2, 2), (4, 3), (2, 1)), strict=True
        )
    ]


def strided_layers(rng):
    ways = ((1, 0), (2, 2), (3, 1), (2, 1), (3, 0), (2, 0), (1, 2), (4, 3))
    return [(*layer, *way) for layer, way in zip(layers(rng), ways, strict=True)]


def images(rng):
    shapes = ((1, 1, 1, 1), (3, 3, 2, 3), (4, 2, 3, 2), (2, 5, 1, 1), (5, 4, 2, 2), (3, 6, 4, 3))
    made = [(any_floats(rng, h, w, c), k) for h, w, c, k in shapes]
    return made + [(each, 2) for each in in_every_layout(any_floats(rng, 3, 4, 2))]


def counts(rng):
    return list(itertools.product((1, 2, 3, 5), (1, 2, 3, 8), (1, 2, 3, 10)))


KERNEL_GRADIENTS = (
    (3, 3, 1, 1, 3),
    (3, 4, 2, 3, 2),
    (5, 4, 3, 2, 3),
    (2, 3, 2, 2, 1),
    (4, 4, 1, 2, 2),
)


def images_and_slopes(rng):
    return [
        (any_floats(rng, h, w, c), any_floats(rng, h - k + 1, w - k + 1, f), k)
        for h, w, c, f, k in KERNEL_GRADIENTS
    ]


def slopes(rng):
    shapes = ((1, 1, 1), (2, 3, 1), (3, 2, 2), (1, 4, 3), (3, 3, 3), (2, 2, 5))
    made = [(any_floats(rng, *shape),) for shape in shapes]
    return made + [(each,) for each in in_every_layout(any_floats(rng, 3, 2, 4))]


def slopes_and_kernels(rng):
    sizes = (
        ((1, 1), (1, 1)),
        ((2, 3), (2, 2)),
        ((3, 2), (1, 3)),
        ((3, 3), (3, 3)),
        ((4, 1), (2, 3)),
    )
    channels = ((1, 1), (2, 3), (3, 1), (1, 2), (2, 2))
    return [
        (any_floats(rng, *grad, f), any_floats(rng, *kernel, c, f))
        for (grad, kernel), (c, f) in zip(sizes, channels, strict=True)
    ]


def steps(rng):
    made = []
    for image, kernel in SHAPES:
        rows, cols = (a - b + 1 for a, b in zip(image, kernel, strict=True))
        rate = float(rng.choice([0.001, 0.1, 1.0]))
        arrays = (any_floats(rng, *shape) for shape in (image, kernel, (rows, cols)))
        made.append((*arrays, rate))
    return made


LEGAL = {
    "output_size": sizes,
    "window_response": places,
    "convolve2d": images_and_kernels,
    "vertical_edge_filter": lambda rng: [()],
    "conv2d": layers,
    "conv2d_strided": strided_layers,
    "im2col": images,
    "conv2d_parameters": counts,
    "conv2d_kernel_gradient": images_and_slopes,
    "conv2d_bias_gradient": slopes,
    "conv2d_input_gradient": slopes_and_kernels,
    "kernel_step": steps,
}
