"""What speakers answer, and what is noted on their behalf."""

import pytest
import time_machine
from django.conf import settings

from programme import actions
from programme.exceptions import AnswerNeedsNote, NothingToAsk, SessionHasBegun, SessionIsCancelled
from programme.models import Appearance
from tests.factories import AppearanceFactory, OrganiserFactory
from tests.mail.writing import written
from tests.programme.actions.seen import mails, status

pytestmark = pytest.mark.django_db


# confirm_appearance, decline_appearance


def test_yes_of_the_last_speaker_confirms_the_session_and_tells_the_organisers(asked):
    actions.confirm_appearance(asked)
    assert status(asked) == ("confirmed", None)
    assert status(asked.session) == ("confirmed", None)
    assert mails() == [("speaker-answer", "team@example.org"), ("speaker-receipt", asked.speaker.email)]


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
    assert mails() == [("speaker-answer", "team@example.org"), ("speaker-receipt", asked.speaker.email)] * 3


@pytest.mark.parametrize("answer", [actions.confirm_appearance, actions.decline_appearance])
def test_same_answer_again_changes_and_sends_nothing(asked, answer):
    answer(asked)
    first = Appearance.objects.get(pk=asked.pk)
    answer(asked)
    assert Appearance.objects.get(pk=asked.pk).status_at == first.status_at
    assert len(mails()) == 2


def test_notice_tells_who_answered_what_and_why(asked):
    asked.session.conference.languages = ["en"]
    asked.session.conference.save()
    actions.decline_appearance(asked, reason="I am <ill>.")
    mail = written(kind="speaker-answer")
    title = asked.session.title.localize("en")
    assert mail.subject == f"{asked.speaker.name}: declined – “{title}”"
    assert mail.text == (
        f"{asked.speaker.name} has answered for “{title}”:\n\n"
        "declined\n\n"
        "I am <ill>.\n\n"
        f"In the admin: {settings.BASE_URL}/en/admin/programme/session/{asked.session_id}/change/\n\n"
        f"{asked.session.conference.title.localize('en')}\n"
    )
    assert "I am &lt;ill&gt;." in mail.html


@pytest.mark.parametrize(("there", "is_said"), [("requested", True), ("confirmed", False), ("draft", False)])
def test_notice_names_the_status_of_the_session_only_if_the_answer_changed_it(asked, there, is_said):
    type(asked.session).objects.filter(pk=asked.session_id).update(status=there, status_by=OrganiserFactory())
    actions.confirm_appearance(asked)
    assert ("Die Veranstaltung ist jetzt: bestätigt." in written(kind="speaker-answer").text) == is_said


def test_without_a_contact_address_no_organiser_is_told(asked):
    asked.session.conference.contact_email = ""
    asked.session.conference.save()
    actions.confirm_appearance(asked)
    assert mails() == [("speaker-receipt", asked.speaker.email)]


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


def test_organiser_answers_on_behalf_with_a_note_and_a_yes_is_thanked_for(asked, organiser):
    actions.confirm_appearance(asked, by=organiser, note="Telefonat, 3. Mai")
    asked.refresh_from_db()
    assert (asked.status, asked.status_by, asked.status_note) == ("confirmed", organiser, "Telefonat, 3. Mai")
    assert status(asked.session) == ("confirmed", organiser)
    actions.decline_appearance(asked, by=organiser, reason="Mail vom 4. Mai")
    asked.refresh_from_db()
    assert (asked.status, asked.status_by, asked.status_note) == ("declined", organiser, "Mail vom 4. Mai")
    assert mails() == [("speaker-receipt", asked.speaker.email)]


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


def test_word_of_an_organiser_takes_the_place_of_what_stood_in_a_text(asked, organiser):
    type(asked).objects.update(asked_at=None)
    actions.record_answer(asked, status=Appearance.Status.CONFIRMED, note="Aus dem Text.")
    assert list(Appearance.objects.agreed_unasked()) == [asked]
    actions.confirm_appearance(asked, by=organiser, note="Telefonat, 3. Mai")
    asked.refresh_from_db()
    assert (asked.status_by, asked.status_note) == (organiser, "Telefonat, 3. Mai")
    actions.record_answer(asked, status=Appearance.Status.CONFIRMED, note="Aus dem Text.")
    asked.refresh_from_db()
    assert asked.status_note == "Telefonat, 3. Mai"
    assert list(Appearance.objects.agreed_unasked()) == []


def test_who_stands_in_a_text_only_is_named_to_nobody_as_having_agreed(asked):
    other = AppearanceFactory(session=asked.session, status="requested")
    actions.record_answer(other, status=Appearance.Status.CONFIRMED, note="Aus dem Text.")
    assert Appearance.objects.get(pk=asked.pk).others == []
    actions.record_answer(other, status=Appearance.Status.CONFIRMED, note="am Telefon", by=OrganiserFactory())
    assert Appearance.objects.get(pk=asked.pk).others == [other.speaker]


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
