"""Build the book into _build/html, and serve it on this machine if asked.

python tools/book.py            build; the last line names the file to open
python tools/book.py --serve    serve what is built, on the loopback address only

PYTHON_IN_PAGE=1 in the environment: a book whose pages run Python (tools/python_in_page.py).
BOOK_URL=https://... in the environment: the address at which this copy will be published.
"""

import argparse
import functools
import hashlib
import http.server
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


# jsonschema, which reads _config.yml, takes a second to set up the first package for addresses in
# a form that no check of the configuration asks for. The command line of Jupyter Book knows no
# number of processes; what it calls does. To look for garbage among the nodes of all pages, which
# are needed to the end, would take a fifth of the processor time.
JUPYTER_BOOK = """
import gc, sys
from pathlib import Path
gc.disable()
sys.modules["rfc3987_syntax"] = None
from jupyter_book.sphinx import build_sphinx
root, folder, jobs = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
settings = {"external_toc_path": str(root / "_toc.yml"), "latex_individualpages": False}
settings |= {"nitpicky": True, "python_in_page": sys.argv[4]}
failed = build_sphinx(
    root, folder / "html", noconfig=True, path_config=root / "_config.yml",
    confoverrides=settings, warningiserror=True, keep_going=True, jobs=jobs,
)
sys.exit(1 if failed else 0)
"""
MOST_PROCESSES = 4  # more have too few pages each
PYTHON = "python"  # the folder below _build for what runs Python in the page


def build(output: Path, python: Path | None = None) -> Path:
    """Build the book below ``output`` and return the folder with the pages.

    With ``python``, a folder that tools/python_in_page.py has filled, the pages run Python.

    Every warning is an error. Sphinx repeats no warning for a page that it has already read, and
    sees no change but of pages. So what the last build left is used only if it was built without a
    warning and nothing but pages has changed since; else it is removed first.
    Raises ``subprocess.CalledProcessError`` when the build fails.
    """
    folder = output / "_build"
    built_from = folder / "built_from.txt"  # is there after a build without a warning
    all_but_pages = fingerprint(python)
    if not built_from.is_file() or built_from.read_text() != all_but_pages:
        for part in folder.glob("*"):
            if part.is_dir() and part.name != PYTHON:  # what was fetched is fetched once
                shutil.rmtree(part)
    built_from.unlink(missing_ok=True)
    # One more than there are processors: while pages are written, one prepares them for the others.
    jobs = min(MOST_PROCESSES, (os.cpu_count() or 1) + 1)
    command = [sys.executable, "-P", "-c", JUPYTER_BOOK, str(ROOT), str(folder), str(jobs)]
    command.append(str(python or ""))
    subprocess.run(command, check=True, cwd=ROOT)
    built_from.write_text(all_but_pages)
    return folder / "html"


def asked_for_python() -> bool:
    """Whether the environment asks for a book with Python in its pages."""
    return os.environ.get("PYTHON_IN_PAGE", "0") not in ("", "0")


def collected_python() -> Path:
    """The folder with all that runs Python in the page, which is filled first.

    Raises ``subprocess.CalledProcessError`` when something cannot be had; it is printed what.
    """
    folder = ROOT / "_build" / PYTHON
    command = [sys.executable, "-m", "tools.python_in_page", str(folder)]
    subprocess.run(command, check=True, cwd=ROOT)
    return folder / "site"


def fingerprint(python: Path | None = None) -> str:
    """A digest of all that goes into the book but the pages: code, settings, what is installed."""
    files = [ROOT / "_config.yml", ROOT / "_toc.yml", ROOT / "constraints.txt", Path(__file__)]
    for folder in ("book", "helpers", "notebooks/figures"):
        files += [file for file in (ROOT / folder).rglob("*") if file.is_file()]
    if python:
        files += [file for file in python.rglob("*") if file.is_file()]
    digest = hashlib.sha256(f"{sys.version} {os.environ.get('BOOK_URL', '')}".encode())
    for file in sorted(files):
        if file.suffix not in (".md", ".pyc"):
            digest.update(f"{file}\0".encode() + file.read_bytes())
    return digest.hexdigest()


def serve(folder: Path, port: int) -> None:
    """Serve ``folder`` on 127.0.0.1 until Ctrl+C; where the port is taken, on a free one."""
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(folder))
    try:
        made = http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError:
        made = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    with made as server:
        print(
            f"The book is at http://127.0.0.1:{server.server_port}/ (stop with Ctrl+C)", flush=True
        )
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print()


def main() -> int:
    parser = argparse.ArgumentParser(description="Build the book, or serve it.")
    parser.add_argument("--serve", action="store_true", help="serve the book that is built")
    parser.add_argument("--port", type=int, default=8000, help="the port to serve on")
    arguments = parser.parse_args()
    if arguments.serve:
        serve(ROOT / "_build" / "html", arguments.port)
        return 0
    try:
        pages = build(ROOT, collected_python() if asked_for_python() else None)
    except subprocess.CalledProcessError as error:
        print("The book was not built: see above.", file=sys.stderr)
        return error.returncode
    print("\nThe book is built. Open this file in a browser (it needs no server):")
    print(f"    {pages / 'index.html'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
