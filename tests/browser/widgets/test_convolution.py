"""The ConvolutionExplorer under the hands of a reader: mouse, touch, keyboard, links."""

import json
import re
from urllib.parse import parse_qsl

import numpy as np
import pytest

from helpers.convolution import convolve2d_loops
from helpers.widgets import ConvolutionExplorer
from helpers.widgets.pictures import picture
from tests.browser.visits import at_rest
from tests.browser.widgets.opening import INKED, link_state, stop_clock

SUM = ".lw-sum"
KERNEL = ".lw-editor input"


def kernel_of(page):
    """The numbers in the kernel's fields, as text."""
    return page.locator(KERNEL).evaluate_all("fields => fields.map(field => field.value)")


def pressed(page):
    return page.locator(".lw-chip[aria-pressed=true]").inner_text()


def test_it_starts_with_the_state_of_the_notebook(open_widgets):
    page = open_widgets(ConvolutionExplorer(image="photograph", preset="sharpen", stride=2))
    assert page.get_by_label("Picture").input_value() == "photograph"
    assert pressed(page) == "sharpen"
    assert kernel_of(page) == ["0", "−1", "0", "−1", "5", "−1", "0", "−1", "0"]
    assert page.get_by_role("group", name="Stride").get_by_label("2").is_checked()
    assert page.errors == []


def test_the_sum_is_the_sum_of_the_window(open_widgets):
    page = open_widgets(ConvolutionExplorer(kernel=[[1, 1, 1]] * 3, row=10, column=12))
    window = picture("digit-7")[10:13, 12:15] / 255
    assert float(page.locator(SUM).inner_text()) == pytest.approx(window.sum(), abs=0.006)


def test_presets_change_kernel_and_map(open_widgets):
    page = open_widgets(ConvolutionExplorer(row=10, column=12))
    page.get_by_role("button", name="identity").click()
    at_rest(page)
    assert kernel_of(page) == ["0"] * 4 + ["1"] + ["0"] * 4
    middle = picture("digit-7")[11, 13] / 255
    assert float(page.locator(SUM).inner_text()) == pytest.approx(middle, abs=0.006)
    page.get_by_role("button", name="curve").click()
    at_rest(page)
    assert len(kernel_of(page)) == 49


def test_random_gives_another_kernel_each_time(open_widgets):
    page = open_widgets(ConvolutionExplorer())
    seen = set()
    for _ in range(4):
        page.get_by_role("button", name="random").click()
        at_rest(page)
        seen.add(tuple(kernel_of(page)))
    assert len(seen) > 1


def test_a_typed_number_counts_at_once_and_makes_the_kernel_custom(open_widgets):
    page = open_widgets(ConvolutionExplorer(preset="identity", row=10, column=12))
    page.locator(KERNEL).nth(4).fill("-0,5")
    at_rest(page)
    middle = picture("digit-7")[11, 13] / 255
    total = float(page.locator(SUM).inner_text().replace("−", "-"))
    assert total == pytest.approx(-0.5 * middle, abs=0.006)
    assert page.locator(".lw-chip[aria-pressed=true]").count() == 0


@pytest.mark.parametrize("text", ["", "-", "abc", "1e", "1/0", "99999", "NaN"])
def test_nonsense_is_marked_and_leaves_the_kernel_alone(open_widgets, text):
    page = open_widgets(ConvolutionExplorer(preset="identity", row=10, column=12))
    before = page.locator(SUM).inner_text()
    field = page.locator(KERNEL).nth(4)
    field.fill(text)
    at_rest(page)
    assert field.get_attribute("aria-invalid") == "true"
    assert page.locator(SUM).inner_text() == before
    field.blur()
    assert field.input_value() == "1" and field.get_attribute("aria-invalid") is None


def test_fractions_are_numbers(open_widgets):
    page = open_widgets(ConvolutionExplorer(preset="identity"))
    page.locator(KERNEL).nth(0).fill("1/9")
    page.locator(KERNEL).nth(0).blur()
    at_rest(page)
    assert kernel_of(page)[0] == "0.11"
    page.locator(KERNEL).nth(0).focus()
    at_rest(page)
    assert kernel_of(page)[0] == str(1 / 9), "the field that has the focus shows all digits"


