"""The book's figures: images, kernels, grids of numbers, training curves, predictions.

Each function returns a matplotlib Figure. In a notebook, end a cell with the call and the figure
is shown once; elsewhere, `figure.savefig("name.png")` writes it to a file. Nothing rests on color
alone, and the colors can be told apart by color-blind readers: they are from M. Okabe, K. Ito,
"Color Universal Design" (2008), https://jfly.uni-koeln.de/color/.
"""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

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

BLUE, ORANGE, VERMILION, GREEN = "#0072B2", "#E69F00", "#D55E00", "#009E73"
# Lines that differ in color, mark and dashes.
LINES = ((BLUE, "o-"), (VERMILION, "s--"), (ORANGE, "^-."), (GREEN, "D:"))


def show_images(
    images: np.ndarray,
    titles: Sequence[object] | None = None,
    columns: int = 10,
    value_range: tuple[float, float] | None = None,
    size: float = 1.0,
) -> "Figure":
    """Show a batch of images, or the feature maps of one image, side by side.

    Args:
        images: (N, H, W) or (N, H, W, 1), shown in gray, or (N, H, W, 3), shown in color (uint8,
            or floats from 0 to 1). For feature maps (H, W, F), pass `np.moveaxis(maps, -1, 0)`.
        titles: one for each image, for example its label.
        columns: images in a row.
        value_range: the values shown as black and as white, the same for all images. By default
            0 and 255 for uint8, 0 and 1 for floats that lie between, else the extremes of all.
        size: width of one image, in inches.

    Raises:
        ValueError: the shape is none of these, or titles and images differ in number.
    """
    images = np.asarray(images)
    if images.ndim == 4 and images.shape[-1] == 1:
        images = images[..., 0]  # (N, H, W)
    in_color = images.ndim == 4 and images.shape[-1] == 3
    if images.ndim != 3 and not in_color:
        cure = "Add the batch axis: images[None]." if images.ndim == 2 else "Check the axes."
        raise ValueError(
            f"show_images expects images of shape (N, H, W), (N, H, W, 1) or (N, H, W, 3). "
            f"Received {images.shape}. {cure}"
        )
    if len(images) == 0:
        raise ValueError("show_images expects at least one image. Received none.")
    if titles is not None and len(titles) != len(images):
        raise ValueError(
            f"show_images expects one title for each image. Received {len(titles)} titles for "
            f"{len(images)} images."
        )
    low, high = _value_range(images) if value_range is None else value_range
    columns = min(columns, len(images))
    rows = math.ceil(len(images) / columns)
    height = size * images.shape[1] / images.shape[2] + (0.3 if titles is not None else 0.0)
    figure, grid = _new_figure(rows, columns, (columns * size, rows * height))
    for index, axes in enumerate(grid.flat):
        axes.set_axis_off()  # the cells after the last image stay empty
        if index < len(images):
            axes.imshow(images[index], cmap="gray", vmin=low, vmax=high)
            if titles is not None:
                axes.set_title(str(titles[index]), fontsize=9)
    return figure


def show_kernels(kernel: np.ndarray, titles: Sequence[object] | None = None) -> "Figure":
    """Show the weights of a convolution: one column for each filter, one row for each channel.

    Zero is white, positive weights are red, negative ones blue, on one scale for all.

    Args:
        kernel: (kh, kw), or (kh, kw, C, F) as in `Conv2D.params["kernel"]`.
        titles: one for each filter; by default their numbers.

    Raises:
        ValueError: the shape is neither, or titles and filters differ in number.
    """
    kernel = np.asarray(kernel)
    if kernel.ndim == 2:
        kernel = kernel[:, :, None, None]  # (kh, kw, 1, 1)
    if kernel.ndim != 4:
        raise ValueError(
            f"show_kernels expects weights of shape (kh, kw) or (kh, kw, C, F). "
            f"Received {kernel.shape}. Pass a Conv2D layer's params['kernel']."
        )
    channels, filters = kernel.shape[2:]
    if titles is None:
        titles = [f"filter {index}" for index in range(filters)] if filters > 1 else [""]
    if len(titles) != filters:
        raise ValueError(
            f"show_kernels expects one title for each filter. Received {len(titles)} titles for "
            f"{filters} filters."
        )
    strongest = float(np.abs(kernel).max()) or 1.0  # a kernel of zeros is white
    figure, grid = _new_figure(channels, filters, (filters * 1.1 + 0.8, channels * 1.1 + 0.3))
    for (channel, index), axes in np.ndenumerate(grid):
        picture = axes.imshow(
            kernel[:, :, channel, index], cmap="RdBu_r", vmin=-strongest, vmax=strongest
        )
        axes.set(xticks=[], yticks=[])
        if channel == 0:
            axes.set_title(str(titles[index]), fontsize=9)
        if index == 0 and channels > 1:
            axes.set_ylabel(f"channel {channel}", fontsize=9)
    figure.colorbar(picture, ax=grid.ravel().tolist(), label="weight", shrink=0.9)
    return figure


