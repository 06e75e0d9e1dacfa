"""Images, the windows that slide over them, and the layers that see through windows."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from helpers.buffers import empty_images
from helpers.layer import Layer, Shape, as_float, pair, whole_number

Windows = tuple["Window", "Window"]  # down the rows, across the columns


@dataclass(frozen=True)
class Window:
    """Where windows stand along one axis.

    Args:
        size: how many pixels a window holds.
        stride: how far the next window stands from the last.
        before: how far the first window begins before the first pixel.
        count: how many windows there are.
    """

    size: int
    stride: int = 1
    before: int = 0
    count: int = 1

    @cached_property
    def cells(self) -> list[slice]:
        """For each place in the window: where that pixel of every window stands, once padded."""
        reach = self.stride * self.count
        return [slice(place, place + reach, self.stride) for place in range(self.size)]

    def tiled(self, outputs: int) -> "Window":
        """Larger windows, each of which sees what so many neighboring windows see together.

        A rest of the windows is dropped.
        """
        size = self.size + (outputs - 1) * self.stride
        return Window(size, outputs * self.stride, self.before, self.count // outputs)

    def padded(self, length: int) -> int:
        """How long an axis of `length` pixels is with what the windows see beyond its ends."""
        return max((self.count - 1) * self.stride + self.size, self.before + length)


def output_size(size: int, kernel: int, stride: int = 1, padding: int = 0) -> int:
    """How many windows fit along one axis: floor((size + 2 padding - kernel) / stride) + 1.

    `padding` is the number of zeros on each side. Raises ValueError where no window fits.
    """
    given = {"size": size, "kernel": kernel, "stride": stride, "padding": padding}
    for name, value in given.items():
        whole_number(value, f"output_size's {name}", 0 if name == "padding" else 1)
    if size + 2 * padding < kernel:
        raise ValueError(
            f"the window should fit into the image. Received size {size}, padding {padding} on "
            f"each side, and a window of {kernel}. Take a smaller window or more padding."
        )
    return (size + 2 * padding - kernel) // stride + 1


@lru_cache(maxsize=512)
def windows_over(
    shape: tuple[Any, ...], sizes: tuple[int, int], strides: tuple[int, int], padding: str
) -> Windows:
    """The windows down and across images of `shape` (N, H, W, C).

    "valid": only whole windows. "same": ceil(size / stride) windows, the odd zero goes after.
    """
    down, across = (
        _along(length, size, stride, padding)
        for length, size, stride in zip(shape[1:3], sizes, strides, strict=True)
    )
    return down, across


def _along(length: int, size: int, stride: int, padding: str) -> Window:
    if padding == "valid":
        return Window(size, stride, 0, output_size(length, size, stride))
    count = -(-length // stride)  # rounds up
    return Window(size, stride, max((count - 1) * stride + size - length, 0) // 2, count)


def pad(x: np.ndarray, windows: Windows, value: float = 0) -> np.ndarray:
    """Images with what the windows see beyond their edges, (N, H + padding, W + padding, C)."""
    (n_images, height, width, channels), (down, across) = x.shape, windows
    shape = (n_images, down.padded(height), across.padded(width), channels)
    if shape == x.shape:
        return x
    padded = empty_images(shape, x.dtype)
    padded[...] = value
    crop(padded, windows, x.shape)[...] = x
    return padded


def crop(padded: np.ndarray, windows: Windows, shape: tuple[int, ...]) -> np.ndarray:
    """Take off again what `pad` put around images of `shape` (N, H, W, C)."""
    down, across = windows
    return padded[:, down.before : down.before + shape[1], across.before : across.before + shape[2]]


def to_rows(images: np.ndarray) -> np.ndarray:
    """Images (N, H, W, C) as tables (H, C, W*N): one for each row of pixels, a line for a channel.

    At each place the pixels of all images lie side by side in memory. So a window that moves on
    by one takes long pieces along, and what follows, such as pooling, handles long pieces too.
    """
    n_images, height, width, channels = images.shape
    return images.transpose(1, 3, 2, 0).reshape(height, channels, width * n_images)


def from_rows(rows: np.ndarray, shape: Shape) -> np.ndarray:
    """The tables of `to_rows` seen as images of `shape` (N, H, W, C) again; nothing is copied."""
    n_images, height, width, channels = shape
    return rows.reshape(height, channels, width, n_images).transpose(3, 0, 2, 1)


def meetings(windows: Windows) -> Iterator[tuple[tuple[int, int], tuple[slice, slice, slice]]]:
    """Each tap (i, j) of a window, and the pixels of the padded images that it meets."""
    down, across = windows
    for i, rows in enumerate(down.cells):
        for j, cols in enumerate(across.cells):
            yield (i, j), (slice(None), rows, cols)


def as_images(x: Any, owner: str, channels: int | None = None) -> np.ndarray:
    """`x` as a float batch (N, H, W, C); ValueError says what is wrong with its shape."""
    x = as_float(x, owner)
    check_image_shape(x.shape, owner)
    if 0 in x.shape[1:]:
        raise ValueError(
            f"{owner} expects images with at least one pixel and one channel. Received "
            f"{x.shape}. Leave out what is empty."
        )
    if channels is not None and x.shape[3] != channels:
        raise ValueError(
            f"{owner} was built for images of {channels} channels. Received shape {x.shape}, "
            f"which has {x.shape[3]}. Make a new layer, or convert the images."
        )
    return x


def check_image_shape(shape: Shape, owner: str) -> None:
    if len(shape) != 4:
        cure = "Add the channel axis: x[..., None]." if len(shape) == 3 else ""
        if len(shape) == 2:
            cure = "Reshape the batch to images, or add batch and channel axes: x[None, ..., None]."
        raise ValueError(
            f"{owner} expects images of shape (N, H, W, C), for example (32, 28, 28, 1). "
            f"Received {tuple(shape)}. {cure}".rstrip()
        )


class WindowLayer(Layer):
    """A layer that sees images through windows: what convolution and pooling share."""

    channels: Any = None  # of the images it was built for; None: any number
    filters: Any = None  # channels of the output; None: those of the images

    def set_windows(self, argument: str, size: Any, strides: Any, padding: str) -> tuple[int, int]:
        """Check and keep how the windows stand; returns their size, (height, width).

        argument: the name of the size, for errors.
        """
        owner = type(self).__name__
        self.window_size = pair(size, f"{owner}'s {argument}")
        self.strides = pair(strides, f"{owner}'s strides")
        if padding not in ("valid", "same"):
            raise ValueError(f"{owner}'s padding expects 'valid' or 'same'. Received {padding!r}.")
        self.padding = padding
        return self.window_size

    def windows(self, input_shape: Shape) -> Windows:
        return windows_over(tuple(input_shape), self.window_size, self.strides, self.padding)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        check_image_shape(input_shape, type(self).__name__)
        down, across = self.windows(input_shape)
        return (input_shape[0], down.count, across.count, self.filters or input_shape[3])

    def check_input(self, x: np.ndarray, padding: float | None = None) -> np.ndarray:
        """The images, which build the layer if they are the first; with the value `padding` where
        windows reach over their edges, if there is one."""
        x = as_images(x, type(self).__name__, self.channels)
        if not self.built:
            self.build(x.shape)
        self.x_shape, self.over = x.shape, self.windows(x.shape)
        self.y_shape = self.compute_output_shape(x.shape)
        return x if padding is None else pad(x, self.over, padding)
