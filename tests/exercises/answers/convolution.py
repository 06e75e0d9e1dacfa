"""Chapter 2: right answers in other styles, known mistakes in other styles, unlisted ones."""

import math
from fractions import Fraction

import numpy as np

windows = np.lib.stride_tricks.sliding_window_view


def output_size_math(size, kernel, stride=1, padding=0):
    return math.floor((size + 2 * padding - kernel) / stride) + 1


def output_size_numpy(size, kernel, stride=1, padding=0):
    return np.int64((size + 2 * padding - kernel) // stride + 1)


def output_size_counting(size, kernel, stride=1, padding=0):
    count, start = 0, -padding
    while start + kernel <= size + padding:
        count += 1
        start += stride
    return count


def output_size_range(size, kernel, stride=1, padding=0):
    return len(range(0, size + 2 * padding - kernel + 1, stride))


def response_loops(image, kernel, row, col):
    total = 0
    for i in range(len(kernel)):
        for j in range(len(kernel[0])):
            total += image[row + i][col + j] * kernel[i][j]
    return total


def response_float32(image, kernel, row, col):
    h, w = kernel.shape
    window = image[row : row + h, col : col + w].astype(np.float32)
    return np.sum(window * kernel.astype(np.float32))


def response_tensordot(image, kernel, row, col):
    h, w = kernel.shape
    return np.tensordot(image[row : row + h, col : col + w], kernel)  # an array without axes


def response_fraction(image, kernel, row, col):
    h, w = kernel.shape
    pairs = zip(image[row : row + h, col : col + w].flat, kernel.flat, strict=True)
    return sum(Fraction(float(a)) * Fraction(float(b)) for a, b in pairs)


def convolve_windows(image, kernel):
    return np.einsum("rcij,ij->rc", windows(image, kernel.shape), kernel)


def convolve_taps(image, kernel):
    h, w = kernel.shape
    ho, wo = image.shape[0] - h + 1, image.shape[1] - w + 1
    out = np.zeros((ho, wo), dtype=np.float32)
    for i in range(h):
        for j in range(w):
            out += (image[i : i + ho, j : j + wo] * kernel[i, j]).astype(np.float32)
    return out


def convolve_lists(image, kernel):
    h, w = kernel.shape
    return np.array(
        [
            [
                sum(image[r + i, c + j] * kernel[i, j] for i in range(h) for j in range(w))
                for c in range(image.shape[1] - w + 1)
            ]
            for r in range(image.shape[0] - h + 1)
        ]
    )


def convolve_fortran(image, kernel):
    return np.asfortranarray(convolve_windows(image, kernel))


def convolve_fft(image, kernel):
    h, w = kernel.shape
    shape = image.shape
    product = np.fft.rfft2(image) * np.conj(np.fft.rfft2(kernel, shape))
    return np.fft.irfft2(product, shape)[: shape[0] - h + 1, : shape[1] - w + 1]


def edge_prewitt():
    return np.array([[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]])


def edge_small():
    return np.array([[0, 0, 0], [-1, 1, 0], [0, 0, 0]], dtype=np.int8)


def edge_tiny_floats():
    return np.array([[-0.1, -0.2, 0.3]] * 3, dtype=np.float32) * 1e-6


def edge_huge():
    return 1000.0 * np.array([[-3, 0, 3], [-10, 0, 10], [-3, 0, 3]])


def conv2d_matrix(image, kernel, bias):
    kh, kw, c, f = kernel.shape
    ho, wo = image.shape[0] - kh + 1, image.shape[1] - kw + 1
    columns = windows(image, (kh, kw), (0, 1)).transpose(0, 1, 3, 4, 2).reshape(ho * wo, -1)
    return (columns @ kernel.reshape(-1, f) + bias).reshape(ho, wo, f)


def conv2d_float32(image, kernel, bias):
    return conv2d_matrix(*(a.astype(np.float32) for a in (image, kernel, bias)))


def conv2d_by_filter(image, kernel, bias):
    maps = []
    for f in range(kernel.shape[3]):
        total = sum(
            convolve_windows(image[..., c], kernel[:, :, c, f]) for c in range(image.shape[2])
        )
        maps.append(total + bias[f])
    return np.stack(maps, axis=-1)


def im2col_loops(image, kernel_size):
    k = kernel_size
    h, w, _ = image.shape
    return np.array(
        [image[r : r + k, c : c + k].flatten() for r in range(h - k + 1) for c in range(w - k + 1)]
    )


def im2col_float32(image, kernel_size):
    return im2col_loops(image.astype("float32"), kernel_size)


def parameters_numpy(kernel_size, in_channels, filters):
    return np.prod([kernel_size, kernel_size, in_channels, filters]) + filters


def kernel_gradient_taps(image, grad, kernel_size):
    ho, wo, f = grad.shape
    out = np.empty((kernel_size, kernel_size, image.shape[2], f))
    for i in range(kernel_size):
        for j in range(kernel_size):
            out[i, j] = np.tensordot(image[i : i + ho, j : j + wo], grad, ([0, 1], [0, 1]))
    return out


def kernel_gradient_einsum(image, grad, kernel_size):
    view = windows(image, grad.shape[:2], axis=(0, 1))
    return np.einsum("ijcrs,rsf->ijcf", view, grad).astype(np.float32)


def input_gradient_taps(grad, kernel):
    h, w, _ = grad.shape
    kh, kw, c, _ = kernel.shape
    out = np.zeros((h + kh - 1, w + kw - 1, c), dtype=np.float32)
    for i in range(kh):
        for j in range(kw):
            out[i : i + h, j : j + w] += (grad @ kernel[i, j].T).astype(np.float32)
    return out


def input_gradient_correlation(grad, kernel):
    kh, kw = kernel.shape[:2]
    padded = np.pad(grad, ((kh - 1, kh - 1), (kw - 1, kw - 1), (0, 0)))
    view = windows(padded, (kh, kw), axis=(0, 1))  # (H, W, F, kh, kw)
    return np.einsum("hwfij,ijcf->hwc", view, kernel[::-1, ::-1])


def strided_windows(image, kernel, bias, stride, padding):
    x = np.pad(image, [(padding, padding), (padding, padding), (0, 0)])
    view = windows(x, kernel.shape[:2], axis=(0, 1))[::stride, ::stride]  # (Ho, Wo, C, kh, kw)
    return np.einsum("rscij,ijcf->rsf", view, kernel) + bias


def strided_by_skipping(image, kernel, bias, stride, padding):
    x = np.pad(image, ((padding,) * 2, (padding,) * 2, (0, 0)))
    return conv2d_matrix(x, kernel, bias)[::stride, ::stride].astype(np.float32)


def strided_loops(image, kernel, bias, stride, padding):
    h, w, c = image.shape
    x = np.zeros((h + 2 * padding, w + 2 * padding, c))
    x[padding : padding + h, padding : padding + w] = image
    kh, kw, _, filters = kernel.shape
    rows = range(0, x.shape[0] - kh + 1, stride)
    cols = range(0, x.shape[1] - kw + 1, stride)
    return np.array(
        [
            [
                [
                    (x[r : r + kh, s : s + kw] * kernel[..., f]).sum() + bias[f]
                    for f in range(filters)
                ]
                for s in cols
            ]
            for r in rows
        ]
    )


def bias_gradient_loops(grad):
    out = np.zeros(grad.shape[2])
    for row in grad:
        for place in row:
            out += place
    return out


def step_in_loops(image, kernel, target, learning_rate):
    slopes = np.zeros(kernel.shape)
    for row, col in np.ndindex(target.shape):
        window = image[row : row + kernel.shape[0], col : col + kernel.shape[1]]
        slopes += 2 * ((window * kernel).sum() - target[row, col]) * window / target.size
    return kernel - learning_rate * slopes


def step_by_table(image, kernel, target, learning_rate):
    table = windows(image, kernel.shape).reshape(target.size, -1)
    difference = table @ kernel.reshape(-1) - target.reshape(-1)
    slopes = table.T @ difference * 2 / len(table)
    return (kernel - learning_rate * slopes.reshape(kernel.shape)).astype(np.float32)


def step_by_nudging(image, kernel, target, learning_rate):
    slopes, eps = np.zeros(kernel.shape), 1e-3
    for place in np.ndindex(kernel.shape):
        nudge = np.zeros(kernel.shape)
        nudge[place] = eps
        above, below = (
            np.mean((convolve_windows(image, kernel + side * nudge) - target) ** 2)
            for side in (1, -1)
        )
        slopes[place] = (above - below) / (2 * eps)
    return kernel - learning_rate * slopes


def output_size_recursive(size, kernel, stride=1, padding=0):
    if padding:
        return output_size_recursive(size + 2, kernel, stride, padding - 1)
    return 0 if size < kernel else 1 + output_size_recursive(size - stride, kernel, stride)


def response_of_lists(image, kernel, row, col):
    rows, weights = image.tolist(), kernel.tolist()
    return sum(
        sum(a * b for a, b in zip(line[col:], part, strict=False))
        for line, part in zip(rows[row:], weights, strict=False)
    )


def convolve_recursive(image, kernel):
    """Row by row of the kernel, each over the rows below the last."""
    if len(kernel) == 0:
        return 0
    rows = len(image) - len(kernel) + 1
    first = [np.correlate(line, kernel[0], "valid") for line in image[:rows]]
    return np.array(first) + convolve_recursive(image[1:], kernel[1:])


def edge_of_lists_inside():
    return np.array([np.array([-1, 1, 0]), np.array([0, 0, 0]), np.array([0, -1, 1])], order="F")


def conv2d_einsum(image, kernel, bias):
    view = windows(image, kernel.shape[:2], (0, 1))
    return np.asfortranarray(np.einsum("rscij,ijcf->rsf", view, kernel) + bias)


def conv2d_taps(image, kernel, bias):
    kh, kw = kernel.shape[:2]
    ho, wo = image.shape[0] - kh + 1, image.shape[1] - kw + 1
    return bias + sum(
        image[i : i + ho, j : j + wo] @ kernel[i, j] for i in range(kh) for j in range(kw)
    )


def strided_by_places(image, kernel, bias, stride, padding):
    """Without a frame: pixels that are not there count nothing."""
    (h, w, _), (kh, kw) = image.shape, kernel.shape[:2]
    ho, wo = ((n + 2 * padding - k) // stride + 1 for n, k in ((h, kh), (w, kw)))
    y = np.tile(bias.astype(float), (ho, wo, 1))
    for r, s, i, j in np.ndindex(ho, wo, kh, kw):
        row, col = r * stride - padding + i, s * stride - padding + j
        if 0 <= row < h and 0 <= col < w:
            y[r, s] += image[row, col] @ kernel[i, j]
    return y


def strided_with_concatenate(image, kernel, bias, stride, padding):
    rows = np.zeros((padding, image.shape[1], image.shape[2]), image.dtype)
    x = np.concatenate([rows, image, rows])
    cols = np.zeros((len(x), padding, image.shape[2]), image.dtype)
    x = np.hstack([cols, x, cols])
    return conv2d_by_filter(x, kernel, bias)[::stride, ::stride]


def im2col_of_lists(image, kernel_size):
    ho, wo = (n - kernel_size + 1 for n in image.shape[:2])
    return np.array(
        [
            [
                float(pixel)
                for i in range(kernel_size)
                for j in range(kernel_size)
                for pixel in image[place // wo + i, place % wo + j]
            ]
            for place in range(ho * wo)
        ]
    )


def im2col_view(image, kernel_size):
    view = windows(image, (kernel_size, kernel_size), (0, 1)).transpose(0, 1, 3, 4, 2)
    return np.asfortranarray(view.reshape(-1, kernel_size**2 * image.shape[2]))


def im2col_by_column(image, kernel_size):
    ho, wo = (n - kernel_size + 1 for n in image.shape[:2])
    taps = [
        image[i : i + ho, j : j + wo].reshape(ho * wo, -1)
        for i in range(kernel_size)
        for j in range(kernel_size)
    ]
    return np.concatenate(taps, axis=1)


def parameters_counted(kernel_size, in_channels, filters):
    kernel = np.zeros((kernel_size, kernel_size, in_channels, filters))
    return kernel.size + len(np.zeros(filters))


def parameters_added(kernel_size, in_channels, filters):
    total = 0
    for _ in range(filters):
        total += 1
        for _ in range(in_channels):
            total += kernel_size**2
    return total


def kernel_gradient_table(image, grad, kernel_size):
    table = im2col_loops(image, kernel_size)
    slopes = grad.reshape(-1, grad.shape[2])
    return (table.T @ slopes).reshape(kernel_size, kernel_size, image.shape[2], grad.shape[2])


def kernel_gradient_float32(image, grad, kernel_size):
    return kernel_gradient_taps(image.astype("f4"), grad.astype("f4"), kernel_size).astype("f4")


def kernel_gradient_convolving(image, grad, kernel_size):
    slices = [
        [convolve_windows(image[..., c], grad[..., f]) for f in range(grad.shape[2])]
        for c in range(image.shape[2])
    ]
    return np.array(slices).transpose(2, 3, 0, 1)


def input_gradient_loops(grad, kernel):
    (h, w, _), (kh, kw, c, _) = grad.shape, kernel.shape
    out = np.zeros((h + kh - 1, w + kw - 1, c), order="F")
    for r, s, i, j in np.ndindex(h, w, kh, kw):
        out[r + i, s + j] += kernel[i, j] @ grad[r, s]
    return out


def input_gradient_padded_shares(grad, kernel):
    """The sum of one whole image for each output."""
    h, w, filters = grad.shape
    return sum(
        np.pad(kernel[..., f] * grad[r, s, f], ((r, h - 1 - r), (s, w - 1 - s), (0, 0)))
        for r in range(h)
        for s in range(w)
        for f in range(filters)
    )


def input_gradient_of_the_dot_product(grad, kernel):
    """Nudges each pixel of an image: the loss is linear in them."""
    (h, w, _), (kh, kw, c, filters) = grad.shape, kernel.shape
    out = np.zeros((h + kh - 1, w + kw - 1, c))
    for place in np.ndindex(out.shape):
        dot = np.zeros(out.shape)
        dot[place] = 1
        out[place] = (conv2d_matrix(dot, kernel, np.zeros(filters)) * grad).sum()
    return out


def step_fortran(image, kernel, target, learning_rate):
    return np.asfortranarray(step_by_table(image, kernel, target, learning_rate).astype(float))


def step_by_least_squares(image, kernel, target, learning_rate):
    table = windows(image, kernel.shape).reshape(target.size, -1)
    square, mixed = table.T @ table, table.T @ target.ravel()
    slopes = (square @ kernel.ravel() - mixed) / target.size * 2
    return kernel - learning_rate * slopes.reshape(kernel.shape)


RIGHT = {
    "output_size": [
        output_size_math,
        output_size_numpy,
        output_size_counting,
        output_size_range,
        output_size_recursive,
        lambda size, kernel, stride=1, padding=0: int(
            1 + (size - kernel + padding + padding) / stride
        ),
    ],
    "window_response": [
        response_loops,
        response_float32,
        response_tensordot,
        response_fraction,
        response_of_lists,
        lambda image, kernel, row, col: convolve_fft(image, kernel)[row, col],
    ],
    "convolve2d": [
        convolve_windows,
        convolve_taps,
        convolve_lists,
        convolve_fortran,
        convolve_fft,
        convolve_recursive,
    ],
    "vertical_edge_filter": [
        edge_prewitt,
        edge_small,
        edge_tiny_floats,
        edge_huge,
        edge_of_lists_inside,
    ],
    "conv2d": [conv2d_matrix, conv2d_float32, conv2d_by_filter, conv2d_einsum, conv2d_taps],
    "conv2d_strided": [
        strided_windows,
        strided_by_skipping,
        strided_loops,
        strided_by_places,
        strided_with_concatenate,
    ],
    "conv2d_bias_gradient": [
        bias_gradient_loops,
        lambda grad: np.einsum("rsf->f", grad),
        lambda grad: grad.reshape(-1, grad.shape[2]).sum(axis=0).astype(np.float32),
        lambda grad: sum(sum(grad)),
        lambda grad: np.array([math.fsum(grad[..., f].flat) for f in range(grad.shape[2])]),
        lambda grad: np.ones(grad[..., 0].size) @ grad.reshape(-1, grad.shape[2]),
    ],
    "kernel_step": [
        step_in_loops,
        step_by_table,
        step_by_nudging,
        step_fortran,
        step_by_least_squares,
    ],
    "im2col": [im2col_loops, im2col_float32, im2col_of_lists, im2col_view, im2col_by_column],
    "conv2d_parameters": [
        parameters_numpy,
        parameters_counted,
        parameters_added,
        lambda kernel_size, in_channels, filters: np.int32(
            filters * (1 + in_channels * kernel_size**2)
        ),
        lambda kernel_size, in_channels, filters: sum(
            kernel_size * kernel_size * in_channels + 1 for _ in range(filters)
        ),
    ],
    "conv2d_kernel_gradient": [
        kernel_gradient_taps,
        kernel_gradient_einsum,
        kernel_gradient_table,
        kernel_gradient_float32,
        kernel_gradient_convolving,
    ],
    "conv2d_input_gradient": [
        input_gradient_taps,
        input_gradient_correlation,
        input_gradient_loops,
        input_gradient_padded_shares,
        input_gradient_of_the_dot_product,
    ],
}


def swapped_by_index(image, kernel):
    """Writes out[col, row]: runs on square results only."""
    right = convolve_windows(image, kernel)
    out = np.zeros(right.shape)
    for row in range(right.shape[0]):
        for col in range(right.shape[1]):
            out[col, row] = right[row, col]
    return out


def off_by_one_loops(image, kernel):
    """The result has the right size; the loops stop too early."""
    h, w = kernel.shape
    out = np.zeros((image.shape[0] - h + 1, image.shape[1] - w + 1), np.float32)
    for row in range(image.shape[0] - h):
        for col in range(image.shape[1] - w):
            out[row, col] = np.sum(image[row : row + h, col : col + w] * kernel)
    return out


def centered_raises(image, kernel, row, col):
    h, w = kernel.shape
    window = image[row - h // 2 : row - h // 2 + h, col - w // 2 : col - w // 2 + w]
    if window.shape != kernel.shape:
        raise IndexError("the window leaves the image")
    return (window * kernel).sum().astype(np.float32)


def swapped_window(image, kernel, row, col):
    h, w = kernel.shape
    return (image[col : col + h, row : row + w] * kernel).sum()


def rounds_up_math(size, kernel, stride=1, padding=0):
    return math.ceil((size + 2 * padding - kernel) / stride) + 1


def overwrites_in_loops(grad, kernel):
    h, w, filters = grad.shape
    kh, kw, c, _ = kernel.shape
    out = np.zeros((h + kh - 1, w + kw - 1, c))
    for row in range(h):
        for col in range(w):
            for f in range(filters):
                out[row : row + kh, col : col + kw] = kernel[..., f] * grad[row, col, f]
    return out


def unflipped_full(grad, kernel):
    kh, kw = kernel.shape[:2]
    padded = np.pad(grad, ((kh - 1, kh - 1), (kw - 1, kw - 1), (0, 0)))
    return np.einsum("hwfij,ijcf->hwc", windows(padded, (kh, kw), axis=(0, 1)), kernel)


def edge_horizontal_reversed():
    return np.array([[1, 1, 1], [0, 0, 0], [-1, -1, -1]])


def edge_blur():
    return np.ones((3, 3)) / 9


def edge_reversed_small():
    return np.array([[0, 0, 0], [1, -1, 0], [0, 0, 0]])


def response_slice_ends_too_soon(image, kernel, row, col):
    window = image[row : kernel.shape[0], col : kernel.shape[1]]
    return np.sum(window * kernel)


def response_by_matrix_product(image, kernel, row, col):
    height, width = kernel.shape
    return np.matmul(image[row : row + height, col : col + width], kernel).sum()


def strided_with_padded_channels(image, kernel, bias, stride, padding):
    x = np.pad(image, padding)
    kh, kw, c, filters = kernel.shape
    ho, wo = (x.shape[0] - kh) // stride + 1, (x.shape[1] - kw) // stride + 1
    y = np.zeros((ho, wo, filters))
    for r, s, f in np.ndindex(y.shape):
        window = x[r * stride : r * stride + kh, s * stride : s * stride + kw]
        y[r, s, f] = (window * kernel[..., f]).sum() + bias[f]
    return y


def strided_windows_side_by_side(image, kernel, bias, stride, padding):
    x = np.pad(image, ((padding,) * 2, (padding,) * 2, (0, 0)))
    kh, kw, c, filters = kernel.shape
    y = np.zeros(((x.shape[0] - kh) // stride + 1, (x.shape[1] - kw) // stride + 1, filters))
    for r, s, f in np.ndindex(y.shape):
        y[r, s, f] = (x[r : r + kh, s : s + kw] * kernel[..., f]).sum() + bias[f]
    return y


def step_uphill(image, kernel, target, learning_rate):
    return 2 * kernel - step_in_loops(image, kernel, target, learning_rate)


def step_of_half(image, kernel, target, learning_rate):
    return step_in_loops(image, kernel, target, learning_rate / 2)


def step_in_place(image, kernel, target, learning_rate):
    kernel[...] = step_in_loops(image, kernel, target, learning_rate)
    return kernel


def kernel_gradient_of_filter_0(image, grad, kernel_size):
    out = np.zeros((kernel_size, kernel_size, image.shape[2], grad.shape[2]))
    for row, col in np.ndindex(grad.shape[:2]):
        window = image[row : row + kernel_size, col : col + kernel_size]
        for f in range(grad.shape[2]):
            out[..., f] += window * grad[row, col, 0]
    return out


def keeps_the_size_with_zeros(image, kernel):
    out = np.zeros_like(image)
    for r, s in np.ndindex(
        image.shape[0] - kernel.shape[0] + 1, image.shape[1] - len(kernel[0]) + 1
    ):
        out[r, s] = (image[r:, s:][: len(kernel), : len(kernel[0])] * kernel).sum()
    return out


def table_by_wrong_number(image, kernel_size):
    k, (h, w, c) = kernel_size, image.shape
    table = np.zeros(((h - k + 1) * (w - k + 1), k * k * c))
    for row in range(h - k + 1):
        for col in range(w - k + 1):
            table[row * col] = image[row : row + k, col : col + k].reshape(-1)
    return table


def kernel_gradient_of_one_pixel(image, grad, kernel_size):
    out = np.zeros((kernel_size, kernel_size, image.shape[2], grad.shape[2]))
    for row, col in np.ndindex(grad.shape[:2]):
        out += image[row, col][:, None] * grad[row, col]
    return out


def input_gradient_into_one_pixel(grad, kernel):
    kh, kw, channels, _ = kernel.shape
    grad_x = np.zeros((len(grad) + kh - 1, grad.shape[1] + kw - 1, channels))
    for row, col in np.ndindex(grad.shape[:2]):
        grad_x[row, col] += (kernel @ grad[row, col]).sum()
    return grad_x


def input_gradient_walks_too_little(grad, kernel):
    kh, kw, channels, _ = kernel.shape
    grad_x = np.zeros((len(grad) + kh - 1, grad.shape[1] + kw - 1, channels))
    for row in range(len(grad) - kh + 1):
        for col in range(grad.shape[1] - kw + 1):
            grad_x[row : row + kh, col : col + kw] += kernel @ grad[row, col]
    return grad_x


def conv2d_filters_first(image, kernel, bias):
    return np.array([conv2d_by_filter(image, kernel, bias)[..., f] for f in range(len(bias))])


def response_of_as_many_columns_as_rows(image, kernel, row, col):
    total = 0
    for i in range(len(kernel)):
        for j in range(len(kernel)):
            total += image[row + i, col + j] * kernel[i, j]
    return total


def response_of_the_last_pixel(image, kernel, row, col):
    for i in range(kernel.shape[0]):
        for j in range(kernel.shape[1]):
            total = image[row + i, col + j] * kernel[i, j]
    return total


NAMED = {
    "conv2d": {
        "loses-the-sign": [
            lambda image, kernel, bias: np.maximum(conv2d_matrix(image, kernel, bias), 0)
        ],
        "filters-first": [conv2d_filters_first],
        "forgets-bias": [lambda image, kernel, bias: conv2d_matrix(image, kernel, 0)],
    },
    "im2col": {
        "windows-in-wrong-rows": [table_by_wrong_number],
        "transposed": [lambda image, kernel_size: np.array(im2col_loops(image, kernel_size)).T],
    },
    "conv2d_parameters": {
        "caret-for-power": [
            lambda kernel_size, in_channels, filters: (
                kernel_size ^ 2 * in_channels * filters + filters
            )
        ],
        "one-filter-more": [
            lambda kernel_size, in_channels, filters: (
                kernel_size * kernel_size * in_channels * (1 + filters)
            )
        ],
    },
    "convolve2d": {
        "mirrored-kernel": [lambda image, kernel: convolve_windows(image, kernel[::-1])],
        "loses-the-sign": [lambda image, kernel: np.abs(convolve_windows(image, kernel))],
        "keeps-image-size": [keeps_the_size_with_zeros],
        "swaps-row-and-column": [swapped_by_index],
        "off-by-one": [off_by_one_loops],
    },
    "window_response": {
        "centred-window": [centered_raises],
        "takes-kernel-for-square": [response_of_as_many_columns_as_rows],
        "last-product-only": [response_of_the_last_pixel],
        "swaps-row-and-column": [swapped_window],
        "ends-at-kernel-size": [response_slice_ends_too_soon],
        "matrix-product": [response_by_matrix_product],
    },
    "conv2d_strided": {
        "pads-channels": [strided_with_padded_channels],
        "ignores-stride-and-padding": [
            lambda image, kernel, bias, stride, padding: conv2d_matrix(image, kernel, bias)
        ],
        "windows-do-not-stride": [strided_windows_side_by_side],
        "ignores-padding": [
            lambda image, kernel, bias, stride, padding: conv2d_matrix(image, kernel, bias)[
                ::stride, ::stride
            ],
        ],
    },
    "conv2d_bias_gradient": {
        "averages-places": [lambda grad: bias_gradient_loops(grad) / grad[..., 0].size],
        "sums-everything": [np.sum],
        "keeps-places": [lambda grad: grad],
        "largest-slope": [lambda grad: grad.max(axis=(0, 1))],
    },
    "kernel_step": {
        "goes-uphill": [step_uphill],
        "forgets-two": [step_of_half],
        "mutates-input": [step_in_place],
    },
    "conv2d_kernel_gradient": {
        "first-filter-for-all": [kernel_gradient_of_filter_0],
        "one-pixel-for-all": [kernel_gradient_of_one_pixel],
    },
    "output_size": {
        "rounds-up": [rounds_up_math],
        "pads-the-result": [
            lambda size, kernel, stride=1, padding=0: (size - kernel) // stride + 2 * padding + 1
        ],
    },
    "conv2d_input_gradient": {
        "overwrites-instead-of-adding": [overwrites_in_loops],
        "forgets-flip": [unflipped_full],
        "one-pixel-for-all": [input_gradient_into_one_pixel],
        "walks-as-in-the-image": [input_gradient_walks_too_little],
    },
    "vertical_edge_filter": {
        "horizontal": [edge_horizontal_reversed],
        "responds-to-flat": [edge_blur],
        "reversed": [edge_reversed_small],
        "answers-nothing": [lambda: np.zeros((3, 3), int)],
        "answers-below-zero": [
            lambda: np.array([[-1, 2, -1]] * 3),
            lambda: np.array([[-1, 3, -2]] * 3),
        ],
        "answers-horizontal-edges": [
            lambda: np.array([[-1, -1, 0], [-1, 0, 1], [0, 1, 1]]),
            lambda: np.array([[-1, 0, 1], [-2, 0, 1], [0, 0, 1]]),
        ],
        "all-directions": [lambda: np.array([[-1, -2, -1], [-2, 12, -2], [-1, -2, -1]])],
        "columns-cancel": [lambda: np.array([[1, 0, -1], [0, 0, 0], [-1, 0, 1]])],
        "wrong-shape": [
            lambda: np.array([-1, 0, 1]),
            lambda: np.array([[-1, 0, 0, 1]] * 3),
            lambda: np.array([[-1, 0, 1]] * 3)[None],
        ],
    },
}


def raises(*args):
    """Never comes to a result, so no mistake of it is known."""
    raise IndexError("index 7 is out of bounds for axis 0 with size 3")


UNLISTED = {
    "output_size": [
        lambda size, kernel, stride=1, padding=0: size,
        lambda size, kernel, stride=1, padding=0: float(
            (size + 2 * padding - kernel) // stride + 1
        ),
        lambda size, kernel, stride=1, padding=0: str((size + 2 * padding - kernel) // stride + 1),
        lambda size, kernel, stride=1, padding=0: [(size + 2 * padding - kernel) // stride + 1],
        lambda size, kernel, stride=1: (size - kernel) // stride + 1,
        lambda size, kernel, stride, padding: (size + 2 * padding - kernel) // stride + 1,
    ],
    "window_response": [
        raises,
        lambda image, kernel, row, col: response_loops(image, -kernel, row, col),
        lambda image, kernel, row, col: complex(response_loops(image, kernel, row, col)),
        lambda image, kernel, row, col: np.array([response_loops(image, kernel, row, col)]),
        lambda image, kernel, row, col: float("nan"),
        lambda image, kernel, row, col: round(response_loops(image, kernel, row, col), 2),
    ],
    "convolve2d": [
        raises,
        lambda image, kernel: convolve_windows(image, kernel).tolist(),
        lambda image, kernel: convolve_windows(image, kernel)[None],
        lambda image, kernel: convolve_windows(image, kernel).astype(complex),
        lambda image, kernel: convolve_windows(image, kernel).astype(object),
        lambda image, kernel: convolve_windows(image, kernel).astype(str),
        lambda image, kernel: 1.001 * convolve_windows(image, kernel),
    ],
    "vertical_edge_filter": [
        lambda: [[-1, 0, 1]] * 3,
        lambda: np.full((3, 3), np.nan),
        lambda: np.array([["-1", "0", "1"]] * 3),
    ],
    "conv2d": [
        raises,
        lambda image, kernel, bias: conv2d_matrix(image, kernel, -bias),
    ],
    "conv2d_strided": [
        raises,
        lambda image, kernel, bias, stride, padding: (
            -strided_windows(image, kernel, bias, stride, padding)
        ),
    ],
    "conv2d_bias_gradient": [
        raises,
        lambda grad: 3 * grad.sum(axis=(0, 1)) + 1,
        lambda grad: grad.sum(axis=(0, 1)).round(2),
    ],
    "kernel_step": [
        raises,
        lambda image, kernel, target, learning_rate: kernel,
        lambda image, kernel, target, learning_rate: (
            kernel - np.sign(kernel - step_in_loops(image, kernel, target, 1)) * learning_rate
        ),
    ],
    "im2col": [raises, lambda image, kernel_size: im2col_loops(image, kernel_size)[::-1]],
    "conv2d_parameters": [lambda kernel_size, in_channels, filters: 224],
    "conv2d_kernel_gradient": [
        raises,
        lambda image, grad, kernel_size: 3 * kernel_gradient_taps(image, grad, kernel_size),
    ],
    "conv2d_input_gradient": [
        raises,
        lambda grad, kernel: 3 * input_gradient_taps(grad, kernel),
    ],
}
