"""Sphinx extension: what a page shows of its widgets where JavaScript is off.

A still picture of each, whose words are what the widget says to a screen reader, and the questions
of a self-test in words. `python -m tools.stills` takes the pictures, of the built book; a widget
whose state has changed since then keeps its line of words alone. What a `{live-widget}` directive
holds is shown as it is.
"""

import hashlib
import html
import json
import re
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from helpers.widgets.quiz import read_quiz

FOLDER = Path(__file__).parents[1] / "assets" / "stills"
WIDGET = re.compile(
    r'<div class="live-widget" data-module="(?P<module>\w+)">'
    r'<script type="application/json">(?P<state>.*?)</script>'
    r'(?=(?:<noscript>.*?</noscript>)?<p class="live-widget-fallback">)'
)
ELSEWHERE = "It comes alive in the built book, or when you run this cell in Jupyter."
HERE = "It comes alive where JavaScript is on."


def name_of(module: str, state: dict[str, Any]) -> str:
    """The name of a picture: another one for each state. The question before it is not shown."""
    shown = {name: value for name, value in state.items() if name != "predict"}
    digest = hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()[:8]
    return f"{module.replace('_', '-')}-{digest}"


def read_index() -> dict[str, dict[str, Any]]:
    """Of each picture its words, width and height, as `python -m tools.stills` has written them."""
    index: dict[str, dict[str, Any]] = json.loads((FOLDER / "index.json").read_text("utf-8"))
    return index


def picture(name: str, index: dict[str, dict[str, Any]], root: str) -> str:
    """The picture of that name as HTML, or nothing."""
    if name not in index:
        return ""
    still = index[name]
    return (
        f'<img class="still" src="{root}_static/stills/{name}.webp" '
        f'alt="{html.escape(still["words"])}" width="{still["width"]}" height="{still["height"]}">'
    )


def in_words(quiz: str) -> str:
    """The questions of a self-test, each with its answers and, folded, the right one."""
    return f"<ol>{''.join(map(_question, read_quiz(quiz)['questions']))}</ol>"


def _question(question: dict[str, Any]) -> str:
    answers = "".join(f"<li>{_text(answer['text'])}</li>" for answer in question["answers"])
    [right] = [answer for answer in question["answers"] if answer.get("correct")]
    return (
        f"<li><p>{_text(question['question'])}</p><ul>{answers}</ul><details><summary>Answer"
        f"</summary><p>{_text(right['text'])}</p><p>{_text(right['reply'])}</p></details></li>"
    )


def _text(words: str) -> str:
    return re.sub(r"`([^`]*)`", r"<code>\1</code>", html.escape(words))


def with_stills(page: str, root: str) -> str:
    """The page with what each widget shows in a browser without scripts."""
    index = read_index()

    def still(found: re.Match[str]) -> str:
        module, state = found["module"], json.loads(found["state"])
        shown = (
            in_words(state["name"])
            if module == "quiz"
            else picture(name_of(module, state), index, root)
        )
        return f"{found[0]}<noscript>{shown}</noscript>" if shown else found[0]

    return WIDGET.sub(still, page).replace(ELSEWHERE, HERE)


def add_stills(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    if WIDGET.search(context.get("body", "")):
        context["body"] = with_stills(context["body"], "../" * pagename.count("/"))


def setup(app: Sphinx) -> dict[str, Any]:
    """Entry point for Sphinx."""
    app.connect("html-page-context", add_stills)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
