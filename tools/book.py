"""Build the book into _build/html, and serve it on this machine if asked.

python tools/book.py            build; the last line names the file to open
python tools/book.py --serve    serve what is built, on the loopback address only
"""

import argparse
import functools
import http.server
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def build(output: Path) -> Path:
    """Build the whole book below ``output`` and return the folder with the pages.

    Every warning is an error. The last build is removed first: Sphinx repeats no warning for a
    page that it has already read, so a second build would hide what the first one found.
    Raises ``subprocess.CalledProcessError`` when the build fails.
    """
    shutil.rmtree(output / "_build", ignore_errors=True)
    jupyter_book = shutil.which("jupyter-book", path=str(Path(sys.executable).parent))
    if jupyter_book is None:
        raise FileNotFoundError("jupyter-book is not installed beside this Python: make install")
    command = [jupyter_book, "build", str(ROOT), "--path-output", str(output)]
    subprocess.run(command + ["--all", "-W", "-n", "--keep-going"], check=True, cwd=ROOT)
    return output / "_build" / "html"


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
