"""A conference to look at and to try things with. Everything in it is made up.

It comes into being as every other conference does: its text goes through the importer, its people through the form. So
what it shows is what the program does.
"""

import datetime
import uuid
from pathlib import Path

from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format

from programme import about
from programme import actions as programme_actions
from programme.imports import text, writer
from programme.models import Appearance, Conference, Session, Speaker
from registration import actions
from registration.demonstration.people import names
from registration.demonstration.portraits import LOOKS, portrait
from registration.demonstration.rooms import WAYS
from womconf.mail import actions as mail_actions
from womconf.mail.models import Message

TEXT = Path(__file__).parent / "example.de.md"
HERE_STANDS = "Dies ist ein Beispiel. Hier steht bei einer echten Konferenz der Text Ihres Hauses."
AHEAD = datetime.timedelta(weeks=8)
THURSDAY = 3
PEOPLE = 60  # each in three sessions
MORE = 20  # who want the session that is full
UNCONFIRMED = 5  # of these
FULL = "Leichte Sprache ist Handwerk"
CANCELLED = "Feste feiern, Termine kennen"
MOVED = "Daten, die niemanden ausschließen"
EARLIER = datetime.timedelta(minutes=15)
ROUND = 4  # sessions side by side


@transaction.atomic
def make(*, by=None, today=None):
    """Make the example, with its first day on a Thursday in eight weeks, and return its conference.

    200 registrations; one session is full and has a waiting list, one is cancelled, one was moved and nobody has been
    told, three speakers have been asked and are silent. Nothing is sent to anybody: the e-mails are noted as cancelled.
    """
    with translation.override("de"):
        conference = _programme(today or timezone.localdate())
    last_message = Message.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    _ask_speakers(conference, by)
    _ways(conference)
    _pictures(conference, by)
    _people(conference)
    sessions = {str(session.title): session for session in conference.sessions.all()}
    programme_actions.cancel_session(sessions[CANCELLED], by=by)
    programme_actions.note_as_told(conference, by=by)
    slot = sessions[MOVED].slots.get()
    programme_actions.move_slot(
        slot, starts_at=slot.starts_at - EARLIER, ends_at=slot.ends_at - EARLIER, room=slot.room, by=by
    )
    for message in Message.objects.filter(pk__gt=last_message):
        mail_actions.cancel(message)
    return conference


def first_day(today):
    """Return the Thursday on or after the day eight weeks from today."""
    day = today + AHEAD
    return day + datetime.timedelta(days=(THURSDAY - day.weekday()) % 7)


def _programme(today):
    first = first_day(today)
    days = {"first": first, "second": first + datetime.timedelta(days=1)}
    written = TEXT.read_text().format(**{name: date_format(day, "l, j. F Y") for name, day in days.items()})
    draft, _report = text.read(written.encode(), today=today)
    changes = writer.apply(draft)
    Conference.objects.filter(slug=changes.slug).update(
        is_example=True,
        host_name="Stadt Musterhausen",
        contact_email="konferenz@example.org",
        venue={"de": "Stadthalle Musterhausen, Marktplatz 1"},
        **{page.field: {"de": HERE_STANDS} for page in about.PAGES.values()},
    )
    return programme_actions.publish_conference(Conference.objects.get(slug=changes.slug))


def _ways(conference):
    for room in conference.rooms.all():
        directions, access = WAYS[str(room)]
        conference.rooms.filter(pk=room.pk).update(directions={"de": directions}, access={"de": access})


def _ask_speakers(conference, by):
    silent = Appearance.objects.filter(session__conference=conference, status=Appearance.Status.REQUESTED)
    for appearance in silent.select_related("speaker", "session"):
        Speaker.objects.filter(pk=appearance.speaker_id).update(email=f"{appearance.speaker.code}@example.org")
        programme_actions.request_speaker(appearance, by=by)


def _pictures(conference, by):
    """Give two of three speakers a picture, so that pages show both kinds beside each other."""
    for speaker in conference.speakers.filter(name__in=LOOKS):
        programme_actions.set_picture(speaker, portrait(speaker.name), by=by)


def _people(conference):
    rounds = _rounds(conference)
    full = next(session for sessions in rounds for session in sessions if str(session.title) == FULL)
    for number, name in enumerate(names(PEOPLE + MORE)):
        if number < PEOPLE:
            chosen = [rounds[(number + step) % len(rounds)][(number + step) % ROUND] for step in (0, 2, 4)]
        else:
            chosen = [full]
        form = actions.register(
            conference,
            name=name,
            email=f"{'.'.join(name.lower().split())}@example.org".translate(ASCII),
            pools=[session.pool for session in chosen],
            key=uuid.uuid4(),
            language="de",
            privacy_version="0" * 64,
            overlaps_meant=True,
        )
        if number < PEOPLE + MORE - UNCONFIRMED:
            actions.confirm(form.attendee)


ASCII = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "é": "e", "ç": "c", "ğ": "g", "ş": "s", "ı": "i"})


def _rounds(conference):
    """Return the sessions that have a track, in lists of those that begin together."""
    found = {}
    for session in Session.objects.filter(conference=conference, track__isnull=False).with_programme():
        found.setdefault(session.main_slot.starts_at, []).append(session)
    return [sorted(sessions, key=lambda session: session.pk) for _start, sessions in sorted(found.items())]
