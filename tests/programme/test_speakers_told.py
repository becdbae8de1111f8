"""What speakers were told, and who of them does not know what is true now."""

import datetime

import pytest
from django.db import connection
from django.utils import timezone
from icalendar import Calendar

from programme import actions
from programme.models import Appearance, Conference, Part, Room, Session, Slot, ToldToSpeaker
from programme.speaker_letters import join_link
from programme.telling import SPEAKERS, untold
from tests.factories import AppearanceFactory, OrganiserFactory, RegistrationFactory, RoomFactory, SlotFactory
from tests.mail.writing import work
from womconf.mail.models import Message
from womconf.mail.rendering import build

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def slot():
    room = RoomFactory(name={"de": "Festsaal"}, conference__contact_email="office@example.org")
    return SlotFactory(room=room, session__conference=room.conference, session__title={"de": "Amt", "en": "Office"})


@pytest.fixture
def asked(slot):
    """An appearance that was asked for by mail."""
    appearance = AppearanceFactory(session=slot.session, status="requested")
    actions.request_speaker(appearance, by=OrganiserFactory())
    work()
    return Appearance.objects.get(pk=appearance.pk)


def kinds():
    return list(Message.objects.order_by("pk").values_list("kind", flat=True))


def found(slot):
    """Return [(what they were told, what is true)] as parts."""
    changes = untold(slot.conference)
    return [(change.before and change.before.part, change.now and change.now.part) for change in changes]


def entry(message):
    """Return the method and the event of the one calendar entry of a mail."""
    [attachment] = message.attachments
    calendar = Calendar.from_ical(attachment["content"])
    [event] = calendar.walk("VEVENT")
    return str(calendar["method"]), event


def test_speaker_of_a_draft_gets_each_mail_with_an_entry_that_is_certain_and_leads_to_no_page(slot):
    appearance = AppearanceFactory(session=slot.session, status="requested")
    Session.objects.update(status="draft")
    actions.request_speaker(Appearance.objects.get(), by=OrganiserFactory())
    work()
    actions.confirm_appearance(Appearance.objects.get())
    work()
    moved = Slot.objects.get(pk=slot.pk)
    actions.move_slot(moved, starts_at=moved.starts_at + HOUR, ends_at=moved.ends_at + HOUR, room=moved.room)
    SPEAKERS.write_to([appearance.speaker])
    work()
    mails = Message.objects.exclude(speaker=None).exclude(to="office@example.org").order_by("pk")
    assert [(mail.kind, mail.status) for mail in mails] == [
        ("ask-speaker", "sent"),
        ("speaker-receipt", "sent"),
        ("speaker-changes", "sent"),
    ]
    _method, event = entry(mails[2])
    assert (event["STATUS"], event.get("URL")) == ("CONFIRMED", None)


def test_whoever_was_asked_knows_when_and_where(slot, asked):
    assert untold(slot.conference) == []
    told = ToldToSpeaker.objects.get()
    assert (told.part, told.room, told.starts_at) == (Part.REQUESTED, "Festsaal", slot.starts_at)


def test_whoever_was_not_asked_yet_expects_nothing(slot):
    AppearanceFactory(session=slot.session, status="requested")
    assert untold(slot.conference) == []


def test_whoever_agreed_before_we_wrote_is_told_once_it_is_public(slot):
    AppearanceFactory(session=slot.session)
    type(slot.conference).objects.update(published_at=None)
    slot.conference.refresh_from_db()
    assert untold(slot.conference) == []
    type(slot.conference).objects.update(published_at=timezone.now())
    assert found(slot) == [(None, Part.SPEAKING)]


def test_an_answer_is_thanked_for_with_an_entry_for_the_calendar(slot, asked):
    actions.confirm_appearance(asked)
    assert [change.is_on_the_way for change in untold(slot.conference)] == [True]
    work()
    assert untold(slot.conference) == []
    method, event = entry(Message.objects.get(kind="speaker-receipt"))
    assert (method, str(event["uid"]).split("@")[0]) == ("REQUEST", slot.uid)
    assert event["attendee"].params["PARTSTAT"] == "ACCEPTED"
    assert str(event["organizer"]) == "mailto:office@example.org"


