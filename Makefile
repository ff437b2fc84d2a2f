# The one way to build, test and read this project: `make help` lists what there is.

DATA ?= data
NOTEBOOKS ?= notebooks
REPORTS ?= reports
# Names that make and the shell take as they are.
LEFT := (
RIGHT := )
ODD := ' " ` ; & | < > \ % : $$ $(LEFT) $(RIGHT)
FOLDERS := $(value DATA) $(value NOTEBOOKS) $(value REPORTS)
ifneq ($(words $(FOLDERS))$(strip $(foreach odd,$(ODD),$(findstring $(odd),$(FOLDERS)))),3)
$(error DATA, NOTEBOOKS and REPORTS are each the name of one folder, without a space or any of $(ODD))
endif
ifneq ($(filter report,$(or $(MAKECMDGOALS),report)),)
ifneq ($(origin DATA)$(origin NOTEBOOKS),filefile)
ifeq ($(origin REPORTS),file)
$(error DATA and NOTEBOOKS want REPORTS with them, so that the committed report keeps its own \
figures: make report DATA=$(DATA) NOTEBOOKS=$(NOTEBOOKS) REPORTS=folder)
endif
endif
endif

# An active environment is used as it is; otherwise the project makes .venv from its locks.
ACTIVE := $(or $(VIRTUAL_ENV),$(CONDA_PREFIX))
ifeq ($(ACTIVE),$(CURDIR)/.venv)
ACTIVE :=
endif
ifdef ACTIVE
PYTHON := "$(ACTIVE)/bin/python"
for_report := | active-report
for_dev := | active-dev
for_lab := | active-lab
else
PYTHON := .venv/bin/python
for_report := .venv/report
for_dev := .venv/dev
for_lab := .venv-lab/lab
endif

.PHONY: report test data lab tidy types check audit api bench mutate lock clean help active-report active-dev active-lab

report: $(for_report)  ## build the report into reports/ (or: DATA= NOTEBOOKS= REPORTS=folder LIMIT=seconds)
	@$(PYTHON) -m stats report $(DATA) $(NOTEBOOKS) $(REPORTS) $(if $(LIMIT),--limit $(LIMIT))

# What `types`, `bench` and the page's tests want from npm, which writes this file last.
PACKAGES := tests/page/node_modules/.package-lock.json
# Each file's tests in one of as many processes as there are processors.
tests = $(PYTHON) -m pytest --numprocesses auto --dist loadfile

test: $(for_dev)  ## run the tests (those marked landing are for .ci/run)
	@$(tests)

data: $(for_report)  ## check the tables alone
	@$(PYTHON) -m stats check $(DATA)

# In a container one is root, and has no browser there.
lab: $(for_lab)  ## open the project in JupyterLab (or: LABFLAGS=--no-browser)
	@$(if $(ACTIVE),$(PYTHON),.venv-lab/bin/python) -m jupyter lab \
	$(if $(filter 0,$(shell id -u)),--allow-root) $(LABFLAGS) notebooks/1-summary.ipynb \
	--ServerApp.root_dir="$(CURDIR)"