def test_the_arrow_keys_walk_through_the_kernel(open_widgets):
    page = open_widgets(ConvolutionExplorer())
    fields = page.locator(KERNEL)
    assert fields.evaluate_all("fields => fields.filter(f => f.tabIndex === 0).length") == 1
    fields.nth(0).focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowLeft"):
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Row 3, column 1"
    page.keyboard.type("7")
    at_rest(page)
    assert kernel_of(page)[6] == "7"


def test_kernel_size_keeps_the_middle(open_widgets):
    page = open_widgets(ConvolutionExplorer(preset="sharpen"))
    sizes = page.get_by_role("group", name="Kernel size")
    sizes.get_by_label("5").check(force=True)
    at_rest(page)
    assert len(kernel_of(page)) == 25 and kernel_of(page)[12] == "5"
    sizes.get_by_label("1").check(force=True)
    at_rest(page)
    assert kernel_of(page) == ["5"]


def test_hovering_moves_the_window_on_both_pictures(open_widgets):
    page = open_widgets(ConvolutionExplorer())
    for index, side in ((0, 28), (1, 26)):
        box = page.locator(".lw-pixels[tabindex]").nth(index).bounding_box()
        cell = box["width"] / side
        # The cell (row 9, column 14) of the map; its window's middle pixel is (10, 15).
        shift = 1 if index == 0 else 0
        page.mouse.move(box["x"] + (14.5 + shift) * cell, box["y"] + (9.5 + shift) * cell)
        at_rest(page)
        state = link_state(page)
        assert (state["row"], state["column"]) == ("9", "14")
        page.mouse.move(1, 1)


def test_touch_moves_the_window(open_widgets):
    page = open_widgets(
        ConvolutionExplorer(), viewport={"width": 390, "height": 844}, has_touch=True
    )
    page.locator(".lw-pixels[tabindex]").nth(1).scroll_into_view_if_needed()
    box = page.locator(".lw-pixels[tabindex]").nth(1).bounding_box()
    cell = box["width"] / 26
    page.touchscreen.tap(box["x"] + 3.5 * cell, box["y"] + 5.5 * cell)
    at_rest(page)
    state = link_state(page)
    assert (state["row"], state["column"]) == ("5", "3")


@pytest.mark.parametrize("index", [0, 1])
def test_arrow_keys_move_the_window_and_stop_at_the_border(open_widgets, index):
    page = open_widgets(ConvolutionExplorer(row=0, column=0, stride=2))
    page.locator(".lw-pixels[tabindex]").nth(index).focus()
    for key in ("ArrowLeft", "ArrowUp"):
        page.keyboard.press(key)
    at_rest(page)
    assert link_state(page)["row"] == "0"
    page.locator(".lw-pixels[tabindex]").nth(index).focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowRight"):
        page.keyboard.press(key)
        at_rest(page)
    assert (link_state(page)["row"], link_state(page)["column"]) == ("2", "1")
    page.locator(".lw-pixels[tabindex]").nth(index).focus()
    page.keyboard.press("Control+End")
    at_rest(page)
    page.keyboard.press("ArrowDown")
    at_rest(page)
    assert (link_state(page)["row"], link_state(page)["column"]) == ("12", "12")


@pytest.mark.parametrize("stride", [1, 2, 3, 4])
@pytest.mark.parametrize("size", [1, 7])
def test_one_arrow_key_is_one_window_at_any_stride(open_widgets, size, stride):
    kernel = [[1] * size] * size
    page = open_widgets(ConvolutionExplorer(kernel=kernel, stride=stride, row=1, column=1))
    page.locator(".lw-pixels").first.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "ArrowLeft"):
        page.keyboard.press(key)
        at_rest(page)
    assert (link_state(page)["row"], link_state(page)["column"]) == ("2", "2")


