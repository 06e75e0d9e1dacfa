"""Answers made of another: the mistakes that change what it is given, or what it returns."""

import inspect
from typing import Any

from helpers.checking.exercise import Answer


def then(answer: Answer, change: Answer) -> Answer:
    """The answer with its result changed: `then(flatten, np.transpose)`."""
    return lambda *args: change(answer(*args))


def given(answer: Answer, **changes: Answer) -> Answer:
    """The answer with some of its arguments changed: `given(dense, bias=np.zeros_like)`."""
    names = list(inspect.signature(answer).parameters)

    def variant(*args: Any) -> Any:
        named = zip(names, args, strict=False)  # those left out have their defaults
        return answer(*(changes[name](arg) if name in changes else arg for name, arg in named))

    return variant
