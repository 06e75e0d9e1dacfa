"""What `check` answers: a `CheckResult`, as text and as a small card."""

import re
import textwrap
from dataclasses import dataclass
from html import escape
from itertools import groupby

from helpers.checking.difference import LEGEND

PASSED, NOT_YET, NOT_ATTEMPTED = "passed", "not yet", "not attempted yet"

# White on these: contrast 5.1, 6.5 and 5.7 to 1 (WCAG AA asks for 4.5). The rest of the card takes
# the colors of the page around it, so it reads in light and dark themes alike.
_BADGES = {
    PASSED: ("\u2713", "#1b7f3b"),
    NOT_YET: ("\u2717", "#b3261e"),
    NOT_ATTEMPTED: ("\u25cb", "#5f6368"),
}
_BLOCK = (
    "margin: 0.4em 0 0.7em; padding: 0; border: 0; background: transparent; color: inherit; "
    "font-family: ui-monospace, Menlo, Consolas, monospace; white-space: pre; overflow-x: auto;"
)
# Between red and the color of the text around it: dark on a light page, light on a dark one.
_MARKED = "font-weight: 700; color: color-mix(in srgb, currentColor 45%, #e0301e);"


@dataclass(frozen=True, repr=False)
class CheckResult:
    """The answer of `check`. True in an `if` when the exercise is passed.

    Attributes:
        name: the name of the exercise.
        status: "passed", "not yet", or "not attempted yet" while the function's body is empty.
        message: plain text for people: what was called, expected and returned, and a hint.
        mistake: the name of the known mistake that was recognized, or None.
        hunted: the mistake is the bug that the exercise asks for. Its name would tell, so the
            headline leaves it out.
    """

    name: str
    status: str
    message: str = ""
    mistake: str | None = None
    hunted: bool = False

    @property
    def passed(self) -> bool:
        """Whether the answer is right."""
        return self.status == PASSED

    @property
    def attempted(self) -> bool:
        """Whether there is an answer."""
        return self.status != NOT_ATTEMPTED

    def __bool__(self) -> bool:
        return self.passed

    def __repr__(self) -> str:
        slug = f" ({self.mistake})" if self.mistake and not self.hunted else ""
        headline = f"{self.name}: {self.status}{slug}"
        return f"{headline}\n{self.message}" if self.message else headline

    def _repr_html_(self) -> str:
        mark, color = _BADGES[self.status]
        slug = f" <span>({escape(self.mistake)})</span>" if self.mistake and not self.hunted else ""
        return (
            f'<div style="border-left: 4px solid {color}; padding: 0.3em 0.8em; margin: 0.3em 0;">'
            f'<div><span style="background: {color}; color: #ffffff; padding: 0.1em 0.5em; '
            f'border-radius: 0.3em; font-weight: 600;">{mark} {self.status}</span> '
            f"<code>{escape(self.name)}</code>{slug}</div>{_paragraphs(self.message)}</div>"
        )


def _paragraphs(message: str) -> str:
    """Lines of prose as paragraphs; lines that start with a space as they stand (code, tables)."""
    html: list[str] = []
    for is_block, group in groupby(message.splitlines(), key=lambda line: line.startswith(" ")):
        lines = list(group)
        if is_block:
            block = _marked("\n".join(lines))
            html.append(f'<pre style="{_BLOCK}">{block}</pre>')
        else:
            html += [
                f'<div style="margin: 0.3em 0;">{_prose(line)}</div>' for line in lines if line
            ]
    return "".join(html)


def _prose(line: str) -> str:
    """A line of prose; what stands between backticks is code."""
    return re.sub("`([^`]+)`", r"<code>\1</code>", escape(line))


def _marked(block: str) -> str:
    """A block without its margin; in a comparison what is marked there stands out."""
    text = escape(textwrap.dedent(block))
    if not block.endswith(LEGEND):
        return text
    return re.sub(r"[^\s\[\]]+\*", rf'<strong style="{_MARKED}">\g<0></strong>', text)
