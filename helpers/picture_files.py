"""Lab 10: a picture file of any kind as gray pixels; nothing in a file can do harm.

Pillow reads the file, from bytes in memory: no other file is opened, and no connection.
"""

import contextlib
import io
import os
import warnings
from typing import Any, BinaryIO

import numpy as np

__all__ = ["PictureError", "read_picture"]

MAX_BYTES = 100 * 2**20  # of a file
MAX_PIXELS = 64_000_000  # of a picture

Source = str | os.PathLike[str] | bytes | bytearray | memoryview | BinaryIO


class PictureError(ValueError):
    """A picture that cannot be read, or in which nothing is to be seen."""


def read_picture(source: Source) -> np.ndarray:
    """Read a picture from a file of any format that Pillow reads, as gray pixels.

    It stands upright as its EXIF orientation says. What is transparent shows white. Of an
    animation, the first frame. Color becomes gray as
    (19595 R + 38470 G + 7471 B + 32768) >> 16, which is 0.299 R + 0.587 G + 0.114 B in whole
    numbers. Pixels of more than 8 bits, and floats, are stretched so that the smallest finite one
    becomes 0 and the largest 255; what is not finite takes the median.

    source: a path, the bytes of a file, or a file that is open for reading bytes (it is read to its
    end and left open); TypeError for another kind. Returns (H, W) uint8, 0 is black.

    Raises PictureError: no such file, or a folder; an empty file; not a picture, or a damaged one;
    more than 100 MB, or more than 64 million pixels; PostScript, which is a program.
    """
    from PIL import Image, ImageOps

    content = _content(source)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of damaged metadata; damaged pixels are an error below
        try:
            with Image.open(io.BytesIO(content)) as image:
                _check_size(*image.size)
                if image.format == "EPS":
                    raise _unreadable("PostScript, which is a program and not a picture")
                image.load()
                _check_size(*image.size)  # what the header announced need not be what came
                with contextlib.suppress(Exception):  # damaged metadata: the pixels are still good
                    ImageOps.exif_transpose(image, in_place=True)
                return _gray(image)
        except PictureError:
            raise
        except Image.DecompressionBombError as error:
            raise _too_large("even more pixels") from error
        except Exception as error:  # a damaged file may fail in a decoder in any way
            raise _unreadable(_what_it_is(content)) from error


def _content(source: Source) -> bytes:
    """All bytes of the source."""
    if isinstance(source, str | os.PathLike):
        try:
            if os.path.isdir(source):
                raise _unreadable(f"a folder, {os.fspath(source)!r}")
            if not os.path.isfile(source):
                raise PictureError(
                    f"read_picture expects the path of a file. There is none at "
                    f"{os.fspath(source)!r}. Compare its name, and the folder that you are in: "
                    f"import os; os.listdir()"
                )
            with open(source, "rb") as file:
                content = file.read(MAX_BYTES + 1)
        except OSError as error:
            raise _unreadable(f"a file that cannot be opened ({error.strerror})") from error
    elif isinstance(source, bytes | bytearray | memoryview):
        content = bytes(source)
    else:
        read = source.read(MAX_BYTES + 1) if hasattr(source, "read") else source
        if not isinstance(read, bytes):
            raise TypeError(
                "read_picture expects a path, bytes, or a file that is open for reading bytes. "
                f"Received {type(source).__name__}."
            )
        content = read
    if not content:
        raise _unreadable("an empty file, 0 bytes")
    if len(content) > MAX_BYTES:
        raise PictureError(
            f"read_picture expects a file of at most {MAX_BYTES // 2**20} MB. Received a larger "
            "one. Save the picture smaller."
        )
    return content


def _check_size(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise _too_large(f"{width} x {height}")


def _too_large(pixels: str) -> PictureError:
    return PictureError(
        f"read_picture expects at most {MAX_PIXELS // 10**6} million pixels. Received {pixels}. "
        "Save the picture smaller."
    )


def _unreadable(received: str) -> PictureError:
    return PictureError(
        f"read_picture expects a picture, such as a PNG or a JPEG. Received {received}. Open it "
        "in a program that shows it, and save it as PNG."
    )


def _what_it_is(content: bytes) -> str:
    """A guess at a file that is no sound picture, from its first bytes."""
    start = content[:512].lstrip().lower()
    for mark, name in (
        (b"\x89png", "a damaged or truncated PNG"),
        (b"\xff\xd8", "a damaged or truncated JPEG"),
        (b"%pdf", "a PDF"),
        (b"pk\x03\x04", "a ZIP archive"),
        (b"<svg", "an SVG, which is text that describes shapes"),
        (b"<!doctype html", "a web page"),
        (b"<html", "a web page"),
        (b"\x93numpy", "an array of NumPy; np.load reads it"),
    ):
        if start.startswith(mark) or (mark == b"<svg" and mark in start):
            return name
    if start[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1"):
        return "an HEIC photograph; set the camera to JPEG, or share it as JPEG"
    return "a file that is damaged or no picture"


def _gray(image: Any) -> np.ndarray:
    """A loaded picture of any mode as uint8 (H, W)."""
    from PIL import Image

    if image.mode.startswith(("I", "F")):
        values = np.asarray(image, dtype=np.float64)
        return np.where(values == image.info.get("transparency"), np.uint8(255), _stretched(values))
    if image.mode == "LAB":
        return np.array(image.getchannel(0))
    if "transparency" in image.info or image.mode in ("LA", "La", "PA", "RGBA", "RGBa"):
        colors = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, colors)
    if image.mode not in ("1", "L"):
        image = image.convert("RGB")
    return np.array(image.convert("L"))


def _stretched(values: np.ndarray) -> np.ndarray:
    """Numbers of any range as bytes: the smallest 0, the largest 255; a flat picture is white."""
    is_finite = np.isfinite(values)
    if not is_finite.any():
        raise _unreadable("one without a single finite pixel")
    values = np.where(is_finite, values, np.median(values[is_finite]))
    low, high = values.min(), values.max()
    if high == low:
        return np.full(values.shape, 255, dtype=np.uint8)
    # Each divided by 2 first: the range of huge floats would overflow.
    return np.floor(255 * ((values / 2 - low / 2) / (high / 2 - low / 2)) + 0.5).astype(np.uint8)