def test_sizes_are_explained_and_both_readings_shown(open_widgets):
    page = open_widgets(ConvolutionExplorer(stride=2))
    text = page.locator(".lw-sizes").inner_text()
    assert "(28 + 2·0 − 3) ÷ 2 + 1 = 13.5, not whole" in text
    assert "Rounded down here to 13" in text and "Another tool may refuse" in text
    page.get_by_role("group", name="Padding").get_by_label("2").check(force=True)
    page.get_by_role("group", name="Stride").get_by_label("1").check(force=True)
    at_rest(page)
    text = page.locator(".lw-sizes").inner_text()
    assert "= 30." in text and "30 × 30" in text and "refuse" not in text


def test_flip_turns_the_kernel_in_the_sum(open_widgets):
    page = open_widgets(ConvolutionExplorer(preset="horizontal-edges", row=6, column=12))
    before = page.locator(SUM).inner_text()
    assert before not in ("0", "")
    page.get_by_label("flip the kernel").check()
    at_rest(page)
    assert page.locator(SUM).inner_text().replace("−", "") == before.replace("−", "")
    assert page.locator(SUM).inner_text() != before
    assert kernel_of(page)[:3] == ["−1"] * 3, "the editor shows the kernel as it was given"


def shown_cells(page):
    """How many cells of the map are not blank gray."""
    return page.evaluate(
        """() => { const canvas = document.querySelectorAll(".lw-pixels[tabindex] canvas")[1];
             const pen = canvas.getContext("2d"); const cell = canvas.width / 26; let count = 0;
             for (let row = 0; row < 26; row++) for (let column = 0; column < 26; column++) {
               const x = Math.floor((column + 0.5) * cell), y = Math.floor((row + 0.5) * cell);
               const [r, g, b] = pen.getImageData(x, y, 1, 1).data;
               if (!(r === 205 && g === 208 && b === 214)) count++; }
             return count; }"""
    )


def test_steps_walk_the_window_and_write_out_the_sum(open_widgets):
    page = open_widgets(ConvolutionExplorer(kernel=[[2]], image="checkerboard", padding=1))
    step = page.get_by_role("button", name="Step", exact=True)
    step.click()
    at_rest(page)
    assert (link_state(page)["row"], link_state(page)["column"]) == ("0", "0")
    assert page.locator(".lw-written").inner_text() == "All products are 0, so the sum is 0."
    for _ in range(31):
        step.click()
    at_rest(page)
    assert (link_state(page)["row"], link_state(page)["column"]) == ("1", "1")
    assert page.locator(".lw-written").inner_text() == "1×2 = 2"
    page.get_by_role("button", name="Step back").click()
    at_rest(page)
    assert (link_state(page)["row"], link_state(page)["column"]) == ("1", "0")


def test_the_map_fills_while_the_window_walks(open_widgets):
    page = open_widgets(ConvolutionExplorer())
    assert shown_cells(page) == 26 * 26
    for _ in range(3):
        page.get_by_role("button", name="Step", exact=True).click()
    at_rest(page)
    assert shown_cells(page) == 3
    page.get_by_role("button", name="Whole map").click()
    at_rest(page)
    assert shown_cells(page) == 26 * 26


def first_to_see(widget):
    """The first cell of the map with a twentieth of the strongest answer, counted row by row."""
    image = picture(widget.image) / 255
    answers = np.abs(convolve2d_loops(image, np.array(widget.kernel)).ravel())
    return int(np.flatnonzero(answers > answers.max() / 20)[0])


def test_play_looks_closely_at_the_first_windows_that_are_not_empty(open_widgets):
    widget = ConvolutionExplorer(image="digit-7", preset="vertical-edges")
    start = first_to_see(widget)
    assert start > 26, "the first rows are empty"
    page = open_widgets(widget, own=True)
    stop_clock(page)
    page.get_by_role("button", name="Play").click()
    flight = page.locator(".lw-flight")
    for window in range(3):  # 1.2 s each
        for wait, landed in ((500, 0), (400, 0), (260, 1)):
            page.clock.run_for(wait)
            assert shown_cells(page) == start + window + landed
            assert flight.evaluate(INKED)
        page.clock.run_for(40)
    page.clock.run_for(200)
    assert flight.is_hidden()
    seen = [shown_cells(page)]
    for _ in range(6):
        page.clock.run_for(1000)
        seen.append(shown_cells(page))
    steps = np.diff(seen)
    assert (np.diff(steps) > 0).all(), "faster and faster"
    page.clock.run_for(600)
    assert page.get_by_role("button", name="Play").is_visible(), "over in 11 seconds"
    assert shown_cells(page) == 26 * 26 and page.errors == []


