"""helpers/checking/limits.py: what a page's Python holds, and a Ctrl-C that waits for its turn."""

import signal
import sys
from types import SimpleNamespace

import pytest

from helpers.checking import limits


def test_the_memory_of_a_page_is_what_its_heap_has_ever_held(monkeypatch):
    assert limits._memory_of_page() == 0  # no page here
    module = SimpleNamespace(HEAP8=SimpleNamespace(length=7e8))
    monkeypatch.setitem(sys.modules, "pyodide_js", SimpleNamespace(_module=module))
    assert limits._memory_of_page() == 700_000_000


@pytest.mark.parametrize("presses", [1, 2, 3])
def test_the_first_ctrl_c_stops_and_all_wait_for_the_end(presses):
    stopped = []
    with pytest.raises(KeyboardInterrupt), limits.ctrl_c_later(lambda: stopped.append(1)) as noted:
        for _ in range(presses):
            signal.raise_signal(signal.SIGINT)
        assert (len(stopped), len(noted)) == (1, presses)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_without_a_ctrl_c_nothing_is_stopped_and_nothing_raised():
    stopped = []
    with limits.ctrl_c_later(lambda: stopped.append(1)) as noted:
        pass
    assert (stopped, noted) == ([], [])
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
