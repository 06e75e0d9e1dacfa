"""Legal inputs for the exercises of chapter 7."""

import numpy as np

from helpers.checking import Seed
from tests.exercises.any_arrays import any_bytes, any_floats, in_every_layout


def steps(rng):
    shapes = [[(3,)], [(2, 3), (3,)], [(1,), (2, 1, 3), (4, 4)], [(2, 2)] * 3]
    lists = [([any_floats(rng, *s) for s in each], [any_floats(rng, *s) for s in each])
             for each in shapes]  # fmt: skip
    made = [(*pair, rate) for pair in lists for rate in (1e-3, 0.5, 3.0)]
    param, grad = any_floats(rng, 2, 3), any_floats(rng, 2, 3)
    return [*made, *(([p], [grad], 0.1) for p in in_every_layout(param))]


def momentum_steps(rng):
    made = [
        (*(any_floats(rng, *shape) for _ in range(3)), rate, momentum)
        for shape in ((3,), (2, 3), (1, 2, 2))
        for rate in (1e-3, 0.3, 2.0)
        for momentum in (0.0, 0.5, 0.95)
    ]
    rest = any_floats(rng, 2, 3), any_floats(rng, 2, 3), 0.1, 0.9
    return [*made, *((param, *rest) for param in in_every_layout(any_floats(rng, 2, 3)))]


def rmsprop_steps(rng):
    made = [
        (any_floats(rng, *s), any_floats(rng, *s), any_floats(rng, *s) ** 2, rate, rho, eps)
        for s in ((3,), (2, 3))
        for rate in (1e-3, 2.0)
        for rho in (0.0, 0.5, 0.99)
        for eps in (1e-7, 0.1)
    ]
    zeros = np.array([0.0, 1e-4, -30.0])
    return [*made, (np.ones(3), zeros, np.zeros(3), 0.1), (np.ones(3), zeros, zeros**2, 0.1, 0.5)]


def adam_steps(rng):
    made = [
        (*(any_floats(rng, *shape) for _ in range(3)), any_floats(rng, *shape) ** 2 + 0.01, t)
        for shape in ((3,), (2, 3))
        for t in (1, 2, 3, 7, 500)
    ]
    set_all = [(*case, 0.3, 0.6, 0.8, 0.1) for case in made[:3]]
    return [*made, *set_all, *((*case, 0.01, 0.95) for case in made[:2])]


def rate_tests(rng):
    made = []
    for count in (1, 2, 5, 12):
        rates = np.sort(rng.random(count)) + np.arange(count)
        for scale in (0.01, 1.0, 50.0):
            losses = scale * (rng.integers(1, 14, size=count) / 4)  # ties, and exactly 4 times
            made.append((rates, losses))
            for odd in (np.nan, np.inf):
                broken = losses.copy()
                broken[count // 2 :][:1] = odd
                if np.isfinite(broken[0]):
                    made.append((rates, broken))
    return made


def functions(rng):
    def rows(x):
        """f(x) = sum of x * number of the row, squared"""
        return float(((np.arange(1, len(x) + 1) @ x) ** 2).sum())

    def waves(x):
        """f(x) = sum of sin(x) * a number for each place"""
        return float((np.sin(x) * np.arange(1, x.size + 1).reshape(x.shape)).sum())

    def first(x):
        """f(x) = the first number, to the fourth"""
        return float(x.flat[0] ** 4)

    normal = rng.normal
    flat = [(f, normal(size=s), 0.1) for f in (waves, first) for s in ((1,), (4,), (2, 1, 3))]
    tables = [(f, normal(size=s), e) for f in (rows, waves) for s in ((2, 3), (3, 1), (2, 2))
              for e in (0.2, 0.01)]  # fmt: skip
    return [*flat, *tables, (rows, normal(size=(2, 3))), (waves, normal(size=(3, 2)).T, 0.1)]


def kernels(rng):
    shapes = [(600, 10), (6, 900), (3, 2, 12, 50), (1, 1, 9, 500)]
    seed = int(rng.integers(1000))
    return [(shape, Seed(seed + n)) for shape in shapes for n in (0, 1)]


def examples(rng):
    def labels(count):
        return rng.integers(0, 4, size=count)

    count = 40
    images = any_bytes(rng, count, 4, 4, 1).astype(np.float32) / 255
    one_hot = np.eye(12, dtype=np.float32)[rng.integers(0, 12, size=count)]
    numbers = rng.permutation(count)
    table = numbers[:, None] + any_floats(rng, count, 3)
    pairs = [(images, one_hot), (table, labels(count)), (numbers, rng.normal(size=(count, 2)))]
    seed = int(rng.integers(1000))
    made = [(x, y, size, Seed(seed + n)) for x, y in pairs for size in (1, 7) for n in (0, 1)]
    one = table[:1], labels(1)
    return [*made, (*one, 1, Seed(1)), (*one, 5, Seed(1)), (table[:5], labels(5), 5, Seed(2))]


def trainings(rng):
    seed = int(rng.integers(1000))
    sizes = [(20, 1, 32), (20, 4, 6), (13, 2, 1), (21, 3, 7)]
    return [(*each, Seed(seed)) for each in sizes] + [(21, 3, 7, Seed(seed + 1))]


LEGAL = {
    "minibatches": examples,
    "fit": trainings,
    "he_normal": kernels,
    "sgd_step": steps,
    "momentum_step": momentum_steps,
    "rmsprop_step": rmsprop_steps,
    "adam_step": adam_steps,
    "best_learning_rate": rate_tests,
    "numerical_gradient": functions,
}
