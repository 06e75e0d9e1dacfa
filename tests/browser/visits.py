"""The pages of the book, and a page in the browser with all that it asked for."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from bs4 import BeautifulSoup
from playwright.sync_api import Page

from tools.book import ROOT

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


def pages() -> list[str]:
    """The addresses of all pages in the site, known before it is built: what _toc.yml names."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    names = [toc["root"]]
    for part in toc["parts"]:
        names += [chapter["file"] for chapter in part["chapters"]]
    return [f"{re.sub(r'[.](ipynb|md)$', '', name)}.html" for name in names] + ["search.html"]


PAGES = pages()
CHAPTERS = [page for page in PAGES if page.startswith("notebooks/")]


@functools.cache
def soup(book: Path, path: str) -> BeautifulSoup:
    """What a page of the built book holds. It is read once for all tests: none may change it."""
    return BeautifulSoup((book / path).read_text(encoding="utf-8"), "html.parser")


@dataclass
class Visit:
    """One page of the book in the browser, and all that it asked for and complained about.

    ``page`` is Playwright's page.
    """

    page: Page
    requests: list[str] = field(default_factory=list)
    console_errors: list[str] = field(default_factory=list)
    page_errors: list[str] = field(default_factory=list)

    def foreign_requests(self, address: str) -> list[str]:
        """The requests that left the site: the book's address, or the disk."""
        own = (address, "file://", "data:", "blob:")
        return [url for url in self.requests if not url.startswith(own)]

    def bytes_by_url(self) -> dict[str, int]:
        """The size of all that came, as it came (not from a disk)."""
        return self.page.evaluate(
            """() => Object.fromEntries(
                 ["navigation", "resource"].flatMap((kind) => performance.getEntriesByType(kind))
                   .map(({ name, encodedBodySize }) => [name, encodedBodySize]))"""
        )

    @property
    def errors(self) -> list[str]:
        return self.console_errors + self.page_errors


# Before any script of a page: it keeps in `awaited` what the page has asked for and not yet got,
# and `await atRest()` lasts until that is nothing and no color or place is on its way to another;
# `await settled()` until a page that was opened stands.
WATCH = """
(() => {
  const awaited = new Set();
  const frame = window.requestAnimationFrame.bind(window);
  const cancel = window.cancelAnimationFrame.bind(window);
  const later = window.setTimeout.bind(window);
  window.requestAnimationFrame = (draw) => {
    const id = frame((time) => { awaited.delete(id); draw(time); });
    awaited.add(id);
    return id;
  };
  window.cancelAnimationFrame = (id) => { awaited.delete(id); cancel(id); };

  // Scripts with values, from the moment they are put into the page.
  new MutationObserver((changes) => {
    for (const node of changes.flatMap((change) => [...change.addedNodes])) {
      if (node.tagName === "SCRIPT" && node.src) awaited.add(node);
    }
  }).observe(document, { childList: true, subtree: true });
  for (const end of ["load", "error"]) {
    document.addEventListener(end, (event) => awaited.delete(event.target), true);
  }

  // What is decoded: photographs and packed values.
  const watch = (owner, name) => {
    const original = owner[name];
    owner[name] = function (...given) {
      const promise = original.apply(this, given);
      const end = () => later(() => awaited.delete(promise)); // who waits for it goes first
      awaited.add(promise);
      promise.then(end, end);
      return promise;
    };
  };
  watch(window, "createImageBitmap");
  watch(Response.prototype, "arrayBuffer");

  const moving = () => document.getAnimations().some((animation) =>
    animation.playState === "running" && animation.effect.getComputedTiming().endTime < 10_000);

  // A frame first: what changes the size of things is noticed in it, and may ask for more.
  const turn = () => new Promise((done) => frame(() => later(done)));
  window.atRest = async () => {
    do await turn(); while (awaited.size || moving());
    return true;
  };

  const ended = ({ dataset }) => ["ready", "failed"].includes(dataset.state);
  window.settled = async () => {
    if (window.MathJax) await MathJax.startup.promise;
    while (![...document.querySelectorAll("[data-module]")].every(ended)) await turn();
    await document.fonts.ready;
    return atRest();
  };
})();
"""


def at_rest(page: Page) -> None:
    """Wait until all that the page asked for has come and has been drawn."""
    page.wait_for_function("() => atRest()")


def settle(page: Page) -> None:
    """Wait for formulas to be set and for widgets to be ready, or to have failed, and drawn."""
    page.wait_for_function("() => settled()")
