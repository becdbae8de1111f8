"""Speakers are reminded of what they agreed to, as attendees are of their places."""

import pytest

from programme import actions
from programme.models import Appearance, Room, Slot, Speaker, ToldToSpeaker
from programme.speaker_letters import join_link
from programme.telling import SPEAKERS
from tests.factories import AppearanceFactory, OrganiserFactory, RegistrationFactory
from tests.mail.writing import work
from tests.registration.reminding import EVENING, HOUR, MINUTE, TEN, newest, round_at, slot_at
from womconf.mail.models import Message
from womconf.mail.rendering import build

pytestmark = pytest.mark.django_db


def speaking(slot, **facts):
    """Return the appearance of somebody who was told of it long before."""
    appearance = AppearanceFactory(session=slot.session, **facts)
    SPEAKERS.write_to([appearance.speaker])
    work()
    return appearance


def test_speaker_is_reminded_once_with_how_many_are_registered(clock, conference):
    slot = slot_at(conference)
    speaker = speaking(slot).speaker
    RegistrationFactory.create_batch(3, session=slot.session)
    Message.objects.filter(attendee__isnull=False).delete()
    sent = round_at(clock, EVENING)
    assert ("speaker-evening", speaker.email) in sent
    mail = Message.objects.get(kind="speaker-evening")
    assert mail.subject == "Morgen: „Amt“ um 10:00 Uhr"
    assert "  Angemeldet: 3\n" in mail.text
    assert [round_at(clock, EVENING + n * HOUR) for n in (0, 1)] == [[], []]
    assert ToldToSpeaker.objects.get().message == mail


def test_speaker_in_two_parts_gets_one(clock, conference):
    slot = slot_at(conference)
    speaker = speaking(slot).speaker
    AppearanceFactory(session=slot.session, speaker=speaker, role="moderation")
    assert round_at(clock, EVENING) == [("speaker-evening", speaker.email)]


@pytest.mark.parametrize("status", ["requested", "declined", "withdrawn"])
def test_whoever_has_not_agreed_is_not_reminded(clock, conference, status):
    AppearanceFactory(session=slot_at(conference).session, status=status)
    assert "speaker-evening" not in [kind for kind, _to in round_at(clock, EVENING)]


def test_speaker_of_an_online_session_gets_their_own_way_in(clock, conference):
    slot = slot_at(conference, kind=Room.Kind.ONLINE)
    speaker = speaking(slot).speaker
    round_at(clock, EVENING)
    assert round_at(clock, TEN - 30 * MINUTE) == [("speaker-soon", speaker.email)]
    line = f"  Ihr Zugang, offen ab 09:30 Uhr: {join_link(speaker, slot.session).url}\n"
    assert line in build(newest()).body
    assert newest().subject == "In 30 Minuten: „Amt“"
    assert round_at(clock, TEN - 29 * MINUTE) == []


def test_way_in_that_opens_the_day_before_names_its_day(clock, conference):
    type(conference).objects.update(join_minutes_speakers=11 * 60)
    slot = slot_at(conference, kind=Room.Kind.ONLINE)
    speaker = speaking(slot).speaker
    round_at(clock, EVENING)
    mail = build(newest())
    words = "Ihr Zugang, offen ab Dienstag, 14. September 2027, 23:00 Uhr"
    assert f"  {words}: {join_link(speaker, slot.session).url}\n" in mail.body
    assert f"{words}</a>" in mail.alternatives[0].content


def test_move_is_said_in_the_reminder_and_told_by_it(clock, conference):
    slot = slot_at(conference)
    speaker = speaking(slot).speaker
    Slot.objects.update(starts_at=TEN + HOUR, ends_at=TEN + 2 * HOUR)
    round_at(clock, EVENING)
    assert "  bisher: Mittwoch, 15. September 2027, 10:00 – 11:00 Uhr" in newest().text
    assert SPEAKERS.untold(conference, speaker.pk) == []


def test_whoever_is_taken_out_before_the_mail_leaves_gets_none(clock, conference):
    appearance = speaking(slot_at(conference))
    clock.move_to(EVENING)
    actions.remind()
    actions.withdraw_appearance(Appearance.objects.get(pk=appearance.pk), by=OrganiserFactory())
    assert (round_at(clock, EVENING), Message.objects.get(kind="speaker-evening").status) == ([], "cancelled")


def test_speaker_who_has_switched_it_off_is_not_reminded(clock, conference):
    speaking(slot_at(conference))
    Speaker.objects.update(wants_reminders=False)
    assert round_at(clock, EVENING) == []
