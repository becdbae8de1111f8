"""Short remarks beside a title or a name: statuses, places, tracks, formats; `rooms` knows those of rooms.

Each function looks at one remark („angefragt“, „max. 20 Personen“, „Workshop“) as a whole and returns what it means, or
None. A new habit of writing is a new word in one of these lists.
"""

import re

# Statuses

REQUESTED = re.compile(
    r"(?:noch\s|alle\s|beide\s|wird\s|all\s|both\s|ist\s|sind\s)?"
    r"(?:angefragt|angefr\.?|eingeladen|n\.\s?b\.|t\.?\s?b\.?\s?c\.?|to\sbe\sconfirmed|unconfirmed"
    r"|requested|invited|unbestätigt"
    r"|(?:noch\s)?nicht\s(?:bestätigt|zugesagt)|noch\s(?:offen|unbestätigt)|in\sanfrage|unter\svorbehalt"
    r"|not\s(?:yet\s)?confirmed|pending"
    r"|evtl\.?|eventuell|vielleicht|vorauss(?:ichtlich|\.)|möglicherweise|maybe|perhaps"
    r"|(?:(?:noch|ist|sehr)\s)*(?:fraglich|unsicher|unklar|ungewiss|uncertain)"
    r"|(?:kommt\s)?(?:evtl\.?|eventuell|vielleicht|wohl)\s(?:doch\s)?nicht"
    r"|(?:zusage|antwort|rückmeldung|bestätigung)\s(?:steht\s|ist\s)?(?:noch\s)?(?:aus|offen))",
    re.IGNORECASE,
)
MAYBE = re.compile(
    r"(?:vielleicht|eventuell|evtl\.|voraussichtlich|vorauss\.|möglicherweise|ggf\.|maybe|perhaps)\s+(?=\S)",
    re.IGNORECASE,
)
_SURE = r"(?:alle|beide|all|both|hat|haben|ist|sind|has|have|is|are|fest|schon|bereits)"
_AGREED = r"zugesagt|bestätigt|zusage(?:\sliegt\svor)?|confirmed|agreed|fest|ok"
CONFIRMED = re.compile(rf"(?:{_SURE}\s){{0,3}}(?:{_AGREED})|sag(?:t|en)\s(?:fest\s)?zu", re.IGNORECASE)
DECLINED = re.compile(
    r"(?:leider\s|hat\s|beide\s|alle\s)?(?:abgesagt|verhindert|absage|erkrankt|krank|declined"
    r"|not\savailable|unavailable)",
    re.IGNORECASE,
)
CANCELLED = re.compile(
    r"(?:leider\s|muss\s(?:leider\s)?|wurde\s|ist\s|has\sbeen\s|is\s)?"
    r"(?:entfällt(?:\sleider)?|(?:leider\s)?entfallen|fällt\s(?:leider\s)?aus|abgesagt|ausgefallen|gestrichen|cancell?ed|called\soff"
    r"|findet\s(?:leider\s)?nicht\sstatt|does\snot\stake\splace|abgesetzt)",
    re.IGNORECASE,
)
SUBJECT = re.compile(
    r"(?:(?:der|die|das|diese[rs]?|the|this)\s)?(?:workshop|vortrag|veranstaltung|session|beitrag"
    r"|webtalk|talk|termin|seminar)\s",
    re.IGNORECASE,
)
NOBODY = re.compile(
    r"N\.?\s?N\.?|t\.?\s?b\.?\s?[ad]\.?|(?:wird\s)?noch\s(?:offen|bekannt\s?(?:zu\s)?gegeben)|wird\sbekannt\s?gegeben"
    r"|to\sbe\s(?:announced|determined)|folgt|offen",
    re.IGNORECASE,
)
# „Referent:in folgt“, „Leitung noch offen“, “speaker tba”
NOBODY_IN_ROLE = re.compile(
    r"(?:die\s|der\s)?(?:referent|referierende|dozent|leitung|moderation|trainer|sprecher|speaker|name)\w*(?:[:*_/·]-?in(?:nen)?)?"
    r"\s(?:(?:wird|ist|steht|noch|is)\s)*(?:folgt|offen|gesucht|unklar|bekannt\s?gegeben|tba|tbd|to\sbe\s(?:announced|confirmed))",
    re.IGNORECASE,
)
# Words that are the state of an entry wherever they stand beside its title, without a bracket or a dash.
_AUXILIARY = r"(?:(?:noch|leider|ist|sind|wird|wurde|muss|has\sbeen|is|are)\s)*"
_REQUESTED = (
    r"angefragt|angefr\.|t\.\s?b\.\s?c\.?|tbc|to\sbe\sconfirmed|(?:noch\s)?unbestätigt"
    r"|(?:noch\s)?nicht\sbestätigt|in\sanfrage|unter\svorbehalt"
    r"|not\s(?:yet\s)?confirmed|unconfirmed"
)
_CANCELLED = (
    r"entfällt(?:\sleider)?|entfallen|fällt\s(?:leider\s)?aus|abgesagt|ausgefallen|cancell?ed"
    r"|called\soff|findet\s(?:leider\s)?nicht\sstatt"
    r"|does\snot\stake\splace|abgesetzt"
)
_STATE = rf"{_AUXILIARY}(?:(?P<requested>{_REQUESTED})|(?P<cancelled>{_CANCELLED}))"
STATE_FIRST = re.compile(
    rf"!*\s*(?:[(\[]\s*{_STATE}\s*[)\]]\s*[:!–—|-]*|{_STATE.replace('P<', 'P<_')}\s*(?:[:!–—|]|-\s))\s*(?=\S)",
    re.IGNORECASE,
)
STATE_SHOUTED = re.compile(r"(?:(?P<requested>ANGEFRAGT)|(?P<cancelled>ABGESAGT|ENTFÄLLT|FÄLLT AUS|CANCELL?ED))(?=\s)")
STATE_LAST = re.compile(rf"(?:^|[\s,;–—|-])\s{{0,3}}[(\[]?(?<![\w]){_STATE}[)\]]?[\s.!]*$", re.IGNORECASE)
STATE_INSIDE = re.compile(rf"\s*[(\[]\s*{_STATE}\s*[)\]]", re.IGNORECASE)
REQUESTED_ANYWHERE = re.compile(rf"(?<!\w)(?:{_REQUESTED})(?!\w)", re.IGNORECASE)
NOBODY_ANYWHERE = re.compile(r"(?<!\w)(?<!Raum:\s)(?<!Raum\s)(?<!Ort:\s)N\.\s?N\.(?!\w)")
_PERHAPS = (
    r"(?:vielleicht|eventuell|evtl\.?|ggf\.?|möglicherweise|vermutlich|wahrscheinlich|wohl"
    r"|maybe|perhaps|possibly|probably)"
)
_NEGATIVE = rf"{_AUXILIARY}(?:{DECLINED.pattern}|{CANCELLED.pattern})"
_ASKED = (
    rf"(?:{_PERHAPS}\s{_NEGATIVE}(?:\s?\?+)?|(?:{_NEGATIVE}|{_AUXILIARY}(?:{REQUESTED.pattern}|{CONFIRMED.pattern}))\s?\?+"
    r"|\?+(?=\s?[)\]]))"
)
# Behind a mark or in capitals; „Was, wenn alles abgesagt ist?“ asks something else.
ONLY_ASKED = re.compile(rf"(?:^|[(\[,;|–—-]|\s(?=(?-i:[A-ZÄÖÜ ]{{5,}}\?)))\s*(?P<words>{_ASKED})", re.IGNORECASE)
ONLY_ASKED_LAST = re.compile(
    rf"\s*(?:[(\[]\s*{_ASKED}\s*[)\]]|(?:[,;|–—-]|\s(?=(?-i:[A-ZÄÖÜ ]{{5,}}\?)))\s*{_ASKED})\s*$", re.IGNORECASE
)
IS_ASKED = re.compile(_ASKED, re.IGNORECASE)
NOT_SURE_BEFORE = re.compile(rf"(?:\bnicht|\bnot|\b{_PERHAPS}|\bob)\s*$", re.IGNORECASE)
MARKS_BEFORE = "?!.,;–—-)]"
QUESTION_FIRST = re.compile(
    r"(?:warum|wieso|weshalb|was|wenn|wie|wann|wer|wo|why|what|when|how|if|who)\b", re.IGNORECASE
)


