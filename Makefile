# Two commands matter: `make run` and `make test`. Both start from python3 (3.11 or later), its venv module, make and
# git, and install what requirements*.lock says, by hash, into .venv; when that is done already they start at once.

SHELL := /bin/sh
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# Another interpreter: make run TCDC_PYTHON=python3.13 (or from the environment).
TCDC_PYTHON ?= python3
# Words for pytest: make test ARGS="tests/offers -k publish"
ARGS ?=
PYTHON := .venv/bin/python

.PHONY: help run test journeys check lock image clean install install-dev browser

help: ## Lists the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

run: install ## Installs what is needed, loads a sample registry and serves it on http://127.0.0.1:8000
	@exec $(PYTHON) -m app serve --with-sample

test: install-dev browser ## Runs all tests, on SQLite, a real PostgreSQL and in a real browser (ARGS="…" for pytest)
	@exec $(PYTHON) -m pytest -n auto --dist loadgroup $(ARGS)

journeys: install-dev browser ## Runs all journeys in the browser: every page in four languages (TCDC_TEST_SHOTS=folder for pictures)
	@exec $(PYTHON) -m pytest -n auto --dist loadgroup -m "browser or journeys" tests/journeys $(ARGS)

check: install-dev ## Checks format, lint, types, imports, house rules and that the documentation is fresh
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m ruff check .
	$(PYTHON) -m mypy
	$(PYTHON) .venv/bin/lint-imports
	$(PYTHON) -m pytest tests/house
	$(PYTHON) -m app docs --check

lock: install-dev ## Renews requirements.lock and requirements-dev.lock from pyproject.toml
	@sh tools/lock.sh

image: ## Builds the container image tcdc (needs Docker)
	docker build --tag tcdc .

clean: ## Removes .venv and all caches; the data folder stays
	rm -rf .venv .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage

install:
	@sh tools/install.sh runtime "$(TCDC_PYTHON)"

install-dev:
	@sh tools/install.sh dev "$(TCDC_PYTHON)"

browser: install-dev
	@$(PYTHON) -m tests.setup_browser
