"""Figures of arrays: images, kernels, grids of numbers. `helpers.plots` offers them, and curves."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from helpers.arguments import real_number
from helpers.colors import color
from helpers.layer import check_numbers, whole_number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LEGIBLE = "(0, 20]"  # inches: what fits on a page


def show_images(
    images: np.ndarray,
    titles: Sequence[object] | None = None,
    columns: int = 10,
    value_range: tuple[float, float] | None = None,
    size: float = 1.0,
) -> "Figure":
    """Show a batch of images, or the feature maps of one image, side by side in one panel.

    Args:
        images: (N, H, W) or (N, H, W, 1), shown in gray, or (N, H, W, 3), shown in color (uint8,
            or floats from 0 to 1). For feature maps (H, W, F), pass `np.moveaxis(maps, -1, 0)`.
        titles: one for each image, for example its label.
        value_range: the values shown as black and as white, the same for all images. By default
            0 and 255 for uint8, 0 and 1 for floats that lie between, else the extremes of all.
        size: width of one image, in inches.

    Raises ValueError: the shape is none of these, or titles and images differ in number.
    """
    images = without_channel(images, "show_images")
    in_color = images.ndim == 4 and images.shape[-1] == 3
    if images.ndim != 3 and not in_color:
        cure = "Add the batch axis: images[None]." if images.ndim == 2 else "Check the axes."
        raise ValueError(
            f"show_images expects images of shape (N, H, W), (N, H, W, 1) or (N, H, W, 3). "
            f"Received {images.shape}. {cure}"
        )
    if titles is not None:
        titles = _as_titles("show_images", titles, len(images), "image")
    low, high = value_range_of(images) if value_range is None else _as_range(value_range)
    height, width = images.shape[1:3]
    columns = min(whole_number(columns, "show_images' columns", 1), len(images))
    size = real_number(size, "show_images' size", LEGIBLE)
    rows = math.ceil(len(images) / columns)
    gap = 0.08 * width  # in pixels of the images, which all stand in one panel: many are slow
    across, down = width + gap, height + (gap if titles is None else 0.3 * width / size)
    figure, grid = new_figure(1, 1, (columns * size, rows * size * down / across))
    axes = grid[0, 0]
    for index, image in enumerate(images):
        row, column = divmod(index, columns)
        left, top = column * across, row * down
        box = (left, left + width, top + height, top)
        axes.imshow(image, cmap="gray", vmin=low, vmax=high, extent=box)
        if titles is not None:
            place = (left + width / 2, top - gap / 2)
            axes.text(*place, str(titles[index]), ha="center", va="bottom", fontsize=9)
    axes.set(xlim=(0, columns * across - gap), ylim=(rows * down + height - down, height - down))
    axes.set_axis_off()
    return figure


def show_kernels(kernel: np.ndarray, titles: Sequence[object] | None = None) -> "Figure":
    """Show the weights of a convolution: one column for each filter, one row for each channel.

    Zero is white, positive weights are orange, negative ones blue, on one scale for all.

    kernel: (kh, kw), or (kh, kw, C, F) as in `Conv2D.params["kernel"]`. titles: one for each
    filter; by default their numbers. ValueError: the shapes or the number of titles are others.
    """
    kernel = check_numbers(kernel, "show_kernels")
    if kernel.ndim == 2:
        kernel = kernel[:, :, None, None]  # (kh, kw, 1, 1)
    if kernel.ndim != 4 or not kernel.size or not np.isfinite(kernel).all():
        raise ValueError(
            f"show_kernels expects finite weights of shape (kh, kw) or (kh, kw, C, F). Received "
            f"{kernel.shape}, {np.isfinite(kernel).sum()} of them finite. Pass a Conv2D layer's "
            f"params['kernel'], of a training that did not run away."
        )
    channels, filters = kernel.shape[2:]
    if titles is None:
        titles = [f"filter {index}" for index in range(filters)] if filters > 1 else [""]
    titles = _as_titles("show_kernels", titles, filters, "filter")
    strongest = float(np.abs(kernel.astype(float)).max()) or 1.0  # a kernel of zeros is white
    hues = _blue_to_orange("negative", "half-negative", "zero", "half-positive", "positive")
    figure, grid = new_figure(channels, filters, (filters * 1.1 + 0.8, channels * 1.1 + 0.3))
    for (channel, index), axes in np.ndenumerate(grid):
        weights = kernel[:, :, channel, index]
        picture = axes.imshow(weights, cmap=hues, vmin=-strongest, vmax=strongest)
        axes.set(xticks=[], yticks=[])
        if channel == 0:
            axes.set_title(str(titles[index]), fontsize=9)
        if index == 0 and channels > 1:
            axes.set_ylabel(f"channel {channel}", fontsize=9)
    figure.colorbar(picture, ax=grid.ravel().tolist(), label="weight", shrink=0.9)
    return figure


def show_numbers(array: np.ndarray, title: str = "", size: float = 0.5) -> "Figure":
    """Show a small picture (H, W) as cells with their numbers written in them.

    size: width of one cell, in inches. ValueError: other axes, or more than 30 cells along one.
    """
    (array,) = _grids("show_numbers", [array])
    height, width = array.shape
    size = real_number(size, "show_numbers' size", LEGIBLE)
    figure, grid = new_figure(1, 1, (width * size, height * size + (0.4 if title else 0.0)))
    axes = grid[0, 0]
    low, high = _extremes(array)
    middle = low / 2 + high / 2
    axes.imshow(array, cmap="gray", vmin=low, vmax=high if high > low else low + 1)
    for (row, column), value in np.ndenumerate(array):
        _write(axes, row, column, value, "black" if value > middle else "white")
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
        size: width of one cell, in inches.
        one_scale: whether equal colors mean equal numbers in all arrays; else each has its own.

    Raises ValueError: an array has other axes, or signs or titles do not fit in number.
    """
    arrays = _grids("show_equation", arrays)
    signs = _as_titles("show_equation", signs, len(arrays) - 1, "place between arrays", "sign")
    titles = _as_titles("show_equation", titles or [""] * len(arrays), len(arrays), "array")
    size = real_number(size, "show_equation's size", LEGIBLE)
    import matplotlib.pyplot as plt

    widths = [array.shape[1] for array in arrays]
    height = max(array.shape[0] for array in arrays)
    gap = 1.2  # in cells: room for a sign
    total = sum(widths) + gap * len(signs)
    figure = plt.figure(figsize=(total * size, (height + 1.2) * size))
    plt.close(figure)
    peaks = [max(map(abs, _extremes(array))) or 1.0 for array in arrays]
    peaks = [max(peaks)] * len(arrays) if one_scale else peaks
    hues = _blue_to_orange("half-negative", "zero", "half-positive")  # numbers can be read on it
    left = 0.0
    for index, (array, title, peak) in enumerate(zip(arrays, titles, peaks, strict=True)):
        rows, columns = array.shape
        bottom = (height - rows) / 2 / (height + 1.2)
        box = (left / total, bottom, columns / total, rows / (height + 1.2))
        axes = figure.add_axes(box)
        axes.imshow(array, cmap=hues, vmin=-peak, vmax=peak, aspect="auto")
        for (row, column), value in np.ndenumerate(array):
            _write(axes, row, column, value)
        axes.set_xticks(np.arange(0.5, columns - 1), labels=[])
        axes.set_yticks(np.arange(0.5, rows - 1), labels=[])
        axes.grid(color="white", linewidth=1)
        axes.tick_params(length=0)
        axes.set_title(title, fontsize=9)
        left += columns
        if index < len(signs):
            middle = (left + gap / 2) / total
            figure.text(middle, height / 2 / (height + 1.2), signs[index], ha="center", va="center")
            left += gap
    return figure


