"""The book's widgets: small machines that a reader plays with before any formula.

Each widget is one Python class and one JavaScript module of the same name. The class holds the
settings as traits; the module holds all interaction and arithmetic, so the same file is live in
JupyterLab, on the published page, and on a page opened from a disk.

The classes are imported on first use, because they need anywidget, and the network does not.
"""

import importlib
import re
from pathlib import Path
from typing import Any

# Class name to the file it lives in, found without importing it.
_HOMES = {
    name: path.stem
    for path in sorted(Path(__file__).parent.glob("*.py"))
    for name in re.findall(r"^class (\w+)\(Widget\):", path.read_text("utf-8"), re.MULTILINE)
}

__all__ = list(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no widget {name!r}. It has: {__all__}.")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
