import datetime

import pytest
import time_machine
from django.conf import settings
from django.db import IntegrityError, connection
from django.utils import timezone

from programme import actions, signals
from programme.exceptions import (
    AnotherConference,
    AnswerNeedsNote,
    AskedAMomentAgo,
    EndsBeforeStart,
    NothingToAsk,
    PlacesAreTaken,
    RoomIsTaken,
    SentAMomentAgo,
    SessionHasBegun,
    SessionIsCancelled,
    SpeakerHasNoAddress,
)
from programme.models import Appearance, Conference, Seats, Session, Slot, Speaker
from registration.models import Registration
from tests.factories import (
    ABOUT,
    AppearanceFactory,
    ConferenceFactory,
    FollowUpSeatsFactory,
    OrganisationFactory,
    OrganiserFactory,
    RegistrationFactory,
    RoomFactory,
    SessionFactory,
    SlotFactory,
    SpeakerFactory,
)
from womconf.mail.models import Message
from womconf.mail.rendering import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser():
    return OrganiserFactory()


@pytest.fixture
def asked():
    """Somebody in a requested session an hour long, with a conference that reads its mail."""
    slot = SlotFactory(session__status="requested", session__conference__contact_email="team@example.org")
    return AppearanceFactory(session=slot.session, status="requested")


def status(row):
    """What the database says of the status of a row, and who set it."""
    row = type(row).objects.get(pk=row.pk)
    return row.status, row.status_by


def mails():
    return [(mail.kind, mail.to) for mail in Message.objects.order_by("pk")]


def signals_of(signal, act):
    """Return whom a signal named while `act` ran: [(session, by)]."""
    heard = []

    def listen(sender, session, by, **kwargs):
        heard.append((session, by))

    signal.connect(listen)
    try:
        act()
    finally:
        signal.disconnect(listen)
    return heard


# publish_conference, unpublish_conference


def test_publish_shows_a_conference_and_keeps_who_did_it(organiser):
    conference = ConferenceFactory(published_at=None, **ABOUT)
    before = timezone.now()
    actions.publish_conference(conference, by=organiser)
    conference.refresh_from_db()
    assert before <= conference.published_at <= timezone.now()
    assert conference.published_by == organiser


def test_publish_again_keeps_the_first_time_and_name(organiser):
    conference = actions.publish_conference(ConferenceFactory(published_at=None, **ABOUT), by=organiser)
    actions.publish_conference(conference, by=OrganiserFactory())
    again = Conference.objects.get(pk=conference.pk)
    assert (again.published_at, again.published_by) == (conference.published_at, organiser)


def test_unpublish_hides_a_conference_and_leaves_its_sessions(organiser):
    session = SessionFactory(conference__published_by=organiser)
    for _time in range(2):
        actions.unpublish_conference(session.conference, by=organiser)
    conference = Conference.objects.get(pk=session.conference_id)
    assert (conference.published_at, conference.published_by) == (None, None)
    assert status(session) == ("confirmed", None)


# announce_session


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([], "confirmed"),
        (["requested"], "requested"),
        (["confirmed", "requested"], "requested"),
        (["confirmed"], "confirmed"),
        (["confirmed", "declined"], "confirmed"),
        (["declined"], "requested"),
        (["withdrawn"], "requested"),
    ],
)
def test_announce_shows_a_draft_by_what_its_speakers_answered(organiser, answers, expected):
    session = SessionFactory(status="draft")
    for answer in answers:
        AppearanceFactory(session=session, status=answer)
    actions.announce_session(session, by=organiser)
    assert status(session) == (expected, organiser)


def test_announce_counts_the_host_as_somebody_who_holds_the_session(organiser):
    session = SessionFactory(status="draft")
    session.host = OrganisationFactory(conference=session.conference)
    session.save()
    AppearanceFactory(session=session, status="declined")
    actions.announce_session(session, by=organiser)
    assert status(session) == ("confirmed", organiser)


@pytest.mark.parametrize("there", ["requested", "confirmed", "cancelled"])
def test_announce_leaves_what_is_no_draft(organiser, there):
    session = SessionFactory(status=there)
    actions.announce_session(session, by=organiser)
    assert status(session) == (there, None)


# confirm_session, reopen_session, expect_answers, settle_session


