"""Weights and checkpoints on disk: `.npz` files, read without pickle, written in one step."""

import io
import json
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

import numpy as np

from helpers.arguments import file_name
from helpers.writing import write_whole

# What a file unpacks to: any file to as much, and a larger one to so many times its own size.
MOST_UNPACKED, MOST_TIMES = 2**26, 20


def write_npz(path: str | os.PathLike, arrays: dict[str, np.ndarray]) -> None:
    """Write named arrays to `path`, in one step; ValueError for a name without .npz."""
    path = file_name(path, "a weights file")
    if path.suffix != ".npz":
        raise ValueError(
            f"a weights file expects a name that ends in .npz. Received {str(path)!r}. Save it as "
            "'weights.npz'."
        )
    content = io.BytesIO()
    np.savez(content, **arrays)  # type: ignore[arg-type]
    write_whole(path, content.getvalue())


def read_npz(path: str | os.PathLike) -> dict[str, np.ndarray]:
    """All arrays of an `.npz` file; ValueError if it is damaged, or holds pickled objects."""
    path = file_name(path, "a weights file")
    try:
        with open(path, "rb") as file:
            return unpacked(file)
    except FileNotFoundError as error:
        raise FileNotFoundError(
            f"{path} should be a file that save_weights wrote. There is none. Received a name "
            f"that stands for {path.absolute()}. Check folder and name."
        ) from error
    except (IsADirectoryError, PermissionError) as error:
        cure = "Name a file that model.save_weights or a ModelCheckpoint wrote"
        raise OSError(error.errno, f"{error.strerror}. {cure}", os.fspath(path)) from error
    except Exception as error:  # a damaged file fails in a dozen ways
        raise ValueError(
            f"{os.fspath(path)} is not a whole .npz file of plain arrays ({error}). Save the "
            "weights again with model.save_weights."
        ) from error


def unpacked(file: BinaryIO) -> dict[str, np.ndarray]:
    """All arrays of an open `.npz` file; an error of any kind if it is damaged, or holds more.

    Nothing in it is executed, and no more memory is filled than such a file can be meant to fill.
    """
    if not zipfile.is_zipfile(file):
        raise ValueError("it is no archive of arrays")
    weight = file.seek(0, io.SEEK_END)
    file.seek(0)
    with np.load(file, allow_pickle=False) as archive:
        members = archive.zip.infolist()
        known = {member.compress_type for member in members} <= {
            zipfile.ZIP_STORED,
            zipfile.ZIP_DEFLATED,  # of other kinds, zipfile unpacks more than it was asked for
        }
        size = sum(member.file_size for member in members)
        if not known or size > max(MOST_UNPACKED, MOST_TIMES * weight):
            raise ValueError(f"{weight} bytes that unpack to {size}")
        # what is no array inside a zip file comes as bytes
        return {name: np.asarray(archive[name]) for name in archive.files}


def _named_weights(model: Any) -> dict[str, np.ndarray]:
    return dict(zip(weight_names(model), model.get_weights(), strict=True))


def weight_names(model: Any) -> list[str]:
    """One name for each array of `model.get_weights()`, for example "0/Conv2D/kernel"."""
    return [
        f"{index}/{type(layer).__name__}/{name}"
        for index, layer in enumerate(model.layers)
        for name in (*layer.params, *layer.state)
    ]


def save_weights(model: Any, path: str | os.PathLike) -> None:
    """Write a built model's weights to an `.npz` file."""
    write_npz(path, _named_weights(model))


def load_weights(model: Any, path: str | os.PathLike) -> None:
    """Fill a built model from a file of `save_weights`; ValueError, and no change, where it does
    not fit."""
    model.set_weights(_fitting_weights(model, read_npz(path), path))


def _fitting_weights(
    model: Any, arrays: dict[str, np.ndarray], path: str | os.PathLike
) -> list[np.ndarray]:
    """The arrays of the file in the model's order, each with the right name and shape."""

    def misfit(what: str) -> ValueError:
        return ValueError(
            f"{os.fspath(path)} does not fit this model: {what}. Build the architecture that was "
            "saved."
        )

    names = weight_names(model)
    in_file = [name for name in arrays if not name.startswith("checkpoint/")]
    for name, weight in zip(names, model.weights, strict=True):
        index, kind, weight_name = name.split("/", 2)
        where = f"layer {index} ({kind}), {weight_name}"
        if name not in arrays:
            raise misfit(f"{where} of shape {weight.shape} is not in it. It holds {in_file}")
        if arrays[name].shape != weight.shape or arrays[name].dtype.kind not in "fiub":
            held = f"{arrays[name].dtype} {arrays[name].shape}"
            raise misfit(f"{where} expects shape {weight.shape}. The file holds {held}")
    if more := sorted(set(in_file) - set(names)):
        raise misfit(f"it also holds {more}, which this model has not")
    return [arrays[name] for name in names]


