"""Every slide of every deck, as a class sees it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from book._ext.slides import decks
from tests.browser.accessible import violations
from tests.browser.visits import PHONE, WATCH, Visit, at_rest
from tools.slides import SLIDE

SMALL = {"width": 1280, "height": 720}
LARGE = {"width": 1920, "height": 1080}
SMALLEST_WORDS = 0.7  # of 1.6 hundredths of the height of the window, and of a widget
MODEL = "02_convolution"

every_deck = pytest.mark.parametrize("name", decks())

# What does not fit on the slide that is shown, with all its fragments.
LEFT_OUT = """() => {
  const page = Reveal.getCurrentSlide().querySelector(".page");
  const title = page.querySelector("h1, h2")?.textContent;
  const { top, bottom, right } = page.getBoundingClientRect();
  const parts = [...page.querySelectorAll(
    "h1, h2, p, li, pre, td, svg.drawing, img, mjx-container, .lw, .lw button")];
  const out = parts.filter((part) => {
    const box = part.getBoundingClientRect();
    const spills = box.top < top - 1 || box.bottom > bottom + 1 || box.right > right + 1;
    return box.height && (spills || part.scrollWidth > part.clientWidth + 1 && part.matches("pre"));
  });
  const sizes = [page.style.getPropertyValue("--fit"),
                 page.querySelector(".live-widget")?.style.zoom];
  return { title, out: out.map((part) => part.outerHTML.slice(0, 200)),
           size: Math.min(...sizes.filter(Boolean).map(Number)) };
}"""


# All slides below each other, as each of them is seen: axe looks at the whole deck at once.
ONE_BELOW_THE_OTHER = """() => {
  const height = `${innerHeight}px`;
  const free = { height: "auto", overflow: "visible" };
  const around = document.querySelectorAll(":has(.slides), .slides");
  for (const element of around) Object.assign(element.style, free);
  for (const section of document.querySelectorAll(".slides section")) {
    const place = { position: "static", display: "block", opacity: 1, visibility: "visible" };
    section.hidden = false;
    section.removeAttribute("aria-hidden");
    section.className = "present";
    Object.assign(section.style, place, section.querySelector("section") ? free : { height });
  }
}"""


@pytest.fixture(scope="module")
def contexts(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """One for each size and theme: what all decks load comes once."""
    kept: dict[tuple[object, ...], BrowserContext] = {}

    def context_of(viewport: dict[str, int], theme: str) -> BrowserContext:
        kind = (*viewport.values(), theme)
        if kind not in kept:
            kept[kind] = browser.new_context(
                viewport=viewport, color_scheme=theme, reduced_motion="reduce"
            )
            kept[kind].add_init_script(WATCH)
        return kept[kind]

    yield context_of
    for context in kept.values():
        context.close()


@pytest.fixture
def open_deck(
    contexts: Callable[..., BrowserContext], address: str, book: Path
) -> Iterator[Callable[..., Visit]]:
    pages = []

    def open_it(
        name: str, viewport: dict[str, int] = SMALL, theme: str = "light", scheme: str = "http"
    ) -> Visit:
        page = contexts(viewport, theme).new_page()
        pages.append(page)
        seen = Visit(page)
        page.on("request", lambda request: seen.requests.append(request.url))
        page.on("pageerror", lambda error: seen.page_errors.append(str(error)))
        page.on(
            "console",
            lambda message: (
                seen.console_errors.append(message.text) if message.type == "error" else None
            ),
        )
        site = address if scheme == "http" else f"{book.as_uri()}/"
        page.goto(f"{site}slides/{name}.html")
        page.wait_for_selector("html[data-deck=ready]", timeout=60_000)
        at_rest(page)
        return seen

    yield open_it
    for page in pages:
        page.close()


# Each slide, shown to its last fragment: what does not fit.
WALK = f"""async () => {{
  const leftOut = {LEFT_OUT};
  const found = [];
  while (true) {{
    const slide = Reveal.getCurrentSlide();
    for (const _ of slide.querySelectorAll(".fragment:not(.visible)")) Reveal.next();
    await atRest();
    found.push(leftOut());
    if (Reveal.isLastSlide()) return found;
    Reveal.next();
  }}
}}"""


# In the dark they are the same slides but for their colors.
@pytest.mark.parametrize(("theme", "viewport"), [("light", SMALL), ("dark", LARGE)])
@every_deck
def test_every_slide_fits_and_is_for_everyone(
    open_deck: Callable[..., Visit],
    address: str,
    book: Path,
    name: str,
    theme: str,
    viewport: dict[str, int],
) -> None:
    seen = open_deck(name, viewport, theme)
    page = seen.page
    dark = theme == "dark"
    if not dark:
        assert violations(page) == {}
    found = page.evaluate(WALK)
    page.evaluate(ONE_BELOW_THE_OTHER)
    # A class sees one slide at a time: two may have the same widget.
    assert violations(page, colors_only=dark, but=["landmark-unique"]) == {}
    written = (book / "slides" / f"{name}.html").read_text(encoding="utf-8").count(SLIDE)
    assert len(found) == written
    assert [slide for slide in found if slide["out"]] == []
    assert [slide for slide in found if slide["size"] < SMALLEST_WORDS - 0.001] == []
    assert seen.foreign_requests(address) == []
    assert seen.errors == []
    states = page.locator("[data-module]").evaluate_all(
        "(all) => all.map((one) => one.dataset.state)"
    )
    assert set(states) == {"ready"}
    assert page.locator("mjx-merror, .mjx-merror").count() == 0


@every_deck
def test_a_deck_works_from_the_disk(open_deck: Callable[..., Visit], name: str) -> None:
    seen = open_deck(name, scheme="file", theme="dark")
    assert seen.page.locator("html[data-theme=dark]").count() == 1
    seen.page.keyboard.press("End")
    at_rest(seen.page)
    assert seen.page.evaluate("Reveal.getProgress()") > 0.8  # the last section
    assert seen.errors == []
    assert seen.foreign_requests("file://") == []


def test_a_phone_shows_slides_without_scrolling(open_deck: Callable[..., Visit]) -> None:
    page = open_deck(MODEL, viewport=PHONE).page
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    size = page.locator("section.present > .page .words p").first.evaluate(
        "(p) => parseFloat(getComputedStyle(p).fontSize)"
    )
    assert size >= 16


def to_widget(page: Page) -> None:
    """Go to the first slide with a widget."""
    while not page.evaluate("Reveal.getCurrentSlide().querySelector('.live-widget') !== null"):
        page.keyboard.press("PageDown")
    at_rest(page)


def test_keys_belong_to_a_widget_that_has_the_focus(open_deck: Callable[..., Visit]) -> None:
    page = open_deck(MODEL).page
    to_widget(page)
    here = page.evaluate("Reveal.getIndices()")
    widget = page.locator("section.present > .page .lw")
    widget.get_by_role("button", name="orange").click()
    stride = widget.get_by_role("group", name="Stride")
    stride.get_by_label("2").check(force=True)
    page.keyboard.press("ArrowRight")
    assert page.evaluate("Reveal.getIndices()") == here
    assert stride.get_by_label("3").is_checked()
    page.locator("section.present > .page h2").click()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("Reveal.getIndices()") != here


def test_a_widget_can_fill_the_screen_and_come_back(open_deck: Callable[..., Visit]) -> None:
    page = open_deck(MODEL).page
    to_widget(page)
    widget = page.locator("section.present > .page .live-widget")
    zoom = widget.evaluate("(one) => one.style.zoom")
    page.locator("section.present").get_by_role("button", name="Enlarge").click()
    assert page.locator("dialog[open]").count() == 1
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    at_rest(page)
    assert widget.evaluate("(one) => one.style.zoom") == zoom
    assert page.evaluate(LEFT_OUT)["out"] == []


def test_a_key_changes_the_theme_of_slides_and_widgets(open_deck: Callable[..., Visit]) -> None:
    page = open_deck(MODEL).page
    to_widget(page)
    page.keyboard.press("t")
    expect(page.locator("section.present > .page .lw")).to_have_attribute("data-theme", "dark")
    page.keyboard.press("t")
    expect(page.locator("section.present > .page .lw")).to_have_attribute("data-theme", "light")


def test_the_notes_open_beside_the_slides(open_deck: Callable[..., Visit]) -> None:
    seen = open_deck(MODEL)
    page = seen.page
    page.keyboard.press("PageDown")
    with page.expect_popup() as opened:
        page.keyboard.press("s")
    notes = opened.value
    expect(notes.locator(".speaker-controls-notes .value")).to_contain_text(
        "a plain machine that reads digits"
    )
    expect(notes.locator("#current-slide iframe")).to_be_visible()
    assert seen.errors == []


def test_chapter_and_teachers_page_lead_to_the_decks(
    visit: Callable[..., Visit], address: str
) -> None:
    page = visit(f"notebooks/{MODEL}.html").page
    page.get_by_role("link", name="the slides of this chapter").click()
    page.wait_for_selector("html[data-deck=ready]")
    page.locator(".deck-foot a").click()
    page.wait_for_url(f"{address}notebooks/{MODEL}.html")
    links = visit("book/teachers/offline.html").page.locator("article a[href*='slides/']")
    assert links.count() == len(decks())
