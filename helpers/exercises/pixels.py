"""The exercises of chapter 1, pixels and channels."""

from __future__ import annotations

import numpy as np

from helpers.exercises.exercise import Exercise, Mistake


def _bytes(*shape: int, seed: int = 0, highest: int = 256) -> np.ndarray:
    """Random pixels, uint8 in [0, highest)."""
    return np.random.default_rng(seed).integers(0, highest, size=shape).astype(np.uint8)


# --- scale_pixels -------------------------------------------------------------------------------


def scale_pixels(images):
    return (images / 255).astype(np.float32)


def _in_place(images):
    scaled = (images / 255).astype(np.float32)
    images[...] = images // 255
    return scaled


SCALE_PIXELS = Exercise(
    name="scale_pixels",
    chapter=1,
    prompt="Turn bytes (0 to 255) into float32 numbers from 0 to 1.",
    solution=scale_pixels,
    cases=[
        (np.array([[0, 51], [102, 255]], dtype=np.uint8),),
        (np.array([[10, 20, 40]], dtype=np.uint8),),
        (_bytes(2, 3, 4, seed=1),),
        (_bytes(1, 4, 3, 3, seed=2, highest=200),),
        (np.array([255, 254, 1], dtype=np.uint8),),
    ],
    fresh=lambda rng: [(rng.integers(1, 250, size=(3, 5, 4)).astype(np.uint8),)],
    dtype="float32",
    mistakes=[
        Mistake(
            "divides-by-256",
            lambda images: (images / 256).astype(np.float32),
            "The brightest pixel does not come out as 1. A byte has 256 values, but the first is "
            "0: what is the largest?",
        ),
        Mistake(
            "divides-by-own-max",
            lambda images: (images / images.max()).astype(np.float32),
            "You divided by the largest pixel of these images. A dark picture then comes out as "
            "bright as a bright one, and the same byte means something else in every batch.",
            also=(
                lambda images: (
                    images
                    / np.max(images, axis=tuple(range(1, images.ndim)) or None, keepdims=True)
                ),
            ),
        ),
        Mistake(
            "wrong-dtype",
            lambda images: images / 255,
            "NumPy computes in float64 unless told otherwise. float32 is what networks use: half "
            "the memory.",
            also=(lambda images: (images / 255).astype(np.float16),),
        ),
        Mistake(
            "integer-division",
            lambda images: (images // 255).astype(np.float32),
            "Everything between black and white has become 0. Whole numbers have no place for what "
            "lies between 0 and 1.",
        ),
        Mistake(
            "mutates-input",
            _in_place,
            "Your function changed its argument",
        ),
        Mistake(
            "scales-to-minus-one",
            lambda images: (images / 127.5 - 1).astype(np.float32),
            "Your numbers run from -1 to 1. Here black is 0 and white is 1.",
        ),
        Mistake(
            "stretches-contrast",
            lambda images: (
                (images - images.min().astype(float)) / (float(images.max()) - images.min())
            ).astype(np.float32),
            "You stretched each batch from its own darkest to its own brightest pixel. The same "
            "byte must become the same number in every batch.",
        ),
    ],
)


# --- add_channel_axis ---------------------------------------------------------------------------


def add_channel_axis(images):
    return images[..., None]


ADD_CHANNEL_AXIS = Exercise(
    name="add_channel_axis",
    chapter=1,
    prompt="Give gray images (N, H, W) a channel axis: (N, H, W, 1).",
    solution=add_channel_axis,
    cases=[
        (_bytes(2, 3, 4, seed=1),),
        (_bytes(1, 3, 3, seed=2),),
        (_bytes(5, 1, 2, seed=3) / 255,),
        (_bytes(1, 1, 1, seed=4) + 1,),
    ],
    fresh=lambda rng: [(rng.normal(size=(3, 4, 5)),)],
    mistakes=[
        Mistake(
            "channel-first",
            lambda images: images[:, None],
            "Your channel axis comes before the rows: that is PyTorch's order. In this book, as in "
            "Keras, channels come last.",
        ),
        Mistake(
            "axis-in-front",
            lambda images: images[None],
            "Your new axis is the first one, as if all images were one batch of batches. The "
            "channel axis is the last.",
        ),
        Mistake(
            "three-channels",
            lambda images: np.repeat(images[..., None], 3, axis=3),
            "You copied the image into three channels. A gray image has one number for each pixel, "
            "so its channel axis has length 1.",
        ),
    ],
)


# --- split_channels -----------------------------------------------------------------------------


def split_channels(rgb):
    return rgb[:, :, 0], rgb[:, :, 1], rgb[:, :, 2]


SPLIT_CHANNELS = Exercise(
    name="split_channels",
    chapter=1,
    prompt="Take a color image (H, W, 3) apart into its red, green and blue planes (H, W).",
    solution=split_channels,
    cases=[
        (_bytes(3, 2, 3, seed=1),),
        (_bytes(4, 5, 3, seed=2) / 255,),
        (_bytes(6, 4, 3, seed=3),),
        (_bytes(3, 3, 3, seed=4),),
        (_bytes(3, 4, 3, seed=5) / 255,),
    ],
    fresh=lambda rng: [(rng.random(size=(6, 5, 3)),)],
    parts=("red", "green", "blue"),
    mistakes=[
        Mistake(
            "bgr-order",
            lambda rgb: (rgb[:, :, 2], rgb[:, :, 1], rgb[:, :, 0]),
            "Your planes come in the order blue, green, red: OpenCV's. Everywhere else red is "
            "channel 0.",
        ),
        Mistake(
            "splits-rows",
            lambda rgb: (rgb[0], rgb[1], rgb[2]),
            "You took the first three rows of the image. The first axis counts rows, the second "
            "columns: which one counts channels?",
            also=(lambda rgb: tuple(np.split(rgb, 3)), lambda rgb: tuple(np.array_split(rgb, 3))),
        ),
        Mistake(
            "splits-columns",
            lambda rgb: (rgb[:, 0], rgb[:, 1], rgb[:, 2]),
            "You took the first three columns of the image. The second axis counts columns: which "
            "one counts channels?",
        ),
        Mistake(
            "keeps-channel-axis",
            lambda rgb: (rgb[:, :, 0:1], rgb[:, :, 1:2], rgb[:, :, 2:3]),
            "Each of your planes still has a channel axis, of length 1. A plane is (H, W).",
        ),
        Mistake(
            "transposes-planes",
            lambda rgb: tuple(rgb.T),
            "Your planes have their rows and columns swapped: .T reverses the order of all axes.",
        ),
        Mistake(
            "zeroes-the-others",
            lambda rgb: tuple(rgb * (np.arange(3) == channel) for channel in range(3)),
            "Each of your planes is still a color image, with two of its channels black. A plane "
            "is (H, W): one number for each pixel.",
        ),
    ],
)


# --- to_grayscale -------------------------------------------------------------------------------

_WEIGHTS = np.array([0.299, 0.587, 0.114])


def to_grayscale(rgb):
    return rgb @ _WEIGHTS


TO_GRAYSCALE = Exercise(
    name="to_grayscale",
    chapter=1,
    prompt="Turn a color image (H, W, 3) into gray (H, W): 0.299 R + 0.587 G + 0.114 B.",
    solution=to_grayscale,
    cases=[
        (np.eye(3)[:, None],),  # three rows of one pixel: red, green, blue
        (np.eye(3)[None],),
        (_bytes(3, 4, 3, seed=1) / 255,),
        (_bytes(3, 3, 3, seed=2) / 255,),
        (_bytes(5, 2, 3, seed=3) / 255,),
    ],
    fresh=lambda rng: [(rng.random(size=(4, 6, 3)),)],
    mistakes=[
        Mistake(
            "plain-mean",
            lambda rgb: rgb.mean(axis=2),
            "You gave all three colors the same weight. The eye finds green much brighter than "
            "blue, and so do the weights.",
        ),
        Mistake(
            "bgr-order",
            lambda rgb: rgb @ _WEIGHTS[::-1],
            "Red and blue have each other's weight. Channel 0 is red.",
        ),
        Mistake(
            "keeps-channel-axis",
            lambda rgb: (rgb @ _WEIGHTS)[..., None],
            "Your numbers are right, but there is still a channel axis. A gray image here is "
            "(H, W).",
            also=(lambda rgb: np.repeat((rgb @ _WEIGHTS)[..., None], 3, axis=2),),
        ),
        Mistake(
            "splits-rows",
            lambda rgb: 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2],
            "You took rows of the image. Which axis counts channels?",
        ),
        Mistake(
            "splits-columns",
            lambda rgb: 0.299 * rgb[:, 0] + 0.587 * rgb[:, 1] + 0.114 * rgb[:, 2],
            "You took columns of the image. Which axis counts channels?",
        ),
        Mistake(
            "forgets-the-sum",
            lambda rgb: rgb * _WEIGHTS,
            "You weighted the channels, and left them apart. Gray is one number for each pixel.",
        ),
        Mistake(
            "plain-sum",
            lambda rgb: rgb.sum(axis=2),
            "You added the channels up without their weights, so white comes out as 3.",
        ),
    ],
)


