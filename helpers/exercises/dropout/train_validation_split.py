"""Examples in two parts. Judged by what is drawn."""

from typing import Any

import numpy as np

from helpers.checking import Complaint, Exercise, Mistake, Seed
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
        complaint = _judge_parts(x, fraction, *parts)
        if complaint is not None:
            return complaint
        chosen = np.sort(parts[3])
        blocks = blocks and (
            np.array_equal(chosen, y[: len(chosen)]) or np.array_equal(chosen, y[-len(chosen) :])
        )
    if blocks:
        return Complaint("no-shuffle", "")
    return judge_seeds(calls)


def _judge_parts(
    x: np.ndarray, fraction: float, x_train: Any, y_train: Any, x_val: Any, y_val: Any
) -> Complaint | None:
    """One split: sizes, partners, and each example in one part."""
    count = round(len(x) * fraction)
    called = f"  {len(x)} examples, fraction {fraction}\n"
    if y_train.ndim == 2 and x_val.ndim == 1:
        return Complaint(None, "The order of the four arrays is x_train, y_train, x_val, y_val.")
    if x_train.shape[1:] != x.shape[1:] or x_val.shape[1:] != x.shape[1:] or y_val.ndim != 1:
        return Complaint(None, "The parts must have the axes of x and y, only fewer examples.")
    expected = f"{called}  expected {len(x) - count} for training, {count} for validation\n"
    sizes = f"{expected}  returned {len(x_train)} and {len(x_val)}"
    if len(x_train) != len(y_train) or len(x_val) != len(y_val):
        return Complaint(None, "x and y of a part differ in length.")
    if (len(x_train), len(x_val)) != (len(x) - count, count):
        swapped = (len(x_val), len(x_train)) == (len(x) - count, count)
        return Complaint("swapped-sizes" if swapped else None, sizes)
    rows = np.concatenate([x_train, x_val])[:, 0]
    labels = np.concatenate([y_train, y_val])
    if np.intersect1d(x_train[:, 0], x_val[:, 0]).size:
        return Complaint("overlap", called.rstrip())
    if not np.array_equal(rows, 10 * labels):
        return Complaint("misaligned", "")
    if not np.array_equal(np.sort(rows), x[:, 0]):
        return Complaint(None, "Some examples are in no part, or twice in one.")
    return None


def _split_by(choose: Any) -> Any:
    """A split by what `choose(count, total, rng)` returns: places in x and y, for both parts."""

    def split(x, y, fraction, rng):
        x_train, y_train, x_val, y_val = choose(round(len(x) * fraction), len(x), rng)
        return x[x_train], y[y_train], x[x_val], y[y_val]

    return split


def _unshuffled(count, total, rng):
    order = np.arange(total)
    return order[: total - count], order[: total - count], order[total - count :], order[-count:]


def _unshuffled_front(count, total, rng):
    order = np.arange(total)
    return order[count:], order[count:], order[:count], order[:count]


def _two_orders(count, total, rng):
    a, b = rng.permutation(total), rng.permutation(total)
    return a[count:], b[count:], a[:count], b[:count]


def _shuffles_x_alone(count, total, rng):
    a, b = rng.permutation(total), np.arange(total)
    return a[count:], b[count:], a[:count], b[:count]


def _exchanged(count, total, rng):
    order = rng.permutation(total)
    return order[:count], order[:count], order[count:], order[count:]


def _both_from_the_front(count, total, rng):
    order = rng.permutation(total)
    return order[: total - count], order[: total - count], order[:count], order[:count]


def _drawn_twice(count, total, rng):
    a, b = rng.permutation(total)[: total - count], rng.permutation(total)[:count]
    return a, a, b, b


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
            _split_by(_unshuffled),
            _split_by(_unshuffled_front),
        ),
        Mistake(
            "misaligned",
            "Examples and labels have lost each other: the label at place i is no longer that of "
            "the example at place i. How many orders did you draw?",
            _split_by(_two_orders),
            _split_by(_shuffles_x_alone),
        ),
        Mistake(
            "swapped-sizes",
            "`fraction` says how much goes to validation; you gave that much to training.",
            _split_by(_exchanged),
        ),
        Mistake(
            "overlap",
            "Some examples are in both parts. Then the validation score rewards learning by heart, "
            "which it is there to find out.",
            _split_by(_both_from_the_front),
            _split_by(_drawn_twice),
        ),
        ignores_rng(train_validation_split),
    ],
)
