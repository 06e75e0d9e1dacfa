"""Firefox, driven over WebDriver BiDi, which it speaks by itself: no driver, no patched build."""

from __future__ import annotations

import itertools
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import websocket

NAMES = ("firefox-esr", "firefox")
LONGEST = 120  # seconds for one answer, on a busy machine


def find() -> str | None:
    return next(filter(None, map(shutil.which, NAMES)), None)


class Firefox:
    """One window. `complaints` holds the errors of scripts and of the console since `open`."""

    def __init__(self, program: str, profile: Path) -> None:
        command = [program, "--headless", "--no-remote", "--profile", str(profile)]
        self.process = subprocess.Popen(
            [*command, "--remote-debugging-port", "0"], stderr=subprocess.PIPE, text=True
        )
        assert self.process.stderr is not None
        found = None
        for line in self.process.stderr:
            if found := re.search(r"WebDriver BiDi listening on (ws://\S+)", line):
                break
        if not found:
            raise OSError(f"{program} ended before it listened. Start it by hand to see why.")
        self.socket = websocket.create_connection(
            f"{found[1]}/session", timeout=LONGEST, suppress_origin=True
        )
        self.numbers = itertools.count(1)
        self.complaints: list[str] = []
        self.ask("session.new", capabilities={})
        self.window = self.ask("browsingContext.getTree")["contexts"][0]["context"]
        self.ask("session.subscribe", events=["log.entryAdded"])

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send a command and return its result; events that come meanwhile are noted."""
        number = next(self.numbers)
        self.socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            answer = json.loads(self.socket.recv())
            if answer.get("method") == "log.entryAdded" and answer["params"]["level"] == "error":
                self.complaints.append(answer["params"]["text"])
            if answer.get("id") == number:
                if answer["type"] == "error":
                    raise OSError(f"{method}: {answer['message']}")
                return answer["result"]

    def open(self, address: str) -> None:
        self.complaints.clear()
        self.ask("browsingContext.navigate", context=self.window, url=address, wait="complete")

    def run(self, script: str) -> Any:
        """The value of an expression in the page, awaited; anything that JSON can hold."""
        answer = self.ask(
            "script.evaluate",
            target={"context": self.window},
            expression=f"(async () => JSON.stringify(await ({script})))()",
            awaitPromise=True,
        )
        if answer["type"] == "exception":
            raise ValueError(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"]["value"])

    def close(self) -> None:
        self.socket.close()
        self.process.terminate()
        self.process.wait(LONGEST)
