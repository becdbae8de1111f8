# womconf: `make run` shows a conference, `make test` runs all tests, `make help` lists the rest.
# Every path is relative, so that the folder may have any name.

PYTHON = .venv/bin/python
# Values that `manage.py check --deploy` may judge; nothing is opened or sent with them.
PRODUCTION = BASE_URL=https://conference.example.org TRUSTED_PROXY_COUNT=1 \
	EMAIL_URL=smtp://mail.example.org:587 DEFAULT_FROM_EMAIL=conference@example.org \
	SECRET_KEY="$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(64))')"

.PHONY: help run test pictures coverage check fmt lock messages soak bench performance reliability reliability-of-mail judges \
	installed-run installed-dev installed-judges chromium
.NOTPARALLEL:
.SILENT:

help:
	echo "make run       a conference on http://127.0.0.1:8000/ (another port: make run PORT=8001)"
	echo "make test      all tests"
	echo "make coverage  the same, and which lines no test reaches (takes a third longer)"
	echo "make check     style, dependencies between the parts, deployment settings, migrations, translations"
	echo "make fmt       format the code"
	echo "make lock      write the requirement files from the .in files (UPGRADE=1: with the newest of what they need)"
	echo "make messages  bring the message catalogues up to date with the code (needs gettext)"
	echo "make soak      the tests that run for long"
	echo "make reliability  the rush, also under fire; writes docs/reliability.md"
	echo "make reliability-of-mail  20,000 mails, an unkind mail server and killed workers; writes docs/reliability-of-mail.md"
	echo "make performance  how fast public pages are; writes docs/performance.md"
	echo "make judges    what others' judges say of public pages (Nu HTML Checker, Lighthouse); writes docs/judges.md"
	echo "make pictures  walk the tour of docs/tour.md, and take its pictures and those of README.md anew"
	echo "make bench     how fast it is (one of them: make bench ONLY=imports)"

run: installed-run
	exec $(PYTHON) -m womconf.run

test: installed-dev chromium
	$(PYTHON) -m pytest -n 2 --dist loadgroup --no-loadscope-reorder -m "not soak" $(PYTEST)

coverage:
	$(MAKE) test PYTEST="--cov --cov-report=term:skip-covered"

soak: installed-dev chromium
	$(PYTHON) -m pytest -m soak

pictures: installed-dev chromium
	PICTURES=1 $(PYTHON) -m pytest -q tests/browser/test_tour.py

bench: installed-dev
	$(PYTHON) -m benchmarks $(ONLY)

reliability: installed-dev
	RELIABILITY_FILE=docs/reliability.md $(PYTHON) -m benchmarks reliability

reliability-of-mail: installed-dev
	RELIABILITY_OF_MAIL_FILE=docs/reliability-of-mail.md $(PYTHON) -m benchmarks mailing

performance: installed-dev
	PERFORMANCE_FILE=docs/performance.md $(PYTHON) -m benchmarks pages

judges: installed-judges installed-dev chromium
	JUDGES_FILE=docs/judges.md $(PYTHON) -m benchmarks judges

check: installed-dev
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m djlint --quiet --lint templates
	$(PYTHON) -c 'from importlinter.cli import lint_imports_command; lint_imports_command(["--no-logo"])'
	$(PRODUCTION) $(PYTHON) manage.py check --deploy --fail-level WARNING
	$(PYTHON) -m pytest -q tests/test_project.py tests/test_catalogues.py

fmt: installed-dev
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m ruff format .

messages: installed-dev
	$(PYTHON) manage.py makemessages --locale de --add-location file --no-obsolete --ignore "var/*" --ignore "tests/*"

# The locking tool has a folder of its own: it is no requirement of ours.
lock:
	set -e; \
	$(find-python); \
	[ -x .venv-lock/bin/uv ] || { "$$python" -m venv .venv-lock; .venv-lock/bin/python -m pip install -qq --disable-pip-version-check uv==0.13.9; }; \
	for name in requirements requirements-run requirements-dev; do \
		.venv-lock/bin/uv pip compile --quiet --universal --python-version 3.12 --generate-hashes \
			--no-header --no-emit-index-url $(if $(UPGRADE),--upgrade) --output-file "$$name.txt" "$$name.in"; \
	done

# pyenv and others put names into PATH that do not run, so each is tried.
define find-python
python=; \
for name in python3.13 python3.12 python3.14 python3; do \
	if "$$name" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1; \
	then python="$$name"; break; fi; \
done; \
if [ -z "$$python" ]; then \
	echo "womconf needs Python 3.12 or later with venv. On Debian 13: apt install python3 python3-venv" >&2; \
	echo "womconf braucht Python 3.12 oder neuer mit venv. Unter Debian 13: apt install python3 python3-venv" >&2; exit 1; \
fi
endef

# $(call install,NAME,FILES): .venv holds what FILES say. The stamp is written last, so that an interrupted or outdated
# installation is done again; in place, for a `make run` in another window may use it. umask: where root installs,
# PostgreSQL runs as somebody else.
define install
set -e; umask 022; \
sum="$$(cat $(2) | cksum)"; \
if [ "$$(cat .venv/$(1).stamp 2>/dev/null)" != "$$sum" ] || ! $(PYTHON) -c '' 2>/dev/null; then \
	echo "Pakete werden in .venv installiert … (Installing packages into .venv …)"; \
	if ! $(PYTHON) -m pip --version >/dev/null 2>&1; then \
		$(find-python); \
		rm -rf .venv; \
		"$$python" -m venv .venv; \
	fi; \
	$(PYTHON) -m pip install -qq --disable-pip-version-check --require-hashes $(patsubst %,-r %,$(2)); \
	echo "$$sum" > .venv/$(1).stamp; \
fi
endef

RUN_FILES = requirements.txt requirements-run.txt

installed-run:
	$(call install,run,$(RUN_FILES))

# The development files contain those of `make run`.
installed-dev:
	$(call install,dev,requirements-dev.txt); \
	cat $(RUN_FILES) | cksum > .venv/run.stamp

# The judges are locked by hash; no script of theirs runs while they are installed.
installed-judges:
	set -e; \
	for name in node npm java; do \
		if ! command -v "$$name" >/dev/null; then \
			echo "make judges needs $$name. On Debian 13: apt install nodejs npm default-jre-headless" >&2; \
			echo "make judges braucht $$name. Unter Debian 13: apt install nodejs npm default-jre-headless" >&2; exit 1; \
		fi; \
	done; \
	cd benchmarks/judges; \
	sum="$$(cat package-lock.json | cksum)"; \
	if [ "$$(cat node_modules/judges.stamp 2>/dev/null)" != "$$sum" ]; then \
		echo "Prüfprogramme werden installiert … (Installing the judges …)"; \
		npm ci --ignore-scripts --no-audit --no-fund --loglevel=error; \
		echo "$$sum" > node_modules/judges.stamp; \
	fi

# The browser of the tests; tests/conftest.py says what is missing where this finds no way.
chromium:
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && ! { \
		command -v chromium || command -v chromium-browser || command -v google-chrome-stable || command -v google-chrome; \
	} >/dev/null; then \
		echo "Installing Chromium …"; \
		export DEBIAN_FRONTEND=noninteractive; \
		apt-get update -qq </dev/null && apt-get install -qq --no-install-recommends chromium </dev/null >/dev/null; \
	fi
