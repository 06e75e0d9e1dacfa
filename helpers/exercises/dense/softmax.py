"""Logits to probabilities, large logits too."""

from functools import partial

import numpy as np

from helpers.checking import Answer, Exercise, Mistake
from helpers.exercises.dense._shared import table


def softmax(logits):
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def _row_by_row(logits):
    rows = []
    for row in logits:
        powers = np.exp(row - row.max())
        rows.append(powers / powers.sum())
    return np.array(rows)


def _cell_by_cell(logits):
    shares = np.zeros(logits.shape)
    for i in range(logits.shape[0]):
        largest = logits[i].max()
        total = 0
        for j in range(logits.shape[1]):
            total += np.exp(logits[i, j] - largest)
        for j in range(logits.shape[1]):
            shares[i, j] = np.exp(logits[i, j] - largest) / total
    return shares


def _in_steps(logits):
    logits = logits - logits.max(axis=1, keepdims=True)
    powers = np.exp(logits)
    total = powers.sum(axis=1, keepdims=True)
    return powers / total


def _softmax_by(axis: int | None, shift: Answer = np.zeros_like) -> Answer:
    """Softmax with the sum over another axis (None: over everything), and with another shift."""

    def softmax_otherwise(logits):
        powers = np.exp(logits - shift(logits))
        return powers / powers.sum(axis=axis, keepdims=True)

    return softmax_otherwise


def _clipped(lowest: float, highest: float) -> Answer:
    return lambda logits: _softmax_by(1)(np.clip(logits, lowest, highest))


def _with_base(base: float) -> Answer:
    return lambda logits: softmax(logits * np.log(base))


def _shifted_too_late(logits):
    powers = np.exp(logits) - logits.max(axis=1, keepdims=True)
    return powers / powers.sum(axis=1, keepdims=True)


def _with_powers(powers):
    return powers / powers.sum(axis=1, keepdims=True)


_plainly = _softmax_by(1)
# What people subtract: nothing, or the largest logit of each row, of each column, of all.
_SHIFTS: list[Answer] = [np.zeros_like]
_SHIFTS += [partial(np.max, axis=axis, keepdims=True) for axis in (1, 0, None)]
_ROWS = {"axis": 1, "keepdims": True}


