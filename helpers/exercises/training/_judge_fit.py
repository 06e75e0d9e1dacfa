"""What is wrong with a loop of fit: what the network saw, where it ended, what was reported."""

from typing import Any

import numpy as np

from helpers.checking import Complaint
from helpers.checking.chance import Calls, judge_seeds
from helpers.exercises.training._drills import RATE, alike, new_model, noise, replay
from helpers.exercises.training._orders import blocks_kept, cut_sizes, hardly_shuffled

Batches = list[list[list[int]]]  # by epochs: the numbers of the images

_BY_HEART = 0.1  # a loss below it


def judge_fit(calls: Calls) -> Complaint | None:
    """What is wrong with the calls of an answer to fit, or None."""
    for (images, epochs, size, _), (losses, batches, weights, asked_fit) in calls:
        if losses is None:
            return Complaint("Your function returned None.")
        if asked_fit:
            return Complaint("", "calls-fit")
        moved = not alike(weights, new_model().get_weights())
        if not moved or not batches:
            return Complaint("", "not-in-training-mode" if moved else "never-steps")
        complaint = _wrong_count(images, epochs, size, batches)
        if complaint is not None:
            return complaint
        each = len(batches) // epochs
        seen = [batches[each * epoch : each * (epoch + 1)] for epoch in range(epochs)]
        complaint = _wrong_batches(images, size, seen)
        if complaint is not None:
            return complaint
        model, right, afterwards = replay(images, seen)
        if not alike(weights, model.get_weights()):
            return _other_steps(calls, images, seen, weights)
        complaint = _wrong_losses(losses, right, afterwards, size)
        if complaint is not None:
            return complaint
    return _wrong_orders(calls) or judge_seeds(calls)


def _wrong_count(images: int, epochs: int, size: int, batches: list[Any]) -> Complaint | None:
    """Whether the network saw as many batches as the epochs have."""
    each = len(cut_sizes(images, size))
    text = f"  {epochs} epochs of {each} batches\n  the network saw {len(batches)} batches in all"
    if len(batches) == each * epochs:
        return None
    if len(batches) == each:
        return Complaint(text, "one-epoch-alone")
    if len(batches) == epochs:
        sizes = {len(batch) for batch in batches}
        slug = "one-batch-of-all" if sizes == {images} else None
        return Complaint(text, "one-batch-an-epoch" if sizes == {size} else slug)
    if len(batches) == images * epochs and all(len(batch) == 1 for batch in batches):
        return Complaint(text, "one-by-one")
    whole_only = images % size and len(batches) == (each - 1) * epochs
    return Complaint(text, "drops-last-batch" if whole_only else None)


def _wrong_batches(images: int, size: int, batches: Batches) -> Complaint | None:
    """What is wrong with the batches of the epochs."""
    expected = cut_sizes(images, size)
    for epoch, seen in enumerate(batches):
        lengths = [len(batch) for batch in seen]
        places = sum(seen, [])
        if sorted(places) != list(range(images)) and len(places) >= images:
            return Complaint(f"  epoch {epoch}", "draws-anew")
        if lengths != expected:
            text = f"  epoch {epoch}\n  expected batches of {expected}\n  the network saw {lengths}"
            return Complaint(text, "empty-batches" if 0 in lengths else None)
    orders = [sum(seen, []) for seen in batches]
    if len(expected) > 1 and all(order == list(range(images)) for order in orders):
        return Complaint("", "no-shuffle")
    if len(orders) > 2 and len(expected) > 1 and all(order == orders[0] for order in orders):
        return Complaint("", "shuffles-once")
    return None


def _wrong_orders(calls: Calls) -> Complaint | None:
    orders: list[tuple[list[int], int]] = [
        (sum(batches[start : start + each], []), size)
        for (images, _, size, _), (_, batches, *_) in calls
        for each in [len(cut_sizes(images, size))]
        for start in range(0, len(batches), each)
    ]
    several = [(order, size) for order, size in orders if len(order) > size]
    hardly = blocks_kept(several) or any(hardly_shuffled(order) for order, _ in several)
    return Complaint("", "hardly-shuffled") if hardly else None


