"""helpers/saving.py: weights files that are whole, fit, and hold nothing but numbers."""

import io
import os
import re
import signal
import subprocess
import sys
import time
import zipfile

import numpy as np
import pytest

from helpers import BatchNormalization, Conv2D, Dense, Flatten, Input, Sequential, saving
from helpers.layer import Layer
from helpers.saving import read_npz, weight_names, write_npz


def network(filters: int = 2, units: int = 3, seed: int = 0) -> Sequential:
    layers = [Input((5, 4, 1)), Conv2D(filters, 3), BatchNormalization(), Flatten(), Dense(units)]
    return Sequential(layers, seed=seed)


@pytest.fixture
def saved(tmp_path):
    """A file of `network()`, and the weights in it."""
    model = network()
    model.save_weights(tmp_path / "weights.npz")
    return tmp_path / "weights.npz", model.get_weights()


def assert_holds(model, weights):
    for a, b in zip(model.get_weights(), weights, strict=True):
        np.testing.assert_array_equal(a, b)
        assert a.dtype == b.dtype


# ---- there and back ----


def test_weights_come_back(saved):
    path, weights = saved
    model = network(seed=1)
    model.load_weights(path)
    assert_holds(model, weights)
    model.load_weights(str(path))


def test_a_file_holds_plain_named_arrays(saved):
    path, weights = saved
    arrays = read_npz(path)
    assert (
        list(arrays)
        == weight_names(network())
        == [
            "0/Conv2D/kernel",
            "0/Conv2D/bias",
            "1/BatchNormalization/gamma",
            "1/BatchNormalization/beta",
            "1/BatchNormalization/moving_mean",
            "1/BatchNormalization/moving_variance",
            "3/Dense/kernel",
            "3/Dense/bias",
        ]
    )
    for array, weight in zip(arrays.values(), weights, strict=True):
        np.testing.assert_array_equal(array, weight)


def test_float64_models_read_float32_files_and_keep_their_dtype(saved):
    path, weights = saved
    model = Sequential(network().layers, dtype="float64")
    model.build((None, 5, 4, 1))
    model.load_weights(path)
    assert_holds(model, [weight.astype(np.float64) for weight in weights])


def test_folders_are_made_and_everyone_may_read(tmp_path):
    path = tmp_path / "new" / "folder" / "w.npz"
    network().save_weights(path)
    assert path.stat().st_mode & 0o777 == 0o644
    assert [entry.name for entry in path.parent.iterdir()] == ["w.npz"]


# ---- what does not fit ----


@pytest.mark.parametrize("units", [2, 4])
def test_other_shapes_say_which_layer(saved, units):
    path, _ = saved
    model = network(units=units)
    before = model.get_weights()
    message = (
        rf"does not fit this model: layer 3 \(Dense\), kernel expects shape \(12, {units}\). "
        r"The file holds float32 \(12, 3\)"
    )
    with pytest.raises(ValueError, match=message):
        model.load_weights(path)
    assert_holds(model, before)


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        (
            [Input((5, 4, 1)), Flatten(), Dense(3)],
            "layer 1 .Dense., kernel .* is not in it",
        ),
        ([Input((5, 4, 1)), Conv2D(2, 3)], r"also holds \['1/BatchNormalization/beta'"),
        ([Input((5, 4, 1)), Conv2D(2, 3, use_bias=False)], r"also holds \['0/Conv2D/bias'"),
    ],
)
def test_other_layers_are_refused(saved, layers, message):
    model = Sequential(layers)
    before = model.get_weights()
    with pytest.raises(ValueError, match=message):
        model.load_weights(saved[0])
    assert_holds(model, before)


def test_a_model_without_weights_can_neither_save_nor_load(saved, tmp_path):
    model = Sequential([Dense(3)])
    with pytest.raises(ValueError, match="no weights yet"):
        model.load_weights(saved[0])
    with pytest.raises(ValueError, match="no weights yet"):
        model.save_weights(tmp_path / "new.npz")
    assert not (tmp_path / "new.npz").exists()


@pytest.mark.parametrize("bad", [np.full((3, 3, 1, 2), "a"), np.full((3, 3, 1, 2), 1j)])
def test_arrays_that_are_no_real_numbers_are_refused(saved, tmp_path, bad):
    arrays = {**read_npz(saved[0]), "0/Conv2D/kernel": bad}
    write_npz(tmp_path / "odd.npz", arrays)
    with pytest.raises(ValueError, match=r"layer 0 \(Conv2D\), kernel expects shape"):
        network().load_weights(tmp_path / "odd.npz")


