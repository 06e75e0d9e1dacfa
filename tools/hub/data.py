"""Fill the folder that all students of a hub read their data from, and write nothing into.

    python -m tools.hub.data        into data/ of HUB_FOLDER (build/hub)

It gets the digits of the course, so that no kernel has to read them from their package, which takes
a quarter of a gigabyte for a second; and MNIST and KMNIST for the labs that read them, from where
`load_mnist` has them: HELPERS_DATA_DIR, the cache, the network. A second run adds what is missing.
"""

import sys
from pathlib import Path

from helpers import data
from helpers.files import official_bytes
from helpers.writing import write_whole
from tools.hub.places import DATA


def fill(folder: Path) -> list[str]:
    """Put into the folder what is missing there, and return what cannot be had, one error each.

    Raises OSError: the folder cannot be written; ValueError: HELPERS_DATA_DIR has a wrong file.
    """
    fill_digits(folder)
    errors = []
    for source in (data._MNIST, data._KMNIST):
        for name in source.checksums:
            place = folder / source.name / name
            if place.is_file() or name == data._KMNIST_PARTIAL:  # cut from the whole file
                continue
            try:
                write_whole(place, official_bytes(source, name))
            except FileNotFoundError as error:
                errors.append(str(error))
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)  # all read, the owner alone writes
    return errors


def fill_digits(folder: Path) -> None:
    """Put the digits of the course into the folder; raises OSError where that cannot be."""
    digits = folder / data.DIGITS_FILE
    if not digits.is_file():
        write_whole(digits, data._digits_file(*data._all_digits()))


def main() -> int:
    errors = fill(DATA)
    size = sum(path.stat().st_size for path in DATA.rglob("*") if path.is_file())
    print(f"{DATA} holds {size / 1e6:.1f} MB.")
    for error in errors:
        print(f"\n{error}", file=sys.stderr)
    if errors:
        print("\nAll pages run without these files, but for those that load them.", file=sys.stderr)
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
