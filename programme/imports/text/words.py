"""Words of a text: which language they are, and whether one of them was lost on the way into the draft."""

import re
from collections import Counter

from programme.imports.text import labels
from programme.imports.text.dates import MONTHS, WEEKDAYS
from programme.imports.text.enumerations import without_marks
from programme.imports.text.lines import plain

WORD = re.compile(r"[^\W_]+")
GERMAN = frozenset(
    "der die das und für mit von im ist uhr wir ein eine zu zur zum nicht auf den dem des sie wie".split()
)
ENGLISH = frozenset("the and for with of in is we a to from on this are how at by our you your".split())


def language_of(text):
    """Return "de" or "en", by the small words of the text."""
    words = Counter(WORD.findall(text[:100_000].lower()))
    german, english = (sum(words[word] for word in known) for known in (GERMAN, ENGLISH))
    return "en" if english > german else "de"


# Words that the draft keeps as a fact: a time, a status, a role, a language; they need not stand in it as words.
KEPT_AS_FACTS = (
    frozenset(MONTHS)
    | frozenset(WEEKDAYS)
    | frozenset(
        """
    moderation moderator moderatorin chair interpreter dolmetschen dolmetschung panel podium referent referentin impuls input keynote speaker
    uhr noon midday midnight mittag mittags mitternacht morgens vormittags nachmittags abends nachts anschliessend anschl danach anschluss afterwards followed then h am pm a p m n d e o st nd rd th s c t z b ca circa etwa gegen um ab von vom bis zwischen und and to until till from between at on
    den dem der die das the of by mit with open end ende offen offenes ended starting im in jeweils beide alle both all noch not yet wird ist
    sind hat nicht is has been be does take place tag day konferenztag erster zweiter dritter vierter fünfter first second third fourth fifth
    veranstaltungstag tagungstag
    angefragt angefr eingeladen tbc tba tbd confirmed unconfirmed requested invited unbestätigt bestätigt zugesagt zusage abgesagt absage
    verhindert erkrankt krank declined available unavailable anfrage unter vorbehalt pending fest ok entfällt entfallen fällt leider aus muss
    wurde ausgefallen gestrichen cancelled canceled called off findet statt abgesetzt workshop vortrag veranstaltung session beitrag webtalk
    termin talk seminar this dieser diese dieses nn bekannt gegeben announced determined folgt
    max maximal höchstens zu begrenzt beschränkt auf limited up most maximum nur personen pers plätze plätzen teilnehmende teilnehmer
    teilnehmerinnen teilnehmenden teilnehmerzahl innen tn teiln menschen sitzplätze gäste gästen interessierte people persons participant participants
    places seats attendees pax verfügbar numbers number platzzahl
    auf deutsch german englisch english arabisch arabic ukrainisch ukrainian französisch french türkisch turkish persisch farsi dari persian
    russisch russian spanisch spanish polnisch polish rumänisch romanian englischer deutscher arabischer ukrainischer französischer
    türkischer russischer spanischer polnischer sprache sprachig en de eng engl dt held takes
    herr herrn frau fr hr mr mrs ms mx u a v et al others weitere andere sowie
    mez mesz cet cest utc gmt bst wet west eet eest est edt pst pdt
    f g es diskutieren sprechen spricht lesen liest moderiert moderated gespräch conversation gast vortrag lesung podiumsgäste presented
    hybrid präsenz präsenzveranstaltung vor ort digital virtuell virtual site person rein only
    online via zoom webex teams unter motto
    br nbsp amp quot lt gt auml ouml uuml szlig ndash mdash bdquo ldquo rdquo hellip euro
    """.split()
    )
)


class Ledger:
    """Compares the words of the source with those that the draft and the report hold."""

    def __init__(self, draft, report):
        self.words = set()
        self.numbers = set()
        for text in _texts(draft):
            self.words.update(word.casefold() for word in WORD.findall(text))
        for entry in report.entries:
            self.words.update(word.casefold() for word in WORD.findall(str(entry.message)))
        for moment in _moments(draft):
            self.numbers.update((moment.year, moment.year % 100, moment.month, moment.day))
            self.numbers.update(
                (getattr(moment, "hour", 0), getattr(moment, "hour", 0) % 12, getattr(moment, "minute", 0))
            )
        self.numbers.update(session.capacity for session in draft.sessions)
        self.numbers.update((12, 24))

    def lacks(self, line):
        """Whether a word or number of the line is neither kept as it is nor as a fact."""
        known = labels.words_of_labels(plain(line.text)) if ":" in line.text else []
        known = known or [cell for cell in line.cells if labels.read_column(cell)]
        excused = {word.casefold() for text in known for word in WORD.findall(text)}
        return any(not self._has(word.casefold(), excused) for word in WORD.findall(without_marks(line.raw)))

    def _has(self, word, excused):
        if word in self.words or word in KEPT_AS_FACTS or word in excused:
            return True
        if word.isdecimal():
            return len(word) <= 4 and int(word) in self.numbers
        digits = word.rstrip("abcdefghijklmnopqrstuvwxyz")
        return (
            digits.isdecimal()
            and len(digits) <= 4
            and int(digits) in self.numbers
            and word[len(digits) :] in KEPT_AS_FACTS
        )


def _texts(draft):
    yield from (draft.title, draft.theme, draft.description, draft.venue, draft.time_zone)
    for slot in draft.breaks:
        yield from (slot.title, slot.room)
    for session in draft.sessions:
        yield from (session.title, session.abstract, session.format, session.host, session.track)
        for slot in session.slots:
            yield from (slot.title, slot.room)
        for person in session.appearances:
            yield from (person.name, person.degree, person.affiliation)


def _moments(draft):
    yield from filter(None, (draft.starts_on, draft.ends_on))
    for slots in (draft.breaks, *(session.slots for session in draft.sessions)):
        for slot in slots:
            yield from filter(None, (slot.starts_at, slot.ends_at))
