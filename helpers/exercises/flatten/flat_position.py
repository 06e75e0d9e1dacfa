"""Where a number of the flat list came from."""

from helpers.checking import Exercise, Mistake


def flat_position(index, width, channels):
    pixel, channel = divmod(index, channels)
    row, col = divmod(pixel, width)
    return row, col, channel


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
    ],
)
