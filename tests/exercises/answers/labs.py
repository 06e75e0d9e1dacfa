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


def occlusion_by_list(predict, image, size):
    def loss(row, column):
        covered = [list(line) for line in image]
        for r in range(row, row + size):
            covered[r][column : column + size] = [0.0] * size
        return predict(image) - predict(np.array(covered))

    height, width = image.shape
    rows, columns = range(height - size + 1), range(width - size + 1)
    return np.array([[loss(row, column) for column in columns] for row in rows])


def occlusion_by_taking_off(predict, image, size):
    height, width = image.shape
    loss = np.full((height - size + 1, width - size + 1), predict(image), order="F")
    for row in range(height - size + 1):
        for column in range(width - size + 1):
            square = np.zeros_like(image)
            square[row : row + size, column : column + size] = 1
            loss[row, column] -= predict(image * (1 - square))
    return loss


def occlusion_loops(predict, image, size, value=0.0, wide=False, low=False):
    height, width = image.shape
    room = 0 if wide else size - 1
    loss = np.zeros((height - room - low, width - room - low))
    for row in range(loss.shape[0]):
        for column in range(loss.shape[1]):
            covered = image.copy()
            covered[row : row + size, column : column + size] = value
            loss[row, column] = predict(image) - predict(covered)
    return loss


def occlusion_to_size(predict, image, size):
    loss = np.zeros(np.array(image.shape) - size + 1)
    for row, column in np.ndindex(loss.shape):
        covered = image.copy()
        covered[row:size, column:size] = 0
        loss[row, column] = predict(image) - predict(covered)
    return loss


def occlusion_of_rows(predict, image, size):
    loss = np.zeros(np.array(image.shape) - size + 1)
    for row, column in np.ndindex(loss.shape):
        covered = np.array(image)
        covered[row : row + size][column : column + size] = 0
        loss[row][column] = predict(image) - predict(covered)
    return loss


def occlusion_small(predict, image, size):
    loss = np.zeros(np.array(image.shape) - size + 1)
    for row, column in np.ndindex(loss.shape):
        covered = np.array(image)
        covered[row : row + size - 1, column : column + size - 1] = 0
        loss[row, column] = predict(image) - predict(covered)
    return loss


def occlusion_of_windows(predict, image, size):
    windows = np.lib.stride_tricks.sliding_window_view(image, (size, size))
    return np.array([[predict(window) for window in line] for line in windows])


def field_recursive(layers):
    if not layers:
        return 1
    (kernel, stride), *rest = layers
    return (field_recursive(rest) - 1) * stride + kernel


def field_of_ranges(layers):
    low = high = 0
    for kernel, stride in layers[::-1]:
        low, high = low * stride, high * stride + kernel - 1
    return high - low + 1


def field_int64(layers):
    field = step = np.int64(1)
    for kernel, stride in layers:
        field, step = field + (kernel - 1) * step, step * stride
    return field


def field_wide(layers):
    field = 1
    for kernel, stride in layers:
        field = field * stride + kernel - 1
    return field


def field_with_sum(layers):
    field, step = 1, 1
    for kernel, stride in layers:
        field += (kernel - 1) * step
        step += stride
    return field


def center_by(image, row, col):
    height, width = image.shape
    return shift(image, round((height - 1) / 2 - row), round((width - 1) / 2 - col))


def center_padded(image):
    down, right = (round(float(step)) for step in steps(image))
    height, width = image.shape
    room = np.zeros((3 * height, 3 * width))
    room[height + down : 2 * height + down, width + right : 2 * width + right] = image
    return room[height : 2 * height, width : 2 * width]


def center_sliced(image):
    down, right = (round(float(step)) for step in steps(image))
    height, width = image.shape
    out = np.zeros(image.shape, order="F")
    rows = slice(max(down, 0), height + min(down, 0))
    cols = slice(max(right, 0), width + min(right, 0))
    from_rows = slice(max(-down, 0), height + min(-down, 0))
    from_cols = slice(max(-right, 0), width + min(-right, 0))
    out[rows, cols] = image[from_rows, from_cols]
    return out


def center_of_ink(image):
    rows, cols = np.nonzero(image)
    return center_by(image, rows.mean(), cols.mean())


def center_of_box(image):
    rows, cols = np.nonzero(image)
    return center_by(image, (rows[0] + rows[-1]) / 2, (cols.min() + cols.max()) / 2)