def state_first(text):
    """Return (state, end) of „ABGESAGT: …“, „(angefragt) …“, “Cancelled: …”, or None."""
    match = STATE_FIRST.match(text) or STATE_SHOUTED.match(text)
    return (_state(match), match.end()) if match else None


def state_last(text):
    """Return (state, begin) of „… fällt aus“, „… angefragt“, or None; „Was tun, wenn alles entfällt“ has none."""
    match = STATE_LAST.search(text[-80:])
    if not match or not (begin := match.start() + max(0, len(text) - 80)):
        return None
    if NOT_SURE_BEFORE.search(text[:begin]):  # „evtl. abgesagt“
        return None
    if QUESTION_FIRST.match(text) and match[0][:1].isspace() and text[begin - 1] not in MARKS_BEFORE:
        return None
    return _state(match), begin


def state_inside(text):
    """Return (state, begin, end) of a bracket in the middle of a title that is a state; else None."""
    match = STATE_INSIDE.search(text)
    return (_state(match), match.start(), match.end()) if match else None


def only_asked(text):
    """Return the words of a state that says neither yes nor no („abgesagt?“, „evtl. krank“), or ""."""
    match = ONLY_ASKED.search(text)
    return match["words"] if match else ""


def is_only_asked(text):
    return IS_ASKED.fullmatch(bare(text)) is not None


