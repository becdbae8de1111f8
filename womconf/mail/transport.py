"""How a mail leaves: Django's MAILERS from one address, EMAIL_URL, and who sends it."""

from email.utils import parseaddr
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured, ValidationError

from womconf.addresses import canonical, canonical_domain
from womconf.mail.tags import LONGEST_LOCAL

# For one mail from the first packet to the server's last answer. Longer than a server looks into a mail for viruses,
# shorter than the lease that a worker has on it (actions.LEASE).
TIMEOUT_SECONDS = 60
MAX_TIMEOUT_SECONDS = 90


def mailers_from_url(url):
    """Return Django's MAILERS setting for an EMAIL_URL.

    `smtp://user:password@host:587` speaks STARTTLS and refuses to send without it; `?starttls=0` is for a server on
    the same machine. `smtps://…:465` is TLS from the first byte. Both take `?timeout=SECONDS` for a whole mail.
    `file:///folder` writes one .eml file a mail. Raises ImproperlyConfigured for anything else.
    """
    parts = urlsplit(url)
    if parts.scheme == "file":
        options = {"file_path": unquote(parts.path)}
        return {"default": {"BACKEND": "womconf.mail.backends.EmlBackend", "OPTIONS": options}}
    if parts.scheme in {"smtp", "smtps"}:
        query = parse_qs(parts.query)
        starttls = query.get("starttls", ["1"])[0] != "0"
        if not parts.hostname:
            raise ImproperlyConfigured("EMAIL_URL names no mail server.")
        options = {
            "host": _domain("EMAIL_URL", parts.hostname),
            "port": parts.port or (465 if parts.scheme == "smtps" else 587),
            "username": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "use_ssl": parts.scheme == "smtps",
            "use_tls": parts.scheme == "smtp" and starttls,
            "timeout": _timeout(query),
        }
        return {"default": {"BACKEND": "womconf.mail.backends.SmtpBackend", "OPTIONS": options}}
    raise ImproperlyConfigured(f"EMAIL_URL must start with smtp://, smtps:// or file://, not {parts.scheme}://")


def address_in(setting, text):
    """Return a setting that names an address, alone or as `Office <office@example.org>`, with its canonical domain.

    Raises ImproperlyConfigured where that is no domain.
    """
    domain = parseaddr(text)[1].rpartition("@")[2]
    if not domain:
        return text
    before, _domain_as_written, after = text.rpartition(domain)
    return f"{before}{_domain(setting, domain)}{after}"


def mailbox_address(text, mailbox):
    """Return MAILBOX_ADDRESS in its canonical form. Raise ImproperlyConfigured where answers to it would be lost."""
    if not text:
        return ""
    if mailbox is None:
        raise ImproperlyConfigured("MAILBOX_ADDRESS needs MAILBOX_URL: else nobody reads what arrives there.")
    try:
        address = canonical(text)
    except ValidationError as error:
        raise ImproperlyConfigured(f"MAILBOX_ADDRESS: {text!r} is no address.") from error
    if len(address.rpartition("@")[0]) > LONGEST_LOCAL:
        raise ImproperlyConfigured(f"MAILBOX_ADDRESS may have at most {LONGEST_LOCAL} letters before the @.")
    return address


def _domain(setting, name):
    try:
        return canonical_domain(name)
    except ValidationError as error:
        raise ImproperlyConfigured(f"{setting}: {name!r} is no domain.") from error


def _timeout(query):
    text = query.get("timeout", [str(TIMEOUT_SECONDS)])[0]
    if text.isdecimal() and 1 <= int(text) <= MAX_TIMEOUT_SECONDS:
        return int(text)
    raise ImproperlyConfigured(f"timeout in EMAIL_URL must be 1 to {MAX_TIMEOUT_SECONDS} seconds, not {text!r}.")
