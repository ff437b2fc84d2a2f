# The one way to build, test and read this project: `make help` lists what there is.

# PROJECT is a folder as `make new` makes it; DATA, NOTEBOOKS and REPORTS name other ones. Each is a name
# as it is written, which neither make nor the shell expands: commands get it through the environment.
$(if $(and $(filter report,$(or $(MAKECMDGOALS),report)),$(filter undefined,$(origin REPORTS)),$(filter-out \
undefined,$(origin DATA) $(origin NOTEBOOKS))),$(error With other DATA or NOTEBOOKS say REPORTS=folder too, \
so that reports/ keeps its own figures))
name_of = $(if $(filter undefined,$(origin $1)),$(if $(AT_PROJECT),$(AT_PROJECT)/)$2,$(value $1))
export AT_PROJECT := $(value PROJECT)
export AT_FOLDER := $(value FOLDER)
export AT_DATA := $(call name_of,DATA,data)
export AT_NOTEBOOKS := $(call name_of,NOTEBOOKS,notebooks)
export AT_REPORTS := $(call name_of,REPORTS,reports)

# An active environment is used as it is, if it has what is needed and this folder's stats, so that an
# edit of src shows; otherwise the project makes .venv from its locks.
ACTIVE := $(or $(VIRTUAL_ENV),$(if $(filter base,$(CONDA_DEFAULT_ENV)),,$(CONDA_PREFIX)))
ifeq ($(ACTIVE),$(CURDIR)/.venv)
ACTIVE :=
endif
GOALS := $(filter-out audit lock clean help,$(or $(MAKECMDGOALS),report))
MODULES := ipykernel markupsafe matplotlib nbclient nbconvert pandas $(if $(filter lab,$(GOALS)),jupyterlab) \
	$(if $(filter test types api bench,$(GOALS)),frictionless hypothesis mypy pdoc pytest ruff textstat xdist)
LACKS := $(if $(and $(ACTIVE),$(GOALS)),$(shell "$(ACTIVE)/bin/python" -c 'import sys; \
	from importlib.util import find_spec as find; from os.path import realpath as real; \
	ours = real("src/stats/__init__.py") == real(getattr(find("stats"), "origin", None) or ""); \
	print(*[name for name in sys.argv[1:] if not find(name)], *[] if ours else ["stats of this folder"], sep=", ")' \
	$(MODULES) 2> /dev/null || echo a Python that starts))
ifneq ($(LACKS),)
$(info Using $(if $(filter lab,$(GOALS)),.venv-lab,.venv): the active environment lacks $(LACKS))
ACTIVE :=
endif
PYTHON := "$(or $(ACTIVE),.venv)/bin/python"
REPORT := $(if $(ACTIVE),,.venv/report)
DEV := $(if $(ACTIVE),,.venv/dev)
NPM := tests/page/node_modules/.package-lock.json

.PHONY: report test new data lab tidy types audit api bench lock clean help

report: $(REPORT)  ## build the report into reports/ (or: PROJECT=folder, or DATA= NOTEBOOKS= REPORTS=)
	@$(PYTHON) -m stats report "$$AT_DATA" "$$AT_NOTEBOOKS" "$$AT_REPORTS"

test: $(DEV)  ## run the tests (those marked landing are for .ci/run)
	@$(PYTHON) -m pytest --numprocesses auto --dist loadfile

new: $(REPORT)  ## make a small project to begin from, in FOLDER=folder
	@$(PYTHON) -m stats new "$$AT_FOLDER"$(if $(AT_FOLDER),,$(error Say where: make new FOLDER=folder))

data: $(REPORT)  ## check the tables alone
	@$(PYTHON) -m stats check "$$AT_DATA"

