"""What a split says of how it was made: the judge of `train_validation_split`."""

from math import ceil, floor

import numpy as np

from helpers.checking import Complaint
from helpers.checking.chance import Calls, close, judge_seeds

Parts = list[np.ndarray]
FRACTIONS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5)  # that may be written down by hand


def judge_splits(calls: Calls) -> Complaint | None:
    """What is wrong with the parts of all these calls."""
    for (x, y, _, _), parts in calls:
        if complaint := _judge_axes(x, y, parts):
            return complaint
    if complaint := _judge_nothing_for_validation(calls):
        return complaint
    for (x, y, _, _), parts in calls:
        if complaint := _judge_examples(x, y, parts):
            return complaint
    return _judge_sizes(calls) or _judge_order(calls) or judge_seeds(calls)


def count_of(x: np.ndarray, fraction: float) -> int:
    """How many go to validation."""
    return round(len(x) * fraction)


def _called(x: np.ndarray, fraction: float) -> str:
    return f"  {len(x)} examples, fraction {fraction}\n"


def _judge_axes(x: np.ndarray, y: np.ndarray, parts: Parts) -> Complaint | None:
    """Whether every part has the axes of what it is a part of, and as many as its partner."""
    want = (x.shape[1:], y.shape[1:], x.shape[1:], y.shape[1:])
    if any(part.ndim == 0 for part in parts):
        return Complaint("  A part is one number, and no array.", "changes-the-axes")
    came = tuple(part.shape[1:] for part in parts)
    shapes = [str(part.shape) for part in parts]
    text = f"  x has the shape {x.shape}, and y {y.shape}\n  returned {', '.join(shapes)}"
    fits = [got == right or not len(p) for p, got, right in zip(parts, came, want, strict=True)]
    if not all(fits):
        moved = sorted(map(str, came)) == sorted(map(str, want))
        return Complaint(text, "swapped-order" if moved else "changes-the-axes")
    if len(parts[0]) != len(parts[1]) or len(parts[2]) != len(parts[3]):
        return Complaint(text, "parts-of-different-length")
    return None


def _judge_nothing_for_validation(calls: Calls) -> Complaint | None:
    """Whether all goes wrong where no example goes to validation, and there alone."""
    for (x, _, fraction, _), parts in calls:
        count = count_of(x, fraction)
        right = (len(parts[0]), len(parts[2])) == (len(x) - count, count)
        if right == (count == 0):
            return None
    (x, _, fraction, _), parts = next(call for call in calls if count_of(*call[0][::2]) == 0)
    came = f"  returned {len(parts[0])} and {len(parts[2])}"
    text = f"{_called(x, fraction)}  expected {len(x)} for training, 0 for validation\n{came}"
    return Complaint(text, "counts-from-the-back")


def _judge_examples(x: np.ndarray, y: np.ndarray, parts: Parts) -> Complaint | None:
    """Whether each example is in one part, once, beside its label."""
    x_train, y_train, x_val, y_val = parts
    train, val = _places(x_train, x), _places(x_val, x)
    if train is None or val is None:
        return Complaint("  An example came back that is not in x.", "changes-the-examples")
    for labels, places in ((y_train, train), (y_val, val)):
        for label, place in zip(labels, places, strict=True):
            if not close(label, y[place]):
                shown = f"is {y[place]}, and you returned {label}" if y.ndim == 1 else "is another"
                return Complaint(f"  The label of x[{place}] {shown}.", "misaligned")
    twice = [place for places in (train, val) for place in _repeated(places)]
    if twice:
        return Complaint(f"  x[{twice[0]}] is in one part twice.", "draws-with-replacement")
    both = sorted({*train} & {*val})
    if both:
        return Complaint(f"  x[{both[0]}] is in both parts.", "overlap")
    return None


def _places(part: np.ndarray, whole: np.ndarray) -> list[int] | None:
    """Where in the whole each row of a part stands; None if one stands nowhere."""
    width = int(np.prod(whole.shape[1:]))
    rows, known = part.reshape(len(part), -1 if len(part) else width), whole.reshape(-1, width)
    if not len(rows):
        return []
    with np.errstate(all="ignore"):
        alike = np.isclose(rows[:, None].astype(float), known[None].astype(float), 1e-5, 1e-9)
    found = alike.all(axis=2)
    return found.argmax(axis=1).tolist() if found.any(axis=1).all() else None


def _repeated(places: list[int]) -> list[int]:
    return [place for number, place in enumerate(places) if place in places[:number]]


def _judge_sizes(calls: Calls) -> Complaint | None:
    """Whether as many go to validation as the fraction says."""
    came = [(len(x), fraction, len(p[0]), len(p[2])) for (x, _, fraction, _), p in calls]
    right = [round(total * fraction) for total, fraction, _, _ in came]
    wrong = [
        (total, fraction, train, val, count)
        for (total, fraction, train, val), count in zip(came, right, strict=True)
        if (train, val) != (total - count, count)
    ]
    if not wrong:
        return None
    total, fraction, train, val, count = wrong[0]
    text = (
        f"  {total} examples, fraction {fraction}\n"
        f"  expected {total - count} for training, {count} for validation\n"
        f"  returned {train} and {val}"
    )
    return Complaint(text, _size_mistake(came))


def _size_mistake(came: list[tuple[int, float, int, int]]) -> str:
    """The slug of sizes (total, fraction, for training, for validation) that are wrong."""
    if any(train + val != total for total, _, train, val in came):
        return "loses-examples"

    def always(size):
        return all(val == size(total, fraction) for total, fraction, _, val in came)

    if always(lambda total, fraction: total - round(total * fraction)):
        return "swapped-sizes"
    if always(lambda total, fraction: floor(total * fraction)):
        return "rounds-down"
    if always(lambda total, fraction: ceil(total * fraction)):
        return "rounds-up"
    if always(lambda total, fraction: floor(total * fraction + 0.5)):
        return "rounds-halves-up"
    if any(always(lambda total, _, share=share: round(total * share)) for share in FRACTIONS):
        return "ignores-fraction"
    largest = max(val for _, _, _, val in came)
    if all(val == min(largest, total) for total, _, _, val in came):
        return "ignores-fraction"
    off = {val - round(total * fraction) for total, fraction, _, val in came}
    if len(off) > 2 and min(off) < 0 < max(off):
        return "one-coin-for-each"
    return "wrong-sizes"


def _judge_order(calls: Calls) -> Complaint | None:
    """Whether chance decided who goes to validation."""
    blocks = True  # whether every validation set is the front or the end of the data
    near = expected = variance = 0.0  # neighbors in the data that came into the same part
    for (x, _, fraction, _), parts in calls:
        total, count = len(x), count_of(x, fraction)
        if not 0 < count < total:
            continue
        chosen = np.isin(np.arange(total), _places(parts[2], x) or [])
        blocks = blocks and (bool(chosen[:count].all()) or bool(chosen[-count:].all()))
        share = 1 - 2 * count * (total - count) / (total * (total - 1))
        near += float((chosen[1:] == chosen[:-1]).sum())
        expected += share * (total - 1)
        variance += 2 * share * (1 - share) * (total - 1)
    if blocks:
        return Complaint("", "no-shuffle")
    if abs(near - expected) > 6 * np.sqrt(variance):
        return Complaint("", "barely-shuffled")
    return None
