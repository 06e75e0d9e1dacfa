"""Lab 15: a model as an ONNX file, which other programs can run. `onnx_import` reads it back.

ONNX is an open format: a file that lists the operations of a network, and holds its weights. The
onnx package writes it; it is imported when a model is exported.
Source: the ONNX operators, https://onnx.ai/onnx/operators/
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from helpers import activations as act
from helpers.convolution import Conv2D
from helpers.dense import Dense
from helpers.depthwise import DepthwiseConv2D
from helpers.dropout import Dropout
from helpers.flatten import Flatten
from helpers.layer import Layer, Shape
from helpers.network import Sequential
from helpers.normalization import BatchNormalization
from helpers.pooling import AveragePooling2D, GlobalAveragePooling2D, MaxPooling2D, Pooling2D
from helpers.reshaping import Rescaling, Reshape, ZeroPadding2D
from helpers.writing import write_whole

OPSET = 18  # the version of ONNX's operators
IR_VERSION = 8  # that of the file format, which programs of 2022 read already
DEFAULT_DOMAINS = ("", "ai.onnx")  # of ONNX's own operators


def import_onnx_package() -> Any:
    """The onnx package; ModuleNotFoundError says how to install it."""
    try:
        import onnx
        import onnx.checker
        import onnx.helper
        import onnx.numpy_helper
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            "ONNX files need the package onnx, which is not installed. Install it: pip install onnx"
        ) from error
    return onnx


def export_onnx(model: Sequential, filepath: str | os.PathLike) -> None:
    """Write a built model to an `.onnx` file, in one step, once ONNX's checker has passed it.

    The file takes what the model takes, `x` of shape (N, ...) with the channels last and any
    number N of examples, as float32, and gives `y`, what `predict` returns. It holds the network
    as it is used: dropout changes nothing, batch normalization takes its moving statistics. What
    only a training needs (optimizer, loss, regularizers) stays behind.

    Raises ValueError: the model has no weights yet, a layer has no entry in `WRITERS`, or the
    file's name does not end in .onnx. ModuleNotFoundError: onnx is not installed.
    """
    if not isinstance(filepath, str | os.PathLike) or Path(filepath).suffix != ".onnx":
        raise ValueError(
            f"export_onnx's filepath expects a name that ends in .onnx. Received {filepath!r}. "
            "Write for example 'model.onnx'."
        )
    if not isinstance(model, Sequential) or not model.built:
        raise ValueError(
            f"export_onnx expects a built Sequential. Received {model!r:.80}. Start its list with "
            "Input(shape), or train it first."
        )
    onnx = import_onnx_package()
    graph = Graph(onnx, model.input_shape)
    for index, layer in enumerate(model.layers):
        graph.begin(index, layer)
        writer_of(layer, index)(layer, graph)
        graph.shape = layer.compute_output_shape(graph.shape)
    content = graph.finish(model.name)
    onnx.checker.check_model(content, full_check=True)
    write_whole(filepath, content.SerializeToString())


class Graph:
    """An ONNX graph that grows node by node: each reads what the last one gave.

    ONNX's convolutions expect the channels before the rows, (N, C, H, W). So the graph knows how
    the numbers stand, and puts a Transpose where the next node needs them otherwise, no earlier.

    Attributes:
        shape: of the current numbers, as `helpers` has them: (None, ..., C).
        first: whether they stand channels first now.
    """

    def __init__(self, onnx: Any, shape: Shape) -> None:
        self.onnx, self.input_shape, self.shape = onnx, shape, shape
        self.first = False
        self.nodes: list[Any] = []
        self.weights: list[Any] = []
        self.tensor = "x"  # the name of the current numbers
        self.place = ""  # of the layer, for the names of its nodes and weights

    def begin(self, index: int, layer: Layer) -> None:
        self.place = f"{index}/{layer.name}"

    def node(self, operator: str, *weights: Any, **attributes: Any) -> None:
        """Add a node that reads the current numbers, and these (name, array) pairs."""
        inputs = [self.tensor]
        for name, array in weights:
            inputs.append(f"{self.place}/{name}")
            self.weights.append(self.onnx.numpy_helper.from_array(array, inputs[-1]))
        name = self._new_name(f"{self.place}/{operator}")
        self.nodes.append(self.onnx.helper.make_node(operator, inputs, [name], name, **attributes))
        self.tensor = name

    def channels_first(self) -> None:
        """See to it that the current numbers are (N, C, ...)."""
        if not self.first and len(self.shape) > 2:
            last = len(self.shape) - 1
            self.node("Transpose", perm=[0, last, *range(1, last)])
            self.first = True

    def channels_last(self) -> None:
        """See to it that the current numbers are (N, ..., C)."""
        if self.first:
            self.node("Transpose", perm=[0, *range(2, len(self.shape)), 1])
            self.first = False

    def finish(self, title: str) -> Any:
        """The whole file's content, from the input `x` to the output `y`."""
        self.place = "end"
        self.channels_last()
        if not self.nodes:
            self.node("Identity")
        self.nodes[-1].output[0] = "y"
        helper, numbers = self.onnx.helper, self.onnx.TensorProto.FLOAT
        ends = [
            helper.make_tensor_value_info(name, numbers, ["N", *shape[1:]])
            for name, shape in (("x", self.input_shape), ("y", self.shape))
        ]
        graph = helper.make_graph(self.nodes, title, ends[:1], ends[1:], self.weights)
        return helper.make_model(
            graph,
            producer_name="convnets-by-hand",
            ir_version=IR_VERSION,
            opset_imports=[helper.make_opsetid("", OPSET)],
        )

    def _new_name(self, name: str) -> str:
        taken = sum(node.op_type == name.rsplit("/", 1)[1] for node in self.nodes)
        return f"{name}_{taken}" if name in [node.name for node in self.nodes] else name


