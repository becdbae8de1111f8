"""Which languages there are, read when asked, so that a further one needs no migration."""

from django.conf import settings


def content_languages():
    """Return the choices of languages in which organisers may write."""
    return settings.CONTENT_LANGUAGES


def interface_languages():
    """Return the choices of languages that the interface and the e-mails have."""
    return settings.LANGUAGES
