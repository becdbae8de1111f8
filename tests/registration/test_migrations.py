"""What is in the database already when a new version comes."""

import datetime
import re
import uuid

import pytest
from django.db import connection
from django.utils import timezone

from programme.codes import new_code
from programme.models import Conference, Pool, Session, Slot, Speaker
from programme.telling import untold
from registration import actions
from registration.models import Attendee, AttendeeChange, Registration, ToldToAttendee
from tests.factories import (
    AppearanceFactory,
    AttendeeFactory,
    ConferenceFactory,
    OrganisationFactory,
    RegistrationFactory,
    RoomFactory,
    SessionFactory,
    SlotFactory,
    SpeakerFactory,
    TrackFactory,
)
from tests.former_versions import step_by_step
from womconf.mail.models import Message

# Among the long tests: migrations that were given out do not change, and each goes back and forth through all of them.
pytestmark = [pytest.mark.soak, pytest.mark.django_db(transaction=True)]

BEFORE_ADDRESSES = [
    ("programme", "0009_keep_the_time_of_each_change"),
    ("registration", "0011_answers_later"),
    ("mail", "0003_mail_leaves_from_home"),
]
BEFORE_POOLS = [("programme", "0003_raise_revision_with_appearances"), ("registration", "0001_initial")]


def migrate(*targets):
    """Migrate, and return the apps with their models as they are there."""
    executor = step_by_step()
    targets = list(targets) or executor.loader.graph.leaf_nodes()
    return executor.migrate(targets).apps


def test_pools_of_places_lose_nobody():
    """Back to the version before there were pools, and forth again."""
    session = SessionFactory(capacity=1)
    people = [RegistrationFactory(session=session), RegistrationFactory(session=SessionFactory())]
    RegistrationFactory(session=session, status="waiting")
    before = list(Registration.objects.order_by("pk").values_list("pk", "session", "status", "position"))
    try:
        migrate(*BEFORE_POOLS)
        with connection.cursor() as cursor:
            cursor.execute("SELECT capacity, taken FROM programme_seats WHERE session_id = %s", [session.pk])
            assert cursor.fetchone() == (1, 1)
    finally:
        migrate()
    assert list(Registration.objects.order_by("pk").values_list("pk", "session", "status", "position")) == before
    assert [person.session.pool.taken for person in people] == [1, 1]
    assert Registration.objects.get(pk=people[0].pk).pool == session.pool


def test_hosts_rooms_and_tracks_that_are_there_get_codes():
    there = [OrganisationFactory(), RoomFactory(), RoomFactory(), TrackFactory()]
    try:
        migrate(("programme", "0025_announce_what_pages_show"))
    finally:
        migrate()
    codes = {type(thing).objects.get(pk=thing.pk).code for thing in there}
    assert len(codes) == 4
    assert all(re.fullmatch("[a-z][a-z0-9]{7}", code) for code in codes)


def test_steps_of_registrations_that_are_there_are_counted():
    actions.cancel(RegistrationFactory(status="waiting", session=SessionFactory(capacity=0)))
    try:
        migrate(("registration", "0009_ask_own_questions"))
        Registration.objects.update(revision=0)
    finally:
        migrate()
    assert Registration.objects.get().revision == 1


def test_people_keep_their_registrations_when_addresses_get_one_spelling(caplog):
    conference = ConferenceFactory()
    session = SessionFactory(conference=conference)
    people, typed = {}, {}

    def enter(name, email, status="confirmed", **facts):
        people[name] = AttendeeFactory(conference=conference, name=name, **facts)
        RegistrationFactory(session=session, attendee=people[name], status=status)
        typed[name] = email

    enter("copied first", "anna@exam\u200bple.net", "waiting", email_confirmed_at=None)
    enter("confirmed", "Anna@Example.net")
    enter("copied later", "anna@ｅxample.net")
    enter("umlaut", "anna@Müller.example")
    enter("astray", "Anna@faß.de")
    enter("neighbour", "anna@fass.de")
    enter("heart", "anna@❤.example")
    enter("literal", "anna@[127.0.0.1]")
    enter("by telephone", "")
    elsewhere = AttendeeFactory(name="other conference")
    try:
        migrate(*BEFORE_ADDRESSES)
        for name, email in typed.items():
            Attendee.objects.filter(pk=people[name].pk).update(email=email)
        Attendee.objects.filter(name="umlaut").update(new_email="Neu@Straße.example", new_email_asked_at=timezone.now())
        Attendee.objects.filter(name="heart").update(new_email="Neu@MÜLLER.example", new_email_asked_at=timezone.now())
        Attendee.objects.filter(pk=elsewhere.pk).update(email="ANNA@example.net")
        before = set(Registration.objects.values_list("pk", "attendee", "status", "position"))
    finally:
        migrate()
    assert dict(Attendee.objects.values_list("name", "email")) == {
        "copied first": "",
        "confirmed": "anna@example.net",
        "copied later": "",
        "umlaut": "anna@xn--mller-kva.example",
        "astray": "anna@xn--fa-hia.de",
        "neighbour": "anna@fass.de",
        "heart": "anna@xn--qei.example",
        "literal": "",
        "by telephone": "",
        "other conference": "anna@example.net",
    }
    assert set(Registration.objects.values_list("pk", "attendee", "status", "position")) == before
    # Whoever got the links of somebody else at fass.de can open nothing any more.
    assert [person.name for person in Attendee.objects.exclude(link_version=1)] == ["astray"]
    wishes = Attendee.objects.filter(name__in=["umlaut", "heart"]).order_by("name")
    assert list(wishes.values_list("new_email", flat=True)) == ["neu@xn--mller-kva.example", ""]
    [line] = [record.getMessage() for record in caplog.records if "Without an e-mail address" in record.getMessage()]
    codes = {people[name].code for name in ("copied first", "copied later", "literal")}
    assert codes == set(line.rpartition("attendees ")[2].split())
    actions.merge(people["confirmed"], people["copied later"], by=None)  # as organisers will


