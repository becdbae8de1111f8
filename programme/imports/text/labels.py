"""Labels: „Moderation: …“, „Referent:innen: …“, „Raum: …“, „mit …“. A new label is a new word in this table."""

import re

from programme.imports.text import aids

_IN = r"(?:[:*_/·]?-?in(?:nen)?|en|e|er|:e|\*e|r)?"  # every way to write both genders

LABELS = {
    "speaker": (
        rf"(?:haupt)?referent{_IN}|ref\.|vortr\.|ltg\.|leitg\.?|verantwortlich|predigt|referierende[rn]?|vortragende[rn]?|dozent{_IN}"
        rf"|sprecher{_IN}|speakers?|presenters?|presented by"
        rf"|impuls(?:geber{_IN})?|input(?:s|geber{_IN})?|(?:[ck]o-)?(?:workshop)?leitung|leiter{_IN}|führung|durchführung"
        rf"|durchgeführt von|facilitators?|trainer{_IN}"
        rf"|teamer{_IN}|gäste|gast|guests?|mitwirkende|autor{_IN}|es spr(?:echen|icht)|vortrag von"
        rf"|expert{_IN}|led by|lecturers?|keynote speaker"
        rf"|workshopleiter{_IN}|kursleitung|grußworte?|begrüßung durch|personen|wer|who|namen?|mit|with"
        rf"|im gespräch|in conversation"
    ),
    "panel": (
        rf"(?:auf dem |on the )?(?:podium|panel)(?:sgäste|steilnehmende|steilnehmer{_IN})?"
        rf"|panell?ists?"
        rf"|diskutant{_IN}|es diskutieren|podiumsgäste"
    ),
    "moderation": (
        rf"(?:gesamt|[ck]o-)?moderation(?: und leitung)?|mod\.|moderator{_IN}|moderiert von|moderated by"
        rf"|moderators?|chair(?:ed by|s)?|gesprächsleitung|hosted by \(moderation\)"
    ),
    "interpreter": (
        rf"(?:gebärdensprach)?dolmetsch(?:en|ung|er{_IN}|t von)|interpret(?:ers?|ation|ing|ed by)"
        rf"|übersetzung|translation"
    ),
    "host": (
        rf"veranstalter{_IN}|gastgeber{_IN}|ausrichter{_IN}|träger|organisation|institution"
        rf"|organised by"
        rf"|organized by|host(?:s|ed by)?|eine veranstaltung (?:von|des|der)"
    ),
    "room": r"(?:veranstaltungs|tagungs)?(?:raum|ort)|saal|room|venue|location|wo|where",
    "time": r"(?:uhr)?zeit(?:raum)?|wann|beginn|times?|when|zeiten",
    "date": r"datum|termine?|tag|dates?|day|wann und wo",
    "format": r"(?:veranstaltungs)?format|veranstaltungsart|art|typ|type",
    "language": r"(?:veranstaltungs)?sprache|languages?",
    "help": (
        r"barrierefreiheit|barrierefrei|zugänglichkeit|accessibility|(?:ver)?dolmetschung(?: ins?| nach)"
        r"|wird gedolmetscht|interpreted into|interpretation into|simultan(?:ver)?dolmetschung"
        r"|verdolmetschung|dolmetschsprachen?"
    ),
    "target_group": r"zielgruppen?|für wen|target (?:group|audience)s?|audience|for whom",
    "materials": r"material(?:ien)?|unterlagen|folien|handouts?|präsentation|materials|slides",
    "track": r"track|themenstrang|strang|themenfeld|stream|schiene",
    "capacity": (
        rf"(?:freie )?plätze|teilnehm(?:er|enden)?{_IN}-?zahl|teilnehmendenzahl|(?:max(?:imale?"
        rf"|\.)? )?(?:teilnehm(?:ende|er){_IN}|tn|personen)|kapazität|capacity|seats|places"
    ),
    "title": r"titel|title|topic|name der veranstaltung|veranstaltungstitel",
    "abstract": (
        r"(?:kurz)?beschreibung|inhalte?|abstract|description|zum inhalt|worum geht(?: es|['’]s"
        r"|s)\??"
        r"|summary|about"
    ),
    "status": r"status",
    "theme": r"(?:rahmen|leit|tagungs|konferenz)?thema|motto|theme|unter dem motto|under the theme|leitthema",
    "conference": r"(?:konferenz|tagung|veranstaltung|conference|event)(?:stitel| title)?",
    "zone": r"zeitzone|time ?zone",
}
_FIELDS = "|".join(f"(?P<{field}>{pattern})" for field, pattern in LABELS.items())
LABEL = re.compile(rf"(?:{_FIELDS})\s?(?:\([^()]{{0,30}}\)\s?)?:(?!-?in(?:nen)?\b)\s*", re.IGNORECASE)
INTRODUCED = re.compile(
    r"(?:mit|with|von|by|(?:workshop)?leitung|presented by|moderiert von|moderated by|durchgeführt von"
    r"|led by|facilitated by|ltg\.|ref\.|mod\.|es (?:diskutieren"
    r"|sprechen|spricht|lesen|liest)|auf dem podium(?: sitzen)?"
    r"|on the panel|im gespräch(?: mit)?|(?:[ck]o-)?moderation"
    r"|in conversation with|zu gast(?: ist| sind)?)\s+(?P<value>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
MODERATED = re.compile(r"(?:[ck]o-)?moder|mod\.", re.IGNORECASE)
DISCUSSING = re.compile(r"es diskut|auf dem podium|on the panel", re.IGNORECASE)
MAX_LABEL = 60


def read_label(text):
    """Return (field, value) of a line with a label, or None: „Moderation: Anna Vogel“ → ("moderation", "Anna Vogel")"""
    if ":" not in text[:MAX_LABEL]:
        return None
    match = LABEL.match(text)
    if match is None:
        return None
    field, value = match.lastgroup, text[match.end() :].strip()
    if field == "interpreter" and aids.speaks_of_help(split_labels(value)[0]):  # „Dolmetschung: Englisch“
        field = "help"
    return field, value


NEXT_LABEL = re.compile(rf"(?:[;.]|,|\n|\s[–—|])\s+(?={LABEL.pattern.replace('?P<', '?P<_')})", re.IGNORECASE)


def split_labels(value):
    """Return (value, rest) of what stands after a label: the rest begins with a label of its own, or is empty.

    „Eva Horn, Can Yıl. Moderation: Kurt Roß“ → ("Eva Horn, Can Yıl", "Moderation: Kurt Roß").
    """
    match = NEXT_LABEL.search(value) if ":" in value else None
    return (value[: match.start()].strip(), value[match.end() :].strip()) if match else (value, "")


def words_of_labels(text):
    """Return the words of all labels in a line, as they stand there."""
    first = LABEL.match(text) if ":" in text[: 2 * MAX_LABEL] else None
    found = [first[0]] if first else []
    return found + [LABEL.match(text, match.end())[0] for match in NEXT_LABEL.finditer(text)]


def read_introduction(text):
    """Return (role, rest) of „mit Anna Müller“, or None. Whether people follow is for the caller to see."""
    match = INTRODUCED.match(text)
    if not match:
        return None
    role = "moderation" if MODERATED.match(text) else "panel" if DISCUSSING.match(text) else "speaker"
    return role, match["value"].strip()


COLUMNS = {
    "time": r"(?:uhr)?zeit(?:en|raum)?|times?|wann|when|beginn|start|von|from|slot",
    "end": r"ende|end|bis|until|to",
    "date": r"datum|tag|date|day|wochentag",
    "title": (
        r"titel|thema|veranstaltung(?:stitel)?|programm(?:punkt)?|was|beitrag|session|title|topic|event"
        r"|what|top|agenda|vortrag|inhalt/titel|talk|workshop"
    ),
    "speaker": (
        rf"referent{_IN}|referierende|vortragende|wer|speakers?|who|personen|person|mit|presenters?|name"
        rf"|dozent{_IN}|mitwirkende|leitung|verantwortlich|with"
    ),
    "moderation": rf"moderation|moderator{_IN}|chair",
    "room": r"raum|ort|wo|room|where|location|venue|saal",
    "format": r"format|art|typ|type",
    "host": rf"veranstalter{_IN}|organisation|institution|einrichtung|host|träger|gastgeber{_IN}|organiser",
    "capacity": r"plätze|max\.?(?: ?(?:tn|personen|teilnehm\w+))?|tn|capacity|seats|places|teilnehm\w+|kapazität",
    "language": r"sprache|language|lang\.?",
    "help": r"(?:ver)?dolmetschung|barrierefreiheit|interpretation|accessibility",
    "target_group": r"zielgruppe|für wen|target (?:group|audience)|audience",
    "materials": r"material(?:ien)?|unterlagen|folien|materials|slides",
    "track": r"track|themenstrang|strang|stream|schiene|bereich",
    "status": r"status|stand",
    "abstract": r"beschreibung|inhalt|abstract|description|bemerkung(?:en)?|hinweise?|notes?|anmerkung(?:en)?|details",
}
COLUMN_PATTERNS = {field: re.compile(pattern, re.IGNORECASE) for field, pattern in COLUMNS.items()}


def read_column(header):
    """Return the field of a column, or None: an unknown word, often the name of a room or a track."""
    header = header.strip().strip(":").strip()
    for field, pattern in COLUMN_PATTERNS.items():
        if pattern.fullmatch(header):
            return field
    return None
