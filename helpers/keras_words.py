"""What Keras has and this book does not: each such word is answered with what to write here."""

import difflib
import inspect
import opcode
import sys
from collections.abc import Callable, Iterable
from types import FrameType
from typing import Any

# Arguments that older releases of Keras had, and what they are called since.
OLD_ARGUMENTS = {
    "W_regularizer": "kernel_regularizer",
    "alpha": "negative_slope",
    "b_regularizer": "bias_regularizer",
    "batch_input_shape": "input_shape, without the batch axis",
    "bias": "use_bias",
    "border_mode": "padding",
    "dim_ordering": "nothing: images are (N, H, W, C) here",
    "init": "kernel_initializer",
    "lr": "learning_rate",
    "nb_epoch": "epochs",
    "nb_filter": "filters",
    "nb_row": "kernel_size=(rows, columns)",
    "nb_col": "kernel_size=(rows, columns)",
    "output_dim": "units",
    "p": "rate",
    "period": "nothing: a checkpoint is written after each epoch",
    "show_accuracy": "metrics=['accuracy'] in compile",
    "subsample": "strides",
}

# Arguments that Keras has: the values that say what happens here anyway, and the cure for others.
NO_SUCH = "Leave it out"
FROM_ARRAYS = "Leave it out: fit takes whole arrays, in steps of batch_size"
KERAS_ARGUMENTS: dict[str, tuple[tuple[Any, ...], str]] = {
    "activity_regularizer": ((None,), "Leave it out, or take kernel_regularizer"),
    "amsgrad": ((False,), NO_SUCH),
    "auto_scale_loss": ((True, False), NO_SUCH),
    "autocast": ((True,), NO_SUCH),
    "axis": ((-1,), "The last axis is taken: leave it out"),
    "batch_shape": ((None,), "Write shape, without the batch axis"),
    "beta_initializer": (("zeros",), "beta starts at 0: leave it out"),
    "callbacks": ((None,), "Callbacks belong to fit"),
    "center": ((True,), NO_SUCH),
    "centered": ((False,), NO_SUCH),
    "clipnorm": ((None,), "Leave it out, and take a smaller learning_rate"),
    "clipvalue": ((None,), "Leave it out, and take a smaller learning_rate"),
    "data_format": (
        (None, "channels_last"),
        "Images are (N, H, W, C): move the channels with np.moveaxis(x, 1, -1)",
    ),
    "decay": ((0, None), "Write a LearningRateScheduler among the callbacks"),
    "dilation_rate": ((1, (1, 1)), "Kernels have no gaps: take a larger kernel_size"),
    "dtype": ((None, "float32"), "The model says it: Sequential([...], dtype='float64')"),
    "expand_nested": ((False,), NO_SUCH),
    "gamma_initializer": (("ones",), "gamma starts at 1: leave it out"),
    "groups": ((1,), "For filters that see one channel each, write DepthwiseConv2D"),
    "ignore_class": ((None,), "Give those examples a sample_weight of 0"),
    "initial_accumulator_value": ((0,), NO_SUCH),
    "jit_compile": ((None, False, "auto"), NO_SUCH),
    "keepdims": ((False,), "Leave it out, and write y[:, None, None]"),
    "label_smoothing": ((0,), "Smooth the one-hot labels: y * 0.9 + 0.1 / 10"),
    "layer_range": ((None,), NO_SUCH),
    "line_length": ((None,), NO_SUCH),
    "loss_scale_factor": ((None,), NO_SUCH),
    "loss_weights": ((None,), "There is one loss: leave it out"),
    "max_queue_size": ((10,), FROM_ARRAYS),
    "max_value": ((None,), NO_SUCH),
    "momentum": ((0,), "Write SGD(momentum=0.9), or Adam"),
    "negative_slope": ((0,), "Write LeakyReLU(negative_slope=...)"),
    "overwrite": ((True,), "A file of that name is always replaced"),
    "batch_size": ((None,), "Leave it out: batches may have any size"),
    "moving_mean_initializer": (("zeros",), NO_SUCH),
    "moving_variance_initializer": (("ones",), NO_SUCH),
    "noise_shape": ((None,), "Leave it out: each number is dropped by itself"),
    "options": ((None,), NO_SUCH),
    "optional": ((False,), NO_SUCH),
    "positions": ((None,), NO_SUCH),
    "print_fn": ((None,), "summary prints: leave it out"),
    "ragged": ((None, False), NO_SUCH),
    "reduction": (("sum_over_batch_size", "auto"), "The mean over the batch is taken"),
    "run_eagerly": ((None, True, False), NO_SUCH),
    "sample_weight_mode": ((None,), NO_SUCH),
    "save_freq": (("epoch",), "A checkpoint is written after each epoch: leave it out"),
    "scale": ((True,), NO_SUCH),
    "show_trainable": ((False,), NO_SUCH),
    "sparse": ((None, False), NO_SUCH),
    "steps": ((None,), FROM_ARRAYS),
    "steps_per_epoch": ((None,), FROM_ARRAYS),
    "steps_per_execution": ((1,), NO_SUCH),
    "synchronized": ((False,), NO_SUCH),
    "tensor": ((None,), NO_SUCH),
    "threshold": ((0,), NO_SUCH),
    "trainable": ((True,), "Every layer is trained: leave it out"),
    "use_ema": ((False,), NO_SUCH),
    "use_multiprocessing": ((False,), FROM_ARRAYS),
    "validation_freq": ((1,), "Validation follows each epoch: leave it out"),
    "validation_steps": ((None,), "All of validation_data is taken: leave it out"),
    "weight_decay": ((None,), "Write kernel_regularizer='l2' in the layers"),
    "weighted_metrics": ((None, []), "Write metrics: they do not weigh the examples"),
    "weights": ((None,), "Write layer.set_weights([...]) once it is built"),
    "workers": ((1,), FROM_ARRAYS),
}
# Further ones, of which nothing more is to be said.
FURTHER_ARGUMENTS = {
    "adjustment",
    "beta_constraint",
    "beta_regularizer",
    "bias_constraint",
    "depthwise_constraint",
    "ema_momentum",
    "ema_overwrite_frequency",
    "fused",
    "gamma_constraint",
    "gamma_regularizer",
    "global_clipnorm",
    "gradient_accumulation_steps",
    "kernel_constraint",
    "lora_alpha",
    "lora_rank",
    "max_shard_size",
    "quantization_config",
    "raise_error",
    "renorm",
    "renorm_clipping",
    "renorm_momentum",
    "skip_mismatch",
    "virtual_batch_size",
}

