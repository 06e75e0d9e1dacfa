"""Lab 13: one convolution in eleven steps, from loops to full speed.

Every step takes images x (N, H, W, C) and a kernel (kh, kw, C, F), and returns (N, Ho, Wo, F):
whole windows, stride 1, no bias. All compute the same sums.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache, lru_cache
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from helpers import buffers
from helpers.convolution import conv2d_loops
from helpers.layer import whole_number
from helpers.products import multiply, overlapping
from helpers.tiles import widen
from helpers.windows import from_rows, output_size, to_rows

WIDEST = 32  # filters: a product with more is not cut into tiles


def conv2d_flops(image_shape: tuple[int, int, int], kernel_size: int, filters: int) -> int:
    """Multiplications and additions of a convolution for one image: whole windows, a bias each.

    image_shape: (H, W, C). An output has a product for each number of its window, and as many
    additions: one fewer to add them up, and one for the bias. ValueError where no window fits.
    """
    if not isinstance(image_shape, (tuple, list)) or len(image_shape) != 3:
        raise ValueError(
            f"conv2d_flops' image_shape expects (H, W, C). Received {image_shape!r}. Leave out the "
            "batch axis."
        )
    height, width, channels = (whole_number(n, "conv2d_flops' image_shape", 1) for n in image_shape)
    kernel_size = whole_number(kernel_size, "conv2d_flops' kernel_size", 1)
    filters = whole_number(filters, "conv2d_flops' filters", 1)
    places = output_size(height, kernel_size) * output_size(width, kernel_size)
    return 2 * kernel_size**2 * channels * places * filters


def all_loops(x: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Seven loops: `conv2d_loops` of chapter 2 for every image."""
    no_bias = np.zeros(kernel.shape[3], x.dtype)
    return np.array([conv2d_loops(image, kernel, no_bias) for image in x])