def writer_of(layer: Layer, index: int) -> Callable[[Any, Graph], None]:
    """How a layer is written. The class itself counts: a subclass may compute something else."""
    activation = getattr(layer, "activation", None)
    for part in (layer, activation):
        if part is not None and type(part) not in WRITERS:
            kind = type(part).__name__
            raise ValueError(
                f"export_onnx expects layers that have a writer. Layer {index}, {layer.name!r}, "
                + (f"is a {kind}" if part is layer else f"has the activation {kind}")
                + f", which has none. Put a layer of helpers in its place, or tell how it is "
                f"written: onnx_export.WRITERS[{kind}] = a function of (layer, graph)."
            )
    return WRITERS[type(layer)]


def write_conv(layer: Conv2D | DepthwiseConv2D, graph: Graph) -> None:
    """A depthwise layer is a convolution in as many groups as there are channels."""
    kernel = layer.params["kernel"]  # (kh, kw, C, F)
    groups = 1
    if isinstance(layer, DepthwiseConv2D):
        groups = layer.channels
        kernel = kernel.reshape(*layer.kernel_size, 1, -1)  # (kh, kw, 1, C*M)
    graph.channels_first()
    graph.node(
        "Conv",
        ("kernel", float32(kernel.transpose(3, 2, 0, 1))),  # (F, C, kh, kw)
        *([("bias", float32(layer.params["bias"]))] if layer.use_bias else []),
        kernel_shape=layer.kernel_size,
        strides=layer.strides,
        pads=pads_of(layer, graph.shape),
        group=groups,
    )
    write_activation(layer, graph)


def write_pooling(layer: Pooling2D, graph: Graph) -> None:
    graph.channels_first()
    graph.node(
        "MaxPool" if isinstance(layer, MaxPooling2D) else "AveragePool",
        kernel_shape=layer.pool_size,
        strides=layer.strides,
        pads=pads_of(layer, graph.shape),
    )


def pads_of(layer: Any, shape: Shape) -> list[int]:
    """What the windows see beyond the edges: [top, left, bottom, right].

    ONNX has a word for "same", SAME_UPPER. But with strides larger than the window, ONNX Runtime
    then asks for less than no padding, and stops.
    """
    windows = layer.windows(shape)
    before = [along.before for along in windows]
    padded = [along.padded(length) for along, length in zip(windows, shape[1:3], strict=True)]
    after = [n - b - length for n, b, length in zip(padded, before, shape[1:3], strict=True)]
    return [*before, *after]


def write_global_pooling(layer: GlobalAveragePooling2D, graph: Graph) -> None:
    rows_and_columns = [2, 3] if graph.first else [1, 2]
    graph.node("ReduceMean", ("axes", np.array(rows_and_columns)), keepdims=0)
    graph.first = False


def write_dense(layer: Dense, graph: Graph) -> None:
    graph.channels_last()
    graph.node("MatMul", ("kernel", float32(layer.params["kernel"])))
    if layer.use_bias:
        graph.node("Add", ("bias", float32(layer.params["bias"])))
    graph.shape = layer.compute_output_shape(graph.shape)
    write_activation(layer, graph)


def write_normalization(layer: BatchNormalization, graph: Graph) -> None:
    graph.channels_first()
    weights = {**layer.params, **layer.state}  # gamma, beta, moving mean, moving variance
    graph.node(
        "BatchNormalization",
        *((name, float32(weight)) for name, weight in weights.items()),
        epsilon=float(layer.epsilon),
        momentum=float(layer.momentum),
    )


def write_flatten(layer: Flatten, graph: Graph) -> None:
    graph.channels_last()
    graph.node("Flatten", axis=1)


def write_reshape(layer: Reshape, graph: Graph) -> None:
    graph.channels_last()
    sizes = layer.compute_output_shape(graph.shape)[1:]
    graph.node("Reshape", ("shape", np.array([0, *sizes])))  # 0: as many examples as came


def write_padding(layer: ZeroPadding2D, graph: Graph) -> None:
    sides = [*layer.padding]  # of rows and columns
    sides = [[0, 0], *([[0, 0], *sides] if graph.first else [*sides, [0, 0]])]
    before, after = zip(*sides, strict=True)
    graph.node("Pad", ("pads", np.array([*before, *after])))


def write_rescaling(layer: Rescaling, graph: Graph) -> None:
    graph.node("Mul", ("scale", np.float32(layer.scale)))
    if layer.offset:
        graph.node("Add", ("offset", np.float32(layer.offset)))


def write_dropout(layer: Dropout, graph: Graph) -> None:
    graph.node("Dropout", ("rate", np.float32(layer.rate)))


def write_activation(layer: Any, graph: Graph) -> None:
    """What follows the weighted sums of a layer."""
    WRITERS[type(layer.activation)](layer.activation, graph)


def write_softmax(layer: act.Softmax, graph: Graph) -> None:
    graph.node("Softmax", axis=1 if graph.first else -1)


def write_leaky(layer: act.LeakyReLU, graph: Graph) -> None:
    graph.node("LeakyRelu", alpha=float(layer.negative_slope))


def float32(weight: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(weight, dtype=np.float32)


# How each class is written: a function of (layer, graph) that adds its nodes. An activation is
# written the same way, as a layer of its own and inside another layer.
WRITERS: dict[type, Callable[[Any, Graph], None]] = {
    Conv2D: write_conv,
    DepthwiseConv2D: write_conv,
    MaxPooling2D: write_pooling,
    AveragePooling2D: write_pooling,
    GlobalAveragePooling2D: write_global_pooling,
    Dense: write_dense,
    BatchNormalization: write_normalization,
    Flatten: write_flatten,
    Reshape: write_reshape,
    ZeroPadding2D: write_padding,
    Rescaling: write_rescaling,
    Dropout: write_dropout,
    act.Activation: write_activation,
    act.Softmax: write_softmax,
    act.Linear: lambda layer, graph: None,
    act.ReLU: lambda layer, graph: graph.node("Relu"),
    act.Sigmoid: lambda layer, graph: graph.node("Sigmoid"),
    act.Tanh: lambda layer, graph: graph.node("Tanh"),
    act.LeakyReLU: write_leaky,
}
