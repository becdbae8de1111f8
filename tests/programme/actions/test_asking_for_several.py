"""Whoever is asked for several sessions at once gets one e-mail, which names each that is still open when it leaves."""

import datetime

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone
from icalendar import Calendar

from programme import actions
from programme.exceptions import AskedAMomentAgo, HasAgreed, SessionIsCancelled
from programme.models import Appearance, Slot, ToldToSpeaker
from programme.telling import untold
from tests.factories import AppearanceFactory, ConferenceFactory, RoomFactory, SessionFactory, SlotFactory
from tests.mail.writing import work, written
from tests.programme.actions.seen import mails, status
from womconf.mail import actions as mail_actions
from womconf.mail.models import Message
from womconf.mail.rendering import build

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2027, 3, 1, 12, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def conference():
    return ConferenceFactory(
        title={"de": "Woche der Vielfalt", "en": "Week of diversity"},
        starts_on=datetime.date(2027, 5, 3),
        contact_email="team@example.org",
        venue={"de": "Stadthalle", "en": "Town hall"},
    )


@pytest.fixture
def both(conference):
    """One person in two sessions, the later one added first: nobody has been asked."""
    later, sooner = (
        SlotFactory(
            session=SessionFactory(conference=conference, title={"de": title, "en": title}, status="requested"),
            starts_at=datetime.datetime(2027, 5, 3, hour, tzinfo=datetime.UTC),
            ends_at=datetime.datetime(2027, 5, 3, hour, 45, tzinfo=datetime.UTC),
        ).session
        for title, hour in (("Sprache", 12), ("Schule", 8))
    )
    first = AppearanceFactory(session=later, status="requested", role="moderation", speaker__language="en")
    return [first, AppearanceFactory(session=sooner, speaker=first.speaker, status="requested")]


def ask(appearances, **said):
    return actions.request_speaker_for_several(appearances, by=None, **said)


def asked_at():
    return list(Appearance.objects.order_by("pk").values_list("asked_at", flat=True))


def text():
    """Let the worker write and send; return the words of the newest mail."""
    work()
    return build(Message.objects.latest("pk")).body


# What it says


def test_one_mail_names_each_session_with_all_that_a_speaker_needs_to_know(both, conference):
    room = RoomFactory(conference=conference, kind="on_site", name={"de": "Saal", "en": "Hall"})
    Slot.objects.filter(session=both[0].session).update(room=room)
    ask(both, answer_by=datetime.date(2027, 3, 15))
    assert mails() == [("ask-speaker", both[0].speaker.email)]
    mail = build(written())
    assert mail.subject == "Will you take part? 2 sessions at “Week of diversity”"
    before_link, after_link = mail.body.split(f"{settings.BASE_URL}/en/speaker/?key=")
    assert before_link == (
        f"Dear {both[0].speaker},\n\n"
        "we are preparing “Week of diversity” and would be very glad to have you there. "
        "These are the sessions that we ask you for:\n\n"
        "Week of diversity: 3–4 May 2027, Town hall\n"
        "Time zone: Central European Summer Time (Europe/Berlin, UTC+2)\n\n"
        "1. Schule\n"
        "Your part: speaker\n"
        "Monday, 3 May 2027, 10:00 – 10:45, Town hall, 45 minutes\n\n"
        "2. Sprache\n"
        "Your part: chair\n"
        "Monday, 3 May 2027, 14:00 – 14:45, Hall, 45 minutes\n"
        "Takes place: on site\n\n"
        "Please tell us whether you can take part. Open this link and choose an answer for each; you need no account:"
        "\n\n"
    )
    assert after_link.partition("\n")[2].startswith("\nPlease answer by Monday, 15 March 2027.\n\n")


def test_link_leads_to_a_page_where_each_is_answered_on_its_own(both, client):
    ask(both)
    address = next(word for word in text().split() if "/speaker/?key=" in word)
    client.get(address.removeprefix(settings.BASE_URL))
    page = client.get("/en/speaker/").text
    assert page.count('name="answer" value="yes"') == 2
    first = both[0]
    client.post("/en/speaker/answer/", {"session": first.session.code, "role": first.role, "answer": "yes"})
    assert [status(each)[0] for each in both] == ["confirmed", "requested"]


def test_words_and_day_stand_once_where_they_are_alike_and_else_with_their_session(both, clock):
    ask(both, words="Gerade Sie!", answer_by=datetime.date(2027, 3, 15))
    assert [text().count(words) for words in ("Gerade Sie!", "Please answer by Monday, 15 March 2027.")] == [1, 1]
    clock.shift(2 * HOUR)
    Appearance.objects.filter(pk=both[0].pk).update(asking_words="Als Leitung.", answer_by=datetime.date(2027, 3, 20))
    ask(both)
    schule, sprache = text().split("2. Sprache")
    for own, of_other in ((schule, sprache), (sprache, schule)):
        assert ("Gerade Sie!" in own, "15 March" in own) == ("Als Leitung." in of_other, "20 March" in of_other)
    assert ("Gerade Sie!" in schule, "Als Leitung." in sprache, "20 March" in sprache) == (True, True, True)


