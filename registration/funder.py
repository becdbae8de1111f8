"""Figures for the funder's report: how many registered and were present, in what and from where. No names of people.

Organisations are words that people typed, such as the name of somebody's own practice: one is named only where three
people or more come from it; the others are counted together.
"""

from collections import Counter
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.exports.tables import Table
from programme.models import Pool, Room
from programme.paper.wording import long_date, times
from registration.models import Attendee, Registration
from registration.paper.signing import signings
from registration.tables import FEW


class Row(NamedTuple):
    title: str
    when: str
    registered: int
    waiting: int
    present: int
    registered_on_site: int
    registered_online: int
    present_on_site: int
    present_online: int


class Figures(NamedTuple):
    """`sessions` are Rows, `total` is the Row of their sums; `organisations` are [name, registered, present]."""

    sessions: list
    total: Row
    people: int
    people_present: int
    organisations: list


def figures(conference):
    """Return the Figures of a conference, in the active language; times on its clocks."""
    counts = _counts(conference)
    rows = [_row(signing, counts) for signing in signings(conference)]
    sums = [sum(row[place] for row in rows) for place in range(2, len(Row._fields))]
    with_place = Registration.objects.confirmed().filter(session__conference=conference)
    there = Registration.objects.filter(session__conference=conference, attended_at__isnull=False)
    return Figures(
        rows,
        Row(_("In all"), "", *sums),
        with_place.values("attendee").distinct().count(),
        there.values("attendee").distinct().count(),
        _organisations(conference, with_place, there),
    )


def _counts(conference):
    """Return {(session, slot): [(mode of the place, status, was present), …]} of a conference."""
    found = {}
    rows = Registration.objects.settled().filter(session__conference=conference).order_by()
    for session, slot, mode, status, attended_at in rows.values_list(
        "session", "slot", "pool__mode", "status", "attended_at"
    ).iterator():
        found.setdefault((session, slot), []).append((mode, status, attended_at is not None))
    return found


def _row(signing, counts):
    rows = counts.get((signing.session.pk, signing.slot and signing.slot.pk), [])
    default = _mode(signing)
    status = Registration.Status
    by_mode = Counter()
    for mode, state, was_present in rows:
        if state == status.CONFIRMED:
            by_mode["registered", mode or default] += 1
        if was_present:
            by_mode["present", mode or default] += 1
    first = signing.slots[0] if signing.slots else None
    on_site, online = Pool.Mode.ON_SITE, Pool.Mode.ONLINE
    return Row(
        signing.title,
        f"{long_date(first.starts_at.astimezone(signing.session.conference.zone))}, {times(first)}" if first else "",
        sum(state == status.CONFIRMED for _mode, state, _present in rows),
        sum(state == status.WAITING for _mode, state, _present in rows),
        sum(was_present for _mode, _state, was_present in rows),
        *(by_mode[what, mode] for what in ("registered", "present") for mode in (on_site, online)),
    )


def _mode(signing):
    """Return how everybody takes part where there is one kind of places; "" where they could choose.

    Without a room it is where the conference is: in its house, else online.
    """
    house = Room.Kind.ON_SITE if signing.session.conference.venue else Room.Kind.ONLINE
    kinds = {slot.room.kind for slot in signing.slots if slot.room} or {house}
    modes = {Room.Kind.ON_SITE: Pool.Mode.ON_SITE, Room.Kind.ONLINE: Pool.Mode.ONLINE}
    return modes.get(kinds.pop(), "") if len(kinds) == 1 else ""


def _organisations(conference, with_place, there):
    """Return [name, registered, present] of each organisation, the largest first; then the small ones; then none."""
    people = Attendee.objects.filter(conference=conference)
    came, names = set(there.values_list("attendee", flat=True)), {}
    registered, present, spelled = Counter(), Counter(), {}
    for pk, folded, name in people.filter(pk__in=with_place.values("attendee")).values_list(
        "pk", "folded_organisation", "organisation"
    ):
        key = " ".join(folded.split())
        registered[key] += 1
        present[key] += pk in came
        spelled.setdefault(key, Counter())[name.strip()] += 1
    for key, spellings in spelled.items():
        names[key] = spellings.most_common(1)[0][0]
    large = [key for key, count in registered.items() if key and count >= FEW]
    small = [key for key, count in registered.items() if key and count < FEW]
    rows = [[names[key], registered[key], present[key]] for key in sorted(large, key=lambda k: (-registered[k], k))]
    if small:
        words = ngettext(
            "%(count)d organisation with fewer than %(few)d people",
            "%(count)d organisations with fewer than %(few)d people",
            len(small),
        )
        words %= {"count": len(small), "few": FEW}
        rows.append([words, sum(registered[key] for key in small), sum(present[key] for key in small)])
    if registered[""]:
        rows.append([_("Without an organisation"), registered[""], present[""]])
    return rows


# As tables


def table_of_sessions(found):
    columns = [(_("Session"), 50), (_("When"), 35), *((title, 14) for title in titles())]
    people = [_("Different people"), "", found.people, None, found.people_present, None, None, None, None]
    return Table(_("Sessions"), columns, [*map(list, found.sessions), list(found.total), people])


def titles():
    """Return what the columns of numbers are called."""
    names = [_("Registered"), _("Waiting"), _("Present"), _("Registered, on site"), _("Registered, online")]
    return [*names, _("Present, on site"), _("Present, online")]


def table_of_organisations(found):
    columns = [(_("Organisation"), 50), (_("Registered"), 14), (_("Present"), 14)]
    return Table(_("Organisations"), columns, found.organisations)
