"""kill -9 and Ctrl-C at any moment of a training: nothing that was promised is lost."""

from __future__ import annotations

import json
import os
import re
import stat
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest

from tests.torture.training import EPOCHS, KINDS, Points, contents, in_child, train

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="a child is made by fork")


@pytest.fixture(autouse=True)
def disk_that_does_not_wait(monkeypatch):
    """Only a machine that stops loses what was not waited for."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


@cache
def straight(watch: Callable[[Path], list[Any]]) -> tuple[Any, dict[str, Any], int, float]:
    """The training that nobody disturbs: model, files, the points at which it can be cut, and how
    many seconds it takes."""
    with TemporaryDirectory() as folder:
        start = time.perf_counter()
        model = train(Path(folder), watch)
        return model, contents(Path(folder)), points_of(watch), time.perf_counter() - start


def points_of(watch: Callable[[Path], list[Any]]) -> int:
    with TemporaryDirectory() as folder:
        seen = Path(folder) / "seen"

        def count() -> None:
            points = Points()
            points.watch()
            train(Path(folder), watch)
            seen.write_text(str(points.seen))

        assert in_child(count) == 0
        return int(seen.read_text())


def die(folder: Path, watch: Callable[[Path], list[Any]], rng: np.random.Generator) -> bool:
    """Let a training be killed: half of them at a moment, half at a point of a save."""
    _, _, points, seconds = straight(watch)
    if rng.random() < 0.5:
        return in_child(lambda: train(folder, watch, 7), after=rng.uniform(0, seconds)) != 0

    def at_a_point() -> None:
        Points(rng.integers(points)).watch()
        train(folder, watch, 7)

    return in_child(at_a_point) != 0


def check_agreement(folder: Path) -> None:
    """All files are whole, and the log has the rows of the checkpoint: at most one more, where
    each epoch is saved."""
    files = {name: content for name, content in contents(folder).items() if ".tmp" not in name}
    lines = files.get("log.csv", "").splitlines()
    rows = [re.split("[,;]", line) for line in lines]
    assert [row[0] for row in rows] == ["epoch", *map(str, range(EPOCHS))][: len(rows)]
    assert len(set(map(len, rows))) <= 1
    if "last.npz" in files:
        state = json.loads(str(files["last.npz"]["checkpoint/state"]))
        assert state["epoch"] < len(rows)
        kept = [
            callback["state"] for callback in state["callbacks"] if "epoch" in callback["state"]
        ]
        assert kept[0]["epoch"] == list(range(state["epoch"]))


@pytest.mark.parametrize("watch", KINDS)
@pytest.mark.parametrize("part", range(2))
def test_a_killed_training_ends_as_if_it_had_lived(watch, part, tmp_path, trials, tally) -> None:
    model, files, *_ = straight(watch)
    kills = 0
    for trial in range(trials(44)):
        seed = [KINDS.index(watch), part, trial]
        rng, folder = np.random.default_rng(seed), tmp_path / str(trial)
        folder.mkdir()
        for _ in range(1 + rng.integers(2)):
            kills += die(folder, watch, rng)
            check_agreement(folder)
            kept = [*folder.rglob("*.npz")]
            for path in kept:
                path.chmod(0o640)
        resumed = train(folder, watch, seed=9)
        for a, b in zip(model.get_weights(), resumed.get_weights(), strict=True):
            np.testing.assert_array_equal(a, b, err_msg=f"seed {seed}")
        assert resumed.history.history == model.history.history, seed
        np.testing.assert_equal(contents(folder), files, err_msg=f"seed {seed}")
        assert {stat.S_IMODE(path.stat().st_mode) for path in kept} <= {0o640}, seed
    tally("kill -9 of a training", cases=trials(44), faults=kills)
