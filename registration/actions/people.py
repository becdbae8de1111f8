"""What people ask for about themselves, and how those are forgotten who never confirmed."""

from contextlib import suppress
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError
from django.db.models import F
from django.utils import timezone

from programme.actions import send_speaker_link
from programme.exceptions import SentAMomentAgo
from programme.models import Conference, Speaker
from registration import emails
from registration.actions.places import check_overlaps, expire_lone_follow_ups, fill, set_status, vouch
from registration.actions.presence import hand_over_marks
from registration.actions.transitions import lock, lock_attendee, now_in_database, transition
from registration.exceptions import (
    AddressIsTaken,
    Busy,
    Gone,
    MergeTheOtherWayRound,
    NoAddress,
    NotTheSamePerson,
    TooManyMails,
)
from registration.models import AccessNeeds, Attendee, Registration, Submission
from womconf import jobs

SEND_LINKS_TASK = "registration.tasks.send_links"
# A form that was not confirmed after this time is forgotten, with the address and everything that was sent for it.
UNCONFIRMED_KEPT = timedelta(days=7)


CORRECTED = {"name", "organisation", "language", "phone"}


@transition
def correct(attendee, **changes):
    """Correct what a person is called, or in which language they are written to. Nothing else is written."""
    if foreign := changes.keys() - CORRECTED:
        raise TypeError(f"correct() does not write {sorted(foreign)}")
    attendee = lock_attendee(attendee.pk)
    for name, value in changes.items():
        setattr(attendee, name, value)
    attendee.save(update_fields=list(changes))
    return attendee


@transition
def revoke_feed(attendee):
    """Make the addresses of somebody's calendar that were given out so far worthless."""
    Attendee.objects.filter(pk=attendee.pk).update(feed_version=F("feed_version") + 1)


@transition
def ask_for_address(attendee, *, email):
    """Note that somebody wants to be written to elsewhere, and ask there whether that is right.

    The answer never depends on whether the address is known: that is told to whoever has opened the link there.
    Raises TooManyMails.
    """
    attendee = lock_attendee(attendee.pk)
    if not emails.may_write_to_new_address(attendee, email):
        raise TooManyMails
    attendee.new_email, attendee.new_email_asked_at = email, now_in_database()
    attendee.address_version += 1
    attendee.save(update_fields=["new_email", "new_email_asked_at", "address_version"])
    emails.ask_new_address(attendee)
    return attendee


@transition
def change_address(attendee, *, version):
    """Write to the new address from now on; old links end, and the old address is told. `version` is that of the link.

    Raises Gone where the wish was taken back or carried out, AddressIsTaken.
    """
    attendee = lock_attendee(attendee.pk)
    if not attendee.new_email or attendee.address_version != version:
        raise Gone
    emails.tell_address_changed(attendee)
    attendee.email, attendee.new_email, attendee.new_email_asked_at = attendee.new_email, "", None
    attendee.link_version += 1
    attendee.address_version += 1
    try:
        attendee.save(update_fields=["email", "new_email", "new_email_asked_at", "link_version", "address_version"])
    except IntegrityError as error:  # attendee_email_once: somebody else has it, perhaps since a moment ago
        raise AddressIsTaken from error
    emails.readdress(attendee)
    emails.tell_everything(attendee)
    return attendee


@transition
def erase(attendee):
    """Delete a person at their wish, with all they registered for and all that was written to them.

    Their places go to the waiting lists. Nothing is left to write to, so no mail says so. Raises Busy where a form of
    theirs arrives at this moment.
    """
    pool_ids = lock(attendee.registrations.live().values_list("session_id", flat=True))
    attendee = Attendee.objects.select_for_update().filter(pk=attendee.pk).first()
    if attendee is None:  # in another window
        return
    if attendee.registrations.live().exclude(pool__in=pool_ids).exists():
        raise Busy
    attendee.delete()
    fill(pool_ids, now_in_database())


@transition
def forget_everybody(conference):
    """Delete all people of a conference, with all they registered for and all that was written to them."""
    lock(conference.sessions.values_list("pk", flat=True))
    conference.attendees.all().delete()


@transition
def merge(attendee, other, *, by):
    """Make one person of two who are the same: `attendee` stays, with everything that `other` has.

    Where both are in a session, the better one counts: a place before a number on the list, and there the earlier one.
    What either of them has confirmed is confirmed. `other` is deleted, and what was written to them.
    """
    pks = sorted([attendee.pk, other.pk])
    pool_ids = lock(Registration.objects.live().filter(attendee__in=pks).values_list("session_id", flat=True))
    attendee, other = _lock_both(attendee, other, pks)
    if attendee.conference_id != other.conference_id or pks[0] == pks[1]:
        raise NotTheSamePerson
    if other.email_confirmed_at and not attendee.email_confirmed_at:
        raise MergeTheOtherWayRound
    now = now_in_database()
    unconfirmed = set(Registration.objects.filter(attendee__in=pks).unconfirmed().values_list("pk", flat=True))
    theirs = {(row.session_id, row.slot_id): row for row in attendee.registrations.live()}
    for row in other.registrations.live():
        twin = theirs.get((row.session_id, row.slot_id))
        if twin is not None:
            better, worse = sorted([row, twin], key=_rank)
            if better.pk in unconfirmed and worse.pk not in unconfirmed:
                vouch(better, now, by=by, submission=worse.submission)
            set_status(worse, Registration.Status.CANCELLED, now, by=by)
            hand_over_marks(worse, better)
    other.registrations.update(attendee=attendee)
    other.certificates.update(attendee=attendee)
    check_overlaps(attendee.conference, attendee.confirmed_pools, are_meant=True)
    words = {name: getattr(attendee, name) for name in ("name", "organisation", "language")}
    other.submissions.update(attendee=attendee, **words)
    other.delete()
    fill(pool_ids, now)
    emails.tell_everything(attendee)
    return attendee


