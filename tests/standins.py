"""Stand-ins for the official files, for notebooks under test where the files are not at hand.

The loaders of `helpers.data` stay as readers have them. They download from a server on this
machine, compare checksums and keep what they got in a temporary cache. The pictures are the
embedded digits, in the official formats and numbers: a network can learn them, and a shape that
a page prints is the shape that it prints with the real files.
"""

import contextlib
import functools
import gzip
import hashlib
import http.server
import io
import os
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from helpers import data
from helpers.data import load_digits

ROOT = Path(__file__).resolve().parent.parent
OFFICIAL = ROOT.parent / "shared" / "data"  # where a machine without internet keeps the files


# ---- files in the official formats ----


def idx_file(array: np.ndarray) -> bytes:
    """The array as a gzipped IDX file."""
    header = bytes([0, 0, 8, array.ndim]) + np.array(array.shape, ">u4").tobytes()
    return gzip.compress(header + array.tobytes(), compresslevel=1, mtime=0)


def npz_file(array: np.ndarray, key: str = "arr_0") -> bytes:
    """The array as an .npz file."""
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **{key: array})
    return buffer.getvalue()


def checksums(contents: dict[str, bytes]) -> dict[str, str]:
    return {n: "sha256:" + hashlib.sha256(c).hexdigest() for n, c in contents.items()}


# ---- a home for them ----


class Home:
    """A local server that answers with the given files and remembers what it was asked for."""

    def __init__(self, contents: dict[str, bytes], truncated: tuple[str, ...] = ()) -> None:
        self.contents = contents
        self.requests: list[str] = []
        home = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                name = self.path.lstrip("/")
                home.requests.append(name)
                if name not in home.contents:
                    self.send_error(404)
                    return
                body = home.contents[name]
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body[: len(body) // 2] if name in truncated else body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,))
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


# ---- the stand-ins ----


def spread(images: np.ndarray, count: int) -> np.ndarray:
    """The images, again and again, each time at another place, until there are `count`.

    A digit has four empty pixels at each side, so nothing is lost by moving it by two.
    """
    places = [(down, right) for right in (0, 1, -1, 2) for down in (0, 1, -1, 2, -2)]
    times = -(-count // len(images))
    return np.concatenate([np.roll(images, place, (1, 2)) for place in places[:times]])[:count]


def stand_in_arrays() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """60,000 training and 10,000 test images, as many of each class, mixed; uint8 labels."""
    digits, rng = load_digits(), np.random.default_rng(0)
    train, test = rng.permutation(60_000), rng.permutation(10_000)
    return (
        spread(digits.x_train[1000:], 60_000)[train],
        np.resize(digits.y_train[1000:], 60_000).astype(np.uint8)[train],
        spread(digits.x_train[:1000], 10_000)[test],
        np.resize(digits.y_train[:1000], 10_000).astype(np.uint8)[test],
    )


@functools.cache
def stand_in_files() -> dict[str, dict[str, bytes]]:
    """The content of each official file, by the name of its dataset and its own."""
    arrays = stand_in_arrays()
    kmnist = [name for name in data._KMNIST.checksums if name != data._KMNIST_PARTIAL]
    return {
        "mnist": dict(zip(data._MNIST.checksums, map(idx_file, arrays), strict=True)),
        "kmnist": dict(zip(kmnist, map(npz_file, arrays), strict=True)),
    }


# ---- what a kernel finds ----

# IPython runs this file when a kernel starts. It leaves no name behind.
STARTUP = """\
import helpers.data, helpers.files
helpers.data._MNIST = helpers.files.Source(*{mnist!r})
helpers.data._KMNIST = helpers.files.Source(*{kmnist!r})
del helpers
"""


@contextlib.contextmanager
def data_at_hand(official: Path | None = OFFICIAL) -> Iterator[Home | None]:
    """Let every kernel that starts within have the data sets; the environment is put back after.

    They are found in HELPERS_DATA_DIR, if the one who runs the tests has set it; else in the
    folder of official files, if it is there. Else they are stand-ins, from the home that is handed
    over. None as `official` means stand-ins in any case.
    """
    with pytest.MonkeyPatch.context() as environment, contextlib.ExitStack() as stack:
        if official is not None and os.environ.get("HELPERS_DATA_DIR"):
            yield None
        elif official is not None and official.is_dir():
            environment.setenv("HELPERS_DATA_DIR", str(official))
            yield None
        else:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            environment.delenv("HELPERS_DATA_DIR", raising=False)
            environment.setenv("HELPERS_CACHE_DIR", str(folder / "cache"))
            environment.setenv("IPYTHONDIR", str(folder / "ipython"))
            for name in ("no_proxy", "NO_PROXY"):  # a proxy does not know this machine's server
                environment.setenv(name, "127.0.0.1")
            home = stack.enter_context(contextlib.closing(Home({})))
            startup = folder / "ipython" / "profile_default" / "startup" / "stand_ins.py"
            startup.parent.mkdir(parents=True)
            startup.write_text(STARTUP.format(**offer(home)), encoding="utf-8")
            yield home


def offer(home: Home) -> dict[str, tuple[str, tuple[str, ...], dict[str, str]]]:
    """Put all stand-ins into the home; return a Source for each dataset, as a plain tuple."""
    sources = {}
    for name, contents in stand_in_files().items():
        home.contents |= contents
        sources[name] = (name, (home.url,), checksums(contents))
    return sources
