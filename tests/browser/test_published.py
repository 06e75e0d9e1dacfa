"""The book where it is published: below a path, with a page for what is not there, and found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
import yaml
from PIL import Image
from playwright.sync_api import Browser, Page

from tests.browser.accessible import violations
from tests.browser.conftest import SUBFOLDER, PolicyHandler, served
from tests.browser.visits import PAGES, PHONE, soup
from tools.book import ROOT

CONFIG = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
BASE = CONFIG["html"]["baseurl"]
REPOSITORY = CONFIG["repository"]["url"]
SOURCES = [page for page in PAGES if page != "search.html"]


class HostHandler(PolicyHandler):
    """As GitHub Pages: what is not there is answered with 404.html."""

    def send_error(self, code: int, *_: object) -> None:
        body = Path(self.directory, "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture(scope="module")
def host(book: Path) -> Iterator[str]:
    with served(book, HostHandler) as site:
        yield site


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page()
    yield opened
    opened.close()


# ---- below a path ----


def test_the_tests_read_the_book_where_it_is_published() -> None:
    assert urlsplit(BASE).path == SUBFOLDER
    assert BASE.startswith("https://") and BASE.endswith("/")


@pytest.mark.parametrize("path", [*PAGES, "404.html", "index.html"])
def test_every_link_stays_below_the_path(book: Path, path: str) -> None:
    """Requests do, too: tests/browser/test_book_for_everyone.py."""
    here = f"http://host{SUBFOLDER}{path}"
    for tag in soup(book, path).select("[href], [src], [action]"):
        for name in ("href", "src", "action"):
            target = urljoin(here, str(tag.get(name, "")))
            if target.startswith("http://host/"):
                assert target.startswith(f"http://host{SUBFOLDER}"), tag


@pytest.mark.parametrize("lost", ["nothing.html", "notebooks/02.html", "a/b/c/d/e"])
def test_what_is_not_there_leads_back(page: Page, host: str, lost: str) -> None:
    requests: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    answer = page.goto(host + lost, wait_until="load")
    assert answer is not None and answer.status == HTTPStatus.NOT_FOUND
    assert page.locator("article h1").inner_text().startswith("This page is not here")
    # The page looks like the others: each style, script and picture was found.
    assert [url for url in requests if not url.startswith((host, "data:", "blob:"))] == []
    assert (
        page.evaluate("() => getComputedStyle(document.querySelector('article h1')).fontWeight")
        == "650"
    )
    assert errors == []
    page.get_by_role("link", name="the start of the book").click()
    page.wait_for_url(f"{host}book/welcome.html")
    page.goto(host + lost)
    page.locator("#pst-primary-sidebar a", has_text="2. Convolution").first.click()
    page.wait_for_url(f"{host}notebooks/02_convolution.html")
    assert page.locator("h1").first.inner_text().startswith("2. Convolution")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_for_what_is_not_there_is_for_everyone(
    browser: Browser, host: str, theme: str
) -> None:
    page = browser.new_page(viewport=PHONE, color_scheme=theme)
    page.goto(f"{host}notebooks/nothing.html", wait_until="load")
    assert violations(page) == {}
    assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"]
    page.close()


# ---- in a search, a chat, a feed ----


def head_of(book: Path, path: str) -> dict[str, str]:
    metas = soup(book, path).select("head meta[content]")
    return {str(meta.get("name") or meta.get("property")): str(meta["content"]) for meta in metas}


@pytest.mark.parametrize("path", SOURCES)
def test_a_page_says_what_it_is_about(book: Path, path: str) -> None:
    head = head_of(book, path)
    about = head["description"]
    assert 30 <= len(about) <= 200, about
    assert not re.search(r"\babout \d|[*`$]", about), about
    assert head["og:description"] == about
    assert head["og:url"] == BASE + path
    assert head["og:title"] and head["og:title"] in soup(book, path).title.text
    assert head["twitter:card"] == "summary_large_image"
    canonical = soup(book, path).select_one("link[rel=canonical]")
    assert canonical is not None and canonical["href"] == BASE + path


def test_each_description_is_of_one_page(book: Path) -> None:
    texts = [head_of(book, path)["description"] for path in SOURCES]
    assert len(set(texts)) == len(texts)


def test_the_card_is_there_and_has_its_size(book: Path) -> None:
    head = head_of(book, "book/welcome.html")
    card = book / head["og:image"].removeprefix(BASE)
    assert Image.open(card).size == (int(head["og:image:width"]), int(head["og:image:height"]))
    assert card.stat().st_size < 300_000


def test_what_is_not_there_is_in_no_search(book: Path) -> None:
    head = head_of(book, "404.html")
    assert head["robots"] == "noindex" and "og:url" not in head
    assert soup(book, "404.html").select_one("link[rel=canonical]") is None


# ---- to its source ----


@pytest.mark.parametrize("path", SOURCES)
def test_a_page_links_its_source_and_takes_corrections(book: Path, path: str) -> None:
    links = {a.get_text(" ", strip=True): a["href"] for a in soup(book, path).select("header a")}
    links |= {
        a.get_text(" ", strip=True): a["href"]
        for a in soup(book, path).select(".header-article-items__end a")
    }
    stem = path.removesuffix(".html")
    [file] = [f"{stem}.{kind}" for kind in ("md", "ipynb") if (ROOT / f"{stem}.{kind}").is_file()]
    assert links["Show source"] == f"{REPOSITORY}/blob/main/{file}?plain=1"
    assert links["Suggest edit"] == f"{REPOSITORY}/edit/main/{file}"
    assert links["Report an error"].startswith(
        f"{REPOSITORY}/issues/new?title=Error%20on%20{stem}&"
    )
