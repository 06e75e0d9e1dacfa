#!/bin/sh
# Makes .venv with a Python from 3.11 to 3.13 and installs requirements.txt into it.
# Run from the project's root. A second run is over at once unless a requirement, or the folder
# itself, has changed since. PYTHON=/path/to/python3 chooses the interpreter.
set -eu

# What the environment depends on: the requirement files, and where it stands (an editable
# install and the scripts of an environment hold the folder's path).
state="$(cat requirements.txt constraints.txt pyproject.toml | cksum) $(pwd -P)"
stamp=.venv/installed

if [ -x .venv/bin/python ] && [ "$(cat "$stamp" 2>/dev/null || true)" = "$state" ]; then
    exit 0
fi

fits() {  # is this command a Python that we can use?
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null
}

can_make_environments() {
    "$1" -c 'import ensurepip, venv' 2>/dev/null
}

if ! { [ -x .venv/bin/python ] && fits .venv/bin/python &&
       .venv/bin/python -m pip --version >/dev/null 2>&1; }; then
    chosen=
    bare=
    for candidate in ${PYTHON:+"$PYTHON"} python3 python3.13 python3.12 python3.11 python; do
        if fits "$candidate"; then
            if can_make_environments "$candidate"; then
                chosen=$candidate
                break
            fi
            bare=${bare:-$candidate}
        fi
    done
    if [ -z "$chosen" ] && [ -n "$bare" ]; then
        echo "$bare has no venv module. On Debian and Ubuntu:" >&2
        echo "    sudo apt-get install python3-venv" >&2
        exit 1
    fi
    if [ -z "$chosen" ]; then
        echo "This book needs Python 3.11, 3.12 or 3.13. Found: $(python3 --version 2>&1 || true)" >&2
        echo "Install one of them, or name it: make install PYTHON=/path/to/python3.12" >&2
        exit 1
    fi
    echo "Making .venv with $("$chosen" --version)"
    rm -rf .venv
    "$chosen" -m venv .venv
fi

echo "Installing requirements.txt into .venv: about 450 MB on disk, about a minute"
.venv/bin/python -m pip install --disable-pip-version-check -r requirements.txt
printf '%s\n' "$state" > "$stamp"
