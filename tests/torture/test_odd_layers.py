"""Odd arrays for every layer: right, or refused in our words."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from helpers import Conv2D, Dense, Sequential
from tests.layer_cases import CASES, Case, built
from tests.torture import odd, reference

every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def numbers(shape: tuple[int, ...], seed: int = 0) -> np.ndarray:
    """Eighths from -2 to 2, which float16 holds too."""
    return np.random.default_rng(seed).integers(-16, 17, shape) / 8


def name_of(layer: Any) -> str:
    """What an error calls it; an Activation leaves the word to its function."""
    return f"{type(layer).__name__}|{type(getattr(layer, 'activation', layer)).__name__}"


def layer_of(case: Case, whole: bool = True) -> Any:
    layer = built(case, np.float32)
    if whole and case.name.startswith("dropout"):
        layer.rate = 0.0
    return layer


@every_case
@pytest.mark.parametrize("whole", [False, True], ids=["fractions", "whole numbers"])
def test_every_form_of_a_batch_gives_the_same(case, whole, tally, some):
    x = np.abs(np.round(numbers(case.shape))) if whole else numbers(case.shape)
    layer = layer_of(case)
    expected = reference.forward(layer, x, case.training)
    faults, count = [], 0
    for name, form in some(odd.forms_of(x)):
        count += 1
        kept = np.array(form)
        faults += odd.judge(
            name, lambda x=form: layer.forward(x, case.training), "", expected=expected
        )
        if not np.array_equal(kept, np.array(form)):
            faults.append(f"{name}: the batch was changed")
    tally("odd input: forms of a batch", cases=count)
    assert not faults, "\n".join(faults)


@every_case
def test_what_is_no_batch_is_refused(case, tally, some):
    layer = layer_of(case)
    faults, count = [], 0
    for name, value in some(odd.no_arrays_like(numbers(case.shape))):
        for method in ("forward", "__call__"):
            count += 1
            call = lambda x=value, m=method: getattr(layer, m)(x)  # noqa: E731
            faults += odd.judge(f"{name}, {method}", call, name_of(layer))
    tally("odd input: no batch", cases=count)
    assert not faults, "\n".join(faults)


@every_case
def test_what_is_no_gradient_is_refused(case, tally, some):
    layer = layer_of(case)
    layer.forward(numbers(case.shape))
    faults, count = [], 0
    for name, value in some(odd.no_arrays_like(numbers(case.output))):
        count += 1
        faults += odd.judge(
            name, lambda grad=value: layer.backward(grad), f"({name_of(layer)}).*grad"
        )
    tally("odd input: no gradient", cases=count)
    assert not faults, "\n".join(faults)


@every_case
def test_every_form_of_a_gradient_gives_the_same(case, tally, some):
    layer, other = layer_of(case), layer_of(case)
    x, grad = numbers(case.shape), np.abs(np.round(numbers(case.output, 1)))
    other.params = {name: w.astype(np.float64) for name, w in other.params.items()}
    other.state = {name: w.astype(np.float64) for name, w in other.state.items()}
    y = other.forward(x.copy(), case.training)
    expected = nudged(other, x, grad, case.training)
    assert y.shape == case.output
    faults, count = [], 0
    for name, form in some(odd.forms_of(grad)):
        count += 1
        layer.forward(x, case.training)
        faults += odd.judge(name, lambda g=form: layer.backward(g), "", expected=expected)
    tally("odd input: forms of a gradient", cases=count)
    assert not faults, "\n".join(faults)


def nudged(layer: Any, x: np.ndarray, grad: np.ndarray, training: bool) -> np.ndarray:
    """The gradient by x as its own way back gives it in float64: tests/test_layers_gradients.py
    holds that against nudges."""
    layer.forward(x, training)
    return layer.backward(grad)


def mixes(case: Case) -> bool:
    """Whether one number that is not finite makes all of a batch so."""
    return case.training and "batch" in case.name


SHAPES = [(), (3,), (2, 3), (2, 3, 3), (2, 3, 4, 3), (2, 3, 4, 3, 2), (0,), (0, 5), (2, 0)]
SHAPES += [(0, 5, 4, 1), (2, 0, 4, 1), (2, 5, 0, 1), (2, 5, 4, 0), (1, 1, 1, 1), (2, 1, 1, 2)]
SHAPES += [(1, 5, 4, 2), (1, 7, 6, 1), (3, 4), (1, 2), (1,), (0, 0), (0, 0, 0, 0)]


@every_case
def test_a_batch_of_any_shape_is_right_or_refused(case, tally, some):
    faults = []
    tried = some(SHAPES)
    for shape in tried:
        for fresh in (True, False):
            layer = case.make() if fresh else layer_of(case)
            if case.name.startswith("dropout"):
                layer.rate = 0.0
            x = numbers(shape, 3)
            result, error = odd.told(lambda x=x, layer=layer: layer.forward(x, case.training))
            if error is None:
                expected = reference.forward(layer, x, case.training)
                fault = odd.differs(result, expected)
                announced = layer.compute_output_shape((None, *shape[1:]))
                if announced[1:] != result.shape[1:]:
                    fault += f"announced {announced}, gave {result.shape}"
                if np.isnan(result).any():
                    fault += "NaN from numbers"
                faults += [f"{shape}, {fresh}: {fault}"] if fault else []
            else:
                said = odd.faults_of(error, f"{name_of(layer)}|the window|input")
                faults += [f"{shape}, {fresh}: {fault}" for fault in said]
    tally("odd input: shapes of a batch", cases=2 * len(tried))
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("case", [c for c in CASES if not mixes(c)], ids=lambda case: case.name)
def test_numbers_that_are_not_finite_go_through(case, tally):
    """As IEEE 754 has it: no layer hides them, and no layer makes them of others."""
    layer = layer_of(case)
    faults = []
    for bad in (np.nan, np.inf, -np.inf, 1e30, 1e-40, -0.0):
        x = numbers(case.shape)
        x.flat[0] = bad
        with np.errstate(all="ignore"):
            expected = reference.forward(layer, x)
            result = layer.forward(x.astype(np.float32), False)
            finite = np.isfinite(expected) & (np.abs(expected) < 1e30)
        if not np.allclose(result[finite], expected[finite], rtol=1e-4, atol=1e-4):
            faults.append(f"{bad}: wrong at places that it does not reach")
        if np.isnan(bad) and np.isfinite(result).all() and not np.isfinite(expected).all():
            faults.append("NaN is hidden")
    tally("odd input: NaN, infinity, huge", cases=6)
    assert not faults, "\n".join(faults)


@every_case
def test_batches_of_other_sizes_and_dtypes_follow_each_other(case, tally):
    faults, layer = [], layer_of(case)
    for size, dtype in ((1, "f4"), (5, "f8"), (2, "u1"), (3, "f2"), (1, "i8")):
        x = np.abs(np.round(numbers((size, *case.shape[1:])))).astype(dtype)
        faults += odd.judge(
            f"{size} of {dtype}", lambda x=x: layer.forward(x, case.training), "",
            expected=reference.forward(layer, x, case.training),
        )  # fmt: skip
    tally("odd input: batches in a row", cases=5)
    assert not faults, "\n".join(faults)


def test_a_network_takes_every_form_of_a_batch(tally, some):
    model = Sequential([Conv2D(2, 2, activation="relu"), Dense(3, "softmax")], seed=0)
    x = np.abs(np.round(numbers((4, 3, 3, 1))))
    model.build(x.shape)
    expected = reference.network(model, x)
    faults, count = [], 0
    for method in ("predict", "forward", "__call__", "forward_together"):
        for name, form in some(odd.forms_of(x)):
            count += 1
            faults += odd.judge(
                f"{method}, {name}", lambda m=method, x=form: getattr(model, m)(x), "", None,
                expected,
            )  # fmt: skip
        for name, value in some(odd.no_arrays_like(x)):
            count += 1
            faults += odd.judge(
                f"{method}, {name}", lambda m=method, x=value: getattr(model, m)(x),
                "predict|a model",
            )  # fmt: skip
    tally("odd input: a batch for a network", cases=count)
    assert not faults, "\n".join(faults)
