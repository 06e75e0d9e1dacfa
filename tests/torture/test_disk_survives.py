"""A training whose disk fills up, whose folder is taken away, whose callbacks raise, whose loss is
no number: what was saved before is whole, and the error says where and what to do."""

from __future__ import annotations

import ctypes
import errno
import io
import os
import shutil
import signal
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from tqdm import tqdm

from helpers import Callback, RocAuc, TerminateOnNaN, writing
from helpers.callbacks import CSVLogger, EarlyStopping, ModelCheckpoint
from tests.torture.training import (
    EPOCHS,
    KINDS,
    LABELS,
    STEPS,
    X,
    Y,
    contents,
    in_child,
    network,
    train,
)

KIND = KINDS[0]
CURE = "A file that was there is unchanged. Make room, or name a place that you may write to"


@cache
def straight() -> tuple[Any, dict[str, Any]]:
    with TemporaryDirectory() as folder:
        return train(Path(folder), KIND), contents(Path(folder))


def check_ends_alike(folder: Path, seed: Any) -> None:
    """The training goes on from what is there, to the same end; nothing else lies about."""
    model, expected = straight()
    resumed = train(folder, KIND, seed=5)
    for a, b in zip(model.get_weights(), resumed.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b, err_msg=f"seed {seed}")
    np.testing.assert_equal(contents(folder), expected, err_msg=f"seed {seed}")


# ---- errors of the system, at the n-th call or the n-th byte ----


class Bad:
    """Calls of the system that fail from the n-th on, and a disk that has room for n bytes."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, calls: float, room: float, number: int):
        self.calls, self.room, self.number = calls, room, number
        for name in ("replace", "fsync", "chmod", "mkdir"):
            monkeypatch.setattr(os, name, self.failing(getattr(os, name)))
        monkeypatch.setattr(writing, "open", self.opened, raising=False)

    def fail(self) -> None:
        raise OSError(self.number, os.strerror(self.number), "a name that helps nobody")

    def failing(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any, **options: Any) -> Any:
            self.calls -= 1
            if self.calls < 0:
                self.fail()
            return None if call.__name__ == "fsync" else call(*arguments, **options)

        return counted

    def opened(self, path: Any, mode: str) -> Any:
        class Bounded(io.FileIO):
            def write(_, content: Any) -> int:
                fits = int(min(self.room, len(content)))
                self.room -= fits
                super().write(content[:fits])
                if fits < len(content):
                    self.fail()
                return fits

        return Bounded(path, mode)


@pytest.mark.parametrize("part", range(2))
def test_the_system_refuses(part, tmp_path, trials, tally) -> None:
    straight()
    numbers = [errno.ENOSPC, errno.EROFS, errno.EIO, errno.EDQUOT, errno.EACCES]
    faults = 0
    for trial in range(trials(60)):
        seed = [part, trial]
        rng, folder = np.random.default_rng(seed), tmp_path / str(trial)
        folder.mkdir()
        limits = [np.inf, np.inf]
        limits[part] = [rng.integers(60), rng.integers(200_000)][part]
        with pytest.MonkeyPatch.context() as monkeypatch:
            number = int(rng.choice(numbers))
            Bad(monkeypatch, *limits, number)
            try:
                train(folder, KIND)
            except OSError as error:
                faults += 1
                assert error.errno == number, seed
                assert CURE in str(error), seed
                assert str(folder) in str(error.filename), seed
        kept = contents(folder)
        assert kept.keys() <= {"log.csv", "last.npz", "best.npz"}, seed
        check_ends_alike(folder, seed)
    tally("the system refuses to write", cases=trials(60), faults=faults)


# ---- real disks: a small one that fills up, one that may only be read ----


def mount(source: str, place: Path, flags: int = 0, options: str = "") -> None:
    """In a child: the mount is seen by it alone, and gone with it."""
    libc = ctypes.CDLL(None, use_errno=True)
    if not flags and libc.unshare(0x00020000):  # CLONE_NEWNS
        raise OSError(ctypes.get_errno(), "unshare")
    libc.mount(b"none", b"/", None, 0x44000, None)  # private and recursive: tell nobody
    if libc.mount(source.encode(), bytes(place), b"tmpfs", flags, options.encode()):
        raise OSError(ctypes.get_errno(), "mount")


as_root = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0,
    reason="NO SMALL DISK WAS MADE: it needs Linux and root, as in a container",
)


@as_root
def test_a_full_disk(tmp_path, trials, tally) -> None:
    straight()
    for trial in range(trials(20)):
        kilobytes = int(np.random.default_rng(trial).integers(8, 40))

        def fill(kilobytes: int = kilobytes, trial: int = trial) -> None:
            mount("tmpfs", tmp_path, options=f"size={kilobytes * 1024}")
            with pytest.raises(OSError, match=CURE) as caught:
                train(tmp_path, KIND)
            assert caught.value.errno == errno.ENOSPC
            kept = contents(tmp_path)
            assert kept.keys() <= {"log.csv", "last.npz", "best.npz"}
            mount("tmpfs", tmp_path, flags=0x20, options="size=4m")  # remounted: there is room
            check_ends_alike(tmp_path, trial)

        assert in_child(fill) == 0, trial
    tally("a full disk", cases=trials(20), faults=trials(20))


@as_root
@pytest.mark.parametrize("watch", KINDS)
def test_a_folder_that_may_only_be_read_is_told_before_the_first_step(watch, tmp_path, tally):
    def read_only() -> None:
        mount("tmpfs", tmp_path, options="size=1m")
        mount("tmpfs", tmp_path, flags=0x21, options="")
        model = network()
        with pytest.raises(OSError, match=CURE) as caught:
            model.fit(X, Y, verbose=0, callbacks=watch(tmp_path))
        assert str(tmp_path) in caught.value.filename
        assert model.optimizer.iterations == 0

    assert in_child(read_only) == 0
    tally("a folder that may only be read", faults=1)


# ---- what a training stands on is taken away ----


class At(Callback):
    """Does something at a step, counted from 1."""

    def __init__(self, step: int, act: Callable[[], Any], hook: str = "on_train_batch_end") -> None:
        self.step, self.act = step, act
        setattr(self, hook, self.count)

    def count(self, *_: Any) -> None:
        self.step -= 1
        if self.step == 0:
            self.act()


def test_a_folder_that_is_deleted_is_made_again(tmp_path, trials, tally) -> None:
    _, expected = straight()
    for trial in range(trials(20)):
        rng, folder = np.random.default_rng(trial), tmp_path / str(trial)
        step = int(rng.integers(1, (EPOCHS - 1) * STEPS))  # the log and the last epoch come again
        model = network()
        delete = At(step, lambda folder=folder: shutil.rmtree(folder, ignore_errors=True))
        model.fit(
            X[:30], Y[:30], epochs=EPOCHS, batch_size=8, verbose=0,
            validation_data=(X[30:], Y[30:]), callbacks=[*KIND(folder), delete],
        )  # fmt: skip
        found = contents(folder)
        assert {"log.csv", "last.npz"} <= found.keys() <= expected.keys(), trial
        np.testing.assert_equal(found, {name: expected[name] for name in found}, err_msg=str(trial))
    tally("a folder deleted in a training", cases=trials(20), faults=trials(20))


def test_data_on_disk_that_are_deleted(tmp_path, tally) -> None:
    model, expected = straight()
    np.save(tmp_path / "x.npy", X[:30])
    x = np.load(tmp_path / "x.npy", mmap_mode="r")
    if os.name == "posix":  # elsewhere a file in use cannot be deleted
        callbacks = [*KIND(tmp_path / "run"), At(9, (tmp_path / "x.npy").unlink)]
        second = network()
        second.fit(
            x, Y[:30], epochs=EPOCHS, batch_size=8, verbose=0,
            validation_data=(X[30:], Y[30:]), callbacks=callbacks,
        )  # fmt: skip
        for a, b in zip(model.get_weights(), second.get_weights(), strict=True):
            np.testing.assert_array_equal(a, b)
    tally("data deleted in a training", faults=1)


# ---- callbacks that raise, losses that are no numbers ----

HOOKS = [hook for hook in dir(Callback) if hook.startswith("on_")]


class Own(Exception):
    """What a reader's callback raises."""


