"""Where a number stands in the flat list."""

from helpers.checking import Answer, Exercise, Mistake
from helpers.exercises.arrays import whole_cases


def flat_index(row, col, channel, width, channels):
    return (row * width + col) * channels + channel


def _expanded(row, col, channel, width, channels):
    return row * width * channels + col * channels + channel


def _two_steps(row, col, channel, width, channels):
    pixel = row * width + col
    return pixel * channels + channel


def _shifted(down: int, right: int) -> Answer:
    def shifted(row, col, channel, width, channels):
        return flat_index(row + down, col + right, channel, width, channels)

    return shifted


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
    styles=[_expanded, _two_steps],
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
            lambda row, col, channel, width, channels: row * width + col,
        ),
        Mistake(
            "columns-of-one-number",
            "A step to the right counts one place in your sum. Between two pixels of a row lie as "
            "many places as a pixel has channels.",
            lambda row, col, channel, width, channels: row * width * channels + col + channel,
        ),
        Mistake(
            "rows-of-one-pixel",
            "A step down does not count a whole row in your sum. How many pixels lie between a "
            "pixel and the one below it?",
            lambda row, col, channel, width, channels: (row + col) * channels + channel,
            lambda row, col, channel, width, channels: row * channels + col * channels + channel,
            lambda row, col, channel, width, channels: row + col + channel,
        ),
        Mistake(
            "multiplies-column-by-width",
            "You multiplied the column by the width. A step to the right goes past one pixel, and "
            "not past a row.",
            lambda row, col, channel, width, channels: (
                row * width * channels + col * width + channel
            ),
        ),
        Mistake(
            "first-channel",
            "Your place is that of the first channel of the pixel, whatever `channel` is.",
            lambda row, col, channel, width, channels: (row * width + col) * channels,
        ),
        Mistake(
            "channel-of-many-places",
            "You multiplied the channel, too. Within a pixel, a step to the next channel is one "
            "place.",
            lambda row, col, channel, width, channels: (row * width + col + channel) * channels,
        ),
        Mistake(
            "multiplies-everything",
            "You multiplied row, column and channel with each other. The place is a sum: what "
            "comes before in whole rows, in whole pixels, and in channels.",
            lambda row, col, channel, width, channels: row * col * channel,
            lambda row, col, channel, width, channels: (row + 1) * (col + 1) * (channel + 1) - 1,
            lambda row, col, channel, width, channels: (row + 1) * (col + 1) * (channel + 1),
        ),
        Mistake(
            "sizes-of-the-example",
            "You count with the sizes of the image on the page, 3 pixels wide and with 2 channels. "
            "Here they are arguments.",
            lambda row, col, channel, width, channels: (row * 3 + col) * 2 + channel,
            lambda row, col, channel, width, channels: (row * width + col) * 2 + channel,
            lambda row, col, channel, width, channels: (row * 3 + col) * channels + channel,
        ),
        Mistake(
            "number-not-place",
            "You return the number that stands there in the image of the page. Its place in the "
            "list is asked for.",
            lambda row, col, channel, width, channels: 100 * row + 10 * col + channel,
        ),
        Mistake(
            "shifts-the-counting",
            "You added 1 to the row or the column, or took 1 away. They count from 0, so a row's "
            "number is how many rows come before it.",
            *(_shifted(down, right) for down in (-1, 0, 1) for right in (-1, 0, 1) if down | right),
            lambda row, col, channel, width, channels: _expanded(
                row - 1, col - 1, channel - 1, width, channels
            ),
            lambda row, col, channel, width, channels: _expanded(
                row + 1, col + 1, channel + 1, width, channels
            ),
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
