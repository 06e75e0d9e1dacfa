#!/bin/sh
# Makes .venv with a Python that the book is tested with (pyproject.toml names them) and installs
# requirements.txt into it. A newer Python is tried where no tested one is found.
# Run from the project's root. A second run is over at once unless a requirement, or the folder
# itself, has changed since. PYTHON=/path/to/python3 chooses the interpreter.
set -eu

# What the environment depends on: the requirement files, and where it stands (an editable
# install and the scripts of an environment hold the folder's path).
files="requirements.txt requirements-course.txt constraints.txt pyproject.toml"
state="$(cat $files | cksum) $(pwd -P)"
stamp=.venv/installed

if [ -x .venv/bin/python ] && [ "$(cat "$stamp" 2>/dev/null || true)" = "$state" ]; then
    exit 0
fi

tested=$(sed -n 's/.*"Programming Language :: Python :: \(3\.[0-9]*\)".*/\1/p' pyproject.toml)
oldest=${tested%%[!0-9.]*}
newest=${tested##*[!0-9.]}

fits() {  # is this command a Python that we can try?
    "$1" -c "import sys; sys.exit(sys.version_info < (3, ${oldest#3.}))" 2>/dev/null
}

is_newer() {  # than what the book is tested with?
    "$1" -c "import sys; sys.exit(sys.version_info < (3, ${newest#3.} + 1))" 2>/dev/null
}

can_make_environments() {
    "$1" -c 'import ensurepip, venv' 2>/dev/null
}

if ! { [ -x .venv/bin/python ] && fits .venv/bin/python &&
       .venv/bin/python -m pip --version >/dev/null 2>&1; }; then
    names=python
    for version in $tested; do
        names="python$version $names"
    done
    chosen=
    newer=
    bare=
    for candidate in ${PYTHON:+"$PYTHON"} python3 $names; do
        if ! fits "$candidate"; then
            continue
        elif ! can_make_environments "$candidate"; then
            bare=${bare:-$candidate}
        elif is_newer "$candidate" && [ "$candidate" != "${PYTHON:-}" ]; then
            newer=${newer:-$candidate}
        else
            chosen=$candidate
            break
        fi
    done
    chosen=${chosen:-$newer}
    if [ -z "$chosen" ] && [ -n "$bare" ]; then
        echo "$bare has no venv module. On Debian and Ubuntu:" >&2
        echo "    sudo apt-get install python3-venv" >&2
        exit 1
    fi
    if [ -z "$chosen" ]; then
        echo "This book needs Python $oldest or newer. Found: $(python3 --version 2>&1 || true)" >&2
        echo "Install one, or name it: make install PYTHON=/path/to/python$newest" >&2
        exit 1
    fi
    echo "Making .venv with $("$chosen" --version)"
    rm -rf .venv
    "$chosen" -m venv .venv
fi

hint=
if is_newer .venv/bin/python; then
    echo "$(.venv/bin/python --version) is newer than what the book is tested with" \
         "(Python $oldest to $newest): trying it."
    hint="Take a tested Python: make clean, then make install PYTHON=/path/to/python$newest"
fi

echo "Installing requirements.txt into .venv: about 1.3 GB on disk, about a minute"
.venv/bin/python -m pip install --disable-pip-version-check -r requirements.txt || {
    echo "The packages could not be installed. $hint" >&2
    exit 1
}
printf '%s\n' "$state" > "$stamp"
