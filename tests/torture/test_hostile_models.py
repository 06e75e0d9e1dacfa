"""ONNX files and checkpoints that are whole and say what no exporter of ours would write."""

import io
import json
import tracemalloc

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

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

MEGABYTE = 2**20
HUGE = 2**31 - 1


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


def node(model, kind):
    return next(node for node in model.graph.node if node.op_type == kind)


def attribute(kind, name, value):
    """A change: an attribute of a node gets another value, whatever it was."""

    def change(model):
        target = node(model, kind)
        kept = [each for each in target.attribute if each.name != name]
        del target.attribute[:]
        target.attribute.extend(
            [*kept, helper.make_attribute(name, value, attr_type=kind_of(value))]
        )

    return change


def kind_of(value):
    return onnx.AttributeProto.INTS if value == [] else None


def weight(kind, place, array):
    """A change: an input of a node that is a weight becomes another array."""

    def change(model):
        name = node(model, kind).input[place]
        for tensor in model.graph.initializer:
            if tensor.name == name:
                tensor.CopyFrom(numpy_helper.from_array(np.asarray(array), name))

    return change


def input_shape(*sizes):
    def change(model):
        value = helper.make_tensor_value_info("x", TensorProto.FLOAT, ["N", *sizes])
        model.graph.input[0].CopyFrom(value)

    return change


def first_weight(**fields):
    """A change: what a tensor says of itself."""

    def change(model):
        for name, value in fields.items():
            if name == "dims":
                del model.graph.initializer[0].dims[:]
                model.graph.initializer[0].dims.extend(value)
            else:
                setattr(model.graph.initializer[0], name, value)

    return change


def outside(model):
    tensor = next(t for t in model.graph.initializer if len(t.raw_data) > 30)
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    entry = tensor.external_data.add()
    entry.key, entry.value = "location", "/etc/passwd"


def circle(model):
    model.graph.node[0].input[0] = model.graph.node[-1].output[0]