# ---- damaged and hostile files ----


def test_a_file_cut_anywhere_is_refused_and_changes_nothing(saved, tmp_path):
    path, _ = saved
    whole = path.read_bytes()
    model, cut = network(seed=1), tmp_path / "cut.npz"
    before = model.get_weights()
    for length in [*range(0, len(whole), 37), len(whole) - 1]:
        cut.write_bytes(whole[:length])
        with pytest.raises(ValueError, match="is not a whole .npz file of plain arrays"):
            model.load_weights(cut)
    assert_holds(model, before)


def test_a_file_with_one_byte_changed_loads_whole_or_not_at_all(saved, tmp_path):
    """Zip keeps a checksum of each array; a change beside them may go unnoticed, but harms none."""
    path, weights = saved
    whole, odd = bytearray(path.read_bytes()), tmp_path / "odd.npz"
    refused = 0
    for place in range(0, len(whole), 5):
        changed = whole.copy()
        changed[place] ^= 0xFF
        odd.write_bytes(changed)
        model = network(seed=1)
        before = model.get_weights()
        try:
            model.load_weights(odd)
        except ValueError:
            refused += 1
            assert_holds(model, before)
        else:
            assert_holds(model, weights)
    assert refused > len(range(0, len(whole), 10))  # more than half of them


class Trap:
    """Would run a command when it is unpickled."""

    def __reduce__(self):
        return (os.mkdir, (self.path,))


def test_pickled_content_is_refused_and_never_run(tmp_path):
    trap = Trap()
    trap.path = str(tmp_path / "sprung")
    path = tmp_path / "pickled.npz"
    np.savez(path, **{"0/Conv2D/kernel": np.array([trap], dtype=object)})
    with pytest.raises(ValueError, match="is not a whole .npz file of plain arrays"):
        network().load_weights(path)
    assert not (tmp_path / "sprung").exists()


@pytest.mark.parametrize("content", [b"", b"\x80\x04.", b"PK\x05\x06" + bytes(18), b"\x93NUMPY"])
def test_files_of_another_kind_are_refused(tmp_path, content):
    path = tmp_path / "odd.npz"
    path.write_bytes(content)
    with pytest.raises(ValueError, match="does not fit this model|is not a whole .npz file"):
        network().load_weights(path)


def test_a_single_npy_array_is_refused(tmp_path):
    path = tmp_path / "array.npz"
    with open(path, "wb") as file:
        np.save(file, np.ones(3))
    with pytest.raises(ValueError, match="is not a whole .npz file"):
        network().load_weights(path)


def test_a_zip_of_other_things_is_refused(tmp_path):
    path, buffer = tmp_path / "zip.npz", io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("0/Conv2D/kernel.npy", "no array")
    path.write_bytes(buffer.getvalue())
    with pytest.raises(ValueError, match=r"kernel expects shape .*The file holds \|S8 \(\)"):
        network().load_weights(path)


def test_an_archive_of_another_kind_of_packing_is_refused(saved, tmp_path):
    """zipfile unpacks more of such a one than it was asked for."""
    path, _ = saved
    with zipfile.ZipFile(path) as plain:
        for packing in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
            with zipfile.ZipFile(tmp_path / "odd.npz", "w", packing) as archive:
                for name in plain.namelist():
                    archive.writestr(name, plain.read(name))
            with pytest.raises(ValueError, match=r"plain arrays \(\d+ bytes that unpack to \d+\)"):
                network().load_weights(tmp_path / "odd.npz")
    np.savez_compressed(tmp_path / "packed.npz", **read_npz(path))
    network().load_weights(tmp_path / "packed.npz")


@pytest.mark.parametrize("more", [0, 1])
def test_any_file_may_unpack_to_64_megabytes(tmp_path, more):
    path, header = tmp_path / "zeros.npz", 128
    np.savez_compressed(path, a=np.zeros(2**26 - header + more, np.uint8))
    if more:
        words = f"{path.stat().st_size} bytes that unpack to {2**26 + 1}"
        with pytest.raises(ValueError, match=re.escape(f"({words})")):
            read_npz(path)
    else:
        assert read_npz(path)["a"].nbytes == 2**26 - header


