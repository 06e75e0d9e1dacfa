"""What an answer may do to the world on its way: nothing of it may be left after `check`."""

import atexit
import builtins
import decimal
import gc
import importlib
import locale
import logging
import os
import random
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import tracemalloc
import warnings
from contextlib import suppress

import numpy as np

import helpers
from helpers.checking import diagnosis, outcome, runner, sandbox


def sets_the_errors_to_raise():
    np.seterr(all="raise")
    np.seterrcall(print)
    np.setbufsize(16)


def breaks_numpy():
    np.sum = np.array = np.zeros = np.float64 = np.ndarray = np.errstate = None
    np.random.default_rng = np.linalg.norm = np.random.seed = lambda *args, **options: 0
    del np.sort


def breaks_builtins():
    builtins.len = builtins.isinstance = lambda *args: 0
    builtins.print = None
    del builtins.sorted


def breaks_imports():
    builtins.__import__ = None
    sys.meta_path.clear()
    sys.path_hooks.clear()
    sys.path.clear()


def clears_the_modules():
    sys.modules.clear()


def imports_again():
    with suppress(Exception):
        importlib.reload(sys.modules["random"])


def seeds():
    np.random.seed(1)  # noqa: NPY002
    random.seed(1)


def sets_the_recursion_limit():
    sys.setrecursionlimit(10**6)


def breaks_sys():
    sys.setswitchinterval(1.0)
    sys.set_int_max_str_digits(0)
    sys.excepthook = sys.displayhook = sys.unraisablehook = threading.excepthook = None
    sys.argv = sys.exit = None


def traces():
    sys.settrace(lambda *_: None)
    sys.setprofile(lambda *_: None)


def traces_threads():
    threading.settrace(lambda *_: None)
    threading.setprofile(lambda *_: None)


def replaces_the_streams():
    sys.stdin = sys.stdout = sys.stderr = None


def closes_the_streams():
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        stream.close()


def prints():
    print("x" * 10_000, file=sys.stderr)
    print("\x00\x1b[2J\r", flush=True)


def warns():
    warnings.simplefilter("always")
    warnings.warn("old", DeprecationWarning, stacklevel=1)


def breaks_warnings():
    warnings.resetwarnings()
    warnings.simplefilter("error")
    warnings.showwarning = warnings.warn = None


def stops_collecting():
    gc.disable()
    gc.set_threshold(1)
    gc.callbacks.append(lambda *_: None)


def changes_the_folder():
    os.chdir(os.sep)


def loses_the_folder():
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)


def clears_the_variables():
    os.environ.clear()
    os.environ["HOME"] = "/nowhere"


def sets_the_umask():
    os.umask(0o777)


def sets_the_zone():
    os.environ["TZ"] = "Asia/Kathmandu"
    time.tzset()


def sets_the_locale():
    locale.setlocale(locale.LC_ALL, "C")


def sets_the_decimals():
    decimal.getcontext().prec = 1


def sets_the_sockets():
    socket.setdefaulttimeout(0.001)


def traces_memory():
    tracemalloc.start()


def turns_off_logging():
    logging.disable()
    logging.root.addHandler(logging.StreamHandler())


def comes_back_at_exit():
    atexit.register(os.abort)


def sets_the_signals():
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM, signal.SIGCHLD):
        with suppress(ValueError):  # outside the main thread
            signal.signal(number, signal.SIG_IGN)
    signal.setitimer(signal.ITIMER_REAL, 1000)


def blocks_the_signals():
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT, signal.SIGTERM])


def sets_a_limit():
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def starts_threads():
    def waits():
        while True:
            time.sleep(0.001)

    for _ in range(3):
        threading.Thread(target=waits, daemon=True).start()


def starts_a_timer():
    timer = threading.Timer(30, print)
    timer.daemon = True
    timer.start()


def opens_files():
    os.pipe()
    os.open(os.devnull, os.O_RDONLY)


def starts_a_process():
    subprocess.Popen(["sleep", "30"])


def starts_a_process_of_its_own():
    subprocess.Popen(["sleep", "30"], start_new_session=True)


def forks():
    if os.fork() == 0:
        time.sleep(30)


def forks_away():
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(30)
        os._exit(0)


def closes_files():
    os.close(1)
    os.dup2(0, 2)


def closes_all_files():
    os.closerange(0, 100)


def breaks_the_helpers():
    helpers.Dense = helpers.Sequential = None
    runner.TIME_LIMIT = runner.MEMORY_LIMIT = 10**12
    outcome.plain = sandbox.put_back = None
    diagnosis.diagnose = diagnosis.same = lambda *args, **options: None


def rewrites_the_exercises():
    from helpers.checking.catalogue import exercises

    for exercise in exercises().values():
        with suppress(Exception):
            object.__setattr__(exercise, "cases", ())
            object.__setattr__(exercise, "solution", None)


def reads_everything():
    for value in gc.get_objects()[:20_000]:
        with suppress(Exception):
            repr(type(value))


def audits():
    def refuse(event, _):
        if event in ("open", "import", "os.kill"):
            raise RuntimeError(event)

    sys.addaudithook(refuse)


def sinks():
    os.nice(5)


MISDEEDS = {
    name: value
    for name, value in list(globals().items())
    if callable(value) and getattr(value, "__module__", "") == __name__
}
# What one process cannot undo, or not tell from its own.
ONLY_IN_A_CHILD = {
    "starts_a_process", "starts_a_process_of_its_own", "forks", "forks_away", "closes_all_files",
    "audits", "sinks", "rewrites_the_exercises", "clears_the_modules", "comes_back_at_exit",
}  # fmt: skip
