"""Collect what runs Python in the book's pages: Pyodide, the editor, NumPy and the course.

`make book PYTHON_IN_PAGE=1` does it before it builds. Pyodide and the editor come from npm, in the
versions that book/_ext/python/package-lock.json pins; NumPy for the browser from the address where
Pyodide's makers publish it, or from PYTHON_IN_PAGE_FROM, a folder or another address. A checksum
decides what is taken, so it does not matter who delivers it.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pooch
import requests

from tools.page_wheel import course_wheel

ROOT = Path(__file__).resolve().parent.parent
OURS = ROOT / "book" / "_ext" / "python"
NUMPY_FROM = "https://cdn.jsdelivr.net/pyodide/v{version}/full/"
PYODIDE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
LOCK = "pyodide-lock.json"
EDITOR = "editor.js"


class NotCollected(Exception):
    """Something that Python in the page needs cannot be had. The text says what, and the cure."""


def collect(folder: Path, source: str = "", lock: dict[str, Any] | None = None) -> Path:
    """Put all files into `folder` / "site", and return that folder.

    Args:
        folder: what was fetched is kept here, for the next time.
        source: where NumPy's wheel lies, a folder or an address; if empty what the variable
            PYTHON_IN_PAGE_FROM says, if that is empty the address of Pyodide's makers.
        lock: Pyodide's table of packages, if it is to be another than the one in its own package.

    Raises:
        NotCollected: npm is missing or fails, or NumPy's wheel is not there or not the right one.
    """
    folder = folder.resolve()
    npm = from_npm(folder / "npm")
    pyodide = npm / "node_modules" / "pyodide"
    lock = lock or json.loads((pyodide / LOCK).read_text(encoding="utf-8"))
    numpy = lock["packages"]["numpy"]
    version = json.loads((pyodide / "package.json").read_text(encoding="utf-8"))["version"]
    source = source or os.environ.get("PYTHON_IN_PAGE_FROM") or NUMPY_FROM.format(version=version)
    numpy_wheel = numpy_from(source, numpy, folder / "wheels")

    site = folder / "site"
    shutil.rmtree(site, ignore_errors=True)
    site.mkdir(parents=True)
    for name in PYODIDE:
        shutil.copyfile(pyodide / name, site / name)
    shutil.copyfile(numpy_wheel, site / numpy["file_name"])
    course = course_wheel(ROOT, site)
    ours = {
        **{key: numpy[key] for key in ("install_dir", "package_type")},
        "name": "convnets-by-hand", "version": course.name.split("-")[1], "imports": ["helpers"],
        "depends": ["numpy"], "file_name": course.name, "sha256": sha256(course.read_bytes()),
        "unvendored_tests": False,
    }  # fmt: skip
    table = {**lock, "packages": {"numpy": numpy, "convnets-by-hand": ours}}
    (site / LOCK).write_text(json.dumps(table, indent=1, sort_keys=True), encoding="utf-8")
    for script in OURS.glob("*.js"):
        if script.name not in (EDITOR, "page.js"):  # the builder of the pages writes page.js
            shutil.copyfile(script, site / script.name)
    shutil.copyfile(bundled_editor(npm), site / EDITOR)
    (site / "LICENSES.txt").write_text(licenses(npm, numpy_wheel), encoding="utf-8")
    return site


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def licenses(npm: Path, wheel: Path) -> str:
    """What the files of others are, where they come from, and under which licenses."""
    lock = json.loads((npm / "package-lock.json").read_text(encoding="utf-8"))
    parts = []
    for place, entry in lock["packages"].items():
        if place and not entry.get("dev"):
            about = json.loads((npm / place / "package.json").read_text(encoding="utf-8"))
            source = about["repository"]
            source = source if isinstance(source, str) else source["url"]
            texts = [file.read_text(encoding="utf-8") for file in (npm / place).glob("LICENSE*")]
            head = f"{about['name']} {about['version']} ({about['license']}), from {source}"
            parts.append("\n\n".join([head, *texts]))
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if "LICENSE" in name.upper()]
        texts = [archive.read(name).decode() for name in names if not name.endswith("/")]
    parts.append("\n\n".join([wheel.name, *texts]))
    return f"\n\n{'-' * 70}\n\n".join(parts) + "\n"


# ---- from npm ----


def from_npm(folder: Path) -> Path:
    """Install what package-lock.json names below `folder`, unless it is there already."""
    wanted = (OURS / "package-lock.json").read_text(encoding="utf-8")
    stamp = folder / "installed.json"
    if not stamp.is_file() or stamp.read_text(encoding="utf-8") != wanted:
        stamp.unlink(missing_ok=True)
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copyfile(OURS / name, folder / name)
        run_in(folder, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
        stamp.write_text(wanted, encoding="utf-8")
    return folder


def bundled_editor(npm: Path) -> Path:
    """The editor and what it imports from npm, as one ES module."""
    shutil.copyfile(OURS / EDITOR, npm / "entry.js")
    run_in(
        npm, str(npm / "node_modules" / ".bin" / "esbuild"), "entry.js", "--bundle", "--minify",
        "--format=esm", "--target=es2022", f"--outfile={EDITOR}", "--log-level=warning",
    )  # fmt: skip
    return npm / EDITOR


def run_in(folder: Path, command: str, *arguments: str) -> None:
    found = shutil.which(command)
    if not found:
        raise NotCollected(
            f"The command {Path(command).name} was not found. It brings Pyodide and the editor, "
            "and comes with Node.js: install Node.js 18 or newer."
        )
    done = subprocess.run([found, *arguments], cwd=folder, capture_output=True, text=True)
    if done.returncode:
        said = "\n".join(f"    {line}" for line in done.stderr.strip().splitlines()[-8:])
        raise NotCollected(f"{Path(command).name} {arguments[0]} failed. It said:\n{said}")


# ---- NumPy ----


def numpy_from(source: str, entry: dict[str, Any], kept: Path) -> Path:
    """NumPy's wheel as `entry` of the lock file names it, from a folder or an address.

    What an address delivers is kept in the folder `kept`, whole and proven, or not at all.
    Redirections are followed: it is the checksum that says what is taken.
    """
    name, checksum = entry["file_name"], entry["sha256"]
    if "://" not in source:
        file = Path(source).expanduser() / name
        if not file.is_file():
            raise NotCollected(
                f"PYTHON_IN_PAGE_FROM names a folder, {source}, that must hold NumPy's wheel for "
                f"the browser, {name}. There is no such file in it: put it there, or name an "
                "address."
            )
        if (received := sha256(file.read_bytes())) != checksum:
            raise NotCollected(wrong(str(file), checksum, received))
        return file
    address = f"{source.rstrip('/')}/{name}"
    try:
        return Path(
            pooch.retrieve(
                address, f"sha256:{checksum}", fname=name, path=kept,
                downloader=pooch.HTTPDownloader(timeout=20, chunk_size=2**16),
            )
        )  # fmt: skip
    except ValueError as error:
        raise NotCollected(wrong(address, checksum, "another")) from error
    except OSError as error:  # what requests raises is an OSError too
        answered = isinstance(error, requests.HTTPError)
        reason = f"{error.response.status_code}" if answered else type(error).__name__
        raise NotCollected(
            f"NumPy's wheel for the browser could not be fetched whole from {address} ({reason}). "
            "Is there a connection? PYTHON_IN_PAGE_FROM names another address, or a folder that "
            "holds the file."
        ) from error


def wrong(place: str, expected: str, received: str) -> str:
    return (
        f"{place} is not the wheel that Pyodide's lock file names: expected the SHA-256 checksum "
        f"{expected}, received {received}. Nothing was kept. Fetch it again, or from another place."
    )


def main() -> int:
    try:
        site = collect(Path(sys.argv[1]))
    except NotCollected as error:
        print(f"Python for the pages could not be collected. {error}", file=sys.stderr)
        print("Without it the book builds all the same: make book", file=sys.stderr)
        return 1
    size = sum(file.stat().st_size for file in site.iterdir())
    print(f"Python for the pages: {size / 1e6:.1f} MB in {site}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