@pytest.mark.parametrize("hook", [*HOOKS, "close"])
def test_a_callback_that_raises(hook, tmp_path, trials, tally) -> None:
    """Its own error comes through; bar and signals are put back, all callbacks are closed."""
    straight()
    for trial in range(trials(8)):
        once = hook in ("on_train_begin", "on_train_end", "close")
        step = 1 if once else int(np.random.default_rng(trial).integers(1, EPOCHS + 1))
        folder, closed = tmp_path / str(trial), []

        def fail() -> None:
            raise Own("of the reader")

        class Closed(Callback):
            def close(self, closed: list[int] = closed) -> None:
                closed.append(1)

        model, bars = network(), len(tqdm._instances)
        with pytest.raises(Own, match="of the reader"):
            model.fit(
                X[:30], Y[:30], epochs=EPOCHS, batch_size=8, verbose=1,
                validation_data=(X[30:], Y[30:]),
                callbacks=[Closed(), *KIND(folder), At(step, fail, hook), Closed()],
            )  # fmt: skip
        assert len(closed) == 2
        assert len(tqdm._instances) == bars
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
        assert np.isfinite(model.predict(X)).all()
        check_ends_alike(folder, trial)
    tally("a callback that raises", cases=trials(8), faults=trials(8))


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # NumPy's, of numbers that are none
def test_a_loss_that_is_no_number(tmp_path, trials, tally) -> None:
    """The training ends by itself; what was best stays on disk, and comes back."""
    for trial in range(trials(40)):
        rng, folder = np.random.default_rng(trial), tmp_path / str(trial)
        step = int(rng.integers(1, EPOCHS * STEPS))
        bad = rng.choice([np.nan, np.inf, -np.inf])
        model = network()

        def spoil(model: Any = model, bad: float = bad) -> None:
            model.set_weights([w * bad for w in model.get_weights()])

        callbacks = [
            RocAuc((X[30:], LABELS[30:])),
            EarlyStopping(patience=9, restore_best_weights=True),
            ModelCheckpoint(folder / "best.npz", save_best_only=True),
            CSVLogger(folder / "log.csv"),
            TerminateOnNaN(),
            At(step, spoil),
        ]
        history = model.fit(
            X[:30], Y[:30], epochs=EPOCHS, batch_size=8, verbose=0,
            validation_data=(X[30:], Y[30:]), callbacks=callbacks,
        )  # fmt: skip
        epoch, last = divmod(step, STEPS)
        assert model.optimizer.iterations == step + 1, trial  # the step that told it
        assert len(history.epoch) == epoch + 1, trial
        if step >= STEPS and last:  # an epoch was whole before
            assert np.isfinite(model.predict(X)).all(), trial
            kept = network(2)
            kept.load_weights(folder / "best.npz")
            assert np.isfinite(kept.predict(X)).all(), trial
        elif step < STEPS:
            assert not (folder / "best.npz").exists(), trial
    tally("a loss that is no number", cases=trials(40), faults=trials(40))
