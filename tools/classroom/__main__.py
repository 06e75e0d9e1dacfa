"""Write the chapters as a course for nbgrader.

    python -m tools.classroom [COURSE]    default: build/classroom

What stands there stays as it is: the settings, the gradebook, what was handed in, and chapters that
a teacher may have changed. To have a chapter anew, remove its folder below source/.
"""

import argparse
import json
import re
import secrets
import shutil
from pathlib import Path

from helpers.writing import write_whole
from tools.classroom.release import assignment

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = ROOT / "notebooks"
CHAPTERS = "0[1-8]_*.ipynb"
SETTINGS = '''\
"""Settings of nbgrader for this course. Keep this file to yourself: it holds the secret."""

from tools.classroom.steps import configure

c = get_config()
configure(c, course="convnets-by-hand", secret="{secret}")
'''
_RESULT = re.compile(r"results/\w+\.json")


def write_course(course: Path) -> list[str]:
    """Write what the course lacks, and return the names of the assignments that were written.

    Raises:
        NotADirectoryError: a file stands where the course should.
    """
    if course.exists() and not course.is_dir():
        raise NotADirectoryError(f"COURSE must be a folder, or not there yet. {course} is a file.")
    names = []
    for path in sorted(NOTEBOOKS.glob(CHAPTERS)):
        folder = course / "source" / path.stem
        if folder.exists():
            continue
        folder.mkdir(parents=True)
        text = path.read_text(encoding="utf-8")
        made = json.dumps(assignment(json.loads(text)), indent=1, sort_keys=True)
        write_whole(folder / path.name, made + "\n")
        for record in sorted(set(_RESULT.findall(text))):
            (folder / record).parent.mkdir(exist_ok=True)
            shutil.copyfile(NOTEBOOKS / record, folder / record)
        names.append(path.stem)
    settings = course / "nbgrader_config.py"
    if not settings.exists():
        write_whole(settings, SETTINGS.format(secret=secrets.token_hex(16)))
    return names


def main() -> None:
    parser = argparse.ArgumentParser(description="Write the chapters as a course for nbgrader.")
    parser.add_argument("course", nargs="?", type=Path, default=ROOT / "build" / "classroom")
    course = parser.parse_args().course
    names = write_course(course)
    print(f"The course is in {course}. Written: {', '.join(names) or 'nothing, all was there'}.")
    print("How to release and grade them: book/teachers/assignments.md")


if __name__ == "__main__":
    main()