def swapped(model):
    nodes = [*model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(reversed(nodes))


def all_weights_to(dtype):
    def change(model):
        for tensor in model.graph.initializer:
            array = numpy_helper.to_array(tensor)
            if array.dtype == np.float32:
                tensor.CopyFrom(numpy_helper.from_array(array.astype(dtype), tensor.name))

    return change


def named(kind):
    def change(model):
        model.graph.node[1].op_type = kind

    return change


def of(**fields):
    def change(model):
        for name, value in fields.items():
            setattr(model, name, value)

    return change


CHANGES = {
    **{f"input {sizes}": input_shape(*sizes) for sizes in [
        (HUGE, HUGE, 1), (12, 12, HUGE), (12, 12, 2), (12,), (), (0, 0, 0), (-1, 12, 1),
        (12, 12, "C"), (1, 1, 1), (2, 2, 1), (12, 12, 1, 1), (10**6, 10**6, 1), (12, 13, 1),
    ]},
    **{f"{kind} {name} {value}": attribute(kind, name, value) for kind, name, values in [
        ("Conv", "kernel_shape", ([0, 0], [-3, 3], [3], [3, 3, 3], [HUGE, HUGE], [5, 5], [])),
        ("Conv", "strides", ([0, 0], [-1, 1], [1], [HUGE, 1], [])),
        ("Conv", "pads", ([-1, -1, -1, -1], [HUGE] * 4, [1], [1, 0, 0, 0], [])),
        ("Conv", "group", (0, -1, 2, HUGE)),
        ("Conv", "dilations", ([2, 2], [0, 0], [])),
        ("Conv", "auto_pad", ("SAME_LOWER", "rubbish", "")),
        ("MaxPool", "kernel_shape", ([0, 0], [-2, 2], [99, 99], [2], [2, 2, 2], [])),
        ("MaxPool", "strides", ([0, 0], [-1, -1], [2], [])),
        ("MaxPool", "ceil_mode", (1, 7)),
        ("MaxPool", "pads", ([9, 9, 9, 9], [-1, 0, 0, 0], [HUGE] * 4)),
        ("Transpose", "perm", ([0, 0, 0, 0], [0, 9, 1, 2], [0, 1], [], [3, 2, 1, 0], [-1, 0, 1, 2])),
        ("Flatten", "axis", (0, 2, -1, 99, HUGE)),
        ("Softmax", "axis", (0, 5, -3, HUGE)),
        ("BatchNormalization", "epsilon", (-1.0, 0.0, float("nan"), float("inf"))),
        ("BatchNormalization", "momentum", (-1.0, 2.0, float("nan"), float("inf"))),
        ("BatchNormalization", "training_mode", (1,)),
        ("Dropout", "seed", (5, -5)),
        ("Reshape", "allowzero", (1, 9)),
        ("Pad", "mode", ("reflect", "rubbish")),
        ("Relu", "alpha", (1.0, [1.0], "a", numpy_helper.from_array(np.zeros(3)))),
    ] for value in values},
    **{f"{kind} input {place} {label}": weight(kind, place, array)
       for kind, place, arrays in [
        ("Conv", 1, {"of another size": np.ones((2, 1, 5, 5), "f"), "of 3 axes": np.ones((2, 1, 3), "f"),
                     "of 5 axes": np.ones((2, 1, 3, 3, 3), "f"), "of 3 channels": np.ones((2, 3, 3, 3), "f"),
                     "empty": np.ones((0, 1, 3, 3), "f"), "a number": np.float32(1),
                     "NaN": np.full((2, 1, 3, 3), np.nan, "f"), "whole": np.ones((2, 1, 3, 3), "i8"),
                     "texts": np.array(["a"], object)}),
        ("Conv", 2, {"too long": np.ones(3, "f"), "a number": np.float32(1), "of 2 axes": np.ones((2, 1), "f")}),
        ("MatMul", 1, {"turned": np.ones((3, 72), "f"), "of 1 axis": np.ones(72, "f"), "of 3 axes": np.ones((1, 72, 3), "f"),
                       "a number": np.float32(2), "doubles": np.ones((72, 3), "d"), "empty": np.ones((72, 0), "f")}),
        ("Mul", 1, {"a list": np.ones(1, "f"), "NaN": np.float32(np.nan), "inf": np.float32(np.inf), "doubles": np.float64(1)}),
        ("Add", 1, {"a list": np.ones(3, "f"), "NaN": np.float32(np.nan)}),
        ("Reshape", 1, {"to -1": np.array([0, -1]), "to 0": np.array([0, 0]), "of one": np.array([0]),
                        "to 7": np.array([0, 7]), "huge": np.array([0, 2**62]), "empty": np.zeros(0, "i8"),
                        "of 2 axes": np.zeros((1, 2), "i8"), "to -2": np.array([0, -2]), "floats": np.array([0.0, 72.0], "f")}),
        ("Pad", 1, {"negative": -np.ones(8, "i8"), "huge": np.array([0, HUGE, HUGE, 0, 0, HUGE, HUGE, 0]), "short": np.ones(3, "i8"),
                    "overflowing": np.array([0, 2**62, 2**62, 0, 0, 2**62, 2**62, 0])}),
        ("Dropout", 1, {"2": np.float32(2), "-1": np.float32(-1), "NaN": np.float32(np.nan), "a list": np.ones(3, "f"), "1": np.float32(1)}),
        ("BatchNormalization", 1, {"too long": np.ones(5, "f"), "of 2 axes": np.ones((2, 1), "f"), "a number": np.float32(1), "empty": np.ones(0, "f")}),
        ("BatchNormalization", 4, {"negative": -np.ones(2, "f"), "NaN": np.full(2, np.nan, "f")}),
       ] for label, array in arrays.items()},
    "dims that lie": first_weight(dims=[HUGE, HUGE]),
    "dims below 0": first_weight(dims=[-1]),
    "no data": first_weight(raw_data=b""),
    "data too short": first_weight(raw_data=b"abc"),
    "an unknown type": first_weight(data_type=99),
    "no type": first_weight(data_type=0),
    "a type of texts": first_weight(data_type=8),
    "no name": first_weight(name=""),
    "weights outside": outside,
    "a circle": circle,
    "from the end": swapped,
    "float16": all_weights_to(np.float16),
    "float64": all_weights_to(np.float64),
    **{f"operator {kind!r}": named(kind) for kind in ["", "If", "Loop", "Gemm", "Relu6", "conv", "MatMul", "Identity", "Softmax", "Add", "Flatten", "ReduceMean", "AveragePool"]},
    "no nodes": lambda model: model.graph.ClearField("node"),
    "no weights": lambda model: model.graph.ClearField("initializer"),
    "no input": lambda model: model.graph.ClearField("input"),
    "no output": lambda model: model.graph.ClearField("output"),
    "no graph": lambda model: model.ClearField("graph"),
    "no opset": lambda model: model.ClearField("opset_import"),
    "an old format": of(ir_version=1),
    "a format of the future": of(ir_version=9999),
    "half of the nodes": lambda model: model.graph.node.__delitem__(slice(4, None)),
    "a node twice": lambda model: model.graph.node.append(model.graph.node[0]),
    "an output less": lambda model: model.graph.node[2].output.pop(),
    "two outputs": lambda model: model.graph.node[2].output.append("z"),
    "an input less": lambda model: node(model, "Conv").input.pop(),
    "no inputs": lambda model: node(model, "Conv").ClearField("input"),
    "an empty input": lambda model: node(model, "Conv").input.__setitem__(2, ""),
    "a foreign domain": lambda model: setattr(model.graph.node[0], "domain", "com.example"),
    "a sparse weight": lambda model: model.graph.sparse_initializer.add(),
    "a function": lambda model: model.functions.add(),
    "a name of bytes": lambda model: setattr(model.graph.node[0], "name", "\0\n\u202e"),
}  # fmt: skip


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


def test_a_checkpoint_whose_state_was_changed(checkpoint, trials, tally, tmp_path):
    """An error of ours that names the file; or the state is one that a training can have."""
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
