"""The judge of the odd-input tests can say no: what is no error of ours does not pass for one."""

import warnings

import numpy as np
import pytest

from helpers.activations import Softmax
from helpers.gradients import numerical_gradient
from helpers.layer import whole_number
from tests.torture import odd


def of_numpy_in_our_code():
    """NumPy's own complaint, with our file at the end of the traceback."""
    return Softmax().value(np.array("text"))


def of_the_reader():
    return numerical_gradient(lambda x: {}["size"], np.ones(2))


def a_warning():
    warnings.warn("size expects a number. Received 0. Take 1.", stacklevel=1)


@pytest.mark.parametrize("call", [of_numpy_in_our_code, of_the_reader, a_warning])
def test_what_we_did_not_raise_is_no_error_of_ours(call):
    _, error = odd.told(call)
    assert "no error of ours" in odd.faults_of(error, "size")[0]


def raised(text):
    """An error of ours, but with other words."""
    _, error = odd.told(lambda: whole_number(0, "size", 1))
    error.args = (text,)
    return error


@pytest.mark.parametrize(
    ("text", "lacks"),
    [
        ("size expects a whole number of at least 1. Received 0.", None),
        ("It expects a whole number of at least 1. Received 0.", "the argument"),
        ("size 0. Received 0. Take 1.", "what was expected"),
        ("size expects at least 1. Take 1.", "what came"),
        ("size expects at least 1. Received it.", "which value came"),
        ("size expects another. Received 0.", "the cure"),
    ],
)
def test_each_part_of_an_error_is_asked_for(text, lacks):
    faults = odd.faults_of(raised(text), "size", 0)
    assert (lacks in faults[0]) if lacks else faults == []


def test_right_and_wrong_results_are_told_apart():
    two = np.array([1.0, 2.0])
    assert odd.judge("", lambda: two, "", expected=two) == []
    assert "wrong" in odd.judge("", lambda: two + 1e-3, "", expected=two)[0]
    assert "shape" in odd.judge("", lambda: two[None], "", expected=two)[0]
    assert "silent" in odd.judge("", lambda: two, "x")[0]
    assert "should work" in odd.judge("", lambda: whole_number(0, "x", 1), "", expected=1)[0]
