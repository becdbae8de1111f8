"""Decisions on a text, reminders of a person, and files that come, by many at once: one of them does it."""

import datetime

import pytest
from django.utils import timezone

from programme import actions
from programme.actions import answer_reminders, files, proposals
from programme.exceptions import ProposalIsDecided, TooManyFiles
from programme.models import Proposal, SessionFile
from programme.models.files import MOST_FILES
from programme.session_files import Handed
from tests.factories import AppearanceFactory, ProposalFactory, SessionFileFactory
from tests.races.test_places import THREADS, at_once
from womconf.mail.models import Message

pytestmark = pytest.mark.django_db(transaction=True)


def decide_at_once():
    proposal = ProposalFactory()
    shown = proposal.digest
    accept = lambda: actions.accept_proposal(Proposal.objects.get(), by=None, shown=shown)  # noqa: E731
    decline = lambda: actions.decline_proposal(Proposal.objects.get(), by=None, shown=shown, reason="Nein.")  # noqa: E731
    return [type(result) for result in at_once([accept, decline] * (THREADS // 2))]


def test_a_text_is_decided_once_however_many_organisers_press():
    results = decide_at_once()
    assert (results.count(Proposal), results.count(ProposalIsDecided)) == (1, len(results) - 1)
    assert Message.objects.count() == 1


def test_without_the_lock_several_decide_on_the_same_text(monkeypatch):
    """The control: what decides is read without a lock."""
    monkeypatch.setattr(proposals, "_lock", lambda proposal, shown: proposal)
    assert decide_at_once().count(Proposal) > 1


def remind_at_once():
    days = datetime.timedelta(days=1)
    asked_at = timezone.now() - 20 * days
    AppearanceFactory(status="requested", asked_at=asked_at, answer_by=timezone.localdate() + days)
    return sum(at_once([actions.remind_to_answer] * THREADS))


def test_somebody_is_reminded_once_however_many_workers_look():
    assert (remind_at_once(), Message.objects.count()) == (1, 1)


def test_without_the_lock_several_workers_remind_the_same_person(monkeypatch):
    """The control."""
    monkeypatch.setattr(answer_reminders, "DUE", answer_reminders.DUE.partition("FOR NO KEY")[0])
    assert remind_at_once() > 1


def hand_in_at_once():
    """Hand in as many files as there are threads, by somebody who has one left. Return the refusals."""
    appearance = AppearanceFactory()
    for _number in range(MOST_FILES - 1):
        SessionFileFactory(session=appearance.session, speaker=appearance.speaker)
    calls = [
        lambda number=number: actions.hand_in_file(
            appearance.speaker, appearance.session, Handed("pdf", b"%%PDF-%d" % number), name="Folien"
        )
        for number in range(THREADS)
    ]
    return [result for result in at_once(calls) if isinstance(result, TooManyFiles)]


def test_nobody_has_more_files_in_a_session_than_they_may_however_many_come():
    assert (len(hand_in_at_once()), SessionFile.objects.count()) == (THREADS - 1, MOST_FILES)


def test_without_the_lock_there_are_more_files(monkeypatch):
    """The control."""
    monkeypatch.setattr(files, "lock_session", lambda session: session)
    hand_in_at_once()
    assert SessionFile.objects.count() > MOST_FILES
