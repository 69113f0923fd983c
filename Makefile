# The commands of the project; `make` or `make help` lists them.
PYTHON ?= python3
BIN := .venv/bin
export DAGSTER_DISABLE_TELEMETRY := yes
export DO_NOT_TRACK := 1
export GX_ANALYTICS_ENABLED := false

.DEFAULT_GOAL := help
.PHONY: help run test test-slow dev lint docs bench fuzz tampers mutate wheel lock clean

help: ## List the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps

# The stamps name the locks, so a changed lock installs again.
.venv/.installed: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv .venv
	$(INSTALL) --require-hashes -r requirements.lock
	$(INSTALL) --no-build-isolation -e .
	touch $@

.venv/.developing: .venv/.installed requirements-dev.lock
	$(INSTALL) --require-hashes -r requirements-dev.lock
	touch $@

run: .venv/.installed ## Install, then refresh the warehouse from the bundled data
	$(BIN)/p2c refresh

PYTEST := $(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

test: .venv/.developing ## Install, then run the tests
	$(PYTEST) -m "not slow"

test-slow: .venv/.developing ## Run the tests of whole refreshes, servers and injected faults
	$(PYTEST) -m slow

dev: .venv/.installed ## Open Dagster's web page on http://127.0.0.1:3000
	$(BIN)/p2c dev

lint: .venv/.developing ## Check style and types of Python and SQL, and the shape of the dbt project
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/sqlfluff lint --processes 2 dbt_project/models dbt_project/tests
	$(BIN)/sqlfluff lint --templater raw dbt_project/table_macros
	cd dbt_project && ../$(BIN)/dbt --quiet parse --target lint
	$(BIN)/dbt-bouncer run --config-file dbt_project/dbt-bouncer.yml

docs: .venv/.installed ## Write every generated page again: dictionary, metrics, submission format
	$(BIN)/p2c docs dictionary > docs/data-dictionary.md
	$(BIN)/p2c metrics > docs/metrics.md
	$(BIN)/p2c submissions format > docs/submission-format.md
	$(BIN)/p2c submissions format --schema > docs/submission-format.schema.json

bench: .venv/.installed ## Measure reading beside DuckDB, and the main job beside bare dbt and imports
	$(BIN)/python -m benchmarks.reading
	$(BIN)/python -m benchmarks.refresh

INPUTS ?= 100000
fuzz: .venv/.developing ## Feed 100,000 made inputs to the readers of files, amounts and places
	$(BIN)/python -m tests.fuzz --inputs $(INPUTS)

tampers: .venv/.developing ## Put plausible falsehoods into the bundled files and show what sees each
	$(PYTEST) -m slow tests/tampers

mutate: .venv/.developing ## Break the SQL behind each mart in many ways and show what catches it
	$(BIN)/python -m tests.mutations

wheel: .venv/.installed ## Build the package with all it needs into dist/
	$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation -w dist .

COMPILE := uv pip compile pyproject.toml --universal --python-version 3.11 \
	--generate-hashes --no-strip-extras --no-emit-index-url --upgrade --quiet
lock: ## Renew both locks from pyproject.toml (needs uv)
	$(COMPILE) --group dev -o requirements-dev.lock
	$(COMPILE) --group build -c requirements-dev.lock -o requirements.lock

clean: ## Remove the environment, what was built and all state of the warehouse
	rm -rf .venv dist warehouse
