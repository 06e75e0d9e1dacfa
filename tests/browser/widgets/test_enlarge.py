"""A widget that fills the screen: its size, its keys, and the way back."""

from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from helpers.widgets import (
    ConvolutionExplorer,
    DrawingPad,
    OptimizerRace,
    PixelExplorer,
    PoolingExplorer,
    SoftmaxExplorer,
    TrainingLab,
)
from tests.browser.accessible import violations
from tests.browser.visits import at_rest
from tests.browser.widgets.opening import link_state
from tests.browser.widgets.test_every_widget import EXAMPLES

PROJECTOR = {"width": 1920, "height": 1080}
PHONE = {"width": 390, "height": 844}
LAPTOP = {"width": 1280, "height": 720}
SMALLEST = {1920: 18, 1280: 14, 390: 11}  # pixels of the screen

# All texts of the widget with a size below the smallest, in pixels of the screen.
SMALL = """(smallest) => [...document.querySelectorAll(".lw *")]
  .filter(e => e.checkVisibility() && !e.closest(".lw-unseen")
            && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
  .map(e => {
    const size = parseFloat(getComputedStyle(e).fontSize);
    const picture = e.closest("svg");
    const zoom = picture ? picture.getScreenCTM().a : e.currentCSSZoom;
    return [e.outerHTML.slice(0, 90), size * zoom];
  })
  .filter(([, size]) => size < smallest - 0.01)"""
# From now on, keep the sizes of all texts that are written on canvases, in their pixels.
WATCH_CANVAS = """() => {
const watched = "written" in window;
window.written = [];
if (watched) return;
for (const name of ["fillText", "strokeText"]) {
  const original = CanvasRenderingContext2D.prototype[name];
  CanvasRenderingContext2D.prototype[name] = function (...given) {
    written.push(parseFloat(/[\\d.]+px/.exec(this.font)[0]) * this.getTransform().a);
    return original.apply(this, given);
  };
} }"""
SPILLED = """() => [...document.querySelectorAll(".lw *:not(.lw-unseen)")]
  .filter(e => e.checkVisibility() && e.getBoundingClientRect().right > innerWidth + 0.5)
  .map(e => e.outerHTML.slice(0, 90))"""
# How many pixels the canvases of a kind have too few or too many across.
BLURRED = """() => [...document.querySelectorAll(
    ".lw-pixels:not(.lw-layer) canvas, .lw-drawing canvas")]
  .filter(e => e.checkVisibility())
  .map(e => e.width - devicePixelRatio * e.getBoundingClientRect().width)
  .filter(difference => Math.abs(difference) > 1)"""


def enlarge(page, nth=0):
    page.get_by_role("button", name="Enlarge", exact=True).nth(nth).click()
    expect(page.locator("dialog.lw-pane[open]")).to_be_visible()
    at_rest(page)


def is_open(page):
    return page.evaluate("document.querySelector('dialog') !== null")


# What has more than one screen of a projector shows: many numbers, questions, or a whole lab.
LONGER = {
    "convolution, a drawing",
    "convolution, back to the kernel",
    "feature maps, a drawing",
    "flatten, shuffled",
    "quiz",
    "training, a question",
    "training, at its end",
}


@pytest.fixture(scope="module", params=EXAMPLES)
def name(request):
    return request.param


@pytest.fixture(scope="module")
def widget(name):
    return EXAMPLES[name]()


@contextmanager
def enlarged(page):
    enlarge(page)
    try:
        yield
    finally:
        page.keyboard.press("Escape")
        expect(page.locator("dialog")).to_have_count(0)


