"""The OptimizerRace: its paths against `helpers.optimizers`, and the hands of a reader."""

import re

import pytest

from helpers.widgets import OptimizerRace
from helpers.widgets.optimizer_race import height
from tests.browser.visits import at_rest
from tests.browser.widgets.opening import link_state


def lesson(page):
    return page.locator(".lw-lesson").inner_text()


def test_the_heights_are_told(open_widgets):
    page = open_widgets(OptimizerRace(step=40))
    paths = OptimizerRace().paths
    heights = {name: height("long", path[40]) for name, path in paths.items()}
    for name, number in heights.items():
        assert f"{name} {round(number, 4):g}" in lesson(page)
    assert lesson(page).endswith(f"Lowest: {min(heights, key=heights.get)}.")


def test_who_flies_out_is_named(open_widgets):
    page = open_widgets(OptimizerRace(learning_rate=1.2, step=60))
    assert lesson(page).endswith("Flown out of the valley, with steps that are too long: SGD.")
    page = open_widgets(OptimizerRace(valley="bent", learning_rate=2.0, step=100))
    assert page.errors == []
    assert "SGD away, momentum away" in lesson(page)


@pytest.mark.parametrize(
    ("valley", "rate", "step"),
    [("bent", 0.6, 100), ("bent", 1.0, 100), ("bent", 2.0, 100), ("long", 2.0, 100)],
)
def test_who_is_away_is_never_the_lowest(open_widgets, valley, rate, step):
    page = open_widgets(OptimizerRace(valley=valley, learning_rate=rate, step=step))
    text = lesson(page)
    assert " away" in text, "the case tests nothing otherwise"
    paths = OptimizerRace(valley=valley, learning_rate=rate).paths
    heights = {name: height(valley, path[step]) for name, path in paths.items()}
    inside = {name: h for name, h in heights.items() if f"{name} away" not in text}
    told = re.search(r"Lowest: (\w+)\.", text)[1]
    assert told == min(inside, key=inside.get)


def test_a_path_that_flew_off_ends_at_the_edge(open_widgets):
    page = open_widgets(OptimizerRace(learning_rate=2.0, step=100))
    found = page.evaluate(
        """async () => {
             const { partsOnMap } = await liveWidgets.load("optimizer_race");
             const map = { x: [-8, 8], y: [-3, 3] };
             const to = (...points) => partsOnMap(points, map);
             return [
               to([0, 0]), to([0, 0], [4, 2]), to([0, 2], [0, -6], [0, 18], [0, -54]),
               to([0, 0], [10, 5], [20, 0], [7, 0], [6, 1]),
             ]; }"""
    )
    assert found[0] == {"parts": [[[0, 0]]], "left": False}
    assert found[1] == {"parts": [[[0, 0], [4, 2]]], "left": False}
    assert found[2] == {"parts": [[[0, 2], [0, -3]]], "left": True}, "and never over the map again"
    there, back = found[3]["parts"]
    assert not found[3]["left"]
    assert there == [[0, 0], [6, 3]]
    assert back == [[8, 0], [7, 0], [6, 1]]
    # The picture itself: SGD leaves at once, and nothing of its color is where it flew.
    rows = page.evaluate(
        """() => {
             const canvas = document.querySelector(".lw-valley canvas");
             const { width, height } = canvas;
             const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
             const ink = getComputedStyle(document.querySelector(".lw-curve")).stroke;
             const [r, g, b] = ink.match(/\\d+/g).map(Number);
             const rows = new Set();
             for (let i = 0; i < width * height; i++) {
               const [x, y] = [i % width, Math.floor(i / width)];
               if (x > 0.4 * width && data[4 * i] === r && data[4 * i + 1] === g
                   && data[4 * i + 2] === b) rows.add(y);
             }
             return [...rows]; }"""
    )
    assert rows == []


def test_the_start_by_keyboard(open_widgets):
    page = open_widgets(OptimizerRace())
    page.locator(".lw-valley").focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowUp", "ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
        at_rest(page)
    state = link_state(page)
    assert (state["x"], state["y"]) == ("-6.2", "1.8")
    for _ in range(20):
        page.locator(".lw-valley").press("ArrowDown")
        at_rest(page)
    assert link_state(page)["y"] == "-3"


