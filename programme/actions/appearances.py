"""Who takes part in a session: asking speakers, and their answers."""

from datetime import timedelta

from django.utils import timezone

from programme import emails
from programme.actions.locks import lock_appearance, lock_appearances, transition
from programme.actions.sessions import expect_answers, settle_session
from programme.exceptions import (
    AnswerNeedsNote,
    AskedAMomentAgo,
    HasAgreed,
    NothingToAsk,
    NothingToMove,
    ProgrammeError,
    SessionHasBegun,
    SessionIsCancelled,
    SpeakerHasNoAddress,
)
from programme.models import Appearance
from programme.request_letters import Request, ask_speaker, not_reached
from programme.telling import SPEAKERS

ASK_AGAIN_AFTER = timedelta(hours=1)


@transition
def request_speaker(appearance, *, by, answer_by=None, words=None):
    """Ask a speaker by mail to take part; remind whoever has not answered, ask again whoever declined.

    `words` are a sentence or two of the organiser, which reminders repeat; None leaves those of the last request.
    Whoever asked for another time is asked whether it suits them now. Whoever agreed only as others have noted is asked
    to say so themselves, and counts as requested until they answer. Nobody gets more than one such mail an hour for the
    same session; one that was given up, or went to an address that was corrected since, does not count.
    """
    session, appearance = lock_appearance(appearance)
    _check_that_can_be_asked(session, appearance)
    request = _request(session, appearance, timezone.now(), by=by, answer_by=answer_by, words=words)
    ask_speaker([request], appearance.asked_at)
    return appearance


@transition
def request_speaker_for_several(appearances, *, by, answer_by=None, words=None):
    """Ask one speaker for several appearances by one mail, each as request_speaker does.

    What cannot be asked is left out. Return what they are asked for, and [(appearance, ProgrammeError)] of the rest.
    """
    now, requests, refused = timezone.now(), [], []
    for session, appearance in lock_appearances(appearances):
        try:
            _check_that_can_be_asked(session, appearance)
        except ProgrammeError as refusal:
            refused.append((appearance, refusal))
        else:
            requests.append(_request(session, appearance, now, by=by, answer_by=answer_by, words=words))
    if requests:
        ask_speaker(requests, now)
    return [request.appearance for request in requests], refused


def _check_that_can_be_asked(session, appearance):
    """Refuse in words to ask where that is of no use. Both are locked."""
    if session.is_cancelled:
        raise SessionIsCancelled
    if session.has_begun():
        raise SessionHasBegun
    this_one = Appearance.objects.filter(pk=appearance.pk)
    if appearance.status == Appearance.Status.CONFIRMED and not this_one.agreed_unasked().exists():
        raise HasAgreed
    if not appearance.speaker.email:
        raise SpeakerHasNoAddress
    if asked_a_moment_ago([appearance]):
        raise AskedAMomentAgo


def _request(session, appearance, now, *, by, answer_by, words):
    """Note that somebody is asked, and return the Request for the mail."""
    request = Request.of(appearance)
    appearance.asked_at, appearance.other_time_at = now, None
    if answer_by is not None:
        appearance.answer_by = answer_by
    if words is not None:
        appearance.asking_words = words
    appearance.save(update_fields=["asked_at", "other_time_at", "answer_by", "asking_words"])
    if not appearance.is_requested:
        _set_appearance_status(appearance, Appearance.Status.REQUESTED, by=by, note="")
        expect_answers(session, by=by)
    return request


def asked_a_moment_ago(appearances):
    """Return the keys of these appearances whose request has just left, so that they are not asked once more yet."""
    lately = timezone.now() - ASK_AGAIN_AFTER
    asked = [each for each in appearances if each.asked_at and each.asked_at > lately]
    return {each.pk for each in asked} - not_reached(asked) if asked else set()


