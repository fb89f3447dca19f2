# Every target works on a machine that has Python 3.11 or newer and nothing else.
PYTHON ?= python3
VENV := .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
STAMP := $(VENV)/.installed
ROUNDS ?= 7

.PHONY: setup demo test check bench faults
.DEFAULT_GOAL := setup

setup: $(STAMP)
	@$(BIN)/python -m dure.config.messages

$(STAMP): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Dure needs Python 3.11 or newer")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[demo,dev]'
	@touch $(STAMP)

demo: setup
	@$(BIN)/dure demo

test: setup
	@$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile

check: setup
	@$(BIN)/python -m tests.check
	@$(MAKE) --no-print-directory test

bench: setup
	@$(BIN)/python -m bench

faults: setup
	@$(BIN)/python -m tests.faults --rounds $(ROUNDS)
