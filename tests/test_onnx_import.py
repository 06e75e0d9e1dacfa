"""helpers/onnx_import.py and onnx_readers.py: the same network comes back; others are refused."""

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from helpers import (
    BatchNormalization,
    Conv2D,
    Dense,
    DepthwiseConv2D,
    Dropout,
    Flatten,
    Input,
    LeakyReLU,
    MaxPooling2D,
    Rescaling,
    Sequential,
    export_onnx,
    import_onnx,
    load_course_network,
)
from helpers.onnx_export import WRITERS, Graph
from helpers.onnx_readers import READERS

KERNEL = np.ones((2, 1, 2, 2), np.float32)  # (F, C, kh, kw)
first, last = ("Transpose", [], {"perm": [0, 3, 1, 2]}), ("Transpose", [], {"perm": [0, 2, 3, 1]})


def write(path, *nodes, shape=("N", 4, 4, 1), opset=18, **changes):
    """A file of a chain of nodes: (operator, arrays, attributes), and perhaps a domain."""
    made, weights, current = [], [], "x"
    for index, (operator, arrays, attributes) in enumerate(nodes):
        names = [f"w{index}_{place}" for place in range(len(arrays))]
        weights += [numpy_helper.from_array(a, n) for a, n in zip(arrays, names, strict=True)]
        made.append(helper.make_node(operator, [current, *names], [f"t{index}"], **attributes))
        current = f"t{index}"
    x = helper.make_tensor_value_info("x", TensorProto.FLOAT, shape)
    y = helper.make_tensor_value_info(current, TensorProto.FLOAT, None)
    graph = helper.make_graph(made, "foreign", [x], [y], weights)
    opsets = [helper.make_opsetid("", opset), helper.make_opsetid("com.acme", 1)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=8)
    model = onnx.shape_inference.infer_shapes(model)  # the checker wants the output's shape
    path.write_bytes(model.SerializeToString())
    return path


# ---- what comes back ----


def test_the_course_network_comes_back_layer_by_layer(tmp_path, capsys):
    model = load_course_network()
    export_onnx(model, tmp_path / "course.onnx")
    back = import_onnx(tmp_path / "course.onnx", seed=0)
    model.summary()
    expected = capsys.readouterr().out
    back.summary()
    assert capsys.readouterr().out == expected
    for ours, its in zip(model.get_weights(), back.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, its)
    assert back.ends_in_softmax and back.layers[6].rate == 0.5


def test_what_comes_back_learns_on(tmp_path):
    model = load_course_network()
    export_onnx(model, tmp_path / "course.onnx")
    back = import_onnx(tmp_path / "course.onnx")
    x = np.random.default_rng(0).random((8, 28, 28, 1))
    y = np.eye(10)[np.arange(8)]
    losses = []
    for each in (model, back):
        each.layers[6].rate = 0.0  # dropout would draw other numbers
        each.compile("sgd", "categorical_crossentropy")
        losses.append([each.train_on_batch(x, y) for _ in range(3)])
    np.testing.assert_allclose(*losses, rtol=1e-6)
    assert losses[0][2] < losses[0][0]


def test_arguments_come_back(tmp_path):
    layers = [
        Conv2D(3, (2, 3), strides=(1, 2), padding="same", activation="tanh", use_bias=False),
        DepthwiseConv2D(2, padding="same", depth_multiplier=2, activation=LeakyReLU(0.1)),
        MaxPooling2D((2, 1), strides=1, padding="same"),
        BatchNormalization(momentum=0.9, epsilon=0.01),
        Rescaling(2, -0.5),
        Dropout(0.25),
        Flatten(),
        Dense(2, use_bias=False),
    ]
    export_onnx(Sequential([Input((6, 5, 2)), *layers]), tmp_path / "a.onnx")
    back = import_onnx(tmp_path / "a.onnx").layers
    assert [type(layer) for layer in back] == [type(layer) for layer in layers]
    conv, depthwise, pooling, norm, scaling, dropout, _, dense = back
    assert conv.filters == 3 and conv.kernel_size == (2, 3) and conv.strides == (1, 2)
    assert conv.padding == "same" and not conv.use_bias
    assert type(conv.activation).__name__ == "Tanh"
    assert depthwise.depth == 2 and depthwise.activation.negative_slope == pytest.approx(0.1)
    assert pooling.pool_size == (2, 1) and pooling.strides == (1, 1) and pooling.padding == "same"
    assert norm.momentum == pytest.approx(0.9) and norm.epsilon == pytest.approx(0.01)
    assert (scaling.scale, scaling.offset, dropout.rate) == (2, -0.5, 0.25)
    assert dense.units == 2 and not dense.use_bias