def test_calendar_of_whoever_agreed_has_their_own_way_into_an_online_session(asked):
    Room.objects.update(kind="online")
    asked.refresh_from_db()
    actions.confirm_appearance(asked)
    work()
    message = Message.objects.get(kind="speaker-receipt")
    [part] = [part for part in build(message).message().walk() if part.get_content_type() == "text/calendar"][:1]
    [event] = Calendar.from_ical(part.get_content()).walk("VEVENT")
    assert join_link(asked.speaker, asked.session).url in str(event["description"])


def test_entry_of_whoever_agreed_does_not_say_that_others_have_not(slot, asked):
    AppearanceFactory(session=slot.session, status="requested")
    actions.confirm_appearance(asked)
    work()
    assert Session.objects.get().is_requested
    _method, event = entry(Message.objects.get(kind="speaker-receipt"))
    assert (event["SUMMARY"], event["STATUS"]) == ("Amt", "CONFIRMED")


def test_calendar_of_whoever_has_not_answered_has_no_way_in(slot, asked):
    Room.objects.update(kind="online")
    actions.tell_changes(slot.conference)
    work()
    assert all("join" not in str(message.links) for message in Message.objects.all())


def test_whoever_agreed_on_the_telephone_and_has_no_address_need_not_be_called_about_what_they_agreed_to(slot):
    appearance = AppearanceFactory(session=slot.session, status="requested", speaker__email="")
    actions.confirm_appearance(appearance, by=(organiser := OrganiserFactory()), note="am Telefon")
    told = ToldToSpeaker.objects.get()
    assert (found(slot), told.part, told.organiser, told.note) == ([], Part.SPEAKING, organiser, "am Telefon")
    Slot.objects.update(starts_at=slot.starts_at + HOUR, ends_at=None)
    assert found(slot) == [("speaking", "speaking")]


def test_a_yes_on_their_behalf_is_thanked_for_too_and_a_no_is_not(slot, asked):
    actions.confirm_appearance(asked, by=OrganiserFactory(), note="am Telefon")
    assert kinds().count("speaker-receipt") == 1
    actions.decline_appearance(asked, by=OrganiserFactory(), reason="am Telefon")
    assert kinds().count("speaker-receipt") == 1
    assert untold(slot.conference) == []


@pytest.mark.parametrize("is_confirmed", [False, True])
def test_a_move_is_told_with_old_and_new(slot, asked, is_confirmed):
    if is_confirmed:
        actions.confirm_appearance(asked)
        work()
    Slot.objects.update(starts_at=slot.starts_at + HOUR, ends_at=None)
    [change] = untold(slot.conference)
    assert (change.before.starts_at, change.now.starts_at) == (slot.starts_at, slot.starts_at + HOUR)
    assert actions.tell_changes(slot.conference) == 1
    assert actions.tell_changes(slot.conference) == 0
    work()
    assert untold(slot.conference) == []
    mail = Message.objects.get(kind="speaker-changes")
    assert "Neue Uhrzeit" in mail.subject
    assert len(mail.attachments) == is_confirmed


def test_a_cancelled_session_is_told_at_once_and_leaves_the_calendar(slot, asked):
    actions.confirm_appearance(asked)
    work()
    actions.cancel_session(slot.session, by=OrganiserFactory(), because={"de": "Die Referentin ist krank."})
    work()
    mail = Message.objects.get(kind="speaker-changes")
    method, event = entry(mail)
    assert (method, event["status"], event["sequence"]) == ("CANCEL", "CANCELLED", ToldToSpeaker.objects.get().sequence)
    assert "Der Grund: Die Referentin ist krank." in mail.text
    assert untold(slot.conference) == []


