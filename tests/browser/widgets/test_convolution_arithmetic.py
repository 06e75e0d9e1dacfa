"""The browser's convolution gives the numbers that `helpers` gives."""

import numpy as np
import pytest

from helpers.convolution import conv2d_loops, convolve2d_loops, output_size
from helpers.widgets import ConvolutionExplorer
from helpers.widgets.convolution import preset_kernel, random_kernel
from helpers.widgets.pictures import picture

TOLERANCE = 1e-5

CONVOLVE = """async ([data, height, width, kernel, stride, padding, flip]) => {
  const { convolve } = await liveWidgets.load("convolution");
  const map = convolve({ data, height, width }, kernel, stride, padding, flip);
  return { height: map.height, width: map.width, data: [...map.data] };
}"""


@pytest.fixture(scope="module")
def page(browser, static_folder):
    path = static_folder / "arithmetic.html"
    path.write_text('<!doctype html><script src="_static/live_widgets.js"></script>')
    page = browser.new_page()
    page.goto(path.as_uri())
    yield page
    page.close()


def in_browser(page, image, kernel, stride=1, padding=0, flip=False):
    arguments = [image.ravel().tolist(), *image.shape, kernel.tolist(), stride, padding, flip]
    result = page.evaluate(CONVOLVE, arguments)
    return np.array(result["data"]).reshape(result["height"], result["width"])


def in_helpers(image, kernel, stride, padding, flip):
    kernel = kernel[::-1, ::-1] if flip else kernel
    y = conv2d_loops(image[:, :, None], kernel[:, :, None, None], np.zeros(1), stride, padding)
    return y[:, :, 0]


@pytest.mark.parametrize("seed", range(60))
def test_random_settings_equal_the_loops_of_helpers(page, seed):
    rng = np.random.default_rng(seed)
    height, width = rng.integers(7, 13, size=2)
    image = rng.normal(size=(height, width))
    size = rng.choice([1, 3, 5, 7])
    kernel = rng.normal(scale=10.0 ** rng.integers(-2, 2), size=(size, size))
    settings = {
        "stride": int(rng.integers(1, 5)),
        "padding": int(rng.integers(0, 4)),
        "flip": bool(rng.integers(2)),
    }
    expected = in_helpers(image, kernel, **settings)
    actual = in_browser(page, image, kernel, **settings)
    assert actual.shape == expected.shape
    np.testing.assert_allclose(actual, expected, rtol=0, atol=TOLERANCE)


def test_the_plain_case_is_cross_correlation(page):
    image = picture("digit-7") / 255
    kernel = np.arange(9.0).reshape(3, 3)
    expected = convolve2d_loops(image, kernel)
    np.testing.assert_allclose(in_browser(page, image, kernel), expected, rtol=0, atol=TOLERANCE)
    assert not np.allclose(in_browser(page, image, kernel, flip=True), expected)


@pytest.mark.parametrize("size", [7, 8, 9, 28, 64])
@pytest.mark.parametrize("kernel", [1, 3, 5, 7])
def test_output_sizes_equal_those_of_helpers(page, size, kernel):
    for stride in (1, 2, 3, 4):
        for padding in (0, 1, 2, 3):
            answer = page.evaluate(
                """async (numbers) =>
                     (await liveWidgets.load("convolution")).outputSize(...numbers)""",
                [size, kernel, stride, padding],
            )
            assert answer["size"] == output_size(size, kernel, stride, padding)
            assert answer["unused"] == (size + 2 * padding - kernel) % stride


def test_presets_and_random_kernels_are_those_of_python(page):
    for name in ("identity", "blur", "emboss", "curve", "random-1", "random-999"):
        kernel = page.evaluate(
            """async (name) => (await liveWidgets.load("convolution")).presetKernel(name)""", name
        )
        assert kernel == preset_kernel(name).tolist()
    many = page.evaluate(
        """async () => {
             const { randomKernel } = await liveWidgets.load("convolution");
             return Array.from({ length: 200 }, (_, i) => randomKernel(i + 1)); }"""
    )
    assert many == [random_kernel(number + 1).tolist() for number in range(200)]


def test_what_is_drawn_is_what_is_computed(open_widgets):
    """The colors of the drawn map, read back, lie on the scale where the numbers say."""
    page = open_widgets(
        ConvolutionExplorer(kernel=[[0, 0, 0], [0, -1, 0], [0, 0, 0]], image="stripes", row=1)
    )
    colors = page.evaluate(
        """() => { const canvas = document.querySelectorAll(".lw-pixels canvas")[1];
             const pen = canvas.getContext("2d");
             const cell = canvas.width / 26;
             return [4, 7].map(column =>
               [...pen.getImageData((column + 0.5) * cell, 20.5 * cell, 1, 1).data]); }"""
    )
    stripes = picture("stripes") / 255
    assert stripes[21, 5] == 1 and stripes[21, 8] == 0
    assert colors[0] == [15, 76, 153, 255], "minus one is the strongest blue"
    assert colors[1] == [247, 247, 245, 255], "zero has the color of the paper"
