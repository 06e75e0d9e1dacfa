"""Several channels and filters, with stride and padding."""

from typing import Any

import numpy as np

from helpers.checking import Answer, Exercise, Mistake, given
from helpers.exercises.convolution._shared import FLIP_HINT, numbers
from helpers.exercises.convolution._strided_maps import laid_on, padded, rounds_up, strided


def conv2d_strided(image, kernel, bias, stride, padding):
    return strided(padded(image, padding), kernel, bias, stride)


def _in_loops(image, kernel, bias, stride, padding):
    x = np.pad(image, ((padding, padding), (padding, padding), (0, 0)))
    kh, kw, channels, filters = kernel.shape
    height = (image.shape[0] + 2 * padding - kh) // stride + 1
    width = (image.shape[1] + 2 * padding - kw) // stride + 1
    y = np.zeros((height, width, filters))
    for row in range(height):
        for col in range(width):
            top, left = row * stride, col * stride
            window = x[top : top + kh, left : left + kw]
            for f in range(filters):
                y[row, col, f] = (window * kernel[:, :, :, f]).sum() + bias[f]
    return y


def _framed(**how: Any) -> Answer:
    """With another frame than one of zeros."""
    return lambda image, kernel, bias, stride, padding: strided(
        padded(image, padding, **how), kernel, bias, stride
    )


def _like_size(convolve: Answer) -> Answer:
    """The top left of another map, cut to the size of the right one."""

    def conv2d_cut(image, kernel, bias, stride, padding):
        height, width, _ = conv2d_strided(image, kernel, bias, stride, padding).shape
        return convolve(padded(image, padding), kernel, bias, stride)[:height, :width]

    return conv2d_cut


