"""The start page: each thing to do exactly once, and gone when it is settled."""

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from programme import actions
from programme.desk import Desk
from programme.models import Appearance, Conference, Room, Session
from registration.actions import report_broken_rules
from registration.models import Registration
from tests.factories import (
    AppearanceFactory,
    AttendeeFactory,
    OrganiserFactory,
    ProposalFactory,
    RegistrationFactory,
    RoomFactory,
    SessionFactory,
    SlotFactory,
    SpeakerFactory,
)
from tests.programme.lacking import DAY, SESSIONS, settled_conference, settled_session, spoil_abstract, to_do
from womconf.mail import actions as mail_actions
from womconf.mail.models import Message
from womconf.models import DailyRun

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser():
    return OrganiserFactory()


@pytest.fixture
def conference():
    return settled_conference()


@pytest.fixture
def session(conference):
    return settled_session(conference)


@pytest.fixture
def open_items(session, organiser):
    """Return a function that says what is to do; it has been seen to say nothing."""
    assert to_do(session.conference, organiser) == []
    return lambda: to_do(session.conference, organiser)


# Speakers


def test_speaker_who_is_not_asked_is_silent_or_declines_is_one_item_at_each_time(session, open_items):
    speaker, host = SpeakerFactory(conference=session.conference, email="s@example.org"), session.host
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
    Session.objects.update(host=None, status="requested")
    assert open_items() == ["speakers-not-replaced"]  # and not that nobody is left, too
    Session.objects.update(host=host, status="confirmed")
    other = AppearanceFactory(session=session, status="confirmed")
    assert open_items() == []
    other.delete()
    Appearance.objects.all().delete()
    assert open_items() == []


def test_speaker_who_agreed_only_as_a_text_says_is_an_item_until_they_are_asked(session, open_items, organiser, client):
    speaker = SpeakerFactory(conference=session.conference, email="s@example.org")
    appearance = AppearanceFactory(session=session, speaker=speaker, status="confirmed", status_note="Laut Text.")
    assert open_items() == []  # they hear of it as of a change, once it is public
    Session.objects.filter(pk=session.pk).update(was_announced=False, status="draft")
    assert open_items() == ["speakers-noted", "sessions-hidden"]
    client.force_login(organiser)
    item = next(item for item in Desk(session.conference, organiser).open if item.key == "speakers-noted")
    page = client.get(item.page)
    assert page.context["chosen"].get() == appearance
    client.post(item.page, {"sure": "1", "_selected_action": [appearance.pk]})
    assert Appearance.objects.get().asked_at is not None
    assert open_items() == []


def test_speaker_who_is_silent_is_an_item_at_once_where_the_session_begins_soon(session, open_items):
    speaker = SpeakerFactory(conference=session.conference, email="s@example.org")
    appearance = AppearanceFactory(session=session, speaker=speaker, status="requested")
    actions.request_speaker(appearance, by=None)
    assert open_items() == []
    session.slots.update(starts_at=timezone.now() + 2 * DAY, ends_at=None)
    assert "speakers-waiting" in open_items()
    actions.confirm_appearance(appearance, by=None, note="am Telefon")
    assert "speakers-waiting" not in open_items()


@pytest.mark.parametrize(
    ("named", "text"),
    [
        (True, "Gespräch mit Sabine Oltmanns"),
        (True, "Rückfragen an Frau Oltmanns"),
        (True, "mit Dr. OLTMANNS"),
        (False, "Gespräch mit Heike Sander"),
        (False, "Oltmannshof"),
        (False, "Die Oltmanns von nebenan"),  # a family name alone may be a word
    ],
)
def test_text_that_names_whoever_has_declined_is_an_item_until_it_names_another(session, open_items, named, text):
    speaker = SpeakerFactory(conference=session.conference, name="Sabine Oltmanns")
    appearance = AppearanceFactory(session=session, speaker=speaker, status="confirmed")
    SlotFactory(session=session, kind="follow_up", title={"de": text}, starts_at=session.main_slot.ends_at)
    assert "speakers-still-named" not in open_items()
    actions.decline_appearance(appearance, by=None, reason="krank")
    assert ("speakers-still-named" in open_items()) == named
    session.slots.filter(kind="follow_up").update(title={"de": "Gespräch"})
    assert "speakers-still-named" not in open_items()


def test_speaker_who_is_silent_for_a_week_is_an_item_before_their_day_is_over(session, open_items):
    speaker = SpeakerFactory(conference=session.conference, email="s@example.org")
    appearance = AppearanceFactory(session=session, speaker=speaker, status="requested")
    actions.request_speaker(appearance, answer_by=timezone.localdate() + 9 * DAY, by=None)
    assert open_items() == []
    Appearance.objects.update(asked_at=timezone.now() - 8 * DAY)
    assert open_items() == ["speakers-waiting"]
    Appearance.objects.update(answer_by=timezone.localdate() - DAY)
    assert open_items() == ["speakers-silent"]


def test_whoever_is_not_ticked_is_not_asked(session, organiser, client):
    appearances = [
        AppearanceFactory(session=session, status="requested", speaker__email=f"{name}@example.org") for name in "ab"
    ]
    client.force_login(organiser)
    page = reverse("admin:programme_ask_all", args=[session.conference_id])
    assert client.get(page).text.count('name="_selected_action"') == 2
    answer = client.post(page, {"sure": "1"}, follow=True)
    assert "Niemand ist angekreuzt" in answer.text
    client.post(page, {"sure": "1", "_selected_action": [appearances[0].pk]})
    assert list(Appearance.objects.filter(asked_at__isnull=False)) == appearances[:1]


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


def test_conference_with_drafts_alone_says_so_instead(session, open_items):
    Session.objects.update(status="draft", was_announced=False)
    session.conference.published_at = None
    session.conference.save()
    assert open_items() == ["only-drafts"]
    Session.objects.update(status="confirmed", was_announced=True)
    assert open_items() == ["not-public"]


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


def test_two_dates_of_one_title_are_told_apart(conference, organiser):
    speaker = SpeakerFactory(conference=conference)
    for days in (1, 2):
        starts_at = timezone.now() + days * DAY
        slot = SlotFactory(session__conference=conference, session__title={"de": "Beratung"}, starts_at=starts_at)
        AppearanceFactory(session=slot.session, speaker=speaker, status="declined")
    [item] = [item for item in Desk(conference, organiser).open if item.key == "speakers-not-replaced"]
    [one, other] = [named.about for named in item.named]
    assert (one != other, "Beratung" in one) == (True, True)


def test_rooms_on_site_need_a_house_with_an_address(conference, organiser):
    def is_open():
        return "missing-venue" in to_do(Conference.objects.get(pk=conference.pk), organiser)

    Conference.objects.update(venue="")
    room = RoomFactory(conference=conference, kind="online")
    assert not is_open()
    Room.objects.filter(pk=room.pk).update(kind="hybrid")
    assert is_open()
    Conference.objects.update(venue={"de": "Rathaus"})
    assert not is_open()
