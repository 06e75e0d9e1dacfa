"""The widgets' arithmetic in Node, where one is installed; a browser runs the same cases."""

import json
import shutil
import subprocess

import pytest

from tests.widgets.arithmetic import RUN, check, task
from tests.widgets.arithmetic_cases import GROUPS

NODE = shutil.which("node")
MAIN = f"""import {{ readFileSync }} from "node:fs";
const run = {RUN};
console.log(await run(JSON.parse(readFileSync(0, "utf8"))));"""


@pytest.mark.skipif(NODE is None, reason="NO NODE: the widgets' arithmetic is tested in Chromium")
@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.__name__)
def test_it_equals_helpers(group):
    cases = list(group())
    done = subprocess.run(
        [NODE, "--input-type=module", "--eval", MAIN],
        input=json.dumps(task(cases)), capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    check(cases, done.stdout)
