"""How far the learner is: a small JSON file in the user's data folder, and how it is shown.

The file is a convenience. Where it cannot be read or written, nothing is kept and nothing fails.
"""

import contextlib
import json
import os
from dataclasses import dataclass
from html import escape
from pathlib import Path

from helpers.checking.catalogue import pages
from helpers.checking.exercise import Exercise
from helpers.files import FOLDER, one_at_a_time
from helpers.writing import write_whole

VARIABLE = "HELPERS_PROGRESS_FILE"
PASSED, TRIED = "passed", "tried"
_MARKS = {PASSED: ("\u2713", "passed"), TRIED: ("\u2717", "not yet"), "": ("\u25cb", "open")}


def progress_file() -> Path | None:
    """The file's place: $HELPERS_PROGRESS_FILE, or in the user's data folder; None if neither."""
    chosen = os.environ.get(VARIABLE)
    if chosen:
        return Path(chosen)
    try:
        from platformdirs import user_data_path

        folder = user_data_path(FOLDER, appauthor=False)
    except (ImportError, RuntimeError):  # a user without a home
        return None
    return folder / "progress.json" if folder.is_absolute() else None


def read_progress() -> dict[str, str]:
    """Names of exercises and how they stand, "passed" or "tried"; empty if nothing can be read."""
    path = progress_file()
    try:
        content = json.loads(path.read_text(encoding="utf-8")) if path else {}
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(content, dict):
        return {}
    return {name: state for name, state in content.items() if state in (PASSED, TRIED)}


def keep(name: str, passed: bool) -> None:
    """Keep the outcome of one check. What is passed stays passed."""
    path = progress_file()
    if path is None:
        return
    with contextlib.suppress(OSError), one_at_a_time(path.parent):  # two kernels may check at once
        state = read_progress()
        if state.get(name) == PASSED or (not passed and state.get(name) == TRIED):
            return
        state[name] = PASSED if passed else TRIED
        write_whole(path, json.dumps(state, indent=1, sort_keys=True))


@dataclass(frozen=True, repr=False)
class Overview:
    """Every exercise by chapter, and how far the learner is. What `check.list()` shows."""

    state: dict[str, str]

    def _count(self, heading: str, group: list[Exercise]) -> tuple[str, str]:
        done = sum(self.state.get(exercise.name) == PASSED for exercise in group)
        return heading, f"{done} of {len(group)} passed"

    def _entry(self, exercise: Exercise) -> tuple[str, str, str, str]:
        """An exercise's mark, the word for it, its call and its prompt."""
        return (*_MARKS[self.state.get(exercise.name, "")], str(exercise), exercise.prompt)

    def _chapters(self) -> list[tuple[tuple[str, str], list[tuple[str, str, str, str]]]]:
        """Headings with counts, and their entries, in the order of the course; first the total."""
        groups = [(page.heading, page.exercises()) for page in pages()]
        every = [exercise for _, group in groups for exercise in group]
        return [
            (self._count("All exercises", every), []),
            *((self._count(name, group), list(map(self._entry, group))) for name, group in groups),
        ]

    def __repr__(self) -> str:
        lines = []
        for heading, entries in self._chapters():
            lines.append(": ".join(heading))
            for mark, word, call, prompt in entries:
                lines += [f"  {mark} {word:<7} {call}", f"            {prompt}"]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        (total, _), *chapters = self._chapters()
        parts = [f"<p>{': '.join(total)}</p>"]
        for (heading, count), entries in chapters:
            items = "".join(
                f"<li>{mark} {word}: <code>{escape(call)}</code><div>{escape(prompt)}</div></li>"
                for mark, word, call, prompt in entries
            )
            parts.append(
                f"<p><strong>{escape(heading)}</strong>: {count}</p>"
                f'<ul style="list-style: none;">{items}</ul>'
            )
        return "".join(parts)
