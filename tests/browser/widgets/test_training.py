"""The TrainingReplay: what each frame shows against `helpers`, and the hands of a reader."""

import numpy as np
import pytest

from helpers import (
    Conv2D,
    Dense,
    Flatten,
    Input,
    MaxPooling2D,
    Sequential,
    WeightRecorder,
    add_channel_axis,
    load_digits,
    scale_pixels,
)
from helpers.widgets import TrainingReplay
from helpers.widgets.values import read_file
from tests.browser.visits import at_rest
from tests.browser.widgets.opening import link_state

FRAMES = read_file("recording", "training")["figures"]["frames"]
LAST = len(FRAMES["step"]) - 1


@pytest.fixture(scope="module")
def own():
    """A small training of a reader's own, with other sizes than the course network's."""
    digits = load_digits()
    x = add_channel_axis(scale_pixels(digits.x_test[:60]))
    recorder = WeightRecorder((x[:40], digits.y_test[:40]), frames=5)
    model = Sequential(
        [
            Input((28, 28, 1)),
            Conv2D(5, 5, strides=2, activation="tanh"),
            MaxPooling2D(2),
            Flatten(),
            Dense(10, activation="softmax"),
        ],
        seed=0,
    )
    model.compile("adam", "sparse_categorical_crossentropy", ["accuracy"])
    model.fit(x, digits.y_test[:60], epochs=10, verbose=0, callbacks=[recorder])
    return recorder


def lesson(page):
    return page.locator(".lw-lesson").inner_text()


def open_replay(open_widgets, *arguments, **options):
    page = open_widgets(*(arguments or [TrainingReplay()]), **options)
    page.wait_for_selector(".lw-example")
    at_rest(page)
    return page


def test_maps_of_every_frame_equal_helpers(open_widgets, own):
    page = open_widgets(TrainingReplay())
    record = TrainingReplay(own).value("recording/training")
    maps = page.evaluate(
        """async (figures) => {
             const { readFilm, mapsAt, filtersAt } = await liveWidgets.load("training");
             const film = readFilm(figures);
             return Array.from({ length: film.count }, (_, frame) => ({
               filters: (({ at, count, height, width }) => Array.from({ length: count }, (_, f) =>
                 Array.from({ length: height * width }, (_, cell) => at(f, cell))))(
                 filtersAt(film, frame)),
               maps: film.labels.map((_, example) =>
                 mapsAt(film, frame, example).map(({ data }) => [...data])),
             })); }""",
        record["figures"],
    )
    kept = own.model.get_weights()
    for frame, shown in zip(own.frames, maps, strict=True):
        own.model.set_weights(frame["weights"])
        kernel = frame["weights"][0][:, :, 0]
        np.testing.assert_allclose(np.array(shown["filters"]).T, kernel.reshape(25, 5), atol=1e-4)
        x = own.examples
        for index, layer in enumerate(own.model.layers[:2]):
            x = layer.forward(x)
            actual = np.array([outputs[index] for outputs in shown["maps"]])
            # the film holds weights in two bytes each
            np.testing.assert_allclose(actual, x.reshape(len(x), -1), atol=2e-3)
    own.model.set_weights(kept)


def test_the_first_frame_guesses_and_the_last_one_knows(open_widgets):
    page = open_replay(open_widgets)
    assert lesson(page).startswith("Step 0, before the first one: loss 2.3")
    assert page.locator(".lw-example.lw-wrong").count() >= 7
    cells = page.locator(".lw-confusion td")
    assert sum(int(text) for text in cells.all_inner_texts() if text.strip()) == 1000
    page.get_by_role("slider", name="Frame", exact=True).press("End")
    at_rest(page)
    assert lesson(page).startswith(f"Step {FRAMES['step'][LAST]}, epoch 14: loss ")
    assert f"{100 * FRAMES['val_accuracy'][LAST]:.1f} %" in lesson(page)
    assert page.locator(".lw-example.lw-wrong").count() <= 1
    assert link_state(page)["frame"] == str(LAST)


def test_an_example_is_chosen_and_its_answer_told(open_widgets):
    page = open_replay(open_widgets, TrainingReplay(frame=LAST))
    page.locator(".lw-example").nth(4).click()
    at_rest(page)
    assert "The 4 is taken for a 4" in lesson(page)
    assert page.locator(".lw-example[aria-pressed=true]").count() == 1
    assert page.locator(".lw-probabilities .lw-true").inner_text().startswith("4")
    numbers = page.locator(".lw-probabilities b").all_inner_texts()
    assert sum(float(number) for number in numbers) == pytest.approx(1, abs=0.06)


def test_the_layer_of_the_maps(open_widgets):
    page = open_replay(open_widgets)
    sheets = page.locator(".lw-sheet .lw-caption")
    assert sheets.nth(1).inner_text() == "conv2d: 8 maps of 26 × 26"
    page.get_by_role("group", name="Feature maps of layer").get_by_label("4").check(force=True)
    at_rest(page)
    assert sheets.nth(1).inner_text() == "max_pooling2d_1: 16 maps of 5 × 5"