# Attributes and methods that Keras has, and what to write here.
ATTRIBUTES = {
    "evaluate_generator": "model.evaluate(x, y)",
    "export": "model.save_weights('name.npz')",
    "fit_generator": "model.fit(x, y)",
    "from_config": "the line that made it",
    "get_config": "vars(...)",
    "input": "model.input_shape",
    "inputs": "model.input_shape",
    "kernel": "layer.params['kernel']",
    "bias": "layer.params['bias']",
    "load_model": "Sequential([...]) again, then model.load_weights('name.npz')",
    "lr": "optimizer.learning_rate",
    "metrics_names": "['loss', *model.metrics]",
    "non_trainable_variables": "layer.state",
    "non_trainable_weights": "layer.state",
    "output": "model.output_shape",
    "outputs": "model.output_shape",
    "output_shape": "layer.compute_output_shape(input_shape)",
    "pop": "Sequential(model.layers[:-1])",
    "predict_classes": "model.predict(x).argmax(axis=1)",
    "predict_generator": "model.predict(x)",
    "predict_on_batch": "model.predict(x)",
    "predict_proba": "model.predict(x)",
    "reset_states": "nothing: these layers remember nothing from batch to batch",
    "save": "model.save_weights('name.npz')",
    "save_model": "model.save_weights('name.npz')",
    "test_on_batch": "model.evaluate(x, y, batch_size=len(x))",
    "to_json": "model.summary() to see it, and the lines of code to keep it",
    "to_yaml": "model.summary() to see it, and the lines of code to keep it",
    "trainable_variables": "layer.params",
    "trainable_weights": "layer.params",
    "variables": "layer.weights",
}

# Names that `from helpers import ...` may ask for. Any other of Keras's classes: see `missing`.
NAMES = {
    "Model": "Write Sequential([...]): one layer after another",
    "load_model": "Build the layers again, then call model.load_weights('name.npz')",
    "save_model": "Write model.save_weights('name.npz')",
    "GlobalMaxPooling2D": "Write MaxPooling2D with the size of the whole map, then Flatten",
    "InputLayer": "Write Input(shape)",
    "ImageDataGenerator": "Change the arrays themselves before fit",
    "SeparableConv2D": "Write DepthwiseConv2D, then Conv2D(filters, 1)",
    "plot_model": "Write model.summary()",
    "set_random_seed": "Write Sequential([...], seed=0)",
    "schedules": "Write a LearningRateScheduler among the callbacks",
    "TensorBoard": "Write CSVLogger or LivePlot",
    "BackupAndRestore": "Write ModelCheckpoint(..., save_optimizer=True) and fit(resume_from=...)",
    "LambdaCallback": "Write a class of your own over Callback",
    "fashion_mnist": "Write load_mnist or load_kmnist",
    "cifar10": "Write load_mnist or load_kmnist",
    "np_utils": "Write to_categorical",
    "backend": "Write NumPy",
    "applications": "The weights of other networks do not fit here",
    "preprocessing": "Change the arrays themselves before fit",
}
BY_MODULE = {
    "helpers.callbacks": "Write a class of your own over Callback",
    "helpers.initializers": "Write a function of (shape, rng)",
    "helpers.losses": "Write a Loss of your own: helpers.losses says how",
    "helpers.metrics": "Write a name such as 'accuracy', or a function of (y_true, y_pred)",
    "helpers.optimizers": "Write SGD, RMSprop, Adam or Adadelta",
    "helpers.regularizers": "Write L1, L2 or L1L2",
}


