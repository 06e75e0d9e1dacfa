"""What the built book holds, and its search, its formulas and its start page in a browser."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin

import pytest
import yaml
from bs4 import BeautifulSoup
from fontTools.ttLib import TTFont
from playwright.sync_api import Browser, expect

from tests.browser.visits import CHAPTERS, PAGES, Visit, soup
from tools.book import ROOT

CONFIG = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))

every_page = pytest.mark.parametrize("path", PAGES)
every_chapter = pytest.mark.parametrize("path", CHAPTERS)


def test_all_pages_are_known_here(book: Path) -> None:
    built = {str(file.relative_to(book).as_posix()) for file in book.rglob("*.html")}
    built = {path for path in built if not path.startswith(("_static/", "slides/"))}
    assert built == {"index.html", "404.html", *PAGES}


def test_the_policy_is_in_force(visit: Callable[..., Visit]) -> None:
    """Otherwise the test above would prove less than it says: a foreign image must be refused."""
    seen = visit("book/setup.html")
    with seen.page.expect_console_message(lambda message: message.type == "error"):
        seen.page.evaluate("() => { new Image().src = 'https://example.org/pixel.png'; }")
    assert any("Content Security Policy" in error for error in seen.errors)


def test_no_script_stands_inside_a_page(book: Path) -> None:
    """The policy would refuse it, and only a visit that needs it would show that."""
    for path in book.rglob("*.html"):
        page = path.read_text(encoding="utf-8")
        bare = [
            tag for tag in re.findall(r"<script[^>]*>", page) if not re.search("src=|json", tag)
        ]
        assert bare + re.findall(r"<[^>]*\son\w+=[^>]*>", page) == [], path
        assert "javascript:" not in page, path


def test_the_buttons_of_the_theme_do_what_they_say(visit: Callable[..., Visit]) -> None:
    seen = visit("book/setup.html")
    seen.page.evaluate("() => { window.print = () => { document.title = 'printed'; }; }")
    seen.page.get_by_role("button", name="Download this page").click()
    seen.page.get_by_role("button", name=".pdf").click()
    expect(seen.page).to_have_title("printed")
    seen.page.get_by_role("button", name="Fullscreen mode").click()
    seen.page.wait_for_function("() => document.fullscreenElement")
    seen.page.evaluate("() => document.exitFullscreen()")
    assert seen.errors == []


@every_page
def test_pictures_have_a_text(book: Path, path: str) -> None:
    for picture in soup(book, path).select("article img"):
        alt = picture.get("alt", "")
        # Without a text of its own, Sphinx writes the file's name.
        assert len(alt) >= 20 and picture["src"].split("/")[-1] not in alt, picture["src"]
    for drawing in soup(book, path).select("article svg.drawing"):
        assert drawing["role"] == "img"
        assert len(drawing["aria-label"]) >= 20


@every_page
def test_math_script_only_where_there_is_math(book: Path, path: str) -> None:
    page = soup(book, path)
    has_script = page.select_one('script[src*="mathjax"]') is not None
    assert has_script == (page.select_one(".math") is not None)


def test_math_is_set_and_can_be_heard(visit: Callable[..., Visit]) -> None:
    page = visit("book/notation.html").page
    formulas = page.locator("mjx-container")
    assert formulas.count() == page.locator(".math").count() > 0
    assert page.locator("mjx-assistive-mml math").count() == formulas.count()


@pytest.mark.parametrize("scheme", ["http", "file"])
def test_rare_commands_of_math_load_their_part(visit: Callable[..., Visit], scheme: str) -> None:
    seen = visit("book/notation.html", scheme=scheme)
    made = seen.page.evaluate(
        r"""async () => {
          const node = await MathJax.tex2chtmlPromise("\\cancel{x} + \\color{red}{y}");
          return node.outerHTML;
        }"""
    )
    assert "merror" not in made
    assert "mjx-c" in made
    assert seen.errors == []


def test_icons_are_in_the_cut_fonts(book: Path) -> None:
    """The icon fonts are cut down at build time: what a page uses must still be in them."""
    static = book / "_static"
    css = (static / "styles" / "pydata-sphinx-theme.css").read_text(encoding="utf-8")
    codes = {}
    for names, code in re.findall(r'((?:\.fa-[\w-]+:before,?)+)\{content:"\\([0-9a-f]+)"', css):
        codes |= dict.fromkeys(re.findall(r"fa-[\w-]+", names), int(code, 16))
    fonts = (static / "vendor" / "fontawesome" / "webfonts").glob("*.ttf")
    drawn = {code for font in fonts for code in TTFont(font).getBestCmap()}
    icons = {name for path in PAGES for name in icon_names(soup(book, path))}
    assert {"fa-bars", "fa-magnifying-glass", "fa-github"} <= icons
    assert [name for name in sorted(icons) if codes[name] not in drawn] == []


def icon_names(page: BeautifulSoup) -> set[str]:
    """The icons of a page; of its classes fa-solid and fa-lg are kinds and sizes, not icons."""
    names = {name for icon in page.select("[class*='fa-']") for name in icon["class"]}
    return {name for name in names if name.startswith("fa-")} - {"fa-solid", "fa-brands", "fa-lg"}


@functools.cache
def anchors(file: Path) -> set[str]:
    """The places in a page that a link can lead to."""
    return set(re.findall(r'\bid="([^"]+)"', file.read_text(encoding="utf-8")))


@every_page
def test_internal_links_lead_somewhere(book: Path, path: str) -> None:
    base = (book / path).as_uri()
    for link in soup(book, path).select("a[href]"):
        target, fragment = urldefrag(urljoin(base, link["href"]))
        if not target.startswith("file:"):
            continue
        file = Path(unquote(target.removeprefix("file://")))
        assert file.is_file(), link["href"]
        if fragment and file.suffix == ".html" and not fragment.startswith("widget="):
            assert unquote(fragment) in anchors(file), link["href"]


@every_chapter
def test_launch_buttons(book: Path, path: str) -> None:
    notebook = path.replace(".html", ".ipynb")
    repository = CONFIG["repository"]["url"].removeprefix("https://github.com/")
    links = {link["href"] for link in soup(book, path).select(".dropdown-launch-buttons a[href]")}
    assert links == {
        f"https://mybinder.org/v2/gh/{repository}/main?urlpath=lab/tree/{notebook}",
        f"https://colab.research.google.com/github/{repository}/blob/main/{notebook}",
    }
    assert (ROOT / notebook).is_file()


def test_start_page_leads_to_the_welcome(browser: Browser, book: Path) -> None:
    page = browser.new_page()
    page.goto((book / "index.html").as_uri(), wait_until="commit")
    page.wait_for_url("**/book/welcome.html")
    assert page.locator("h1").first.inner_text().startswith("Convnets by Hand")
    page.close()


@pytest.mark.parametrize("scheme", ["http", "file"])
def test_search_finds_a_page(visit: Callable[..., Visit], scheme: str) -> None:
    page = visit("search.html", scheme=scheme, fragment="?q=receptive").page
    expect(page.locator("#search-results")).to_contain_text("Glossary")


def test_code_without_a_mark_has_the_color_that_the_mark_would_give(book: Path) -> None:
    css = (book / "_static" / "pygments.css").read_text(encoding="utf-8")
    rules = re.findall(r'theme="(\w+)"\] [.]highlight (?:[.](\w+) )?{[^}]*?\bcolor: (#\w+)', css)
    color = {(theme, mark): value for theme, mark, value in rules}
    for theme in ("light", "dark"):
        assert {color[theme, mark] for mark in ("", "n", "p", "w")} == {color[theme, ""]}
    for path in (book / "notebooks").glob("*.html"):
        page = path.read_text(encoding="utf-8")
        assert not re.search('<span class="[npw]">', page), path
        assert '<span class="nb">' in page, path
