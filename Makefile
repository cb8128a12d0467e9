# The commands of the project. `make run` is all a first look needs.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin

# Type checks read the settings, and open no database.
STATIC := PORTICO_DATABASE_URL=postgresql://nobody@127.0.0.1:9/none PORTICO_SECRET_KEY=none

.PHONY: run setup test check bench lock messages assets check-format check-code check-types check-layers \
	check-migrations check-templates check-texts check-docs

run: setup
	@exec $(BIN)/portico demo --port $(PORT)

setup:
	@$(PYTHON) src/portico/launch/installation.py

test:
	@$(PYTHON) src/portico/launch/installation.py --browser
	@$(BIN)/pytest -q --numprocesses auto --maxprocesses 4 --dist loadscope --durations 15

# `make -k check` goes on after the first part that fails.
check: check-format check-code check-types check-layers check-migrations check-templates check-texts check-docs
check-format: setup
	$(BIN)/ruff format --check --quiet .
check-code: setup
	$(BIN)/ruff check .
check-types: setup
	$(STATIC) $(BIN)/mypy
check-layers: setup
	$(BIN)/lint-imports --no-logo
check-migrations: setup
	$(BIN)/portico manage makemigrations --check --dry-run
check-templates: setup
	$(BIN)/djlint src --lint --quiet
check-texts: setup
	$(BIN)/python -m portico.launch.translations --check
check-docs: setup
	$(BIN)/pytest tests/docs tests/architecture/test_layers.py tests/architecture/test_templates.py -q

bench: setup
	@$(BIN)/portico bench all --scale S --json

# New versions within what pyproject.toml allows. The locks name no registry: any mirror serves.
LOCK_OPTIONS := --quiet --generate-hashes --universal --no-emit-index-url --no-emit-find-links --no-header --python-version 3.11
lock: setup
	$(BIN)/uv pip compile pyproject.toml --extra dev $(LOCK_OPTIONS) --output-file requirements/dev.lock
	$(BIN)/uv pip compile pyproject.toml --constraint requirements/dev.lock $(LOCK_OPTIONS) --output-file requirements/base.lock

# Gathers the texts to translate; Italian is the source language.
messages: setup
	$(BIN)/python -m portico.launch.translations

assets: setup
	$(BIN)/python -m portico.launch.assets
