# Needs Python 3.11 or newer, make and a package index. uv comes into .tools/, everything else into .venv/; nothing is installed outside this folder.

PYTHON ?= python3
# One more than there are processors: tests wait a third of their time.
WORKERS ?= $(shell $(PYTHON) -c 'import os; print((os.cpu_count() or 1) + 1)')
ARGS ?=

UV := .tools/uv/bin/python tools/run_uv.py
BIN := .venv/bin
# Projects of their own, as a third party's: `make wheels` proves them from outside; only their style and types are looked at here.
STANDALONE := examples/github
PROJECTS := pyproject.toml $(filter-out $(STANDALONE:%=%/%),$(wildcard plugins/*/pyproject.toml examples/*/pyproject.toml))
EDITABLE := $(patsubst %pyproject.toml,-e ./%,$(PROJECTS))
PACKAGES := $(notdir $(patsubst %/py.typed,%,$(wildcard eventual_connectors/py.typed plugins/*/*/py.typed examples/*/*/py.typed)))
# $(call pytest,bin,marks)
pytest = $(1)/python -m pytest -n $(WORKERS) -m "$(2)" $(ARGS)
TESTS := $(filter-out $(STANDALONE:%=%/%),$(wildcard tests plugins/*/tests examples/*/tests))
SCRIPTS := tools $(wildcard benchmarks)

.PHONY: help setup demo test engines capabilities suites projects prove lint ruff layout mypy basedpyright layers rules generated workflows format changes news generate differential iac bench wheels oldest constraints clean
.DEFAULT_GOAL := help

help: ## show this
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 14

setup: .venv/.installed ## make .venv with every package of this repository (editable) and the development tools

demo: setup ## charge the bundled orders, with crashes in the middle
	@$(BIN)/eventual demo $(ARGS)

# What is long bears the mark of one of the targets below, and only that target plays it.
test: setup ## run the tests of the core, the plugins and the examples, but for what is long; ARGS="-k refund" chooses
	$(call pytest,$(BIN),not engines and not suites and not projects) $(TESTS)

engines: setup ## run the engines' suite and the demo on engines that are hosted: Temporal, Lambda, DBOS
	$(call pytest,$(BIN),engines) tests/engines examples/checkout

capabilities: setup ## run the engines' suite on all engines, and write docs/reference/engines.md from what passed
	$(BIN)/python -m pytest -n $(WORKERS) $(ARGS) -p tests.engines.suite.recording tests/engines/suite
	$(BIN)/python tools/capabilities.py

# Of the installed connectors `eventual conformance` plays all that changed.
suites: setup ## try the proof of conformance on connectors with bugs, and play what suites no installed connector has
	$(call pytest,$(BIN),suites) tests/conformance tests/cli tests/http plugins

projects: setup ## follow the tutorial and the pages, make projects with `eventual new`, and run tests and type checkers on them and on users' code
	$(call pytest,$(BIN),projects) tests/scaffold tests/typing tests/test_tutorial.py tests/test_publishing.py

prove: setup ## prove what the connectors promise, in every case, and leave the proof in their packages
	$(BIN)/eventual conformance --record $(ARGS)

lint: ruff layout mypy basedpyright layers rules workflows ## style, types (two checkers), layers, own rules; `make -k lint` shows all at once

ruff: setup
	$(BIN)/ruff check .

layout: setup
	$(BIN)/ruff format --check .

# One after the other, since they share a cache; and each, whatever is found by those before it.
mypy: setup
	@failed=0; for what in "$(PACKAGES:%=-p %)" "$(TESTS) $(SCRIPTS)" "$(STANDALONE:%=%/tests)"; do \
	  echo "mypy $$what"; $(BIN)/mypy $$what || failed=1; done; exit $$failed

basedpyright: setup
	$(BIN)/basedpyright

layers: setup
	$(BIN)/lint-imports

rules: setup
	$(BIN)/python tools/check_repository.py
	$(BIN)/python tools/generated.py

workflows: setup
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(BIN)/zizmor --quiet --offline --no-progress .github/workflows

generated: setup ## write what is generated from the code: the public surfaces, the table of deprecations
	$(BIN)/python tools/generated.py --write

changes: setup ## show what changed in the public surfaces since the last releases, what of it is breaking, and which version is due
	@$(BIN)/python tools/changes.py $(ARGS)

news: setup ## make the news fragments of a package a section of its changelog; ARGS="stripe-v0.2.0", and --draft only shows it
	@$(BIN)/python tools/news.py $(ARGS)

