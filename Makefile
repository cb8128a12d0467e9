# The commands of the project. `make run` is all a first look needs.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin

# Type checks read the settings, and open no database.
STATIC := PORTICO_DATABASE_URL=postgresql://nobody@127.0.0.1:9/none PORTICO_SECRET_KEY=none

.PHONY: run setup test check bench lock messages assets

run: setup
	@exec $(BIN)/portico demo --port $(PORT)

setup:
	@$(PYTHON) src/portico/launch/installation.py

test:
	@$(PYTHON) src/portico/launch/installation.py --browser
	@$(BIN)/pytest

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(STATIC) $(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/portico manage makemigrations --check --dry-run
	$(BIN)/djlint src --lint --quiet
	$(BIN)/python -m portico.launch.translations --check
	$(BIN)/pytest tests/docs tests/architecture -q

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
