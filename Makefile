# Two commands: `make run` shows the product, `make test` proves it. Both set up what they need, from nothing.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
UV_VERSION := 0.13.9
UV := .uv/bin/uv
STAMPS := .venv/.stamps
PO := $(wildcard src/yichuang/locale/*/LC_MESSAGES/*.po)

# The machine's own Python and the machine's own certificates; no other environment has a say.
export UV_PROJECT_ENVIRONMENT := .venv
export UV_PYTHON := $(PYTHON)
export UV_PYTHON_DOWNLOADS := never
export UV_SYSTEM_CERTS := 1
export UV_HTTP_TIMEOUT := 300
unexport VIRTUAL_ENV PYTHONPATH PYTHONHOME

.PHONY: help setup setup-test run test lint types docs messages clean

help: ## say what can be made
	@sed -nE 's/^([a-z-]+):.*## (.*)/make \1\t\2/p' Makefile | expand -t 14

setup: $(STAMPS)/run $(STAMPS)/messages ## make .venv with the program at .venv/bin/yichuang

setup-test: $(STAMPS)/test $(STAMPS)/messages
	@tools/debian chromium fonts-noto-cjk
	@tools/debian --wish chromium-headless-shell

run: setup ## start the demonstration: everything on this machine, data in ./var
	@exec .venv/bin/yichuang demo

test: setup-test lint types ## everything that must hold: checks of the code, then all tests
	@.venv/bin/python -m pytest -m "not system" -n auto --dist loadfile -q
	@.venv/bin/python -m pytest -m system -n 2 --dist loadfile -q

lint: setup-test ## ruff, and the layers of the house
	@.venv/bin/ruff check --quiet .
	@.venv/bin/lint-imports --no-cache

types: setup-test ## mypy, strict where pyproject.toml says so
	@.venv/bin/mypy

docs: setup ## write the pages that are generated from the code
	@.venv/bin/python tools/pages.py

messages: setup ## collect new sentences into locale/en, to be translated
	@.venv/bin/python tools/messages.py

clean: ## remove the environment and what tests left; data in ./var stays
	rm -rf .venv .uv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find src -name '*.mo' -delete

# The test environment contains the run environment: whoever has tested does not fetch anything to run.
$(STAMPS)/run: uv.lock pyproject.toml | $(UV)
	@if [[ -e $(STAMPS)/test ]]; then $(MAKE) $(STAMPS)/test; else $(UV) sync --frozen; fi
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/test: uv.lock pyproject.toml | $(UV)
	@$(UV) sync --frozen --group test
	@mkdir -p $(STAMPS) && touch $@ $(STAMPS)/run

$(STAMPS)/messages: $(PO) | $(STAMPS)/run
	@$(if $(PO),.venv/bin/python tools/compile_messages.py)
	@touch $@

$(UV): Makefile
	@tools/uv $(PYTHON) $(UV_VERSION)
	@touch $@
