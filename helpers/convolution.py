"""Chapter 2: how one small pattern can be found anywhere."""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from helpers.arguments import Sizes, takes
from helpers.buffers import empty, empty_images
from helpers.kernel import Convolution, Initializer, KernelLayer
from helpers.layer import Layer, Shape, offered, whole_number
from helpers.pooled import PooledConvolution
from helpers.products import multiply, overlapping, sum_of_products
from helpers.tiles import narrow, widen
from helpers.windows import crop, from_rows, output_size, pad, to_rows

# An offer of the layer after it, and what it stands for.
TILE = ("pooling_tile", "forward", "backward", "check_input", "compute_output_shape", "windows")


def _window_counts(known: Sizes, given: dict[str, Any]) -> Sizes:
    stride, padding = given.get("stride", 1), given.get("padding", 0)
    square = given.get("kernel_size", 0)
    kernel = known.get("kh", square), known.get("kw", square)
    sizes = zip((known["H"], known["W"]), kernel, strict=True)
    height, width = (output_size(size, of_kernel, stride, padding) for size, of_kernel in sizes)
    return {"Ho": height, "Wo": width}


@takes(image="H W", kernel="kh kw")
def convolve2d_loops(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Lay the kernel on every window of the image; multiply cell by cell and add up.

    image: (H, W). kernel: (kh, kw). Returns (H-kh+1, W-kw+1). This is cross-correlation, no flip.
    """
    image_height, image_width = image.shape
    kernel_height, kernel_width = kernel.shape
    height = output_size(image_height, kernel_height)
    width = output_size(image_width, kernel_width)
    y = np.zeros((height, width), dtype=np.result_type(image, kernel))
    for row in range(height):
        for col in range(width):
            total = 0
            for i in range(kernel_height):
                for j in range(kernel_width):
                    total += image[row + i, col + j] * kernel[i, j]
            y[row, col] = total
    return y


@takes(image="H W C", kernel="kh kw C F", bias="F", stride=1, padding=0)
def conv2d_loops(
    image: np.ndarray, kernel: np.ndarray, bias: np.ndarray, stride: int = 1, padding: int = 0
) -> np.ndarray:
    """The whole layer on one image, in plain loops: channels are summed, each filter has a bias.

    image: (H, W, C). kernel: (kh, kw, C, F). bias: (F,). padding: zeros on each side.
    Returns (Ho, Wo, F).
    """
    kernel_height, kernel_width, channels, filters = kernel.shape
    x = np.pad(image, ((padding, padding), (padding, padding), (0, 0)))
    height = output_size(image.shape[0], kernel_height, stride, padding)
    width = output_size(image.shape[1], kernel_width, stride, padding)
    y = np.zeros((height, width, filters), dtype=np.result_type(image, kernel))
    for f in range(filters):
        for row in range(height):
            for col in range(width):
                total = bias[f]
                for i in range(kernel_height):
                    for j in range(kernel_width):
                        for c in range(channels):
                            r, s = row * stride + i, col * stride + j
                            total += x[r, s, c] * kernel[i, j, c, f]
                y[row, col, f] = total
    return y


@takes(sizes=_window_counts, image="H W C", kernel="kh kw C F", grad="Ho Wo F", stride=1, padding=0)
def conv2d_gradients_loops(
    image: np.ndarray, kernel: np.ndarray, grad: np.ndarray, stride: int = 1, padding: int = 0
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The way back in plain loops: every product of `conv2d_loops` gives its two factors a share.

    grad: (Ho, Wo, F), the gradient by the output. Returns the gradients by image, kernel, bias.
    """
    kernel_height, kernel_width, channels, filters = kernel.shape
    height, width, _ = grad.shape
    x = np.pad(image, ((padding, padding), (padding, padding), (0, 0)))
    grad_x = np.zeros(x.shape, dtype=np.result_type(kernel, grad))
    grad_kernel = np.zeros(kernel.shape, dtype=np.result_type(image, grad))
    grad_bias = np.zeros(filters, dtype=grad.dtype)
    for f in range(filters):
        for row in range(height):
            for col in range(width):
                g = grad[row, col, f]
                grad_bias[f] += g
                for i in range(kernel_height):
                    for j in range(kernel_width):
                        for c in range(channels):
                            r, s = row * stride + i, col * stride + j
                            grad_kernel[i, j, c, f] += x[r, s, c] * g
                            grad_x[r, s, c] += kernel[i, j, c, f] * g
    inner_height, inner_width = image.shape[:2]
    grad_x = grad_x[padding : padding + inner_height, padding : padding + inner_width]
    return grad_x, grad_kernel, grad_bias


@takes(sizes=_window_counts, image="H W C", kernel_size=1)
def im2col(image: np.ndarray, kernel_size: int) -> np.ndarray:
    """Write every window of an image as one row, so that a convolution is one matrix product.

    image: (H, W, C). Returns (Ho*Wo, k*k*C): windows row by row, each in (row, column, channel)
    order.
    """
    windows = sliding_window_view(image, (kernel_size, kernel_size), axis=(0, 1))
    windows = windows.transpose(0, 1, 3, 4, 2)  # (Ho, Wo, k, k, C)
    return windows.reshape(-1, kernel_size * kernel_size * image.shape[2])


class Conv2D(Convolution):
    """Look for `filters` small patterns everywhere in the image, through all channels.

    Args:
        filters: F, how many patterns.
        kernel_size: one number or (kh, kw).
        strides: one number or (down, across).
        padding: "valid" or "same".
        activation: a name or None.
        use_bias: whether each filter has a bias.
        kernel_initializer, bias_initializer: a name, or a function of (shape, rng).

    Shapes: x (N, H, W, C) to y (N, Ho, Wo, F). kernel (kh, kw, C, F), bias (F,).

    Gradient: output y(p) is the sum of kernel(t) x(p + t) over the taps t. So each tap's slope
    is the pixels it met times the slopes of their outputs, and each pixel's is the taps that it
    met times the slopes of their outputs:
    grad_kernel(t) = sum over p of x(p + t) grad(p),
    grad_x(q) = sum over t of kernel(t) grad(q - t).

    Errors: ValueError for images of other shapes or channels, and where no window fits.
    Source: Dumoulin and Visin, A guide to convolution arithmetic, 2016,
    https://arxiv.org/abs/1603.07285; windows as a matrix: Chellapilla et al., 2006.
    """

    def __init__(
        self,
        filters: int,
        kernel_size: int | tuple[int, int],
        strides: int | tuple[int, int] = 1,
        padding: str = "valid",
        activation: str | None = None,
        use_bias: bool = True,
        kernel_initializer: str | Initializer = "glorot_uniform",
        bias_initializer: str | Initializer = "zeros",
        **options: Any,
    ) -> None:
        super().__init__(
            kernel_size,
            strides,
            padding,
            activation=activation,
            use_bias=use_bias,
            kernel_initializer=kernel_initializer,
            bias_initializer=bias_initializer,
            **options,
        )
        self.filters = whole_number(filters, "Conv2D's filters", 1)
        self.table: Any = None  # of the last forward
        self.tile: Any = None  # of the last forward: how many neighboring sums at once

    def build(self, input_shape: Shape, rng: np.random.Generator | None = None) -> None:
        super().build(input_shape, rng)
        self.make_weights((*self.kernel_size, self.channels, self.filters), self.filters)

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        x = self.check_input(x)
        total = self.sums(x)  # (Ho, F, Wo*N)
        if self.use_bias:
            total += self.params["bias"][:, None]
        return self.activate(from_rows(total, self.y_shape))

    backward_at_logits = KernelLayer.backward_at_logits

    def backward_of_sum(self, grad: np.ndarray, input_gradient: bool = True) -> np.ndarray | None:
        grad_rows = to_rows(grad)  # (Ho, F, Wo*N)
        if self.use_bias:
            self.grads["bias"] = grad_rows.sum(axis=(0, 2))
        slopes = middle = grad_rows
        if input_gradient:
            slopes, middle = self.room_for_slopes(grad.dtype)
            middle[...] = grad_rows
        shares = self.backward_of_sums(slopes, input_gradient)
        del slopes, middle  # their memory is free for the gradient by x
        return None if shares is None else self.gather(shares)

    def together_with(self, after: Layer) -> PooledConvolution | None:
        """One step for this layer and a pooling `after` it, where they can work together."""
        tile = offered(after, *TILE)
        return PooledConvolution.of(self, after, tile()) if tile else None

    def sums(self, x: np.ndarray, tile: int = 1, used: int | None = None) -> np.ndarray:
        """The weighted sums of all windows, those of `tile` neighbors in a row together.

        tile: above 1 only where the windows stride by 1 across.
        used: how many rows of them; None: all. Returns (Ho, tile * F, Wo / tile * N).
        """
        self.x, self.tile = x, tile
        down, across = self.over
        self.over = replace(down, count=used or down.count), across.tiled(tile)
        self.table = None  # the last one's memory is free again
        windows = self._windows()
        kernel = widen(self.params["kernel"], tile).reshape(windows.shape[1], -1)
        shape = (len(windows), kernel.shape[1], windows.shape[2])
        return multiply(kernel.T, windows, out=empty(shape, windows.dtype))

    def room_for_slopes(self, dtype: Any, edges: bool = True) -> tuple[np.ndarray, np.ndarray]:
        """Where the slopes of the last `sums` go: between rows of zeros, and that middle alone.

        edges: whether there are such rows, which the gradient by x needs.
        """
        down, across = self.over
        edge = (down.size - 1) // down.stride if edges else 0
        places = across.count * len(self.x)
        room = empty((down.count + 2 * edge, self.tile * self.filters, places), dtype)
        room[:edge] = room[edge + down.count :] = 0
        return room, room[edge : edge + down.count]

    def backward_of_sums(self, slopes: np.ndarray, input_gradient: bool) -> np.ndarray | None:
        """The kernel's gradient, from `room_for_slopes`; returns what `gather` adds up."""
        kernel = widen(self.params["kernel"], self.tile)
        edge = (len(slopes) - self.over[0].count) // 2
        grad = slopes[edge : edge + self.over[0].count]
        grad_kernel = sum_of_products(self._windows(), grad).reshape(kernel.shape)
        self.grads["kernel"] = narrow(grad_kernel, self.tile)
        return self._shares(kernel, slopes) if input_gradient else None

    def _windows(self) -> np.ndarray:
        """Each row of windows of all images as one matrix, (Ho, kh*kw*C, Wo*N)."""
        down, across = self.over
        if self.table is None:  # or an earlier way back has written over it
            self.table = self._rows_of_windows(pad(self.x, self.over))
        return overlapping(self.table, down.size, down.stride, down.count)

    def _rows_of_windows(self, x: np.ndarray) -> np.ndarray:
        """What the windows see of each row of pixels, (H, kw*C, Wo*N), in a reused buffer.

        Each column of the kernel copies its whole shifted picture: long pieces of memory.
        """
        down, across = self.over
        pictures = np.ascontiguousarray(x.transpose(1, 3, 2, 0))  # (H, C, W, N)
        pictures = pictures[: (down.count - 1) * down.stride + down.size]
        height, channels, _, n_images = pictures.shape
        table = empty((height, across.size, channels, across.count, n_images), x.dtype)
        for place, cols in enumerate(across.cells):
            table[:, place] = pictures[:, :, cols]
        return table.reshape(height, across.size * channels, across.count * n_images)

    def _shares(self, kernel: np.ndarray, slopes: np.ndarray) -> np.ndarray:
        """What the taps hand back to each row of pixels, (H, kw*C, Wo*N), in the table's place."""
        down, _ = self.over
        shares, self.table = self.table, None
        if shares.dtype != np.result_type(slopes, kernel):
            shares = np.empty_like(shares, dtype=np.result_type(slopes, kernel))
        edge = (len(slopes) - down.count) // 2
        if down.stride > down.size:
            shares[...] = 0  # also for the rows that no window sees
        for first in range(min(down.stride, down.size)):
            rows = shares[first :: down.stride]  # these meet every stride-th row of the kernel
            taps = kernel[first :: down.stride][::-1]
            table = taps.transpose(1, 2, 0, 3).reshape(rows.shape[1], -1)  # (kw*C, taps*F)
            met = overlapping(slopes[edge + 1 - len(taps) :], len(taps), 1, len(rows))
            multiply(table, met, rows)
        return shares

    def gather(self, shares: np.ndarray) -> np.ndarray:
        """The gradient by x (N, H, W, C): across the picture, each pixel adds up its shares."""
        n_images, height, width, channels = self.x_shape
        down, across = self.over
        shares = shares.reshape(len(shares), across.size, channels, across.count, n_images)
        shape = (n_images, down.padded(height), across.padded(width), channels)
        grad_x = empty_images(shape, shares.dtype)
        grad_x[...] = 0
        pixels = grad_x.transpose(1, 3, 2, 0)[: len(shares)]  # (H, C, W, N)
        for place, cols in enumerate(across.cells):
            pixels[:, :, cols] += shares[:, place]
        return crop(grad_x, self.over, self.x_shape)