EXERCISE = Exercise(
    prompt="Turn each row of logits into probabilities, also where a logit is 1000.",
    solution=softmax,
    cases=[
        (table([1, 2, 3]),),
        (table([0, 1], [3, -1], [2, 2]),),
        (table([1, 0, -2], [0.5, 4, 1], [2, 1, 3]),),
        (table([1000, 1001]),),
        (table([0], [2], [-1]),),
        (table([1000, 1001, 999], [1002, 1000, 1000]),),
        (table([1000, 1002, 999], [0, 1, -1]),),
        (table([-1000, -1001], [-1000, -1000]),),
        (table([0, 0, 1000]),),
        (table([1000, 0]),),
        (table([3000, 1000, 1000], [0, 1, 2]),),
    ],
    fresh=lambda rng: [(rng.normal(size=(4, 5)),)],
    bug="overflows",
    styles=[_in_steps, _row_by_row, _cell_by_cell],
    mistakes=[
        Mistake(
            "overflows",
            "exp(1000) is more than a float can hold, and the result is not a number. Softmax "
            "depends on the differences of the logits alone: what may you subtract from a row?",
            _plainly,
            lambda logits: np.exp(logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))),
        ),
        Mistake(
            "sums-over-batch",
            "Your columns add up to 1, your rows do not. Each example has its own probabilities: "
            "which axis counts classes?",
            *(_softmax_by(0, shift) for shift in _SHIFTS),
        ),
        Mistake(
            "sums-everything",
            "All your numbers together add up to 1. Each row must, by itself.",
            *(_softmax_by(None, shift) for shift in _SHIFTS),
        ),
        Mistake(
            "shifts-by-the-largest-of-all",
            "You subtracted the largest logit of the whole batch. A row far below it then becomes "
            "0 / 0: each row needs a shift of its own.",
            _softmax_by(1, np.max),
        ),
        Mistake(
            "shifts-by-the-smallest",
            "You subtracted the smallest logit. The others can still be far above 0, and then exp "
            "overflows.",
            _softmax_by(1, partial(np.min, **_ROWS)),
            _softmax_by(1, np.min),
        ),
        Mistake(
            "shifts-by-the-mean",
            "You subtracted the mean or the middle of the logits. The largest can still be far "
            "above 0, and then exp overflows.",
            _softmax_by(1, partial(np.mean, **_ROWS)),
            _softmax_by(1, np.mean),
            _softmax_by(1, partial(np.median, **_ROWS)),
            _softmax_by(1, np.median),
        ),
        Mistake(
            "shifts-by-one-place",
            "You subtracted the logit that stands at one place of each row. Another can be far "
            "above it, and then exp overflows.",
            _softmax_by(1, lambda logits: logits[:, :1]),
            _softmax_by(1, lambda logits: logits[:, -1:]),
        ),
        Mistake(
            "shifts-by-a-constant",
            "You subtracted a number that is always the same. Logits far above it still overflow, "
            "and all powers of logits far below it are 0, which makes 0 / 0.",
            *(
                _softmax_by(1, lambda logits, number=number: number)
                for number in (1000, 1001, 1002, 999, 500, 700, 800, 900)
            ),
        ),
        Mistake(
            "shifts-the-columns",
            "You subtracted another number in each column. A row must be shifted as a whole, or "
            "the differences between its logits change.",
            _softmax_by(1, partial(np.max, axis=0)),
            _softmax_by(1, partial(np.mean, axis=0)),
            _softmax_by(1, partial(np.min, axis=0)),
        ),
        Mistake(
            "shifts-too-late",
            "You subtracted after the powers were taken. There the shift changes the shares, and "
            "the powers have overflowed already.",
            _shifted_too_late,
            lambda logits: _with_powers(np.exp(logits) - np.exp(logits).max(**_ROWS)),
            lambda logits: _with_powers(np.exp(logits) - np.exp(logits.max(**_ROWS))),
            lambda logits: _with_powers(np.exp(logits) - logits.max()),
        ),
        Mistake(
            "scales-the-logits",
            "You divided the logits. That changes the differences between them, and softmax "
            "depends on these.",
            lambda logits: softmax(logits / logits.max(**_ROWS)),
            lambda logits: _plainly(logits / logits.max(**_ROWS)),
            lambda logits: softmax(logits / logits.max()),
            lambda logits: softmax(logits / logits.sum(**_ROWS)),
            lambda logits: softmax(logits / abs(logits).max(**_ROWS)),
            lambda logits: softmax(logits / 1000),
        ),
        Mistake(
            "clips-the-logits",
            "You cut large logits off. Those above the limit are then all alike, and softmax "
            "depends on the differences between them.",
            *(_clipped(-np.inf, high) for high in (700, 709, 500, 100, 50, 88)),
            *(_clipped(-high, high) for high in (700, 709, 500, 100, 50, 88)),
        ),
        Mistake(
            "hides-what-is-not-a-number",
            "You replaced what was infinite, or not a number. Where exp has overflowed, the "
            "differences are lost, and no number put there afterwards brings them back.",
            lambda logits: np.nan_to_num(_plainly(logits)),
            lambda logits: np.nan_to_num(_plainly(logits), nan=1.0),
            lambda logits: np.nan_to_num(_plainly(logits), nan=1 / logits.shape[1]),
            lambda logits: _with_powers(np.minimum(np.exp(logits), 1e308)),
        ),
        Mistake(
            "adds-to-the-sum",
            "You added a tiny number, to the powers or to their sum. That does not bring back what "
            "has overflowed, or has become 0.",
            *(
                lambda logits, tiny=tiny: (
                    np.exp(logits) / (np.exp(logits).sum(axis=1, keepdims=True) + tiny)
                )
                for tiny in (1e-7, 1e-9, 1e-12)
            ),
            *(
                lambda logits, tiny=tiny: _with_powers(np.exp(logits) + tiny)
                for tiny in (1e-7, 1e-9)
            ),
            *(
                lambda logits, tiny=tiny: (
                    np.exp(logits - logits.max(**_ROWS)) / (np.exp(logits) + tiny).sum(**_ROWS)
                )
                for tiny in (1e-7,)
            ),
        ),
        Mistake(
            "forgets-exp",
            "You divided the logits themselves. They may be negative: what makes any number "
            "positive, and keeps the order?",
            lambda logits: logits / logits.sum(axis=1, keepdims=True),
            lambda logits: logits / logits.sum(),
            lambda logits: (
                (logits - logits.max(**_ROWS)) / (logits - logits.max(**_ROWS)).sum(**_ROWS)
            ),
        ),
        Mistake(
            "forgets-the-sum",
            "Your rows do not add up to 1. You have the powers of e; the probabilities are their "
            "shares of the row's sum.",
            lambda logits: np.exp(logits - logits.max(axis=1, keepdims=True)),
            np.exp,
        ),
        Mistake(
            "forgets-to-keep-the-axis",
            "The sums of your rows lie in a row: the sum of row 1 then divides column 1. They "
            "must stand in a column, beside their rows.",
            lambda logits: np.exp(logits) / np.exp(logits).sum(axis=1),
            lambda logits: (
                np.exp(logits - logits.max(**_ROWS))
                / np.exp(logits - logits.max(**_ROWS)).sum(axis=1)
            ),
        ),
        Mistake(
            "divides-by-the-largest",
            "Your rows do not add up to 1: you divided by the largest power of each row. "
            "Probabilities are shares of the whole.",
            lambda logits: np.exp(logits) / np.exp(logits).max(axis=1, keepdims=True),
        ),
        Mistake(
            "divides-by-a-count",
            "Your rows do not add up to 1: you divided by a number of examples or classes. "
            "Probabilities are shares of the sum of their row.",
            lambda logits: np.exp(logits - logits.max(**_ROWS)) / len(logits),
            lambda logits: np.exp(logits - logits.max(**_ROWS)) / logits.shape[1],
        ),
        Mistake(
            "returns-logarithms",
            "Your numbers are the logarithms of the probabilities: not one of them is above 0.",
            lambda logits: np.log(softmax(logits)),
            lambda logits: (
                logits
                - logits.max(**_ROWS)
                - np.log(np.exp(logits - logits.max(**_ROWS)).sum(**_ROWS))
            ),
            lambda logits: logits - np.log(np.exp(logits).sum(**_ROWS)),
        ),
        Mistake(
            "another-base",
            "Your powers have another base than e, so one point more of score is another factor.",
            _with_base(2),
            _with_base(10),
            _with_base(2.7),
            _with_base(3),
            lambda logits: 2**logits / (2**logits).sum(**_ROWS),
            lambda logits: 10**logits / (10**logits).sum(**_ROWS),
        ),
        Mistake(
            "each-by-itself",
            "Each of your numbers depends on its own logit alone, as with a sigmoid. Probabilities "
            "share a whole: the rows must add up to 1.",
            lambda logits: 1 / (1 + np.exp(-logits)),
        ),
        Mistake(
            "hardmax",
            "You gave everything to the largest logit. Softmax leaves the others their share.",
            lambda logits: (logits == logits.max(axis=1, keepdims=True)).astype(float),
            lambda logits: np.eye(logits.shape[1])[logits.argmax(axis=1)],
        ),
        Mistake(
            "reversed-sign",
            "The smallest logit gets the largest probability. A larger score says more for a "
            "class.",
            lambda logits: softmax(-logits),
            lambda logits: _plainly(-logits),
            lambda logits: _plainly(logits.max(**_ROWS) - logits),
        ),
    ],
)
