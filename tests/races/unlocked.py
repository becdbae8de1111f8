"""What the locks of the actions return, without locking: for the controls."""

from programme.models import Pool, Session
from registration.exceptions import Gone
from registration.models import Attendee


def lock(session_pks):
    return list(Pool.objects.filter(session__in=list(session_pks)).order_by("pk").values_list("pk", flat=True))


def lock_attendee(pk):
    attendee = Attendee.objects.filter(pk=pk).first()
    if attendee is None:
        raise Gone
    return attendee


def lock_pools(session_pk):
    return {pool.pk: pool for pool in Pool.objects.filter(session=session_pk).order_by("pk")}


def lock_session(session):
    return Session.objects.select_related("conference").get(pk=session.pk)


def lock_rooms(pks):
    list(pks)
