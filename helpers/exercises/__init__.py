"""The exercises of the course: one file each, in the folder of its chapter.

`from helpers import check` is the usual way in. The engine behind it is `helpers.checking`, which
loads an exercise when it is first asked for; this package itself imports nothing.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from helpers.checking import CheckResult, Exercise, Mistake, check

__all__ = ["CheckResult", "Exercise", "Mistake", "check"]


def __getattr__(name: str) -> Any:
    """A public name of the engine, loaded on first use."""
    if name not in __all__:
        raise AttributeError(f"module 'helpers.exercises' has no attribute {name!r}")
    import helpers.checking

    return getattr(helpers.checking, name)


def __dir__() -> list[str]:
    return sorted(__all__)
