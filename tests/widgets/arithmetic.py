"""The arithmetic of the widgets, as cases that two engines run: inputs, and what `helpers` gives.

`arithmetic_cases.py` holds the table. `test_arithmetic.py` runs it in Node, where one is installed,
and `tests/browser/widgets/test_arithmetic.py` in Chromium.
"""

import json
from typing import Any, NamedTuple

import numpy as np

import helpers.widgets
from helpers.widgets.modules import module_text

TOLERANCE = 1e-5


class Case(NamedTuple):
    """`body(module, ...given)` gives what is expected: JavaScript, or the name of a function."""

    module: str
    body: str
    given: list[Any]
    expected: Any
    tolerance: float = TOLERANCE


# JavaScript: the results of cases as JSON, typed arrays as lists, NaN and infinity as text. What it
# is given is JSON too: to hand a browser a million numbers one by one takes a minute.
RUN = """async (task) => {
  const { texts, cases } = JSON.parse(task);
  const modules = {};
  for (const [name, text] of Object.entries(texts)) {
    modules[name] = await import(`data:text/javascript,${encodeURIComponent(text)}`);
  }
  const plain = (_, x) =>
    ArrayBuffer.isView(x) ? [...x] : typeof x === "number" && !Number.isFinite(x) ? `${x}` : x;
  const call = (module, body) => modules[module][body] ?? eval(body).bind(null, modules[module]);
  const results = cases.map(({ module, body, given }) => call(module, body)(...given));
  return JSON.stringify(results, plain);
}"""


def task(cases: list[Case]) -> str:
    """What `RUN` gets: the text of the modules, and the cases without what is expected."""
    classes = [getattr(helpers.widgets, name) for name in helpers.widgets.__all__]
    settings = {widget.module: widget.settings() for widget in classes}
    names = {case.module for case in cases}
    texts = {name: module_text(name, settings.get(name)) for name in names}
    given = [case._asdict() | {"expected": None} for case in cases]
    return json.dumps({"texts": texts, "cases": given}, default=np.ndarray.tolist)


def check(cases: list[Case], results: str) -> None:
    """Compare the results, as JSON, with what is expected."""
    answers = json.loads(results)
    assert len(answers) == len(cases) > 0
    for case, answer in zip(cases, answers, strict=True):
        compare(answer, case.expected, f"{case.module}.{case.body[:60]}", case.tolerance)


def compare(actual: Any, expected: Any, name: str, tolerance: float) -> None:
    if isinstance(expected, dict):
        for key, value in expected.items():
            compare(actual[key], value, f"{name}: {key}", tolerance)
    elif isinstance(expected, np.ndarray | float):
        if isinstance(actual, dict):  # a picture or a tensor
            shape = actual.get("shape", [actual.get("height"), actual.get("width")])
            actual = np.reshape(actual["data"], shape)
        actual = np.array(actual, dtype=float)
        assert actual.shape == np.shape(expected), name
        np.testing.assert_allclose(actual, expected, tolerance, tolerance, err_msg=name)
    else:
        assert actual == expected, name
