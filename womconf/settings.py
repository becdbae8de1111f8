"""Settings of womconf, all in one file, all from the environment.

docs/environment.md lists every variable; a test compares it with this file.
"""

import contextlib
import os
import secrets
import tempfile
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.http.request import split_domain_port
from django.urls import reverse_lazy
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from womconf.mail.incoming.mailboxes import mailbox_from_url
from womconf.mail.transport import address_in, mailbox_address, mailers_from_url

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DEBUG = env.bool("DEBUG", default=False)
TESTING = False

# Folder of everything that the program writes: database of newcomers, mail files, uploads, the secret key.
WOMCONF_VAR = Path(env.str("WOMCONF_VAR", default=str(BASE_DIR / "var"))).resolve()


def _secret_key():
    """Return SECRET_KEY, or make one once and keep it in the data folder, so that links in mails outlive a restart."""
    if key := env.str("SECRET_KEY", default=""):
        return key
    path = WOMCONF_VAR / "secret_key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, new = tempfile.mkstemp(dir=path.parent)  # readable for us only
        with open(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(64))
        with contextlib.suppress(FileExistsError):  # another process was quicker: its key counts
            os.link(new, path)
        os.unlink(new)
    return path.read_text()


SECRET_KEY = _secret_key()
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

# The one origin that links in mails, calendars and redirects name. Never taken from a request.
BASE_URL = env.str("BASE_URL", default="http://127.0.0.1:{}".format(env.int("PORT", default=8000))).rstrip("/")
IS_HTTPS = BASE_URL.startswith("https://")
_HOST = split_domain_port(urlsplit(BASE_URL).netloc)[0]
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[_HOST] if IS_HTTPS else [_HOST, "127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = [BASE_URL]
# How many proxies in front of us may be believed in X-Forwarded-For (0: none).
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
if TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

INSTALLED_APPS = [
    "whitenoise.runserver_nostatic",
    "programme",
    "registration",
    "womconf.mail",
    "womconf.limits",
    "womconf.apps.OrganisersAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "womconf.apps.WomconfConfig",
    "crispy_forms",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
]

# A mail goes with its person in the database, where Django itself follows the other keys. The check warns of rows that
# the database deletes although Django should delete others with them: nothing points at a mail (mail/test_whose.py).
SILENCED_SYSTEM_CHECKS = ["fields.E323"]

MIDDLEWARE = [
    "womconf.privacy.kept_for_back",
    "womconf.middleware.caches_ask",
    "womconf.elsewhere.open_to_other_sites",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "womconf.middleware.permissions_policy",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "womconf.kept.middleware.KeptAnswers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "womconf.middleware.organisers_pages",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "womconf.middleware.HistoryMiddleware",
    "programme.former_addresses.Redirect",
]
# A GET changes nothing; to ask who sent it would make every public page depend on a cookie.
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")

ROOT_URLCONF = "womconf.urls"
WSGI_APPLICATION = "womconf.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_TEMPLATE_PACK = "wom"
CRISPY_ALLOWED_TEMPLATE_PACKS = ["wom"]


# Of every connection to the database, unless its address says otherwise (seconds; of the last one milliseconds).
DATABASE_OPTIONS = {
    "prepare_threshold": 5,  # None, as Django has it, would switch womconf.prepared off
    "connect_timeout": 5,
    # A machine that is gone is noticed after 20 seconds at the latest, also by a worker that only listens.
    "keepalives_idle": 10,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
    # The database ends a transaction that somebody has left open, with its locks (rule I14). To join, sort and count
    # a hundred thousand rows in memory takes it more than the 4 MB that it usually has.
    "options": "-c idle_in_transaction_session_timeout=30s -c work_mem=16MB",
}


def database_from_url(url):
    """Return Django's settings of a PostgreSQL; the folder of a socket stands in the query, as libpq wants it."""
    database = env.db_url_config(url, engine="womconf.database")
    options = database.setdefault("OPTIONS", {})
    database["HOST"] = options.pop("host", database["HOST"])
    database["PORT"] = options.pop("port", database["PORT"])
    database["OPTIONS"] = DATABASE_OPTIONS | options
    return database


# Without DATABASE_URL, manage.py starts the embedded PostgreSQL of the data folder and sets the variable.
DATABASES = {"default": database_from_url(env.str("DATABASE_URL", default="postgresql:///womconf"))}
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# Threads of each web process, as the web server is told: half of them may wait for locks (womconf.waiting_room).
WEB_THREADS = env.int("WEB_THREADS", default=8)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Shared by all processes, since it counts logins: in a table that `migrate` makes (womconf.limits), or at CACHE_URL.
CACHES = {"default": env.cache("CACHE_URL", default="dbcache://limits_cacheentry?max_entries=100000")}
# Megabytes of finished answers that each web process keeps (womconf.kept); 0: each request asks the database.
KEPT_ANSWERS_MB = env.int("KEPT_ANSWERS_MB", default=40)
# Where to hear of changes, if DATABASE_URL leads to a pooler, which passes no notifications on.
DATABASE_LISTEN_URL = env.str("DATABASE_LISTEN_URL", default="")
# Work that outlives a request is done by procrastinate. Django's default would do it inside the request.
TASKS = {}

LANGUAGE_CODE = "de"
# Languages of the interface: each complete, or not here.
LANGUAGES = [("de", _("German")), ("en", _("English"))]
# Languages in which organisers may write their texts.
CONTENT_LANGUAGES = [
    ("de", _("German")),
    ("en", _("English")),
    ("ar", _("Arabic")),
    ("uk", _("Ukrainian")),
    ("fr", _("French")),
    ("tr", _("Turkish")),
    ("fa", _("Persian")),
    ("ru", _("Russian")),
    ("es", _("Spanish")),
    ("pl", _("Polish")),
    ("ro", _("Romanian")),
]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
TIME_ZONE = "Europe/Berlin"
USE_TZ = True
FORMAT_MODULE_PATH = "womconf.formats"

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_ALLOW_ALL_ORIGINS = False  # womconf.elsewhere says which file pages of other sites may load
STATIC_ROOT = WOMCONF_VAR / "static"
MEDIA_ROOT = WOMCONF_VAR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage",
    },
}

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend", "womconf.rights.RolesBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = LOGOUT_REDIRECT_URL = reverse_lazy("admin:index")
# Organisers need a second factor in public; `make run` lets them try without.
REQUIRE_SECOND_FACTOR = env.bool("REQUIRE_SECOND_FACTOR", default=IS_HTTPS)
ORGANISER_IDLE_MINUTES = env.int("ORGANISER_IDLE_MINUTES", default=30)
ACCOUNT_ADAPTER = "womconf.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_FORMS = {"login": "womconf.account_forms.LoginForm"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
# Per network and per account. The second is wide: whoever knows an organiser's name must not be able to lock them out.
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,60/h/ip,100/h/key"}
ALLAUTH_RATE_LIMIT_IPV6_PREFIX = 48
MFA_ADAPTER = "womconf.accounts.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = f"womconf {_HOST}"

