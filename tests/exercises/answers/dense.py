"""Chapter 5: right answers in other styles, known mistakes in other styles, unlisted ones."""

import math

import numpy as np


def dense_loops(x, kernel, bias):
    out = np.zeros((len(x), len(bias)))
    for n in range(len(x)):
        for u in range(len(bias)):
            out[n, u] = bias[u] + sum(x[n, d] * kernel[d, u] for d in range(len(kernel)))
    return out


def relu_copy(x):
    x = x.copy()
    x[x < 0] = 0
    return x


def soft(logits):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def soft_rows(logits):
    rows = []
    for row in logits:
        e = [math.exp(v - max(row)) for v in row]
        rows.append([v / sum(e) for v in e])
    return np.array(rows, dtype=np.float32)


def soft_log(logits):
    shifted = logits - logits.max(1)[:, None]
    return np.exp(shifted - np.log(np.exp(shifted).sum(1))[:, None])


def soft_float32(logits):
    return soft(logits.astype(np.float32))


def entropy_loops(probabilities, one_hot):
    total = 0.0
    for p, y in zip(probabilities, one_hot, strict=True):
        total -= math.log(max(p[y.argmax()], 1e-7))
    return total / len(probabilities)


def entropy_math_log(probabilities, one_hot):
    """math.log raises at 0."""
    total = 0.0
    for p, y in zip(probabilities, one_hot, strict=True):
        total -= math.log(p[int(y.argmax())])
    return total / len(probabilities)


def picked(p, y):
    return p[np.arange(len(p)), y.argmax(axis=1)]


def gradients_loops(x, kernel, grad):
    grad_x, grad_kernel = np.zeros_like(x), np.zeros_like(kernel)
    grad_bias = np.zeros(kernel.shape[1], np.float32)
    for n in range(len(x)):
        grad_x[n] += kernel @ grad[n]
        grad_kernel += np.outer(x[n], grad[n])
        grad_bias += grad[n].astype(np.float32)
    return [grad_x, grad_kernel, grad_bias]


def slope_loops(x, grad):
    out = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        if x[place] > 0:
            out[place] = grad[place]
    return out


def slope_in_place(x, grad):
    grad[x <= 0] = 0
    return grad


