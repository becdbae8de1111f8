"""Which languages there are, read when asked, so that a further one needs no migration."""

from django.conf import settings
from django.conf.locale import LANG_INFO


def content_languages():
    """Return the choices of languages in which organisers may write."""
    return settings.CONTENT_LANGUAGES


def interface_languages():
    """Return the choices of languages that the interface and the e-mails have."""
    return settings.LANGUAGES


def language_name(code):
    """Return the name of a language in that of the page; of one that the settings do not know, its code."""
    return str(dict(settings.CONTENT_LANGUAGES).get(code, code))


def own_name(code):
    """Return what a language calls itself; "" of one that Django does not know."""
    return LANG_INFO.get(code, {}).get("name_local", "")
