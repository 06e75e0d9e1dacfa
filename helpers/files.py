"""Official files: found, checked, downloaded and kept, for the loaders in `data.py`.

A file is looked for in the folder named in the environment variable HELPERS_DATA_DIR, then in a
cache that all users of the machine share; then it is downloaded from the first of its homes that
delivers it whole. Its checksum is compared each time it is read, wherever it came from, so nothing
but the official bytes ever gets through.
"""

import contextlib
import hashlib
import io
import os
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from helpers.writing import write_whole

FOLDER = "convnets-by-hand"  # under the system's folders for what programs keep
MOST_BYTES = 2**26  # of an official file: the largest has 18 MB
TIMEOUT = 20  # seconds of silence until a home is given up
PATIENCE = 120  # seconds for a home that delivers less than SLOWEST, and for another process
SLOWEST = 2**12  # bytes a second


class Source(NamedTuple):
    """Where the official files of a dataset live, and what they must hash to."""

    name: str  # "mnist", of load_mnist() and of the subfolder mnist/
    homes: tuple[str, ...]  # addresses that end in "/", tried in this order
    checksums: dict[str, str]  # file name: "algorithm:hex digits"


def official_bytes(source: Source, name: str, hint: str = "") -> bytes:
    """Return the content of an official file, proven by its checksum, from wherever it is.

    FileNotFoundError, which ends in `hint`: the file is in no folder and cannot be downloaded.
    ValueError: the file in HELPERS_DATA_DIR is not the official one.
    """
    checksum = source.checksums[name]
    if given := find_in_data_dir(source.name, name):
        content = _content(given)
        if content is None or _checksum(content, like=checksum) != checksum:
            received = "one that is too large, or may not be read"
            if content is not None:
                received = _checksum(content, like=checksum)
            raise ValueError(
                f"{given}, in the folder of HELPERS_DATA_DIR, is not the official file: expected "
                f"{checksum}, received {received}. Replace it with the official file, or remove "
                f"it to have it downloaded."
            )
        return content

    path = shared_cache() / name
    if (cached := _read_checked(path, checksum)) is not None:
        return cached
    with one_at_a_time(path.parent):
        # Another process may have fetched the file while this one waited for its turn.
        if (cached := _read_checked(path, checksum)) is not None:
            return cached
        if os.path.exists(path):
            warnings.warn(
                f"{path} is damaged: its checksum is wrong. Downloading it anew.", stacklevel=3
            )
        content = _download(source, name, hint)
        keep(content, path)
    return content


def find_in_data_dir(dataset: str, name: str) -> Path | None:
    """Return the file's path in HELPERS_DATA_DIR or in its subfolder for this dataset."""
    named = os.environ.get("HELPERS_DATA_DIR")
    if not named:
        return None
    folder = Path(os.path.expanduser(named))
    if not os.path.isdir(folder):
        raise FileNotFoundError(
            f"HELPERS_DATA_DIR must name a folder that holds data files. Received {named!r}, "
            f"which is no folder. Correct it, or unset it to use the cache and the network."
        )
    candidates = (folder / name, folder / dataset / name)
    return next((path for path in candidates if os.path.isfile(path)), None)


def _checksum(content: bytes, like: str) -> str:
    """Return "algorithm:hex digits" of the content, by the algorithm of the checksum `like`."""
    algorithm = like.partition(":")[0]
    return f"{algorithm}:{hashlib.new(algorithm, content, usedforsecurity=False).hexdigest()}"


def _content(path: Path) -> bytes | None:
    """Return what a file holds; None if it is absent, unreadable, too large, or a pipe."""
    with contextlib.suppress(OSError):
        if os.path.isfile(path) and path.stat().st_size <= MOST_BYTES:
            return path.read_bytes()
    return None


def _read_checked(path: Path, checksum: str) -> bytes | None:
    """Return the content of a cached file; None if it is absent, unreadable or damaged."""
    content = _content(path)
    return content if content and _checksum(content, like=checksum) == checksum else None


class _Received(io.BytesIO):
    """What a home sends: an error where it is too much, or comes too slowly."""

    def __init__(self) -> None:
        super().__init__()
        self.start = time.monotonic()

    def write(self, piece: Any) -> int:
        count = self.tell() + len(piece)
        if count > MOST_BYTES:
            raise ValueError(f"it sent more than {MOST_BYTES} bytes")
        if time.monotonic() - self.start > PATIENCE + count / SLOWEST:
            raise TimeoutError(f"it sent {count} bytes in {PATIENCE} seconds and more")
        return super().write(piece)


