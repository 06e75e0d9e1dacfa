"""When early stopping ends the training."""

import numpy as np

from helpers.checking import Answer, Exercise, Mistake, then


def stopping_epoch(losses, patience, min_delta=0.0):
    best, waited = losses[0], 0
    for epoch, loss in enumerate(losses[1:], start=1):
        if loss < best - min_delta:
            best, waited = loss, 0
        else:
            waited += 1
            if waited >= patience:
                return epoch
    return None


def _stopping_by(
    improves: Answer = lambda loss, best, last, delta: loss < best - delta,
    more: int = 0,
    resets: bool = True,
    drifts: bool = False,
) -> Answer:
    """Early stopping with a part exchanged.

    Args:
        improves: whether a loss improves on the best and on the last one, given min_delta.
        more: how many epochs more than `patience` are waited for.
        resets: False goes on counting after an improvement.
        drifts: True lets the best follow every smaller loss, not only improvements.
    """

    def stopping(losses, patience, min_delta=0.0):
        best, last, waited = losses[0], losses[0], 0
        for epoch, loss in enumerate(losses[1:], start=1):
            if improves(loss, best, last, min_delta):
                best, waited = loss, 0 if resets else waited
            else:
                waited += 1
                if waited == patience + more:
                    return epoch
            best = min(best, loss) if drifts else best
            last = loss
        return None

    return stopping


def _zigzag(rng: np.random.Generator) -> list[float]:
    """Losses that fall, then rise and fall without a new best."""
    return [10.0, 9.0, 8.0, 8.5, *(float(value) for value in 8.1 + rng.random(6)), 7.0]


EXERCISE = Exercise(
    prompt="Return the epoch after which early stopping ends the training, or None.",
    solution=stopping_epoch,
    cases=[
        ([5.0, 4.0, 6.0, 7.0, 8.0], 2),
        ([5.0, 4.0, 3.0, 2.0], 2),
        ([5.0, 3.0, 6.0, 5.5, 5.0, 4.5, 4.0], 3),
        ([5.0, 6.0, 4.0, 5.0, 3.0, 4.0, 2.0], 2),
        ([5.0, 6.0, 4.0, 5.0, 3.0, 4.0, 3.5, 3.2, 3.1, 6.0], 3),
        ([5.0, 4.9, 4.8, 4.7, 4.6, 4.5], 2, 0.25),
        ([5.0, 4.9, 4.7, 4.6, 4.3, 4.2, 4.1], 2, 0.25),
        ([3.0, 3.0, 3.0, 3.0], 2),
        ([1.0, 2.0], 1),
        ([4.0, 5.0, 6.0], 3),
        ([2.0], 1),
        ([9.0, 8.0, 8.5, 7.0, 7.5, 7.2, 7.1], 4),
        ([4.0, 4.5, 4.2, 3.5, 4.4, 4.3, 4.2], 4, 0.1),
        ([7.0, 9.0, 8.0, 10.0, 9.0, 11.0, 10.0, 12.0], 4),
    ],
    fresh=lambda rng: [(_zigzag(rng), 4), (_zigzag(rng), 7), (_zigzag(rng), 8)],
    mistakes=[
        Mistake(
            "compares-with-previous",
            "You compared each epoch with the one before it. A loss that leaps up and then creeps "
            "down looks like progress that way: compare with the best so far.",
            _stopping_by(lambda loss, best, last, delta: loss < last - delta),
        ),
        Mistake(
            "off-by-one",
            "You wait one epoch too long. With a patience of 2, the second epoch in a row without "
            "improvement is the last.",
            _stopping_by(more=1),
        ),
        Mistake(
            "never-resets",
            "You count all epochs without improvement. The patience is for epochs in a row: what "
            "happens to the count when an epoch improves?",
            _stopping_by(resets=False),
        ),
        Mistake(
            "stops-early",
            "You stop one epoch too early. With a patience of 2, two epochs in a row may fail to "
            "improve; after the second the training ends.",
            _stopping_by(more=-1),
        ),
        Mistake(
            "ignores-min-delta",
            "min_delta makes no difference in your answer. An epoch improves if it is below the "
            "best by more than that.",
            _stopping_by(lambda loss, best, last, delta: loss < best),
        ),
        Mistake(
            "best-drifts",
            "Your best follows every smaller loss. Only an epoch that improves by more than "
            "min_delta sets a new mark, so that many small steps can add up to an improvement.",
            _stopping_by(drifts=True),
        ),
        Mistake(
            "equal-counts-as-better",
            "An equal loss counts as an improvement in your answer. It must be below.",
            _stopping_by(lambda loss, best, last, delta: loss <= best - delta),
        ),
        Mistake(
            "counts-from-one",
            "You are one too far. The first epoch has the number 0.",
            then(stopping_epoch, lambda epoch: None if epoch is None else epoch + 1),
        ),
    ],
)