# Mail: Message rows are the truth; these mailers are how the worker hands one over.
EMAIL_URL = env.str("EMAIL_URL", default=(WOMCONF_VAR / "mail").as_uri())
MAILERS = mailers_from_url(EMAIL_URL)
MAIL_PER_MINUTE = env.int("MAIL_PER_MINUTE", default=0)
MAIL_PER_MINUTE_AND_DOMAIN = env.int("MAIL_PER_MINUTE_AND_DOMAIN", default=0)
DEFAULT_FROM_EMAIL = address_in("DEFAULT_FROM_EMAIL", env.str("DEFAULT_FROM_EMAIL", default="womconf@localhost"))
# Where reports of mails that came back, and answers of calendars, are read; and the address whose mail arrives there.
MAILBOX = mailbox_from_url(env.str("MAILBOX_URL", default=""))
MAILBOX_ADDRESS = mailbox_address(env.str("MAILBOX_ADDRESS", default=""), MAILBOX)
# Where security.txt sends those who found a weakness.
SECURITY_CONTACT = address_in("SECURITY_CONTACT", env.str("SECURITY_CONTACT", default=parseaddr(DEFAULT_FROM_EMAIL)[1]))

# Pages of the operator that stand in where a conference has no text of its own (programme/about.py).
ABOUT_URLS = {
    "imprint": env.str("IMPRINT_URL", default=""),
    "contact": env.str("CONTACT_URL", default=""),
    "privacy": env.str("PRIVACY_URL", default=""),
    "accessibility": env.str("ACCESSIBILITY_URL", default=""),
}

# Minutes that an unconfirmed address holds its place; hours before the start at which the waiting list stops.
PLACE_HOLD_MINUTES = env.int("PLACE_HOLD_MINUTES", default=env.int("SEAT_HOLD_MINUTES", default=60))
WAITING_LIST_STOP_HOURS = env.int("WAITING_LIST_STOP_HOURS", default=12)
# Days after the end of a conference until what people wrote about their access needs is deleted.
ACCESS_NEEDS_DAYS = env.int("ACCESS_NEEDS_DAYS", default=14)
# Forms an hour that one network may send: everybody in a large office passes, a script does not.
FORMS_PER_NETWORK = env.int("FORMS_PER_NETWORK", default=500)
# Limited places of one conference that are kept at a time for unconfirmed people of one network (0: no limit).
HELD_PLACES_PER_NETWORK = env.int("HELD_PLACES_PER_NETWORK", default=30)

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "object-src": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 63_072_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_HTTPS
SECURE_HSTS_PRELOAD = IS_HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_NAME = "__Host-sessionid" if IS_HTTPS else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if IS_HTTPS else "csrftoken"
CSRF_FAILURE_VIEW = "womconf.errors.csrf_failure"
CSRF_COOKIE_HTTPONLY = True
MESSAGE_STORAGE = "womconf.cookies.MessageStorage"
SESSION_COOKIE_AGE = 12 * 3600  # the longest that an organiser stays signed in
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
# Organisers tick and delete thousands of rows at once; the size above is what bounds a form.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 11_000
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_HANDLERS = [
    "womconf.uploads.LimitedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "womconf.logs.LineFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        },
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "procrastinate": {"level": "WARNING"},
        "django.server": {"handlers": [], "propagate": True},  # runserver's own format would show personal links
    },
}
