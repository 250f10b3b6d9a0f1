# Every target sets up first what it needs; everything made lies under .work/.

python := .work/venv/bin/python

export PYTHONPYCACHEPREFIX := $(CURDIR)/.work/pycache
# Some containers forbid bytecode; without it the daemon takes three times as long to start.
unexport PYTHONDONTWRITEBYTECODE
export HYPOTHESIS_STORAGE_DIRECTORY := $(CURDIR)/.work/cache/hypothesis

.PHONY: help run test chaos check bench format lock clean setup

help:
	@echo 'make run        a whole shop on this machine; ONCE=1 ends after one sale'
	@echo 'make test       every test; ARGS="tests/fiscal -k key" picks some'
	@echo 'make chaos      the long forms: 200 sales killed in the middle, 3000 judged'
	@echo 'make check      format, lint, types, import contracts'
	@echo 'make bench      measures us and our peers'
	@echo 'make format     formats the source, mends what the linter can'
	@echo 'make lock       pins the newest dependencies anew'
	@echo 'make clean      removes .work/'

# The shell is replaced by the shop: signals and exit status are the shop's own.
run: setup
	@exec $(python) -m sim demo --dir .work/shop $(if $(ONCE),--once)

test: setup
	$(python) -m pytest -n 2 --dist loadfile $(ARGS)

# The long forms of what `make test` does in short.
chaos: setup
	KILLS=200 SALES=3000 $(python) -m pytest --timeout 3600 tests/chaos \
		tests/fiscal/test_against_the_simulator.py $(ARGS)

check: setup
	$(python) -m ruff format --check .
	$(python) -m ruff check .
	$(python) -m mypy
	.work/venv/bin/lint-imports --cache-dir .work/cache/import-linter

bench: setup
	@tools/setup peers
	$(python) -m bench $(ARGS)

format: setup
	$(python) -m ruff check --fix .
	$(python) -m ruff format .

lock:
	@tools/lock

clean:
	rm -rf .work

setup:
	@tools/setup
