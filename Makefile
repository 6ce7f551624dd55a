# Two commands on a fresh machine with Python >= 3.11: `make run` and `make test`. Everything lands in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test coverage lint bench peers wheelhouse clean

run: $(VENV)/.run
	$(BIN)/python -m scorecard.server

# One process more than a small machine has cores: tests in a browser mostly wait.
test: $(VENV)/.dev lint
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

# Apart from the test: counting lines doubles the time of every test.
coverage: $(VENV)/.dev
	$(BIN)/python -m pytest -n 2 --dist loadfile --cov --cov-report=term:skip-covered

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/mypy

# What the benchmark races against, with a Python of its own; Evidence with what npm fetches, built.
peers: benchmarks/peers/.venv/.peers benchmarks/peers/in_evidence/build/.peers

EVIDENCE := benchmarks/peers/in_evidence
$(EVIDENCE)/build/.peers: benchmarks/peers/for_evidence.py $(addprefix $(EVIDENCE)/,package.json figures.sql pages/index.md) | $(VENV)/.dev
	npm install --prefix $(EVIDENCE) --no-audit --no-fund --silent
	$(BIN)/python -m benchmarks.peers.for_evidence
	npm run build --prefix $(EVIDENCE) --silent
	touch $@

benchmarks/peers/.venv/.peers: benchmarks/peers/requirements.txt
	$(PYTHON) -m venv benchmarks/peers/.venv
	benchmarks/peers/.venv/bin/pip install -q --disable-pip-version-check -r $<
	touch $@

bench: $(VENV)/.dev peers
	$(BIN)/python -m benchmarks.page_load

wheelhouse: $(VENV)/.run
	$(BIN)/python deploy/wheelhouse.py

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.txt | $(BIN)/python
	$(BIN)/pip install -q --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/.dev: requirements.txt requirements-dev.txt | $(BIN)/python
	$(BIN)/pip install -q --disable-pip-version-check -r requirements-dev.txt
	touch $@ $(VENV)/.run

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache
