"""The WelcomeNetwork under the hands of a reader: mouse, finger, keys, links, and the wave."""

import numpy as np
import pytest

from helpers.widgets import WelcomeNetwork
from helpers.widgets.drawing_pad import SAMPLES
from tests.browser.visits import at_rest
from tests.browser.widgets.opening import link_state

BOARD = ".lw-drawing"
LAYERS = [
    "pixels", "convolution", "pooling", "convolution", "pooling", "flatten", "dense", "dense",
]  # fmt: skip
# From now on, keep in `waves` which layer the wave is in, and when.
WATCH_WAVE = """() => {
  window.waves = [];
  const layers = [...document.querySelectorAll(".lw-layer")];
  new MutationObserver(() => {
    const at = layers.findIndex((layer) => layer.classList.contains("lw-front"));
    if (at >= 0 && waves.at(-1)?.at !== at) waves.push({ at, time: performance.now() });
  }).observe(document.querySelector(".lw"), { attributes: true, subtree: true });
}"""


def draw(page, *strokes):
    page.locator(BOARD).scroll_into_view_if_needed()
    box = page.locator(BOARD).bounding_box()
    for stroke in strokes:
        points = np.reshape(stroke, (-1, 2)) * box["width"] / 112 + (box["x"], box["y"])
        page.mouse.move(*points[0])
        page.mouse.down()
        for point in points[1:]:
            page.mouse.move(*point, steps=4)
        page.mouse.up()


def answer(page):
    """The large digit, once the wave has reached it."""
    at_rest(page)
    assert "lw-arrived" in page.locator(".lw-winner").get_attribute("class")
    return page.locator(".lw-winner b").inner_text()


def lesson(page):
    return page.locator(".lw-lesson").inner_text()


def pictures(page):
    """The pixels of the layers' canvases, as text."""
    return page.locator(".lw-layer canvas").evaluate_all(
        "all => all.map(canvas => canvas.toDataURL())"
    )


def test_it_starts_with_a_faint_seven_that_is_read(open_widgets):
    page = open_widgets(WelcomeNetwork())
    assert answer(page) == "7"
    assert page.locator(".lw-layer b:first-child").all_inner_texts()[:8] == LAYERS
    assert lesson(page).startswith(
        "Draw over the faint 7, or draw another digit. The network reads 7, with over 99.9 %."
    )
    darkest = page.locator(f"{BOARD} canvas").evaluate(
        """canvas => Math.min(...canvas.getContext("2d")
             .getImageData(0, 0, canvas.width, canvas.height).data)"""
    )
    assert 200 < darkest < 230
    assert page.errors == []


def test_a_mouse_draws_a_four_and_the_wave_runs_through_all_layers(open_widgets):
    page = open_widgets(WelcomeNetwork())
    before = pictures(page)
    page.evaluate(WATCH_WAVE)
    draw(page, SAMPLES["four"][0], SAMPLES["four"][1])
    assert answer(page) == "4"
    assert lesson(page).startswith("The network reads 4, with ")
    assert all(new != old for new, old in zip(pictures(page), before, strict=True))
    waves = page.evaluate("waves")
    # The last wave: the one after the first stroke may have been cut short.
    start = max(i for i, wave in enumerate(waves) if wave["at"] == waves[0]["at"])
    order = [wave["at"] for wave in waves[start:]]
    assert order == sorted(order) and order[-1] == len(LAYERS) - 1
    assert len(order) >= 5, "a busy machine may drop frames, but not the wave"
    between = waves[-1]["time"] - waves[start]["time"]
    assert 1000 < between < 2500


def test_while_the_pen_is_down_the_old_answer_is_gone(open_widgets):
    page = open_widgets(WelcomeNetwork())
    box = page.locator(BOARD).bounding_box()
    page.mouse.move(box["x"] + 50, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + 50, box["y"] + 120, steps=5)
    at_rest(page)
    assert "lw-waiting" in page.locator(".lw-flow").get_attribute("class")
    page.wait_for_function(
        "() => getComputedStyle(document.querySelector('.lw-winner')).opacity < 0.01"
    )
    page.mouse.up()
    assert answer(page) == "1"
    assert "lw-waiting" not in page.locator(".lw-flow").get_attribute("class")


