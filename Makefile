# Thin on purpose: every target is one or two lines that you could type yourself.
# `make` alone lists the targets. Recipes use relative paths only, so a clone may stand anywhere,
# in a folder with spaces too.

PY := .venv/bin/python
.DEFAULT_GOAL := help
.PHONY: help install book serve lab check test coverage torture lint notebooks bench offline classroom slides pdf hub clean

help:  ## list the targets
	@grep -hE '^[a-z]+:.*##' Makefile | sed -E 's/^([a-z]+):.*## (.*)/make \1|\2/' \
	  | awk -F'|' '{printf "  %-16s %s\n", $$1, $$2}'

install:  ## make .venv and install requirements.txt into it (does nothing when it is up to date)
	@sh tools/install.sh

book: install  ## build the book and print the file to open
	@$(PY) tools/book.py

serve: book  ## build the book and serve it on this machine
	@$(PY) tools/book.py --serve

slides: book  ## build the book, and list the slides of its chapters
	@$(PY) tools/slides.py

pdf: book  ## print the whole book as one PDF, with a Chromium
	@$(PY) tools/chromium.py --install
	@$(PY) -m tools.pdf

lab: install  ## open JupyterLab in notebooks/
	@$(PY) -m jupyterlab notebooks

# What a test has compiled, the next process need not: half of the time in which pytest finds them all.
export PYTHONDONTWRITEBYTECODE =

# A check forks, and a fork costs by what the process holds: these tests have processes of their own.
FORKS := tests/checking tests/exercises tests/in_page tests/classroom

# The matrix products are small: a second thread of a product would only get in the way of -n 2.
check test coverage torture: export OPENBLAS_NUM_THREADS = 1
check: lint  ## before each commit, in two minutes: lint, types and the quick tests
	$(PY) -m pytest -n 2 --dist worksteal -m "not browser and not slow" $(FORKS)
	$(PY) -m pytest -n 2 --dist worksteal -m "not browser and not slow" $(FORKS:%=--ignore=%) tests

# A notebook has one kernel, so one process takes all of its cells; tests go to whoever is free. While
# one waits for a browser, another works: three keep two cores busy.
test: lint  ## lint, types, unit tests, notebooks, the book, browser tests
	@$(PY) tools/chromium.py --install
	$(PY) -m pytest -n 2 --dist loadfile --nbval --nbval-current-env notebooks
	$(PY) -m pytest -n 2 --dist worksteal $(FORKS)
	$(PY) -m pytest -n 3 --dist worksteal $(FORKS:%=--ignore=%) tests

coverage: install  ## the lines of helpers that the quick tests do not reach
	$(PY) -m pytest -n 2 --dist worksteal -q -m "not browser and not slow" \
	  --cov --cov-report=term-missing:skip-covered --cov-fail-under=95 tests

torture: install  ## odd input, kills, hostile files, mutants: all trials, at most 20 minutes
	@$(PY) tools/chromium.py --install
	@$(PY) -m pip install --disable-pip-version-check -q -r requirements-mutants.txt
	$(PY) -m pytest -n 2 --dist worksteal -q -r fEs --torture tests/torture

lint: install  ## ruff, oxlint, codespell and mypy
	$(PY) -m ruff check
	$(PY) -m ruff format --check
	.venv/bin/oxlint --deny-warnings helpers/widgets book/_ext book/assets
	! grep -nE '.{101}' helpers/widgets/*.js book/_ext/*.js book/_ext/python/*.js
	$(PY) -m codespell_lib
	$(PY) -m mypy

notebooks: install  ## run every notebook and rewrite its outputs in canonical form
	@$(PY) -m tools.notebooks

bench: install  ## time the network against its loop version, and against PyTorch where it is installed
	@$(PY) -m benchmarks

offline: book  ## pack book, notebooks and packages for this system into build/ (DATA=1: the data too)
	@$(PY) -m tools.offline $(if $(DATA),--data)

COURSE ?= build/classroom

classroom: install  ## write the chapters as an nbgrader course into build/classroom, or COURSE=folder
	@sh tools/classroom/install.sh
	@.venv-classroom/bin/python -m tools.classroom "$(COURSE)"

hub: install  ## try a JupyterHub for a class on this machine: ten students run chapter 2 at once
	@$(PY) -m pip install --disable-pip-version-check -q -r requirements-hub.txt
	@$(PY) -m tools.hub.trial

clean:  ## remove what the other targets made, the environment too
	rm -rf .venv .venv-classroom _build build *.egg-info .coverage .coverage.* .pytest_cache .mypy_cache \
	  .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
