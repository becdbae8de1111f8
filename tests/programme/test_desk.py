"""The start page: each thing to do exactly once, gone when it is settled, and put off where that is wanted."""

import datetime as dt

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from programme import about, actions, schedule_checks
from programme.desk import Desk
from programme.desk.lacking import LACKING
from programme.models import Appearance, PutOff, Session
from registration.actions import report_broken_rules
from registration.models import Registration
from tests.factories import (
    AppearanceFactory,
    AttendeeFactory,
    ConferenceFactory,
    OrganisationFactory,
    OrganiserFactory,
    ProposalFactory,
    RegistrationFactory,
    RoomFactory,
    SessionFactory,
    SlotFactory,
    SpeakerFactory,
)
from womconf.mail import actions as mail_actions
from womconf.mail.models import Message
from womconf.models import DailyRun

pytestmark = pytest.mark.django_db

DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)


@pytest.fixture
def organiser():
    return OrganiserFactory()


@pytest.fixture
def conference():
    """Return a conference in which nothing is to do."""
    today = timezone.localdate()
    said = {page.field: {"de": "Hier."} for page in about.PAGES.values()}
    conference = ConferenceFactory(
        starts_on=today + 30 * DAY,
        ends_on=today + 31 * DAY,
        contact_email="amt@example.org",
        published_at=timezone.now(),
        languages=["de"],
        **said,
    )
    DailyRun.objects.create(name=DailyRun.BACKUP, day=today)
    return conference


@pytest.fixture
def session(conference):
    """Return a session that lacks nothing."""
    session = SessionFactory(
        conference=conference,
        abstract={"de": "Worum es geht."},
        host=OrganisationFactory(conference=conference),
        capacity=20,
    )
    SlotFactory(
        session=session, starts_at=begins(conference), ends_at=begins(conference) + HOUR, room=room_in(conference)
    )
    return session


def begins(conference):
    return dt.datetime.combine(conference.starts_on, dt.time(10), conference.zone)


def room_in(conference, **facts):
    return RoomFactory(conference=conference, **{"kind": "on_site", "capacity": 20, **facts})


def to_do(conference, user, *, besides=("untold",)):
    """Return the keys of what is to do. That nobody was told of what these tests change is left out."""
    return [item.key for item in Desk(conference, user).open if item.key not in besides]


@pytest.fixture
def open_items(session, organiser):
    """Return a function that says what is to do; it has been seen to say nothing."""
    assert to_do(session.conference, organiser) == []
    return lambda: to_do(session.conference, organiser)


# What sessions lack


def spoil_time(session):
    slot = session.slots.get()
    slot.delete()
    return lambda: SlotFactory(
        session=session, starts_at=begins(session.conference), room=session.conference.rooms.get()
    )


def spoil_room(session):
    room = session.conference.rooms.get()
    session.slots.update(room=None)
    return lambda: session.slots.update(room=room)


def spoil_places(session):
    room_in(session.conference, capacity=None)
    session.slots.update(room=session.conference.rooms.get(capacity=None))
    actions.set_capacity(session.pool, capacity=None)
    return lambda: actions.set_capacity(session.pool, capacity=5)


def spoil_link(session):
    session.slots.update(room=room_in(session.conference, kind="online", capacity=None))
    return lambda: actions.set_access_link(session, "https://meet.example.org/x")


def spoil_abstract(session):
    Session.objects.update(abstract="")
    return lambda: Session.objects.update(abstract={"de": "Text"})


def spoil_translation(session):
    type(session.conference).objects.update(languages=["de", "en"])
    both = {"title": {"de": "Eins", "en": "One"}, "abstract": {"de": "Text", "en": "Text"}}
    return lambda: Session.objects.update(**both)


def spoil_speaker(session):
    slot = session.slots.earliest("pk")
    twice = AppearanceFactory(session=session, status="confirmed").speaker
    other = SessionFactory(conference=session.conference, abstract={"de": "Text"}, capacity=5)
    SlotFactory(session=other, starts_at=slot.starts_at, ends_at=slot.ends_at, room=room_in(session.conference))
    second = AppearanceFactory(session=other, speaker=twice, status="confirmed")
    return second.delete


def spoil_room_size(session):
    session.conference.rooms.update(capacity=10)
    return lambda: session.conference.rooms.update(capacity=20)


