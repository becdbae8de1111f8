"""What `manage.py check` says about settings that would hurt: as a sentence that names the way out."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks

PER_PROCESS_CACHES = ("locmem.LocMemCache", "dummy.DummyCache")


@checks.register(checks.Tags.security)
def check_origin(app_configs, **kwargs):
    url = settings.BASE_URL
    parts = urlsplit(url)
    is_origin = parts.scheme in {"http", "https"} and parts.hostname and "@" not in parts.netloc and url.isascii()
    if is_origin and not (parts.path or parts.query or parts.fragment):
        return []
    return [
        checks.Error(
            f"BASE_URL is {settings.BASE_URL!r}, which is no origin.",
            hint=(
                "Set it to the scheme and host that people type, such as https://conference.example.org; a host with "
                "other letters than a to z as xn--…."
            ),
            id="womconf.E001",
        )
    ]


@checks.register(checks.Tags.security)
def check_debug(app_configs, **kwargs):
    if not (settings.DEBUG and settings.IS_HTTPS):
        return []
    return [
        checks.Error(
            "DEBUG is on at a public address: error pages would show source code and settings.",
            hint="Remove DEBUG from the environment.",
            id="womconf.E002",
        )
    ]


@checks.register(checks.Tags.security)
def check_tasks(app_configs, **kwargs):
    """Refuse django.tasks' ImmediateBackend, which Django sets by default."""
    immediate = [name for name, task in settings.TASKS.items() if task["BACKEND"].endswith(".ImmediateBackend")]
    if not immediate:
        return []
    return [
        checks.Error(
            "A task backend runs its tasks inside the request, and loses them when the process ends.",
            hint="Tasks of womconf run in procrastinate: leave TASKS empty.",
            id="womconf.E003",
        )
    ]


@checks.register(checks.Tags.security, deploy=True)
def check_production(app_configs, **kwargs):
    """Compare the settings with what a real conference needs."""
    cache = settings.CACHES["default"]["BACKEND"]
    findings = [
        (
            settings.TESTING,
            checks.Error("These are the settings of the tests.", hint="Use womconf.settings.", id="womconf.E004"),
        ),
        (
            settings.EMAIL_URL.startswith("file:"),
            checks.Warning(
                "E-mails are written into files; nobody gets them.",
                hint="Set EMAIL_URL to your mail server, such as smtp://user:password@mail.example.org:587.",
                id="womconf.W001",
            ),
        ),
        (
            settings.DEFAULT_FROM_EMAIL.endswith("@localhost"),
            checks.Warning(
                "E-mails come from an address at localhost: mail servers refuse them.",
                hint="Set DEFAULT_FROM_EMAIL to an address of yours.",
                id="womconf.W002",
            ),
        ),
        (
            not settings.REQUIRE_SECOND_FACTOR,
            checks.Warning(
                "Organisers may sign in with a password alone.",
                hint="Remove REQUIRE_SECOND_FACTOR from the environment.",
                id="womconf.W003",
            ),
        ),
        (
            cache.endswith(PER_PROCESS_CACHES),
            checks.Warning(
                "Each process has a cache of its own: limits on logins count once for each of them.",
                hint="Remove CACHE_URL from the environment, or set it to a cache that all processes share.",
                id="womconf.W004",
            ),
        ),
        (
            settings.IS_HTTPS and not settings.TRUSTED_PROXY_COUNT,
            checks.Info(
                "No proxy is trusted: if one speaks https for this server, every page redirects to itself.",
                hint="Set TRUSTED_PROXY_COUNT to the number of proxies in front.",
                id="womconf.I001",
            ),
        ),
    ]
    return [message for applies, message in findings if applies]