@pytest.mark.parametrize("there", ["draft", "requested"])
def test_confirm_session_by_hand_does_not_wait_for_answers(organiser, there):
    appearance = AppearanceFactory(session__status=there, status="requested")
    actions.confirm_session(appearance.session, by=organiser)
    assert status(appearance.session) == ("confirmed", organiser)
    assert status(appearance) == ("requested", None)


def test_confirm_session_again_keeps_who_did_it_first(organiser):
    session = actions.confirm_session(SessionFactory(status="draft"), by=organiser)
    actions.confirm_session(session, by=OrganiserFactory())
    assert status(session) == ("confirmed", organiser)


@pytest.mark.parametrize("action", [actions.confirm_session, actions.reopen_session])
def test_cancelled_session_has_to_be_reinstated_first(organiser, action):
    session = SessionFactory(status="cancelled")
    with pytest.raises(SessionIsCancelled):
        action(session, by=organiser)
    assert status(session) == ("cancelled", None)


def test_reopen_makes_a_confirmed_session_requested(organiser):
    session = SessionFactory()
    actions.reopen_session(session, by=organiser)
    assert status(session) == ("requested", organiser)


def test_new_speaker_makes_a_confirmed_session_requested(organiser):
    session = AppearanceFactory(session__status_by=organiser, status="requested").session
    actions.expect_answers(session, by=organiser)
    assert status(session) == ("requested", organiser)


@pytest.mark.parametrize("there", ["draft", "requested", "cancelled"])
def test_new_speaker_changes_nothing_else(organiser, there):
    session = AppearanceFactory(session__status=there, status="requested").session
    actions.expect_answers(session, by=organiser)
    assert status(session) == (there, None)


def test_new_speaker_who_has_agreed_leaves_the_session_confirmed(organiser):
    session = AppearanceFactory(status="confirmed").session
    actions.expect_answers(session, by=organiser)
    assert status(session) == ("confirmed", None)


@pytest.mark.parametrize(
    ("there", "answers", "expected"),
    [
        ("requested", ["confirmed", "declined"], "confirmed"),
        ("requested", ["confirmed", "requested"], "requested"),
        ("requested", [], "confirmed"),
        ("requested", ["declined", "withdrawn"], "requested"),
        ("confirmed", ["declined"], "requested"),
        ("draft", ["confirmed"], "draft"),
        ("cancelled", ["confirmed"], "cancelled"),
    ],
)
def test_settle_follows_the_answers(there, answers, expected):
    session = SessionFactory(status=there)
    for answer in answers:
        AppearanceFactory(session=session, status=answer)
    for _time in range(2):
        actions.settle_session(session)
    assert status(session) == (expected, None)


def test_settle_leaves_confirmed_what_an_organiser_confirmed_before_the_answer(organiser):
    session = SessionFactory(status="confirmed", status_by=organiser)
    AppearanceFactory(session=session, status="requested")
    actions.settle_session(session)
    assert status(session) == ("confirmed", organiser)


# cancel_session, reinstate_session


def test_cancel_session_tells_those_who_registered_once(organiser):
    registration = RegistrationFactory()
    for _time in range(2):
        actions.cancel_session(registration.session, by=organiser)
    assert status(registration.session) == ("cancelled", organiser)
    assert status(registration) == ("cancelled", organiser)
    assert mails() == [("session-cancelled", registration.attendee.email)]


def test_cancel_session_states_the_fact_once(organiser):
    session = SessionFactory()
    assert signals_of(signals.session_cancelled, lambda: actions.cancel_session(session, by=organiser)) == [
        (session, organiser)
    ]
    assert signals_of(signals.session_cancelled, lambda: actions.cancel_session(session, by=organiser)) == []


def test_reinstated_session_is_what_its_speakers_answered(organiser):
    session = AppearanceFactory(session__status="cancelled", status="requested").session
    heard = signals_of(signals.session_reinstated, lambda: actions.reinstate_session(session, by=organiser))
    assert status(session) == ("requested", organiser)
    assert heard == [(session, organiser)]
    assert signals_of(signals.session_reinstated, lambda: actions.reinstate_session(session, by=organiser)) == []


def test_reinstated_session_leaves_ended_registrations_ended(organiser):
    registration = RegistrationFactory()
    actions.cancel_session(registration.session, by=organiser)
    actions.reinstate_session(registration.session, by=organiser)
    assert status(registration) == ("cancelled", organiser)


