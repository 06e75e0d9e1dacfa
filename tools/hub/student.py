"""What the hub runs for each student, as that student: limits, copies of the pages, the server.

    python tools/hub/student.py ARGUMENTS OF jupyterhub-singleuser

It runs as the student, not as the hub, which may write anywhere.
"""

import os
import sys
from pathlib import Path

from helpers.writing import write_whole

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = ("notebooks/*.ipynb", "notebooks/results/*.json", "book/**/*.md")  # links lead to the book
HOME = "convnets-by-hand"  # the folder in a student's home


def bring_pages(source: Path, home: Path) -> list[Path]:
    """Copy the pages that are missing in a student's home, and return their paths.

    What is there is the student's work, and stays as it is: a page that was renamed or deleted
    comes anew with the next start. Raises OSError: a page cannot be written.
    """
    pages = [page for pattern in PAGES for page in sorted(source.glob(pattern))]
    places = {home / page.relative_to(source): page for page in pages}
    missing = [place for place in places if not os.path.lexists(place)]
    for place in missing:
        write_whole(place, places[place].read_bytes())
    return missing


def hold_memory(limit: int) -> None:
    """Hold this process, and those that it starts, to so many bytes each (not on Windows).

    More raises a MemoryError in the student's cell: the kernel and the work in it live on.
    """
    import resource

    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    limit = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))


def main() -> None:
    if limit := os.environ.get("MEM_LIMIT"):  # the hub writes it in bytes
        hold_memory(int(limit))
    os.nice(5)  # hub and proxy answer first
    try:
        bring_pages(ROOT, Path.home() / HOME)
    except OSError as error:  # a full disk: who cannot log in cannot make room
        print(f"Not all pages could be copied: {error}", file=sys.stderr)
    # -P: a student's random.py must not stand in for Python's own.
    server = [sys.executable, "-P", "-m", "jupyterhub.singleuser", *sys.argv[1:]]
    os.execv(sys.executable, server)


if __name__ == "__main__":
    main()
