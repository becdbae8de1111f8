"""The subject of a mail says what has happened: which session, or how many, and which place on a waiting list."""

import pytest

from registration import emails
from tests.factories import AttendeeFactory, ConferenceFactory, RegistrationFactory, SessionFactory
from tests.mail.writing import written

pytestmark = pytest.mark.django_db
TITLES = ["Sprache", "Schule", "Amt"]


@pytest.fixture
def erika():
    return AttendeeFactory(conference=ConferenceFactory(title={"de": "Woche", "en": "Week"}))


def registrations(erika, *, placed=0, waiting=0, status="confirmed"):
    found = []
    for number, title in enumerate(TITLES[: placed + waiting]):
        capacity = 9 if number < placed else 0
        session = SessionFactory(conference=erika.conference, title={"de": title, "en": title}, capacity=capacity)
        state = status if number < placed else "waiting"
        found.append(RegistrationFactory(session=session, attendee=erika, status=state))
    return found


@pytest.mark.parametrize(
    ("having", "language", "subject"),
    [
        ({"placed": 1}, "de", "Angemeldet: „Sprache“"),
        ({"placed": 1}, "en", "You are registered: “Sprache”"),
        ({"placed": 1, "waiting": 1}, "de", "Angemeldet: „Sprache“"),
        ({"placed": 3}, "de", "Angemeldet zu 3 Veranstaltungen: Woche"),
        ({"placed": 3}, "en", "You are registered for 3 sessions: Week"),
        ({"waiting": 1}, "de", "An 1. Stelle der Warteliste: „Sprache“"),
        ({"waiting": 1}, "en", "Number 1 on the waiting list: “Sprache”"),
        ({"waiting": 2}, "de", "Auf den Wartelisten von 2 Veranstaltungen: Woche"),
        ({"waiting": 2}, "en", "On the waiting list for 2 sessions: Week"),
    ],
)
def test_subject_says_what_somebody_has(erika, having, language, subject):
    erika.language = language
    erika.save()
    emails.tell_registered(registrations(erika, **having))
    assert written(kind="registered").subject == subject


def test_subject_says_the_place_on_the_list(erika):
    [registration] = registrations(erika, waiting=1)
    RegistrationFactory(session=registration.session, status="waiting")
    last = RegistrationFactory(
        session=registration.session, status="waiting", attendee=AttendeeFactory(conference=erika.conference)
    )
    emails.tell_registered([last])
    assert written(kind="registered").subject == "An 3. Stelle der Warteliste: „Sprache“"


@pytest.mark.parametrize(
    ("placed", "subject"), [(1, "Abgemeldet: „Sprache“"), (3, "Abgemeldet von 3 Veranstaltungen: Woche")]
)
def test_subject_says_what_was_given_up(erika, placed, subject):
    emails.tell_cancelled(registrations(erika, placed=placed, status="cancelled"))
    assert written(kind="cancelled").subject == subject
