"""What a Dense layer learns on flattened maps, counted."""

from helpers.checking import Exercise, Mistake
from helpers.exercises.arrays import whole_cases


def dense_parameters_after_flatten(height, width, channels, units):
    return (height * width * channels + 1) * units


def _expanded(height, width, channels, units):
    return height * width * channels * units + units


def _named(height, width, channels, units):
    inputs = height * width * channels
    weights = inputs * units
    biases = units
    return weights + biases


EXERCISE = Exercise(
    prompt="Return how many numbers a Dense layer learns on flattened maps, biases included.",
    solution=dense_parameters_after_flatten,
    cases=[
        (2, 3, 4, 5),
        (5, 5, 16, 64),
        (13, 13, 8, 10),
        (3, 4, 2, 7),
        (28, 28, 1, 128),
        (1, 1, 6, 5),
    ],
    fresh=lambda rng: whole_cases(rng, [2, 2, 2, 2], [12, 12, 12, 12], 3),
    styles=[_expanded, _named],
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
            lambda height, width, channels, units: height * width * channels,
        ),
        Mistake(
            "bias-per-channel",
            "The number of your biases depends on the maps. The list does not know which map a "
            "number is from: each unit has one bias, whatever goes in.",
            lambda height, width, channels, units: height * width * channels * units + channels,
            lambda height, width, channels, units: (height * width + 1) * channels * units,
            lambda height, width, channels, units: height * width * (channels + 1) * units,
            lambda height, width, channels, units: height * width * channels * (units + 1) + units,
        ),
        Mistake(
            "one-too-many",
            "You counted one number too many: beside one bias for each unit nothing is added.",
            lambda height, width, channels, units: (height * width * channels + 1) * units + 1,
        ),
        Mistake(
            "bias-for-inputs-too",
            "You counted biases for the units and for the inputs as well. Only units have one.",
            lambda height, width, channels, units: (height * width * channels + 1) * (units + 1),
        ),
        Mistake(
            "adds-the-sides",
            "You added sizes that have to be multiplied. How many numbers does a map of 3 by 4 "
            "hold?",
            lambda height, width, channels, units: (height + width + channels) * units + units,
            lambda height, width, channels, units: (height + width + channels) * units,
            lambda height, width, channels, units: (height * width + channels) * units + units,
            lambda height, width, channels, units: (height * width + channels) * units,
            lambda height, width, channels, units: (height + width) * channels * units + units,
            lambda height, width, channels, units: height * width + channels * units + units,
        ),
        Mistake(
            "sizes-of-the-example",
            "Your count is that of a fixed size, whatever the maps are. The sizes are arguments.",
            lambda height, width, channels, units: 400 * units + units,
            lambda height, width, channels, units: 25 * channels * units + units,
            lambda height, width, channels, units: (height * width * channels + 1) * 64,
            lambda height, width, channels, units: (height * width * channels + 1) * 10,
        ),
        Mistake(
            "counts-a-convolution",
            "You counted a kernel of 3 by 3, as in chapter 2. A dense unit has a weight for every "
            "number of the list.",
            lambda height, width, channels, units: (9 * channels + 1) * units,
        ),
        Mistake(
            "one-side-twice",
            "You multiplied one side with itself. Maps need not be square.",
            lambda height, width, channels, units: (height**2 * channels + 1) * units,
            lambda height, width, channels, units: (width**2 * channels + 1) * units,
        ),
        Mistake(
            "returns-two-counts",
            "You return weights and biases apart. Their sum is asked for.",
            lambda height, width, channels, units: (height * width * channels * units, units),
            lambda height, width, channels, units: (units, height * width * channels * units),
        ),
        Mistake(
            "multiplies-the-biases",
            "You multiplied by the units twice. Weights and biases are counted, and added.",
            lambda height, width, channels, units: height * width * channels * units**2,
            lambda height, width, channels, units: (height * width * channels + 1) * units**2,
            lambda height, width, channels, units: (height * width * channels * units + 1) * units,
        ),
    ],
)
