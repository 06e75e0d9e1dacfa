"""Several channels, several filters, and a bias for each."""

import math

import numpy as np

from helpers.checking import Exercise, Mistake
from helpers.exercises.convolution._shared import FLIP_HINT, numbers


def conv2d(image, kernel, bias):
    height, width, _, filters = kernel.shape
    out = np.zeros((image.shape[0] - height + 1, image.shape[1] - width + 1, filters))
    for row, col, f in np.ndindex(out.shape):
        window = image[row : row + height, col : col + width]  # (kh, kw, C)
        out[row, col, f] = (window * kernel[:, :, :, f]).sum() + bias[f]
    return out


def _keeps_channels_apart(image, kernel, bias):
    channels = range(image.shape[2])
    maps = [conv2d(image[:, :, [c]], kernel[:, :, [c]], bias) for c in channels]
    return np.stack(maps, axis=2)


def _map_by_map(image, kernel, bias):
    kh, kw, channels, filters = kernel.shape
    height, width = image.shape[0] - kh + 1, image.shape[1] - kw + 1
    out = np.zeros((height, width, filters))
    for f in range(filters):
        for row in range(height):
            for col in range(width):
                for c in range(channels):
                    window = image[row : row + kh, col : col + kw, c]
                    out[row, col, f] += (window * kernel[:, :, c, f]).sum()
                out[row, col, f] += bias[f]
    return out


def _all_filters_at_once(image, kernel, bias):
    kh, kw, channels, filters = kernel.shape
    out = np.zeros((image.shape[0] - kh + 1, image.shape[1] - kw + 1, filters))
    for row in range(out.shape[0]):
        for col in range(out.shape[1]):
            window = image[row : row + kh, col : col + kw, :, None]
            out[row, col] = (window * kernel).sum(axis=(0, 1, 2)) + bias
    return out


EXERCISE = Exercise(
    prompt="Apply every filter to an image of several channels, and add each filter's bias.",
    solution=conv2d,
    cases=[
        (numbers(3, 4, 2, seed=1), numbers(2, 2, 2, 1, seed=2), np.array([10.0])),
        (numbers(4, 4, 3, seed=3), numbers(3, 3, 3, 2, seed=4), np.array([5.0, -20.0])),
        (numbers(5, 6, 2, seed=5), numbers(2, 3, 2, 4, seed=6), np.array([1.0, 20.0, -30.0, 4.0])),
        (numbers(6, 5, 4, seed=7), numbers(3, 2, 4, 3, seed=8), np.array([7.0, 0.0, -9.0])),
        (numbers(4, 5, 1, seed=9), numbers(2, 2, 1, 3, seed=10), np.array([3.0, 6.0, -2.0])),
        (numbers(3, 3, 5, seed=11), numbers(1, 1, 5, 2, seed=12), np.array([-8.0, 2.0])),
        (numbers(4, 3, 3, seed=13), numbers(4, 3, 3, 3, seed=14), np.array([11.0, 12.0, -13.0])),
    ],
    fresh=lambda rng: [
        (rng.normal(size=(6, 7, 3)), rng.normal(size=(3, 2, 3, 4)), rng.normal(size=4) + 3),
    ],
    styles=[_map_by_map, _all_filters_at_once],
    mistakes=[
        Mistake(
            "forgets-bias",
            "Every number of a map is off by the same amount. Each filter has one number more than "
            "its kernel, which is added to all its responses.",
            lambda image, kernel, bias: conv2d(image, kernel, 0 * bias),
        ),
        Mistake(
            "first-channel-only",
            "Only the first channel counts in your answer. A filter has one slice for each channel "
            "of the image, and looks through all of them at once.",
            lambda image, kernel, bias: conv2d(image[:, :, :1], kernel[:, :, :1], bias),
        ),
        Mistake(
            "averages-channels",
            "You averaged over the channels. Each channel's response is added to the others'; "
            "nothing is divided by their number.",
            lambda image, kernel, bias: conv2d(image, kernel, 0 * bias) / kernel.shape[2] + bias,
            lambda image, kernel, bias: conv2d(image, kernel, bias) / kernel.shape[2],
        ),
        Mistake(
            "flipped-kernel",
            FLIP_HINT,
            lambda image, kernel, bias: conv2d(image, kernel[::-1, ::-1], bias),
            lambda image, kernel, bias: conv2d(image, kernel[::-1, ::-1, ::-1], bias),
        ),
        Mistake(
            "bias-per-input-channel",
            "Your bias was added once for every channel of the image. A filter has one bias, added "
            "once to the sum over all channels.",
            lambda image, kernel, bias: conv2d(image, kernel, kernel.shape[2] * bias),
        ),
        Mistake(
            "bias-per-kernel-cell",
            "Your bias was added with every product. It is added once, when the sum of products is "
            "complete.",
            lambda image, kernel, bias: conv2d(image, kernel, math.prod(kernel.shape[:3]) * bias),
            lambda image, kernel, bias: conv2d(image, kernel, math.prod(kernel.shape[:2]) * bias),
        ),
        Mistake(
            "one-bias-for-all",
            "All your maps have the bias of the first filter. Each filter has its own.",
            lambda image, kernel, bias: conv2d(image, kernel, np.full_like(bias, bias[0])),
        ),
        Mistake(
            "keeps-channels-apart",
            "You have one map for each channel and filter. A filter makes a single map: the "
            "responses of its channels are added.",
            _keeps_channels_apart,
        ),
    ],
)
