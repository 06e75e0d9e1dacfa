"""Shuffled batches. Judged by what is drawn."""

import itertools

import numpy as np

from helpers.checking import Answer, Complaint, Exercise, Mistake, Seed, copied
from helpers.checking.chance import Calls, ignores_rng, judge_seeds
from helpers.exercises.arrays import numbered_examples


def minibatches(x, y, batch_size, rng):
    order = rng.permutation(len(x))
    for start in range(0, len(x), batch_size):
        batch = order[start : start + batch_size]
        yield x[batch], y[batch]


_MOST_BATCHES = 500  # what is yielded may be endless
_TWENTY_THREE = numbered_examples(23, 3)


def _taken(answer, x, y, batch_size, rng):
    batches = answer(x, y, batch_size, rng)
    if isinstance(batches, (list, tuple, str, bytes, dict)):
        return batches
    return [copied(batch) for batch in itertools.islice(batches, _MOST_BATCHES)]


def _judge(calls: Calls) -> Complaint | None:
    in_order = blocks = True
    for (x, _, size, _), batches in calls:
        called = f"  {len(x)} examples, batch_size {size}"
        for batch in batches:
            parts = batch if isinstance(batch, (list, tuple)) else []
            if len(parts) != 2 or not all(isinstance(part, np.ndarray) for part in parts):
                return Complaint("Each item must be a pair of arrays, (x_batch, y_batch).")
        lengths = [len(x_batch) for x_batch, _ in batches]
        whole, rest = divmod(len(x), size)
        expected = [size] * whole + [rest] * (rest > 0)
        if lengths != expected:
            slug = "drops-last-batch" if rest and lengths == expected[:-1] else None
            seen = f"\n  expected batches of {expected}\n  returned batches of {lengths[:12]}"
            return Complaint(called + seen, slug)
        if any(a.shape[1:] != x.shape[1:] or b.shape != a.shape[:1] for a, b in batches):
            return Complaint("The batches must have the axes of x and y, only fewer examples.")
        rows = np.concatenate([x_batch[:, 0] for x_batch, _ in batches])
        labels = np.concatenate([y_batch for _, y_batch in batches])
        if not np.array_equal(rows, 10 * labels):
            return Complaint("", "misaligned")
        if not np.array_equal(np.sort(rows), x[:, 0]):
            return Complaint(f"Some examples come twice, others not at all.\n{called}")
        in_order = in_order and bool((np.diff(rows) > 0).all())
        steps = np.concatenate([np.diff(x_batch[:, 0]) for x_batch, _ in batches])
        blocks = blocks and bool((steps == 10).all())
    if in_order:
        return Complaint("", "no-shuffle")
    if blocks:
        return Complaint("", "shuffles-batches-only")
    return judge_seeds(calls)


def _batches_by(choose: Answer) -> Answer:
    """Batches in the orders of x and y that `choose(count, rng)` returns."""

    def batches(x, y, batch_size, rng):
        x_order, y_order = choose(len(x), rng)
        for start in range(0, len(x), batch_size):
            stop = start + batch_size
            yield x[x_order[start:stop]], y[y_order[start:stop]]

    return batches


def _whole_batches_only(x, y, batch_size, rng):
    for x_batch, y_batch in minibatches(x, y, batch_size, rng):
        if len(x_batch) == batch_size:
            yield x_batch, y_batch


def _block_order(x, y, batch_size, rng):
    blocks = list(_batches_by(lambda count, rng: (np.arange(count),) * 2)(x, y, batch_size, rng))
    whole = len(x) // batch_size
    for number in [*rng.permutation(whole), *range(whole, len(blocks))]:
        yield blocks[number]


EXERCISE = Exercise(
    prompt="Yield shuffled batches (x_batch, y_batch), each example once, the last may be smaller.",
    solution=minibatches,
    cases=[
        (*_TWENTY_THREE, 5, Seed(1)),
        (*_TWENTY_THREE, 5, Seed(2)),
        (*_TWENTY_THREE, 5, Seed(1)),
        (*numbered_examples(24, 3), 6, Seed(3)),
        (*numbered_examples(10, 3), 3, Seed(4)),
        (*numbered_examples(9, 3), 32, Seed(5)),
    ],
    fresh=lambda rng: [(*_TWENTY_THREE, 4, Seed(int(rng.integers(10**6))))],
    judge=_judge,
    call=_taken,
    mistakes=[
        Mistake(
            "drops-last-batch",
            "The last, smaller batch is missing. Its examples have paid for the epoch as well.",
            _whole_batches_only,
        ),
        Mistake(
            "misaligned",
            "Examples and labels have lost each other: the label at place i is no longer that of "
            "the example at place i. How many orders did you draw?",
            _batches_by(lambda count, rng: (rng.permutation(count), rng.permutation(count))),
            _batches_by(lambda count, rng: (rng.permutation(count), np.arange(count))),
        ),
        Mistake(
            "no-shuffle",
            "Your batches come in the order of the data. If that is sorted by class, each batch "
            "teaches one class and unlearns the others.",
            _batches_by(lambda count, rng: (np.arange(count), np.arange(count))),
        ),
        Mistake(
            "shuffles-batches-only",
            "You shuffled the batches, but each holds the same neighbors in every epoch. Shuffle "
            "the examples before you cut them into batches.",
            _block_order,
        ),
        ignores_rng(minibatches),
    ],
)
