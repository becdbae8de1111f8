"""What the page with the timetable shows: as a list or a table, its days, their entries in words."""

from functools import lru_cache

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _

from programme import timetable
from programme.cards import Cards
from programme.grid import FROM_AT_ONCE, grid
from programme.models import Room


def context(published, found, now, noted=()):
    """Return what a template shows of what a ProgrammeFilter leaves, in its language and the conference's zone.

    Only where nothing but the day is chosen, the breaks stand between the sessions. The whole programme says what goes
    on now. Where the address does not say whether it is to be a list or a table, the programme does. `noted` are codes
    of sessions that somebody has noted.
    """
    conference = published.conference
    cards = Cards(conference, now, frozenset(noted))
    days = timetable.days(found.sessions_found, [] if found.narrows else published.breaks, conference.zone)
    if day := found.cleaned_data.get("day"):
        days = [timetable.alone(each) for each in days if str(each.date) == day]
    tables = [] if found.view == "list" else [grid(day, conference.zone) for day in days]
    at_once = max((table.at_once for table in tables if table), default=0)
    view = found.view or ("grid" if at_once >= FROM_AT_ONCE else "list")
    if view == "list":
        tables = [None] * len(days)
    going_on, following = ([], None) if found.is_active else timetable.now_and_next(days, now)
    return {
        "view": view,
        "days": [_day(day, cards, table) for day, table in zip(days, tables, strict=True)],
        "going_on": cards.of_entries(going_on),
        "following": _moment(following, cards) if following else None,
        "without_time": cards.without_time(timetable.without_time(found.sessions_found)),
    }


def _day(day, cards, table):
    return {
        "date": day.date,
        "first": day.moments[0].starts_at if day.moments else None,
        "running": cards.of_entries(day.running),
        "grid": _grid(table, cards) if table else None,
        "moments": [] if table else [_moment(moment, cards) for moment in day.moments],
    }


def _moment(moment, cards):
    return {"starts_at": moment.starts_at, "entries": cards.of_entries(moment.entries)}


def _grid(table, cards):
    rows = [
        {
            "starts_at": date_format(row.starts_at, "TIME_FORMAT"),
            "minutes": row.minutes,
            "begins": row.begins,
            "cells": [
                {"attributes": _attributes(*cell.shape), "entries": cards.of_entries(cell.entries)}
                if cell.entries
                else EMPTY
                for cell in row.cells
            ],
        }
        for row in table.rows
    ]
    return {
        "columns": [_column(column, cards) for column in table.columns],
        "is_wide": table.is_wide,
        "rows": rows,
        "above": cards.of_entries(table.above),
    }


EMPTY = {"entries": []}


@lru_cache(maxsize=1000)  # most cells are of few shapes
def _attributes(rows, columns, is_break, is_repeated):
    rows = format_html(' rowspan="{}"', rows) if rows > 1 else ""
    columns = format_html(' colspan="{}"', columns) if columns > 1 else ""
    pause = format_html(' class="pause{}"', " again" if is_repeated else "") if is_break else ""
    return format_html("{}{}{}", rows, columns, pause) if rows or columns or pause else ""


def _column(column, cards):
    if column is None:
        return {"name": _("Without a room"), "kind": "", "url": ""}
    name, kind = cards.name(column), ""
    if isinstance(column, Room) and column.kind != Room.Kind.ON_SITE:
        kind = column.kind_beside_name
    return {"name": name, "kind": kind, "url": column.get_absolute_url()}
