"""How the questions of a text were answered when a conference was imported before.

Who imports a text again should not have to answer twice; an answer that is forgotten would make a second session of one
that is there. Kept are the values, by pseudonyms of the keys: no name of a person can be read from them.
"""

from programme.fields import translations
from programme.imports import documents
from programme.imports.writer.conferences import find_conference
from programme.imports.writer.names import fold
from programme.models import Conference, ImportedItem, Organisation, Room, Session, Speaker
from programme.models.imported import ANSWERS, pseudonym

MAX_KEPT = 3_000


class Earlier:
    """What is known of a conference for the questions of a text that comes again."""

    def __init__(self, conference):
        kept = ImportedItem.objects.filter(conference=conference, kind=ANSWERS).first()
        self.answers = kept.values if kept else {}
        names = {"host": Organisation.objects.filter(sessions__isnull=False), "place": Room.objects}
        names |= {"person": Speaker.objects}
        self.names = {value: _folded(rows, conference, "name") for value, rows in names.items()}
        self.titles = _folded(Session.objects, conference, "title")

    def answer(self, key, code, words, values, *, whole="", rest=""):
        """Return (value, "answered" or "stored") that holds for a question, or None.

        `whole`, `rest`: the title with the words that are asked about, and without them.
        """
        if (given := self.answers.get(pseudonym(key))) in values:
            return given, "answered"
        if whole and "title" in values and fold(whole) in self.titles:
            return "title", "stored"
        found = [value for value in values if fold(words) in self.names.get(value, ())]
        if len(found) == 1 and "affiliation" not in values:
            return found[0], "stored"
        if rest and code in values and fold(rest) in self.titles:
            return code, "stored"
        return None


def _folded(rows, conference, name):
    """Return the words of a field in all languages, as they are compared."""
    found = rows.filter(conference=conference).values_list(name, flat=True)
    return {fold(words) for value in found for words in translations(value).values()}


def read(data, *, slug="", answers=None, told=None):
    """Return what `documents.read` does, with the answers that were given for the conference before.

    `slug`: of the conference; empty: the one that the text names, so that it is read once more for it.
    """
    conference = Conference.objects.filter(slug=slug).first() if slug else None
    if conference:
        return documents.read(data, answers=answers, told=told, earlier=Earlier(conference))
    draft, report, source = documents.read(data, answers=answers, told=told)
    if draft is None or not report.questions:
        return draft, report, source
    conference = find_conference(draft, slug)
    if not conference.pk:
        return draft, report, source
    return documents.read(data, answers=answers, told=told, earlier=Earlier(conference))


def remember(conference, report, answers):
    """Keep how each question was answered, or what was taken for it while nobody did."""
    held = {}
    for question in report.questions:
        given = (answers or {}).get(question.key)
        is_known = given in {choice.value for choice in question.choices}
        held[pseudonym(question.key)] = given if is_known else question.guess
    if not held:
        return
    kept = ImportedItem.objects.filter(conference=conference, kind=ANSWERS).first()
    kept = kept or ImportedItem(conference=conference, kind=ANSWERS, key=ANSWERS, object_id=conference.pk)
    former = {key: value for key, value in kept.values.items() if key not in held}
    kept.values = dict([*former.items(), *held.items()][-MAX_KEPT:])
    kept.save()
