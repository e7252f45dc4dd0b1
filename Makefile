# Each target sets up .venv when it is missing or older than the requirements.
PYTHON ?= python3
PORT ?= 8501
VERSION := $(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])')
APP := .venv/app-$(VERSION).stamp
DEV := .venv/dev-$(VERSION).stamp
BENCH ?= recipe drawings people practice numbers photographs pictures command generated prediction what_if why closer neighbours training teaching moments estimate page live beside classroom

.PHONY: app test lint train bench readme

app: $(APP)
	.venv/bin/streamlit run streamlit_app.py --server.port $(PORT)

test: $(DEV)
	.venv/bin/python -m pytest $(TESTS)

lint: $(DEV)
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	@if command -v npm >/dev/null; then npm ci --silent && npx biome check app_pages; \
	    elif [ "$$LINT_FRONTEND" = required ]; then echo "npm is not here" >&2; exit 1; \
	    else echo "JavaScript and CSS are not linted: npm is not here."; fi

# The six networks in models/, trained anew. One has another seed: docs/networks.md says why.
train: $(APP)
	@for each in PENDIGITS_PATH UNIPEN_PATH STROKES_PATH; do \
	    test -n "$$(printenv $$each)" || { echo "set $$each (README, The data)" >&2; exit 1; }; done
	for name in mlp-128 mlp-128-dropout mlp-128-64 "cnn --seed 4" robust-cnn drawing-cnn; do \
	    .venv/bin/python train_model.py --architecture $$name --publish $${name%% *} || exit 1; done

bench: $(DEV)
	for name in $(BENCH); do .venv/bin/python -m benchmarks.$$name || exit 1; done

# README's table and tree, and its screenshot.
readme: $(DEV)
	.venv/bin/python -m tools.readme_table
	.venv/bin/python -m tools.readme_tree
	.venv/bin/python -m tools.screenshot

$(DEV): $(APP) requirements-dev.txt
	.venv/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

$(APP): requirements.txt
	@case "$(VERSION)" in 3.11|3.12|3.13) ;; *) echo "Python 3.11 to 3.13 is needed;" \
	    "$(PYTHON) is $(VERSION): make PYTHON=python3.12 ..." >&2; exit 1;; esac
	$(PYTHON) -m venv --clear .venv
	.venv/bin/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@