def test_play_and_pause(open_widgets):
    page = open_replay(open_widgets, TrainingReplay(frame=LAST))
    page.evaluate(
        """() => { const { setInterval: start, clearInterval: stop } = window;
             window.clocks = new Set();
             window.setInterval = (...given) => {
               const clock = start(...given);
               clocks.add(clock);
               return clock;
             };
             window.clearInterval = (clock) => { clocks.delete(clock); stop(clock); }; }"""
    )
    page.get_by_role("button", name="Play").click()
    page.wait_for_function(
        "() => document.querySelector('.lw-lesson').textContent.includes('Step 3,')"
    )
    assert page.evaluate("clocks.size") == 1
    page.get_by_role("button", name="Pause").click()
    at_rest(page)
    seen = lesson(page)
    assert page.evaluate("clocks.size") == 0, "nothing is left that would go on"
    page.get_by_role("button", name="Frame back").click()
    at_rest(page)
    assert lesson(page) != seen


def test_with_reduced_motion_there_is_no_film(open_widgets):
    page = open_replay(open_widgets, reduced_motion="reduce")
    page.get_by_role("button", name="To the end").click()
    at_rest(page)
    assert link_state(page)["frame"] == str(LAST)


def test_the_curves_move_the_frame(open_widgets):
    page = open_replay(open_widgets)
    cursor = page.get_by_role("slider", name="Frame, in the curves of the loss")
    for key in ("PageUp", "ArrowRight", "ArrowRight", "ArrowLeft"):
        cursor.press(key)
        at_rest(page)
    assert cursor.get_attribute("aria-valuetext").startswith(f"step {FRAMES['step'][11]}, epoch")
    box = page.get_by_role("slider", name="Frame, in the curves of the accuracy").bounding_box()
    page.mouse.click(box["x"] + box["width"] - 13, box["y"] + 40)
    at_rest(page)
    assert link_state(page)["frame"] == str(LAST)


def test_it_is_said_in_words(open_widgets):
    page = open_replay(open_widgets)
    page.get_by_role("button", name="Next frame").click()
    page.wait_for_function(
        "() => document.querySelector('.lw [role=status]').textContent.startsWith('Step 1, ')"
    )


def test_a_training_of_the_reader_s_own(open_widgets, own):
    """As in a kernel: the film travels with the widget, and the page's own is not asked for."""
    page = open_replay(open_widgets)
    text = page.evaluate(
        """async ([record, state]) => {
             const values = { _values: { "recording/training": { json: record } }, ...state };
             const model = {
               get: key => values[key], set(key, value) { values[key] = value; },
               save_changes() {}, send() { throw new Error("asked"); }, on() {}, off() {},
             };
             const el = document.createElement("div");
             document.body.replaceChildren(el);
             (await liveWidgets.load("training")).default.render({ model, el });
             await atRest();
             el.querySelector("input[type=range]").value = 4;
             el.querySelector("input[type=range]").dispatchEvent(new Event("input"));
             await atRest();
             return el.innerText; }""",
        [
            TrainingReplay(own).value("recording/training"),
            TrainingReplay(own, layer=1).static_state(),
        ],
    )
    assert "Recorded: a training of your own." in text
    assert "Step 20, epoch 9" in text
    assert "max_pooling2d: 5 maps of 6 × 6" in text
    assert page.errors == []


def test_the_link_carries_the_state(open_widgets):
    page = open_replay(open_widgets)
    page.get_by_role("slider", name="Frame", exact=True).fill("12")
    page.locator(".lw-example").nth(2).click()
    at_rest(page)
    state = link_state(page)
    assert state == {"widget": "training", "frame": "12", "example": "2", "layer": "0"}
    other = open_replay(open_widgets, TrainingReplay(), fragment=page.evaluate("location.hash"))
    assert link_state(other) == state
    assert other.errors == []


def test_a_link_leads_to_the_top_of_the_widget(open_widgets):
    """Its recording arrives late, and must not push it up out of sight."""
    text = "<p>After the widget.</p>" * 60
    page = open_replay(open_widgets, fragment="#widget=training&frame=3", extra=text)
    assert -2 <= page.locator(".lw").bounding_box()["y"] <= 200


@pytest.mark.parametrize("value", ["-4", "NaN", "99999999", "first"])
def test_no_link_breaks_the_widget(open_widgets, value):
    fragment = f"#widget=training&frame={value}&example={value}&layer={value}"
    page = open_replay(open_widgets, TrainingReplay(), fragment=fragment)
    assert page.errors == []
    assert "is taken for a" in lesson(page)


def test_the_curves_grow_with_the_frame_over_round_steps(open_widgets):
    page = open_replay(open_widgets, TrainingReplay(frame=10))
    points = """charts => charts.map(
                  path => (path.getAttribute("d").match(/[ML]/g) ?? []).length)"""
    held_out = page.locator(".lw-curve.lw-kind-blue:not(.lw-legend *):not(.lw-dashed)")
    assert set(held_out.evaluate_all(points)) == {11}
    page.get_by_role("slider", name="Frame", exact=True).press("Home")
    at_rest(page)
    assert set(held_out.evaluate_all(points)) == {1}
    texts = page.locator(".lw-chart text[text-anchor=middle]").all_text_contents()
    steps = [int(text) for text in texts if text.isdigit()]
    assert len(steps) >= 6
    assert all(step == 0 or str(step).rstrip("0") in "125" for step in steps)