def spoil_day(session):
    session.slots.update(starts_at=begins(session.conference) + 9 * DAY, ends_at=None)
    return lambda: session.slots.update(starts_at=begins(session.conference))


def spoil_follow_up(session):
    late = SlotFactory(session=session, kind="follow_up", starts_at=begins(session.conference) + HOUR / 2)
    return late.delete


def spoil_holder(session):
    Session.objects.update(host=None, status="requested")
    return lambda: Session.objects.update(status="confirmed")


def spoil_interpretation(session):
    Session.objects.update(language="de", interpreted_into=["de"])
    return lambda: Session.objects.update(interpreted_into=[])


SESSIONS = {
    "time": spoil_time,
    "room": spoil_room,
    "places": spoil_places,
    "link": spoil_link,
    "abstract": spoil_abstract,
    "translation": spoil_translation,
    "double-booked": spoil_speaker,
    "room-too-small": spoil_room_size,
    "outside": spoil_day,
    "follow-up-too-early": spoil_follow_up,
    "nobody": spoil_holder,
    "own-language": spoil_interpretation,
}


def test_every_lack_is_tried_here():
    assert SESSIONS.keys() == LACKING.keys()


@pytest.mark.parametrize("lack", LACKING)
def test_what_a_session_lacks_is_one_item_until_it_is_there(session, open_items, organiser, client, lack):
    repair = SESSIONS[lack](session)
    session.conference.refresh_from_db()
    assert open_items() == [f"sessions-{lack}"]
    client.force_login(organiser)
    item = next(item for item in Desk(session.conference, organiser).open if item.key == f"sessions-{lack}")
    assert session in client.get(item.page).context["cl"].result_list
    repair()
    assert open_items() == []


CODES = {
    "no_slot": "time",
    "outside": "outside",
    "follow_up_too_early": "follow-up-too-early",
    "room_too_small": "room-too-small",
    "double_booked": "double-booked",
    "nobody": "nobody",
    "own_language": "own-language",
}


@pytest.mark.parametrize("lack", LACKING)
def test_warnings_beside_a_session_say_the_same_as_the_list_of_what_is_to_do(session, lack):
    SESSIONS[lack](session)
    session.conference.refresh_from_db()
    warned = schedule_checks.check(Session.objects.with_programme())
    said = {(CODES[warning.code], each.pk) for warning in warned for each in warning.sessions}
    everything = Session.objects.filter(conference=session.conference)
    found = {(code, each.pk) for code in CODES.values() for each in LACKING[code][0](everything, session.conference)}
    assert found == said


@pytest.mark.parametrize("lack", LACKING)
def test_nothing_is_asked_of_a_session_that_is_cancelled_or_over(session, organiser, lack):
    SESSIONS[lack](session)
    Session.objects.update(status="cancelled", was_announced=True)
    assert to_do(session.conference, organiser) == []


# Speakers


def test_speaker_who_is_not_asked_is_silent_or_declines_is_one_item_at_each_time(session, open_items):
    speaker = SpeakerFactory(conference=session.conference, email="s@example.org")
    appearance = AppearanceFactory(session=session, speaker=speaker, status="requested")
    assert open_items() == ["speakers-not-asked"]
    actions.request_speaker(appearance, answer_by=timezone.localdate() + DAY, by=None)
    assert open_items() == []
    Appearance.objects.update(answer_by=timezone.localdate() - DAY)
    assert open_items() == ["speakers-silent"]
    actions.ask_for_another_time(appearance, when="Dienstag")
    assert open_items() == ["speakers-other-time"]
    actions.decline_appearance(appearance, reason="krank")
    assert open_items() == ["speakers-not-replaced"]
    other = AppearanceFactory(session=session, status="confirmed")
    assert open_items() == []
    other.delete()
    Appearance.objects.all().delete()
    assert open_items() == []


def test_proposed_text_is_an_item_until_it_is_decided(session, open_items, organiser):
    appearance = AppearanceFactory(session=session, status="confirmed")
    proposal = ProposalFactory(session=session, speaker=appearance.speaker)
    assert open_items() == ["texts-proposed"]
    actions.decline_proposal(proposal, by=organiser, shown=proposal.digest, reason="Zu lang.")
    assert open_items() == []


# Mail, and who does not know


