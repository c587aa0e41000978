# Everything a newcomer needs: `make demo`, `make test`, `make serve`.
.DEFAULT_GOAL := help
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3
UV_VERSION := 0.13.9
CASE ?= knowledge/demo/gulf_air_fryer.json
export UV_LINK_MODE ?= copy

.PHONY: help setup demo serve test check eval gate lock clean

help:  ## show this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(VENV)/.ready  ## install everything into .venv

# uv resolves and installs this dependency set in seconds; older pips take minutes.
$(VENV)/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Radd needs Python 3.11 or newer (PYTHON=... make setup)"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --compile-bytecode --require-hashes -r requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

demo: setup  ## a full suggestion for a real message
	@$(BIN)/radd suggest - < $(CASE)

serve: setup  ## start the page and the HTTP service on 127.0.0.1:8000, with a demo seller's returns
	@$(BIN)/radd serve --demo

test: setup  ## lint, types, import contracts, tests
	@$(MAKE) --no-print-directory check
	@$(BIN)/pytest

check: setup  ## lint, types and import contracts only
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

eval: setup  ## measure every part on its evaluation set
	@$(BIN)/radd eval run --jobs 2

gate: setup  ## the fast suites against the blessed run; fails on a regression
	@rm -rf var/evals/gate
	@$(BIN)/radd eval run --fast --jobs 2 --out var/evals/gate > /dev/null
	@$(BIN)/radd eval compare - var/evals/gate --fail-on-regression --junit var/evals/gate/junit.xml

lock: setup  ## renew the pins (hashes, no index addresses)
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  --all-extras pyproject.toml -o requirements.lock

clean:  ## remove what was installed and built
	rm -rf $(VENV) var .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
