"""Lab 15: a model of `helpers` from an ONNX file, of the operators that `onnx_export` writes."""

import os
from typing import Any

import numpy as np

from helpers.files import read_file
from helpers.layer import Input, Layer, Shape
from helpers.network import Sequential
from helpers.onnx_export import DEFAULT_DOMAINS, OPSET, import_onnx_package
from helpers.onnx_readers import READERS, Attributes, Refused


def import_onnx(filepath: str | os.PathLike, seed: int | None = None) -> Sequential:
    """A built model from an `.onnx` file of the operators that `export_onnx` writes.

    It has the layers of the exported model, with their weights; an activation behind a Conv2D, a
    DepthwiseConv2D or a Dense becomes a part of it. Names are given anew. Compile it before you
    train it on.

    Args:
        filepath: of a file with one input, (N, ...) with the channels last, and one output, and
            between them one operator after another.
        seed: of the model's randomness, such as its dropout.

    Raises ValueError: the file is damaged, or says something that `helpers` has no layer for; the
    operator is named. FileNotFoundError: there is none. ModuleNotFoundError: onnx is not installed.
    """
    onnx = import_onnx_package()
    content = read_file(filepath, "import_onnx", "an ONNX file")
    try:
        model = onnx.load_model_from_string(content)
        _check_content(onnx, model)  # before the checker, which knows no foreign operators
        onnx.checker.check_model(model, full_check=True)
        arrays = {w.name: onnx.numpy_helper.to_array(w) for w in model.graph.initializer}
    except Refused as error:
        raise ValueError(f"{os.fspath(filepath)}: {error}") from None
    except Exception as error:  # a damaged file fails in a dozen ways
        raise ValueError(
            f"{os.fspath(filepath)} is not a whole ONNX file ({error}). Export the model again "
            "with export_onnx."
        ) from error
    try:
        chain = Chain(onnx, model.graph, arrays)
        network = Sequential([Input(chain.input_shape[1:]), *chain.layers], seed=seed)
        network.set_weights(sum(chain.weights, []))
    except ValueError as error:
        raise ValueError(f"{os.fspath(filepath)}: {error}") from error
    return network


def _check_content(onnx: Any, model: Any) -> None:
    version = {entry.domain: entry.version for entry in model.opset_import}
    for node in model.graph.node:
        if node.domain not in DEFAULT_DOMAINS or node.op_type not in READERS:
            name = f"{node.domain}.{node.op_type}" if node.domain else node.op_type
            raise Refused(
                f"import_onnx knows no operator {name!r}. It reads those that export_onnx "
                f"writes: {', '.join(sorted(READERS))}."
            )
        for entry in node.attribute:  # an older ONNX divides by them: a crash
            if entry.name == "strides" and min(entry.ints, default=1) < 1:
                raise Refused(
                    f"import_onnx expects {node.op_type} with strides of at least 1. Received "
                    f"{list(entry.ints)}."
                )
    for weight in model.graph.initializer:
        if weight.data_location == onnx.TensorProto.EXTERNAL:
            raise Refused(
                f"import_onnx expects all weights in the file. {weight.name!r} is in another."
            )
    own = max((version.get(domain, 0) for domain in DEFAULT_DOMAINS), default=0)
    if model.graph.node and own < OPSET:
        raise Refused(
            f"import_onnx expects ONNX's operators of version {OPSET} or later. Received version "
            f"{own}. Convert the file with onnx.version_converter."
        )


class Chain:
    """The nodes of a graph, read one after another into layers.

    Attributes:
        layers: those read so far, not built yet.
        weights: the arrays of each, in Keras's order.
        shape: of the current numbers, as `helpers` has them: (None, ..., C).
        first: whether they stand channels first in the file, (N, C, ...).
        inputs: of the node that is being read: the arrays beside the current numbers.
    """

    def __init__(self, onnx: Any, graph: Any, arrays: dict[str, np.ndarray]) -> None:
        self.onnx, self.arrays = onnx, arrays
        self.layers: list[Layer] = []
        self.weights: list[list[np.ndarray]] = []
        self.first = False
        self.inputs: list[np.ndarray] = []
        free = [value for value in graph.input if value.name not in arrays]
        if len(free) != 1 or len(graph.output) != 1:
            raise Refused(
                "import_onnx expects one input and one output. The file has "
                f"{len(free)} and {len(graph.output)}."
            )
        sizes = [size.dim_value or None for size in free[0].type.tensor_type.shape.dim]
        if len(sizes) < 2 or None in sizes[1:]:
            raise Refused(
                "import_onnx expects an input of shape (N, ...) whose sizes are known but for N. "
                f"Received {tuple(sizes)}."
            )
        self.input_shape: Shape = (None, *sizes[1:])
        self.shape, current = self.input_shape, free[0].name
        for node in graph.node:
            current = self._read(node, current)
        if current != graph.output[0].name:
            raise Refused("import_onnx expects the last operator's result as output.")
        if self.first:
            raise Refused("import_onnx expects an output with the channels last.")

    def _read(self, node: Any, current: str) -> str:
        given = list(node.input)
        self.inputs = [self.arrays[name] for name in given[1:] if name in self.arrays]
        if given[:1] != [current] or len(self.inputs) != len(given) - 1:
            raise Refused(
                f"import_onnx expects one operator after another. {node.op_type} "
                f"({node.name!r}) reads {given}, and the last result is {current!r}."
            )
        if [name for name in node.output if name] != [node.output[0]]:
            raise Refused(f"import_onnx expects one result of {node.op_type}.")
        values = {
            entry.name: self.onnx.helper.get_attribute_value(entry) for entry in node.attribute
        }
        values = {k: v.decode() if isinstance(v, bytes) else v for k, v in values.items()}
        READERS[node.op_type](self, Attributes(node.op_type, values))
        return node.output[0]

    def add(self, layer: Layer, *weights: np.ndarray) -> None:
        self.shape = layer.compute_output_shape(self.shape)
        self.layers.append(layer)
        self.weights.append(list(weights))

    @property
    def last(self) -> Any:
        """The layer that was read last, which what follows may complete."""
        return self.layers[-1] if self.layers else None

    def expect(self, fits: bool, operator: str, what: str) -> None:
        if not fits:
            raise Refused(f"import_onnx expects {operator} {what}.")
