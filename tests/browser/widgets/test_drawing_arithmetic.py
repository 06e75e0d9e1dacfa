"""From strokes and photographs to the digit and its answer: the browser against `helpers`."""

import json
import os
from itertools import product
from unittest.mock import patch

import numpy as np
import pytest

from helpers import images, load_digits, load_mnist
from helpers.weights import load_course_network
from helpers.widgets import DrawingPad
from helpers.widgets.drawing_pad import SAMPLES
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
    """What an expression of the module's functions gives; its pictures become arrays."""
    answer = page.evaluate(
        f"""async (given) => {{
              const pad = await liveWidgets.load("drawing_pad");
              return JSON.stringify({body}, (_, x) => ArrayBuffer.isView(x) ? [...x] : x); }}""",
        list(arguments),
    )
    return json.loads(answer, object_hook=as_array)


def as_array(part):
    if "data" not in part:
        return part
    return np.array(part["data"]).reshape(part["height"], part["width"])


def sent(array):
    """An array as a picture of the page."""
    return {"height": array.shape[0], "width": array.shape[1], "data": array.ravel().tolist()}


def random_strokes(rng, count=None):
    """Wild drawings: dots, corners of the board, points on each other, and lines."""
    strokes = []
    for _ in range(count or rng.integers(1, 6)):
        points = rng.integers(0, 113, size=(rng.integers(1, 12), 2))
        if rng.random() < 0.3:
            points = np.clip(points[:1] + np.cumsum(rng.integers(-4, 5, points.shape), 0), 0, 112)
        strokes.append(points.ravel().tolist())
    return strokes


def close(actual, expected):
    assert actual.shape == expected.shape
    np.testing.assert_allclose(actual, expected, rtol=0, atol=TOLERANCE)


# ---------------------------------------------------------------- ink


@pytest.mark.parametrize("seed", range(40))
def test_strokes_become_the_ink_of_helpers(page, seed):
    rng = np.random.default_rng(seed)
    strokes = random_strokes(rng)
    size, width = int(rng.choice([112, 112, 28, 61])), float(rng.choice([9, 1, 3.5, 20]))
    ink = ask(page, "pad.drawStrokes(...given)", strokes, size, width)
    close(ink, images.draw_strokes(strokes, size, width))


def test_the_board_is_that_of_helpers(page):
    close(ask(page, "pad.drawStrokes(given[0])", [[56, 56]]), images.draw_strokes([[56, 56]]))


@pytest.mark.parametrize("seed", range(40))
def test_ink_becomes_the_digit_of_helpers(page, seed):
    rng = np.random.default_rng(seed)
    height, width = rng.integers(1, 60, size=2)
    ink = rng.random((height, width)) * (rng.random((height, width)) < rng.choice([0.02, 0.3, 1]))
    ink[rng.integers(height), rng.integers(width)] = 1
    if seed % 3 == 0:  # symmetric: the center of mass lies on an edge between two places
        ink = np.maximum(ink, ink[::-1, ::-1])
    steps = ask(page, "pad.mnistSteps(given[0])", sent(ink))
    for name, expected in images.mnist_steps(ink)._asdict().items():
        close(steps[name], expected)


def test_a_blank_is_no_digit(page):
    assert ask(page, "pad.mnistSteps(given[0])", sent(np.zeros((9, 7)))) is None


def photograph(rng):
    """Gray levels: a drawing in some ink on some paper, with a shadow and noise; or only noise."""
    height, width = rng.integers(1, 240, size=2) if rng.random() < 0.7 else rng.integers(1, 9, 2)
    size = int(max(height, width))
    strokes = [(np.array(stroke) * size / 112).tolist() for stroke in random_strokes(rng, count=2)]
    ink = images.draw_strokes(strokes, size, max(size / 12, 1))[:height, :width]
    paper, pen = rng.integers(0, 256, size=2)
    shadow = np.linspace(0, rng.integers(0, 60), height)[:, None]
    levels = paper + (pen - paper) * ink - shadow + rng.normal(0, rng.choice([0, 3, 20]), ink.shape)
    return np.clip(levels, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("seed", range(60))
def test_photographs_become_the_ink_of_helpers(page, seed):
    gray = photograph(np.random.default_rng(seed))
    try:
        expected = images.find_ink(gray)
    except images.PictureError:
        expected = None
    ink = ask(page, "pad.findInk(given[0])", sent(gray))
    if expected is None:
        assert ink is None
    else:
        close(ink, expected)


def test_photographs_of_the_test_hold_both_kinds():
    blanks = 0
    for seed in range(60):
        try:
            images.find_ink(photograph(np.random.default_rng(seed)))
        except images.PictureError:
            blanks += 1
    assert 5 <= blanks <= 45


# ---------------------------------------------------------------- all steps


@pytest.mark.parametrize(("invert", "fit", "center"), list(product([True, False], repeat=3)))
def test_what_the_network_gets_is_what_python_sees(page, invert, fit, center):
    rng = np.random.default_rng(5)
    pads = [DrawingPad(strokes=random_strokes(rng)) for _ in range(12)]
    pads += [DrawingPad(strokes=[]), DrawingPad(strokes=[[0, 0]]), *map(DrawingPad, SAMPLES)]
    for number in range(8):
        pad = DrawingPad(strokes=[])
        pad.photograph = 255 - 200 * np.eye(9 + number, 20, dtype=np.uint8).repeat(2, axis=1)
        pads.append(pad)
    for pad in pads:
        pad.invert, pad.fit, pad.center = invert, fit, center
        state = {**pad.static_state(), "photograph": pad.photograph}
        seen = ask(page, "pad.readDrawing(given[0])", state)
        close(seen["image"], pad.image)
        assert seen["blank"] == (pad.answer is None)


def test_thinning_keeps_the_line_and_a_limit(page):
    rng = np.random.default_rng(0)
    for count in (1, 2, 3, 50, 400):
        line = np.cumsum(rng.normal(size=(count, 2)), axis=0).round(2) + 56
        kept = np.array(ask(page, "pad.thinned(given[0])", line.tolist()))
        assert 1 <= len(kept) <= 60
        assert (kept[0] == line[0]).all() and (kept[-1] == line[-1]).all()
    straight = [[i, 2 * i] for i in range(50)]
    assert ask(page, "pad.thinned(given[0])", straight) == [[0, 0], [49, 98]]


# ---------------------------------------------------------------- 200 real digits


def real_digits(count):
    """Test digits of MNIST where the official files are at hand, else held-out embedded ones."""
    if not OFFICIAL.is_dir():
        digits = load_digits()
        return digits.x_test[:count], digits.y_test[:count]
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
