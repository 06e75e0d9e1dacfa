"""What stands where, for the hub, its trial and its configuration."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
OURS = Path(__file__).resolve().parent
# Where the hub keeps what it makes, apart from the homes of the students.
FOLDER = Path(os.environ.get("HUB_FOLDER") or ROOT / "build" / "hub").expanduser().resolve()
DATA = FOLDER / "data"  # what all students read, and none may write
STATE = FOLDER / "state"  # its table of users and its keys: for itself alone
PROXY = FOLDER / "npm" / "node_modules" / ".bin" / "configurable-http-proxy"


class CannotStart(Exception):
    """The hub cannot be started. The text says what is missing, and the cure."""
