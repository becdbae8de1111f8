"""Texts that speakers propose: an organiser accepts them, or not, and the speaker is told once."""

import datetime

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from programme import actions
from programme.exceptions import (
    NotTheirSession,
    ProposalHasChanged,
    ProposalIsDecided,
    SessionIsCancelled,
)
from programme.models import Proposal, Session
from tests.factories import AppearanceFactory, ProposalFactory, SessionFactory, SpeakerFactory
from tests.mail.writing import work
from tests.programme.actions.seen import mails
from womconf.mail.models import Message

pytestmark = pytest.mark.django_db
ABSTRACT, LINK = ("abstract", "de"), ("materials_url", "")


@pytest.fixture
def speaker():
    session = SessionFactory(abstract={"de": "Alt", "en": "Old"}, title={"de": "Amt", "en": "Office"})
    return AppearanceFactory(session=session).speaker


@pytest.fixture
def session(speaker):
    return speaker.appearances.get().session


def waiting():
    return {(each.field, each.language): each.text for each in Proposal.objects.waiting()}


def now(session):
    return Session.objects.get(pk=session.pk)


def proposed(speaker, session, **texts):
    actions.propose_texts(speaker, session, {ABSTRACT: "Neu"})
    return Proposal.objects.get()


def test_a_proposal_waits_with_what_it_would_replace_and_changes_nothing(speaker, session):
    actions.propose_texts(speaker, session, {ABSTRACT: "Neu", LINK: "https://example.org/"})
    assert waiting() == {ABSTRACT: "Neu", LINK: "https://example.org/"}
    assert Proposal.objects.get(field="abstract").base == "Alt"
    assert (now(session).abstract.data, now(session).materials_url) == ({"de": "Alt", "en": "Old"}, "")
    assert mails() == []


def test_a_second_proposal_takes_the_place_of_the_first_and_the_text_of_the_session_is_none(speaker, session):
    actions.propose_texts(speaker, session, {ABSTRACT: "Neu"})
    actions.propose_texts(speaker, session, {ABSTRACT: "Neuer"})
    assert waiting() == {ABSTRACT: "Neuer"}
    actions.propose_texts(speaker, session, {ABSTRACT: "Alt"})
    assert waiting() == {}


def test_only_who_takes_part_proposes(speaker, session):
    stranger = SpeakerFactory(conference=session.conference)
    with pytest.raises(NotTheirSession):
        actions.propose_texts(stranger, session, {ABSTRACT: "Neu"})
    actions.decline_appearance(speaker.appearances.get())
    with pytest.raises(NotTheirSession):
        actions.propose_texts(speaker, session, {ABSTRACT: "Neu"})
    actions.cancel_session(session)
    with pytest.raises(SessionIsCancelled):
        actions.propose_texts(speaker, session, {ABSTRACT: "Neu"})
    assert waiting() == {}


def test_an_accepted_text_stands_in_the_session_in_its_language_alone(speaker, session, organiser):
    proposal = proposed(speaker, session)
    actions.accept_proposal(proposal, by=organiser, shown=proposal.digest)
    assert now(session).abstract.data == {"de": "Neu", "en": "Old"}
    proposal.refresh_from_db()
    assert (proposal.status, proposal.decided_by, proposal.is_edited) == ("accepted", organiser, False)


def test_an_organiser_may_accept_other_words_and_an_empty_text_takes_it_away(speaker, session, organiser):
    proposal = proposed(speaker, session)
    actions.accept_proposal(proposal, by=organiser, shown=proposal.digest, text="Neu, kürzer")
    assert now(session).abstract.data == {"de": "Neu, kürzer", "en": "Old"}
    assert Proposal.objects.get().is_edited
    for language in ("de", "en"):
        proposal = ProposalFactory(session=now(session), speaker=speaker, language=language, text="")
        actions.accept_proposal(proposal, by=organiser, shown=proposal.digest)
    assert not now(session).abstract


def test_a_declined_text_leaves_the_session_and_keeps_the_reason(speaker, session, organiser):
    proposal = proposed(speaker, session)
    actions.decline_proposal(proposal, by=organiser, shown=proposal.digest, reason="Bitte kürzer.")
    assert now(session).abstract.data == {"de": "Alt", "en": "Old"}
    proposal.refresh_from_db()
    assert (proposal.status, proposal.reason) == ("declined", "Bitte kürzer.")