def test_session_is_not_reinstated_into_a_room_that_is_taken(organiser):
    room = RoomFactory()
    cancelled = SlotFactory(session__conference=room.conference, room=room).session
    actions.cancel_session(cancelled, by=organiser)
    SlotFactory(session__conference=room.conference, room=room)
    with pytest.raises(RoomIsTaken):
        actions.reinstate_session(cancelled, by=organiser)
    assert status(cancelled) == ("cancelled", organiser)


# set_capacity


def test_more_places_go_to_the_waiting_list_in_order(organiser):
    session = SessionFactory(capacity=1)
    RegistrationFactory(session=session)
    first, second = RegistrationFactory.create_batch(2, session=session, status="waiting")
    seats = actions.set_capacity(session.seats, capacity=2, by=organiser)
    assert (seats.capacity, seats.overbooked_by) == (2, 0)
    assert [status(row)[0] for row in (first, second)] == ["confirmed", "waiting"]


def test_fewer_places_than_taken_let_everybody_keep_theirs(organiser):
    session = SessionFactory(capacity=3)
    seated = RegistrationFactory.create_batch(3, session=session)
    actions.set_capacity(session.seats, capacity=1, by=organiser)
    seats = Seats.objects.get(session=session)
    assert (seats.capacity, seats.taken, seats.overbooked_by) == (1, 3, 2)
    assert {status(row)[0] for row in seated} == {"confirmed"}


def test_no_limit_ends_overbooking_and_the_waiting_list(organiser):
    session = SessionFactory(capacity=2)
    RegistrationFactory.create_batch(2, session=session)
    waiting = RegistrationFactory(session=session, status="waiting")
    actions.set_capacity(session.seats, capacity=1, by=organiser)
    actions.set_capacity(session.seats, capacity=None, by=organiser)
    seats = Seats.objects.get(session=session)
    assert (seats.capacity, seats.taken, seats.overbooked_by) == (None, 3, 0)
    assert status(waiting)[0] == "confirmed"


def test_follow_up_capacity_raised_goes_to_those_who_wait(organiser):
    places = FollowUpSeatsFactory(capacity=1)
    same = signals_of(
        signals.capacity_changed, lambda: actions.set_follow_up_capacity(places.slot, capacity=2, by=organiser)
    )
    assert same == [(places.session, organiser)]


def test_follow_up_places_that_somebody_had_stay(organiser):
    places = FollowUpSeatsFactory(capacity=1)
    attendee = RegistrationFactory(session=places.session).attendee
    RegistrationFactory(session=places.session, seats=places, attendee=attendee, status="cancelled")
    with pytest.raises(PlacesAreTaken):
        actions.set_follow_up_capacity(places.slot, capacity=None, by=organiser)


def test_same_capacity_again_states_nothing(organiser):
    session = SessionFactory(capacity=2)
    assert (
        signals_of(signals.capacity_changed, lambda: actions.set_capacity(session.seats, capacity=2, by=organiser))
        == []
    )
    assert signals_of(
        signals.capacity_changed, lambda: actions.set_capacity(session.seats, capacity=5, by=organiser)
    ) == [(session, organiser)]


# move_slot


def test_move_slot_moves_and_states_it_once(organiser):
    slot = SlotFactory()
    there = {"starts_at": slot.starts_at, "ends_at": None, "room": RoomFactory(conference=slot.conference)}
    heard = signals_of(signals.slot_moved, lambda: actions.move_slot(slot, **there, by=organiser))
    slot.refresh_from_db()
    assert {"starts_at": slot.starts_at, "ends_at": slot.ends_at, "room": slot.room} == there
    assert heard == [(slot.session, organiser)]
    assert signals_of(signals.slot_moved, lambda: actions.move_slot(slot, **there, by=organiser)) == []


def test_move_slot_of_a_break_concerns_no_session(organiser):
    slot = SlotFactory(session=None, conference=ConferenceFactory(), kind="break")
    later = slot.starts_at + datetime.timedelta(hours=1)
    act = lambda: actions.move_slot(slot, starts_at=later, ends_at=None, room=None, by=organiser)  # noqa: E731
    assert signals_of(signals.slot_moved, act) == [(None, organiser)]


def test_move_slot_refuses_a_room_that_is_taken(organiser):
    taken = SlotFactory(room=(room := RoomFactory()), session__conference=room.conference)
    slot = SlotFactory(session__conference=room.conference)
    with pytest.raises(RoomIsTaken):
        actions.move_slot(slot, starts_at=taken.starts_at, ends_at=taken.ends_at, room=room, by=organiser)
    assert Slot.objects.get(pk=slot.pk).room is None


