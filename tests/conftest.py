"""What every test may use: a PostgreSQL that is thrown away afterwards, compiled catalogues, Chromium."""

import gc
import os
import shutil
import tempfile

import pytest
from django.conf import settings
from django.db import connection
from django.utils import translation

from tests.emptied import empty_quickly
from tests.factories import OrganiserFactory
from tests.mail.sink import smtp_sink
from tests.planned import broken, plan
from tests.quick_migrations import only_what_changes
from tests.visitor import Visitor
from womconf.embedded import THROW_AWAY, EmbeddedPostgres
from womconf.mail.transport import mailers_from_url
from womconf.settings import database_from_url

CHROMIUM = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",  # as root there is none
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

server = pytest.StashKey[EmbeddedPostgres]()


def pytest_configure(config):
    """Prepare the whole run once; the workers of xdist inherit the address of the database."""
    if hasattr(config, "workerinput"):
        return
    if os.environ.get("DATABASE_URL"):
        return
    folder = tempfile.mkdtemp(prefix="womconf-tests-")
    config.add_cleanup(lambda: shutil.rmtree(folder))
    config.stash[server] = EmbeddedPostgres(folder, settings=THROW_AWAY, dies_with_us=True).__enter__()
    os.environ["DATABASE_URL"] = config.stash[server].url
    settings.DATABASES["default"].update(database_from_url(config.stash[server].url))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Begin with those that one worker does one after the other: at the end, the others would wait for it."""
    items.sort(key=lambda item: item.get_closest_marker("xdist_group") is None)


def pytest_collection_finish(session):
    spare_the_collector()


def spare_the_collector():
    """Let the garbage collector come seldom, and pass by what stays: it took a fifth of the time of our tests."""
    gc.set_threshold(50_000, 20, 20)
    gc.collect()
    gc.freeze()


def pytest_unconfigure(config):
    if server in config.stash:
        config.stash[server].__exit__()


def missing(what):
    """End a test that lacks a tool: a failure in CI, where everything has to be there, a visible skip elsewhere."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is missing", pytrace=False)
    pytest.skip(f"{what} is missing")


@pytest.fixture(scope="session")
def browser():
    """One Chromium for all tests; `page` gives each test a fresh profile in it."""
    from playwright.sync_api import sync_playwright

    from tests.browser.waiting import patient_browsers

    program = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if program is None:
        missing("Chromium")
    # Playwright's synchronous API keeps an event loop in this thread, where Django would refuse the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with patient_browsers(), sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=program,
            args=CHROMIUM_ARGUMENTS,
            # Playwright would switch off what people's browsers do when somebody goes back.
            ignore_default_args=["--disable-back-forward-cache"],
        )
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page(browser):
    """A German visitor's page; a script error or a breach of the content security policy fails the test."""
    context = browser.new_context(locale="de-DE", timezone_id="Europe/Berlin")
    context.set_default_timeout(10_000)
    faults = []
    context.on("weberror", lambda event: faults.append(str(event.error)))
    context.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
    yield context.new_page()
    context.close()
    assert faults == []


@pytest.fixture(scope="session")
def django_db_setup(request, django_db_blocker):
    with only_what_changes():
        request.getfixturevalue("django_db_setup")  # pytest-django's own
    with django_db_blocker.unblock():
        empty_quickly()
    spare_the_collector()


@pytest.fixture
def client():
    return Visitor()


def _organiser(name):
    browser = Visitor()
    browser.force_login(OrganiserFactory(username=name))
    return browser


@pytest.fixture
def anna(db):
    """The browser of an organiser."""
    return _organiser("anna")


@pytest.fixture
def bernd(db):
    """The browser of another one."""
    return _organiser("bernd")


@pytest.fixture
def organiser(db, client):
    """One more, whose browser is `client`."""
    user = OrganiserFactory()
    client.force_login(user)
    return user


@pytest.fixture
def sink(settings):
    """A mail server on this machine that takes everything, and the settings that lead to it."""
    with smtp_sink() as server:
        settings.MAILERS = mailers_from_url(f"smtp://127.0.0.1:{server.port}/?starttls=0")
        yield server


@pytest.fixture(autouse=True)
def start_in_german():
    """Begin every test in the default language; a request of the test before may have left another one."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True, scope="module")
def question_is_planned(django_db_blocker):
    """Before a test begins its transaction; those that commit have a connection each, and plan for themselves."""
    if connection.connection:
        with django_db_blocker.unblock():
            plan()


@pytest.fixture(autouse=True)
def no_invariant_breaks(request):
    """After every test with a database: none of the rules that never break is broken, unless the test breaks one."""
    has_database = {"db", "transactional_db", "live_server"}.intersection(request.fixturenames)
    if not has_database and request.node.get_closest_marker("django_db") is None:
        yield
        return
    request.getfixturevalue("_django_db_helper")  # which takes back what the test did, after this has looked at it
    yield
    if not connection.needs_rollback and request.node.get_closest_marker("breaks_invariants") is None:
        assert broken() == {}
