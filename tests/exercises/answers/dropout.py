"""Chapter 6: right answers in other styles, known mistakes in other styles, unlisted ones."""

import math
import random
import statistics

import numpy as np

# ruff: noqa: NPY002


def split_shuffle(x, y, fraction, rng):
    order = np.arange(len(y))
    rng.shuffle(order)
    cut = len(y) - round(len(y) * fraction)
    return [x[order[:cut]], y[order[:cut]], x[order[cut:]], y[order[cut:]]]


def split_choice(x, y, fraction, rng):
    chosen = rng.choice(len(x), size=round(fraction * len(x)), replace=False)
    mask = np.zeros(len(x), dtype=bool)
    mask[chosen] = True
    return x[~mask], y[~mask], x[mask], y[mask]


def split_sorting(x, y, fraction, rng):
    order = np.argsort(rng.random(len(x)))
    n = int(round(len(x) * fraction))
    return x.astype(np.float32)[order[n:]], y[order[n:]], x[order[:n]], y[order[:n]]


def split_lists(x, y, fraction, rng):
    pairs = [(x[i], y[i]) for i in rng.permutation(len(x))]
    n = round(len(x) * fraction)
    parts = pairs[n:], pairs[:n]
    return tuple(np.array([p[k] for p in part]) for part in parts for k in (0, 1))


def split_in_place(x, y, fraction, rng):
    state = rng.bit_generator.state
    rng.shuffle(x)
    rng.bit_generator.state = state
    rng.shuffle(y)
    n = round(len(x) * fraction)
    return x[n:], y[n:], x[:n], y[:n]


def split_global(x, y, fraction, rng):
    order = np.random.permutation(len(x))
    n = round(len(x) * fraction)
    return x[order[n:]], y[order[n:]], x[order[:n]], y[order[:n]]


def split_as_scikit(x, y, fraction, rng):
    a, b, c, d = split_choice(x, y, fraction, rng)
    return a, c, b, d


def split_rounding_down(x, y, fraction, rng):
    order, n = rng.permutation(len(x)), int(len(x) * fraction)
    return x[order[n:]], y[order[n:]], x[order[:n]], y[order[:n]]


def split_with_replacement(x, y, fraction, rng):
    order, n = rng.integers(0, len(x), len(x)), round(len(x) * fraction)
    train, val = np.setdiff1d(order, order[:n]), np.unique(order[:n])
    train = np.resize(train, len(x) - n)
    val = np.resize(val, n)
    return x[train], y[train], x[val], y[val]


def split_y_only(x, y, fraction, rng):
    n = len(x) - round(len(x) * fraction)
    y = rng.permutation(y)
    return x[:n], y[:n], x[n:], y[n:]


def split_with_python_random(x, y, fraction, rng):
    order = list(range(len(x)))
    random.shuffle(order)
    n = round(len(x) * fraction)
    return x[order[n:]], y[order[n:]], x[order[:n]], y[order[:n]]


def split_deleting(x, y, fraction, rng):
    chosen = rng.permutation(len(x))[: round(len(x) * fraction)]
    rest = np.delete(np.arange(len(x)), chosen)
    return x[rest], y[rest], x[chosen], y[chosen]


def split_in_two(x, y, fraction, rng):
    order = rng.permutation(len(x))
    val, train = np.split(order, [round(len(x) * fraction)])
    return (*(part[train] for part in (x, y)), *(np.take(part, val, axis=0) for part in (x, y)))


def split_by_coins(x, y, fraction, rng):
    parts = [], [], [], []
    for image, label in zip(x, y, strict=True):
        place = 2 if rng.random() < fraction else 0
        parts[place].append(image)
        parts[place + 1].append(label)
    return tuple(map(np.array, parts))


def split_from_the_back(x, y, fraction, rng):
    n, order = round(len(x) * fraction), rng.permutation(len(x))
    return x[order[:-n]], y[order[:-n]], x[order[-n:]], y[order[-n:]]


def split_stacked(x, y, fraction, rng):
    table = np.column_stack([x.reshape(len(x), -1), y])
    rng.shuffle(table)
    n = round(len(x) * fraction)
    return table[n:, :-1], table[n:, -1], table[:n, :-1], table[:n, -1]


def mask_by_channels(shape, rate, rng):
    drawn = (shape[0], *[1] * (len(shape) - 2), shape[-1]) if len(shape) > 2 else shape
    return np.ones(shape) * (rng.random(drawn) >= rate) / (1 - rate)


