"""What a page says of itself to those who share it: to search engines, messengers and feed readers."""

from dataclasses import dataclass, field

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from programme import share_pictures
from programme.markdown import plain

LONGEST = 200  # characters of a description that messengers show
# How Open Graph names a language: with a country (https://ogp.me/#optional).
LOCALES = {"de": "de_DE", "en": "en_GB"}


@dataclass(frozen=True)
class Shared:
    """`kind` is the og:type; `picture` is (path, Card); `feeds` are (address, type, title)."""

    title: str
    description: str
    picture: tuple
    kind: str = "website"
    feeds: list = field(default_factory=list)

    @property
    def locale(self):
        return LOCALES[get_language()]

    @property
    def other_locales(self):
        return [LOCALES[code] for code, _name in settings.LANGUAGES if code != get_language()]


def of_conference(conference):
    title = str(conference.title)
    description = plain(str(conference.description), LONGEST) or str(conference.theme) or title
    return Shared(title, description, _picture_of(conference), feeds=_feeds(conference))


def of_session(session):
    conference = session.conference
    title = str(session.title)
    if session.is_cancelled:
        title = f"{session.get_status_display()}: {title}"
    people = ", ".join(a.speaker.full_name for a in session.fetched("appearances") if not a.is_requested)
    description = plain(str(session.abstract), LONGEST) or people or str(conference.title)
    calendar = reverse("programme:session-calendar", args=[conference.slug, session.code])
    card = share_pictures.of_session(session)
    picture = reverse("programme:session-share-picture", args=[conference.slug, session.code, card.digest])
    return Shared(title, description, (picture, card), "article", [(calendar, "text/calendar", title)])


def of_speaker(speaker):
    name = speaker.full_name
    about = [speaker.position, speaker.organisation.name if speaker.organisation else ""]
    description = plain(str(speaker.biography), LONGEST) or ", ".join(word for word in about if word)
    conference = speaker.conference
    return Shared(name, description or str(conference.title), _picture_of(conference), "profile")


def _picture_of(conference):
    card = share_pictures.of_conference(conference)
    return reverse("programme:share-picture", args=[conference.slug, card.digest]), card


def _feeds(conference):
    files = [
        ("conference-calendar", "text/calendar", _("Calendar")),
        ("changes", "application/atom+xml", _("Changes")),
        ("schedule-xml", "application/vnd.c3voc.schedule+xml", "schedule.xml"),
        ("schedule-json", "application/json", "schedule.json"),
    ]
    return [(reverse(f"programme:{name}", args=[conference.slug]), kind, title) for name, kind, title in files]
