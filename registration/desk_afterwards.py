"""What the organisers' desk says of the time after the sessions: what to decide before, and what is to do then."""

from datetime import timedelta

from django.db.models import Count, Exists, Min, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.desk import watch
from programme.desk.items import AFTERWARDS, CONFERENCE, MOST_NAMED, Item, Named, some
from programme.models import AccessLink, Session, SessionFile, Slot
from registration.models import Mailing, Registration

BEFORE, AFTER = timedelta(days=14), timedelta(days=28)


def _has_access_links(conference):
    """Whether the program knows a way into a video conference, so that it sees who comes."""
    return AccessLink.objects.filter(Q(session__conference=conference) | Q(room__conference=conference)).exists()


@watch("programme.change_conference")
def not_decided(desk):
    """What is off unless somebody chooses it, and would be missed when it is too late."""
    conference = desk.conference
    if desk.is_over or conference.is_example or not conference.is_public or desk.today < conference.starts_on - BEFORE:
        return
    off = {}  # {field: what it would do}
    if conference.thanks_time is None:
        off["thanks_time"] = _("the e-mail of thanks, with materials and recordings")
    if not conference.asks_feedback:
        off["asks_feedback"] = _("the question how it was")
    if not conference.join_counts_as_presence and _has_access_links(conference):
        off["join_counts_as_presence"] = _("that whoever comes online counts as present, and can get a certificate")
    if off:
        sentence = _("Switched off for the time after the sessions: %s.") % "; ".join(off.values())
        page = reverse("admin:programme_conference_change", args=[conference.pk])
        yield Item("afterwards-off", CONFERENCE, sentence, f"{page}#id_{next(iter(off))}", _("Choose"))


@watch("registration.view_mailing")
def mailings_not_sent(desk):
    waiting = Mailing.objects.filter(conference=desk.conference, sent_at__isnull=True).order_by()
    number, since = waiting.aggregate(number=Count("pk"), since=Min("created_at")).values()
    if number:
        sentence = ngettext(
            "%d e-mail to many is written, but not sent.", "%d e-mails to many are written, but not sent.", number
        )
        page = reverse("admin:registration_mailing_changelist", query={"conference__id__exact": desk.conference.pk})
        yield Item("mailings-unsent", CONFERENCE, sentence % number, page, _("Show them"), since)


def _held(desk):
    """Return the sessions that took place, as long as somebody may still want something of them."""
    sessions = Session.objects.filter(conference=desk.conference).announced()
    slots = Slot.objects.filter(session=OuterRef("pk"))
    took_place = sessions.exclude(status=Session.Status.CANCELLED).filter(Exists(slots))
    return took_place if desk.is_over and desk.now < desk.conference.ends_at + AFTER else sessions.none()


@watch("registration.view_registration")
def nobody_present(desk):
    """Sessions with registrations of which none is marked: nobody gets a certificate for them."""
    confirmed = Registration.objects.confirmed().settled().filter(session=OuterRef("pk")).order_by()
    found = _held(desk).filter(Exists(confirmed), ~Exists(confirmed.filter(attended_at__isnull=False)))
    if number := found.count():
        sentence = ngettext(
            "In %d session nobody is marked as present, so nobody gets a certificate for it:",
            "In %d sessions nobody is marked as present, so nobody gets a certificate for them:",
            number,
        )
        page = reverse(
            "admin:registration_registration_changelist", query={"session__conference__id__exact": desk.conference.pk}
        )
        named = (Named(str(session), f"{page}&session={session.pk}") for session in found.order_by("pk")[:MOST_NAMED])
        act = _("Mark who was there")
        yield Item("nobody-present", AFTERWARDS, sentence % number, page, act, None, *some(named, number))


@watch("programme.change_session")
def no_materials(desk):
    shown = Exists(SessionFile.objects.shown().filter(session=OuterRef("pk")))
    found = _held(desk).filter(~shown, materials__is_written=False, materials_url="", recording_url="")
    if number := found.count():
        sentence = ngettext(
            "%d session has neither materials nor a recording:",
            "%d sessions have neither materials nor a recording:",
            number,
        )
        page = reverse("admin:programme_session_changelist", query={"conference__id__exact": desk.conference.pk})
        named = (
            Named(str(session), f"{reverse('admin:programme_session_change', args=[session.pk])}#id_materials_url")
            for session in found.order_by("pk")[:MOST_NAMED]
        )
        act = _("Show all sessions")
        yield Item("no-materials", AFTERWARDS, sentence % number, page, act, None, *some(named, number))
