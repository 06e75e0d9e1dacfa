@echo off
rem Makes .venv in this folder, installs the packages of wheels\ into it, and opens the book.
rem It asks nothing of a network: pip sees wheels\ alone, whatever the settings of this machine say.
cd /d "%~dp0"
py -@PYTHON@ -m venv --clear .venv
if errorlevel 1 (
    echo The packages in wheels\ are for Python @PYTHON@. Install that one, then try again.
    exit /b 1
)
set PIP_CONFIG_FILE=nul
.venv\Scripts\python -m pip --isolated install -q --disable-pip-version-check --no-index --find-links wheels "convnets-by-hand[course]" jupyterlab
if errorlevel 1 (
    echo The packages could not be installed. They are for @SYSTEM@ and Python @PYTHON@.
    exit /b 1
)
echo Installed. To see whether it works:   .venv\Scripts\python -m helpers
echo To work in JupyterLab:                lab.cmd
start "" html\index.html