def center_brightest(image):
    return center_by(image, *divmod(int(np.argmax(image)), image.shape[1]))


def center_from_one(image):
    rows, cols = np.indices(image.shape) + 1
    mass = image.sum()
    return center_by(image, (rows * image).sum() / mass, (cols * image).sum() / mass)


def center_without_mass(image):
    rows, cols = np.indices(image.shape)
    return center_by(image, (rows * image).sum(), (cols * image).sum())


def center_unchecked(image):
    down, right = (round(float(step)) for step in steps(image))
    out = np.zeros_like(image)
    for row in range(image.shape[0]):
        for col in range(image.shape[1]):
            out[row + down][col + right] = image[row][col]
    return out


def center_on_top(image):
    down, right = (round(float(step)) for step in steps(image))
    moved = shift(np.ones_like(image), down, right)
    return np.where(moved > 0, shift(image, down, right), image)


def matrix_of_masks(labels, predictions, num_classes):
    each = range(num_classes)
    return np.array([[((labels == i) & (predictions == j)).sum() for j in each] for i in each])


def matrix_histogram(labels, predictions, num_classes):
    edges = np.arange(num_classes + 1) - 0.5
    return np.histogram2d(labels, predictions, bins=[edges, edges])[0]


def matrix_of_pairs(labels, predictions, num_classes):
    matrix = np.zeros((num_classes, num_classes), dtype=int)
    for label in labels:
        for prediction in predictions:
            matrix[label, prediction] += 1
    return matrix


def matrix_set_to_one(labels, predictions, num_classes):
    matrix = np.zeros((num_classes, num_classes), dtype=int)
    for label, prediction in zip(labels, predictions, strict=True):
        matrix[label, prediction] = 1
    return matrix


def matrix_of_right_ones(labels, predictions, num_classes):
    each = range(num_classes)
    return np.array([[(predictions[labels == i] == i).sum() for _ in each] for i in each])


def matrix_minus_one(labels, predictions, num_classes):
    matrix = np.zeros((num_classes, num_classes), dtype=int)
    for label, prediction in zip(labels, predictions, strict=True):
        matrix[label - 1, prediction - 1] += 1
    return matrix


def mixture_dictionary(right, heap, shares):
    rates = {h: right[heap == h].mean() for h in set(heap.tolist())}
    return sum(rate * shares[h] for h, rate in rates.items())


def mixture_generator(right, heap, shares):
    return np.float32(sum(s * right[heap == h].mean() for h, s in enumerate(shares) if s))


def mixture_counts(right, heap, shares):
    total = 0
    for h in heap:
        if shares[h] > 0:
            total += shares[h] * right[heap == h].mean()
    return total


def own_image_generator(pixels):
    return np.fromiter((1 - p / 255 for p in pixels.ravel()), float)[np.newaxis]


def own_image_xor(pixels):
    return np.asfortranarray((~pixels).reshape((1, pixels.size)) / np.float32(255))


def own_image_lines(pixels):
    return np.concatenate([(255 - line) / 255 for line in pixels])[None, :]


def standardize_loops(train, test):
    numbers = [float(n) for n in train.ravel()]
    mean = sum(numbers) / len(numbers)
    variance = sum((n - mean) ** 2 for n in numbers) / len(numbers)
    return np.array([[[(n - mean) / variance**0.5 for n in row] for row in im] for im in test])


def standardize_moments(train, test):
    mean = np.einsum("nhw->", train) / train.size
    return (test - mean) * (np.mean(train**2) - mean**2) ** -0.5


def torch_by_rollaxis(kernel, shape):
    return np.rollaxis(kernel.T.reshape(-1, *shape), 3, 1).reshape(kernel.T.shape)


def torch_by_maps(kernel, shape):
    channels = shape[2]
    return np.concatenate([kernel[channel::channels] for channel in range(channels)]).T


def torch_by_einsum(kernel, shape):
    return np.einsum("hwcu->uchw", kernel.reshape(*shape, -1)).reshape(kernel.shape[::-1])


def torch_unit_by_unit(kernel, shape):
    return np.stack([unit.reshape(shape).transpose(2, 0, 1).ravel() for unit in kernel.T])


def torch_two_axes(kernel, shape):
    rows, columns, channels = shape
    pixels = kernel.reshape(rows * columns, channels, kernel.shape[1])
    return pixels.swapaxes(0, 1).reshape(-1, kernel.shape[1]).T


def torch_c_order(kernel, shape):
    return torch_two_axes(kernel, shape).T


