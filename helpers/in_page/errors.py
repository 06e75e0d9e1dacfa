"""What went wrong with a reader's code: in plain words, with the line, and as Python says it."""

import re
import traceback
from collections.abc import Collection
from typing import Any

from helpers.checking.catalogue import pages
from helpers.checking.reading import read_error
from helpers.in_page.printing import shortened

Told = dict[str, Any]  # "words", "text", "line": as the page is given them

_ELSEWHERE = "It can be had in Binder, in Colab, and on your own machine."

# What Python says of code that it cannot read, and what a teacher says. Groups are filled in.
_UNREADABLE = (
    (r"expected ':'", "a colon `:` is missing, at the end of the line or before."),
    (r"'(.)' was never closed", "the bracket `{0}` is opened, and never closed."),
    (r"unmatched '(.)'", "the bracket `{0}` closes nothing: none is open here."),
    (
        r"closing parenthesis '(.)' does not match opening parenthesis '(.)'",
        "`{0}` closes a bracket that was opened by `{1}`.",
    ),
    (r"unterminated .*string", "a text begins with a quote here, and no quote ends it."),
    (
        r"cannot assign to (.+?)(?: here.*)?$",
        "what stands before `=` holds no value: {0}. To ask whether two values are equal takes "
        "`==`.",
    ),
    (
        r"Maybe you meant '=='",
        "one `=` puts a value into a name. Two, `==`, ask whether two values are equal.",
    ),
    (
        r"Perhaps you forgot a comma",
        "something is missing between two values: a comma, a `*`, or another sign?",
    ),
    (
        r"'(return|yield|break|continue)' (?:outside|not properly in)",
        "`{0}` stands outside of the function or loop that it belongs to. Is the line indented?",
    ),
    (
        r"expected an indented block after (.*?) on line (\d+)",
        "here the indented lines should begin that belong to the {0} of line {1}. For none at all, "
        "write `...`.",
    ),
    (r"unexpected indent", "this line is indented more than the one above, which asks for none."),
    (
        r"unindent does not match",
        "this line is indented less than the one above, and as no line before it. Count the "
        "spaces.",
    ),
    (r"inconsistent use of tabs", "tabs and spaces are mixed. Use four spaces a step."),
    (r"invalid (?:non-printable )?character '?(.)'?", "Python knows no character `{0}`."),
    (r"Missing parentheses in call to '(\w+)'", "`{0}` is called with brackets: `{0}(...)`."),
    (
        r"positional argument follows keyword argument",
        "values with a name (`stride=2`) come after those without one.",
    ),
)


def unreadable(error: Exception, source: str) -> Told:
    """What is said of code that Python cannot compile."""
    lines = source.splitlines() or [""]
    place = getattr(error, "lineno", None)
    line = max(1, min(place, len(lines))) if place else None
    said = traceback.TracebackException(type(error), error, None).format_exception_only()
    # Its first line tells a file, which nobody knows.
    text = "".join(said).partition("\n")[2] if place else "".join(said)
    if line and re.match(r"\s*[%!]", lines[line - 1]):
        words = "lines that begin with `%` or `!` are Jupyter's. This page runs Python alone."
    else:
        words = _words_for(str(getattr(error, "msg", error)))
    return _told(words, text, line)


def _words_for(message: str) -> str:
    for pattern, words in _UNREADABLE:
        if found := re.search(pattern, message):
            return words.format(*found.groups())
    return "Python cannot read this line. Is a sign missing here, or at the end of the line above?"


def raised(error: BaseException, files: Collection[str], file: str) -> Told:
    """What is said of an exception.

    Args:
        error: the exception.
        files: the names of all files that hold code of the reader.
        file: the name of that which was run.
    """
    said = traceback.TracebackException.from_exception(error, lookup_lines=False)
    frames = [frame for frame in said.stack if frame.filename in files]
    numbers = [frame.lineno for frame in frames if frame.filename == file]
    line = numbers[-1] if numbers else None
    if isinstance(error, RecursionError):  # the first that comes again
        line = next((n for n in numbers if numbers.count(n) > 1), line)
    *_, last = said.format_exception_only()
    return _told(_words(error, last.strip()), "\n".join([*_way(frames, file), last]), line)


def _way(frames: list[traceback.FrameSummary], file: str) -> list[str]:
    """The reader's own lines that led to an exception; of very many the first and the last."""
    lines = []
    for frame in frames if len(frames) <= 8 else (*frames[:4], *frames[-2:]):
        inside = "" if frame.name == "<module>" else f", in {frame.name}"
        earlier = "" if frame.filename == file else ", which was run before"
        lines.append(f"line {frame.lineno}{inside}{earlier}\n    {frame.line}")
    if len(frames) > 8:
        lines.insert(4, f"... and {len(frames) - 6} lines more ...")
    return lines


def _words(error: BaseException, last: str) -> str:
    """An exception in plain words; where there are none, Python's own."""
    if isinstance(error, ModuleNotFoundError):
        package = str(error.name).partition(".")[0]
        return f"this needs `{package}`, which is not in this page. {_ELSEWHERE}"
    if isinstance(error, NameError) and any(error.name in page.modules for page in pages()):
        return f"`{error.name}` is an exercise. Write it first, then run this again."
    if isinstance(error, SystemExit):
        return "your code asked Python to exit. Here it goes on."
    if isinstance(error, MemoryError):
        return "the memory of this page is full."
    if isinstance(error, RecursionError):
        return "the function calls itself again and again. What should end that?"
    if isinstance(error, FileNotFoundError):
        return f"this page has no such file. {_ELSEWHERE}"
    if isinstance(error, AssertionError) and not error.args:
        return "what stands behind `assert` is not true."
    known = read_error(last)
    return known.text if known else last


def undefined(name: str, first_line: str, defined: list[str]) -> Told:
    """What is said of code that lacks the function which is asked for.

    Args:
        name: the function or class.
        first_line: the line with which it begins.
        defined: what the code defines instead.
    """
    instead = f" It defines `{defined[-1]}`." if defined else ""
    words = f"There is no `{name}` in your code.{instead} Begin with `{first_line}`."
    return _told(words, f"NameError: name {name!r} is not defined", None)


def _told(words: str, text: str, line: int | None) -> Told:
    words = f"Line {line}: {words}" if line else words[:1].upper() + words[1:]
    return {"words": shortened(words), "text": shortened(text.rstrip()), "line": line}
