"""Chapter 7: right answers in other styles, known mistakes in other styles, unlisted ones."""

import numpy as np

# ruff: noqa: NPY002


def batches_list(x, y, batch_size, rng):
    order = np.argsort(rng.random(len(y)))
    x, y = x[order], y[order]
    starts = range(0, len(y), batch_size)
    return [(x[i : i + batch_size], y[i : i + batch_size]) for i in starts]


def batches_zip(x, y, batch_size, rng):
    order = list(range(len(x)))
    rng.shuffle(order)
    cuts = range(batch_size, len(x), batch_size)
    return zip(np.split(x[order], cuts), np.split(y[order], cuts), strict=True)


class Batches:
    def __init__(self, x, y, batch_size, rng):
        self.order = rng.permutation(len(x))
        self.x, self.y, self.size = x, y, batch_size

    def __iter__(self):
        for i in range(0, len(self.x), self.size):
            part = self.order[i : i + self.size]
            yield [self.x[part].astype(np.float32), self.y[part]]


def batches_popping(x, y, batch_size, rng):
    left = list(rng.permutation(len(x)))
    while left:
        part, left = left[:batch_size], left[batch_size:]
        yield x[part], y[part]


def batches_one_buffer(x, y, batch_size, rng):
    """Yields the same array again and again: right as long as each batch is used at once."""
    order, buffer = rng.permutation(len(x)), np.empty((batch_size, *x.shape[1:]))
    for i in range(0, len(x), batch_size):
        part = order[i : i + batch_size]
        buffer[: len(part)] = x[part]
        yield buffer[: len(part)], y[part]


def batches_endless(x, y, batch_size, rng):
    while True:
        yield from batches_list(x, y, batch_size, rng)


