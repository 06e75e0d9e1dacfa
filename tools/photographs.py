"""Synthesized photographs of a written digit: what a phone delivers, scene by scene.

`photograph(scene, digit, rng)` takes a digit of 28x28 (ink from 0 to 1) and returns the bytes of
a JPEG of 700 to 1,000 pixels a side. Each scene draws its own numbers: size and place of the digit,
pen, light, noise. `tools/record_photographs.py` measures how many of them are read.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageFilter

Rng = np.random.Generator
Color = tuple[float, float, float]

PAPER: Color = (0.95, 0.93, 0.87)
BLACK: Color = (0.1, 0.1, 0.12)
BLUE: Color = (0.15, 0.2, 0.6)


@dataclass
class Sheet:
    """A sheet of paper, or a board, as large as the photograph, while a scene works on it."""

    color: np.ndarray  # (H, W, 3), reflected light from 0 to 1
    rng: Rng

    @property
    def size(self) -> tuple[int, int]:
        return self.color.shape[:2]

    def cover(self, ink: np.ndarray, pen: Color) -> None:
        """Lay a color over the sheet, as much as ink (H, W) says."""
        self.color += ink[..., None] * (np.array(pen) - self.color)

    def light(self, factor: np.ndarray | float) -> None:
        self.color *= np.asarray(factor)[..., None]


def sheet(rng: Rng, paper: Color) -> Sheet:
    height, width = rng.integers(700, 1001, 2)
    return Sheet(np.ones((height, width, 3)) * paper, rng)


def pen_strokes(
    on: Sheet,
    digit: np.ndarray,
    share: tuple[float, float] = (0.6, 0.95),
    thin: float = 0.5,
    place: tuple[float, float] | None = None,
) -> np.ndarray:
    """Ink (H, W) of a digit whose field of 28x28 takes a share of the shorter side.

    thin: the gray level of the enlarged digit at which its ink ends; higher is thinner.
    place: of its middle, as shares of height and width; None is near the middle of the sheet.
    """
    rng, (height, width) = on.rng, on.size
    side = int(rng.uniform(*share) * min(height, width))
    rows, columns = np.flatnonzero(digit.any(axis=1)), np.flatnonzero(digit.any(axis=0))
    crop = np.pad(digit[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1], 1)
    tall, wide = (max(1, round(length * side / 28)) for length in crop.shape)
    picture = Image.fromarray((255 * crop).astype(np.uint8))
    large = np.asarray(picture.resize((wide, tall), Image.Resampling.BICUBIC), float) / 255
    large = np.clip((large - thin) * 5 + 0.5, 0, 1)
    down, across = place or tuple(rng.uniform(0.42, 0.58, 2))
    top = int(np.clip(down * height - tall / 2, 2, max(2, height - tall - 2)))
    left = int(np.clip(across * width - wide / 2, 2, max(2, width - wide - 2)))
    ink = np.zeros((height, width))
    part = ink[top : top + tall, left : left + wide]
    part += large[: part.shape[0], : part.shape[1]]
    return ink


def soft(on: Sheet, low: float = 0.1, high: float = 0.35) -> None:
    """Light that falls off to one side."""
    angle, loss = on.rng.uniform(0, 2 * np.pi), on.rng.uniform(low, high)
    on.light(1 - loss * (0.5 + half_plane(on, angle)))


def half_plane(on: Sheet, angle: float) -> np.ndarray:
    """How far each pixel lies to one side, about -0.5 to 0.5 over the sheet."""
    height, width = on.size
    rows, columns = np.indices((height, width))
    down, across = rows / height - 0.5, columns / width - 0.5
    return (np.sin(angle) * down + np.cos(angle) * across) / (
        abs(np.sin(angle)) + abs(np.cos(angle))
    )


def lines(on: Sheet, both_ways: bool) -> None:
    step, offset = on.rng.uniform(35, 90), on.rng.uniform(0, 35)
    strength = on.rng.uniform(0.3, 0.6)
    for axis, length in enumerate(on.size if both_ways else on.size[:1]):
        near = np.abs((np.arange(length) - offset) % step - 1) < 1.2
        ink = np.zeros(on.size)
        ink += near[:, None] if axis == 0 else near[None]
        on.cover(strength * ink, (0.5, 0.6, 0.8))


def grain(on: Sheet, ink: np.ndarray, least: float) -> np.ndarray:
    """Ink that does not cover everywhere: pencil and chalk."""
    rough = on.rng.random((on.size[0] // 3 + 1, on.size[1] // 3 + 1))
    large = np.kron(rough, np.ones((3, 3)))[: on.size[0], : on.size[1]]
    return ink * (least + (1 - least) * large)


# ---- the scenes ----


def plain(on: Sheet, digit: np.ndarray) -> None:
    on.cover(pen_strokes(on, digit), BLACK)
    soft(on)


def blue_ink(on: Sheet, digit: np.ndarray) -> None:
    on.cover(pen_strokes(on, digit), BLUE)
    soft(on, 0.4, 0.65)


def ruled(on: Sheet, digit: np.ndarray) -> None:
    lines(on, both_ways=False)
    plain(on, digit)


def squared(on: Sheet, digit: np.ndarray) -> None:
    lines(on, both_ways=True)
    plain(on, digit)


def hard_shadow(on: Sheet, digit: np.ndarray) -> None:
    plain(on, digit)
    edge = half_plane(on, on.rng.uniform(0, 2 * np.pi)) - on.rng.uniform(-0.25, 0.25)
    shadow = np.clip(edge * on.rng.uniform(15, 60), 0, 1)
    on.light(1 - on.rng.uniform(0.3, 0.55) * shadow)


def pencil(on: Sheet, digit: np.ndarray) -> None:
    ink = grain(on, pen_strokes(on, digit, thin=on.rng.uniform(0.5, 0.65)), 0.6)
    gray = on.rng.uniform(0.35, 0.5)
    on.cover(ink, (gray, gray, gray))
    soft(on)


def chalk(on: Sheet, digit: np.ndarray) -> None:
    on.color[:] = np.array((0.16, 0.24, 0.2)) * on.rng.uniform(0.8, 1.3)
    on.cover(grain(on, pen_strokes(on, digit), 0.5), (0.9, 0.9, 0.86))
    soft(on)


def whiteboard(on: Sheet, digit: np.ndarray) -> None:
    on.color[:] = 0.78
    pen = [BLACK, BLUE, (0.7, 0.12, 0.12), (0.1, 0.45, 0.2)][on.rng.integers(4)]
    on.cover(pen_strokes(on, digit), pen)
    soft(on)
    rows, columns = np.indices(on.size)
    down, across = on.rng.uniform(0, 1, 2) * on.size
    radius = on.rng.uniform(60, 140)
    glare = np.exp(-((rows - down) ** 2 + (columns - across) ** 2) / (2 * radius**2))
    on.cover(on.rng.uniform(0.5, 0.9) * glare, (1, 1, 1))


def thin_pen(on: Sheet, digit: np.ndarray) -> None:
    on.cover(pen_strokes(on, digit, thin=on.rng.uniform(0.7, 0.82)), BLUE)
    soft(on)


def small(on: Sheet, digit: np.ndarray) -> None:
    on.cover(pen_strokes(on, digit, share=(0.2, 0.35)), BLACK)
    soft(on)


def at_the_edge(on: Sheet, digit: np.ndarray) -> None:
    place = on.rng.uniform(0.3, 0.7, 2)
    place[on.rng.integers(2)] = on.rng.integers(2)  # at the top, bottom, left or right
    on.cover(pen_strokes(on, digit, (0.35, 0.7), place=tuple(place)), BLACK)
    soft(on)


def blurred(on: Sheet, digit: np.ndarray) -> None:
    plain(on, digit)
    picture = Image.fromarray((255 * np.clip(on.color, 0, 1)).astype(np.uint8))
    picture = picture.filter(ImageFilter.BoxBlur(on.rng.uniform(5, 11)))
    on.color = np.asarray(picture, float) / 255


def dark_desk(on: Sheet, digit: np.ndarray) -> None:
    """A page, somewhat turned, on a desk of dark wood, seen at two to four of its sides."""
    rng = on.rng
    desk = np.array((0.22, 0.15, 0.1)) * rng.uniform(0.5, 1.5)
    place = tuple(rng.uniform(0.44, 0.56, 2))
    on.cover(
        pen_strokes(on, digit, (0.4, 0.65), place=place), BLACK if rng.random() < 0.5 else BLUE
    )
    angle = rng.uniform(-0.15, 0.15)
    height, width = on.size
    rows, columns = np.indices(on.size)
    down, across = rows / height - place[0], columns / width - place[1]
    y = down * np.cos(angle) - across * np.sin(angle)
    x = down * np.sin(angle) + across * np.cos(angle)
    top, bottom, left, right = rng.uniform(0.33, 0.45, 4)
    outside = np.max([-y - top, y - bottom, -x - left, x - right], axis=0)
    wood = (
        desk * (1 + 0.12 * np.sin(rows / rng.uniform(4, 20) + 3 * np.sin(columns / 150)))[..., None]
    )
    on.color += np.clip(outside * 400, 0, 1)[..., None] * (wood - on.color)
    soft(on)


def second_mark(on: Sheet, digit: np.ndarray) -> None:
    """The digit, and in a corner a page's number, a tick, a dash or a dot."""
    rng = on.rng
    on.cover(pen_strokes(on, digit, (0.5, 0.8)), BLACK)
    height, width = on.size
    side = rng.uniform(0.04, 0.11) * min(on.size)
    tick = np.array([[0, 0.5], [0.4, 1], [1, 0]])
    dash, dot = np.array([[0.5, 0], [0.5, 1]]), np.array([[0.5, 0.5], [0.5, 0.55]])
    hook = np.array([[0.1, 0], [0, 1], [1, 0.3]])
    shape = [tick, dash, dot, hook][rng.integers(4)]
    margin = rng.uniform(0.02, 0.06) * min(on.size)
    corner = [rng.choice([margin, length - margin - side]) for length in (height, width)]
    points = shape * side + corner
    rows, columns = np.indices(on.size)
    ink = np.zeros(on.size)
    for (r0, c0), (r1, c1) in zip(points[:-1], points[1:], strict=True):
        squared_length = (r1 - r0) ** 2 + (c1 - c0) ** 2
        t = np.clip(((rows - r0) * (r1 - r0) + (columns - c0) * (c1 - c0)) / squared_length, 0, 1)
        distance = np.hypot(rows - r0 - t * (r1 - r0), columns - c0 - t * (c1 - c0))
        ink = np.maximum(ink, np.clip(rng.uniform(5, 14) - distance, 0, 1))
    on.cover(ink, BLACK)
    soft(on)


SCENES: dict[str, Callable[[Sheet, np.ndarray], None]] = {
    "plain": plain,
    "blue ink, sloping light": blue_ink,
    "ruled": ruled,
    "squared": squared,
    "hard shadow": hard_shadow,
    "pencil": pencil,
    "chalk": chalk,
    "whiteboard with glare": whiteboard,
    "thin pen": thin_pen,
    "small": small,
    "at the edge": at_the_edge,
    "blurred": blurred,
    "page on a dark desk": dark_desk,
    "second mark in a corner": second_mark,
}


def photograph(scene: str, digit: np.ndarray, rng: Rng) -> bytes:
    """The bytes of a JPEG.

    Args:
        scene: a name in SCENES.
        digit: (28, 28), ink from 0 to 1.
        rng: draws all that differs from one photograph to the next.
    """
    on = sheet(rng, PAPER)
    SCENES[scene](on, digit)
    noisy = 255 * on.color + rng.normal(0, rng.uniform(2, 7), on.color.shape)
    file = io.BytesIO()
    picture = Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8))
    picture.save(file, "JPEG", quality=int(rng.integers(55, 93)))
    return file.getvalue()
