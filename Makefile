# The two commands of the README: `make run` and `make test`. Both set up what they need.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: run test check bench faults fuzz picture programs wheel clean texts
.DELETE_ON_ERROR:

run: $(VENV)/run.done
	$(BIN)/micic run

test: $(VENV)/test.done programs wheel check
	$(BIN)/python -m pytest --numprocesses 2 --dist worksteal --quiet

check: $(VENV)/test.done
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/mypy
	$(BIN)/micic instrument check

bench: $(VENV)/test.done programs
	$(BIN)/python -m tests.benchmarks

# Servers killed, lines cut, disks full, databases stopped, while people answer: what was lost, as a table; 10 minutes.
faults: $(VENV)/test.done programs
	$(BIN)/python -m tests.faults

# Files that grow towards new paths in the readers, for FUZZ_SECONDS in all (60).
fuzz: $(VENV)/fuzz.done
	$(BIN)/python -m tests.fuzz

# The pictures of the README and of docs, made again.
picture: $(VENV)/test.done programs
	$(BIN)/python -m docs.architecture
	$(BIN)/python -m docs.picture

# What the tests need beside Python: the system's, else Debian's packages; never skipped.
programs: $(VENV)/test.done
	$(BIN)/python -m tests.programs

$(VENV)/fuzz.done: $(VENV)/test.done
	$(PIP) --editable ".[fuzz]"
	touch $@

# The wheel, installed with nothing else into an environment of its own; tests/test_wheel.py uses it.
wheel: $(VENV)/wheel.done

$(VENV)/run.done: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(PIP) --editable .
	touch $@

$(VENV)/test.done: $(VENV)/run.done
	$(PIP) --editable ".[test,check]"
	touch $@

$(VENV)/wheel.done: $(VENV)/test.done $(shell git ls-files assessment questions scoring 2>/dev/null)
	rm -rf build dist
	$(BIN)/python -m build --wheel --no-isolation --outdir dist . > $(VENV)/wheel.log 2>&1 || (cat $(VENV)/wheel.log; exit 1)
	$(PYTHON) -m venv --clear build/fresh
	build/fresh/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt dist/*.whl
	touch $@

# The templates of the message catalogues, for translators; a test says when they are out of date.
texts: $(VENV)/run.done
	$(BIN)/python -m assessment.catalogues

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
