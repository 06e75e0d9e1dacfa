"""The log as a table on disk."""

import csv
import os
from pathlib import Path
from typing import Any

from helpers.arguments import switch
from helpers.callbacks.callback import Callback
from helpers.metrics import Logs


class CSVLogger(Callback):
    """Write one row an epoch to a CSV file: epoch (from 0), then the logs by name.

    Each row is on disk at once. append=True goes on with the file that is there.
    """

    def __init__(
        self,
        filename: str | os.PathLike,
        separator: str = ",",
        append: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        if not isinstance(filename, (str, os.PathLike)):
            raise ValueError(
                f"CSVLogger's filename expects a name, such as 'log.csv'. Received {filename!r}."
            )
        self.filename = Path(filename)
        self.separator = separator
        if not isinstance(separator, str) or len(separator) != 1:
            raise ValueError(
                "CSVLogger's separator expects one character, such as ',' or ';'. Received "
                f"{separator!r}."
            )
        self.append = switch(append, "append")

    def on_train_begin(self, logs: Logs | None = None) -> None:
        self.names: list[str] | None = None
        self.filename.parent.mkdir(parents=True, exist_ok=True)
        if self.append and self.filename.exists() and self.filename.stat().st_size:
            with self.filename.open(newline="") as file:
                self.names = next(csv.reader(file, delimiter=self.separator))[1:]
        else:
            self.filename.write_text("")

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        logs = logs or {}
        with self.filename.open("a", newline="") as file:
            writer = csv.writer(file, delimiter=self.separator)
            if self.names is None:
                self.names = sorted(logs)
                writer.writerow(["epoch", *self.names])
            writer.writerow([epoch, *(logs.get(name, "NA") for name in self.names)])
