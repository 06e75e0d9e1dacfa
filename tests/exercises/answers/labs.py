"""The labs: right answers in other styles, known mistakes in other styles, unlisted ones."""

import numpy as np


def field_backwards(layers):
    field = 1
    for kernel, stride in reversed(layers):
        field = (field - 1) * stride + kernel
    return field


def field_numpy(layers):
    steps = np.cumprod([1] + [stride for _, stride in layers])
    return 1 + sum((kernel - 1) * step for (kernel, _), step in zip(layers, steps, strict=False))


def shift(image, down, right):
    out = np.zeros_like(image)
    h, w = image.shape
    for r in range(h):
        for c in range(w):
            if 0 <= r + down < h and 0 <= c + right < w:
                out[r + down, c + right] = image[r, c]
    return out


def steps(image):
    rows, cols = np.indices(image.shape)
    y, x = (rows * image).sum() / image.sum(), (cols * image).sum() / image.sum()
    return (image.shape[0] - 1) / 2 - y, (image.shape[1] - 1) / 2 - x


def center_loops(image):
    down, right = steps(image)
    return shift(image, round(down), round(right))


def center_rint(image):
    down, right = np.rint(steps(image)).astype(int)
    return shift(image.astype(np.float32), down, right)


def center_rolled_clean(image):
    down, right = (int(np.floor(s + 0.5)) for s in steps(image))
    out = np.roll(image, (down, right), axis=(0, 1))
    if down > 0:
        out[:down] = 0
    elif down < 0:
        out[down:] = 0
    if right > 0:
        out[:, :right] = 0
    elif right < 0:
        out[:, right:] = 0
    return out


def center_roll(image):
    down, right = steps(image)
    return np.roll(np.roll(image, round(down), axis=0), round(right), axis=1)


def center_wrong_way(image):
    down, right = steps(image)
    return shift(image, -round(down), -round(right))


def center_swapped(image):
    down, right = steps(image)
    return shift(image, round(right), round(down))


def matrix_bincount(labels, predictions, num_classes):
    counts = np.bincount(labels * num_classes + predictions, minlength=num_classes**2)
    return counts.reshape(num_classes, num_classes)


def matrix_add_at(labels, predictions, num_classes):
    out = np.zeros((num_classes, num_classes), dtype=np.int32)
    np.add.at(out, (labels, predictions), 1)
    return out


def matrix_one_hot(labels, predictions, num_classes):
    eye = np.eye(num_classes, dtype=int)
    return eye[labels].T @ eye[predictions]


def matrix_shares(labels, predictions, num_classes):
    counts = matrix_bincount(labels, predictions, num_classes)
    return counts / counts.sum(axis=1, keepdims=True)


def mixture_numpy(right, heap, shares):
    counts = np.bincount(heap, minlength=len(shares))
    hits = np.bincount(heap, weights=right, minlength=len(shares))
    rates = np.divide(hits, counts, out=np.zeros(len(shares)), where=counts > 0)
    return rates @ shares


def mixture_weights(right, heap, shares):
    counts = np.bincount(heap, minlength=len(shares))
    return float(np.sum(right * (shares[heap] / counts[heap])))


def mixture_lists(right, heap, shares):
    total = 0
    for h in range(len(shares)):
        here = [r for r, g in zip(right, heap, strict=True) if g == h]
        total += shares[h] * sum(here) / max(len(here), 1)
    return total


def own_image_numpy(pixels):
    return np.expand_dims(1 - np.ravel(pixels) / 255.0, 0)


def own_image_loops(pixels):
    return np.array([[(255 - int(p)) / 255 for row in pixels for p in row]], dtype="float32")


def standardize_root(train, test):
    mean = np.sum(train) / train.size
    return (test - mean) / np.sqrt(np.sum((train - mean) ** 2) / train.size)


def occlusion_by_mask(predict, image, size):
    rows, columns = np.indices(image.shape)
    return np.array(
        [
            [
                predict(image)
                - predict(
                    np.where(
                        (rows >= r) & (rows < r + size) & (columns >= c) & (columns < c + size),
                        0.0,
                        image,
                    )
                )
                for c in range(image.shape[1] - size + 1)
            ]
            for r in range(image.shape[0] - size + 1)
        ]
    )


