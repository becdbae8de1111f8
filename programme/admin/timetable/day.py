"""One day of the timetable as organisers see it: every room, every state of a session, and what has no time yet."""

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from hashlib import sha256

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _

from programme.admin.timetable.form import minutes_shown
from programme.grid import whole
from programme.models import Appearance, Session, Slot
from programme.moments import HiddenMomentWidget
from programme.periods import MORNING
from programme.templatetags.programme_text import short_date, time_span
from programme.timetable import Entry, days_of
from programme.years import is_ours
from womconf.shown import as_sent

HOUR = timedelta(hours=1)
FIRST, LAST = time(9), time(18)  # what is shown of an empty day
MOST_AT_THE_SIDE = 100
MOST_DAYS = 14  # of a conference each of which has a link of its own, even if nothing is on it
USUAL_MINUTES = 60


class DayPlan:
    """What the page shows of one day; times are in the active zone, which is that of the conference."""

    def __init__(self, conference, day, *, may_move, may_add):
        self.conference, self.date = conference, day
        self.rooms = list(conference.rooms.all())
        self._write = _Words(conference, day, may_move=may_move, may_add=may_add)
        self.starts_at = datetime.combine(day, time(), conference.zone)
        slots = self._slots()
        self._today = [slot for slot in slots if slot.starts_at >= self.starts_at]
        self._running = [
            slot
            for slot in slots
            if slot.starts_at < self.starts_at and slot.session_id and day in days_of(slot, conference.zone)
        ]
        self.further, self._without_time = self._at_the_side()
        self._speakers = self._speakers_of(
            [*(slot.session_id for slot in slots), *(session.pk for session in self._without_time)]
        )

    def _slots(self):
        """Return the slots of the day, and those that began before it and go on."""
        goes_on = Q(ends_at__gt=datetime.combine(self.date, MORNING, self.conference.zone))
        end = datetime.combine(self.date + timedelta(days=1), time(), self.conference.zone)
        found = Slot.objects.filter(Q(starts_at__gte=self.starts_at) | goes_on, conference=self.conference)
        found = found.filter(starts_at__lt=end).select_related("session").defer(*_LONG).order_by("starts_at", "pk")
        rooms = {room.pk: room for room in self.rooms}
        for slot in found:
            slot.conference, slot.room = self.conference, rooms.get(slot.room_id)
        return list(found)

    def _at_the_side(self):
        """Return how many sessions without a time are left out, and the others."""
        main = Slot.objects.filter(session=OuterRef("pk"), kind=Slot.Kind.MAIN)
        found = self.conference.sessions.exclude(status=Session.Status.CANCELLED).filter(~Exists(main))
        shown = list(found.defer("abstract").order_by("pk")[: MOST_AT_THE_SIDE + 1])
        further = found.count() - MOST_AT_THE_SIDE if len(shown) > MOST_AT_THE_SIDE else 0
        return further, shown[:MOST_AT_THE_SIDE]

    def _speakers_of(self, sessions):
        """Return {key of a session: names of its speakers}."""
        names = defaultdict(list)
        shown = Appearance.objects.shown().filter(session__in={key for key in sessions if key})
        for session, name in shown.values_list("session", "speaker__name"):
            names[session].append(name)
        return names

    @property
    def version(self):
        """A short text that is another one as soon as the page would show something else."""
        rows = [
            (slot.pk, slot.starts_at, slot.ends_at, slot.room_id, slot.kind, str(slot.title.data), slot.session_id)
            for slot in [*self._today, *self._running]
        ]
        sessions = {slot.session for slot in [*self._today, *self._running] if slot.session_id}
        said = [
            (session.pk, session.status, str(session.title.data), self._speakers.get(session.pk))
            for session in sorted({*sessions, *self._without_time}, key=lambda session: session.pk)
        ]
        rooms = [(room.pk, room.position, str(room.name.data)) for room in self.rooms]
        return sha256(repr((rows, said, rooms, self.further)).encode()).hexdigest()[:16]

    @property
    def columns(self):
        return [*self.rooms, None]

    @property
    def table(self):
        """Return {"above": cards, "rows": [{"at", "starts_at", "minutes", "cells"}], "until"}."""
        entries = [Entry(slot, slot.session) for slot in self._today]
        grid = whole(entries, self.rooms, self._hours(), self.conference.zone)
        seen = set()
        rows = [
            {
                "at": _milliseconds(row.starts_at),
                "starts_at": date_format(row.starts_at, "TIME_FORMAT"),
                "minutes": row.minutes,
                "is_hour": row.starts_at.minute == 0,
                "cells": [self._cell(cell, seen) for cell in row.cells],
            }
            for row in grid.rows
        ]
        return {"above": [self._card(entry.slot) for entry in grid.above], "rows": rows, "until": self._until}

    def _hours(self):
        """Return the moments of the hours to show: one before what is first and one after what is last, at least."""
        zone = self.conference.zone
        first, last = (datetime.combine(self.date, clock, zone).astimezone(UTC) for clock in (FIRST, LAST))
        end = datetime.combine(self.date + timedelta(days=1), time(), zone).astimezone(UTC)
        for slot in self._today:
            begins = slot.starts_at.astimezone(zone).replace(minute=0, second=0, microsecond=0).astimezone(UTC)
            first = min(first, begins - HOUR)
            last = max(last, min(slot.ends_at or slot.starts_at, end) + HOUR)
        first = max(first, self.starts_at.astimezone(UTC))
        hours = [first]
        while hours[-1] < min(last, end):
            hours.append(min(hours[-1] + HOUR, end))
        ends = [slot.ends_at for slot in self._today if slot.ends_at and slot.ends_at - slot.starts_at < 16 * HOUR]
        self._until = _milliseconds(max([hours[-1], *ends]))
        return hours

    def _cell(self, cell, seen):
        cards = [self._card(entry.slot, is_again=entry.slot.pk in seen) for entry in cell.entries]
        seen.update(entry.slot.pk for entry in cell.entries)
        spans = format_html(
            "{}{}{}",
            format_html(' rowspan="{}"', cell.rows) if cell.rows > 1 else "",
            format_html(' colspan="{}"', cell.columns) if cell.columns > 1 else "",
            format_html(' class="{}"', "pause" if cell.is_break else "filled") if cards else "",
        )
        return spans, cards

    def _card(self, slot, *, is_again=False):
        return self._write.card(slot, self._speakers.get(slot.session_id, ()), is_again=is_again)

    @property
    def running(self):
        """Return (day, card) of what began on an earlier day: it is moved by its form, or where it begins."""
        cards = [{**self._card(slot), "is_movable": False} for slot in self._running]
        days = [short_date(timezone.localtime(slot.starts_at)) for slot in self._running]
        return list(zip(days, cards, strict=True))

    @property
    def without_time(self):
        return [self._write.card_without_time(each, self._speakers.get(each.pk, ())) for each in self._without_time]

    @cached_property
    def days(self):
        """Return the days that have a link: those of the conference, unless they are many, and all with something."""
        conference = self.conference
        slots = Slot.objects.filter(conference=conference).order_by()
        found = {self.date, *slots.dates("starts_at", "day")}
        length = (conference.ends_on - conference.starts_on).days + 1
        if length <= MOST_DAYS:
            found |= {conference.starts_on + timedelta(days=number) for number in range(length)}
        return sorted(found)


