"""The TrainingLab: a training in the page, by the hands of a reader."""

import functools
import http.server
import re
import threading

import numpy as np
import pytest
from playwright.sync_api import expect

from helpers import load_digits
from helpers.pixels import add_channel_axis, scale_pixels
from helpers.weights import course_network
from helpers.widgets import TrainingLab
from helpers.widgets.training_lab import FACTS
from tests.browser.accessible import violations
from tests.browser.conftest import POLICY
from tests.browser.widgets.opening import link_state, time_frames

TEXT = ".lw-lab-lesson"


def step_of(page):
    return int(re.search(r"step ([\d,]+):", page.locator(TEXT).inner_text())[1].replace(",", ""))


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def go_to_step(page, step):
    page.wait_for_function(
        """([selector, step]) => {
             const found = /step ([\\d,]+):/.exec(document.querySelector(selector).textContent);
             return found && Number(found[1].replace(",", "")) >= step; }""",
        arg=[TEXT, step],
        timeout=120_000,
    )


def loaded(page):
    return page.evaluate(
        """performance.getEntriesByType("resource").map(e => e.name)
             .filter(name => /digits-course|lab-course/.test(name)).length"""
    )


def test_the_digits_come_with_the_first_click(open_widgets):
    page = open_widgets(TrainingLab(), own=True)
    assert loaded(page) == 0
    assert "come with the first click" in page.locator(TEXT).inner_text()
    assert not page.get_by_role("button", name="Take it home").is_visible()
    press(page, "One step")
    expect(page.locator(TEXT)).to_contain_text("step 1: 32 images seen")
    press(page, "Ten steps")
    expect(page.locator(TEXT)).to_contain_text("step 11: 352 images seen")
    expect(page.locator(TEXT)).to_contain_text("On the 1,000 held-out digits, at step 0")
    assert page.errors == []


