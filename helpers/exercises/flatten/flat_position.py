"""Where a number of the flat list came from."""

from helpers.checking import Exercise, Mistake


def flat_position(index, width, channels):
    pixel, channel = divmod(index, channels)
    row, col = divmod(pixel, width)
    return row, col, channel


def _from_pixels(index, width, channels):
    pixel = index // channels
    return pixel // width, pixel % width, index % channels


def _from_rows(index, width, channels):
    row = index // (width * channels)
    rest = index % (width * channels)
    return row, rest // channels, rest % channels


EXERCISE = Exercise(
    prompt="Return the row, column and channel of the number at one place of the list (C order).",
    solution=flat_position,
    cases=[
        (1, 3, 2),
        (2, 3, 2),
        (6, 3, 2),
        (11, 3, 2),
        (29, 4, 3),
        (38, 5, 3),
        (49, 4, 4),
        (44, 7, 1),
        (303, 10, 8),
        (0, 6, 5),
    ],
    fresh=lambda rng: [
        (int(rng.integers(0, 300)), int(rng.integers(4, 9)), int(rng.integers(2, 6)))
        for _ in range(4)
    ],
    parts=("row", "col", "channel"),
    styles=[_from_pixels, _from_rows],
    mistakes=[
        Mistake(
            "channel-first",
            "You read one map after the other. In C order the last axis runs fastest: the channels "
            "of one pixel stand side by side.",
            lambda index, width, channels: (
                index // width % width,
                index % width,
                index // width**2,
            ),
        ),
        Mistake(
            "column-major",
            "You went down the columns. Which pixel comes next in the list, the one to the right "
            "or the one below?",
            lambda index, width, channels: (
                index // channels % width,
                index // channels // width,
                index % channels,
            ),
        ),
        Mistake(
            "forgets-channels",
            "Your row and column count one place for each pixel. How many places does a pixel "
            "take?",
            lambda index, width, channels: (index // width, index % width, index % channels),
        ),
        Mistake(
            "row-of-width-numbers",
            "Your row is too large: you took a row for `width` numbers. It is `width` pixels, and "
            "each of them brings several numbers.",
            lambda index, width, channels: (
                index // width,
                index % width // channels,
                index % channels,
            ),
        ),
        Mistake(
            "column-without-end",
            "Your column grows beyond the width of the image. After the last pixel of a row, the "
            "columns begin again.",
            lambda index, width, channels: (
                index // (width * channels),
                index // channels,
                index % channels,
            ),
        ),
        Mistake(
            "counts-from-one",
            "You are one too far in each. Rows, columns and channels count from 0.",
            lambda index, width, channels: tuple(
                n + 1 for n in flat_position(index, width, channels)
            ),
            lambda index, width, channels: flat_position(index - 1, width, channels),
        ),
        Mistake(
            "other-order",
            "The three numbers are right, but in another order: row, column, channel.",
            lambda index, width, channels: flat_position(index, width, channels)[::-1],
        ),
        Mistake(
            "fractions",
            "Your row or column has a fraction. Whole rows came before the number: how many?",
            lambda index, width, channels: (
                index / (width * channels),
                index / channels % width,
                index % channels,
            ),
        ),
        Mistake(
            "swaps-quotient-and-remainder",
            "`//` and `%` have each other's place. How often the channels fit into the index says "
            "which pixel it is, and what is left says which channel.",
            lambda index, width, channels: (
                index % channels // width,
                index % channels % width,
                index // channels,
            ),
        ),
        Mistake(
            "swaps-width-and-channels",
            "`width` and `channels` have each other's part. How many places does a pixel take, and "
            "how many pixels has a row?",
            lambda index, width, channels: flat_position(index, channels, width),
        ),
        Mistake(
            "channel-of-the-pixel",
            "Your row and column are right. You took the channel from the number of the pixel: it "
            "is what is left of the index.",
            lambda index, width, channels: (
                *flat_position(index, width, channels)[:2],
                index // channels % channels,
            ),
            lambda index, width, channels: (
                *flat_position(index, width, channels)[:2],
                index // channels,
            ),
        ),
        Mistake(
            "column-of-the-index",
            "Your row and channel are right. You took the column from the place in the list: it "
            "follows from the number of the pixel.",
            lambda index, width, channels: (
                index // channels // width,
                index % width,
                index % channels,
            ),
        ),
        Mistake(
            "column-less-the-row",
            "Your row and channel are right, and your column is not. Take away whole rows, and "
            "count the pixels that are left.",
            lambda index, width, channels: (
                index // channels // width,
                index // channels - index // channels // width,
                index % channels,
            ),
            lambda index, width, channels: (
                index // channels // width,
                (index - index // channels // width * width) // channels,
                index % channels,
            ),
            lambda index, width, channels: (
                index // channels // width,
                index % (width * channels),
                index % channels,
            ),
        ),
        Mistake(
            "sizes-of-the-example",
            "You count with the sizes of the image on the page, 3 pixels wide and with 2 channels. "
            "Here they are arguments.",
            lambda index, width, channels: flat_position(index, 3, 2),
            lambda index, width, channels: flat_position(index, width, 2),
            lambda index, width, channels: flat_position(index, 3, channels),
        ),
        Mistake(
            "digits-of-the-index",
            "You took the digits of `index` apart. On the page, the numbers in the image are made "
            "of row, column and channel. The places are not: they are counted.",
            lambda index, width, channels: (index // 100, index // 10 % 10, index % 10),
        ),
        Mistake(
            "next-pixel",
            "Your pixel is one too far for the last channel. Pixels are whole: round down.",
            lambda index, width, channels: (
                *divmod((index + 1) // channels, width),
                index % channels,
            ),
        ),
        Mistake(
            "rounds-to-nearest",
            "You rounded to the nearest pixel. The pixels before this number are whole: round "
            "down, as `//` does.",
            lambda index, width, channels: (
                *divmod(round(index / channels), width),
                index % channels,
            ),
        ),
    ],
)
