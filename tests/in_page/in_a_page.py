"""A process that has what Python in a page of the book has, and no more: it is started by tests.

It reads JSON, {"imports": ..., "sessions": [[[method, argument, ...], ...], ...]}. Of each session
it answers with a list of what its methods return, each with what was printed.
"""

import json
import os
import signal
import sys
import threading
import time

# What is installed here and not in a page, and of Python itself what helpers can do without.
PACKAGES = """
    anywidget dask distributed IPython ipywidgets joblib matplotlib mlxtend onnx onnxruntime pandas
    PIL platformdirs pooch psutil requests scipy sklearn threadpoolctl torch tqdm
    curses fcntl multiprocessing resource ssl
""".split()  # noqa: SIM905


class NotHere:
    """Finds none of those packages."""

    def find_spec(self, name, path=None, target=None):
        package = name.partition(".")[0]
        if package in PACKAGES:
            raise ModuleNotFoundError(f"No module named {package!r}", name=package)


def cannot_fork():
    raise OSError(52, "Function not implemented")


def cannot_start(thread):
    raise RuntimeError("can't start new thread")


def become_a_page():
    """Take from Python what it lacks in a browser."""
    sys.meta_path.insert(0, NotHere())
    os.fork = cannot_fork
    threading.Thread.start = cannot_start
    for name in ("alarm", "getitimer", "setitimer"):
        delattr(signal, name)
    del time.thread_time


def main():
    become_a_page()
    import helpers.checking.exercise
    from helpers.checking import runner
    from helpers.in_page import Session

    task = json.load(sys.stdin)
    runner.TIME_LIMIT = task.get("time_limit", 60.0)  # a busy machine is no difference
    if "seed" in task:  # cases that differ in each run are those of one seed
        default_rng = helpers.checking.exercise.default_rng
        helpers.checking.exercise.default_rng = lambda seed=task["seed"]: default_rng(seed)
    replies = [_do(Session(task["imports"]), session) for session in task["sessions"]]
    json.dump(replies, sys.stdout)


def _do(session, calls):
    replies = []
    for method, *arguments in calls:
        printed = []
        write = [] if method == "stopped" else [printed.append]
        reply = getattr(session, method)(*arguments, *write)
        replies.append([json.loads(reply), "".join(printed)])
    return replies


if __name__ == "__main__":
    main()
