"""Every window of an image, one channel. No flip, as in the field's libraries."""

import numpy as np

from helpers.checking import Answer, Exercise, Mistake, then
from helpers.exercises.convolution._shared import (
    FLIP_HINT,
    MIRROR_HINT,
    SIGN_HINT,
    SQUARE_HINT,
    if_it_runs,
    numbers,
)
from helpers.exercises.convolution._wrong_maps import (
    combined,
    first_alone,
    in_corner,
    in_middle,
    on_a_frame_of_one,
    side_by_side_with_gaps,
    square_loops,
    windows_of,
    with_sides,
)


def convolve2d(image, kernel):
    height, width = kernel.shape
    out = np.zeros((image.shape[0] - height + 1, image.shape[1] - width + 1))
    for row, col in np.ndindex(out.shape):
        out[row, col] = (image[row : row + height, col : col + width] * kernel).sum()
    return out


def _same_padding(before: Answer, after: Answer) -> Answer:
    def convolve2d_same(image, kernel):
        widths = [(before(size), after(size)) for size in kernel.shape]
        return convolve2d(np.pad(image, widths), kernel)

    return convolve2d_same


def _two_loops(image, kernel):
    kh, kw = kernel.shape
    height, width = image.shape
    out = np.zeros((height - kh + 1, width - kw + 1))
    for row in range(height - kh + 1):
        for col in range(width - kw + 1):
            window = image[row : row + kh, col : col + kw]
            out[row, col] = (window * kernel).sum()
    return out


def _four_loops(image, kernel):
    kh, kw = kernel.shape
    out = np.zeros((image.shape[0] - kh + 1, image.shape[1] - kw + 1))
    for row in range(out.shape[0]):
        for col in range(out.shape[1]):
            total = 0.0
            for i in range(kh):
                for j in range(kw):
                    total += image[row + i, col + j] * kernel[i, j]
            out[row, col] = total
    return out


