"""The first best value."""

from helpers.checking import Exercise, Mistake, given


def best_epoch(values, mode):
    best = min(values) if mode == "min" else max(values)
    return list(values).index(best)


EXERCISE = Exercise(
    prompt='Return the index of the first best value; mode is "min" or "max".',
    solution=best_epoch,
    cases=[
        ([0.9, 0.5, 0.7], "min"),
        ([0.6, 0.8, 0.7], "max"),
        ([0.5, 0.3, 0.4, 0.3], "min"),
        ([0.1, 0.9, 0.9, 0.2], "max"),
        ([0.4, 0.4, 0.6, 0.6], "min"),
        ([2.0, 7.0, 1.0, 7.0, 1.0], "max"),
        ([-1.0, -3.0, -2.0], "min"),
        ([5.0], "max"),
    ],
    fresh=lambda rng: [
        ([float(value) for value in rng.permutation(9)], mode) for mode in ("min", "max")
    ],
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
            "You always looked for the smallest value. For an accuracy the mode is max.",
            lambda values, mode: best_epoch(values, "min"),
            lambda values, mode: best_epoch(values, "max"),
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
    ],
)
