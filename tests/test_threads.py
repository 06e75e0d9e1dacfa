"""One thread for the matrix products while the network works, and the number put back after it."""

import os
import subprocess
import sys
import textwrap
import threading

import pytest

from helpers import threads
from helpers.threads import one_blas_thread

CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()


class Library:
    """A BLAS of which only the number of threads is known."""

    def __init__(self, count):
        self.count = count

    def get_num_threads(self):
        return self.count

    def set_num_threads(self, count):
        self.count = count


@pytest.fixture
def library(monkeypatch):
    """A BLAS on a machine of four cores."""
    library = Library(4)
    monkeypatch.setattr(threads, "_libraries", lambda: (library,))
    monkeypatch.setattr(threads, "_cores", lambda: 4)
    return library


def test_one_thread_inside_and_the_number_back_afterwards(library):
    with one_blas_thread():
        assert library.count == 1
        with one_blas_thread():
            assert library.count == 1
        assert library.count == 1
    assert library.count == 4


def test_an_error_puts_it_back_too(library):
    with pytest.raises(ZeroDivisionError), one_blas_thread():
        1 / 0  # noqa: B018
    assert library.count == 4


def test_somebody_s_own_number_is_kept(library):
    library.count = 3  # set before, with threadpoolctl
    with one_blas_thread():
        assert library.count == 3
    assert library.count == 3


def test_a_number_that_is_set_meanwhile_is_kept(library):
    with one_blas_thread():
        library.count = 2
    assert library.count == 2


def test_several_threads_at_once_leave_the_number_as_it_was(library):
    inside, go = threading.Event(), threading.Event()

    def work():
        with one_blas_thread():
            inside.set()
            go.wait(10)

    other = threading.Thread(target=work)
    with one_blas_thread():
        other.start()
        assert inside.wait(10)
    go.set()
    other.join(10)
    assert library.count == 4


OVERLAP = textwrap.dedent(
    """
    import threading
    import numpy as np
    from threadpoolctl import threadpool_info
    from helpers.threads import one_blas_thread

    def now():
        return max(pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas")

    def work():
        with one_blas_thread():
            inside.set(), go.wait(10)
            seen.append(now())

    seen, before = [], now()
    for _ in range(3):
        inside, go = threading.Event(), threading.Event()
        other = threading.Thread(target=work)
        with one_blas_thread():
            other.start(), inside.wait(10)
            seen.append(now())
        go.set(), other.join(10)
    print(before, seen[0], now())
    """
)

SCRIPT = textwrap.dedent(
    """
    import numpy as np
    from threadpoolctl import threadpool_info, threadpool_limits
    from helpers import Callback, Dense, Sequential

    def now():
        return max(pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas")

    class Look(Callback):
        def on_train_batch_end(self, batch, logs=None):
            seen.append(now())

    x, y = np.ones((8, 3)), np.ones((8, 2))
    model = Sequential([Dense(2)], seed=0)
    model.compile("sgd", "mse", metrics=[lambda y, y_pred: seen.append(now()) or 0])
    for limit in (None, 1):
        with threadpool_limits(limits=limit, user_api="blas"):
            seen, before = [], now()
            model.fit(x, y, validation_data=(x, y), callbacks=[Look()], verbose=0)
            model.evaluate(x, y)
            model.train_on_batch(x, y)
            print(before, sorted(set(seen)), now())
    """
)


def run(script=SCRIPT, **variables):
    names = {"OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"}
    environment = {name: value for name, value in os.environ.items() if name not in names}
    answer = subprocess.run(
        [sys.executable, "-c", script],
        env={**environment, **variables},
        capture_output=True,
        text=True,
        check=True,
    )
    return answer.stdout.splitlines()


@pytest.mark.skipif(CORES < 2, reason="ONE CORE: threads that are not there cannot be held back")
def test_training_and_evaluating_hold_numpy_to_one_thread():
    assert run() == [f"{CORES} [1] {CORES}", "1 [1] 1"]


@pytest.mark.skipif(CORES < 2, reason="ONE CORE: threads that are not there cannot be held back")
def test_overlapping_holds_leave_numpy_as_it_was():
    assert run(OVERLAP) == [f"{CORES} 1 {CORES}"]


@pytest.mark.skipif(CORES < 2, reason="ONE CORE: threads that are not there cannot be held back")
def test_a_number_in_the_environment_is_kept():
    assert run(OPENBLAS_NUM_THREADS="2")[0] == "2 [2] 2"


def test_without_threadpoolctl_nothing_happens(monkeypatch):
    monkeypatch.setitem(sys.modules, "threadpoolctl", None)
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    threads._libraries.cache_clear()
    try:
        with one_blas_thread():
            assert threads._libraries() == ()
    finally:
        threads._libraries.cache_clear()