EXERCISE = Exercise(
    prompt="Lay the kernel on every window of the image, and return the array of all responses.",
    solution=convolve2d,
    cases=[
        (numbers(3, 4, seed=1), np.array([[1.0, 2.0], [0.0, -1.0]])),
        (numbers(4, 4, seed=2), np.array([[1.0, 0.0], [2.0, 3.0]])),
        (numbers(4, 6, seed=3), np.array([[1.0, -2.0, 0.0], [3.0, 1.0, 2.0]])),
        (numbers(6, 5, seed=4), numbers(3, 3, seed=5)),
        (numbers(5, 5, seed=6), numbers(3, 3, seed=7)),
        (numbers(7, 4, seed=8), numbers(3, 2, seed=9)),
        (numbers(7, 7, seed=10), numbers(4, 4, seed=11)),
        (numbers(3, 5, seed=12), np.array([[2.0]])),
        (numbers(4, 3, seed=13), numbers(4, 3, seed=14)),
        (numbers(1, 6, seed=15), np.array([[1.0, 3.0, -1.0]])),
        (numbers(3, 4, seed=16), np.array([[0.25, 0.5], [0.0, 0.25]])),
    ],
    fresh=lambda rng: [
        (rng.normal(size=(9, 7)), rng.normal(size=(3, 4))),
        (rng.normal(size=(8, 8)), rng.normal(size=(3, 3))),
    ],
    styles=[_two_loops, _four_loops],
    mistakes=[
        Mistake(
            "flipped-kernel",
            FLIP_HINT,
            lambda image, kernel: convolve2d(image, kernel[::-1, ::-1]),
        ),
        Mistake(
            "same-padding",
            "Your kernel also stands where it hangs over the edge, on zeros that are not in the "
            "image. Only windows that lie whole inside the image count here, so the result is "
            "smaller than the image.",
            _same_padding(lambda size: (size - 1) // 2, lambda size: size // 2),
            _same_padding(lambda size: size // 2, lambda size: (size - 1) // 2),
            _same_padding(lambda size: size // 2, lambda size: size // 2),
            if_it_runs(on_a_frame_of_one),
        ),
        Mistake(
            "swaps-row-and-column",
            "Your result is the right one, mirrored at its diagonal. Rows come first, for the "
            "image, for the kernel and for the result: [row, col].",
            lambda image, kernel: convolve2d(image, kernel).T,
        ),
        Mistake(
            "off-by-one",
            "Your last row and your last column are missing. On an image 5 wide, a kernel 3 wide "
            "can start at columns 0, 1 and 2: how many is that?",
            lambda image, kernel: convolve2d(image, kernel)[:-1, :-1],
            then(convolve2d, lambda out: np.pad(out[:-1, :-1], [(0, 1), (0, 1)])),
        ),
        Mistake(
            "full-padding",
            "Your result is larger than the image: the kernel stands wherever one of its corners "
            "touches the image. Only windows that lie whole inside the image count here.",
            _same_padding(lambda size: size - 1, lambda size: size - 1),
        ),
        Mistake(
            "mean-not-sum",
            "You averaged the products of each window. A response is their sum.",
            lambda image, kernel: convolve2d(image, kernel) / kernel.size,
        ),
        Mistake(
            "cuts-off-fractions",
            "Your result holds whole numbers only, so the fractions are cut off. What dtype does "
            "your array of zeros have?",
            lambda image, kernel: np.trunc(convolve2d(image, kernel)),
        ),
        Mistake(
            "stride-of-kernel",
            "Your windows lie side by side. The kernel moves by one pixel at a time, so windows "
            "overlap.",
            lambda image, kernel: convolve2d(image, kernel)[:: kernel.shape[0], :: kernel.shape[1]],
            lambda image, kernel: side_by_side_with_gaps(convolve2d(image, kernel), kernel),
        ),
        Mistake(
            "takes-kernel-for-square",
            SQUARE_HINT,
            with_sides(lambda kernel: kernel.shape[0], lambda kernel: kernel.shape[0]),
            with_sides(lambda kernel: kernel.shape[1], lambda kernel: kernel.shape[1]),
        ),
        Mistake(
            "fixed-window-size",
            "Your windows have one size whatever the kernel is. They must be as large as the "
            "kernel that comes.",
            windows_of(2),
            windows_of(3),
            with_sides(lambda kernel: 2, lambda kernel: 2),
            with_sides(lambda kernel: 3, lambda kernel: 3),
        ),
        Mistake(
            "takes-image-for-square",
            "Your columns end where your rows do. Images may be wider than high, or higher than "
            "wide.",
            then(convolve2d, square_loops),
            lambda image, kernel: convolve2d(image, kernel)[
                :, : image.shape[0] - kernel.shape[0] + 1
            ],
        ),
        Mistake(
            "keeps-image-size",
            "Your result is as large as the image, and what no window fills stays 0 in it. A "
            "kernel that is 3 wide has 2 places less than the image has columns.",
            lambda image, kernel: in_corner(convolve2d(image, kernel), image.shape),
            lambda image, kernel: in_middle(convolve2d(image, kernel), image.shape),
        ),
        Mistake(
            "last-response-only",
            "You returned one number, the response of the last window. Every window has its own, "
            "at its place in an array.",
            lambda image, kernel: float(convolve2d(image, kernel)[-1, -1]),
        ),
        Mistake(
            "first-response-only",
            "You have the response of the first window, and of no other. Every window has its "
            "own, at its place in an array.",
            lambda image, kernel: float(convolve2d(image, kernel)[0, 0]),
            then(convolve2d, first_alone),
        ),
        Mistake(
            "first-row-only",
            "Only the first row of your result is filled. Does your function end before the other "
            "rows had their turn?",
            then(convolve2d, lambda out: out * (np.arange(len(out)) == 0)[:, None]),
        ),
        Mistake(
            "flat-result",
            "Your responses stand in one long row. Give each its place: the array has as many "
            "rows as the kernel has places downwards.",
            then(convolve2d, np.ravel),
        ),
        Mistake(
            "loses-the-sign",
            SIGN_HINT,
            then(convolve2d, np.abs),
            then(convolve2d, lambda out: np.maximum(out, 0)),
            then(convolve2d, lambda out: out.astype(int).astype(np.uint8)),
        ),
        Mistake(
            "mirrored-kernel",
            MIRROR_HINT,
            lambda image, kernel: convolve2d(image, kernel[::-1]),
            lambda image, kernel: convolve2d(image, kernel[:, ::-1]),
        ),
        Mistake(
            "transposed-kernel",
            "Your kernel lies on its side: its rows meet the windows' columns. Row i, column j of "
            "the kernel lies on row i, column j of the window.",
            combined(lambda window, kernel: (window * kernel.T).sum()),
        ),
        Mistake(
            "multiplies-the-sums",
            "You multiplied two sums, that of the window and that of the kernel. Each pixel is "
            "first multiplied by the number that lies on it.",
            combined(lambda window, kernel: window.sum() * kernel.sum()),
        ),
        Mistake(
            "one-pixel-for-all",
            "In each window you multiplied its top-left pixel by every number of the kernel. Each "
            "number lies on a pixel of its own.",
            combined(lambda window, kernel: window[0, 0] * kernel.sum()),
        ),
        Mistake(
            "divides-by-the-kernel",
            "You divided by the sum of the kernel's numbers, as a mean with weights does. A "
            "response is the sum of products, and nothing is divided.",
            lambda image, kernel: convolve2d(image, kernel) / kernel.sum(),
        ),
        Mistake(
            "running-total",
            "Each of your responses holds those of the windows before it. The sum starts again at "
            "0 for every window.",
            lambda image, kernel: np.cumsum(convolve2d(image, kernel)).reshape(
                convolve2d(image, kernel).shape
            ),
            lambda image, kernel: np.cumsum(convolve2d(image, kernel), axis=1),
        ),
        Mistake(
            "ignores-position",
            "All your responses are the same, those of the window in the corner. Each response "
            "has a window that starts at its own row and column.",
            then(convolve2d, lambda out: np.full_like(out, out[0, 0])),
        ),
        Mistake(
            "last-product-only",
            "In each response one product is left, that of the last pixel of the window. A "
            "response is the sum of all of them.",
            combined(lambda window, kernel: window[-1, -1] * kernel[-1, -1]),
        ),
    ],
)