def test_move_slot_refuses_an_end_before_the_start(organiser):
    slot = SlotFactory()
    with pytest.raises(EndsBeforeStart):
        actions.move_slot(slot, starts_at=slot.starts_at, ends_at=slot.starts_at, room=None, by=organiser)
    assert Slot.objects.get(pk=slot.pk).ends_at == slot.ends_at


def test_move_slot_refuses_a_room_of_another_conference(organiser):
    slot = SlotFactory()
    with pytest.raises(AnotherConference):
        actions.move_slot(slot, starts_at=slot.starts_at, ends_at=slot.ends_at, room=RoomFactory(), by=organiser)


def test_move_slot_passes_on_what_is_no_rule_of_ours(organiser):
    slot = SlotFactory()
    with pytest.raises(IntegrityError):
        actions.move_slot(slot, starts_at=None, ends_at=None, room=None, by=organiser)


# request_speaker


def test_request_asks_by_one_mail_and_keeps_when(asked, organiser):
    before = timezone.now()
    day = asked.session.conference.starts_on
    actions.request_speaker(asked, by=organiser, answer_by=day)
    asked.refresh_from_db()
    assert before <= asked.asked_at <= timezone.now()
    assert asked.answer_by == day
    assert mails() == [("speaker", asked.speaker.email)]
    assert Message.objects.get().reply_to == "team@example.org"


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
    mail = build(Message.objects.get())
    link = f"{settings.BASE_URL}/en/speaker/?key="
    assert mail.subject == "Will you take part? “Opening <up>” at “Week of diversity”"
    before_link, after_link = mail.body.split(link)
    token, after_link = after_link.split("\n", 1)
    assert before_link == (
        "Dear Dr. Mona Behr,\n\n"
        "City of Jena is preparing “Week of diversity” and would be very glad to have you there. "
        "This is the session that we ask you for:\n\n"
        "Opening <up>\n"
        "Your part: chair\n"
        "Monday, 3 May 2027, 00:30 – 01:30, Hall\n"
        "Time zone: Central European Summer Time (Europe/Berlin, UTC+2)\n\n"
        "Please tell us whether you can take part. Open this link and choose your answer; you need no account:\n\n"
    )
    assert after_link == (
        "\nPlease answer by Monday, 15 March 2027.\n\n"
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
    mail = build(Message.objects.get())
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
    first, reminder = Message.objects.order_by("pk")
    assert reminder.subject == f"We are still waiting for your answer: “{asked.session.title.localize('en')}”"
    assert "we wrote to you on Monday, 1 March 2027" in reminder.text
    assert "we wrote to you" not in first.text


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
    assert mails() == [("speaker", appearance.speaker.email)]


@pytest.mark.parametrize(
    ("appearance", "refusal"),
    [
        ({"status": "confirmed"}, NothingToAsk),
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


def test_request_is_refused_once_the_session_has_begun(asked, organiser):
    with time_machine.travel(asked.session.main_slot.starts_at), pytest.raises(SessionHasBegun):
        actions.request_speaker(asked, by=organiser)


# confirm_appearance, decline_appearance


def test_yes_of_the_last_speaker_confirms_the_session_and_tells_the_organisers(asked):
    actions.confirm_appearance(asked)
    assert status(asked) == ("confirmed", None)
    assert status(asked.session) == ("confirmed", None)
    assert mails() == [("notice", "team@example.org")]


def test_yes_of_one_speaker_waits_for_the_other(asked):
    AppearanceFactory(session=asked.session, status="requested")
    actions.confirm_appearance(asked)
    assert status(asked.session) == ("requested", None)


def test_no_of_the_only_speaker_leaves_the_session_requested(asked):
    actions.decline_appearance(asked, reason="Leider krank.")
    asked.refresh_from_db()
    assert (asked.status, asked.status_by, asked.status_note) == ("declined", None, "Leider krank.")
    assert status(asked.session) == ("requested", None)


def test_no_of_one_speaker_confirms_the_session_that_others_hold(asked):
    AppearanceFactory(session=asked.session, status="confirmed")
    actions.decline_appearance(asked)
    assert status(asked.session) == ("confirmed", None)


def test_change_of_mind_is_an_answer_like_any_other(asked):
    actions.confirm_appearance(asked)
    actions.decline_appearance(asked, reason="Doch nicht.")
    assert status(asked) == ("declined", None)
    assert status(asked.session) == ("requested", None)
    actions.confirm_appearance(asked)
    asked.refresh_from_db()
    assert (asked.status, asked.status_note) == ("confirmed", "")
    assert status(asked.session) == ("confirmed", None)
    assert mails() == [("notice", "team@example.org")] * 3


@pytest.mark.parametrize("answer", [actions.confirm_appearance, actions.decline_appearance])
def test_same_answer_again_changes_and_sends_nothing(asked, answer):
    answer(asked)
    first = Appearance.objects.get(pk=asked.pk)
    answer(asked)
    assert Appearance.objects.get(pk=asked.pk).status_at == first.status_at
    assert len(mails()) == 1


def test_notice_tells_who_answered_what_and_why(asked):
    asked.session.conference.languages = ["en"]
    asked.session.conference.save()
    actions.decline_appearance(asked, reason="I am <ill>.")
    mail = Message.objects.get()
    title = asked.session.title.localize("en")
    assert mail.subject == f"{asked.speaker.name}: declined – “{title}”"
    assert mail.text == (
        f"{asked.speaker.name} has answered for “{title}”:\n\n"
        "declined\n\n"
        "I am <ill>.\n\n"
        "The session is now: requested.\n\n"
        f"In the admin: {settings.BASE_URL}/en/admin/programme/session/{asked.session_id}/change/\n\n"
        f"{asked.session.conference.title.localize('en')}\n"
    )
    assert "I am &lt;ill&gt;." in mail.html


def test_without_a_contact_address_nobody_is_told(asked):
    asked.session.conference.contact_email = ""
    asked.session.conference.save()
    actions.confirm_appearance(asked)
    assert mails() == []


@pytest.mark.parametrize("answer", [actions.confirm_appearance, actions.decline_appearance])
def test_speaker_cannot_answer_what_is_past_asking(asked, answer):
    with time_machine.travel(asked.session.main_slot.starts_at), pytest.raises(SessionHasBegun):
        answer(asked)
    actions.withdraw_appearance(asked, by=None)
    with pytest.raises(NothingToAsk):
        answer(asked)
    cancelled = AppearanceFactory(session__status="cancelled", status="requested")
    with pytest.raises(SessionIsCancelled):
        answer(cancelled)
    assert [status(row)[0] for row in (asked, cancelled)] == ["withdrawn", "requested"]
    assert mails() == []


def test_organiser_answers_on_behalf_with_a_note_and_without_a_mail(asked, organiser):
    actions.confirm_appearance(asked, by=organiser, note="Telefonat, 3. Mai")
    asked.refresh_from_db()
    assert (asked.status, asked.status_by, asked.status_note) == ("confirmed", organiser, "Telefonat, 3. Mai")
    assert status(asked.session) == ("confirmed", organiser)
    actions.decline_appearance(asked, by=organiser, reason="Mail vom 4. Mai")
    asked.refresh_from_db()
    assert (asked.status, asked.status_by, asked.status_note) == ("declined", organiser, "Mail vom 4. Mai")
    assert mails() == []


@pytest.mark.parametrize("note", ["", " \n"])
def test_organiser_has_to_say_how_they_know(asked, organiser, note):
    with pytest.raises(AnswerNeedsNote):
        actions.confirm_appearance(asked, by=organiser, note=note)
    with pytest.raises(AnswerNeedsNote):
        actions.decline_appearance(asked, by=organiser, reason=note)
    assert status(asked) == ("requested", None)


def test_answer_from_elsewhere_sends_nothing_and_names_nobody(asked):
    for _time in range(2):
        actions.record_answer(asked, status=Appearance.Status.CONFIRMED, note="Aus dem Text.")
    asked.refresh_from_db()
    assert (asked.status, asked.status_by, asked.status_note) == ("confirmed", None, "Aus dem Text.")
    assert mails() == []


# reopen_appearance, withdraw_appearance


def test_reopened_answer_makes_the_session_wait_again(organiser):
    appearance = AppearanceFactory()
    for _time in range(2):
        actions.reopen_appearance(appearance, by=organiser)
    assert status(appearance) == ("requested", organiser)
    assert status(appearance.session) == ("requested", organiser)
    assert mails() == []


def test_withdrawn_request_no_longer_holds_the_session_up(asked, organiser):
    AppearanceFactory(session=asked.session, status="confirmed")
    actions.withdraw_appearance(asked, by=organiser, note="doppelt")
    actions.withdraw_appearance(asked, by=OrganiserFactory(), note="noch einmal")
    asked.refresh_from_db()
    assert (asked.status, asked.status_by, asked.status_note) == ("withdrawn", organiser, "doppelt")
    assert status(asked.session) == ("confirmed", organiser)
    assert mails() == []


def test_session_whose_only_speaker_is_withdrawn_waits_for_somebody_new(asked, organiser):
    actions.confirm_appearance(asked)
    actions.withdraw_appearance(asked, by=organiser)
    assert status(asked.session) == ("requested", organiser)


# send_speaker_link, revoke_speaker_link


def test_link_is_sent_again_once_an_hour(organiser):
    speaker = SpeakerFactory(language="en")
    actions.send_speaker_link(speaker, by=organiser)
    with pytest.raises(SentAMomentAgo):
        actions.send_speaker_link(speaker, by=organiser)
    mail = build(Message.objects.get())
    assert mail.subject == f"Your personal link: {speaker.conference.title.localize('en')}"
    assert f"\n{settings.BASE_URL}/en/speaker/?key={speaker.code}.1~" in mail.body


def test_link_cannot_be_sent_without_an_address(organiser):
    with pytest.raises(SpeakerHasNoAddress):
        actions.send_speaker_link(SpeakerFactory(email=""), by=organiser)


def test_revoked_link_is_one_version_behind(organiser):
    speaker = SpeakerFactory()
    actions.revoke_speaker_link(speaker, by=organiser)
    assert Speaker.objects.get(pk=speaker.pk).link_version == 2


# All or nothing


@pytest.fixture
def no_mail():
    """Let the outbox refuse every mail, as a full disk would."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE mail_message ADD CONSTRAINT no_mail CHECK (false) NOT VALID")


@pytest.mark.parametrize(
    "act",
    [
        lambda asked: actions.request_speaker(asked, by=None, answer_by=datetime.date(2027, 1, 1)),
        actions.confirm_appearance,
        lambda asked: actions.decline_appearance(asked, reason="krank"),
        lambda asked: actions.send_speaker_link(asked.speaker, by=None),
        lambda asked: actions.cancel_session(asked.session),
        lambda asked: actions.set_capacity(asked.session.seats, capacity=2),
    ],
    ids=["request", "confirm", "decline", "link", "cancel", "capacity"],
)
def test_action_whose_mail_cannot_be_written_has_not_happened(asked, no_mail, act):
    actions.set_capacity(asked.session.seats, capacity=1)
    RegistrationFactory(session=asked.session)
    RegistrationFactory(session=asked.session, status="waiting")
    before = everything()
    with pytest.raises(IntegrityError, match="no_mail"):
        act(asked)
    assert everything() == before


@pytest.mark.parametrize(
    ("signal", "act"),
    [
        (signals.session_reinstated, lambda slot: actions.reinstate_session(slot.session)),
        (
            signals.slot_moved,
            lambda slot: actions.move_slot(slot, starts_at=slot.starts_at, ends_at=None, room=None),
        ),
    ],
    ids=["reinstate", "move"],
)
def test_action_whose_listener_fails_has_not_happened(signal, act):
    slot = SlotFactory(session__status="cancelled")
    before = everything()

    def fail(sender, **kwargs):
        raise RuntimeError

    signal.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            act(slot)
    finally:
        signal.disconnect(fail)
    assert everything() == before


@pytest.mark.parametrize(
    "act",
    [
        lambda appearance: actions.record_answer(appearance, status="declined", note="Brief"),
        lambda appearance: actions.withdraw_appearance(appearance, by=None),
        actions.reopen_appearance,
    ],
    ids=["record", "withdraw", "reopen"],
)
def test_answer_and_the_status_of_the_session_are_written_together(act):
    appearance = AppearanceFactory()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE programme_session ADD CONSTRAINT stuck CHECK (status <> 'requested') NOT VALID")
    before = everything()
    with pytest.raises(IntegrityError, match="stuck"):
        act(appearance)
    assert everything() == before


def everything():
    models = (Conference, Session, Seats, Slot, Speaker, Appearance, Registration, Message)
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}
