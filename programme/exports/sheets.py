"""The programme as a table, CSV (RFC 4180) or XLSX (ECMA-376): Published in, bytes out.

One row for each slot of a session, one for a session whose time follows. A further fact of a session is a further line
in COLUMNS. How a table becomes a file stands in programme.exports.tables.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, NamedTuple

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programme.exports import tables
from programme.fields import in_language
from programme.languages import content_languages, language_name
from programme.models import Appearance, Session, Slot
from programme.models.facts import Aid


class Row(NamedTuple):
    """One line of the table. `slot` None: the time follows. `people`: the names of each role, in one text.

    `language`: of the texts. `words`: what the statuses and languages of sessions are called in it.
    """

    session: Any
    slot: Slot | None
    people: dict
    conference: Any
    language: str
    words: dict

    def text(self, value):
        """Return a translated text in the language of the table, else in another that it has."""
        return in_language(value, self.language)[0].replace("\r\n", "\n").strip() if value else ""

    def local(self, moment):
        """Return a moment on the clocks of the conference, without its zone, which spreadsheets do not know."""
        return moment.astimezone(self.conference.zone).replace(tzinfo=None) if moment else None


class Column(NamedTuple):
    """`value` returns the text or the local datetime of a Row, None for nothing; `width` is counted in digits."""

    title: str
    value: Callable[[Row], Any]
    width: int = 20


def _kind(row):
    if row.slot is None or row.slot.kind == Slot.Kind.MAIN:
        return gettext("Session")
    return row.text(row.slot.title) or gettext("Follow-up")


def _materials(row):
    files = [file.web_address for file in row.session.shown_files]
    return " ".join(filter(None, [row.text(row.session.materials), row.session.materials_url, *files]))


COLUMNS = [
    Column(_("Start"), lambda row: row.slot and row.local(row.slot.starts_at), 17),
    Column(_("End"), lambda row: row.slot and row.local(row.slot.ends_at), 17),
    Column(_("Time zone"), lambda row: row.conference.time_zone, 15),
    Column(_("Kind"), _kind, 14),
    Column(_("Title"), lambda row: row.text(row.session.title), 60),
    Column(_("Status"), lambda row: row.words[row.session.status], 12),
    Column(_("Room"), lambda row: row.slot and row.slot.room and row.text(row.slot.room.name)),
    Column(_("Speakers"), lambda row: row.people.get(Appearance.Role.SPEAKER), 40),
    Column(_("Panel"), lambda row: row.people.get(Appearance.Role.PANEL), 30),
    Column(_("Chair"), lambda row: row.people.get(Appearance.Role.MODERATION), 25),
    Column(_("Interpreters"), lambda row: row.people.get(Appearance.Role.INTERPRETER), 25),
    Column(_("Host organisation"), lambda row: row.session.host and row.session.host.name, 30),
    Column(_("Track"), lambda row: row.session.track and row.text(row.session.track.name)),
    Column(_("Format"), lambda row: row.text(row.session.format), 15),
    Column(_("Language"), lambda row: row.words.get(row.session.language), 12),
    Column(_("Interpretation"), lambda row: ", ".join(map(language_name, row.session.interpreted_into))),
    Column(_("Accessibility"), lambda row: ", ".join(str(Aid(aid).label) for aid in row.session.aids)),
    Column(_("Target group"), lambda row: row.text(row.session.target_group), 25),
    Column(_("Materials"), _materials, 40),
    Column(_("Recording"), lambda row: row.session.recording, 40),
    Column(_("Abstract"), lambda row: row.text(row.session.abstract), 60),
    Column(_("Address"), lambda row: f"{settings.BASE_URL}{row.session.get_absolute_url()}", 40),
]


def rows(published):
    """Yield the Rows of a programme in the order of time; sessions whose time follows stand at the end."""
    language = translation.get_language()
    words = {code: str(name) for code, name in [*content_languages(), *Session.Status.choices]}
    slots = [(slot, session) for session in published.sessions for slot in session.fetched("slots")]
    slots.sort(key=lambda pair: (pair[0].starts_at, pair[1].pk, pair[0].pk))
    slots += [(None, session) for session in published.sessions if not session.fetched("slots")]
    people = {session.pk: _people(session) for session in published.sessions}
    for slot, session in slots:
        yield Row(session, slot, people[session.pk], published.conference, language, words)


def _people(session):
    """Return the people of each role, separated by semicolons; it is said who has not agreed yet."""
    found = defaultdict(list)
    for appearance in session.fetched("appearances"):
        name = appearance.speaker.full_name
        found[appearance.role].append(f"{name} ({appearance.in_words})" if appearance.is_requested else name)
    return {role: "; ".join(names) for role, names in found.items()}


def as_csv(published):
    """Return the table as CSV, in the active language."""
    return tables.as_csv(_table(published))


def as_xlsx(published):
    """Return the table as an Excel workbook of one sheet, in the active language."""
    return tables.as_xlsx([_table(published)], title=str(published.conference.title))


def _table(published):
    columns = [(column.title, column.width) for column in COLUMNS]
    found = ([column.value(row) for column in COLUMNS] for row in rows(published))
    return tables.Table(gettext("Programme"), columns, found)
