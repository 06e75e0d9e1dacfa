"""The three ways of running an answer, how to have each of them here, and what none may change."""

import atexit
import decimal
import gc
import locale
import logging
import os
import random
import resource
import signal
import socket
import sys
import threading
import time
import tracemalloc
import warnings

import numpy as np
import psutil
import pytest

from helpers.checking import runner
from helpers.checking.slips import search

WAYS = ("fork", "thread", "directly")


def use(way, monkeypatch):
    """Take from Python what a system without this way does not have, as Python in a page does."""
    if way == "fork" and not hasattr(os, "fork"):
        pytest.skip("this system has no fork")
    if way != "fork":
        monkeypatch.setattr(os, "fork", cannot_fork, raising=False)
    if way == "directly":
        monkeypatch.setattr(threading.Thread, "start", cannot_start)


def without_sandbox(monkeypatch):
    """Run answers in this process as they are: in a hundredth of the time, and unguarded."""

    def here(work, time_limit):
        records = []
        work(records.append)
        return records, "done"

    for module in (runner, search):
        monkeypatch.setattr(module, "in_sandbox", here)


def cannot_fork():
    raise OSError(52, "Function not implemented")


def cannot_start(thread):
    raise RuntimeError("can't start new thread")


def world():
    """What belongs to all of the process, as something that compares with ==."""
    return {
        "folder": os.getcwd(),
        "variables": dict(os.environ),
        "path": (id(sys.path), list(sys.path)),
        "recursion": sys.getrecursionlimit(),
        "filters": list(warnings.filters),
        "streams": (sys.stdin, sys.stdout, sys.stderr),
        "standard files": [os.fstat(number)[:3] for number in (0, 1, 2)],
        "signals": [signal.getsignal(number) for number in signal.valid_signals()],
        "timer": signal.getitimer(signal.ITIMER_REAL),
        "printing": np.get_printoptions(),
        "errors": np.geterr(),
        "random": (str(np.random.get_state()), random.getstate()),  # noqa: NPY002
        "locale": locale.setlocale(locale.LC_ALL),
        "modules": [sys.modules.get(name) for name in ("numpy", "json", "numpy.random")],
        "functions": [np.sum, np.random.default_rng, random.seed, open, os.open, os.pipe, os.chdir],
        "more functions": [os._exit, os.abort, input, time.time, threading.Thread.start],
        "threads": {thread for thread in threading.enumerate() if thread.ident},
        "files": psutil.Process().num_fds(),
        "children": psutil.Process().children(),
        "tracing": (sys.gettrace(), sys.getprofile(), threading.gettrace(), threading.getprofile()),
        "warnings": (warnings.warn, warnings.showwarning),
        "hooks": (sys.excepthook, sys.displayhook, sys.unraisablehook, threading.excepthook),
        "imports": (list(sys.meta_path), list(sys.path_hooks), list(sys.argv)),
        "builtins": (__import__, len, print, isinstance, __build_class__),
        "interpreter": (sys.getswitchinterval(), sys.get_int_max_str_digits()),
        "collector": (gc.isenabled(), gc.get_threshold(), list(gc.callbacks), gc.get_debug()),
        "umask": _umask(),
        "zone": (time.tzname, time.localtime(0).tm_gmtoff),
        "decimals": str(decimal.getcontext()),
        "sockets": socket.getdefaulttimeout(),
        "memory trace": tracemalloc.is_tracing(),
        "at exit": atexit._ncallbacks(),
        "logging": (list(logging.root.handlers), logging.root.level, logging.root.manager.disable),
        "limits": [resource.getrlimit(each) for each in (resource.RLIMIT_AS, resource.RLIMIT_CORE)],
        "mask": signal.pthread_sigmask(signal.SIG_BLOCK, []),
        "numpy": (np.geterrcall(), np.getbufsize(), np.linalg.norm, np.float64, np.errstate),
        "helpers": [
            (name, id(value))
            for module in sorted(m for m in sys.modules if m.startswith("helpers"))
            for name, value in sorted(vars(sys.modules[module]).items())
            if not name.startswith("_")
        ],
    }


def _umask():
    umask = os.umask(0)
    os.umask(umask)
    return umask