@transition
def ask_for_another_time(appearance, *, when):
    """Note that a speaker could take part at another time, in their own words; an organiser decides what follows.

    They have still to answer, and are reminded no more until they are asked again.
    """
    session, appearance = lock_appearance(appearance)
    if session.is_cancelled:
        raise SessionIsCancelled
    if session.has_begun():
        raise SessionHasBegun
    if not appearance.is_requested:
        raise NothingToMove
    if appearance.other_time == when:
        return appearance
    appearance.other_time_at, appearance.status_note = timezone.now(), when
    appearance.save(update_fields=["other_time_at", "status_note"])
    emails.tell_organisers_of_wish(appearance)
    emails.tell_wish_received(appearance)
    return appearance


@transition
def note_technical_needs(appearance, needs):
    """Store what a speaker needs to speak."""
    _session, appearance = lock_appearance(appearance)
    appearance.technical_needs = needs
    appearance.save(update_fields=["technical_needs"])
    return appearance


@transition
def confirm_appearance(appearance, *, by=None, note=""):
    """Note a yes: the speaker's own (`by` is None), or on their behalf by an organiser, who says how they know.

    Whoever has no address has heard of the session where they agreed, on the telephone say.
    """
    if by is None:
        return _answer(appearance, Appearance.Status.CONFIRMED, reason="")
    appearance = record_answer(appearance, status=Appearance.Status.CONFIRMED, note=note, by=by)
    emails.tell_answer_received(appearance)
    if not appearance.speaker.email:
        SPEAKERS.note_as_said(appearance, organiser=by, words=note)
    return appearance


@transition
def decline_appearance(appearance, *, reason="", by=None):
    """Note a no, with the speaker's reason, or on their behalf with a note. The name is public no longer."""
    if by is not None:
        return record_answer(appearance, status=Appearance.Status.DECLINED, note=reason, by=by)
    return _answer(appearance, Appearance.Status.DECLINED, reason=reason)


@transition
def record_answer(appearance, *, status, note, by=None):
    """Write down a yes or no that came another way than by the personal link; the note says how it is known.

    Without `by` it stood in an imported text.
    """
    if not note.strip():
        raise AnswerNeedsNote
    session, appearance = lock_appearance(appearance)
    if appearance.status != status or (by and appearance.is_read_in_a_text):
        _set_appearance_status(appearance, status, by=by, note=note)
        appearance.session = settle_session(session, by=by)
    return appearance


@transition
def reopen_appearance(appearance, *, by=None, note=""):
    """Take an answer back: the speaker has still to answer. Nobody is written to."""
    session, appearance = lock_appearance(appearance)
    if not appearance.is_requested:
        _set_appearance_status(appearance, Appearance.Status.REQUESTED, by=by, note=note)
        expect_answers(session, by=by)
    return appearance


@transition
def withdraw_appearance(appearance, *, by, note=""):
    """Take a speaker out of a session without an answer of theirs."""
    session, appearance = lock_appearance(appearance)
    if appearance.status != Appearance.Status.WITHDRAWN:
        _set_appearance_status(appearance, Appearance.Status.WITHDRAWN, by=by, note=note)
        appearance.session = settle_session(session, by=by)
    return appearance


@transition
def remove_appearance(appearance, *, by):
    """Delete an entry that was never meant to be; whoever was asked is withdrawn instead, so that it stays known."""
    session, appearance = lock_appearance(appearance)
    appearance.delete()
    settle_session(session, by=by)


def _answer(appearance, status, *, reason):
    """Note a speaker's own answer and tell the organisers."""
    session, appearance = lock_appearance(appearance)
    if appearance.status == status:
        return appearance
    if appearance.status == Appearance.Status.WITHDRAWN:
        raise NothingToAsk
    if session.is_cancelled:
        raise SessionIsCancelled
    if session.has_begun():
        raise SessionHasBegun
    _set_appearance_status(appearance, status, by=None, note=reason)
    before = session.status
    appearance.session = settle_session(session)
    emails.tell_organisers_of_answer(appearance, changes_session=appearance.session.status != before)
    emails.tell_answer_received(appearance)
    return appearance


def _set_appearance_status(appearance, status, *, by, note):
    appearance.status, appearance.status_at = status, timezone.now()
    appearance.status_by, appearance.status_note, appearance.other_time_at = by, note, None
    appearance.save(update_fields=["status", "status_at", "status_by", "status_note", "other_time_at"])
