"""Pack the course for machines without a network: pages, notebooks, packages and how to install.

    make offline            the built book, and what its notebooks need on a system like this one
    make offline DATA=1     with MNIST and KMNIST, as far as this machine has them

The packages are those of requirements-course.txt and JupyterLab, as wheels for this Python and
this kind of machine. The archive, build/convnets-by-hand-offline-SYSTEM-pythonVERSION.zip, holds
START-HERE.txt, which tells the rest.
"""

import argparse
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import textwrap
from pathlib import Path

from helpers import data
from helpers.files import find_in_data_dir, official_bytes, shared_cache
from helpers.writing import write_whole

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sysconfig.get_python_version()  # 3.13
SYSTEM = sysconfig.get_platform()  # linux-x86_64
NAME = f"convnets-by-hand-offline-{SYSTEM}-python{PYTHON}"
FOLDERS = ["notebooks", "book", "helpers"]  # book: the pages that the notebooks link to
FILES = ["LICENSE", "LICENSE-TEXT", "CITATION.cff"]
MADE_BY_RUNS = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
INSTALL, LAB = ("install.cmd", "lab.cmd") if sys.platform == "win32" else ("install.sh", "lab.sh")

HAS_DATA = "The folder data/ holds {there}. `{lab}` tells the notebooks about it."
NO_KMNIST = (
    "Kuzushiji-MNIST is not in this folder, so the notebook of that page stops at its first cell "
    "with data; the page in html/ shows what comes out. If you have the files, name their folder "
    "in the environment variable HELPERS_DATA_DIR."
)


def pack(target: Path, site: Path, with_data: bool = False) -> Path:
    """Write the archive into the folder `target`, and return its path.

    Args:
        target: is made, if it is missing.
        site: the folder with the built book.
        with_data: whether MNIST and KMNIST come along, as far as they are here.

    FileNotFoundError: there is no built book. ValueError: a file of the data is not the official
    one. CalledProcessError: pip could not get a package; it has printed which.
    """
    if not (site / "index.html").is_file():
        raise FileNotFoundError(f"{site} holds no built book. Build it first: make book")
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target) as temporary:
        folder = Path(temporary, NAME)
        shutil.copytree(
            site, folder / "html", ignore=shutil.ignore_patterns(".buildinfo", ".doctrees")
        )
        for name in FOLDERS:
            shutil.copytree(ROOT / name, folder / name, ignore=MADE_BY_RUNS)
        for name in FILES:
            shutil.copy(ROOT / name, folder)
        collect_wheels(folder / "wheels")
        there = collect_data(folder / "data") if with_data else []
        write_words(folder, there)
        for part in sorted(folder.iterdir()):
            print(f"{megabytes(part):8.1f} MB  {part.name}")
        return Path(shutil.make_archive(str(target / NAME), "zip", temporary, NAME))


def collect_wheels(folder: Path) -> None:
    """Put wheels of the course, of JupyterLab, and of all that they need into a folder."""
    # Setuptools puts into a wheel what an earlier one left here, even if it is no part of it now.
    shutil.rmtree(ROOT / "build" / "lib", ignore_errors=True)
    everything = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    jupyterlab = next(line for line in everything if line.startswith("jupyterlab=="))
    pip = [sys.executable, "-m", "pip", "wheel", "-q", "--disable-pip-version-check"]
    command = [*pip, "-w", str(folder), "-r", "requirements-course.txt", jupyterlab]
    subprocess.run(command, cwd=ROOT, check=True)


def collect_data(folder: Path) -> list[str]:
    """Copy the official files that are here, and return the names of the sets that are whole."""
    whole = []
    for name, source in {"MNIST": data._MNIST, "KMNIST": data._KMNIST}.items():
        at_hand = [
            file
            for file in source.checksums
            if find_in_data_dir(source.name, file) or (shared_cache() / file).is_file()
        ]
        for file in at_hand:
            write_whole(folder / source.name / file, official_bytes(source, file))
        missing = set(source.checksums) - set(at_hand) - {data._KMNIST_PARTIAL}
        if data._KMNIST_PARTIAL in at_hand:
            missing -= {data._KMNIST_TRAIN}
        print(f"{name}: " + (f"not here: {', '.join(sorted(missing))}" if missing else "packed"))
        whole += [] if missing else [name]
    return whole


def write_words(folder: Path, there: list[str]) -> None:
    """Write START-HERE.txt and the scripts, with what they say of this system."""
    sh = "" if sys.platform == "win32" else "sh "
    told = [HAS_DATA.format(there=" and ".join(there), lab=f"{sh}{LAB}")] * bool(there)
    told += [NO_KMNIST] * ("KMNIST" not in there)
    indent = {"initial_indent": " " * 4, "subsequent_indent": " " * 4}
    words = {
        "PYTHON": PYTHON,
        "SYSTEM": SYSTEM,
        "INSTALL": f"{sh}{INSTALL}",
        "LAB": f"{sh}{LAB}",
        "DATA": "".join(f"{textwrap.fill(each, 98, **indent)}\n" for each in told),
    }
    for name in ("START-HERE.txt", INSTALL, LAB):
        text = (ROOT / "tools" / "offline_pack" / name).read_text(encoding="utf-8")
        for word, meaning in words.items():
            text = text.replace(f"@{word}@", meaning)
        (folder / name).write_text(text, encoding="utf-8")


def megabytes(place: Path) -> float:
    """The size of a file, or of all files in a folder."""
    files = [place] if place.is_file() else [file for file in place.rglob("*") if file.is_file()]
    return sum(file.stat().st_size for file in files) / 1e6


def main() -> int:
    parser = argparse.ArgumentParser(description="Pack the course for machines without a network.")
    parser.add_argument(
        "--data", action="store_true", help="with MNIST and KMNIST, if they are here"
    )
    arguments = parser.parse_args()
    try:
        archive = pack(ROOT / "build", ROOT / "_build" / "html", arguments.data)
    except (FileNotFoundError, ValueError, subprocess.CalledProcessError) as error:
        print(f"The pack was not made. {error}", file=sys.stderr)
        return 1
    print(f"{megabytes(archive):8.1f} MB  {archive.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
