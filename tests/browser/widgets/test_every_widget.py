"""What holds for every widget: it starts, fits, is accessible, and cleans up after itself."""

import pytest

import helpers.widgets
from helpers.widgets import (
    ConvolutionExplorer,
    DrawingPad,
    DropoutExplorer,
    EarlyStoppingExplorer,
    FeatureMapExplorer,
    FlattenExplorer,
    OptimizerRace,
    PixelExplorer,
    PoolingExplorer,
    Quiz,
    SoftmaxExplorer,
    TrainingLab,
    TrainingReplay,
    WelcomeNetwork,
)
from helpers.widgets.modules import module_names
from tests.browser.accessible import violations
from tests.browser.visits import at_rest

# One of each kind, and more where a state looks different.
EXAMPLES = {
    "callbacks": lambda: EarlyStoppingExplorer(),
    "callbacks, your own": lambda: EarlyStoppingExplorer(losses=[2, 1, 1.5, 0.5], epoch=2),
    "convolution": lambda: ConvolutionExplorer(),
    "convolution, large kernel": lambda: ConvolutionExplorer(
        preset="curve", image="photograph", padding=3, stride=2, flip=True
    ),
    "convolution, a drawing": lambda: ConvolutionExplorer(
        image="drawing", strokes=[[30, 26, 82, 23, 50, 94]]
    ),
    "convolution, back to the input": lambda: ConvolutionExplorer(
        view="back", slopes="loss", preset="curve", padding=2, stride=2
    ),
    "convolution, back to the kernel": lambda: ConvolutionExplorer(
        view="kernel", slopes="loss", kernel=[[0] * 3] * 3, tap=4
    ),
    "convolution, a question": lambda: ConvolutionExplorer(predict=["It will be", "one", "two"]),
    "dense": lambda: SoftmaxExplorer(),
    "dense, overflowing": lambda: SoftmaxExplorer(offset=1000, shift=False),
    "drawing pad": lambda: DrawingPad(),
    "drawing pad, blank and nothing done": lambda: DrawingPad(
        strokes=[], invert=False, fit=False, center=False, layer=0
    ),
    "dropout": lambda: DropoutExplorer(),
    "dropout, a bug": lambda: DropoutExplorer(version="no rescaling", rate=0.9, masks=300),
    "feature maps": lambda: FeatureMapExplorer(),
    "feature maps, a drawing": lambda: FeatureMapExplorer(
        source="drawing", strokes=[[30, 20, 84, 20, 50, 100]], layer=2, map=3, row=3, column=4
    ),
    "feature maps, a dense unit": lambda: FeatureMapExplorer(layer=5, map=12, example=3),
    "flatten": lambda: FlattenExplorer(),
    "flatten, shuffled": lambda: FlattenExplorer(height=7, width=2, channels=2, shuffle=True),
    "optimizer race": lambda: OptimizerRace(),
    "optimizer race, too fast": lambda: OptimizerRace(valley="bent", learning_rate=1.5, step=100),
    "pixels": lambda: PixelExplorer(),
    "pixels, gray": lambda: PixelExplorer(image="digit-7", row=27, unit="floats"),
    "pooling": lambda: PoolingExplorer(),
    "pooling, way back": lambda: PoolingExplorer(view="back", size=4, stride=3, shift=2),
    "quiz": lambda: Quiz("convolution"),
    "training": lambda: TrainingReplay(),
    "training lab": lambda: TrainingLab(),
    "training lab, one that fails": lambda: TrainingLab(fault="C"),
    "training, at its end": lambda: TrainingReplay(frame=47, layer=3, example=0),
    "training, a question": lambda: TrainingReplay(predict=["It will be", "one", "two", "three"]),
    "welcome": lambda: WelcomeNetwork(),
    "welcome, a drawing": lambda: WelcomeNetwork(
        strokes=[[40, 20, 30, 60, 84, 57], [68, 24, 64, 96]]
    ),
}


def test_every_widget_is_among_the_examples():
    assert {make().module for make in EXAMPLES.values()} == set(module_names())
    assert len(helpers.widgets.__all__) == len(module_names())


# Targets that are smaller than that. A kernel of 7 columns leaves each cell less on a phone: its
# cells are held to the 24 pixels that WCAG 2.2 asks for, and the arrow keys go from one to another.
SMALL_TARGETS = """(least) =>
  [...document.querySelectorAll(".lw button, .lw select, .lw input, .lw label, .lw a")]
    .map(e => e.closest(".lw-tick, .lw-file, .lw-segments label") ?? e)
    .filter(e => e.checkVisibility() && !(e.tagName === "LABEL" && e.htmlFor))
    .filter(e => { const box = e.getBoundingClientRect();
                   const enough = e.closest(".lw-editor") ? Math.min(least, 24) : least;
                   return box.width < enough - 0.01 || box.height < enough - 0.01; })
    .map(e => e.outerHTML.slice(0, 120))"""

