"""The kernel of a dense layer, for a Flatten that puts the channels first."""

import numpy as np

from helpers.checking import Exercise, Mistake


def dense_to_torch(kernel, shape):
    height, width, channels = shape
    rows = kernel.reshape(height, width, channels, -1)
    return rows.transpose(3, 2, 0, 1).reshape(kernel.shape[1], -1)


def _numbered(kernel, shape):
    places = np.arange(len(kernel)).reshape(shape)
    order = np.moveaxis(places, -1, 0).ravel()
    return kernel[order].T


def _loops(kernel, shape):
    height, width, channels = shape
    turned = []
    for channel in range(channels):
        for row in range(height):
            for column in range(width):
                turned.append(kernel[(row * width + column) * channels + channel])
    return np.array(turned).T


def _turned(*axes):
    """An answer that turns (H, W, C, U) in this way, the units first or last in the end."""

    def answer(kernel, shape):
        units = kernel.shape[1]
        turned = kernel.reshape(*shape, units).transpose(axes)
        return turned.reshape(units, -1) if axes[0] == 3 else turned.reshape(-1, units)

    return answer


def _back(kernel, shape):
    height, width, channels = shape
    maps = kernel.reshape(channels, height, width, -1)
    return maps.transpose(3, 1, 2, 0).reshape(kernel.shape[1], -1)


def _four_axes(kernel, shape):
    return kernel.reshape(*shape, -1).transpose(3, 2, 0, 1)


def _of(rng: np.random.Generator, shape: tuple[int, int, int], units: int) -> tuple:
    return rng.normal(size=(shape[0] * shape[1] * shape[2], units)), shape


EXERCISE = Exercise(
    prompt="Turn a dense kernel (H * W * C, U) into PyTorch's (U, C * H * W).",
    solution=dense_to_torch,
    cases=[
        (np.arange(24.0).reshape(12, 2), (2, 2, 3)),
        _of(np.random.default_rng(0), (2, 3, 4), 5),
        _of(np.random.default_rng(1), (3, 2, 2), 3),
        _of(np.random.default_rng(2), (4, 1, 3), 12),
    ],
    fresh=lambda rng: [_of(rng, (3, 4, 2), 3)],
    styles=[_numbered, _loops],
    mistakes=[
        Mistake(
            "keeps-the-order-of-flatten",
            "You turned the two axes. The rows are still in the order of a Flatten that puts the "
            "channels last. Fold them to (H, W, C) first.",
            lambda kernel, shape: kernel.T,
        ),
        Mistake(
            "keeps-units-last",
            "The inputs are in the right order. PyTorch puts the units first: (U, D).",
            _turned(2, 0, 1, 3),
        ),
        Mistake(
            "changes-nothing",
            "You returned the kernel as it was.",
            lambda kernel, shape: kernel,
        ),
        Mistake(
            "the-way-back",
            "You read the rows as if the channels came first already, and put them last. That is "
            "the way from PyTorch to here.",
            _back,
        ),
        Mistake(
            "rows-and-columns-exchanged",
            "The channels come first, but rows and columns have each other's place: (C, W, H).",
            _turned(3, 2, 1, 0),
            _turned(2, 1, 0, 3),
        ),
        Mistake(
            "channels-in-the-middle",
            "The channels stand between rows and columns. They come before both.",
            _turned(3, 0, 2, 1),
            _turned(3, 1, 2, 0),
        ),
        Mistake(
            "exchanges-rows-and-columns-alone",
            "You exchanged rows and columns. The channels are still last.",
            _turned(3, 1, 0, 2),
        ),
        Mistake(
            "reshapes-for-transpose",
            "`reshape` alone moves no number: it only cuts the same list at other places. The axes "
            "must change their places: use `transpose`.",
            lambda kernel, shape: kernel.reshape(kernel.shape[1], -1),
            lambda kernel, shape: kernel.T.reshape(kernel.shape),
        ),
        Mistake(
            "leaves-four-axes",
            "The numbers are in the right places, in an array of four axes. A dense kernel has "
            "two: (U, C * H * W).",
            _four_axes,
        ),
    ],
)
