"""What a reader's code prints, handed to the page piece by piece."""

import io
from collections.abc import Callable

MOST_CHARACTERS = 20_000
LEFT_OUT = f"\n(Only the first {MOST_CHARACTERS:,} characters are shown.)\n"


class Printer(io.TextIOBase):
    """A file whose lines are handed on whole; after MOST_CHARACTERS it says so, once."""

    def __init__(self, write: Callable[[str], object]) -> None:
        self._write, self._room, self._line = write, MOST_CHARACTERS, ""

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if self._room >= 0:
            self._line += text[: self._room]
            self._room -= len(text)
            if self._room < 0:
                self._line += LEFT_OUT
            if "\n" in self._line or len(self._line) > 1000:
                self.flush()
        return len(text)

    def flush(self) -> None:
        line, self._line = self._line, ""
        if line:
            self._write(readable(line))


def readable(text: str) -> str:
    """The text without what no other program can read: halves of characters."""
    return text.encode("utf-8", "replace").decode()


def shortened(text: str) -> str:
    """A text that is no longer than what is shown."""
    return readable(text if len(text) <= MOST_CHARACTERS else text[:MOST_CHARACTERS] + LEFT_OUT)
