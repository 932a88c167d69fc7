# `make run` starts FormCheck, `make test` tests it; both first install everything they need.
# Works with GNU make 4.3 and any POSIX shell. The settings below can be set on the command line.

PYTHON =
VENV = .venv
PYTEST_ARGS =
PYTEST_JOBS = auto
LIBRARY = .clips
HELD = sample_videos/held
REAL_PEOPLE = sample_videos/real_people.json

BIN := $(VENV)/bin
# `make test` leaves the drift tests to `make test-all`. CI also prints the slowest tests.
LEFT_OUT = and not drift
DURATIONS = $(if $(CI),--durations=25)
# tests/conftest.py says which tests stay together and which come first.
PYTEST = $(BIN)/python -m pytest -n $(PYTEST_JOBS) --dist loadfile --no-loadscope-reorder
PIP := $(BIN)/python -m pip --disable-pip-version-check
UV_COMPILE = uv pip compile pyproject.toml --universal --python-version 3.11 \
	--fork-strategy fewest --generate-hashes --no-emit-index-url --no-header --no-annotate -q

.DEFAULT_GOAL := help
.PHONY: help run test test-all .suite quick lint format coverage bench fuzz evaluate validation real-people pins model clean distclean

help: ## list these targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 18

run: $(VENV)/.run $(VENV)/.system model ## set up and start the app at http://127.0.0.1:8501
	@$(BIN)/formcheck app

test: .suite ## set up and run the test suite

test-all: LEFT_OUT =
test-all: export FORMCHECK_ALL_EXAMPLES = 1
test-all: .suite ## the same, plus the slow tests against drift (run it before a release)

# Tests that measure speed run alone, after the rest. pytest exits with 5 when it selects no test.
.suite: $(VENV)/.dev $(VENV)/.system model
	@browser=; \
	for name in chromium chromium-browser google-chrome; do \
		if command -v $$name >/dev/null 2>&1; then browser=$$name; break; fi; \
	done; \
	if [ -n "$$browser" ] || [ "$$FORMCHECK_REQUIRE_BROWSER" = 1 ]; then \
		$(PYTEST) -m "not alone $(LEFT_OUT)" $(DURATIONS) $(PYTEST_ARGS) || exit $$?; \
		$(BIN)/python -m pytest -m "alone $(LEFT_OUT)" $(PYTEST_ARGS) || [ $$? = 5 ]; \
	else \
		$(PYTEST) -m "not browser $(LEFT_OUT)" $(DURATIONS) $(PYTEST_ARGS) || exit $$?; \
		echo "Left out: the browser tests, because no Chromium was found" \
			"(on Debian: sudo apt-get install chromium)."; \
	fi

# The judge alone: no browser, no pose model, no property tests.
quick: $(VENV)/.dev ## test the judge in under a minute (for every change while you work)
	@$(PYTEST) -m "not (browser or slow or drift or alone or hypothesis)" $(PYTEST_ARGS) \
		tests/test_quick_review.py tests/kinematics tests/poses tests/safety tests/assessment

lint: $(VENV)/.dev ## check style, types and the direction of imports
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.dev ## format the code
	$(BIN)/ruff format

coverage: $(VENV)/.dev $(VENV)/.system model ## run the test suite and show the branches it misses
	$(BIN)/python -m pytest -m "not drift" --cov --cov-report=term-missing $(PYTEST_ARGS)

bench: $(VENV)/.dev $(VENV)/.system model ## measure the speed, as ratios within one run
	@set -e; for bench in benchmarks/bench_*.py; do $(BIN)/python "$$bench"; done

fuzz: $(VENV)/.dev ## feed 10,000 damaged inputs of each kind to what reads them (some 40 minutes)
	$(BIN)/python -m tools.fuzz 2>/dev/null