def test_times_in_summer_and_winter_have_each_their_zone(both):
    Slot.objects.filter(session=both[0].session).update(
        starts_at=datetime.datetime(2027, 12, 1, 9, tzinfo=datetime.UTC), ends_at=None
    )
    ask(both)
    assert [text().count(zone) for zone in ("European Summer Time (", "European Time (")] == [1, 1]


def test_two_roles_in_one_session_are_asked_for_by_one_mail_and_told_once(both):
    [chair, _other] = both
    speaks = AppearanceFactory(session=chair.session, speaker=chair.speaker, status="requested")
    ask([chair, speaks])
    assert [f"Your part: {role}\n" in text() for role in ("chair", "speaker")] == [True, True]
    assert ToldToSpeaker.objects.get().slot.session == chair.session


def test_organisers_words_name_all_sessions(both, conference):
    conference.mail_texts.create(kind="ask-speaker", opening={"en": "About {session}:"})
    ask(both)
    assert "About Schule, Sprache:" in text()


# What became of them before


def test_reminder_of_several_says_when_each_was_asked_before(both, clock):
    ask(both[:1])
    clock.move_to(NOW + 24 * HOUR)
    ask(both[1:])
    clock.move_to(NOW + 72 * HOUR)
    ask(both)
    assert [kind for kind, _to in mails()] == ["ask-speaker", "ask-speaker", "remind-speaker"]
    mail = build(written())
    assert mail.subject == "We are still waiting for your answers: 2 sessions at “Week of diversity”"
    schule, sprache = mail.body.split("2. Sprache")
    assert "We wrote to you about this on Tuesday, 2 March 2027." in schule
    assert "We wrote to you about this on Monday, 1 March 2027." in sprache


def test_mail_that_asks_for_one_and_reminds_of_another_is_a_request_that_says_so(both, clock):
    ask(both[:1])
    clock.shift(2 * HOUR)
    ask(both)
    assert [kind for kind, _to in mails()] == ["ask-speaker", "ask-speaker"]
    schule, sprache = text().split("2. Sprache")
    assert ["We wrote to you about this" in part for part in (schule, sprache)] == [False, True]


def test_whoever_wished_for_another_time_of_one_is_asked_whether_it_suits_them(both, clock):
    ask(both)
    actions.ask_for_another_time(both[0], when="Dienstag")
    clock.shift(2 * HOUR)
    ask(both)
    schule, sprache = build(written(kind="ask-speaker")).body.split("2. Sprache")
    assert "You have asked us for another time. Can you take part as it is now?" in sprache
    assert "You have asked us for another time." not in schule


def test_whoever_stands_as_agreed_in_a_text_is_asked_to_confirm_it(both):
    Appearance.objects.update(status="confirmed", status_note="Aus dem Text.", status_by=None)
    ask(Appearance.objects.order_by("pk"))
    mail = build(written())
    assert mail.subject == "Please confirm that you take part in “Week of diversity”"
    assert "you stand as having agreed. Please confirm that this is right:" in mail.body
    assert "very glad to have you there" not in mail.body


def test_request_that_came_back_is_made_anew_for_all_that_it_asked_for(both, clock):
    ask(both)
    work()
    Message.objects.update(bounced_at=timezone.now(), bounce_code="5.1.1")
    clock.shift(HOUR / 4)
    ask(both)
    assert [kind for kind, _to in mails()] == ["ask-speaker"] * 2
    assert "We wrote to you" not in text()


# What is asked, and what not


def test_each_is_noted_as_asked_in_the_same_moment(both):
    asked, refused = ask(both, answer_by=datetime.date(2027, 3, 15), words="Bitte")
    assert (asked, refused) == ([*both], [])
    assert asked_at() == [NOW, NOW]
    assert set(Appearance.objects.values_list("answer_by", "asking_words")) == {(datetime.date(2027, 3, 15), "Bitte")}


def test_what_cannot_be_asked_is_left_out_and_named_and_the_rest_is_asked(both, conference):
    speaker = both[0].speaker
    agreed = AppearanceFactory(session=SessionFactory(conference=conference), speaker=speaker, status="confirmed")
    gone = AppearanceFactory(
        session=SessionFactory(conference=conference, status="cancelled"), speaker=speaker, status="requested"
    )
    actions.request_speaker(both[0], by=None)
    asked, refused = ask([*both, agreed, gone])
    assert asked == both[1:]
    assert {appearance: type(reason) for appearance, reason in refused} == {
        both[0]: AskedAMomentAgo,
        agreed: HasAgreed,
        gone: SessionIsCancelled,
    }
    assert "1. " not in text()  # a mail about one session, as ever


def test_nothing_leaves_where_nothing_can_be_asked(both):
    ask(both)
    asked, refused = ask(both)
    assert (asked, len(refused), len(mails())) == ([], 2, 1)


