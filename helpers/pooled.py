"""A convolution and the max pooling after it in one step: less to write, less to read.

Of the sums of a pooling window, one goes on. So they are computed side by side, as a tile (see
`helpers.tiles`): each cell of all windows is one long piece of memory, and the largest is found
without a walk through the images. Bias and activation come after the pooling, where a quarter of
the numbers is left: as long as the activation gives a larger number no smaller value, the largest
number has the largest value. What comes out, forward and back, is what the two layers give one
after the other.
"""

from typing import Any

import numpy as np

from helpers.buffers import empty
from helpers.layer import Layer
from helpers.pooling import hand_back, knock_out
from helpers.windows import from_rows, to_rows

MOST_WORK = 2  # a tile pays where the wide kernel is less than so many times as wide


def largest(cells: list[np.ndarray]) -> tuple[np.ndarray, None]:
    """As `knock_out`, without the results of the matches."""
    best = cells[0]
    for cell in cells[1:]:
        best = np.maximum(
            best, cell, out=empty(best.shape, best.dtype) if best is cells[0] else best
        )
    return best, None


class PooledConvolution:
    """A Conv2D and the MaxPooling2D after it, as a layer: `forward`, `backward`, `fill_gradients`.

    Args:
        tile: the size of the pooling's windows, (height, width).
    """

    def __init__(self, convolution: Any, pooling: Layer, tile: tuple[int, int]) -> None:
        self.convolution, self.pooling, self.tile = convolution, pooling, tile
        self.name, self.params = convolution.name, convolution.params
        self.wins: Any = None
        self.y_shape: Any = None

    @classmethod
    def of(cls, convolution: Any, pooling: Layer, tile: tuple[int, int] | None) -> Any:
        """The two together, or None where they can not be, or would be no faster."""
        activation = vars(type(convolution.activation))
        if tile is None or convolution.strides != (1, 1) or not activation.get("keeps_order"):
            return None
        width = convolution.kernel_size[1]
        pays = width + tile[1] - 1 < MOST_WORK * width
        return cls(convolution, pooling, tile) if pays else None

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        layer, (down, across) = self.convolution, self.tile
        x = layer.check_input(x)
        self.y_shape = self.pooling.compute_output_shape(layer.y_shape)
        sums = layer.sums(x, across, self.y_shape[1] * down)
        # Predicting needs the best alone; (Ho, F, Wo*N).
        best, self.wins = (knock_out if training else largest)(self._cells(sums))
        if layer.use_bias:
            best += layer.params["bias"][:, None]
        y = layer.activate(from_rows(best, self.y_shape))
        layer.y_shape = self.pooling.y_shape = None  # none of them went forward alone
        return y

    def backward(self, grad: np.ndarray, input_gradient: bool = True) -> np.ndarray | None:
        layer = self.convolution
        if layer.y_shape is not None:  # since then it went alone, and so it goes back
            return layer.backward(self.pooling.backward(grad))
        if self.wins is None:
            self.forward(layer.x, training=True)
        grad = layer.check_backward(grad, self.y_shape)
        grad_rows = to_rows(layer.activation.backward(grad))
        if layer.use_bias:
            layer.grads["bias"] = grad_rows.sum(axis=(0, 2))
        slopes, middle = layer.room_for_slopes(grad_rows.dtype, edges=input_gradient)
        hand_back(grad_rows, self.wins, self._cells(middle))
        shares = layer.backward_of_sums(slopes, input_gradient)
        del slopes, middle  # their memory is free for the gradient by x
        return None if shares is None else layer.gather(shares)

    def fill_gradients(self, grad: np.ndarray) -> None:
        self.backward(grad, input_gradient=False)

    def _cells(self, sums: np.ndarray) -> list[np.ndarray]:
        """The sums of each cell of the pooling's windows, (Ho, F, Wo*N)."""
        down, across = self.tile
        filters, places = self.convolution.filters, sums.shape[2]
        parts = sums.reshape(len(sums) // down, down, across, filters, places)
        return [parts[:, row, col] for row, col in np.ndindex(self.tile)]
