@echo off
rem Opens JupyterLab in notebooks\, with the data of this folder, if it has some.
cd /d "%~dp0"
if exist data set HELPERS_DATA_DIR=%CD%\data
.venv\Scripts\python -m jupyterlab notebooks
