"""Stubs: an empty body is seen without running it, and an answer is not taken for one."""

import importlib
import linecache
import re

import pytest

from helpers.checking.stub import is_stub

STUBS = """
def f(x): ...
def f(x): pass
def f(x):
    "A docstring."
def f(x):
    "A docstring."
    ...
def f(x):
    "A docstring."
    pass  # your code
def f(x):
    ...
    ...
def f(x): raise NotImplementedError
def f(x):
    "A docstring."
    raise NotImplementedError()
def f(x):
    raise NotImplementedError("your code")
class f:
    def on_epoch_end(self, epoch, logs=None): ...
    def on_train_end(self, logs=None):
        "A docstring."
        pass
class f:
    "A docstring."
class f: ...
"""
ANSWERS = """
def f(x): return None
def f(x):
    return
def f(x):
    "A docstring."
    return None
def f(x): return x
def f(x): print(x)
def f(x):
    x
def f(x):
    raise ValueError
def f(x):
    if x:
        raise NotImplementedError
def f(x): return 0
class f:
    def one(self): ...
    def two(self): return 1
"""


def split(text):
    return re.split(r"\n(?=def f|class f)", text.strip())


def compiled(source, tmp_path, in_file):
    """The object that a source defines: with its source at hand, or made by exec without it."""
    if not in_file:
        namespace = {}
        exec(source, namespace)
        return namespace["f"]
    path = tmp_path / "cell.py"
    path.write_text(source)
    spec = importlib.util.spec_from_file_location("cell", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.f


@pytest.mark.parametrize("in_file", [True, False])
@pytest.mark.parametrize("source", split(STUBS))
def test_a_stub_is_seen_without_running_it(source, in_file, tmp_path):
    assert is_stub(compiled(source, tmp_path, in_file))


@pytest.mark.parametrize("in_file", [True, False])
@pytest.mark.parametrize("source", split(ANSWERS))
def test_an_answer_is_not_a_stub(source, in_file, tmp_path):
    assert not is_stub(compiled(source, tmp_path, in_file))


def test_another_programs_lines_are_not_its_source(monkeypatch):
    """As Python 3.13 keeps them for `python -c`, under the name that exec gives, too."""
    line = "import sys; sys.exit()\n"
    monkeypatch.setitem(linecache.cache, "<string>", (len(line), None, [line], "<string>"))
    answer, stub = "def f(x):\n    return None", "def f(x):\n    ..."
    assert not is_stub(compiled(answer, None, in_file=False))
    assert is_stub(compiled(stub, None, in_file=False))