def show_numbers(
    array: np.ndarray,
    title: str = "",
    window: tuple[int, int, int, int] | None = None,
    size: float = 0.5,
) -> "Figure":
    """Show a small picture as cells with their numbers written in them.

    Args:
        array: (H, W), at most 30 by 30.
        title: above the picture.
        window: (row, column, height, width) of a window to outline.
        size: width of one cell, in inches.

    Raises:
        ValueError: the array has other axes or is too large to read, or the window leaves it.
    """
    array = np.asarray(array)
    if array.ndim != 2 or max(array.shape) > 30 or array.size == 0:
        raise ValueError(
            f"show_numbers expects an array of shape (H, W), at most (30, 30). "
            f"Received {array.shape}. Cut a piece out, for example image[5:13, 8:16]."
        )
    height, width = array.shape
    figure, grid = _new_figure(1, 1, (width * size, height * size + (0.4 if title else 0.0)))
    axes = grid[0, 0]
    low, high = float(array.min()), float(array.max())
    middle = (low + high) / 2
    axes.imshow(array, cmap="gray", vmin=low, vmax=high if high > low else low + 1)
    for (row, column), value in np.ndenumerate(array):
        color = "black" if value > middle else "white"
        axes.text(column, row, f"{value:.4g}", ha="center", va="center", color=color, fontsize=9)
    if window is not None:
        _outline(axes, window, array.shape)
    axes.set(xticks=[], yticks=[], title=title)
    return figure


def show_equation(
    arrays: Sequence[np.ndarray],
    signs: Sequence[str],
    titles: Sequence[str] | None = None,
    size: float = 0.42,
    one_scale: bool = True,
) -> "Figure":
    """Show small grids of numbers side by side with signs between them, as in A x B = C.

    Args:
        arrays: each (H, W), at most 30 by 30. Negative numbers are blue, positive ones orange,
            as in the widgets.
        signs: one fewer than arrays, for example ["x", "="].
        titles: one for each array.
        size: width of one cell, in inches.
        one_scale: whether equal colors mean equal numbers in all arrays; else each has its own.

    Raises:
        ValueError: an array has other axes, or signs or titles do not fit in number.
    """
    arrays = [np.asarray(array) for array in arrays]
    titles = [""] * len(arrays) if titles is None else list(titles)
    if any(array.ndim != 2 or max(array.shape) > 30 for array in arrays):
        raise ValueError(
            "show_equation expects arrays of shape (H, W), at most (30, 30). Received "
            f"{[array.shape for array in arrays]}."
        )
    if len(signs) != len(arrays) - 1 or len(titles) != len(arrays):
        raise ValueError(
            f"show_equation expects {len(arrays) - 1} signs and {len(arrays)} titles for "
            f"{len(arrays)} arrays. Received {len(signs)} and {len(titles)}."
        )
    import matplotlib.pyplot as plt

    widths = [array.shape[1] for array in arrays]
    height = max(array.shape[0] for array in arrays)
    gap = 1.2  # in cells: room for a sign
    total = sum(widths) + gap * len(signs)
    figure = plt.figure(figsize=(total * size, (height + 1.2) * size))
    plt.close(figure)
    peaks = [float(np.abs(array).max()) or 1.0 for array in arrays]
    peaks = [max(peaks)] * len(arrays) if one_scale else peaks
    left = 0.0
    for index, (array, title, peak) in enumerate(zip(arrays, titles, peaks, strict=True)):
        rows, columns = array.shape
        bottom = (height - rows) / 2 / (height + 1.2)
        box = (left / total, bottom, columns / total, rows / (height + 1.2))
        axes = figure.add_axes(box)
        axes.imshow(array, cmap=_blue_to_orange(), vmin=-peak, vmax=peak, aspect="auto")
        for (row, column), value in np.ndenumerate(array):
            axes.text(column, row, f"{value:.4g}", ha="center", va="center", fontsize=9)
        axes.set_xticks(np.arange(0.5, columns - 1), labels=[], minor=False)
        axes.set_yticks(np.arange(0.5, rows - 1), labels=[], minor=False)
        axes.grid(color="white", linewidth=1)
        axes.tick_params(length=0)
        axes.set_title(title, fontsize=9)
        left += columns
        if index < len(signs):
            middle = (left + gap / 2) / total
            figure.text(middle, height / 2 / (height + 1.2), signs[index], ha="center", va="center")
            left += gap
    return figure