@pytest.mark.parametrize("times", [19.5, 20.5])
def test_a_larger_one_to_20_times_its_size(tmp_path, monkeypatch, times):
    """Numbers by chance cannot be packed, and zeros weigh next to nothing."""
    monkeypatch.setattr(saving, "MOST_UNPACKED", 0)
    path, noise = tmp_path / "w.npz", np.random.default_rng(0).integers(0, 256, 10**5, np.uint8)
    np.savez_compressed(path, noise=noise, zeros=np.zeros(int(1.022e5 * times) - 10**5, np.uint8))
    if times > 20:
        with pytest.raises(ValueError, match="bytes that unpack to"):
            read_npz(path)
    else:
        assert set(read_npz(path)) == {"noise", "zeros"}
    assert zipfile.ZipFile(path).getinfo("zeros.npy").file_size + 10**5 == pytest.approx(
        times * path.stat().st_size, rel=0.01
    )


def test_a_weight_may_have_a_stroke_in_its_name(tmp_path):
    class Scale(Layer):
        def build(self, input_shape, rng=None):
            super().build(input_shape, rng)
            self.params["of/all"] = np.ones(input_shape[-1], dtype=np.float32)
            self.grads["of/all"] = np.zeros(input_shape[-1], dtype=np.float32)

    model = Sequential([Input(3), Scale()])
    assert weight_names(model) == ["0/Scale/of/all"]
    model.save_weights(tmp_path / "w.npz")
    model.load_weights(tmp_path / "w.npz")
    with pytest.raises(ValueError, match=r"layer 0 \(Scale\), of/all expects shape \(2,\)"):
        Sequential([Input(2), Scale()]).load_weights(tmp_path / "w.npz")


def test_missing_files_and_folders_keep_their_own_errors(tmp_path):
    with pytest.raises(
        FileNotFoundError, match="none.npz should be a file that save_weights wrote"
    ):
        network().load_weights(tmp_path / "none.npz")
    with pytest.raises(IsADirectoryError, match="Name a file that model.save_weights"):
        network().load_weights(tmp_path)


# ---- writing in one step ----


@pytest.mark.parametrize("name", ["weights", "weights.h5", "weights.npz.bak", ".npz"])
def test_the_name_ends_in_npz(tmp_path, name):
    with pytest.raises(ValueError, match=re.escape(f"ends in .npz. Received '{tmp_path / name}'")):
        network().save_weights(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_a_file_can_not_be_written_to(tmp_path):
    (tmp_path / "file").write_text("here")
    with pytest.raises(OSError, match="file"):
        network().save_weights(tmp_path / "file" / "w.npz")
    assert (tmp_path / "file").read_text() == "here"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(PermissionError):
        network().save_weights(tmp_path / "w.npz")


@pytest.mark.parametrize("broken", ["numpy.savez", "os.replace"])
def test_an_error_while_writing_leaves_the_old_file(saved, monkeypatch, broken):
    path, weights = saved
    before = path.read_bytes()

    def fails(*arguments, **options):
        raise OSError("No space left on device")

    monkeypatch.setattr(broken, fails)
    with pytest.raises(OSError, match="No space left"):
        network(seed=1).save_weights(path)
    assert path.read_bytes() == before
    assert [entry.name for entry in path.parent.iterdir()] == ["weights.npz"]


WRITER = """
import sys
from helpers import Dense, Input, Sequential
model = Sequential([Input(300), Dense(300)], seed=0)
for value in range(10**6):
    model.set_weights([weight * 0 + value for weight in model.get_weights()])
    model.save_weights(sys.argv[1])
    print(value, flush=True)
"""


def test_killed_while_writing_the_file_is_whole(tmp_path):
    path = tmp_path / "w.npz"
    model = Sequential([Input(300), Dense(300)])
    for pause in (0.0, 0.003, 0.0071, 0.0123):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True
        )
        done = int(writer.stdout.readline())  # the first file is there
        time.sleep(pause)
        writer.send_signal(signal.SIGKILL)
        writer.communicate()
        model.load_weights(path)
        kernel, bias = model.get_weights()
        assert kernel[0, 0] >= done
        assert (kernel == kernel[0, 0]).all()
        assert (bias == kernel[0, 0]).all()
