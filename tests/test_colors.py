"""The palette: each name is a color, and stands out from the paper it is drawn on."""

import re
from itertools import product

import pytest

from helpers.colors import PALETTE, THINGS, color, series

THEMES = ("light", "dark")
LINES = ("blue", "orange", "green", "purple", "gray", "edge")
TEXTS = ("ink", "soft", "accent", "alarm", "right", "wrong")


def luminance(code: str) -> float:
    """WCAG's relative luminance."""
    levels = [int(code[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in levels]
    return sum(part * x for part, x in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", [*PALETTE, *THINGS])
def test_every_name_is_a_color_in_both_themes(name):
    for theme in THEMES:
        assert re.fullmatch(r"#[0-9a-f]{6}", color(name, theme))


@pytest.mark.parametrize(("name", "theme"), list(product(LINES + TEXTS, THEMES)))
def test_lines_and_texts_stand_out_from_the_paper(name, theme):
    needed = 4.5 if name in TEXTS else 3
    assert contrast(color(name, theme), color("paper", theme)) >= needed


@pytest.mark.parametrize("name", ["half-negative", "zero", "half-positive"])
def test_black_numbers_are_readable_on_half_tones(name):
    assert contrast(color(name), "#000000") >= 7


def test_things_with_one_color_in_all_figures():
    optimizers = [color(name) for name in ("SGD", "momentum", "RMSprop", "Adam")]
    assert len(set(optimizers)) == 4
    assert set(series()) == set(optimizers)
    assert {color("training"), color("validation")} == set(series()[:2])


def test_an_unknown_color_or_theme_is_a_clear_error():
    with pytest.raises(ValueError, match=r"Received 'mauve'. Choose one of: SGD"):
        color("mauve")
    with pytest.raises(ValueError, match=r"theme should be 'light' or 'dark'. Received 'dim'"):
        color("blue", "dim")