def flops_counted(image_shape, kernel_size, filters):
    total = 0
    for _ in range(filters):
        for _ in range(image_shape[0] - kernel_size + 1):
            for _ in range(image_shape[1] - kernel_size + 1):
                total += kernel_size * kernel_size * image_shape[2]  # multiplications
                total += kernel_size * kernel_size * image_shape[2]  # additions
    return total


def flops_of_a_product(image_shape, kernel_size, filters):
    h, w, c = image_shape
    rows = (h - kernel_size + 1) * (w - kernel_size + 1)
    inner = kernel_size**2 * c
    return rows * filters * (inner + (inner - 1)) + rows * filters


def flops_numpy(image_shape, kernel_size, filters):
    *sides, channels = image_shape
    places = np.prod(np.array(sides) - kernel_size + 1)
    return int(2 * channels * filters * places * kernel_size**2)


def flops_by_windows(image_shape, kernel_size, filters):
    windows = np.lib.stride_tricks.sliding_window_view(
        np.zeros(image_shape), (kernel_size, kernel_size), axis=(0, 1)
    )
    return 2 * windows.size * filters


def flops_of_a_table(image_shape, kernel_size, filters):
    row_starts = range(image_shape[0] - kernel_size + 1)
    column_starts = range(image_shape[1] - kernel_size + 1)
    numbers = len(row_starts) * len(column_starts) * kernel_size * kernel_size * image_shape[2]
    return numbers * filters * 2


