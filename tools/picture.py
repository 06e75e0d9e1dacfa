"""Draw the book's picture of the course network: book/assets/network.svg, and for narrow pages
book/assets/network_tall.svg, in which it goes from top to bottom.

    python -m tools.picture

Every map in it is real: a digit of ``load_digits()`` goes through the network with its shipped
weights, layer by layer. The maps are small PNG images inside the SVG file, one pixel a value.
"""

import base64
import io
import sys

import numpy as np

from helpers import add_channel_axis, load_course_network, load_digits, scale_pixels
from helpers.colors import color
from helpers.writing import write_whole
from tools.book import ROOT

ASSETS = ROOT / "book" / "assets"
WIDTH, HEIGHT = 1080, 360
MIDDLE = 180  # the line on which all parts are centered
TALL = (340, 560)  # width and height of the picture for narrow pages


def picture(values: np.ndarray) -> str:
    """Return a PNG of an (H, W) array as a data address: 0 is white, the largest is dark blue."""
    from PIL import Image

    share = values[..., None] / max(values.max(), 1e-9)  # (H, W, 1)
    blue = np.array([11, 46, 99])
    pixels = (255 + share * (blue - 255)).astype(np.uint8)  # (H, W, 3)
    file = io.BytesIO()
    image = Image.fromarray(pixels).quantize(32)
    image.save(file, format="PNG", optimize=True)
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


def square(values: np.ndarray, x: float, y: float, side: float) -> str:
    return (
        f'<image x="{x:.1f}" y="{y:.1f}" width="{side:.1f}" height="{side:.1f}" '
        f'style="image-rendering:pixelated" href="{picture(values)}"/>'
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{side:.1f}" height="{side:.1f}" class="frame"/>'
    )


def text(x: float, y: float, words: str, kind: str = "label") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}">{words}</text>'


