# Each target is a thin line over a public tool. `make help` lists them.

PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
BOOK   := _build/html
PORT   ?= 8000
JOBS   ?= 2

.DEFAULT_GOAL := help
.PHONY: help book serve class grade test lab extract check format library lint lock clean picture bench

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## */|/' | column -t -s '|'

# pip would compile on one core, and the tests of the packages too.
$(VENV)/.ready: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(None if (3, 11) <= sys.version_info < (3, 14) else "The book needs Python 3.11, 3.12 or 3.13, but $(PYTHON) is " + sys.version.split()[0] + ". Remedy: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --no-compile --constraint constraints.txt --editable '.[class]'
	$(BIN)/python -m compileall -q -j 0 -x 'site-packages/.*/tests/' $(VENV)/lib >/dev/null || true
	touch $@

# A kernel fails to start about once in 150 times: hence one second try. The environment of a failed
# build must go first, or the second build would find nothing to do and call that a success.
BUILD = $(BIN)/jupyter-book build -W -n --keep-going .
FORGET = rm -rf _build/.doctrees

book: $(VENV)/.ready ## build the book and say where it lies
	$(BUILD) || { $(FORGET); echo "== The build failed; trying once more."; $(BUILD) || { $(FORGET); exit 1; }; }
	@echo "The book is at $(CURDIR)/$(BOOK)/index.html (make serve shows it)"

serve: book ## show the book in the browser
	@echo "http://localhost:$(PORT)/index.html"
	@$(BIN)/python -c 'import webbrowser; webbrowser.open("http://localhost:$(PORT)/index.html")'
	$(BIN)/python -m http.server --bind localhost --directory $(BOOK) $(PORT)

class: book ## make what is handed out to a class: zips, and the book without solutions
	$(BIN)/python -m book.editions.student
	$(BIN)/python -m book.editions.pages
	$(BIN)/python -m book.editions.leaks _build/class

# The chapters are run by nbval, and what they gave is kept for the book, which would run them again.
# Three processes on two cores: many tests wait for programs that they start. A file or a class is
# tested by one of them; tests/conftest.py begins with long ones. Each computes with one thread:
# more than there are cores would wait for one another. The book is built by one process; beside it
# runs what needs no book. Only that is asked what it covers: it would slow the rest by a fifth.
PYTEST = OMP_NUM_THREADS=1 $(BIN)/python -m pytest --dist loadscope --no-loadscope-reorder
test: lint check ## prove everything: package, chapters, pages
	$(PYTEST) chapters -n $(JOBS) -p book.keep_runs --nbval-lax --nbval-cell-timeout=300
	$(MAKE) --jobs $(JOBS) book library
	$(PYTEST) tests --ignore tests/library -n $$(($(JOBS) + 1))

library: $(VENV)/.ready ## prove the package alone
	$(PYTEST) tests/library --cov=transformer_lib

lab: $(VENV)/.ready ## open the chapters in JupyterLab
	$(BIN)/jupyter lab chapters

extract: $(VENV)/.ready ## write transformer_lib from the chapters
	$(BIN)/python -m book.extraction

check: $(VENV)/.ready ## does transformer_lib agree with the chapters?
	$(BIN)/python -m book.extraction --check

format: $(VENV)/.ready ## format all code, in notebooks too
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lint: $(VENV)/.ready ## look for mistakes in code, change nothing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

grade: $(VENV)/.ready ## grade a class: SUBMISSIONS=folder-or-zip OUT=folder
	@test -n "$(SUBMISSIONS)" -a -n "$(OUT)" || { echo "Say what to grade and where to: make grade SUBMISSIONS=submissions.zip OUT=week1"; exit 2; }
	$(BIN)/python -m teaching grade "$(SUBMISSIONS)" --out "$(OUT)" --jobs $(JOBS)
	$(BIN)/python -m teaching marks "$(OUT)"
	$(BIN)/python -m teaching feedback "$(OUT)"
	$(BIN)/python -m teaching rubric out "$(OUT)"

bench: $(VENV)/.ready ## time the library beside torch.nn; not a test
	$(BIN)/python benchmarks/side_by_side.py
	$(BIN)/python benchmarks/greedy.py

picture: book ## take the README's picture of the book
	$(BIN)/python -m book.screenshot

# torch keeps a range even here: its CPU and CUDA builds differ in version and in what they need.
lock: ## pin what a reproducible build installs (needs uv)
	{ echo "# Made by 'make lock'. What a reproducible build installs, for every supported Python."; \
	  echo "torch>=2.13,<2.14"; \
	  uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --quiet --no-header \
	    --no-annotate | grep -vE '^(torch|triton|nvidia-|cuda-)'; } > constraints.txt

clean: ## remove what was built, and the virtual environment
	rm -rf _build $(VENV) .pytest_cache .ruff_cache .hypothesis .coverage *.egg-info
