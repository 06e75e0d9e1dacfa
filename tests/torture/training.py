"""A small training that uses all that survives, and a child process in which it may die."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from helpers import (
    BatchNormalization,
    Conv2D,
    CSVLogger,
    Dense,
    Dropout,
    EarlyStopping,
    Flatten,
    Input,
    LearningRateScheduler,
    ModelCheckpoint,
    ReduceLROnPlateau,
    RocAuc,
    Sequential,
    TerminateOnNaN,
    one_hot,
    writing,
)
from helpers.saving import read_npz

_rng = np.random.default_rng(0)
LABELS = np.arange(40) % 3
X = (_rng.random((40, 6, 6, 1)) + LABELS[:, None, None, None] / 4).astype(np.float32)
Y = one_hot(LABELS, 3)
EPOCHS, STEPS = 6, 4


def network(seed: int = 0, built: bool = True) -> Sequential:
    layers = [
        *[Input((6, 6, 1))] * built,
        Conv2D(2, 3, activation="relu"),
        BatchNormalization(),
        Dropout(0.3, seed=5),  # a generator of its own
        Flatten(),
        Dropout(0.2),  # the model's
        Dense(3, activation="softmax"),
    ]
    model = Sequential(layers, seed=seed)
    model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    return model


def keeps_the_last(folder: Path) -> list[Any]:
    return [
        RocAuc((X[30:], LABELS[30:])),
        EarlyStopping(patience=4, restore_best_weights=True),
        ReduceLROnPlateau(patience=1, min_delta=0.5, factor=0.5),
        CSVLogger(folder / "log.csv"),
        ModelCheckpoint(folder / "best.npz", save_best_only=True),
        ModelCheckpoint(folder / "last.npz", save_optimizer=True),
    ]


def keeps_them_all(folder: Path) -> list[Any]:
    """The checkpoint stands first in the list, and is written last all the same."""
    return [
        ModelCheckpoint(folder / "last.npz", save_optimizer=True),
        LearningRateScheduler(lambda epoch, rate: rate * 0.9),
        ModelCheckpoint(folder / "epochs" / "{epoch}-{val_loss:.3f}.npz"),
        CSVLogger(folder / "log.csv", separator=";", append=True),
    ]


def keeps_the_best(folder: Path) -> list[Any]:
    """It goes on from the best epoch, and makes the later ones again."""
    best = {"monitor": "accuracy", "mode": "max", "save_best_only": True}
    return [
        TerminateOnNaN(),
        CSVLogger(folder / "log.csv"),
        ModelCheckpoint(folder / "last.npz", save_optimizer=True, **best),
    ]


KINDS = [keeps_the_last, keeps_them_all, keeps_the_best]


def train(folder: Path, watch: Callable[[Path], list[Any]], seed: int = 0, **options: Any) -> Any:
    """Fit from the last checkpoint, if there is one; returns the model."""
    last = folder / "last.npz"
    if not last.exists():
        (folder / "log.csv").unlink(missing_ok=True)  # one that appends would go on with it
    model = network(seed if last.exists() else 0)
    fit = {"epochs": EPOCHS, "batch_size": 8, "verbose": 0, "validation_data": (X[30:], Y[30:])}
    fit |= {"callbacks": watch(folder), "resume_from": last if last.exists() else None}
    model.fit(X[:30], Y[:30], **{**fit, **options})
    return model


def contents(folder: Path) -> dict[str, Any]:
    """What the files of a training hold, by their names: the text of a log, arrays, or bytes."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            name = path.relative_to(folder).as_posix()
            read = {".npz": read_npz, ".csv": Path.read_text}.get(path.suffix, Path.read_bytes)
            found[name] = read(path)
    return found


# ---- a child process that dies ----


class Points:
    """Counts the moments at which a save can be cut, and dies at one of them: in a child only.

    They are: each file that is opened, renamed, removed, or given its mode; the middle of each
    write, and each wait for the disk.
    """

    def __init__(self, last: float = np.inf) -> None:
        self.seen, self.last = 0, last

    def __call__(self) -> None:
        self.seen += 1
        if self.seen > self.last:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(self) -> None:
        events = {"open", "os.rename", "os.remove", "os.chmod", "os.mkdir"}
        sys.addaudithook(lambda event, _: self() if event in events else None)
        sync = os.fsync

        def slow_sync(number: int) -> None:
            self()
            sync(number)
            self()

        os.fsync = slow_sync

        class Halves(io.FileIO):
            def write(file, content: Any) -> int:
                size = super().write(content[: len(content) // 2])
                self()
                return size + super().write(content[size:])

        def slow_open(path: Any, mode: str = "r", *more: Any) -> Any:
            return Halves(path, mode) if "x" in mode else open(path, mode, *more)

        writing.open = slow_open  # type: ignore[attr-defined]


def in_child(
    work: Callable[[], Any], after: float | None = None, by: signal.Signals = signal.SIGKILL
) -> int:
    """Run `work` in a fork of this process, and send that a signal after so many seconds.

    Returns what ended it: 0, 1 for an error, or the signal as a negative number. A Ctrl-C that
    comes before the work has begun is passed over.
    """
    usual = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    child = os.fork()
    if child == 0:
        code = 1
        try:
            with contextlib.suppress(KeyboardInterrupt):
                signal.pthread_sigmask(signal.SIG_SETMASK, usual)
            work()
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
    signal.pthread_sigmask(signal.SIG_SETMASK, usual)
    if after is not None:
        time.sleep(after)
        os.kill(child, by)  # it is no zombie's number before it is waited for
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