format: setup ## put imports and layout in order
	$(BIN)/ruff check --select I --fix .
	$(BIN)/ruff format .

generate: setup ## write anew what is generated from the vendors' SDKs
	$(BIN)/python tools/generate_stripe.py
	$(BIN)/python tools/generate_slack.py
	$(BIN)/python tools/generate_snowflake.py

differential: setup ## compare the fakes of Stripe and AWS with those that others wrote; needs npm
	$(BIN)/python benchmarks/stripe_differential.py
	$(BIN)/python benchmarks/aws_differential.py

bench: setup ## measure against what is published; writes benchmarks/results/latest.json
	@test -f benchmarks/run.py || { echo "there is no benchmarks/run.py" >&2; exit 2; }
	$(BIN)/python benchmarks/run.py $(ARGS)

iac: setup .venv-iac/.installed ## show what `eventual iac` writes to the tools that it is for; needs npm, and for a part terraform with the AWS provider
	.venv-iac/bin/python -m pytest -q -c tests/iac/real/pytest.ini $(ARGS) tests/iac/real

wheels: setup ## build every package into dist/, prove each in clean environments and go the way of its users
	$(BIN)/python tools/wheels.py

# What does not touch a dependency is the same with any of them: the suite's own judgement, random programs, new projects, development tools.
# The demo goes with the oldest ones in `make wheels`.
INDEPENDENT := tests/conformance tests/scaffold tests/typing tests/iac tests/test_tutorial.py tests/test_publishing.py \
	tests/workflows/test_random_programs.py $(wildcard plugins/*/tests/typing) examples/checkout/tests/test_demo.py

oldest: .venv-oldest/.installed ## run the tests with the oldest dependencies that the bounds allow
	$(call pytest,.venv-oldest/bin,not suites and not projects) -p no:cacheprovider $(INDEPENDENT:%=--ignore=%) $(TESTS)

constraints: .tools/.installed ## choose the newest allowed releases of all dependencies anew
	$(UV) pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-annotate \
	  --custom-compile-command "make constraints" --group dev --all-extras \
	  --no-emit-package eventual-connectors $(foreach p,$(notdir $(wildcard plugins/*)),--no-emit-package eventual-connector-$(p)) \
	  $(PROJECTS) --output-file constraints.txt
	$(UV) pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-annotate \
	  --custom-compile-command "make constraints" tools/uv.in --output-file tools/uv.txt

clean: ## remove all that make made
	rm -rf .venv .venv-oldest .venv-iac .tools dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.tools/.installed: tools/uv.txt
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed: make PYTHON=python3.12 …" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv --clear .tools/uv
	.tools/uv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r tools/uv.txt
	@touch $@

.venv/pyvenv.cfg: | .tools/.installed
	$(UV) venv --quiet --no-project --python .tools/uv/bin/python .venv

# The packages are built without isolation: what builds them comes from constraints.txt too.
.venv/.installed: constraints.txt $(PROJECTS) | .tools/.installed .venv/pyvenv.cfg
	$(UV) pip sync --quiet --python .venv --require-hashes constraints.txt
	$(UV) pip install --quiet --python .venv --no-deps --no-build-isolation $(EDITABLE)
	@touch $@

# The tools of infrastructure as code: not the packages' dependencies. checkov fixes old releases of what the others need, so it has a place of its own.
.venv-iac/.installed: tests/iac/real/requirements.txt | .tools/.installed
	$(UV) venv --quiet --no-project --clear --python .tools/uv/bin/python .venv-iac
	$(UV) pip install --quiet --python .venv-iac -r tests/iac/real/requirements.txt
	$(UV) venv --quiet --no-project --clear --python .tools/uv/bin/python .venv-iac/checkov
	$(UV) pip install --quiet --python .venv-iac/checkov "checkov>=3.2,<4"
	@touch $@

# Editable packages' own dependencies count as direct ones. What tests need comes after them, and may be new; the other tools would need newer
# releases of what is to be old.
.venv-oldest/.installed: $(PROJECTS) | .tools/.installed
	$(UV) venv --quiet --no-project --clear --python .tools/uv/bin/python .venv-oldest
	$(UV) pip install --quiet --python .venv-oldest --resolution lowest-direct $(EDITABLE:%/=%/[fakes,api,dev,schedules])
	$(UV) pip install --quiet --python .venv-oldest --group test --group style
	@touch $@
