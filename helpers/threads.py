"""One thread for the matrix products: ours are small, and two threads would wait for each other."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

_SETTINGS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS")
_lock = threading.Lock()
_inside = 0  # how many calls hold the products to one thread at this moment
_before: list[tuple[Any, int]] = []  # the libraries that were changed, and their threads before


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """Hold NumPy's matrix products to one thread, and put the number back afterwards.

    Nothing is touched where you have said how many threads you want, by an environment variable
    such as OPENBLAS_NUM_THREADS or with threadpoolctl, or where threadpoolctl is not installed.
    """
    _enter()
    try:
        yield
    finally:
        _leave()


def _enter() -> None:
    global _inside
    with _lock:
        _inside += 1
        if _inside == 1:
            for library in _libraries():
                threads = library.get_num_threads()
                if threads == _cores() and threads > 1:  # another number was somebody's choice
                    library.set_num_threads(1)
                    _before.append((library, threads))


def _leave() -> None:
    global _inside
    with _lock:
        _inside -= 1
        while _inside == 0 and _before:
            library, threads = _before.pop()
            if library.get_num_threads() == 1:  # somebody's choice meanwhile is kept
                library.set_num_threads(threads)


@cache
def _libraries() -> tuple[Any, ...]:
    """NumPy's matrix products, where nobody has set their threads when it was loaded."""
    if any(os.environ.get(name) for name in _SETTINGS):
        return ()
    try:
        from threadpoolctl import ThreadpoolController
    except ImportError:
        return ()
    return tuple(ThreadpoolController().select(user_api="blas").lib_controllers)


def _cores() -> int:
    """How many threads a BLAS takes by itself."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
