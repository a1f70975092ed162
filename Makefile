# Tradewind's daily commands. Needs Python 3.11+ with its venv module; everything else is installed into .venv.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory
export UV_LINK_MODE ?= copy

PY := .venv/bin/python
TRADEWIND := .venv/bin/tradewind
PYTEST := $(PY) -m pytest
WORKERS ?= 2
STRATEGY ?= moving_average_cross
DATA ?= AAPL,GOOG,IBM,MSFT
ACCOUNT ?= paper
# A .venv that was removed, copied or lost its Python is no longer what the stamps say was set up.
VENV_IS_HERE := $(shell scripts/venv_is_here.sh .venv || rm -rf .make)
WEB_SOURCES := $(shell [ -d web ] && find web \( -name node_modules -o -name dist \) -prune -o -type f -print | grep -v ' ' || true)
KERNEL_SOURCES := $(shell find src/tradewind -name '*.py' | grep -v ' ' || true)

.PHONY: help setup quickstart test test-fast test-deep test-pythons test-setup start-trading stop-trading status \
	emergency-stop lint format bench docs docs-serve lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-16s %s\n", $$1, $$2}' Makefile

setup: .make/setup .make/web .make/warm ## .venv, pinned dependencies, the dashboard's build, compiled kernels

.make/setup: pyproject.toml constraints.txt scripts/setup.sh
	@mkdir -p .make
	@scripts/setup.sh web
	@touch $@

.make/test: .make/setup scripts/install_test_system.sh
	@scripts/setup.sh web,test,crypto,lake,docs,peers
	@scripts/install_test_system.sh
	@touch $@

.make/web: .make/setup $(WEB_SOURCES)
	@if [ -f scripts/build_web.py ]; then $(PY) scripts/build_web.py; else echo "no dashboard to build here"; fi
	@touch $@

.make/warm: .make/setup $(KERNEL_SOURCES)
	@if [ -f src/tradewind/cli/commands/warm.py ]; then $(TRADEWIND) warm; fi
	@touch $@

test-setup: setup .make/test

quickstart: setup ## set up, then the main job on real data; prints the dashboard's address
	@$(TRADEWIND) demo

test: test-setup lint ## set up what the tests need, check the code, run every test
	@if [ -f scripts/build_web.py ]; then $(PY) scripts/check_web.py; fi
	@$(PYTEST) -n $(WORKERS) --dist worksteal --durations 20 -m "not deep"

test-fast: test-setup ## the tests that take seconds
	@$(PYTEST) -n $(WORKERS) -m "not slow and not deep"

test-deep: test-setup ## every test, and a million random order flows (about an hour and a half)
	@$(PYTEST) -n $(WORKERS)

test-pythons: ## the suite on each of Python 3.11 to 3.13 that is installed
	@TEST_WORKERS=$(WORKERS) scripts/test_pythons.sh

start-trading: setup ## start a paper account and its dashboard in the background: STRATEGY=… DATA=… ACCOUNT=…
	@$(TRADEWIND) data samples
	@$(TRADEWIND) paper $(STRATEGY) --data $(DATA) --account $(ACCOUNT) --background

stop-trading: ## stop what start-trading started; positions stay as they are
	@$(TRADEWIND) stop

status: ## what runs, the account, the limits
	@$(TRADEWIND) status

emergency-stop: ## kill switch: cancel every order, flatten every position, stay stopped
	@$(TRADEWIND) kill --all

lint: .make/test ## ruff, formatting, types, the import contract
	@$(PY) -m ruff check
	@$(PY) -m ruff format --check
	@$(PY) -m pyright --pythonpath $(PY)
	@.venv/bin/lint-imports

format: .make/test ## format the code and mend what ruff can
	@$(PY) -m ruff check --fix
	@$(PY) -m ruff format

bench: setup ## measure ourselves against the peers, into benchmarks/results
	@scripts/setup.sh web,peers,crypto,lake
	@if [ ! -d .venv-peers ] || [ constraints-peers.txt -nt .venv-peers ]; then scripts/setup_peers.sh; fi
	@$(TRADEWIND) bench all

docs: .make/setup ## build the documentation into site/
	@scripts/setup.sh web,docs
	@NO_MKDOCS_2_WARNING=1 $(PY) -m mkdocs build --strict --quiet
	@echo "site/index.html"

lock: .make/setup ## pin the newest allowed dependencies anew
	@scripts/lock.sh

clean: ## remove what was built: .venv, caches, the dashboard; your data and runs stay
	rm -rf .venv .venv-3.* .venv-peers .make site dist build .pytest_cache .ruff_cache .hypothesis src/tradewind/server/static web/node_modules
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