def test_the_seed_is_the_model_s(tmp_path):
    export_onnx(Sequential([Input((50,)), Dropout(0.5)]), tmp_path / "a.onnx")
    x = np.ones((1, 50))
    first, second, third = (
        import_onnx(tmp_path / "a.onnx", seed=seed).forward(x, training=True) for seed in (1, 1, 2)
    )
    assert (first == second).all() and (first != third).any()


def test_what_is_written_is_read(tmp_path):
    """Every operator that a writer names has a reader."""
    from helpers import onnx_export

    source = Path(onnx_export.__file__).read_text(encoding="utf-8")
    named = {word for word in source.split('"') if word in dir_of_operators()}
    assert len(WRITERS) == 19 and named - {"MaxPool"} <= set(READERS) and "MaxPool" in READERS


def dir_of_operators() -> set[str]:
    return {schema.name for schema in onnx.defs.get_all_schemas()}


def test_a_foreign_file_of_known_operators(tmp_path):
    """Zero pads are the padding "valid", attributes of a default value change nothing."""
    path = write(
        tmp_path / "a.onnx",
        first,
        ("Conv", [KERNEL], {"pads": [0, 0, 0, 0], "dilations": [1, 1]}),
        ("MaxPool", [], {"kernel_shape": [2, 2], "ceil_mode": 0}),
        last,
        ("Identity", [], {}),
    )
    model = import_onnx(path)
    x = np.arange(32, dtype=np.float32).reshape(2, 4, 4, 1)
    y = model.predict(x)  # windows of 2 x 2 are summed, then the largest of 2 x 2 sums is taken
    np.testing.assert_array_equal(y[0, ..., 0], [[30, 34], [46, 50]])
    assert y.shape == (2, 2, 2, 2)


def test_padding_by_name_is_read(tmp_path):
    path = write(
        tmp_path / "a.onnx",
        first,
        ("Conv", [KERNEL], {"auto_pad": "SAME_UPPER"}),
        ("AveragePool", [], {"kernel_shape": [3, 3], "auto_pad": "VALID", "count_include_pad": 1}),
        last,
    )
    model = import_onnx(path)
    assert [layer.padding for layer in model.layers] == ["same", "valid"]
    assert model.output_shape == (None, 2, 2, 2)


# ---- what is refused ----

conv = ("Conv", [KERNEL], {})


def pool(operator="MaxPool", **attributes):
    return [first, (operator, [], {"kernel_shape": [2, 2], **attributes}), last]


