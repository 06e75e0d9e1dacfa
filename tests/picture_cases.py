"""Pictures of a drawn digit in many kinds of files, and files that are none; all made by code."""

import functools
import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

import numpy as np
from PIL import Image, PngImagePlugin

from helpers.images import draw_strokes

SEVEN = [[26, 18, 88, 16, 62, 52, 46, 98]]
FOUR = [[50, 10, 28, 58, 92, 58], [72, 32, 70, 104]]
FIVE = [[36, 16, 33, 48, 62, 48, 80, 66, 72, 92, 30, 98], [36, 16, 80, 13]]
TURNS = Image.Transpose


def paper(strokes: list[list[float]], size: int = 112, width: float = 9) -> np.ndarray:
    """Black ink on white paper, (size, size) uint8."""
    scaled = [[number * size / 112 for number in stroke] for stroke in strokes]
    ink = draw_strokes(scaled, size, width * size / 112)
    return np.round(255 * (1 - ink)).astype(np.uint8)


def blank(height: int, width: int, level: int = 255) -> np.ndarray:
    return np.full((height, width), level, np.uint8)


@functools.cache
def seven() -> Image.Image:
    return Image.fromarray(paper(SEVEN))


def saved(picture: Any, kind: str, **options: Any) -> bytes:
    """An array or a Pillow image as the bytes of a file."""
    image = Image.fromarray(picture) if isinstance(picture, np.ndarray) else picture
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


# ---- single pieces of files ----


def chunk(kind: bytes, data: bytes) -> bytes:
    """A piece of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_of(header: tuple[int, ...], pixels: bytes, *others: bytes) -> bytes:
    """A PNG by hand. header: width, height, bit depth, color type."""
    start = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", *header, 0, 0, 0))
    return start + b"".join(others) + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")


def deep_png(transparent: int | None = None) -> bytes:
    """16 bits a pixel. A transparent level becomes white."""
    levels = 1000 + 200 * np.asarray(seven()).astype(int)
    if transparent is not None:
        levels[:9] = transparent
    rows = levels.astype(">u2")
    pixels = b"".join(b"\0" + row.tobytes() for row in rows)
    others = [] if transparent is None else [chunk(b"tRNS", struct.pack(">H", transparent))]
    return png_of((112, 112, 16, 0), pixels, *others)


def icon_of(png: bytes, size: int) -> bytes:
    """An ICO file that announces size x size pixels and holds a PNG."""
    entry = struct.pack("<BBBBHHII", size, size, 0, 0, 1, 32, len(png), 22)
    return struct.pack("<HHH", 0, 1, 1) + entry + png


def huge_png(side: int) -> bytes:
    """A small file of side x side black pixels, one bit each."""
    return png_of((side, side, 1, 0), bytes((1 + (side + 7) // 8) * side))


def floats(values: np.ndarray) -> bytes:
    return saved(Image.fromarray(values.astype(np.float32)), "TIFF")


def with_holes() -> np.ndarray:
    """Floats from 0 to 1 with what is no number in between."""
    values = np.asarray(seven()) / 255
    values[3, 5:9], values[100, 3], values[40, 2] = np.nan, np.inf, -np.inf
    return values


def inked(mode: str, ink: Any, ground: Any) -> Image.Image:
    """A seven of one color on another, in a mode with transparency."""
    mask = Image.fromarray(255 - np.asarray(seven()))
    image = Image.new(mode, seven().size, ground)
    image.paste(Image.new(mode, seven().size, ink), mask=mask)
    return image


def palette() -> Image.Image:
    image = Image.fromarray((np.asarray(seven()) < 128).astype(np.uint8))
    image = Image.frombytes("P", image.size, image.tobytes())
    image.putpalette([10, 10, 10, 20, 40, 120])  # both dark: only the transparency shows the ink
    return image


def turned(orientation: int, kind: str, **options: Any) -> bytes:
    """Stored so that only the EXIF orientation makes it stand upright."""
    undo = {
        2: TURNS.FLIP_LEFT_RIGHT,
        3: TURNS.ROTATE_180,
        4: TURNS.FLIP_TOP_BOTTOM,
        5: TURNS.TRANSPOSE,
        6: TURNS.ROTATE_90,
        7: TURNS.TRANSVERSE,
        8: TURNS.ROTATE_270,
    }
    image = seven().crop((0, 0, 100, 112))  # not square
    if orientation in undo:
        image = image.transpose(undo[orientation])
    exif = Image.Exif()
    exif[0x0112] = orientation
    return saved(image.convert("RGB"), kind, exif=exif, **options)


def frames() -> tuple[Image.Image, list[Image.Image]]:
    """The seven first, then two other pictures."""
    others = [Image.fromarray(paper(FOUR)), Image.fromarray(blank(112, 112, 0))]
    return seven().convert("RGB"), [image.convert("RGB") for image in others]


def animated(kind: str, **options: Any) -> bytes:
    first, others = frames()
    return saved(first, kind, save_all=True, append_images=others, **options)


def photograph(
    height: int = 600, width: int = 450, noise: float = 4, ink: float = 0.25, shadow: float = 0.4
) -> np.ndarray:
    """Colored paper under a lamp from one side, the pen's digit in the middle, and noise."""
    rng = np.random.default_rng(0)
    size = min(height, width) * 2 // 3
    cover = np.zeros((height, width))
    top, left = (height - size) // 2, (width - size) // 2
    cover[top : top + size, left : left + size] = 1 - paper(SEVEN, size) / 255
    light = 1 - shadow * (np.arange(width) / width + np.arange(height)[:, None] / height) / 2
    gray = light * (1 - (1 - ink) * cover)
    color = 255 * gray[..., None] * np.array([0.95, 0.9, 0.75])
    color += rng.normal(0, noise, color.shape)
    return np.clip(color, 0, 255).astype(np.uint8)


