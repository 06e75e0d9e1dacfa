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


def dense_of_rows(x, kernel, bias):
    return np.stack(
        [sum(v * row for v, row in zip(given, kernel, strict=True)) + bias for given in x]
    )


def dense_running(x, kernel, bias):
    """The sum is never set back."""
    out, total = np.zeros((len(x), len(bias))), 0
    for n in range(len(x)):
        for u in range(len(bias)):
            for d in range(len(kernel)):
                total += x[n, d] * kernel[d, u]
            out[n, u] = total + bias[u]
    return out


def relu_deep(x):
    """Recursion over the axes."""
    if x.ndim == 0:
        return float(x) if x > 0 else 0.0
    return np.array([relu_deep(part) for part in x])


def relu_flat(x):
    return np.fromiter((v if v > 0 else 0 for v in x.flat), float, x.size).reshape(x.shape)


def relu_two_axes(x):
    x = x.copy()
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            if x[i, j] < 0:
                x[i, j] = 0
    return x


def plainly(z):
    return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)


def soft_shifted_more(logits):
    """Any shift near the largest logit will do."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True) - 2)
    return np.asfortranarray(powers / powers.sum(axis=1, keepdims=True))


def entropy_skips_zeros(p, y):
    total = 0
    for row, truth in zip(p, y, strict=True):
        for j in range(len(row)):
            if truth[j] == 1 and row[j] > 0:
                total -= np.log(row[j])
    return total / len(p)


def gradient_loops(logits, y):
    rows = []
    for row, truth in zip(soft(logits), y, strict=True):
        rows.append([(a - b) / len(logits) for a, b in zip(row, truth, strict=True)])
    return np.array(rows)


def gradient_labels(logits, y):
    p = soft(logits)
    p[np.arange(len(p)), y.argmax(axis=1)] -= 1
    return p / len(p)


def gradient_labels_everywhere(logits, y):
    p = soft(logits)
    p[:, y.argmax(axis=1)] -= 1
    return p / len(p)


def gradient_replaced(logits, y):
    p = soft(logits)
    p[y == 1] = -1
    return p / len(p)


def slope_deep(x, grad):
    if x.ndim == 0:
        return float(grad) if x > 0 else 0.0
    return np.array([slope_deep(a, b) for a, b in zip(x, grad, strict=True)])


def slope_one_axis(x, grad):
    out = np.zeros(len(x))
    for i in range(len(x)):
        if x[i] > 0:
            out[i] = grad[i]
    return out


def gradients_by_units(x, kernel, grad):
    grad_x = sum(np.outer(grad[:, u], kernel[:, u]) for u in range(kernel.shape[1]))
    grad_kernel = np.stack([x.T @ grad[:, u] for u in range(kernel.shape[1])], axis=1)
    return grad_x, grad_kernel, np.array([float(column.sum()) for column in grad.T])


def bias_in_the_inner_loop(x, kernel, grad):
    grad_bias = np.zeros(kernel.shape[1])
    for n in range(len(x)):
        for u in range(kernel.shape[1]):
            for _ in range(x.shape[1]):
                grad_bias[u] += grad[n, u]
    return grad @ kernel.T, x.T @ grad, grad_bias


def accuracy_counts(p, labels):
    right = 0
    for row, label in zip(p.tolist(), labels.tolist(), strict=True):
        right += row.index(max(row)) == label
    return right / len(labels)


def accuracy_whole(p, labels):
    return sum(p.argmax(axis=1) == labels) // len(labels)


def collapse_nudged(w1, b1, w2, b2):
    """The layer is asked: 0 gives the bias, and unit inputs give the rows."""

    def both(x):
        return (x @ w1 + b1) @ w2 + b2

    b = both(np.zeros(len(w1)))
    return np.array([both(row) - b for row in np.eye(len(w1))]), b


def collapse_columns(w1, b1, w2, b2):
    table = np.vstack([w1, b1]) @ w2
    return table[:-1], table[-1] + b2


def collapse_adds_in_the_loop(w1, b1, w2, b2):
    b = np.zeros(len(b2))
    for u in range(len(b2)):
        for h in range(len(b1)):
            b[u] += b1[h] * w2[h, u] + b2[u]
    return w1 @ w2, b


RIGHT = {
    "dense": [
        dense_loops,
        lambda x, kernel, bias: np.dot(x, kernel) + bias,
        lambda x, kernel, bias: np.einsum("nd,du->nu", x, kernel).astype("float32") + bias,
        lambda x, kernel, bias: (kernel.T @ x.T).T + bias[None, :],
        dense_of_rows,
        lambda x, kernel, bias: np.c_[x, np.ones(len(x))] @ np.vstack([kernel, bias]),
    ],
    "relu": [
        relu_copy,
        lambda x: x * (x > 0),
        lambda x: np.where(x > 0, x, 0).astype(np.float32),
        lambda x: np.clip(x, 0, None),
        lambda x: (x + abs(x)) / 2,
        relu_deep,
        relu_flat,
        lambda x: np.asfortranarray(np.fmax(0, x)),
    ],
    "softmax": [soft, soft_rows, soft_log, soft_float32, soft_shifted_more],
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
        gradient_loops,
        gradient_labels,
        lambda logits, y: np.einsum("nk,n->nk", soft_log(logits) - y, np.full(len(y), 1 / len(y))),
        lambda logits, y: soft_rows(logits) / len(y) - y / len(y),
    ],
    "relu_gradient": [
        slope_loops,
        lambda x, grad: grad * (x > 0),
        lambda x, grad: grad * (np.maximum(x, 0) > 0),
        lambda x, grad: (np.sign(np.maximum(x, 0)) * grad).astype(np.float32),
        lambda x, grad: np.where(x <= 0, 0, grad),
        slope_deep,
        lambda x, grad: np.heaviside(x, 0) * grad,
    ],
    "dense_gradients": [
        gradients_loops,
        lambda x, kernel, grad: (grad @ kernel.T, x.T @ grad, np.ones(len(grad)) @ grad),
        lambda x, kernel, grad: [
            np.einsum("nu,du->nd", grad, kernel),
            np.einsum("nd,nu->du", x, grad),
            np.einsum("nu->u", grad),
        ],
        gradients_by_units,
        lambda x, kernel, grad: (
            (kernel @ grad.T).T.astype(np.float32),
            np.asfortranarray((grad.T @ x).T),
            sum(grad),
        ),
    ],
    "accuracy": [
        lambda p, labels: np.mean(np.argmax(p, axis=1) == labels),
        lambda p, labels: (
            sum(int(a.argmax()) == b for a, b in zip(p, labels, strict=True)) / len(p)
        ),
        lambda p, labels: np.float32((p.argmax(1) == labels).sum() / len(labels)),
        accuracy_counts,
        lambda p, labels: 1 - np.count_nonzero(p.argmax(1) - labels) / len(labels),
        lambda p, labels: np.eye(p.shape[1])[p.argmax(1)][np.arange(len(p)), labels].mean(),
    ],
    "collapse_linear": [
        lambda w1, b1, w2, b2: (np.dot(w1, w2), np.dot(b1, w2) + b2),
        lambda w1, b1, w2, b2: [(w1 @ w2).astype("float32"), (b1 @ w2 + b2).astype("float32")],
        collapse_nudged,
        collapse_columns,
        lambda w1, b1, w2, b2: (np.einsum("dh,hu->du", w1, w2), np.einsum("h,hu->u", b1, w2) + b2),
    ],
}
NAMED = {
    "dense": {
        "drops-the-sign": [lambda x, k, b: np.abs(x @ k + b)],
        "adds-bias-to-weights": [lambda x, k, b: x @ k + x.sum(axis=1, keepdims=True) * b],
        "bias-for-each-input": [
            lambda x, k, b: sum(np.outer(x[:, d], k[d]) + b for d in range(len(k)))
        ],
        "one-bias-for-all": [lambda x, k, b: x @ k + sum(b), lambda x, k, b: np.dot(x, k) + b[0]],
        "multiplies-elementwise": [lambda x, k, b: np.multiply(x, k).sum(axis=0) + b],
        "swapped-product": [lambda x, k, b: np.dot(k, x) + b],
        "mixes-the-examples": [
            lambda x, k, b: np.array([(x * k[:, u]).sum() + b[u] for u in range(len(b))]),
        ],
        "adds-the-units": [
            lambda x, k, b: [sum(row @ k + b) for row in x] and np.sum(x @ k + b, 1)
        ],
        "first-example-alone": [lambda x, k, b: np.dot(x[0], k) + b],
        "mean-not-sum": [
            lambda x, k, b: np.array(
                [[(r * k[:, u]).mean() + b[u] for u in range(len(b))] for r in x]
            ),
        ],
        "never-starts-anew": [dense_running],
        "applies-softmax": [lambda x, k, b: soft_rows(x @ k + b)],
        "names-the-class": [lambda x, k, b: np.argmax(x @ k + b, axis=-1)],
        "forgets-bias": [lambda x, kernel, bias: np.dot(x, kernel)],
        "transposed-kernel": [lambda x, kernel, bias: np.dot(x, kernel.T) + bias],
    },
    "relu": {
        "leaves-the-negative": [np.positive, lambda x: np.maximum(x, -np.inf)],
        "turns-the-sign": [lambda x: -np.minimum(x, 0)],
        "sign-alone": [lambda x: (x > 0) * 1 - (x < 0)],
        "loses-the-shape": [lambda x: np.array([max(v, 0) for v in x.flatten()])],
        "largest-of-many": [lambda x: np.max(x, 0), lambda x: max(0, x.max())],
        "another-activation": [lambda x: 1 / (1 + np.e**-x)],
        "shifts-everything": [lambda x: x - np.min(x)],
        "negative-to-another": [lambda x: x * (x >= 0) + (x < 0)],
        "some-axes-only": [relu_two_axes],
        "mutates-input": [lambda x: np.maximum(x, 0, out=x)],
        "absolute-value": [np.abs, lambda x: np.sqrt(x**2)],
        "leaky": [lambda x: np.maximum(x, 0.01 * x), lambda x: np.where(x < 0, x / 100, x)],
    },
    "softmax": {
        "shifts-by-the-smallest": [lambda z: plainly(z - z.min(1)[:, None])],
        "shifts-by-the-mean": [
            lambda z: plainly(z - z.mean(axis=-1, keepdims=True)),
            lambda z: plainly(z - np.median(z)),
        ],
        "shifts-by-one-place": [
            lambda z: plainly(z - z[:, [0]]),
            lambda z: plainly(z - z[:, -1:]),
        ],
        "divides-by-a-count": [lambda z: np.exp(z - z.max(1)[:, None]) / len(z)],
        "shifts-by-a-constant": [lambda z: plainly(z - 1000), lambda z: plainly(z - 700)],
        "shifts-the-columns": [lambda z: plainly(z - np.max(z, 0))],
        "shifts-too-late": [
            lambda z: (
                (np.exp(z) - z.max(1, keepdims=True))
                / (np.exp(z) - z.max(1, keepdims=True)).sum(1, keepdims=True)
            ),
        ],
        "scales-the-logits": [lambda z: plainly(z / 1000)],
        "clips-the-logits": [
            lambda z: plainly(np.minimum(z, 700)),
            lambda z: plainly(z.clip(-500, 500)),
        ],
        "hides-what-is-not-a-number": [
            lambda z: np.nan_to_num(plainly(z)),
            lambda z: (
                np.nan_to_num(np.exp(z), posinf=1e308)
                / np.nan_to_num(np.exp(z), posinf=1e308).sum(1, keepdims=True)
            ),
        ],
        "adds-to-the-sum": [lambda z: np.exp(z) / (np.exp(z).sum(1, keepdims=True) + 1e-9)],
        "forgets-the-sum": [lambda z: np.exp(z - z.max(1)[:, None])],
        "forgets-to-keep-the-axis": [lambda z: np.exp(z) / np.exp(z).sum(-1)],
        "divides-by-the-largest": [lambda z: (np.exp(z).T / np.exp(z).max(1)).T],
        "returns-logarithms": [lambda z: np.log(soft(z))],
        "another-base": [lambda z: soft(z * np.log(2))],
        "each-by-itself": [lambda z: 0.5 + np.tanh(z / 2) / 2],
        "hardmax": [lambda z: np.eye(z.shape[1])[np.argmax(z, axis=1)]],
        "reversed-sign": [lambda z: soft(-z)],
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
        "divides-by-classes": [lambda p, y: -(y * np.log(p.clip(1e-7))).sum(axis=0).mean()],
        "per-example": [lambda p, y: -np.log(np.maximum(picked(p, y), 1e-7))],
        "per-class": [lambda p, y: -y * np.log(p.clip(1e-7, 1))],
        "log-of-the-mean": [lambda p, y: -np.log((y * p.clip(1e-7, 1)).sum(axis=1).mean())],
        "skips-the-zeros": [entropy_skips_zeros],
        "hides-what-is-not-a-number": [
            lambda p, y: np.nan_to_num(-np.mean(np.sum(y * np.log(p), axis=1))),
        ],
        "wrong-logarithm": [
            lambda p, y: -np.log2(np.maximum(picked(p, y), 1e-7)).mean(),
            lambda p, y: -np.log10(picked(p, y)).mean(),
        ],
        "adds-one-first": [lambda p, y: -np.log(1 + picked(p, y)).mean()],
        "clips-the-wrong-end": [lambda p, y: -(y * np.log(p.clip(1e-7, 0.5))).sum(axis=1).mean()],
        "counts-the-wrong-classes": [
            lambda p, y: -np.log(np.where(y == 1, p, 1 - p).clip(1e-7, 1)).mean(),
        ],
        "forgets-the-truth": [
            lambda p, y: -np.log(p).mean(),
            lambda p, y: -(p * np.log(p.clip(1e-7, 1))).sum(axis=1).mean(),
            lambda p, y: -np.log(p.max(axis=1)).mean(),
        ],
        "swaps-truth-and-answer": [lambda p, y: -(p * np.log(y.clip(1e-7, 1))).sum(axis=1).mean()],
        "log-of-the-zeros": [lambda p, y: -np.log(p * y).sum(axis=1).mean()],
        "counts-the-zeros": [lambda p, y: -np.log((p * y).clip(1e-7, 1)).sum(axis=1).mean()],
        "pairs-everything": [lambda p, y: -np.log(p.clip(1e-7)[:, y.argmax(axis=1)]).mean()],
        "forgets-the-logarithm": [lambda p, y: picked(p, y).mean()],
        "softmax-once-more": [lambda p, y: -np.log(picked(soft(p), y)).mean()],
        "one-minus-p": [lambda p, y: 1 - picked(p, y).mean()],
        "log-of-one-minus-p": [lambda p, y: -np.log(np.maximum(1 - picked(p, y), 1e-7)).mean()],
        "squared-error": [lambda p, y: np.mean((p - y) ** 2)],
        "absolute-error": [lambda p, y: np.abs(y - p).mean()],
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
        "slope-of-the-true-probability": [
            lambda z, y: soft(z) * (y - picked(soft(z), y)[:, None]) / len(y),
        ],
        "multiplies-by-the-loss": [
            lambda z, y: (soft(z) - y) * -np.log(np.maximum(picked(soft(z), y), 1e-7)).mean(),
        ],
        "overflows": [
            lambda z, y: (plainly(z) - y) / len(y),
            lambda z, y: plainly(z) - y,
        ],
        "sums-over-batch": [lambda z, y: (np.exp(z) / np.exp(z).sum(axis=0) - y) / len(y)],
        "sums-everything": [lambda z, y: (np.exp(z) / np.exp(z).sum() - y) / len(y)],
        "forgets-the-sum": [lambda z, y: (np.exp(z - z.max(1)[:, None]) - y) / len(z)],
        "divides-by-classes": [lambda z, y: (soft(z) - y) / z.shape[-1]],
        "divides-by-a-constant": [lambda z, y: (soft(z) - y) / 2],
        "averages-over-batch": [lambda z, y: (soft(z) - y).mean(axis=0)],
        "one-number-for-all": [lambda z, y: np.mean(soft(z) - y)],
        "returns-the-loss": [
            lambda z, y: -(y * np.log(soft(z))).sum(axis=1).mean(),
            lambda z, y: -np.log(picked(soft(z), y)) / len(y),
        ],
        "slope-of-the-probabilities": [lambda z, y: -y / soft(z) / len(y)],
        "true-class-alone": [lambda z, y: (soft(z) - 1) * y / len(y), lambda z, y: soft(z) * y],
        "subtracts-one-everywhere": [lambda z, y: (soft(z) - 1) / len(y)],
        "pairs-everything": [gradient_labels_everywhere],
        "forgets-p-at-the-truth": [gradient_replaced],
        "never-negative": [lambda z, y: np.abs(y - soft(z)) / len(y)],
        "takes-the-logarithm": [lambda z, y: np.log(soft(z)) - y],
        "multiplies-by-p-once-more": [lambda z, y: (soft(z) - y) * soft(z) * (1 - soft(z))],
        "squared-error": [lambda z, y: 2 * (soft(z) - y) / len(y)],
        "flat-where-clipped": [
            lambda z, y: np.where(picked(soft(z), y)[:, None] < 1e-7, 0, soft(z) - y) / len(y),
        ],
        "forgets-batch-size": [lambda z, y: soft_float32(z) - y],
        "reversed-sign": [lambda z, y: -(soft(z) - y) / len(z)],
        "forgets-softmax": [lambda z, y: (z - y) / z.shape[0]],
    },
    "relu_gradient": {
        "divides-by-the-input": [lambda x, grad: grad * np.maximum(x, 0) / x],
        "adds-instead-of-multiplying": [lambda x, grad: (x > 0) + grad],
        "half-at-zero": [lambda x, grad: np.heaviside(x, 0.5) * grad],
        "stops-negative-slopes": [lambda x, grad: np.maximum(grad, 0) * (x > 0)],
        "returns-the-output": [lambda x, grad: np.maximum(x, 0)],
        "multiplies-by-the-input": [lambda x, grad: x * grad],
        "turns-the-sign": [lambda x, grad: grad * np.sign(x)],
        "lets-the-input-through": [lambda x, grad: x * (x < 0) + grad * (x > 0)],
        "leaky": [lambda x, grad: grad * np.where(x > 0, 1, 0.01)],
        "another-activation": [lambda x, grad: grad / (2 + np.exp(x) + np.exp(-x))],
        "drops-numbers": [lambda x, grad: grad[x > 0]],
        "divides-by-the-size": [lambda x, grad: grad * (x > 0) / len(x)],
        "some-axes-only": [slope_one_axis],
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
        "x-and-kernel-exchanged": [
            lambda x, k, g: (x * g.sum(1)[:, None], k * g.sum(0), g.sum(0)),
        ],
        "averages-batch": [lambda x, k, g: [v / len(x) for v in (g @ k.T, x.T @ g, g.sum(0))]],
        "keeps-batch-axis": [lambda x, k, g: (g @ k.T, x.T @ g, g.sum(0)[None])],
        "forgets-to-transpose": [lambda x, k, g: (np.dot(g, k), x.T @ g, g.sum(0))],
        "forgets-to-turn-x": [lambda x, k, g: (g @ k.T, np.dot(x, g), g.sum(0))],
        "forgets-to-sum-bias": [lambda x, k, g: (g @ k.T, x.T @ g, g.copy())],
        "sums-over-units": [lambda x, k, g: (g @ k.T, x.T @ g, np.sum(g, 1))],
        "one-number-for-the-biases": [lambda x, k, g: (g @ k.T, x.T @ g, np.sum(g))],
        "one-example-alone": [lambda x, k, g: (g @ k.T, x.T @ g, g[-1].copy())],
        "bias-without-grad": [lambda x, k, g: (g @ k.T, x.T @ g, np.ones(len(x)))],
        "bias-for-each-input": [bias_in_the_inner_loop],
        "stops-as-relu": [lambda x, k, g: (np.where(x > 0, g @ k.T, 0), x.T @ g, g.sum(0))],
        "forgets-one": [lambda x, k, g: [g @ k.T, x.T @ g]],
        "multiplies-elementwise": [lambda x, k, g: (g * k, x * g, g.copy())],
        "forgets-grad": [lambda x, k, g: (k.copy(), x.copy(), g.sum(0))],
        "keeps-the-examples-apart": [
            lambda x, k, g: (g @ k.T, np.einsum("nd,nu->ndu", x, g), sum(g))
        ],
        "goes-downhill": [lambda x, k, g: (-g @ k.T, -x.T @ g, -sum(g))],
        "averages-bias": [lambda x, k, g: [g @ k.T, x.T @ g, np.mean(g, axis=0)]],
        "transposed-kernel": [lambda x, k, g: (g @ k.T, (x.T @ g).T, g.sum(0))],
        "swapped-order": [lambda x, k, g: (x.T @ g, g @ k.T, g.sum(0))],
    },
    "accuracy": {
        "one-label-for-all": [lambda p, labels: np.mean(labels[0] == p.argmax(1))],
        "compares-with-the-place": [lambda p, labels: np.mean(p.argmax(1) == range(len(p)))],
        "counts-the-wrong": [lambda p, labels: np.count_nonzero(p.argmax(1) != labels)],
        "error-rate": [lambda p, labels: np.mean(p.argmax(1) != labels)],
        "divides-by-classes": [lambda p, labels: (p.argmax(1) == labels).sum() / p.shape[-1]],
        "all-or-nothing": [accuracy_whole, lambda p, labels: np.all(p.argmax(1) == labels)],
        "any-at-all": [lambda p, labels: np.any(p.argmax(1) == labels)],
        "argmax-over-batch": [lambda p, labels: (p.argmax(axis=0) == labels).mean()],
        "argmax-of-all": [lambda p, labels: (np.argmax(p) == labels).mean()],
        "counts-ties": [
            lambda p, labels: np.mean(picked(p, np.eye(p.shape[1])[labels]) == p.max(1))
        ],
        "half-is-enough": [lambda p, labels: np.mean([r[k] > 0.5 for r, k in zip(p, labels)])],  # noqa: B905
        "probabilities-for-classes": [lambda p, labels: np.mean(p.max(1) == labels)],
        "argmax-of-labels": [lambda p, labels: (p.argmax(1) == np.argmax(labels)).mean()],
        "counts-from-one": [lambda p, labels: (p.argmax(1) == labels - 1).mean()],
        "averages-the-classes": [lambda p, labels: p.argmax(1).mean()],
        "mean-probability": [lambda p, labels: picked(p, np.eye(p.shape[1])[labels]).mean()],
        "mean-confidence": [lambda p, labels: np.mean(p.max(axis=1))],
        "compares-any-with-any": [lambda p, labels: np.take(p, labels, axis=1).mean()],
        "returns-the-answers": [lambda p, labels: np.argmax(p, axis=1)],
        "per-example": [lambda p, labels: np.equal(p.argmax(1), labels)],
        "percent": [lambda p, labels: np.mean(p.argmax(1) == labels) * 100],
        "counts-not-mean": [
            lambda p, labels: np.sum(p.argmax(1) == labels),
            lambda p, labels: float(np.sum(p.argmax(1) == labels)),
        ],
    },
    "collapse_linear": {
        "one-number-for-the-bias": [lambda w1, b1, w2, b2: (w1 @ w2, np.sum(b1 @ w2 + b2))],
        "multiplies-biases": [lambda w1, b1, w2, b2: (w1 @ w2, b1 * b2)],
        "forgets-second-bias": [lambda w1, b1, w2, b2: (w1 @ w2, np.dot(b1, w2))],
        "second-bias-for-each-unit": [collapse_adds_in_the_loop],
        "swapped-product": [lambda w1, b1, w2, b2: (np.dot(w2, w1), w2 @ b1 + b2)],
        "turned-for-the-bias": [lambda w1, b1, w2, b2: (w1 @ w2, np.dot(w2, b1) + b2)],
        "both-biases-through": [lambda w1, b1, w2, b2: (w1 @ w2, b1 @ w2 + b2 @ w2)],
        "bias-through-the-first": [lambda w1, b1, w2, b2: (w1 @ w2, w1 @ b2 + b1)],
        "adds-kernels": [lambda w1, b1, w2, b2: (w2 + w1, b2 + b1)],
        "multiplies-elementwise": [lambda w1, b1, w2, b2: (np.multiply(w1, w2), b1 + b2)],
        "bias-as-a-table": [lambda w1, b1, w2, b2: (w1 @ w2, b2 + b1 * w2)],
        "bias-in-the-weights": [
            lambda w1, b1, w2, b2: (w1 @ w2 + b1, b2.copy()),
            lambda w1, b1, w2, b2: (w1 + b1) @ w2 + b2,
        ],
        "one-layer-alone": [lambda w1, b1, w2, b2: (w2.copy(), b2.copy())],
        "adds-biases": [lambda w1, b1, w2, b2: (w1.dot(w2), b1 + b2)],
        "forgets-first-bias": [lambda w1, b1, w2, b2: [w1 @ w2, b2.copy()]],
    },
}
UNLISTED = {
    "dense": [lambda x, kernel, bias: x @ kernel - bias, lambda x, kernel, bias: bias],
    "relu": [lambda x: -np.maximum(x, 0), lambda x: max(0, x.sum()), lambda x: x.round()],
    "softmax": [lambda z: soft(2 * z), lambda z: soft(z).tolist(), lambda z: np.zeros_like(z)],
    "cross_entropy": [
        lambda p, y: np.float64(0.5),
        lambda p, y: -np.log(np.maximum(picked(p, y), 1e-7)).max(),
        lambda p, y: str(entropy_loops(p, y)),
    ],
    "softmax_cross_entropy_gradient": [lambda z, y: soft(z) + y, lambda z, y: np.zeros_like(z)],
    "relu_gradient": [
        lambda x, grad: -grad * (x > 0),
        lambda x, grad: np.where(grad > 0, x, 0),
        lambda x, grad: [],
    ],
    "dense_gradients": [
        lambda x, k, g: (g @ k.T, -x.T @ g, g.sum(0)),
        lambda x, k, g: g @ k.T,
        lambda x, k, g: (g @ k.T, x.T @ g, g.sum(0), 0),
    ],
    "accuracy": [lambda p, labels: (p.argmin(1) == labels).mean(), lambda p, labels: "high"],
    "collapse_linear": [lambda w1, b1, w2, b2: w1 @ w2, lambda w1, b1, w2, b2: (w1 @ w2, 0 * b2)],
}
