"""Mails about what speakers answer beside yes and no, and what they hand in (tests/mail/test_texts.py)."""

from django.utils import timezone

from programme import emails
from programme.request_letters import Request, ask_speaker
from tests.factories import AppearanceFactory, ConsentFactory, ProposalFactory, SpeakerFactory

WISH = {"status": "requested", "status_note": "Dienstag & Mittwoch"}


def speaker_of(session, language):
    return SpeakerFactory(conference=session.conference, language=language, name="Erika Müßig")


def ask_after_a_wish(session, language):
    appearance = AppearanceFactory(
        session=session,
        speaker=speaker_of(session, language),
        status="requested",
        asked_at=timezone.now(),
        asking_words="Gerade Sie & niemand sonst.",
    )
    AppearanceFactory(session=session, speaker__name="Ada Berg")
    session.conference.asks_name, session.conference.asks_contact = "Anna Amt", "0361 12345"
    session.conference.save()
    ask_speaker([Request(appearance, wished=True)], appearance.asked_at)


def wish_to_organisers(session, language):
    session.conference.languages = [language]
    session.conference.save()
    wish = {**WISH, "other_time_at": timezone.now()}
    emails.tell_organisers_of_wish(AppearanceFactory(session=session, speaker__name="Erika Müßig", **wish))


def wish_received(session, language):
    wish = {**WISH, "other_time_at": timezone.now()}
    emails.tell_wish_received(AppearanceFactory(session=session, speaker=speaker_of(session, language), **wish))


def consent_withdrawn(session, language):
    session.conference.languages = [language]
    session.conference.save()
    now = timezone.now()
    speaker = SpeakerFactory(conference=session.conference, name="Erika Müßig")
    emails.tell_organisers_of_withdrawal(ConsentFactory(speaker=speaker, given_at=now, withdrawn_at=now))


def text_decided(session, language):
    speaker = speaker_of(session, language)
    AppearanceFactory(session=session, speaker=speaker)
    decided = {"session": session, "speaker": speaker, "decided_at": timezone.now()}
    ProposalFactory(**decided, status="accepted", is_edited=True)
    ProposalFactory(**decided, status="accepted", field="materials")
    emails.tell_of_decision(
        ProposalFactory(**decided, status="declined", field="materials_url", reason="Zu lang & zu alt.")
    )


TO_ORGANISERS = [wish_to_organisers, consent_withdrawn]
ALL = [ask_after_a_wish, wish_received, text_decided, *TO_ORGANISERS]
