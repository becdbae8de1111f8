"""What documents say of sessions, in plain words of the active language and on the clocks of the conference."""

from contextlib import contextmanager

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from programme.fields import in_language
from programme.models import Appearance
from programme.paper.texts import blocks
from programme.paper.typesetting import is_rtl
from programme.templatetags.programme_text import _span, _time_of_day, date_range, long_date, zone_name

__all__ = [
    "about",
    "date_range",
    "long_date",
    "on_paper",
    "people",
    "prose",
    "status",
    "text",
    "times",
    "words_language",
    "zone_name",
]


@contextmanager
def on_paper(conference, language):
    """Speak one language, and tell times as the clocks of the conference do."""
    with translation.override(language), timezone.override(conference.zone):
        yield


def words_language():
    """Return the language of our own words where the active one is not among those of the interface."""
    active = translation.get_language()
    return active if active in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def text(value):
    """Return a translated text in the active language, else in another that it has."""
    return in_language(value, translation.get_language())[0].strip() if value else ""


def prose(value):
    """Return a translated Markdown text as data for `prose` of a template; in another language it says so."""
    words, language = in_language(value, translation.get_language()) if value else ("", "")
    language = language or words_language()
    return {
        "blocks": blocks(words),
        "language": language.split("-")[0],
        "is_rtl": is_rtl(language),
    }


def times(slot):
    """Return start and end; in a language that the interface does not speak, as figures alone."""
    if words_language() == translation.get_language():
        return _span(slot, _time_of_day)
    start, end = timezone.localtime(slot.starts_at), slot.ends_at and timezone.localtime(slot.ends_at)
    return f"{start:%H:%M}–{end:%H:%M}" if end else f"{start:%H:%M}–"


def about(conference):
    """Return what stands at the head or foot of each document of a conference."""
    return {
        "conference": text(conference.title),
        "host": conference.host_name,
        "dates": date_range(conference),
        "words_language": words_language(),
    }


def people(session):
    """Return [(role, names)] of a session: the speakers without a word for it; who has still to answer is marked."""
    found = {}
    for appearance in session.fetched("appearances"):
        name = appearance.speaker.full_name
        named = _("%(name)s (%(status)s)") % {"name": name, "status": appearance.in_words}
        found.setdefault(appearance.role, []).append(named if appearance.is_requested else name)
    titles = {
        Appearance.Role.SPEAKER: "",
        Appearance.Role.PANEL: _("Panel"),
        Appearance.Role.MODERATION: _("Chair"),
        Appearance.Role.INTERPRETER: _("Interpreters"),
    }
    return [{"role": title, "names": ", ".join(found[role])} for role, title in titles.items() if role in found]


def status(session):
    """Return what is not as usual about a session, "" where people say it themselves."""
    return "" if session.is_said_of_people else session.exception_in_words
