"""The first best value."""

from helpers.checking import Answer, Exercise, Mistake, given, then


def best_epoch(values, mode):
    best = min(values) if mode == "min" else max(values)
    return list(values).index(best)


def _value_by_value(values, mode):
    best = 0
    for i in range(len(values)):
        if mode == "min":
            if values[i] < values[best]:
                best = i
        else:
            if values[i] > values[best]:
                best = i
    return best


def _with_the_value(values, mode):
    best, at = values[0], 0
    for i, value in enumerate(values):
        if (mode == "min" and value < best) or (mode == "max" and value > best):
            best, at = value, i
    return at


def _from(lowest: float, highest: float) -> Answer:
    """A search that starts from a number instead of the first value."""

    def search(values, mode):
        best, at = (lowest if mode == "min" else highest), 0
        for i, value in enumerate(values):
            if (value < best) if mode == "min" else (value > best):
                best, at = value, i
        return at

    return search


def _better_than_the_last(values, mode):
    at = 0
    for i in range(1, len(values)):
        if (values[i] < values[i - 1]) if mode == "min" else (values[i] > values[i - 1]):
            at = i
    return at


def _compares_with_the_index(values, mode):
    best = 0
    for i in range(len(values)):
        if (values[i] < best) if mode == "min" else (values[i] > best):
            best = i
    return best


def _until_it_gets_worse(values, mode):
    at = 0
    for i in range(1, len(values)):
        if (values[i] >= values[at]) if mode == "min" else (values[i] <= values[at]):
            break
        at = i
    return at


def _never_updates_the_best(values, mode):
    at = 0
    for i, value in enumerate(values):
        if (value < values[0]) if mode == "min" else (value > values[0]):
            at = i
    return at


EXERCISE = Exercise(
    prompt='Return the index of the first best value; mode is "min" or "max".',
    solution=best_epoch,
    cases=[
        ([0.9, 0.5, 0.7], "min"),
        ([0.6, 0.8, 0.7], "max"),
        ([3.0, 4.0, 2.0, 5.0], "min"),
        ([0.5, 0.3, 0.4, 0.3], "min"),
        ([0.1, 0.9, 0.9, 0.2], "max"),
        ([0.4, 0.4, 0.6, 0.6], "min"),
        ([2.0, 7.0, 1.0, 7.0, 1.0], "max"),
        ([6.0, 5.0, 3.0, 4.0], "min"),
        ([-1.0, -3.0, -2.0], "min"),
        ([-5.0, -3.0, -4.0], "max"),
        ([-2.0, -3.0, -2.5, -4.0, -1.0], "min"),
        ([-2.5, -1.5, -0.5, -1.0, -4.0], "max"),
        ([2.5, 1.5, 1.0, 1.25, 4.0], "min"),
        ([-3.75, -3.5], "max"),
        ([5e9, 3e9, 4e9], "min"),
        ([3.5], "min"),
        ([5.0], "max"),
        ([5.0], "min"),
        ([1.0, 4.0, 2.0, 5.0], "max"),
        ([9.0, 5.0, 7.0, 6.0, 2.0], "min"),
        ([1.0, 2.0, 6.0, 5.5], "max"),
        ([1.0, 2.0, 2.5, 3.0], "max"),
        ([9.0, 8.0, 7.5, 7.0], "min"),
    ],
    fresh=lambda rng: [
        ([float(value) for value in rng.permutation(9)], mode) for mode in ("min", "max")
    ],
    styles=[_value_by_value, _with_the_value],
    mistakes=[
        Mistake(
            "wrong-mode",
            "You returned the worst. A loss is good when it is small, an accuracy when it is "
            "large: mode says which.",
            given(best_epoch, mode={"min": "max", "max": "min"}.get),
        ),
        Mistake(
            "last-best",
            "Where the best value comes twice, you returned the last. The first of them counts.",
            lambda values, mode: len(values) - 1 - best_epoch(values[::-1], mode),
        ),
        Mistake(
            "ignores-mode",
            "`mode` makes no difference in your answer. A loss is best when it is smallest, an "
            "accuracy when it is largest. Is your condition ever true, and ever false?",
            lambda values, mode: best_epoch(values, "min"),
            lambda values, mode: best_epoch(values, "max"),
            lambda values, mode: len(values) - 1 - best_epoch(values[::-1], "min"),
            lambda values, mode: len(values) - 1 - best_epoch(values[::-1], "max"),
        ),
        Mistake(
            "value-not-index",
            "You returned the value. At which epoch did it come?",
            lambda values, mode: min(values) if mode == "min" else max(values),
        ),
        Mistake(
            "counts-from-one",
            "You are one too far. The first epoch has the number 0.",
            lambda values, mode: best_epoch(values, mode) + 1,
        ),
        Mistake(
            "one-too-early",
            "You are one too near the beginning. The first epoch has the number 0.",
            lambda values, mode: best_epoch(values, mode) - 1,
        ),
        Mistake(
            "starts-from-a-number",
            "Your search starts from a number that may be better than every value, and then finds "
            "none. Start from the first value, or from plus and minus infinity.",
            _from(0, 0),
            _from(1, 0),
            _from(10, 0),
            _from(100, 0),
            _from(1000, 0),
            _from(1e6, 0),
            _from(1e9, 0),
            _from(float("inf"), 0),
            _from(0, float("-inf")),
            _from(float("inf"), -1),
            _from(float("inf"), 1),
            _from(1, 1),
        ),
        Mistake(
            "compares-with-previous",
            "You compared each value with the one before it. Compare with the best so far.",
            _better_than_the_last,
        ),
        Mistake(
            "compares-with-first",
            "You compared every value with the first. Once there is a better one, that is the mark "
            "for the next.",
            _never_updates_the_best,
        ),
        Mistake(
            "stops-at-the-first-worse",
            "Your search ends at the first value that is no better. A better one may come later.",
            _until_it_gets_worse,
        ),
        Mistake(
            "index-and-value",
            "You returned several things. The index alone was asked for.",
            lambda values, mode: (
                best_epoch(values, mode),
                values[best_epoch(values, mode)],
            ),
            lambda values, mode: (
                values[best_epoch(values, mode)],
                best_epoch(values, mode),
            ),
        ),
        Mistake(
            "all-of-the-best",
            "You returned the places of all values that are best. The first of them was asked for.",
            lambda values, mode: [
                i for i, value in enumerate(values) if value == values[best_epoch(values, mode)]
            ],
        ),
        Mistake(
            "orders-the-values",
            "You returned the order of all values. Only the first place in it was asked for.",
            lambda values, mode: sorted(
                range(len(values)), key=lambda i: values[i] if mode == "min" else -values[i]
            ),
        ),
        Mistake(
            "text-not-number",
            "Your index is a text. A number was asked for.",
            then(best_epoch, str),
        ),
        Mistake(
            "compares-with-the-index",
            "You compared the values with the number of an epoch. Compare with the value that "
            "stands there.",
            _compares_with_the_index,
        ),
    ],
)
