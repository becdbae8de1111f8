"""Where something stands in the programme, if the text says otherwise and the import does not follow it.

The text of a conference is often older than its programme. Whoever reads an old time in a preview would think that it
still holds, and move the session back.
"""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from programme.fields import translations
from programme.imports.writer.comparison import is_nothing
from programme.imports.writer.names import fold
from womconf.quotes import in_quotes_lazy

MOVED = _(
    "“{name}” was moved and stands at {here} in the programme; the text says {text}. The import leaves it where it is."
)
MOVES = ("period", "room")
SHORTEST = 6  # letters of a title that say something
ELSEWHERE = _("“{name}” was given the room {here} in the programme; the text says {text}. The import leaves it there.")


def tell(timetable, report):
    """Say of each slot and break that it stays elsewhere than the text says.

    What text and programme both have changed is told as a conflict already.
    """
    for item, owner in timetable.placed:
        if not item.is_new and any(item.now(name) != item.wanted.get(name, item.now(name)) for name in MOVES):
            _tell(item, owner, report)


LIKE = _(
    "“{new}” would be a new session, beside “{old}” ({places}), which stays in the programme and is no longer in the "
    "text. If it is the same one, answer what its words are, or give it the same title in the text."
)


def tell_alike(timetable, report):
    """Warn of each new session whose title is that of one that the text no longer has, with more or fewer words."""
    paired = {id(item.row) for item in timetable.items["session"]}
    left = [row for row in timetable.stored.sessions.values() if id(row) not in paired]
    titles = [(fold(title), row) for row in left for title in translations(row.title).values()]
    for item in timetable.items["session"] if titles else ():
        if not item.is_new:
            continue
        for old in [row for title, row in titles if _is_alike(title, fold(item.name))][:1]:
            places = ", ".join(str(pool) for pool in old.pools.all())
            words = {"new": in_quotes_lazy(item.name), "old": in_quotes_lazy(str(old)), "places": places}
            report.warning("alike", format_lazy(LIKE, **words), item.line)


def _is_alike(one, other):
    short, long = sorted((one, other), key=len)
    return len(short) >= SHORTEST and long.startswith(short) and not long[len(short) : len(short) + 1].isalnum()


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
