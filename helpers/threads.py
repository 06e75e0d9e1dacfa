"""Threads: one for NumPy's matrix products, and one at a time for a model."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

_SETTINGS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS")


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """Hold NumPy's matrix products to one thread, and put the number back afterwards.

    Only the number that a BLAS takes by itself is changed, one thread a core: another one was your
    choice, in an environment variable such as OPENBLAS_NUM_THREADS or with threadpoolctl, and so
    is one that is set meanwhile. Without threadpoolctl nothing is changed.
    """
    held: list[tuple[Any, int]] = []  # inside another hold there is nothing left to change
    try:
        for library in _libraries():
            threads = library.get_num_threads()
            if threads == _cores() and threads > 1:
                held.append((library, threads))
                library.set_num_threads(1)
        yield
    finally:
        for library, threads in held:
            if library.get_num_threads() == 1:
                library.set_num_threads(threads)


class Turn:
    """Within `with`, one thread works with a model, and the others wait for their turn.

    A layer remembers its last input for the way back, so two threads would mix them up. A copy of
    a model has turns of its own.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()  # a callback of the thread that trains may predict
        self.training = False

    def __enter__(self) -> None:
        self._lock.acquire()

    def __exit__(self, *_: object) -> None:
        self._lock.release()

    def __reduce__(self) -> Any:
        return Turn, ()

    @contextmanager
    def of_a_fit(self) -> Iterator[None]:
        """RuntimeError where another fit of the same model has not ended yet."""
        with self:
            if self.training:
                raise RuntimeError(
                    "fit needs the model for itself, and it is being trained already: by a fit "
                    "that has not ended. Call fit after it, not in a callback or another thread."
                )
            self.training = True
        try:
            yield
        finally:
            self.training = False


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