def batches_drop(x, y, batch_size, rng):
    order = rng.permutation(len(x))
    for k in range(len(x) // batch_size):
        part = order[k * batch_size : (k + 1) * batch_size]
        yield x[part], y[part]


def batches_unaligned(x, y, batch_size, rng):
    return batches_zip(rng.permutation(x), y, batch_size, np.random.default_rng(1))


def batches_in_order(x, y, batch_size, rng):
    for i in range(0, len(x), batch_size):
        yield x[i : i + batch_size], y[i : i + batch_size]


def batches_sampled(x, y, batch_size, rng):
    for i in range(0, len(x), batch_size):
        part = rng.integers(0, len(x), min(batch_size, len(x) - i))
        yield x[part], y[part]


def batches_even(x, y, batch_size, rng):
    order = rng.permutation(len(x))
    for part in np.array_split(order, -(-len(x) // batch_size)):
        yield x[part], y[part]


def batches_small_first(x, y, batch_size, rng):
    return batches_list(x, y, batch_size, rng)[::-1]


def shuffles_in_place(x, y, batch_size, rng):
    order = rng.permutation(len(x))
    x[:], y[:] = x[order], y[order]
    return batches_in_order(x, y, batch_size, rng)


def sgd_copy(params, grads, learning_rate):
    new = []
    for i in range(len(params)):
        param = params[i].copy()
        param -= learning_rate * grads[i]
        new.append(param)
    return new


def sgd_replaces_items(params, grads, learning_rate):
    for i, grad in enumerate(grads):
        params[i] = params[i] - learning_rate * grad
    return params


def adam_loops(param, grad, m, v, t, learning_rate=1e-3, beta1=0.9, beta2=0.999, eps=1e-7):
    p, m, v = param.copy(), m.copy(), v.copy()
    for i in np.ndindex(p.shape):
        m[i] = beta1 * m[i] + (1 - beta1) * grad[i]
        v[i] = beta2 * v[i] + (1 - beta2) * grad[i] ** 2
        p[i] -= learning_rate * (m[i] / (1 - beta1**t)) / ((v[i] / (1 - beta2**t)) ** 0.5 + eps)
    return [p, m, v]


def adam_keras(param, grad, m, v, t, learning_rate=1e-3, beta1=0.9, beta2=0.999, eps=1e-7):
    m = m + (grad - m) * (1 - beta1)
    v = v + (grad**2 - v) * (1 - beta2)
    alpha = learning_rate * np.sqrt(1 - beta2**t) / (1 - beta1**t)
    return param - alpha * m / (np.sqrt(v) + eps), m, v


def adam_float32(param, grad, m, v, t, learning_rate=1e-3, beta1=0.9, beta2=0.999, eps=1e-7):
    arrays = (a.astype(np.float32) for a in (param, grad, m, v))
    return adam_loops(*arrays, t, learning_rate, beta1, beta2, eps)


def adam_array(*args, **kwargs):
    return np.array(adam_loops(*args, **kwargs))


def adam_uncorrected(param, grad, m, v, t, learning_rate=1e-3, beta1=0.9, beta2=0.999, eps=1e-7):
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad * grad
    return param - learning_rate * m / (np.sqrt(v) + eps), m, v


def adam_fresh(param, grad, m, v, t, learning_rate=1e-3, beta1=0.9, beta2=0.999, eps=1e-7):
    zero = np.zeros_like(param)
    return adam_keras(param, grad, zero, zero, t, learning_rate, beta1, beta2, eps)


def adam_swapped(param, grad, m, v, t, learning_rate=1e-3, beta1=0.9, beta2=0.999, eps=1e-7):
    return adam_loops(param, grad, m, v, t, learning_rate, beta2, beta1, eps)


def adam_inside(param, grad, m, v, t, learning_rate=1e-3, beta1=0.9, beta2=0.999, eps=1e-7):
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad * grad
    hat = v / (1 - beta2**t)
    return param - learning_rate * m / (1 - beta1**t) / np.sqrt(hat + eps), m, v


def adam_without_defaults(param, grad, m, v, t, learning_rate, beta1, beta2, eps):
    return adam_loops(param, grad, m, v, t, learning_rate, beta1, beta2, eps)


def adam_other_eps(param, grad, m, v, t, learning_rate=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    return adam_loops(param, grad, m, v, t, learning_rate, beta1, beta2, eps)


def slopes_in_place(f, x, eps=1e-5):
    grad = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        x[i] += eps
        up = f(x)
        x[i] -= 2 * eps
        down = f(x)
        x[i] += eps
        grad[i] = (up - down) / (2 * eps)
    return grad


def slopes_saved(f, x, eps=1e-5):
    grad = np.zeros_like(x, dtype=np.float32)
    flat, out = x.reshape(-1), grad.reshape(-1)
    for i in range(flat.size):
        old = flat[i]
        flat[i] = old + eps
        up = f(x)
        flat[i] = old - eps
        down = f(x)
        flat[i] = old
        out[i] = (up - down) / (2 * eps)
    return grad


def slopes_by_direction(f, x, eps=1e-5):
    units = np.eye(x.size).reshape(x.size, *x.shape)
    return np.array([(f(x + eps * u) - f(x - eps * u)) / 2 / eps for u in units]).reshape(x.shape)


def slopes_forward(f, x, eps=1e-5):
    base = f(x)
    grad = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        x[i] += eps
        grad[i] = (f(x) - base) / eps
        x[i] -= eps
    return grad


def slopes_lost(f, x, eps=1e-5):
    grad = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        x[i] += eps
        up = f(x)
        x[i] -= 2 * eps
        grad[i] = (up - f(x)) / (2 * eps)
    return grad


def he_box_muller(shape, rng):
    n = int(np.prod(shape))
    u, w = 1 - rng.random(n), rng.random(n)
    z = np.sqrt(-2 * np.log(u)) * np.cos(2 * np.pi * w)
    return z.reshape(shape) * np.sqrt(2 / np.prod(shape[:-1]))


def he_branches(shape, rng):
    fan_in = shape[0] if len(shape) == 2 else shape[0] * shape[1] * shape[2]
    return rng.standard_normal(shape).astype(np.float32) * (2 / fan_in) ** 0.5


def he_truncated(shape, rng):
    z = rng.standard_normal(shape)
    while (abs(z) > 2).any():
        z = np.where(abs(z) > 2, rng.standard_normal(shape), z)
    return z / 0.87962566 * np.sqrt(2 / np.prod(shape[:-1]))


def fit_by_a_list(model, x, y, epochs, batch_size, rng):
    history = []
    for _ in range(epochs):
        order = rng.permutation(len(x))
        losses = []
        for start in range(0, len(x), batch_size):
            batch = order[start : start + batch_size]
            losses += [float(model.train_on_batch(x[batch], y[batch]))] * len(batch)
        history.append(np.mean(losses))
    return tuple(history)


def fit_by_sums(model, x, y, epochs, batch_size, rng):
    if epochs == 0:
        return []
    total = sum(
        len(x_batch) * model.train_on_batch(x_batch, y_batch)
        for x_batch, y_batch in batches_list(x, y, batch_size, rng)
    )
    return [total / len(x), *fit_by_sums(model, x, y, epochs - 1, batch_size, rng)]


def fit_by_hand(model, x, y, epochs, batch_size, rng):
    losses = []
    for _ in range(epochs):
        total, left = 0.0, list(rng.permutation(len(x)))
        while left:
            batch, left = left[:batch_size], left[batch_size:]
            probabilities = model.forward(x[batch], training=True)
            total += len(batch) * model.loss(y[batch], probabilities)
            model.backward((probabilities - y[batch]) / len(batch), at_logits=True)
            for layer in model.layers:
                for name, slope in layer.grads.items():
                    layer.params[name] -= model.optimizer.learning_rate * slope
        losses.append(total / len(x))
    return losses


def fit_by_helpers(model, x, y, epochs, batch_size, rng):
    losses = np.zeros(epochs)
    for epoch in range(epochs):
        for x_batch, y_batch in batches_list(x, y, batch_size, rng):
            loss = model.train_on_batch(x_batch, y_batch)
            losses[epoch] += loss * len(x_batch) / len(x)
    return losses


def fit_shuffling_copies(model, x, y, epochs, batch_size, rng):
    losses = []
    for _ in range(epochs):
        order = np.argsort(rng.random(len(x)))
        x, y = x[order], y[order]
        parts = [slice(i, i + batch_size) for i in range(0, len(x), batch_size)]
        each = [model.train_on_batch(x[p], y[p]) for p in parts]
        losses.append(np.average(each, weights=[len(x[p]) for p in parts]))
    return losses


def fit_unaligned(model, x, y, epochs, batch_size, rng):
    return fit_by_helpers(model, x, rng.permutation(y), epochs, batch_size, rng)


def fit_in_order(model, x, y, epochs, batch_size, rng):
    losses = []
    for _ in range(epochs):
        pairs = list(batches_in_order(x, y, batch_size, rng))
        each = [model.train_on_batch(*pair) * len(pair[0]) for pair in pairs]
        losses.append(sum(each) / len(x))
    return losses


def fit_one_order(model, x, y, epochs, batch_size, rng):
    order = rng.permutation(len(x))
    return fit_in_order(model, x[order], y[order], epochs, batch_size, rng)


def fit_looks_only(model, x, y, epochs, batch_size, rng):
    return [model.evaluate(x, y) for _ in range(epochs)]


def fit_uphill(model, x, y, epochs, batch_size, rng):
    for layer in model.layers:
        for name in layer.params:
            layer.params[name] *= -1
    return fit_by_helpers(model, x, y, epochs, batch_size, rng)


def fit_one_epoch(model, x, y, epochs, batch_size, rng):
    return fit_by_helpers(model, x, y, 1, batch_size, rng)


def fit_last(model, x, y, epochs, batch_size, rng):
    return fit_by_helpers(model, x, y, epochs, batch_size, rng)[-1]


def rmsprop_loops(param, grad, squares, learning_rate, rho=0.9, eps=1e-7):
    param, squares = param.copy(), squares.copy()
    for i in np.ndindex(param.shape):
        squares[i] += (1 - rho) * (grad[i] ** 2 - squares[i])
        param[i] -= learning_rate * grad[i] / (squares[i] + eps) ** 0.5
    return [param, squares]


def rmsprop_outside(param, grad, squares, learning_rate, rho=0.9, eps=1e-7):
    squares = rho * squares + (1 - rho) * np.square(grad)
    return param - learning_rate / (np.sqrt(squares) + eps) * grad, squares


def rate_by_minimum(rates, losses):
    kept = []
    for loss in losses:
        if np.isnan(loss) or np.isinf(loss) or (kept and loss > 4 * min(kept)):
            break
        kept.append(loss)
    return rates[kept.index(min(kept))] / 10


def rate_by_arrays(rates, losses):
    losses = np.array(losses)
    lowest = np.minimum.accumulate(np.where(np.isfinite(losses), losses, np.inf))
    over = ~(losses <= 4 * lowest)
    end = int(over.argmax()) if over.any() else len(losses)
    return np.array(rates)[losses[:end].argmin()] * 0.1


def sgd_filling_lists(params, grads, learning_rate):
    moved = []
    for i in range(len(params)):
        step = np.multiply(grads[i], learning_rate)
        moved += [np.subtract(params[i], step)]
    return moved


def momentum_loops(param, grad, velocity, learning_rate, momentum):
    moved, velocity = np.array(param), np.array(velocity)
    for i in np.ndindex(param.shape):
        velocity[i] *= momentum
        velocity[i] -= learning_rate * grad[i]
        moved[i] += velocity[i]
    return moved, velocity


def momentum_upside_down(param, grad, velocity, learning_rate, momentum):
    """The velocity points uphill on the way, and is turned over before it is returned."""
    uphill = learning_rate * grad - momentum * velocity
    return param - uphill, -uphill


def rmsprop_by_root(param, grad, squares, learning_rate, rho=0.9, eps=1e-7):
    new = squares - (1 - rho) * (squares - grad * grad)
    size = np.sqrt(new + eps)
    return np.array([param - grad / size * learning_rate, new])


def rmsprop_by_average(param, grad, squares, learning_rate, rho=0.9, eps=1e-7):
    new = np.average([squares, grad**2], axis=0, weights=[rho, 1 - rho])
    return (param - learning_rate * grad * (new + eps) ** -0.5, new)


def adam_by_hats(param, grad, m, v, t, learning_rate=1e-3, beta1=0.9, beta2=0.999, eps=1e-7):
    decay = np.array([beta1, beta2])
    mean, square = (
        d * old + (1 - d) * x for d, old, x in zip(decay, (m, v), (grad, grad**2), strict=True)
    )
    m_hat, v_hat = (mean, square) / (1 - decay**t).reshape(2, *[1] * param.ndim)
    step = np.divide(m_hat, np.sqrt(v_hat) + eps)
    return param + step * -learning_rate, mean, square


def slopes_by_copies(f, x, eps=1e-5):
    def slope(i):
        up, down = x.copy(), x.copy()
        up[i] += eps
        down[i] -= eps
        return (f(up) - f(down)) / (up[i] - down[i])

    return np.reshape([slope(i) for i in np.ndindex(x.shape)], x.shape)


def slopes_while(f, x, eps=1e-5):
    grad, k = np.empty(x.shape), 0
    while k < x.size:
        i = np.unravel_index(k, x.shape)
        values = []
        for sign in (+1, -1):
            nudged = np.array(x)
            nudged[i] = nudged[i] + sign * eps
            values.append(f(nudged))
        grad[i] = 0.5 * (values[0] - values[1]) / eps
        k += 1
    return grad


def he_by_loop(shape, rng):
    weights, spread = np.zeros(shape), np.sqrt(2.0)
    for side in shape[:-1]:
        spread /= np.sqrt(side)
    for i in np.ndindex(*shape):
        weights[i] = spread * rng.normal()
    return weights


def rate_by_loop(rates, losses):
    best = lowest = None
    for rate, loss in zip(rates, losses, strict=True):
        if not np.isfinite(loss) or (lowest is not None and loss > 4 * lowest):
            break
        if lowest is None or loss < lowest:
            best, lowest = rate, loss
    return best / 10


def rate_by_recursion(rates, losses):
    for i in range(len(losses)):
        low = min(losses[: i + 1])
        if not (losses[i] < float("inf") and losses[i] <= 4 * low):
            return rate_by_recursion(rates, losses[:i])
    return rates[int(np.argmin(losses))] / 10


def rate_from_a_table(rates, losses):
    table = []
    for rate, loss in zip(list(rates), map(float, losses), strict=True):
        if loss in (float("inf"), float("-inf")) or loss != loss:
            break
        if table and loss / 4 > min(table)[0]:
            break
        table.append((loss, len(table), rate))
    return np.float64(min(table)[2]) / 10


def gradient_of_sorted(f, x, eps=1e-5):
    grad = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[place] += eps
        down[place] -= eps
        up, down = (np.sort(each, axis=None).reshape(x.shape) for each in (up, down))
        grad[place] = (f(up) - f(down)) / (2 * eps)
    return grad


RIGHT = {
    "minibatches": [
        batches_list,
        batches_zip,
        Batches,
        batches_popping,
        batches_one_buffer,
        lambda *args: tuple(batches_list(*args)),
    ],
    "sgd_step": [
        sgd_copy,
        lambda params, grads, rate: [p - rate * g for p, g in zip(params, grads, strict=True)],
        lambda params, grads, rate: [
            (p - rate * g).astype(np.float32) for p, g in zip(params, grads, strict=True)
        ],
        lambda params, grads, rate: tuple(map(lambda p, g: p - rate * g, params, grads)),
        sgd_filling_lists,
    ],
    "fit": [fit_by_a_list, fit_by_sums, fit_by_hand, fit_by_helpers, fit_shuffling_copies],
    "rmsprop_step": [
        rmsprop_loops,
        rmsprop_outside,
        lambda *args: [part.astype(np.float32) for part in rmsprop_loops(*args)],
        rmsprop_by_root,
        rmsprop_by_average,
    ],
    "best_learning_rate": [
        rate_by_minimum,
        rate_by_arrays,
        rate_by_loop,
        rate_by_recursion,
        rate_from_a_table,
    ],
    "momentum_step": [
        lambda p, g, v, rate, m: (p + m * v - rate * g, m * v - rate * g),
        lambda p, g, v, rate, m: [p + (m * v - rate * g), m * v - rate * g],
        lambda p, g, v, rate, m: np.array([p + m * v - rate * g, m * v - rate * g], np.float32),
        momentum_loops,
        momentum_upside_down,
    ],
    "adam_step": [adam_loops, adam_keras, adam_float32, adam_array, adam_by_hats],
    "numerical_gradient": [
        slopes_in_place,
        slopes_saved,
        slopes_by_direction,
        slopes_by_copies,
        slopes_while,
    ],
    "he_normal": [
        he_box_muller,
        he_branches,
        lambda shape, rng: rng.normal(0, (2 / np.prod(shape[:-1])) ** 0.5, shape),
        lambda shape, rng: rng.normal(scale=np.sqrt(2 * shape[-1] / np.prod(shape)), size=shape),
        he_by_loop,
    ],
}
NAMED = {
    "fit": {
        "misaligned": [fit_unaligned],
        "no-shuffle": [fit_in_order],
        "shuffles-once": [fit_one_order],
        "one-epoch-alone": [fit_one_epoch],
        "one-number-alone": [fit_last],
        "never-steps": [
            fit_looks_only,
            lambda model, x, y, epochs, size, rng: [2.3] * epochs,
        ],
        "ignores-rng": [
            lambda model, x, y, epochs, size, rng: fit_by_helpers(
                model, x, y, epochs, size, np.random.default_rng(5)
            ),
        ],
    },
    "rmsprop_step": {
        "forgets-history": [
            lambda p, g, s, rate, rho=0.9, eps=1e-7: rmsprop_outside(p, g, 0 * s, rate, rho, eps),
        ],
        "swaps-shares": [
            lambda p, g, s, rate, rho=0.9, eps=1e-7: rmsprop_loops(p, g, s, rate, 1 - rho, eps),
        ],
    },
    "best_learning_rate": {
        "looks-behind-the-end": [lambda rates, losses: rates[np.nanargmin(losses)] / 10],
        "rate-of-the-lowest": [lambda rates, losses: 10 * rate_by_minimum(rates, losses)],
    },
    "minibatches": {
        "drops-last-batch": [batches_drop],
        "misaligned": [batches_unaligned],
        "no-shuffle": [batches_in_order],
        "mutates-input": [shuffles_in_place],
        "never-ends": [batches_endless],
        "draws-anew": [batches_sampled],
        "no-batches": [lambda x, y, n, rng: []],
        "forgets-labels": [
            lambda x, y, n, rng: [x_batch for x_batch, _ in batches_list(x, y, n, rng)],
        ],
        "ignores-rng": [
            lambda x, y, n, rng: batches_list(x, y, n, np.random.default_rng(3)),
            lambda x, y, n, rng: batches_list(
                x, y, n, np.random.default_rng(np.random.randint(10**9))
            ),
        ],
    },
    "sgd_step": {
        "mutates-input": [sgd_replaces_items],
        "goes-uphill": [lambda params, grads, rate: sgd_copy(params, grads, -rate)],
        "forgets-learning-rate": [
            lambda params, grads, rate: [p - g for p, g in zip(params, grads, strict=True)],
        ],
    },
    "momentum_step": {
        "goes-uphill": [lambda p, g, v, rate, m: (p + m * v + rate * g, m * v + rate * g)],
        "forgets-history": [lambda p, g, v, rate, m: (p - rate * g, -rate * g)],
    },
    "adam_step": {
        "no-bias-correction": [adam_uncorrected],
        "forgets-history": [adam_fresh],
        "swaps-betas": [adam_swapped],
        "eps-inside-root": [adam_inside],
    },
    "numerical_gradient": {
        "one-sided": [slopes_forward],
        "leaves-x-changed": [slopes_lost],
        "forgets-two": [lambda f, x, eps=1e-5: 2 * slopes_by_direction(f, x, eps)],
    },
    "he_normal": {
        "variance-as-std": [
            lambda shape, rng: rng.standard_normal(shape) * 2 / np.prod(shape[:-1]),
        ],
        "fan-out": [
            lambda shape, rng: rng.standard_normal(shape) * np.sqrt(2 / shape[-1]),
            lambda shape, rng: (
                rng.standard_normal(shape) * np.sqrt(2 / (shape[-1] * np.prod(shape[:-2])))
            ),
        ],
        "forgets-kernel-area": [
            lambda shape, rng: rng.standard_normal(shape) * np.sqrt(2 / shape[-2]),
        ],
        "not-random": [lambda shape, rng: np.zeros(shape)],
        "same-spread-for-all": [lambda shape, rng: rng.standard_normal(shape)],
        "mean-is-not-0": [lambda shape, rng: he_branches(shape, rng) + 0.02],
        "ignores-rng": [
            lambda shape, rng: np.random.randn(*shape) * np.sqrt(2 / np.prod(shape[:-1])),
        ],
    },
}
UNLISTED = {
    "fit": [
        fit_uphill,
        lambda model, x, y, epochs, size, rng: None,
        lambda model, x, y, epochs, size, rng: [
            str(loss) for loss in fit_by_helpers(model, x, y, epochs, size, rng)
        ],
        lambda model, x, y: [],
    ],
    "rmsprop_step": [
        lambda p, g, s, rate, rho=0.9, eps=1e-7: p - rate * g,
        lambda p, g, s, rate, rho=0.9, eps=1e-7: (p - rate * np.sign(g), s),
        lambda p, g, s, rate: rmsprop_loops(p, g, s, rate),
    ],
    "best_learning_rate": [
        lambda rates, losses: rates[0],
        lambda rates, losses: max(rates) / 10,
        lambda rates, losses: None,
    ],
    "minibatches": [
        batches_even,
        batches_small_first,
        lambda x, y, n, rng: x,
        lambda x, y, n, rng: 5,
        lambda x, y, n, rng: [(b.ravel(), c) for b, c in batches_list(x, y, n, rng)],
    ],
    "sgd_step": [
        lambda params, grads, rate: list(params),
        lambda params, grads, rate: (p for p in sgd_copy(params, grads, rate)),
        lambda params, grads, rate: dict(enumerate(sgd_copy(params, grads, rate))),
    ],
    "momentum_step": [lambda p, g, v, rate, m: p, lambda p, g, v, rate, m: (p, v)],
    "adam_step": [
        adam_without_defaults,
        adam_other_eps,
        lambda param, grad, m, v, t, *rest: (param, m, v),
        lambda *args: adam_loops(*args)[0],
    ],
    "numerical_gradient": [
        gradient_of_sorted,
        lambda f, x: slopes_by_direction(f, x),
        lambda f, x, eps=1e-5: np.ones_like(x),
        lambda f, x, eps=1e-5: x,
    ],
    "he_normal": [
        lambda shape, rng: he_branches(shape, rng).T,
        lambda shape, rng: he_branches(shape, rng) * np.inf,
    ],
}