_LONG = ["session__abstract", "session__internal_note", "session__materials", "session__cancelled_because"]


class _Words:
    """What stands on cards; each different word is found once for a page."""

    def __init__(self, conference, day, *, may_move, may_add):
        self._day = day
        self._form = reverse("admin:programme_timetable", args=[conference.pk])
        self._page = reverse("admin:programme_session_change", args=[0]).replace("/0/", "/{}/")
        self._break = reverse("admin:programme_slot_change", args=[0]).replace("/0/", "/{}/")
        self._may_move, self._may_add = may_move, may_add
        self._known, self._widget = {}, HiddenMomentWidget()

    def _once(self, key, write):
        if key not in self._known:
            self._known[key] = write()
        return self._known[key]

    def card(self, slot, speakers, *, is_again):
        session = slot.session
        name = str(session.title) if session else str(slot.title) or _("Break")
        card = self._of(f"slot-{slot.pk}", name, session, speakers)
        if not self._may_move and session is None:
            card["url"] = self._break.format(slot.pk)
        return {
            **card,
            "link": card["url"],
            "is_again": is_again,
            "is_movable": self._may_move and not is_again,
            "where": self._once(slot.room, lambda: str(slot.room or "")),
            "times": self._once((slot.starts_at, slot.ends_at), lambda: time_span(slot)),
            "label": (str(slot.title) or _("Follow-up")) if slot.kind == Slot.Kind.FOLLOW_UP else "",
            "starts": _milliseconds(slot.starts_at),
            "minutes": "" if slot.minutes is None else minutes_shown(slot),
            "room": slot.room_id or "",
            "shown": self._once(slot.starts_at, lambda: "|".join(as_sent(self._widget, slot.starts_at))),
        }

    def card_without_time(self, session, speakers):
        card = self._of(f"session-{session.pk}", str(session.title), session, speakers)
        url = card["url"] if self._may_add or not self._may_move else self._page.format(session.pk)
        link = f"{url}?day={self._day}" if self._may_add and self._may_move else url
        return {**card, "url": url, "link": link, "minutes": USUAL_MINUTES, "is_movable": self._may_add}

    def _of(self, key, name, session, speakers):
        is_usual = session is None or session.status == Session.Status.CONFIRMED
        return {
            "key": key,
            "name": name,
            "url": f"{self._form}{key}/" if self._may_move else session and self._page.format(session.pk),
            "session": session.pk if session else "",
            "status": session.status if session else "break",
            "state": "" if is_usual else self._once(session.status, session.get_status_display),
            "speakers": ", ".join(speakers),
        }


def _milliseconds(moment):
    return int(moment.timestamp() * 1000)


def chosen_day(conference, query):
    """Return the date that an address names, be it by a session; else today, or the first day of the conference."""
    try:
        day = date.fromisoformat(query.get("day", ""))
    except ValueError:
        day = None
    if day and is_ours(day.year):
        return day
    session = query.get("session", "")
    if session.isdecimal() and len(session) < 19:
        first = Slot.objects.filter(session=session, conference=conference).order_by("starts_at").first()
        if first:
            return timezone.localdate(first.starts_at)
    today = timezone.localdate()
    return today if conference.starts_on <= today <= conference.ends_on else conference.starts_on