@pytest.mark.parametrize("viewport", [PROJECTOR, LAPTOP, PHONE], ids=["1920", "1280", "390"])
def test_every_text_is_large_enough_and_nothing_is_too_wide(shown, name, widget, viewport):
    page = shown(widget, viewport=viewport)
    page.evaluate(WATCH_CANVAS)
    smallest = SMALLEST[viewport["width"]]
    # The measure is one that the widget in the page does not pass on a projector.
    assert bool(page.evaluate(SMALL, smallest)) == (viewport is not PHONE)
    with enlarged(page):
        assert page.evaluate(SMALL, smallest) == []
        assert [size for size in page.evaluate("written") if size < smallest] == []
        assert page.evaluate(SPILLED) == []
        pane = "(() => { const e = document.querySelector('dialog'); return [%s]; })()"
        assert page.evaluate(pane % "e.scrollWidth - e.clientWidth") == [0]
        assert page.locator("dialog").bounding_box() == {"x": 0, "y": 0, **viewport}
        assert page.evaluate(BLURRED) == []
        if viewport is PROJECTOR and name not in LONGER:  # all is seen at once
            assert page.evaluate(pane % "e.scrollHeight")[0] <= PROJECTOR["height"]
            assert float(page.locator(".lw").first.evaluate("root => root.style.zoom")) >= 1.64
    assert page.errors == []


def test_what_grows_while_it_is_enlarged_becomes_smaller_once(open_widgets):
    page = open_widgets(TrainingLab(), viewport=PROJECTOR)
    enlarge(page)
    zoom = "+document.querySelector('dialog .lw').style.zoom"
    before = page.evaluate(zoom)
    page.get_by_role("button", name="One step").click()
    page.get_by_role("button", name="Take it home").wait_for()
    page.wait_for_function(f"(before) => {zoom} < before", arg=before)
    at_rest(page)
    assert page.evaluate(zoom) >= 1.64
    assert page.errors == []


def test_the_state_is_the_same_before_in_and_after(shown, widget):
    page = shown(widget, viewport=LAPTOP)
    if not page.get_by_role("button", name="Copy link").count():
        pytest.skip("a widget without a state")
    states = [link_state(page)]
    with enlarged(page):
        states.append(link_state(page))
    states.append(link_state(page))
    assert states[0] == states[1] == states[2]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", [name for name in EXAMPLES if "," not in name], indirect=True)
def test_enlarged_it_passes_axe_and_is_heard_as_a_dialog(shown, widget, theme):
    page = shown(widget, theme=theme, viewport=LAPTOP)
    label = page.locator(".lw[data-label]").get_attribute("aria-label")
    with enlarged(page):
        expect(page.get_by_role("dialog", name=f"{label}, enlarged")).to_be_visible()
        assert page.locator(".lw[data-label]").get_attribute("data-theme") == theme
        assert violations(page, colors_only=theme == "dark") == {}


@pytest.mark.parametrize("way", ["button", "Escape", "the browser's own way"])
def test_the_ways_back(open_widgets, way):
    page = open_widgets(ConvolutionExplorer(stride=2), OptimizerRace(step=7), viewport=LAPTOP)
    page.locator(".lw[data-label]").nth(1).scroll_into_view_if_needed()
    at_rest(page)
    page.get_by_role("button", name="Next step").click()
    height = page.evaluate("document.documentElement.scrollHeight")
    top = page.locator(".lw[data-label]").nth(1).bounding_box()["y"]
    page.evaluate("""() => Object.assign(window, {
      before: document.querySelector('.lw[data-label][data-label="Optimizer race"]') })""")
    enlarge(page, 1)
    page.wait_for_function("() => document.fullscreenElement !== null")
    assert page.evaluate("document.activeElement === before")
    if way == "button":
        page.get_by_role("button", name="Close", exact=True).click()
    elif way == "Escape":
        page.keyboard.press("Escape")
    else:
        page.evaluate("document.exitFullscreen()")
    page.wait_for_function("() => !document.querySelector('dialog') && !document.fullscreenElement")
    at_rest(page)
    button = page.get_by_role("button", name="Enlarge", exact=True).nth(1)
    expect(button).to_be_focused()
    expect(button).to_be_in_viewport()
    # The same widget in the same place, with its state, and nothing is left of the pane.
    assert page.evaluate("document.querySelectorAll('.lw[data-label]')[1] === before")
    assert page.evaluate("[before.style.zoom, before.getAttribute('tabindex')]") == ["", None]
    assert page.evaluate("document.documentElement.scrollHeight") == height
    assert abs(page.locator(".lw[data-label]").nth(1).bounding_box()["y"] - top) <= 1
    assert page.evaluate(BLURRED) == []
    assert "after 8 steps" in page.locator(".lw-lesson").last.inner_text()
    assert page.errors == []