def test_it_works_over_http_under_the_strict_policy(browser, open_widgets, static_folder):
    open_widgets(TrainingLab(), own=True)  # writes page.html

    class Handler(http.server.SimpleHTTPRequestHandler):
        def end_headers(self):
            self.send_header("Content-Security-Policy", POLICY)
            super().end_headers()

        def log_message(self, *arguments):
            pass

    handler = functools.partial(Handler, directory=str(static_folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    page = browser.new_page()
    errors = []
    page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    page.goto(f"http://127.0.0.1:{server.server_port}/page.html")
    press(page, "One step")
    expect(page.locator(TEXT)).to_contain_text("step 1: 32 images seen")
    page.close()
    server.shutdown()
    server.server_close()
    assert [error for error in errors if "favicon" not in error and "404" not in error] == []


def test_run_change_pause_and_start_again(open_widgets):
    page = open_widgets(TrainingLab(), own=True)
    press(page, "Train")
    go_to_step(page, 15)
    page.get_by_label("Learning rate").select_option("0.005")
    page.get_by_label("Batch size").select_option("8")
    expect(page.get_by_text("Changed: at step")).to_contain_text("learning rate to 0.005")
    expect(page.get_by_text("Changed: at step")).to_contain_text("batch size to 8")
    press(page, "Pause")
    expect(page.get_by_role("button", name="Train", exact=True)).to_be_visible()
    press(page, "One step")
    press(page, "New seed")
    expect(page.locator(TEXT)).to_contain_text("Seed 2, step")
    go_to_step(page, 3)
    assert not page.get_by_text("Changed: at step").is_visible()
    press(page, "Pause")
    assert link_state(page)["seed"] == "2"
    assert page.errors == []


def test_single_steps_take_time(open_widgets):
    page = open_widgets(TrainingLab(), own=True)
    spent = []
    for steps in (10, 20):
        press(page, "Ten steps")
        expect(page.locator(TEXT)).to_contain_text(f"step {steps}:")
        spent.append(float(re.search(r"([\d.]+) s of", page.locator(TEXT).inner_text())[1]))
    assert 0 < spent[0] < spent[1]


def test_each_run_begins_once(open_widgets):
    page = open_widgets(TrainingLab(), own=True)
    page.evaluate(
        """() => {
             window.begun = 0;
             const post = Worker.prototype.postMessage;
             Worker.prototype.postMessage = function (message) {
               window.begun += Number("begin" in message);
               post.call(this, message);
             }; }"""
    )
    for count, name in enumerate(["Train", "A", "A", "New seed", "sound"], start=1):
        press(page, name)
        go_to_step(page, 1)
        page.wait_for_function("count => begun === count", arg=count)
    press(page, "Pause")
    expect(page.get_by_role("button", name="Train", exact=True)).to_be_visible()
    assert page.evaluate("begun") == 5
    assert page.errors == []


def test_the_button_says_pause_as_long_as_it_trains(open_widgets):
    page = open_widgets(TrainingLab(), own=True)
    page.get_by_role("button", name="Train", exact=True).evaluate(
        """button => {
             window.names = ["Train"];
             const note = (name) => names.at(-1) !== name && names.push(name);
             const watch = new MutationObserver(() => note(button.textContent));
             watch.observe(button, { childList: true }); }"""
    )
    press(page, "Train")
    go_to_step(page, 3)
    press(page, "One step")
    expect(page.get_by_role("button", name="Train", exact=True)).to_be_visible()
    assert page.evaluate("names") == ["Train", "Pause", "Train"]


def test_two_runs_of_a_seed_are_the_same(open_widgets):
    texts = []
    for _ in range(2):
        page = open_widgets(TrainingLab(seed=5), own=True)
        press(page, "Ten steps")
        expect(page.locator(TEXT)).to_contain_text("step 10:")
        title = page.get_by_text("their gradients").inner_text()
        texts.append((title, page.locator(".lw-probabilities").last.inner_text()))
    assert texts[0] == texts[1]


def test_the_page_answers_while_it_trains(open_widgets):
    """In the page's own thread no frame waits for the training: it stands in the Worker."""
    page = open_widgets(TrainingLab(), own=True)
    press(page, "Train")
    go_to_step(page, 5)
    time_frames(page)
    begun = step_of(page)
    page.wait_for_function("() => times.length >= 10", timeout=120_000)
    go_to_step(page, begun + 1)  # it trained meanwhile
    times = page.evaluate("times")
    print(f"fastest {min(times):.1f} ms, median {np.median(times):.1f} ms")
    assert min(times) < 16  # what else the machine does can only add
    press(page, "Pause")


def test_each_failing_network_by_one_click_and_its_question(open_widgets):
    page = open_widgets(TrainingLab(), own=True)
    press(page, "One step")
    expect(page.get_by_role("button", name="A", exact=True)).to_be_visible()
    for letter, fault in FACTS["faults"].items():
        press(page, letter)
        expect(page.locator(".lw-asked")).to_contain_text("What went wrong?")
        cause = FACTS["causes"][fault["cause"]]
        assert not page.get_by_text(cause["right"][:40]).is_visible()
        wrong = next(c for c in FACTS["causes"].values() if c is not cause)
        page.get_by_role("button", name=wrong["text"]).click()
        expect(page.locator(".lw-reply")).to_contain_text("Not this one.")
        page.get_by_role("button", name=cause["text"]).click()
        expect(page.locator(".lw-reply")).to_contain_text("Right.")
    state = link_state(page)
    assert (state["fault"], state["optimizer"], state["learning_rate"]) == ("D", "SGD", "0.1")
    press(page, "sound")
    expect(page.locator(".lw-asked")).to_have_count(0)


def test_a_link_to_a_failing_network(open_widgets):
    page = open_widgets(TrainingLab(), own=True, fragment="#widget=training_lab&fault=B")
    press(page, "Ten steps")
    expect(page.get_by_text("the eight filters")).to_contain_text("strongest: 0.0)")


def test_take_it_home_and_draw(open_widgets, tmp_path):
    page = open_widgets(TrainingLab(), own=True)
    press(page, "Ten steps")
    expect(page.locator(TEXT)).to_contain_text("step 10:")
    with page.expect_download() as waiting:
        press(page, "Take it home")
    file = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(file)
    model = course_network()
    model.load_weights(file)
    # The network in Python answers as the one in the page does.
    digits = load_digits()
    seven = int(np.flatnonzero(digits.y_train[:1000] == 7)[0])
    answer = model.predict(add_channel_axis(scale_pixels(digits.x_train[seven : seven + 1])))[0]
    shown = page.locator(".lw-probabilities b").all_inner_texts()
    np.testing.assert_allclose([float(text) for text in shown], answer, atol=0.0051)

    board = page.get_by_role("application", name="Drawing board")
    board.scroll_into_view_if_needed()
    box = board.bounding_box()
    page.mouse.move(box["x"] + 60, box["y"] + 50)
    page.mouse.down()
    page.mouse.move(box["x"] + 150, box["y"] + 50)
    page.mouse.move(box["x"] + 110, box["y"] + 170)
    page.mouse.up()
    expect(page.get_by_text("Your network takes your drawing for a")).to_be_visible()
    page.get_by_role("button", name=re.compile("a 3$")).click()
    expect(page.get_by_text("Your network takes the held-out 3 for a")).to_be_visible()


@pytest.mark.parametrize(("theme", "width"), [("light", 320), ("dark", 1280)])
def test_when_all_is_there_it_fits_and_passes_axe(open_widgets, theme, width):
    page = open_widgets(
        TrainingLab(fault="C"), own=True, theme=theme, viewport={"width": width, "height": 800}
    )
    press(page, "Ten steps")
    expect(page.locator(TEXT)).to_contain_text("step 10:")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == {}
    low = page.evaluate(
        """() => [...document.querySelectorAll(".lw-lab-drive button, .lw-lab-settings select")]
                 .filter(e => e.getBoundingClientRect().height < 44).length"""
    )
    assert low == 0


def test_by_keyboard_alone(open_widgets):
    page = open_widgets(TrainingLab(), own=True)
    page.get_by_role("button", name="Train", exact=True).focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(TEXT)).to_contain_text("step 1: 32 images seen")
    expect(page.get_by_role("status").first).to_contain_text("held-out")
