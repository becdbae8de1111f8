"""Put a draft beside what is stored and decide what becomes of each object. Reads only; nothing is saved here."""

import hashlib
import json
from collections import Counter
from itertools import chain

from django.utils.text import Truncator, format_lazy
from django.utils.translation import gettext_lazy as _

from programme.actions.moving import people_in_the_way
from programme.imports.changes import Changes
from programme.imports.writer import fields, standing
from programme.imports.writer.cast import Cast
from programme.imports.writer.coming import Comings
from programme.imports.writer.coming import conference as coming_conference
from programme.imports.writer.conferences import title_of, venue_of
from programme.imports.writer.items import LABELS, MODELS, Item
from programme.imports.writer.names import fold
from programme.imports.writer.rooms import settle_rooms
from programme.imports.writer.silence import Silence
from programme.imports.writer.timetable import Timetable
from programme.models import Conference
from womconf.quotes import in_quotes_lazy


class Plan:
    """What an import writes. `items`: what the text speaks of, by kind, in the order of writing. `access_links`: those
    of the text, which no item holds.

    `still_in_text`: the memory of what was deleted here although the text has it. `moved`: the slots, as they would be,
    that get another time, or are new, in sessions that people may have registered for.
    With an error in the report of the `changes`, nothing may be written.
    """

    def __init__(self, draft, stored):
        self.stored = stored
        self.changes = Changes(
            slug=stored.conference.slug,
            title=str(stored.conference) if stored.conference.pk else title_of(draft),
            is_new_conference=stored.conference.pk is None,
        )
        self.report = self.changes.report
        self.items = dict.fromkeys(MODELS, ())
        self.items["conference"] = [_conference_item(draft, stored)]
        self._refuse_impossible(draft)
        if not self.report.has_errors:
            self._plan_parts(draft)

    @property
    def all_items(self):
        return chain.from_iterable(self.items.values())

    def _plan_parts(self, draft):
        silence = Silence(draft)
        cast = Cast(draft, self.stored, silence, self.report)
        timetable = Timetable(draft, self.stored, cast, silence, self.report)
        for item in chain.from_iterable(cast.items.values()):
            if not item.is_new:
                item.need()
        for kind, items in (cast.items | timetable.items).items():
            self.items[kind] = [item for item in items if item.is_needed]
        self.access_links = timetable.access_links
        self.still_in_text = {memory.pk for memory in timetable.still_in_text}
        self.items["slot"] += settle_rooms(self.stored, self.items, timetable)
        standing.tell(timetable, self.report)
        standing.tell_alike(timetable, self.report)
        comings = Comings(draft, self.stored, timetable)
        self.changes.sessions, self.changes.breaks = comings.sessions, comings.breaks
        self.changes.conference = coming_conference(draft, self.items["conference"][0])
        self.changes.beside = len(self.stored.sessions) - sum(not item.is_new for item in timetable.items["session"])
        self._refuse_invalid()
        self.report.sort()
        self.changes.entries = [*chain.from_iterable(item.changes() for item in self.all_items), *timetable.remarks]
        self.changes.unchanged = Counter(item.kind for item in self.all_items if item.is_unchanged)
        self.changes.fingerprint = self._fingerprint()
        slots = [item for item in self.items["slot"] if item.row.session.pk]
        self.moved = [item.row for item in slots if item.is_new or "period" in item.outcome.write]
        self.changes.in_the_way = people_in_the_way(self.moved)
        self.changes.homeless = self._homeless_lines(draft)

    def _homeless_lines(self, draft):
        """Return the lines of a description that is not taken over, but those that stand in the one that stays.

        Of a line that names a day only the words beside it: the day itself was read.
        """
        [item] = self.items["conference"]
        name = f"description.{draft.language}"
        lines = [line.strip() for line in item.outcome.kept.get(name, "").splitlines()]
        here = fold(item.before[name]) if lines else ""
        unread = {named.written: named.unread for named in draft.days if named.written}
        return [unread.get(line, line) for line in lines if line and fold(line) not in here and unread.get(line, line)]

    def _refuse_impossible(self, draft):
        if not draft.sessions:
            self.report.error("no_session", _("There is no session in this text."))
        if not draft.starts_on and self.changes.is_new_conference:
            message = _("The text names no date, and a conference needs its days. Please write one below the title.")
            self.report.error("no_date", message)
        self._refuse_invalid()

    def _refuse_invalid(self):
        """Report what the database or a form would refuse, so that nothing fails in the middle of writing."""
        for item in self.all_items:
            for label, sentence in item.invalid_fields():
                message = format_lazy(
                    _("{kind} “{name}”, {field}: {sentence}"),
                    kind=LABELS[item.kind],
                    name=in_quotes_lazy(Truncator(item.name).chars(80)),
                    field=label,
                    sentence=sentence,
                )
                self.report.error("invalid", message, item.line)

    def _fingerprint(self):
        """Hash what would be written; codes of new rows are drawn anew by each plan, so numbers stand for them."""
        traces = json.dumps([self.changes.slug, *(item.trace for item in self.all_items)], sort_keys=True)
        new = [item.row.code for item in self.all_items if item.is_new and hasattr(item.row, "code")]
        for number, code in enumerate(new):
            traces = traces.replace(f'"{code}"', f'"#{number}"')
        return hashlib.sha256(traces.encode()).hexdigest()


TEXTS = ("title", "theme", "description", "venue")


def _conference_item(draft, stored):
    row = stored.conference
    texts = {"theme": draft.theme, "description": draft.description, "venue": venue_of(draft)}
    if draft.title.strip() or row.pk is None:
        texts["title"] = title_of(draft)
    wanted = {f"{name}.{draft.language}": fields.clean(text) for name, text in texts.items()}
    wanted |= {"time_zone": draft.time_zone, "languages": draft.language}
    if row.pk is None:
        wanted["slug"] = row.slug
    if draft.starts_on:
        wanted["days"] = fields.days(draft.starts_on, max(draft.starts_on, draft.ends_on or draft.starts_on))
    item = Item(
        "conference",
        row,
        name=title_of(draft),
        wanted=wanted,
        silence=Silence(draft),
        memory=stored.memory["conference"].get(row.pk),
        fields=[
            *(fields.Translated(Conference, name, draft) for name in TEXTS),
            fields.Field(Conference, "slug"),
            fields.Days(Conference),
            fields.Field(Conference, "time_zone"),
            fields.Language(Conference, draft.language),
        ],
    )
    item.need()
    return item
