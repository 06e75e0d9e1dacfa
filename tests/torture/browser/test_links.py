"""Links to a widget that hold anything: the page lives on, shows a legal state, and says so."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

import pytest

import helpers.widgets
from helpers.widgets.base import Widget
from tests.torture.browser.hostile import fragments

WIDGETS = [getattr(helpers.widgets, name) for name in helpers.widgets.__all__]
SEED = 16

# Go through links; what is then to be seen of each: complaints, the state, and the copied link.
TRY = """async (links) => {
  const found = [];
  for (const link of links) {
    const before = location.hash;
    const heard = new Promise((done) => addEventListener("hashchange", done, { once: true }));
    location.hash = link;
    if (location.hash !== before) await heard; // the widget, too: it listens since before us
    await atRest();
    const root = document.querySelector(".live-widget");
    const button = [...root.querySelectorAll("button")].find((b) => b.textContent === "Copy link");
    const note = root.querySelector(".lw-linkbar [aria-live]");
    const told = note?.textContent ?? "";
    if (note) note.textContent = "";
    button?.click();
    while (note && !/^(Link copied|Copy the)/.test(note.textContent)) await atRest();
    found.push({
      state: root.dataset.state, link: location.hash.slice(1), told,
      problem: root.querySelector(".lw-problem:not([hidden])")?.textContent ?? "",
      seen: [typeof seen, typeof ({}).seen, typeof [].seen].filter((kind) => kind !== "undefined"),
      inside: root.querySelectorAll("script:not([type]), iframe, img[onerror], svg[onload]").length,
      text: root.innerText.length,
    });
  }
  return found;
}"""


def legal(value: str, setting: dict[str, Any]) -> bool:
    """Whether a link may say this of a setting."""
    usual = setting.get("default")
    if "values" in setting:
        return value in [text(each) for each in setting["values"]]
    if isinstance(usual, bool):
        return value in ("true", "false")
    if isinstance(usual, int | float):
        number = float(value)
        low, high = setting.get("min", -1e6), setting.get("max", 1e6)
        return low <= number <= high and (number == int(number) or not setting.get("whole"))
    return "NaN" not in value and "Infinity" not in value and len(value) < 20_000


def text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


@pytest.mark.parametrize("kind", WIDGETS, ids=lambda kind: kind.module)
def test_hostile_links(
    open_widgets: Callable[..., Any],
    kind: type[Widget],
    trials: Callable[[int], int],
    tally: Callable[..., None],
) -> None:
    rng = random.Random(SEED)
    links = list(fragments(kind, rng))
    rng.shuffle(links)
    links = links[: trials(240)]
    page = open_widgets(kind("convolution") if kind.module == "quiz" else kind(), own=True)
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("dialog", lambda dialog: page.errors.append(dialog.message))
    wrong = []
    for start in range(0, len(links), 20):
        some = links[start : start + 20]
        for link, found in zip(some, page.evaluate(TRY, some), strict=True):
            found["wrong"] = complaints(kind, link, found)
            if page.errors or found["wrong"]:
                wrong.append((link[:200], found, page.errors[:2]))
                page.errors.clear()
    foreign = [url for url in requests if not url.startswith(("file:", "blob:", "data:"))]
    for each in wrong:
        print(f"seed {SEED}:", *each, sep="\n    ")
    assert foreign == []
    tally("hostile links to widgets", cases=len(links), faults=len(links), lost=len(wrong))


def complaints(kind: type[Widget], link: str, found: dict[str, Any]) -> list[str]:
    wrong = []
    if found["state"] != "ready" or found["problem"] or found["text"] < 20:
        wrong.append("the widget is gone")
    if found["seen"] or found["inside"]:
        wrong.append("a script ran, or stands in the widget")
    rubbish = any(f"&{name}=nonsense" in link for name in kind.settings() if name != "preset")
    if (
        kind.module != "quiz"
        and (rubbish or "no-such=" in link)
        and "does not fit" not in found["told"]
    ):
        wrong.append("nobody says that the link does not fit")
    if kind.state and not link.startswith(found["link"]):
        shown = parse_qs(found["link"], keep_blank_values=True)
        for name, setting in kind.settings().items():
            if name in shown and not legal(shown[name][0], setting):
                wrong.append(f"{name}={shown[name][0][:80]}")
    return wrong
