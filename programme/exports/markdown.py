"""The programme as Markdown that the import reads to the letter (programme.imports.exact): Published in, bytes out.

Imported again it changes nothing; imported elsewhere it makes an equal conference, in one language. What it holds says
`programme.imports.exact.facts`; not in it are drafts, pictures, biographies, addresses, registrations and settings.
"""

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import get_language

from programme.fields import in_language
from programme.imports.draft import DraftAppearance, DraftProgramme, DraftSession, DraftSlot
from programme.imports.exact import facts
from programme.imports.exact.escaping import escaped_line, escaped_lines
from programme.models import Slot

TIME_FOLLOWS = ("Zeit folgt", "Time follows")


def programme(published, *, is_internal=False):
    """Return the bytes of the Markdown (UTF-8), with the words of the active language.

    The texts are those in the active language, if the conference has it, else in its main one. `is_internal`: for
    organisers, also with what no public page shows.
    """
    draft = draft_of(published)
    return text_of(draft, get_language(), is_internal=is_internal).encode()


# From the rows to the draft


class Texts:
    """Makes one text of a translated one: in `language`, where there is none in it in another."""

    def __init__(self, conference):
        active = get_language()
        self.language = active if active in conference.languages else conference.main_language

    def __call__(self, value):
        return in_language(value, self.language)[0].replace("\r\n", "\n").strip() if value else ""

    def facts(self, table, row):
        return {fact.attribute: fact.source(row, self) for fact in table}


def draft_of(published):
    """Return what is Published as the draft that an import of it must read."""
    conference, text = published.conference, Texts(published.conference)
    draft = DraftProgramme(
        title=text(conference.title), description=text(conference.description), has_other_languages=True
    )
    draft.is_complete = True
    for name, value in text.facts(facts.CONFERENCE, conference).items():
        setattr(draft, name, value)
    draft.sessions = [_session(session, conference, text) for session in published.sessions]
    draft.breaks = [_slot(slot, conference, text) for slot in published.breaks]
    return draft


def _session(session, conference, text):
    draft = DraftSession(title=text(session.title), abstract=text(session.abstract))
    slots = sorted(session.fetched("slots"), key=lambda slot: slot.kind != Slot.Kind.MAIN)
    draft.slots = [_slot(slot, conference, text) for slot in slots]
    draft.appearances = [
        DraftAppearance(name=appearance.speaker.name, role=appearance.role, **text.facts(facts.PERSON, appearance))
        for appearance in session.fetched("appearances")
    ]
    for name, value in text.facts(facts.SESSION, session).items():
        setattr(draft, name, value)
    return draft


def _slot(slot, conference, text):
    times = [_local(moment, conference.zone) for moment in (slot.starts_at, slot.ends_at)]
    return DraftSlot(slot.kind, *times, **text.facts(facts.SLOT, slot))


def _local(moment, zone):
    return moment.astimezone(zone).replace(tzinfo=None) if moment else None


# From the draft to the text


def text_of(draft, language, *, is_internal=False):
    """Return the Markdown of a draft, with words in German or English.

    `is_internal`: also with what no public page shows.
    """
    return "\n".join(_Writer(draft, language, is_internal).lines) + "\n"


class _Writer:
    def __init__(self, draft, language, is_internal):
        self.language = language
        self.is_internal = is_internal
        self.lines = [facts.MARK, "", _heading(1, escaped_line(draft.title)), ""]
        self._add_facts(facts.CONFERENCE, draft)
        self._add_text(draft.description)
        timed, untimed = [], []
        for number, entry in enumerate([*draft.sessions, *draft.breaks]):
            main = _main_slot(entry)
            (timed if main else untimed).append((main and main.starts_at, number, entry, main))
        day = None
        for starts_at, _number, entry, main in sorted(timed, key=lambda found: found[:2]):
            if starts_at.date() != day:
                day = starts_at.date()
                self._add_heading(2, self._day(day))
            self._add_entry(entry, main)
        if untimed:
            self._add_heading(2, self._word(TIME_FOLLOWS))
        for _none, _number, entry, main in untimed:
            self._add_entry(entry, main)

    def _word(self, words):
        return facts.in_words(words, self.language)

    def _day(self, day):
        """Return "Tuesday, 2027-05-04"; only the figures count when it is read."""
        with translation.override(self._word(("de", "en"))):
            weekday = date_format(day, "l")
        return f"{weekday}, {day.isoformat()}"

    def _add_heading(self, level, text):
        if self.lines[-1]:
            self.lines.append("")
        self.lines += [_heading(level, text), ""]

    def _add_text(self, text):
        if text:
            self.lines += ["", *escaped_lines(text)] if self.lines[-1] else escaped_lines(text)

    def _add_entry(self, entry, main):
        title = escaped_line(entry.title)
        self._add_heading(3, f"{self._times(main)}: {title}" if main else title)
        if isinstance(entry, DraftSlot):
            label, kind = facts.BREAK
            self._add_fact(label, kind.write("break", self.language))
            self._add_facts([fact for fact in facts.SLOT if fact.attribute != "title"], entry)
            return
        if main:
            self._add_facts(facts.SLOT, main)
        for person in entry.appearances:
            self._add_fact(facts.ROLES[person.role], person.name)
            self._add_facts(facts.PERSON, person, indent="  ")
        self._add_facts(facts.SESSION, entry)
        for slot in entry.slots:
            if slot is not main:
                self._add_fact(facts.SLOTS[slot.kind], f"{slot.starts_at.date().isoformat()} {self._times(slot)}")
                self._add_facts(facts.SLOT, slot, indent="  ")
        self._add_text(entry.abstract)

    def _add_facts(self, table, row, indent=""):
        for fact in table:
            if self.is_internal or not fact.is_internal:
                value = fact.kind.write(getattr(row, fact.attribute), self.language)
                if value:
                    self._add_fact(fact.words, value, indent)

    def _add_fact(self, words, value, indent=""):
        self.lines.append(f"{indent}- {self._word(words)}: {escaped_line(value)}")

    def _times(self, slot):
        start, end = slot.starts_at, slot.ends_at
        if end is None:
            return f"{_clock(start)}–{self._word(facts.OPEN)}"
        day = f"{end.date().isoformat()} " if end.date() != start.date() else ""
        return f"{_clock(start)}–{day}{_clock(end)}"


def _heading(level, text):
    return f"{'#' * level} {text}"


def _clock(moment):
    return moment.time().isoformat("auto" if moment.second or moment.microsecond else "minutes")


def _main_slot(entry):
    """Return the slot whose time stands in the heading; None: the time follows."""
    if isinstance(entry, DraftSlot):
        return entry
    return next((slot for slot in entry.slots if slot.kind == "main"), None)