@pytest.mark.parametrize("refusal", ["() => Promise.reject(new TypeError('no'))", "null"])
def test_where_the_screen_is_refused_the_window_is_filled(open_widgets, refusal):
    page = open_widgets(ConvolutionExplorer(), viewport=LAPTOP)
    page.evaluate(f"() => {{ Element.prototype.requestFullscreen = {refusal}; }}")
    enlarge(page)
    assert page.locator("dialog").bounding_box() == {"x": 0, "y": 0, **LAPTOP}
    assert page.evaluate("document.fullscreenElement") is None
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Enlarge", exact=True)).to_be_focused()
    assert page.errors == []


def test_the_page_can_be_scrolled_when_an_enlarged_widget_is_taken_away(open_widgets):
    page = open_widgets(PoolingExplorer(), viewport=LAPTOP)
    overflow = "getComputedStyle(document.documentElement).overflow"
    page.evaluate(
        """async (state) => {
             const model = { get: key => state[key], set() {}, save_changes() {}, send() {},
                             on() {}, off() {} };
             window.el = document.createElement("div");
             document.querySelector("main").prepend(el);
             window.end = (await liveWidgets.load("pooling")).default.render({ model, el }); }""",
        PoolingExplorer().static_state(),
    )
    enlarge(page)
    assert page.evaluate(overflow) == "hidden"
    page.evaluate("() => { el.remove(); end(); }")
    assert page.evaluate(overflow) == "visible"


def test_the_page_below_is_out_of_reach(open_widgets):
    page = open_widgets(PoolingExplorer(), ConvolutionExplorer(), viewport=LAPTOP)
    enlarge(page, 1)
    top = page.evaluate("scrollY")
    page.mouse.move(600, 400)
    for _ in range(8):
        page.mouse.wheel(0, 900)
        at_rest(page)
    page.keyboard.press("End")
    at_rest(page)
    assert page.evaluate("scrollY") == top
    for _ in range(50):
        page.keyboard.press("Tab")
        outside = page.evaluate("document.activeElement.closest('main > *, dialog')?.tagName")
        assert outside in (None, "DIALOG")
    # "Close" stays in sight.
    expect(page.get_by_role("button", name="Close", exact=True)).to_be_in_viewport()


STEP = "() => Number(document.querySelector('.lw-player input').value)"


def test_space_plays_and_arrows_step(open_widgets):
    page = open_widgets(OptimizerRace(step=50), viewport=LAPTOP)
    slider = page.locator(".lw-player input")
    page.get_by_role("button", name="Enlarge", exact=True).focus()
    page.keyboard.press("ArrowRight")
    expect(slider).to_have_value("50")  # not in the page: arrows scroll there
    enlarge(page)
    assert "Space plays, ← and → step, Esc closes." in page.locator(".lw-keys").inner_text()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(slider).to_have_value("52")
    page.keyboard.press("ArrowLeft")
    expect(slider).to_have_value("51")
    page.keyboard.press("Space")
    page.wait_for_function("() => document.querySelector('.lw-player input').value > 53")
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    # A slider, a choice and a button that the keys have reached keep their own keys.
    here = page.evaluate(STEP)
    page.get_by_label("Momentum").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    page.get_by_label("long").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_label("bent")).to_be_checked()
    expect(slider).to_have_value(str(here))
    page.get_by_role("button", name="Step back").focus()
    page.keyboard.press("Space")
    expect(slider).to_have_value(str(here - 1))
    # After a click the keys drive again.
    page.get_by_role("button", name="Next step").click()
    page.keyboard.press("Space")
    page.wait_for_function(f"() => document.querySelector('.lw-player input').value > {here + 1}")


