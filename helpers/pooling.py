"""Chapter 3: how the network stops caring where exactly."""

from typing import Any

import numpy as np

from helpers.arguments import Sizes, takes
from helpers.buffers import empty_like
from helpers.layer import Layer, Shape
from helpers.windows import WindowLayer, as_images, check_image_shape, crop, pad


@takes(x="H W C", size=1)
def max_pool_loops(x: np.ndarray, size: int) -> np.ndarray:
    """Keep the largest value of each size x size window, in plain loops.

    x: (H, W, C). Returns (H//size, W//size, C): a ragged edge is dropped.
    """
    height, width = x.shape[0] // size, x.shape[1] // size
    channels = x.shape[2]
    y = np.zeros((height, width, channels), dtype=x.dtype)
    for row in range(height):
        for col in range(width):
            for c in range(channels):
                best = x[row * size, col * size, c]
                for i in range(size):
                    for j in range(size):
                        best = max(best, x[row * size + i, col * size + j, c])
                y[row, col, c] = best
    return y


@takes(np.float32, x="H W C", size=1)
def average_pool_loops(x: np.ndarray, size: int) -> np.ndarray:
    """Keep the mean of each size x size window, in plain loops.

    x: (H, W, C). Returns (H//size, W//size, C): a ragged edge is dropped.
    """
    height, width = x.shape[0] // size, x.shape[1] // size
    channels = x.shape[2]
    y = np.zeros((height, width, channels), dtype=x.dtype)
    for row in range(height):
        for col in range(width):
            for c in range(channels):
                total = 0
                for i in range(size):
                    for j in range(size):
                        total += x[row * size + i, col * size + j, c]
                y[row, col, c] = total / size**2
    return y


