"""Examples in two parts. Judged by what is drawn."""

from math import ceil

import numpy as np

from helpers.checking import Answer, Case, Exercise, Mistake, Seed
from helpers.checking.chance import ignores_rng
from helpers.exercises.arrays import distinct_numbers
from helpers.exercises.dropout._split_judge import judge_splits


def train_validation_split(x, y, fraction, rng):
    order = rng.permutation(len(x))
    count = round(len(x) * fraction)
    validation, train = order[:count], order[count:]
    return x[train], y[train], x[validation], y[validation]


def _examples(count: int, *shape: int, classes: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Examples that can be told apart, and labels that come more than once, in no order."""
    labels = np.random.default_rng(seed).integers(0, classes, size=count)
    return distinct_numbers(count, *shape, seed=seed, shift=0.25), labels


_FIVE = (np.array([[5.0, 1], [7, 2], [6, 8], [9, 3], [4, 0]]), np.array([1, 0, 2, 1, 0]))
_FORTY = _examples(40, 3, classes=10, seed=1)
_IMAGES = _examples(30, 4, 3, classes=3, seed=2)
_MANY = _examples(200, 2, classes=10, seed=3)


def _fresh(rng: np.random.Generator) -> list[Case]:
    return [(*_FORTY, 0.3, Seed(int(rng.integers(10**6))))]


def _in_two(order: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    return order[count:], order[:count]


def _shuffled(total, rng):
    return [rng.permutation(total)] * 2


def _as_it_came(total, rng):
    return [np.arange(total)] * 2


def _rounded(total, fraction):
    return round(total * fraction)


def _split_by(orders: Answer = _shuffled, cut: Answer = _in_two, size: Answer = _rounded) -> Answer:
    """A split with a part exchanged.

    Args:
        orders: takes the number of examples and rng; returns the orders of x and of y.
        cut: an order in two parts, training first.
        size: takes the number of examples and the fraction; returns how many are for validation.
    """

    def split(x, y, fraction, rng):
        count = size(len(x), fraction)
        (x_train, x_val), (y_train, y_val) = (cut(order, count) for order in orders(len(x), rng))
        return x[x_train], y[y_train], x[x_val], y[y_val]

    return split


def _changed(change: Answer) -> Answer:
    """A right split whose four parts are then changed."""
    return lambda *args: change(*train_validation_split(*args))


def _drawn_twice(x, y, fraction, rng):
    count = round(len(x) * fraction)
    train, validation = rng.permutation(len(x))[count:], rng.permutation(len(x))[:count]
    return x[train], y[train], x[validation], y[validation]


def _with_replacement(x, y, fraction, rng):
    count = round(len(x) * fraction)
    train, validation = rng.integers(0, len(x), len(x) - count), rng.integers(0, len(x), count)
    return x[train], y[train], x[validation], y[validation]


def _by_coins(x, y, fraction, rng):
    chosen = rng.random(len(x)) < fraction
    return x[~chosen], y[~chosen], x[chosen], y[chosen]


def _turned(total, rng):
    return [np.roll(np.arange(total), rng.integers(1, max(total, 2)))] * 2


def _one_swap(total, rng):
    order = np.arange(total)
    one, two = rng.integers(0, total, 2)
    order[[one, two]] = order[[two, one]]
    return [order] * 2


EXERCISE = Exercise(
    prompt="Split shuffled examples: return (x_train, y_train, x_val, y_val).",
    solution=train_validation_split,
    cases=[
        (*_FIVE, 0.4, Seed(1)),
        (*_FORTY, 0.2, Seed(1)),
        (*_FORTY, 0.2, Seed(2)),
        (*_FORTY, 0.2, Seed(1)),
        (*_examples(11, 2, classes=3, seed=4), 0.25, Seed(3)),
        (*_examples(10, 2, classes=3, seed=5), 0.25, Seed(4)),
        (*_FORTY, 0.33, Seed(4)),
        (*_IMAGES, 0.7, Seed(5)),
        (*_FIVE, 0.05, Seed(6)),  # none for validation
        (*_FIVE, 1.0, Seed(6)),  # all for validation
        (_FIVE[0][:1], _FIVE[1][:1], 0.2, Seed(6)),
        (_IMAGES[0], np.eye(3)[_IMAGES[1]], 0.5, Seed(7)),  # images, and labels as rows
        (*_MANY, 0.3, Seed(8)),
    ],
    fresh=_fresh,
    judge=judge_splits,
    parts=("x_train", "y_train", "x_val", "y_val"),
    mistakes=[
        Mistake(
            "no-shuffle",
            "You cut the data as it came. Files are often sorted by class: the validation set may "
            "then hold classes that training never saw.",
            _split_by(_as_it_came),
            _split_by(
                _as_it_came, lambda order, n: (order[: len(order) - n], order[len(order) - n :])
            ),
        ),
        Mistake(
            "barely-shuffled",
            "The data is hardly shuffled: examples that were neighbors come into the same part "
            "much more often, or less often, than chance would have it.",
            _split_by(_turned),
            _split_by(_one_swap),
        ),
        Mistake(
            "misaligned",
            "Examples and labels have lost each other: the label at place i is no longer that of "
            "the example at place i. How many orders did you draw?",
            _split_by(lambda total, rng: (rng.permutation(total), rng.permutation(total))),
            _split_by(lambda total, rng: (rng.permutation(total), np.arange(total))),
            _split_by(lambda total, rng: (np.arange(total), rng.permutation(total))),
        ),
        Mistake(
            "swapped-order",
            "The four arrays come in another order than x_train, y_train, x_val, y_val.",
            _changed(lambda x_train, y_train, x_val, y_val: (x_train, x_val, y_train, y_val)),
            _changed(lambda x_train, y_train, x_val, y_val: (y_train, x_train, y_val, x_val)),
        ),
        Mistake(
            "swapped-sizes",
            "`fraction` says how much goes to validation. Here that much stands where training "
            "belongs, and the rest where validation does.",
            _split_by(_shuffled, lambda order, count: (order[:count], order[count:])),
            _changed(lambda x_train, y_train, x_val, y_val: (x_val, y_val, x_train, y_train)),
        ),
        Mistake(
            "overlap",
            "Some examples are in both parts. Then the validation score rewards learning by heart, "
            "which it is there to find out.",
            _drawn_twice,
            lambda x, y, fraction, rng: (x, y, *train_validation_split(x, y, fraction, rng)[2:]),
        ),
        Mistake(
            "draws-with-replacement",
            "The same example is in a part more than once, and others are left out. An order has "
            "every number once.",
            _with_replacement,
        ),
        Mistake(
            "counts-from-the-back",
            "All goes well until no example goes to validation: then the parts have the wrong "
            "sizes. Minus 0 is 0, so `[:-0]` is nothing, and `[-0:]` is everything.",
            _split_by(cut=lambda order, count: (order[:-count], order[-count:])),
            _split_by(cut=lambda order, count: (order[:-count], order[:count])),
        ),
        Mistake(
            "one-coin-for-each",
            "How many go to validation hangs on chance, as if each example had tossed its own "
            "coin. The number is fixed: round(len(x) * fraction).",
            _by_coins,
        ),
        Mistake(
            "rounds-down",
            "Your number of validation examples is rounded down: int and // cut off.",
            _split_by(size=lambda total, fraction: int(total * fraction)),
        ),
        Mistake(
            "rounds-up",
            "Your number of validation examples is rounded up.",
            _split_by(size=lambda total, fraction: ceil(total * fraction)),
        ),
        Mistake(
            "rounds-halves-up",
            "2.5 becomes 3 in your answer. Python's round takes a half to the even number, 2, and "
            "the exercise asks for round.",
            _split_by(size=lambda total, fraction: int(total * fraction + 0.5)),
        ),
        Mistake(
            "ignores-fraction",
            "The size of the validation set does not depend on `fraction`.",
            _split_by(size=lambda total, fraction: round(total * 0.2)),
            _split_by(size=lambda total, fraction: 2),
            _changed(
                lambda x_train, y_train, x_val, y_val: (
                    np.concatenate([x_train, x_val]),
                    np.concatenate([y_train, y_val]),
                    x_val[:0],
                    y_val[:0],
                )
            ),
        ),
        Mistake(
            "wrong-sizes",
            "The parts have other sizes than round(len(x) * fraction) for validation, and the rest "
            "for training.",
            _split_by(size=lambda total, fraction: round(total * fraction) + 1),
        ),
        Mistake(
            "loses-examples",
            "Some examples are in no part. What is not in the one belongs in the other.",
            _split_by(cut=lambda order, count: (order[count + 1 :], order[:count])),
            _split_by(cut=lambda order, count: (order[count:-1], order[:count])),
            _split_by(cut=lambda order, count: (order[:0], order[:count])),
        ),
        Mistake(
            "parts-of-different-length",
            "A part has another number of examples than of labels. The same places belong in both.",
            lambda x, y, fraction, rng: (lambda a, b, c, d: (a, d, c, b))(
                *train_validation_split(x, y, fraction, rng)
            ),
        ),
        Mistake(
            "changes-the-axes",
            "A part has other axes than what it was cut from. Only the first axis gets shorter.",
            _changed(lambda a, b, c, d: (a.reshape(-1), b, c.reshape(-1), d)),
            lambda x, y, fraction, rng: train_validation_split(
                np.column_stack([x.reshape(len(x), -1), y]), y, fraction, rng
            ),
        ),
        Mistake(
            "changes-the-examples",
            "Your examples hold other numbers than those of x. A split changes their order, and "
            "nothing in them.",
            lambda x, y, fraction, rng: train_validation_split(x / 255, y, fraction, rng),
            lambda x, y, fraction, rng: train_validation_split(
                rng.permuted(x, axis=0), y, fraction, rng
            ),
        ),
        ignores_rng(train_validation_split),
    ],
)
