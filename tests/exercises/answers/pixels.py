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


def gray_by_recursion(rgb):
    if rgb.ndim == 1:
        return 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2]
    return np.array([gray_by_recursion(part) for part in rgb])


def gray_of_last_channel(rgb):
    gray = 0
    for channel, weight in enumerate([0.299, 0.587, 0.114]):
        gray = weight * rgb[:, :, channel]
    return gray


def hot_put(labels, num_classes):
    out = np.zeros((len(labels), num_classes), np.float32, order="F")
    np.put_along_axis(out, labels.astype(int)[:, None], 1, axis=1)
    return out


def hot_rows(labels, num_classes):
    rows = []
    for label in labels:
        row = [0.0] * num_classes
        row[label] = 1.0
        rows.append(row)
    return np.array(rows, dtype=np.float32)


def hot_to_the_right(labels, num_classes):
    out = np.zeros((len(labels), num_classes), np.float32)
    for row, label in enumerate(labels):
        out[row, label + 1] = 1
    return out


def hot_last_label(labels, num_classes):
    for label in labels:
        out = np.zeros((len(labels), num_classes), np.float32)
        for row in range(len(labels)):
            out[row, label] = 1
    return out


def hot_columns(labels, num_classes):
    out = np.zeros((len(labels), num_classes), np.float32)
    out[:, labels] = 1
    return out


def hot_own_place(labels, num_classes):
    out = np.zeros((len(labels), num_classes), np.float32)
    for row in range(len(labels)):
        out[row, row] = 1
    return out


def hot_rows_of_labels(labels, num_classes):
    out = np.zeros((len(labels), num_classes), np.float32)
    out[labels] = 1
    return out


def channel_by_fill(images):
    n, h, w = images.shape
    out = np.empty((n, h, w, 1), dtype=images.dtype)
    out[:, :, :, 0] = images
    return out


def channel_of_first(images):
    for image in images:
        out = np.array([image[..., None]])
        break
    return out


def planes_on_one_array(rgb):
    red = green = blue = np.zeros(rgb.shape[:2])
    red[:] = rgb[:, :, 0]
    green[:] = rgb[:, :, 1]
    blue[:] = rgb[:, :, 2]
    return red, green, blue


def long_planes(rgb):
    pixels = [pixel for row in rgb for pixel in row]
    return tuple(np.array([pixel[c] for pixel in pixels]) for c in range(3))


def brighten_fallen_over(image, amount):
    wide = image.astype(int) + amount
    wide[wide > 255] = 0
    wide[wide < 0] = 255
    return wide.astype(np.uint8)


def brighten_clip_forgotten(image, amount):
    wide = image.astype(int) + amount
    np.clip(wide, 0, 255)
    return wide.astype(np.uint8)


def brighten_by_table(image, amount):
    table = [max(0, min(255, byte + amount)) for byte in range(256)]
    return np.array(table, np.uint8)[image]


def brighten_loop(image, amount):
    out = image.copy()
    for place in np.ndindex(image.shape):
        out[place] = max(0, min(255, int(image[place]) + amount))
    return out


def brighten_floats(image, amount):
    bright = image.astype(np.float32) + amount
    bright[bright > 255] = 255
    bright[bright < 0] = 0
    return bright.astype("uint8")


def brighten_twice_clipped(image, amount):
    amount = max(-255, min(255, amount))
    return np.clip(image.astype(np.int16) + amount, 0, 255).astype(np.uint8)


def clips_too_late(image, amount):
    return np.clip((image.astype(int) + amount).astype(np.uint8), 0, 255)


def brighten_in_place(image, amount):
    bright = np.clip(image.astype(int) + amount, 0, 255)
    image[...] = bright
    return image


def slope_in_steps(f, x, eps):
    above, below = f(x + eps), f(x - eps)
    return np.float64(above - below) / eps / 2


def slope_of_two_sides(f, x, eps):
    return ((f(x + eps) - f(x)) / eps + (f(x) - f(x - eps)) / eps) / 2


def slope_from_afar(f, x, eps):
    far = [f(x + eps * side) for side in (1, -1)]
    return sum(side * value for side, value in zip((1, -1), far, strict=True)) / (eps + eps)