def mail(conference, **facts):
    facts = {"key": "k", "kind": "x", "to": "a@example.org", "language": "de", "conference": conference, **facts}
    return Message.objects.create(**facts)


def test_mail_that_failed_is_an_item_until_it_is_sent_again(session, open_items):
    message = mail(session.conference, status="failed", last_error="550 no")
    assert open_items() == ["mail-failed"]
    mail_actions.retry(message)
    assert open_items() == []


def test_mail_that_is_held_is_one_item_until_it_is_let_go(session, open_items, organiser):
    mail(session.conference)
    mail_actions.hold_all(by=organiser)
    assert open_items() == ["mail-held"]
    mail_actions.release_all(by=organiser)
    assert open_items() == []


@pytest.mark.parametrize(
    ("make", "key"),
    [
        (lambda conference: AttendeeFactory(conference=conference, email="a@example.org"), "people-bounce"),
        (lambda conference: SpeakerFactory(conference=conference, email="a@example.org"), "speakers-bounce"),
    ],
)
def test_address_that_does_not_work_is_an_item_until_it_is_another(session, open_items, make, key):
    person = make(session.conference)
    mail(
        session.conference,
        status="sent",
        attempts=1,
        subject="Re",
        text="Re",
        bounced_at=timezone.now(),
        bounce_code="5.1.1",
    )
    assert open_items() == [key]
    type(person).objects.update(email="b@example.org")
    assert open_items() == []


def test_people_who_wait_are_an_item_until_there_are_more_places(session, open_items):
    actions.set_capacity(session.pool, capacity=1)
    RegistrationFactory(session=session)
    waiting = RegistrationFactory(session=session, status="waiting")
    assert "people-wait" in open_items()
    Registration.objects.filter(pk=waiting.pk).delete()
    assert "people-wait" not in open_items()


def test_broken_rule_is_an_item_until_it_is_checked_that_it_holds(session, open_items, organiser, client):
    DailyRun.objects.create(name="report_broken_rules", found={"person twice in a session (2)": 3})
    assert open_items() == ["rules-broken"]
    [item] = Desk(session.conference, organiser).open
    client.force_login(organiser)
    assert "(3)" in item.sentence
    assert client.get(item.page).status_code == 200
    assert open_items() == ["rules-broken"]
    client.post(item.page)
    assert open_items() == []


def test_rules_are_checked_for_the_start_page_each_night(session):
    report_broken_rules()
    assert DailyRun.objects.get(name="report_broken_rules").found == {}


# The conference


@pytest.mark.parametrize(
    ("field", "key"),
    [
        ("imprint", "missing-imprint"),
        ("contact", "missing-contact"),
        ("privacy_notice", "missing-privacy"),
        ("accessibility", "missing-accessibility"),
        ("contact_email", "missing-address"),
    ],
)
def test_what_a_conference_does_not_say_is_an_item_until_it_is_written(session, open_items, field, key):
    said = getattr(session.conference, field)
    setattr(session.conference, field, "")
    session.conference.save()
    assert open_items() == [key]
    setattr(session.conference, field, said)
    session.conference.save()
    assert open_items() == []


def test_conference_that_could_be_public_is_an_item_until_it_is(session, open_items, organiser, client):
    session.conference.published_at = None
    session.conference.save()
    assert open_items() == ["not-public"]
    client.force_login(organiser)
    [item] = Desk(session.conference, organiser).open
    assert client.get(item.page).status_code == 200
    client.post(item.page)
    session.conference.refresh_from_db()
    assert open_items() == []


@pytest.mark.parametrize("what", ["opens", "closes"])
def test_registration_that_soon_opens_or_closes_is_an_item(session, open_items, what):
    setattr(session.conference, f"registration_{what}_at", timezone.now() + 2 * DAY)
    assert open_items() == [f"registration-{what}"]
    setattr(session.conference, f"registration_{what}_at", timezone.now() + 20 * DAY)
    assert open_items() == []
    setattr(session.conference, f"registration_{what}_at", timezone.now() - DAY)
    assert open_items() == []


def test_backup_that_is_old_or_was_never_made_is_an_item_until_there_is_one(session, open_items):
    DailyRun.objects.update(day=timezone.localdate() - 5 * DAY)
    assert open_items() == ["backup"]
    DailyRun.objects.all().delete()
    assert open_items() == ["backup"]
    call_command("note_backup")
    assert open_items() == []


