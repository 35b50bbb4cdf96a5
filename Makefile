# Two commands: `make run` opens the app, `make test` passes the tests. Both set up .venv first where it is needed.
PYTHON ?= python3
PORT ?= 8501
BIN := .venv/bin

.PHONY: run install test lint lock geometry bench clean

run: install
	@$(BIN)/streamlit run app.py --server.port $(PORT) || { \
		echo 'Hälsogap did not start. If port $(PORT) is taken, choose another: make run PORT=8502' >&2; exit 1; }

install: .venv/.installed

.venv/.installed: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Hälsogap needs Python 3.11 or newer, not %d.%d. Point to one with: make PYTHON=/path/to/python3.11 …" % sys.version_info[:2])'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/.dev: .venv/.installed requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

lint: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# The slow tests run in CI, or with: make test SLOW=1
test: lint
	$(BIN)/python -m pytest -n 2 --dist loadfile -m 'not browser $(if $(SLOW),,and not slow)'
	# By themselves: a browser that shares two cores with other tests is too slow to be judged.
	$(BIN)/python -m pytest -m 'browser $(if $(SLOW),,and not slow)'

# The locks, for every platform, from the ranges in pyproject.toml.
lock: .venv/.dev
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-header --no-annotate pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-header --no-annotate --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt
	printf -- '-e .\n' >> requirements.txt

geometry: install
	$(BIN)/python -m halsogap.sources.municipalities

bench: .venv/.dev
	$(BIN)/python bench/map_switch.py
	$(BIN)/python bench/deso_switch.py
	$(BIN)/python bench/whatif.py

clean:
	rm -rf .venv data/store