def slope_as_array(f, x, eps):
    return np.array((f(x + eps) - f(x - eps)) / (2 * eps))


def slope_of_the_bend(f, x, eps):
    up = (f(x + eps) - f(x)) / eps
    down = (f(x - eps) - f(x)) / eps
    return (up + down) / 2


def slope_for_each_unit(f, x, eps):
    return f(x + eps) - f(x - eps) / (2 * eps)


def slopes_in_place(measure, image, eps):
    slopes = np.zeros_like(image)
    for row, col in np.ndindex(image.shape):
        kept = image[row, col]
        image[row, col] = kept + eps
        above = measure(image)
        image[row, col] = kept - eps
        below = measure(image)
        image[row, col] = kept
        slopes[row, col] = (above - below) / (2 * eps)
    return slopes


def slopes_there_and_back(measure, image, eps):
    slopes = np.empty(image.shape, np.float32)
    for row in range(len(image)):
        for col in range(len(image[0])):
            image[row, col] += eps
            above = measure(image)
            image[row, col] -= 2 * eps
            below = measure(image)
            image[row, col] += eps
            slopes[row, col] = (above - below) / 2 / eps
    return slopes


def slopes_by_eye(measure, image, eps):
    nudges = eps * np.eye(image.size).reshape(-1, *image.shape)
    flat = [(measure(image + n) - measure(image - n)) / (2 * eps) for n in nudges]
    return np.array(flat).reshape(image.shape)


def slopes_from_a_list(measure, image, eps):
    def slope(row, col):
        up, down = image.copy(), image.copy()
        up[row, col] += eps
        down[row, col] -= eps
        return (measure(up) - measure(down)) / (2 * eps)

    rows, cols = image.shape
    return np.array([[slope(row, col) for col in range(cols)] for row in range(rows)])


def slopes_of_flat_copies(measure, image, eps):
    slopes = np.zeros(image.size)
    for place in range(image.size):
        flat = image.flatten()
        flat[place] += eps
        above = measure(flat.reshape(image.shape))
        flat[place] -= 2 * eps
        slopes[place] = (above - measure(flat.reshape(image.shape))) / (2 * eps)
    return np.asfortranarray(slopes.reshape(image.shape))


def slopes_last_kept(measure, image, eps):
    for row, col in np.ndindex(image.shape):
        up, down = image.copy(), image.copy()
        up[row, col] += eps
        down[row, col] -= eps
        slopes = (measure(up) - measure(down)) / (2 * eps)
    return slopes


def slopes_down_to_the_start(measure, image, eps):
    slopes = np.zeros(image.shape)
    for row, col in np.ndindex(image.shape):
        image[row, col] += eps
        above = measure(image)
        image[row, col] -= eps
        slopes[row, col] = (above - measure(image)) / (2 * eps)
    return slopes


def slopes_of_columns(measure, image, eps):
    slopes = np.zeros(image.shape)
    for col in range(image.shape[1]):
        nudge = np.zeros(image.shape)
        nudge[:, col] = eps
        slopes[:, col] = (measure(image + nudge) - measure(image - nudge)) / (2 * eps)
    return slopes


def slopes_on_black(measure, image, eps):
    slopes = np.zeros(image.shape)
    for row, col in np.ndindex(image.shape):
        nudged = np.zeros(image.shape)
        nudged[row, col] = image[row, col] + eps
        above = measure(nudged)
        nudged[row, col] = image[row, col] - eps
        slopes[row, col] = (above - measure(nudged)) / (2 * eps)
    return slopes


def slopes_of_nudges_alone(measure, image, eps):
    slopes = np.zeros(image.shape)
    for row, col in np.ndindex(image.shape):
        nudged = image.copy()
        nudged[row, col] = eps
        above = measure(nudged)
        nudged[row, col] = -eps
        slopes[row, col] = (above - measure(nudged)) / (2 * eps)
    return slopes


def slopes_left_above(measure, image, eps):
    slopes = np.zeros(image.shape)
    for row, col in np.ndindex(image.shape):
        above_image = image.copy()
        above_image[row, col] += eps
        slopes[row, col] = (measure(above_image) - measure(image)) / eps
    return slopes


