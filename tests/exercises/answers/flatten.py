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
    ],
    "flatten": [
        flatten_loops,
        lambda x: np.array([image.ravel() for image in x]),
        lambda x: x.reshape(x.shape[0], np.prod(x.shape[1:])).astype(np.float32),
        lambda x: np.stack([image.flatten() for image in x]),
    ],
    "flat_index": [
        lambda row, col, channel, width, channels: (
            row * width * channels + col * channels + channel
        ),
        lambda row, col, channel, width, channels: np.ravel_multi_index(
            (row, col, channel), (width + row, width, channels)
        ),
    ],
    "unflatten": [
        unflatten_loops,
        lambda grad, shape: grad.reshape(-1, *shape),
        lambda grad, shape: np.array([row.reshape(shape) for row in grad], np.float32),
    ],
    "dense_parameters_after_flatten": [
        lambda h, w, c, units: np.prod([h, w, c]) * units + units,
        lambda h, w, c, units: sum(h * w * c + 1 for _ in range(units)),
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
    },
    "flatten": {
        "flattens-batch": [np.ravel, lambda x: x.flatten()],
        "fortran-order": [lambda x: np.array([image.flatten(order="F") for image in x])],
        "channel-first": [lambda x: np.moveaxis(x, 3, 1).reshape(len(x), -1)],
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
    },
    "unflatten": {
        "fortran-order": [fortran_loops],
        "channel-first": [
            lambda grad, shape: np.moveaxis(
                grad.reshape(len(grad), shape[2], shape[0], shape[1]), 1, 3
            ),
        ],
        "drops-batch": [lambda grad, shape: np.reshape(grad, shape)],
    },
    "dense_parameters_after_flatten": {
        "forgets-bias": [lambda h, w, c, units: units * c * w * h],
        "forgets-channels": [lambda h, w, c, units: h * w * units + units],
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
    "unflatten": [lambda grad, shape: grad, lambda grad, shape: grad.reshape(-1, *shape)[::-1] + 1],
    "dense_parameters_after_flatten": [lambda h, w, c, units: h * w * c],
}
