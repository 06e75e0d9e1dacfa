"""Let students run a chapter on a hub, all at once, and tell what each of them takes.

    python -m tools.hub.trial                 10 students, chapter 2
    python -m tools.hub.trial --students 30 --page notebooks/01_pixels_and_channels.ipynb
    python -m tools.hub.trial --write         keep the figures in tools/hub/measured.json

One student works alone first; then others log in at the same time, have their servers started, and
run all cells of the page when all are ready. What a cell prints is compared with the page. The hub
listens on free ports of the loopback address, and nothing of it stays behind.
"""

import argparse
import datetime
import json
import os
import platform
import signal
import statistics
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path, PurePosixPath
from typing import Any

from helpers.writing import write_whole
from tools.hub.data import fill_digits
from tools.hub.measuring import Watch, groups, servers, usage
from tools.hub.places import DATA, OURS, ROOT, CannotStart
from tools.hub.running import LOG, Hub, running_hub
from tools.hub.student import HOME
from tools.hub.visit import Failed, Student

MEASURED = OURS / "measured.json"
CHAPTER = "notebooks/02_convolution.ipynb"
PARTS = ("alone", "together")
Figures = dict[str, Any]


def trial(students: int, page: str) -> Figures:
    """Run the trial, and return its figures.

    Raises Failed: something went otherwise than it must for at least one student. CannotStart: the
    hub does not start.
    """
    with (
        tempfile.TemporaryDirectory(prefix="hub-trial-") as folder,
        running_hub(Path(folder)) as hub,
    ):
        alone = together(hub, ["first"], page)
        names = [f"student-{number}" for number in range(1, students + 1)]
        crowd = together(hub, names, page)
    system = f"{platform.system()}, Python {platform.python_version()}"
    return {
        "date": datetime.date.today().isoformat(),
        "page": page,
        "students": students,
        "machine": f"{os.cpu_count()} cores, {system}",
        "alone": alone,
        "together": crowd,
    }


def together(hub: Hub, names: list[str], page: str) -> Figures:
    """Let students log in and run the page at once; the figures of all, and of the machine."""
    everyone_is_ready = threading.Barrier(len(names))
    everyone_is_done = threading.Barrier(len(names) + 1)
    visits = [Student(hub.url, name, hub.password) for name in names]
    path = PurePosixPath(HOME, page)

    def visit(student: Student) -> dict[str, float]:
        try:
            student.log_in()
            seconds = {"start": student.start_server()}
            everyone_is_ready.wait()
            kernel = student.open_page(path)
            seconds["page"] = student.run_page(path, kernel)
        except BaseException:
            everyone_is_ready.abort()
            everyone_is_done.abort()
            raise
        everyone_is_done.wait()  # all kernels are alive: now they are measured
        everyone_is_done.wait()
        kernel.close()
        student.stop_server()
        return seconds

    load = os.getloadavg()[0]
    pool = ThreadPoolExecutor(len(names))
    with Watch(hub.process) as watch:
        futures = [pool.submit(visit, student) for student in visits]
        try:
            everyone_is_done.wait()
            used = figures_of(hub, names)
            everyone_is_done.wait()
        except threading.BrokenBarrierError:
            raise first_failure([future.exception() for future in futures]) from None
        except BaseException:  # Ctrl+C: nobody waits for anybody, and the hub is stopped
            everyone_is_ready.abort()
            everyone_is_done.abort()
            raise
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
        seconds = [future.result() for future in futures]
    return {
        "start_seconds": [round(each["start"], 1) for each in seconds],
        "page_seconds": [round(each["page"], 1) for each in seconds],
        **used,
        "peak_megabytes": {name: round(value) for name, value in watch.peak.items()},
        "load_before": round(load, 1),
    }


def first_failure(errors: list[BaseException | None]) -> BaseException:
    """The error that made the others give up."""
    real = [e for e in errors if e and not isinstance(e, threading.BrokenBarrierError)]
    return real[0] if real else Failed("The students did not wait for each other.")


def figures_of(hub: Hub, names: list[str]) -> Figures:
    """Processor seconds and memory of each student's server and kernel, and of the hub."""
    found = servers(hub.process)
    each = [(usage([found[n]]), usage(found[n].children(recursive=True))) for n in names]
    memory, seconds = usage(groups(hub.process)["hub"])
    return {
        "server_megabytes": [round(server[0]) for server, _ in each],
        "kernel_megabytes": [round(kernel[0]) for _, kernel in each],
        "server_processor_seconds": [round(server[1], 1) for server, _ in each],
        "kernel_processor_seconds": [round(kernel[1], 1) for _, kernel in each],
        "hub_megabytes": round(memory),
        "hub_processor_seconds": round(seconds, 1),
    }


def table(figures: Figures) -> str:
    """The figures as a table in Markdown."""
    rows = {
        "server starts, s": "start_seconds",
        "chapter runs, s": "page_seconds",
        "processor, server, s": "server_processor_seconds",
        "processor, kernel, s": "kernel_processor_seconds",
        "memory, server, MB": "server_megabytes",
        "memory, kernel, MB": "kernel_megabytes",
    }
    lines = [f"| each student | alone | {figures['students']} at once |", "|---|---|---|"]
    for label, name in rows.items():
        cells = (spread(figures[part][name]) for part in PARTS)
        lines.append(f"| {label} | {' | '.join(cells)} |")
    for label, names in {
        "all students": ("servers", "kernels"),
        "the hub": ("hub",),
    }.items():
        peaks = (sum(figures[p]["peak_megabytes"][n] for n in names) for p in PARTS)
        lines.append(f"| most memory, {label}, MB | {' | '.join(map(str, peaks))} |")
    return "\n".join(lines)


def about(figures: Figures) -> str:
    """On what it was measured, in a sentence."""
    loads = " and ".join(f"{figures[part]['load_before']:g}" for part in PARTS)
    return (
        f"Measured on {figures['date']}, {figures['machine']}; before the two parts, other work "
        f"gave the machine a load of {loads}. Of several students: the median, the least and the "
        f"most."
    )


def spread(values: list[float]) -> str:
    """One number as it is; of several their median, with the least and the most."""
    if len(values) == 1:
        return f"{values[0]:g}"
    return f"{statistics.median(values):.4g} ({min(values):g} to {max(values):g})"


def main() -> int:
    parser = argparse.ArgumentParser(description="Let students run a chapter on a local hub.")
    parser.add_argument("--students", type=int, default=10, help="how many at once (10)")
    parser.add_argument("--page", default=CHAPTER, help=f"a notebook ({CHAPTER})")
    parser.add_argument("--write", action="store_true", help=f"keep the figures in {MEASURED.name}")
    arguments = parser.parse_args()
    if arguments.students < 1:
        parser.error(f"--students must be 1 or more. Received {arguments.students}.")
    if not (ROOT / arguments.page).is_file():
        parser.error(f"--page must be a notebook of the book. Received {arguments.page!r}.")
    signal.signal(signal.SIGINT, signal.default_int_handler)  # what is started here hears it, too
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # runs what cleans up
    try:
        fill_digits(DATA)
        figures = trial(arguments.students, arguments.page)
    except (CannotStart, Failed) as error:
        print(f"{error}\nWhat the hub said: {LOG}", file=sys.stderr)
        return 1
    print(f"{table(figures)}\n\n{about(figures)}")
    if arguments.write:
        write_whole(MEASURED, json.dumps(figures, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
