"""Legal inputs for the exercises of chapter 8."""

import numpy as np


def eighths(rng, count, low=-4, high=5):
    """Numbers that differences of are exact, some of them alike."""
    return [float(number) / 8 for number in rng.integers(8 * low, 8 * high, size=count)]


def histories(rng):
    made = []
    for count in (1, 2, 5, 9):
        for scale in (1.0, 1e-6, 1e6):
            values = [scale * value for value in eighths(rng, count)]
            made += [values, [value + 10 * scale for value in values], [-abs(v) for v in values]]
        made += [eighths(rng, count, 0, 1), [2.5] * count, [int(v) for v in eighths(rng, count)]]
    return [(values, mode) for values in made for mode in ("min", "max")]


def scored(rng):
    made = []
    for count in (2, 3, 5, 12):
        labels = rng.integers(0, 2, size=count)
        labels[:2] = 1, 0
        labels = rng.permutation(labels)
        for scores in (
            rng.normal(size=count),
            rng.integers(0, 4, size=count) / 4,
            rng.normal(size=count) * 1e-5,
            1e6 * rng.normal(size=count),
            np.zeros(count),
            np.where(labels == 1, 2.0, 1.0),
            -rng.random(count).astype(np.float32),
            np.repeat(rng.random(count), 2)[::2],
        ):
            made += [(labels.astype(kind), scores) for kind in (np.int64, np.uint8, float)]
    return made


def decays(rng):
    return [
        (int(epoch), initial, drop, every)
        for every in (1, 2, 3, 7)
        for epoch in (0, every - 1, every, every + 1, 2 * every, int(rng.integers(0, 40)))
        for initial in (1, 0.01, 5.0)
        for drop in (0.1, 0.5, 0.9, 1.0)
    ]


def curves(rng):
    made = []
    for count in (1, 2, 4, 8, 12):
        for high in (1, 2, 5):
            losses = eighths(rng, count, 0, high)
            low = [loss - high / 2 for loss in losses]
            more = [loss + 200 for loss in losses]
            for values in (losses, low, more, sorted(losses), sorted(losses)[::-1]):
                for patience in (1, 2, 3, 12):
                    made.append((values, patience))
                    made += [(values, patience, delta) for delta in (0.125, 0.5, 2.0)]
    return made


def stops(rng):
    return [
        (target, times, eighths(rng, first, 0, 1), eighths(rng, second, 0, 1))
        for target in (0.25, 0.5, 1.0, 0.0)
        for times in (1, 2, 3, 9)
        for first, second in ((1, 3), (4, 7), (9, 9))
    ]


def losses(rng):
    return [
        (values, in_place)
        for count in (1, 2, 3, 6, 10)
        for in_place in (True, False)
        for values in (
            eighths(rng, count, 0, 2),
            eighths(rng, count, 0, 200),
            [1e-5 * loss for loss in eighths(rng, count, 1, 3)],
            [-loss for loss in eighths(rng, count, 0, 4)],
            sorted(eighths(rng, count, 0, 4)),
            sorted(eighths(rng, count, 0, 4))[::-1],
        )
    ]


LEGAL = {
    "best_epoch": histories,
    "roc_auc": scored,
    "step_decay": decays,
    "stopping_epoch": curves,
    "StopAtAccuracy": stops,
    "BestWeights": losses,
}
