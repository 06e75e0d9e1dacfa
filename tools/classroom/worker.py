"""The process that runs a student's code. Started anew for each exercise, it knows no solution.

`python -I worker.py` reads from its input what to run: cells, the calls to be made, and how an
answer is called. It holds neither what is expected nor the code of a solution. The student's code
runs in a copy of it (helpers/checking/runner.py), which is ended when its time is up. What each
call led to goes to the output, as JSON; whoever started this compares.

The guard asks Python to tell of each file, process and connection before it is opened, and refuses:
files other than Python's, the packages' and those of `helpers`, the exercises of `helpers` above
all. Python offers no way to take such a hook away again. It is no jail: native code gets around it.
"""

import contextlib
import ctypes  # noqa: F401 (before the guard, which lets nobody load more native code by it)
import json
import linecache
import os
import pathlib
import subprocess
import sys
import types
from collections.abc import Callable
from typing import Any

import cloudpickle

import helpers
from helpers.checking.calling import call_all
from helpers.checking.outcome import clean
from helpers.checking.runner import in_sandbox
from helpers.checking.sandbox import TimeUp
from helpers.checking.stub import is_stub

Send = Callable[[Any], None]

HELPERS = os.path.dirname(str(helpers.__file__))
READABLE = (HELPERS, sys.prefix, sys.base_prefix, os.path.dirname(os.__file__))
REFUSED = (
    "subprocess.", "socket.", "sqlite3.", "shutil.", "ctypes.", "gc.", "mmap.", "pty.",
    "_winapi.",
    "os.system", "os.exec", "os.spawn", "os.posix_spawn", "os.fork", "os.kill", "os.putenv",
    "os.truncate", "os.link", "os.symlink", "os.chmod", "os.chown", "os.chdir", "sys.remote_exec",
)  # fmt: skip
KEPT_HERE = ("os.mkdir", "os.remove", "os.rename", "os.rmdir")  # in the process's own folder
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
PATHS = (str, bytes, pathlib.PosixPath, pathlib.WindowsPath)


def guard() -> None:
    """From here on refuse what no answer to an exercise needs. For good."""
    places = {place for folder in READABLE for place in (folder, os.path.realpath(folder))}
    readable = tuple(os.path.join(place, "") for place in places)
    hidden = tuple(os.path.join(make(HELPERS), "exercises") for make in (str, os.path.realpath))
    refused, kept_here, separator = REFUSED, KEPT_HERE, os.sep
    here, fsdecode, get_kind = os.getcwd() + os.sep, os.fsdecode, type

    def may_open(path: Any, flags: int) -> bool:
        if get_kind(path) is int:  # is open already
            return True
        if get_kind(path) not in PATHS:
            return False
        place = fsdecode(path)
        place = place if place[:1] == separator or place[1:2] == ":" else here + place
        if ".." in place.split(separator) or place.startswith(hidden):
            return False
        return place.startswith(here) or (not flags & WRITES and place.startswith(readable))

    below = "_posixsubprocess"  # starts processes, and tells nobody
    if below in sys.modules:
        sys.modules[below].fork_exec = subprocess._fork_exec = None  # type: ignore

    def look(event: str, args: tuple[Any, ...]) -> None:
        if event == "open":
            path, _, flags = args
            if not may_open(path, flags or 0) and path != os.devnull:
                raise PermissionError("The grading lets your code open no such file.")
        elif event in kept_here:
            if not all(may_open(each, WRITES) for each in args if get_kind(each) is not int):
                raise PermissionError("The grading lets your code change no such file.")
        elif event.startswith(refused) or (event == "import" and args[0] == below):
            what = below if event == "import" else event
            raise PermissionError(f"The grading does not let your code use {what}.")

    sys.addaudithook(look)


def work(request: dict[str, Any], send: Send) -> None:
    """Run the cells, and call the answer that they make on every case."""
    guard()
    notebook = types.ModuleType("__main__")
    sys.modules["__main__"] = notebook
    problems: list[str] = []
    for cell in request["cells"]:
        file, source = f"<cell {cell['id']}>", cell["source"]
        linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
        try:
            exec(compile(source, file, "exec"), vars(notebook))
        except TimeUp:
            raise
        except BaseException as error:  # what follows in the notebook may do without it
            problems.append(clean(f"{type(error).__name__}: {error}"))
    answer = vars(notebook).get(request["exercise"].name)
    send({"missing": not callable(answer), "stub": is_stub(answer), "problems": problems})
    if callable(answer):
        call_all(
            request["exercise"], answer, request["cases"], lambda outcome: send(outcome.to_record())
        )


def main() -> None:
    request = cloudpickle.loads(sys.stdin.buffer.read())
    with contextlib.suppress(BrokenPipeError):
        records, end = in_sandbox(lambda send: work(request, send), request["seconds"])
        json.dump({"records": records, "end": end}, sys.stdout)


if __name__ == "__main__":
    main()
