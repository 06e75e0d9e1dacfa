"""The question before the answer: what is covered, how it is uncovered, and what stays."""

import pytest
from playwright.sync_api import expect

from helpers.widgets import (
    ConvolutionExplorer,
    DrawingPad,
    EarlyStoppingExplorer,
    PoolingExplorer,
    TrainingLab,
    TrainingReplay,
)
from tests.browser.visits import at_rest
from tests.browser.widgets.opening import link_state

QUESTION = ["The left rim will be", "orange", "blue", "neither"]
# What must not be seen before the guess, and what may.
KINDS = {
    "convolution": (
        lambda **given: ConvolutionExplorer(**given),
        [".lw-scale >> nth=1", ".lw-equation", ".lw-written", "[aria-label='Walk the window']"],
        [".lw-editor", ".lw-sizes"],
    ),
    "convolution, back to the input": (
        lambda **given: ConvolutionExplorer(view="back", **given),
        ["text=gradient of the input", ".lw-written", "[aria-label='Walk the window']"],
        [".lw-editor", "[aria-label^=Input]", "[aria-label^='Slopes of']"],
    ),
    "convolution, back to the kernel": (
        lambda **given: ConvolutionExplorer(view="kernel", slopes="loss", **given),
        [".lw-taps", ".lw-written", ".lw-chart", "button:text('Learning step')"],
        [".lw-editor", "[aria-label^=Input]", "[aria-label^='Slopes of']"],
    ),
    "pooling": (
        lambda **given: PoolingExplorer(**given),
        ["[aria-label^='Pooled map']", "[aria-label='Walk the window']"],
        ["[aria-label^=Input]", ".lw-result"],
    ),
    "pooling, way back": (
        lambda **given: PoolingExplorer(view="back", **given),
        [".lw-scale", "text=gradient of the input", ".lw-table >> nth=1"],
        ["[aria-label^=Input]", "[aria-label^='Pooled map']"],
    ),
    "training": (
        lambda **given: TrainingReplay(**given),
        [".lw-chart >> nth=0", ".lw-player", ".lw-lesson"],
        [".lw-gallery", ".lw-sheet >> nth=0"],
    ),
    "training lab": (
        lambda **given: TrainingLab(**given),
        [".lw-chart >> nth=0", ".lw-lab-drive", ".lw-lab-lesson"],
        [".lw-lab-settings", ".lw-source"],
    ),
    "early stopping": (
        lambda **given: EarlyStoppingExplorer(**given),
        [".lw-chart", ".lw-lesson", ".lw-verdict", ".lw-walk"],
        [".lw-select"],
    ),
    "drawing pad": (
        lambda **given: DrawingPad(**given),
        [".lw-digit", ".lw-lesson", ".lw-pad-maps"],
        [".lw-drawing", ".lw-steps"],
    ),
}


@pytest.fixture(params=KINDS)
def kind(request):
    return KINDS[request.param]


def test_a_guess_uncovers_the_answer_and_stays_beside_it(open_widgets, kind):
    make, covered, free = kind
    page = open_widgets(make(predict=QUESTION))
    for place in covered:
        expect(page.locator(place).first).not_to_be_visible()
    for place in free:
        expect(page.locator(place).first).to_be_visible()
    card = page.get_by_role("group", name="Predict first")
    assert "The left rim will be" in card.inner_text()
    height = "() => document.querySelector('.lw').offsetHeight"
    before = page.evaluate(height)
    card.get_by_role("button", name="blue").click()
    at_rest(page)
    for place in covered:
        expect(page.locator(place).first).to_be_visible()
    expect(card).to_be_hidden()
    assert page.locator(".lw-guessed").inner_text().startswith("You predicted: blue.")
    assert page.evaluate(height) == before, "nothing jumps"
    assert page.errors == []


def test_without_a_question_nothing_is_covered(open_widgets, kind):
    make, covered, _ = kind
    page = open_widgets(make())
    for place in covered:
        expect(page.locator(place).first).to_be_visible()
    assert page.locator(".lw-predict, .lw-covered, .lw-guessed").count() == 0


@pytest.mark.parametrize("hide", ["question", "controls"])
def test_a_link_asks_nothing(open_widgets, kind, hide):
    make, covered, _ = kind
    example = make(predict=QUESTION)
    link = f"#widget={example.module}&hide={hide}"
    if "view" in example.state:  # a link says the whole state
        link += f"&view={example.view}&slopes=loss"
    page = open_widgets(example, fragment=link)
    at_rest(page)
    if hide == "question":
        for place in covered:
            expect(page.locator(place).first).to_be_visible()
    expect(page.locator(".lw-predict, .lw-guessed").first).to_be_hidden()
    assert page.locator(".lw-covered").count() == 0
    assert link_state(page)["hide"] == hide
    # The reader brings it back.
    page.get_by_role("button", name="Hidden controls").click()
    at_rest(page)
    page.get_by_label("Question", exact=True).uncheck()
    at_rest(page)
    expect(page.get_by_role("group", name="Predict first")).to_be_visible()
    assert page.locator(".lw-covered").count() > 0
    assert page.errors == []


def test_by_keyboard_and_for_those_who_hear_it(open_widgets):
    page = open_widgets(ConvolutionExplorer(predict=QUESTION))
    status = page.locator(".lw [role=status]")
    page.get_by_role("application", name="Input").focus()
    page.keyboard.press("ArrowRight")
    at_rest(page)
    page.clock.install()  # what is said is said half a second later
    page.keyboard.press("ArrowRight")
    page.clock.run_for(2000)
    assert status.text_content() == "", "the answer is not said, either"
    card = page.get_by_role("group", name="Predict first")
    card.get_by_role("button", name="orange").focus()
    page.keyboard.press("Enter")
    page.clock.run_for(2000)
    assert "the sum is" in status.text_content()
    again = page.get_by_role("button", name="Predict again")
    expect(again).to_be_focused()
    page.keyboard.press("Enter")
    expect(card.get_by_role("button", name="orange")).to_be_focused()
    expect(page.locator(".lw-equation")).not_to_be_visible()


def test_what_is_covered_cannot_be_reached(open_widgets):
    page = open_widgets(EarlyStoppingExplorer(predict=QUESTION))
    reached = []
    page.locator("body").focus()
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.textContent"))
    assert "blue" in reached and "Next epoch" not in reached


def test_links_neither_ask_nor_answer(open_widgets):
    page = open_widgets(ConvolutionExplorer(predict=QUESTION))
    assert "predict" not in link_state(page)
    page.get_by_role("button", name="blue").click()
    page.get_by_role("button", name="Start again").click()
    at_rest(page)
    expect(page.locator(".lw-equation")).to_be_visible()
