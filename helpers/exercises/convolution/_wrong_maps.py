"""Maps of one channel, made as a beginner may make them."""

import numpy as np

from helpers.checking import Answer


def on_a_frame_of_one(image, kernel):
    kh, kw = kernel.shape
    padded = np.pad(image, 1)
    out = np.zeros(image.shape)
    for row, col in np.ndindex(out.shape):
        out[row, col] = (padded[row : row + kh, col : col + kw] * kernel).sum()
    return out


def side_by_side_with_gaps(out, kernel):
    there = np.zeros_like(out)
    there[:: kernel.shape[0], :: kernel.shape[1]] = 1
    return out * there


def with_sides(height: Answer, width: Answer) -> Answer:
    """Convolve as if the kernel had other sides than it has."""

    def convolve2d_fixed(image, kernel):
        kh, kw = height(kernel), width(kernel)
        out = np.zeros((image.shape[0] - kh + 1, image.shape[1] - kw + 1))
        for row, col in np.ndindex(out.shape):
            out[row, col] = (image[row : row + kh, col : col + kw] * kernel).sum()
        return out

    return convolve2d_fixed


def windows_of(size: int) -> Answer:
    """Windows of one size whatever the kernel is, in a map of the right size."""

    def convolve2d_cut(image, kernel):
        kh, kw = kernel.shape
        out = np.zeros((image.shape[0] - kh + 1, image.shape[1] - kw + 1))
        for row, col in np.ndindex(out.shape):
            out[row, col] = (image[row : row + size, col : col + size] * kernel).sum()
        return out

    return convolve2d_cut


def combined(combine: Answer) -> Answer:
    """Convolve with something else in place of the sum of products."""

    def convolve2d_otherwise(image, kernel):
        kh, kw = kernel.shape
        out = np.zeros((image.shape[0] - kh + 1, image.shape[1] - kw + 1))
        for row, col in np.ndindex(out.shape):
            out[row, col] = combine(image[row : row + kh, col : col + kw], kernel)
        return out

    return convolve2d_otherwise


def square_loops(right):
    """Both loops run over the rows of the result."""
    out = np.zeros_like(right)
    for row, col in np.ndindex(len(out), len(out)):
        out[row, col] = right[row, col]
    return out


def in_corner(right, shape):
    out = np.zeros(shape)
    out[: right.shape[0], : right.shape[1]] = right
    return out


def in_middle(right, shape):
    out = np.zeros(shape)
    top, left = ((whole - part) // 2 for whole, part in zip(shape, right.shape, strict=True))
    out[top : top + right.shape[0], left : left + right.shape[1]] = right
    return out


def first_alone(right):
    out = np.zeros_like(right)
    out[0, 0] = right[0, 0]
    return out