def test_a_question_comes_before_the_keys(open_widgets):
    page = open_widgets(ConvolutionExplorer(predict=["It is", "one", "two"]), viewport=LAPTOP)
    enlarge(page)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    assert link_state(page)["row"] == "10"
    expect(page.get_by_role("button", name="Pause")).to_have_count(0)
    page.get_by_role("button", name="one", exact=True).click()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".lw-sizes")).to_be_visible()
    assert link_state(page)["row"] == "0"


def test_a_drawing_keeps_its_keys(open_widgets):
    page = open_widgets(ConvolutionExplorer(image="drawing"), viewport=LAPTOP)
    enlarge(page)
    page.locator(".lw-drawing").focus()
    for key in ("Space", "ArrowRight", "ArrowDown", "Space"):
        page.keyboard.press(key)
    state = link_state(page)
    assert state["strokes"] != ""
    assert (state["row"], state["column"]) == ("10", "10")
    expect(page.get_by_role("button", name="Pause")).to_have_count(0)


@pytest.mark.parametrize(
    ("widget", "setting", "change"),
    [
        (SoftmaxExplorer(), "logits", "ArrowRight"),
        (OptimizerRace(step=3), "step", "ArrowLeft"),
    ],
)
def test_keys_of_other_widgets(open_widgets, widget, setting, change):
    page = open_widgets(widget, viewport=LAPTOP)
    enlarge(page)
    before = link_state(page)
    page.keyboard.press(change)
    after = link_state(page)
    assert before.pop(setting) != after.pop(setting)
    assert before == after


def test_with_reduced_motion_space_goes_to_the_end(open_widgets):
    page = open_widgets(OptimizerRace(step=3), viewport=LAPTOP, reduced_motion="reduce")
    enlarge(page)
    page.keyboard.press("Space")
    assert page.evaluate(STEP) == 100


def test_a_pointer_finds_cells_and_places_of_a_chart(open_widgets):
    page = open_widgets(OptimizerRace(step=3), PixelExplorer(), viewport=PROJECTOR)
    enlarge(page)
    chart = page.locator(".lw-chart")
    axis = chart.locator(".lw-axis").bounding_box()
    chart.click(position={
        "x": axis["x"] - chart.bounding_box()["x"] + 0.4 * axis["width"], "y": 60,
    })  # fmt: skip
    assert page.evaluate(STEP) == 40
    page.keyboard.press("Escape")
    enlarge(page, 1)
    box = page.locator("dialog .lw-pixels").first.bounding_box()
    page.mouse.move(box["x"] + 9.5 / 64 * box["width"], box["y"] + 40.5 / 64 * box["height"])
    expect(page.locator("dialog .lw-color .lw-caption").first).to_have_text("row 40, column 9")


def test_what_flies_starts_and_ends_at_its_places(open_widgets):
    """In full size too: the sheet over the widget has as many pixels as the screen there."""
    page = open_widgets(ConvolutionExplorer(row=10, column=10), viewport=PROJECTOR)
    enlarge(page)
    page.keyboard.press("Space")
    page.wait_for_selector(".lw-flight:not([hidden])")
    page.keyboard.press("Space")
    size = page.evaluate(
        """() => { const e = document.querySelector(".lw-flight"); e.hidden = false;
             const box = e.getBoundingClientRect();
             return [e.width - box.width, e.height - box.height]; }"""
    )
    assert max(map(abs, size)) <= 1


