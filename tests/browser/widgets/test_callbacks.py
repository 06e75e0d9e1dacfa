"""The EarlyStoppingExplorer: its decisions against `helpers.callbacks`, and a reader's hands."""

import pytest

from helpers.widgets import EarlyStoppingExplorer
from tests.browser.visits import at_rest
from tests.browser.widgets.opening import link_state, stop_clock


def texts(page):
    return [page.locator(f".lw-{name}").inner_text() for name in ("lesson", "verdict")]


def test_the_story_of_a_small_curve(open_widgets):
    page = open_widgets(EarlyStoppingExplorer(losses=[2, 1, 1.2, 0.9, 1.1, 1.3, 0.5], patience=2))
    assert texts(page) == [
        "Epoch 0: 2. The first loss is the best so far.",
        "Training stops after epoch 5. At the end you hold the weights of epoch 5 (1.3), not those "
        "of the best, epoch 3 (0.9). The lowest loss of all, 0.5 in epoch 6, is never reached.",
    ]
    page.get_by_label("restore_best_weights").check()
    at_rest(page)
    assert "you hold the weights of epoch 3 (0.9), the best by this rule." in texts(page)[1]
    for step, said in enumerate(
        [
            "That is below the best so far, 2: better",
            "That is not below the best so far, 1: wait is 1 of 2.",
            "That is below the best so far, 1: better",
            "wait is 1 of 2.",
            "That is not below the best so far, 0.9: wait is 2, and patience is 2: stop.",
            "This epoch is never trained.",
        ],
        start=1,
    ):
        page.get_by_role("button", name="Next epoch").click()
        at_rest(page)
        assert texts(page)[0].startswith(f"Epoch {step}: ")
        assert said in texts(page)[0]
    assert page.locator(".lw-pips i").count() == 2


def test_min_delta_moves_the_goal(open_widgets):
    page = open_widgets(EarlyStoppingExplorer(losses=[1, 0.99, 0.98, 0.5], patience=2, epoch=1))
    assert "Patience never runs out: all 4 epochs" in texts(page)[1]
    page.get_by_label("min_delta").fill("0.05")
    at_rest(page)
    assert "not below 1 − 0.05 = 0.95: wait is 1 of 2" in texts(page)[0]
    assert "stops after epoch 2" in texts(page)[1]


def test_the_cursor_by_keyboard_and_by_pointer(open_widgets):
    explorer = EarlyStoppingExplorer()
    page = open_widgets(explorer)
    cursor = page.get_by_role("slider", name="Epoch to look at")
    cursor.focus()
    for key in ("ArrowRight", "PageDown", "PageUp", "ArrowRight", "ArrowLeft"):
        page.keyboard.press(key)
        at_rest(page)
    assert cursor.get_attribute("aria-valuenow") == "10"
    said = f"epoch 10, validation loss {explorer.val_loss[10]:.3g}"
    assert cursor.get_attribute("aria-valuetext").startswith(said)
    page.keyboard.press("End")
    at_rest(page)
    assert link_state(page)["epoch"] == "39"
    box = cursor.bounding_box()
    page.mouse.move(box["x"] + 100, box["y"] + 50)
    page.mouse.down()
    page.mouse.move(box["x"] + 46 + (box["width"] - 58) / 2, box["y"] + 60)
    page.mouse.up()
    at_rest(page)
    assert link_state(page)["epoch"] in {"19", "20"}


def test_touch_moves_the_cursor(open_widgets):
    page = open_widgets(
        EarlyStoppingExplorer(), viewport={"width": 390, "height": 800}, has_touch=True
    )
    cursor = page.get_by_role("slider", name="Epoch to look at")
    box = cursor.bounding_box()
    cursor.tap(position={"x": box["width"] - 13, "y": 60})
    at_rest(page)
    assert cursor.get_attribute("aria-valuenow") == "39"


def test_it_is_said_in_words(open_widgets):
    page = open_widgets(EarlyStoppingExplorer())
    page.get_by_role("slider", name="patience").fill("6")
    page.wait_for_function(
        "() => document.querySelector('.lw [role=status]').textContent.includes('stops after')"
    )


def test_the_link_carries_the_state(open_widgets):
    page = open_widgets(EarlyStoppingExplorer())
    page.get_by_label("Training").select_option("late start")
    page.get_by_label("restore_best_weights").check()
    page.get_by_role("slider", name="patience").fill("12")
    at_rest(page)
    state = link_state(page)
    assert (state["curve"], state["patience"], state["restore_best_weights"]) == (
        "late start", "12", "true",
    )  # fmt: skip
    other = open_widgets(EarlyStoppingExplorer(), fragment=page.evaluate("location.hash"))
    assert link_state(other) == state
    assert other.errors == []


@pytest.mark.parametrize(
    "fragment",
    [
        "#widget=callbacks&curve=your own&patience=-1&min_delta=-5&epoch=-9&losses=1,2",
        "#widget=callbacks&curve=&patience=NaN&min_delta=low&restore_best_weights=maybe&epoch=x",
    ],
)
def test_no_link_breaks_the_widget(open_widgets, fragment):
    page = open_widgets(EarlyStoppingExplorer(patience=0), fragment=fragment)
    state = link_state(page)
    assert page.errors == []
    assert [state[name] for name in ("patience", "min_delta", "restore_best_weights", "epoch")] == [
        "0", "0", "false", "0",
    ]  # fmt: skip


# ---- play ----


def test_play_goes_epoch_by_epoch_and_knows_nothing_of_later_ones(open_widgets):
    page = open_widgets(EarlyStoppingExplorer(curve="overfitting", patience=3), own=True)
    stop_clock(page)
    verdict = page.locator(".lw-verdict")
    legend = page.locator(".lw-legend").inner_text()
    page.get_by_role("button", name="Play").click()
    page.clock.run_for(50)
    told = []
    for _ in range(9):
        told.append(page.locator(".lw-lesson").inner_text().split(":")[0])
        assert verdict.is_hidden()
        assert page.locator(".lw-legend").inner_text() == legend, "the buttons below would jump"
        page.clock.run_for(667)
    assert told == [f"Epoch {epoch}" for epoch in range(9)]
    page.clock.run_for(1000)
    assert page.locator(".lw-lesson").inner_text().endswith("stop.")
    assert verdict.is_visible() and "after epoch 9" in verdict.inner_text()
    assert page.get_by_role("button", name="Play").is_visible() and page.errors == []


def test_with_less_motion_play_goes_to_the_stop(open_widgets):
    page = open_widgets(EarlyStoppingExplorer(patience=3), reduced_motion="reduce")
    page.get_by_role("button", name="To the stop").click()
    at_rest(page)
    assert page.locator(".lw-lesson").inner_text().endswith("stop.")