def _blue_to_orange() -> Any:
    """The widgets' scale in pale shades, so that black numbers can be read on it."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("blue-orange", ["#7FB2E5", "#FFFFFF", "#F2A65A"])


def show_source(thing: Any) -> Any:
    """Show the real source of a function, a class or a method of `helpers`, highlighted."""
    import inspect
    import textwrap

    from IPython.display import Markdown

    return Markdown(f"```python\n{textwrap.dedent(inspect.getsource(thing))}```")


def plot_history(history: Any, title: str = "") -> "Figure":
    """Plot what a training recorded: one panel for each quantity, training beside validation.

    Args:
        history: what `fit` returned, or a dict such as {"loss": [...], "val_loss": [...]}.
        title: above the panels.

    Raises:
        ValueError: there is nothing to plot, or no dict of lists.
    """
    records = getattr(history, "history", history)
    if not isinstance(records, Mapping) or not any(len(v) for v in records.values()):
        raise ValueError(
            f"plot_history expects a History with at least one epoch, or a dict of lists such as "
            f"{{'loss': [0.9, 0.5]}}. Received {type(history).__name__}. "
            f"Pass what model.fit(...) returned."
        )
    # "val_loss" is drawn in the panel of "loss".
    names = [n for n in records if not (n.startswith("val_") and n[4:] in records)]
    figure, grid = _new_figure(1, len(names), (4.2 * len(names), 3.2))
    for name, axes in zip(names, grid[0], strict=True):
        _plot_curve(axes, records[name], BLUE, "o-", "training")
        if "val_" + name in records:
            _plot_curve(axes, records["val_" + name], VERMILION, "s--", "validation")
            axes.legend(frameon=False)
        axes.set(xlabel="epoch", ylabel=name.replace("_", " "))
        axes.grid(alpha=0.3)
        axes.xaxis.get_major_locator().set_params(integer=True)
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

    The band reaches from the lowest run to the highest, so it says how much luck there is.

    Args:
        runs: name to (R, P) numbers: R runs, such as seeds, of P points each. At most four names.
        xlabel, ylabel: what the axes count, with units.
        x: P places along the horizontal axis; by default 1 to P, for epochs.
        title: above the panel.
        ylim: lowest and highest value shown, to compare figures.

    Raises:
        ValueError: there are no runs or more than four kinds, or runs and x do not fit together.
    """
    tables = {name: np.asarray(table) for name, table in runs.items()}
    points = next(iter(tables.values())).shape[-1:] if tables else ()
    places = np.arange(1, sum(points) + 1) if x is None else np.asarray(x)
    shapes = [table.shape for table in tables.values()]
    if not 0 < len(tables) <= len(LINES) or any(
        len(shape) != 2 or shape[0] == 0 or shape[1:] != places.shape for shape in shapes
    ):
        raise ValueError(
            f"plot_runs expects one to {len(LINES)} tables of shape (runs, {places.size}). "
            f"Received {shapes}. One row is one run, even if there is only one: values[None]."
        )
    figure, grid = _new_figure(1, 1, (5.6, 3.2))
    axes = grid[0, 0]
    for (name, table), (color, style) in zip(tables.items(), LINES, strict=False):
        axes.fill_between(places, table.min(axis=0), table.max(axis=0), color=color, alpha=0.2)
        axes.plot(places, table.mean(axis=0), style, color=color, label=name, markersize=4)
    axes.set(xlabel=xlabel, ylabel=ylabel, title=title, ylim=ylim)
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.grid(alpha=0.3)
    axes.legend(frameon=False)
    return figure


