"""Chapter 3: right answers in other styles, known mistakes in other styles, unlisted ones."""

import math

import numpy as np


def blocks(x, size):
    """(H//size, size, W//size, size, C)"""
    h, w = x.shape[0] // size, x.shape[1] // size
    return x[: h * size, : w * size].reshape(h, size, w, size, -1)


def max_loops(x, size):
    h, w, c = x.shape[0] // size, x.shape[1] // size, x.shape[2]
    out = np.zeros((h, w, c), dtype=np.float32)
    for i in range(h):
        for j in range(w):
            for k in range(c):
                out[i, j, k] = max(
                    x[i * size + a, j * size + b, k] for a in range(size) for b in range(size)
                )
    return out


def max_knockout(x, size):
    h, w = x.shape[0] // size * size, x.shape[1] // size * size
    best = x[:h:size, :w:size].copy()
    for i in range(size):
        for j in range(size):
            best = np.maximum(best, x[i:h:size, j:w:size])
    return best


def max_stride_one(x, size):
    h, w = x.shape[0] - size + 1, x.shape[1] - size + 1
    return np.array(
        [[x[i : i + size, j : j + size].max(axis=(0, 1)) for j in range(w)] for i in range(h)]
    )


def max_ragged(x, size):
    rows, cols = range(0, x.shape[0], size), range(0, x.shape[1], size)
    return np.array([[x[i : i + size, j : j + size].max((0, 1)) for j in cols] for i in rows])


def max_all_channels(x, size):
    out = blocks(x, size).max(axis=(1, 3))
    out[...] = out.max(axis=2, keepdims=True)
    return out


def gradient_flat(x, grad, size):
    out = np.zeros(x.shape, dtype=np.float32)
    for i, j, k in np.ndindex(grad.shape):
        flat = x[i * size : (i + 1) * size, j * size : (j + 1) * size, k].ravel()
        a, b = divmod(int(np.argmax(flat)), size)
        out[i * size + a, j * size + b, k] = grad[i, j, k]
    return out


def gradient_search(x, grad, size):
    out = np.zeros_like(x)
    for i, j, k in np.ndindex(grad.shape):
        best = None
        for a in range(i * size, (i + 1) * size):
            for b in range(j * size, (j + 1) * size):
                if best is None or x[a, b, k] > x[best + (k,)]:
                    best = (a, b)
        out[best + (k,)] += grad[i, j, k]
    return out


def gradient_repeat(x, grad, size):
    out = np.zeros_like(x)
    big = grad.repeat(size, 0).repeat(size, 1)
    out[: big.shape[0], : big.shape[1]] = big
    return out


def gradient_ties(x, grad, size):
    pooled = blocks(x, size).max(axis=(1, 3))
    out = np.zeros_like(x)
    h, w = grad.shape[0] * size, grad.shape[1] * size
    mask = x[:h, :w] == pooled.repeat(size, 0).repeat(size, 1)
    out[:h, :w] = mask * grad.repeat(size, 0).repeat(size, 1)
    return out


def gradient_even(x, grad, size):
    return gradient_repeat(x, grad, size) / (size * size)


def average_gradient_loops(grad, size, shape):
    out = np.zeros(shape, np.float32)
    for i, j, k in np.ndindex(grad.shape):
        out[i * size : (i + 1) * size, j * size : (j + 1) * size, k] += grad[i, j, k] / size**2
    return out


def average_gradient_kron(grad, size, shape):
    share = np.kron(grad, np.ones((size, size, 1))) / (size * size)
    missing = [(0, full - part) for full, part in zip(shape, share.shape, strict=True)]
    return np.pad(share, missing)


def average_gradient_in_full(grad, size, shape):
    out = np.zeros(shape)
    for i, j, k in np.ndindex(grad.shape):
        out[i * size : (i + 1) * size, j * size : (j + 1) * size, k] = grad[i, j, k]
    return out


def shifted_by_slices(read, images, labels, pixels):
    ways = []
    for axis in (1, 2):
        for forward in (True, False):
            moved = np.zeros_like(images)
            ahead = (slice(None),) * axis + (slice(pixels, None),)
            behind = (slice(None),) * axis + (slice(None, -pixels),)
            to, source = (ahead, behind) if forward else (behind, ahead)
            moved[to] = images[source]
            ways.append(moved)
    return sum(np.mean(read(moved) == labels) for moved in ways) / 4


