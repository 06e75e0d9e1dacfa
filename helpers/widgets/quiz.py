"""`Quiz`, the self-test at the end of a chapter: five questions, and a reply to every answer."""

from typing import Any

import traitlets

from helpers.widgets.base import Widget
from helpers.widgets.values import file_names, read_file


def quiz_names() -> list[str]:
    """Names of all quizzes: the files in `helpers/widgets/quizzes`."""
    return file_names("quiz")


def read_quiz(name: str) -> dict[str, Any]:
    """The content of a quiz, checked.

    A quiz file holds `{"questions": [{"question": text, "answers": [{"text": text, "reply": text,
    "correct": true}, ...]}, ...]}`. Exactly one answer of a question is correct; `correct` is left
    out of the others. Text between backticks is set as code.

    Raises:
        ValueError: no quiz has that name, or its file breaks one of these rules.
    """
    if not isinstance(name, str) or name not in quiz_names():
        raise ValueError(
            f"name should be one of {', '.join(quiz_names())}. Received {name!r}. "
            "Add a file to helpers/widgets/quizzes."
        )
    content = read_file("quiz", name)
    for number, question in enumerate(content["questions"], start=1):
        _check_question(question, f"question {number} of the quiz {name!r}")
    return content


def _check_question(question: dict[str, Any], where: str) -> None:
    answers = question.get("answers", [])
    if not question.get("question") or len(answers) < 2:
        raise ValueError(f"{where} should have a text and at least two answers.")
    for answer in answers:
        if not answer.get("text") or not answer.get("reply"):
            raise ValueError(f"{where}: each answer should have a text and a reply.")
    if sum(answer.get("correct") is True for answer in answers) != 1:
        raise ValueError(f"{where} should have exactly one correct answer.")


class Quiz(Widget):
    """A short self-test, named after its chapter: `Quiz("convolution")`.

    Nothing is recorded: what the reader answers stays in the page.

    Raises:
        ValueError: there is no quiz of that name.
    """

    module = "quiz"
    summary = "A short self-test with a reply to every answer."
    state = ("name",)

    name = traitlets.Unicode().tag(sync=True)

    def __init__(self, name: str) -> None:
        read_quiz(name)
        self.values_at_start = (f"quiz/{name}",)
        super().__init__(name=name)