RIGHT = {
    "conv2d_flops": [
        flops_counted,
        flops_of_a_product,
        flops_numpy,
        flops_by_windows,
        flops_of_a_table,
    ],
    "dense_to_torch": [
        torch_by_rollaxis,
        torch_by_maps,
        torch_by_einsum,
        torch_unit_by_unit,
        torch_two_axes,
    ],
    "occlusion_map": [
        occlusion_by_mask,
        occlusion_put_back,
        occlusion_by_list,
        occlusion_by_taking_off,
        lambda f, x, s: occlusion_by_mask(f, x, s).astype(np.float32),
    ],
    "receptive_field": [
        field_backwards,
        field_numpy,
        field_recursive,
        field_of_ranges,
        field_int64,
    ],
    "center_by_mass": [
        center_loops,
        center_rint,
        center_rolled_clean,
        center_padded,
        center_sliced,
    ],
    "confusion_matrix": [
        matrix_bincount,
        matrix_add_at,
        matrix_one_hot,
        matrix_of_masks,
        matrix_histogram,
    ],
    "in_the_mixture": [
        mixture_numpy,
        mixture_weights,
        mixture_lists,
        mixture_dictionary,
        mixture_generator,
    ],
    "prepare_own_image": [
        own_image_numpy,
        own_image_loops,
        own_image_generator,
        own_image_xor,
        own_image_lines,
    ],
    "standardize": [
        standardize_root,
        standardize_loops,
        standardize_moments,
        lambda train, test: ((test - train.mean()) / np.std(train)).astype(np.float32),
        lambda train, test: (test - train.mean()) / train.std(ddof=1),
    ],
}
NAMED = {
    "conv2d_flops": {
        "counts-the-products-alone": [lambda s, k, f: flops_counted(s, k, f) // 2],
        "forgets-channels": [lambda s, k, f: flops_numpy((*s[:2], 1), k, f)],
        "forgets-filters": [lambda s, k, f: flops_by_windows(s, k, 1)],
        "as-many-places-as-pixels": [lambda s, k, f: 2 * s[0] * s[1] * s[2] * k * k * f],
        "one-place-only": [lambda s, k, f: 2 * s[2] * k * k * f],
        "takes-image-for-square": [lambda s, k, f: flops_counted((s[0], s[0], s[2]), k, f)],
    },
    "dense_to_torch": {
        "keeps-the-order-of-flatten": [lambda k, s: np.transpose(k), lambda k, s: k.swapaxes(0, 1)],
        "keeps-units-last": [torch_c_order, lambda k, s: torch_by_maps(k, s).T],
        "rows-and-columns-exchanged": [
            lambda k, s: k.reshape(*s, -1).T.reshape(k.shape[::-1]),
        ],
        "leaves-four-axes": [lambda k, s: np.einsum("hwcu->uchw", k.reshape(*s, -1))],
        "reshapes-for-transpose": [lambda k, s: np.reshape(k, k.shape[::-1])],
    },
    "occlusion_map": {
        "one-square-after-another": [occlusion_added_up],
        "turned-around": [lambda f, x, s: -occlusion_put_back(f, x, s)],
        "what-is-left": [lambda f, x, s: f(x) - occlusion_by_mask(f, x, s)],
        "covers-with-ink": [lambda f, x, s: occlusion_loops(f, x, s, value=1)],
        "covers-with-gray": [lambda f, x, s: occlusion_loops(f, x, s, value=x.mean())],
        "over-the-edge": [lambda f, x, s: occlusion_loops(f, x, s, wide=True)],
        "one-place-too-few": [lambda f, x, s: occlusion_loops(f, x, s, low=True)],
        "ends-at-the-size": [occlusion_to_size],
        "two-pairs-of-brackets": [occlusion_of_rows],
        "square-too-small": [occlusion_small],
        "scores-the-square-alone": [
            occlusion_of_windows,
        ],
        "share-of-the-score": [lambda f, x, s: occlusion_loops(f, x, s) / f(x)],
        "never-below-zero": [
            lambda f, x, s: np.maximum(occlusion_by_mask(f, x, s), 0),
            lambda f, x, s: abs(occlusion_by_mask(f, x, s)),
        ],
    },
    "receptive_field": {
        "adds-kernels": [lambda layers: sum(k for k, s in layers)],
        "forgets-strides": [lambda layers: sum(k for k, s in layers) - len(layers) + 1],
        "last-layer-first": [lambda layers: field_backwards(layers[::-1])],
        "adds-strides": [field_with_sum],
        "half-kernels": [lambda layers: field_backwards([(1 + k // 2, s) for k, s in layers])],
        "own-stride-only": [lambda layers: 1 - sum(s - k * s for k, s in layers)],
        "multiplies-the-field": [field_wide, lambda layers: field_wide(layers[::-1])],
        "whole-kernels": [lambda layers: field_backwards([(k + 1, s) for k, s in layers])],
        "returns-the-step": [lambda layers: int(np.prod([s for k, s in layers]))],
        "returns-the-step-too": [
            lambda layers: [field_backwards(layers), int(np.prod(layers, axis=0)[1])],
        ],
        "leaves-out-a-layer": [lambda layers: field_backwards(layers[:-1])],
    },
    "center_by_mass": {
        "wraps-around": [center_roll],
        "shifts-the-wrong-way": [center_wrong_way],
        "swaps-row-and-column": [center_swapped],
        "all-ink-alike": [center_of_ink],
        "middle-of-the-box": [center_of_box],
        "brightest-pixel": [center_brightest],
        "counts-from-one": [center_from_one],
        "forgets-the-mass": [center_without_mass],
        "leaves-the-image": [center_unchecked],
        "keeps-the-old-ink": [center_on_top],
        "one-axis-only": [lambda image: shift(image, round(steps(image)[0]), 0)],
        "cuts-off": [lambda image: image[round(steps(image)[0]) :, round(steps(image)[1]) :]],
        "returns-places": [lambda image: tuple(map(float, steps(image)))],
    },
    "confusion_matrix": {
        "transposed": [
            lambda a, b, k: matrix_bincount(b, a, k),
            lambda a, b, k: matrix_add_at(a, b, k).T,
        ],
        "normalised": [matrix_shares],
        "counts-once": [matrix_set_to_one],
        "always-ten-classes": [lambda a, b, k: matrix_add_at(a, b, 10)],
        "counts-only-what-is-right": [lambda a, b, k: np.diag(np.diag(matrix_add_at(a, b, k)))],
        "counts-only-mistakes": [lambda a, b, k: matrix_add_at(a, b, k) * (1 - np.eye(k))],
        "one-of-the-two": [
            lambda a, b, k: np.diag(np.bincount(a, minlength=k)),
            lambda a, b, k: np.array([[(a == i).sum() for _ in range(k)] for i in range(k)]),
        ],
        "diagonal-in-every-column": [matrix_of_right_ones],
        "each-with-each": [matrix_of_pairs],
        "either-of-the-two": [
            lambda a, b, k: np.array(
                [[((a == i) | (b == j)).sum() for j in range(k)] for i in range(k)]
            ),
        ],
        "counts-both-ways": [lambda a, b, k: matrix_add_at(a, b, k) + matrix_add_at(b, a, k)],
        "adds-the-class": [lambda a, b, k: matrix_add_at(a, b, k) * np.arange(k)[:, None]],
        "off-by-one": [matrix_minus_one],
    },
    "in_the_mixture": {
        "ignores-shares": [lambda right, heap, shares: right.sum() / len(right)],
        "the-old-mixture-stays": [
            lambda right, heap, shares: np.average(right, weights=shares[heap])
        ],
        "counts-not-rates": [mixture_counts, lambda right, heap, shares: right @ shares[heap]],
        "not-added-up": [
            lambda right, heap, shares: [
                s * right[heap == h].mean() for h, s in enumerate(shares) if s > 0
            ],
        ],
        "one-image-for-each-heap": [
            lambda right, heap, shares: np.dot(right[: len(shares)], shares)
        ],
        "compares-right-with-heap": [lambda right, heap, shares: np.mean(right == heap)],
        "size-of-the-heap": [
            lambda right, heap, shares: np.bincount(heap, minlength=len(shares)) @ shares,
        ],
        "divides-by-the-heaps": [
            lambda right, heap, shares: mixture_numpy(right, heap, shares) / len(shares),
        ],
        "percent": [lambda right, heap, shares: 100.0 * mixture_numpy(right, heap, shares)],
    },
    "prepare_own_image": {
        "forgets-to-scale": [lambda pixels: (255 - pixels).reshape(1, -1)],
        "forgets-to-invert": [lambda pixels: pixels.reshape(1, -1) / 255],
        "forgets-the-batch": [lambda pixels: 1 - pixels.ravel() / 255],
        "forgets-to-flatten": [
            lambda pixels: 1 - pixels[None] / 255,
            lambda pixels: 1 - pixels[None, ..., None] / 255,
        ],
        "scales-to-minus-one": [lambda pixels: ((255 - pixels) / 127.5 - 1).reshape(1, -1)],
        "only-the-sign": [lambda pixels: (pixels / 255 - 1).reshape(1, -1)],
        "subtracts-from-255-at-the-end": [lambda pixels: 255 - (pixels / 255).flatten()[None]],
        "divides-by-256": [lambda pixels: 1 - pixels.reshape(1, -1) / 256.0],
        "cuts-fractions-off": [lambda pixels: (1 - pixels.reshape(1, -1) / 255).astype(int)],
        "own-white": [lambda pixels: (np.max(pixels) - pixels.reshape(1, -1)) / 255.0],
        "own-statistics": [lambda pixels: (pixels.reshape(1, -1) - pixels.mean()) / pixels.std()],
        "column-by-column": [lambda pixels: 1 - pixels.flatten("F")[None] / 255],
        "a-batch-of-pixels": [lambda pixels: 1 - pixels.reshape(-1, 1) / 255],
    },
    "standardize": {
        "own-statistics": [lambda train, test: (test - np.mean(test)) / np.std(test)],
        "forgets-the-deviation": [lambda train, test: test - np.mean(train)],
        "returns-the-training-images": [lambda train, test: (train - train.mean()) / train.std()],
        "returns-both-sets": [
            lambda train, test: [(part - train.mean()) / train.std() for part in (train, test)]
        ],
        "divides-by-255": [lambda train, test: test / 255],
        "least-and-largest": [
            lambda train, test: (test - np.min(train)) / (train.max() - train.min())
        ],
    },
}
UNLISTED = {
    "conv2d_flops": [lambda s, k, f: 144, lambda s, k, f: 3 * flops_numpy(s, k, f)],
    "occlusion_map": [
        lambda f, x, s: occlusion_by_mask(f, x, s).T,
        lambda f, x, s: np.zeros_like(x),
    ],
    "receptive_field": [lambda layers: float(field_backwards(layers)), lambda layers: len(layers)],
    "center_by_mass": [
        lambda image: image.copy(),
        lambda image: image[1:, 1:],
        lambda image: np.zeros_like(image),
    ],
    "confusion_matrix": [
        lambda a, b, k: (a == b).mean(),
        lambda a, b, k: matrix_bincount(a, b, k).tolist(),
        lambda a, b, k: np.zeros((k, k), dtype=int),
    ],
    "in_the_mixture": [
        lambda right, heap, shares: shares[0],
        lambda right, heap, shares: 1 - mixture_numpy(right, heap, shares),
    ],
    "prepare_own_image": [
        lambda pixels: pixels.reshape(1, -1),
        lambda pixels: np.zeros((1, pixels.size)),
    ],
    "standardize": [
        lambda train, test: np.zeros_like(test),
        lambda train, test: test,
    ],
}