def shifted_at_once(read, images, labels, pixels):
    framed = np.pad(images, ((0, 0), (pixels, pixels), (pixels, pixels), (0, 0)))
    h, w = images.shape[1:3]
    corners = [(0, 1), (2, 1), (1, 0), (1, 2)]
    stack = [framed[:, a * pixels :, b * pixels :][:, :h, :w] for a, b in corners]
    return np.mean(read(np.concatenate(stack)) == np.tile(labels, 4))


def shifted_by_roll(read, images, labels, pixels):
    steps = [(pixels, 1), (-pixels, 1), (pixels, 2), (-pixels, 2)]
    return np.mean([np.mean(read(np.roll(images, n, axis)) == labels) for n, axis in steps])


def size_recursive(size, steps):
    if not steps:
        return size
    (kind, k), *rest = steps
    return size_recursive(size - (k - 1) if kind == "conv" else size // k, rest)


def size_numpy(size, steps):
    for kind, k in steps:
        size = np.int64(size + 1 - k) if kind == "conv" else np.floor_divide(size, k)
    return size


def size_ceil(size, steps):
    for kind, k in steps:
        size = size - k + 1 if kind == "conv" else math.ceil(size / k)
    return size


RIGHT = {
    "max_pool": [max_loops, max_knockout, lambda x, size: blocks(x, size).max(axis=(1, 3))],
    "average_pool": [
        lambda x, size: blocks(x, size).mean(axis=(1, 3)),
        lambda x, size: blocks(x.astype(np.float32), size).sum(axis=(1, 3)) / size**2,
    ],
    "max_pool_gradient": [gradient_flat, gradient_search],
    "size_after": [size_recursive, size_numpy],
    "average_pool_gradient": [average_gradient_loops, average_gradient_kron],
    "accuracy_when_shifted": [shifted_by_slices, shifted_at_once],
}
NAMED = {
    "max_pool": {
        "stride-one": [max_stride_one],
        "average": [lambda x, size: blocks(x, size).sum(axis=(1, 3)) / size**2],
        "pools-channels": [
            max_all_channels,
            lambda x, size: blocks(x, size).max(axis=(1, 3, 4)),
        ],
        "keeps-ragged-edge": [max_ragged],
    },
    "average_pool": {
        "max": [max_loops],
        "sum-not-mean": [lambda x, size: blocks(x, size).sum(axis=(1, 3))],
    },
    "max_pool_gradient": {
        "spreads-evenly": [gradient_even],
        "all-ties": [gradient_ties],
        "upsamples-everywhere": [gradient_repeat],
    },
    "size_after": {
        "pool-rounds-up": [size_ceil],
        "conv-keeps-size": [
            lambda size, steps: size // math.prod([k for kind, k in steps if kind == "pool"]),
        ],
        "pool-subtracts": [lambda size, steps: size - sum(k - 1 for _, k in steps)],
    },
    "average_pool_gradient": {
        "whole-slope-to-all": [average_gradient_in_full],
        "drops-the-edge": [
            lambda grad, size, shape: np.kron(grad, np.ones((size, size, 1))) / size**2
        ],
        "divides-by-size": [
            lambda grad, size, shape: average_gradient_loops(grad, size, shape) * size
        ],
    },
    "accuracy_when_shifted": {
        "wraps-around": [shifted_by_roll],
        "sum-not-mean": [lambda *args: 4 * shifted_at_once(*args)],
        "percent": [lambda *args: 100 * shifted_by_slices(*args)],
    },
}
UNLISTED = {
    "max_pool": [
        lambda x, size: blocks(x, size).max(axis=1),
        lambda x, size: np.median(blocks(x, size), axis=(1, 3)),
        lambda x, size: blocks(x, size).max(axis=(1, 3)).transpose(1, 0, 2),
    ],
    "average_pool": [lambda x, size: blocks(x, size).mean(axis=(1, 3)).round()],
    "max_pool_gradient": [
        lambda x, grad, size: np.zeros_like(x),
        lambda x, grad, size: grad,
        lambda x, grad, size: -gradient_flat(x, grad, size),
    ],
    "size_after": [lambda size, steps: float(size_recursive(size, steps)), lambda size, steps: 0],
    "average_pool_gradient": [
        lambda grad, size, shape: np.zeros(shape),
        lambda grad, size, shape: grad / size**2,
        lambda grad, size, shape: -average_gradient_loops(grad, size, shape),
    ],
    "accuracy_when_shifted": [
        lambda read, images, labels, pixels: 0.5,
        lambda *args: 1 - shifted_at_once(*args),
    ],
}
