"""How a mail leaves: Django's MAILERS from one address, EMAIL_URL."""

from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TIMEOUT_SECONDS = 20


def mailers_from_url(url):
    """Return Django's MAILERS setting for an EMAIL_URL.

    `smtp://user:password@host:587` speaks STARTTLS and refuses to send without it; `?starttls=0` is for a server on
    the same machine. `smtps://…:465` is TLS from the first byte. `file:///folder` writes one .eml file a mail.
    Raises ImproperlyConfigured for any other scheme.
    """
    parts = urlsplit(url)
    if parts.scheme == "file":
        options = {"file_path": unquote(parts.path)}
        return {"default": {"BACKEND": "womconf.mail.backends.EmlBackend", "OPTIONS": options}}
    if parts.scheme in {"smtp", "smtps"}:
        starttls = parse_qs(parts.query).get("starttls", ["1"])[0] != "0"
        options = {
            "host": parts.hostname,
            "port": parts.port or (465 if parts.scheme == "smtps" else 587),
            "username": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "use_ssl": parts.scheme == "smtps",
            "use_tls": parts.scheme == "smtp" and starttls,
            "timeout": TIMEOUT_SECONDS,
        }
        return {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}
    raise ImproperlyConfigured(f"EMAIL_URL must start with smtp://, smtps:// or file://, not {parts.scheme}://")
