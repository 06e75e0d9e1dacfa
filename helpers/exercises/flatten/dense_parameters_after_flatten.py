"""What a Dense layer learns on flattened maps, counted."""

from helpers.checking import Exercise, Mistake
from helpers.exercises.arrays import whole_cases


def dense_parameters_after_flatten(height, width, channels, units):
    return (height * width * channels + 1) * units


EXERCISE = Exercise(
    prompt="Return how many numbers a Dense layer learns on flattened maps, biases included.",
    solution=dense_parameters_after_flatten,
    cases=[(5, 5, 16, 64), (13, 13, 8, 10), (3, 4, 2, 7), (28, 28, 1, 128), (1, 1, 6, 5)],
    fresh=lambda rng: whole_cases(rng, [2, 2, 2, 2], [12, 12, 12, 12], 3),
    mistakes=[
        Mistake(
            "forgets-bias",
            "You counted the weights. Each unit has one number more, that is added to its sum.",
            lambda height, width, channels, units: height * width * channels * units,
        ),
        Mistake(
            "forgets-channels",
            "You counted the pixels of one map. The flat list holds the pixels of all of them.",
            lambda height, width, channels, units: (height * width + 1) * units,
        ),
        Mistake(
            "one-bias-in-all",
            "You counted one bias for the whole layer. Each unit has its own.",
            lambda height, width, channels, units: height * width * channels * units + 1,
        ),
        Mistake(
            "bias-per-input",
            "You gave every input a bias. The bias belongs to the unit, which adds it once.",
            lambda height, width, channels, units: height * width * channels * (units + 1),
        ),
        Mistake(
            "counts-inputs-only",
            "You counted the inputs once. Each unit has a weight of its own for every input.",
            lambda height, width, channels, units: height * width * channels + units,
        ),
    ],
)
