"""Asking speakers, and their links."""

import datetime

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from programme import actions
from programme.exceptions import (
    AskedAMomentAgo,
    HasAgreed,
    SentAMomentAgo,
    SessionHasBegun,
    SessionIsCancelled,
    SpeakerHasNoAddress,
)
from programme.models import Speaker
from tests.factories import (
    AppearanceFactory,
    ConferenceFactory,
    OrganiserFactory,
    RoomFactory,
    SessionFactory,
    SlotFactory,
    SpeakerFactory,
)
from tests.mail.writing import work, written
from tests.programme.actions.seen import mails, status
from womconf.mail.models import Message
from womconf.mail.rendering import build

pytestmark = pytest.mark.django_db


# request_speaker


def test_request_asks_by_one_mail_and_keeps_when(asked, organiser):
    before = timezone.now()
    day = asked.session.conference.starts_on
    actions.request_speaker(asked, by=organiser, answer_by=day)
    asked.refresh_from_db()
    assert before <= asked.asked_at <= timezone.now()
    assert asked.answer_by == day
    assert mails() == [("ask-speaker", asked.speaker.email)]
    assert written().reply_to == "team@example.org"


def test_request_in_english_says_all_that_a_speaker_needs_to_know():
    conference = ConferenceFactory(
        title={"de": "Woche der Vielfalt", "en": "Week of diversity"},
        starts_on=datetime.date(2027, 5, 3),
        host_name="City of Jena",
        contact_email="team@example.org",
    )
    session = SessionFactory(conference=conference, title={"de": "Öffnung", "en": "Opening <up>"}, status="requested")
    starts_at = datetime.datetime(2027, 5, 2, 22, 30, tzinfo=datetime.UTC)
    room = RoomFactory(conference=conference, name={"de": "Saal", "en": "Hall"})
    SlotFactory(session=session, starts_at=starts_at, room=room)
    appearance = AppearanceFactory(
        session=session,
        speaker=SpeakerFactory(conference=conference, name="Mona Behr", degree="Dr.", language="en"),
        status="requested",
        role="moderation",
    )
    with time_machine.travel("2027-03-01T12:00Z", tick=False):
        actions.request_speaker(appearance, by=None, answer_by=datetime.date(2027, 3, 15))
    mail = build(written())
    link = f"{settings.BASE_URL}/en/speaker/?key="
    assert mail.subject == "Will you take part? “Opening <up>” at “Week of diversity”"
    before_link, after_link = mail.body.split(link)
    token, after_link = after_link.split("\n", 1)
    assert before_link == (
        "Dear Dr. Mona Behr,\n\n"
        "City of Jena is preparing “Week of diversity” and would be very glad to have you there. "
        "This is the session that we ask you for:\n\n"
        "Week of diversity: 3–4 May 2027\n\n"
        "Opening <up>\n"
        "Your part: chair\n"
        "Monday, 3 May 2027, 00:30 – 01:30, Hall, 60 minutes\n"
        "Time zone: Central European Summer Time (Europe/Berlin, UTC+2)\n"
        "Takes place: online\n\n"
        "Please tell us whether you can take part. Open this link and choose your answer; you need no account:\n\n"
    )
    assert after_link == (
        "\nPlease answer by Monday, 15 March 2027.\n\n"
        "Once you have agreed, you get a confirmation with an entry for your calendar, and hear from us whenever "
        "something changes.\n\n"
        "The link is yours alone; please do not pass it on.\n"
        "Questions? Simply reply to this e-mail.\n\n"
        "Kind regards\n"
        "City of Jena\n"
    )
    html = mail.alternatives[0].content
    assert "Opening &lt;up&gt;" in html
    assert html.count(token) == 1


def test_request_in_german_leads_to_the_german_page(asked, organiser):
    asked.session.slots.all().delete()
    actions.request_speaker(asked, by=organiser)
    mail = build(written())
    assert mail.subject.startswith(f"Wirken Sie mit? „{asked.session.title}“")
    assert f"\n{settings.BASE_URL}/speaker/?key=" in mail.body
    assert "Die Zeit steht noch nicht fest." in mail.body


def test_request_again_within_an_hour_is_refused(asked, organiser):
    with time_machine.travel("2027-03-01T12:00Z", tick=False) as clock:
        asked.session.slots.all().delete()
        actions.request_speaker(asked, by=organiser)
        clock.shift(3599)
        with pytest.raises(AskedAMomentAgo):
            actions.request_speaker(asked, by=organiser)
    assert len(mails()) == 1


def test_request_again_after_an_hour_is_a_reminder(asked, organiser):
    asked.speaker.language = "en"
    asked.speaker.save()
    asked.session.slots.all().delete()
    with time_machine.travel("2027-03-01T12:00Z", tick=False) as clock:
        actions.request_speaker(asked, by=organiser)
        clock.shift(3600)
        actions.request_speaker(asked, by=organiser)
    first, reminder = written(kind="ask-speaker"), written(kind="remind-speaker")
    assert reminder.subject == f"We are still waiting for your answer: “{asked.session.title.localize('en')}”"
    assert "we wrote to you on Monday, 1 March 2027" in reminder.text
    assert "we wrote to you" not in first.text


