# Two commands: `make run` opens the app, `make test` passes the tests. Both set up .venv first where it is needed.
# `make help` lists all: the words after ## are what it says of each.
PYTHON ?= python3
PORT ?= 8501
BIN := .venv/bin

.PHONY: run install test lint lock geometry bench pictures release-check clean help

run: install ## open the app at http://localhost:8501, or another PORT
	@$(BIN)/streamlit run app.py --server.port $(PORT) || { \
		echo 'Hälsogap did not start. If port $(PORT) is taken, choose another: make run PORT=8502' >&2; exit 1; }

install: .venv/.installed ## set up .venv with what the app needs

.venv/.installed: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Hälsogap needs Python 3.11 or newer, not %d.%d. Point to one with: make PYTHON=/path/to/python3.11 …" % sys.version_info[:2])'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/.dev: .venv/.installed requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

lint: .venv/.dev ## ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# The slow tests run in CI, or with: make test SLOW=1
test: lint ## lint, all tests and what they cover; the slow ones too with SLOW=1
	$(BIN)/python -m pytest -n 2 --dist loadfile --cov --cov-report= -m 'not browser $(if $(SLOW),,and not slow)'
	$(BIN)/python tools/coverage_floor.py
	# By themselves: a browser that shares two cores with other tests is too slow to be judged.
	$(BIN)/python -m pytest -m 'browser $(if $(SLOW),,and not slow)'

lock: .venv/.dev ## renew requirements*.txt from the ranges in pyproject.toml; UPGRADE=1 takes the newest
	$(BIN)/python tools/locks.py $(if $(UPGRADE),--upgrade)

geometry: install ## make the boundaries of the map anew
	$(BIN)/python -m halsogap.sources.municipalities

bench: .venv/.dev ## measure the map, small areas, the what-if
	$(BIN)/python bench/map_switch.py
	$(BIN)/python bench/deso_switch.py
	$(BIN)/python bench/whatif.py

pictures: .venv/.dev ## take the README's pictures of every page from the running app
	$(BIN)/python tools/pictures.py --readme

release-check: .venv/.dev ## whether the tree can be tagged: version, changelog, locks, packages
	$(BIN)/python tools/release_check.py

clean: ## remove .venv and the store
	rm -rf .venv data/store

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
