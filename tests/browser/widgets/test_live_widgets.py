"""The host of widgets on a page without a kernel: its model, its values, its complaints."""

import json

import pytest

from book._ext import live_widgets
from helpers.widgets import ConvolutionExplorer, DropoutExplorer, OptimizerRace, Quiz
from helpers.widgets.modules import part_names
from tests.browser.visits import at_rest


def test_modules_and_values_are_loaded_when_a_page_needs_them(open_widgets):
    page = open_widgets(ConvolutionExplorer(), Quiz("convolution"))
    scripts = """() => [...document.scripts].map(
                     script => script.src.split('/').at(-1).split('?')[0])"""
    loaded = [name for name in page.evaluate(scripts) if name]
    parts = {*part_names("convolution"), *part_names("quiz")}
    _, files = live_widgets.site_script()
    puts = (f'put("module/{name}", ' for name in parts)
    modules = {file for put in puts for file, text in files.items() if put in text}
    assert "module-convolution.js" in modules
    assert "module-pooling.js" in files.keys() - modules
    assert sorted(loaded) == sorted(["live_widgets.js", "quiz-convolution.js", *modules])
    page.get_by_label("Picture", exact=True).select_option("photograph")
    page.wait_for_function("() => document.querySelector('.lw-sizes').textContent.includes('64')")
    assert "picture-photograph.js" in page.evaluate(scripts)
    assert page.errors == []


def test_a_module_whose_file_is_missing_is_reported(open_widgets, tmp_path):
    live_widgets.write_static(tmp_path / "_static")
    (tmp_path / "_static/live_values/module-dropout.js").unlink()
    page = open_widgets(ConvolutionExplorer(), DropoutExplorer(), folder=tmp_path)
    states = "[...document.querySelectorAll('.live-widget')].map(div => div.dataset.state)"
    assert page.evaluate(states) == ["ready", "failed"]
    text = page.locator(".live-widget").nth(1).inner_text()
    assert "live_values/module-dropout.js could not be loaded" in text


def test_a_value_whose_file_is_missing_is_reported(open_widgets, tmp_path):
    live_widgets.write_static(tmp_path / "_static")
    (tmp_path / "_static/live_values/picture-photograph.js").unlink()
    page = open_widgets(ConvolutionExplorer(), folder=tmp_path)
    page.get_by_label("Picture", exact=True).select_option("photograph")
    page.wait_for_selector(".lw-problem:visible")
    assert "picture-photograph.js could not be loaded" in page.locator(".lw-problem").inner_text()


@pytest.mark.parametrize(
    ("html", "message"),
    [
        ('<div class="live-widget" data-module="quiz"></div>', "could not start"),
        (
            '<div class="live-widget" data-module="quiz"><script type="application/json">{'
            "</script></div>",
            "could not start",
        ),
        (
            '<div class="live-widget" data-module="telepathy"><script type="application/json">{}'
            "</script></div>",
            'There is no widget named "telepathy"',
        ),
    ],
)
def test_a_widget_that_cannot_start_says_so_and_leaves_the_others_alone(
    open_widgets, html, message
):
    page = open_widgets(Quiz("convolution"), extra=html)
    states = page.evaluate(
        "[...document.querySelectorAll('.live-widget')].map(div => div.dataset.state)"
    )
    assert states == ["ready", "failed"]
    assert message in page.locator(".live-widget").nth(1).inner_text()


def test_an_unknown_quiz_is_reported_in_its_place(open_widgets):
    state = json.dumps({"name": "telepathy"})
    page = open_widgets(
        extra='<div class="live-widget" data-module="quiz">'
        f'<script type="application/json">{state}</script></div>'
    )
    page.wait_for_selector(".lw-problem")
    assert 'holds no "quiz/telepathy"' in page.locator(".lw-problem").inner_text()


