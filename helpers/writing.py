"""Files written in one step: whole or not at all, whatever happens meanwhile."""

import contextlib
import errno
import glob
import os
import secrets
from pathlib import Path


def write_whole(path: str | os.PathLike, content: bytes | str) -> None:
    """Write a file in one step, so that a reader, or a crash, never finds half of it.

    The content, bytes or text as UTF-8, goes to a temporary file beside it, which then takes the
    name. A file that is there keeps its mode, a link stays a link. Missing folders are made. What
    a killed process left of the same file is removed (not on Windows, where it cannot be told).

    Raises OSError: it cannot be written; the error names `path` and the cure, and the old file is
    as it was.
    """
    try:
        content = content.encode() if isinstance(content, str) else content
        _write(Path(os.path.realpath(path)), content)
    except OSError as error:
        raise _with_cure(error, path) from error


def check_folder(path: str | os.PathLike) -> None:
    """Make the folder of a file that will be written; OSError, as of `write_whole`, where it may
    not be written to, told before the work that is to be kept."""
    folder = Path(path).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except OSError as error:
        raise _with_cure(error, path) from error


def _with_cure(error: OSError, path: str | os.PathLike) -> OSError:
    cure = "A file that was there is unchanged. Make room, or name a place that you may write to"
    return OSError(error.errno, f"{error.strerror or error}. {cure}", os.fspath(path))


def _write(target: Path, content: bytes) -> None:
    if target.is_char_device():  # such as /dev/null, which must stay one
        target.write_bytes(content)
        return
    if target.is_file() and not os.access(target, os.W_OK):  # its owner protects it
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    start = f".{target.name[:50]}."  # a name holds 255 bytes
    temporary = target.with_name(f"{start}{os.getpid()}-{secrets.token_hex(8)}.tmp")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _remove_left(target.parent, start)
        with open(temporary, "xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())  # else a machine that stops may keep the name and no content
        with contextlib.suppress(FileNotFoundError):
            temporary.chmod(target.stat().st_mode & 0o777)
        temporary.replace(target)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()


def _remove_left(folder: Path, start: str) -> None:
    """Remove the temporary files of processes that are no more."""
    if os.name != "posix":  # elsewhere, asking for a process may end it
        return
    for left in folder.glob(f"{glob.escape(start)}*-*.tmp"):
        process = left.name.removeprefix(start).partition("-")[0]
        with contextlib.suppress(OSError, ValueError, OverflowError):  # it lives, or is no process
            try:
                os.kill(int(process), 0)
            except ProcessLookupError:
                left.unlink()