@pytest.mark.parametrize("minutes", [15, 90])
@pytest.mark.parametrize("lost", [{"to": "mistyped@example.org"}, {"status": "cancelled"}])
def test_request_that_never_reached_the_speaker_is_made_anew(asked, organiser, minutes, lost):
    """Neither refused as a second one within an hour, nor a reminder of what they have never read."""
    with time_machine.travel(timezone.now(), tick=False) as clock:
        actions.request_speaker(asked, by=organiser)
        written()
        Message.objects.update(**lost)
        clock.shift(minutes * 60)
        actions.request_speaker(asked, by=organiser)
        with pytest.raises(AskedAMomentAgo):
            actions.request_speaker(asked, by=organiser)
    assert list(Message.objects.order_by("pk").values_list("kind", flat=True)) == ["ask-speaker"] * 2


@pytest.mark.parametrize("answer", ["declined", "withdrawn"])
def test_request_of_somebody_who_is_out_starts_anew(organiser, answer):
    appearance = AppearanceFactory(status=answer, status_note="krank")
    actions.request_speaker(appearance, by=organiser)
    assert status(appearance) == ("requested", organiser)
    assert status(appearance.session) == ("requested", organiser)
    appearance.refresh_from_db()
    assert appearance.status_note == ""


def test_reminder_leaves_a_session_that_was_confirmed_by_hand(asked, organiser):
    actions.confirm_session(asked.session, by=organiser)
    actions.request_speaker(asked, by=OrganiserFactory())
    assert status(asked.session) == ("confirmed", organiser)


def test_request_before_the_session_is_public_leaves_it_a_draft(organiser):
    appearance = AppearanceFactory(session__status="draft", status="requested")
    actions.request_speaker(appearance, by=organiser)
    assert status(appearance.session) == ("draft", None)
    assert mails() == [("ask-speaker", appearance.speaker.email)]


@pytest.mark.parametrize(
    ("appearance", "refusal"),
    [
        ({"status": "confirmed"}, HasAgreed),
        ({"status": "requested", "session__status": "cancelled"}, SessionIsCancelled),
        ({"status": "requested", "speaker__email": ""}, SpeakerHasNoAddress),
    ],
)
def test_request_is_refused_where_there_is_nothing_to_ask(organiser, appearance, refusal):
    appearance = AppearanceFactory(**appearance)
    with pytest.raises(refusal):
        actions.request_speaker(appearance, by=organiser)
    appearance.refresh_from_db()
    assert appearance.asked_at is None
    assert mails() == []


def test_whoever_agreed_only_as_others_noted_is_asked_and_has_to_answer(asked, organiser):
    actions.record_answer(asked, status="confirmed", note="Aus dem Text.")
    actions.request_speaker(asked, by=organiser)
    asked.refresh_from_db()
    assert (asked.status, asked.status_by, asked.status_note) == ("requested", organiser, "")
    assert mails() == [("ask-speaker", asked.speaker.email)]
    assert status(asked.session)[0] == "requested"


def test_whoever_agreed_on_the_telephone_and_was_thanked_is_not_asked(asked, organiser):
    actions.confirm_appearance(asked, by=organiser, note="am Telefon")
    work()
    with pytest.raises(HasAgreed):
        actions.request_speaker(asked, by=organiser)


def test_whoever_agreed_themselves_is_not_asked(asked, organiser):
    actions.confirm_appearance(asked)
    with pytest.raises(HasAgreed):
        actions.request_speaker(asked, by=organiser)


def test_request_is_refused_once_the_session_has_begun(asked, organiser):
    with time_machine.travel(asked.session.main_slot.starts_at), pytest.raises(SessionHasBegun):
        actions.request_speaker(asked, by=organiser)


# send_speaker_link, revoke_speaker_link


def test_link_is_sent_again_once_an_hour(organiser):
    speaker = SpeakerFactory(language="en")
    actions.send_speaker_link(speaker, by=organiser)
    with pytest.raises(SentAMomentAgo):
        actions.send_speaker_link(speaker, by=organiser)
    mail = build(written())
    assert mail.subject == f"Your personal link: {speaker.conference.title.localize('en')}"
    assert f"\n{settings.BASE_URL}/en/speaker/?key={speaker.code}.1~" in mail.body


def test_link_cannot_be_sent_without_an_address(organiser):
    with pytest.raises(SpeakerHasNoAddress):
        actions.send_speaker_link(SpeakerFactory(email=""), by=organiser)


def test_revoked_link_is_one_version_behind(organiser):
    speaker = SpeakerFactory()
    actions.revoke_speaker_link(speaker, by=organiser)
    assert Speaker.objects.get(pk=speaker.pk).link_version == 2
