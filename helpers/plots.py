"""The book's figures: images, kernels, grids of numbers, training curves, predictions.

Each function returns a matplotlib Figure. In a notebook, end a cell with the call and the figure
is shown once; elsewhere, `figure.savefig("name.png")` writes it to a file. Nothing rests on color
alone, and the colors, those of `helpers.colors`, can be told apart by color-blind readers.
Figures of arrays come from `helpers/show.py`.
"""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from helpers.arguments import real_number
from helpers.colors import THINGS, color, series
from helpers.layer import check_numbers
from helpers.show import (
    new_figure,
    show_equation,
    show_images,
    show_kernels,
    show_numbers,
    value_range_of,
    without_channel,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = [
    "plot_history",
    "plot_runs",
    "show_equation",
    "show_images",
    "show_kernels",
    "show_numbers",
    "show_predictions",
    "show_source",
]

STYLES = ("o-", "s--", "^-.", "D:")  # lines differ in mark and dashes, too


def plot_history(history: Any, title: str = "") -> "Figure":
    """Plot what a training recorded: one panel for each quantity, training beside validation.

    history: what `fit` returned, or a dict such as {"loss": [...], "val_loss": [...]}; else, or
    where there is nothing to plot, ValueError.
    """
    records = getattr(history, "history", history)
    if isinstance(records, Mapping):
        records = {
            str(name): check_numbers(values, f"plot_history's {name!r}")
            for name, values in records.items()
        }
    if (
        not isinstance(records, Mapping)
        or not any(values.size for values in records.values())
        or any(values.ndim != 1 for values in records.values())
    ):
        raise ValueError(
            f"plot_history expects a History with at least one epoch, or a dict of lists such as "
            f"{{'loss': [0.9, 0.5]}}. Received {type(history).__name__}. "
            f"Pass what model.fit(...) returned."
        )
    # "val_loss" is drawn in the panel of "loss".
    names = [n for n in records if not (n.startswith("val_") and n[4:] in records)]
    columns = min(len(names), 2)  # more would be too small on a phone
    rows = math.ceil(len(names) / columns)
    figure, grid = new_figure(rows, columns, (2.9 * columns, 2.7 * rows))
    for axes in grid.flat[len(names) :]:
        axes.remove()
    for name, axes in zip(names, grid.flat, strict=False):
        _plot_curve(axes, records[name], "o-", "training")
        if "val_" + name in records:
            _plot_curve(axes, records["val_" + name], "s--", "validation")
            axes.legend(frameon=False)
        _finish(axes, xlabel="epoch", ylabel=name.replace("_", " "))
    if title:
        figure.suptitle(title)
    return figure


def plot_runs(
    runs: Mapping[str, Any],
    xlabel: str,
    ylabel: str,
    x: Sequence[float] | None = None,
    title: str = "",
    ylim: tuple[float, float] | None = None,
) -> "Figure":
    """Compare repeated experiments: for each, the mean of its runs, and a band around it.

    The band reaches from the lowest run to the highest, so it says how much luck there is. What
    is named after an optimizer, as "SGD" or "SGD, 0.1", has that optimizer's color of the book.

    Args:
        runs: name to (R, P) numbers: R runs, such as seeds, of P points each. At most four names.
        xlabel, ylabel: what the axes count, with units.
        x: P places along the horizontal axis; by default 1 to P, for epochs.
        ylim: lowest and highest value shown, to compare figures.

    Raises ValueError: there are no runs or more than four kinds, or runs and x do not fit together.
    """
    if not isinstance(runs, Mapping):
        raise ValueError(
            f"plot_runs expects a dict of name and table. Received a {type(runs).__name__}. Write "
            "{'name': values[None]}."
        )
    tables = {str(n): check_numbers(t, f"plot_runs' {n!r}") for n, t in runs.items()}
    points = next(iter(tables.values())).shape[-1:] if tables else ()
    places = np.arange(1, sum(points) + 1) if x is None else check_numbers(x, "plot_runs' x")
    ends = (None, None) if ylim is None else tuple(ylim) if isinstance(ylim, tuple | list) else ()
    for end in ends:
        real_number(0 if end is None else end, "plot_runs' ylim", "(-inf, inf)")
    if len(ends) != 2 or (ends[0] == ends[1] and ylim is not None):
        raise ValueError(
            f"plot_runs' ylim expects a lowest and a highest value, such as (0, 1). Received "
            f"{ylim!r}. Give both, or None for one that is to be found."
        )
    shapes = [table.shape for table in tables.values()]
    if not 0 < len(tables) <= len(STYLES) or any(
        len(shape) != 2 or 0 in shape or shape[1:] != places.shape for shape in shapes
    ):
        raise ValueError(
            f"plot_runs expects one to {len(STYLES)} tables of shape (runs, {places.size}). "
            f"Received {shapes}. One row is one run, even if there is only one: values[None]."
        )
    figure, grid = new_figure(1, 1, (5.6, 3.2))
    axes = grid[0, 0]
    for (name, table), hue, style in zip(tables.items(), _hues(list(tables)), STYLES, strict=False):
        axes.fill_between(places, table.min(axis=0), table.max(axis=0), color=hue, alpha=0.2)
        axes.plot(places, table.mean(axis=0), style, color=hue, label=name, markersize=4)
    _finish(axes, xlabel=xlabel, ylabel=ylabel, title=title, ylim=ylim)
    axes.legend(frameon=False)
    return figure


def show_predictions(
    images: np.ndarray, probabilities: np.ndarray, labels: np.ndarray | None = None
) -> "Figure":
    """Show images, each above the probabilities that a network gave it.

    images: (N, H, W) or (N, H, W, 1), N small. probabilities: (N, K), as `model.predict` returns
    them. labels: (N,) right answers, written over the images. ValueError: they do not fit together.
    """
    images = without_channel(images, "show_predictions")
    probabilities = check_numbers(probabilities, "show_predictions' probabilities")
    if images.ndim != 3 or probabilities.ndim != 2 or not 0 < len(images) == len(probabilities):
        raise ValueError(
            f"show_predictions expects images (N, H, W) or (N, H, W, 1) and as many rows of "
            f"probabilities (N, K). Received {images.shape} and {probabilities.shape}. Pass "
            f"model.predict of these images."
        )
    if not ((probabilities >= 0) & (probabilities <= 1)).all() or not probabilities.size:
        raise ValueError(
            f"show_predictions expects probabilities from 0 to 1. Received {probabilities[:3]}. "
            f"Of scores, take softmax first."
        )
    count, classes = probabilities.shape
    if labels is not None:
        labels = check_numbers(labels, "show_predictions' labels")
        if labels.shape not in ((count,), (count, 1)) or (labels != np.floor(labels)).any():
            raise ValueError(
                f"show_predictions' labels expect {count} whole numbers, one for each image. "
                f"Received shape {labels.shape}, {labels.ravel()[:3]}. Of one-hot rows, take "
                f"labels.argmax(axis=1)."
            )
        labels = labels.ravel()
    low, high = value_range_of(images)
    figure, grid = new_figure(2, count, (1.5 * count, 3.2))
    for index in range(count):
        picture, bars = grid[0, index], grid[1, index]
        picture.imshow(images[index], cmap="gray", vmin=low, vmax=high)
        picture.set_axis_off()
        best = int(probabilities[index].argmax())
        if labels is not None:
            picture.set_title(f"label {int(labels[index])}", fontsize=9)
        colors = [color("orange" if k == best else "blue") for k in range(classes)]
        bars.bar(range(classes), probabilities[index], color=colors)
        bars.set(ylim=(0, 1), yticks=[0, 1] if index == 0 else [])
        bars.set_xticks(range(classes), range(classes), fontsize=7)
        bars.set_title(f"{best}: {probabilities[index, best]:.0%}", fontsize=9)
    return figure


def show_source(thing: Any) -> Any:
    """Show the real source of a function, a class or a method of `helpers`, highlighted.

    The line above a function that checks its arguments, `@takes(...)`, is left out. ValueError:
    it was not written in Python.
    """
    import inspect
    import re
    import textwrap

    from IPython.display import Markdown

    try:
        source = inspect.getsource(thing)
    except (TypeError, OSError) as error:
        raise ValueError(
            f"show_source expects a function, a class or a method that was written in Python. "
            f"Received {thing!r:.80}. Name one of helpers, such as Conv2D.forward."
        ) from error
    source = re.sub(r"\A@takes\(.*?\)\n(?=def )", "", source, flags=re.DOTALL)
    return Markdown(f"```python\n{textwrap.dedent(source)}```")


def _plot_curve(axes: "Axes", values: Sequence[float], style: str, label: str) -> None:
    epochs = range(1, len(values) + 1)
    axes.plot(epochs, values, style, color=color(label), label=label, markersize=4)


def _finish(axes: Any, **settings: Any) -> None:
    """Settings as of `axes.set`, a faint grid, and whole numbers along the horizontal axis."""
    axes.set(**settings)
    axes.grid(alpha=0.3)
    axes.xaxis.get_major_locator().set_params(integer=True)


def _hues(names: Sequence[str]) -> list[str]:
    """A color for each run: the one of what it is called, as in "SGD, 0.1", else a free one."""
    things = [name.partition(",")[0] for name in names]
    own = [color(thing) for thing in things if thing in THINGS]
    free = (hue for hue in series() if hue not in own)
    return [color(thing) if thing in THINGS else next(free) for thing in things]