def test_play_is_paused_and_goes_on_without_another_close_look(open_widgets):
    page = open_widgets(ConvolutionExplorer(), own=True)
    stop_clock(page)
    written = page.locator(".lw-written").first
    before = written.inner_text()
    page.get_by_label("Speed").select_option("fast")
    page.get_by_role("button", name="Play").click()
    page.clock.run_for(2500)
    assert written.inner_text() != before
    page.get_by_role("button", name="Pause").click()
    page.clock.run_for(100)
    walked = shown_cells(page)
    assert 200 <= walked < 26 * 26, "faster and faster"
    page.clock.run_for(1000)
    assert shown_cells(page) == walked
    page.get_by_role("button", name="Play").click()
    page.clock.run_for(100)
    assert page.locator(".lw-flight").is_hidden() and shown_cells(page) >= walked
    page.clock.run_for(4000)
    assert page.get_by_role("button", name="Play").is_visible(), "it stops at the end"
    assert shown_cells(page) == 26 * 26
    assert written.inner_text() == before, "the window is where it was, not in an empty corner"


def test_a_run_of_any_map_reaches_every_cell_within_its_time(open_widgets):
    page = open_widgets(ConvolutionExplorer())
    runs = page.evaluate(
        """async () => {
          const { placeInRun } = await liveWidgets.load("convolution");
          const runs = [1, 2, 3, 4, 49, 196, 676].flatMap((count) => [4, 10, 20].map((seconds) => {
            const times = Array.from({ length: 2000 }, (_, i) => (i * seconds) / 1990);
            const seen = times.map((time) => placeInRun(time, count, seconds));
            return { count, seen, last: seen.findIndex(({ over }) => over) };
          }));
          return JSON.stringify(runs);
        }"""
    )
    for run in json.loads(runs):
        cells = [place["cell"] for place in run["seen"]]
        assert cells == sorted(cells) and cells[0] == 0 and cells[-1] == run["count"] - 1
        assert set(np.diff(cells)) <= {0, 1, 2}
        assert 0 < run["last"] <= 1990
        assert all(
            place["share"] is not None
            for place in run["seen"]
            if place["cell"] < min(run["count"], 3) and not place["over"]
        )


@pytest.mark.parametrize("image", ["digit-7", "photograph"])
def test_play_starts_where_something_is_and_lasts_ten_seconds(open_widgets, image):
    page = open_widgets(ConvolutionExplorer(image=image), own=True)
    stop_clock(page)
    page.get_by_role("button", name="Play").click()
    page.clock.run_for(40)
    assert page.locator(SUM).inner_text() != "0", "the first window is not empty"
    page.clock.run_for(6_000)
    assert page.get_by_role("button", name="Pause").is_visible(), "nor is it over at once"
    page.clock.run_for(6_000)
    assert page.get_by_role("button", name="Play").is_visible()
    assert shown_cells(page) == 26 * 26


def test_reduced_motion_walks_to_the_end_at_once(open_widgets):
    page = open_widgets(ConvolutionExplorer(), reduced_motion="reduce")
    page.clock.install(time=0)
    page.clock.pause_at(10_000)
    page.get_by_role("button", name="Step", exact=True).click()
    page.get_by_role("button", name="Walk to the end").click()
    page.clock.run_for(40)
    assert shown_cells(page) == 26 * 26
    state = link_state(page)
    assert (state["row"], state["column"]) == ("25", "25")
    assert page.get_by_role("button", name="Pause").count() == 0


