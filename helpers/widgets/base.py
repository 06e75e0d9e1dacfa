"""The base of every widget. CONTRIBUTING.md, "Add a widget", shows a whole one."""

import html
import json
import math
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, ClassVar

import anywidget
import numpy as np
import traitlets

from helpers.widgets.modules import module_text, style_text
from helpers.widgets.pictures import PICTURES
from helpers.widgets.values import MissingValue, encode, named_value


class Widget(anywidget.AnyWidget):
    """A widget that is live in a kernel, on a static page, and on a page opened from a disk.

    Subclasses set `module` (the JavaScript file's stem), `summary` (one sentence for a page on
    which nothing is live) and `state` (names of the traits that describe what is shown).

    Some widgets let the reader guess first: `predict=["The left rim will be", "orange", "blue"]`
    covers what answers the question until one of the choices is made. The guess stays beside the
    answer. Such a class sets `predicts`, and its module calls `guessFirst` of `predict.js`.
    """

    module: ClassVar[str]
    summary: ClassVar[str]
    state: ClassVar[tuple[str, ...]] = ()
    predicts: ClassVar[bool] = False
    # Names of the values that the module is going to ask for, beside the pictures to choose from.
    values_at_start: tuple[str, ...] = ()
    # Values of this very widget. A page without a kernel cannot know them, and shows the book's.
    own_values: Mapping[str, Any] = {}

    # Values sent along when the widget is made: a busy kernel answers no questions, and a reader
    # who runs all cells should not look at an empty widget meanwhile. No part of `state`.
    _values = traitlets.Dict().tag(sync=True)
    # A question and two or three choices, or nothing. No part of `state`: no link asks.
    predict = traitlets.List(traitlets.Unicode()).tag(sync=True)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        if "module" in cls.__dict__:
            cls._esm = module_text(cls.module, cls.settings())
            cls._css = style_text()
        super().__init_subclass__(**kwargs)

    def __init__(self, **settings: Any) -> None:
        names = (*self.state, "predict") if self.predicts else self.state
        unknown = sorted(set(settings) - set(names))
        if unknown:
            raise TypeError(
                f"{type(self).__name__} expects settings among {', '.join(names)}. "
                f"Received {', '.join(unknown)}. Check the spelling."
            )
        super().__init__(**settings)
        images = self.settings().get("image", {}).get("values", [])
        pictures = [f"picture/{name}" for name in images if name in PICTURES]
        self._values = dict(self._encoded([*pictures, *self.values_at_start]))
        self.on_msg(self._answer)

    def __setattr__(self, name: str, value: Any) -> None:
        """A setting becomes what JSON can hold: Python's own numbers and lists, without NaN."""
        if name in self.state:
            if isinstance(value, np.ndarray | np.generic):
                value = value.tolist()
            is_switch = isinstance(getattr(type(self), name), traitlets.Bool)
            for part in _parts(value):
                if isinstance(part, float) and not math.isfinite(part):
                    raise traitlets.TraitError(
                        f"{name} expects finite numbers. Received {part!r}. Leave it out."
                    )
                if isinstance(part, bool) and not is_switch:
                    raise traitlets.TraitError(
                        f"{name} expects numbers or names. Received {part!r}. Write 1 or 0."
                    )
        super().__setattr__(name, value)

    @classmethod
    def settings(cls) -> dict[str, dict[str, Any]]:
        """What the module must know of each name in `state`: default, limits, values."""
        return {name: _limits(getattr(cls, name)) for name in cls.state}

    def static_state(self) -> dict[str, Any]:
        """The state as JSON values, for a page without a kernel, and the question before it."""
        state = {name: _plain(getattr(self, name)) for name in self.state}
        return state | ({"predict": self.predict} if self.predict else {})

    @traitlets.validate("predict")
    def _is_a_question(self, proposal: Any) -> list[str]:
        given = proposal["value"]
        if len(given) not in (0, 3, 4):
            raise traitlets.TraitError(
                "predict should be a question and two or three choices, as in "
                f"['It will be', 'orange', 'blue']. Received {given!r}. Add or leave out choices."
            )
        return given

    def value(self, name: str) -> Any:
        """The value that the module asked for by name.

        Raises:
            MissingValue: there is none.
        """
        return self.own_values[name] if name in self.own_values else named_value(name)

    def __repr__(self) -> str:
        settings = ", ".join(f"{name}={_short(getattr(self, name))}" for name in self.state)
        return f"{type(self).__name__}({settings})"

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is None:
            return None
        data, metadata = bundle
        return {**data, "text/html": self._static_html()}, metadata

    def page_html(self, shown: str) -> str:
        """The widget for a page without a kernel, and the HTML to show where nothing is live."""
        # In a script element only "<" could end the JSON early; \u003c is the same character.
        state = json.dumps(self.static_state()).replace("<", "\\u003c")
        return (
            f'<div class="live-widget" data-module="{self.module}">'
            f'<script type="application/json">{state}</script>{shown}</div>'
        )

    def _static_html(self) -> str:
        return self.page_html(
            f'<p class="live-widget-fallback"><strong>{type(self).__name__}.</strong> '
            f"{html.escape(self.summary)} It comes alive in the built book, "
            "or when you run this cell in Jupyter.</p>"
        )

    def _encoded(self, names: list[str]) -> Iterator[tuple[str, dict[str, Any]]]:
        for name in names:
            with suppress(MissingValue):  # the module asks again, and is told what is missing
                header, payload = encode(self.value(name))
                yield name, header | ({"data": payload[0]} if payload else {})

    def _answer(self, widget: Any, content: Any, buffers: Any) -> None:
        """Send the value that the module asked for; an unknown name is answered in words."""
        if not isinstance(content, dict) or not isinstance(content.get("ask"), str):
            return
        name = content["ask"]
        try:
            header, payload = encode(self.value(name))
        except MissingValue as error:
            header, payload = {"error": str(error)}, []
        self.send({"answer": name, **header}, payload)


def _limits(trait: Any) -> dict[str, Any]:
    """A trait as JSON. A trait class with limits of another kind names them in `limits`."""
    found = {key: getattr(trait, key, None) for key in ("values", "min", "max")}
    found |= {"default": trait.default(), **getattr(trait, "limits", {})}
    if isinstance(trait, traitlets.Int):
        found["whole"] = True
    if isinstance(trait, traitlets.List):
        found["each"] = _limits(trait._trait)
        found["length"] = trait._minlen if trait._minlen == trait._maxlen else None
    unsaid = (None, traitlets.Undefined, -math.inf, math.inf)
    return {key: value for key, value in found.items() if value not in unsaid}


def _parts(value: Any) -> Iterator[Any]:
    """The numbers and texts in nested lists."""
    if isinstance(value, list | tuple):
        for part in value:
            yield from _parts(part)
    else:
        yield value


def _plain(value: Any) -> Any:
    return value.tolist() if isinstance(value, np.ndarray) else value


def _short(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return f"<array {'x'.join(map(str, value.shape))}>"
    return repr(value)