def _window_counts(known: Sizes, given: dict[str, Any]) -> Sizes:
    return {"Ho": known["H"] // given["size"], "Wo": known["W"] // given["size"]}


@takes(sizes=_window_counts, x="H W C", grad="Ho Wo C", size=1)
def max_pool_gradient_loops(x: np.ndarray, grad: np.ndarray, size: int) -> np.ndarray:
    """Give each window's gradient to its first maximum, in plain loops.

    x: (H, W, C). grad: (H//size, W//size, C). Returns the gradient by x, (H, W, C).
    """
    grad_x = np.zeros(x.shape, dtype=grad.dtype)
    height, width, channels = grad.shape
    for row in range(height):
        for col in range(width):
            for c in range(channels):
                winner = (row * size, col * size)
                for i in range(size):
                    for j in range(size):
                        place = (row * size + i, col * size + j)
                        # A tie stays with the first.
                        if x[*place, c] > x[*winner, c]:
                            winner = place
                grad_x[*winner, c] += grad[row, col, c]
    return grad_x


class Pooling2D(WindowLayer):
    """What max and average pooling share: their arguments, and the cells of their windows.

    Args:
        pool_size: one number or (height, width).
        strides: one number or (down, across); None: the pool size.
        padding: "valid" (a ragged edge is dropped) or "same".
    """

    def __init__(
        self,
        pool_size: int | tuple[int, int] = 2,
        strides: int | tuple[int, int] | None = None,
        padding: str = "valid",
        **options: Any,
    ) -> None:
        super().__init__(**options)
        strides = pool_size if strides is None else strides
        self.pool_size = self.set_windows("pool_size", pool_size, strides, padding)

    def _cells(self, x: np.ndarray, axis: int) -> list[np.ndarray]:
        """For each place in the window along one axis: that cell of all windows, as a view."""
        before = (slice(None),) * axis
        return [x[(*before, cell)] for cell in self.over[axis - 1].cells]


class MaxPooling2D(Pooling2D):
    """Keep the largest value of each window: was the pattern seen anywhere here?

    Args:
        pool_size: one number or (height, width).
        strides: one number or (down, across); None: the pool size.
        padding: "valid" (a ragged edge is dropped) or "same".

    Shapes: x (N, H, W, C) to y (N, Ho, Wo, C).

    Gradient: only the winner moves the output, so it gets the whole slope, and the others 0;
    of equal values, the first in reading order wins. grad_x = grad at the winner.

    The maximum is found as in a tournament: first along each row of the window, then down its
    rows. The results of the matches send the gradient back.

    Source: Goodfellow, Bengio and Courville, Deep Learning, 2016, section 9.3,
    https://www.deeplearningbook.org/contents/convnets.html
    """

    rows: Any = None
    row_wins: Any = None
    column_wins: Any = None

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        self.rows = self.row_wins = self.column_wins = None  # their memory is free again
        self.padded = self.check_input(x, -np.inf)  # padding never wins
        self.rows, self.row_wins = knock_out(self._cells(self.padded, axis=2))  # (N, H, Wo, C)
        y, self.column_wins = knock_out(self._cells(self.rows, axis=1))  # (N, Ho, Wo, C)
        return y

    def backward(self, grad: np.ndarray) -> np.ndarray:
        grad = self.check_backward(grad, self.y_shape)
        grad_rows = self._hand_back(grad, self.column_wins, self.rows, axis=1)
        grad_x = self._hand_back(grad_rows, self.row_wins, self.padded, axis=2)
        return crop(grad_x, self.over, self.x_shape)

    def _hand_back(
        self, grad: np.ndarray, wins: list[np.ndarray], x: np.ndarray, axis: int
    ) -> np.ndarray:
        grad_x = empty_like(x, grad.dtype)  # in memory as x, so that all copies are long
        size, stride = self.pool_size[axis - 1], self.strides[axis - 1]
        if stride != size or x.shape[axis] % size:  # some cells stand in no window, or in several
            grad_x[...] = 0
        hand_back(grad, wins, self._cells(grad_x, axis), overlapping=stride < size)
        return grad_x

    def pooling_tile(self) -> tuple[int, int] | None:
        """The windows' size, where each cell stands in one window: then the layer before may
        compute a window's cells together. See `helpers.pooled`."""
        return (
            self.pool_size if self.padding == "valid" and self.strides == self.pool_size else None
        )


def hand_back(
    grad: np.ndarray, wins: list[np.ndarray], cells: Any, overlapping: bool = False
) -> None:
    """The way back of `knock_out`: fill `cells` with the gradient where each won, 0 elsewhere.

    The last challenger is asked first. Where windows overlap, a cell may win in several, and their
    shares add up to what stands there.
    """
    first, *challengers = cells
    for won, cell in zip(reversed(wins), reversed(challengers), strict=True):
        if overlapping:
            share = grad * won
            cell += share
        else:
            share = np.multiply(grad, won, out=cell)
        grad = np.subtract(grad, share, out=empty_like(grad))
    if overlapping:
        first += grad
    else:
        first[...] = grad


def knock_out(cells: list[np.ndarray]) -> tuple[np.ndarray, list[np.ndarray]]:
    """The largest of some arrays, place by place, and where each challenger beat those before it.

    A tie stays with the earlier cell.
    """
    best, wins = cells[0], []
    for challenger in cells[1:]:
        wins.append(np.greater(challenger, best, out=empty_like(best, bool)))
        best = np.maximum(best, challenger, out=empty_like(best) if best is cells[0] else best)
    return best, wins


class AveragePooling2D(Pooling2D):
    """Keep the mean of each window; with padding "same" only real pixels count.

    Args:
        pool_size, strides, padding: as of MaxPooling2D.

    Shapes: x (N, H, W, C) to y (N, Ho, Wo, C).

    Gradient: each of the n pixels of a window has a share of 1/n in the mean, so each gets
    that share of its slope: grad_x = sum over its windows of grad / n.

    Source: Goodfellow, Bengio and Courville, Deep Learning, 2016, section 9.3,
    https://www.deeplearningbook.org/contents/convnets.html
    """

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        padded = self.check_input(x, 0)
        self.padded_shape = padded.shape
        ones = np.ones((1, *self.x_shape[1:3], 1), dtype=padded.dtype)
        self.counts = self._sums(pad(ones, self.over))  # real pixels of each window, (1, Ho, Wo, 1)
        return self._sums(padded) / self.counts

    def backward(self, grad: np.ndarray) -> np.ndarray:
        share = self.check_backward(grad, self.y_shape) / self.counts
        n_images, height, _, channels = self.padded_shape
        grad_rows = np.zeros((n_images, height, share.shape[2], channels), dtype=share.dtype)
        for cell in self._cells(grad_rows, axis=1):
            cell += share
        grad_x = np.zeros(self.padded_shape, dtype=share.dtype)
        for cell in self._cells(grad_x, axis=2):
            cell += grad_rows
        return crop(grad_x, self.over, self.x_shape)

    def _sums(self, padded: np.ndarray) -> np.ndarray:
        """The sum of each window, (N, Ho, Wo, C)."""
        rows = add_up(self._cells(padded, axis=2))  # (N, H, Wo, C)
        return add_up(self._cells(rows, axis=1))


def add_up(cells: list[np.ndarray]) -> np.ndarray:
    """The sum of some arrays of one shape, place by place."""
    total = cells[0].copy()
    for cell in cells[1:]:
        total += cell
    return total


class GlobalAveragePooling2D(Layer):
    """The mean of each whole map: one number a channel, wherever the pattern was.

    Shapes: x (N, H, W, C) to y (N, C).

    Gradient: each of the H*W pixels has an equal share: grad_x = grad / (H*W), spread out.

    Source: Lin, Chen and Yan, Network in network, 2013, https://arxiv.org/abs/1312.4400
    """

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        x = as_images(x, "GlobalAveragePooling2D")
        self.built, self.x_shape, self.y_shape = True, x.shape, (x.shape[0], x.shape[3])
        return x.mean(axis=(1, 2))

    def backward(self, grad: np.ndarray) -> np.ndarray:
        share = self.check_backward(grad, self.y_shape) / (self.x_shape[1] * self.x_shape[2])
        return np.broadcast_to(share[:, None, None], self.x_shape).copy()

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        check_image_shape(input_shape, "GlobalAveragePooling2D")
        return (input_shape[0], input_shape[3])
