"""Sphinx extension: a page that is read again, and the pages that show something of it.

Sphinx writes again only the pages that it has read again. But other pages show its title in their
sidebar, link to its headings, and list what it cites. Where one of these has changed, all pages are
written again: then none shows what was, and a link that leads nowhere now is a warning at once.
"""

from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment


def seen_elsewhere(env: BuildEnvironment) -> dict[str, Any]:
    """What a page can show of another one, without the numbers of lines, which no page shows."""
    slugs = {page: data.get("myst_slugs", {}) for page, data in env.metadata.items()}
    standard, cite = env.domaindata["std"], env.domaindata["cite"]
    return {
        "titles": {page: title.astext() for page, title in env.titles.items()},
        "headings": {
            page: {slug: (id_, text) for slug, (_, id_, text) in found.items()}
            for page, found in slugs.items()
        },
        "names": {kind: dict(standard[kind]) for kind in ("objects", "labels", "anonlabels")},
        "citations": sorted(
            (ref.docname, *(target.key for target in ref.targets)) for ref in cite["citation_refs"]
        ),
        "numbers": (dict(env.toc_secnumbers), dict(env.toc_fignumbers)),
    }


def remember(app: Sphinx, env: BuildEnvironment, names: list[str]) -> None:
    app.seen_elsewhere = seen_elsewhere(env)


def write_all_where_it_changed(app: Sphinx, env: BuildEnvironment) -> list[str]:
    return [] if app.seen_elsewhere == seen_elsewhere(env) else sorted(env.found_docs)


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("env-before-read-docs", remember)
    # A larger number comes later: after Sphinx has numbered the figures of the page anew.
    app.connect("env-get-updated", write_all_where_it_changed, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