def maps(
    values: np.ndarray, x: float, columns: int, side: float, gap: float = 6, middle: float = MIDDLE
) -> str:
    """Return the maps of an (H, W, F) array in a grid that starts at x."""
    rows = -(-values.shape[-1] // columns)
    top = middle - (rows * (side + gap) - gap) / 2
    return "".join(
        square(
            values[..., i],
            x + (i % columns) * (side + gap),
            top + (i // columns) * (side + gap),
            side,
        )
        for i in range(values.shape[-1])
    )


def strip(
    values: np.ndarray, x: float, height: float, width: float = 14, middle: float = MIDDLE
) -> str:
    """Return a list of numbers as one column of pixels, or, where it is wider, as one row."""
    top = middle - height / 2
    line = values[:, None] if height > width else values[None]
    return (
        f'<image x="{x}" y="{top}" width="{width}" height="{height}" preserveAspectRatio="none" '
        f'style="image-rendering:pixelated" href="{picture(line)}"/>'
        f'<rect x="{x}" y="{top}" width="{width}" height="{height}" class="frame"/>'
    )


def bars(probabilities: np.ndarray, x: float, height: float, middle: float = MIDDLE) -> str:
    """Return one bar a class, the winner's in orange and with its name."""
    step = height / 10
    names = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    parts = []
    for digit, probability in enumerate(probabilities):
        y = middle - height / 2 + digit * step
        best = digit == probabilities.argmax()
        parts.append(text(x, y + 0.72 * step, str(digit), "digit"))
        parts.append(
            f'<rect x="{x + 14}" y="{y + 3:.1f}" width="{max(56 * probability, 1.5):.1f}" '
            f'height="{step - 6:.1f}" class="{"best" if best else "bar"}"/>'
        )
        if best:
            parts.append(text(x + 76, y + 0.76 * step, names[digit], "word"))
    return "".join(parts)


def arrow(x: float, words: str) -> str:
    return f'<path d="M{x} {MIDDLE}h16m-5 -5l5 5l-5 5" class="arrow"/>' + text(
        x + 8, 344, words, "layer"
    )


def read_seven() -> list[np.ndarray]:
    """Return a digit (28, 28), and what each layer but dropout makes of it."""
    data = load_digits()
    seven = int(np.flatnonzero(data.y_train == 7)[0])  # the test images stay sealed
    y = add_channel_axis(scale_pixels(data.x_train[seven : seven + 1]))  # (1, 28, 28, 1)
    found = [y[0, ..., 0]]
    for layer in load_course_network().layers:
        y = layer.forward(y, training=False)
        if layer.name != "dropout":
            found.append(y[0])
    return found


def draw() -> str:
    """Return the text of the SVG file."""
    digit, first, pooled, second, pooled_again, flat, hidden, probabilities = read_seven()
    parts = [
        square(digit, 8, MIDDLE - 56, 112),
        arrow(128, "convolution"),
        maps(first, 156, 2, 62),
        arrow(296, "pooling"),
        maps(pooled, 324, 2, 36),
        arrow(412, "convolution"),
        maps(second, 440, 4, 36),
        arrow(614, "pooling"),
        maps(pooled_again, 642, 4, 20),
        arrow(752, "flatten"),
        strip(flat, 790, 280),
        arrow(820, "dense"),
        strip(hidden, 856, 130),
        arrow(882, "dense"),
        bars(probabilities, 922, 210),
        text(64, 20, "28 x 28 pixels"),
        text(221, 20, "8 maps"),
        text(363, 20, "8 maps"),
        text(521, 20, "16 maps"),
        text(691, 20, "16 maps"),
        text(797, 20, "400"),
        text(863, 20, "64"),
        text(972, 20, "10 probabilities"),
    ]
    return svg(parts, WIDTH, HEIGHT)


def draw_tall() -> str:
    """Return the text of the SVG file for narrow pages."""
    digit, first, pooled, second, pooled_again, flat, hidden, probabilities = read_seven()
    x = 116
    rows = [
        ("", "28 x 28 pixels", 40, square(digit, x, 12, 56)),
        ("convolution", "8 maps", 104, maps(first, x, 8, 24, 4, 104)),
        ("pooling", "8 maps", 160, maps(pooled, x, 8, 14, 4, 160)),
        ("convolution", "16 maps", 222, maps(second, x, 8, 24, 4, 222)),
        ("pooling", "16 maps", 286, maps(pooled_again, x, 8, 14, 4, 286)),
        ("flatten", "400", 342, strip(flat, x, 14, 220, 342)),
        ("dense", "64", 398, strip(hidden, x, 14, 220, 398)),
        ("dense", "10 probabilities", 484, bars(probabilities, x, 140, 484)),
    ]
    parts = []
    for layer, words, y, content in rows:
        parts += [content, text(52, y - 3, layer, "layer"), text(52, y + 15, words)]
    return svg(parts, *TALL)


STYLE = """text { font-family: system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif; }
.label, .layer, .digit { font-size: 14px; text-anchor: middle; }
.layer, .word { font-weight: 600; }
.word { font-size: 15px; }
.frame { fill: none; stroke-width: 0.8; }
.arrow { fill: none; stroke-width: 2; }
"""


def colors(theme: str) -> str:
    """Return the part of the style that differs between light and dark."""
    fills = {"label": "soft", "layer": "blue", "digit": "ink", "word": "ink", "bar": "blue"}
    fills |= {"best": "orange", "paper": "paper"}
    lines = {"frame": "edge", "arrow": "blue"}
    rules = [f".{kind} {{ fill: {color(name, theme)}; }}" for kind, name in fills.items()]
    rules += [f".{kind} {{ stroke: {color(name, theme)}; }}" for kind, name in lines.items()]
    return "\n".join(rules)


def svg(parts: list[str], width: float, height: float) -> str:
    """Return the text of the file, whose colors are the dark ones in a dark page."""
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">
<style>
{STYLE}{colors("light")}
@media (prefers-color-scheme: dark) {{
{colors("dark")}
}}
</style>
<rect width="{width}" height="{height}" class="paper"/>
{chr(10).join(parts)}
</svg>
"""


def main() -> int:
    for name, drawn in (("network", draw()), ("network_tall", draw_tall())):
        file = ASSETS / f"{name}.svg"
        write_whole(file, drawn)
        print(f"{file.relative_to(ROOT)}: {file.stat().st_size / 1000:.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