def test_the_link_carries_the_state_to_another_page(open_widgets):
    page = open_widgets(ConvolutionExplorer())
    page.get_by_label("Picture").select_option("stripes")
    page.locator(KERNEL).nth(0).fill("0.25")
    page.get_by_label("flip the kernel").check()
    at_rest(page)
    state = link_state(page)
    assert state["widget"] == "convolution"
    fragment = page.evaluate("location.hash")

    other = open_widgets(ConvolutionExplorer(), fragment=fragment)
    assert kernel_of(other)[0] == "0.25"
    assert other.get_by_label("Picture").input_value() == "stripes"
    assert other.get_by_label("flip the kernel").is_checked()
    assert link_state(other) == state
    assert other.errors == []


def test_a_link_in_the_page_is_followed_without_reloading(open_widgets):
    page = open_widgets(ConvolutionExplorer(), ConvolutionExplorer())
    page.evaluate("location.hash = '#widget=convolution-2&preset=blur&stride=3'")
    page.wait_for_function(
        "() => document.querySelectorAll('[aria-pressed=true]')[1].innerText == 'blur'"
    )
    assert page.locator(".lw-chip[aria-pressed=true]").first.inner_text() == "vertical edges"
    page.get_by_role("button", name="Start again").nth(1).click()
    at_rest(page)
    assert page.locator(".lw-chip[aria-pressed=true]").nth(1).inner_text() == "vertical edges"


def test_a_drawing_is_the_input(open_widgets):
    page = open_widgets(ConvolutionExplorer(preset="identity", row=12, column=12))
    board = page.locator(".lw-drawing")
    assert not board.is_visible()
    page.get_by_label("Picture").select_option("drawing")
    at_rest(page)
    assert page.locator(SUM).inner_text() == "0", "nothing is drawn yet"
    board.focus()
    for key in ["Space"] + ["Shift+ArrowDown"] * 6:
        board.press(key)
    at_rest(page)
    state = link_state(page)
    assert state["strokes"] == "56,28,56,76"
    drawn = ConvolutionExplorer(image="drawing", strokes=[[56, 28, 56, 76]]).pixels
    assert drawn[13, 13] > 0.5
    assert float(page.locator(SUM).inner_text()) == pytest.approx(drawn[13, 13], abs=0.006)

    fragment = page.evaluate("location.hash")
    other = open_widgets(ConvolutionExplorer(), fragment=fragment)
    assert link_state(other) == state
    assert other.locator(SUM).inner_text() == page.locator(SUM).inner_text()
    assert other.errors == [] and page.errors == []


def test_a_link_from_before_there_were_drawings_still_works(open_widgets):
    fragment = (
        "#widget=convolution&image=stripes&preset=custom&kernel=1,0,-1;2,0,-2;1,0,-1"
        "&stride=2&padding=1&flip=true&row=3&column=4"
    )
    page = open_widgets(ConvolutionExplorer(), fragment=fragment)
    later = {"strokes": "", "view": "forward", "slopes": "ones", "hidden": "horizontal-edges"}
    assert link_state(page) == {
        **dict(parse_qsl(fragment[1:])), **later, "learning_rate": "1", "tap": "0",
    }  # fmt: skip


@pytest.mark.parametrize("strokes", ["1,2,3", "0,500", "a", "1,2;" * 50, ";"])
def test_no_drawing_in_a_link_breaks_the_widget(open_widgets, strokes):
    fragment = f"#widget=convolution&image=drawing&strokes={strokes}"
    page = open_widgets(ConvolutionExplorer(), fragment=fragment)
    assert link_state(page)["strokes"] == "" and page.errors == []