CLEAR := ClearMetadataPreprocessor
tidy: $(for_report)  ## take out of the chapters what running and saving them put there
	@$(PYTHON) -m nbconvert --log-level=ERROR --inplace --clear-output --$(CLEAR).enabled=True \
	"--$(CLEAR).preserve_nb_metadata_mask={'title','description','kernelspec',('language_info','name')}" \
	"--$(CLEAR).preserve_cell_metadata_mask={('jupyter','source_hidden')}" $(NOTEBOOKS)/*.ipynb

$(PACKAGES): tests/page/package.json tests/page/package-lock.json
	@echo "Downloading what the page's tests need: about 25 packages and 26 MB (74 MB unpacked)"
	@npm ci --prefix tests/page --loglevel=error --no-update-notifier > /dev/null
	@touch $@

types: $(for_dev) $(PACKAGES)  ## check types and style
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m mypy
	@node tests/page/node_modules/pyright/index.js --pythonpath $(PYTHON)

check: types test  ## check types and style, run the tests, list sentences that nothing checks
	@$(PYTHON) -c 'import pandas as p; s = p.read_csv("reports/sentences.csv"); \
	print("Read these; no condition holds them:", *s.sentence[s.checked == "no"], sep="\n  ")'

audit:  ## recompute the report's numbers a second time, by a script of its own
	@python3 tests/audit.py $(DATA) $(REPORTS)

api: $(for_dev)  ## make the library's reference pages, in dist/api
	@$(PYTHON) -m pdoc --docformat numpy --output-directory dist/api stats stats.page stats.drawing
	@echo "The reference: dist/api/index.html"

bench: $(for_dev) $(PACKAGES)  ## time the builds and the measures, as ratios
	@$(PYTHON) benchmarks/bench.py

mutate: $(for_dev)  ## change the code in small ways; the tests must notice (or: ONLY=module)
	@$(PYTHON) benchmarks/mutate.py $(ONLY)

lock: .venv/report  ## choose newer versions for all that is locked
	@all=$$(mktemp) && lock="$(LOCK)" && \
	$$lock --extra dev --extra lab --group setup -o $$all && \
	$$lock --group setup -c $$all -o requirements/setup.lock && \
	$$lock --extra report -c $$all -o requirements/report.lock && \
	$$lock --extra dev -c $$all -o requirements/dev.lock && \
	$$lock --extra lab -c $$all -o requirements/lab.lock; rm -f $$all

LOCK := .venv/bin/uv pip compile pyproject.toml --upgrade --quiet --universal --python-version 3.11 \
	--generate-hashes --no-annotate --no-header

clean:  ## remove what was made here, except the report
	@rm -rf .venv .venv-lab tests/page/node_modules .pytest_cache .mypy_cache .ruff_cache .hypothesis dist
	@find src tests -name __pycache__ -prune -exec rm -rf {} +

help:  ## list all of this
	@sed -n 's/^\([a-z]*\):.*  ## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST)

# What both environments begin with: a Python that will do, the installer, what is in the lock, and
# the project itself, so that what is edited here takes effect there.
define environment
	@command -v python3 > /dev/null || { echo \
	"python3 is missing: install Python 3.11 or newer (on Debian: apt install python3-venv)"; exit 1; }
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo \
	"$$(python3 --version) is too old: install Python 3.11 or newer"; exit 1; }
	@python3 -c 'import ensurepip, venv' 2> /dev/null || { echo \
	"python3 has no venv module: install it (on Debian: apt install python3-venv)"; exit 1; }
	@echo "Setting up $(@D): once, and again when requirements/ changes"
	@python3 -m venv $(@D)
	@echo "Downloading the installer: about 7 packages and 18 MB (40 MB unpacked)"
	@$(@D)/bin/python -m pip install --quiet --disable-pip-version-check \
	--require-hashes -r requirements/setup.lock
	@$(INSTALL) --no-deps --no-build-isolation -e .
	$(call packages,$(1))
endef
define packages
	@echo "Downloading and compiling what $(@F) needs: about $(1)"
	@$(INSTALL) --require-hashes -r requirements/$(@F).lock
	@touch $@
	@echo "$(@D) has what $(@F) needs"
endef
# It keeps what it downloads in one's home, if that may be written to.
INSTALL = $(@D)/bin/uv pip install --quiet --compile-bytecode --python $(@D)/bin/python \
	$(shell test -w ~ || echo --no-cache)

.venv/report: requirements/setup.lock requirements/report.lock
	$(call environment,60 packages and 67 MB (370 MB unpacked))

.venv/dev: requirements/dev.lock .venv/report
	$(call packages,65 more packages and 47 MB (200 MB unpacked))

# JupyterLab has its own: beside the report's packages it would make each build slower.
.venv-lab/lab: requirements/setup.lock requirements/lab.lock
	$(call environment,105 packages and 105 MB (500 MB unpacked))

active-report: NEEDS = stats pandas matplotlib markupsafe nbconvert nbclient ipykernel
active-dev: NEEDS = stats pandas matplotlib markupsafe nbconvert nbclient ipykernel \
	pytest xdist hypothesis frictionless
active-lab: NEEDS = stats pandas matplotlib jupyterlab
active-report active-dev active-lab: active-%:
	@$(PYTHON) -c 'import sys, importlib.util as u; \
	lacks = [name for name in "$(NEEDS)".split() if not u.find_spec(name)]; \
	lacks and sys.exit("The active environment ($(ACTIVE)) lacks " + ", ".join(lacks) + \
	": deactivate it, or run there: pip install -e \".[$*]\"")'
