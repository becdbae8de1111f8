"""Who is there: marked at the door, on a list, by the code, or online. A mark that comes twice is one.

Registration.attended_at follows from the marks, whatever order they arrive in (docs/decisions/0029).
"""

import uuid
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from programme.actions import add_place
from programme.models import Session
from registration import emails
from registration.actions.free_places import give_place, take_free_place
from registration.actions.places import has_free_place, set_status, up_to_date
from registration.actions.registering import enter
from registration.actions.transitions import lock, now_in_database, transition
from registration.exceptions import (
    FollowUpAlone,
    IsElsewhere,
    LinkIsOver,
    NoPlaceForThem,
    NoPlaceThere,
    NotConfirmedAtTheDoor,
    NothingChosen,
    NotRegisteredAnyMore,
    NotThatDayYet,
    Overlapping,
)
from registration.models import HelperLink, Mark, Registration
from womconf import prepared

# It is not deleted meanwhile, nor does it make two helpers with the same link wait for each other.
HOLD_LINK = "SELECT FROM registration_helperlink WHERE id = %s AND revoked_at IS NULL FOR KEY SHARE"
LINKS_KEPT = timedelta(days=7)  # after their day


@transition
def mark_present(registration, *, how, at=None, by=None, link=None, key=None):
    """Note that somebody has come. Return whether that is new.

    Whoever waits gets a place first, if one is free: from an organiser (`by`) also one that is kept back, from a helper
    (`link`) where the waiting list no longer moves up. Raise NotRegisteredAnyMore, NotConfirmedAtTheDoor,
    NoPlaceForThem, IsElsewhere, NotThatDayYet.
    """
    _hold(link)
    if day := registration.first_day_ahead(timezone.now()):
        raise NotThatDayYet(registration, day)
    if Registration.objects.waiting().filter(pk=registration.pk).exists():
        try:
            give_place(registration, by=by) if by else take_free_place(registration, is_here=True)
        except NoPlaceThere as refusal:
            raise NoPlaceForThem(registration) from refusal
        except Overlapping as refusal:
            raise IsElsewhere(registration) from refusal
    registration = _locked(registration)
    status = Registration.Status
    if registration.status == status.PENDING:
        raise NotConfirmedAtTheDoor(registration)
    if registration.status == status.WAITING:
        raise NoPlaceForThem(registration)
    if registration.status != status.CONFIRMED:
        raise NotRegisteredAnyMore(registration)
    return _note(registration, is_present=True, how=how, at=at, by=by, link=link, key=key)


@transition
def unmark_present(registration, *, how=Mark.How.LIST, at=None, by=None, link=None, key=None):
    """Take it back that somebody has come. Return whether that changed anything."""
    _hold(link)
    return _note(_locked(registration), is_present=False, how=how, at=at, by=by, link=link, key=key)


def note_online(registration, now):
    """Note that somebody came in online, unless they are known to be there; the registration is locked."""
    if registration.attended_at is None:
        _note(registration, is_present=True, how=Mark.How.ONLINE, at=now)


def add_walk_in(conference, *, key=None, **person):
    """Enter somebody who stands at the door without a registration, and mark them. Return their Registration.

    `pools`, `name`, `organisation`, and by an organiser also an `email`, as with `add`. The place must be free: a
    helper (`link`) leaves those alone that are kept back. An organiser (`by`) may say that there is room for
    `one_more`: then the session has one place more. Raise NoPlaceForThem, SessionNotBookable, FollowUpAlone.
    """
    key = key or uuid.uuid4()
    try:
        return _add_walk_in(conference, key=key, **person)
    except _CameTwice:
        return Mark.objects.select_related("registration").get(key=key).registration


class _CameTwice(Exception):
    """The same form was there a moment ago."""


@transition
def _add_walk_in(conference, *, pools, name, key, language="", by=None, link=None, at=None, one_more=False, **person):
    if not pools:
        raise NothingChosen
    _hold(link)
    if link and any(pool.slot_id for pool in pools):
        raise FollowUpAlone
    if link:
        keys = {pool.pk for pool in pools}
        if any(pool.pk in keys and not has_free_place(pool) for pool in up_to_date(_lock(pools))):
            _refuse_twice(key)
            raise NoPlaceForThem(name=name)
    language = language or settings.LANGUAGE_CODE
    registrations = enter(
        conference, name=name, pools=pools, language=language, by=by, may_enter=_is_open_at_the_door, **person
    )
    _refuse_twice(key)
    waiting = [registration for registration in registrations if registration.status == Registration.Status.WAITING]
    if waiting and not (one_more and by):
        raise NoPlaceForThem(name=name)
    for registration in waiting:
        add_place(registration.pool)
        set_status(registration, Registration.Status.CONFIRMED, now_in_database(), by=by)
    emails.tell_everything(registrations[0].attendee)
    for number, registration in enumerate(registrations):
        each = key if number == 0 else uuid.uuid5(key, str(number))
        _note(_locked(registration), is_present=True, how=Mark.How.WALK_IN, at=at, by=by, link=link, key=each)
    return registrations[0]


def _hold(link):
    """Raise LinkIsOver where a helper's link was revoked or deleted a moment ago."""
    if link and not prepared.fetch(HOLD_LINK, [link.pk]):
        raise LinkIsOver


def _lock(pools):
    return lock(pool.session_id for pool in pools)


def _refuse_twice(key):
    """Raise _CameTwice where this form was entered already; the places are locked, so no other one is under way."""
    if Mark.objects.filter(key=key).exists():
        raise _CameTwice


def _is_open_at_the_door(pool):
    """Also once the session is over: somebody types in what was noted on paper, or on a phone without a network."""
    return pool.session.was_announced and pool.session.status != Session.Status.CANCELLED


def _locked(registration):
    """Return a registration as it is now, locked: whoever marks the same person waits for the other one."""
    rows = Registration.objects.select_for_update(no_key=True, of=("self",)).select_related("attendee", "pool__session")
    found = rows.filter(pk=registration.pk).first()
    if found is None:  # its person was deleted a moment ago
        raise NotRegisteredAnyMore
    return found


def _note(registration, *, is_present, how, at=None, by=None, link=None, key=None):
    """Write a mark down once, and what follows from all of them. Return whether the presence is another one now."""
    mark = Mark(registration=registration, is_present=is_present, how=how, at=at or now_in_database(), by=by, link=link)
    mark.key = key or mark.key
    was_present = registration.attended_at is not None
    Mark.objects.bulk_create([mark], ignore_conflicts=True)
    follow_marks(registration)
    return was_present != (registration.attended_at is not None)


def follow_marks(registration):
    """Write down since when somebody is present, as the marks of a locked registration say."""
    since = None
    for is_present, at in registration.marks.in_order().values_list("is_present", "at"):
        since = (since or at) if is_present else None
    if registration.attended_at != since:
        registration.attended_at = since
        registration.save(update_fields=["attended_at"])


def hand_over_marks(registration, other):
    """Let the marks of one locked registration be those of another one of the same person."""
    if registration.marks.update(registration=other):
        follow_marks(registration)
        follow_marks(other)


@transition
def revoke_helper_link(link):
    """Make a helper's link worthless from now on; what was marked by it stays."""
    HelperLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=timezone.now())


def forget_helper_links(now=None):
    """Delete helpers' links a week after their day, with the names of the helpers. Return how many."""
    return HelperLink.objects.filter(day__lt=timezone.localdate(now) - LINKS_KEPT).delete()[0]