def without_only_asked(title):
    """Return a title without such words at its end."""
    return ONLY_ASKED_LAST.sub("", title)


def _state(match):
    found = {name.strip("_") for name, value in match.groupdict().items() if value}
    return "cancelled" if "cancelled" in found else "requested"


STATE_WITH_REASON = re.compile(
    rf"(?:\s[–—-]|[.!?])\s{_STATE}\s?[,;.!–—-]+\s(?P<reason>\S.{{0,200}})$"
    rf"|\((?:{_STATE.replace('P<', 'P<_')})[,;]\s(?P<cause>[^()]{{1,200}})\)$",
    re.IGNORECASE,
)


def state_with_reason(text):
    """Return (state, begin, reason) of „… – entfällt leider, Ersatz wird gesucht“ at the end of a title, or None."""
    match = STATE_WITH_REASON.search(text)
    if not match or (match["reason"] and text.count("(", 0, match.start()) > text.count(")", 0, match.start())):
        return None
    found = {name.strip("_") for name, value in match.groupdict().items() if value}
    state = "cancelled" if "cancelled" in found else "requested"
    return state, match.start(), match["reason"] or match["cause"]


GROUP = re.compile(r"(?:alle|beide|all|both)\s", re.IGNORECASE)


def bare(text):
    return text.strip(" \t.,;:!–—-*()[]").strip()


def person_status(text):
    """„angefragt“ → "requested"; "confirmed" and "declined" likewise. What has a question mark is still to be asked."""
    text = bare(text)
    if is_only_asked(text) or (text and not text.strip("? ")):
        return "requested"
    for pattern, status in ((REQUESTED, "requested"), (CONFIRMED, "confirmed"), (DECLINED, "declined")):
        if pattern.fullmatch(text):
            return status
    return None


ROLES = {
    "moderation": re.compile(r"moderation|moderator(?:[:*_/·]?-?in)?|chair|gesprächsleitung|host", re.IGNORECASE),
    "interpreter": re.compile(r"(?:gebärdensprach)?dolmetsch(?:en|ung|er(?:[:*_/·]?-?in)?)|interpreter", re.IGNORECASE),
    "panel": re.compile(r"podium|panel|panell?ist", re.IGNORECASE),
    "speaker": re.compile(
        r"referent(?:[:*_/·]?-?in)?|vortrag|impuls|input|keynote|speaker|leitung|workshopleitung", re.IGNORECASE
    ),
}


def role(text):
    """„Moderation“ behind a name → "moderation"."""
    text = bare(text)
    return next((name for name, pattern in ROLES.items() if pattern.fullmatch(text)), None)


PRESENCE = re.compile(
    r"(?:(?:wird\s|ist\s)?(?:online|digital|virtuell|remote|per\s(?:video|zoom|stream)|via\s\w+"
    r"|live)\s?(?:da)?(?:zugeschaltet|zuschaltung|joining)?"
    r"|(?:da)?zugeschaltet|in\spräsenz|vor\sort|joining\sonline)",
    re.IGNORECASE,
)


def is_presence(text):
    """„online zugeschaltet“ behind a name: how that person takes part."""
    return PRESENCE.fullmatch(bare(text)) is not None


def concerns_all(text):
    """Whether a status is that of all who were named: „beide angefragt“."""
    return GROUP.match(bare(text)) is not None


