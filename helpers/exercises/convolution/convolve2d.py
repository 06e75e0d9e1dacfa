"""Every window of an image, one channel. No flip, as in the field's libraries."""

import numpy as np

from helpers.checking import Answer, Exercise, Mistake, then
from helpers.exercises.convolution._shared import FLIP_HINT, numbers


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
        ),
    ],
)
