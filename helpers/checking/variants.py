"""Answers made of another: the mistakes that change what it is given, or what it returns."""

import inspect
from typing import Any

from helpers.checking.exercise import Answer, Case, Exercise, copied


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


def with_argument(exercise: Exercise, args: Case, place: int, other: Any) -> Any:
    """What the solution returns if one argument is another."""
    changed = (*args[:place], other, *args[place + 1 :])
    return exercise.use(exercise.solution, copied(changed))
