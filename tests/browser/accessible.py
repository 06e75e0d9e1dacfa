"""What axe has to say against a page."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

OF_COLORS = ["color-contrast", "link-in-text-block"]  # the rules that another theme may break

# Where WATCH is in the page, nothing may still be on its way: half-way, colors have less contrast.
RUN = """async ([place, options]) => {
  if (window.atRest) await atRest();
  return (await axe.run(place ?? document, options)).violations;
}"""


def violations(page: Page, place: str | None = None, colors_only: bool = False) -> dict[str, Any]:
    """The broken rules with the elements that break them, and why: of `place`, or of the page."""
    options: dict[str, Any] = {"preload": False, "resultTypes": ["violations"]}
    if colors_only:
        options["runOnly"] = OF_COLORS
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return {
        f"{rule['id']}: {rule['help']}": [
            [node["html"], node["failureSummary"]] for node in rule["nodes"]
        ]
        for rule in page.evaluate(RUN, [place, options])
    }
