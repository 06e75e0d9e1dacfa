"""Sweeps: the same trials on a Dask cluster as here, whatever happens to a worker."""

import os
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.model_selection import GridSearchCV, ParameterGrid

from helpers.estimator import ConvNetClassifier
from helpers.sweeps import dask_client, sweep
from tools.records import digits

ESTIMATOR = ConvNetClassifier(filters=(4,), units=16, epochs=1)
SETTINGS = list(ParameterGrid({"learning_rate": [0.001, 0.01], "dropout": [0.0, 0.5]}))
SEEDS = [0, 1]


@pytest.fixture(scope="module")
def data() -> dict[str, Any]:
    x, y, x_val, y_val = digits(200)
    halves = {"choose": slice(500), "judge": slice(500, None)}
    return {
        "train": (x, y),
        "judges": {name: (x_val[half], y_val[half]) for name, half in halves.items()},
    }


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    with dask_client(workers=2) as client:
        yield client


@pytest.fixture(scope="module")
def here(data) -> list[Any]:
    return results(sweep(ESTIMATOR, SETTINGS, seeds=SEEDS, **data, **EXACT))


EXACT: dict[str, Any] = {"scoring": "neg_log_loss", "progress": False}  # a score with all its bits


def results(trials) -> list[Any]:
    """All that a trial says, but for how long it took."""
    return [trial[:3] for trial in trials]


# ---- on this machine ----


def test_trials_come_settings_by_settings_and_seed_by_seed(here) -> None:
    order = [(settings, seed) for settings, seed, _ in here]
    assert order == [(settings, seed) for settings in SETTINGS for seed in SEEDS]
    assert all(set(scores) == {"choose", "judge"} for _, _, scores in here)
    assert len({scores["judge"] for _, _, scores in here}) == len(here)


def test_a_trial_is_what_fit_and_score_give(data) -> None:
    trial = sweep(ESTIMATOR, [{"dropout": 0.25}], seeds=[3], **data, progress=False)[0]
    own = ConvNetClassifier(filters=(4,), units=16, epochs=1, dropout=0.25, random_state=3)
    own.fit(*data["train"])
    assert trial.scores == {name: own.score(*judge) for name, judge in data["judges"].items()}
    assert trial.seconds > 0


def test_the_estimator_stays_as_it_is(data) -> None:
    before = ESTIMATOR.get_params()
    sweep(ESTIMATOR, SETTINGS[:1], **data, progress=False)
    assert ESTIMATOR.get_params() == before and not hasattr(ESTIMATOR, "model_")


class Pressed(ConvNetClassifier):
    """Ctrl-C comes while the training of seed 1 runs."""

    def _network(self) -> Any:
        model = super()._network()
        if self.random_state == 1:
            step = iter(range(9))
            forward = model.forward_together

            def pressed(*arguments: Any, **options: Any) -> Any:
                if next(step, None) == 3:
                    signal.raise_signal(signal.SIGINT)
                return forward(*arguments, **options)

            model.forward_together = pressed
        return model


def test_ctrl_c_keeps_the_trials_that_are_done(data, here, capsys) -> None:
    pressed = Pressed(filters=(4,), units=16, epochs=1)
    trials = sweep(pressed, SETTINGS, seeds=SEEDS, **data, **EXACT)
    assert results(trials) == here[:1]
    assert "1 of 8 trials are done" in capsys.readouterr().out


def test_no_search_takes_a_half_trained_network_for_a_whole_one(data) -> None:
    search = GridSearchCV(Pressed(filters=(4,), epochs=2), {"random_state": [0, 1]}, cv=2)
    with pytest.raises(KeyboardInterrupt):
        search.fit(*data["train"])


def test_a_bar_counts_the_trials(data, capsys) -> None:
    sweep(ESTIMATOR, SETTINGS[:1], seeds=SEEDS, **data)
    assert "2/2" in capsys.readouterr().out


def test_without_tqdm_there_is_no_bar(data, capsys, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "tqdm", None)
    assert len(sweep(ESTIMATOR, SETTINGS[:1], **data)) == 1
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("settings", "seeds", "message"),
    [
        ([], [0], "Received settings .* and seeds"),
        ([{}], [], "one dict of settings and one seed"),
        ([{"dropout": 0.5}, {"dropping": 0.5}], [0], "dropping"),
    ],
)
def test_what_a_sweep_refuses(data, settings, seeds, message) -> None:
    with pytest.raises(ValueError, match=message):
        sweep(ESTIMATOR, settings, seeds=seeds, **data)


# ---- on a cluster ----


@pytest.mark.slow
def test_on_a_cluster_the_trials_are_the_same_bit_for_bit(data, client, here) -> None:
    there = sweep(ESTIMATOR, SETTINGS, seeds=SEEDS, client=client, **data, **EXACT)
    assert results(there) == here


@pytest.mark.slow
def test_one_worker_alone_is_asked_too(data, client) -> None:
    with dask_client(workers=1) as alone:
        trials = sweep(WhereItRuns(), [{}], seeds=SEEDS, client=alone, scoring=where, **data)
        (worker,) = alone.run(os.getpid).values()
    assert [trial.scores["judge"] for trial in trials] == [worker, worker]


