"""What is true of the whole tree: lists that agree with the code, lock files, names that others own."""

import json
import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command

ROOT = settings.BASE_DIR


def tracked_files():
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z"]  # the clone may be another user's
    names = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    return [Path(name.decode()) for name in names.split(b"\0") if name]


def test_environment_page_lists_the_variables_that_the_settings_read():
    read = re.findall(r"\benv(?:\.\w+)?\(\s*\"([A-Z_]+)\"", (ROOT / "womconf/settings.py").read_text())
    listed = re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs/environment.md").read_text(), re.MULTILINE)
    assert sorted(listed) == sorted(set(read))


def test_only_the_settings_read_the_environment():
    """What starts before the settings may ask where the database is, and no more."""
    before_settings = {"manage.py", "womconf/embedded.py", "womconf/run.py", "womconf/wsgi.py"}
    code = [path for path in tracked_files() if path.suffix == ".py" and path.parts[0] not in {"tests", "benchmarks"}]
    readers = {str(path) for path in code if re.search(r"os\.(environ|getenv)", (ROOT / path).read_text())}
    assert readers - before_settings == set()


@pytest.mark.parametrize("name", ["requirements", "requirements-run", "requirements-dev"])
def test_requirements_are_locked_by_hash_and_name_no_address(name):
    text = (ROOT / f"{name}.txt").read_text()
    requirements = re.sub(r"\\\n", " ", re.sub(r"^ *#.*\n", "", text, flags=re.MULTILINE)).splitlines()
    assert [line for line in requirements if not re.match(r"[\w.-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", line)] == []
    assert [line for line in text.splitlines() if "://" in line or line.startswith("-")] == []


@pytest.mark.parametrize("name", ["requirements", "requirements-run", "requirements-dev"])
def test_every_wanted_package_is_locked(name):
    wanted = re.findall(r"^([a-z][\w.-]*)(?:\[.*?\])?(==\S+)?$", (ROOT / f"{name}.in").read_text(), re.MULTILINE)
    locked = (ROOT / f"{name}.txt").read_text()
    assert [package for package, version in wanted if f"\n{package}{version or '=='}" not in f"\n{locked}"] == []


def test_the_judges_are_locked_by_hash_and_name_no_address():
    """What others ask for as "latest" is held by `overrides`: else the lock would break with their next version."""
    folder = ROOT / "benchmarks/judges"
    text, wanted = (folder / "package-lock.json").read_text(), json.loads((folder / "package.json").read_text())
    packages = json.loads(text)["packages"]
    assert packages[""]["dependencies"] == wanted["dependencies"]
    assert [name for name, package in packages.items() if name and not package.get("integrity")] == []
    assert "://" not in text
    needed = [need for package in packages.values() for need in package.get("dependencies", {}).items()]
    assert {name for name, version in needed if version == "latest"} <= set(wanted["overrides"])


FOLDERS = [
    ".ci",
    "benchmarks",
    "docs",
    "locale",
    "programme",
    "registration",
    "static",
    "templates",
    "tests",
    "womconf",
]
FILES = [".gitignore", ".python-version", "CHANGELOG.md", "LICENCE", "Makefile", "README.de.md", "README.md"]
FILES += ["SECURITY.md", "manage.py", "pyproject.toml"]
FILES += [f"requirements{part}.{kind}" for part in ("", "-dev", "-run") for kind in ("in", "txt")]


def test_nothing_lies_beside_what_belongs_here():
    """What a trial has left behind is not committed with the rest."""
    assert {path.parts[0] for path in tracked_files()} <= {*FOLDERS, *FILES}


def test_no_path_of_a_machine_is_in_the_tree():
    faults = []
    for path in tracked_files():
        text = (ROOT / path).read_bytes()
        faults += [f"{path}: {found.decode()}" for found in re.findall(rb"/(?:home|root|Users)/[\w.-]+", text)]
    assert faults == []


@pytest.mark.django_db
def test_every_change_of_a_model_has_its_migration():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_templates_leave_names_alone_that_belong_to_django():
    """django.contrib.auth and admin look for these in the folder that our app `registration` shares."""
    owned = {"login.html", "logged_out.html", "logout.html"}
    ours = {path.name for path in (ROOT / "templates/registration").iterdir()}
    assert ours & owned == set()
    assert [name for name in ours if name.startswith("password_")] == []


def test_only_catalogues_without_their_compiled_form_are_tracked():
    assert [path for path in tracked_files() if path.suffix == ".mo"] == []


def test_every_static_file_that_is_named_is_there():
    """A real server answers 500 where a page names one that is not; the storage of the tests does not look."""
    pattern = re.compile(r"""\{% static ["']([^"']+)["']|\bstatic\(["']([^"']+)["']\)""")
    places = [path for path in tracked_files() if path.suffix in {".html", ".txt", ".py"} and path.parts[0] != "tests"]
    named = {(str(path), "".join(found)) for path in places for found in pattern.findall((ROOT / path).read_text())}
    assert len(named) > 10
    assert [(path, name) for path, name in sorted(named) if not finders.find(name)] == []
