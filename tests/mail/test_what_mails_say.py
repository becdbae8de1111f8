"""What people need to know beside the fact: whether their place stays, what is open, and what they can do."""

import datetime

import pytest

from programme import actions
from programme.models import Part, Session, Slot
from registration import actions as registration_actions
from registration import emails
from registration.telling import ATTENDEES
from tests.factories import (
    AppearanceFactory,
    AttendeeFactory,
    FollowUpPoolFactory,
    OrganiserFactory,
    RegistrationFactory,
    RoomFactory,
    SessionFactory,
    SlotFactory,
    SpeakerFactory,
)
from tests.mail.test_texts import known
from tests.mail.writing import work, written
from tests.registration.steps import register

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)
ELSEWHERE = "Hier rücken Sie erst nach, wenn Sie sich dort abgemeldet haben"


@pytest.fixture
def slot():
    return SlotFactory(session__title={"de": "Sprache"}, session__conference__title={"de": "Woche"})


def session_at(slot, **facts):
    other = SlotFactory(session=SessionFactory(conference=slot.conference, **facts), starts_at=slot.starts_at)
    return other.session


@pytest.mark.parametrize("has_another", [True, False])
def test_whoever_waits_reads_what_keeps_them_from_moving_up(slot, has_another):
    person = AttendeeFactory(conference=slot.conference)
    if has_another:
        RegistrationFactory(session=session_at(slot), attendee=person)
    Session.objects.get(pk=slot.session_id).pools.update(capacity=0)
    waiting = RegistrationFactory(session=slot.session, attendee=person, status="waiting")
    emails.tell_registered([waiting])
    mail = written(kind="registered")
    assert [ELSEWHERE in text for text in (mail.text, mail.html)] == [has_another] * 2


def test_mail_says_that_a_session_is_not_certain_yet_and_when_the_way_in_opens(slot):
    online = RoomFactory(conference=slot.conference, kind="online")
    Slot.objects.update(room=online)
    Session.objects.update(status="requested")
    emails.tell_registered([RegistrationFactory(session=Session.objects.get())])
    mail = written(kind="registered")
    for text in (mail.text, mail.html):
        assert "Zu dieser Veranstaltung ist noch nicht alles geklärt." in text
        assert "Zugang zur Online-Veranstaltung, offen ab 10 Minuten vor Beginn" in text


def test_mail_of_a_move_says_that_the_place_stays_and_what_to_do(slot):
    registration = RegistrationFactory(session=slot.session)
    known(ATTENDEES, registration.attendee, slot.session, Part.ATTENDING)
    Slot.objects.update(starts_at=slot.starts_at + HOUR, ends_at=slot.ends_at + HOUR)
    actions.tell_changes(slot.conference)
    text = written(kind="changes").text
    assert "Ihr Platz bleibt Ihnen. Passt es Ihnen nicht mehr, melden Sie sich bitte" in text
    assert "bisher: " in text


@pytest.mark.parametrize(
    ("status", "subject", "words"),
    [
        ("requested", "Noch etwas zu klären: „Sprache“", "ist wieder etwas zu klären. Ihre Anmeldung bleibt bestehen."),
        ("confirmed", "Jetzt ist alles geklärt: „Sprache“", "Zu dieser Veranstaltung ist jetzt alles geklärt."),
    ],
)
def test_status_of_a_session_is_told_in_words_that_leave_the_place_alone(slot, status, subject, words):
    registration = RegistrationFactory(session=slot.session)
    Session.objects.update(status="confirmed" if status == "requested" else "requested")
    registration_actions.confirm(registration.attendee)
    emails.tell_registered([registration])
    work()
    Session.objects.update(status=status)
    actions.tell_changes(slot.conference)
    mail = written(kind="changes")
    assert mail.subject == subject
    assert words in mail.text
    assert [word for word in ("angefragt", "bestätigt", "bisher") if word in mail.text] == []


def test_two_other_sessions_at_one_time_take_that_sentence_away_from_nobody(slot):
    registration = RegistrationFactory(session=slot.session)
    known(ATTENDEES, registration.attendee, slot.session, Part.ATTENDING)
    later = SlotFactory(session__conference=slot.conference, starts_at=slot.starts_at + 6 * HOUR)
    for session in (later.session, session_at(later)):
        theirs = RegistrationFactory(session=session, attendee=registration.attendee)
        emails.tell_registered([theirs])
    work()
    Slot.objects.filter(pk=slot.pk).update(starts_at=slot.starts_at + HOUR, ends_at=slot.ends_at + HOUR)
    actions.tell_changes(slot.conference)
    assert "Ihr Platz bleibt Ihnen." in written(kind="changes").text


