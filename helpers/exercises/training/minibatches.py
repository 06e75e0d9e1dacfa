"""Shuffled batches. Judged by what is drawn."""

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.checking import Answer, Exercise, Mistake, Seed, copied
from helpers.checking.chance import ignores_rng
from helpers.exercises.arrays import numbered_examples
from helpers.exercises.training._judge_batches import MOST_BATCHES, judge_batches


def minibatches(x, y, batch_size, rng):
    order = rng.permutation(len(x))
    for start in range(0, len(x), batch_size):
        batch = order[start : start + batch_size]
        yield x[batch], y[batch]


def _labeled(count: int, width: int) -> tuple[np.ndarray, np.ndarray]:
    """Examples that can be told apart, with labels from 0 to 3."""
    x, numbers = numbered_examples(count, width)
    return x, (7 * numbers + numbers // 3) % 4


def _images() -> tuple[np.ndarray, np.ndarray]:
    """21 images of 2 by 2, with one-hot rows."""
    x, numbers = numbered_examples(21, 4)
    return x.reshape(21, 2, 2, 1) / 256, np.eye(10)[numbers * 3 % 10]


_TWENTY_THREE = _labeled(23, 3)


def _taken(answer, x, y, batch_size, rng):
    batches = answer(x, y, batch_size, rng)
    if not hasattr(batches, "__iter__") or isinstance(batches, (list, tuple, str, bytes, dict)):
        return batches
    return [copied(batch) for batch in itertools.islice(batches, MOST_BATCHES)]


# ---- known mistakes ----


def _batches_by(choose: Answer) -> Answer:
    """Batches in the orders of x and y that `choose(count, rng)` returns."""

    def batches(x, y, batch_size, rng):
        x_order, y_order = choose(len(x), rng)
        for start in range(0, len(x), batch_size):
            stop = start + batch_size
            yield x[x_order[start:stop]], y[y_order[start:stop]]

    return batches


def _in_order(choose: Answer) -> Answer:
    """Batches in one order, that `choose(count, rng)` returns."""
    return _batches_by(lambda count, rng: (choose(count, rng),) * 2)


def _cut(cuts: Callable[[int, int], list[slice]]) -> Answer:
    """Batches of a shuffled order, cut at the slices from (count, batch_size)."""

    def batches(x, y, batch_size, rng):
        order = rng.permutation(len(x))
        return [(x[order[cut]], y[order[cut]]) for cut in cuts(len(x), batch_size)]

    return batches


def _made(make: Callable[[list[Any]], Any]) -> Answer:
    """Something else made of the right batches."""
    return lambda *args: make(list(minibatches(*args)))


def _whole_batches_only(x, y, batch_size, rng):
    for x_batch, y_batch in minibatches(x, y, batch_size, rng):
        if len(x_batch) == batch_size:
            yield x_batch, y_batch


def _block_order(x, y, batch_size, rng):
    blocks = list(_in_order(lambda count, rng: np.arange(count))(x, y, batch_size, rng))
    whole = len(x) // batch_size
    for number in [*rng.permutation(whole), *range(whole, len(blocks))]:
        yield blocks[number]


def _inside_blocks(x, y, batch_size, rng):
    for start in range(0, len(x), batch_size):
        batch = start + rng.permutation(min(batch_size, len(x) - start))
        yield x[batch], y[batch]


def _drawn_anew(x, y, batch_size, rng):
    for start in range(0, len(x), batch_size):
        batch = rng.permutation(len(x))[start : start + batch_size]
        yield x[batch], y[batch]


def _sampled(x, y, batch_size, rng):
    for _ in range(0, len(x), batch_size):
        batch = rng.integers(0, len(x), batch_size)
        yield x[batch], y[batch]


def _places_alone(x, y, batch_size, rng):
    order = rng.permutation(len(x))
    return [order[start : start + batch_size] for start in range(0, len(x), batch_size)]


def _parts(x, y, batch_size, rng):
    parts = np.array_split(rng.permutation(len(x)), batch_size)
    return [(x[part], y[part]) for part in parts]


def _for_ever(x, y, batch_size, rng):
    while True:
        yield from minibatches(x, y, batch_size, rng)


def _one_exchanged(count, rng):
    order, places = np.arange(count), rng.integers(0, count, 2)
    order[places] = order[places[::-1]]
    return order


EXERCISE = Exercise(
    prompt="Yield shuffled batches (x_batch, y_batch), each example once, the last may be smaller.",
    solution=minibatches,
    cases=[
        (*_TWENTY_THREE, 5, Seed(1)),
        (*_TWENTY_THREE, 5, Seed(2)),
        (*_TWENTY_THREE, 5, Seed(1)),
        (*_labeled(24, 3), 6, Seed(3)),
        (*_images(), 4, Seed(6)),
        (*_labeled(10, 3), 3, Seed(4)),
        (*_labeled(9, 3), 32, Seed(5)),
        (*_labeled(1, 3), 5, Seed(7)),
    ],
    fresh=lambda rng: [(*_TWENTY_THREE, 4, Seed(int(rng.integers(10**6))))],
    judge=judge_batches,
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
            _batches_by(lambda count, rng: (np.arange(count), rng.permutation(count))),
        ),
        Mistake(
            "no-shuffle",
            "Your batches come in the order of the data. If that is sorted by class, each batch "
            "teaches one class and unlearns the others.",
            _in_order(lambda count, rng: np.arange(count)),
        ),
        Mistake(
            "hardly-shuffled",
            "Most examples still have the neighbors or the places that they have in the data. "
            "rng.permutation draws an order in which every one is as likely as any other.",
            _in_order(
                lambda count, rng: np.roll(np.arange(count), 1 + rng.integers(max(count - 1, 1)))
            ),
            _in_order(_one_exchanged),
            _in_order(lambda count, rng: np.arange(count)[::-1]),
        ),
        Mistake(
            "shuffles-batches-only",
            "You shuffled the batches, but each holds the same neighbors in every epoch. Shuffle "
            "the examples before you cut them into batches.",
            _block_order,
        ),
        Mistake(
            "shuffles-inside-batches",
            "You shuffled inside each batch: it still holds the same neighbors of the data in "
            "every epoch. Shuffle the examples before you cut them into batches.",
            _inside_blocks,
        ),
        Mistake(
            "draws-anew",
            "Some examples come twice, and others not at all. One order, drawn once and then cut "
            "into pieces, has each example once.",
            _drawn_anew,
            _sampled,
        ),
        Mistake(
            "overlap",
            "Your batches overlap: each example comes, and some come more than once. The next "
            "batch begins where this one ends.",
            _cut(lambda count, size: [slice(start, start + size) for start in range(count)]),
        ),
        Mistake(
            "never-ends",
            "Your batches never end. One epoch is one round through all examples.",
            _for_ever,
        ),
        Mistake(
            "empty-last-batch",
            "Behind the last batch comes an empty one, where the examples come out even. When is "
            "there a rest?",
            _cut(
                lambda count, size: [
                    slice(k * size, (k + 1) * size) for k in range(count // size + 1)
                ]
            ),
        ),
        Mistake(
            "empty-batches",
            "Some of your batches are empty. Where a slice ends is a place in the array, counted "
            "from its start, and not how many it takes.",
            _cut(lambda count, size: [slice(start, size) for start in range(0, count, size)]),
        ),
        Mistake(
            "ignores-batch-size",
            "Your batches have the same size, whatever batch_size is.",
            _cut(lambda count, size: [slice(start, start + 32) for start in range(0, count, 32)]),
            _cut(lambda count, size: [slice(start, start + 5) for start in range(0, count, 5)]),
        ),
        Mistake(
            "as-many-as-batch-size",
            "You made batch_size batches. batch_size says how many examples are in one.",
            _parts,
        ),
        Mistake(
            "one-batch-alone",
            "One batch came, and not all of them. `return` ends a function; `yield` hands out a "
            "pair and goes on. Or collect the pairs in a list.",
            _made(lambda batches: batches[0]),
            _made(lambda batches: batches[:1]),
        ),
        Mistake(
            "two-lists",
            "You returned a list of examples and a list of labels. Each batch is a pair: its "
            "examples together with its labels.",
            _made(lambda batches: tuple(map(list, zip(*batches, strict=True)))),
        ),
        Mistake(
            "flat-list",
            "Examples and labels follow each other in your list. Each batch is one item, a pair: "
            "append((x_batch, y_batch)).",
            _made(lambda batches: [part for pair in batches for part in pair]),
        ),
        Mistake(
            "places-not-examples",
            "You handed out places in the data. Look them up in x and in y.",
            _places_alone,
        ),
        Mistake(
            "forgets-labels",
            "Your batches have no labels. Each is a pair, (x_batch, y_batch).",
            _made(lambda batches: [x_batch for x_batch, _ in batches]),
        ),
        Mistake(
            "one-by-one",
            "You handed out one example at a time. A batch is an array of up to batch_size of "
            "them.",
            lambda x, y, batch_size, rng: [(x[i], y[i]) for i in rng.permutation(len(x))],
        ),
        Mistake(
            "swapped-order",
            "Examples and labels are exchanged. Expected is (x_batch, y_batch).",
            _made(lambda batches: [pair[::-1] for pair in batches]),
        ),
        Mistake(
            "no-batches",
            "Your function ends without any batch. Does the loop ever turn?",
            lambda x, y, batch_size, rng: [],
        ),
        ignores_rng(minibatches),
    ],
)
