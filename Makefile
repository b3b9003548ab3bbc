# `make demo` and `make test` need only Python 3.11 with pip and venv, and make: they set up .venv themselves.

BIN := .venv/bin
STAMP := .venv/.installed
PEERS := .venv-bench/.installed
LOCK_FLAGS ?=

# The second scenario of the reference contract
FACTS := --fact bien=ordinateur --fact nature=curative --fact gravité=mineure --fact canal=distance \
  --fact cause=mauvaise_utilisation --fact durée="50 min" --fact ouverture="2026-03-10 10:00"

.DEFAULT_GOAL := test
.PHONY: bench clean demo docs lint lock requirements tables templates test venv

# Sets $$python in a recipe: python3.11, else a python3 that is new enough
define find_python
for python in python3.11 python3 ''; do \
  test -n "$$python" || { echo 'contractlang needs Python 3.11 or later as python3.11 or python3' >&2; exit 1; }; \
  "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; \
done
endef

# $(call show,EXIT,COMMAND): prints a command of infog, runs it, fails unless it ends with that exit code
define show
@printf '\n$$ %s\n' 'infog $(strip $(2))'; code=0; $(BIN)/infog $(strip $(2)) || code=$$?; \
test $$code -eq $(1) || { echo "make demo: exit code $$code where $(1) is expected" >&2; exit 1; }
endef

# $(call steps,"TOOL ARGUMENTS" ...): runs each tool under its name, to the last, and fails if one of them failed
define steps
@failed=; for step in $(1); do \
  printf '\n== %s\n' "$$step"; $(BIN)/$$step || failed="$$failed [$$step]"; \
done; test -z "$$failed" || { echo "failed:$$failed" >&2; exit 1; }
endef

LINT := "mypy" "ruff check" "ruff format --check" "lint-imports"

demo: $(STAMP)
	$(call show,0,check examples/reference.infog)
	$(call show,1,check examples/broken.infog)
	$(call show,0,ask examples/reference.infog $(FACTS))
	$(call show,0,test examples/reference.infog examples/real/isvtec.infog examples/real/eoko.infog)
	$(call show,1,check examples/real/isvtec.infog)
	@rm -rf build/demo
	$(call show,1,bill examples/reference.infog examples/billing/tickets.csv -o build/demo)

test: $(STAMP)
	$(call steps,"pytest" $(LINT))

lint: $(STAMP)
	$(call steps,$(LINT))

# Without a way to fetch the peers their rows say so
bench: $(STAMP)
	@$(MAKE) --no-print-directory $(PEERS) || echo 'make bench: the peers could not be installed' >&2
	$(BIN)/python -m benchmarks

# What is only timed has an environment of its own
$(PEERS): benchmarks/peers/requirements.lock
	@$(find_python); set -x; "$$python" -m venv .venv-bench
	.venv-bench/bin/python -m pip install --quiet --require-hashes --requirement $<
	@touch $@

# What is saved to start quickly: parse tables (after a change in grammar/) and public holidays (of a new package)
tables: $(STAMP)
	$(BIN)/python -m contractlang.syntax.grammar
	$(BIN)/python -m contractlang.calendars.regions

# The page of the requirement packs, from the packs
requirements: $(STAMP)
	$(BIN)/python -m contractlang.cli.requirements_page

# The page of the clause templates, from the templates
templates: $(STAMP)
	$(BIN)/python -m contractlang.cli.templates_page

# What the docs have from elsewhere: their tables, and the English below the examples of the reference
docs: $(STAMP)
	$(BIN)/python -m tests.doc_tables

venv: $(STAMP)

# Nothing that is not in the lock is fetched: the project is built with the locked hatchling
$(STAMP): requirements.lock pyproject.toml
	@$(find_python); set -x; "$$python" -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

# $(call locked,FILE,OPTIONS): writes the lock FILE from what the options name, and keeps the versions that still fit
define locked
@$(find_python); set -e; work=$$(mktemp -d); trap 'rm -rf "$$work"' EXIT; \
"$$python" -m venv "$$work/venv"; \
"$$work/venv/bin/python" -m pip install --quiet 'pip-tools>=7.4,<8'; \
test ! -f $(1) || cp $(1) "$$work/lock"; \
"$$work/venv/bin/pip-compile" --quiet --generate-hashes --strip-extras --allow-unsafe \
  --no-header --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options \
  $(LOCK_FLAGS) --output-file "$$work/lock" $(2); \
{ echo '# Written by `make lock` from $(lastword $(2)): edit that, not this.'; cat "$$work/lock"; } > $(1)
endef

# `make lock LOCK_FLAGS=--upgrade` takes the newest
lock:
	$(call locked,requirements.lock,--extra dev pyproject.toml)
	$(call locked,spark.lock,--extra spark --constraint requirements.lock pyproject.toml)
	$(call locked,benchmarks/peers/requirements.lock,benchmarks/peers/requirements.in)

# What tools leave behind; .venv stays
clean:
	rm -rf dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis .benchmarks .import_linter_cache
	find . -path ./.venv -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +
