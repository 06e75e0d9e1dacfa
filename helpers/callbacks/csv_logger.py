"""The log as a table on disk."""

import csv
import io
import os
from typing import Any

from helpers.arguments import file_name, switch
from helpers.callbacks.callback import Callback
from helpers.metrics import Logs
from helpers.writing import write_whole


class CSVLogger(Callback):
    """Write one row an epoch to a CSV file: epoch (from 0), then the logs by name.

    Each row is on disk at once, and the file is whole at every moment. append=True goes on with
    the file that is there. So does a training that goes on from a checkpoint: it takes out the
    rows of the epochs that it makes again.
    """

    def __init__(
        self,
        filename: str | os.PathLike,
        separator: str = ",",
        append: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        if not isinstance(separator, str) or len(separator) != 1 or separator in '"\r\n':
            raise ValueError(
                "CSVLogger's separator expects one character, such as ',' or ';'. Received "
                f"{separator!r}."
            )
        self.filename = file_name(filename, "CSVLogger's filename")
        self.separator = separator
        self.append = switch(append, "append")

    def on_train_begin(self, logs: Logs | None = None) -> None:
        self.rows: list[list[Any]] | None = None  # the first epoch reads them: it knows its number

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        if self.rows is not None:
            return
        self.rows = []
        history = getattr(self.model, "history", None)  # None in a loop of the reader's own
        resumed = history is not None and bool(history.epoch)
        if (resumed or self.append) and self.filename.exists():
            self.rows = self._read()
        while resumed and len(self.rows) > 1 and int(self.rows[-1][0]) >= epoch:
            self.rows.pop()
        self._write()  # what cannot be written is told before the first epoch

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        logs = logs or {}
        self.on_epoch_begin(epoch)  # where nobody called it
        if not self.rows:
            self.rows = [["epoch", *sorted(logs)]]
        self.rows.append([epoch, *(logs.get(name, "NA") for name in self.rows[0][1:])])
        self._write()

    def _read(self) -> list[list[Any]]:
        """The rows of a log; ValueError for a file that is none, which stays as it is."""
        text = self.filename.read_text(encoding="utf-8", errors="replace")
        rows = [row for row in csv.reader(io.StringIO(text), delimiter=self.separator) if row]
        if rows and (rows[0][0] != "epoch" or not all(row[0].isdecimal() for row in rows[1:])):
            raise ValueError(
                f"CSVLogger expects to go on with a log, whose first column is the epoch. "
                f"{self.filename} begins with {text[:40]!r}. Name another file, or its separator."
            )
        return rows

    def _write(self) -> None:
        text = io.StringIO()
        csv.writer(text, delimiter=self.separator).writerows(self.rows or [])
        write_whole(self.filename, text.getvalue())
