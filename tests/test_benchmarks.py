"""The benchmark times what it says it times. Nothing here asserts how long anything takes."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from benchmarks import __main__ as bench
from benchmarks import tried
from benchmarks.networks import operations
from helpers.convolution import Conv2D
from helpers.losses import categorical_crossentropy
from helpers.weights import course_network

sys.path.append(str(bench.FOLDER))  # as for its scripts, which run in other interpreters, too
from loops import gradients_loops, predict_loops  # noqa: E402


@pytest.fixture(scope="module")
def model():
    return course_network()


def test_the_loops_are_the_same_network(model):
    image = np.random.default_rng(1).random((28, 28, 1), dtype=np.float32)
    np.testing.assert_allclose(
        predict_loops(model, image), model.predict(image[None])[0], rtol=1e-4
    )


def test_the_loops_have_the_same_gradients(model):
    image = np.random.default_rng(2).random((28, 28, 1), dtype=np.float32)
    one_hot = np.eye(10, dtype=np.float32)[3]
    # Equal generators drop equal values.
    model.layers[-2].rng = np.random.default_rng(5)
    probabilities = model.forward(image[None], training=True)
    model.backward(
        categorical_crossentropy.gradient_at_logits(one_hot[None], probabilities),
        at_logits=True,
        input_gradient=False,
    )
    expected = [grad for layer in model.layers for grad in layer.grads.values()]
    received = gradients_loops(model, image, one_hot, np.random.default_rng(5))
    assert len(received) == len(expected) == 8
    for ours, theirs in zip(received, expected, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-3, atol=1e-5)
    assert isinstance(model.layers[0], Conv2D)
    assert np.abs(received[0]).max() > 1e-3


@pytest.fixture
def data(tmp_path):
    rng = np.random.default_rng(0)
    path = tmp_path / "digits.npz"
    images = rng.integers(0, 256, (64, 28, 28), np.uint8)
    np.savez(path, images=images, labels=rng.integers(0, 10, 64))
    return str(path)


def numpy_side():
    return bench.Side("helpers", sys.executable, str(bench.FOLDER / "numpy_side.py"))


@pytest.mark.parametrize("task", ["train", "predict"])
@pytest.mark.parametrize("network", list(bench.NETWORKS))
def test_every_network_runs(data, network, task):
    side = numpy_side()
    job = {"network": network, "task": task, "batch": 32, "data": data}
    result = bench.compare([side], job, pairs=1)
    side.close()
    assert result.ours > 0
    assert result.ratio is None  # there is no other side


def test_our_side_runs_on_one_thread():
    side = numpy_side()
    facts = side.ask(facts=True)
    side.close()
    assert facts["numpy"] == np.__version__
    assert facts["threads"] in (1, "unknown")


@pytest.mark.skipif(
    importlib.util.find_spec("torch") is None, reason="PyTorch, an optional extra, is not installed"
)
def test_both_sides_count_the_same_parameters(data):
    sides = [numpy_side()]
    for layout in ("eager", "channels_last"):
        script = str(bench.FOLDER / "torch_side.py")
        sides.append(bench.Side(layout, sys.executable, script, layout))
    job = {"network": "course", "task": "train", "batch": 32, "data": data}
    result = bench.compare(sides, job, pairs=3)
    for side in sides:
        side.close()
    assert result.layout in ("eager", "channels_last")
    assert result.low <= result.ratio <= result.high


class FakeSide:
    """Answers with prepared times: a machine whose speed the test knows."""

    def __init__(self, name, seconds):
        self.name, self.seconds = name, iter(seconds)

    def ask(self, **message):
        return {"seconds": next(self.seconds)} if "run" in message else {"steps": 1}


def test_the_ratio_is_the_median_of_pairs_with_the_faster_layout(monkeypatch):
    monkeypatch.setattr(bench, "GAP_SECONDS", 0)
    job = {"network": "course", "task": "train", "batch": 32, "data": ""}
    sides = [
        FakeSide("helpers", [1, 2, 30]),  # the machine slows down in the middle
        FakeSide("eager", [2, 4, 20]),
        FakeSide("channels_last", [9, 9, 90]),
    ]
    result = bench.compare(sides, job, pairs=3)
    assert (result.layout, result.ratio) == ("eager", 0.5)
    assert (result.ours, result.theirs) == (2, 4)
    assert (result.low, result.high) == (0.5, 1.0)


def test_an_interpreter_without_pytorch_is_named(tmp_path):
    with pytest.raises(SystemExit, match="can not import torch"):
        bench.find_torch(str(tmp_path / "python"))


def test_a_side_that_dies_stops_the_run():
    side = bench.Side("helpers", sys.executable, "-c", "raise SystemExit(1)")
    with pytest.raises(SystemExit, match="process of helpers ended"):
        side.ask(facts=True)


def test_the_loops_print_seconds_as_json():
    code = "import sys; sys.path[:0] = [sys.argv[1]]; import loops; loops.main('course', images=1)"
    output = subprocess.run(
        [sys.executable, "-c", code, str(Path(bench.FOLDER))],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert set(json.loads(output)) == {"train", "predict"}


def test_latency_is_from_a_key_to_its_frame():
    latency = pytest.importorskip("benchmarks.latency")

    def event(phase, at, number, kind):
        args = {"event_latency": {"event_type": kind}}
        return {"name": "EventLatency", "ph": phase, "ts": at, "id2": {"local": number}} | (
            {"args": args} if phase == "b" else {}
        )

    events = [
        event("b", 1000, "0x1", "RAW_KEY_DOWN"),
        event("b", 2000, "0x2", "MOUSE_MOVED"),
        event("e", 21000, "0x2", ""),
        event("e", 31000, "0x1", ""),
        {"name": "other", "ph": "e", "ts": 40000},
    ]
    assert latency.latencies(events) == [30.0]


def test_operations_by_hand():
    """The course network: 26 x 26 windows of 9 cells for 8 filters, and so on."""
    layers = [26**2 * 9 * 8, 11**2 * 9 * 8 * 16, 400 * 64, 64 * 10]
    assert operations("course", "predict") == 2 * sum(layers)
    assert operations("course", "train") == 2 * (3 * sum(layers) - layers[0])


@pytest.mark.skipif(sys.platform != "linux", reason="Linux alone says how much memory was in use")
def test_memory_grows_with_the_batch(data):
    taken = []
    for batch in (8, 64):
        side = numpy_side()
        job = {"network": "A", "task": "train", "batch": batch, "data": data}
        taken.append(side.ask(memory=job)["bytes"])
        side.close()
    assert 1 << 20 < taken[0] < taken[1]
    # 64 images of 24 x 24 x 8 sums, and their gradient, are the least that a step can do with.
    assert taken[1] - taken[0] > 56 * 24 * 24 * 8 * 4


def test_the_peak_is_a_rate():
    side = numpy_side()
    peak = side.ask(peak=True)["peak"]
    side.close()
    assert peak > 1e8


@pytest.mark.parametrize(("inputs", "units"), [(64, 32), (56, 512)])
def test_a_product_in_parts_is_the_product(inputs, units):
    for runs in tried.products(inputs, units).values():
        whole = runs["whole"]().copy()
        assert len(runs) > 4
        for run in runs.values():
            np.testing.assert_allclose(run(), whole, rtol=1e-5)


def test_every_adam_takes_the_same_steps():
    runs = tried.adams()
    for _ in range(3):
        steps = [run().copy() for run in runs.values()]
        for step in steps[1:]:
            np.testing.assert_allclose(step, steps[0], atol=1e-6)


def test_the_step_written_out_is_that_of_the_layers():
    by_layers, written_out = tried.steps().values()
    for _ in range(3):
        np.testing.assert_allclose(written_out(), by_layers(), atol=1e-5)
