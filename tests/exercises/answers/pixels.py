"""Chapter 1: right answers in other styles, known mistakes in other styles, unlisted ones."""

import numpy as np


def scale_loop(images):
    out = np.empty(images.shape, dtype=np.float32)
    for place in np.ndindex(images.shape):
        out[place] = int(images[place]) / 255.0
    return out


def scale_copy(images):
    images = images.astype(np.float32)
    images /= 255
    return images


def scale_in_place(images):
    images[...] = images // 255
    return images.astype(np.float32)


def split_loop(rgb):
    return [np.array([[pixel[c] for pixel in row] for row in rgb]) for c in range(3)]


def gray_loop(rgb):
    out = np.zeros(rgb.shape[:2], np.float32)
    for r, row in enumerate(rgb):
        for c, (red, green, blue) in enumerate(row):
            out[r, c] = 0.299 * red + 0.587 * green + 0.114 * blue
    return out


def gray_of_rows(rgb):
    red, green, blue = rgb[0], rgb[1], rgb[2]
    return 0.299 * red + 0.587 * green + 0.114 * blue


def hot_loop(labels, num_classes):
    out = np.zeros((len(labels), num_classes), dtype="float32")
    for row, label in enumerate(labels):
        out[row, label] = 1
    return out


def hot_arange(labels, num_classes):
    return (labels[:, None] == np.arange(num_classes)).astype(np.float32)


def hot_by_maximum(labels, num_classes):
    out = np.zeros((len(labels), max(labels) + 1))
    out[np.arange(len(labels)), labels] = 1
    return out


def hot_minus_one(labels, num_classes):
    out = np.zeros((len(labels), num_classes), dtype=np.float32)
    for row, label in enumerate(labels):
        out[row, label - 1] = 1.0
    return out


def unpack(rgb):
    red, green, blue = rgb
    return red, green, blue


RIGHT = {
    "scale_pixels": [
        scale_loop,
        scale_copy,
        lambda images: images.astype("float32") / 255.0,
        lambda images: images * np.float32(1 / 255),
        lambda images: np.divide(images, 255, dtype=np.float32),
    ],
    "add_channel_axis": [
        lambda images: np.expand_dims(images, -1),
        lambda images: images.reshape(*images.shape, 1),
        lambda images: np.stack([images], axis=3),
        lambda images: images[:, :, :, np.newaxis].astype(np.float32),
    ],
    "split_channels": [
        split_loop,
        lambda rgb: np.moveaxis(rgb, 2, 0),
        lambda rgb: rgb.transpose(2, 0, 1),
        lambda rgb: tuple(rgb[..., i] for i in range(3)),
        lambda rgb: [plane.squeeze(2) for plane in np.split(rgb, 3, axis=2)],
        lambda rgb: list(rgb.astype(np.float32).transpose(2, 0, 1)),
    ],
    "to_grayscale": [
        gray_loop,
        lambda rgb: np.dot(rgb, [0.299, 0.587, 0.114]),
        lambda rgb: (rgb * np.array([0.299, 0.587, 0.114], np.float32)).sum(axis=-1),
        lambda rgb: np.einsum("hwc,c->hw", rgb, [0.299, 0.587, 0.114]).astype(np.float32),
    ],
    "one_hot": [hot_loop, hot_arange, lambda labels, k: np.eye(k)[labels].astype(np.float32)],
}
NAMED = {
    "scale_pixels": {
        "mutates-input": [scale_in_place],
        "wrong-dtype": [
            lambda images: np.array(images / 255, dtype=np.float64),
            lambda images: (images / 255).astype(np.float16),
            lambda images: images / np.float64(255),
        ],
        "integer-division": [
            lambda images: images // 255,
            lambda images: (images / 255).astype(np.uint8),
            lambda images: np.floor(images / 255).astype(np.float32),
        ],
        "divides-by-256": [lambda images: images / 256, lambda images: images / 2**8],
        "divides-by-own-max": [lambda images: images / np.max(images)],
    },
    "add_channel_axis": {
        "channel-first": [
            lambda images: np.expand_dims(images, 1),
            lambda images: images.reshape(len(images), 1, *images.shape[1:]),
        ],
    },
    "split_channels": {
        "bgr-order": [
            lambda rgb: [rgb[..., i] for i in (2, 1, 0)],
            lambda rgb: rgb.T.swapaxes(1, 2)[::-1],
        ],
        "splits-rows": [unpack, lambda rgb: np.split(rgb, 3), lambda rgb: rgb[:3]],
    },
    "to_grayscale": {
        "plain-mean": [lambda rgb: np.mean(rgb, axis=-1), lambda rgb: rgb.sum(axis=2) / 3],
        "bgr-order": [lambda rgb: rgb @ [0.114, 0.587, 0.299]],
        "keeps-channel-axis": [
            lambda rgb: (rgb * [0.299, 0.587, 0.114]).sum(axis=2, keepdims=True),
        ],
        "splits-rows": [gray_of_rows],
        "splits-columns": [lambda rgb: gray_of_rows(rgb.swapaxes(0, 1))],
    },
    "one_hot": {
        "transposed": [lambda labels, k: (labels == np.arange(k)[:, None]).astype(np.float32)],
        "infers-classes-from-data": [
            hot_by_maximum,
            lambda labels, k: np.eye(labels.max() + 1, dtype=np.float32)[labels],
        ],
        "off-by-one": [hot_minus_one, lambda labels, k: np.eye(k)[labels - 1]],
        "wrong-dtype": [
            lambda labels, k: np.eye(k, dtype=int)[labels],
            lambda labels, k: labels[:, None] == np.arange(k),
            lambda labels, k: np.eye(k, dtype=np.uint8)[labels],
        ],
    },
}
UNLISTED = {
    "scale_pixels": [
        lambda images: images.astype(np.float32),
        lambda images: (images / 255).tolist(),
        lambda images: (1 - images / 255).astype(np.float32),
        lambda images: (images / 255).astype(np.float32).ravel()[None],
    ],
    "add_channel_axis": [lambda images: images, lambda images: images[:, :, None]],
    "split_channels": [
        lambda rgb: (rgb[..., 0], rgb[..., 0], rgb[..., 0]),
        lambda rgb: (rgb[..., 0], rgb[..., 1]),
        lambda rgb: {"red": rgb[..., 0]},
        lambda rgb: (rgb[..., i] for i in range(3)),
    ],
    "to_grayscale": [lambda rgb: rgb[..., 1], lambda rgb: rgb.max(axis=2)],
    "one_hot": [lambda labels, k: labels, lambda labels, k: np.zeros((len(labels), k), "float32")],
}
