"""Is an order shuffled, and cut into batches as it should be? For minibatches and fit."""

import numpy as np

_FEW = 20  # examples: an order of fewer tells little
_MOST = 12  # pairs or places that may stand as before: chance leaves about one


def cut_sizes(count: int, size: int) -> list[int]:
    """The sizes of the batches of so many examples."""
    whole, rest = divmod(count, size)
    return [size] * whole + [rest] * (rest > 0)


def blocks_kept(orders: list[tuple[list[int], int]]) -> str | None:
    """What was shuffled, if each batch still holds neighbors of the data: its slug, or None.

    Args:
        orders: pairs of an order and the size of its batches.
    """
    tell = [(order, size) for order, size in orders if len(order) >= _FEW > size > 1]
    cut = [[order[i : i + size] for i in range(0, len(order), size)] for order, size in tell]
    whole = [
        [batch for batch in batches if len(batch) == size]
        for batches, (_, size) in zip(cut, tell, strict=True)
    ]
    if not whole or not all(
        max(batch) - min(batch) == len(batch) - 1 for batches in whole for batch in batches
    ):
        return None
    firsts = [[min(batch) for batch in batches] for batches in whole]
    if all(first == sorted(first) for first in firsts):
        return "shuffles-inside-batches"
    if all(first == sorted(first, reverse=True) for first in firsts):
        return None  # all turned back
    return "shuffles-batches-only"


def hardly_shuffled(order: list[int]) -> bool:
    """Whether an order is nearly that of the data: moved round, turned back, a few exchanged.

    A random order passes but for once in a thousand million.
    """
    count = len(order)
    if count < _FEW:
        return False
    places = np.array(order)
    in_place = int((places == np.arange(count)).sum())
    steps = np.bincount((places[1:] - places[:-1]) % count, minlength=count)
    return bool(in_place > _MOST or steps.max() > _MOST)
