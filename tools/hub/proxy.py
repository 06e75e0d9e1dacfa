"""The proxy in front of the hub, from npm, in the versions that package-lock.json pins."""

import shutil
import subprocess
from pathlib import Path

from tools.hub.places import OURS, PROXY, CannotStart

OLDEST_NODE = 20


def install() -> Path:
    """Install configurable-http-proxy unless it is there already, and return its program.

    Raises CannotStart: npm or Node.js is missing or too old, or npm fails.
    """
    node, npm = program("node"), program("npm")
    version = subprocess.run([node, "--version"], capture_output=True, text=True).stdout.strip()
    if int(version.lstrip("v").split(".")[0] or 0) < OLDEST_NODE:
        raise CannotStart(
            f"The proxy needs Node.js {OLDEST_NODE} or newer. Found {version or 'none that runs'}. "
            f"Install a newer one."
        )
    wanted = (OURS / "package-lock.json").read_text(encoding="utf-8")
    folder = PROXY.parent.parent.parent
    stamp = folder / "installed.json"
    if PROXY.exists() and stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return PROXY
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(OURS / name, folder / name)
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        said = "\n".join(f"    {line}" for line in done.stderr.strip().splitlines()[-8:])
        raise CannotStart(
            f"npm could not install the proxy. It said:\n{said}\nIt needs a connection, once."
        )
    stamp.write_text(wanted, encoding="utf-8")
    return PROXY


def program(name: str) -> str:
    """The path of a program of Node.js."""
    found = shutil.which(name)
    if not found:
        raise CannotStart(
            f"The command {name} was not found. It belongs to Node.js, which runs the proxy in "
            f"front of the hub. Install Node.js {OLDEST_NODE} or newer; on Debian and Ubuntu: "
            f"sudo apt-get install nodejs npm"
        )
    return found