# --- one_hot ------------------------------------------------------------------------------------


def one_hot(labels, num_classes):
    return np.eye(num_classes, dtype=np.float32)[labels]


def _shifted_without_wrapping(labels, num_classes):
    out = np.zeros((len(labels), num_classes), np.float32)
    rows = np.arange(len(labels))[labels > 0]
    out[rows, labels[labels > 0] - 1] = 1
    return out


ONE_HOT = Exercise(
    name="one_hot",
    chapter=1,
    prompt="Turn labels into rows of zeros with a single 1, at the place of the label (float32).",
    solution=one_hot,
    cases=[
        (np.array([1, 0, 2]), 4),
        (np.array([2, 0, 1, 1]), 3),
        (np.array([1, 2]), 3),
        (np.array([0, 3, 3, 1, 2]), 5),
        (np.array([3, 1, 2]), 4),
        (np.array([0]), 2),
        (np.array([4, 0, 9, 9]), 10),
    ],
    fresh=lambda rng: [(rng.integers(0, 6, size=8), 7)],
    dtype="float32",
    bug="infers-classes-from-data",
    mistakes=[
        Mistake(
            "transposed",
            lambda labels, num_classes: one_hot(labels, num_classes).T,
            "Your examples stand in columns. Each example is a row: the first axis of a batch "
            "counts examples.",
        ),
        Mistake(
            "infers-classes-from-data",
            lambda labels, num_classes: one_hot(labels, labels.max() + 1),
            "The number of your columns depends on the labels that happen to be there. A batch "
            "without the last class then has too few.",
            also=(
                lambda labels, num_classes: one_hot(
                    np.unique(labels, return_inverse=True)[1], len(np.unique(labels))
                ),
            ),
        ),
        Mistake(
            "off-by-one",
            lambda labels, num_classes: one_hot(labels - 1, num_classes),
            "Your 1 stands one place too far left. Labels count from 0, and so do the columns.",
            also=(_shifted_without_wrapping,),
        ),
        Mistake(
            "wrong-dtype",
            lambda labels, num_classes: np.eye(num_classes)[labels],
            "NumPy makes float64 unless told otherwise: np.zeros and np.eye take a dtype.",
        ),
        Mistake(
            "label-instead-of-one",
            lambda labels, num_classes: one_hot(labels, num_classes) * labels[:, None],
            "You wrote the label itself at its place. Every label is marked by a 1: class 9 is not "
            "more than class 1.",
        ),
        Mistake(
            "inverted",
            lambda labels, num_classes: 1 - one_hot(labels, num_classes),
            "Zeros and ones are exchanged: one number of each row is 1, all others are 0.",
        ),
    ],
)


EXERCISES = [SCALE_PIXELS, ADD_CHANNEL_AXIS, SPLIT_CHANNELS, TO_GRAYSCALE, ONE_HOT]
