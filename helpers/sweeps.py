"""Lab 14: sweeps over settings, with the same seeds for each, on this machine or on a Dask cluster.

Like `helpers.estimator` it needs scikit-learn: `from helpers.sweeps import sweep`. Dask is asked
for by `dask_client` alone.
"""

import asyncio
import logging
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from typing import Any, NamedTuple

import joblib
import numpy as np
from sklearn.base import BaseEstimator, clone
from sklearn.metrics import get_scorer, get_scorer_names

from helpers.arguments import real_number
from helpers.layer import whole_number

__all__ = ["Trial", "dask_client", "sweep"]

Data = tuple[np.ndarray, np.ndarray]
# Dask's own has MALLOC_TRIM_THRESHOLD_ too, for which Linux takes back the memory of large arrays
# each time they are freed.
WORKERS_ENVIRONMENT = {f"{library}_NUM_THREADS": 1 for library in ("OMP", "MKL", "OPENBLAS")}


class Trial(NamedTuple):
    """One training: what was set, from which seed, and what came out."""

    settings: dict[str, Any]
    seed: int
    scores: dict[str, float]  # by the name of the images that judge
    seconds: float  # of training and scoring, where it ran


def sweep(
    estimator: BaseEstimator,
    settings: Iterable[Mapping[str, Any]],
    train: Data,
    judges: Mapping[str, Data],
    seeds: Sequence[int] = (0,),
    scoring: str | Callable[..., float] = "accuracy",
    client: Any = None,
    progress: bool = True,
) -> list[Trial]:
    """Train a copy of the estimator with each of the settings, from each of the seeds.

    The trials come back in order, settings by settings and seed by seed, wherever they ran: the
    same numbers with a client as without. A Dask worker that is lost in mid-sweep costs time, not
    trials: Dask gives its trainings, and its copy of the data, to the others. Ctrl-C, or the
    kernel's stop button, ends the sweep, and the trials that are done come back.

    Args:
        estimator: with an argument `random_state`, such as ConvNetClassifier().
        settings: dicts of arguments: a ParameterGrid, a ParameterSampler or a list of your own.
        train: images and labels to learn from.
        judges: name to images and labels to score on, such as {"choose": ..., "judge": ...}.
        seeds: the random_state of each repetition.
        scoring: the name of a score of scikit-learn, or a function of (fitted, images, labels).
        client: of a Dask cluster, from `dask_client`; None trains here, one after another.
        progress: whether a bar counts the trials.

    Raises ValueError: no settings, no seeds, or settings that the estimator does not have.
    """
    known = _arguments_of(estimator)
    listed = list(settings) if isinstance(settings, Iterable) else []
    seeds = list(seeds) if isinstance(seeds, Iterable) else []
    if not listed or not seeds or not all(isinstance(one, Mapping) for one in listed):
        raise ValueError(
            f"sweep expects at least one dict of settings and one seed, both in lists. Received "
            f"settings {str(settings)[:60]} and seeds {seeds}. Write settings=[{{...}}], seeds=[0]."
        )
    listed, seeds = [dict(one) for one in listed], [whole_number(s, "seed", 0) for s in seeds]
    if unknown := {name for one in listed for name in one} - known:
        raise ValueError(
            f"sweep's settings expect arguments of {type(estimator).__name__}. Received "
            f"{sorted(map(str, unknown))}. Choose among {sorted(known)}."
        )
    _check_pair(train, "train")
    if not isinstance(judges, Mapping) or not judges:
        raise ValueError(
            f"sweep's judges expects a dict of name and (images, labels). Received a "
            f"{type(judges).__name__}. Write for example {{'judge': (x_test, y_test)}}."
        )
    for name, pair in judges.items():
        _check_pair(pair, f"judges, {name!r},")
    if not callable(scoring) and scoring not in get_scorer_names():
        raise ValueError(
            f"sweep's scoring expects a function, or the name of a score of scikit-learn. Received "
            f"{scoring!r}. Write for example 'accuracy'."
        )
    if client is not None and not hasattr(client, "submit"):
        raise ValueError(
            f"sweep's client expects one of Dask, or None. Received {client!r}. Take it from "
            "dask_client."
        )
    data: Any = (train, dict(judges))
    backend: Any = nullcontext()
    if client is not None:
        import dask

        # As the result of a task, unlike scattered data, it can be made again if it is lost.
        with dask.config.set({"distributed.admin.large-graph-warning-threshold": "1 TB"}):
            data = client.submit(_as_it_is, data, pure=False)
        backend = joblib.parallel_config(_backend(client))
    with backend:
        parallel = joblib.Parallel(
            n_jobs=None if client is None else -1, return_as="generator", batch_size=1
        )
        trials = parallel(
            joblib.delayed(_trial)(estimator, one, seed, data, scoring)
            for one in listed
            for seed in seeds
        )
        done: list[Trial] = []
        count = len(listed) * len(seeds)
        try:
            for trial in _with_bar(trials, count) if progress else trials:
                done.append(trial)
        except KeyboardInterrupt:
            print(f"Interrupted: {len(done)} of {count} trials are done. They are kept.")
        return done