def test_the_start_by_mouse_and_by_touch(open_widgets):
    page = open_widgets(OptimizerRace())
    box = page.locator(".lw-valley canvas").bounding_box()
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.75 * box["width"], box["y"] + 0.5 * box["height"])
    page.mouse.up()
    at_rest(page)
    state = link_state(page)
    assert float(state["x"]) == pytest.approx(4, abs=0.1)
    assert float(state["y"]) == pytest.approx(0, abs=0.1)
    phone = open_widgets(OptimizerRace(), viewport={"width": 390, "height": 800}, has_touch=True)
    box = phone.locator(".lw-valley canvas").bounding_box()
    phone.locator(".lw-valley canvas").tap(
        position={"x": 0.5 * box["width"], "y": 0.25 * box["height"]}
    )
    at_rest(phone)
    state = link_state(phone)
    assert float(state["x"]) == pytest.approx(0, abs=0.1)
    assert float(state["y"]) == pytest.approx(1.5, abs=0.1)


def test_rates_keep_two_digits(open_widgets):
    page = open_widgets(OptimizerRace())
    rate = page.get_by_role("slider", name="Learning rate")
    seen = [0.2]
    for _ in range(5):
        rate.press("ArrowRight")
        at_rest(page)
        seen.append(float(link_state(page)["learning_rate"]))
    assert seen == sorted(set(seen)), "each key makes it larger"
    assert all(value == float(f"{value:.2g}") for value in seen)
    rate.press("End")
    at_rest(page)
    assert link_state(page)["learning_rate"] == "2"


def test_another_valley_has_another_start(open_widgets):
    page = open_widgets(OptimizerRace())
    page.get_by_label("bent").check(force=True)
    at_rest(page)
    state = link_state(page)
    assert (state["valley"], state["x"], state["y"]) == ("bent", "-1.6", "0.4")


def test_play_and_reduced_motion(open_widgets):
    page = open_widgets(OptimizerRace(step=100))
    page.get_by_role("button", name="Play").click()
    page.wait_for_function(
        "() => document.querySelector('.lw-lesson').textContent.includes('after 3 steps')"
    )
    page.get_by_role("button", name="Pause").click()
    still = open_widgets(OptimizerRace(step=0), reduced_motion="reduce")
    assert "All start at" in lesson(still)
    still.get_by_role("button", name="To the end").click()
    at_rest(still)
    assert "after 100 steps" in lesson(still)


def test_it_is_said_in_words(open_widgets):
    page = open_widgets(OptimizerRace())
    page.get_by_role("slider", name="Step, in the curves").press("ArrowRight")
    page.wait_for_function(
        "() => document.querySelector('.lw [role=status]').textContent.includes('after 31 steps')"
    )


def test_the_link_carries_the_state(open_widgets):
    page = open_widgets(OptimizerRace())
    page.get_by_label("bent").check(force=True)
    page.get_by_role("slider", name="Momentum").fill("0.5")
    page.get_by_role("slider", name="Step", exact=True).fill("77")
    at_rest(page)
    state = link_state(page)
    assert state == {
        "widget": "optimizer_race", "valley": "bent", "learning_rate": "0.2", "momentum": "0.5",
        "x": "-1.6", "y": "0.4", "step": "77",
    }  # fmt: skip
    other = open_widgets(OptimizerRace(), fragment=page.evaluate("location.hash"))
    assert link_state(other) == state
    assert other.errors == []


@pytest.mark.parametrize(
    "fragment",
    [
        "#widget=optimizer_race&valley=deep&learning_rate=0&momentum=7&x=-99&y=1e9&step=1e9",
        "#widget=optimizer_race&valley=&learning_rate=NaN&momentum=-1&x=left&y=&step=-5",
        "#widget=optimizer_race&valley=toString&learning_rate=5",
    ],
)
def test_no_link_breaks_the_widget(open_widgets, fragment):
    page = open_widgets(OptimizerRace(), fragment=fragment)
    state = link_state(page)
    assert page.errors == []
    assert state["valley"] == "long"
    assert 0.001 <= float(state["learning_rate"]) <= 2
    assert -8 <= float(state["x"]) <= 8 and -3 <= float(state["y"]) <= 3
    assert 0 <= float(state["momentum"]) <= 0.99 and 0 <= int(state["step"]) <= 100
