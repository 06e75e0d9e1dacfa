"""The widgets' arithmetic in Node, where one is installed; a browser runs the same cases."""

import shutil
import subprocess

import pytest

from tests.widgets.arithmetic import RUN, check, task
from tests.widgets.arithmetic_cases import GROUPS
from tests.widgets.convolution_cases import gradients_of_convolutions
from tests.widgets.training_cases import nudge_case

NODE = shutil.which("node")
MAIN = f"""import {{ readFileSync }} from "node:fs";
const run = {RUN};
console.log(await run(readFileSync(0, "utf8")));"""


def in_node(cases):
    done = subprocess.run(
        [NODE, "--input-type=module", "--eval", MAIN],
        input=task(cases), capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.skipif(NODE is None, reason="NO NODE: the widgets' arithmetic is tested in Chromium")
@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.__name__)
def test_it_equals_helpers(group):
    cases = list(group())
    check(cases, in_node(cases))


@pytest.mark.skipif(NODE is None, reason="NO NODE")
@pytest.mark.parametrize(
    "cases",
    [[nudge_case(spoil=True)], list(gradients_of_convolutions(spoil=True))],
    ids=["network", "convolution"],
)
def test_a_wrong_gradient_is_refused(cases):
    with pytest.raises(AssertionError, match="Not equal to tolerance"):
        check(cases, in_node(cases))
