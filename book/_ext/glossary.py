"""Sphinx extension: every heading of the glossary page is a term, and links to it show a card.

The glossary is a plain page with one heading a term, so that a link to it works wherever the text
is read, in JupyterLab and on a hosting site too: ``[**kernel**](../book/glossary.md#kernel)``. Here
the same headings become Sphinx terms, so that ``{term}`kernel` `` finds them as well.

In the book, such a link shows the definition in a small card: `glossary_cards.js` beside this file.
The definitions of all terms are one script, which a page loads when a reader first asks for a card:
a script, as browsers refuse to fetch anything else from a disk.
"""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

PAGE = "book/glossary"
RUNTIME = Path(__file__).with_name("glossary_cards.js")
MARK = "glossary.html#"


def terms_of(doctree: nodes.document) -> Iterator[nodes.section]:
    """The second-level sections of the glossary."""
    page = next(doctree.findall(nodes.section))
    return (section for section in page.findall(nodes.section) if section.parent is page)


def note_terms(app: Sphinx, doctree: nodes.document) -> None:
    """Register the headings, as written and in lower case."""
    if app.env.docname != PAGE:
        return
    standard = app.env.get_domain("std")
    for section in terms_of(doctree):
        title = section[0].astext()
        for name in {title, title.lower()}:
            standard.note_object("term", name, section["ids"][0], location=section)


def definition(section: nodes.section) -> list[str]:
    """The title, and the text of each paragraph. Code stands between backticks."""
    return [
        "".join(
            f"`{text}`" if isinstance(text.parent, nodes.literal) else text
            for text in part.findall(nodes.Text)
        ).replace("\n", " ")
        for part in section
    ]


def write_cards(app: Sphinx, env: BuildEnvironment) -> None:
    """Write the script of the cards, and that with the definitions."""
    if app.builder.format != "html" or PAGE not in env.found_docs:
        return
    definitions = {
        section["ids"][0]: definition(section) for section in terms_of(env.get_doctree(PAGE))
    }
    text = f"glossaryTerms({json.dumps(definitions, ensure_ascii=False)});\n"
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    runtime = RUNTIME.read_text(encoding="utf-8")
    static = Path(app.outdir) / "_static"
    static.mkdir(parents=True, exist_ok=True)
    (static / "glossary_terms.js").write_text(text, encoding="utf-8")
    (static / RUNTIME.name).write_text(runtime.replace("VERSION", digest), encoding="utf-8")


def load_where_used(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any
) -> None:
    """Load the script on pages that hold a link to the glossary."""
    if MARK in context.get("body", ""):
        app.add_js_file(RUNTIME.name, loading_method="defer")


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("doctree-read", note_terms)
    app.connect("env-updated", write_cards)
    app.connect("html-page-context", load_where_used)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
