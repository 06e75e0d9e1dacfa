"""Sphinx extension: what a reader has read and answered, kept in the reader's own browser.

`progress.js` beside this file is what runs in the page. It gets one table from here: for each
chapter and lab its self-test, and which answer of each question is the right one.

A browser may refuse to keep anything, or have no room left. The theme asks for what is kept, and
keeps its own choice, without minding that, and its scripts would stop. So each page first makes
sure that there is something to ask, and lets a choice of the theme pass that finds no room.
"""

import json
import re
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from helpers.widgets.quiz import read_quiz

RUNTIME = Path(__file__).with_name("progress.js")
START = 16  # letters: the table knows a question by how it starts

# In place of a storage that is refused: one that lasts as long as the page.
STAND_IN = """
<script>
  try { localStorage.getItem(""); } catch {
    const kept = new Map();
    Object.defineProperty(window, "localStorage", { value: {
      refused: true,
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => { kept.set(key, String(value)); },
      removeItem: (key) => { kept.delete(key); },
    } });
  }
  const { setItem } = Storage.prototype;
  Storage.prototype.setItem = function (key, value) {
    try { setItem.call(this, key, value); } catch (error) {
      if (key !== "mode" && key !== "theme") throw error;
    }
  };
</script>
"""


def pages(root: Path) -> dict[str, dict[str, Any]]:
    """For each notebook the name of its self-test, and the right answers by starts of questions."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        names = re.findall(r'Quiz\(\\"(\w+)\\"\)', path.read_text(encoding="utf-8"))
        page = found[f"notebooks/{path.stem}"] = {}
        if names:
            page |= {"quiz": names[0], "right": right_answers(names[0])}
    return found


def right_answers(quiz: str) -> dict[str, int]:
    """The place of the right answer of each question.

    Raises:
        ValueError: two questions of the quiz start alike.
    """
    questions = read_quiz(quiz)["questions"]
    right = {
        question["question"][:START]: [bool(a.get("correct")) for a in question["answers"]].index(
            True
        )
        for question in questions
    }
    if len(right) < len(questions):
        raise ValueError(f"Two questions of the quiz {quiz!r} share their first {START} letters.")
    return right


def write_script(app: Sphinx) -> None:
    if app.builder.format == "html":
        table = json.dumps(pages(Path(app.srcdir)), ensure_ascii=False, separators=(",", ":"))
        script = RUNTIME.read_text(encoding="utf-8").replace("PROGRESS_PAGES", table)
        static = Path(app.outdir) / "_static"
        static.mkdir(parents=True, exist_ok=True)
        (static / RUNTIME.name).write_text(script, encoding="utf-8")


def load(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Load the script on each page. What stands in for the storage comes before all scripts."""
    context["metatags"] = STAND_IN + context.get("metatags", "")
    app.add_js_file(RUNTIME.name, loading_method="defer")


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("builder-inited", write_script)
    app.connect("html-page-context", load)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
