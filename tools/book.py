"""Build the book into _build/html, and serve it on this machine if asked.

python tools/book.py            build; the last line names the file to open
python tools/book.py --serve    serve what is built, on the loopback address only
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
settings["nitpicky"] = True
failed = build_sphinx(
    root, folder / "html", noconfig=True, path_config=root / "_config.yml",
    confoverrides=settings, warningiserror=True, keep_going=True, jobs=jobs,
)
sys.exit(1 if failed else 0)
"""
MOST_PROCESSES = 4  # more have too few pages each


def build(output: Path) -> Path:
    """Build the book below ``output`` and return the folder with the pages.

    Every warning is an error. Sphinx repeats no warning for a page that it has already read, and
    sees no change but of pages. So what the last build left is used only if it was built without a
    warning and nothing but pages has changed since; else it is removed first.
    Raises ``subprocess.CalledProcessError`` when the build fails.
    """
    folder = output / "_build"
    built_from = folder / "built_from.txt"  # is there after a build without a warning
    all_but_pages = fingerprint()
    if not built_from.is_file() or built_from.read_text() != all_but_pages:
        shutil.rmtree(folder, ignore_errors=True)
    built_from.unlink(missing_ok=True)
    # One more than there are processors: while pages are written, one prepares them for the others.
    jobs = min(MOST_PROCESSES, (os.cpu_count() or 1) + 1)
    command = [sys.executable, "-P", "-c", JUPYTER_BOOK, str(ROOT), str(folder), str(jobs)]
    subprocess.run(command, check=True, cwd=ROOT)
    built_from.write_text(all_but_pages)
    return folder / "html"


def fingerprint() -> str:
    """A digest of all that goes into the book but the pages: code, settings, what is installed."""
    files = [ROOT / "_config.yml", ROOT / "_toc.yml", ROOT / "constraints.txt", Path(__file__)]
    for folder in ("book", "helpers", "notebooks/figures"):
        files += [file for file in (ROOT / folder).rglob("*") if file.is_file()]
    digest = hashlib.sha256(sys.version.encode())
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
        pages = build(ROOT)
    except subprocess.CalledProcessError as error:
        print("The book was not built: see the warnings above.", file=sys.stderr)
        return error.returncode
    print("\nThe book is built. Open this file in a browser (it needs no server):")
    print(f"    {pages / 'index.html'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