def test_whoever_agreed_and_was_told_nothing_yet_hears_once_that_the_session_is_cancelled(slot):
    appearance = AppearanceFactory(session=slot.session)
    actions.cancel_session(slot.session, by=OrganiserFactory(), because={"de": "Die Referentin ist krank."})
    [change] = untold(slot.conference)
    assert (change.before.part, change.now, change.is_on_the_way) == (Part.SPEAKING, None, True)
    work()
    mail = Message.objects.get(kind="speaker-changes")
    assert (mail.to, mail.attachments) == (appearance.speaker.email, [])
    assert mail.subject == "Fällt aus: „Amt“"
    assert "Der Grund: Die Referentin ist krank." in mail.text
    assert untold(slot.conference) == []
    assert ToldToSpeaker.objects.get().part == Part.NONE
    actions.cancel_session(slot.session, by=OrganiserFactory())
    assert actions.tell_changes(slot.conference) == 0


def test_whoever_is_only_noted_is_to_be_called_about_a_cancellation_where_the_programme_named_them(slot):
    AppearanceFactory(session=slot.session, status="requested")  # not asked yet
    noted = AppearanceFactory(session=slot.session, speaker__email="")
    actions.cancel_session(Session.objects.get(), by=OrganiserFactory())
    assert kinds() == []
    assert [change.person for change in untold(slot.conference)] == [noted.speaker]


def test_whoever_is_only_noted_hears_nothing_of_a_cancellation_where_the_programme_is_not_public(slot):
    Conference.objects.update(published_at=None)
    AppearanceFactory(session=slot.session, status="requested")
    AppearanceFactory(session=slot.session, speaker__email="")
    actions.cancel_session(Session.objects.get(), by=OrganiserFactory())
    assert kinds() == []
    assert untold(Conference.objects.get()) == []


def test_organiser_notes_that_somebody_knows_of_a_cancellation(slot):
    AppearanceFactory(session=slot.session, speaker__email="")
    actions.cancel_session(slot.session, by=OrganiserFactory())
    assert actions.note_as_told(slot.conference, by=OrganiserFactory(), words="angerufen") != []
    assert untold(slot.conference) == []


@pytest.mark.parametrize("number", [0, 1, 3])
def test_speaker_of_a_cancelled_session_hears_how_many_had_registered(slot, asked, number):
    RegistrationFactory.create_batch(number, session=slot.session)
    RegistrationFactory(session=slot.session, status="waiting")
    actions.cancel_session(Session.objects.get(), by=OrganiserFactory())
    work()
    mail = Message.objects.get(kind="speaker-changes")
    words = {
        0: "angemeldet",
        1: "„Amt“: 1 Person war angemeldet und erfährt es auch.",
        3: "„Amt“: 3 Personen waren angemeldet und erfahren es auch.",
    }
    assert [words[number] in text for text in (mail.text, mail.html)] == [number > 0] * 2


def test_whoever_is_taken_out_is_told(slot, asked):
    actions.withdraw_appearance(asked, by=OrganiserFactory())
    assert found(slot) == [(Part.REQUESTED, None)]
    actions.tell_changes(slot.conference)
    work()
    assert untold(slot.conference) == []


def test_whoever_declined_is_not_told_that_they_did(slot, asked):
    actions.decline_appearance(asked, reason="keine Zeit")
    work()
    assert untold(slot.conference) == []
    Slot.objects.update(starts_at=slot.starts_at + HOUR, ends_at=None)
    assert untold(slot.conference) == []


def test_an_answer_that_is_taken_back_is_told(slot, asked):
    actions.confirm_appearance(asked)
    work()
    actions.reopen_appearance(Appearance.objects.get(pk=asked.pk), by=OrganiserFactory())
    assert found(slot) == [(Part.SPEAKING, Part.REQUESTED)]


def test_a_request_that_did_not_arrive_has_told_nothing(slot, asked):
    Message.objects.update(status="failed", last_error="550")
    assert found(slot) == [(None, Part.REQUESTED)]


def test_another_room_of_a_slot_that_came_later_is_told(slot, asked):
    SlotFactory(session=slot.session, conference=slot.conference, starts_at=slot.starts_at + 30 * HOUR)
    assert found(slot) == [(None, Part.REQUESTED)]