def text_bomb() -> bytes:
    """A PNG whose text takes 80 MB once unpacked."""
    text = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(80 * 2**20)))
    png = saved(seven(), "PNG")
    return png[:33] + text + png[33:]


def long_text() -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "seven " * 50_000)
    return saved(seven(), "PNG", pnginfo=info)


def damaged_exif() -> bytes:
    return saved(seven(), "JPEG", exif=b"Exif\0\0II*\0\x08\0\0\0\xff\xff\x12\x01")


# ---- pictures that are to be read, and the digit in them ----

Case = tuple[str, Callable[[], bytes], int]

GOOD: dict[str, Case] = {
    "png-gray": ("a.png", lambda: saved(seven(), "PNG"), 7),
    "png-color": ("a.png", lambda: saved(seven().convert("RGB"), "PNG"), 7),
    "png-1-bit": ("a.png", lambda: saved(seven().convert("1"), "PNG"), 7),
    "png-palette": ("a.png", lambda: saved(seven().convert("P"), "PNG"), 7),
    "png-palette-transparent": (
        "a.png",
        lambda: saved(palette(), "PNG", transparency=bytes([0, 255])),
        7,
    ),
    "png-gray-and-alpha": ("a.png", lambda: saved(inked("LA", (0, 255), (0, 0)), "PNG"), 7),
    "png-color-and-alpha": (
        "a.png",
        lambda: saved(inked("RGBA", (0, 0, 90, 255), (0, 0, 0, 0)), "PNG"),
        7,
    ),
    "png-transparent-gray-level": (
        "a.png",
        lambda: saved(inked("L", 0, 9), "PNG", transparency=9),
        7,
    ),
    "png-transparent-color": (
        "a.png",
        lambda: saved(inked("RGB", (0, 0, 0), (9, 9, 9)), "PNG", transparency=(9, 9, 9)),
        7,
    ),
    "png-16-bit": ("a.png", deep_png, 7),
    "png-16-bit-transparent-level": ("a.png", lambda: deep_png(transparent=0), 7),
    "png-long-text": ("a.png", long_text, 7),
    "png-animated": ("a.png", lambda: animated("PNG", duration=100), 7),
    "jpeg-gray": ("a.jpg", lambda: saved(seven(), "JPEG"), 7),
    "jpeg-color": ("a.jpg", lambda: saved(seven().convert("RGB"), "JPEG"), 7),
    "jpeg-cmyk": ("a.jpg", lambda: saved(seven().convert("CMYK"), "JPEG"), 7),
    "jpeg-progressive": ("a.jpg", lambda: saved(seven(), "JPEG", progressive=True), 7),
    "jpeg-worst-quality": ("a.jpg", lambda: saved(seven(), "JPEG", quality=1), 7),
    "jpeg-damaged-exif": ("a.jpg", damaged_exif, 7),
    **{
        f"jpeg-orientation-{way}": ("a.jpg", functools.partial(turned, way, "JPEG"), 7)
        for way in range(10)  # 0 and 9 mean nothing
    },
    "png-orientation-6": ("a.png", lambda: turned(6, "PNG"), 7),
    "webp-orientation-8": ("a.webp", lambda: turned(8, "WEBP"), 7),
    "tiff-orientation-6": ("a.tif", lambda: turned(6, "TIFF"), 7),
    "jpeg-2000": ("a.jp2", lambda: saved(seven(), "JPEG2000"), 7),
    "gif": ("a.gif", lambda: saved(seven(), "GIF"), 7),
    "gif-transparent": ("a.gif", lambda: saved(palette(), "GIF", transparency=0), 7),
    "gif-animated": ("a.gif", lambda: animated("GIF"), 7),
    "webp": ("a.webp", lambda: saved(seven().convert("RGB"), "WEBP"), 7),
    "webp-transparent": (
        "a.webp",
        lambda: saved(inked("RGBA", (0, 0, 0, 255), (0, 0, 0, 0)), "WEBP", lossless=True),
        7,
    ),
    "webp-animated": ("a.webp", lambda: animated("WEBP"), 7),
    "tiff-16-bit": (
        "a.tif",
        lambda: saved(Image.fromarray(np.asarray(seven()).astype(np.uint16) * 16), "TIFF"),
        7,
    ),
    "tiff-32-bit": (
        "a.tif",
        lambda: saved(Image.fromarray(np.asarray(seven()).astype(np.int32) * 9000 - 99), "TIFF"),
        7,
    ),
    "tiff-float": ("a.tif", lambda: floats(np.asarray(seven()) / 255), 7),
    "tiff-float-with-nan": ("a.tif", lambda: floats(with_holes()), 7),
    "tiff-float-huge": ("a.tif", lambda: floats((np.asarray(seven()) / 128.0 - 1) * 3e38), 7),
    "tiff-cmyk": ("a.tif", lambda: saved(seven().convert("CMYK"), "TIFF"), 7),
    "tiff-lab": (
        "a.tif",
        lambda: saved(
            Image.merge("LAB", [seven(), *[Image.new("L", (112, 112), 128)] * 2]), "TIFF"
        ),
        7,
    ),
    "tiff-pages": ("a.tif", lambda: animated("TIFF"), 7),
    "bmp": ("a.bmp", lambda: saved(seven().convert("RGB"), "BMP"), 7),
    "bmp-1-bit": ("a.bmp", lambda: saved(seven().convert("1"), "BMP"), 7),
    "ppm": ("a.ppm", lambda: saved(seven().convert("RGB"), "PPM"), 7),
    "pgm-as-text": (
        "a.pgm",
        lambda: b"P2 112 112 255\n" + " ".join(map(str, np.ravel(seven()))).encode(),
        7,
    ),
    "ico": ("a.ico", lambda: saved(seven().convert("RGBA"), "ICO", sizes=[(112, 112)]), 7),
    "tga": ("a.tga", lambda: saved(seven().convert("RGB"), "TGA"), 7),
    "lying-extension": ("a.jpg", lambda: saved(seven(), "PNG"), 7),
    "no-extension": ("seven", lambda: saved(seven(), "PNG"), 7),
    "strange-name": ("my séven ٧ (1).PNG", lambda: saved(seven(), "PNG"), 7),
    "bytes-after-the-end": ("a.png", lambda: saved(seven(), "PNG") + bytes(5000), 7),
    "light-on-dark": ("a.png", lambda: saved(255 - paper(SEVEN), "PNG"), 7),
    "faint": ("a.png", lambda: saved(235 - paper(SEVEN) // 8, "PNG"), 7),
    "photograph": ("a.jpg", lambda: saved(photograph(), "JPEG"), 7),
    "photograph-large": ("a.jpg", lambda: saved(photograph(3072, 2304), "JPEG"), 7),
    "photograph-deep-shadow": ("a.jpg", lambda: saved(photograph(shadow=0.9), "JPEG"), 7),
    "photograph-noise": ("a.jpg", lambda: saved(photograph(noise=60), "JPEG"), 7),
    "photograph-negative": ("a.jpg", lambda: saved(255 - photograph(), "JPEG"), 7),
    "as-small-as-mnist": ("a.png", lambda: saved(paper(SEVEN, 28), "PNG"), 7),
    "at-the-border": ("a.png", lambda: saved(paper(SEVEN)[14:, 24:], "PNG"), 7),
    "in-a-corner": (
        "a.png",
        lambda: saved(np.pad(paper(SEVEN), ((0, 90), (90, 0)), constant_values=255), "PNG"),
        7,
    ),
    "a-long-strip": (
        "a.png",
        lambda: saved(np.pad(paper(SEVEN), ((0, 0), (0, 200)), constant_values=255), "PNG"),
        7,
    ),
    "with-specks": (
        "a.png",
        lambda: saved(np.where(np.arange(112**2).reshape(112, 112) % 997, paper(SEVEN), 0), "PNG"),
        7,
    ),
    "two-strokes-four": ("a.png", lambda: saved(paper(FOUR), "PNG"), 4),
    "two-strokes-five": ("a.png", lambda: saved(paper(FIVE), "PNG"), 5),
}

# ---- files that cannot be read, and a word of the message ----

BAD: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "empty": ("a.png", lambda: b"", "an empty file, 0 bytes"),
    "text": ("a.png", lambda: b"seven\n" * 50, "damaged or no picture"),
    "html": ("a.png", lambda: b"\n<!DOCTYPE html><img src='a.png'>", "a web page"),
    "html-without-doctype": ("a.png", lambda: b"<HTML><body>", "a web page"),
    "svg": (
        "a.svg",
        lambda: b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>",
        "an SVG, which is text",
    ),
    "pdf": ("a.pdf", lambda: b"%PDF-1.7\n%%EOF", "a PDF"),
    "heic": ("a.heic", lambda: b"\0\0\0\x18ftypheic" + bytes(40), "an HEIC photograph"),
    "postscript": (
        "a.eps",
        lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\nshowpage\n",
        "PostScript, which is a program",
    ),
    "zip": ("a.png", lambda: a_zip(), "a ZIP archive"),
    "npy": ("a.npy", lambda: an_array(), "an array of NumPy; np.load"),
    "random-bytes": ("a.png", lambda: np.random.default_rng(0).bytes(9999), "no picture"),
    "png-signature-alone": ("a.png", lambda: b"\x89PNG\r\n\x1a\n", "a damaged or truncated PNG"),
    "png-truncated": ("a.png", lambda: saved(seven(), "PNG")[:400], "truncated PNG"),
    "png-wrong-crc": ("a.png", lambda: wrong_crc(), "a damaged or truncated PNG"),
    "png-damaged-pixels": (
        "a.png",
        lambda: png_of((9, 9, 8, 0), b"").replace(b"IDAT\x78", b"IDAT\x00"),
        "truncated PNG",
    ),
    "png-0-pixels": ("a.png", lambda: png_of((0, 9, 8, 0), b""), "truncated PNG"),
    "png-text-bomb": ("a.png", text_bomb, "a damaged or truncated PNG"),
    "png-bomb": ("a.png", lambda: png_of((60_000, 60_000, 8, 2), b""), "64 million pixels"),
    "png-too-large": ("a.png", lambda: huge_png(8100), "64 million pixels. Received 8100 x 8100"),
    "gif-bomb": (
        "a.gif",
        lambda: b"GIF89a" + struct.pack("<HHBBB", 65535, 65535, 0, 0, 0) + b"!\xf9\4\0\0\0\0\0;",
        "read_picture expects",
    ),
    "ico-with-a-larger-png": ("a.ico", lambda: icon_of(huge_png(8100), 16), "Received 8100 x 8100"),
    "gif-truncated": ("a.gif", lambda: saved(seven(), "GIF")[:300], "damaged or no picture"),
    "jpeg-truncated": ("a.jpg", lambda: saved(seven(), "JPEG")[:900], "truncated JPEG"),
    "jpeg-start-alone": ("a.jpg", lambda: b"\xff\xd8\xff\xe0", "a damaged or truncated JPEG"),
    "bmp-truncated": ("a.bmp", lambda: saved(seven(), "BMP")[:2000], "damaged or no picture"),
    "ppm-truncated": ("a.ppm", lambda: b"P5 112 112 255\n" + bytes(50), "damaged or no picture"),
    "tiff-all-nan": ("a.tif", lambda: floats(np.full((9, 9), np.nan)), "a single finite pixel"),
}


def a_zip() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("seven.png", saved(seven(), "PNG"))
    return file.getvalue()


def an_array() -> bytes:
    file = io.BytesIO()
    np.save(file, paper(SEVEN))
    return file.getvalue()


def wrong_crc() -> bytes:
    png = bytearray(saved(seven(), "PNG"))
    png[30] ^= 1  # in the CRC of the header
    return bytes(png)


# ---- pictures in which there is no digit ----


def noise(low: float, high: float) -> np.ndarray:
    return np.random.default_rng(1).uniform(low, high, (90, 112)).astype(np.uint8)


def slope(*shape: int) -> np.ndarray:
    rows, cols = np.indices(shape)
    return (250 - 200 * (rows + cols) / sum(shape)).astype(np.uint8)


def speck() -> np.ndarray:
    picture = blank(50, 50)
    picture[20:22, 30] = 0
    return picture


EMPTY: dict[str, Callable[[], Any]] = {
    "white": lambda: blank(112, 112),
    "black": lambda: blank(112, 80, 0),
    "gray": lambda: blank(300, 280, 131),
    "white-16-bit": lambda: Image.fromarray(np.full((20, 30), 65535, np.uint16)),
    "one-pixel": lambda: blank(1, 1, 7),
    "one-row": lambda: slope(1, 300),
    "one-column": lambda: slope(300, 1),
    "noise": lambda: noise(0, 256),
    "faint-noise": lambda: noise(240, 250),
    "a-shadow-alone": lambda: slope(90, 112),
    "all-transparent": lambda: Image.new("RGBA", (40, 40), (0, 0, 0, 0)),
    "white-ink-on-nothing": lambda: inked("RGBA", (255, 255, 255, 255), (255, 255, 255, 0)),
    "a-speck": speck,
}
