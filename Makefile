# Everything there is to type. `make` alone lists it.
.PHONY: help run test coverage lint format audit bench chaos drill trial machines day setup setup-dev
.DEFAULT_GOAL := help
SHELL := /bin/bash
BIN := .venv/bin
TEMPLATES = $$(git ls-files '*.html')
# Tests in a browser wait longer than they work, so one process more than there are cores fits in between.
PROCESSES ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)
ARGS ?=

help: ## list what can be typed
	@echo "Acompaña: make <what>"
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  \1\t\2/' | expand -t 14

setup:
	@deploy/setup.sh requirements.txt

setup-dev:
	@deploy/setup.sh requirements-dev.txt
	@test -e .env || (umask 077; echo 'DEBUG=1' >.env)

run: setup ## start web server and worker on http://127.0.0.1:8000 (PORT=8080 make run: elsewhere)
	@$(BIN)/python deploy/run.py

test: setup-dev ## run every test (ARGS="visits -k close" for some of them)
	@$(BIN)/pytest --numprocesses $(PROCESSES) --dist worksteal $(ARGS)

# Slipcover does not yet read the branches of tests as pytest 9 rewrites them; they are left out all the same.
coverage: setup-dev ## run every test and say how much of the code they run; writes var/coverage.json
	@mkdir -p var
	@$(BIN)/python -m slipcover --json --out var/coverage.json -m pytest --numprocesses $(PROCESSES) --dist worksteal \
		--hypothesis-profile ci -W "ignore:Module already imported:pytest.PytestAssertRewriteWarning" \
		-W "ignore:Unable to activate pytest branch coverage:RuntimeWarning" $(ARGS)
	@$(BIN)/python deploy/check_coverage.py var/coverage.json

lint: setup-dev ## check code, formatting, templates and types; changes nothing
	@$(BIN)/ruff check --no-cache .
	@$(BIN)/ruff format --no-cache --check .
	@$(BIN)/djade --check --target-version 5.2 $(TEMPLATES)
	@$(BIN)/mypy

format: setup-dev ## put code and templates into their usual form
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@$(BIN)/djade --target-version 5.2 $(TEMPLATES) || $(BIN)/djade --check --target-version 5.2 $(TEMPLATES)

# In a folder of its own: what it brings along is nothing of ours. --strict: what could not be asked about is no good news.
audit: setup-dev ## ask PyPI for known faults of what is installed; needs the network
	@test -x var/audit/bin/pip-audit || (python3 -m venv var/audit && var/audit/bin/pip install -q pip-audit==2.10.1)
	@var/audit/bin/pip-audit --strict --progress-spinner off --path .venv/lib/python3*/site-packages

bench: setup-dev ## measure the speed against its floors; writes var/bench.json
	@$(BIN)/python -m bench $(ARGS)

chaos: setup-dev ## send 2,000 things while servers die and people move on (CHAOS_SENDINGS=200 CHAOS_SEED=7 make chaos)
	@$(BIN)/python -m chaos

trial: setup-dev ## install, use, upgrade and stop a real site, with nginx, PostgreSQL and Redis, in a folder of its own
	@$(BIN)/python deploy/trial

machines: setup-dev ## install the kit on two machines in folders of their own, kill each of their processes at work, count
	@$(BIN)/python deploy/trial/machines.py

day: setup-dev ## a UGEL's day on the installed kit with each service away in turn, and a table of what pages said
	@$(BIN)/python deploy/trial/day.py

drill: setup ## back the demonstration up, ruin it, restore it elsewhere, open its pages; prints the seconds
	@$(BIN)/python deploy/drill.py
