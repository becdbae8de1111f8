"""What every test has: a PostgreSQL of its own, thrown away afterwards, and compiled catalogues."""

import os
import shutil
import tempfile

import pytest
from django.conf import settings

from womconf.embedded import THROW_AWAY, EmbeddedPostgres
from womconf.settings import database_from_url

server = pytest.StashKey[EmbeddedPostgres]()


def pytest_configure(config):
    """Start one server for the whole run; the workers of xdist inherit its address."""
    if os.environ.get("DATABASE_URL"):
        return
    folder = tempfile.mkdtemp(prefix="womconf-tests-")
    config.add_cleanup(lambda: shutil.rmtree(folder))
    config.stash[server] = EmbeddedPostgres(folder, settings=THROW_AWAY, dies_with_us=True).__enter__()
    os.environ["DATABASE_URL"] = config.stash[server].url
    settings.DATABASES["default"].update(database_from_url(config.stash[server].url))


def pytest_unconfigure(config):
    if server in config.stash:
        config.stash[server].__exit__()