def test_whoever_speaks_in_two_parts_is_told_once(slot, asked):
    AppearanceFactory(session=slot.session, speaker=asked.speaker, role="moderation", status="confirmed")
    actions.confirm_appearance(asked)
    work()
    assert untold(slot.conference) == []
    assert ToldToSpeaker.objects.count() == 1


def test_declining_one_part_leaves_the_other(slot, asked):
    AppearanceFactory(session=slot.session, speaker=asked.speaker, role="moderation", status="confirmed")
    actions.confirm_appearance(asked)
    work()
    actions.decline_appearance(asked, reason="nur die Moderation")
    work()
    assert untold(slot.conference) == []
    assert ToldToSpeaker.objects.get().part == Part.SPEAKING
    mail = Message.objects.filter(kind="speaker-receipt").latest("pk")
    assert ("Ihr Name steht dort nicht mehr" in mail.text, entry(mail)[0]) == (False, "REQUEST")


def test_a_request_for_a_second_part_takes_nothing_of_the_first_back(slot, asked):
    actions.confirm_appearance(asked)
    work()
    second = AppearanceFactory(session=slot.session, speaker=asked.speaker, role="moderation", status="requested")
    actions.expect_answers(slot.session)
    actions.request_speaker(second, by=OrganiserFactory())
    work()
    assert untold(slot.conference) == []


def test_whoever_is_deleted_takes_along_what_they_were_told(slot, asked):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM programme_appearance")
        cursor.execute("DELETE FROM programme_speaker")
    assert not ToldToSpeaker.objects.exists()


def test_mail_about_a_session_that_takes_place_after_all_says_so(slot, asked):
    actions.confirm_appearance(asked)
    actions.cancel_session(slot.session, by=OrganiserFactory())
    work()
    actions.reinstate_session(slot.session)
    actions.tell_changes(slot.conference)
    work()
    mail = Message.objects.filter(kind="speaker-changes").latest("pk")
    assert mail.subject.startswith("Nun doch: „Amt“")
    assert "  Nun doch: " in mail.text
    assert "Neu für Sie" not in mail.subject + mail.text


def test_entry_of_somebody_who_comes_back_is_newer_than_that_of_leaving(slot, asked):
    """Calendars take the entry with the higher SEQUENCE, whichever mail they get first."""
    sequences = []
    for status in ("confirmed", "withdrawn", "confirmed"):
        Appearance.objects.update(status=status, status_at=timezone.now())
        SPEAKERS.write_to([asked.speaker])
        work()
        sequences.append(entry(Message.objects.filter(kind="speaker-changes").latest("pk"))[1]["sequence"])
    assert sequences == sorted(set(sequences))


def test_cancelled_session_says_in_public_why_and_what_there_is_instead(client, slot):
    other = SlotFactory(session__conference=slot.conference, session__title={"de": "Ersatz"}).session
    actions.cancel_session(slot.session, by=OrganiserFactory(), because={"de": "Niemand kann."}, alternative=other)
    page = client.get(Session.objects.get(pk=slot.session_id).get_absolute_url()).text
    assert "Niemand kann." in page
    assert f'href="{other.get_absolute_url()}"' in page


@pytest.mark.parametrize("has_answered", [False, True])
def test_mail_about_a_change_says_that_an_answer_is_pending(slot, asked, has_answered):
    if has_answered:
        actions.confirm_appearance(asked)
        work()
    Slot.objects.update(starts_at=slot.starts_at + HOUR, ends_at=None)
    actions.tell_changes(slot.conference)
    work()
    mail = build(Message.objects.get(kind="speaker-changes")).body
    assert ("Ihre Antwort steht noch aus." in mail) is not has_answered
    assert "/speaker/?key=" in mail


def test_mail_about_a_new_part_is_made_of_sentences(slot):
    AppearanceFactory(session=slot.session, status="confirmed")
    actions.tell_changes(slot.conference)
    work()
    lines = build(Message.objects.get(kind="speaker-changes")).body.splitlines()
    [when] = [number for number, line in enumerate(lines) if "Uhr, Festsaal" in line]
    assert lines[when].endswith("Uhr, Festsaal")
    assert lines[when + 1].strip() == "Sie wirken mit."