# Put off


def test_item_that_is_put_off_comes_back_on_its_day(session, organiser, client):
    spoil_abstract(session)
    client.force_login(organiser)
    page = reverse("admin:programme_put_off", args=[session.conference.pk])
    until = timezone.localdate() + 3 * DAY
    form = {"key": "sessions-abstract", "until": until.isoformat(), "note": "Frau Behr schickt ihn"}
    assert client.post(page, form).status_code == 302
    shown = client.get("/admin/")
    assert "data-todo" not in shown.text
    assert "Frau Behr schickt ihn" in shown.text
    desk = Desk(session.conference, organiser, now=timezone.now() + 3 * DAY)
    assert [item.key for item in desk.open if item.key != "backup"] == ["sessions-abstract"]
    client.post(reverse("admin:programme_take_up_again", args=[session.conference.pk]), {"key": "sessions-abstract"})
    assert 'data-todo="sessions-abstract"' in client.get("/admin/").text


def test_item_that_two_put_off_is_put_off_once_and_the_last_word_counts(session, organiser):
    for days in (2, 5):
        actions.put_off(session.conference, "x", until=timezone.localdate() + days * DAY, by=organiser)
    assert PutOff.objects.get().until == timezone.localdate() + 5 * DAY


@pytest.mark.parametrize("until", ["", "gestern", "2020-01-01", "9999-99-99", "3000-01-01"])
def test_nothing_is_put_off_until_a_day_that_is_none_or_over(session, organiser, client, until):
    spoil_abstract(session)
    client.force_login(organiser)
    page = reverse("admin:programme_put_off", args=[session.conference.pk])
    answer = client.post(page, {"key": "sessions-abstract", "until": until, "note": "Notiz"})
    assert (answer.status_code, 'value="Notiz"' in answer.text, "errorlist" in answer.text) == (200, True, True)
    assert not PutOff.objects.exists()


def test_what_is_settled_meanwhile_cannot_be_put_off(session, organiser, client):
    client.force_login(organiser)
    page = reverse("admin:programme_put_off", args=[session.conference.pk])
    answer = client.post(page, {"key": "sessions-abstract", "until": "2099-01-01"}, follow=True)
    assert "Das ist inzwischen erledigt." in answer.text


# All at once


def test_all_who_were_not_asked_are_asked_in_two_clicks_and_each_once(session, organiser, client, mailoutbox):
    appearances = AppearanceFactory.create_batch(3, session=session, status="requested")
    client.force_login(organiser)
    [item] = Desk(session.conference, organiser).open
    page = client.get(item.page)
    later = AppearanceFactory(session=session, status="requested")
    chosen = {"_selected_action": [each.pk for each in appearances], "sure": "True", "words": "", "answer_by": ""}
    assert "3 E-Mails gehen hinaus" in page.text
    client.post(item.page, chosen)
    client.post(item.page, chosen)
    assert Message.objects.filter(speaker__isnull=False).count() == 3
    assert list(Appearance.objects.not_asked()) == [later]


# Who may see what


def test_nobody_reads_of_what_they_may_not_see(session):
    spoil_abstract(session)
    AppearanceFactory(session=session, status="requested")
    user = OrganiserFactory(is_superuser=False)
    assert to_do(session.conference, user) == []
    user.user_permissions.add(Permission.objects.get(codename="view_session", content_type__app_label="programme"))
    user = type(user).objects.get(pk=user.pk)
    assert to_do(session.conference, user) == ["sessions-abstract"]


def test_start_page_asks_as_much_for_many_sessions_as_for_few(session, organiser, client):
    client.force_login(organiser)
    for lack in ("abstract", "translation", "room-too-small", "double-booked"):
        SESSIONS[lack](session)
    RegistrationFactory(session=session)
    few = statements(client)
    for _number in range(6):
        other = SessionFactory(conference=session.conference)
        AppearanceFactory(session=other, status="confirmed")
        RegistrationFactory(session=other)
    assert len(statements(client)) == len(few)


def statements(client):
    client.get("/admin/")  # what is asked once is asked now
    with CaptureQueriesContext(connection) as asked:
        client.get("/admin/")
    return [query["sql"] for query in asked]
