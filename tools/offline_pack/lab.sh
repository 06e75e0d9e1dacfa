#!/bin/sh
# Opens JupyterLab in notebooks/, with the data of this folder, if it has some.
set -eu
cd "$(dirname "$0")"
if [ ! -x .venv/bin/python ]; then
    echo "Nothing is installed here yet. First:   sh install.sh" >&2
    exit 1
fi
if [ -d data ]; then
    export HELPERS_DATA_DIR="$PWD/data"
fi
exec .venv/bin/python -m jupyterlab notebooks "$@"
