"""Each page with widgets, used by keyboard alone, then by touch alone on a phone."""

import pytest

from tests.browser.visits import DESKTOP, PAGES, PHONE, at_rest
from tools.book import ROOT


def sources(page):
    path = ROOT / page.removesuffix(".html")
    return [path.with_suffix(ending) for ending in (".ipynb", ".md")]


def has_widgets(page):
    """Whether its source shows a widget."""
    texts = [source.read_text("utf-8") for source in sources(page) if source.exists()]
    return any("live-widget" in text or "widgets import" in text for text in texts)


WIDGET_PAGES = [page for page in PAGES if has_widgets(page)]

# From here on: `controlsOf(root)` are the elements of a widget that the Tab key should reach, of a
# group of radio buttons one; `walked` is what had the focus, `hidden` what had it without a sign.
READY = """() => {
const chosen = (radio, group) => group.find(({ checked }) => checked) ?? group[0];
window.shows = (e) =>
  e.checkVisibility({ visibilityProperty: true }) && !e.closest("[inert]") && !e.disabled;
window.controlsOf = (root) => {
  const all = [...root.querySelectorAll("button, select, input, summary, a[href], [tabindex]")]
    .filter((e) => e.tabIndex >= 0 && shows(e));
  const group = ({ name }) => all.filter((e) => e.type === "radio" && e.name === name);
  return all.filter((e) => e.type !== "radio" || e === chosen(e, group(e)));
};
window.walked = new Set();
window.hidden = [];
document.addEventListener("focusin", ({ target }) => {
  walked.add(target);
  if (!target.closest(".lw") || target.matches(".lw")) return;
  const file = target.closest(".lw-file, .lw-segments label > input") && target.parentElement;
  const looks = [target, target.nextElementSibling, file].filter(Boolean);
  const seen = looks.some((e) => getComputedStyle(e).outlineStyle === "solid");
  if (!seen) hidden.push(target.outerHTML.slice(0, 120));
});
// The keyboard goes on from here.
window.startBefore = (root) => {
  const start = document.createElement("span");
  start.tabIndex = -1;
  root.before(start);
  start.focus();
  start.remove();
};
}"""
MISSED = (
    """root => controlsOf(root).filter(e => !walked.has(e)).map(e => e.outerHTML.slice(0, 120))"""
)
OUTSIDE = "root => !root.contains(document.activeElement)"


def tab_through(page, widget):
    """Press Tab from before the widget until the focus is behind it."""
    widget.evaluate("root => startBefore(root)")
    for _ in range(3):  # what is revealed on the way is reached in the next round
        for _ in range(widget.evaluate("root => controlsOf(root).length")):
            page.keyboard.press("Tab")
        if widget.evaluate(OUTSIDE):
            return
        page.keyboard.press("Tab")
        if widget.evaluate(OUTSIDE):
            return
    pytest.fail("the Tab key does not leave the widget")


def use_by_keys(page, widget):
    """A slider, a tick and the button that plays answer to their keys."""
    ranges = widget.locator("input[type=range]:enabled:visible")
    if ranges.count():
        ranges.first.focus()
        before = ranges.first.input_value()
        page.keyboard.press("ArrowLeft")
        if ranges.first.input_value() == before:
            page.keyboard.press("ArrowRight")
        assert ranges.first.input_value() != before
    ticks = widget.locator("input[type=checkbox]:enabled:visible")
    if ticks.count():
        before = ticks.first.is_checked()
        ticks.first.focus()
        page.keyboard.press("Space")
        assert ticks.first.is_checked() != before
    play = widget.get_by_role("button", name="Play", exact=True)
    if play.count() and play.is_enabled() and play.is_visible():
        play.focus()
        page.keyboard.press("Enter")
        pause = widget.get_by_role("button", name="Pause", exact=True)
        pause.wait_for()
        page.keyboard.press("Space")
        pause.wait_for(state="detached")


def enlarge_by_keys(page, widget):
    enlarge = widget.get_by_role("button", name="Enlarge", exact=True)
    enlarge.focus()
    page.keyboard.press("Enter")
    pane = page.locator("dialog.lw-pane[open]")
    pane.wait_for()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('dialog') !== null")
    page.keyboard.press("Escape")
    pane.wait_for(state="detached")
    assert enlarge.evaluate("button => button === document.activeElement")


def guess(widget):
    """The question that covers a widget, if one does, is answered by its first button."""
    gate = widget.locator(".lw-predict:visible button")
    return gate.first if gate.count() else None


def walk_by_keyboard(page):
    widgets = page.locator(".lw[data-label]").all()
    assert widgets
    for widget in widgets:
        if gate := guess(widget):
            gate.focus()
            page.keyboard.press("Enter")
            assert widget.evaluate("root => root.contains(document.activeElement)")
        tab_through(page, widget)
        assert widget.evaluate(MISSED) == []
        use_by_keys(page, widget)
    enlarge_by_keys(page, widgets[0])
    assert page.evaluate("hidden") == []


