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


def _from_infinity(losses, patience, min_delta=0.0):
    best, waited = float("inf"), 0
    for epoch in range(len(losses)):
        if losses[epoch] < best - min_delta:
            best = losses[epoch]
            waited = 0
        else:
            waited = waited + 1
        if waited == patience:
            return epoch
    return None


def _by_best_epoch(losses, patience, min_delta=0.0):
    best = 0
    for epoch in range(1, len(losses)):
        if losses[best] - losses[epoch] > min_delta:
            best = epoch
        elif epoch - best >= patience:
            return epoch
    return None


def _stopping_by(
    improves: Answer = lambda loss, best, last, delta: loss < best - delta,
    more: int = 0,
    resets: bool = True,
    drifts: bool = False,
    start: float | None = None,
    moves: bool = True,
) -> Answer:
    """Early stopping with a part exchanged.

    Args:
        improves: whether a loss improves on the best and on the last one, given min_delta.
        more: how many epochs more than `patience` are waited for.
        resets: False goes on counting after an improvement.
        drifts: True lets the best follow every smaller loss, not only improvements.
        start: the first best, if not the first loss.
        moves: False leaves the best at the first loss.
    """

    def stopping(losses, patience, min_delta=0.0):
        best, last, waited = losses[0], losses[0], 0
        first = 1
        if start is not None:
            best, first = start, 0
        for epoch, loss in enumerate(losses[first:], start=first):
            if improves(loss, best, last, min_delta):
                best, waited = loss if moves else best, 0 if resets else waited
            else:
                waited += 1
                if waited == patience + more:
                    return epoch
            best = min(best, loss) if drifts else best
            last = loss
        return None

    return stopping


def _never_none(instead: Answer) -> Answer:
    """Early stopping with something else for None."""

    def stopping(losses, patience, min_delta=0.0):
        epoch = stopping_epoch(losses, patience, min_delta)
        return instead(losses) if epoch is None else epoch

    return stopping


def _where_stopped(value: Answer) -> Answer:
    """Early stopping that returns something else than the epoch where it stops."""

    def stopping(losses, patience, min_delta=0.0):
        epoch = stopping_epoch(losses, patience, min_delta)
        return None if epoch is None else value(losses, epoch, patience)

    return stopping


def _behind_the_lowest(losses, patience, min_delta=0.0):
    epoch = losses.index(min(losses)) + patience
    return epoch if epoch < len(losses) else None


def _zigzag(rng: np.random.Generator) -> list[float]:
    """Losses that fall, then rise and fall without a new best."""
    return [10.0, 9.0, 8.0, 8.5, *(float(value) for value in 8.1 + rng.random(6)), 7.0]


EXERCISE = Exercise(
    prompt="Return the epoch after which early stopping ends the training, or None.",
    solution=stopping_epoch,
    styles=[_from_infinity, _by_best_epoch],
    cases=[
        ([4.0, 5.0, 6.0], 2),
        ([5.0, 4.0, 6.0, 7.0, 8.0], 2),
        ([5.0, 5.125, 5.0, 5.125], 2, 0.25),
        ([5.0, 4.75, 4.5, 4.0], 2, 0.25),
        ([4.0, 5.0, 3.0, 3.0, 3.0, 3.0], 3),
        ([6e9, 5e9, 7e9], 2),
        ([-2.0, -3.0, -2.5, -2.0, -1.0], 2),
        ([6.0, 3.0, 5.0, 4.0, 2.0], 2, 1.0),
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
        ([4.0, 4.0], 2, 2.0),
        ([1.0, 0.0, 0.5], 2),
        ([0.0, -1.0, -0.5, -0.5], 2),
        ([7.0, 9.0, 8.0, 10.0, 9.0, 11.0, 10.0, 12.0], 4),
    ],
    fresh=lambda rng: [(_zigzag(rng), 4), (_zigzag(rng), 7), (_zigzag(rng), 8)],
    mistakes=[
        Mistake(
            "compares-with-previous",
            "You compared each epoch with the one before it. A loss that leaps up and then creeps "
            "down looks like progress that way: compare with the best so far.",
            _stopping_by(lambda loss, best, last, delta: loss < last - delta),
            _stopping_by(lambda loss, best, last, delta: loss <= last - delta),
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
            _stopping_by(lambda loss, best, last, delta: loss < last),
            _behind_the_lowest,
        ),
        Mistake(
            "min-delta-turned-round",
            "min_delta makes it easier to improve in your answer: even a loss a little above the "
            "best counts. It should be harder: the loss must be below the best by more than that.",
            _stopping_by(lambda loss, best, last, delta: loss < best + delta),
            _stopping_by(lambda loss, best, last, delta: loss <= best + delta),
            _stopping_by(lambda loss, best, last, delta: loss - best < delta),
        ),
        Mistake(
            "any-change-counts",
            "A loss that rises by more than min_delta counts as an improvement in your answer. It "
            "must fall by that.",
            _stopping_by(lambda loss, best, last, delta: abs(loss - best) > delta),
            _stopping_by(lambda loss, best, last, delta: abs(loss - last) > delta),
        ),
        Mistake(
            "min-delta-as-a-share",
            "You took min_delta for a share of the best loss. It is a difference.",
            _stopping_by(lambda loss, best, last, delta: loss < best * (1 - delta)),
        ),
        Mistake(
            "looks-for-larger",
            "A larger loss counts as better in your answer. A loss is good when it is small.",
            _stopping_by(lambda loss, best, last, delta: loss > best + delta),
            _stopping_by(lambda loss, best, last, delta: loss > best - delta),
            _stopping_by(lambda loss, best, last, delta: loss > best),
        ),
        Mistake(
            "starts-from-a-number",
            "Your best starts from a number, and a first loss that is higher does not count as an "
            "improvement. The first epoch always improves.",
            _stopping_by(start=0),
            _stopping_by(start=1),
            _stopping_by(start=10),
            _stopping_by(start=100),
            _stopping_by(start=1000),
            _stopping_by(start=1e6),
        ),
        Mistake(
            "best-stays-the-first",
            "You compare every loss with the first. The best is the loss of the last epoch that "
            "improved.",
            _stopping_by(moves=False),
            _stopping_by(lambda loss, best, last, delta: loss < best, moves=False),
        ),
        Mistake(
            "number-for-none",
            "Where the training is never stopped, you return a number or a text. None was asked "
            "for: it says that there is no such epoch.",
            _never_none(lambda losses: len(losses) - 1),
            _never_none(len),
            _never_none(lambda losses: -1),
            _never_none(lambda losses: 0),
            _never_none(lambda losses: "None"),
            _never_none(lambda losses: False),
        ),
        Mistake(
            "returns-the-best-epoch",
            "You return the epoch that was best. Training goes on after it, until the patience is "
            "used up: which epoch is the last?",
            _where_stopped(lambda losses, epoch, patience: epoch - patience),
            lambda losses, patience, min_delta=0.0: losses.index(min(losses)),
        ),
        Mistake(
            "returns-the-loss",
            "You return a loss. The number of the epoch was asked for.",
            _where_stopped(lambda losses, epoch, patience: losses[epoch]),
            _where_stopped(lambda losses, epoch, patience: losses[epoch - patience]),
        ),
        Mistake(
            "returns-yes",
            "You return True where the training stops. The number of the epoch was asked for.",
            _where_stopped(lambda losses, epoch, patience: True),
        ),
        Mistake(
            "returns-the-count",
            "You return how long was waited. The number of the epoch was asked for.",
            _where_stopped(lambda losses, epoch, patience: patience),
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
