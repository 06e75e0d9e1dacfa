"""The book's palette: one table of colors for figures, notebooks and widgets.

    from helpers.colors import color, series

    axes.plot(losses, color=color("SGD"))  # what a thing is called decides its color
    for run, hue in zip(runs, series()): ...  # things without a color of their own

`PALETTE` names each color once, for a light page and for a dark one. The first four hues can be
told apart with any color vision, and all stand out at least 3:1 from the paper (text: 4.5:1).
`THINGS` says which hue stands for what: an optimizer has one color in every figure and widget.
The widgets' style sheet has a variable `--lw-NAME` for each name of `PALETTE`, and their modules
find both tables in the constant `COLORS`. This file imports nothing.
"""

# Name to the colors on light and on dark paper.
PALETTE = {
    # lines, bars and marks
    "blue": ("#0f4c99", "#82c4ff"),
    "orange": ("#b04700", "#ffb166"),
    "green": ("#00735c", "#5fd6b1"),
    "purple": ("#8f3a94", "#e39be8"),
    "gray": ("#78838f", "#7f8b98"),
    # maps of numbers: blue below zero, orange above; black is readable on the light half tones
    "negative": ("#0f4c99", "#82c4ff"),
    "half-negative": ("#78aadb", "#2b68a6"),
    "zero": ("#f7f7f5", "#1e2126"),
    "half-positive": ("#f0a05b", "#a85414"),
    "positive": ("#b04700", "#ffb166"),
    # a frame on a picture: bright on a dark line, the same in both themes
    "highlight": ("#ffd23f", "#ffd23f"),
    "under-highlight": ("#000000", "#000000"),
    # the page and its controls
    "paper": ("#ffffff", "#14171b"),
    "raised": ("#f4f6f8", "#22272e"),
    "ink": ("#1d232b", "#e8ebef"),
    "soft": ("#4c5663", "#b4bdc8"),
    "line": ("#c5ccd5", "#3b434d"),
    "edge": ("#78838f", "#7f8b98"),
    "blank": ("#cdd0d6", "#464a52"),  # a cell that is not there yet
    "padding": ("#2c3448", "#2c3448"),  # around a picture, neither black nor white
    "accent": ("#0f4c99", "#82c4ff"),
    "on-accent": ("#ffffff", "#0b1420"),
    "alarm": ("#a3230b", "#ff9c85"),
    # answers of a quiz
    "right": ("#17692f", "#7fd99a"),
    "right-paper": ("#e8f5ec", "#14301d"),
    "wrong": ("#8f3d00", "#ffb37a"),
    "wrong-paper": ("#fdf1e6", "#3a2413"),
    # a drawing board is white paper in both themes
    "board": ("#fbfbf9", "#fbfbf9"),
    "board-ink": ("#16191d", "#16191d"),
    "board-soft": ("#5b6470", "#5b6470"),
    "board-pen": ("#0f4c99", "#0f4c99"),
    "board-pen-edge": ("#ffffff", "#ffffff"),
    "board-pen-down": ("#ffb166", "#ffb166"),
}

# The colors of lines and bars; gray stands back.
LINES = ("blue", "orange", "green", "purple", "gray")

# What is drawn to the name of its color.
THINGS = {
    "SGD": "purple",
    "momentum": "blue",
    "RMSprop": "green",
    "Adam": "orange",
    "training": "orange",
    "validation": "blue",
}


def color(name: str, theme: str = "light") -> str:
    """The color of a thing, as "#rrggbb", by a name of `THINGS` or of `PALETTE`.

    theme: "light", for figures too, or "dark". ValueError: there is no such name or theme.
    """
    themes = ("light", "dark")
    if not isinstance(theme, str) or theme not in themes:
        raise ValueError(f"theme should be 'light' or 'dark'. Received {theme!r}.")
    hue = THINGS.get(name, name) if isinstance(name, str) else None
    if hue not in PALETTE:
        known = ", ".join([*THINGS, *PALETTE])
        raise ValueError(
            f"name should be a color of the book. Received {name!r}. Choose one of: {known}."
        )
    return PALETTE[hue][themes.index(theme)]


def series() -> list[str]:
    """The four hues for lines of one figure that have no color of their own, in order."""
    return [color(hue) for hue in LINES[:4]]