def is_cancelled(text):
    """„entfällt“, „fällt leider aus“, „Der Workshop entfällt“."""
    text = bare(text)
    if subject := SUBJECT.match(text):
        text = text[subject.end() :]
    return CANCELLED.fullmatch(text) is not None


def is_requested(text):
    return REQUESTED.fullmatch(bare(text)) is not None


def names_nobody(text):
    """Whether words say by themselves that somebody is not known yet; „offen“ and „folgt“ do so behind a label only."""
    words = text.strip(" \t,;:–—-*()[]")
    return NOBODY_IN_ROLE.fullmatch(words) is not None or (is_nobody(text) and words[:1].upper() in {"N", "T"})


def is_nobody(text):
    """„N.N.“, “tba”, „noch offen“: somebody whose name is not known yet."""
    return NOBODY.fullmatch(text.strip(" \t,;:–—-*()[]")) is not None


# Places

PEOPLE = (
    r"(?:Personen|Pers\.?|P\.|Plätze[n]?|(?<=\b1\s)Platz|Pl\.?|Teilnehm\w*(?:[:*_/]-?\w+)?|TN|Teiln\.?|Menschen|Sitzplätze"
    r"|Gäste[n]?|Interessierte\w*"
    r"|people|persons|participants|places|seats|attendees|pax)"
)
AT_MOST = (
    r"(?:max(?:imal)?\.?|höchstens|bis\szu|begrenzt\sauf|beschränkt\sauf|limited\sto|up\sto"
    r"|at\smost|maximum(?:\sof)?|nur)"
)
ABOUT = r"(?:(?:circa|ca\.?|etwa|rund|ungefähr|about|around|approx\.?)\s?)?"
CAPACITY = re.compile(
    rf"(?:(?:(?:die\s)?(?:Teilnehm\w*(?:[:*_/]\w+)?|Plätze|Platz\w*|places|seats"
    rf"|numbers?)\s?:?\s(?:ist|sind|are|is)?\s?)?{AT_MOST}"
    rf"\s?{ABOUT}(?P<limited>\d{{1,5}})(?:\s?{PEOPLE})?"
    rf"|{ABOUT}(?P<bare>\d{{1,5}})\s?{PEOPLE}(?:\s(?:max(?:imal)?\.?|verfügbar|available))?)",
    re.IGNORECASE,
)
CAPACITY_IN_PROSE = re.compile(
    rf"\b(?:{AT_MOST}\s(?P<limited>\d{{1,5}})\s{PEOPLE}|(?:Teilnehm\w+|Plätze|Platzzahl|places"
    rf"|seats)\s(?:ist|sind|is|are)\s"
    rf"(?:auf|to|begrenzt auf|limited to)\s(?P<bare>\d{{1,5}}))\b",
    re.IGNORECASE,
)
NUMBER_OF_PEOPLE = re.compile(
    rf"(?<![\d.,:–-])\d{{1,4}}\s(?:{PEOPLE}(?!\w)|vor\sort\b|online\b|in\spräsenz\b)", re.IGNORECASE
)
MAX_SHORT_LINE = 120
EACH = re.compile(
    r"\b(?:je|jede[rsn]?|pro|per|each)\s(?:Termin|Workshop|Veranstaltung|Vortrag|Session|event|Angebot)", re.IGNORECASE
)
SHORT_PARTS = re.compile(r"[,;|·.]\s")
FROM = re.compile(r"\d{1,4}\s?(?:[-–]|bis|to)\s?(?=\d)", re.IGNORECASE)  # „10 bis 20 Personen“
NUMBER = re.compile(r"(?:max(?:imal)?\.?\s?)?(\d{1,5})")


def capacity(text):
    """„max. 20 Personen“, „20 Plätze“, „begrenzt auf 20“ → 20."""
    return _number(CAPACITY.fullmatch(bare(text)))


def capacity_in_prose(text):
    """The same within a sentence, where only plain words count, or between the commas of a short line."""
    if EACH.search(text):
        return None  # of every session, not of this one
    if found := _number(CAPACITY_IN_PROSE.search(text)):
        return found
    if len(text) <= MAX_SHORT_LINE:
        return next((found for part in SHORT_PARTS.split(text) if (found := capacity(part))), None)
    return None


def labelled_capacity(text):
    """What stands after „Plätze:“ or in a column of places."""
    text = FROM.sub("", bare(text), count=1)
    if match := NUMBER.fullmatch(text):
        return int(match[1]) or None
    return capacity(text)


