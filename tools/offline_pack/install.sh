#!/bin/sh
# Makes .venv in this folder, installs the packages of wheels/ into it, and opens the book.
# It asks nothing of a network: pip sees wheels/ alone, whatever the settings of this machine say.
# PYTHON=/path/to/python@PYTHON@ chooses the interpreter.
set -eu
cd "$(dirname "$0")"

python=
for candidate in ${PYTHON:+"$PYTHON"} python@PYTHON@ python3 python; do
    found=$("$candidate" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null || true)
    if [ "$found" = "@PYTHON@" ]; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    echo "The packages in wheels/ are for Python @PYTHON@. Found: $(python3 --version 2>&1 || true)" >&2
    echo "Install that one, or name it: PYTHON=/path/to/python@PYTHON@ sh install.sh" >&2
    exit 1
fi
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    echo "$python has no venv module. Debian and Ubuntu keep it in the package python3-venv." >&2
    exit 1
fi

echo "Making .venv with $("$python" --version)"
rm -rf .venv
"$python" -m venv .venv
PIP_CONFIG_FILE=/dev/null .venv/bin/python -m pip --isolated install -q \
    --disable-pip-version-check --no-index --find-links wheels \
    "convnets-by-hand[course]" jupyterlab || {
    echo "The packages could not be installed. They are for @SYSTEM@ and Python @PYTHON@." >&2
    exit 1
}

echo "Installed. To see whether it works:   .venv/bin/python -m helpers"
echo "To work in JupyterLab:                sh lab.sh"
echo "To read the book, open                $PWD/html/index.html"
.venv/bin/python -c "import pathlib, webbrowser
webbrowser.open(pathlib.Path('html/index.html').resolve().as_uri())" || true