def show_predictions(
    images: np.ndarray,
    probabilities: np.ndarray,
    labels: np.ndarray | None = None,
    class_names: Sequence[str] | None = None,
) -> "Figure":
    """Show images, each above the probabilities that a network gave it.

    Args:
        images: (N, H, W) or (N, H, W, 1), N small.
        probabilities: (N, K), as `model.predict` returns them.
        labels: (N,) ints, the right answers: their names are written over the images.
        class_names: K names; by default 0 to K - 1.

    Raises:
        ValueError: images, probabilities, labels or class_names do not fit together.
    """
    images, probabilities = np.asarray(images), np.asarray(probabilities)
    if images.ndim == 4 and images.shape[-1] == 1:
        images = images[..., 0]  # (N, H, W)
    if images.ndim != 3 or probabilities.ndim != 2 or not 0 < len(images) == len(probabilities):
        raise ValueError(
            f"show_predictions expects images (N, H, W) or (N, H, W, 1) and as many rows of "
            f"probabilities (N, K). Received {images.shape} and {probabilities.shape}."
        )
    count, classes = probabilities.shape
    names = [str(k) for k in range(classes)] if class_names is None else list(class_names)
    if len(names) != classes or (labels is not None and len(labels) != count):
        raise ValueError(
            f"show_predictions expects {classes} class names and {count} labels. Received "
            f"{len(names)} names and {count if labels is None else len(labels)} labels."
        )
    low, high = _value_range(images)
    figure, grid = _new_figure(2, count, (1.5 * count, 3.2))
    for index in range(count):
        picture, bars = grid[0, index], grid[1, index]
        picture.imshow(images[index], cmap="gray", vmin=low, vmax=high)
        picture.set_axis_off()
        best = int(probabilities[index].argmax())
        if labels is not None:
            picture.set_title(f"label {names[int(labels[index])]}", fontsize=9)
        colors = [ORANGE if k == best else BLUE for k in range(classes)]
        bars.bar(range(classes), probabilities[index], color=colors)
        bars.set(ylim=(0, 1), yticks=[0, 1] if index == 0 else [])
        bars.set_xticks(range(classes), names, fontsize=7)
        bars.set_title(f"{names[best]}: {probabilities[index, best]:.0%}", fontsize=9)
    return figure


def _new_figure(rows: int, columns: int, size: tuple[float, float]) -> tuple["Figure", np.ndarray]:
    """Return a figure of size (width, height) inches, and its (rows, columns) array of axes."""
    import matplotlib.pyplot as plt

    figure, grid = plt.subplots(rows, columns, figsize=size, squeeze=False, layout="constrained")
    # A closed figure is shown where it is the value of a cell; an open one would be shown twice.
    plt.close(figure)
    return figure, grid


def _value_range(images: np.ndarray) -> tuple[float, float]:
    """Return the values to be shown as black and as white."""
    low, high = float(images.min()), float(images.max())
    if images.dtype == np.uint8:
        return 0.0, 255.0
    if low >= 0 and high <= 1:
        return 0.0, 1.0
    return low, high


def _outline(axes: "Axes", window: tuple[int, int, int, int], shape: tuple[int, ...]) -> None:
    """Draw a frame around the window (row, column, height, width)."""
    from matplotlib.patches import Rectangle

    row, column, height, width = window
    if not (0 <= row <= row + height <= shape[0] and 0 <= column <= column + width <= shape[1]):
        raise ValueError(
            f"show_numbers expects a window (row, column, height, width) inside an array of shape "
            f"{shape}. Received {window}."
        )
    corner = (column - 0.5, row - 0.5)  # imshow puts the middle of a pixel on whole numbers
    axes.add_patch(Rectangle(corner, width, height, fill=False, edgecolor=ORANGE, linewidth=4))


def _plot_curve(axes: "Axes", values: Sequence[float], color: str, style: str, label: str) -> None:
    axes.plot(range(1, len(values) + 1), values, style, color=color, label=label, markersize=4)
