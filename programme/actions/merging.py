"""Two rows that are one person, and people who only look like it."""

from itertools import combinations

from django.db.models import Q

from programme import emails
from programme.actions.locks import lock_session, transition
from programme.actions.sessions import settle_session
from programme.exceptions import Busy, NotTheSamePerson, PersonIsGone
from programme.fields import translations
from programme.models import (
    Appearance,
    Consent,
    DifferentSpeakers,
    ImportedItem,
    Picture,
    Proposal,
    Session,
    SessionFile,
    Speaker,
    ToldToSpeaker,
)
from womconf.mail.models import Message

BETTER_FIRST = [
    Appearance.Status.CONFIRMED,
    Appearance.Status.REQUESTED,
    Appearance.Status.DECLINED,
    Appearance.Status.WITHDRAWN,
]
FILLED_IN = "degree", "family_name", "organisation", "position", "website", "email", "phone", "owner"


@transition
def merge_speakers(kept, other, *, by):
    """Make one person of two who are the same: `kept` stays, with everything that `other` has.

    Where both have the same role in a session, the better status counts. What `kept` says of themselves stays; where
    they say nothing, what `other` said does. `other` is deleted with their history, and their personal link ends.
    """
    pks = sorted([kept.pk, other.pk])
    sessions = Session.objects.filter(pk__in=Appearance.objects.filter(speaker__in=pks).order_by().values("session"))
    sessions = [lock_session(session) for session in sessions.order_by("pk")]
    kept, other = _lock_both(kept, other, pks)
    if kept.conference_id != other.conference_id or kept.pk == other.pk:
        raise NotTheSamePerson
    if Appearance.objects.filter(speaker__in=pks).exclude(session__in=sessions).exists():  # asked a moment ago
        raise Busy
    ImportedItem.objects.forget_who_appears(other)  # so that the next import does not bring the other name back
    _move_appearances(kept, other)
    _move_rest(kept, other)
    _fill_in(kept, other)
    other.delete()
    emails.readdress(kept)
    for session in sessions:
        settle_session(session, by=by)
    return kept


def _lock_both(kept, other, pks):
    rows = Speaker.objects.select_for_update(of=("self",)).select_related("conference").filter(pk__in=pks)
    found = {row.pk: row for row in rows.order_by("pk")}
    try:
        return found[kept.pk], found[other.pk]
    except KeyError as error:
        raise PersonIsGone from error


def _move_appearances(kept, other):
    theirs = {(row.session_id, row.role): row for row in kept.appearances.order_by("pk")}
    for row in other.appearances.order_by("pk"):
        twin = theirs.get((row.session_id, row.role))
        better = _better(twin, row) if twin else row
        better.speaker = kept
        better.save(update_fields=["speaker", "technical_needs"])


def _better(*twins):
    """Delete the worse of two rows of one part in one session. Return the other one."""
    better, worse = sorted(twins, key=lambda row: BETTER_FIRST.index(row.status))
    better.technical_needs = better.technical_needs or worse.technical_needs
    worse.delete()
    return better


def _move_rest(kept, other):
    """Where only one row of a kind can be, the newer one stays, which says more of today; of consents the older one."""
    for consent in Consent.objects.valid().filter(speaker=other):
        _keep_one(Consent.objects.valid().filter(speaker=kept, kind=consent.kind), consent, newest="-given_at")
    for proposal in other.proposals.filter(status=Proposal.Status.WAITING):
        same = {name: getattr(proposal, name) for name in ("session", "field", "language", "status")}
        _keep_one(kept.proposals.filter(**same), proposal, newest="sent_at")
    for told in other.told.all():
        _keep_one(kept.told.filter(uid=told.uid), told, newest="told_at")
    for model in (Consent, Proposal, SessionFile, ToldToSpeaker, Message):
        model.objects.filter(speaker=other).update(speaker=kept)
    if not Picture.objects.filter(speaker=kept).exists():
        Picture.objects.filter(speaker=other).update(speaker=kept)
    if not ImportedItem.objects.filter(kind="speaker", object_id=kept.pk).exists():
        ImportedItem.objects.filter(kind="speaker", object_id=other.pk).update(object_id=kept.pk)
    said = DifferentSpeakers.objects.filter(Q(one=other) | Q(other=other))
    for pair in said.select_related("one", "other"):
        third = pair.other if pair.one_id == other.pk else pair.one
        if third.pk != kept.pk:
            _note_different([kept, third], by=pair.by)


def _keep_one(twins, row, *, newest):
    """Delete the older of a row and its twin; `newest` names what is compared, with "-" where the older one stays."""
    name, older_stays = newest.lstrip("-"), newest.startswith("-")
    if twin := twins.first():
        older, newer = sorted([twin, row], key=lambda each: getattr(each, name))
        (newer if older_stays else older).delete()


def _fill_in(kept, other):
    for name in FILLED_IN:
        setattr(kept, name, getattr(kept, name) or getattr(other, name))
    if not translations(kept.biography):
        kept.biography = other.biography
    kept.internal_note = "\n\n".join(filter(None, [kept.internal_note, other.internal_note]))
    kept.wants_reminders = kept.wants_reminders and other.wants_reminders
    kept.save(update_fields=[*FILLED_IN, "biography", "internal_note", "wants_reminders"])


@transition
def tell_speakers_apart(speakers, *, by):
    """Note that these look like one person, and are not. Return how many pairs were noted."""
    speakers = list(Speaker.objects.filter(pk__in=[speaker.pk for speaker in speakers]).order_by("pk"))
    if len({speaker.conference_id for speaker in speakers}) > 1:
        raise NotTheSamePerson
    return sum(_note_different(pair, by=by) for pair in combinations(speakers, 2))


def _note_different(pair, *, by):
    one, other = sorted(pair, key=lambda speaker: speaker.pk)
    return DifferentSpeakers.objects.get_or_create(one=one, other=other, defaults={"by": by})[1]
