# Every target sets up .venv by itself, and again when the dependencies change.
PYTHON  ?= python3
BIN     := .venv/bin
READY   := .venv/.ready
DB      ?= sqlite:///timeline.db
PORT    ?= 8000
CORPORA ?= corpora

.DEFAULT_GOAL := help
.PHONY: help setup run test check format lint types imports bench soak screenshots clean

help:  ## what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/' | expand -t 10

$(READY): setup.cfg pyproject.toml constraints.txt tools/bootstrap.py
	$(PYTHON) tools/bootstrap.py dev
	@touch $@

setup: $(READY)  ## the command timeline in .venv/bin

run: $(READY)  ## ingest the fixtures, print the timeline, serve API and page on http://127.0.0.1:8000
	$(BIN)/timeline ingest fixtures/articles --db $(DB)
	$(BIN)/timeline query --db $(DB)
	$(BIN)/timeline serve --db $(DB) --port $(PORT)

test: $(READY)  ## all tests
	@$(BIN)/python tools/browser.py
	$(BIN)/python -m pytest -n 2

check: lint types imports test  ## format, lint, types, imports and tests: what CI runs

format: $(READY)  ## rewrite the code in the project's format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lint: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(READY)
	$(BIN)/mypy

imports: $(READY)
	$(BIN)/lint-imports

screenshots: $(READY)  ## the pictures of docs/screenshots, taken of the demo
	$(BIN)/python tools/screenshots.py

bench: $(READY)  ## accuracy and speed beside the peers; CORPORA names the folder of corpora
	$(BIN)/python -m benchmarks.timex $(CORPORA)/timebank-aquaint $(CORPORA)/wikiwars --parts
	$(BIN)/python -m benchmarks.events gold
	$(BIN)/python -m benchmarks.events meantime $(CORPORA)/meantime
	$(BIN)/python -m benchmarks.events semeval $(CORPORA)/semeval2015-timeline
	$(BIN)/python -m benchmarks.store --events 1000000
	$(BIN)/python -m benchmarks.ingest
	$(BIN)/python -m benchmarks.api
	$(BIN)/python -m benchmarks.page

soak: $(READY)  ## the long campaigns: ten million events, a hundred kills, an hour of fuzzing; takes some hours
	$(BIN)/python -m benchmarks.store --events 10000000
	$(BIN)/python -m benchmarks.kill9 --rounds 100
	$(BIN)/python -m benchmarks.ingest_kills --runs 20
	$(BIN)/python tools/soak.py
	$(BIN)/python tools/fuzz_dates.py -max_total_time=3600 -max_len=400

clean:  ## remove what the targets made (the database stays)
	rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
