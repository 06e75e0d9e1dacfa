"""Maps with a stride and a frame, right and wrong."""

import numpy as np

from helpers.checking import Answer


def padded(image, before, after=None, **how):
    after = before if after is None else after
    return np.pad(image, ((before, after), (before, after), (0, 0)), **how)


def strided(x, kernel, bias, stride, column_stride=None, size_stride=None):
    """Convolve what is padded already; windows may move otherwise than the size says."""
    across, counted = column_stride or stride, size_stride or stride
    kh, kw, _, filters = kernel.shape
    height = (x.shape[0] - kh) // counted + 1
    width = (x.shape[1] - kw) // (column_stride or counted) + 1
    y = np.zeros((height, width, filters))
    for row in range(height):
        for col in range(width):
            top, left = row * stride, col * across
            window = x[top : top + kh, left : left + kw, :, None]
            y[row, col] = (window * kernel).sum(axis=(0, 1, 2)) + bias
    return y


def laid_on(frame: Answer, step: Answer = lambda kernel, stride: (stride, stride)) -> Answer:
    """A map of the right size, of windows laid on frame(image, padding), some step apart."""

    def conv2d_laid(image, kernel, bias, stride, padding):
        x, (down, across) = frame(image, padding), step(kernel, stride)
        kh, kw, _, filters = kernel.shape
        height = (image.shape[0] + 2 * padding - kh) // stride + 1
        width = (image.shape[1] + 2 * padding - kw) // stride + 1
        y = np.zeros((height, width, filters))
        for row, col, f in np.ndindex(y.shape):
            window = x[row * down : row * down + kh, col * across : col * across + kw]
            y[row, col, f] = (window * kernel[..., f]).sum() + bias[f]
        return y

    return conv2d_laid


def rounds_up(image, kernel, bias, stride, padding):
    x = padded(image, padding)
    missing = [-(x.shape[axis] - kernel.shape[axis]) % stride for axis in (0, 1)]
    x = np.pad(x, ((0, missing[0]), (0, missing[1]), (0, 0)))
    return strided(x, kernel, bias, stride)