# In a container one is root, and has no browser there.
lab: $(if $(ACTIVE),,.venv-lab/lab)  ## open the chapters in JupyterLab (or: PROJECT=folder LABFLAGS=--no-browser)
	@export STATS_DATA="$$(CDPATH= cd -- "$$AT_DATA" && pwd)" && set -- "$$AT_NOTEBOOKS"/*.ipynb && \
	"$(or $(ACTIVE),.venv-lab)/bin/python" -m jupyter lab $(if $(filter 0,$(shell id -u)),--allow-root) \
	$(LABFLAGS) "$$1" --ServerApp.root_dir="$${AT_PROJECT:-.}"

CLEAR := ClearMetadataPreprocessor
tidy: $(REPORT)  ## take out of the chapters what running and saving them put there
	@$(PYTHON) -m nbconvert --log-level=ERROR --inplace --clear-output --$(CLEAR).enabled=True \
	"--$(CLEAR).preserve_nb_metadata_mask={'kernelspec',('language_info','name')}" \
	"--$(CLEAR).preserve_cell_metadata_mask={'alt','tags',('jupyter','source_hidden')}" "$$AT_NOTEBOOKS"/*.ipynb
	@echo "Outputs and marks of Jupyter are out of the chapters in $$AT_NOTEBOOKS"

types: $(DEV) $(NPM)  ## check types and style
	@$(PYTHON) -m ruff format --check . && $(PYTHON) -m ruff check . && $(PYTHON) -m mypy
	@node tests/page/node_modules/pyright/index.js --pythonpath $(PYTHON)

audit:  ## recompute the report's numbers a second time, by a script of its own (or: DATA= REPORTS=)
	@python3 tests/audit.py "$$AT_DATA" "$$AT_REPORTS"

api: $(DEV)  ## make the library's reference pages, in dist/api
	@$(PYTHON) -m pdoc --docformat numpy --output-directory dist/api stats stats.page stats.drawing

bench: $(DEV) $(NPM)  ## time the builds and the measures, and count what is said of true and false claims
	@$(PYTHON) benchmarks/bench.py && $(PYTHON) benchmarks/claims.py

LOCK := .venv/bin/uv pip compile pyproject.toml --upgrade --quiet --universal --python-version 3.11 \
	--generate-hashes --no-annotate --no-header
lock: .venv/report  ## choose newer versions for all that is locked
	@mkdir -p dist && $(LOCK) --extra dev --extra lab --group setup -o dist/all
	@$(LOCK) --group setup -c dist/all -o requirements/setup.lock
	@$(foreach extra,report dev lab,$(LOCK) --extra $(extra) -c dist/all -o requirements/$(extra).lock &&) :

clean:  ## remove what was made here, except the report
	@rm -rf .venv .venv-lab tests/page/node_modules .*_cache .hypothesis dist
	@find src tests -name __pycache__ -prune -exec rm -rf {} +

help:  ## list all of this
	@sed -n 's/^\([a-z]*\):.*  ## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST)

$(NPM): tests/page/package.json tests/page/package-lock.json
	@echo "Downloading what the page's tests need (26 MB)"
	@npm ci --prefix tests/page --loglevel=error --no-update-notifier > /dev/null && touch $@

# JupyterLab has an environment of its own: beside the report's packages it would slow each build.
INSTALL = $(@D)/bin/uv pip install $(QUIET) --compile-bytecode --python $(@D)/bin/python
# On a terminal something moves while it downloads; make says whether it is one.
QUIET = $(if $(MAKE_TERMERR),,--quiet)
.venv/setup .venv-lab/setup: requirements/setup.lock
	@echo "Setting up $(@D) (once, and again when requirements/ changes); downloading its installer (20 MB)"
	@python3 -m venv $(@D)
	@$(@D)/bin/python -m pip install $(QUIET) --disable-pip-version-check --require-hashes -r $< >&2
	@$(INSTALL) --quiet --no-deps --no-build-isolation -e . && touch $@

.venv/report: requirements/report.lock .venv/setup
.venv/dev: requirements/dev.lock .venv/report
.venv-lab/lab: requirements/lab.lock .venv-lab/setup
NEEDED_report := what a report needs (70 MB)
NEEDED_dev := what the tests need (40 MB)
NEEDED_lab = what JupyterLab needs ($(if $(wildcard .venv/report),40,110) MB)
.venv/report .venv/dev .venv-lab/lab:
	@echo "Downloading $(NEEDED_$(@F))"
	@$(INSTALL) --require-hashes -r $< && touch $@
