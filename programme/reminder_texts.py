"""What a reminder says of each slot: all from fields, nothing that anybody typed for it (docs/decisions/0024)."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme import markdown
from programme.models import Facts, Part, Pool, Slot
from programme.telling import Change, Occasion, Said
from womconf.quotes import in_quotes

LONGEST_WAY = 600  # characters of a paragraph on how to get to a room
PARTS = re.compile(r"\n\s*(?:\n|(?=[-*+] |\d+[.)] ))")  # begin after an empty line, and with each item of a list


@dataclass(frozen=True)
class Reminded:
    """One slot in the mail.

    `change` is what the person does not know of it yet, or None. `way_in` stands for their address of an online
    session ("": there is none), which opens at `opens_at`. `directions` and `access` are those of a room that the mail
    has not described before. `taken` is how many places are taken, for speakers.
    """

    slot: Slot
    title: str
    change: Change | None
    way_in: str
    opens_at: datetime
    directions: str
    access: str
    taken: int | None

    @property
    def session(self):
        return self.slot.session

    @property
    def opens_on_another_day(self):
        return _day(self.opens_at, self.slot) != _day(self.slot.starts_at, self.slot)


def context(slots, changes, occasion, **facts):
    """Return what the templates of a reminder show; for `facts` see reminded. In the active language and time zone."""
    shown = {slot.uid for slot in slots}
    return {
        "reminded": reminded(slots, changes, **facts),
        "others": [change for change in changes if change.uid not in shown],
        "subject": subject(slots, occasion),
        "is_soon": occasion == Occasion.SOON,
    }


def reminded(slots, changes, *, way_in, minutes, counts_places=False):
    """Return the Reminded of some slots, in the active language.

    `way_in` makes, of a slot, what stands for the way in, or None; `minutes`: how long before the start it opens.
    """
    changed = {change.uid: change for change in changes if change.before}
    found, described = [], {None}
    for slot in slots:
        room = None if slot.room_id in described or slot.place == Pool.Mode.ONLINE.label else slot.room
        described.add(slot.room_id)
        found.append(
            Reminded(
                slot,
                title_of(slot),
                changed.get(slot.uid),
                way_in(slot) or "",
                slot.starts_at - timedelta(minutes=minutes),
                _on_one_line(room.public_directions) if room else "",
                _on_one_line(room.access) if room else "",
                _taken(slot) if counts_places else None,
            )
        )
    return found


def _on_one_line(text):
    """Return the words of a Markdown text; a dot parts its paragraphs and the items of its lists."""
    return " · ".join(filter(None, (markdown.plain(part, LONGEST_WAY) for part in PARTS.split(str(text)))))


def title_of(slot):
    return Facts.of(slot, Part.ATTENDING).title


def _taken(slot):
    pools = list(slot.session.pools.all())
    own = [pool for pool in pools if pool.slot_id == slot.pk] or [pool for pool in pools if pool.slot_id is None]
    return sum(pool.taken for pool in own)


def of_these_days(changes, slots):
    """Return those Changes that concern the days of some slots: of what begins then, or was to begin."""
    days = {_day(slot.starts_at, slot) for slot in slots}
    return [
        change
        for change in changes
        if any(facts and _day(facts.starts_at, slots[0]) in days for facts in (change.before, change.now))
    ]


def as_known(slots, changes, part):
    """Return the Said of those slots that are as the person was told, in the active language."""
    new = {change.uid for change in changes}
    return [Said.of(slot, part) for slot in slots if slot.uid not in new]


def subject(slots, occasion):
    """Say the fact itself, in the active language."""
    now, zone, number = timezone.now(), slots[0].conference.zone, len(slots)
    begins = slots[0].starts_at.astimezone(zone)
    minutes = max(1, ceil((begins - now).total_seconds() / 60))
    time = date_format(begins, "TIME_FORMAT")
    named = {"title": in_quotes(title_of(slots[0])), "time": time, "number": number, "minutes": minutes}
    if occasion == Occasion.SOON:
        if number > 1:
            return _("In %(minutes)d minutes: %(number)d sessions") % named
        return ngettext("In %(minutes)d minute: “%(title)s”", "In %(minutes)d minutes: “%(title)s”", minutes) % named
    is_today = begins.date() == timezone.localdate(now, zone)
    if number == 1:
        return (_("Today: “%(title)s” at %(time)s") if is_today else _("Tomorrow: “%(title)s” at %(time)s")) % named
    if is_today and _day(slots[-1].starts_at, slots[-1]) != begins.date():
        return _("Today and tomorrow: %(number)d sessions, from %(time)s") % named
    words = (
        _("Today: %(number)d sessions, from %(time)s")
        if is_today
        else _("Tomorrow: %(number)d sessions, from %(time)s")
    )
    return words % named


def _day(moment, slot):
    return moment.astimezone(slot.conference.zone).date()
