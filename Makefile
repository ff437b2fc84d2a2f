# The one way to build, test and read this project: `make help` lists what there is.

# PROJECT is a folder as `make new` makes it, FOLDER where that makes one, CHAPTER a notebook. Each is a name as it is
# written, which neither make nor the shell expands: commands get it through the environment.
export AT_PROJECT := $(or $(value PROJECT),.)
export AT_FOLDER := $(value FOLDER)
export AT_CHAPTER := $(value CHAPTER)
unexport PROJECT FOLDER CHAPTER

# An active environment is used as it is, if it has what the goals need; else .venv is made from the locks.
ACTIVE := $(or $(value VIRTUAL_ENV),$(if $(filter base,$(CONDA_DEFAULT_ENV)),,$(value CONDA_PREFIX)))
ifeq ($(ACTIVE),$(CURDIR)/.venv)
ACTIVE :=
endif
GOALS := $(or $(MAKECMDGOALS),report)
LACKS := $(if $(ACTIVE),$(shell "$(ACTIVE)/bin/python" requirements/lacks.py $(GOALS) 2> /dev/null || echo a Python))
ifneq ($(LACKS),)
$(info Using $(if $(filter lab,$(GOALS)),.venv-lab,.venv): the active environment lacks $(LACKS))
ACTIVE :=
endif
PYTHON := "$(or $(ACTIVE),.venv)/bin/python"
REPORT := $(if $(ACTIVE),,.venv/report)
DEV := $(if $(ACTIVE),,.venv/dev)
NPM := tests/page/node_modules/.package-lock.json

.PHONY: report test chapter new data lab tidy types audit api bench lock clean help

report: $(REPORT)  ## build the report into reports/ (or: PROJECT=folder)
	@$(PYTHON) -m stats report -- "$$AT_PROJECT"/data "$$AT_PROJECT"/notebooks "$$AT_PROJECT"/reports

test: $(DEV)  ## run the tests (those marked landing are for .ci/run)
	@$(PYTHON) -m pytest --numprocesses auto --dist loadfile

chapter: $(REPORT)  ## run one chapter, and check what it says: CHAPTER=4-campaign
	@$(PYTHON) -m stats chapter -- "$$AT_PROJECT"/notebooks/"$$AT_CHAPTER".ipynb "$$AT_PROJECT"/data$(if $(AT_CHAPTER),,$(error Say which: make chapter CHAPTER=4-campaign))

new: $(REPORT)  ## make a small project to begin from, in FOLDER=folder
	@$(PYTHON) -m stats new -- "$$AT_FOLDER"$(if $(AT_FOLDER),,$(error Say where: make new FOLDER=folder))

data: $(REPORT)  ## check the tables alone
	@$(PYTHON) -m stats check -- "$$AT_PROJECT"/data

# In a container one is root, and has no browser there.
lab: $(if $(ACTIVE),,.venv-lab/lab)  ## open the chapters in JupyterLab (or: PROJECT=folder LABFLAGS=--no-browser)
	@export STATS_DATA="$$(CDPATH= cd -- "$$AT_PROJECT"/data && pwd)" && set -- "$$AT_PROJECT"/notebooks/*.ipynb && \
	"$(or $(ACTIVE),.venv-lab)/bin/python" -m jupyter lab $(if $(filter 0,$(shell id -u)),--allow-root) \
	$(LABFLAGS) "$$1" --ServerApp.root_dir="$$AT_PROJECT"

tidy: $(REPORT)  ## take out of the chapters what running and saving them put there
	@$(PYTHON) -m stats tidy -- "$$AT_PROJECT"/notebooks

types: $(DEV)  ## check types and style
	@$(PYTHON) -m ruff format --check . && $(PYTHON) -m ruff check . && $(PYTHON) -m mypy

audit: $(REPORT)  ## recompute the report's numbers a second time, by a script of its own
	@$(PYTHON) tests/audit.py "$$AT_PROJECT"/data "$$AT_PROJECT"/reports

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
