"""The course's own wheel for Python in the page: what `check` and the cells need, and no more."""

import base64
import hashlib
import tomllib
import zipfile
from pathlib import Path

# Widgets are the page's own there; of their package only the words for "there are none" are needed.
LEFT_OUT = "helpers/widgets/"
KEPT = ("helpers/widgets/__init__.py",)
DATA = ("helpers/weights/*.json", "helpers/weights/*.npz")
TIME = (1980, 1, 1, 0, 0, 0)  # the same content gives the same bytes, whenever it is written
WHEEL = "Wheel-Version: 1.0\nGenerator: page_wheel\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def course_wheel(root: Path, folder: Path) -> Path:
    """Write the wheel of the project at `root` into `folder`, and return its path."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found = [path for pattern in ("helpers/**/*.py", *DATA) for path in root.glob(pattern)]
    contents = {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(found)}
    contents = {
        name: content
        for name, content in contents.items()
        if name in KEPT or not name.startswith(LEFT_OUT)
    }
    needed = [f"Requires-Dist: {each}" for each in project["dependencies"]]
    return write_wheel(folder, project["name"], project["version"], contents, needed)


def write_wheel(
    folder: Path, name: str, version: str, contents: dict[str, bytes], metadata: list[str]
) -> Path:
    """Write a wheel of these files, and return its path.

    Args:
        folder: where to.
        name, version: of the package.
        contents: each file's name, with slashes, and its bytes.
        metadata: lines that tell more than name and version.
    """
    stem = f"{name.replace('-', '_')}-{version}"
    info = f"{stem}.dist-info"
    lines = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}", *metadata, ""]
    contents = {
        **contents,
        f"{info}/METADATA": "\n".join(lines).encode(),
        f"{info}/WHEEL": WHEEL.encode(),
    }
    record = [f"{file},{digest(content)},{len(content)}\n" for file, content in contents.items()]
    contents[f"{info}/RECORD"] = "".join([*record, f"{info}/RECORD,,\n"]).encode()

    path = folder / f"{stem}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for file, content in contents.items():
            entry = zipfile.ZipInfo(file, TIME)
            entry.external_attr = 0o644 << 16
            entry.create_system = 3  # as on Unix, wherever it is written
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED, compresslevel=9)
    return path


def digest(content: bytes) -> str:
    """A file's checksum as the table of a wheel has it."""
    encoded = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=")
    return f"sha256={encoded.decode()}"