def test_a_text_is_decided_once(speaker, session, organiser):
    proposal = proposed(speaker, session)
    shown = proposal.digest
    actions.accept_proposal(proposal, by=organiser, shown=shown)
    with pytest.raises(ProposalIsDecided):
        actions.decline_proposal(proposal, by=organiser, shown=shown, reason="Doch nicht.")
    with pytest.raises(ProposalIsDecided):
        actions.accept_proposal(proposal, by=organiser, shown=shown)
    assert len(mails()) == 1


@pytest.mark.parametrize("who", ["an organiser", "the speaker"])
def test_nobody_decides_on_what_they_have_not_seen(speaker, session, organiser, who):
    proposal = proposed(speaker, session)
    shown = proposal.digest
    if who == "an organiser":
        Session.objects.update(abstract={"de": "Inzwischen anders"})
    else:
        actions.propose_texts(speaker, session, {ABSTRACT: "Noch neuer"})
    with pytest.raises(ProposalHasChanged):
        actions.accept_proposal(proposal, by=organiser, shown=shown)
    assert (mails(), Proposal.objects.get().status) == ([], "waiting")


def test_a_text_of_a_session_that_is_deleted_is_gone(speaker, session, organiser):
    proposal = proposed(speaker, session)
    session.delete()
    with pytest.raises(ProposalIsDecided):
        actions.accept_proposal(proposal, by=organiser, shown="")


def test_what_is_decided_within_minutes_is_one_mail(speaker, session, organiser):
    """An organiser goes through the texts of a session one after the other."""
    with time_machine.travel(timezone.now(), tick=False) as clock:
        actions.propose_texts(speaker, session, {ABSTRACT: "Neu", LINK: "https://example.org/"})
        first, second = Proposal.objects.order_by("field")
        actions.accept_proposal(first, by=organiser, shown=first.digest)
        clock.shift(120)
        actions.decline_proposal(second, by=organiser, shown=second.digest, reason="Der Link führt ins Leere.")
        clock.shift(400)
        work()
    [mail] = Message.objects.filter(status="sent")
    assert mail.subject == "Ihr Text für „Amt“"
    assert "* Beschreibung (Deutsch)\n  Wir haben es so übernommen. Vielen Dank!\n" in mail.text
    assert "* Link zu den Materialien\n  Wir haben es nicht übernommen. Der Link führt ins Leere.\n" in mail.text
    assert Proposal.objects.filter(told_at=None).count() == 0


def test_what_was_told_is_not_told_again(speaker, session, organiser):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for text in ("Neu", "Neuer"):
            actions.propose_texts(speaker, session, {ABSTRACT: text})
            proposal = Proposal.objects.waiting().get()
            actions.accept_proposal(proposal, by=organiser, shown=proposal.digest, text=f"{text}!")
            clock.shift(400)
            work()
    texts = list(Message.objects.filter(status="sent").values_list("text", flat=True))
    assert [text.count("mit Änderungen übernommen") for text in texts] == [1, 1]


def test_who_has_no_address_is_not_written_to(speaker, session, organiser):
    proposal = proposed(speaker, session)
    type(speaker).objects.update(email="")
    actions.accept_proposal(proposal, by=organiser, shown=proposal.digest)
    assert mails() == []


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"status": "accepted"}, "proposal_decided_with_at"),
        ({"decided_at": datetime.datetime(2027, 1, 1, tzinfo=datetime.UTC)}, "proposal_decided_with_at"),
        (
            {"status": "declined", "decided_at": datetime.datetime(2027, 1, 1, tzinfo=datetime.UTC)},
            "proposal_declined_for_a_reason",
        ),
        ({"status": "lost"}, "proposal_"),
        ({"field": "title"}, "proposal_field_known"),
        ({"language": ""}, "proposal_in_a_language"),
        ({"field": "materials_url"}, "proposal_in_a_language"),
    ],
)
def test_database_refuses_a_proposal_that_cannot_be(wrong, name):
    ProposalFactory()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Proposal.objects.update(**wrong)


def test_database_keeps_one_waiting_text_of_a_kind_and_none_of_another_conference(speaker, session):
    proposed(speaker, session)
    with pytest.raises(IntegrityError, match="proposal_waits_once"), transaction.atomic():
        ProposalFactory(speaker=speaker, session=session)
    with pytest.raises(IntegrityError, match="proposal_same_conference"), transaction.atomic():
        ProposalFactory(speaker=SpeakerFactory(), session=session)
