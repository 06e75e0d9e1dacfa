"""Sphinx extension: every heading of the glossary page is a term.

The glossary is a plain page with one heading a term, so that a link to it works wherever the text
is read, in JupyterLab and on a hosting site too: ``[**kernel**](../book/glossary.md#kernel)``. Here
the same headings become Sphinx terms, so that ``{term}`kernel` `` finds them as well.
"""

from docutils import nodes
from sphinx.application import Sphinx

PAGE = "book/glossary"


def note_terms(app: Sphinx, doctree: nodes.document) -> None:
    """Register the second-level headings of the glossary, as written and in lower case."""
    if app.env.docname != PAGE:
        return
    standard = app.env.get_domain("std")
    page = next(doctree.findall(nodes.section))
    for section in page.findall(nodes.section):
        if section.parent is page:
            title = section[0].astext()
            for name in {title, title.lower()}:
                standard.note_object("term", name, section["ids"][0], location=section)


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("doctree-read", note_terms)
    return {"parallel_read_safe": True}
