"""Widgets in forced colors, with text of twice the size, and as a screen reader meets them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import helpers.widgets
from helpers.widgets.base import Widget
from tests.browser.visits import at_rest

WIDGETS = [getattr(helpers.widgets, name) for name in helpers.widgets.__all__]
every_widget = pytest.mark.parametrize("kind", WIDGETS, ids=lambda kind: kind.module)

# What a reader presses or fills, and whose border cannot be told from what is around it.
BARE = """() => [...document.querySelectorAll(
  ".lw button, .lw select, .lw input[type=text], .lw .lw-segments span, .lw input[type=checkbox]"
)].filter((part) => part.checkVisibility()).filter((part) => {
  if (part.matches("input[type=checkbox]")) return getComputedStyle(part).appearance === "none";
  const style = getComputedStyle(part);
  const drawn = ["Top", "Bottom"].some((side) =>
    parseFloat(style[`border${side}Width`]) > 0 && style[`border${side}Style`] !== "none" &&
    style[`border${side}Color`] !== getComputedStyle(document.body).backgroundColor);
  return !drawn;
}).map((part) => part.outerHTML.slice(0, 160))"""

# Chosen parts that look as those beside them that are not chosen.
ALIKE = """() => {
  const look = (part) => {
    const { backgroundColor, borderColor, borderWidth, outlineStyle, outlineWidth, fontWeight,
            textDecorationLine } = getComputedStyle(part);
    return JSON.stringify([backgroundColor, borderColor, borderWidth, outlineStyle, outlineWidth,
                           fontWeight, textDecorationLine, part.innerText.includes("\u2713")]);
  };
  const pairs = [];
  for (const on of document.querySelectorAll(".lw [aria-pressed=true], .lw [aria-current]")) {
    const off = [...on.parentElement.parentElement.querySelectorAll("[aria-pressed=false]")]
      .find((part) => part.className === on.className);
    if (off) pairs.push([on, off]);
  }
  for (const group of document.querySelectorAll(".lw-segments")) {
    const on = group.querySelector("input:checked + span");
    const off = group.querySelector("input:not(:checked) + span");
    if (on && off) pairs.push([on, off]);
  }
  return pairs.filter(([on, off]) => on.checkVisibility() && look(on) === look(off))
    .map(([on]) => on.outerHTML.slice(0, 160));
}"""

CUT = """() => [...document.querySelectorAll(".lw *")].filter((part) => {
  if (!part.checkVisibility() || part.closest(".lw-unseen") || part.matches("canvas, svg *")) {
    return false;
  }
  const style = getComputedStyle(part);
  const hides = (axis) => ["hidden", "clip"].includes(style[`overflow${axis}`]);
  return part.innerText?.trim() && (hides("X") && part.scrollWidth > part.clientWidth + 2 ||
    hides("Y") && part.scrollHeight > part.clientHeight + 2);
}).map((part) => `${part.scrollWidth} of ${part.clientWidth}, ${part.scrollHeight} of ` +
  `${part.clientHeight}: ${part.outerHTML.slice(0, 160)}`)"""

CONTROLS = {
    *("button", "checkbox", "radio", "slider", "combobox", "textbox", "spinbutton", "link"),
    *("switch", "tab", "menuitem", "option", "listbox", "searchbox"),
}


def opened(open_widgets: Callable[..., Any], kind: type[Widget], **options: Any) -> Any:
    widget = kind("convolution") if kind.module == "quiz" else kind()
    return open_widgets(widget, **options)


@every_widget
def test_in_forced_colors_controls_can_be_seen(
    open_widgets: Callable[..., Any], kind: type[Widget], tally: Callable[..., None]
) -> None:
    page = opened(open_widgets, kind, own=True)
    page.emulate_media(forced_colors="active")
    at_rest(page)
    bare, alike = page.evaluate(BARE), page.evaluate(ALIKE)
    page.locator("body").focus()
    outlines = []
    for _ in range(12):
        page.keyboard.press("Tab")
        outlines += page.evaluate(
            """() => { const e = document.activeElement; if (!e.closest(".lw")) return [];
                 const shown = e.matches(".lw-segments input") ? e.nextElementSibling : e;
                 return [getComputedStyle(shown).outlineStyle]; }"""
        )
    assert bare == [] and alike == []
    assert set(outlines) == {"solid"}
    assert page.errors == []
    tally("widgets in forced colors, in large text, read aloud")


@every_widget
def test_with_text_of_twice_the_size_nothing_is_cut(
    open_widgets: Callable[..., Any], kind: type[Widget], tally: Callable[..., None]
) -> None:
    page = opened(open_widgets, kind, viewport={"width": 1280, "height": 800})
    page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")
    at_rest(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    assert page.evaluate(CUT) == []
    page.evaluate("() => { document.documentElement.style.fontSize = ''; }")
    page.set_viewport_size({"width": 640, "height": 400})  # 1,280 by 800 pixels at 200 %
    at_rest(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
    assert page.evaluate(CUT) == []
    tally("widgets in forced colors, in large text, read aloud")


@every_widget
def test_a_screen_reader_finds_a_name_and_a_role(
    open_widgets: Callable[..., Any], kind: type[Widget], tally: Callable[..., None]
) -> None:
    page = opened(open_widgets, kind)
    reader = page.context.new_cdp_session(page)
    reader.send("Accessibility.enable")
    nodes = reader.send("Accessibility.getFullAXTree")["nodes"]
    reader.detach()
    value = lambda node, key: str(node.get(key, {}).get("value", ""))  # noqa: E731
    nodes = [node for node in nodes if not node.get("ignored")]
    controls = [node for node in nodes if value(node, "role").lower() in CONTROLS]
    nameless = [node for node in controls if not value(node, "name").strip()]
    focusable = [
        node
        for node in nodes
        if any(p["name"] == "focusable" and p["value"]["value"] for p in node.get("properties", []))
    ]
    no_role = [node for node in focusable if value(node, "role") in ("generic", "none", "")]
    regions = [value(node, "name") for node in nodes if value(node, "role") == "region"]
    assert len(controls) >= 4 and nameless == [] and no_role == []
    assert regions and all(regions)
    tally("widgets in forced colors, in large text, read aloud")
