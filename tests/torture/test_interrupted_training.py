"""Ctrl-C at any moment of a training, its set-up included: what is there afterwards is whole."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import signal
import sys
import threading
import time
import warnings
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from jupyter_client.manager import start_new_kernel
from threadpoolctl import threadpool_info
from tqdm import tqdm

import helpers
from helpers import Callback, CSVLogger, ModelCheckpoint, interrupts
from tests.standins import ROOT
from tests.torture.training import EPOCHS, STEPS, X, Y, contents, in_child, network

HELPERS = os.path.dirname(helpers.__file__)
Work = Callable[[], Any]
alone = pytest.mark.skipif(not hasattr(os, "fork"), reason="a child is made by fork")


@pytest.fixture(autouse=True)
def disk_that_does_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only a machine that stops loses what was not waited for."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


def fit(model: Any, callbacks: list[Any], **options: Any) -> Any:
    return model.fit(
        X[:30], Y[:30], epochs=EPOCHS, batch_size=8, callbacks=callbacks,
        validation_data=(X[30:], Y[30:]), **options,
    )  # fmt: skip


def watching(folder: Path) -> list[Any]:
    return [
        CSVLogger(folder / "log.csv"),
        ModelCheckpoint(folder / "last.npz", save_optimizer=True),
    ]


@cache
def states() -> list[list[np.ndarray]]:
    """The weights before each step of a training that nobody interrupts, and the last ones."""
    model = network()
    found = [model.get_weights()]

    class Keep(Callback):
        def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
            found.append(self.model.get_weights())

    fit(model, [Keep()], verbose=1)
    return found


def surroundings() -> list[Any]:
    """What a training may change for its time, and must put back."""
    files = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
    return [
        sys.stdout, sys.stderr, np.geterr(), [*warnings.filters], threading.active_count(),
        signal.getsignal(signal.SIGINT), [lib["num_threads"] for lib in threadpool_info()],
        len(tqdm._instances), os.getcwd(), files,
    ]  # fmt: skip


def check_whole(model: Any, folder: Path, seed: Any) -> None:
    """Weights, history, log and checkpoint are those after the same step, or the same epoch."""
    model.build((None, 6, 6, 1))
    steps = model.optimizer.iterations
    for a, b in zip(states()[steps], model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b, err_msg=f"seed {seed}")
    files = contents(folder)
    assert files.keys() <= {"log.csv", "last.npz"}, seed
    done = model.history.epoch if model.history else []
    assert done == [*range(len(done))], seed
    assert len(done) in {steps // STEPS, (steps - 1) // STEPS}, seed
    assert [line.split(",")[0] for line in files.get("log.csv", "").splitlines()[1:]] == [
        str(epoch) for epoch in done
    ], seed
    if done:
        state = json.loads(str(files["last.npz"]["checkpoint/state"]))
        assert state["epoch"] == len(done), seed


def check_usable(model: Any, folder: Path, seed: Any) -> None:
    """It predicts what its weights say, and the training goes on."""
    same = network(1)
    same.set_weights(model.get_weights())
    np.testing.assert_array_equal(model.predict(X), same.predict(X), err_msg=f"seed {seed}")
    fit(model, [], verbose=0)
    if (folder / "last.npz").exists():
        model = network(3)
        fit(model, watching(folder), verbose=0, resume_from=folder / "last.npz")
        for a, b in zip(states()[-1], model.get_weights(), strict=True):
            np.testing.assert_array_equal(a, b, err_msg=f"seed {seed}")
    assert np.isfinite(model.predict(X)).all(), seed


def interrupt(press: Callable[[Work], Any], folder: Path, seed: Any) -> Any:
    """A training that `press` interrupts; what it changed for its time is put back."""
    folder.mkdir()
    states()
    model = network(built=seed[-1] % 2 == 0)
    before = surroundings()
    with contextlib.suppress(KeyboardInterrupt):  # before the training, or after it
        press(lambda: fit(model, watching(folder), verbose=seed[-1] % 3))
    assert surroundings() == before, seed
    return model


# ---- how to press ----


def trace_lines(work: Work, at_line: Callable[[], None]) -> None:
    """Call `at_line` at each line of helpers."""

    def trace(frame: Any, event: str, _: Any) -> Any:
        if event == "call":
            return trace if frame.f_code.co_filename.startswith(HELPERS) else None
        if event == "line":
            at_line()
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)


def at_line(number: int, presses: int = 1) -> Callable[[Work], None]:
    """Ctrl-C at a line of helpers, counted from the first one of the training."""
    lines = itertools.count()

    def count() -> None:
        if next(lines) == number:
            for _ in range(presses):
                signal.raise_signal(signal.SIGINT)

    return lambda work: trace_lines(work, count)


def after(seconds: float) -> Callable[[Work], None]:
    """Ctrl-C after some time, wherever Python or NumPy then is."""

    def press(work: Work) -> None:
        def ring(*_: Any) -> None:
            signal.raise_signal(signal.SIGINT)

        before = signal.signal(signal.SIGALRM, ring)
        signal.setitimer(signal.ITIMER_REAL, seconds)
        try:
            work()
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)

    return press


@cache
def lines_and_seconds() -> tuple[int, float]:
    """How many lines of helpers a training runs, and how long it takes without counting them."""
    lines = itertools.count()
    model = network(built=False)
    trace_lines(lambda: fit(model, [], verbose=1), lambda: next(lines) and None)
    start = time.perf_counter()
    fit(network(), [], verbose=1)
    return next(lines), time.perf_counter() - start


# ---- the trials ----


@pytest.mark.parametrize("part", range(4))
def test_ctrl_c_at_a_line(part, tmp_path, trials, tally) -> None:
    """A third of them in the set-up, before the first step."""
    lines, _ = lines_and_seconds()
    for trial in range(trials(45)):
        seed = [1, part, trial]
        rng, folder = np.random.default_rng(seed), tmp_path / str(trial)
        press = at_line(rng.integers(900 if trial % 3 == 0 else lines))
        model = interrupt(press, folder, seed)
        check_whole(model, folder, seed)
        check_usable(model, folder, seed)
    tally("Ctrl-C at a line of a training", cases=trials(45), faults=trials(45))


def test_ctrl_c_at_a_moment(tmp_path, trials, tally) -> None:
    _, seconds = lines_and_seconds()
    for trial in range(trials(60)):
        seed = [2, trial]
        rng, folder = np.random.default_rng(seed), tmp_path / str(trial)
        model = interrupt(after(rng.uniform(0.0005, seconds)), folder, seed)
        check_whole(model, folder, seed)
        check_usable(model, folder, seed)
    tally("Ctrl-C at a moment of a training", cases=trials(60), faults=trials(60))


def test_ctrl_c_by_one_who_does_not_wait(tmp_path, trials, tally, monkeypatch) -> None:
    """The second press acts at once, in the middle of a step: the model works all the same."""
    monkeypatch.setattr(interrupts, "PATIENCE", -1.0)
    lines, _ = lines_and_seconds()
    for trial in range(trials(60)):
        seed = [3, trial]
        rng, folder = np.random.default_rng(seed), tmp_path / str(trial)
        model = interrupt(at_line(rng.integers(lines), presses=2), folder, seed)
        check_usable(model, folder, seed)
    tally("Ctrl-C twice in a training", cases=trials(60), faults=trials(60))


@alone
def test_a_signal_to_the_process_of_a_training(tmp_path, trials, tally) -> None:
    """It ends by itself, in good order, and the training goes on from its checkpoint."""
    _, seconds = lines_and_seconds()
    states()
    for trial in range(trials(40)):
        seed = [4, trial]
        rng, folder = np.random.default_rng(seed), tmp_path / str(trial)
        folder.mkdir()

        model = network()

        def train(model: Any = model, folder: Path = folder, seed: Any = seed) -> None:
            with contextlib.suppress(KeyboardInterrupt):
                fit(model, watching(folder), verbose=1)
            check_whole(model, folder, seed)

        wait = rng.uniform(0.002, seconds)
        assert in_child(train, after=wait, by=signal.SIGINT) == 0, seed
        assert contents(folder).keys() <= {"log.csv", "last.npz"}
    tally("SIGINT to the process of a training", cases=trials(40), faults=trials(40))


IN_A_KERNEL = """
from helpers import Callback
from tests.torture.training import EPOCHS, STEPS, X, Y, network

class Tell(Callback):
    def on_epoch_end(self, epoch, logs=None):
        if epoch == 0:
            print("begun", flush=True)

model = network()
history = model.fit(X[:30], Y[:30], epochs=10**6, batch_size=8, verbose=0, callbacks=Tell())
print(len(history.epoch) > 0, model.optimizer.iterations // STEPS - len(history.epoch) in (0, 1))
"""


@pytest.mark.slow
def test_the_stop_button_of_a_kernel(trials, tally) -> None:
    manager, client = start_new_kernel(cwd=str(ROOT), extra_arguments=["--log-level=ERROR"])
    try:
        for _ in range(trials(20)):
            told: list[str] = []

            def hear(message: Any, told: list[str] = told) -> None:
                told.append(message["content"].get("text") or message["content"].get("ename", ""))
                if "begun" in told[-1]:
                    manager.interrupt_kernel()

            client.execute_interactive(IN_A_KERNEL, output_hook=hear, timeout=60)
            text = "Interrupted: training stops here. The history so far is kept."
            assert "".join(told).splitlines() == ["begun", text, "True True"]
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    tally("the stop button of a kernel", cases=trials(20), faults=trials(20))
