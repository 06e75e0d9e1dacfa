"""Settings that a link may hold and no widget expects."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from helpers.widgets.base import Widget

# As they stand in the address, so that broken encodings are possible. `seen` is set by none.
TEXTS = [
    *("", "%20", "nonsense", "null", "undefined", "true", "TRUE", "[object Object]", "[1,2]"),
    *("0", "-0", "-1", "1", "2.5", "1e308", "-1e308", "1e309", "1e-320", "9007199254740993"),
    *("NaN", "Infinity", "-Infinity", "0x10", "1_000", "%D9%A3", "1,2", "1,2;3", ";;;", ",", "1;2"),
    *("__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "valueOf"),
    *("%", "%E0%A4%A", "%00", "%ED%A0%80", "\ud800", "%F0%9F%92%A3", "%0A%0D", "+"),
    *(
        quote(text)
        for text in [
            "<script>seen=1</script>",
            '"><img src=x onerror=seen=1>',
            "<svg onload=seen=1>",
            "javascript:seen=1",
            "data:text/html,<script>seen=1</script>",
            "${seen=1}{{seen=1}}",
            "'-seen=1-'",
            "../../../etc/passwd",
            "//example.org/x.js",
            "https://example.org/x.js",
        ]
    ),
]
LARGE = [
    "9" * 10_000,
    "a" * 1_000_000,
    ",".join(["1"] * 100_000),
    ";".join(["1,2,3,4"] * 50_000),
    "[" * 200_000,
    "%3C" * 100_000,
]


def fragments(widget: type[Widget], rng: random.Random) -> Iterator[str]:
    """Links to a widget: each setting with each text, then all settings at once."""
    names = [*widget.state, "hide", "widget"]
    start = f"widget={widget.module}"
    settings = widget.settings()
    for name in names:
        for text in [*TEXTS, *near_the_limits(settings.get(name, {})), *LARGE]:
            yield f"{start}&{name}={text}"
    for name in ["__proto__", "constructor", "prototype", "toString", "no-such", "", "%", "=", "&"]:
        for text in ["1", "__proto__", "%7B%22seen%22%3A1%7D"]:
            yield f"{start}&{name}={text}"
            yield f"{start}&{name}[seen]={text}"
    for _ in range(40):
        yield "&".join([start, *(f"{name}={rng.choice(TEXTS)}" for name in widget.state)])


def near_the_limits(setting: dict[str, Any]) -> list[str]:
    low, high = setting.get("min", 0), setting.get("max", 0)
    values = [low - 1, low, low + 0.5, high - 0.5, high, high + 1, *setting.get("values", [])[:2]]
    return [quote(str(value)) for value in values]
