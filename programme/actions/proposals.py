"""Texts that speakers propose for their sessions: sent, accepted, declined."""

from django.utils import timezone

from programme import emails
from programme.actions.locks import lock_session, transition
from programme.exceptions import NotTheirSession, ProposalHasChanged, ProposalIsDecided, SessionIsCancelled
from programme.models import Proposal, Session
from programme.models.proposals import text_of, with_text


@transition
def propose_texts(speaker, session, texts):
    """Store texts that a speaker proposes for one of their sessions: {(field, language): text}.

    A new proposal takes the place of one that waits; what the session says already is none. Raise NotTheirSession where
    they are neither asked for it nor have agreed.
    """
    session = lock_session(session)
    if session.is_cancelled:
        raise SessionIsCancelled
    if not session.appearances.taking_part().filter(speaker=speaker).exists():
        raise NotTheirSession
    for (field, language), text in sorted(texts.items()):
        what = {"speaker": speaker, "session": session, "field": field, "language": language}
        base = text_of(session, field, language)
        if text == base:
            Proposal.objects.waiting().filter(**what).delete()
        else:
            sent = {"text": text, "base": base, "sent_at": timezone.now()}
            Proposal.objects.update_or_create(**what, status=Proposal.Status.WAITING, defaults=sent)


@transition
def accept_proposal(proposal, *, by, shown, text=None):
    """Let a session say what a speaker proposed, or `text`, which an organiser made of it; tell the speaker.

    `shown` is the digest of the proposal that the organiser saw. Raise ProposalIsDecided, ProposalHasChanged.
    """
    proposal = _lock(proposal, shown)
    text = proposal.text if text is None else text
    session = proposal.session
    setattr(session, proposal.field, with_text(session, proposal.field, proposal.language, text))
    session.save(update_fields=[proposal.field])
    return _decide(proposal, Proposal.Status.ACCEPTED, by=by, is_edited=text != proposal.text)


@transition
def decline_proposal(proposal, *, by, shown, reason):
    """Leave a session as it is; `reason` goes to the speaker. Raise ProposalIsDecided, ProposalHasChanged."""
    return _decide(_lock(proposal, shown), Proposal.Status.DECLINED, by=by, reason=reason)


def _lock(proposal, shown):
    try:
        session = lock_session(Session(pk=proposal.session_id))
    except Session.DoesNotExist as error:  # deleted a moment ago, and the proposal with it
        raise ProposalIsDecided from error
    locked = Proposal.objects.select_for_update(no_key=True, of=("self",)).select_related("speaker")
    proposal = locked.filter(pk=proposal.pk).first()
    if proposal is None or not proposal.is_waiting:
        raise ProposalIsDecided
    proposal.session = session
    if proposal.digest != shown:
        raise ProposalHasChanged
    return proposal


def _decide(proposal, status, *, by, is_edited=False, reason=""):
    proposal.status, proposal.decided_at, proposal.decided_by = status, timezone.now(), by
    proposal.is_edited, proposal.reason = is_edited, reason
    proposal.save(update_fields=["status", "decided_at", "decided_by", "is_edited", "reason"])
    emails.tell_of_decision(proposal)
    return proposal
