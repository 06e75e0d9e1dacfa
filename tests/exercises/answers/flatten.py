"""Chapter 4: right answers in other styles, known mistakes in other styles, unlisted ones."""

import numpy as np


def flatten_loops(x):
    n, h, w, c = x.shape
    out = np.zeros((n, h * w * c), np.float32)
    for i in range(n):
        place = 0
        for row in range(h):
            for col in range(w):
                for channel in range(c):
                    out[i, place] = x[i, row, col, channel]
                    place += 1
    return out


def unflatten_loops(grad, shape):
    h, w, c = shape
    out = np.zeros((len(grad), h, w, c))
    for place in range(h * w * c):
        pixel, channel = divmod(place, c)
        row, col = divmod(pixel, w)
        out[:, row, col, channel] = grad[:, place]
    return out


def fortran_loops(grad, shape):
    return np.stack([row.reshape(shape, order="F") for row in grad])


def position_by_counting(index, width, channels):
    row = col = channel = 0
    for _ in range(index):
        channel += 1
        if channel == channels:
            channel, col = 0, col + 1
        if col == width:
            col, row = 0, row + 1
    return [row, col, channel]


def flatten_recursively(x):
    def numbers(part):
        return [n for each in part for n in numbers(each)] if part.ndim else [float(part)]

    return np.array([numbers(image) for image in x])


def unflatten_by_indexing(grad, shape):
    h, w, c = shape
    row, col, channel = np.indices(shape)
    return np.asfortranarray(grad[:, (row * w + col) * c + channel])


def unflatten_by_iterating(grad, shape):
    out = np.empty((len(grad), *shape), order="F")
    for n, numbers in enumerate(grad):
        numbers = iter(numbers)
        for place in np.ndindex(*shape):
            out[(n, *place)] = next(numbers)
    return out


def index_by_counting(row, col, channel, width, channels):
    place = 0
    for r in range(row + 1):
        for c in range(width):
            for k in range(channels):
                if (r, c, k) == (row, col, channel):
                    return place
                place += 1
    return None


def parameters_by_units(height, width, channels, units):
    total = 0
    for _ in range(units):
        total += height * width * channels
        total += 1
    return np.int32(total)


def not_moving_on(x):
    n, h, w, c = x.shape
    out = np.zeros((n, h * w * c))
    for i in range(n):
        place = 0
        for row, col, channel in np.ndindex(h, w, c):
            out[i, place] = x[i, row, col, channel]
    return out


