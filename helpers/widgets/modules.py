"""The JavaScript and the style of the widgets, put together in one place.

Each file says on top what it imports from the others, like any ES module. But a page opened from
a disk cannot load modules, and anywidget takes a single text: so the files are joined here, each
after those that it imports, and the text that reaches a page imports nothing. anywidget and the
book's Sphinx extension both take their text from here: a widget runs the same code everywhere.
"""

import json
import re
from pathlib import Path
from typing import Any

from helpers.colors import LINES, PALETTE, THINGS

FOLDER = Path(__file__).parent
IMPORT = re.compile(r'^import \{([^}]*)\} from "\./(\w+)\.js";\n', re.MULTILINE)
COMMENT = re.compile(r"^ *//.*\n", re.MULTILINE)
DECLARED = re.compile(r"^(export )?(?:async )?(?:function|const|let|class) (\w+)", re.MULTILINE)


def module_names() -> list[str]:
    """Names of the files that are a widget's module: those with a default export."""
    names = sorted(path.stem for path in FOLDER.glob("*.js"))
    return [name for name in names if "\nexport default " in _source(name)]


def part_names(name: str) -> list[str]:
    """Names of the files that a file is joined of, in order: itself is the last.

    Raises:
        ValueError: there is no such file; or one imports what the other does not export, or
            imports in a circle; or two declare the same name. The message names file and name.
    """
    order: list[str] = []
    _visit(name, (), order)
    homes: dict[str, str] = {}
    for part in order:
        for _, declared in DECLARED.findall(_source(part)):
            home = homes.setdefault(declared, part)
            if home != part:
                raise ValueError(
                    f"{home}.js and {part}.js both declare {declared!r}, and {name}.js is joined "
                    "of both. Give one of the two another name."
                )
    return order


def _visit(name: str, above: tuple[str, ...], order: list[str]) -> None:
    if name in above:
        raise ValueError(f"{name}.js imports itself by way of {', '.join(above)}.")
    if name in order:
        return
    for wanted, other in IMPORT.findall(_source(name)):
        _visit(other, (*above, name), order)
        exported = {declared for export, declared in DECLARED.findall(_source(other)) if export}
        for missing in sorted(set(re.findall(r"\w+", wanted)) - exported):
            raise ValueError(
                f"{name}.js imports {missing!r} from {other}.js, which does not export it. "
                "Write export in front of its declaration, or correct the name."
            )
    order.append(name)


def _source(name: str) -> str:
    path = FOLDER / f"{name}.js"
    if not path.exists():
        raise ValueError(
            f"name should be a JavaScript file of the widgets. Received {name!r}. "
            f"Add the file helpers/widgets/{name}.js."
        )
    return path.read_text(encoding="utf-8")


def own_text(name: str, settings: dict[str, Any] | None = None) -> str:
    """Text of one file without imports and comments, below the constants that Python hands it.

    Every module finds the palette in `COLORS`; the content of `NAME.json`, where that stands
    beside `NAME.js`, in `FACTS`; and a widget's settings in `SETTINGS`.
    """
    constants: dict[str, Any] = {}
    if name == "base":  # all files of a widget come after it
        constants["COLORS"] = {"palette": PALETTE, "things": THINGS}
    if (FOLDER / f"{name}.json").exists():
        constants["FACTS"] = read_facts(name)
    if settings is not None:
        constants["SETTINGS"] = settings
    lines = [f"const {key} = {json.dumps(value)};\n" for key, value in constants.items()]
    return "".join(lines) + COMMENT.sub("", IMPORT.sub("", _source(name)))


def read_facts(name: str) -> dict[str, Any]:
    """What Python and a module must both know, and is no setting: the content of `NAME.json`."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def module_text(name: str, settings: dict[str, Any] | None = None) -> str:
    """The whole text of one file and all that it imports. It imports nothing itself."""
    *parts, last = part_names(name)
    return "\n".join([*map(own_text, parts), own_text(last, settings)])


def style_text() -> str:
    """The style sheet of all widgets: the palette, `base.css`, then each widget's own."""
    own = [FOLDER / f"{name}.css" for name in module_names()]
    files = [FOLDER / "base.css", *(path for path in own if path.exists())]
    themes = [
        f"{selector} {{ {' '.join(f'--lw-{name}: {pair[i]};' for name, pair in PALETTE.items())} }}"
        for i, selector in enumerate([".lw", '.lw[data-theme="dark"]'])
    ]
    kinds = [f".lw-kind-{name} {{ --kind: var(--lw-{name}); }}" for name in LINES]
    return "\n".join([*themes, *kinds, *(path.read_text(encoding="utf-8") for path in files)])