def test_whoever_has_not_answered_yet_is_not_welcomed_as_if_they_had(slot):
    """Their request was given up, so the page of changes says that they know nothing."""
    asked = AppearanceFactory(session=slot.session, status="requested")
    actions.request_speaker(asked, by=OrganiserFactory())
    asked.speaker.messages.update(status="cancelled")
    actions.tell_changes(slot.conference)
    mail = written(kind="speaker-changes")
    assert "wir freuen uns, dass Sie mitwirken" not in mail.text
    assert not mail.subject.startswith("Ihre Mitwirkung")


def test_whoever_has_not_answered_is_not_thanked_for_having_been_ready(slot):
    asked = AppearanceFactory(session=slot.session, status="requested")
    actions.request_speaker(asked, by=OrganiserFactory())
    work()
    actions.cancel_session(slot.session, by=OrganiserFactory())
    text = written(kind="speaker-changes").text
    assert ["leider fällt diese Veranstaltung aus" in text, "dass Sie bereit waren" in text] == [True, False]


def test_first_mail_to_whoever_agreed_before_is_no_change(slot):
    appearance = AppearanceFactory(session=slot.session, speaker=SpeakerFactory(conference=slot.conference))
    actions.tell_changes(slot.conference)
    work()
    first = appearance.speaker.messages.get()
    assert first.subject == "Ihre Mitwirkung: Woche"
    assert "wir freuen uns, dass Sie mitwirken. So steht es im Programm:" in first.text
    Slot.objects.update(starts_at=slot.starts_at + HOUR, ends_at=None)
    actions.tell_changes(slot.conference)
    work()
    second = appearance.speaker.messages.latest("pk")
    assert second.subject.startswith("Neue Uhrzeit")
    assert "hat sich etwas geändert" in second.text


def test_speaker_of_a_cancelled_session_reads_the_fact_then_the_reason_and_thanks(slot):
    appearance = AppearanceFactory(session=slot.session, speaker=SpeakerFactory(conference=slot.conference))
    actions.confirm_appearance(appearance)
    actions.tell_changes(slot.conference)
    work()
    actions.cancel_session(slot.session, by=OrganiserFactory(), because={"de": "Der Saal ist gesperrt."})
    text = written(kind="speaker-changes").text
    order = ["leider fällt diese Veranstaltung aus:", "Fällt aus.", "Der Saal ist gesperrt.", "Vielen Dank, dass Sie"]
    found = [text.find(words) for words in order]
    assert -1 < found[0] < found[1] < found[2] < found[3]
    assert "wenn Ihnen das nicht passt" not in text


def test_mail_of_a_move_says_to_whoever_only_waits_for_the_follow_up_that_they_wait(slot):
    person = RegistrationFactory(session=slot.session).attendee
    pool = FollowUpPoolFactory(session=slot.session, capacity=0)
    RegistrationFactory(session=slot.session, pool=pool, attendee=person, status="waiting")
    ATTENDEES.note(person.pk, ATTENDEES.numbered(person.pk, ATTENDEES.said_of(person, person.registrations.all())))
    Slot.objects.filter(pk=pool.slot_id).update(starts_at=pool.slot.starts_at + HOUR, ends_at=None)
    actions.tell_changes(slot.conference)
    mail = written(kind="changes")
    for text in (mail.text, mail.html):
        assert "Sie stehen auf der Warteliste." in text
        assert "Ihr Platz bleibt Ihnen" not in text


@pytest.mark.parametrize(("number", "words"), [(1, "Ihr Platz ist bis"), (2, "Ihre Plätze sind bis")])
def test_question_whether_a_form_was_theirs_speaks_of_as_many_places_as_are_held(slot, number, words):
    sessions = [slot.session, session_at(slot)][:number]
    Slot.objects.exclude(pk=slot.pk).update(starts_at=slot.starts_at + 2 * HOUR, ends_at=None)
    register(*sessions)
    mail = written(kind="confirm")
    for text in (mail.text, mail.html):
        assert words in text