RIGHT = {
    "flat_position": [
        position_by_counting,
        lambda index, width, channels: np.unravel_index(index, (index + 1, width, channels)),
        lambda index, width, channels: (
            index // (width * channels),
            index % (width * channels) // channels,
            index % channels,
        ),
        lambda index, width, channels: np.array(position_by_counting(index, width, channels)),
        lambda index, width, channels: (
            *divmod(index // channels, width),
            index - index // channels * channels,
        ),
    ],
    "flatten": [
        flatten_loops,
        lambda x: np.array([image.ravel() for image in x]),
        lambda x: x.reshape(x.shape[0], np.prod(x.shape[1:])).astype(np.float32),
        lambda x: np.stack([image.flatten() for image in x]),
        flatten_recursively,
    ],
    "flat_index": [
        lambda row, col, channel, width, channels: (
            row * width * channels + col * channels + channel
        ),
        lambda row, col, channel, width, channels: np.ravel_multi_index(
            (row, col, channel), (width + row, width, channels)
        ),
        index_by_counting,
        lambda row, col, channel, width, channels: sum([width] * row + [col]) * channels + channel,
        lambda row, col, channel, width, channels: int(
            np.dot([row, col, channel], [width * channels, channels, 1])
        ),
    ],
    "unflatten": [
        unflatten_loops,
        lambda grad, shape: grad.reshape(-1, *shape),
        lambda grad, shape: np.array([row.reshape(shape) for row in grad], np.float32),
        unflatten_by_indexing,
        unflatten_by_iterating,
    ],
    "dense_parameters_after_flatten": [
        lambda h, w, c, units: np.prod([h, w, c]) * units + units,
        lambda h, w, c, units: sum(h * w * c + 1 for _ in range(units)),
        parameters_by_units,
        lambda h, w, c, units: np.zeros((h * w * c, units)).size + np.zeros(units).size,
        lambda h, w, c, units: int(float(units) + units * h * w * c),
    ],
}
NAMED = {
    "flat_position": {
        "column-without-end": [
            lambda index, width, channels: (
                index // width // channels,
                (index - index % channels) // channels,
                index % channels,
            ),
        ],
        "forgets-channels": [
            lambda index, width, channels: (*divmod(index, width), index % channels)
        ],
        "other-order": [
            lambda index, width, channels: position_by_counting(index, width, channels)[::-1]
        ],
        "swaps-quotient-and-remainder": [
            lambda index, width, channels: [*divmod(index % channels, width), index // channels]
        ],
        "swaps-width-and-channels": [
            lambda index, width, channels: (*divmod(index // width, channels), index % width)
        ],
        "channel-of-the-pixel": [
            lambda index, width, channels: (
                *divmod(index // channels, width),
                index // channels % channels,
            )
        ],
        "column-of-the-index": [
            lambda index, width, channels: (
                index // (width * channels),
                index % width,
                index % channels,
            )
        ],
        "column-less-the-row": [
            lambda index, width, channels: (
                index // channels // width,
                index // channels - index // channels // width,
                index % channels,
            )
        ],
        "sizes-of-the-example": [
            lambda index, width, channels: (index // 6, index // 2 % 3, index % 2)
        ],
        "digits-of-the-index": [
            lambda index, width, channels: tuple(int(digit) for digit in f"{index:03}")
        ],
        "next-pixel": [
            lambda index, width, channels: (
                *divmod((index + 1) // channels, width),
                index % channels,
            )
        ],
        "rounds-to-nearest": [
            lambda index, width, channels: (
                *divmod(round(index / channels), width),
                index % channels,
            )
        ],
    },
    "flatten": {
        "flattens-batch": [np.ravel, lambda x: x.flatten()],
        "fortran-order": [lambda x: np.array([image.flatten(order="F") for image in x])],
        "channel-first": [lambda x: np.moveaxis(x, 3, 1).reshape(len(x), -1)],
        "first-example-only": [
            lambda x: x[0].ravel(),
            lambda x: np.array([x[0].ravel() for _ in x]),
        ],
        "keeps-an-axis": [lambda x: np.array([image.reshape(-1, x.shape[3]) for image in x])],
        "examples-last": [lambda x: x.reshape(x.size // len(x), len(x))],
        "examples-take-turns": [
            lambda x: np.array([x.ravel()[n :: len(x)] for n in range(len(x))])
        ],
        "channels-as-examples": [
            lambda x: np.vstack([x[..., c].reshape(len(x), -1) for c in range(x.shape[3])])
        ],
        "joins-channels": [lambda x: x.sum(axis=3).reshape(len(x), -1)],
        "stays-at-one-place": [not_moving_on],
    },
    "flat_index": {
        "channel-first": [
            lambda row, col, channel, width, channels: channel * width**2 + row * width + col,
        ],
        "column-major": [
            lambda row, col, channel, width, channels: (
                col * width * channels + row * channels + channel
            ),
            lambda row, col, channel, width, channels: np.ravel_multi_index(
                (row, col, channel), (width, width, channels), order="F"
            ),
        ],
        "forgets-channels": [
            lambda row, col, channel, width, channels: np.arange(row * width + col + 1)[-1]
        ],
        "columns-of-one-number": [
            lambda row, col, channel, width, channels: row * (width * channels) + col + channel
        ],
        "rows-of-one-pixel": [lambda row, col, channel, width, channels: row + col + channel],
        "multiplies-column-by-width": [
            lambda row, col, channel, width, channels: (row * channels + col) * width + channel
        ],
        "first-channel": [
            lambda row, col, channel, width, channels: row * width * channels + col * channels
        ],
        "channel-of-many-places": [
            lambda row, col, channel, width, channels: (row * width + col + channel) * channels
        ],
        "multiplies-everything": [lambda row, col, channel, *sizes: row * col * channel],
        "sizes-of-the-example": [lambda row, col, channel, *sizes: row * 6 + col * 2 + channel],
        "number-not-place": [lambda row, col, channel, *sizes: 100 * row + 10 * col + channel],
        "shifts-the-counting": [
            lambda row, col, channel, width, channels: (
                ((row - 1) * width + col - 1) * channels + channel
            )
        ],
    },
    "unflatten": {
        "fortran-order": [fortran_loops],
        "channel-first": [
            lambda grad, shape: np.moveaxis(
                grad.reshape(len(grad), shape[2], shape[0], shape[1]), 1, 3
            ),
            lambda grad, shape: grad.reshape(len(grad), shape[2], shape[0], shape[1]),
        ],
        "drops-batch": [lambda grad, shape: np.reshape(grad, shape)],
        "channels-before-columns": [
            lambda grad, shape: np.moveaxis(
                grad.reshape(len(grad), shape[0], shape[2], shape[1]), 2, 3
            )
        ],
        "swaps-height-and-width": [
            lambda grad, shape: grad.reshape(len(grad), shape[1], shape[0], shape[2])
        ],
        "examples-not-first": [lambda grad, shape: grad.reshape(*shape, len(grad))],
        "examples-take-turns": [
            lambda grad, shape: np.moveaxis(grad.reshape(*shape, len(grad)), 3, 0)
        ],
        "too-few-axes": [lambda grad, shape: grad.reshape(-1, shape[0] * shape[1], shape[2])],
        "first-example-only": [lambda grad, shape: np.array([grad[0].reshape(shape)] * len(grad))],
    },
    "dense_parameters_after_flatten": {
        "forgets-bias": [lambda h, w, c, units: units * c * w * h],
        "forgets-channels": [lambda h, w, c, units: h * w * units + units],
        "counts-inputs-only": [lambda h, w, c, units: h * w * c],
        "bias-per-channel": [lambda h, w, c, units: h * w * c * units + c],
        "one-too-many": [lambda h, w, c, units: h * w * c * units + units + 1],
        "bias-for-inputs-too": [
            lambda h, w, c, units: h * w * c * units + units + h * w * c + 1,
        ],
        "adds-the-sides": [lambda h, w, c, units: (h + w + c + 1) * units],
        "sizes-of-the-example": [lambda h, w, c, units: 401 * units],
        "counts-a-convolution": [lambda h, w, c, units: 3 * 3 * c * units + units],
        "one-side-twice": [lambda h, w, c, units: h * h * c * units + units],
        "returns-two-counts": [lambda h, w, c, units: [h * w * c * units, units]],
        "multiplies-the-biases": [lambda h, w, c, units: h * w * c * units * units],
    },
}
UNLISTED = {
    "flat_position": [
        lambda index, width, channels: (0, 0, 0),
        lambda index, width, channels: index,
        lambda index, width, channels: position_by_counting(index, width, channels)[:2],
    ],
    "flatten": [lambda x: x, lambda x: x.reshape(len(x), -1)[:, ::-1], lambda x: x.tolist()],
    "flat_index": [lambda row, col, channel, width, channels: 0],
    "unflatten": [
        lambda grad, shape: grad,
        lambda grad, shape: grad.reshape(len(grad), shape),
        lambda grad, shape: grad.reshape(-1, misspelled),  # noqa: F821
        lambda grad, shape: grad.reshape(-1, *shape)[::-1] + 1,
    ],
    "dense_parameters_after_flatten": [lambda h, w, c, units: h * w * c // units],
}
