# Everything that is done with this checkout. Needed on the machine: python3.11 or newer with venv, and make.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed-from-lock
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help venv run fresh test check browser tour bench soak lock

help:  ## what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-7s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

venv: $(READY)  ## .venv with everything the lock file names; all the others call it

run: $(READY)  ## the bot; without BOT_TOKEN the sandbox, a web chat on this machine
	$(BIN)/python -m bot run

fresh:  ## the sandbox begins anew at the next run; a real bot's data stay
	rm -rf data/sandbox.db data/sandbox.db-wal data/sandbox.db-shm data/sandbox-world

test: check browser  ## check, and all tests on SQLite and PostgreSQL; PYTEST_ARGS="-k undo -x" for some
	$(BIN)/python -m pytest -n 2 --dist worksteal $(PYTEST_ARGS)

check: $(READY)  ## style, types, and who may import whom
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

# Without root, or away from Debian, the tests in the browser are skipped, and say so.
browser:  ## Debian's Chromium for the tests in the browser, where this machine lets us install it
	@{ command -v chromium && command -v chromedriver; } >/dev/null || { [ "$$(id -u)" = 0 ] && apt-get -qq update \
		&& DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends chromium chromium-driver; } \
		>/dev/null 2>&1 || echo "Chromium could not be installed: the tests in the browser will be skipped." >&2

# The letters on the pictures are the machine's own: without these fonts there are boxes where Chinese and faces should be.
FONTS := fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji

tour: $(READY) browser  ## the pictures of docs/tour in vi, zh and en, taken by walking it; two minutes
	@dpkg -s $(FONTS) >/dev/null 2>&1 || { [ "$$(id -u)" = 0 ] && apt-get -qq update \
		&& DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends $(FONTS); } \
		>/dev/null 2>&1 || echo "The fonts could not be installed: $(FONTS)" >&2
	$(BIN)/python -m tests.browser.tour

bench: $(READY)  ## the figures the README quotes
	$(BIN)/python -m benchmarks.run

soak: $(READY)  ## load and faults in full; their figures at the end
	$(BIN)/python -m pytest -m soak -n 2 --dist worksteal -o faulthandler_timeout=1800 $(PYTEST_ARGS)

lock: $(READY)  ## requirements.lock anew from pyproject.toml; pins stay as they are while they fit
	CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe \
		--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --extra test --output-file requirements.lock pyproject.toml

# A stamp is the last thing written: an installation broken off half-way is begun anew, a finished one takes no time.
$(INSTALLED): requirements.lock
	@test -n "$(PYTHON)" && $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; name it with: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(READY): $(INSTALLED) pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