class Finger:
    """A finger on the screen: Chromium makes of it what it makes of any."""

    def __init__(self, page):
        self.page = page
        self.session = page.context.new_cdp_session(page)

    def touch(self, kind, *points):
        touches = [{"x": x, "y": y} for x, y in points]
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

    def draw(self, *points):
        self.touch("touchStart", points[0])
        for point in points[1:]:
            self.touch("touchMove", point)
        self.touch("touchEnd")

    def swipe_up(self, x, y):
        self.draw(*[(x, y - 20 * part) for part in range(8)])

    def stop(self, x, y):
        """What a swipe has set going stands when a finger comes, which then thinks better of it."""
        self.touch("touchStart", (x, y))
        self.touch("touchCancel")


def placed(locator):
    """Bring an element to the middle of the screen; return its left, top, width and height."""
    locator.evaluate("e => e.scrollIntoView({ block: 'center', behavior: 'instant' })")
    box = locator.bounding_box()
    return box["x"], box["y"], box["width"], box["height"]


SCROLLED = "() => scrollY"
STILL = """async () => {
  const frame = () => new Promise(requestAnimationFrame);
  for (let last = NaN, same = 0; same < 3; await frame()) {
    same = scrollY === last ? same + 1 : 0;
    last = scrollY;
  }
}"""
SMALL = """root => [...root.querySelectorAll("button, select, input, a")].filter(shows)
  .map(e => e.closest(".lw-tick, .lw-file, .lw-segments label, .lw-slider") ?? e)
  .filter(e => !e.closest(".lw-editor"))
  .filter(e => { const { width, height } = e.getBoundingClientRect();
                 return width < 43.99 || height < 43.99; })
  .map(e => e.outerHTML.slice(0, 120))"""


def swipe_over(page, finger, widget):
    """The page scrolls when a finger goes over the largest picture, chart or table."""
    picture = widget.locator(".lw-pixels, .lw-chart, .lw-stage-maps, .lw-lesson, .lw-question")
    place = next((each for each in picture.all() if each.is_visible()), widget)
    x, y, width, height = placed(place)
    before = page.evaluate(SCROLLED)
    finger.swipe_up(x + width / 2, y + height / 2)
    page.wait_for_function("before => scrollY > before", arg=before)
    finger.stop(x + width / 2, y + height / 2)
    page.evaluate(STILL)


def slide(page, finger, slider):
    """A slider goes with the finger to its other half, and the page stays where it is."""
    x, y, width, height = placed(slider)
    before, scrolled = slider.input_value(), page.evaluate(SCROLLED)
    share = slider.evaluate("e => (e.value - e.min) / (e.max - e.min)")
    goal = 0.2 if share > 0.5 else 0.8
    finger.draw(*[(x + width * part, y + height / 2) for part in (share, 0.5, goal)])
    page.wait_for_function(
        "([e, before]) => e.value !== before", arg=[slider.element_handle(), before]
    )
    assert page.evaluate(SCROLLED) == scrolled


def draw_seven(page, finger, board):
    x, y, width, height = placed(board)
    ink = "e => e.querySelector('canvas').toDataURL()"
    before, scrolled = board.evaluate(ink), page.evaluate(SCROLLED)
    corners = [(0.3, 0.25), (0.5, 0.25), (0.7, 0.25), (0.6, 0.5), (0.5, 0.75)]
    finger.draw(*[(x + width * across, y + height * down) for across, down in corners])
    at_rest(page)
    assert board.evaluate(ink) != before
    assert page.evaluate(SCROLLED) == scrolled


def play_and_pause(widget):
    play = widget.get_by_role("button", name="Play", exact=True)
    if play.count() and play.is_enabled() and play.is_visible():
        play.tap()
        pause = widget.get_by_role("button", name="Pause", exact=True)
        pause.tap()
        pause.wait_for(state="detached")


def walk_by_touch(page):
    finger = Finger(page)
    for widget in page.locator(".lw[data-label]").all():
        if gate := guess(widget):
            gate.tap()
        assert widget.evaluate(SMALL) == []
        swipe_over(page, finger, widget)
        for slider in widget.locator("input[type=range]:enabled:visible").all()[:1]:
            slide(page, finger, slider)
        for board in widget.locator(".lw-drawing:visible").all()[:1]:
            draw_seven(page, finger, board)
        play_and_pause(widget)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("path", WIDGET_PAGES)
def test_by_keyboard_alone_and_by_touch_alone(visit, path):
    seen = visit(path, viewport=PHONE)
    page = seen.page
    page.evaluate(READY)
    page.set_viewport_size(DESKTOP)
    at_rest(page)
    walk_by_keyboard(page)
    page.set_viewport_size(PHONE)
    at_rest(page)
    walk_by_touch(page)
    assert seen.errors == []
