"""The way back of a convolution in the page: cases for the table of `arithmetic.py`."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from helpers import SGD, Conv2D
from helpers.convolution import conv2d_gradients_loops, conv2d_loops
from helpers.losses import MeanSquaredError
from helpers.widgets.convolution import preset_kernel
from helpers.widgets.pictures import picture
from tests.widgets.arithmetic import Case

MODULE = "convolution"


def as_map(array: np.ndarray) -> dict[str, Any]:
    """An array as a picture or a map of the page, without typed arrays."""
    return {"height": array.shape[0], "width": array.shape[1], "data": array.ravel().tolist()}


def drawn(seed: int) -> tuple[np.ndarray, np.ndarray, dict[str, Any]]:
    """A random picture, a kernel and its layout."""
    rng = np.random.default_rng(seed)
    image = rng.normal(size=rng.integers(7, 12, size=2))
    size = rng.choice([1, 3, 5, 7])
    kernel = rng.normal(size=(size, size))
    layout = {
        "stride": int(rng.integers(1, 5)),
        "padding": int(rng.integers(0, 4)),
        "flip": bool(rng.integers(2)),
    }
    return image, kernel, layout


def turned(kernel: np.ndarray, layout: dict[str, Any]) -> np.ndarray:
    """The kernel as it lies on the picture; or, of the gradient by that one, the way back."""
    return kernel[::-1, ::-1] if layout["flip"] else kernel


def map_of(image: np.ndarray, kernel: np.ndarray, layout: dict[str, Any]) -> np.ndarray:
    used = turned(kernel, layout)[..., None, None]
    places = layout["stride"], layout["padding"]
    return conv2d_loops(image[..., None], used, np.zeros(1), *places)[:, :, 0]


def gradients_of_convolutions(spoil: bool = False) -> Iterator[Case]:
    """Conv2D.backward, which has the padding in its input, and the loops, which have not."""
    for seed in range(40):
        image, kernel, layout = drawn(seed)
        padded = np.pad(image, layout["padding"])[None, :, :, None]
        layer = Conv2D(1, len(kernel), strides=layout["stride"], use_bias=False)
        layer.build(padded.shape)
        layer.params["kernel"] = turned(kernel, layout)[..., None, None].astype(np.float64)
        y = layer.forward(padded, training=True)
        grad = np.random.default_rng(seed + 1000).normal(size=y.shape)
        grad_x = layer.backward(grad)[0, :, :, 0]
        grad_kernel = turned(layer.grads["kernel"][:, :, 0, 0], layout)
        loops, loops_kernel, _ = conv2d_gradients_loops(
            image[..., None],
            turned(kernel, layout)[..., None, None],
            grad[0],
            layout["stride"],
            layout["padding"],
        )
        inside = tuple(slice(layout["padding"], layout["padding"] + side) for side in image.shape)
        np.testing.assert_allclose(grad_x[inside], loops[:, :, 0], atol=1e-10)
        np.testing.assert_allclose(
            grad_kernel, turned(loops_kernel[:, :, 0, 0], layout), atol=1e-10
        )
        slopes = as_map(grad[0, :, :, 0])
        wrong = grad_kernel[::-1] if spoil else grad_kernel
        given = [as_map(image), kernel.tolist(), slopes, layout]
        yield Case(MODULE, "inputGradient", given, grad_x)
        given = [as_map(image), len(kernel), slopes, layout]
        yield Case(MODULE, "kernelGradient", given, wrong)


def parts_of_gradients() -> Iterator[Case]:
    """Some of the outputs; one pixel; one number of the kernel: each is its part of the whole."""
    some = "const some = (i) => i % 3 === 1, others = (i) => i % 3 !== 1;"
    halves = f"""(m, image, kernel, slopes, layout) => {{ {some}
      const [a, b] = [some, others].map((sent) =>
        m.inputGradient(image, kernel, slopes, layout, sent));
      return {{ ...a, data: a.data.map((x, i) => x + b.data[i]) }}; }}"""
    taps = f"""(m, image, size, slopes, layout) => {{ {some}
      const [a, b] = [some, others].map((sent) =>
        m.kernelGradient(image, size, slopes, layout, sent));
      return a.map((line, i) => line.map((x, j) => x + b[i][j])); }}"""
    pixel = """(m, image, kernel, slopes, layout) => {
      const { height, width } = m.inputGradient(image, kernel, slopes, layout);
      const data = Float64Array.from({ length: height * width }, (_, i) => {
        const at = { row: Math.floor(i / width), column: i % width };
        const got = m.sharesOfPixel(at, kernel, slopes, layout);
        return got.slopes.reduce((sum, slope, k) => sum + slope * got.weights[k], 0);
      });
      return { height, width, data }; }"""
    tap = """(m, image, size, slopes, layout) =>
      Array.from({ length: size * size }, (_, tap) =>
        m.pixelsMet(image, size, slopes, layout, tap).data
          .reduce((sum, pixel, i) => sum + pixel * slopes.data[i], 0))"""
    for case in list(gradients_of_convolutions())[:30]:
        if case.body == "inputGradient":
            yield case._replace(body=halves)
            yield case._replace(body=pixel)
        else:
            yield case._replace(body=taps)
            yield case._replace(body=tap, expected=case.expected.ravel())


def slopes_of_the_squared_error() -> Iterator[Case]:
    loss = MeanSquaredError()
    for seed in range(10):
        rng = np.random.default_rng(seed)
        y, wanted = rng.normal(size=(2, *rng.integers(1, 9, size=2)))
        given = [as_map(y), as_map(wanted)]
        yield Case(MODULE, "squaredError", given, float(loss(wanted, y)))
        yield Case(MODULE, "errorSlopes", given, loss.gradient(wanted, y))


def gradients_of_the_error_by_nudging() -> Iterator[Case]:
    """Finite differences of the whole: picture and kernel in, loss out."""
    body = """(m, image, kernel, wanted, layout) => {
      const { stride, padding, flip } = layout;
      const step = 1e-5;
      const mapOf = (x, k) => m.convolve(x, k, stride, padding, flip);
      const slopeAt = (numbers, i, lossOf) => {
        const at = (by) => lossOf(numbers.map((x, j) => (i === j ? x + by : x)));
        return (at(step) - at(-step)) / (2 * step);
      };
      const slopes = m.errorSlopes(mapOf(image, kernel), wanted);
      const grad = m.inputGradient(image, kernel, slopes, layout);
      const inner = image.data.map((_, i) => grad.data[
        (Math.floor(i / image.width) + padding) * grad.width + (i % image.width) + padding]);
      const byPixel = image.data.map((_, i) => slopeAt(image.data, i, (data) =>
        m.squaredError(mapOf({ ...image, data }, kernel), wanted)));
      const flat = kernel.flat();
      const taps = m.kernelGradient(image, kernel.length, slopes, layout).flat();
      const byTap = flat.map((_, i) => slopeAt(flat, i, (numbers) =>
        m.squaredError(mapOf(image, m.chunk(numbers, kernel.length)), wanted)));
      const close = (a, b) => a.every((x, i) => Math.abs(x - b[i]) < 1e-7 * (1 + Math.abs(x)));
      return [close(inner, byPixel), close(taps, byTap), Math.max(...taps.map(Math.abs)) > 1e-3];
    }"""
    for seed in range(6):
        image, kernel, layout = drawn(seed)
        other = np.random.default_rng(seed + 50).normal(size=kernel.shape)
        wanted = as_map(map_of(image, other, layout))
        given = [as_map(image), kernel.tolist(), wanted, layout]
        yield Case(MODULE, body, given, [True] * 3)


def ten_learning_steps() -> Iterator[Case]:
    """The losses and the kernel after ten steps from zeros, with SGD of `helpers`."""
    body = """(m, image, wanted, rate, layout) => {
      let kernel = Array.from({ length: 3 }, () => [0, 0, 0]);
      const losses = [];
      for (let step = 0; step < 10; step++) {
        const map = m.convolve(image, kernel, layout.stride, layout.padding, layout.flip);
        losses.push(m.squaredError(map, wanted));
        const slopes = m.errorSlopes(map, wanted);
        kernel = m.stepped(kernel, m.kernelGradient(image, 3, slopes, layout), rate);
      }
      return { losses, kernel }; }"""
    for name, hidden, rate, layout in [
        ("digit-7", "vertical-edges", 1.0, {"stride": 1, "padding": 0, "flip": False}),
        ("dots", "sharpen", 3.0, {"stride": 2, "padding": 1, "flip": True}),
        ("digit-7", "vertical-edges", 3.0, {"stride": 1, "padding": 0, "flip": False}),
    ]:
        image, loss, optimizer = picture(name) / 255, MeanSquaredError(), SGD(rate)
        wanted = map_of(image, preset_kernel(hidden), layout)
        kernel, losses = np.zeros((3, 3)), []
        for _ in range(10):
            y = map_of(image, kernel, layout)
            losses.append(loss(wanted, y))
            _, grad, _ = conv2d_gradients_loops(
                image[..., None],
                turned(kernel, layout)[..., None, None],
                loss.gradient(wanted, y)[..., None],
                layout["stride"],
                layout["padding"],
            )
            optimizer.apply([turned(grad[:, :, 0, 0], layout)], [kernel])
        given = [as_map(image), as_map(wanted), rate, layout]
        yield Case(MODULE, body, given, {"losses": np.array(losses), "kernel": kernel})
