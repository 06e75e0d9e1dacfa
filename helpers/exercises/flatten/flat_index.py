"""Where a number stands in the flat list."""

from helpers.checking import Exercise, Mistake
from helpers.exercises.arrays import whole_cases


def flat_index(row, col, channel, width, channels):
    return (row * width + col) * channels + channel


EXERCISE = Exercise(
    prompt="Return the place in the flat list (C order) of the number at [row, col, channel].",
    solution=flat_index,
    cases=[
        (0, 0, 1, 3, 2),
        (0, 1, 0, 3, 2),
        (1, 0, 0, 3, 2),
        (1, 2, 1, 4, 3),
        (2, 1, 2, 5, 3),
        (3, 0, 1, 4, 4),
        (6, 2, 0, 7, 1),
        (4, 9, 3, 10, 8),
        (0, 0, 0, 6, 5),
    ],
    fresh=lambda rng: whole_cases(rng, [0, 0, 0, 9, 4], [9, 9, 4, 10, 5], 4),
    mistakes=[
        Mistake(
            "channel-first",
            "You put all of channel 0 before channel 1. In C order the last axis runs fastest: the "
            "channels of one pixel stand side by side.",
            lambda row, col, channel, width, channels: (channel * width + row) * width + col,
        ),
        Mistake(
            "column-major",
            "You went down the columns. A step to the right is shorter in the list than a step "
            "down: a whole row lies between a pixel and the one below it.",
            lambda row, col, channel, width, channels: (col * width + row) * channels + channel,
            lambda row, col, channel, width, channels: (channel * width + col) * width + row,
        ),
        Mistake(
            "forgets-channels",
            "You counted one place for each pixel. Each pixel takes as many places as it has "
            "channels.",
            lambda row, col, channel, width, channels: row * width + col + channel,
        ),
        Mistake(
            "forgets-brackets",
            "You multiplied the column by the channels, but not the rows above. Each pixel of "
            "those rows brings as many numbers.",
            lambda row, col, channel, width, channels: row * width + col * channels + channel,
        ),
        Mistake(
            "counts-from-one",
            "You are one too far. The first place in the list has the number 0.",
            lambda row, col, channel, width, channels: (row * width + col) * channels + channel + 1,
        ),
        Mistake(
            "multiplies-channel",
            "Your factors of column and channel are exchanged. By how much does the place grow "
            "with a step to the next channel, and with a step to the next column?",
            lambda row, col, channel, width, channels: (row * width + channel) * channels + col,
        ),
    ],
)
