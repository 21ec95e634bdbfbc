# Named commands, run with the active environment's programs: make, or make help, lists them.
export SHEET WHY
.PHONY: help test quick lint bench case zoo mutants

help: ## this list
	@sed -n 's/^\([a-z]*\): .*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 10

test: ## all tests
	python -m pytest -q

quick: ## the tests that start no program: some seconds
	python -m pytest -q -m quick

lint: ## ruff, mypy, the import contract
	ruff check .
	ruff format --check .
	mypy
	lint-imports

zoo: ## how the zoo's sheets are read, and which otherwise than is known
	python -m tests.zoo

mutants: ## break the rules of splitter, readers and values one by one: which of them no test holds
	python -m tests.mutants

bench: ## speed, as ratios that are measured side by side
	python benchmarks/speed.py

case: ## keep a sheet as a case: make case SHEET=sheet.pdf WHY="what was wrong"
	@test -n "$$SHEET" -a -n "$$WHY" || { echo 'make case SHEET=sheet.pdf WHY="what was wrong"' >&2; exit 2; }
	python -m tests.case add "$$SHEET" --why "$$WHY"