def test_a_link_scrolls_to_its_widget(open_widgets):
    widgets = [Quiz("convolution"), ConvolutionExplorer(), ConvolutionExplorer()]
    page = open_widgets(
        *widgets,
        fragment="#widget=convolution-2&preset=blur",
        viewport={"width": 800, "height": 500},
    )
    box = page.locator(".live-widget").nth(2).bounding_box()
    assert -5 <= box["y"] <= 250


def test_who_came_by_a_link_stays_at_the_widget_while_the_page_grows(open_widgets):
    page = open_widgets(
        ConvolutionExplorer(),
        ConvolutionExplorer(),
        fragment="#widget=convolution-2",
        viewport={"width": 800, "height": 500},
    )
    second = page.locator(".live-widget").nth(1)
    before, scrolled = second.bounding_box()["y"], page.evaluate("() => scrollY")
    # The browser itself would hold some places, not those of all growth.
    page.evaluate("() => { document.documentElement.style.overflowAnchor = 'none'; }")
    grow = """() => document.body.prepend(Object.assign(
                document.createElement("div"), { style: "height: 900px" }))"""
    page.evaluate(grow)
    page.wait_for_function("(scrolled) => scrollY > scrolled", arg=scrolled)
    assert second.bounding_box()["y"] == pytest.approx(before, abs=2)
    # After the first key or touch the reader is left alone.
    page.keyboard.press("Shift")
    page.evaluate("() => scrollTo(0, 300)")
    page.evaluate(grow)
    at_rest(page)
    assert page.evaluate("() => document.documentElement.scrollTop") == 300


def test_the_model_speaks_the_protocol_of_anywidget(open_widgets):
    """set, get, on and off as a module may use them: seen through a module of the test's own."""
    page = open_widgets(ConvolutionExplorer())
    heard = page.evaluate(
        """async () => {
             const module = await liveWidgets.load("convolution");
             const { render } = module.default;
             const heard = [];
             // The module object of an import is frozen, its default export is not.
             module.default.render = ({ model, el }) => {
               const hear = (what) => () => heard.push(what);
               const first = hear("stride");
               model.on("change:stride", first);
               model.on("change", hear("any"));
               model.set("stride", 3);
               model.set("stride", 3);
               model.off("change:stride", first);
               model.set("stride", 4);
               heard.push(model.get("stride"));
               model.off("change");
               model.set("stride", 1);
             };
             const div = document.querySelector(".live-widget").cloneNode();
             div.innerHTML = '<script type="application/json">{"stride": 1}</scr' + 'ipt>';
             delete div.dataset.state;
             document.querySelector(".live-widget").replaceWith(div);
             await liveWidgets.start();
             module.default.render = render;
             return heard;
           }"""
    )
    assert heard == ["stride", "any", "any", 4]


def test_an_input_is_drawn_at_once_and_a_second_one_with_the_frame(open_widgets):
    page = open_widgets(OptimizerRace(step=10))
    seen = page.evaluate(
        """async () => {
             const input = document.querySelectorAll(".lw input[type=range]")[2];
             const frame = () => new Promise((done) => requestAnimationFrame(done));
             const lesson = () => document.querySelector(".lw-lesson").textContent;
             const goTo = (value) => {
               input.value = value;
               input.dispatchEvent(new Event("input"));
               return lesson();
             };
             return [goTo(20), goTo(30), await frame().then(lesson)]; }"""
    )
    assert ["after 20 steps" in seen[0], "after 20 steps" in seen[1]] == [True, True]
    assert "after 30 steps" in seen[2]


def test_a_change_of_height_alone_draws_nothing_anew(open_widgets):
    page = open_widgets(OptimizerRace())
    drawn = page.evaluate(
        """async () => {
             let count = 0;
             const watch = new MutationObserver(() => (count += 1));
             watch.observe(document.querySelector(".lw-lesson"), { childList: true });
             const root = document.querySelector(".lw");
             const after = async (style) => {
               count = 0;
               Object.assign(root.style, style);
               await atRest();
               return count;
             };
             return [await after({ paddingBottom: "90px" }), await after({ width: "500px" })]; }"""
    )
    assert drawn == [0, 1]