def new_figure(rows: int, columns: int, size: tuple[float, float]) -> tuple["Figure", np.ndarray]:
    """Return a figure of size (width, height) inches, and its (rows, columns) array of axes."""
    import matplotlib.pyplot as plt

    figure, grid = plt.subplots(rows, columns, figsize=size, squeeze=False, layout="constrained")
    # A closed figure is shown where it is the value of a cell; an open one would be shown twice.
    plt.close(figure)
    return figure, grid


def _grids(owner: str, arrays: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Arrays that are small enough for their numbers to be read."""
    if not isinstance(arrays, Sequence | np.ndarray) or not len(arrays):
        raise ValueError(
            f"{owner} expects a list of arrays. Received {arrays!r}. Put them into a list."
        )
    arrays = [check_numbers(array, owner) for array in arrays]
    if any(array.ndim != 2 or max(array.shape) > 30 or not array.size for array in arrays):
        raise ValueError(
            f"{owner} expects each array of shape (H, W), at most (30, 30). Received "
            f"{[array.shape for array in arrays]}. Cut a piece out: image[5:13, 8:16]."
        )
    return arrays


def without_channel(images: np.ndarray, owner: str) -> np.ndarray:
    """(N, H, W, 1) becomes (N, H, W); other shapes stay. ValueError where nothing is to be seen."""
    images = check_numbers(images, owner)
    if not images.size or not np.isfinite(images).any():
        raise ValueError(
            f"{owner} expects images with at least one finite pixel. Received shape "
            f"{images.shape}, without one. Check what they were made of."
        )
    return images[..., 0] if images.ndim == 4 and images.shape[-1] == 1 else images


def _write(axes: "Axes", row: int, column: int, value: float, ink: str = "black") -> None:
    """Write a number into its cell."""
    axes.text(column, row, f"{value:.4g}", ha="center", va="center", color=ink, fontsize=9)


def _as_titles(owner: str, titles: Any, count: int, what: str, kind: str = "title") -> list[Any]:
    """Words in a list, one for each of `count` things."""
    if hasattr(titles, "__array__"):
        titles = np.asarray(titles).tolist()
    if not isinstance(titles, Sequence) or len(titles) != count:
        raise ValueError(
            f"{owner} expects a list with one {kind} for each {what}, {count} in all. Received "
            f"{str(titles)[:60]}, a {type(titles).__name__}. Add or leave out {kind}s."
        )
    return list(titles)


def _as_range(values: Any) -> tuple[float, float]:
    """The two ends of a scale of gray."""
    ends = check_numbers(values, "show_images' value_range")
    if ends.shape != (2,) or not np.isfinite(ends).all() or ends[0] >= ends[1]:
        raise ValueError(
            f"show_images' value_range expects two numbers, the smaller first, such as (0, 1). "
            f"Received {values!r}. Swap or correct them."
        )
    return float(ends[0]), float(ends[1])


def _extremes(array: np.ndarray) -> tuple[float, float]:
    """The smallest and the largest of the finite numbers; 0 and 0 where there is none."""
    finite = array[np.isfinite(array)].astype(float)
    return (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)


def value_range_of(images: np.ndarray) -> tuple[float, float]:
    """Return the values to be shown as black and as white."""
    low, high = _extremes(images)
    if images.dtype == np.uint8:
        return 0.0, 255.0
    if low >= 0 and high <= 1:
        return 0.0, 1.0
    return low, high


def _blue_to_orange(*names: str) -> Any:
    """A scale through these colors of the book."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("blue-orange", [color(name) for name in names])
