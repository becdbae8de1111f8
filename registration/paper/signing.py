"""The list to sign of a session: who has a place in it, and lines for those who come without."""

from pathlib import Path
from typing import NamedTuple

from django.db.models import Count, Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.models import Pool, Session, Slot
from programme.paper import pdf
from programme.paper.wording import about, long_date, on_paper, text, times, zone_name
from registration.models import Registration
from registration.models.papers import Kind
from registration.paper.names import WORDS, plain

TEMPLATE = Path(__file__).with_name("signing.typ")
EMPTY_LINES, MOST_EMPTY_LINES = 5, 60


class Signing(NamedTuple):
    """What people sign for: a session, or a follow-up of it that has places of its own (`slot`)."""

    session: Session
    slot: Slot | None
    registered: int

    @property
    def key(self):
        return f"{self.session.code}-{self.slot.pk}" if self.slot else self.session.code

    @property
    def slots(self):
        return [self.slot] if self.slot else self.session.slots_of_all

    @property
    def title(self):
        title = text(self.session.title)
        return f"{self.slot.label}: {title}" if self.slot else title

    @property
    def title_with_time(self):
        """Two dates of one title are told apart by it."""
        title = self.session.named_at(self.slots[0].starts_at if self.slots else None)
        return f"{self.slot.label}: {title}" if self.slot else title


def signings(conference):
    """Return all there is to sign for in a conference, in the order of time; without drafts and what is cancelled."""
    sessions = conference.sessions.announced().exclude(status=Session.Status.CANCELLED)
    sessions = sessions.select_related("conference", "host").prefetch_related(
        "pools", Prefetch("slots", Slot.objects.select_related("room").order_by("starts_at", "pk"))
    )
    sessions = list(sessions)
    confirmed = Registration.objects.confirmed().filter(session__in=sessions).order_by()
    counts = {
        (session, slot): count
        for session, slot, count in confirmed.values_list("session", "slot").annotate(count=Count("pk"))
    }
    found = []
    for session in sessions:
        for slot in [None, *(slot for slot, _pool in session.bookable_follow_ups)]:
            found.append(Signing(session, slot, counts.get((session.pk, slot and slot.pk), 0)))
    return sorted(found, key=lambda it: (not it.slots, it.slots and it.slots[0].starts_at, it.session.pk))


def people(signing):
    """Return the registrations of those who have a place, by name; who waits has none."""
    confirmed = signing.session.registrations.confirmed().filter(slot=signing.slot)
    return confirmed.select_related("attendee", "pool").order_by("attendee__folded_name", "attendee__pk")


def signing_list(signing, *, language, empty_lines=EMPTY_LINES):
    """Return the PDF of one list to sign."""
    conference = signing.session.conference
    with on_paper(conference, language):
        rows = list(people(signing))
        is_hybrid = signing.slot is None and len(signing.session.own_pools) > 1
        modes = dict(Pool.Mode.choices)
        data = {
            **about(conference),
            "when": [_line(slot) for slot in signing.slots] or [_("Time follows")],
            "facts": _facts(signing),
            "is_hybrid": is_hybrid,
            "people": [[row.attendee.name, row.attendee.organisation, str(modes[row.pool.mode])] for row in rows],
            "empty_lines": empty_lines,
            "count": ngettext("%d registered", "%d registered", len(rows)) % len(rows),
            "words": {
                "list": _("List to sign"),
                "number": _("No."),
                "name": _("Name"),
                "organisation": _("Organisation"),
                "mode": _("On site or online"),
                "signature": _("Signature"),
                "page": _("Page"),
            },
        }
        title = _("List to sign: %(session)s") % {"session": signing.title}
        return pdf(TEMPLATE, {**data, "session": signing.title}, language=language, title=title)


def _line(slot):
    room = f", {text(slot.room.name)}" if slot.room else ""
    return f"{long_date(timezone.localtime(slot.starts_at))}, {times(slot)}{room}"


def _facts(signing):
    """Return the zone of the times, and who holds the session."""
    conference, slots = signing.session.conference, signing.slots
    zone = zone_name(conference, slots[0].starts_at if slots else None)
    return [zone, signing.session.host.name if signing.session.host else conference.host_name]


def file_name(signing, number=None):
    """Return what the file of a list is called: with its number in a ZIP, so that they lie in the order of time."""
    title = plain(signing.title)[:60] or signing.key
    return f"{number:03}-{title}.pdf" if number else f"{plain(WORDS[Kind.LIST], title)}.pdf"
