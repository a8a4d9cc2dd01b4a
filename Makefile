# Every target builds .venv from requirements.lock first, and again when the lock changes.
PYTHON ?= python3
HOME_DIR ?= home
FUZZ_SECONDS ?= 45
DEMO_DATE ?= 2026-11-16
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# What the hub is measured against is not installed with it: pandas alone would cost every command half a second.
BENCH := .venv-bench

.PHONY: help run test fuzz ui bench lint format clean
.DEFAULT_GOAL := help

help:                    ## this list
	@grep -hE '^[a-z]+:.*##' Makefile | sed -E 's/:[^#]*##/\t/' | expand -t 12

# Folder and locks of an environment: with uv where it is there, else with venv and pip.
define build
	@echo "building $(1) from $(2)"
	@rm -rf $(1)
	@if command -v uv >/dev/null 2>&1; then \
	  uv venv --quiet --seed --python $(PYTHON) $(1) && \
	  uv pip install --quiet --compile-bytecode --python $(1)/bin/python --no-deps --require-hashes $(addprefix -r ,$(2)) && \
	  uv pip install --quiet --compile-bytecode --python $(1)/bin/python --no-deps --no-build-isolation -e . ; \
	else \
	  $(PYTHON) -m venv $(1) && \
	  $(1)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes $(addprefix -r ,$(2)) && \
	  $(1)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . ; \
	fi
	@$(1)/bin/python -m compileall -q warehouse formats mappings pipelines assets
endef

$(READY): requirements.lock pyproject.toml
	$(call build,$(VENV),requirements.lock)
	@touch $(READY)

$(BENCH)/.ready: requirements.lock benchmarks/requirements.lock pyproject.toml
	$(call build,$(BENCH),requirements.lock benchmarks/requirements.lock)
	@touch $@

run: $(READY)            ## make the demo home in ./home, take a whole day through the hub, print what happened
	@$(BIN)/incassohub demo --home $(HOME_DIR)
	@$(BIN)/incassohub run --home $(HOME_DIR) --date $(DEMO_DATE) || [ $$? -eq 1 ]

ui: $(READY)             ## open Dagster on ./home at http://127.0.0.1:3000
	@$(BIN)/incassohub ui --home $(HOME_DIR)

test: $(READY)           ## run the tests
	@$(BIN)/python -m pytest -n 2 --dist worksteal $(PYTEST_ARGS)

bench: $(BENCH)/.ready   ## run the benchmarks, side by side, as ratios
	@$(BENCH)/bin/python -m benchmarks

fuzz: $(READY)           ## feed every reader of files with damaged ones, FUZZ_SECONDS each (Linux)
	@$(BIN)/python -m tests.fuzz.fuzz_readers $(FUZZ_SECONDS)

lint: $(READY)           ## format check, lint, types, import contracts
	@status=0; \
	$(BIN)/ruff format --check . || status=1; \
	$(BIN)/ruff check . || status=1; \
	$(BIN)/mypy || status=1; \
	$(BIN)/lint-imports || status=1; \
	exit $$status

format: $(READY)         ## format the code
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

clean:                   ## remove .venv and caches; the home stays
	@rm -rf $(VENV) $(BENCH) .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info