@pytest.mark.parametrize(
    "fragment",
    [
        "#widget=convolution&image=unicorn&preset=nonsense&stride=9&padding=-1&flip=maybe",
        "#widget=convolution&preset=custom&kernel=1,2;3",
        "#widget=convolution&preset=custom&kernel=1,2;3,4",
        "#widget=convolution&preset=custom&kernel=;;;&row=-3&column=1e99",
        "#widget=convolution&preset=random-0&row=NaN",
        "#widget=convolution&preset=learned-99",
        "#widget=convolution&preset=__proto__&image=constructor",
        "#widget=convolution&preset=custom&kernel=" + ",".join(["1"] * 500),
        "#widget=convolution&%",
        "#widget=&&&===",
        "#widget=telepathy&image=digit-3",
        "#widget",
        "#",
    ],
)
def test_no_link_breaks_the_widget(open_widgets, fragment):
    page = open_widgets(ConvolutionExplorer(), fragment=fragment)
    assert page.locator(".live-widget").get_attribute("data-state") == "ready"
    assert pressed(page) == "vertical edges"
    assert page.get_by_label("Picture").input_value() == "digit-7"
    assert re.fullmatch(r"−?\d+(\.\d+)?", page.locator(SUM).inner_text())
    assert page.errors == []


def test_a_change_is_drawn_in_the_at_rest(open_widgets):
    page = open_widgets(ConvolutionExplorer(row=9, column=12))  # a white pixel in the middle
    drawn = page.evaluate(
        """() => new Promise(done => {
             const before = document.querySelector(".lw-sum").textContent;
             const field = document.querySelectorAll(".lw-editor input")[4];
             field.value = "100";
             field.dispatchEvent(new Event("input", { bubbles: true }));
             requestAnimationFrame(() =>
               done(before !== document.querySelector(".lw-sum").textContent)); })"""
    )
    assert drawn


def test_screen_readers_hear_a_sentence_once_the_reader_rests(open_widgets):
    page = open_widgets(ConvolutionExplorer(row=10, column=12))
    status = page.locator(".lw [role=status]")
    assert status.inner_text() == "", "nothing is announced before the reader does something"
    page.locator(".lw-pixels[tabindex]").nth(1).focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.querySelector('.lw [role=status]').textContent")
    assert re.match(r"Row 10, column 13 of the map: the sum is ", status.inner_text())


def test_the_theme_follows_the_page(open_widgets):
    page = open_widgets(ConvolutionExplorer())
    root = page.locator(".lw")
    assert root.get_attribute("data-theme") == "light"
    light = root.evaluate("root => getComputedStyle(root).backgroundColor")
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    page.wait_for_function("() => document.querySelector('.lw').dataset.theme === 'dark'")
    assert root.evaluate("root => getComputedStyle(root).backgroundColor") != light


def test_without_a_theme_of_the_page_the_system_decides(open_widgets):
    page = open_widgets(ConvolutionExplorer(), color_scheme="dark")
    page.evaluate("delete document.documentElement.dataset.theme")
    page.wait_for_function("() => document.querySelector('.lw').dataset.theme === 'dark'")
    page.emulate_media(color_scheme="light")
    page.wait_for_function("() => document.querySelector('.lw').dataset.theme === 'light'")


def test_jupyterlab_s_theme_is_known(open_widgets):
    page = open_widgets(ConvolutionExplorer())
    page.evaluate(
        """() => { delete document.documentElement.dataset.theme;
                   document.body.dataset.jpThemeLight = "false"; }"""
    )
    page.wait_for_function("() => document.querySelector('.lw').dataset.theme === 'dark'")


def test_what_is_drawn_is_what_is_computed(open_widgets):
    """The colors of the drawn map, read back, lie on the scale where the numbers say."""
    page = open_widgets(
        ConvolutionExplorer(kernel=[[0, 0, 0], [0, -1, 0], [0, 0, 0]], image="stripes", row=1)
    )
    colors = page.evaluate(
        """() => { const canvas = document.querySelectorAll(".lw-pixels[tabindex] canvas")[1];
             const pen = canvas.getContext("2d");
             const cell = canvas.width / 26;
             return [4, 7].map(column =>
               [...pen.getImageData((column + 0.5) * cell, 20.5 * cell, 1, 1).data]); }"""
    )
    stripes = picture("stripes") / 255
    assert stripes[21, 5] == 1 and stripes[21, 8] == 0
    assert colors[0] == [15, 76, 153, 255], "minus one is the strongest blue"
    assert colors[1] == [247, 247, 245, 255], "zero has the color of the paper"
