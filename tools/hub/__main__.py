"""Start the hub for a class on this machine: book/teachers/hub.md tells what comes before.

    python -m tools.hub                    with tools/hub/jupyterhub_config.py
    python -m tools.hub -f my_config.py    with a file of your own; all arguments go to JupyterHub
    python -m tools.hub --install          fetch the proxy, start nothing

HUB_FOLDER names the folder that the hub writes into, HUB_ADDRESS what it listens on.
"""

import argparse
import importlib.util
import os
import signal
import socket
import stat
import sys
from pathlib import Path
from urllib.parse import urlsplit

from tools.hub.places import DATA, OURS, ROOT, STATE, CannotStart
from tools.hub.proxy import install

PACKAGES = ("jupyterhub", "jupyterhub_idle_culler")


def prepare() -> None:
    """See that all is there that the hub needs; raises CannotStart."""
    missing = [name for name in PACKAGES if importlib.util.find_spec(name) is None]
    if missing:
        raise CannotStart(
            f"{' and '.join(missing)} cannot be imported. Install what the hub needs: "
            f"{sys.executable} -m pip install -r requirements-hub.txt"
        )
    STATE.mkdir(parents=True, exist_ok=True)
    STATE.chmod(0o700)
    install()


def check_free(address: str) -> None:
    """Raises CannotStart where something listens on the address, http://host:port, already."""
    parts = urlsplit(address)
    if not parts.hostname or parts.scheme not in ("http", "https"):
        raise CannotStart(
            f"HUB_ADDRESS must be an address such as http://127.0.0.1:8000. Received {address!r}."
        )
    port = parts.port or {"http": 80, "https": 443}[parts.scheme]
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((parts.hostname, port))
        except OSError as error:
            raise CannotStart(
                f"The hub cannot listen on {address}: {error.strerror}. Stop the program that "
                f"does, or name another port: HUB_ADDRESS=http://127.0.0.1:8010"
            ) from error


def check_open(*paths: Path) -> None:
    """Raises CannotStart where students, other users of the machine, cannot reach a path."""
    for path in paths:
        for folder in [*reversed(path.parents), path]:
            if not folder.stat().st_mode & stat.S_IXOTH:
                raise CannotStart(
                    f"Students cannot reach {path}: {folder} is closed to them. Put the project "
                    f"where all may read, such as /srv, and make .venv with a Python that all "
                    f"may run."
                )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.hub", description="Start the hub.")
    parser.add_argument("-f", "--config", default=str(OURS / "jupyterhub_config.py"))
    parser.add_argument("--install", action="store_true", help="fetch the proxy, start nothing")
    arguments, others = parser.parse_known_args()
    address = os.environ.get("HUB_ADDRESS") or "http://127.0.0.1:8000"
    try:
        prepare()
        if arguments.install:
            return 0
        check_free(address)
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            check_open(ROOT, Path(sys.executable).resolve())
    except CannotStart as error:
        print(error, file=sys.stderr)
        return 1
    config = os.path.abspath(arguments.config)
    if not DATA.is_dir():
        print(f"No data in {DATA}: each kernel fetches its own. Better: python -m tools.hub.data")
    os.chdir(ROOT)  # where `tools` is found
    signal.signal(
        signal.SIGINT, signal.SIG_DFL
    )  # what it starts is stopped so, and may not be deaf
    print(f"The hub will be at {address} (stop with Ctrl+C)", flush=True)
    os.execv(sys.executable, [sys.executable, "-m", "jupyterhub", "-f", config, *others])
    return None


if __name__ == "__main__":
    sys.exit(main())
