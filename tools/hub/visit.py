"""One student of a trial: logs in, has a server started, and runs a page as JupyterLab does."""

import json
import re
import secrets
import time
from pathlib import PurePosixPath
from typing import Any

import requests
import websocket

SECONDS_TO_START = 300
SECONDS_FOR_A_CELL = 600
TEXT = "text/plain"


class Failed(Exception):
    """Something did not go as it must. The text says for whom, where, and what came."""


class Student:
    """A test account of a hub.

    Args:
        url: of the hub, without a slash at the end.
        name: of the account.
        password: that the trial has given all its accounts.
    """

    def __init__(self, url: str, name: str, password: str) -> None:
        self.url, self.name, self.password = url, name, password
        self.browser = requests.Session()
        self.browser.trust_env = False  # a proxy of this machine knows nothing of its loopback

    def ask(self, method: str, path: str, **details: Any) -> requests.Response:
        """Send a request and return its answer; raises Failed where that is an error."""
        headers = {"X-XSRFToken": self.browser.cookies.get("_xsrf", path="/hub/", default="")}
        answer = self.browser.request(
            method, self.url + path, headers=headers, timeout=SECONDS_TO_START, **details
        )
        if not answer.ok:
            raise Failed(
                f"{self.name}: {method} {path} answered {answer.status_code}: {answer.text[:300]}"
            )
        return answer

    def log_in(self) -> None:
        """Log in with the form, as a person does, and take a token for all that follows."""
        form = self.ask("GET", "/hub/login").text
        token = re.search(r'name="_xsrf"\s+value="([^"]+)"', form)
        if not token:
            raise Failed(f"{self.name}: the login page has no form")
        fields = {"username": self.name, "password": self.password, "_xsrf": token[1]}
        self.ask("POST", "/hub/login", data=fields, allow_redirects=False)
        made = self.ask("POST", f"/hub/api/users/{self.name}/tokens", json={"note": "trial"})
        self.browser.headers["Authorization"] = f"token {made.json()['token']}"

    def start_server(self) -> float:
        """Have the server started; the seconds until it answers."""
        begin = time.perf_counter()
        self.ask("POST", f"/hub/api/users/{self.name}/server")
        while not self.server().get("ready"):
            if time.perf_counter() - begin > SECONDS_TO_START:
                raise Failed(f"{self.name}: no server after {SECONDS_TO_START} s")
            time.sleep(0.2)
        self.ask("GET", f"/user/{self.name}/api/status")
        return time.perf_counter() - begin

    def server(self) -> dict[str, Any]:
        """What the hub says of the student's server; empty where there is none."""
        return self.ask("GET", f"/hub/api/users/{self.name}").json()["servers"].get("", {})

    def read_page(self, path: PurePosixPath) -> dict[str, Any]:
        """A notebook in the student's home."""
        return self.ask("GET", f"/user/{self.name}/api/contents/{path}").json()["content"]

    def open_page(self, path: PurePosixPath) -> "Kernel":
        """Start a kernel for a notebook."""
        wanted = {
            "path": str(path), "name": path.name, "type": "notebook", "kernel": {"name": "python3"}
        }  # fmt: skip
        made = self.ask("POST", f"/user/{self.name}/api/sessions", json=wanted).json()
        return Kernel(self, made["kernel"]["id"])

    def run_page(self, path: PurePosixPath, kernel: "Kernel") -> float:
        """Run all cells of a notebook, and return the seconds that this took.

        Raises Failed: a cell raised an error, or printed other than is written in the page.
        """
        cells = [c for c in self.read_page(path)["cells"] if c["cell_type"] == "code"]
        begin = time.perf_counter()
        for number, cell in enumerate(cells, start=1):
            outputs = kernel.run("".join(cell["source"]))
            tags = cell["metadata"].get("tags", [])
            if "nbval-ignore-output" not in tags and texts(outputs) != texts(cell["outputs"]):
                raise Failed(
                    f"{self.name}: code cell {number} of {path.name} printed other than the page: "
                    f"{texts(outputs)[:300]!r} in place of {texts(cell['outputs'])[:300]!r}"
                )
        return time.perf_counter() - begin

    def stop_server(self) -> None:
        """Have the server stopped."""
        self.ask("DELETE", f"/hub/api/users/{self.name}/server")


class Kernel:
    """A kernel behind the hub, spoken to over its websocket."""

    def __init__(self, student: Student, kernel_id: str) -> None:
        self.name, self.session = student.name, secrets.token_hex(16)
        address = student.url.replace("http", "ws", 1)
        self.socket = websocket.create_connection(
            f"{address}/user/{student.name}/api/kernels/{kernel_id}/channels"
            f"?session_id={self.session}",
            header={"Authorization": str(student.browser.headers["Authorization"])},
            timeout=SECONDS_FOR_A_CELL,
        )

    def run(self, code: str) -> list[dict[str, Any]]:
        """Run a cell and return its outputs; raises Failed where it raised an error."""
        asked = secrets.token_hex(16)
        content = {
            "code": code, "silent": False, "store_history": True, "user_expressions": {},
            "allow_stdin": False, "stop_on_error": True,
        }  # fmt: skip
        self.send(asked, "execute_request", content)
        outputs, wrong, waiting_for = [], "", {"execute_reply", "idle"}
        while waiting_for:
            message = self.receive()
            if message["parent_header"].get("msg_id") != asked:
                continue
            kind, content = message["header"]["msg_type"], message["content"]
            if kind == "error":
                wrong = f"{content['ename']}: {content['evalue']}"
            elif kind == "execute_reply" and content["status"] != "ok":
                wrong = wrong or f"the kernel answered {content['status']!r}"
            elif kind in ("stream", "display_data", "execute_result"):
                outputs.append({"output_type": kind, **content})
            waiting_for -= {kind, content.get("execution_state", "")}
        if wrong:
            raise Failed(f"{self.name}: {wrong}, in\n{code[:500]}")
        return outputs

    def send(self, message_id: str, kind: str, content: dict[str, Any]) -> None:
        header = {
            "msg_id": message_id, "msg_type": kind, "session": self.session,
            "username": self.name, "version": "5.3",
        }  # fmt: skip
        message = {
            "channel": "shell", "header": header, "parent_header": {}, "metadata": {},
            "content": content, "buffers": [],
        }  # fmt: skip
        self.socket.send(json.dumps(message))

    def receive(self) -> dict[str, Any]:
        """The next message; the buffers that a widget may send along are left out."""
        data = self.socket.recv()
        if isinstance(data, bytes):  # the count, as many offsets, then the parts: 32 bits each
            count, start = (int.from_bytes(data[i : i + 4], "big") for i in (0, 4))
            end = int.from_bytes(data[8:12], "big") if count > 1 else len(data)
            data = data[start:end].decode()
        return json.loads(data)

    def close(self) -> None:
        self.socket.close()


def texts(outputs: list[dict[str, Any]]) -> str:
    """All that outputs say in words, in whichever pieces it came."""
    said = ["".join(o.get("text", o.get("data", {}).get(TEXT, ""))) for o in outputs]
    return "".join(said)