def slopes_on_one_copy(measure, image, eps):
    nudged = image.copy()
    slopes = np.zeros(image.shape)
    for row, col in np.ndindex(image.shape):
        nudged[row, col] += eps
        above = measure(nudged)
        nudged[row, col] -= 2 * eps
        slopes[row, col] = (above - measure(nudged)) / (2 * eps)
    return slopes


def slopes_spoiled(measure, image, eps):
    slopes = np.zeros(image.shape)
    for row, col in np.ndindex(image.shape):
        image[row, col] += eps
        above = measure(image)
        image[row, col] -= 2 * eps
        slopes[row, col] = (above - measure(image)) / (2 * eps)
    return slopes


def slopes_of_a_turned_image(measure, image, eps):
    slopes = np.zeros(image.shape)
    for place in np.ndindex(image.shape):
        up, down = image.copy(), image.copy()
        up[place] += eps
        down[place] -= eps
        slopes[place] = (measure(up.T) - measure(down.T)) / (2 * eps)
    return slopes


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
        channel_by_fill,
        lambda images: np.array(
            [[[[pixel] for pixel in row] for row in image] for image in images]
        ),
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
        lambda rgb: np.average(rgb, axis=2, weights=[0.299, 0.587, 0.114]),
        gray_by_recursion,
    ],
    "brighten": [
        brighten_loop,
        brighten_floats,
        brighten_twice_clipped,
        lambda image, amount: np.uint8(np.maximum(np.minimum(image + 0.0 + amount, 255), 0)),
        brighten_by_table,
    ],
    "two_sided_slope": [
        slope_in_steps,
        slope_of_two_sides,
        slope_from_afar,
        slope_as_array,
        lambda f, x, eps: np.float32((f(x + eps) - f(x - eps)) * 0.5 / eps),
    ],
    "pixel_slopes": [
        slopes_in_place,
        slopes_there_and_back,
        slopes_by_eye,
        slopes_from_a_list,
        slopes_of_flat_copies,
    ],
    "one_hot": [
        hot_loop,
        hot_arange,
        hot_put,
        hot_rows,
        lambda labels, k: np.eye(k)[labels].astype(np.float32),
    ],
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
        "forgets-to-divide": [
            lambda images: images.astype(np.float32),
            lambda images: images * 1.0,
            lambda images: images,
        ],
        "black-or-white": [
            lambda images: np.clip(images, 0, 1).astype(np.float32),
            lambda images: np.where(images >= 128, 1, 0).astype(np.float32),
            lambda images: np.sign(images.astype(np.float32)),
        ],
        "standardizes": [lambda images: (images - np.mean(images)) / np.std(images)],
        "divides-by-the-count": [lambda images: np.float32(images) / np.prod(images.shape)],
        "first-part-only": [lambda images: next(row.astype(np.float32) / 255 for row in images)],
    },
    "add_channel_axis": {
        "channel-first": [
            lambda images: np.expand_dims(images, 1),
            lambda images: images.reshape(len(images), 1, *images.shape[1:]),
        ],
        "two-channels": [lambda images: np.repeat(images[..., None], 2, axis=-1)],
        "flattens": [lambda images: images.flatten()[:, None]],
        "first-image-only": [channel_of_first],
        "picks-a-column": [lambda images: images[:, :, 1]],
        "appends-a-number": [lambda images: np.concatenate([images.ravel(), [1]])],
        "squeezes": [lambda images: images.squeeze()[..., np.newaxis]],
        "swaps-height-and-width": [
            lambda images: np.resize(images, (*images.shape[:1], *images.shape[:0:-1], 1))
        ],
        "two-axes": [lambda images: images.reshape(*images.shape, 1, 1)],
    },
    "split_channels": {
        "bgr-order": [
            lambda rgb: [rgb[..., i] for i in (2, 1, 0)],
            lambda rgb: rgb.T.swapaxes(1, 2)[::-1],
        ],
        "splits-rows": [unpack, lambda rgb: np.split(rgb, 3), lambda rgb: rgb[:3]],
        "one-plane-for-all": [lambda rgb: [rgb[..., 0] for _ in range(3)], planes_on_one_array],
        "makes-one-plane": [lambda rgb: np.einsum("hwc->hw", rgb.astype(float))],
        "reshapes": [lambda rgb: rgb.reshape(3, len(rgb), -1)],
        "flattens-planes": [long_planes],
        "weighs": [lambda rgb: (0.299 * rgb[..., 0], 0.587 * rgb[..., 1], 0.114 * rgb[..., 2])],
        "one-number-for-each": [
            lambda rgb: [float(rgb[..., c].mean()) for c in range(3)],
            lambda rgb: list(rgb[0, 0]),
        ],
    },
    "to_grayscale": {
        "plain-mean": [lambda rgb: np.mean(rgb, axis=-1), lambda rgb: rgb.sum(axis=2) / 3],
        "bgr-order": [lambda rgb: rgb @ [0.114, 0.587, 0.299]],
        "keeps-channel-axis": [
            lambda rgb: (rgb * [0.299, 0.587, 0.114]).sum(axis=2, keepdims=True),
        ],
        "splits-rows": [gray_of_rows],
        "splits-columns": [lambda rgb: gray_of_rows(rgb.swapaxes(0, 1))],
        "weights-in-another-order": [
            lambda rgb: 0.587 * rgb[..., 0] + 0.299 * rgb[..., 1] + 0.114 * rgb[..., 2],
        ],
        "other-weights": [
            lambda rgb: 0.299 * rgb[..., 0] + 0.578 * rgb[..., 1] + 0.114 * rgb[..., 2],
            lambda rgb: rgb @ [0.2126, 0.7152, 0.0722],
        ],
        "divides-by-three": [lambda rgb: (rgb * [0.299, 0.587, 0.114]).mean(axis=2)],
        "scales-too": [lambda rgb: (rgb / 255) @ [0.299, 0.587, 0.114]],
        "one-channel": [lambda rgb: rgb[..., 1], gray_of_last_channel],
        "brightest-channel": [lambda rgb: np.maximum.reduce(rgb, axis=-1)],
        "multiplies-channels": [
            lambda rgb: 0.299 * rgb[..., 0] * 0.587 * rgb[..., 1] * 0.114 * rgb[..., 2],
        ],
        "adds-up-pixels": [lambda rgb: np.einsum("hwc,c->hc", rgb, [0.299, 0.587, 0.114])],
        "clips": [lambda rgb: np.minimum(np.maximum(rgb @ [0.299, 0.587, 0.114], 0), 1)],
    },
    "brighten": {
        "wraps-around": [
            lambda image, amount: image + amount,
            clips_too_late,
            brighten_clip_forgotten,
        ],
        "forgets-to-stop": [lambda image, amount: np.add(image, amount, dtype=int)],
        "stops-elsewhere": [
            brighten_fallen_over,
            lambda image, amount: np.clip(image.astype(int) + amount, 0, 256).astype(np.uint8),
            lambda image, amount: np.clip(image.astype(int) + amount, 0, 254).astype(np.uint8),
        ],
        "only-brightens": [lambda image, amount: brighten_loop(image, max(0, amount))],
        "signed-bytes": [
            lambda image, amount: np.uint8(np.clip(image.view(np.int8) + amount, 0, 255)),
        ],
        "one-amount-for-all": [lambda image, amount: brighten_loop(image, 100)],
        "subtracts": [lambda image, amount: brighten_loop(image, 0 - amount)],
        "clips-the-top-only": [
            lambda image, amount: np.uint8(np.minimum(255, image.astype(int) + amount) % 256),
        ],
        "wrong-dtype": [
            lambda image, amount: np.clip(image.astype(float) + amount, 0, 255),
            lambda image, amount: np.clip(image + np.int16(amount), 0, 255),
        ],
        "mutates-input": [brighten_in_place],
    },
    "two_sided_slope": {
        "one-sided": [lambda f, x, eps: f(x + eps) / eps - f(x) / eps],
        "forgets-two": [lambda f, x, eps: f(x + eps) / eps - f(x - eps) / eps],
        "misplaced-parentheses": [lambda f, x, eps: eps * (f(x + eps) - f(x - eps)) / 2],
        "own-nudge": [
            lambda f, x, eps: (f(x + 1) - f(x - 1)) / 2,
            lambda f, x, eps: (f(x + 1e-4) - f(x - 1e-4)) / 2e-4,
        ],
        "half-a-nudge": [lambda f, x, eps: (f(x + eps / 2) - f(x - eps / 2)) / eps],
        "slope-of-one-function": [
            lambda f, x, eps: ((x + eps) ** 2 - (x - eps) ** 2) / (2 * eps),
        ],
        "never-negative": [lambda f, x, eps: abs((f(x + eps) - f(x - eps)) / (2 * eps))],
        "bend-not-slope": [slope_of_the_bend],
        "both-sides-apart": [
            lambda f, x, eps: [(f(x + eps) - f(x)) / eps, (f(x) - f(x - eps)) / eps],
        ],
        "squares-the-nudge": [lambda f, x, eps: (f(x + eps) - f(x - eps)) / (eps * eps)],
        "multiplies-by-the-nudge": [
            lambda f, x, eps: (f(x + x * eps) - f(x - x * eps)) / (2 * eps),
        ],
    },
    "pixel_slopes": {
        "one-sided": [slopes_left_above],
        "never-puts-back": [slopes_on_one_copy],
        "mutates-input": [slopes_spoiled],
        "nudges-whole-columns": [slopes_of_columns],
        "halves-one-sided": [slopes_down_to_the_start],
        "one-number-for-all-pixels": [
            slopes_last_kept,
            lambda measure, image, eps: (measure(image + eps) - measure(image - eps)) / (2 * eps),
        ],
        "pixel-without-its-image": [slopes_on_black],
        "replaces-the-pixel": [slopes_of_nudges_alone],
    },
    "one_hot": {
        "transposed": [lambda labels, k: (labels == np.arange(k)[:, None]).astype(np.float32)],
        "infers-classes-from-data": [
            hot_by_maximum,
            lambda labels, k: np.eye(labels.max() + 1, dtype=np.float32)[labels],
        ],
        "off-by-one": [hot_minus_one, lambda labels, k: np.eye(k)[labels - 1]],
        "one-place-to-the-right": [hot_to_the_right],
        "another-number-of-columns": [
            lambda labels, k: np.eye(10, dtype=np.float32)[labels],
            lambda labels, k: hot_loop(labels, k + 1),
        ],
        "one-row-for-each-class": [lambda labels, k: np.identity(k)],
        "number-of-the-example": [hot_own_place],
        "all-labels-in-each-row": [hot_columns],
        "label-for-the-row": [hot_rows_of_labels],
        "one-label-for-all": [hot_last_label],
        "wrong-dtype": [
            lambda labels, k: np.eye(k, dtype=int)[labels],
            lambda labels, k: labels[:, None] == np.arange(k),
            lambda labels, k: np.eye(k, dtype=np.uint8)[labels],
        ],
    },
}
UNLISTED = {
    "scale_pixels": [
        lambda images: (images / 255).tolist(),
        lambda images: (1 - images / 255).astype(np.float32),
        lambda images: (images / 255).astype(np.float32).ravel()[None],
    ],
    "add_channel_axis": [lambda images: images, lambda images: images[:, :, None]],
    "split_channels": [
        lambda rgb: (rgb[..., 0], rgb[..., 1]),
        lambda rgb: {"red": rgb[..., 0]},
        lambda rgb: (rgb[..., i] for i in range(3)),
    ],
    "brighten": [
        lambda image, amount: np.full(image.shape, 255, np.uint8),
        lambda image, amount: np.zeros_like(image),
    ],
    "two_sided_slope": [slope_for_each_unit, lambda f, x, eps: f(x)],
    "pixel_slopes": [
        lambda measure, image, eps: np.zeros(image.shape),
        lambda measure, image, eps: measure(image),
        slopes_of_a_turned_image,
    ],
    "to_grayscale": [lambda rgb: np.median(rgb, axis=2), lambda rgb: rgb[..., :2].mean(axis=2)],
    "one_hot": [lambda labels, k: labels, lambda labels, k: np.zeros((len(labels), k), "float32")],
}
