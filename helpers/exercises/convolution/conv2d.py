"""Several channels, several filters, and a bias for each."""

import math

import numpy as np

from helpers.checking import Answer, Exercise, Mistake, then
from helpers.exercises.convolution._shared import (
    FLIP_HINT,
    SIGN_HINT,
    SQUARE_HINT,
    numbers,
)


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


def _channels_then_filters(maps):
    return maps.reshape(*maps.shape[:2], -1)


def _filters_then_channels(maps):
    return maps.swapaxes(2, 3).reshape(*maps.shape[:2], -1)


def _without_bias(answer: Answer) -> Answer:
    return lambda image, kernel, bias: answer(image, kernel, 0 * bias)


def _with_square_kernel(side: int) -> Answer:
    """conv2d, with one side of the kernel for both."""

    def conv2d_square(image, kernel, bias):
        k, filters = kernel.shape[side], kernel.shape[3]
        out = np.zeros((image.shape[0] - k + 1, image.shape[1] - k + 1, filters))
        for row, col, f in np.ndindex(out.shape):
            window = image[row : row + k, col : col + k]
            out[row, col, f] = (window * kernel[..., f]).sum() + bias[f]
        return out

    return conv2d_square


def _bias_everywhere(image, kernel, bias):
    maps = conv2d(image, kernel, 0 * bias)
    return maps + maps[..., 0].size * bias


def _as_many_as_channels(image, kernel, bias):
    """Room for as many maps as the image has channels."""
    maps, channels = conv2d(image, kernel, bias), image.shape[2]
    if maps.shape[2] > channels:
        raise IndexError
    return np.concatenate([maps, np.zeros_like(maps[..., :1]).repeat(channels, 2)], 2)[
        ..., :channels
    ]


def _filters_to_channels(image, kernel, bias):
    """Fills as many maps as the image has channels."""
    maps, channels = conv2d(image, kernel, bias), image.shape[2]
    if maps.shape[2] < channels:
        raise IndexError
    return maps * (np.arange(maps.shape[2]) < channels)


def _three_channels(image, kernel, bias):
    if image.shape[2] < 3:
        raise IndexError
    return conv2d(image[:, :, :3], kernel[:, :, :3], bias)


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
            then(_keeps_channels_apart, _channels_then_filters),
            then(_keeps_channels_apart, _filters_then_channels),
            _without_bias(_keeps_channels_apart),
            then(_without_bias(_keeps_channels_apart), _channels_then_filters),
            then(_without_bias(_keeps_channels_apart), _filters_then_channels),
        ),
        Mistake(
            "filters-first",
            "Your numbers are right, and your maps stand along the first axis. Here the filters "
            "are the last axis: every place of the map has one number for each filter.",
            then(conv2d, lambda maps: np.moveaxis(maps, 2, 0)),
        ),
        Mistake(
            "adds-up-the-filters",
            "You added the filters' responses together. Each filter makes a map of its own.",
            lambda image, kernel, bias: (
                conv2d(image, kernel, 0 * bias).sum(axis=2, keepdims=True) + bias
            ),
            then(conv2d, lambda maps: maps.sum(axis=2)),
            then(conv2d, lambda maps: maps.sum(axis=2, keepdims=True)),
        ),
        Mistake(
            "first-filter-only",
            "Your numbers come from the first filter alone. Each filter makes a map of its own.",
            lambda image, kernel, bias: conv2d(image, kernel[..., [0] * len(bias)], bias),
            then(conv2d, lambda maps: maps[..., :1]),
            then(conv2d, lambda maps: maps[..., 0]),
            then(conv2d, lambda maps: maps * (np.arange(maps.shape[2]) == 0)),
        ),
        Mistake(
            "adds-up-the-biases",
            "Every map of yours has the same bias, made of all of them. Each filter has its own.",
            lambda image, kernel, bias: conv2d(image, kernel, np.full_like(bias, bias.sum())),
            lambda image, kernel, bias: conv2d(image, kernel, np.full_like(bias, bias.mean())),
        ),
        Mistake(
            "bias-per-place",
            "Your bias was added to the whole map again for every place. At each place it is "
            "added once.",
            lambda image, kernel, bias: _bias_everywhere(image, kernel, bias),
            lambda image, kernel, bias: _bias_everywhere(
                image, kernel, np.full_like(bias, bias.sum())
            ),
        ),
        Mistake(
            "takes-kernel-for-square",
            SQUARE_HINT,
            _with_square_kernel(0),
            _with_square_kernel(1),
        ),
        Mistake(
            "assumes-three-channels",
            "Your answer counts on three channels, as a color image has. The image says how many "
            "there are.",
            _three_channels,
        ),
        Mistake(
            "loses-the-sign",
            SIGN_HINT,
            then(conv2d, lambda maps: np.maximum(maps, 0)),
            then(conv2d, np.abs),
        ),
        Mistake(
            "last-channel-only",
            "Only the last channel counts in your answer. Each channel's response is added to "
            "what is there already.",
            lambda image, kernel, bias: conv2d(image[:, :, -1:], kernel[:, :, -1:], bias),
        ),
        Mistake(
            "first-channel-for-all",
            "Each slice of your filters lies on the first channel. Slice c of a filter belongs to "
            "channel c of the image.",
            lambda image, kernel, bias: conv2d(image[:, :, [0] * image.shape[2]], kernel, bias),
        ),
        Mistake(
            "first-slice-for-all",
            "You laid the first slice of each filter on every channel. Each channel has a slice "
            "of its own.",
            lambda image, kernel, bias: conv2d(image, kernel[:, :, [0] * kernel.shape[2]], bias),
        ),
        Mistake(
            "channels-for-filters",
            "You counted maps by the channels that come in. There is one map for each filter, "
            "however many channels the image has.",
            _as_many_as_channels,
            _filters_to_channels,
        ),
        Mistake(
            "last-filter-for-all",
            "All your maps are those of the last filter: a later filter writes over what an "
            "earlier one wrote. Which index of the result says whose map it is?",
            lambda image, kernel, bias: conv2d(
                image, kernel[..., [-1] * len(bias)], bias[[-1] * len(bias)]
            ),
        ),
        Mistake(
            "bias-twice",
            "Your bias is added twice.",
            lambda image, kernel, bias: conv2d(image, kernel, 2 * bias),
        ),
        Mistake(
            "flat-maps",
            "Your numbers are right, one row for each window. Give the windows back their places, "
            "in rows and columns: three axes.",
            then(conv2d, lambda maps: maps.reshape(-1, maps.shape[2])),
        ),
    ],
)