def missing(module: str, known: Iterable[str] = ()) -> Callable[[str], Any]:
    """A module's `__getattr__`: Keras's names and classes are answered with what to write."""
    cure = BY_MODULE.get(module, "Write a layer of your own: helpers.layer says how")

    def answer(name: str) -> Any:
        if name in NAMES:
            words = f"Keras has it, this book does not. {NAMES[name]}."
        elif name[:1].isupper():
            near = difflib.get_close_matches(name, known, n=1, cutoff=0.8)
            words = f"Did you mean {near[0]}?" if near else f"If it is one of Keras's: {cure}."
        else:
            raise AttributeError(f"module {module!r} has no attribute {name!r}")
        raise (ImportError if _importing(sys._getframe(1)) else AttributeError)(
            f"module {module!r} has no attribute {name!r}. {words}"
        )

    return answer


def _importing(frame: FrameType) -> bool:
    """Whether `from module import name` is what asks: it drops the words of an AttributeError."""
    if frame.f_code.co_name == "__getattr__" and frame.f_back:
        frame = frame.f_back
    return (
        frame.f_code.co_name == "_handle_fromlist"  # Python's own, where the module is a package
        or frame.f_code.co_code[frame.f_lasti] == opcode.opmap["IMPORT_FROM"]
    )


def refuse_options(owner: Any, options: dict[str, Any]) -> None:
    """Raise TypeError, with what to write, for arguments that a class or function does not know.

    One of Keras's that asks for what happens here anyway passes.
    """
    if not options:
        return
    known = _arguments(owner)
    for name, value in options.items():
        harmless, cure = KERAS_ARGUMENTS.get(name, ((None, False), NO_SUCH))
        in_keras = name in KERAS_ARGUMENTS or name in FURTHER_ARGUMENTS
        if in_keras and any(value is same for same in harmless):
            continue
        if in_keras and isinstance(value, (int, float, str, tuple)) and value in harmless:
            continue
        if name in OLD_ARGUMENTS and (OLD_ARGUMENTS[name] in known or name not in KERAS_ARGUMENTS):
            answer = f"An older Keras had it. Write {OLD_ARGUMENTS[name]}."
        elif in_keras:
            answer = f"Keras has it, this book does not. {cure}."
        else:
            near = difflib.get_close_matches(name, known, n=1)
            answer = f"Did you mean {near[0]!r}?" if near else f"It takes {', '.join(known)}."
        raise TypeError(f"{owner.__name__} takes no argument {name!r}. {answer}")


def _arguments(owner: Any) -> list[str]:
    """Names of the arguments of a function, or of a class and its parents."""
    makers = [owner]
    if isinstance(owner, type):
        makers = [vars(kind)["__init__"] for kind in owner.__mro__ if "__init__" in vars(kind)]
    names = [
        name
        for maker in makers
        for name, p in inspect.signature(maker).parameters.items()
        if p.kind is p.POSITIONAL_OR_KEYWORD and name != "self"
    ]
    return list(dict.fromkeys(names))


def keras_cure(name: str) -> str:
    """What to write in place of an attribute that Keras has; nothing for other names."""
    if name not in ATTRIBUTES:
        return ""
    return f" Keras has it, this book does not. Write {ATTRIBUTES[name]}."


class NotHere:
    """An attribute that Keras has: reading or setting it is answered with what to write."""

    def __init__(self, cure: str, harmless: Any = None) -> None:
        self.cure, self.harmless = cure, harmless

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        if instance is None or self.harmless is not None:
            return self.harmless
        raise AttributeError(f"Keras has {self.name!r}, this book does not. {self.cure}.")

    def __set__(self, instance: Any, value: Any) -> None:
        if self.harmless is None or value != self.harmless:
            raise AttributeError(f"Keras has {self.name!r}, this book does not. {self.cure}.")
