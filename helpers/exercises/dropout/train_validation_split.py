"""Examples in two parts. Judged by what is drawn."""

import numpy as np

from helpers.checking import Answer, Complaint, Exercise, Mistake, Seed
from helpers.checking.chance import Calls, ignores_rng, judge_seeds
from helpers.exercises.arrays import numbered_examples


def train_validation_split(x, y, fraction, rng):
    order = rng.permutation(len(x))
    count = round(len(x) * fraction)
    validation, train = order[:count], order[count:]
    return x[train], y[train], x[validation], y[validation]


_TWENTY, _FORTY = numbered_examples(20, 2), numbered_examples(40, 3)


def _judge(calls: Calls) -> Complaint | None:
    blocks = True  # whether every validation set is the front or the end of the data
    for (x, y, fraction, _), parts in calls:
        if complaint := _judge_parts(x, fraction, parts):
            return complaint
        chosen = np.sort(parts[3])
        blocks = blocks and (
            np.array_equal(chosen, y[: len(chosen)]) or np.array_equal(chosen, y[-len(chosen) :])
        )
    if blocks:
        return Complaint("", "no-shuffle")
    return judge_seeds(calls)


def _judge_parts(x: np.ndarray, fraction: float, parts: list[np.ndarray]) -> Complaint | None:
    """One split: sizes, partners, and each example in one part."""
    x_train, y_train, x_val, y_val = parts
    count = round(len(x) * fraction)
    called = f"  {len(x)} examples, fraction {fraction}\n"
    if y_train.ndim == 2 and x_val.ndim == 1:
        return Complaint("The order of the four arrays is x_train, y_train, x_val, y_val.")
    if x_train.shape[1:] != x.shape[1:] or x_val.shape[1:] != x.shape[1:] or y_val.ndim != 1:
        return Complaint("The parts must have the axes of x and y, only fewer examples.")
    expected = f"{called}  expected {len(x) - count} for training, {count} for validation\n"
    sizes = f"{expected}  returned {len(x_train)} and {len(x_val)}"
    if len(x_train) != len(y_train) or len(x_val) != len(y_val):
        return Complaint("x and y of a part differ in length.")
    if (len(x_train), len(x_val)) != (len(x) - count, count):
        swapped = (len(x_val), len(x_train)) == (len(x) - count, count)
        return Complaint(sizes, "swapped-sizes" if swapped else None)
    rows = np.concatenate([x_train, x_val])[:, 0]
    labels = np.concatenate([y_train, y_val])
    if np.intersect1d(x_train[:, 0], x_val[:, 0]).size:
        return Complaint(called.rstrip(), "overlap")
    if not np.array_equal(rows, 10 * labels):
        return Complaint("", "misaligned")
    if not np.array_equal(np.sort(rows), x[:, 0]):
        return Complaint("Some examples are in no part, or twice in one.")
    return None


def _in_two(order: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    return order[count:], order[:count]


def _split_by(orders: Answer, cut: Answer = _in_two) -> Answer:
    """A split of the orders of x and y that `orders(total, rng)` returns, in two parts by `cut`."""

    def split(x, y, fraction, rng):
        count = round(len(x) * fraction)
        (x_train, x_val), (y_train, y_val) = (cut(order, count) for order in orders(len(x), rng))
        return x[x_train], y[y_train], x[x_val], y[y_val]

    return split


def _as_it_came(total, rng):
    return [np.arange(total)] * 2


def _shuffled(total, rng):
    return [rng.permutation(total)] * 2


def _drawn_twice(x, y, fraction, rng):
    count = round(len(x) * fraction)
    train, validation = rng.permutation(len(x))[count:], rng.permutation(len(x))[:count]
    return x[train], y[train], x[validation], y[validation]


EXERCISE = Exercise(
    prompt="Split shuffled examples: return (x_train, y_train, x_val, y_val).",
    solution=train_validation_split,
    cases=[
        (*_TWENTY, 0.2, Seed(1)),
        (*_TWENTY, 0.2, Seed(2)),
        (*_TWENTY, 0.2, Seed(1)),
        (*numbered_examples(11, 2), 0.25, Seed(3)),
        (*_FORTY, 0.33, Seed(4)),
        (*_FORTY, 0.7, Seed(5)),
        (*numbered_examples(8, 2), 0.5, Seed(6)),
    ],
    fresh=lambda rng: [(*_TWENTY, 0.3, Seed(int(rng.integers(10**6))))],
    judge=_judge,
    parts=("x_train", "y_train", "x_val", "y_val"),
    mistakes=[
        Mistake(
            "no-shuffle",
            "You cut the data as it came. Files are often sorted by class: the validation set may "
            "then hold classes that training never saw.",
            _split_by(_as_it_came),
            _split_by(_as_it_came, lambda order, count: (order[:-count], order[-count:])),
        ),
        Mistake(
            "misaligned",
            "Examples and labels have lost each other: the label at place i is no longer that of "
            "the example at place i. How many orders did you draw?",
            _split_by(lambda total, rng: (rng.permutation(total), rng.permutation(total))),
            _split_by(lambda total, rng: (rng.permutation(total), np.arange(total))),
        ),
        Mistake(
            "swapped-sizes",
            "`fraction` says how much goes to validation; you gave that much to training.",
            _split_by(_shuffled, lambda order, count: (order[:count], order[count:])),
        ),
        Mistake(
            "overlap",
            "Some examples are in both parts. Then the validation score rewards learning by heart, "
            "which it is there to find out.",
            _split_by(_shuffled, lambda order, count: (order[:-count], order[:count])),
            _drawn_twice,
        ),
        ignores_rng(train_validation_split),
    ],
)
