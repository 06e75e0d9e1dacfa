"""Lab 15: what each operator of an ONNX file becomes in a model of `helpers`.

A reader takes the chain that is read (`onnx_import.Chain`) and the attributes of a node, and adds
a layer to the chain, or completes the last one.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers import activations as act
from helpers.convolution import Conv2D
from helpers.dense import Dense
from helpers.depthwise import DepthwiseConv2D
from helpers.dropout import Dropout
from helpers.flatten import Flatten
from helpers.kernel import KernelLayer
from helpers.normalization import BatchNormalization
from helpers.onnx_export import pads_of
from helpers.pooling import AveragePooling2D, GlobalAveragePooling2D, MaxPooling2D
from helpers.reshaping import Rescaling, Reshape, ZeroPadding2D


class Refused(ValueError):
    """The file is whole, and says something that `helpers` has no layer for."""


class Attributes:
    """The attributes of a node: those that are asked for, and no others."""

    def __init__(self, operator: str, values: dict[str, Any]) -> None:
        self.operator, self.values = operator, values

    def take(self, name: str, default: Any) -> Any:
        return self.values.pop(name, default)

    def end(self, **only: Any) -> None:
        """Refuse what was not asked for, but for these values, which change nothing."""
        for name, value in self.values.items():
            allowed = only.get(name, ())
            if value not in allowed:
                raise Refused(
                    f"import_onnx knows {self.operator} without {name} = {value!r}."
                    + (f" It may be {allowed[0]!r}." if allowed else "")
                )


NO_DILATION = ([1, 1],)


def _on_images(chain: Any, operator: str) -> None:
    fits = chain.first and len(chain.shape) == 4
    chain.expect(fits, operator, "on images, channels first")


def _padding(chain: Any, attributes: Attributes, make: Callable[[str], Any]) -> Any:
    """The layer, made from the padding's name, whose pads are those of the file."""
    pads, auto_pad = attributes.take("pads", [0, 0, 0, 0]), attributes.take("auto_pad", "NOTSET")
    if auto_pad == "VALID" or (auto_pad == "NOTSET" and not any(pads)):
        return make("valid")
    layer = make("same")
    if auto_pad == "SAME_UPPER" or (auto_pad == "NOTSET" and pads_of(layer, chain.shape) == pads):
        return layer
    raise Refused(
        f"import_onnx expects {attributes.operator} with the pads of 'valid' or 'same'. Received "
        f"pads {pads}, auto_pad {auto_pad}."
    )


def read_conv(chain: Any, attributes: Attributes) -> None:
    _on_images(chain, "Conv")
    kernel, *bias = chain.inputs  # (F, C / groups, kh, kw)
    size = tuple(attributes.take("kernel_shape", kernel.shape[2:]))
    strides, groups = tuple(attributes.take("strides", [1, 1])), attributes.take("group", 1)
    fits = kernel.ndim == 4 and kernel.shape[2:] == size and groups > 0
    fits = fits and kernel.shape[1] * groups == chain.shape[3] and kernel.shape[0] % groups == 0
    chain.expect(fits, "Conv", f"with a kernel (F, C, height, width) for inputs {chain.shape}")
    kernel = kernel.transpose(2, 3, 1, 0)  # (kh, kw, C / groups, F)
    if groups == 1:
        kind: type = Conv2D
        options: dict[str, Any] = {"filters": kernel.shape[3]}
    else:
        chain.expect(kernel.shape[2] == 1, "Conv", "in one group, or in a group for each channel")
        kernel = kernel.reshape(*size, groups, -1)  # (kh, kw, C, M)
        kind = DepthwiseConv2D
        options = {"depth_multiplier": kernel.shape[3]}
    options |= {"kernel_size": size, "strides": strides, "use_bias": bool(bias)}
    layer = _padding(chain, attributes, lambda padding: kind(**options, padding=padding))
    attributes.end(dilations=NO_DILATION)
    chain.add(layer, kernel, *bias)


def read_pooling(chain: Any, attributes: Attributes) -> None:
    _on_images(chain, attributes.operator)
    kind = MaxPooling2D if attributes.operator == "MaxPool" else AveragePooling2D
    size = tuple(attributes.take("kernel_shape", ()))
    strides = tuple(attributes.take("strides", [1, 1]))
    layer = _padding(chain, attributes, lambda padding: kind(size, strides, padding))
    # Without pads, it is all one whether padding counts.
    counted = (0, 1) if layer.padding == "valid" else (0,)
    attributes.end(
        dilations=NO_DILATION, ceil_mode=(0,), storage_order=(0,), count_include_pad=counted
    )
    chain.add(layer)


def read_global_pooling(chain: Any, attributes: Attributes) -> None:
    keep = attributes.take("keepdims", 1)
    attributes.end(noop_with_empty_axes=(0, 1))
    axes = sorted(chain.inputs[0].tolist()) if chain.inputs else []
    fits = axes == ([2, 3] if chain.first else [1, 2]) and len(chain.shape) == 4 and not keep
    chain.expect(fits, "ReduceMean", "over the rows and columns of images, without keepdims")
    chain.add(GlobalAveragePooling2D())
    chain.first = False


def read_matmul(chain: Any, attributes: Attributes) -> None:
    attributes.end()
    (kernel,) = chain.inputs
    fits = kernel.ndim == 2 and not chain.first and len(kernel) == chain.shape[-1]
    chain.expect(fits, "MatMul", f"with a kernel (D, U) for inputs {chain.shape}")
    chain.add(Dense(kernel.shape[1], use_bias=False), kernel)