RIGHT = {
    "dense": [
        dense_loops,
        lambda x, kernel, bias: np.dot(x, kernel) + bias,
        lambda x, kernel, bias: np.einsum("nd,du->nu", x, kernel).astype("float32") + bias,
        lambda x, kernel, bias: (kernel.T @ x.T).T + bias[None, :],
    ],
    "relu": [
        relu_copy,
        lambda x: x * (x > 0),
        lambda x: np.where(x > 0, x, 0).astype(np.float32),
        lambda x: np.clip(x, 0, None),
        lambda x: (x + abs(x)) / 2,
    ],
    "softmax": [soft, soft_rows, soft_log, soft_float32],
    "cross_entropy": [
        entropy_loops,
        lambda p, y: -np.mean(np.sum(y * np.log(np.clip(p, 1e-7, 1)), axis=1)),
        lambda p, y: -np.mean(np.sum(y * np.log(np.clip(p, 1e-7, 1 - 1e-7)), axis=1)),
        lambda p, y: -np.mean(np.sum(y * np.log(p + 1e-7), axis=1)),
        lambda p, y: -np.log(np.maximum(picked(p, y), 1e-7)).mean(),
        lambda p, y: -(y * np.log(np.maximum(p, 1e-7))).sum() / len(p),
        lambda p, y: np.float32(-np.log(np.maximum(picked(p, y), 1e-7)).astype("float32").mean()),
    ],
    "softmax_cross_entropy_gradient": [
        lambda logits, y: (soft(logits) - y) / logits.shape[0],
        lambda logits, y: ((soft_float32(logits) - y) / len(y)).astype(np.float32),
        lambda logits, y: (np.exp(logits) / np.exp(logits).sum(1, keepdims=True) - y) / len(y),
    ],
    "relu_gradient": [
        slope_loops,
        lambda x, grad: grad * (x > 0),
        lambda x, grad: grad * (np.maximum(x, 0) > 0),
        lambda x, grad: (np.sign(np.maximum(x, 0)) * grad).astype(np.float32),
        lambda x, grad: np.where(x <= 0, 0, grad),
    ],
    "dense_gradients": [
        gradients_loops,
        lambda x, kernel, grad: (grad @ kernel.T, x.T @ grad, np.ones(len(grad)) @ grad),
        lambda x, kernel, grad: [
            np.einsum("nu,du->nd", grad, kernel),
            np.einsum("nd,nu->du", x, grad),
            np.einsum("nu->u", grad),
        ],
    ],
    "accuracy": [
        lambda p, labels: np.mean(np.argmax(p, axis=1) == labels),
        lambda p, labels: (
            sum(int(a.argmax()) == b for a, b in zip(p, labels, strict=True)) / len(p)
        ),
        lambda p, labels: np.float32((p.argmax(1) == labels).sum() / len(labels)),
    ],
    "collapse_linear": [
        lambda w1, b1, w2, b2: (np.dot(w1, w2), np.dot(b1, w2) + b2),
        lambda w1, b1, w2, b2: [(w1 @ w2).astype("float32"), (b1 @ w2 + b2).astype("float32")],
    ],
}
NAMED = {
    "dense": {
        "forgets-bias": [lambda x, kernel, bias: np.dot(x, kernel)],
        "transposed-kernel": [lambda x, kernel, bias: np.dot(x, kernel.T) + bias],
    },
    "relu": {
        "mutates-input": [lambda x: np.maximum(x, 0, out=x)],
        "absolute-value": [np.abs, lambda x: np.sqrt(x**2)],
        "leaky": [lambda x: np.maximum(x, 0.01 * x), lambda x: np.where(x < 0, x / 100, x)],
    },
    "softmax": {
        "overflows": [
            lambda z: (np.exp(z).T / np.exp(z).sum(axis=1)).T,
            lambda z: np.array([np.exp(row) / np.exp(row).sum() for row in z]),
            lambda z: np.exp(z.astype(np.float32)) / np.exp(z).sum(axis=1, keepdims=True),
        ],
        "sums-over-batch": [
            lambda z: np.exp(z) / np.exp(z).sum(axis=0),
            lambda z: np.exp(z - z.max(axis=0)) / np.exp(z - z.max(axis=0)).sum(axis=0),
            lambda z: np.exp(z - z.max()) / np.exp(z - z.max()).sum(axis=0),
        ],
        "sums-everything": [
            lambda z: np.exp(z) / np.sum(np.exp(z)),
            lambda z: np.exp(z - np.max(z)) / np.sum(np.exp(z - np.max(z))),
        ],
    },
    "cross_entropy": {
        "sum-not-mean": [
            lambda p, y: -np.sum(y * np.log(np.clip(p, 1e-7, 1))),
            lambda p, y: -np.log(np.maximum(picked(p, y), 1e-7)).sum(),
            lambda p, y: -np.sum(y * np.log(p + 1e-7)),
        ],
        "averages-classes": [lambda p, y: -np.mean(y * np.log(np.clip(p, 1e-7, 1)))],
        "infinite-at-zero": [
            lambda p, y: -np.mean(np.sum(y * np.log(p), axis=1)),
            lambda p, y: -np.log(picked(p, y)).mean(),
            lambda p, y: -np.mean(np.log(np.sum(p * y, axis=1))),
            lambda p, y: -np.log(p[y == 1]).mean(),
            entropy_math_log,
        ],
        "missing-minus": [
            lambda p, y: np.mean(np.sum(y * np.log(np.clip(p, 1e-7, 1)), axis=1)),
            lambda p, y: np.log(p + 1e-7)[y == 1].mean(),
        ],
    },
    "softmax_cross_entropy_gradient": {
        "forgets-batch-size": [lambda z, y: soft_float32(z) - y],
        "reversed-sign": [lambda z, y: -(soft(z) - y) / len(z)],
        "forgets-softmax": [lambda z, y: (z - y) / z.shape[0]],
    },
    "relu_gradient": {
        "open-at-zero": [
            lambda x, grad: np.array(grad * (x >= 0)),
            lambda x, grad: np.where(x < 0, 0, grad),
        ],
        "forgets-the-stop": [
            lambda x, grad: grad * (np.maximum(x, 0) >= 0),
            lambda x, grad: 1.0 * grad,
        ],
        "forgets-grad": [lambda x, grad: np.where(x > 0, 1, 0)],
        "relu-of-the-slopes": [
            lambda x, grad: grad * (grad > 0),
            lambda x, grad: np.where(grad <= 0, 0, grad),
        ],
        "multiplies-by-the-output": [lambda x, grad: np.where(x > 0, x * grad, 0)],
        "reversed": [lambda x, grad: grad * (x <= 0)],
        "mutates-input": [slope_in_place],
    },
    "dense_gradients": {
        "averages-bias": [lambda x, k, g: [g @ k.T, x.T @ g, np.mean(g, axis=0)]],
        "transposed-kernel": [lambda x, k, g: (g @ k.T, (x.T @ g).T, g.sum(0))],
        "swapped-order": [lambda x, k, g: (x.T @ g, g @ k.T, g.sum(0))],
    },
    "accuracy": {
        "percent": [lambda p, labels: np.mean(p.argmax(1) == labels) * 100],
        "counts-not-mean": [
            lambda p, labels: np.sum(p.argmax(1) == labels),
            lambda p, labels: float(np.sum(p.argmax(1) == labels)),
        ],
    },
    "collapse_linear": {
        "adds-biases": [lambda w1, b1, w2, b2: (w1.dot(w2), b1 + b2)],
        "forgets-first-bias": [lambda w1, b1, w2, b2: [w1 @ w2, b2.copy()]],
    },
}
UNLISTED = {
    "dense": [lambda x, kernel, bias: x @ kernel - bias, lambda x, kernel, bias: bias],
    "relu": [lambda x: x, lambda x: -np.maximum(x, 0), lambda x: max(0, x.sum())],
    "softmax": [lambda z: soft(-z), lambda z: soft(2 * z), lambda z: soft(z).tolist()],
    "cross_entropy": [
        lambda p, y: -np.log(np.maximum(picked(p, y), 1e-7)),
        lambda p, y: -np.log2(np.maximum(picked(p, y), 1e-7)).mean(),
        lambda p, y: np.nan_to_num(-np.mean(np.sum(y * np.log(p), axis=1))),
    ],
    "softmax_cross_entropy_gradient": [lambda z, y: soft(z) * y, lambda z, y: np.zeros_like(z)],
    "relu_gradient": [
        lambda x, grad: np.maximum(x, 0),
        lambda x, grad: -grad * (x > 0),
        lambda x, grad: grad[x > 0],
    ],
    "dense_gradients": [
        lambda x, k, g: (g @ k.T, x.T @ g),
        lambda x, k, g: (g @ k.T, -x.T @ g, g.sum(0)),
        lambda x, k, g: g @ k.T,
    ],
    "accuracy": [lambda p, labels: (p.argmin(1) == labels).mean(), lambda p, labels: "high"],
    "collapse_linear": [lambda w1, b1, w2, b2: w1 @ w2, lambda w1, b1, w2, b2: (w1 @ w2, 0 * b2)],
}
