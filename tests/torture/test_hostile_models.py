"""ONNX files and checkpoints that are whole and say what no exporter of ours would write."""

import json
import tracemalloc

import numpy as np
import onnx
import pytest

from helpers import (
    Adam,
    BatchNormalization,
    Conv2D,
    Dense,
    DepthwiseConv2D,
    Dropout,
    Flatten,
    Input,
    MaxPooling2D,
    ModelCheckpoint,
    ReduceLROnPlateau,
    Rescaling,
    Reshape,
    Sequential,
    ZeroPadding2D,
    export_onnx,
    import_onnx,
)
from tests.torture.odd_onnx import CHANGES

MEGABYTE = 2**20


# ---- ONNX ----


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """A model with every kind of layer that has numbers, as ONNX's own object."""
    layers = [
        Input((12, 12, 1)),
        Rescaling(0.5, offset=1),
        ZeroPadding2D(1),
        Conv2D(2, 3, activation="relu"),
        DepthwiseConv2D(3, padding="same"),
        BatchNormalization(),
        MaxPooling2D(2),
        Flatten(),
        Reshape((72,)),
        Dropout(0.5),
        Dense(3, "softmax"),
    ]
    path = tmp_path_factory.mktemp("onnx") / "model.onnx"
    export_onnx(Sequential(layers, seed=0), path)
    return onnx.load(path)


@pytest.mark.parametrize("change", CHANGES)
def test_an_onnx_file_that_says_something_else(change, exported, tmp_path, tally):
    """It is read as ONNX Runtime reads it, or refused; and no memory is filled that it names."""
    model = onnx.ModelProto()
    model.CopyFrom(exported)
    CHANGES[change](model)
    path = tmp_path / "odd.onnx"
    path.write_bytes(model.SerializeToString())
    tracemalloc.start()
    try:
        read = import_onnx(path)
    except ValueError as error:
        words = str(error)
        assert "odd.onnx" in words
        told = ("expects", "should", "knows", "is not a whole ONNX file")
        assert any(word in words for word in told), words
    else:
        assert answers_as_onnx_does(read, path), "silently something else"
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 50 * MEGABYTE
    tally("ONNX files that lie", faults=1)


def answers_as_onnx_does(model, path):
    runtime = pytest.importorskip("onnxruntime")
    options = runtime.SessionOptions()
    options.log_severity_level = 4
    x = np.random.default_rng(0).random((2, *model.input_shape[1:])).astype(np.float32)
    session = runtime.InferenceSession(path.read_bytes(), options)
    (theirs,) = session.run(None, {session.get_inputs()[0].name: x})
    return np.allclose(model.predict(x), theirs, rtol=1e-4, atol=1e-5, equal_nan=True)


@pytest.mark.parametrize("place", ["nowhere.onnx", ".", "", "a\0b.onnx", 5, None, b"x.onnx"])
def test_a_path_of_no_onnx_file(place, tmp_path, monkeypatch, tally):
    monkeypatch.chdir(tmp_path)
    with pytest.raises((FileNotFoundError, ValueError, TypeError)) as caught:
        import_onnx(place)
    words = str(caught.value)
    assert "import_onnx" in words and "Received" in words and "expects" in words, words
    tally("odd input elsewhere")


# ---- checkpoints ----


def network(callbacks=0):
    model = Sequential([Input((3,)), Dense(4, "relu"), Dropout(0.2), Dense(2, "softmax")], seed=0)
    model.compile(Adam(), "sparse_categorical_crossentropy")
    return model


def callbacks(path="unused.npz"):
    return [ReduceLROnPlateau("loss"), ModelCheckpoint(path, save_optimizer=True)]


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory):
    """The arrays of a checkpoint, and its state as JSON holds it."""
    path = tmp_path_factory.mktemp("saved") / "all.npz"
    x = np.random.default_rng(0).random((8, 3)).astype(np.float32)
    network().fit(x, np.arange(8) % 2, epochs=2, verbose=0, callbacks=callbacks(path))
    with np.load(path) as arrays:
        return dict(arrays)


def places(value, path=()):
    """The way to each entry of nested dicts and lists."""
    entries = value.items() if isinstance(value, dict) else enumerate(value)
    for key, entry in entries:
        yield (*path, key)
        if isinstance(entry, (dict, list)):
            yield from places(entry, (*path, key))


ODD = [None, -1, 1.5, float("nan"), 10**30, "x", [], {}, [[1]], {"array": "nowhere"}, True]


def changed(state, path, value):
    state = json.loads(json.dumps(state))
    place = state
    for key in path[:-1]:
        place = place[key]
    if value is KeyError:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return state


def resume(model, file, watching):
    """From the end of its epochs, so that nothing is left to train."""
    x, y = np.ones((4, 3), np.float32), np.zeros(4, int)
    model.fit(x, y, epochs=2, verbose=0, callbacks=watching, resume_from=file)


def test_a_checkpoint_whose_state_was_changed(checkpoint, trials, tally, tmp_path, monkeypatch):
    """An error of ours that names the file; or the state is one that a training can have."""
    monkeypatch.chdir(tmp_path)
    np.savez(tmp_path / "whole.npz", **checkpoint)
    resume(network(), tmp_path / "whole.npz", callbacks())
    state = json.loads(str(checkpoint["checkpoint/state"]))
    every = [(path, odd) for path in places(state) for odd in [KeyError, *ODD]]
    rng = np.random.default_rng(3)
    chosen = [every[i] for i in rng.permutation(len(every))[: trials(600)]]
    x, y = np.ones((4, 3), np.float32), np.zeros(4, int)
    faults = []
    for path, odd in chosen:
        file = tmp_path / "odd.npz"
        text = json.dumps(changed(state, path, odd))
        np.savez(file, **{**checkpoint, "checkpoint/state": np.array(text)})
        model, watching = network(), callbacks()
        try:
            resume(model, file, watching)
        except ValueError as error:
            if "odd.npz" not in str(error):
                faults.append(f"{path} = {odd!r}: {error}")
        except Exception as error:
            faults.append(f"{path} = {odd!r}: {type(error).__name__}: {error}")
        else:
            try:
                model.fit(x, y, epochs=1, verbose=0)
            except ValueError as error:  # of the optimizer, whose state is that of another model
                if "of its own" not in str(error):
                    faults.append(f"{path} = {odd!r}: loaded, then {error}")
            except Exception as error:
                faults.append(f"{path} = {odd!r}: loaded, then {type(error).__name__}: {error}")
    tally("checkpoints that lie", cases=len(chosen), faults=len(chosen), lost=0)
    assert not faults, f"{len(faults)} of {len(chosen)}:\n" + "\n".join(faults[:40])