def _arguments_of(estimator: Any) -> set[str]:
    """The names that settings may have."""
    is_one = hasattr(estimator, "get_params") and not isinstance(estimator, type)
    names = set(estimator.get_params()) if is_one else set()
    if "random_state" not in names:
        raise ValueError(
            f"sweep's estimator expects one with an argument random_state. Received "
            f"{str(estimator)[:60]}. Make one: ConvNetClassifier()."
        )
    return names


def _check_pair(data: Any, argument: str) -> None:
    lengths = [np.shape(each)[:1] for each in data] if isinstance(data, (tuple, list)) else []
    if len(lengths) != 2 or () in lengths or lengths[0] != lengths[1]:
        raise ValueError(
            f"sweep's {argument} expects a pair of images and labels of one length. Received a "
            f"{type(data).__name__} of lengths {lengths}. Write (x, y)."
        )


def _backend(client: Any) -> Any:
    """joblib's Dask backend. Where it sees one worker it would train in this process instead."""
    from joblib._dask import DaskDistributedBackend

    class AlwaysOnWorkers(DaskDistributedBackend):
        def effective_n_jobs(self, n_jobs: int) -> int:
            return max(2, super().effective_n_jobs(n_jobs))

    return AlwaysOnWorkers(client=client)


def _trial(
    estimator: BaseEstimator, settings: dict[str, Any], seed: int, data: Any, scoring: Any
) -> Trial:
    start = time.perf_counter()
    (x, y), judges = data
    fitted: Any = clone(estimator).set_params(random_state=seed, **settings)
    fitted.fit(x, y)
    score = get_scorer(scoring)
    scores = {name: float(score(fitted, *judge)) for name, judge in judges.items()}
    return Trial(settings, seed, scores, time.perf_counter() - start)


def _as_it_is(data: Any) -> Any:
    return data


def _with_bar(trials: Iterable[Trial], count: int) -> Iterable[Trial]:
    try:
        from tqdm import tqdm
    except ImportError:
        return trials
    return tqdm(trials, total=count, unit="trial", file=sys.stdout)


async def _greet(address: str, timeout: float) -> None:
    """Have an answer from the scheduler in time. A Client would wait forever for a silent one."""
    from distributed import rpc

    async with rpc(address, timeout=timeout) as scheduler:
        await asyncio.wait_for(scheduler.identity(), timeout)


@contextmanager
def dask_client(
    address: str | None = None, workers: int = 2, timeout: float = 10.0
) -> Iterator[Any]:
    """A client of a Dask cluster, for `with`: of one on this machine, or of yours by its address.

    On this machine each worker is a process with one thread, for its matrix products too. It
    talks to this machine alone, has no dashboard, and ends with the `with`. Your own cluster stays
    as it is; its workers need this package installed.

    Args:
        address: of a scheduler, such as "tcp://192.168.1.10:8786"; None starts a cluster here.
        workers: how many to start here.
        timeout: seconds to wait for a scheduler's answer.

    Raises:
        ConnectionError: no scheduler answers at the address.
        ValueError: workers is below 1.
    """
    import dask
    from distributed import Client, LocalCluster

    timeout = real_number(timeout, "dask_client's timeout", "(0, inf)")
    if not isinstance(address, str | None):
        raise ValueError(
            f"dask_client's address expects a text, such as 'tcp://192.168.1.10:8786', or None. "
            f"Received {address!r}."
        )

    if address is not None:
        try:
            with ThreadPoolExecutor(1) as thread:  # a notebook has an event loop of its own
                thread.submit(asyncio.run, _greet(address, timeout)).result()
            client = Client(address, timeout=timeout)
        except (OSError, ValueError, TimeoutError) as error:
            raise ConnectionError(
                f"dask_client expects the address of a running Dask scheduler. Received "
                f"{address!r}, where none answered within {timeout:g} s. Start one with "
                f"`dask scheduler`, take the "
                f"address that it prints, and see that no firewall is between. Without address, a "
                f"cluster starts on this machine."
            ) from error
        with client:
            yield client
        return
    workers = whole_number(workers, "dask_client's workers", 1)
    with (
        dask.config.set({"distributed.nanny.pre-spawn-environ": WORKERS_ENVIRONMENT}),
        LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",  # a port that is free
            scheduler_kwargs={"dashboard": False},
            silence_logs=logging.ERROR,  # a worker that takes long to stop is no news
        ) as cluster,
        Client(cluster) as client,
    ):
        yield client
