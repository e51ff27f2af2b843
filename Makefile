# Everything there is to type. `make` alone lists it.
.PHONY: help run test lint format bench setup setup-dev
.DEFAULT_GOAL := help
SHELL := /bin/bash
BIN := .venv/bin
TEMPLATES = $$(git ls-files '*.html')
PROCESSES ?= auto
ARGS ?=

help: ## list what can be typed
	@echo "Acompaña: make <what>"
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  \1\t\2/' | expand -t 14

setup:
	@deploy/setup.sh requirements.txt

setup-dev:
	@deploy/setup.sh requirements-dev.txt

run: setup ## start web server and worker on http://127.0.0.1:8000 (PORT=8080 make run: elsewhere)
	@$(BIN)/python deploy/run.py

test: setup-dev ## run every test (ARGS="visits -k close" for some of them)
	@$(BIN)/pytest --numprocesses $(PROCESSES) --dist worksteal $(ARGS)

lint: setup-dev ## check code, formatting, templates and types; changes nothing
	@$(BIN)/ruff check --no-cache .
	@$(BIN)/ruff format --no-cache --check .
	@$(BIN)/djade --check --target-version 5.2 $(TEMPLATES)
	@$(BIN)/mypy

format: setup-dev ## put code and templates into their usual form
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@$(BIN)/djade --target-version 5.2 $(TEMPLATES) || $(BIN)/djade --check --target-version 5.2 $(TEMPLATES)

bench: setup-dev ## measure the speed against its floors; writes var/bench.json
	@$(BIN)/python -m bench $(ARGS)