def save_checkpoint(model: Any, path: str | os.PathLike, epoch: int, callbacks: list[Any]) -> None:
    """Write all that a training needs to go on: weights, optimizer, generator, callbacks.

    Arrays are stored as arrays, the rest as JSON. `epoch` is the number of epochs that are done.
    Callbacks that remember nothing, such as the progress bar, may differ when training goes on.
    """
    arrays = _named_weights(model)
    state = {
        "epoch": epoch,
        "optimizer_type": type(model.optimizer).__name__,
        **_model_state(model),
        "callbacks": [
            {"type": type(callback).__name__, "state": callback.get_state()}
            for callback in callbacks
            if callback.has_memory
        ],
    }

    def name_of(value: Any) -> Any:
        """What JSON cannot hold: an array moves to `arrays` and leaves its name behind."""
        if isinstance(value, np.ndarray):
            name = f"checkpoint/{len(arrays)}"
            arrays[name] = value
            return {"array": name}
        if isinstance(value, np.generic):
            return value.item()
        raise TypeError(f"a checkpoint holds numbers, texts and arrays. Received {value!r}.")

    text = json.dumps(state, default=name_of)
    write_npz(path, {**arrays, "checkpoint/state": np.array(text)})


STATE = {"epoch": int, "stop_training": bool, "optimizer_type": str, "optimizer": dict}
STATE |= {"rng": dict, "own_rngs": list, "callbacks": list}


def _state_in(arrays: dict[str, np.ndarray], path: str | os.PathLike) -> dict[str, Any]:
    """What `save_checkpoint` wrote beside the weights; ValueError where it is something else."""

    def array_of(entry: dict[str, Any]) -> Any:
        return arrays[entry["array"]] if list(entry) == ["array"] else entry

    try:
        state = json.loads(str(arrays["checkpoint/state"]), object_hook=array_of)
        fits = all(isinstance(state[name], kind) for name, kind in STATE.items())
        fits = fits and state["epoch"] >= 0 and state["optimizer"]["iterations"] >= 0
        fits = fits and all(entry.keys() == {"type", "state"} for entry in state["callbacks"])
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError):
        fits = False
    if not fits:
        raise ValueError(
            f"{os.fspath(path)} expects the state of a training. Received one that no training "
            "has. Save it again with ModelCheckpoint(..., save_optimizer=True)."
        )
    return state


def load_checkpoint(model: Any, path: str | os.PathLike, hooks: Any) -> int:
    """Begin a training with model, optimizer, generator and callbacks as a checkpoint has them.

    Returns the number of epochs that are done. ValueError, and nothing has begun, if the file is
    no checkpoint, or the callbacks are of other types or in another order than they were.
    """
    arrays = read_npz(path)
    if "checkpoint/state" not in arrays:
        raise ValueError(
            f"{os.fspath(path)} holds weights, not a checkpoint to resume from. Save one with "
            "ModelCheckpoint(..., save_optimizer=True)."
        )

    state = _state_in(arrays, path)
    callbacks = [callback for callback in hooks.callbacks if callback.has_memory]
    optimizer = type(model.optimizer).__name__
    if state["optimizer_type"] != optimizer:
        raise ValueError(
            f"{os.fspath(path)} was saved with the optimizer {state['optimizer_type']}. Received "
            f"{optimizer}. Compile with the same one."
        )
    saved = [callback["type"] for callback in state["callbacks"]]
    received = [type(callback).__name__ for callback in callbacks]
    if saved != received:
        raise ValueError(
            f"{os.fspath(path)} was saved by a fit with the callbacks {saved}. Received "
            f"{received}. Resume with the same callbacks in the same order."
        )
    weights = _fitting_weights(model, arrays, path)
    seeded = len(model.own_generators())
    if len(state["own_rngs"]) != seeded:
        raise ValueError(
            f"{os.fspath(path)} was saved by a model with {len(state['own_rngs'])} layers that "
            f"have a seed of their own. Received one with {seeded}. Give the same layers a seed."
        )
    held = _model_state(model), model.get_weights()
    with _back_where_it_fails(model, held, path):  # before anything begins
        _set_model_state(model, state, weights)
    hooks.on_train_begin()
    with _back_where_it_fails(model, held, path):
        for callback, entry in zip(callbacks, state["callbacks"], strict=True):
            callback.set_state(entry["state"])
        _set_model_state(model, state, weights)  # a training that had ended stays so
    return int(state["epoch"])


def _model_state(model: Any) -> dict[str, Any]:
    return {
        "stop_training": model.stop_training,
        "rng": model.rng.bit_generator.state,
        "own_rngs": [rng.bit_generator.state for rng in model.own_generators()],
        "optimizer": model.optimizer.get_state(),
    }


def _set_model_state(model: Any, state: dict[str, Any], weights: list[np.ndarray]) -> None:
    model.optimizer.set_state(state["optimizer"])
    model.set_weights(weights)
    model.rng.bit_generator.state = state["rng"]
    for rng, rng_state in zip(model.own_generators(), state["own_rngs"], strict=True):
        rng.bit_generator.state = rng_state
    model.stop_training = state["stop_training"]


@contextmanager
def _back_where_it_fails(model: Any, held: Any, path: str | os.PathLike) -> Iterator[None]:
    """The model as it was, where a state is another training's, or was written by hand."""
    try:
        yield
    except Exception as error:
        _set_model_state(model, *held)
        raise ValueError(
            f"{os.fspath(path)} holds a state that this training cannot have ({error}). Save it "
            "again with ModelCheckpoint(..., save_optimizer=True)."
        ) from error
