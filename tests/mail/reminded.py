"""Reminders of a session, noted by a round of the worker and written at its moment."""

import datetime

import time_machine

from programme import actions
from tests.factories import AppearanceFactory, AttendeeFactory, RegistrationFactory, SpeakerFactory
from tests.mail.writing import written

TWENTY, HALF_A_DAY = datetime.timedelta(minutes=20), datetime.timedelta(hours=12)


def evening(session, language):
    attendee = AttendeeFactory(conference=session.conference, language=language, name="Erika Müßig")
    RegistrationFactory(session=session, attendee=attendee)
    _round(session, HALF_A_DAY)


def soon(session, language):
    evening(session, language)
    _round(session, TWENTY)


def speaker_evening(session, language):
    speaker = SpeakerFactory(conference=session.conference, language=language, name="Erika Müßig")
    AppearanceFactory(session=session, speaker=speaker)
    _round(session, HALF_A_DAY)


def _round(session, before):
    """Let it come so long before the session."""
    with time_machine.travel(session.slots.get().starts_at - before, tick=False):
        actions.remind()
        written().save()