REFUSED = {
    "unknown": ([("Elu", [], {})], "knows no operator 'Elu'. It reads those that export_onnx"),
    "domain": ([("Relu", [], {"domain": "com.acme"})], "knows no operator 'com.acme.Relu'"),
    "domain unknown": ([("Gelu", [], {"domain": "com.acme"})], "no operator 'com.acme.Gelu'"),
    "channels last": ([conv], "not a whole ONNX file|Conv on images, channels first"),
    "stays first": ([first, ("Relu", [], {})], "an output with the channels last"),
    "other transpose": ([("Transpose", [], {"perm": [0, 2, 1, 3]})], "Transpose that puts"),
    "twice first": ([first, first, last], "Transpose that puts"),
    "dilations": (
        [first, ("Conv", [KERNEL], {"dilations": [2, 2]}), last],
        r"Conv without dilations = \[2, 2\]. It may be \[1, 1\]",
    ),
    "pads": (
        [first, ("Conv", [KERNEL], {"pads": [1, 1, 1, 1]}), last],
        r"with the pads of 'valid' or 'same'. Received pads \[1, 1, 1, 1\], auto_pad NOTSET",
    ),
    "lower": (pool(auto_pad="SAME_LOWER"), "auto_pad SAME_LOWER"),
    "ceil": (pool(ceil_mode=1), "MaxPool without ceil_mode = 1. It may be 0"),
    "counted": (
        pool("AveragePool", auto_pad="SAME_UPPER", count_include_pad=1),
        "AveragePool without count_include_pad = 1",
    ),
    "groups": (
        [first, ("Conv", [np.ones((4, 2, 1, 1), np.float32)], {"group": 2}), last],
        "Conv in one group, or in a group for each channel",
    ),
    "flatten first": ([first, ("Flatten", [], {})], "Flatten with axis 1, of numbers with"),
    "flatten axis": ([("Flatten", [], {"axis": 2})], "Flatten with axis 1"),
    "softmax axis": ([("Softmax", [], {"axis": 1})], "Softmax along the channels"),
    "mean of channels": (
        [("ReduceMean", [np.array([3])], {"keepdims": 0})],
        "ReduceMean over the rows and columns",
    ),
    "mean keeps": ([("ReduceMean", [np.array([1, 2])], {})], "without keepdims"),
    "mean of all": ([("ReduceMean", [], {"keepdims": 0})], "ReduceMean over the rows and columns"),
    "pad value": (
        [("Pad", [np.array([0, 1, 1, 0] * 2), np.float32(1)], {})],
        "Pad with zeros, for images",
    ),
    "pad crops": ([("Pad", [np.array([0, -1, 0, 0] * 2)], {})], "Pad with zeros, for images"),
    "pad channels": ([("Pad", [np.array([0, 0, 0, 1] * 2)], {})], "around rows and columns alone"),
    "pad mode": (
        [("Pad", [np.array([0, 1, 1, 0] * 2)], {"mode": "reflect"})],
        "Pad without mode = 'reflect'. It may be 'constant'",
    ),
    "reshape batch": ([("Reshape", [np.array([-1, 4])], {})], r"Reshape to \(0, ...\)"),
    "add": ([("Add", [np.ones(1, np.float32)], {})], "Add right after MatMul with a bias"),
    "mul": ([("Mul", [np.ones(1, np.float32)], {})], "Mul with one number"),
    "norm last": (
        [("BatchNormalization", [np.ones(4, np.float32)] * 4, {})],
        "BatchNormalization of the channels, first",
    ),
    "dropout in training": (
        [("Dropout", [np.float32(0.5), np.array(True)], {})],
        "Dropout outside training",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_helpers_has_no_layer_for_is_refused(name, tmp_path):
    nodes, words = REFUSED[name]
    shape = ("N", 4, 4, 4) if name == "groups" else ("N", 4, 4, 1)
    path = write(tmp_path / "a.onnx", *nodes, shape=shape)
    with pytest.raises(ValueError, match=words) as told:
        import_onnx(path)
    assert str(told.value).startswith(str(path))


@pytest.mark.parametrize("shape", [("N", "H", 4, 1), ("N", None, 4, 1), ("N",)])
def test_an_input_of_unknown_size_is_refused(shape, tmp_path):
    path = write(tmp_path / "a.onnx", ("Relu", [], {}), shape=shape)
    with pytest.raises(ValueError, match="whose sizes are known but for N"):
        import_onnx(path)


def test_old_operators_are_refused(tmp_path):
    path = write(tmp_path / "a.onnx", ("Relu", [], {}), opset=12)
    with pytest.raises(ValueError, match="version 18 or later. Received version 12. Convert"):
        import_onnx(path)


def changed(tmp_path, change):
    """The course network's file, after `change` of its content."""
    path = tmp_path / "course.onnx"
    export_onnx(load_course_network(), path)
    model = onnx.load(path)
    change(model)
    path.write_bytes(model.SerializeToString())
    return path


def test_a_graph_that_is_no_chain_is_refused(tmp_path):
    def skip(model):  # a residual connection
        adds = [node for node in model.graph.node if node.op_type == "Add"]
        adds[0].input[1] = adds[0].input[0]

    with pytest.raises(ValueError, match=r"one operator after another. Add \('5/dense/Add'\)"):
        import_onnx(changed(tmp_path, skip))


def test_a_second_output_is_refused(tmp_path):
    def add_output(model):
        model.graph.output.append(
            helper.make_tensor_value_info("5/dense/Add", TensorProto.FLOAT, ["N", 64])
        )

    with pytest.raises(ValueError, match="one input and one output. The file has 1 and 2"):
        import_onnx(changed(tmp_path, add_output))


def test_an_output_from_the_middle_is_refused(tmp_path):
    def rename(model):
        model.graph.output[0].name = "5/dense/Relu"
        model.graph.output[0].type.tensor_type.shape.dim[1].dim_value = 64

    with pytest.raises(ValueError, match="the last operator's result as output"):
        import_onnx(changed(tmp_path, rename))


def test_a_second_result_of_an_operator_is_refused(tmp_path):
    def add_mask(model):
        dropout = next(node for node in model.graph.node if node.op_type == "Dropout")
        dropout.output.append("mask")

    with pytest.raises(ValueError, match="one result of Dropout"):
        import_onnx(changed(tmp_path, add_mask))


def test_weights_in_another_file_are_refused(tmp_path):
    secret = tmp_path / "secret"
    secret.write_bytes(bytes(4 * 80))

    def move(model):
        weight = model.graph.initializer[0]
        weight.ClearField("raw_data")
        weight.data_location = TensorProto.EXTERNAL
        weight.external_data.add(key="location", value=str(secret))

    with pytest.raises(
        ValueError, match="all weights in the file. '0/conv2d/kernel' is in another"
    ):
        import_onnx(changed(tmp_path, move))


def test_weights_that_do_not_fit_are_refused(tmp_path):
    def shorten(model):
        kernel = np.ones((399, 64), np.float32)
        for weight in model.graph.initializer:
            if weight.name == "5/dense/kernel":
                weight.CopyFrom(numpy_helper.from_array(kernel, weight.name))

    with pytest.raises(ValueError, match="not a whole ONNX file"):
        import_onnx(changed(tmp_path, shorten))


@pytest.mark.parametrize("content", [b"", b"PK\3\4 not ONNX", bytes(100), b"\x08\x08"])
def test_a_file_of_another_kind_is_refused(content, tmp_path):
    path = tmp_path / "a.onnx"
    path.write_bytes(content)
    with pytest.raises(ValueError, match="not a whole ONNX file .* Export the model again"):
        import_onnx(path)


def test_a_damaged_file_is_refused_or_read(tmp_path):
    """Cut anywhere, the file is refused with a ValueError, never with anything else."""
    path = tmp_path / "a.onnx"
    export_onnx(Sequential([Input((4,)), Dense(3, "relu")], seed=0), path)
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        with pytest.raises(ValueError, match=r"a\.onnx"):
            import_onnx(path)


def test_a_missing_file_is_told_as_such(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"a\.onnx"):
        import_onnx(tmp_path / "a.onnx")


def test_the_graph_s_docstring_is_true():
    """A Transpose stands where it is needed, no earlier."""
    graph = Graph(onnx, (None, 4, 4, 1))
    graph.channels_last()
    assert graph.nodes == []
    graph.channels_first()
    graph.channels_first()
    assert [node.op_type for node in graph.nodes] == ["Transpose"]
