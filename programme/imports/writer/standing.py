"""Where something stands in the programme, if the text says otherwise and the import does not follow it.

The text of a conference is often older than its programme. Whoever reads an old time in a preview would think that it
still holds, and move the session back.
"""

from datetime import datetime

from django.utils.text import format_lazy
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from programme.imports.changes import Standing
from programme.imports.writer.comparison import is_nothing
from programme.models import Slot
from womconf.quotes import in_quotes_lazy

MOVED = _(
    "“{name}” was moved and stands at {here} in the programme; the text says {text}. The import leaves it where it is."
)
ELSEWHERE = _("“{name}” was given the room {here} in the programme; the text says {text}. The import leaves it there.")


def find(timetable, *, zone, report):
    """Return a Standing for each slot and break that stays elsewhere than the text says; tell it in the report.

    What text and programme both have changed is told as a conflict already.
    """
    found = []
    for item, owner in timetable.placed:
        if item.is_new or all(item.now(name) == item.wanted.get(name, item.now(name)) for name in ("period", "room")):
            continue
        _tell(item, owner, report)
        starts_at, ends_at = _moments(item.now("period"), zone)
        said_at, _said_end = _moments(item.wanted.get("period", item.now("period")), zone)
        is_main = item.row.kind != Slot.Kind.FOLLOW_UP
        found.append(Standing(*owner, said_at, starts_at, ends_at, _shown(item, "room"), is_main))
    for slot, owner in timetable.without_time:
        times = [
            localtime(moment, zone).replace(tzinfo=None) if moment else None
            for moment in (slot.starts_at, slot.ends_at)
        ]
        found.append(Standing(*owner, None, *times, str(slot.room or ""), is_main=True))
    return found


def _tell(item, owner, report):
    """Warn of a time, or of a room alone, that somebody has changed here since; a text without one says nothing."""
    _kind, line, name = owner
    for field, message, tell in (("period", MOVED, report.warning), ("room", ELSEWHERE, report.info)):
        said = item.wanted.get(field)
        if field in item.outcome.kept or is_nothing(said) or said == item.now(field):
            continue
        if field == "period" and _is_end_given_here(said, item.now(field)):
            continue
        words = {"name": in_quotes_lazy(name), "here": _shown(item, field), "text": _show(item, field, said)}
        tell("moved_here", format_lazy(message, **words), item.line or line)
        return


def _is_end_given_here(said, here):
    """Whether the text leaves open what the programme says: „14:00 –“."""
    return said.split("/")[0] == here.split("/")[0] and said.endswith("/")


def _shown(item, field):
    return _show(item, field, item.now(field))


def _show(item, field, value):
    return next(found.show(value) for found in item.fields if found.name == field)


def _moments(period, zone):
    """Return start and end of a period on the conference's clock, naive as those of a draft."""
    return [
        localtime(datetime.fromisoformat(moment), zone).replace(tzinfo=None) if moment else None
        for moment in period.split("/")
    ]
