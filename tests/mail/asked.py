"""Mails that ask speakers, for one session or several, and remind them (tests/mail/test_texts.py)."""

import datetime

from django.utils import timezone

from programme.request_letters import Request, ask_speaker
from tests.factories import AppearanceFactory, SessionFactory
from tests.mail.handed_in import speaker_of

BEFORE = datetime.datetime(2027, 6, 17, 7, tzinfo=datetime.UTC)
DAY = datetime.date(2027, 8, 16)


def ask(session, language, **changes):
    appearance = AppearanceFactory(
        session=session,
        speaker=speaker_of(session, language),
        status="requested",
        asked_at=timezone.now(),
        answer_by=DAY,
    )
    ask_speaker([Request(appearance, **changes)], appearance.asked_at)


def remind(session, language):
    return ask(session, language, asked_before=BEFORE)


def ask_for_several(session, language, **changes):
    """Ask for the session and for another one that has no time yet."""
    speaker = speaker_of(session, language)
    other = SessionFactory(conference=session.conference, title={"de": "Zeit „offen“", "en": "Time “open”"})
    asked = [
        AppearanceFactory(
            session=each, speaker=speaker, status="requested", asked_at=timezone.now(), role=role, asking_words=words
        )
        for each, role, words in ((session, "speaker", "Gern & bald."), (other, "moderation", ""))
    ]
    ask_speaker([Request(each, **changes) for each in asked], timezone.now())


def remind_of_several(session, language):
    return ask_for_several(session, language, asked_before=BEFORE)