def mask_loops(shape, rate, rng):
    out = np.zeros(shape)
    for place in np.ndindex(*shape):
        if rng.random() > rate:
            out[place] = 1 / (1 - rate)
    return out


def mask_integers(shape, rate, rng):
    return (rng.integers(0, 1000, size=shape) >= round(1000 * rate)) / (1 - rate)


def mask_global(shape, rate, rng):
    return (np.random.rand(*shape) >= rate) / (1 - rate)


def mask_python(shape, rate, rng):
    flat = [0.0 if random.random() < rate else 1 / (1 - rate) for _ in range(int(np.prod(shape)))]
    return np.reshape(flat, shape)


def mask_seeded_globally(shape, rate, rng):
    np.random.seed(int(rng.integers(2**31)))
    return (np.random.rand(*shape) >= rate) / (1 - rate)


def mask_by_rows(shape, rate, rng):
    row = (rng.random(shape[-1]) >= rate) / (1 - rate)
    return np.ones(shape) * row if len(shape) > 1 else row


def mask_whole_rows(shape, rate, rng):
    return np.ones(shape) * (rng.random((shape[0], *[1] * (len(shape) - 1))) >= rate) / (1 - rate)


def drop(x, rate, training, rng):
    if not training:
        return x
    return x * rng.binomial(1, 1 - rate, size=x.shape) / (1 - rate)


def drop_copy(x, rate, training, rng):
    out = x.astype(np.float32)
    if training and rate > 0:
        out[rng.uniform(size=x.shape) < rate] = 0
        out /= 1 - rate
    return out


def drop_classic(x, rate, training, rng):
    """The old way: nothing in training, times the share kept in use."""
    return x * (rng.random(x.shape) >= rate) if training else x * (1 - rate)


def drop_global(x, rate, training, rng):
    return x * mask_global(x.shape, rate, rng) if training else x


def forward_loops(x, w1, b1, w2, b2, mask):
    logits = []
    for n in range(len(x)):
        hidden = [max(0.0, v) for v in x[n] @ w1 + b1]
        logits.append(np.array(hidden) * mask[n] @ w2 + b2)
    return np.stack(logits).astype(np.float32)


def error_by_hand(first, second):
    differences = [a - b for a, b in zip(first, second, strict=True)]
    n = len(differences)
    mean = sum(differences) / n
    squares = sum((d - mean) ** 2 for d in differences)
    return mean, (squares / (n - 1) / n) ** 0.5


