"""Sphinx extension: what a book needs where it is published.

Each page says in its head what it is about, and what a link to it shows in a chat or a feed. The
addresses of this are absolute: they begin with `html.baseurl` of _config.yml, or with BOOK_URL in
the environment, where a copy is published elsewhere. No page asks for one of them.

404.html is what a host such as GitHub Pages answers when a page is not there, at any depth below
the book. So its links begin with the path of the book, "/convnets-by-hand/".
"""

import os
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from docutils import nodes
from sphinx.application import Sphinx

CARD = "_static/card.png"  # 1,200 by 630 pixels; python -m tools.card draws it
CARD_ALT = "The course network reads a handwritten seven, layer by layer."
LONGEST = 200  # characters of a description
NOT_FOUND = """<section>
<h1>This page is not here</h1>
<p>Perhaps it has moved. These lead on:</p>
<ul>
<li><a href="book/welcome.html">the start of the book</a></li>
<li><a href="search.html">the search</a></li>
</ul>
<p>All chapters are in the list of pages.</p>
</section>"""
RELATIVE = re.compile(r'((?:href|src|action|data-content_root)=")(?!#|/|[a-z][a-z+.-]*:)')


def use_given_address(app: Sphinx, config: Any) -> None:
    """Let BOOK_URL say where this copy is published. Raises ValueError where it is no address."""
    address = os.environ.get("BOOK_URL") or config.html_baseurl
    if urlsplit(address).scheme not in ("http", "https"):
        raise ValueError(
            "BOOK_URL, or html.baseurl of _config.yml, should be the address of the published "
            f"book, as in https://example.org/book/. Received {address!r}."
        )
    config.html_baseurl = address.rstrip("/") + "/"


def description(doctree: nodes.document) -> str:
    """The first sentences of a page, at most LONGEST characters, cut between words."""
    found = ""
    for paragraph in doctree.findall(nodes.paragraph):
        if not {"minutes", "places", "to-slides"} & set(paragraph["classes"]):
            found = f"{found} {' '.join(paragraph.astext().split())}".strip()
        if len(found) > LONGEST / 2:
            break
    return found if len(found) <= LONGEST else found[: LONGEST - 2].rsplit(" ", 1)[0] + " \u2026"


def tags(title: str, about: str, page: str, base: str, site: str) -> str:
    """The lines for the head of a page."""
    named = {"description": about, "twitter:card": "summary_large_image"}
    graph = {
        "og:type": "article",
        "og:site_name": site,
        "og:title": title,
        "og:description": about,
        "og:url": base + quote(page),
        "og:image": base + CARD,
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": CARD_ALT,
    }
    lines = [f'<meta name="{key}" content="{escape(text)}" />' for key, text in named.items()]
    lines += [f'<meta property="{key}" content="{escape(text)}" />' for key, text in graph.items()]
    return "\n".join(lines)


def complete(app: Sphinx, name: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Add the tags to the head of a page, and words to its link for errors."""
    if doctree is not None:
        title = app.env.titles[name].astext()
        base, site = app.config.html_baseurl, app.config.html_title
        context["metatags"] += tags(title, description(doctree), f"{name}.html", base, site)
    elif name == "404":
        context["metatags"] += '<meta name="robots" content="noindex" />'
        context.pop("pageurl", None)  # it has no address of its own
    for button in context.get("header_buttons", []):
        for link in button.get("buttons", []):
            if link.get("label") == "source-issues-button":
                title, body = quote(f"Error on {name}"), quote("What is wrong? What is right?")
                link["url"] = f"{link['url'].split('?')[0]}?title={title}&body={body}"
                link["text"] = link["tooltip"] = "Report an error"


def not_found_page(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    yield "404", {"title": "This page is not here", "body": NOT_FOUND}, "page.html"


def from_the_root(app: Sphinx, error: Exception | None) -> None:
    """Let the links of 404.html begin with the path of the book."""
    if error is None and app.builder.format == "html":
        page, path = Path(app.outdir, "404.html"), urlsplit(app.config.html_baseurl).path
        text = page.read_text(encoding="utf-8")
        page.write_text(RELATIVE.sub(rf"\g<1>{path}", text), encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("config-inited", use_given_address)
    app.connect("html-collect-pages", not_found_page)
    # After the theme has made its buttons: a larger number comes later.
    app.connect("html-page-context", complete, priority=900)
    app.connect("build-finished", from_the_root, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
