"""Files that are damaged, lie, or mean harm: each is read right, or refused by an error of ours.

The memory that a file may ask for is bounded, nothing in a file is executed, and nothing is
unpacked outside.
"""

import functools
import gzip
import io
import os
import pickle
import struct
import tracemalloc
import zipfile
import zlib

import numpy as np
import pytest

from helpers import (
    Adam,
    Conv2D,
    Dense,
    Flatten,
    Input,
    ModelCheckpoint,
    Sequential,
    data,
    export_onnx,
    import_onnx,
)
from helpers.checking import progress
from helpers.images import PictureError, read_picture
from tests import picture_cases
from tests.standins import idx_file, npz_file
from tests.torture.odd_servers import bomb

MEGABYTE = 2**20
DIGITS = np.random.default_rng(0).integers(0, 256, (6, 28, 28), np.uint8)
X = np.random.default_rng(0).random((8, 6, 6, 1)).astype(np.float32)
LABELS = np.arange(6, dtype=np.uint8)


def network(seed=0):
    model = Sequential([Input((6, 6, 1)), Conv2D(2, 3), Flatten(), Dense(3, "softmax")], seed=seed)
    model.compile(Adam(), "sparse_categorical_crossentropy")
    return model


def saved(arrays, **options):
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def zipped(members, kind=zipfile.ZIP_DEFLATED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", kind) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return file.getvalue()


def npy(array):
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def npy_that_says(header, content=b""):
    text = header.encode("latin1").ljust(118) + b"\n"
    return b"\x93NUMPY\1\0" + struct.pack("<H", len(text)) + text + content


class Trap:
    """Executed when it is unpickled."""

    def __reduce__(self):
        return os.mkdir, ("trapped",)


# ---- one way to ask, whatever the kind of file ----


class Kind:
    """A kind of file that helpers reads: whole content, a reader, and how to tell that it is right.

    `read(path)` returns something that equals `whole`'s, or raises one of `errors` with `words`.
    """

    def __init__(self, suffix, whole, read, errors, *words):
        self.suffix, self.whole, self.read = suffix, whole, read
        self.errors, self.words = errors, words

    def outcome(self, folder, content):
        """ "right", "refused", or what went wrong."""
        path = folder / f"file{self.suffix}"
        path.write_bytes(content)
        before = sorted(os.listdir(folder))
        try:
            answer = self.read(path)
        except self.errors as error:
            missing = [word for word in self.words if word not in str(error)]
            result = f"its words lack {missing}: {error}" if missing else "refused"
        except Exception as error:
            result = f"{type(error).__name__}: {error}"
        else:
            result = "right" if self.fits(answer) else f"silently wrong: {answer!r:.200}"
        if sorted(os.listdir(folder)) != before or os.path.exists("trapped"):
            result = "left something behind"
        return result

    def fits(self, answer):
        wanted = self.expected
        if isinstance(wanted, list):
            return len(answer) == len(wanted) and all(
                a.shape == b.shape and np.array_equal(a, b, equal_nan=True)
                for a, b in zip(answer, wanted, strict=True)
            )
        return answer == wanted

    @property
    def expected(self):
        if not hasattr(self, "kept"):
            import tempfile
            from pathlib import Path

            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / f"file{self.suffix}"
                path.write_bytes(self.whole)
                self.kept = self.read(path)
        return self.kept


def of_file(function):
    return lambda path: function(path.read_bytes())


def read_weights(path):
    model = network(seed=1)
    before = model.get_weights()
    try:
        model.load_weights(path)
    except Exception:
        assert all(map(np.array_equal, model.get_weights(), before)), "half of it was loaded"
        raise
    return model.get_weights()


def read_checkpoint(path):
    model = network(seed=1)
    saver = ModelCheckpoint("unused.npz", save_optimizer=True)
    # no epoch is left
    model.fit(X, np.arange(8) % 3, epochs=1, verbose=0, callbacks=[saver], resume_from=path)
    state = model.optimizer.get_state()
    slots = [array for value in state.values() if isinstance(value, list) for array in value]
    return [*model.get_weights(), *map(np.asarray, slots)]


def read_onnx(path):
    return import_onnx(path, seed=0).get_weights()


def read_progress(path):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(progress.VARIABLE, str(path))
        state = progress.read_progress()
        repr(progress.Overview(state))
        assert set(state.values()) <= {"passed", "tried"}
    return {"read": True}  # whatever is in it, it is read as far as it goes


def written(suffix, write):
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"file{suffix}"
        write(path)
        return path.read_bytes()


def a_checkpoint(path):
    saver = ModelCheckpoint(path, save_optimizer=True)
    network().fit(X, np.arange(8) % 3, epochs=1, verbose=0, callbacks=[saver])


IDX = idx_file(DIGITS)
KINDS = {
    "idx images": Kind(
        ".gz", IDX, of_file(lambda c: [data._parse_idx(c, 3)]), ValueError, "one of MNIST's files"
    ),
    "idx labels": Kind(
        ".gz", idx_file(LABELS), of_file(lambda c: [data._parse_idx(c, 1)]), ValueError
    ),
    "npz images": Kind(
        ".npz", npz_file(DIGITS), of_file(lambda c: [data._parse_npz(c, 3)]), ValueError, "KMNIST's"
    ),
    "weights": Kind(
        ".npz", written(".npz", network().save_weights), read_weights, ValueError, "file.npz"
    ),
    "checkpoint": Kind(
        ".npz", written(".npz", a_checkpoint), read_checkpoint, ValueError, "file.npz"
    ),
    "onnx": Kind(
        ".onnx",
        written(".onnx", lambda path: export_onnx(network(), path)),
        read_onnx,
        ValueError,
        "file.onnx",
    ),
    "progress": Kind(".json", b'{"relu": "passed", "flatten": "tried"}', read_progress, ()),
    "png": Kind(
        ".png",
        picture_cases.saved(picture_cases.seven(), "PNG"),
        lambda path: [read_picture(path)],
        PictureError,
        "read_picture expects",
        "Received",
    ),
}
KINDS["idx images"].words = ()


# ---- damage at random ----


def damaged(content, rng):
    """The content with one kind of damage, drawn at random; and what it is called."""
    kind = rng.choice(["flip", "cut", "byte", "insert", "zeros", "swap", "end"])
    place = int(rng.integers(len(content)))
    if kind == "flip":
        piece = bytes([content[place] ^ 1 << int(rng.integers(8))])
        return kind, content[:place] + piece + content[place + 1 :]
    if kind == "cut":
        return kind, content[:place]
    if kind == "byte":
        return kind, content[:place] + rng.bytes(1) + content[place + 1 :]
    if kind == "insert":
        return kind, content[:place] + rng.bytes(int(rng.integers(1, 9))) + content[place:]
    if kind == "zeros":
        return kind, content[:place] + bytes(16) + content[place + 16 :]
    if kind == "swap":
        other = int(rng.integers(len(content)))
        low, high = sorted((place, other))
        return kind, content[:low] + content[high:] + content[low:high]
    return kind, content + rng.bytes(int(rng.integers(1, 40)))


# These have no checksum of what they hold, or it is not looked at: damage there is another number.
UNPROTECTED = ("onnx", "png")


@pytest.mark.parametrize("part", range(4))
@pytest.mark.parametrize("name", KINDS)
def test_damage_at_random(name, part, trials, tally, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert KINDS[name].outcome(tmp_path, KINDS[name].whole) == "right"
    kind, count, wrong = KINDS[name], trials(240) if name != "checkpoint" else trials(120), []
    for seed in range(part * count, (part + 1) * count):
        what, content = damaged(kind.whole, np.random.default_rng(seed))
        result = kind.outcome(tmp_path, content)
        if result.startswith("silently wrong") and name in UNPROTECTED:
            result = "right"
        if result not in ("right", "refused"):
            wrong.append(f"seed {seed}, {what}: {result}")
    assert not wrong, "\n".join(wrong)
    tally("damaged files", cases=count, faults=count)


# ---- files that lie, and bombs ----

SAYS = "{'descr': '%s', 'fortran_order': False, 'shape': %s, }"


@functools.cache
def bomb_npz(kind=zipfile.ZIP_DEFLATED, megabytes=200):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", kind, compresslevel=1) as archive:
        member = archive.open("arr_0.npy", "w")
        member.write(npy_that_says(SAYS % ("|u1", f"({megabytes}, 1024, 1024)")))
        for _ in range(megabytes):
            member.write(bytes(MEGABYTE))
        member.close()
    return file.getvalue()


def lying_size(content):
    """A zip whose members say that they hold 100 bytes."""
    content = bytearray(content)
    start = content.rindex(b"PK\1\2")
    content[start + 24 : start + 28] = struct.pack("<I", 100)
    return bytes(content)


def idx_that_says(kind, axes, *sizes, content=b""):
    return gzip.compress(
        bytes([0, 0, kind, axes]) + struct.pack(f">{len(sizes)}I", *sizes) + content
    )


LYING_IDX = {
    "a bomb": lambda: bomb(),
    "a bomb behind a header": lambda: gzip.compress(bytes([0, 0, 8, 3])) + bomb(),
    "sizes of 2**31": lambda: idx_that_says(8, 3, 2**31, 2**31, 2**31),
    "sizes whose product is 2**64": lambda: idx_that_says(8, 3, 2**31, 2**31, 4),
    "sizes of 2**32 - 1": lambda: idx_that_says(8, 3, 2**32 - 1, 2**32 - 1, 2**32 - 1),
    "a size of 0 and 2**31": lambda: idx_that_says(8, 3, 2**31, 2**31, 0, content=b"x"),
    "one image too many": lambda: idx_that_says(8, 3, 7, 28, 28, content=DIGITS.tobytes()),
    "one byte too many": lambda: idx_that_says(8, 3, 6, 28, 28, content=DIGITS.tobytes() + b"x"),
    "floats": lambda: idx_that_says(13, 3, 6, 28, 28, content=DIGITS.tobytes()),
    "signed bytes": lambda: idx_that_says(9, 3, 6, 28, 28, content=DIGITS.tobytes()),
    "one axis": lambda: idx_that_says(8, 1, 6, content=LABELS.tobytes()),
    "255 axes": lambda: idx_that_says(8, 255, *[1] * 255, content=b"x"),
    "no axes": lambda: idx_that_says(8, 0, content=b"x"),
    "another magic": lambda: gzip.compress(b"\1\0\x08\3" + bytes(12)),
    "the header alone": lambda: idx_that_says(8, 3, 6, 28, 28),
    "half of the header": lambda: gzip.compress(bytes([0, 0, 8, 3, 0])),
    "nothing inside": lambda: gzip.compress(b""),
    "nothing": lambda: b"",
    "not packed": lambda: gzip.decompress(IDX),
    "packed twice": lambda: gzip.compress(IDX),
    "zlib": lambda: zlib.compress(gzip.decompress(IDX)),
    "a web page": lambda: b"<!DOCTYPE html><title>Sign in</title>",
    "rubbish behind": lambda: IDX + b"rubbish",
    "cut": lambda: IDX[:-9],
}


def overlapping():
    """Many entries of one content, each by the same bytes of the file."""
    one = zipped([("a.npy", bytes(50 * MEGABYTE))])
    start, end = one.index(b"PK\1\2"), one.index(b"PK\5\6")
    count = 60
    tail = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, count, count, (end - start) * count, start, 0)
    return one[:start] + one[start:end] * count + tail


LYING_NPZ = {
    "a bomb": bomb_npz,
    "a bomb that says 100 bytes": lambda: lying_size(bomb_npz()),
    "a bomb of bzip2 that says 100 bytes": lambda: lying_size(bomb_npz(zipfile.ZIP_BZIP2, 20)),
    "a bomb of LZMA that says 100 bytes": lambda: lying_size(bomb_npz(zipfile.ZIP_LZMA, 20)),
    "entries that overlap": overlapping,
    "a pickle": lambda: saved({"arr_0": np.array([Trap()], object)}),
    "a pickle that is no array": lambda: zipped([("arr_0.npy", pickle.dumps(Trap()))]),
    "a pickle alone": lambda: pickle.dumps(Trap()),
    "an array of objects": lambda: saved({"arr_0": np.array([None, 1], object)}),
    "objects in a structure": lambda: zipped(
        [
            (
                "arr_0.npy",
                npy_that_says("{'descr': [('a', '|O')], 'fortran_order': False, 'shape': (1,), }"),
            )
        ]
    ),
    "a way out": lambda: zipped([("../../arr_0.npy", npy(DIGITS))]),
    "a way out from the root": lambda: zipped([("/etc/arr_0.npy", npy(DIGITS))]),
    "a way out of Windows": lambda: zipped([("..\\..\\arr_0.npy", npy(DIGITS))]),
    "a shape of 2**60": lambda: zipped([("arr_0.npy", npy_that_says(SAYS % ("|u1", "(2**60,)")))]),
    "a shape of 2**40": lambda: zipped(
        [("arr_0.npy", npy_that_says(SAYS % ("|u1", f"({2**40}, 1, 1)"), b"x"))]
    ),
    "a shape below 0": lambda: zipped([("arr_0.npy", npy_that_says(SAYS % ("|u1", "(-1, 2, 2)")))]),
    "a shape that overflows": lambda: zipped(
        [("arr_0.npy", npy_that_says(SAYS % ("|u1", f"({2**32}, {2**32}, 4)")))]
    ),
    "a shape of letters": lambda: zipped([("arr_0.npy", npy_that_says(SAYS % ("|u1", "('a',)")))]),
    "a header that calls": lambda: zipped(
        [("arr_0.npy", npy_that_says(SAYS % ("|u1", "__import__('os').mkdir('trapped')")))]
    ),
    "a header without an end": lambda: zipped([("arr_0.npy", b"\x93NUMPY\1\0\xff\xff{")]),
    "a header of a megabyte": lambda: zipped(
        [("arr_0.npy", b"\x93NUMPY\2\0" + struct.pack("<I", MEGABYTE) + b"(" * MEGABYTE)]
    ),
    "version 99": lambda: zipped([("arr_0.npy", b"\x93NUMPY\x63\0" + bytes(99))]),
    "a type of the future": lambda: zipped([("arr_0.npy", npy_that_says(SAYS % ("<q99", "(1,)")))]),
    "text": lambda: saved({"arr_0": np.array(["a"])}),
    "dates": lambda: saved({"arr_0": np.array(["2020-01-01"], "M8[D]")}),
    "complex": lambda: saved({"arr_0": np.ones((6, 28, 28), complex)}),
    "another name": lambda: saved({"arr_1": DIGITS}),
    "two arrays": lambda: saved({"arr_0": DIGITS, "arr_1": DIGITS}),
    "the same name twice": lambda: zipped([("arr_0.npy", npy(DIGITS)), ("arr_0", npy(LABELS))]),
    "no array": lambda: zipped([]),
    "no array, a text": lambda: zipped([("arr_0", b"a text")]),
    "a folder": lambda: zipped([("arr_0.npy/", b"")]),
    "an array alone": lambda: npy(DIGITS),
    "an array alone of 2**40": lambda: npy_that_says(SAYS % ("|u1", f"({2**40},)")),
    "an array of one axis": lambda: saved({"arr_0": LABELS}),
    "a zip of a zip": lambda: zipped([("arr_0.npy", npz_file(DIGITS))]),
    "encrypted": lambda: encrypted(npz_file(DIGITS)),
    "a tar": lambda: b"arr_0.npy".ljust(257, b"\0") + b"ustar" + bytes(250),
    "gzip": lambda: IDX,
    "nothing": lambda: b"",
    "a web page": lambda: b"<!DOCTYPE html><title>Sign in</title>",
}


def encrypted(content):
    content = bytearray(content)
    content[6] |= 1
    content[content.rindex(b"PK\1\2") + 8] |= 1
    return bytes(content)


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    ("name", "lie"),
    [("idx images", lie) for lie in LYING_IDX]
    + [(name, lie) for name in ("npz images", "weights", "checkpoint") for lie in LYING_NPZ],
)
def test_files_that_lie(name, lie, tally, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    content = (LYING_IDX if name == "idx images" else LYING_NPZ)[lie]()
    tracemalloc.start()
    result = KINDS[name].outcome(tmp_path, content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    right = (
        ("right", "refused") if lie.startswith(("a way", "rubbish", "the same")) else ("refused",)
    )
    assert result in right
    # The memory that a shape announces is asked for, and never filled.
    assert peak < 160 * MEGABYTE or "shape" in lie
    tally("files that lie", faults=1)