def _lock_both(attendee, other, pks):
    found = {row.pk: row for row in Attendee.objects.select_for_update().filter(pk__in=pks).order_by("pk")}
    try:
        return found[attendee.pk], found[other.pk]
    except KeyError as error:
        raise Gone from error


def _rank(registration):
    """Order what somebody has in a session: the better the smaller."""
    order = [Registration.Status.CONFIRMED, Registration.Status.PENDING, Registration.Status.WAITING]
    return order.index(registration.status), registration.position


def _to_write_to():
    """Return people who stay until the transaction ends: a mail to somebody who is deleted meanwhile is refused."""
    return Attendee.objects.select_related("conference").select_for_update(no_key=True, of=("self",))


@transition
def send_everything(attendee):
    """Send somebody once more what they are registered for. Raises NoAddress and TooManyMails."""
    attendee = _to_write_to().get(pk=attendee.pk)
    if not attendee.email:
        raise NoAddress
    if not emails.may_write_to(attendee):
        raise TooManyMails
    emails.tell_everything(attendee)


def forget_needs_of_the_past(now=None):
    """Delete all access needs of conferences that were over ACCESS_NEEDS_DAYS ago, where they were. Return how many."""
    count = 0
    for conference in Conference.objects.filter(attendees__submissions__access_needs__isnull=False).distinct():
        last_day = timezone.localdate(now, conference.zone) - timedelta(days=settings.ACCESS_NEEDS_DAYS)
        if conference.ends_on < last_day:
            count += AccessNeeds.objects.filter(submission__attendee__conference=conference).delete()[0]
    return count


def ask_for_links(email):
    """Have the personal links of an address sent to it by the worker: those of people who registered, and of speakers.

    Nothing here depends on whether the address is known, so that not even the time it takes tells.
    """
    known = {
        name: list(people.with_address(email).order_by("pk").values_list("pk", flat=True))
        for name, people in [("attendees", Attendee.objects), ("speakers", Speaker.objects)]
    }
    jobs.defer(SEND_LINKS_TASK, known)


@transition
def send_links(attendees, speakers=()):
    """Send each of these people (primary keys) their personal link."""
    for attendee in _to_write_to().filter(pk__in=attendees).order_by("pk"):
        emails.send_link(attendee)
    for speaker in Speaker.objects.filter(pk__in=speakers).order_by("pk"):
        with suppress(SentAMomentAgo):
            send_speaker_link(speaker)


def forget_unconfirmed():
    """Delete forms that nobody confirmed in a week, and people who have nothing else. Return how many people."""
    last_moment = now_in_database() - UNCONFIRMED_KEPT
    for submission in Submission.objects.filter(confirmed_at__isnull=True, sent_at__lt=last_moment):
        with suppress(Gone, Busy):  # what cannot be had at the moment waits for the next time
            _forget_submission(submission)
    Attendee.objects.filter(new_email_asked_at__lt=last_moment).update(new_email="", new_email_asked_at=None)
    without_anything = Attendee.objects.filter(
        email_confirmed_at__isnull=True,
        submissions__isnull=True,
        registrations__isnull=True,
        created_at__lt=last_moment,
    )
    return sum(_forget_attendee(attendee) for attendee in without_anything)


@transition
def _forget_submission(submission):
    pool_ids = lock(submission.registrations.live().values_list("session_id", flat=True))
    lock_attendee(submission.attendee_id)
    if not Submission.objects.filter(pk=submission.pk, confirmed_at__isnull=True).exists():  # confirmed just now
        return
    _hand_over(submission)
    submission.registrations.all().delete()
    emails.forget_submission(submission)
    submission.delete()
    now = now_in_database()
    expire_lone_follow_ups(pool_ids, now)
    fill(pool_ids, now)


def _hand_over(submission):
    """Let what a form asked for belong to a newer one that asked for the same and can still be confirmed."""
    others = list(submission.attendee.submissions.unconfirmed().exclude(pk=submission.pk))
    for registration in submission.registrations.unconfirmed():
        if newer := next((form for form in others if registration.pool_id in form.asked_for), None):
            registration.submission = newer
            registration.save(update_fields=["submission"])


@transition
def _forget_attendee(attendee):
    attendee = Attendee.objects.select_for_update().filter(pk=attendee.pk, email_confirmed_at__isnull=True).first()
    if attendee is None or attendee.submissions.exists():  # came back at the last moment
        return 0
    attendee.delete()
    return 1
