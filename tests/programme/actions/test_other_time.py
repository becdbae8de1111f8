"""A speaker could take part at another time: the third answer, which leaves the request open."""

import datetime

import pytest
import time_machine
from django.db import IntegrityError, transaction

from programme import actions
from programme.exceptions import NothingToMove, SessionHasBegun, SessionIsCancelled
from programme.models import Appearance
from tests.factories import AppearanceFactory, OrganiserFactory, SlotFactory
from tests.mail.writing import work, written
from tests.programme.actions.seen import mails, status
from womconf.mail.models import Message

pytestmark = pytest.mark.django_db
WISH = "Dienstag ab 14 Uhr\noder Mittwoch"


def now(appearance):
    return Appearance.objects.get(pk=appearance.pk)


def test_a_wish_leaves_the_request_open_and_tells_both_sides(asked):
    actions.ask_for_another_time(asked, when=WISH)
    assert (status(asked), status(asked.session)) == (("requested", None), ("requested", None))
    assert (now(asked).other_time, now(asked).other_time_at is not None) == (WISH, True)
    assert mails() == [("speaker-other-time", "team@example.org"), ("speaker-wish", asked.speaker.email)]


def test_the_same_wish_twice_is_told_once_and_another_one_again(asked):
    actions.ask_for_another_time(asked, when=WISH)
    actions.ask_for_another_time(asked, when=WISH)
    assert len(mails()) == 2
    actions.ask_for_another_time(asked, when="Freitag")
    assert (len(mails()), now(asked).other_time) == (4, "Freitag")
    work()
    told = Message.objects.filter(status="sent").values_list("kind", flat=True)
    assert sorted(told) == ["speaker-other-time", "speaker-wish"]  # of the wish that counts


@pytest.mark.parametrize("answered", ["confirmed", "declined", "withdrawn"])
def test_whoever_has_answered_names_no_other_time(answered):
    appearance = AppearanceFactory(status=answered)
    with pytest.raises(NothingToMove):
        actions.ask_for_another_time(appearance, when=WISH)
    assert (now(appearance).other_time_at, mails()) == (None, [])


def test_nobody_names_another_time_for_what_is_cancelled_or_has_begun(asked):
    with time_machine.travel(asked.session.main_slot.starts_at), pytest.raises(SessionHasBegun):
        actions.ask_for_another_time(asked, when=WISH)
    actions.cancel_session(asked.session)
    with pytest.raises(SessionIsCancelled):
        actions.ask_for_another_time(asked, when=WISH)


@pytest.mark.parametrize(
    "answer",
    [
        lambda asked, by: actions.confirm_appearance(asked),
        lambda asked, by: actions.decline_appearance(asked, reason="doch nicht"),
        lambda asked, by: actions.confirm_appearance(asked, by=by, note="am Telefon"),
        lambda asked, by: actions.withdraw_appearance(asked, by=by),
        lambda asked, by: actions.request_speaker(asked, by=by),
    ],
)
def test_an_answer_of_either_side_ends_the_wish(asked, organiser, answer):
    actions.ask_for_another_time(asked, when=WISH)
    answer(asked, organiser)
    assert now(asked).other_time == ""


def test_what_is_settled_meanwhile_is_not_written_any_more(asked):
    actions.ask_for_another_time(asked, when=WISH)
    actions.confirm_appearance(asked)
    work()
    sent = Message.objects.filter(status="sent").values_list("kind", flat=True)
    assert set(sent) == {"speaker-answer", "speaker-receipt"}


def test_whoever_wished_is_asked_whether_it_suits_them_now_not_reminded(asked, organiser):
    with time_machine.travel("2027-03-01T12:00Z", tick=False) as clock:
        asked.session.slots.all().delete()
        actions.request_speaker(asked, by=organiser)
        actions.ask_for_another_time(asked, when=WISH)
        clock.shift(7200)
        actions.request_speaker(asked, by=organiser)
        mail = written()
    assert (mail.kind, mail.subject) == ("ask-speaker", f"Passt es Ihnen jetzt? „{asked.session.title}“")
    assert "Sie haben uns um einen anderen Termin gebeten." in mail.text
    assert "noch keine Antwort" not in mail.text


def test_first_time_that_is_told_to_whoever_wished_for_one_asks_for_their_answer(asked, organiser):
    """The session had none when they were asked."""
    asked.session.slots.all().delete()
    actions.request_speaker(asked, by=organiser)
    work()
    actions.ask_for_another_time(asked, when=WISH)
    SlotFactory(session=asked.session, conference=asked.session.conference)
    actions.tell_changes(asked.session.conference)
    work()
    mail = Message.objects.get(kind="speaker-changes")
    assert (now(asked).other_time, mail.status) == ("", "sent")
    assert "Ihre Antwort steht noch aus" in mail.text


def test_a_request_on_its_way_is_not_written_to_somebody_who_has_named_another_time(asked, organiser):
    actions.request_speaker(asked, by=organiser)
    actions.ask_for_another_time(asked, when=WISH)
    work()
    assert Message.objects.get(kind="ask-speaker").status == "cancelled"


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "confirmed", "status_note": WISH},
        {"status": "requested", "status_note": ""},
    ],
)
def test_database_keeps_a_wish_with_its_words_and_with_an_open_request(asked, wrong):
    moment = datetime.datetime(2027, 1, 1, tzinfo=datetime.UTC)
    with pytest.raises(IntegrityError, match="appearance_other_time_in_words"), transaction.atomic():
        Appearance.objects.update(other_time_at=moment, **wrong)


def test_whoever_is_told_of_another_time_is_asked_whether_it_suits_them(asked):
    slot = asked.session.main_slot
    actions.request_speaker(asked, by=OrganiserFactory())
    work()
    actions.ask_for_another_time(asked, when=WISH)
    actions.tell_changes(slot.conference)
    assert now(asked).other_time == WISH  # nothing has changed
    slot.starts_at += datetime.timedelta(days=1)
    slot.ends_at = None
    actions.place_slots([slot])
    assert now(asked).other_time == WISH  # nobody has told them yet
    actions.tell_changes(slot.conference)
    assert now(asked).other_time == ""
    work()
    assert "Ihre Antwort steht noch aus." in Message.objects.latest("pk").text