def test_programme_keeps_its_people_when_addresses_get_one_spelling():
    conference = ConferenceFactory()
    speakers = SpeakerFactory.create_batch(3, conference=conference)
    session, closed = SessionFactory(conference=conference), SessionFactory(conference=conference)
    try:
        migrate(*BEFORE_ADDRESSES)
        Conference.objects.update(contact_email="Büro@straße.example")
        for speaker, email in zip(speakers, ["Alex@Example.org", "alex@fußball.example", '"a b"@x.de'], strict=True):
            Speaker.objects.filter(pk=speaker.pk).update(email=email)
        Session.objects.filter(pk=session.pk).update(email_domains=["Stadt-Jena.de", "straße.example"])
        Session.objects.filter(pk=closed.pk).update(email_domains=["a_b"])
    finally:
        migrate()
    assert Conference.objects.get().contact_email == ""
    assert list(Speaker.objects.order_by("pk").values_list("email", "link_version")) == [
        ("alex@example.org", 1),
        ("alex@xn--fuball-cta.example", 2),
        ("", 1),
    ]
    session.refresh_from_db()
    closed.refresh_from_db()
    assert session.email_domains == ["stadt-jena.de", "xn--strae-oqa.example"]
    assert (closed.email_domains, closed.admits("a_b", set())) == (["invalid"], False)


def test_dates_outside_our_years_are_mended():
    """Each slip gets the likeliest meaning; nothing that people registered for is lost."""
    day = datetime.date(2027, 9, 17)
    conferences = ConferenceFactory.create_batch(3, starts_on=day, ends_on=day)
    slots = [
        SlotFactory(session__conference=conferences[0], room=RoomFactory(conference=conferences[0])) for _ in "abc"
    ]
    times = [
        ("0027-09-17 08:00Z", "0027-09-17 09:00Z"),
        ("1027-09-17 08:00Z", None),
        ("2027-09-17 08:00Z", "9999-01-01Z"),
    ]
    days = [("0027-09-17", "2027-09-18"), ("1027-01-01", "2027-09-18"), ("2027-09-17", "9999-01-01")]
    opening = [("0001-06-01Z", "1800-06-01Z"), ("2300-06-01Z", "2400-06-01Z"), ("1800-06-01Z", "2027-06-01Z")]
    try:
        migrate(("programme", "0011_let_speakers_leave_nothing_behind"))
        with connection.cursor() as cursor:
            for slot, typed in zip(slots, times, strict=True):
                cursor.execute(
                    "UPDATE programme_slot SET starts_at = %s, ends_at = %s WHERE id = %s", [*typed, slot.pk]
                )
            for conference, typed, open_from in zip(conferences, days, opening, strict=True):
                cursor.execute(
                    "UPDATE programme_conference SET starts_on = %s, ends_on = %s, registration_opens_at = %s,"
                    " registration_closes_at = %s WHERE id = %s",
                    [*typed, *open_from, conference.pk],
                )
    finally:
        migrate()
    assert list(Conference.objects.order_by("pk").values_list("starts_on", "ends_on")) == [
        (day, datetime.date(2027, 9, 18)),
        (datetime.date(2027, 9, 18), datetime.date(2027, 9, 18)),
        (day, day),
    ]
    assert [conference.registration_is_open() for conference in Conference.objects.order_by("pk")][:2] == [False, False]
    # Calendars keep the name that they had, and what was announced is known again.
    assert all(conference.calendar_uid == conference.slug for conference in Conference.objects.all())
    assert set(Session.objects.values_list("was_announced", flat=True)) == {True}
    moment = datetime.datetime(2027, 9, 17, 8, tzinfo=datetime.UTC)
    rooms = [slot.room for slot in slots]
    assert list(Slot.objects.order_by("pk").values_list("starts_at", "ends_at", "room")) == [
        (moment, moment + datetime.timedelta(hours=1), None),
        (moment, None, None),
        (moment, None, rooms[2].pk),
    ]


