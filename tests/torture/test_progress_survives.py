"""What a learner has passed is kept: kernels that check at the same time, or are killed."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import numpy as np
import pytest

from helpers.checking import progress
from tests.torture.training import Points, in_child

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="a child is made by fork")


@pytest.fixture
def path(tmp_path, monkeypatch) -> Path:
    path = tmp_path / "of the learner" / "progress.json"
    monkeypatch.setenv("HELPERS_PROGRESS_FILE", str(path))
    return path


def keep(name: str) -> None:
    for number in range(3):
        progress.keep(f"{name}-{number}", passed=True)


def test_kernels_that_check_at_once_lose_nothing(path, trials, tally) -> None:
    for trial in range(trials(20)):
        path.unlink(missing_ok=True)
        children = []
        for name in "abcdef":
            child = os.fork()
            if child == 0:
                try:
                    keep(name)
                finally:
                    os._exit(0)
            children.append(child)
        for child in children:
            os.waitpid(child, 0)
        kept = {f"{name}-{number}" for name in "abcdef" for number in range(3)}
        assert progress.read_progress().keys() == kept, trial
    tally("six kernels that check at once", cases=trials(20))


def test_a_kernel_that_is_killed_loses_nothing(path, trials, tally) -> None:
    """What was kept before stays; the next kernel keeps on, and nothing lies about."""
    kills = 0
    for trial in range(trials(60)):
        path.unlink(missing_ok=True)
        keep("before")

        def killed(trial: int = trial) -> None:
            Points(np.random.default_rng(trial).integers(40)).watch()
            keep("killed")

        kills += in_child(killed) == -signal.SIGKILL
        state = json.loads(path.read_text())
        assert [name for name in state if "before" in name] == [f"before-{n}" for n in range(3)]
        keep("after")  # no lock is left
        assert len(progress.read_progress()) in range(6, 10), trial
        assert list(path.parent.iterdir()) == [path], trial
    tally("kill -9 while progress is kept", cases=trials(60), faults=kills)