def read_add(chain: Any, attributes: Attributes) -> None:
    """The bias of a Dense, or the offset of a Rescaling."""
    attributes.end()
    (array,) = chain.inputs
    last = chain.last
    if isinstance(last, Rescaling) and array.ndim == 0 and not last.offset:
        last.offset = float(array)
        return
    fits = isinstance(last, Dense) and not last.use_bias and _has_no_activation(last)
    fits = fits and array.shape == (last.units,)
    chain.expect(fits, "Add", "right after MatMul with a bias (U,), or after Mul with a number")
    last.use_bias = True
    chain.weights[-1].append(array)


def read_mul(chain: Any, attributes: Attributes) -> None:
    attributes.end()
    (array,) = chain.inputs
    chain.expect(array.ndim == 0, "Mul", "with one number")
    chain.add(Rescaling(float(array)))


def read_normalization(chain: Any, attributes: Attributes) -> None:
    chain.expect(
        chain.first or len(chain.shape) == 2, "BatchNormalization", "of the channels, first"
    )
    momentum, epsilon = attributes.take("momentum", 0.9), attributes.take("epsilon", 1e-5)
    attributes.end(training_mode=(0,))
    fits = [array.shape for array in chain.inputs] == [chain.shape[-1:]] * 4
    chain.expect(fits, "BatchNormalization", f"with four weights for inputs {chain.shape}")
    chain.add(BatchNormalization(momentum=momentum, epsilon=epsilon), *chain.inputs)


def read_transpose(chain: Any, attributes: Attributes) -> None:
    perm = list(attributes.take("perm", []))
    attributes.end()
    last = len(perm) - 1
    to_first, to_last = [0, last, *range(1, last)], [0, *range(2, last + 1), 1]
    fits = last > 1 and perm == (to_last if chain.first else to_first)
    chain.expect(fits, "Transpose", "that puts the channels of (N, ..., C) first, or last again")
    chain.first = not chain.first


def read_flatten(chain: Any, attributes: Attributes) -> None:
    fits = attributes.take("axis", 1) == 1 and not chain.first
    attributes.end()
    chain.expect(fits, "Flatten", "with axis 1, of numbers with the channels last")
    chain.add(Flatten())


def read_reshape(chain: Any, attributes: Attributes) -> None:
    attributes.end(allowzero=(0,))
    examples, *sizes = chain.inputs[0].tolist()
    fits = examples == 0 and 0 not in sizes and not chain.first
    chain.expect(fits, "Reshape", "to (0, ...), of numbers with the channels last")
    chain.add(Reshape(sizes))


def read_padding(chain: Any, attributes: Attributes) -> None:
    attributes.end(mode=("constant",))
    pads, *value = chain.inputs
    fits = pads.shape == (8,) and pads.min() >= 0 and not any(np.any(v) for v in value)
    chain.expect(fits, "Pad", "with zeros, for images")
    sides = pads.reshape(2, 4).T.tolist()  # before and after, of each axis
    rows, columns, channels = (sides[2], sides[3], sides[1]) if chain.first else sides[1:]
    chain.expect(sides[0] == channels == [0, 0], "Pad", "around rows and columns alone")
    chain.add(ZeroPadding2D((rows, columns)))


def read_dropout(chain: Any, attributes: Attributes) -> None:
    attributes.take("seed", None)  # ours is the model's
    attributes.end()
    rate, *training = chain.inputs or [np.float32(0.5)]
    chain.expect(not any(np.any(flag) for flag in training), "Dropout", "outside training")
    chain.add(Dropout(float(rate)))


def read_activation(chain: Any, activation: act.ActivationFunction) -> None:
    """Into the layer before it, where that has a place for one; else a layer of its own."""
    if isinstance(chain.last, KernelLayer) and _has_no_activation(chain.last):
        chain.last.activation = activation
    else:
        chain.add(act.Activation(activation))


def _has_no_activation(layer: KernelLayer) -> bool:
    return isinstance(layer.activation, act.Linear)


def read_softmax(chain: Any, attributes: Attributes) -> None:
    axis = attributes.take("axis", -1)
    attributes.end()
    channels = (1,) if chain.first else (-1, len(chain.shape) - 1)
    chain.expect(axis in channels, "Softmax", "along the channels")
    read_activation(chain, act.Softmax())


def read_leaky(chain: Any, attributes: Attributes) -> None:
    slope = attributes.take("alpha", 0.01)
    attributes.end()
    read_activation(chain, act.LeakyReLU(slope))


def _plain(kind: type) -> Callable[[Any, Attributes], None]:
    def read(chain: Any, attributes: Attributes) -> None:
        attributes.end()
        read_activation(chain, kind())

    return read


READERS: dict[str, Callable[[Any, Attributes], None]] = {
    "Add": read_add,
    "AveragePool": read_pooling,
    "BatchNormalization": read_normalization,
    "Conv": read_conv,
    "Dropout": read_dropout,
    "Flatten": read_flatten,
    "Identity": lambda chain, attributes: attributes.end(),
    "LeakyRelu": read_leaky,
    "MatMul": read_matmul,
    "MaxPool": read_pooling,
    "Mul": read_mul,
    "Pad": read_padding,
    "ReduceMean": read_global_pooling,
    "Relu": _plain(act.ReLU),
    "Reshape": read_reshape,
    "Sigmoid": _plain(act.Sigmoid),
    "Softmax": read_softmax,
    "Tanh": _plain(act.Tanh),
    "Transpose": read_transpose,
}
