"""How people take part, where a title says it and the text names no room: „Online-Sprechstunde“, „(hybrid)“.

Whether a conference is online as a whole says its frame; then no session needs a room for it.
"""

import re
from dataclasses import replace

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from womconf.quotes import in_quotes_lazy

_KINDS = (
    r"(?:\w*sprechstunde|seminar|workshop|\w*vortrag|veranstaltung|austausch|\w*treffen|\w*gespräch|fragerunde|\w*abend"
    r"|info(?:rmations)?-?veranstaltung|podium(?:sdiskussion)?|diskussion|lesung|schulung|kurs|café|stammtisch|meeting"
    r"|panel|talk|session|training|fortbildung|plenum|auftakt|eröffnung|abschluss|konferenz|lecture|class|q\s?&\s?a)"
)
# What it is has a name: „Online-Sucht“, „Online-Seminare planen“ are subjects.
ONLINE = re.compile(
    rf"(?:(?:online|web|video|zoom|teams|webex)(?:\s?-\s?|\s|(?<=web)){_KINDS}(?=$|\s?[:,|(–—]|\s-\s|(?-i:\s[„“\"\dA-ZÄÖÜ])"
    r"|\s(?:mit|zu[mr]?|für|von|der|des|with|on|for|by|of)\s)|(?:online|(?:per|via)\szoom)(?:\s?[:|]|\s[–—-])\s"
    r"|web(?:inar|talk)(?=\s?[:|]|\s[–—-]\s|\s[„“\"]))",
    re.IGNORECASE,
)
FORMATS = frozenset({"Webinar", "Webtalk"})
HYBRID = re.compile(r"(?:in\s|als\s)?hybrid(?:e[sr]?)?(?:[\s-]?(?:veranstaltung|format|event|session))?", re.IGNORECASE)
HYBRID_FIRST = re.compile(r"hybrid(?:\s?[:|]|\s[–—-])\s", re.IGNORECASE)
ROOM = "online"

READ_AS_ONLINE = _("“{title}” was read as online: the text says so, and names no room.")
READ_AS_HYBRID = _("“{title}” was read as on site and online; the text names no room.")


def is_online(words):
    """Whether a title or a format says that people join online."""
    return words in FORMATS or ONLINE.match(words) is not None


def is_hybrid_title(words):
    return HYBRID_FIRST.match(words) is not None or is_hybrid(words)


def is_hybrid(words):
    return HYBRID.fullmatch(words.strip(" \t,;:–—-*()[]")) is not None


def give_rooms(sessions, draft, report):
    """Let those be online of which the text says so and names no room, and tell of each."""
    if draft.mode == "online":
        return
    for session in sessions:
        if session.room or session.named_rooms or session.open_rooms:
            continue
        title = in_quotes_lazy(session.draft.title)
        if session.draft.is_hybrid:
            report.info("hybrid_without_room", format_lazy(READ_AS_HYBRID, title=title), session.draft.line)
        elif session.is_online:
            session.room, session.rooms_left = ROOM, [] if session.draft.slots else [ROOM]
            session.draft.slots[:] = [replace(slot, room=ROOM) for slot in session.draft.slots]
            report.info("online", format_lazy(READ_AS_ONLINE, title=title), session.draft.line)
