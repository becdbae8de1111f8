"""The words of the picture that messengers show beside the address of a page; programme.share_drawing draws it."""

import hashlib
import json
from dataclasses import asdict, dataclass

from django.utils.translation import get_language

WIDTH, HEIGHT = 1200, 630
DRAWING = 1  # to be raised when the same words are drawn otherwise


@dataclass(frozen=True)
class Card:
    """The words of a picture: `above` and `below` are small."""

    above: str
    title: str
    below: str

    @property
    def digest(self):
        """What stands in the address: other words have another one."""
        return hashlib.blake2b(json.dumps([DRAWING, asdict(self)]).encode(), digest_size=8).hexdigest()

    @property
    def words(self):
        """What a picture says to those who do not see it."""
        return ", ".join(word for word in (self.above, self.title, self.below) if word)


def of_conference(conference):
    """Return the card of a conference, in the active language."""
    first, last = conference.starts_on, conference.ends_on
    dates = _date(first) if first == last else f"{_date(first)} - {_date(last)}"
    return Card("", str(conference.title), dates)


def of_session(session):
    """Return the card of a session, in the active language."""
    conference = session.conference
    slot = session.main_slot
    when = ""
    if slot is not None:
        start = slot.starts_at.astimezone(conference.zone)
        when = f"{_date(start)}, {start:%H:%M}"
    title = f"{session.get_status_display()}: {session.title}" if session.is_cancelled else str(session.title)
    return Card(str(conference.title), title, when)


def _date(day):
    return f"{day:%d.%m.%Y}" if get_language() == "de" else f"{day:%Y-%m-%d}"