def test_each_worker_has_one_thread_for_its_products(client) -> None:
    def threads() -> list[int]:
        from threadpoolctl import threadpool_info

        import helpers  # noqa: F401

        return [library["num_threads"] for library in threadpool_info()]

    assert {count for counts in client.run(threads).values() for count in counts} == {1}
    assert set(client.nthreads().values()) == {1}


def test_workers_keep_the_memory_that_they_free(client) -> None:
    names = client.run(lambda: [name for name in os.environ if name.startswith("MALLOC")])
    assert set(map(tuple, names.values())) == {()}


def test_all_talk_to_this_machine_alone(client) -> None:
    import psutil

    processes = [psutil.Process(pid) for pid in client.run(os.getpid).values()]
    old = not hasattr(psutil.Process, "net_connections")  # before psutil 6
    places = [
        place.laddr.ip
        for process in [*processes, psutil.Process()]
        for place in (process.connections if old else process.net_connections)("inet")
        if place.status == psutil.CONN_LISTEN
    ]
    assert places and set(places) == {"127.0.0.1"}


def test_scikit_learns_search_gives_the_same_there(data, client) -> None:
    x, y = data["train"]

    def scores() -> np.ndarray:
        search = GridSearchCV(ESTIMATOR.set_params(random_state=0), {"dropout": [0.0, 0.5]}, cv=2)
        return search.set_params(scoring="neg_log_loss").fit(x, y).cv_results_["mean_test_score"]

    expected = scores()
    with joblib.parallel_config("dask", client=client, scatter=[x, y]):
        np.testing.assert_array_equal(scores(), expected)


@pytest.mark.slow
@pytest.mark.parametrize("seeds", [[1], SEEDS], ids=["one", "both"])
def test_a_killed_worker_loses_nothing(data, here, tmp_path, seeds) -> None:
    settings = [{**one, "folder": str(tmp_path), "deadly": seeds} for one in SETTINGS]
    with dask_client(workers=2) as client:
        before = set(client.run(os.getpid).values())
        trials = sweep(KillsItsWorker(), settings, seeds=SEEDS, client=client, **data, **EXACT)
    killed = {int(path.read_text()) for path in tmp_path.iterdir()}
    assert len(killed) == len(seeds) and killed & before
    assert [trial.scores for trial in trials] == [scores for _, _, scores in here]


# ---- a cluster of one's own ----


def test_a_cluster_is_reached_by_its_address_and_stays(data, client, here) -> None:
    with dask_client(client.scheduler.address) as second:
        there = sweep(ESTIMATOR, SETTINGS, seeds=SEEDS, client=second, **data, **EXACT)
    assert results(there) == here
    assert client.submit(sum, [1, 2]).result() == 3


@pytest.mark.parametrize("listens", [False, True], ids=["nobody", "no-scheduler"])
def test_a_scheduler_that_does_not_answer_is_named(listens) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        if listens:  # takes calls and never says a word
            nobody.listen()
        address = f"tcp://127.0.0.1:{nobody.getsockname()[1]}"
        message = f"'{address}', where none answered within 0.5 s. Start one with `dask scheduler`"
        with pytest.raises(ConnectionError, match=message), dask_client(address, timeout=0.5):
            pass


@pytest.mark.parametrize("address", ["nowhere", "tpc://127.0.0.1:8786"])
def test_an_address_with_a_slip_is_named(address) -> None:
    with pytest.raises(ConnectionError, match=address), dask_client(address, timeout=0.5):
        pass


def test_a_cluster_has_workers() -> None:
    with (
        pytest.raises(ValueError, match="workers expects a whole number of at least 1"),
        dask_client(workers=0),
    ):
        pass


# ---- estimators that tell where they ran ----


class WhereItRuns(ClassifierMixin, BaseEstimator):
    """Remembers the process that trained it."""

    def __init__(self, random_state: int = 0) -> None:
        self.random_state = random_state

    def fit(self, x: np.ndarray, y: np.ndarray) -> "WhereItRuns":
        self.process_ = os.getpid()
        return self


def where(fitted: WhereItRuns, x: np.ndarray, y: np.ndarray) -> int:
    return fitted.process_


class KillsItsWorker(ConvNetClassifier):
    """Kills the process that it is trained in, once for each deadly seed."""

    def __init__(
        self, filters=(4,), units=16, epochs=1, dropout=0.5, learning_rate=0.001,
        random_state=0, folder="", deadly=(),
    ) -> None:  # fmt: skip
        super().__init__(
            filters=filters, units=units, epochs=epochs, dropout=dropout,
            learning_rate=learning_rate, random_state=random_state,
        )  # fmt: skip
        self.folder = folder
        self.deadly = deadly

    def fit(self, x: np.ndarray, y: np.ndarray) -> "KillsItsWorker":
        mark = Path(self.folder) / str(self.random_state)
        if self.random_state in self.deadly and not mark.exists():
            mark.write_text(str(os.getpid()))
            os.kill(os.getpid(), signal.SIGKILL)
        super().fit(x, y)
        return self
