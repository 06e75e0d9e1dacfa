"""Controls that a link hides."""

import pytest
from playwright.sync_api import expect

from helpers.widgets import ConvolutionExplorer, OptimizerRace, PixelExplorer, TrainingReplay
from tests.browser.accessible import violations
from tests.browser.visits import at_rest
from tests.browser.widgets.opening import link_state
from tests.browser.widgets.test_every_widget import EXAMPLES

PLAIN = [name for name in EXAMPLES if "," not in name]


def test_a_link_hides_controls_by_the_names_of_their_settings(open_widgets):
    page = open_widgets(
        ConvolutionExplorer(),
        fragment="#widget=convolution&stride=2&padding=1&hide=stride,padding,nonsense",
    )
    expect(page.get_by_role("group", name="Stride")).to_be_hidden()
    expect(page.get_by_role("group", name="Padding")).to_be_hidden()
    expect(page.get_by_role("group", name="Kernel size")).to_be_visible()
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    # What is hidden has its value from the link, and keeps it.
    assert "(28 + 2·1 − 3) ÷ 2 + 1" in page.locator(".lw-sizes").inner_text()
    page.get_by_role("group", name="Kernel size").get_by_label("5").check()
    state = link_state(page)
    assert [state[name] for name in ("stride", "padding", "hide")] == ["2", "1", "stride,padding"]
    assert page.errors == []


def test_a_link_hides_all_controls(open_widgets):
    page = open_widgets(ConvolutionExplorer(), fragment="#widget=convolution&hide=controls")
    shown = page.locator(".lw button:visible, .lw select:visible, .lw input:visible")
    texts = [text for text in shown.all_inner_texts() if text]
    assert texts == ["Enlarge", "Copy link", "Start again", "Hidden controls"]
    expect(page.locator(".lw-editor")).to_be_visible()  # the kernel is what is looked at
    assert link_state(page)["hide"] == "controls"
    # Space plays even so, in full size.
    page.get_by_role("button", name="Enlarge", exact=True).click()
    at_rest(page)
    page.keyboard.press("Space")
    page.wait_for_selector("button:text('Pause')", state="attached")


@pytest.mark.parametrize("name", PLAIN)
def test_of_every_widget_each_control_can_be_hidden(open_widgets, name):
    page = open_widgets(EXAMPLES[name]())
    opener = page.get_by_role("button", name="Hide controls")
    if name in ("quiz", "welcome"):
        expect(opener).to_be_hidden()
        return
    before = page.locator(".lw").bounding_box()["height"]
    opener.click()
    at_rest(page)
    ticks = page.locator(".lw-hiding input")
    names = page.locator(".lw-hiding label").all_inner_texts()
    assert names[0] == "all of them"
    assert len(set(names)) == len(names)
    shown = """() => [...document.querySelectorAll(
                 '.lw :is(input, select, button, label):not(.lw-linkbar *)')]
                   .filter(e => e.checkVisibility()).length"""
    counts = [page.evaluate(shown)]
    for i in range(1, len(names)):
        ticks.nth(i).check()
        at_rest(page)
        counts.append(page.evaluate(shown))
    # Each takes something away, but for what is not shown in this state: what the lab shows when
    # it has trained, and of the convolution what belongs to its way back.
    later = {"training lab": 1, "convolution": 3}.get(name, 0)
    assert counts == sorted(counts, reverse=True)
    assert len(set(counts)) == len(counts) - later
    assert len(link_state(page)["hide"].split(",")) == len(names) - 1
    ticks.nth(0).check()
    at_rest(page)
    assert page.evaluate(shown) == counts[-1]
    assert link_state(page)["hide"] == "controls"
    assert violations(page) == {}
    # One of all is shown again: the others stay away.
    ticks.nth(1).uncheck()
    at_rest(page)
    assert len(link_state(page).get("hide", "").split(",")) == max(1, len(names) - 2)
    for i in range(2, len(names)):
        ticks.nth(i).uncheck()
    at_rest(page)
    assert "hide" not in link_state(page)
    opener = page.get_by_role("button", name="Hide controls")
    opener.click()
    at_rest(page)
    assert page.locator(".lw").bounding_box()["height"] == before


def test_what_belongs_to_the_way_back_is_hidden_by_name(open_widgets):
    page = open_widgets(
        ConvolutionExplorer(view="kernel", slopes="loss"),
        fragment="#widget=convolution&view=kernel&slopes=loss&hide=kernel,hidden,learning_rate",
    )
    expect(page.get_by_role("group", name="Slopes of the outputs")).to_be_visible()
    for hidden in (
        page.get_by_label("Hidden kernel"),
        page.get_by_role("group", name="Learning rate"),
        page.get_by_role("group", name="Kernel size"),
        page.get_by_role("button", name="Learning step"),
    ):
        expect(hidden).to_be_hidden()


def test_another_link_shows_them_again(open_widgets):
    page = open_widgets(OptimizerRace(), fragment="#widget=optimizer_race&hide=momentum,play")
    expect(page.get_by_label("Momentum")).to_be_hidden()
    expect(page.get_by_role("button", name="Play")).to_be_hidden()
    page.evaluate("location.hash = '#widget=optimizer_race&hide=valley'")
    expect(page.get_by_label("Momentum")).to_be_visible()
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    expect(page.get_by_role("group", name="Valley")).to_be_hidden()
    page.evaluate("location.hash = '#widget=optimizer_race&step=4'")
    expect(page.get_by_role("group", name="Valley")).to_be_visible()


def test_a_link_hides_in_its_widget_alone(open_widgets):
    page = open_widgets(
        OptimizerRace(), OptimizerRace(), fragment="#widget=optimizer_race-2&hide=momentum"
    )
    expect(page.get_by_label("Momentum").first).to_be_visible()
    expect(page.get_by_label("Momentum").last).to_be_hidden()


def test_controls_that_come_late_are_hidden_too(open_widgets):
    page = open_widgets(TrainingReplay(), fragment="#widget=training&hide=play,layer")
    page.wait_for_selector(".lw-gallery")
    expect(page.get_by_role("button", name="Play")).to_be_hidden()
    expect(page.get_by_role("group", name="Feature maps of layer")).to_be_hidden()


def test_a_hidden_switch_leaves_its_caption_and_does_nothing(open_widgets):
    page = open_widgets(PixelExplorer(), fragment="#widget=pixels&channels=rb&hide=channels")
    caption = page.locator(".lw-planes .lw-tick", has_text="green")
    expect(caption).to_be_visible()
    expect(page.get_by_role("checkbox")).to_have_count(0)
    box = caption.bounding_box()
    page.mouse.click(box["x"] + 5, box["y"] + 5)
    assert link_state(page)["channels"] == "rb"


def test_no_setting_has_a_name_that_a_link_needs(open_widgets):
    taken = {"hide", "widget", "controls", "play"}
    for make in EXAMPLES.values():
        assert not taken & set(make().state)