def occlusion_put_back(predict, image, size):
    tried, losses = np.array(image), []
    height, width = image.shape
    for row in range(height - size + 1):
        for column in range(width - size + 1):
            square = np.s_[row : row + size, column : column + size]
            tried[square] = 0
            losses.append(predict(image) - predict(tried))
            tried[square] = image[square]
    return np.reshape(losses, (height - size + 1, -1))


def occlusion_added_up(predict, image, size):
    tried, losses = np.array(image), []
    height, width = image.shape
    for row in range(height - size + 1):
        for column in range(width - size + 1):
            tried[row : row + size, column : column + size] = 0
            losses.append(predict(image) - predict(tried))
    return np.reshape(losses, (height - size + 1, -1))


RIGHT = {
    "occlusion_map": [occlusion_by_mask, occlusion_put_back],
    "receptive_field": [field_backwards, field_numpy],
    "center_by_mass": [center_loops, center_rint, center_rolled_clean],
    "confusion_matrix": [matrix_bincount, matrix_add_at, matrix_one_hot],
    "in_the_mixture": [mixture_numpy, mixture_weights, mixture_lists],
    "prepare_own_image": [own_image_numpy, own_image_loops],
    "standardize": [standardize_root],
}
NAMED = {
    "occlusion_map": {
        "one-square-after-another": [occlusion_added_up],
        "turned-around": [lambda f, x, s: -occlusion_put_back(f, x, s)],
        "what-is-left": [lambda f, x, s: f(x) - occlusion_by_mask(f, x, s)],
    },
    "receptive_field": {
        "adds-kernels": [lambda layers: sum(k for k, s in layers)],
        "forgets-strides": [lambda layers: sum(k for k, s in layers) - len(layers) + 1],
    },
    "center_by_mass": {
        "wraps-around": [center_roll],
        "shifts-the-wrong-way": [center_wrong_way],
        "swaps-row-and-column": [center_swapped],
    },
    "confusion_matrix": {
        "transposed": [
            lambda a, b, k: matrix_bincount(b, a, k),
            lambda a, b, k: matrix_add_at(a, b, k).T,
        ],
        "normalised": [matrix_shares],
    },
    "in_the_mixture": {
        "ignores-shares": [lambda right, heap, shares: right.sum() / len(right)],
        "the-old-mixture-stays": [
            lambda right, heap, shares: np.average(right, weights=shares[heap])
        ],
    },
    "prepare_own_image": {
        "forgets-to-scale": [lambda pixels: (255 - pixels).reshape(1, -1)],
        "forgets-to-invert": [lambda pixels: pixels.reshape(1, -1) / 255],
        "forgets-the-batch": [lambda pixels: 1 - pixels.ravel() / 255],
        "forgets-to-flatten": [lambda pixels: 1 - pixels[None] / 255],
    },
    "standardize": {
        "own-statistics": [lambda train, test: (test - np.mean(test)) / np.std(test)],
        "forgets-the-deviation": [lambda train, test: test - np.mean(train)],
    },
}
UNLISTED = {
    "occlusion_map": [
        lambda f, x, s: occlusion_by_mask(f, x, s).T,
        lambda f, x, s: np.maximum(occlusion_by_mask(f, x, s), 0),
        lambda f, x, s: np.zeros_like(x),
    ],
    "receptive_field": [lambda layers: float(field_backwards(layers)), lambda layers: len(layers)],
    "center_by_mass": [lambda image: image.copy(), lambda image: image[1:, 1:], np.zeros_like],
    "confusion_matrix": [
        lambda a, b, k: (a == b).mean(),
        lambda a, b, k: matrix_bincount(a, b, k).tolist(),
        lambda a, b, k: np.diag(np.bincount(a, minlength=k)),
    ],
    "in_the_mixture": [
        lambda right, heap, shares: shares[0],
        lambda right, heap, shares: 1 - mixture_numpy(right, heap, shares),
    ],
    "prepare_own_image": [
        lambda pixels: pixels.reshape(1, -1),
        lambda pixels: -pixels.reshape(1, -1) / 255.0,
    ],
    "standardize": [
        lambda train, test: (train - train.mean()) / train.std(),
        lambda train, test: test / 255,
    ],
}
