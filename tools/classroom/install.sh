#!/bin/sh
# Makes .venv-classroom with the Python of .venv, and installs requirements-classroom.txt into it.
# Run from the project's root. A second run is over at once unless a requirement has changed since.
set -eu

files="requirements-classroom.txt requirements-course.txt constraints.txt pyproject.toml"
state="$(cat $files | cksum) $(pwd -P)"
stamp=.venv-classroom/installed

if [ "$(cat "$stamp" 2>/dev/null || true)" = "$state" ]; then
    exit 0
fi
echo "Installing nbgrader and the course into .venv-classroom: about 1 GB on disk"
.venv/bin/python -m venv .venv-classroom
python=.venv-classroom/bin/python
"$python" -m pip install --quiet --disable-pip-version-check -r requirements-classroom.txt || {
    echo "The packages could not be installed: see above. Nothing else was changed." >&2
    exit 1
}
# So that nbgrader, started in whatever folder, finds tools.classroom.
pwd -P > "$("$python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/course.pth"
printf '%s\n' "$state" > "$stamp"
