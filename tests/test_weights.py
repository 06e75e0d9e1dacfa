"""The shipped weights of the course network keep the promises of their record."""

import importlib.util

import numpy as np
import pytest

import helpers
from helpers import add_channel_axis, load_digits, scale_pixels
from helpers.weights import (
    RECORD,
    WEIGHTS,
    course_network,
    course_record,
    load_course_network,
)
from tests.standins import OFFICIAL, ROOT

needs_shared_data = pytest.mark.skipif(
    not OFFICIAL.is_dir(), reason="the official MNIST files are not in ../shared/data"
)


def accuracy(model, images, labels):
    probabilities = model.predict(add_channel_axis(scale_pixels(images)), batch_size=128)
    return float(np.mean(probabilities.argmax(axis=1) == labels))


def train_weights_tool():
    spec = importlib.util.spec_from_file_location("train_weights", ROOT / "tools/train_weights.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_files_are_small():
    assert WEIGHTS.stat().st_size + RECORD.stat().st_size < 150_000


def test_it_is_the_course_network():
    model = load_course_network()
    assert model.count_params() == course_record()["parameters"] == 27_562
    assert [w.shape for w in model.get_weights()] == [
        (3, 3, 1, 8),
        (8,),
        (3, 3, 8, 16),
        (16,),
        (400, 64),
        (64,),
        (64, 10),
        (10,),
    ]
    assert all(w.dtype == np.float32 for w in model.get_weights())


def test_it_reads_the_digits_as_well_as_the_record_says():
    digits, record = load_digits(), course_record()
    x, y, model = digits.x_train, digits.y_train, load_course_network()
    # One image of 4,000 may fall on the other side of a tie on another machine.
    assert accuracy(model, x, y) == pytest.approx(record["digits_accuracy"], abs=2 / 4000)
    assert record["digits_accuracy"] > 0.98


@needs_shared_data
def test_it_reads_mnists_test_set_as_well_as_the_record_says(monkeypatch):
    monkeypatch.setenv("HELPERS_DATA_DIR", str(OFFICIAL))
    mnist = helpers.load_mnist()
    measured = accuracy(load_course_network(), mnist.x_test, mnist.y_test)
    assert measured == pytest.approx(course_record()["mnist_test_accuracy"], abs=2 / 10_000)
    assert measured > 0.98


def test_it_is_compiled_and_can_be_trained_on():
    model = load_course_network()
    before = model.get_weights()
    loss, share = model.evaluate(np.zeros((4, 28, 28, 1)), np.eye(10)[:4])
    assert loss > 0
    assert 0 <= share <= 1
    model.train_on_batch(np.ones((4, 28, 28, 1)), np.eye(10)[:4])
    assert any((a != b).any() for a, b in zip(before, model.get_weights(), strict=True))
    # Each call reads the file anew.
    for a, b in zip(before, load_course_network().get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_a_fresh_course_network_is_untrained_and_seeded():
    first, again, other = course_network(1), course_network(1), course_network(2)
    np.testing.assert_array_equal(first.get_weights()[0], again.get_weights()[0])
    assert (first.get_weights()[0] != other.get_weights()[0]).any()
    assert (first.get_weights()[0] != load_course_network().get_weights()[0]).any()


def test_it_can_be_asked_of_helpers():
    assert helpers.load_course_network is load_course_network


def test_the_record_says_what_a_reader_asks():
    record = course_record()
    for key in ("seed", "date", "epochs", "seconds", "training_images", "learning_rate"):
        assert key in record
    assert record["training_images"] == 55_000


@needs_shared_data
def test_the_proof_that_the_digits_are_new_to_it(monkeypatch):
    monkeypatch.setenv("HELPERS_DATA_DIR", str(OFFICIAL))
    tool, mnist, digits = train_weights_tool(), helpers.load_mnist(), load_digits()
    chosen = tool.not_embedded(mnist, digits)
    assert chosen.sum() == 55_000

    # The proof fails where it should: one digit replaced, one training image that is a digit too.
    forged = digits._replace(x_test=digits.x_test.copy())
    forged.x_test[0] = mnist.x_test[0]
    with pytest.raises(SystemExit, match="first 500"):
        tool.not_embedded(mnist, forged)
    leaked = mnist._replace(x_train=mnist.x_train.copy())
    leaked.x_train[np.flatnonzero(chosen)[-1]] = digits.x_test[0]
    with pytest.raises(SystemExit, match="1 images are in both"):
        tool.not_embedded(leaked, digits)
