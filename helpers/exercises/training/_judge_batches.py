"""What is wrong with batches: their kind, their sizes, the examples in them, their order."""

from typing import Any

import numpy as np

from helpers.checking import Complaint
from helpers.checking.chance import Calls, judge_seeds
from helpers.exercises.training._orders import blocks_kept, cut_sizes, hardly_shuffled

MOST_BATCHES = 500  # what is yielded may be endless


def judge_batches(calls: Calls) -> Complaint | None:
    """What is wrong with what minibatches yielded, or None."""
    for (x, y, size, _), batches in calls:
        called = f"  {len(x)} examples, batch_size {size}"
        complaint = _wrong_kind(x, y, batches)
        if complaint is not None:
            return complaint
        complaint = _wrong_examples(x, batches) or _wrong_sizes(calls, len(x), size, batches)
        if complaint is not None:
            return Complaint(f"{called}\n{complaint.text}".rstrip(), complaint.slug)
    for (x, y, _, _), batches in calls:
        order = _places(x, batches)
        labels = np.concatenate([y_batch for _, y_batch in batches])
        if not np.allclose(labels, y[order]):
            return Complaint("", "misaligned")
    return _wrong_orders(calls) or judge_seeds(calls)


def _wrong_orders(calls: Calls) -> Complaint | None:
    orders = [(_places(x, batches), size) for (x, _, size, _), batches in calls]
    long = [(order, size) for order, size in orders if len(order) > 8]
    if long and all(order == list(range(len(order))) for order, _ in long):
        return Complaint("", "no-shuffle")
    slug = blocks_kept(orders)
    if slug is None and any(hardly_shuffled(order) for order, _ in orders):
        slug = "hardly-shuffled"
    return Complaint("", slug) if slug else None


def _key(example: Any) -> bytes:
    return np.asarray(example, np.float32).tobytes()


def _places(x: np.ndarray, batches: Any) -> list[int]:
    """Where the examples of the batches stand in x; -1 for one that is not there."""
    known = {_key(example): place for place, example in enumerate(x)}
    return [known.get(_key(example), -1) for x_batch, _ in batches for example in x_batch]


def _is_pair(batch: Any) -> bool:
    return (
        isinstance(batch, (list, tuple))
        and len(batch) == 2
        and all(isinstance(part, np.ndarray) for part in batch)
    )


def _wrong_kind(x: np.ndarray, y: np.ndarray, batches: Any) -> Complaint | None:
    """Whether these are pairs of arrays with the axes of x and y."""
    if len(batches) == 0:
        return Complaint("No batch came.", "no-batches")
    if not all(map(_is_pair, batches)):
        return Complaint(
            "Each item must be a pair of arrays, (x_batch, y_batch).", _form(x, y, batches)
        )
    if any(len(a.shape) == 0 or len(b.shape) == 0 for a, b in batches):
        return Complaint("Each item must be a pair of arrays with several examples.", "one-by-one")
    if all(a.shape[1:] == x.shape[1:] and b.shape == (len(a), *y.shape[1:]) for a, b in batches):
        return None
    swapped = all(b.shape[1:] == x.shape[1:] and a.shape[1:] == y.shape[1:] for a, b in batches)
    text = "The batches must have the axes of x and y, only fewer examples."
    if swapped:
        return Complaint(text, "swapped-order")
    single = all(a.shape == x.shape[1:] for a, _ in batches)
    return Complaint(text, "one-by-one" if single else None)


def _form(x: np.ndarray, y: np.ndarray, batches: Any) -> str | None:
    """The name of what came in place of pairs."""
    first = batches[0]
    if len(batches) == 2 and all(isinstance(part, list) for part in batches):
        return "two-lists"
    if isinstance(first, np.ndarray):
        arrays = [part for part in batches if isinstance(part, np.ndarray)]
        if len(arrays) < len(batches):
            return None
        if len(batches) == 2 and first.shape[1:] == x.shape[1:] and len(batches[1]) == len(first):
            return "one-batch-alone"
        if all(part.ndim == 1 and np.issubdtype(part.dtype, np.integer) for part in arrays):
            return "places-not-examples" if x.ndim > 1 else None
        if all(part.shape[1:] == x.shape[1:] for part in arrays):
            return "forgets-labels"
        if all(part.shape[1:] == x.shape[1:] for part in arrays[::2]):
            return "flat-list"
        return None
    if isinstance(first, (list, tuple)) and len(first) == 2:
        return "one-by-one" if np.shape(first[0]) == x.shape[1:] else None
    return None


def _wrong_examples(x: np.ndarray, batches: Any) -> Complaint | None:
    """Whether each example comes once, as far as the batches go."""
    if len(batches) == MOST_BATCHES:
        return Complaint(f"  {MOST_BATCHES} batches, and no end", "never-ends")
    order = _places(x, batches)
    if -1 in order:
        return Complaint("Some of what came are no examples of x.")
    times = np.bincount(order, minlength=len(x)) if order else np.zeros(len(x), int)
    if times.max() > 1:
        place = int(times.argmax())
        text = f"  example {place} comes {times[place]} times"
        if times.min() > 0:
            return Complaint(text, "overlap")
        return Complaint(f"{text}\n  example {int(times.argmin())} never", "draws-anew")
    return None


def _wrong_sizes(calls: Calls, count: int, size: int, batches: Any) -> Complaint | None:
    sizes, expected = [len(x_batch) for x_batch, _ in batches], cut_sizes(count, size)
    if sizes == expected:
        return None
    text = f"  expected batches of {expected}\n  returned batches of {sizes[:12]}"
    if count % size and sizes == expected[:-1]:
        return Complaint(text, "drops-last-batch")
    if sizes == [*expected, 0]:
        return Complaint(text, "empty-last-batch")
    if 0 in sizes:
        return Complaint(text, "empty-batches")
    if _same_size_for_all(calls):
        return Complaint(text, "ignores-batch-size")
    if all(isinstance(each, list) and len(each) == k for (_, _, k, _), each in calls):
        return Complaint(text, "as-many-as-batch-size")
    return Complaint(text, "one-batch-alone" if sizes == expected[:1] else None)


def _same_size_for_all(calls: Calls) -> bool:
    """Whether one size explains the batches of all calls, whatever batch_size is."""
    try:
        sizes = [[len(x_batch) for x_batch, _ in batches] for _, batches in calls]
        most = max(max(each) for each in sizes)
        return all(
            each == cut_sizes(len(x), most) for ((x, *_), _), each in zip(calls, sizes, strict=True)
        )
    except (TypeError, ValueError):  # other calls have no pairs
        return False
