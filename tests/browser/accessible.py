"""What axe has to say against a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

OF_COLORS = ["color-contrast", "link-in-text-block"]  # the rules that another theme may break

# The colors of one stand for all that look alike on the same paper, in the same kind of place: to
# measure them takes axe as long as all else together, and the parts of a page are much alike.
ONE_OF_EACH_LOOK = """(colors) => {
  window.paperOf = (element) => {
    const { backgroundColor } = getComputedStyle(element);
    const bare = backgroundColor.endsWith(", 0)") && element.parentElement;
    return bare ? paperOf(element.parentElement) : backgroundColor;
  };
  const kindOf = (element) => `${element.tagName}.${element.className}`;
  const lookOf = (element) => {
    const { color, backgroundColor, fontSize, fontWeight, textDecorationLine, borderBottomWidth } =
      getComputedStyle(element);
    const place = [getComputedStyle(element.parentElement ?? element).color]; // of words around it
    let opacity = 1;
    for (let e = element; e; e = e.parentElement) {
      opacity *= getComputedStyle(e).opacity;
      if (place.length < 6) place.push(kindOf(e));
    }
    return [color, backgroundColor, fontSize, fontWeight, textDecorationLine, borderBottomWidth,
            opacity, paperOf(element), place].join();
  };
  for (const rule of axe._audit.rules.filter(({ id }) => colors.includes(id))) {
    const looks = new Map();
    const matches = rule.matches;
    rule.matches = (element, ...more) => {
      const look = lookOf(element);
      const first = looks.get(look);
      if (first?.isConnected && first !== element) return false;
      if (!matches(element, ...more)) return false;
      looks.set(look, element);
      return true;
    };
  }
}"""

# Where WATCH is in the page, nothing may still be on its way: half-way, colors have less contrast.
# Of the words of a program that look alike on the same paper, one stands for all: there are
# thousands in a chapter, and axe looks at each. The others come back afterwards.
RUN = """async ([place, options]) => {
  if (window.atRest) await atRest();
  const seen = new Set();
  const swapped = [...document.querySelectorAll("pre:has(span)")].map((pre) => {
    const paper = paperOf(pre);
    const copy = pre.cloneNode(true);
    const copied = copy.querySelectorAll("span");
    pre.querySelectorAll("span").forEach((word, i) => {
      const { color, backgroundColor, fontSize, fontWeight } = getComputedStyle(word);
      const look = [color, backgroundColor, fontSize, fontWeight, paper].join();
      if (word.children.length || !word.textContent.trim() || !seen.has(look)) seen.add(look);
      else copied[i].replaceWith(word.textContent);
    });
    copy.normalize();
    return [pre, copy];
  });
  swapped.forEach(([pre, copy]) => pre.replaceWith(copy));
  try {
    return (await axe.run(place ?? document, options)).violations;
  } finally {
    swapped.forEach(([pre, copy]) => copy.replaceWith(pre));
  }
}"""


def violations(
    page: Page, place: str | None = None, colors_only: bool = False, but: Sequence[str] = ()
) -> dict[str, Any]:
    """The broken rules with the elements that break them, and why: of `place`, or of the page.

    `but`: the names of rules that do not apply.
    """
    options: dict[str, Any] = {
        "preload": False,
        "resultTypes": ["violations"],
        "rules": {name: {"enabled": False} for name in but},
    }
    if colors_only:
        options["runOnly"] = OF_COLORS
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
        page.evaluate(ONE_OF_EACH_LOOK, OF_COLORS)
    return {
        f"{rule['id']}: {rule['help']}": [
            [node["html"], node["failureSummary"]] for node in rule["nodes"]
        ]
        for rule in page.evaluate(RUN, [place, options])
    }
