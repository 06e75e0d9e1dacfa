"""A hub of a trial: started on free ports of this machine, and stopped with all that it started."""

import contextlib
import os
import secrets
import shutil
import signal
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import psutil
import requests

from tools.hub.__main__ import prepare
from tools.hub.places import FOLDER, OURS, ROOT, CannotStart

LOG = FOLDER / "trial.log"  # of the last hub that something went wrong with
SECONDS_TO_START = 120
SECONDS_TO_STOP = 60


class Hub(NamedTuple):
    """A hub that answers."""

    url: str  # "http://127.0.0.1:8000", without a slash at the end
    password: str  # of every test account
    process: psutil.Process


@contextlib.contextmanager
def running_hub(folder: Path) -> Iterator[Hub]:
    """Start a hub for a trial, and stop it with all that it started.

    Args:
        folder: a new folder for homes, tables and the log.

    Raises CannotStart: something is missing, or the hub does not answer; the text has its log.
    """
    prepare()
    password = secrets.token_urlsafe(24)
    ports = free_ports(3)
    url = f"http://127.0.0.1:{ports[0]}"
    environment = {
        **os.environ,
        "HUB_ADDRESS": url,
        "HUB_TRIAL_FOLDER": str(folder),
        "HUB_TRIAL_PASSWORD": password,
        "HUB_TRIAL_PORT": str(ports[1]),
        "HUB_TRIAL_PROXY_PORT": str(ports[2]),
    }
    command = [sys.executable, "-m", "jupyterhub", "-f", str(OURS / "trial_config.py")]
    log = folder / "hub.log"
    with open(log, "wb") as file:
        process = psutil.Popen(  # in a session of its own: Ctrl+C is ours to pass on
            command, cwd=ROOT, env=environment, stdout=file, stderr=file, start_new_session=True
        )
    started: set[psutil.Process] = set()
    try:
        wait_for(process, url, log)
        yield Hub(url, password, process)
    except BaseException:
        with contextlib.suppress(OSError):
            shutil.copyfile(log, LOG)
        raise
    finally:
        started |= family(process)
        stop(process, started)


def family(process: psutil.Process) -> set[psutil.Process]:
    """A process and all that it has started; empty where it has ended."""
    try:
        return {process, *process.children(recursive=True)}
    except psutil.NoSuchProcess:
        return set()


def stop(process: psutil.Process, started: set[psutil.Process]) -> None:
    """Ask the hub to stop, which stops proxy and servers, and see that nothing stays behind."""
    with contextlib.suppress(psutil.NoSuchProcess):
        process.send_signal(signal.SIGTERM)
    _, left = psutil.wait_procs(started, timeout=SECONDS_TO_STOP)
    for other in left:
        with contextlib.suppress(psutil.NoSuchProcess):
            other.kill()
    psutil.wait_procs(left, timeout=10)


def wait_for(process: psutil.Process, url: str, log: Path) -> None:
    """Return when the hub answers."""
    browser = requests.Session()
    browser.trust_env = False  # a proxy of this machine knows nothing of its loopback
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(requests.ConnectionError):
            if browser.get(f"{url}/hub/health", timeout=5).ok:
                return
        time.sleep(0.1)
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-15:]
    raise CannotStart("The hub did not start. It said last:\n" + "\n".join(lines))


def free_ports(count: int) -> list[int]:
    """Ports of the loopback address that nobody listens on, all different."""
    with contextlib.ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
