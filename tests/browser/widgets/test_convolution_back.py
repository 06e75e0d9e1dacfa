"""The ConvolutionExplorer's way back: slopes that land on the picture, and a kernel that learns."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from helpers.convolution import conv2d_gradients_loops, convolve2d_loops
from helpers.losses import MeanSquaredError
from helpers.widgets import ConvolutionExplorer
from helpers.widgets.convolution import preset_kernel
from helpers.widgets.pictures import picture
from tests.browser.visits import at_rest
from tests.browser.widgets.opening import INKED, link_state, stop_clock

ZEROS = [[0] * 3] * 3
GRADIENT = ".lw-part:has(> .lw-caption:text-is('gradient of the input')) canvas"
MET = ".lw-part:has(> .lw-caption:has-text('pixel × slope')) canvas"
PAPER, BLANK = "247,247,245", "205,208,214"


def number(text):
    return float(text.replace("−", "-"))


def colored(page, canvas, height, width, blank=PAPER):
    """Which cells of a picture do not have that color, read back: (height, width) of True, False.

    Beside the upper left corner of each cell: a frame lies on the edges, and covers few corners.
    """
    flat = page.locator(canvas).first.evaluate(
        """(canvas, [height, width, blank]) => {
          const pen = canvas.getContext("2d");
          const side = canvas.width / width;
          return Array.from({ length: height * width }, (_, i) => {
            const place = [(i % width) + 0.5, Math.floor(i / width) + 0.5];
            const [x, y] = place.map((k) => Math.floor(k * side));
            return [...pen.getImageData(x, y, 1, 1).data].slice(0, 3).join() !== blank;
          }); }""",
        [height, width, blank],
    )
    return np.reshape(flat, (height, width))


def whole_gradients(kernel, hidden, image="digit-7"):
    """The loss and its gradients by picture and kernel, with `helpers`."""
    x, loss = picture(image) / 255, MeanSquaredError()
    y, wanted = convolve2d_loops(x, kernel), convolve2d_loops(x, hidden)
    slopes = loss.gradient(wanted, y)
    grad_x, grad_kernel, _ = conv2d_gradients_loops(
        x[..., None], kernel[..., None, None], slopes[..., None]
    )
    return float(loss(wanted, y)), slopes, grad_x[:, :, 0], grad_kernel[:, :, 0, 0]


def press_output(page, row, column, side=26):
    box = page.locator("[aria-label^='Slopes of']").bounding_box()
    x, y = ((k + 0.5) * box["width"] / side for k in (column, row))
    page.mouse.click(box["x"] + x, box["y"] + y)


def lesson(page):
    return page.locator(".lw-lesson").inner_text()


def written(page):
    return page.locator(".lw-written").inner_text()


# ---- back to the input ----


def test_a_slope_times_the_kernel_is_what_the_window_gets(open_widgets):
    hidden = preset_kernel("horizontal-edges")
    page = open_widgets(ConvolutionExplorer(view="back", slopes="loss", row=8, column=12))
    _, slopes, grad_x, _ = whole_gradients(np.array([[-1, 0, 1]] * 3), hidden)
    assert number(page.locator(".lw-result .lw-factor").inner_text()) == pytest.approx(
        slopes[8, 12], rel=0.01
    )
    table = page.locator(".lw-table", has_text="for the pixels, in hundredths")
    shares = [number(text) / 100 for text in table.locator("span").all_inner_texts()]
    assert shares == pytest.approx(list(slopes[8, 12] * np.tile([-1, 0, 1], 3)), abs=6e-5)
    assert "The pixel in the middle, row 9, column 13, has from 9 outputs" in written(page)
    assert number(written(page).split("= ")[1]) == pytest.approx(grad_x[9, 13], rel=0.05)
    assert f"÷ {26 * 26}" in lesson(page)


def test_the_gradient_that_is_drawn_is_zero_where_it_is_zero(open_widgets):
    page = open_widgets(ConvolutionExplorer(view="back", row=12, column=12))
    seen = colored(page, GRADIENT, 28, 28)
    # All slopes are 1: inside, the numbers of the kernel add up to 0, at the sides they do not.
    assert seen[:, [0, 1, -2, -1]].all() and not seen[:, 2:-2].any()


def test_outputs_that_are_pressed_send_their_slopes_and_overlaps_add_up(open_widgets):
    page = open_widgets(
        ConvolutionExplorer(view="back", kernel=[[1, 1, 1]] * 3), reduced_motion="reduce"
    )
    press_output(page, 4, 6)
    at_rest(page)
    expected = np.zeros((28, 28), dtype=bool)
    expected[4:7, 6:9] = True
    np.testing.assert_array_equal(colored(page, GRADIENT, 28, 28), expected)
    assert "So far 1 of 676 outputs have." in lesson(page)
    press_output(page, 5, 7)
    at_rest(page)
    expected[5:8, 7:10] = True
    np.testing.assert_array_equal(colored(page, GRADIENT, 28, 28), expected)
    assert written(page).endswith("has from 2 outputs: 1×1 + 1×1 = 2")
    press_output(page, 5, 7)
    at_rest(page)
    assert written(page).endswith("= 2"), "an output sends once"
    page.get_by_role("button", name="Whole map").click()
    at_rest(page)
    assert colored(page, GRADIENT, 28, 28).all() and written(page).endswith("= 9")


@pytest.mark.parametrize("key", ["Enter", " "])
def test_by_keyboard_the_shares_fly_and_land(open_widgets, key):
    page = open_widgets(
        ConvolutionExplorer(view="back", kernel=[[1, 1, 1]] * 3, row=9, column=9), own=True
    )
    stop_clock(page)
    page.locator("[aria-label^='Slopes of']").focus()
    page.keyboard.press(key)
    flight = page.locator(".lw-flight")
    for wait, landed in ((300, 0), (400, 0), (430, 9)):
        page.clock.run_for(wait)
        assert flight.evaluate(INKED)
        assert colored(page, GRADIENT, 28, 28).sum() == landed
    page.clock.run_for(200)
    assert flight.is_hidden() and colored(page, GRADIENT, 28, 28)[9:12, 9:12].all()
    assert page.errors == []


def test_a_second_press_lets_the_first_land_at_once(open_widgets):
    page = open_widgets(ConvolutionExplorer(view="back", kernel=[[1, 1, 1]] * 3), own=True)
    page.locator("[aria-label^='Slopes of']").scroll_into_view_if_needed()
    stop_clock(page)
    press_output(page, 2, 2)
    page.clock.run_for(300)
    press_output(page, 12, 12)
    page.clock.run_for(300)
    assert colored(page, GRADIENT, 28, 28).sum() == 9
    page.clock.run_for(1200)
    assert colored(page, GRADIENT, 28, 28).sum() == 18


@pytest.mark.parametrize("view", ["back", "kernel"])
def test_play_hands_back_all_slopes_within_twelve_seconds(open_widgets, view):
    page = open_widgets(ConvolutionExplorer(view=view, slopes="loss"), own=True)
    canvas, height, blank = (GRADIENT, 28, PAPER) if view == "back" else (MET, 26, BLANK)
    whole = colored(page, canvas, height, height, blank).sum()
    stop_clock(page)
    page.get_by_role("button", name="Play").click()
    page.clock.run_for(600)
    assert page.locator(".lw-flight").evaluate(INKED)
    seen = []
    for _ in range(12):
        page.clock.run_for(950)
        seen.append(colored(page, canvas, height, height, blank).sum())
    assert seen[0] < seen[4] < seen[7] < whole == seen[-1]
    assert page.get_by_role("button", name="Play").is_visible()
    assert page.locator(".lw-flight").is_hidden() and page.errors == []


def test_what_lands_on_the_padding_is_thrown_away(open_widgets):
    page = open_widgets(ConvolutionExplorer(view="back", padding=2, kernel=[[1, 1, 1]] * 3, row=0))
    margin = np.pad(np.zeros((28, 28), dtype=bool), 2, constant_values=True)
    is_padding = ~colored(page, GRADIENT, 32, 32, "44,52,72")
    is_padding[0:3, 10:13] = margin[0:3, 10:13]  # the frame of the window
    np.testing.assert_array_equal(is_padding, margin)
    assert "What lands on the padding is thrown away." in lesson(page)
    assert written(page) == "The middle of this window lies on the padding."


def test_another_view_shows_the_whole_again(open_widgets):
    page = open_widgets(ConvolutionExplorer(view="back"), reduced_motion="reduce")
    press_output(page, 4, 6)
    at_rest(page)
    for name in ("back to kernel", "forward", "back to input"):
        page.get_by_label(name).check(force=True)
        at_rest(page)
    assert "So far" not in lesson(page)
    assert page.locator(".lw-sizes").is_hidden()


def test_on_the_way_forward_a_press_sends_nothing(open_widgets):
    page = open_widgets(ConvolutionExplorer())
    output = page.get_by_role("application", name="Feature map")
    output.click()
    output.press("Enter")
    at_rest(page)
    assert page.get_by_role("button", name="Play").is_visible()
    assert page.locator(".lw-flight").is_hidden()


# ---- back to the kernel ----


def tap_numbers(page):
    name = page.locator(".lw-taps .lw-caption").inner_text()
    unit = {"": 1, "tenths": 10, "hundredths": 100, "thousandths": 1000}[name.partition(", in ")[2]]
    return [number(text) / unit for text in page.locator(".lw-taps span").all_inner_texts()]


def test_each_number_of_the_kernel_has_its_slope(open_widgets):
    page = open_widgets(ConvolutionExplorer(view="kernel", slopes="loss", kernel=ZEROS, tap=5))
    *_, grad_kernel = whole_gradients(np.zeros((3, 3)), preset_kernel("horizontal-edges"))
    assert tap_numbers(page) == pytest.approx(list(grad_kernel.ravel()), abs=6e-4)
    assert "The number in row 1, column 2 of the kernel met 676 pixels" in written(page)
    assert number(written(page).split("= ")[1]) == pytest.approx(grad_kernel[1, 2], rel=0.06)


def test_a_number_of_the_kernel_is_chosen_by_mouse_and_by_keys(open_widgets):
    page = open_widgets(ConvolutionExplorer(view="kernel"))
    page.locator(".lw-taps span").nth(7).click()
    at_rest(page)
    assert link_state(page)["tap"] == "7" and "row 2, column 1 of the kernel" in written(page)
    page.locator(".lw-taps").focus()
    for key in ("ArrowUp", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    at_rest(page)
    assert link_state(page)["tap"] == "5"
    assert page.locator(".lw-taps .lw-marked").count() == 1
    page.get_by_role("group", name="Kernel size").get_by_label("1").check(force=True)
    at_rest(page)
    assert "row 0, column 0 of the kernel" in written(page) and page.errors == []


def told(page):
    return page.locator(".lw-told").inner_text()


def test_ten_clicks_learn_the_hidden_kernel_nearly(open_widgets):
    hidden = preset_kernel("vertical-edges")
    page = open_widgets(
        ConvolutionExplorer(view="kernel", slopes="loss", kernel=ZEROS, hidden="vertical-edges")
    )
    kernel = np.zeros((3, 3))
    first = whole_gradients(kernel, hidden)[0]
    assert told(page).startswith(f"The loss is {first:.3g}.")
    step = page.get_by_role("button", name="Learning step")
    for _ in range(10):
        kernel = kernel - 1.0 * whole_gradients(kernel, hidden)[3]
        step.click()
    at_rest(page)
    loss = whole_gradients(kernel, hidden)[0]
    assert loss < 0.02 * first and np.abs(kernel - hidden).max() < 0.25, "what the text says"
    assert told(page).startswith(f"After 10 steps the loss is {loss:.3g}, of {first:.3g}.")
    shown = page.locator(".lw-editor input").evaluate_all("all => all.map(e => e.value)")
    assert [number(x) for x in shown] == pytest.approx(list(kernel.ravel()), abs=0.006)
    assert page.locator(".lw-chart .lw-curve").get_attribute("d").count("L") == 10
    page.get_by_role("button", name="Start at zeros").click()
    at_rest(page)
    assert told(page).startswith(f"The loss is {first:.3g}.")


def test_dots_teach_the_kernel_whole(open_widgets):
    page = open_widgets(
        ConvolutionExplorer(
            image="dots", view="kernel", slopes="loss", kernel=ZEROS, hidden="vertical-edges",
            learning_rate=3,
        )
    )  # fmt: skip
    page.get_by_role("button", name="Learning step").focus()
    for _ in range(10):
        page.keyboard.press("Enter")
    at_rest(page)
    shown = page.locator(".lw-editor input").evaluate_all("all => all.map(e => e.value)")
    assert [number(x) for x in shown] == pytest.approx([-1, 0, 1] * 3, abs=0.006)


def test_a_rate_that_is_too_high_is_told_and_breaks_nothing(open_widgets):
    page = open_widgets(
        ConvolutionExplorer(view="kernel", slopes="loss", kernel=ZEROS, learning_rate=3)
    )
    step = page.get_by_role("button", name="Learning step")
    for _ in range(40):
        step.click()
    at_rest(page)
    assert "It grew: the step was too long." in told(page)
    assert page.locator(".lw-chip[aria-pressed=true]").count() == 0, "its own kernel is kept"
    assert page.errors == []


def test_another_picture_or_kernel_begins_the_learning_anew(open_widgets):
    page = open_widgets(ConvolutionExplorer(view="kernel", slopes="loss", kernel=ZEROS))
    step = page.get_by_role("button", name="Learning step")
    for change in (
        lambda: page.get_by_label("Picture").select_option("digit-3"),
        lambda: page.locator(".lw-editor input").first.fill("2"),
        lambda: page.get_by_label("Hidden kernel").select_option("blur"),
        lambda: page.get_by_role("group", name="Stride").get_by_label("2").check(force=True),
    ):
        step.click()
        at_rest(page)
        assert told(page).startswith("After 1 step the loss is ")
        change()
        at_rest(page)
        assert told(page).startswith("The loss is ")


def test_without_a_loss_nothing_is_learned_and_the_widget_says_why(open_widgets):
    page = open_widgets(ConvolutionExplorer(view="kernel"))
    expect(page.get_by_role("button", name="Learning step")).to_be_hidden()
    expect(page.get_by_text("To learn, take the slopes of a loss.")).to_be_visible()
    page.get_by_label("of a loss").check(force=True)
    at_rest(page)
    expect(page.get_by_role("button", name="Learning step")).to_be_visible()
    page.get_by_label("Hidden kernel").select_option("vertical-edges")
    at_rest(page)
    assert "The map is as wanted, so no slope is left." in lesson(page)


# ---- links, and those who hear it ----


def test_the_link_carries_the_way_back(open_widgets):
    page = open_widgets(
        ConvolutionExplorer(view="kernel", slopes="loss", kernel=ZEROS, learning_rate=0.3, tap=3)
    )
    page.get_by_role("button", name="Learning step").click()
    at_rest(page)
    state = link_state(page)
    assert (state["view"], state["slopes"], state["tap"]) == ("kernel", "loss", "3")
    other = open_widgets(ConvolutionExplorer(), fragment=page.evaluate("location.hash"))
    assert link_state(other) == state and other.errors == []
    assert tap_numbers(other) == tap_numbers(page)


@pytest.mark.parametrize(
    "fragment",
    [
        "view=up&slopes=steep&hidden=curve&learning_rate=7&tap=99",
        "view=&slopes=&hidden=__proto__&learning_rate=NaN&tap=-1",
    ],
)
def test_no_link_breaks_the_way_back(open_widgets, fragment):
    page = open_widgets(
        ConvolutionExplorer(view="kernel"), fragment=f"#widget=convolution&{fragment}"
    )
    state = link_state(page)
    assert page.errors == []
    assert [state[name] for name in ("view", "slopes", "hidden", "learning_rate")] == [
        "forward", "ones", "horizontal-edges", "1",
    ]  # fmt: skip


def test_what_happens_is_said(open_widgets):
    page = open_widgets(
        ConvolutionExplorer(view="back", kernel=[[1, 1, 1]] * 3), reduced_motion="reduce"
    )
    press_output(page, 4, 6)
    status = page.locator(".lw [role=status]")
    page.wait_for_function("() => document.querySelector('.lw [role=status]').textContent")
    assert re.search(r"row 4, column 6 has the slope 1\..*has 1 in all", status.text_content())
    page.get_by_label("back to kernel").check(force=True)
    page.get_by_label("of a loss").check(force=True)
    page.get_by_role("button", name="Learning step").click()
    page.wait_for_function(
        "() => document.querySelector('.lw [role=status]').textContent.includes('After 1 step')"
    )


def test_by_touch(open_widgets):
    page = open_widgets(
        ConvolutionExplorer(view="back", kernel=[[1, 1, 1]] * 3),
        viewport={"width": 390, "height": 844},
        has_touch=True,
        reduced_motion="reduce",
    )
    output = page.locator("[aria-label^='Slopes of']")
    output.scroll_into_view_if_needed()
    box = output.bounding_box()
    x, y = ((k + 0.5) * box["width"] / 26 for k in (6, 4))
    page.touchscreen.tap(box["x"] + x, box["y"] + y)
    at_rest(page)
    seen = colored(page, GRADIENT, 28, 28)
    assert seen[4:7, 6:9].all() and seen.sum() <= 9 + 16, "beside the frame, nothing"
