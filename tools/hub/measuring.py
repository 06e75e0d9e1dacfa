"""What a hub and its students take of a machine: memory and processor seconds, by process."""

import threading
from collections.abc import Iterable
from typing import Any

import psutil

MB = 1e6
SERVER = "jupyterhub.singleuser"  # the module that is each student's server
Figures = dict[str, Any]


def servers(hub: psutil.Process) -> dict[str, psutil.Process]:
    """The server of each student, by the student's name."""
    found = {}
    for process in hub.children():
        try:
            if SERVER in process.cmdline():
                found[process.environ()["USER"]] = process
        except psutil.NoSuchProcess:
            continue
    return found


def usage(processes: Iterable[psutil.Process]) -> tuple[float, float]:
    """Memory in MB, shared pages divided among their users (PSS), and seconds of processor time."""
    memory = seconds = 0.0
    for process in processes:
        try:
            times = process.cpu_times()
            seconds += times.user + times.system + times.children_user + times.children_system
            memory += process.memory_full_info().pss / MB
        except psutil.NoSuchProcess:
            continue
    return memory, seconds


class Watch:
    """Reads, once a second while it is open, how much memory all of the hub holds.

    Afterwards `peak` has the figures of the moment when that was most: MB of `servers`, of
    `kernels`, and of `hub`, which is the hub itself, its proxy and its culler.
    """

    def __init__(self, hub: psutil.Process, seconds: float = 1.0) -> None:
        self.hub, self.seconds = hub, seconds
        self.peak: dict[str, float] = {"servers": 0.0, "kernels": 0.0, "hub": 0.0}
        self.done = threading.Event()
        self.thread = threading.Thread(target=self.read, daemon=True)

    def __enter__(self) -> "Watch":
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.done.set()
        self.thread.join()

    def read(self) -> None:
        while True:
            now = {name: usage(group)[0] for name, group in groups(self.hub).items()}
            if sum(now.values()) > sum(self.peak.values()):
                self.peak = now
            if self.done.wait(self.seconds):
                return


def groups(hub: psutil.Process) -> dict[str, list[psutil.Process]]:
    """All processes of a hub: the students' servers, what these have started, and the rest."""
    try:
        ours = list(servers(hub).values())
        theirs = [kernel for server in ours for kernel in server.children(recursive=True)]
        rest = {hub, *hub.children(recursive=True)} - set(ours) - set(theirs)
    except psutil.NoSuchProcess:
        return {}
    return {"servers": ours, "kernels": theirs, "hub": list(rest)}
