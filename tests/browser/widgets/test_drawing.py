"""From strokes and photographs to the digit and its answer: the browser against `helpers`."""

import json
import os
from unittest.mock import patch

import numpy as np
import pytest

from helpers import images, load_digits, load_mnist
from helpers.weights import load_course_network
from helpers.widgets.values import named_value
from tests.standins import OFFICIAL
from tests.tracing import strokes_of

TOLERANCE = 1e-5


@pytest.fixture(scope="module")
def page(browser, static_folder):
    path = static_folder / "drawing.html"
    path.write_text('<!doctype html><script src="_static/live_widgets.js"></script>')
    page = browser.new_page()
    page.goto(path.as_uri())
    yield page
    page.close()


def ask(page, body, *arguments):
    """What an expression of the module's functions gives."""
    answer = page.evaluate(
        f"""async (given) => {{
              const pad = await liveWidgets.load("drawing_pad");
              return JSON.stringify({body}, (_, x) => ArrayBuffer.isView(x) ? [...x] : x); }}""",
        list(arguments),
    )
    return json.loads(answer)


def test_thinning_keeps_the_line_and_a_limit(page):
    rng = np.random.default_rng(0)
    for count in (1, 2, 3, 50, 400):
        line = np.cumsum(rng.normal(size=(count, 2)), axis=0).round(2) + 56
        kept = np.array(ask(page, "pad.thinned(given[0])", line.tolist()))
        assert 1 <= len(kept) <= 60
        assert (kept[0] == line[0]).all() and (kept[-1] == line[-1]).all()
    straight = [[i, 2 * i] for i in range(50)]
    assert ask(page, "pad.thinned(given[0])", straight) == [[0, 0], [49, 98]]


# ---- 200 real digits ----


def real_digits(count):
    """Test digits of MNIST where the official files are at hand, else held-out embedded ones."""
    if not OFFICIAL.is_dir():
        digits = load_digits()
        return digits.x_train[:count], digits.y_train[:count]
    with patch.dict(os.environ, {"HELPERS_DATA_DIR": str(OFFICIAL)}):
        mnist = load_mnist()
    return mnist.x_test[:count], mnist.y_test[:count]


def test_200_real_digits_drawn_anew_are_read_as_helpers_reads_them(page):
    digits, labels = real_digits(200)
    drawings = [strokes_of(digit) for digit in digits]
    answers = page.evaluate(
        """async ([packed, drawings]) => {
             const pad = await liveWidgets.load("drawing_pad");
             const layers = pad.readLayers(packed.layers);
             const state = { invert: true, fit: true, center: true };
             return drawings.map((strokes) => {
               const { image } = pad.readDrawing({ ...state, strokes });
               const outputs = pad.runNetwork(layers, { shape: [28, 28, 1], data: image.data });
               return [...outputs.at(-1).data]; }); }""",
        [named_value("network/course"), drawings],
    )
    pixels = np.array([images.to_mnist(images.draw_strokes(strokes)) for strokes in drawings])
    expected = load_course_network().predict(pixels[..., None].astype(np.float32))
    np.testing.assert_allclose(answers, expected, rtol=0, atol=TOLERANCE)
    read, read_by_helpers = np.argmax(answers, axis=1), expected.argmax(axis=1)
    assert (read == read_by_helpers).all()
    print(f"{(read == labels).mean():.1%} of 200 drawings are read right")
    assert (read == labels).mean() == (read_by_helpers == labels).mean() >= 0.94