SMALLEST = 11  # pixels
SMALL_TEXTS = """(smallest) => [...document.querySelectorAll(".lw *")]
  .filter(e => e.checkVisibility() && !e.closest(".lw-unseen")
            && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
  .filter(e => parseFloat(getComputedStyle(e).fontSize) < smallest - 0.01)
  .map(e => [e.outerHTML.slice(0, 90), getComputedStyle(e).fontSize])"""


@pytest.fixture(scope="module", params=EXAMPLES)
def widget(request):
    return EXAMPLES[request.param]()


def test_it_fits_on_a_phone_and_under_a_finger(shown, widget):
    page = shown(widget, viewport={"width": 390, "height": 700})
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 700})
        at_rest(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        spilled = page.evaluate(
            """() => [...document.querySelectorAll(".lw *:not(.lw-unseen)")].filter(element =>
                 element.getBoundingClientRect().right > innerWidth + 0.5).map(e => e.outerHTML)"""
        )
        assert spilled == []
    assert page.evaluate(SMALL_TARGETS, 24) == []


def test_no_text_is_too_small_on_a_phone(shown, widget):
    page = shown(widget, viewport={"width": 390, "height": 844})
    assert page.evaluate(SMALL_TEXTS, SMALLEST) == []


@pytest.mark.parametrize("width", [390, 320])
def test_under_a_finger_every_target_has_44_pixels(shown, widget, width):
    page = shown(widget, has_touch=True, viewport={"width": width, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(SMALL_TARGETS, 44) == []


def test_no_text_is_there_without_being_seen(shown, widget):
    """A style that one widget has for itself must not reach into another one."""
    page = shown(widget)
    page.wait_for_function(  # what is on its way at first has arrived in the end
        """() => [...document.querySelectorAll(".lw p, .lw span, .lw b, .lw label")]
             .filter(e => e.innerText.trim() && e.checkVisibility({ visibilityProperty: true }))
             .every(e => e.checkVisibility({ opacityProperty: true }))"""
    )


def test_every_control_can_be_reached_and_shows_its_focus(shown, widget):
    page = shown(widget)
    page.locator("body").focus()
    seen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        found = page.evaluate(
            """() => { const e = document.activeElement;
                 if (!e.closest(".lw")) return null;
                 if (!e.dataset.lmSuppressShortcuts) return "open to JupyterLab's shortcuts";
                 const shown = e.matches(".lw-segments input") ? e.nextElementSibling : e;
                 return getComputedStyle(shown).outlineStyle; }"""
        )
        if found is None and seen:
            break
        seen.append(found)
    assert len(seen) >= 4
    assert set(seen) == {"solid"}


# After those that only look: what axe has measured slows down each change of the page.
@pytest.mark.parametrize(("theme", "width"), [("light", 390), ("dark", 1280)])
def test_it_starts_without_complaint_and_passes_axe(shown, widget, theme, width):
    page = shown(widget, theme=theme, viewport={"width": width, "height": 900})
    assert page.locator(".live-widget").get_attribute("data-state") == "ready"
    assert page.errors == []
    assert violations(page) == {}


def test_two_of_a_kind_do_not_share_state_or_ids(open_widgets, widget):
    page = open_widgets(widget, widget)
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))
    names = page.evaluate(
        """[...document.querySelectorAll('.live-widget')].map(div =>
             [...div.querySelectorAll('input[type=radio]')].map(e => e.name))"""
    )
    assert not set(names[0]) & set(names[1])


def test_a_disposed_widget_leaves_nothing_behind(shown, widget):
    page = shown(widget)
    left = page.evaluate(
        """async ([name, state]) => {
             const counts = {};
             const model = {
               get: key => state[key], set() {}, save_changes() {}, send() {},
               on(event) { counts[event] = (counts[event] ?? 0) + 1; },
               off(event) { counts[event] -= 1; },
             };
             const el = document.createElement("div");
             document.body.append(el);
             const close = (await liveWidgets.load(name)).default.render({ model, el });
             close();
             const answers = counts["msg:custom"];
             delete counts["msg:custom"];
             return { children: el.children.length, listeners: Object.values(counts), answers };
           }""",
        [widget.module, widget.static_state()],
    )
    assert left["children"] == 0
    assert set(left["listeners"]) <= {0}


def test_a_broken_state_is_reported_in_the_page(shown, contexts, widget, static_folder):
    html = shown(widget).content().replace(f'data-module="{widget.module}"', 'data-module="none"')
    broken = static_folder / "broken.html"
    broken.write_text(html.replace('data-state="ready"', ""), encoding="utf-8")
    page = contexts().new_page()
    page.goto(broken.as_uri())
    page.wait_for_selector('.live-widget[data-state="failed"]')
    assert "could not start" in page.locator(".live-widget").inner_text()
    page.close()