def _sized_without_frame(image, kernel, bias, stride, padding):
    y = conv2d_strided(image, kernel, bias, stride, padding)
    sides = zip(image.shape[:2], kernel.shape[:2], strict=True)
    height, width = ((n - k) // stride + 1 for n, k in sides)
    return y[:height, :width]


def _ends_early(*axes: int) -> Answer:
    """Loops over range(0, n - k, stride), without the + 1, along some axes."""

    def conv2d_short(image, kernel, bias, stride, padding):
        y = conv2d_strided(image, kernel, bias, stride, padding)
        ends = [
            -(-(image.shape[axis] + 2 * padding - kernel.shape[axis]) // stride)
            if axis in axes
            else None
            for axis in (0, 1)
        ]
        return y[: ends[0], : ends[1]]

    return conv2d_short


EXERCISE = Exercise(
    prompt="Apply every filter with a stride, to an image with zeros around it, and add the bias.",
    solution=conv2d_strided,
    cases=[
        (numbers(4, 5, 1, seed=1), numbers(2, 2, 1, 1, seed=2), np.array([10.0]), 2, 0),
        (numbers(3, 4, 1, seed=3), numbers(3, 3, 1, 1, seed=4), np.array([7.0]), 1, 1),
        (numbers(2, 3, 1, seed=15), numbers(3, 3, 1, 1, seed=16), np.array([4.0]), 1, 2),
        (numbers(5, 6, 2, seed=5), numbers(2, 3, 2, 3, seed=6), np.array([1.0, 20.0, -30.0]), 2, 1),
        (numbers(7, 7, 3, seed=7), numbers(3, 3, 3, 2, seed=8), np.array([5.0, -9.0]), 3, 2),
        (numbers(6, 8, 2, seed=9), numbers(3, 2, 2, 2, seed=10), np.array([-8.0, 4.0]), 2, 0),
        (numbers(4, 4, 2, seed=11), numbers(1, 1, 2, 2, seed=12), np.array([3.0, 2.0]), 3, 1),
        (numbers(5, 4, 1, seed=13), numbers(2, 2, 1, 2, seed=14), np.array([6.0, -5.0]), 1, 0),
    ],
    fresh=lambda rng: [
        (rng.normal(size=(8, 7, 2)), rng.normal(size=(3, 2, 2, 3)), rng.normal(size=3) + 3, 2, 1)
    ],
    styles=[_in_loops],
    mistakes=[
        Mistake(
            "ignores-stride",
            "Your maps are those of stride 1. With a larger stride fewer windows are laid.",
            lambda image, kernel, bias, stride, padding: conv2d_strided(
                image, kernel, bias, 1, padding
            ),
        ),
        Mistake(
            "windows-do-not-stride",
            "Your map has the right size, but its windows are neighbors: output (0, 1) stands "
            "beside output (0, 0), and its window should stand a whole stride further.",
            lambda image, kernel, bias, stride, padding: strided(
                padded(image, padding), kernel, bias, 1, 1, stride
            )[:, : (image.shape[1] + 2 * padding - kernel.shape[1]) // stride + 1],
        ),
        Mistake(
            "strides-rows-only",
            "You skip rows, and no columns. The stride holds in both directions.",
            lambda image, kernel, bias, stride, padding: strided(
                padded(image, padding), kernel, bias, stride, 1
            ),
            _like_size(lambda x, kernel, bias, stride: strided(x, kernel, bias, stride, 1)),
        ),
        Mistake(
            "strides-columns-only",
            "You skip columns, and no rows. The stride holds in both directions.",
            lambda image, kernel, bias, stride, padding: conv2d_strided(
                image, kernel, bias, 1, padding
            )[:, ::stride],
            _like_size(lambda x, kernel, bias, stride: strided(x, kernel, bias, 1)[:, ::stride]),
        ),
        Mistake(
            "ignores-padding",
            "The padding makes no difference in your answer. Put the frame of zeros around the "
            "image before you lay the first window.",
            lambda image, kernel, bias, stride, padding: conv2d_strided(
                image, kernel, bias, stride, 0
            ),
        ),
        Mistake(
            "pads-one-side",
            "You have the padding on one side only, in the frame or in the size of the map. "
            "`padding` is the number of zeros on *each* side.",
            lambda image, kernel, bias, stride, padding: strided(
                padded(image, padding, 0), kernel, bias, stride
            ),
            lambda image, kernel, bias, stride, padding: strided(
                padded(image, 0, padding), kernel, bias, stride
            ),
        ),
        Mistake(
            "pads-one-direction",
            "Your frame is there in one direction only: above and below, or left and right. It "
            "goes all around the image.",
            lambda image, kernel, bias, stride, padding: strided(
                np.pad(image, ((padding, padding), (0, 0), (0, 0))), kernel, bias, stride
            ),
            laid_on(lambda image, p: np.pad(image, ((p, p), (0, 0), (0, 0)))),
            laid_on(lambda image, p: np.pad(image, ((0, 0), (p, p), (0, 0)))),
            lambda image, kernel, bias, stride, padding: strided(
                np.pad(image, ((0, 0), (padding, padding), (0, 0))), kernel, bias, stride
            ),
        ),
        Mistake(
            "pads-channels",
            "You padded the channel axis as well: a number as the width of `np.pad` holds for all "
            "axes. It takes a pair for each axis, too.",
            lambda image, kernel, bias, stride, padding: strided(
                np.pad(image, padding), kernel, bias, stride
            ),
        ),
        Mistake(
            "pads-with-the-border",
            "Your frame is made of pixels of the image. Here it is made of zeros.",
            *(_framed(mode=mode) for mode in ("edge", "reflect", "symmetric", "wrap")),
        ),
        Mistake(
            "rounds-up",
            "Your map has a row or a column too many: its last window hangs over the edge. A "
            "window counts only if it fits whole.",
            rounds_up,
        ),
        Mistake(
            "forgets-bias",
            "Every number of a map is off by the same amount. Which number of each filter have you "
            "not used?",
            lambda image, kernel, bias, stride, padding: conv2d_strided(
                image, kernel, 0 * bias, stride, padding
            ),
        ),
        Mistake(
            "ignores-stride-and-padding",
            "Neither the stride nor the padding makes a difference in your answer.",
            lambda image, kernel, bias, stride, padding: conv2d_strided(image, kernel, bias, 1, 0),
        ),
        Mistake(
            "pads-the-map",
            "You put the frame of zeros around the map. It belongs around the image, before the "
            "first window is laid.",
            lambda image, kernel, bias, stride, padding: padded(
                conv2d_strided(image, kernel, bias, stride, 0), padding
            ),
            lambda image, kernel, bias, stride, padding: padded(
                conv2d_strided(image, kernel, bias, 1, 0), padding
            )[::stride, ::stride],
        ),
        Mistake(
            "size-without-padding",
            "Your map ends too early: its size does not count the frame, which makes the image "
            "longer.",
            _sized_without_frame,
        ),
        Mistake(
            "frame-not-zero",
            "The numbers of your frame are not 0. What would `np.zeros` of the right shape hold?",
            _framed(constant_values=1),
        ),
        Mistake(
            "flipped-kernel",
            FLIP_HINT,
            given(conv2d_strided, kernel=lambda kernel: kernel[::-1, ::-1]),
        ),
        Mistake(
            "one-bias-for-all",
            "All your maps have the bias of the first filter. Each filter has its own.",
            given(conv2d_strided, bias=lambda bias: np.full_like(bias, bias[0])),
        ),
        Mistake(
            "first-filter-only",
            "Your maps are made by the first filter alone. Each filter makes a map of its own.",
            given(conv2d_strided, kernel=lambda kernel: kernel[..., [0] * kernel.shape[3]]),
        ),
        Mistake(
            "first-channel-only",
            "Only the first channel counts in your answer. A filter looks through all channels at "
            "once.",
            given(
                conv2d_strided,
                kernel=lambda kernel: kernel * (np.arange(kernel.shape[2]) == 0)[:, None],
            ),
        ),
        Mistake(
            "strides-by-the-kernel",
            "Your windows lie side by side, a whole kernel apart. How far apart they are is the "
            "stride.",
            laid_on(padded, lambda kernel, stride: kernel.shape[:2]),
            lambda image, kernel, bias, stride, padding: strided(
                padded(image, padding), kernel, bias, kernel.shape[0], kernel.shape[1]
            ),
        ),
        Mistake(
            "starts-one-stride-late",
            "Your first window starts a whole stride inside the image. Output (0, 0) has its "
            "window in the corner of the padded image.",
            lambda image, kernel, bias, stride, padding: conv2d_strided(
                image, kernel, bias, 1, padding
            )[stride:, stride:],
            lambda image, kernel, bias, stride, padding: conv2d_strided(
                image, kernel, bias, 1, padding
            )[stride::stride, stride::stride],
        ),
        Mistake(
            "reads-the-bare-image",
            "Your map has the size for a padded image, and its windows are cut from the image "
            "without the frame.",
            laid_on(lambda image, padding: image),
        ),
        Mistake(
            "fixed-frame",
            "Your frame is one pixel wide whatever `padding` says.",
            laid_on(lambda image, padding: padded(image, 1)),
            lambda image, kernel, bias, stride, padding: conv2d_strided(
                image, kernel, bias, stride, 1
            ),
        ),
        Mistake(
            "fixed-stride",
            "Your windows are two pixels apart whatever `stride` says.",
            laid_on(padded, lambda kernel, stride: (2, 2)),
            lambda image, kernel, bias, stride, padding: conv2d_strided(
                image, kernel, bias, 2, padding
            ),
        ),
        Mistake(
            "off-by-one",
            "The last window that fits is missing in your map. A range ends before its second "
            "number.",
            _ends_early(0, 1),
            _ends_early(0),
            _ends_early(1),
        ),
    ],
)