def test_mails_keep_their_truth_when_addresses_get_one_spelling():
    mails = [
        ("sent", "Anna@faß.de", "sent", "anna@fass.de"),  # where it went
        ("queued", "Anna@faß.de", "queued", "anna@xn--fa-hia.de"),
        ("failed", "Anna@Example.net", "failed", "anna@example.net"),
        ("sending", "anna@[127.0.0.1]", "cancelled", "unknown@address.invalid"),
        ("held", "anna@[127.0.0.1]", "cancelled", "unknown@address.invalid"),
        ("sent", "anna@[127.0.0.1]", "sent", "unknown@address.invalid"),
    ]
    facts = {"kind": "link", "language": "de", "text": "…", "attempts": 1, "last_error": "550"}
    try:
        apps = migrate(*BEFORE_ADDRESSES)
        for number, (status, to, *_after) in enumerate(mails):
            lease = {"lease": uuid.uuid4(), "leased_until": timezone.now()} if status == "sending" else {}
            apps.get_model("mail", "Message").objects.create(
                key=str(number), status=status, to=to, reply_to="Office@Straße.example", **facts, **lease
            )
    finally:
        migrate()
    messages = list(Message.objects.order_by("pk"))
    assert [(message.status, message.to) for message in messages] == [tuple(after) for _status, _to, *after in mails]
    assert {message.reply_to for message in messages} == {"office@xn--strae-oqa.example"}


def test_mails_know_their_people_by_relation():
    """Rows of the former version, which named people in their facts; whoever is gone takes theirs along."""
    attendee, appearance = AttendeeFactory(), AppearanceFactory()
    speaker, moment = appearance.speaker, "2027-03-01T12:00:00+00:00"
    gone = speaker.pk + attendee.pk + 1000
    mails = [
        ("registered", "registered:7", {"attendee": attendee.pk, "registrations": [7]}),
        ("confirm", "confirm:8", {"attendee": gone, "form": "8"}),
        ("speaker", f"ask:{appearance.pk}:{moment}", {"speaker": speaker.pk}),
        ("speaker", f"speaker-link:{speaker.pk}:1:2027-03-01T12:0", {"speaker": speaker.pk}),
        ("speaker", f"ask:1:{moment}", {"speaker": gone}),
        ("notice", f"answer:{appearance.pk}:{moment}", {"speaker": speaker.pk}),
        ("broken-rules", "broken-rules:1:2027-03-01", {}),
    ]
    words = {"to": "x@example.org", "language": "de", "subject": "…", "text": "…"}
    try:
        apps = migrate(
            ("mail", "0008_drop_a_priority_that_nobody_used"),
            ("programme", "0028_search_texts"),
            ("registration", "0020_announce_what_pages_show"),
        )
        for kind, key, facts in mails:
            apps.get_model("mail", "Message").objects.create(kind=kind, key=key, facts=facts, **words)
    finally:
        migrate()
    columns = ("kind", "attendee", "speaker", "conference", "facts")
    assert list(Message.objects.order_by("pk").values_list(*columns)) == [
        ("registered", attendee.pk, None, attendee.conference_id, {"registrations": [7]}),
        ("ask-speaker", None, speaker.pk, speaker.conference_id, {"appearance": appearance.pk}),
        ("speaker-link", None, speaker.pk, speaker.conference_id, {}),
        (
            "speaker-answer",
            None,
            speaker.pk,
            speaker.conference_id,
            {"appearance": appearance.pk, "answered_at": moment},
        ),
        ("broken-rules", None, None, None, {}),
    ]
    actions.erase(attendee)
    Speaker.objects.filter(pk=speaker.pk).delete()
    assert [message.kind for message in Message.objects.all()] == ["broken-rules"]


def test_people_of_a_former_version_are_taken_to_know_what_is_true():
    slot = SlotFactory(session__title={"de": "Amt", "en": "Office"}, session__capacity=2)
    own = SlotFactory(session=slot.session, conference=slot.conference, kind="follow_up", title={"de": "Fragen"})
    Pool.objects.create(session=slot.session, slot=own, code=new_code())
    together = SlotFactory(session=slot.session, conference=slot.conference, kind="follow_up")
    english = RegistrationFactory(session=slot.session, attendee__language="en")
    RegistrationFactory(session=slot.session, attendee__email="")
    waits = RegistrationFactory(session=slot.session, status="waiting")
    try:
        migrate(("registration", "0021_let_mails_go_by_themselves"))
    finally:
        migrate()
    assert set(ToldToAttendee.objects.values_list("attendee", "slot", "part", "title")) == {
        (english.attendee_id, slot.pk, "attending", "Office"),
        (english.attendee_id, together.pk, "attending", "Follow-up: Office"),
        (waits.attendee_id, slot.pk, "waiting", "Amt"),
        (waits.attendee_id, together.pk, "waiting", "Im Anschluss: Amt"),
    }
    assert [change.person.email for change in untold(slot.conference)] == ["", ""]


def test_who_is_there_already_gets_a_code_for_the_entrance():
    people = AttendeeFactory.create_batch(3)
    migrate(("registration", "0026_write_to_many"))
    migrate()
    codes = set(Attendee.objects.values_list("checkin_code", flat=True))
    assert len(codes) == len(people)
    assert all(re.fullmatch("[A-Z2-7]{16}", code) for code in codes)
    assert not AttendeeChange.objects.exists()