def test_one_that_is_gone_meanwhile_stands_in_nobodys_way(both):
    actions.remove_appearance(Appearance.objects.get(pk=both[0].pk), by=None)
    assert ask(both) == (both[1:], [])


# What happens before it leaves


@pytest.mark.parametrize(
    "settle",
    [
        actions.confirm_appearance,
        actions.decline_appearance,
        lambda one: actions.withdraw_appearance(one, by=None),
        lambda one: actions.ask_for_another_time(one, when="Dienstag"),
        lambda one: actions.cancel_session(one.session),
        lambda one: actions.remove_appearance(one, by=None),
        lambda one: Slot.objects.filter(session=one.session).update(starts_at=NOW - HOUR, ends_at=None),
    ],
    ids=["agreed", "declined", "withdrawn", "other time", "cancelled", "removed", "begun"],
)
def test_mail_names_only_what_is_still_open_when_it_is_written(both, settle):
    ask(both)
    settle(Appearance.objects.get(pk=both[0].pk))
    mail = build(written(kind="ask-speaker"))
    assert mail.subject == "Will you take part? “Schule” at “Week of diversity”"
    assert ("Schule" in mail.body, "Sprache" in mail.body) == (True, False)


def test_mail_that_would_name_none_is_not_sent(both, mailoutbox):
    ask(both)
    for each in both:
        actions.withdraw_appearance(each, by=None)
    request = Message.objects.get(kind="ask-speaker")
    assert (mail_actions.send(request.pk).status, mailoutbox) == ("cancelled", [])


def test_what_the_mail_did_not_name_can_be_asked_for_at_once_and_anew(both, clock, conference):
    ask(both)
    actions.cancel_session(both[0].session)
    work()
    actions.reinstate_session(both[0].session)
    asked_before = Appearance.objects.get(pk=both[0].pk)
    assert (asked_before.status, asked_before.asked_at) == ("requested", NOW)
    clock.shift(60)
    asked, refused = ask(both)
    assert ([each.pk for each in asked], [each.pk for each, _why in refused]) == ([both[0].pk], [both[1].pk])
    body = text()
    assert ("Sprache" in body, "Schule" in body, "we wrote to you" in body) == (True, False, False)
    clock.shift(2 * HOUR)
    ask(both)
    assert [part.count("We wrote to you about this on") for part in text().split("2. Sprache")] == [1, 1]


def test_reminder_asks_anew_for_what_the_first_mail_did_not_name(both, clock):
    ask(both, answer_by=datetime.date(2027, 3, 15))
    actions.cancel_session(both[0].session)
    work()
    actions.reinstate_session(both[0].session)
    clock.move_to(datetime.datetime(2027, 3, 8, 8, tzinfo=datetime.UTC))
    assert actions.remind_to_answer() == 1
    assert [part.count("We wrote to you about this on") for part in text().split("2. Sprache")] == [1, 0]


def test_session_that_is_moved_before_it_is_written_stands_at_its_new_time(both, conference):
    ask(both)
    slot = both[1].session.slots.get()
    actions.move_slot(slot, starts_at=slot.starts_at + HOUR, ends_at=slot.ends_at + HOUR, room=None)
    assert [change.is_on_the_way for change in untold(conference)] == [True, True]
    assert "11:00 – 11:45" in text()
    assert untold(conference) == []


def test_mail_that_failed_is_sent_again_to_its_person_with_both(both):
    ask(both)
    Message.objects.update(status="failed", last_error="554 no")
    mail_actions.retry(Message.objects.get())
    work()
    message = Message.objects.get()
    assert (message.status, "1. Schule" in message.text, "2. Sprache" in message.text) == ("sent", True, True)


def test_whoever_was_asked_knows_of_both_and_is_told_of_a_move_of_either(both, conference):
    ask(both)
    work()
    assert set(ToldToSpeaker.objects.values_list("part", "session")) == {
        ("requested", each.session_id) for each in both
    }
    slot = both[0].session.slots.get()
    actions.move_slot(slot, starts_at=slot.starts_at + HOUR, ends_at=slot.ends_at + HOUR, room=None)
    assert [change.session for change in untold(conference)] == [both[0].session]


def test_calendar_entry_of_what_they_gave_up_and_are_asked_for_again_ends_once(both, clock):
    ask(both)
    work()
    actions.confirm_appearance(both[0])
    work()
    actions.withdraw_appearance(both[0], by=None)
    clock.shift(2 * HOUR)
    ask(both)
    work()
    message = Message.objects.filter(kind="ask-speaker").latest("pk")
    calendars = [Calendar.from_ical(file["content"]) for file in message.attachments]
    assert all(len(calendar.walk("VEVENT")) == 1 for calendar in calendars)
    uids = [str(event["uid"]) for calendar in calendars for event in calendar.walk("VEVENT")]
    assert len(uids) == len(set(uids))


def test_mail_goes_with_its_person(both):
    ask(both)
    actions.remove_speaker(both[0].speaker, by=None)
    assert not Message.objects.exists()