RIGHT = {
    "train_validation_split": [
        split_shuffle,
        split_choice,
        split_sorting,
        split_lists,
        split_deleting,
        split_in_two,
    ],
    "dropout_mask": [
        mask_loops,
        mask_integers,
        lambda shape, rate, rng: rng.binomial(1, 1 - rate, size=shape) / (1 - rate),
        lambda shape, rate, rng: rng.choice([0.0, 1 / (1 - rate)], size=shape, p=[rate, 1 - rate]),
        lambda shape, rate, rng: (
            (rng.random(shape, dtype=np.float32) > rate).astype(np.float32) / np.float32(1 - rate)
        ),
        lambda shape, rate, rng: np.where(rng.uniform(size=shape) < rate, 0, 1 / (1 - rate)),
    ],
    "dropout": [
        drop,
        drop_copy,
        lambda x, rate, training, rng: drop(x, rate, training, rng) + 0,
        lambda x, rate, training, rng: np.where(
            training & (rng.random(x.shape) < rate), 0, x / (1 - rate * training)
        ),
        lambda x, rate, training, rng: mask_integers(x.shape, rate * training, rng) * x,
        lambda x, rate, training, rng: (
            x.copy() if not training else np.einsum("...,...", x, mask_loops(x.shape, rate, rng))
        ),
    ],
    "dropout_gradient": [
        lambda grad, mask: np.einsum("...,...->...", mask, grad),
        lambda grad, mask: np.asfortranarray(np.array([g * m for g, m in zip(grad, mask)])),  # noqa: B905
        np.multiply,
        lambda grad, mask: np.where(mask > 0, grad * mask.max(), 0),
        lambda grad, mask: (grad * mask).astype(np.float32),
    ],
    "forward_with_dropout": [
        forward_loops,
        lambda x, w1, b1, w2, b2, mask: mask * (z := x @ w1 + b1) * (z > 0) @ w2 + b2,
        lambda x, w1, b1, w2, b2, mask: (
            np.einsum(
                "nh,nh,hk->nk", np.clip(np.einsum("nd,dh->nh", x, w1) + b1, 0, None), mask, w2
            )
            + b2
        ),
        lambda x, w1, b1, w2, b2, mask: (
            np.hstack([np.maximum(x @ w1 + b1, 0) * mask, np.ones((len(x), 1))])
            @ np.vstack([w2, b2])
        ),
        lambda x, w1, b1, w2, b2, mask: np.maximum((x @ w1 + b1) * mask, 0) @ w2 + b2,
    ],
    "mean_difference_and_error": [
        error_by_hand,
        lambda a, b: np.array([np.mean(a - b), np.sqrt(np.cov(a - b) / len(a))]),
        lambda a, b: (
            statistics.fmean(a - b),
            statistics.stdev(map(float, a - b)) / math.sqrt(len(b)),
        ),
        lambda a, b: [
            float(np.mean(a) - np.mean(b)),
            float(np.sqrt(np.var(a - b, ddof=1) / len(a))),
        ],
        lambda a, b: (
            np.float32((a - b).mean()),
            np.float32((a - b).std() / np.sqrt(len(a) - 1)),
        ),
    ],
}
NAMED = {
    "train_validation_split": {
        "misaligned": [split_y_only],
        "mutates-input": [split_in_place],
        "ignores-rng": [split_global, split_with_python_random],
        "swapped-order": [split_as_scikit],
        "rounds-down": [split_rounding_down],
        "draws-with-replacement": [split_with_replacement],
        "one-coin-for-each": [split_by_coins],
        "counts-from-the-back": [split_from_the_back],
        "changes-the-axes": [
            split_stacked,
            lambda x, y, fraction, rng: (lambda a, b, c, d: (a.ravel(), b, c.ravel(), d))(
                *split_choice(x, y, fraction, rng)
            ),
        ],
        "ignores-fraction": [lambda x, y, fraction, rng: (x, y, x[:0], y[:0])],
        "barely-shuffled": [
            lambda x, y, fraction, rng: (
                lambda k, n: (
                    np.roll(x, k, 0)[n:],
                    np.roll(y, k, 0)[n:],
                    np.roll(x, k, 0)[:n],
                    np.roll(y, k, 0)[:n],
                )
            )(int(rng.integers(len(x))), round(len(x) * fraction)),
        ],
        "swapped-sizes": [
            lambda x, y, fraction, rng: split_choice(x, y, 1 - fraction, rng),
            lambda x, y, fraction, rng: (lambda a, b, c, d: (c, d, a, b))(
                *split_choice(x, y, fraction, rng)
            ),
        ],
        "no-shuffle": [
            lambda x, y, fraction, rng: (lambda n: (x[:n], y[:n], x[n:], y[n:]))(
                len(x) - round(len(x) * fraction)
            ),
        ],
    },
    "dropout_mask": {
        "no-rescaling": [
            lambda shape, rate, rng: rng.binomial(1, 1 - rate, size=shape),
            lambda shape, rate, rng: (rng.random(shape) > rate).astype(np.float32),
        ],
        "swaps-keep-and-drop": [
            lambda shape, rate, rng: rng.binomial(1, rate, size=shape) / (1 - rate),
        ],
        "same-mask-for-every-row": [mask_by_rows],
        "drops-whole-examples": [mask_whole_rows],
        "drops-together": [mask_by_channels],
        "drops-nothing": [
            lambda shape, rate, rng: np.ones(shape),
            lambda shape, rate, rng: np.ones(shape) / (1 - rate),
        ],
        "wrong-share": [
            lambda shape, rate, rng: (rng.random(shape) >= rate / 2) / (1 - rate),
        ],
        "keeps-many-numbers": [lambda shape, rate, rng: rng.random(shape)],
        "not-finite": [lambda shape, rate, rng: np.full(shape, np.nan)],
        "wrong-factor": [lambda shape, rate, rng: -mask_loops(shape, rate, rng)],
        "ignores-rng": [
            mask_global,
            mask_python,
            mask_seeded_globally,
            lambda shape, rate, rng: mask_loops(shape, rate, np.random.default_rng(42)),
        ],
    },
    "dropout": {
        "drops-at-test-time": [
            lambda x, rate, training, rng: x * (rng.random(x.shape) >= rate) / (1 - rate),
        ],
        "scales-at-test-time": [
            lambda x, rate, training, rng: (
                drop(x, rate, True, rng) if training else (1.0 - rate) * x
            ),
        ],
        "no-rescaling": [drop_classic],
        "ignores-rng": [drop_global],
        "never-drops": [lambda x, rate, training, rng: x],
        "swaps-modes": [
            lambda x, rate, training, rng: x if training else drop(x, rate, True, rng),
        ],
        "returns-the-mask": [
            lambda x, rate, training, rng: (
                mask_loops(x.shape, rate, rng) if training else np.ones(x.shape)
            ),
        ],
        "drops-the-negative": [
            lambda x, rate, training, rng: np.maximum(0, drop(x, rate, training, rng)),
        ],
        "drops-the-small": [
            lambda x, rate, training, rng: np.where(training * (x < rate), 0, x / (1 - rate)),
        ],
        "changes-at-test-time": [
            lambda x, rate, training, rng: drop(x, rate, training, rng) if training else x**2,
        ],
        "same-mask-for-every-row": [
            lambda x, rate, training, rng: x * mask_by_rows(x.shape, rate, rng) if training else x,
        ],
    },
    "dropout_gradient": {
        "forgets-mask": [lambda grad, mask: 1.0 * grad],
        "rescales-twice": [lambda grad, mask: grad * mask**2],
        "forgets-rescaling": [lambda grad, mask: np.where(mask == 0, 0, grad)],
        "returns-the-mask": [lambda grad, mask: 1 * mask],
        "factor-of-the-example": [lambda grad, mask: np.where(mask, grad + grad, 0)],
        "applies-relu": [lambda grad, mask: np.where(grad > 0, grad * mask, 0)],
        "adds-the-mask": [lambda grad, mask: sum([grad, mask])],
        "reversed-sign": [lambda grad, mask: -grad * mask],
    },
    "forward_with_dropout": {
        "bypasses-dropout": [
            lambda x, w1, b1, w2, b2, mask: (np.clip(x @ w1 + b1, 0, None)) @ w2 + b2,
        ],
        "forgets-activation": [
            lambda x, w1, b1, w2, b2, mask: np.dot((x @ w1 + b1) * mask, w2) + b2,
        ],
        "applies-softmax": [
            lambda *a: (lambda e: e / e.sum(axis=1, keepdims=True))(
                np.exp((z := forward_loops(*a).astype(float)) - z.max(axis=1, keepdims=True))
            ),
        ],
        "stops-at-the-hidden-layer": [
            lambda x, w1, b1, w2, b2, mask: np.clip(x @ w1 + b1, 0, None) * mask,
        ],
        "other-activation": [
            lambda x, w1, b1, w2, b2, mask: np.tanh(x @ w1 + b1) * mask @ w2 + b2,
        ],
        "masks-the-input": [
            lambda x, w1, b1, w2, b2, mask: np.clip(x * mask @ w1 + b1, 0, None) @ w2 + b2,
        ],
        "masks-the-logits": [
            lambda x, w1, b1, w2, b2, mask: (np.maximum(x @ w1 + b1, 0) @ w2 + b2) * mask,
        ],
    },
    "mean_difference_and_error": {
        "divides-by-n-in-the-deviation": [
            lambda a, b: (np.mean(a - b), np.sqrt(np.var(a - b) / len(a))),
        ],
        "spread-of-one-pair": [lambda a, b: (np.mean(a - b), np.sqrt(np.var(a - b, ddof=1)))],
        "divides-by-n": [lambda a, b: (np.mean(a - b), np.std(a - b, ddof=1) / a.size)],
        "breaks-the-pairs": [
            lambda a, b: (
                a.mean() - b.mean(),
                np.sqrt(a.std(ddof=1) ** 2 + b.std(ddof=1) ** 2) / np.sqrt(len(a)),
            ),
        ],
        "median-not-mean": [lambda a, b: (np.median(a - b), error_by_hand(a, b)[1])],
        "rounds": [lambda a, b: tuple(np.round(error_by_hand(a, b), 2))],
        "reversed": [
            lambda a, b: (np.mean(b - a), np.std(b - a, ddof=1) / np.sqrt(len(a))),
        ],
    },
}
UNLISTED = {
    "train_validation_split": [lambda x, y, fraction, rng: (x, y)],
    "dropout_mask": [
        lambda shape, rate, rng: mask_loops(shape, rate, rng)[..., None],
        lambda shape, rate, rng: mask_loops(shape, rate, rng).tolist(),
    ],
    "dropout": [lambda x, rate, training, rng: drop(x, rate, training, rng).ravel()],
    "dropout_gradient": [lambda grad, mask: np.exp(grad) * mask],
    "forward_with_dropout": [
        lambda x, w1, b1, w2, b2, mask: np.maximum(x @ w1 + b1, 0) ** 2 * mask @ w2 + b2,
    ],
    "mean_difference_and_error": [
        lambda a, b: (a - b).mean(),
        lambda a, b: (error_by_hand(a, b)[0], 0.0),
    ],
}