evaluate: $(VENV)/.dev $(VENV)/.system model ## render the held-back clips (two or three hours, once) and measure the accuracy of the verdicts
	$(BIN)/python -m tools.render.library --only 'held_*' --out $(LIBRARY)
	$(BIN)/formcheck evaluate $(LIBRARY) --split held --save-landmarks $(HELD) --footage $(REAL_PEOPLE) --markdown docs/validation.md
	$(BIN)/python -m tools.render.library.samples $(LIBRARY) --place $(HELD)

validation: $(VENV)/.run ## update docs/validation.md from the landmarks in sample_videos/held
	$(BIN)/formcheck evaluate $(HELD) --split held --from-landmarks --footage $(REAL_PEOPLE) --markdown docs/validation.md

real-people: $(VENV)/.run ## judge the labelled footage beside the checkout again (it may not be published, its outcomes may)
	$(BIN)/formcheck evaluate --footage ../shared/tracks --footage ../shared/tracks2 --save-footage $(REAL_PEOPLE)

pins: ## update requirements/*.txt (needs uv)
	$(UV_COMPILE) --upgrade --group build -o requirements/run.txt
	$(UV_COMPILE) --upgrade --group build --group test --group lint --group render --group bench \
		-c requirements/run.txt -o requirements/dev.txt

model: $(VENV)/.run
	@$(BIN)/formcheck models fetch

clean: ## remove caches and builds
	rm -rf build dist htmlcov test-results .coverage .coverage.* \
		.pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -not -path './$(VENV)/*' -prune -exec rm -rf {} +

distclean: clean ## also remove the environment and the pose model
	rm -rf $(VENV) models/*.task models/*.part models/*.failed

# The environment. Each stamp is newer than the files it was made from, so a second run does nothing.
# The pins list every package, so pip must not resolve any itself: for an extra of a pinned package
# (coverage[toml]) it would look at releases newer than the pin.

$(VENV)/.created:
	@set -e; python='$(PYTHON)'; \
	if [ -z "$$python" ]; then \
		for name in python3.12 python3.11 python3.13 python3 python; do \
			if $$name -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' \
				>/dev/null 2>&1; then python=$$name; break; fi; \
		done; \
	fi; \
	if [ -z "$$python" ]; then \
		echo "Expected Python 3.11, 3.12 or 3.13, but none was found." \
			"Install one, or give its path: make run PYTHON=/path/to/python3.12" >&2; exit 1; \
	fi; \
	if ! $$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then \
		echo "Expected Python 3.11, 3.12 or 3.13, but $$python is another one or does not run." >&2; \
		exit 1; \
	fi; \
	if ! $$python -c 'import ensurepip, venv; ensurepip.version()' >/dev/null 2>&1; then \
		package=$$($$python -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'); \
		$(call apt_install,$$package); \
	fi; \
	echo "Making the environment $(VENV) with $$($$python --version) ..."; \
	$$python -m venv $(VENV); \
	touch $@

$(VENV)/.run: requirements/run.txt pyproject.toml | $(VENV)/.created
	@echo "Installing the pinned dependencies; the first time takes a few minutes ..."
	@$(PIP) install --quiet --no-deps --require-hashes -r requirements/run.txt
	@$(PIP) install --quiet --no-deps --no-build-isolation --no-index -e .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.run
	@echo "Installing the packages for tests and checks ..."
	@$(PIP) install --quiet --no-deps --require-hashes -r requirements/dev.txt
	@touch $@

$(VENV)/.system: $(VENV)/.run
	@set -e; packages=$$($(BIN)/python -m formcheck.pose_estimation.native.system_libraries); \
	if [ -n "$$packages" ]; then $(call apt_install,$$packages); fi; \
	touch $@

# Installs Debian packages if that needs no password; otherwise says how to install them, and stops.
define apt_install
if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
	echo "Installing $(1) ..."; \
	DEBIAN_FRONTEND=noninteractive apt-get -qq update; \
	DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends $(1) >/dev/null; \
else \
	echo "Expected the system packages $(1). On Debian or Ubuntu run this, then make again:" >&2; \
	echo "    sudo apt-get install $(1)" >&2; \
	exit 1; \
fi
endef
