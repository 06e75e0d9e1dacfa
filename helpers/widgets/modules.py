"""The JavaScript and the style of the widgets, put together in one place.

anywidget and the book's Sphinx extension both take their text from here, so a widget runs the
same code everywhere. A module may not import other files (a page opened from a disk cannot load
them), so the shared files are put in front of it as plain text.
"""

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent

# In front of every widget's module, in this order: a later file may use the functions of an
# earlier one.
SHARED = (
    "base.js",
    "canvas.js",
    "grid.js",
    "windows.js",
    "chart.js",
    "network.js",
    "sheet.js",
    "player.js",
)
# After these, in front of the modules that draw on a board or look inside a network.
BOARD = ("drawing.js", "board.js")
PARTS = {
    "convolution": BOARD,
    "drawing_pad": (*BOARD, "photographs.js"),
    "feature_maps": ("inside.js", *BOARD, "stages.js", "recipe.js"),
}


@cache
def module_names() -> tuple[str, ...]:
    """Names of all widget modules, in alphabetical order."""
    parts = {*SHARED, *(name for names in PARTS.values() for name in names)}
    return tuple(sorted(p.stem for p in FOLDER.glob("*.js") if p.name not in parts))


@cache
def shared_text() -> str:
    """Text of the shared JavaScript files, one after another."""
    return _joined(SHARED)


def _joined(names: tuple[str, ...]) -> str:
    return "\n".join((FOLDER / name).read_text(encoding="utf-8") for name in names)


@cache
def own_text(name: str) -> str:
    """Text of one widget's module without the files that all share, with those that few share.

    If `NAME.json` stands beside `NAME.js`, the module finds its content in the constant
    `FACTS`: what Python and JavaScript must both know is written down once.

    Raises:
        ValueError: there is no module of that name.
    """
    if name not in module_names():
        raise ValueError(
            f"name should be a widget's module, one of {', '.join(module_names())}. "
            f"Received {name!r}. Add the file helpers/widgets/{name}.js."
        )
    text = _joined((*PARTS.get(name, ()), f"{name}.js"))
    facts = FOLDER / f"{name}.json"
    if facts.exists():
        text = f"const FACTS = {facts.read_text(encoding='utf-8').strip()};\n{text}"
    return text


def module_text(name: str) -> str:
    """The whole ES module of one widget: shared files, facts, own code. It imports nothing."""
    return f"{shared_text()}\n{own_text(name)}"


@cache
def style_text() -> str:
    """The style sheet of all widgets: `base.css`, then each widget's own, if it has one."""
    own = [FOLDER / f"{name}.css" for name in module_names()]
    files = [FOLDER / "base.css", *(path for path in own if path.exists())]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)
