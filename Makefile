# Two commands are all it takes: `make run` and `make test`. The others are for daily work, see CONTRIBUTING.md.
PYTHON ?= python3
PORT ?= 8501
PY := .venv/bin/python
# Tests run in two processes, those with and without a browser in one pool, in the order of tests/conftest.py; those of
# a file stay in one process, with the cuts and the app that they share.
TWO := -n 2 --dist loadfile --no-loadscope-reorder
# Everything is pinned, so nothing is to be worked out, and two lists can be installed at once. Python compiles what it
# imports; pip would compile everything that is there, which takes longer than to install it.
PIP := $(PY) -m pip --disable-pip-version-check --no-input install --no-deps --no-compile --quiet --quiet
# What it compiled it keeps, whatever is said outside: without, every start of a process takes three times as long.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run run-open test test-all ready check lint types format bench screenshots browser demo
.DELETE_ON_ERROR:

help:
	@echo 'make run          set up, build the demo, serve on http://localhost:$(PORT)'
	@echo 'make run-open     the same without the closed store: what blinded people see'
	@echo 'make test         set up, then every check and every claim once, browser included'
	@echo 'make test-all     the same, with all cases and more examples by chance'
	@echo 'make check        lint, types and the quick tests: under a minute'
	@echo 'make format       rewrite the code in the one format'
	@echo 'make bench        measure speed and memory, print a table (ARGS=--help for more)'
	@echo 'make screenshots  every page, two sizes, two themes, into screenshots/'

run: .venv/.ready-to-run
	@$(PY) -m mesems_dash.store.demo_cuts
	@echo 'The dashboard is on http://localhost:$(PORT) (stop it with Ctrl-C)'
	@$(PY) -m streamlit run dashboard.py --server.address localhost --server.port $(PORT) --server.headless true

# The open face: the process is given no closed store, so it has no allocation to show.
run-open: export MESEMS_CLOSED_STORE =
run-open: run

test: ready
	@$(PY) -m pytest $(TWO) -m 'not thorough'

test-all: ready
	@$(PY) -m pytest $(TWO) --hypothesis-profile thorough

# All that is no test, and all that tests wait for.
ready:
	@$(MAKE) --no-print-directory -j 4 browser lint types demo

check: .venv/.ready-to-test lint types
	@$(PY) -m pytest $(TWO) --hypothesis-profile quick -m 'not browser and not slow and not thorough'

lint: .venv/.ready-to-test
	@$(PY) -m ruff format --check --quiet .
	@$(PY) -m ruff check --quiet .

types: .venv/.ready-to-test
	@$(PY) -m mypy

format: .venv/.ready-to-test
	@$(PY) -m ruff format .
	@$(PY) -m ruff check --fix .

bench: .venv/.ready-to-test
	@$(PY) -m tests.bench $(ARGS)

screenshots: .venv/.ready-to-test browser
	@$(PY) -m tests.screenshots $(ARGS)

# Finds Chromium, else installs it; prints which one.
browser: .venv/.ready-to-test
	@$(PY) -m tests.browser.chromium

# The demo as data cuts, for the tests that only read it.
demo: .venv/.ready-to-test
	@$(PY) -m tests.prebuilt

# ---- set-up: each step leaves a stamp, so that the second time takes no time
.venv/.ready-to-test: .venv/.ready-to-run .venv/.has-test-tools
	@touch $@

.venv/.has-test-tools: .venv/.created tests/requirements.txt
	@echo 'Installing what the tests need ...'
	@$(PIP) -r tests/requirements.txt
	@touch $@

.venv/.ready-to-run: .venv/.created requirements.txt
	@echo 'Installing what the dashboard needs ...'
	@$(PIP) -r requirements.txt
	@touch $@

.venv/.created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	    { echo 'Python 3.11 or newer is needed, and "$(PYTHON)" is not; try: make PYTHON=python3.12 ...' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	    test "$$(id -u)" = 0 && command -v apt-get >/dev/null && \
	    apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null; } || \
	    { echo 'Python cannot make environments here; on Debian or Ubuntu: sudo apt install python3-venv' >&2; exit 1; }
	@echo 'Creating .venv ...'
	@$(PYTHON) -m venv .venv
	@touch $@
