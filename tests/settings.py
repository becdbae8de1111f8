"""The production settings, with what tests need: nothing is mocked, only made quick and observable."""

import os

os.environ.setdefault("SECRET_KEY", "only-for-tests")
os.environ.setdefault("KEPT_ANSWERS_MB", "0")  # what is not committed is not announced, and most tests commit nothing
os.environ.setdefault("WEB_THREADS", "64")  # so many may act at once in the races of one process

from womconf.catalogues import compile_catalogues
from womconf.settings import *  # noqa: F403

compile_catalogues(LOCALE_PATHS[0])  # noqa: F405 – before the models are imported: they load a catalogue already

TESTING = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True  # nothing is collected
DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
LOGGING = {"version": 1, "disable_existing_loggers": False}
MIDDLEWARE = [*MIDDLEWARE, "tests.read_only.ReadOnlyGets"]  # noqa: F405
if "SLOW_ANSWERS" in os.environ:  # in seconds: make test PYTEST=tests/browser SLOW_ANSWERS=0.3
    MIDDLEWARE = ["tests.slow_answers.SlowAnswers", *MIDDLEWARE]