def _number(match):
    return (int(match["limited"] or match["bare"]) or None) if match else None


# Tracks

TRACK = re.compile(
    r"(?P<name>(?:Track|Themenstrang|Strang|Stream|Themenfeld|Strand)\s(?:\d{1,2}|[A-Z]"
    r"|[IVX]{1,4})(?:\s?(?::|\s[–—-])\s.{1,80})?)",
    re.IGNORECASE,
)
TRACK_PREFIX = re.compile(
    r"(?P<name>(?:Track|Themenstrang|Strang|Stream|Themenfeld|Strand)\s(?:\d{1,2}|[A-Z]"
    r"|[IVX]{1,4}))\s?(?::|\s?[–—-])\s",
    re.IGNORECASE,
)


def is_track(text):
    return TRACK.fullmatch(text) is not None


# Formats

FORMATS = (
    "Webtalk", "Webinar", "Workshop", "Impulsvortrag", "Vortrag", "Keynote", "Podiumsdiskussion", "Podiumsgespräch",
    "Podium", "Panel discussion", "Panel", "Lesung", "Exkursion", "World-Café", "World Café", "Worldcafé", "Fishbowl",
    "Barcamp", "Seminar", "Lightning Talk", "Tutorial", "Runder Tisch", "Round table", "Roundtable", "Fachgespräch",
    "Expertengespräch", "Gesprächsrunde", "Streitgespräch", "Talkrunde", "Kamingespräch", "Referat",
    "Eröffnungsvortrag", "Festvortrag", "Hauptvortrag", "Fachvortrag",
    "Fachforum", "Planspiel", "Stadtführung", "Führung", "Sprechstunde",
)  # fmt: skip
PREFIX_FORMATS = (
    *FORMATS,
    "Impuls",
    "Input",
    "Diskussion",
    "Discussion",
    "Film",
    "Filmgespräch",
    "Talk",
    "Training",
    "Poster",
    "Plenum",
)
_FORMATS = {name.casefold(): name for name in PREFIX_FORMATS}
FORMAT = re.compile("|".join(sorted(map(re.escape, PREFIX_FORMATS), key=len, reverse=True)), re.IGNORECASE)
FORMAT_PREFIX = re.compile(rf"(?P<name>{FORMAT.pattern})\s?(?::|\s[–—-]\s)\s?(?=\S)", re.IGNORECASE)
FORMAT_INSIDE = re.compile(
    rf"(?<![\w-])(?P<name>{'|'.join(sorted(map(re.escape, FORMATS), key=len, reverse=True))})(?![\w-])", re.IGNORECASE
)


# What somebody says at the beginning or the end: „Eröffnung durch Eva Horn“.
ADDRESS = re.compile(
    r"(?:(?:feierliche|offizielle)\s)?(?:eröffnung|begrüßung|willkommen|grußworte?|einführung|verabschiedung|schlussworte?|welcome"
    r"|opening|introduction)(?:\s(?:und|&|and)\s(?:eröffnung|begrüßung|einführung|grußworte?))?",
    re.IGNORECASE,
)
# What one person says to all: no group of sessions side by side.
TALKS = frozenset({
    "Vortrag", "Impulsvortrag", "Eröffnungsvortrag", "Festvortrag", "Hauptvortrag", "Fachvortrag", "Keynote", "Referat",
    "Lesung", "Impuls",
})  # fmt: skip
PANELS = (
    "podium",
    "panel",
    "diskussion",
    "streitgespräch",
    "talkrunde",
    "fishbowl",
    "round table",
    "roundtable",
    "runder tisch",
    "gesprächsrunde",
)


def role_in(name):
    """The part of those who are named beside a format: on a panel they discuss, else they speak."""
    return "panel" if name.casefold().startswith(PANELS) else "speaker"


def session_format(text):
    """„Workshop“, alone → "Workshop"."""
    text = bare(text)
    return _FORMATS[text.casefold()] if FORMAT.fullmatch(text) else None


def format_prefix(title):
    """„Vortrag: Neue Wege“ → ("Vortrag", "Neue Wege"); else None."""
    match = FORMAT_PREFIX.match(title)
    return (_FORMATS[match["name"].casefold()], title[match.end() :]) if match else None


def format_inside(title):
    """The format that a title names in passing, or ""."""
    match = FORMAT_INSIDE.search(title)
    return _FORMATS[match["name"].casefold()] if match else ""