def _reports(
    losses: list[list[tuple[float, int]]], afterwards: list[float], size: int
) -> dict[str, list[float]]:
    """Ways to report losses: from a slug ("" for the right way) to a number for each epoch."""
    made: dict[str, list[float]] = {}
    running = 0.0
    for epoch, (pairs, after) in enumerate(zip(losses, afterwards, strict=True), start=1):
        batches, sizes = (np.array(part) for part in zip(*pairs, strict=True))
        count = sizes.sum()
        running += float((batches * sizes).sum() / count)
        ways = {
            "": (batches * sizes).sum() / count,
            "plain-mean-of-batches": batches.mean(),
            "sum-not-mean": batches.sum(),
            "last-batch-alone": batches[-1],
            "first-batch-alone": batches[0],
            "loss-after-the-epoch": after,
            "forgets-batch-length": batches.sum() / count,
            "counts-full-batches": batches.sum() * size / count,
            "forgets-to-divide": (batches * sizes).sum(),
            "assigns-instead-of-adding": batches[-1] * sizes[-1] / count,
            "divides-by-batch-size": (batches * sizes).sum() / size,
            "divides-by-the-full-batches": batches.sum() / max(count // size, 1),
            "divides-twice": (batches * sizes).sum() / count / len(batches),
            "never-starts-anew": running,
            "mean-of-all-epochs": running / epoch,
        }
        for way, loss in ways.items():
            made.setdefault(way, []).append(float(loss))
    return made


def _wrong_losses(
    losses: Any, right: list[list[tuple[float, int]]], afterwards: list[float], size: int
) -> Complaint | None:
    """What is wrong with the losses that were reported."""
    reports = _reports(right, afterwards, size)
    got = np.asarray(losses) if isinstance(losses, (list, tuple, np.ndarray)) else losses
    if getattr(got, "kind", "") == "dict":
        return Complaint("", "returns-a-dictionary")
    if isinstance(got, (int, float)) or getattr(got, "shape", None) == ():
        return Complaint("", "one-number-alone")
    if not isinstance(got, np.ndarray) or got.ndim != 1 or got.dtype.kind not in "iuf":
        return Complaint("Expected was a list of numbers, one loss for each epoch.")
    if len(got) == sum(map(len, right)) != len(right):
        return Complaint(f"  {len(got)} numbers for {len(right)} epochs", "loss-of-each-batch")
    if len(got) != len(right):
        slug = "one-loss-alone" if len(got) == 1 else None
        return Complaint(f"  expected {len(right)} losses, one an epoch\n  came {len(got)}", slug)
    for slug, values in reports.items():
        if np.allclose(got, values, rtol=1e-3, atol=1e-4):
            return Complaint(_beside(reports[""], got), slug) if slug else None
    return Complaint(_beside(reports[""], got))


def _beside(right: list[float], got: np.ndarray) -> str:
    first, came = (", ".join(f"{loss:.3f}" for loss in row[:3]) for row in (right, got.tolist()))
    return f"  losses of the first epochs\n  expected {first}\n  came     {came}"


def _other_steps(calls: Calls, images: int, seen: Batches, weights: list[np.ndarray]) -> Complaint:
    """The steps led elsewhere: by another rate, or towards other labels?"""
    ways = {
        "goes-uphill": lambda size: -1.0,
        "forgets-batch-size": lambda size: float(size),
        "forgets-learning-rate": lambda size: 1 / RATE,
    }
    for slug, stretch in ways.items():
        if alike(weights, replay(images, seen, stretch)[0].get_weights()):
            return Complaint("", slug)
    (images, *_), (_, _, weights, _) = calls[1]  # the second drill
    model, (x, y) = new_model(), noise(images)
    model.set_weights(weights)
    loss = model.evaluate(x, y)
    text = f"  loss on the {images} images in the end: {loss:.2f}"
    if loss < _BY_HEART:
        return Complaint(f"{text}\n  The network learned, but not by the steps of its optimizer.")
    return Complaint(text, "misaligned")