def test_a_finger_draws(open_widgets):
    page = open_widgets(
        WelcomeNetwork(), viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    box = page.locator(BOARD).bounding_box()
    finger = page.context.new_cdp_session(page)
    for kind, x, y in [("touchStart", 56, 20), ("touchMove", 55, 60), ("touchMove", 56, 95)]:
        place = {"x": box["x"] + x * box["width"] / 112, "y": box["y"] + y * box["width"] / 112}
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [place]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert answer(page) == "1" and page.evaluate("scrollY") == 0


def test_the_keys_draw_and_the_answer_is_said(open_widgets):
    page = open_widgets(WelcomeNetwork())
    board = page.locator(BOARD)
    board.focus()
    for key in ["Space"] + ["Shift+ArrowDown"] * 7 + ["Space"]:
        board.press(key)
    assert answer(page) == "1"
    page.wait_for_function(
        "() => document.querySelector('.lw [role=status]').textContent.includes('reads 1')"
    )


def test_with_less_motion_the_answer_is_there_at_once(open_widgets):
    page = open_widgets(WelcomeNetwork(), reduced_motion="reduce")
    page.evaluate(WATCH_WAVE)
    draw(page, *SAMPLES["four"])
    assert answer(page) == "4"
    assert page.evaluate("waves") == []


def test_undo_and_clear(open_widgets):
    page = open_widgets(WelcomeNetwork(strokes=SAMPLES["four"]), reduced_motion="reduce")
    assert answer(page) == "4"
    page.get_by_role("button", name="Undo").click()
    at_rest(page)
    assert link_state(page)["strokes"] == ",".join(map(str, SAMPLES["four"][0]))
    page.get_by_role("button", name="Clear").click()
    assert answer(page) == "7" and "faint 7" in lesson(page)


def test_the_link_carries_the_drawing(open_widgets):
    page = open_widgets(WelcomeNetwork())
    draw(page, *SAMPLES["four"])
    assert answer(page) == "4"
    state = link_state(page)
    other = open_widgets(WelcomeNetwork(), fragment=page.evaluate("location.hash"))
    assert answer(other) == "4" and link_state(other) == state


@pytest.mark.parametrize("value", ["1,2,3", "a,b", "NaN,1", "1,2;" * 40])
def test_no_link_breaks_the_widget(open_widgets, value):
    page = open_widgets(WelcomeNetwork(), fragment=f"#widget=welcome&strokes={value}")
    assert answer(page) == "7" and page.errors == []


def test_without_links_in_its_place_no_layer_is_one(open_widgets):
    page = open_widgets(WelcomeNetwork())
    assert page.locator(".lw a").count() == 0 and "Click" not in page.locator(".lw").inner_text()


@pytest.mark.parametrize("width", [320, 390, 600, 800, 1920])
def test_nothing_moves_while_a_digit_is_drawn_and_read(open_widgets, width):
    page = open_widgets(WelcomeNetwork(), viewport={"width": width, "height": 900})
    places = """() => [...document.querySelectorAll(".lw *")]
      .filter((each) => !each.closest(".lw-winner"))
      .map((each) => each.getBoundingClientRect()).map(({ x, y }) => [x, y])"""
    height = "() => document.querySelector('.lw').offsetHeight"
    before = page.evaluate(height)
    box = page.locator(BOARD).bounding_box()
    page.mouse.move(box["x"] + 50, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + 60, box["y"] + 90, steps=5)
    at_rest(page)
    assert page.evaluate(height) == before
    down = page.evaluate(places)
    page.mouse.up()
    page.wait_for_function("() => document.querySelector('.lw-front')")
    assert page.evaluate(height) == before
    at_rest(page)
    assert page.evaluate(height) == before
    assert page.evaluate(places) == down


def test_labels_are_large_enough_on_a_phone_and_the_network_stands_upright(open_widgets):
    page = open_widgets(WelcomeNetwork(), viewport={"width": 320, "height": 700})
    small = page.evaluate(
        """() => [...document.querySelectorAll(".lw *")]
             .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
             .filter(e => parseFloat(getComputedStyle(e).fontSize) < 11).map(e => e.outerHTML)"""
    )
    assert small == []
    tops = page.locator(".lw-layer").evaluate_all(
        "all => all.map(layer => layer.getBoundingClientRect().top)"
    )
    assert tops == sorted(tops) and len(set(tops)) == len(LAYERS)
    page.set_viewport_size({"width": 1280, "height": 700})
    at_rest(page)
    lefts = page.locator(".lw-layer").evaluate_all(
        "all => all.map(layer => layer.getBoundingClientRect().left)"
    )
    assert lefts == sorted(lefts) and len(set(lefts)) == len(LAYERS)