def _download(source: Source, name: str, hint: str) -> bytes:
    """Download an official file, with a progress bar, from the first home that delivers it."""
    import pooch
    from tqdm import tqdm

    failures = []
    for home in source.homes:
        buffer = _Received()
        # The downloader sets the total when it knows it; until then the bar may not be empty.
        with tqdm(desc=name, total=1, unit="B", unit_scale=True) as bar:
            fetch = pooch.HTTPDownloader(progressbar=bar, chunk_size=2**8, timeout=TIMEOUT)
            try:
                fetch(home + name, buffer, None)
            except Exception as error:  # an odd answer fails in a dozen ways, also in libraries
                failures.append(f"{home}: {type(error).__name__}: {error}")
                continue
        content = buffer.getvalue()
        if _checksum(content, like=source.checksums[name]) == source.checksums[name]:
            return content
        failures.append(f"{home}: it sent {len(content)} bytes with a wrong checksum")

    raise FileNotFoundError(
        f"load_{source.name}() needs the file {name}, which is not in the folder of "
        f"HELPERS_DATA_DIR (now {os.environ.get('HELPERS_DATA_DIR') or 'not set'}), nor in the "
        f"cache {shared_cache()}, and no home delivered it:\n  "
        + "\n  ".join(failures)
        + "\nConnect to the internet and try again; or put the official file into a folder and "
        f"name that folder in the environment variable HELPERS_DATA_DIR. {hint}"
        "Without either, load_digits() gives 5,000 real digits that need no download."
    )


def user_cache() -> Path:
    """Return the folder of what this user's programs keep: HELPERS_CACHE_DIR, if it is set."""
    if named := os.environ.get("HELPERS_CACHE_DIR"):
        return Path(os.path.expanduser(named))
    from platformdirs import user_cache_path

    folder = user_cache_path(FOLDER)
    if folder.is_absolute():
        return folder
    return Path(tempfile.gettempdir()) / f"{FOLDER}-{os.getuid()}"  # a user without a home


def shared_cache() -> Path:
    """Return a folder that all users of the machine may read and add to, else the user's own.

    In a class on one computer, one download then serves everybody. Nobody has to trust anybody,
    since every file is checked whenever it is read.
    """
    if os.environ.get("HELPERS_CACHE_DIR"):
        return user_cache()
    from platformdirs import site_cache_path

    folder = Path("/var/tmp") / FOLDER
    if sys.platform in ("win32", "darwin"):  # elsewhere the system's own is for its manager alone
        folder = site_cache_path(FOLDER, appauthor=False, opinion=False)
    with contextlib.suppress(OSError):  # it is there already, or it cannot be made
        folder.mkdir()
        folder.chmod(0o1777)  # all may add files, and remove only their own
    return folder if os.access(folder, os.W_OK) else user_cache()


def keep(content: bytes, path: Path) -> None:
    """Write a file for all users of the machine with `write_whole`; warn if that fails."""
    try:
        write_whole(path, content)
        path.chmod(0o644)
    except OSError as error:
        warnings.warn(
            f"Could not keep {path} for the next time ({error}). Name a folder that you may "
            f"write to in the environment variable HELPERS_CACHE_DIR.",
            stacklevel=3,
        )


def read_file(path: str | os.PathLike, owner: str, what: str) -> bytes:
    """Return what a file holds that a reader named; `owner` and `what`, in words, for errors.

    TypeError: that is no path. FileNotFoundError: it names no file. OSError: it may not be read.
    """
    if not isinstance(path, str | os.PathLike):
        raise TypeError(f"{owner} expects the path of {what}, as text. Received {path!r}.")
    if not os.path.isfile(path):
        raise FileNotFoundError(
            f"{owner} expects the path of {what}. Received {os.fspath(path)!r}, where there is "
            f"none. Compare its name, and the folder that you are in: import os; os.listdir()"
        )
    return Path(path).read_bytes()


@contextlib.contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Let one process at a time work in the folder, so that a file is downloaded only once.

    Where the system has no such lock (Windows), or another process does not give it back for
    PATIENCE seconds, two processes may download the same file at the same time. That wastes a
    minute and harms nothing, since `keep` writes in one step.
    """
    try:
        import fcntl

        folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(folder, os.O_RDONLY)
    except (ImportError, OSError):
        yield
        return
    try:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                time.sleep(0.05)
            except OSError:  # a network file system may know no locks
                break
        yield
    finally:
        os.close(lock)  # gives the lock back
