"""Legal inputs for the exercises of the labs."""

import numpy as np

from tests.exercises.any_arrays import any_bytes, any_floats, in_every_layout


def stacks_of_layers(rng):
    fixed = [[(1, 1)], [(3, 1)] * 6, [(2, 2)] * 5, [(1, 3), (7, 2)], [(11, 4), (3, 2), (5, 1)], []]
    drawn = [rng.integers(1, 8, size=(depth, 2)).tolist() for depth in (1, 2, 3, 4, 7)]
    return [(layers,) for layers in [*fixed, *([tuple(pair) for pair in each] for each in drawn)]]


def scored_images(rng):
    def products(image):
        """predict(image) = sum of neighbors' products, 100 times the last pixel"""
        return float((image[:, :-1] * image[:, 1:]).sum() + 100 * image[-1, -1])

    def rows(image):
        """predict(image) = sum of (sum of a row) ** 2 * (row - 1)"""
        return float(image.sum(axis=1) ** 2 @ (np.arange(len(image)) - 1.0))

    def constant(image):
        """predict(image) = 5"""
        return 5.0

    sizes = [((1, 1), 1), ((2, 3), 1), ((2, 3), 2), ((5, 4), 3), ((4, 4), 4), ((1, 6), 1)]
    drawn = [(rng.normal(size=shape), size) for shape, size in sizes]
    drawn += [(rng.random((3, 4)), 2), (np.asfortranarray(rng.random((4, 3))), 2)]
    drawn += [(np.ones((2, 4)), 1)]
    return [(f, image, size) for f in (products, rows, constant) for image, size in drawn]


def pairs_of_classes(rng):
    return [
        (
            rng.integers(0, classes, size=2 * count).astype(kind)[::2],
            rng.integers(0, classes, size=count).astype(kind),
            classes,
        )
        for classes in (1, 2, 3, 10, 12)
        for count in (1, 5, 60)
        for kind in (np.int64, np.int32, np.uint8)
    ]


def images_with_mass(rng):
    """Bytes and floats with their ink at any place, none of them with half a pixel to go."""
    made = []
    for height, width in ((1, 1), (1, 6), (5, 1), (4, 7), (9, 6), (28, 28)):
        for ink in (0.05, 0.3, 1.0):
            image = rng.random((height, width)) * (rng.random((height, width)) < ink)
            image[rng.integers(height), rng.integers(width)] = 5.0
            image[: rng.integers(height) // 2] *= 0.1
            made += [image, any_bytes(rng, height, width).astype(float)]
    made = [layout for image in made for layout in in_every_layout(image)]
    return [(image,) for image in made if is_clear(image)]


def is_clear(image):
    """Whether the steps to the middle are not near one half, where float32 may round otherwise."""
    rows, cols = np.indices(image.shape)
    mass = image.sum(dtype=float)
    steps = [(each * (image / mass)).sum(dtype=float) - (each.max()) / 2 for each in (rows, cols)]
    return all(abs(step % 1 - 0.5) > 1e-3 for step in steps)


def heaps(rng):
    made = []
    for count in (1, 2, 3, 10):
        for images in (count, 3 * count, 50):
            heap = rng.permutation(
                np.concatenate([np.arange(count), rng.integers(0, count, images)])
            )
            right = (rng.random(len(heap)) < rng.random()).astype(float)
            shares = rng.dirichlet(np.ones(count))
            made += [(right, heap, shares), (right.astype(int), heap.astype(np.uint8), shares)]
    empty = np.array([0.5, 0.0, 0.25, 0.0, 0.25])
    heap = np.array([4, 0, 2, 0, 4, 4])
    right = (rng.random(6) < 0.5).astype(float)
    unasked = np.array([0.0, 1.0])
    made += [(right, heap, empty), (right, heap % 2, unasked), (right, np.sign(heap), unasked)]
    return [case for case in made if all(np.isin(np.nonzero(case[2])[0], case[1]))]


def photographs(rng):
    shapes = [(1, 1), (1, 5), (4, 1), (2, 3), (28, 28)]
    dark, white = np.zeros((2, 2), np.uint8), np.full((2, 3), 255, np.uint8)
    every = np.arange(256, dtype=np.uint8).reshape(16, 16)
    views = [every, every.T, every[::3, ::-2], np.asfortranarray(every[:2, :5])]
    return [(image,) for image in [*(any_bytes(rng, *s) for s in shapes), dark, white, *views]]


def training_and_test_sets(rng):
    made = []
    for n, m, h, w in ((1, 1, 2, 2), (3, 1, 1, 2), (2, 5, 4, 3), (6, 6, 2, 1)):
        for scale, shift in ((255, 0), (1, 0), (0.01, 3), (2, 1)):
            train = scale * rng.random((n, h, w)) + shift
            made.append((train, scale * rng.random((m, h, w)) ** 2 + shift))
        train, test = (any_bytes(rng, count, h, w) for count in (n, m))
        train.flat[-1] = 3
        made.append((train, test))
        made.append((np.asfortranarray(train / 255), (test / 255).astype(np.float32)))
    return made


def dense_kernels(rng):
    shapes = [(1, 1, 1), (2, 3, 4), (3, 1, 2), (1, 4, 3), (5, 5, 2), (4, 3, 1), (2, 2, 5)]
    made = []
    for shape in shapes:
        for units in (1, 2, 6):
            kernel = any_floats(rng, int(np.prod(shape)), units)
            made += [(layout, shape) for layout in in_every_layout(kernel)]
    return made


def convolutions(rng):
    made = []
    for kernel_size in (1, 2, 3, 5):
        for height, width in ((0, 0), (0, 3), (4, 0), (7, 9), (20, 11)):
            shape = (height + kernel_size, width + kernel_size, int(rng.integers(1, 9)))
            made += [(shape, kernel_size, filters) for filters in (1, 2, 16)]
    return made


LEGAL = {
    "conv2d_flops": convolutions,
    "dense_to_torch": dense_kernels,
    "receptive_field": stacks_of_layers,
    "occlusion_map": scored_images,
    "confusion_matrix": pairs_of_classes,
    "center_by_mass": images_with_mass,
    "in_the_mixture": heaps,
    "prepare_own_image": photographs,
    "standardize": training_and_test_sets,
}
