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


def max_by_lists(x, size):
    rows, cols, channels = (range(n) for n in (x.shape[0] // size, x.shape[1] // size, x.shape[2]))

    def largest(row, col, channel):
        part = x[row * size : (row + 1) * size, col * size : (col + 1) * size, channel]
        return sorted(part.ravel().tolist())[-1]

    return np.array([[[largest(i, j, k) for k in channels] for j in cols] for i in rows])


def max_by_sorting(x, size):
    cut = blocks(x, size).transpose(0, 2, 4, 1, 3)
    flat = cut.reshape(*cut.shape[:3], size**2)
    return np.asfortranarray(np.sort(flat, axis=-1)[..., -1])


def mean_by_running_sums(x, size):
    h, w = x.shape[0] // size * size, x.shape[1] // size * size
    sums = np.pad(x[:h, :w].cumsum(0).cumsum(1), ((1, 0), (1, 0), (0, 0)))[::size, ::size]
    return np.diff(np.diff(sums, axis=0), axis=1) / size**2


def mean_in_two_steps(x, size):
    h, w = x.shape[0] // size, x.shape[1] // size
    rows = np.stack([x[i * size : (i + 1) * size].mean(0) for i in range(h)])
    return np.stack([rows[:, j * size : (j + 1) * size].mean(1) for j in range(w)], axis=1)


def gradient_by_mask(x, grad, size):
    out = np.zeros(x.shape, order="F")
    h, w, c = grad.shape
    flat = blocks(x, size).transpose(0, 2, 4, 1, 3).reshape(h, w, c, size**2)
    one = np.arange(size**2) == flat.argmax(axis=-1)[..., None]
    back = (one * grad[..., None]).reshape(h, w, c, size, size).transpose(0, 3, 1, 4, 2)
    out[: h * size, : w * size] = back.reshape(h * size, w * size, c)
    return out


def gradient_with_a_flag(x, grad, size):
    out = x * 0.0
    for i, j, k in np.ndindex(grad.shape):
        best, found = x[i * size : i * size + size, j * size : j * size + size, k].max(), False
        for a, b in np.ndindex(size, size):
            if x[i * size + a, j * size + b, k] == best and not found:
                out[i * size + a, j * size + b, k], found = grad[i, j, k], True
    return out


def gradient_backwards(x, grad, size):
    """Later pixels first, so that the first one that is as large wins."""
    out = np.zeros_like(x)
    for i, j, k in np.ndindex(grad.shape):
        places = [(i * size + a, j * size + b, k) for a, b in np.ndindex(size, size)]
        best = places[-1]
        for place in places[::-1]:
            best = place if x[place] >= x[best] else best
        out[best] = grad[i, j, k]
    return out


def average_gradient_rows(grad, size, shape):
    share = grad.astype(np.float32) / size / size
    out = np.zeros(shape)
    for i, j in np.ndindex(size, size):
        out[i : grad.shape[0] * size : size, j : grad.shape[1] * size : size] = share
    return out


def average_gradient_of_pixels(grad, size, shape):
    h, w, c = shape
    in_windows = np.zeros(shape)
    for row, col in np.ndindex(h, w):
        if row // size < grad.shape[0] and col // size < grad.shape[1]:
            in_windows[row, col] = [grad[row // size, col // size, k] / size**2 for k in range(c)]
    return in_windows


def average_gradient_einsum(grad, size, shape):
    big = np.einsum("hwc,ij->hiwjc", grad, np.full((size, size), 1 / size**2))
    out = np.zeros(shape)
    h, w, c = grad.shape
    out[: h * size, : w * size] = big.reshape(h * size, w * size, c)
    return out


def shifted_by_padding(read, images, labels, pixels):
    total = 0
    for axis in (1, 2):
        for back in (0, 1):
            pads = [(0, 0)] * 4
            pads[axis] = (0, pixels) if back else (pixels, 0)
            start = pixels if back else 0
            n = images.shape[axis]
            padded = np.pad(images, pads)
            total += (read(padded.take(range(start, start + n), axis)) == labels).sum()
    return total / (4 * len(labels))


def shifted_by_roll_and_erase(read, images, labels, pixels):
    shares = []
    for axis, step in ((1, pixels), (1, -pixels), (2, pixels), (2, -pixels)):
        moved = np.roll(images, step, axis)
        edge = [slice(None)] * 4
        edge[axis] = slice(0, step) if step > 0 else slice(step, None)
        moved[tuple(edge)] = 0
        shares.append((read(moved) == labels).mean())
    return np.float32(sum(shares) / len(shares))


def shifted_image_by_image(read, images, labels, pixels):
    hits = []
    h, w = images.shape[1:3]
    for image, label in zip(images, labels, strict=True):
        for down, right in ((pixels, 0), (-pixels, 0), (0, pixels), (0, -pixels)):
            moved = np.zeros_like(image)
            for row in range(max(0, down), min(h, h + down)):
                for col in range(max(0, right), min(w, w + right)):
                    moved[row, col] = image[row - down, col - right]
            hits.append(read(moved[None])[0] == label)
    return sum(hits) / len(hits)


def size_while(size, steps):
    i = 0
    while i < len(steps):
        if steps[i][0] == "pool":
            size = (size - size % steps[i][1]) // steps[i][1]
        else:
            size = len(range(size - steps[i][1] + 1))
        i += 1
    return size


def size_by_positions(size, steps):
    for kind, k in steps:
        stride = k if kind == "pool" else 1
        size = (size - k) // stride + 1
    return size


def size_by_floor(size, steps):
    for kind, k in steps:
        size = math.floor(size / k) if kind == "pool" else size - k + 1
    return int(size)


def window(x, size, row, col):
    return x[row * size : row * size + size, col * size : col * size + size]


def each_window(number, step=None):
    """Pooling in loops, by a function of a window and of the channel."""

    def pool(x, size):
        out = np.zeros((x.shape[0] // size, x.shape[1] // size, x.shape[2]))
        for i, j, k in np.ndindex(out.shape):
            top, left = (i * step, j * step) if step else (i * size, j * size)
            out[i, j, k] = number(x[top : top + size, left : left + size, k])
        return out

    return pool


def search_from_the_image(x, size):
    out = x[: x.shape[0] // size, : x.shape[1] // size].copy()
    for i, j, k in np.ndindex(out.shape):
        out[i, j, k] = max(out[i, j, k], window(x, size, i, j)[..., k].max())
    return out


def jumping(x, size):
    out = np.zeros((x.shape[0] // size, x.shape[1] // size, x.shape[2]))
    for i in range(0, out.shape[0], size):
        for j in range(0, out.shape[1], size):
            out[i, j] = x[i : i + size, j : j + size].max(axis=(0, 1))
    return out


def mean_without_edge(x, size):
    return each_window(np.mean)(x[: -(x.shape[0] % size), : -(x.shape[1] % size)], size)


def rows_alone(x, size):
    x = x[: x.shape[0] // size * size, : x.shape[1] // size * size]
    return sum(x[i::size] for i in range(size)) / size


def mean_of_a_part(x, size):
    x = x[: x.shape[0] // size, : x.shape[1] // size]
    return each_window(np.mean)(x, size)


def gradient_by(choose):
    """The slope of each window to the places that `choose` picks: a mask."""

    def gradient(x, grad, size):
        out = np.zeros(x.shape)
        for i, j, k in np.ndindex(grad.shape):
            part = window(x, size, i, j)[..., k]
            window(out, size, i, j)[..., k] += choose(part) * grad[i, j, k]
        return out

    return gradient


def until_break(part):
    mask = np.zeros(part.shape)
    for i in range(len(part)):
        for j in range(len(part)):
            if part[i, j] == part.max():
                mask[i, j] = 1
                break
    return mask


def first_row(part):
    mask = part == part.max()
    mask[1:] = False
    return mask


def down_the_columns(part):
    mask = np.zeros(part.shape)
    col, row = divmod(int(part.T.ravel().argmax()), len(part))
    mask[row, col] = 1
    return mask


def lowest(part):
    mask = np.zeros(part.size)
    mask[part.argmin()] = 1
    return mask.reshape(part.shape)


def only_above_zero(part):
    return (part == part.max()) & (part.max() > 0)


def not_flat(part):
    return (part == part.max()) & (part.max() != 0)


def single(part):
    mask = part == part.max()
    return mask if mask.sum() == 1 else 0 * mask


def search_above_zero(x, grad, size):
    out = np.zeros(x.shape)
    for i, j, k in np.ndindex(grad.shape):
        best, a, b = 0, 0, 0
        for row, col in np.ndindex(size, size):
            if x[i * size + row, j * size + col, k] > best:
                best, a, b = x[i * size + row, j * size + col, k], row, col
        out[i * size + a, j * size + b, k] = grad[i, j, k]
    return out


def gradient_written(place, start=np.zeros_like):
    def gradient(x, grad, size):
        out = start(x)
        for i, j, k in np.ndindex(grad.shape):
            a, b = divmod(int(window(x, size, i, j)[..., k].argmax()), size)
            out[(*place(i * size, j * size, a, b, size), k)] = grad[i, j, k]
        return out

    return gradient


def gradient_overlapping(x, grad, size):
    out = np.zeros(x.shape)
    for i, j, k in np.ndindex(grad.shape):
        a, b = divmod(int(x[i : i + size, j : j + size, k].argmax()), size)
        out[i + a, j + b, k] = grad[i, j, k]
    return out


def maximum_back(x, grad, size):
    out = np.zeros(x.shape)
    for i, j, k in np.ndindex(grad.shape):
        a, b = divmod(int(window(x, size, i, j)[..., k].argmax()), size)
        out[i * size + a, j * size + b, k] = window(x, size, i, j)[..., k].max()
    return out


def shares_written(share, step=None, add=False):
    def gradient(grad, size, shape):
        out = np.zeros(shape)
        for i, j, k in np.ndindex(grad.shape):
            top, left = (i * step, j * step) if step else (i * size, j * size)
            part = out[top : top + size, left : left + size, k]
            part[...] = add * part + share(grad[i, j, k], size, shape)
        return out

    return gradient


def short_windows(grad, size, shape):
    out = np.zeros(shape)
    for i, j, k in np.ndindex(grad.shape):
        top, left = i * size, j * size
        out[top : top + size - 1, left : left + size - 1, k] = grad[i, j, k] / size**2
    return out


def all_channels_alike(grad, size, shape):
    out = np.zeros(shape)
    for i, j, k in np.ndindex(grad.shape):
        window(out, size, i, j)[...] += grad[i, j, k] / size**2
    return out


def four_shares(read, images, labels, pixels):
    """Up, down, left, right."""
    shares = []
    for down, right in ((-pixels, 0), (pixels, 0), (0, -pixels), (0, pixels)):
        framed = np.pad(images, ((0, 0), (4, 4), (4, 4), (0, 0)))
        h, w = images.shape[1:3]
        moved = framed[:, 4 - down : 4 - down + h, 4 - right : 4 - right + w]
        shares.append(float(np.mean(read(moved) == labels)))
    return shares


def moved_on(read, images, labels, pixels):
    shares = []
    for down, right in ((-pixels, 0), (pixels, 0), (0, -pixels), (0, pixels)):
        h, w = images.shape[1:3]
        framed = np.pad(images, ((0, 0), (4, 4), (4, 4), (0, 0)))
        images = framed[:, 4 - down : 4 - down + h, 4 - right : 4 - right + w]
        shares.append(np.mean(read(images) == labels))
    return np.mean(shares)


def rolled_over_images(read, images, labels, pixels):
    ways = ((-pixels, 0), (pixels, 0), (0, -pixels), (0, pixels))
    return np.mean([np.mean(read(np.roll(images, way, axis=(0, 1))) == labels) for way in ways])


def five_shares(read, images, labels, pixels):
    return (sum(four_shares(read, images, labels, pixels)) + np.mean(read(images) == labels)) / 5


def up_to_so_many(read, images, labels, pixels):
    return np.mean([four_shares(read, images, labels, n) for n in range(1, pixels + 1)])


def by_own_answers(read, images, labels, pixels):
    return np.mean(four_shares(read, images, read(images), pixels))


def size_by(conv, pool):
    def size_otherwise(size, steps):
        for kind, k in steps:
            size = conv(size, k) if kind == "conv" else pool(size, k)
        return size

    return size_otherwise


def kept_conv(size, k):
    return size - k + 1


def kept_pool(size, k):
    return size // k


def size_in_the_loop(size, steps):  # noqa: RET503 (as learners write it)
    for kind, k in steps:
        return size - k + 1 if kind == "conv" else size // k


def size_overwritten(size, steps):
    for kind, k in steps:
        new = size - k + 1 if kind == "conv" else size // k
    return new


def size_listed(size, steps):
    sizes = [size]
    for kind, k in steps:
        sizes.append(sizes[-1] - k + 1 if kind == "conv" else sizes[-1] // k)
    return sizes


def size_summed(size, steps):
    total = 0
    for kind, k in steps:
        total += size - k + 1 if kind == "conv" else size // k
    return total


RIGHT = {
    "max_pool": [
        max_loops,
        max_knockout,
        lambda x, size: blocks(x, size).max(axis=(1, 3)),
        max_by_lists,
        max_by_sorting,
        lambda x, size: blocks(x.astype(np.float32), size).max(1).max(2),
    ],
    "average_pool": [
        lambda x, size: blocks(x, size).mean(axis=(1, 3)),
        lambda x, size: blocks(x.astype(np.float32), size).sum(axis=(1, 3)) / size**2,
        lambda x, size: np.einsum("hiwjc->hwc", blocks(x, size)) / size / size,
        mean_by_running_sums,
        mean_in_two_steps,
    ],
    "max_pool_gradient": [
        gradient_flat,
        gradient_search,
        gradient_by_mask,
        gradient_with_a_flag,
        gradient_backwards,
    ],
    "size_after": [size_recursive, size_numpy, size_while, size_by_positions, size_by_floor],
    "average_pool_gradient": [
        average_gradient_loops,
        average_gradient_kron,
        average_gradient_rows,
        average_gradient_of_pixels,
        average_gradient_einsum,
    ],
    "accuracy_when_shifted": [
        shifted_by_slices,
        shifted_at_once,
        shifted_by_padding,
        shifted_by_roll_and_erase,
        shifted_image_by_image,
    ],
}
NAMED = {
    "max_pool": {
        "stride-one": [max_stride_one, each_window(np.max, step=1)],
        "average": [lambda x, size: blocks(x, size).sum(axis=(1, 3)) / size**2],
        "pools-channels": [
            max_all_channels,
            lambda x, size: blocks(x, size).max(axis=(1, 3, 4)),
        ],
        "keeps-ragged-edge": [max_ragged],
        "first-channel-only": [
            lambda x, size: max_loops(x[..., :1], size),
            lambda x, size: max_loops(x, size)[..., 0],
        ],
        "jumps-in-the-result": [jumping],
        "whole-image": [lambda x, size: x.max(axis=(0, 1)), lambda x, size: float(x.max())],
        "always-two": [lambda x, size: max_loops(x, 2)],
        "not-neighbors": [
            lambda x, size: blocks(x, size).max(axis=(1, 2)),
        ],
        "diagonal-only": [each_window(lambda part: part.diagonal().max())],
        "absolute-value": [each_window(lambda part: abs(part).max())],
        "starts-outside-the-window": [search_from_the_image],
        "place-not-number": [each_window(np.argmax)],
        "minimum": [each_window(np.min)],
        "takes-the-corner": [each_window(lambda part: part[0, 0])],
        "starts-at-zero": [each_window(lambda part: max(0, part.max()))],
    },
    "average_pool": {
        "max": [max_loops],
        "sum-not-mean": [lambda x, size: blocks(x, size).sum(axis=(1, 3))],
        "pools-channels": [lambda x, size: blocks(x, size).sum(axis=(1, 3, 4)) / size**2],
        "divides-by-four": [each_window(lambda part: part.sum() / 4)],
        "divides-by-size": [each_window(lambda part: part.sum() / len(part))],
        "diagonal-sum": [each_window(lambda part: part.trace() / len(part) ** 2)],
        "diagonal-only": [each_window(lambda part: part.trace() / len(part))],
        "middle-of-extremes": [each_window(lambda part: (part.max() + part.min()) / 2)],
        "median": [each_window(np.median)],
        "one-number-only": [
            each_window(lambda part: part[-1, -1] / part.size),
            each_window(lambda part: part[0, 0] / part.size),
        ],
        "pools-one-direction": [rows_alone],
        "cuts-to-the-result": [mean_of_a_part],
        "cuts-nothing-to-nothing": [mean_without_edge],
    },
    "max_pool_gradient": {
        "spreads-evenly": [gradient_even],
        "all-ties": [gradient_ties],
        "upsamples-everywhere": [gradient_repeat],
        "first-of-each-row": [gradient_by(until_break)],
        "first-row-only": [gradient_by(first_row)],
        "first-by-columns": [gradient_by(down_the_columns)],
        "only-positive-maxima": [gradient_by(only_above_zero)],
        "skips-flat-windows": [gradient_by(not_flat)],
        "skips-ties": [gradient_by(single)],
        "starts-at-zero": [search_above_zero],
        "to-the-minimum": [gradient_by(lowest)],
        "divides-the-slope": [
            gradient_by(lambda part: (part == part.max()) / part.size),
            lambda x, grad, size: gradient_flat(x, grad, size) / size,
        ],
        "place-in-the-window": [gradient_written(lambda top, left, a, b, size: (a, b))],
        "swaps-row-and-column": [
            gradient_written(lambda top, left, a, b, size: (top + b, left + a))
        ],
        "stride-one": [gradient_overlapping],
        "always-two": [
            gradient_written(
                lambda top, left, a, b, size: (
                    top + (a * size + b) // 2,
                    left + (a * size + b) % 2,
                )
            )
        ],
        "keeps-the-input": [
            gradient_written(lambda top, left, a, b, size: (top + a, left + b), start=np.copy)
        ],
        "drops-the-edge": [
            lambda x, grad, size: gradient_flat(x, grad, size)[
                : len(grad) * size, : grad.shape[1] * size
            ]
        ],
        "returns-the-maximum": [maximum_back],
    },
    "size_after": {
        "pool-rounds-up": [size_ceil],
        "conv-keeps-size": [
            lambda size, steps: size // math.prod([k for kind, k in steps if kind == "pool"]),
        ],
        "pool-subtracts": [lambda size, steps: size - sum(k - 1 for _, k in steps)],
        "first-step-only": [size_in_the_loop],
        "last-step-only": [size_overwritten],
        "returns-every-size": [size_listed, lambda size, steps: size_listed(size, steps)[1:]],
        "returns-two-sides": [lambda size, steps: (size_recursive(size, steps),) * 2],
        "adds-up-sizes": [size_summed, lambda size, steps: sum(size_listed(size, steps))],
        "widths-of-the-example": [
            size_by(lambda size, k: size - 3 + 1, lambda size, k: size // 2),
            size_by(kept_conv, lambda size, k: size // 2),
        ],
        "conv-grows": [size_by(lambda size, k: size + k - 1, kept_pool)],
        "conv-loses-one-side": [size_by(lambda size, k: size - k // 2, kept_pool)],
        "conv-odd-only": [size_by(lambda size, k: size - k // 2 * 2, kept_pool)],
        "conv-loses-too-much": [size_by(lambda size, k: size - k - 1, kept_pool)],
        "conv-divides": [size_by(lambda size, k: (size - k) // k + 1, kept_pool)],
        "pool-rounds-to-nearest": [size_by(kept_conv, lambda size, k: round(size / k))],
        "pool-one-too-few": [size_by(kept_conv, lambda size, k: (size - k) // k)],
        "pool-divides-twice": [size_by(kept_conv, lambda size, k: size // k // k)],
        "pool-takes-windows-away": [size_by(kept_conv, lambda size, k: size - size // k)],
        "pool-keeps-the-rest": [size_by(kept_conv, lambda size, k: size % k)],
        "swaps-conv-and-pool": [size_by(kept_pool, kept_conv)],
        "does-both-in-each-step": [size_by(*(lambda size, k: (size - k + 1) // 2,) * 2)],
        "steps-in-reverse": [lambda size, steps: size_recursive(size, list(reversed(steps)))],
        "convolutions-first": [
            lambda size, steps: size_recursive(size, sorted(steps, key=lambda step: step[0]))
        ],
    },
    "average_pool_gradient": {
        "whole-slope-to-all": [average_gradient_in_full],
        "drops-the-edge": [
            lambda grad, size, shape: np.kron(grad, np.ones((size, size, 1))) / size**2
        ],
        "divides-by-size": [
            lambda grad, size, shape: average_gradient_loops(grad, size, shape) * size
        ],
        "mixes-channels": [all_channels_alike],
        "divides-by-four": [shares_written(lambda slope, size, shape: slope / 4)],
        "multiplies": [shares_written(lambda slope, size, shape: slope * size**2)],
        "windows-overlap": [
            shares_written(lambda slope, size, shape: slope / size**2, step=1),
            shares_written(lambda slope, size, shape: slope / size**2, step=1, add=True),
        ],
        "misses-the-end-of-windows": [short_windows],
        "divides-by-the-image": [
            shares_written(lambda slope, size, shape: slope / (shape[0] * shape[1]))
        ],
        "one-slope-for-all": [
            lambda grad, size, shape: np.ones(shape) * grad.mean() / size**2,
        ],
    },
    "accuracy_when_shifted": {
        "wraps-around": [shifted_by_roll],
        "sum-not-mean": [lambda *args: 4 * shifted_at_once(*args)],
        "percent": [lambda *args: 100 * shifted_by_slices(*args)],
        "one-direction": [lambda *args: four_shares(*args)[3]],
        "moves-what-was-moved": [moved_on],
        "returns-all-four": [four_shares, lambda *args: np.array(four_shares(*args)[::-1])],
        "moves-other-axes": [rolled_over_images],
        "worst-direction": [lambda *args: min(four_shares(*args))],
        "best-direction": [lambda *args: max(four_shares(*args))],
        "counts-the-unmoved": [five_shares],
        "too-many-steps": [up_to_so_many],
        "share-of-the-wrong": [lambda *args: 1 - shifted_at_once(*args)],
        "compares-with-the-unmoved": [by_own_answers],
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
        lambda *args: shifted_at_once(*args) ** 2,
    ],
}