IN_A_NOTEBOOK = """async ([name, state, shadow]) => {
  // As deep as an output of JupyterLab: it scrolls, it is moved, and it paints nothing outside.
  const output = document.createElement("div");
  output.style.cssText = "width: 500px; height: 400px; overflow: auto; transform: translateX(5px);"
    + "contain: strict; position: relative";
  document.querySelector("main").append(output);
  const host = shadow ? output.attachShadow({ mode: "open" }) : output;
  if (shadow) host.append(document.querySelector("link[rel=stylesheet]").cloneNode());
  const el = document.createElement("div");
  host.append(el);
  const model = {
    get: key => state[key], set(key, value) { state[key] = value; }, save_changes() {},
    on() {}, off() {}, send() {},
  };
  (await liveWidgets.load(name)).default.render({ model, el });
  window.inside = host;
  window.shortcuts = [];
  addEventListener("keydown", ({ key, target }) => {
    const focused = target.shadowRoot?.activeElement ?? target;
    if (!focused.dataset.lmSuppressShortcuts) shortcuts.push(key);
  }, true);
  await atRest();
}"""


@pytest.mark.parametrize("shadow", [False, True])
def test_it_works_in_an_output_of_a_notebook(open_widgets, shadow):
    widget = OptimizerRace(step=9)
    page = open_widgets(SoftmaxExplorer(), viewport=LAPTOP, own=True)
    page.evaluate(IN_A_NOTEBOOK, [widget.module, widget.static_state(), shadow])
    enlarge(page, 1)
    assert page.locator("dialog").bounding_box() == {"x": 0, "y": 0, **LAPTOP}
    assert page.evaluate("inside.querySelector('dialog') !== null")
    assert page.get_by_role("dialog").get_by_role("button", name="Copy link").count() == 0
    page.keyboard.press("ArrowRight")
    assert page.evaluate("inside.querySelector('.lw-player input').value") == "10"
    page.keyboard.press("Space")
    page.wait_for_function("() => inside.querySelector('.lw-player input').value > 11")
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="Enlarge", exact=True).nth(1)).to_be_focused()
    # JupyterLab takes no key for one of its shortcuts.
    assert set(page.evaluate("shortcuts")) <= {"Escape"}
    assert page.errors == []


def test_a_widget_that_is_closed_takes_its_pane_along(open_widgets):
    page = open_widgets(SoftmaxExplorer(), viewport=LAPTOP)
    page.evaluate(
        """async () => {
             const el = document.querySelector(".live-widget");
             const state = JSON.parse(JSON.stringify({ logits: [1, 2, 3, 4], label: 0,
               temperature: 1, offset: 0, shift: true }));
             const model = { get: key => state[key], set() {}, save_changes() {}, on() {}, off() {},
                             send() {} };
             window.close = (await liveWidgets.load("dense")).default.render({ model, el }); }"""
    )
    enlarge(page)
    page.evaluate("() => close()")
    expect(page.locator("dialog")).to_have_count(0)
    page.wait_for_function("() => !document.fullscreenElement")
    assert page.evaluate("document.querySelector('.live-widget').children.length") == 0
    assert page.evaluate("document.querySelector('.live-widget').style.minHeight") == ""


@pytest.mark.parametrize("widget", [ConvolutionExplorer(), PoolingExplorer(), OptimizerRace()])
def test_on_a_projector_picture_sum_and_play_are_seen_at_once(open_widgets, widget):
    page = open_widgets(widget, viewport=PROJECTOR)
    enlarge(page)
    pane = "(() => { const e = document.querySelector('dialog'); return e.scrollHeight; })()"
    assert page.evaluate(pane) <= PROJECTOR["height"]


def test_the_board_is_drawn_on_where_the_pointer_is(open_widgets):
    page = open_widgets(DrawingPad(strokes=[]), viewport=PROJECTOR)
    enlarge(page)
    box = page.locator(".lw-drawing").bounding_box()
    page.mouse.move(box["x"] + 0.25 * box["width"], box["y"] + 0.25 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.75 * box["width"], box["y"] + 0.5 * box["height"])
    page.mouse.up()
    assert link_state(page)["strokes"] == "28,28,84,56"


def test_train_is_played_by_space(open_widgets):
    page = open_widgets(TrainingLab(), viewport=LAPTOP)
    enlarge(page)
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Train", exact=True)).to_be_visible()
