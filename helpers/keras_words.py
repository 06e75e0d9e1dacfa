"""What Keras has and this book does not is answered with what to write: see `keras_names.py`."""

import inspect
import opcode
import sys
from collections.abc import Callable, Iterable
from types import FrameType
from typing import Any

from helpers.keras_names import (
    ATTRIBUTES,
    BY_MODULE,
    FURTHER_ARGUMENTS,
    KERAS_ARGUMENTS,
    METHODS,
    NAMES,
    NO_SUCH,
    OLD_ARGUMENTS,
    ROOMS,
)


def missing(module: str, known: Iterable[str] = ()) -> Callable[[str], Any]:
    """A module's `__getattr__`: Keras's names and classes are answered with what to write."""
    cure = BY_MODULE.get(module, "Write a layer of your own: helpers.layer says how")

    def answer(name: str) -> Any:
        words = f"module {module!r} has no attribute {name!r}"
        if name.startswith("_"):
            raise AttributeError(words)
        if name in NAMES:
            words += f". Keras has it, this book does not. {NAMES[name]}."
        else:
            near = _nearest(name, known, cutoff=0.8)
            words += f". If it is one of Keras's, this book does not have it. {cure}."
            words += f" Or did you mean {near[0]}?" if near else ""
        telling = name in NAMES or name[:1].isupper()  # a small name may be that of a module
        raise (ImportError if telling and _importing(sys._getframe(1)) else AttributeError)(words)

    return answer


def _nearest(name: str, known: Iterable[str], cutoff: float = 0.6) -> list[str]:
    from difflib import get_close_matches  # for errors alone: it would slow each start

    return get_close_matches(name, list(known), n=1, cutoff=cutoff)


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
        if name in known:
            continue
        harmless, cure = KERAS_ARGUMENTS.get(name, ((None, False), NO_SUCH))
        in_keras = name in KERAS_ARGUMENTS or name in FURTHER_ARGUMENTS
        if in_keras and any(value is same for same in harmless):
            continue
        if in_keras and isinstance(value, (int, float, str, tuple)) and value in harmless:
            continue
        if name in OLD_ARGUMENTS:
            answer = f"An older Keras had it, this book does not. {OLD_ARGUMENTS[name]}."
        elif in_keras:
            answer = f"Keras has it, this book does not. {cure}."
        else:
            near = _nearest(name, known)
            answer = (
                f"Did you mean {near[0]!r}?" if near else f"It takes {', '.join(known) or 'none'}."
            )
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
        if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY) and name != "self"
    ]
    return list(dict.fromkeys(names))


def keras_cure(name: str) -> str:
    """What to write in place of an attribute that Keras has; nothing for other names."""
    if name not in ATTRIBUTES:
        return ""
    return f" Keras has it, this book does not. Write {ATTRIBUTES[name]}."


def missing_attribute(owner: Any, name: str) -> Any:
    """The `__getattr__` of a class: Keras's names are answered with what to write."""
    raise AttributeError(f"{type(owner).__name__} has no attribute {name!r}.{keras_cure(name)}")


class Derived:
    """What readers derive from and call as in Keras: it answers what Keras's classes have and this
    book's have not."""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        own = [kind for kind in cls.__mro__ if kind.__module__.partition(".")[0] != "helpers"]
        for base in cls.__mro__[1:]:
            for name, (needed, cure) in METHODS.get(base.__name__, {}).items():
                written = any(needed in vars(kind) for kind in own)
                if inspect.isfunction(vars(cls).get(name)) and not written:
                    raise TypeError(
                        f"{cls.__name__} has {name!r}, which Keras calls and this book does not. "
                        f"{cure}."
                    )

    def __new__(cls, *args: Any, **given: Any) -> Any:
        code = getattr(cls.__init__, "__code__", None)
        if code and type(cls).__call__ is type.__call__ and not code.co_flags & inspect.CO_VARARGS:
            names = code.co_varnames[1 : code.co_argcount]
            if len(args) > len(names):
                raise TypeError(
                    f"{cls.__name__} takes by position {', '.join(names) or 'nothing'}. Received "
                    f"{len(args)} arguments so. Write the further ones by name, as in Keras."
                )
            if args and names[:1] == ("name",) and str(args[0]) == "channels_first":
                refuse_options(cls, {"data_format": args[0]})
        new: Any = super().__new__
        return new(cls) if new is object.__new__ else new(cls, *args, **given)


class Rooms:
    """Keras's modules that are imported by their paths are answered with what to write."""

    @staticmethod
    def find_spec(name: str, *further: Any) -> Any:
        house, _, path = name.partition(".")
        if house != "helpers" or not path:
            return None
        room, _, inner = path.partition(".")
        cure = NAMES[room] if room in ROOMS else ""
        if inner and room in ("layers", "models", "utils"):
            cure = f"Write from helpers.{room} import ..., and the name"
        if not cure:
            return None
        raise ModuleNotFoundError(
            f"No module named {name!r}. Keras has it, this book does not. {cure}.", name=name
        )


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