def window_products(x: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Three loops: each window, written as one row, is multiplied by all filters at once."""
    kh, kw, channels, filters = kernel.shape
    y = np.empty(output_shape(x, kernel), x.dtype)
    table = kernel.reshape(-1, filters)  # (kh*kw*C, F)
    for n, row, col in np.ndindex(y.shape[:3]):
        window = x[n, row : row + kh, col : col + kw]
        y[n, row, col] = window.reshape(-1) @ table
    return y


def taps(x: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Two loops: each cell of the kernel meets all windows, and all images, at once."""
    y = np.zeros(output_shape(x, kernel), x.dtype)
    height, width = y.shape[1:3]
    for i, j in np.ndindex(kernel.shape[:2]):
        y += x[:, i : i + height, j : j + width] @ kernel[i, j]
    return y


def one_product(x: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """No loop: every window is copied as one row of a table, and the table is multiplied."""
    kh, kw, channels, filters = kernel.shape
    windows = sliding_window_view(x, (kh, kw), axis=(1, 2))
    windows = windows.transpose(0, 1, 2, 4, 5, 3)  # (N, Ho, Wo, kh, kw, C)
    rows = windows.reshape(-1, kh * kw * channels)
    return (rows @ kernel.reshape(-1, filters)).reshape(output_shape(x, kernel))


def channels_first(
    x: np.ndarray,
    kernel: np.ndarray,
    empty: Callable[..., Any] = np.empty,
    multiply: Callable[..., Any] = np.matmul,
) -> np.ndarray:
    """The table turned: channels first in memory, images last, so that a copy moves long runs."""
    kh, kw, channels, filters = kernel.shape
    n_images, height, width, _ = output_shape(x, kernel)
    pictures = np.ascontiguousarray(x.transpose(3, 1, 2, 0))  # (C, H, W, N)
    table = empty((kh, kw, channels, height, width, n_images), x.dtype)
    for i, j in np.ndindex(kh, kw):
        table[i, j] = pictures[:, i : i + height, j : j + width]
    table = table.reshape(kh * kw * channels, -1)
    rows = np.empty((filters, table.shape[1]), x.dtype)
    multiply(kernel.reshape(-1, filters).T, table, out=rows)
    return rows.reshape(filters, height, width, n_images).transpose(3, 1, 2, 0)


@lru_cache(maxsize=4)
def kept(shape: tuple[int, ...], dtype: Any) -> np.ndarray:
    """As `np.empty`, but who asks for the same shape again gets the same memory again."""
    return np.empty(shape, dtype)


def memory_reused(x: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """The table is written into the memory of the last one."""
    return channels_first(x, kernel, empty=kept)


def in_pieces(
    x: np.ndarray,
    kernel: np.ndarray,
    size: int = 16,
    multiply: Callable[..., Any] = np.matmul,
) -> np.ndarray:
    """`size` images at a time, so that the table is small."""
    n_images, height, width, filters = output_shape(x, kernel)
    y = np.empty((filters, height, width, n_images), x.dtype).transpose(3, 1, 2, 0)
    for start in range(0, len(x), size):
        part = slice(start, start + size)
        y[part] = channels_first(x[part], kernel, kept, multiply)
    return y


def multiply_in_pieces(left: np.ndarray, right: np.ndarray, out: np.ndarray) -> None:
    """left @ right into `out`, in pieces of fewer than a million multiplications."""
    columns = 999_999 // left.size
    for start in range(0, right.shape[1], columns):
        part = slice(start, start + columns)
        np.matmul(left, right[:, part], out=out[:, part])


def short_products(x: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """The product, too, in pieces."""
    return in_pieces(x, kernel, multiply=multiply_in_pieces)


def overlapping_windows(
    x: np.ndarray,
    kernel: np.ndarray,
    stride: int = 1,
    empty: Callable[..., Any] = kept,
    multiply: Callable[..., Any] = multiply,
) -> np.ndarray:
    """Copied across alone: the rows of pixels that a window sees follow each other in memory.

    stride: across, in pixels.
    """
    kh, kw, channels, filters = kernel.shape
    width = output_size(x.shape[2], kw, stride)
    pictures = np.ascontiguousarray(x.transpose(1, 3, 2, 0))  # (H, C, W, N)
    table = empty((len(pictures), kw, channels, width, len(x)), x.dtype)
    for j in range(kw):
        table[:, j] = pictures[:, :, j : j + stride * width : stride]
    table = table.reshape(len(pictures), kw * channels, -1)
    windows = overlapping(table, kh, 1, len(table) - kh + 1)  # (Ho, kh*kw*C, Wo*N), a view
    rows = np.empty((len(windows), filters, windows.shape[2]), x.dtype)
    multiply(kernel.reshape(-1, filters).T, windows, out=rows)
    return from_rows(rows, (len(x), len(rows), width, filters))


def tiles(x: np.ndarray, kernel: np.ndarray, **options: Callable[..., Any]) -> np.ndarray:
    """Neighbors in a row of outputs from one wider window, which then strides: `helpers.tiles`."""
    n_images, height, width, filters = shape = output_shape(x, kernel)
    tile = neighbors(width, filters)
    rows = to_rows(overlapping_windows(x, widen(kernel, tile), tile, **options))
    parts = rows.reshape(height, tile, filters, width // tile, n_images)
    in_order = parts.transpose(0, 2, 3, 1, 4).reshape(height, filters, -1)
    return from_rows(in_order, shape)


def neighbors(width: int, filters: int) -> int:
    """How many neighbors in a row of outputs to compute at once: a divisor of its `width`."""
    most = max(1, WIDEST // filters)
    return max(count for count in range(1, most + 1) if width % count == 0)


def two_threads(x: np.ndarray, kernel: np.ndarray, threads: int = 2) -> np.ndarray:
    """Each thread takes a part of the images, in memory of its own: `empty` of helpers.buffers."""
    y = buffers.empty_images(output_shape(x, kernel), x.dtype)

    def work(part: slice) -> None:
        y[part] = tiles(x[part], kernel, empty=buffers.empty)

    bounds = np.linspace(0, len(x), min(threads, len(x)) + 1).astype(int)
    parts = [slice(*ends) for ends in zip(bounds, bounds[1:], strict=False)]
    list(_pool(threads).map(work, parts))
    return y


@cache
def _pool(threads: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(threads)


STEPS: dict[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    "all loops": all_loops,
    "window products": window_products,
    "taps": taps,
    "one product": one_product,
    "channels first": channels_first,
    "memory reused": memory_reused,
    "in pieces": in_pieces,
    "short products": short_products,
    "overlapping windows": overlapping_windows,
    "tiles": tiles,
    "two threads": two_threads,
}


def gradients_by_taps(
    x: np.ndarray, kernel: np.ndarray, grad: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The way back of `taps`: each cell of the kernel gives its pixels their share, and takes its.

    grad: (N, Ho, Wo, F). Returns the gradients by x and by the kernel.
    """
    height, width = grad.shape[1:3]
    grad_x, grad_kernel = np.zeros_like(x), np.empty_like(kernel)
    for i, j in np.ndindex(kernel.shape[:2]):
        pixels = (slice(None), slice(i, i + height), slice(j, j + width))
        grad_kernel[i, j] = np.tensordot(x[pixels], grad, axes=((0, 1, 2), (0, 1, 2)))
        grad_x[pixels] += grad @ kernel[i, j].T
    return grad_x, grad_kernel


def output_shape(x: np.ndarray, kernel: np.ndarray) -> tuple[int, int, int, int]:
    """(N, Ho, Wo, F)."""
    height, width = (output_size(x.shape[axis], kernel.shape[axis - 1]) for axis in (1, 2))
    return len(x), height, width, kernel.shape[3]
