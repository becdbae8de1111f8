"""Whose e-mails come back, for the first page of the admin."""

from django import template
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils import timezone

from programme.models import Appearance, Conference, Speaker
from registration.models import Attendee, Registration
from womconf.mail.models import Message

register = template.Library()
NAMED = 20  # of each kind


@register.inclusion_tag("admin/bounces.html")
def people_whose_mail_comes_back(perms):
    """Name the people of conferences that are not over; first who waits for a place, then who has one.

    Among them are those who mistyped their address, and wait for an e-mail that asks whether the form was theirs.
    `perms` are those of the organiser, who is told of nobody whom they may not see.
    """
    conferences = [found for found in Conference.objects.all() if found.is_rehearsal or found.ends_at > timezone.now()]
    bouncing = Q(conference__in=conferences, email__in=Message.objects.bounced().values("to"))
    attendees = _attendees(bouncing) if perms["registration"]["view_attendee"] else Attendee.objects.none()
    speakers = _speakers(bouncing) if perms["programme"]["view_speaker"] else Speaker.objects.none()
    counts = [attendees.count(), speakers.count()]
    return {
        "attendees": attendees[:NAMED],
        "speakers": speakers[:NAMED],
        "attendees_not_named": max(0, counts[0] - NAMED),
        "speakers_not_named": max(0, counts[1] - NAMED),
        "count": sum(counts),
    }


def _attendees(bouncing):
    theirs = Registration.objects.live()
    waits = theirs.filter(attendee=OuterRef("pk"), status=Registration.Status.WAITING)
    has_place = theirs.filter(attendee=OuterRef("pk"), status=Registration.Status.CONFIRMED)
    in_order = Prefetch(
        "registrations",
        theirs.select_related("pool__session", "pool__slot").order_by("-status", "position"),
        to_attr="live",
    )
    found = Attendee.objects.filter(bouncing).annotate(waits=Exists(waits), has_place=Exists(has_place))
    return found.prefetch_related(in_order).order_by("-waits", "-has_place", "name", "pk")


def _speakers(bouncing):
    theirs = Appearance.objects.filter(status__in=[Appearance.Status.REQUESTED, Appearance.Status.CONFIRMED])
    in_order = Prefetch("appearances", theirs.select_related("session").order_by("pk"), to_attr="live")
    return Speaker.objects.filter(bouncing).prefetch_related(in_order).order_by("sort_key", "name", "pk")
