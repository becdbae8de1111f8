"""Links of video conferences: taken out of a text before anything else reads it, so that none gets into a public text.

Each becomes the access link of the session in whose lines it stands. What belongs to no session, or cannot be stored,
stands nowhere, and the report says what to do. No message, no question and no log quotes an address.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from programme import meeting_links
from programme.imports.text.lines import Kind, Line, plain
from programme.imports.text.parts import Role
from programme.models.access_links import LINK_MAX_LENGTH
from programme.validators import secure_address

MARKS = " \t:;,/–—-·•→"
# „Link zum Zoom-Meeting“: words that announce a link; any other address beside one of them is asked about.
ANNOUNCING_WORDS = (
    r"online(?:-?(?:raum|link|zugang|teilnahme|meeting))?|digital|virtuell|zoom|(?:ms\s)?teams|webex|jitsi|bbb"
    r"|big\s?blue\s?button|video-?(?:konferenz|call|meeting|chat|raum)\w{0,6}|\w{0,12}meetings?|zugang\w*|einwahl\w*"
    r"|\w{0,12}konferenzlink|teilnahmelink|webinarlink|live-?stream"
)
SMALL_WORDS = (
    r"raum|ort|wo|wie|der|die|das|den|dem|zum|zur|zu|im|in|auf|über|per|via|unter|link|und|hier|hybrid|nur|ist|lautet"
    r"|geht|es|beitreten|teilnehmen|teilnahme|teil|sitzung|konferenz|veranstaltung|termin|session|mit|für|room|join|at"
    r"|here|the|to|for|access|address|adresse|platform|plattform|klicken|bitte|alle|alles|allen|beide|tag|tage|a|an"
)
_ONLY_THESE = rf"(?:(?<!\w)(?:{ANNOUNCING_WORDS}|{SMALL_WORDS})(?!\w)\W*)+"
ONLY_THESE = re.compile(_ONLY_THESE, re.IGNORECASE)
ONLY_THESE_AND_ONE_ANNOUNCES = re.compile(
    rf"(?=.*?(?<!\w)(?:{ANNOUNCING_WORDS})(?!\w)){_ONLY_THESE}", re.IGNORECASE | re.DOTALL
)
ANNOUNCEMENT = re.compile(r"link|zugang|einwahl|meeting|beitreten|teilnahme|teilnehmen|join|klick|hier|access", re.I)
MAX_WORDS = 80
LAST_PART = re.compile(r"[^,;|/–—(]*$")
ONLINE_ROOM = re.compile(r"online|digital|virtu|zoom|webex|teams|big ?blue|\bbbb\b|jitsi|stream|hybrid", re.IGNORECASE)
EMPTY = re.compile(r"\(\s*\)|\[\s*\]\s*(?:\(\s*\))?|<\s*>")
MARKDOWN_LINK = re.compile(r"!?\[(?P<words>[^\[\]\n]{0,300})\]\(<?$")
BEHIND_TARGET = re.compile(r"^>?(?:\s\"[^\"]*\")?\)")
BULLET = re.compile(r"\s*(?:[-*+•·]|#{1,6})")
MARKDOWN_TARGET = re.compile(r"[^\[\]\n]{0,100}\]\(<?\w{1,10}:")
REST_OF_ADDRESS = re.compile(r"(?=\S*[?=&/%])[\w/?=&%.#~+-]{4,}$")  # of one that a mail or a PDF has broken
BROKEN = 60  # characters of a line that may be broken

NUMBER = re.compile(
    r"(?<!\w)(?:meeting|webinar|besprechungs?|zoom|webex)[\s-]{0,2}(?:id|kenn-?nummer|nummer|nr\.?|number)"
    r"\s?:?\s?\d[\d\s-]{5,20}\d|(?<![\w+])\+?\d[\d\s/()-]{4,25},{1,2}\d{6,12}#[\d,*#]{0,30}",
    re.IGNORECASE,
)
CODE = re.compile(
    r"(?<!\w)(?:(?:meeting|zoom|webinar|zugangs|konferenz|sitzungs)-?\s?)?"
    r"(?:kenn-?code|pass-?code|kennwort|passwor[dt]|pwd|pin|code|access\scode)"
    r"(?:\s?[:=]\s?|\s(?:ist|lautet|is)\s(?=\S*\d))[^\s,;()<>|]{3,40}",
    re.IGNORECASE,
)
NEAR = 4  # lines between a link and its code
MAX_LINE = 5_000  # of a longer one only what is beyond doubt is taken out, at once

STORED_NOWHERE = _("It stands nowhere. Please enter it as the access link of its session, or of its online room.")
ALONE = _("The link of a video conference stands here, and belongs to no session of the text. {rest}")
SECOND = _("A second link of a video conference stands at this session; only the first becomes its access link. {rest}")
UNUSABLE = _("This link of a video conference cannot be an access link: it does not begin with https://. {rest}")
WITHHELD = _(
    "The number or code of a video conference is left out, because everybody could read it. Please use a link that "
    "holds the code, or tell it to those who take part."
)


@dataclass(slots=True)
class FoundLink:
    """The link of a video conference: in which line it stood, and in which cell of a row."""

    line: int
    address: str = field(repr=False)
    cell: int | None = None
    is_settled: bool = False


class MeetingLinks:
    """Takes the links of video conferences out of a text, and gives them to the sessions that were made of it."""

    def __init__(self, questions):
        self.questions = questions
        self.report = questions.report
        self.found = []
        self.withheld = []  # lines of which a code was taken out
        self.emptied = set()  # lines of which nothing remains
        self.without = set()  # ids of sessions whose own link cannot be stored

    # Out of the text

    def take_out(self, text):
        """Return the text without its links; no line changes its number."""
        lines = text.split("\n")
        for index, raw in enumerate(lines):
            if "." in raw and "/" in raw:
                self._take_links(lines, index)
        near = {index for line in {link.line for link in self.found} for index in range(line - 1 - NEAR, line + NEAR)}
        for index in sorted(near & set(range(len(lines)))):
            self._take_codes(lines, index, CODE)
        for index in range(len(lines)):
            self._take_codes(lines, index, NUMBER)
        return "\n".join(lines)

    def without_emptied(self, lines):
        """Return the lines without those of which nothing is left; a paragraph that one of them began begins below."""
        result, opens = [], False
        for line in lines:
            if line.number in self.emptied:
                opens = opens or line.opens
            else:
                result.append(replace(line, opens=line.opens or opens))
                opens = False
        return result

    def _take_links(self, lines, index):
        found, written = [], lines[index]
        if len(written) > MAX_LINE:
            lines[index] = self._without_links_at_once(written, index + 1)
            return
        for begin, end, address in reversed(meeting_links.find_addresses(written)):
            raw = lines[index]
            if raw[begin:end] != written[begin:end]:  # gone with the target of its own link
                continue
            target = MARKDOWN_TARGET.match(raw, end)  # „[https://zoom.us/j/1](https://zoom.us/j/1?pwd=x)“
            link = "" if target else meeting_links.meeting_link(address)
            if target or not (link or self._is_announced(lines, index, (begin, end), address)):
                continue
            rest = self._rest_below(lines, index) if end == len(raw.rstrip()) else ""
            found.append(
                FoundLink(index + 1, (link or meeting_links.with_scheme(address)) + rest, _cell_at(raw, begin))
            )
            self._put(lines, index, cut(raw, begin, end))
            if rest:
                self._put(lines, index + 1, "")
        self.found += reversed(found)

    def _without_links_at_once(self, raw, number):
        pieces, position = [], 0
        for begin, end, link in meeting_links.find_meeting_links(raw):
            self.found.append(FoundLink(number, link, _cell_at(raw[:MAX_LINE], min(begin, MAX_LINE))))
            pieces += [raw[position:begin], "[…]"]
            position = end
        return "".join([*pieces, raw[position:]])

    def _is_announced(self, lines, index, place, address):
        """Whether any other address stands beside „online“ or „Zoom“; asked, and held back until somebody says no."""
        if not address.casefold().startswith(("http", "www.")):
            return False
        raw = lines[index]
        before, behind = raw[: place[0]], raw[place[1] :]
        if raw.lstrip().startswith("|"):
            before, behind = before.rpartition("|")[2], behind.partition("|")[0]
        words = plain(MARKDOWN_LINK.sub(r"\g<words>", before)).strip(f"{MARKS}(<[*#+")
        around = [words] if words else [self._words_above(lines, index), plain(behind).strip(f"{MARKS}()<>[]*")]
        if not any(map(_announces, around)):
            return False
        host = urlsplit(meeting_links.with_scheme(address)).hostname or ""
        hidden = Line(index + 1, f"{raw[: place[0]]}{host}/…", Kind.TEXT, "")
        return self.questions.ask("link", host, ("link", "text"), "link", hidden) == "link"

    def _words_above(self, lines, index):
        """Return the last words of the line above, which a gap may part; „Zoom“ where it was a link itself."""
        if lines[index].lstrip().startswith("|"):
            return ""
        above = next((found for found in range(index - 1, max(-1, index - 4), -1) if lines[found].strip()), None)
        if above is None:
            return ""
        if above + 1 in self.emptied:
            return "Zoom"
        return LAST_PART.search(plain(lines[above]).strip(f"{MARKS})*"))[0].strip(MARKS)

    def _rest_below(self, lines, index):
        """Return what the page has broken off an address at the end of a line, "" where nothing was."""
        following = lines[index + 1].strip() if index + 1 < len(lines) else ""
        is_full = len(lines[index].rstrip()) >= BROKEN and not meeting_links.find_addresses(following)
        return following if is_full and REST_OF_ADDRESS.fullmatch(following) else ""

    def _take_codes(self, lines, index, pattern):
        if len(lines[index]) > MAX_LINE and pattern.search(lines[index]):
            self.withheld.append(index + 1)
            lines[index] = pattern.sub("[…]", lines[index])
        while match := pattern.search(lines[index]):
            self.withheld.append(index + 1)
            self._put(lines, index, cut(lines[index], match.start(), match.end()))

    def _put(self, lines, index, raw):
        """Put what is left into its line; where only the words remain that announce a link, the line is dropped."""
        words = plain(raw.lstrip("#>-*+•· \t")).strip(f"{MARKS})]…[.!*_")
        if (not words or _only_announces(words)) and raw.count("|") < 2:
            self.emptied.add(index + 1)
        lines[index] = "…" if index + 1 in self.emptied else raw

    # To the sessions

    def settle(self, draft, parts):
        """Give each session the link that stands in its lines, and say what becomes of all others."""
        owners = _Owners(draft.sessions, parts)
        first = min(session.line for session in draft.sessions)
        for link in sorted(self.found, key=lambda found: found.line < first):  # those above all sessions last
            if not link.is_settled and (link.line > first or not self._is_for_all(link, draft)):
                self.give(link, owners.of(link.line))
        for session in draft.sessions:
            if session.access_link and not any(slot.room for slot in session.slots):
                session.slots = [replace(slot, room="online") for slot in session.slots]
        for number in dict.fromkeys(self.withheld):
            self.report.warning("withheld_code", WITHHELD, number)

    def _is_for_all(self, link, draft):
        """Give a link above all sessions to those that are online and have none, if the organiser means it so."""
        others = [one for one in draft.sessions if not one.access_link and id(one) not in self.without]
        online = [session for session in others if _is_online(session, draft)]
        if not online or not _storable(link.address):
            return False
        host = urlsplit(link.address).hostname or ""
        quote = Line(link.line, f"{host}/…", Kind.TEXT, "")
        if self.questions.ask("link_for_all", host, ("all", "nowhere"), "all", quote) == "all":
            link.is_settled = True
            for session in online:
                session.access_link = _storable(link.address)
        return link.is_settled

    def give(self, link, session, *, is_given=False):
        """Let a link be the access link of a session; None: of none that is known. `is_given`: another has it."""
        link.is_settled = True
        if session is None and is_given:
            return
        address = _storable(link.address)
        if not address:
            self.without.add(id(session))
            self._warn("unusable_link", UNUSABLE, link.line)
        elif session is None:
            self._warn("lone_link", ALONE, link.line)
        elif session.access_link not in {"", address}:
            self._warn("second_link", SECOND, link.line)
        else:
            session.access_link = address

    def of_row(self, number):
        return [link for link in self.found if link.line == number and not link.is_settled]

    def _warn(self, code, message, line):
        self.report.warning(code, format_lazy(message, rest=STORED_NOWHERE), line)


def _storable(address):
    """Return an address as an access link has it, "" where it cannot be one."""
    try:
        address = secure_address(address)
    except ValidationError:
        return ""
    return address if len(address) <= LINK_MAX_LENGTH else ""


def _is_online(session, draft):
    rooms = [slot.room for slot in session.slots]
    return draft.mode == "online" or session.is_hybrid or any(map(ONLINE_ROOM.search, rooms))


CLOSING = frozenset(
    {
        *(Role.SECTION, Role.DAY, Role.END, Role.LETTER, Role.MAIL, Role.TRACK, Role.ROOM),
        *(Role.TIME, Role.TITLE, Role.MEMBER, Role.GROUP, Role.TABLE),
    }
)


class _Owners:
    """Knows in the lines of which session a line stands."""

    def __init__(self, sessions, parts):
        self.by_line = defaultdict(list)
        for session in sessions:
            self.by_line[session.line].append(session)
        self.starts = sorted(self.by_line)
        self.closers = sorted(part.line.number for part in parts if part.role in CLOSING)

    def of(self, number):
        """Return the session, None where it may be several, or something else has begun since its title."""
        position = bisect_right(self.starts, number)
        start = self.starts[position - 1] if position else None
        found = self.by_line[start] if position else []
        is_closed = position and bisect_right(self.closers, number) > bisect_right(self.closers, start)
        return found[0] if len(found) == 1 and not is_closed else None


def _cell_at(raw, position):
    """Return in which cell of a row a place is; None: the line is no row."""
    separator = "|" if "|" in raw else "\t"
    before = raw[:position].replace("\\|", "").lstrip(" " if separator == "\t" else None)
    if separator not in raw:
        return None
    return before.count(separator) - (1 if separator == "|" and before.startswith("|") else 0)


# Cutting


def cut(raw, begin, end):
    """Return a line without what stands there, and without the marks and brackets that only it needed."""
    left, right = raw[:begin], raw[end:]
    if match := MARKDOWN_LINK.search(left):
        words = match["words"]
        words = "" if meeting_links.find_addresses(words) or _only_announces(words) else words
        left, right = left[: match.start()] + words, BEHIND_TARGET.sub("", right)
    elif left.endswith("<"):
        left, right = left[:-1], right.removeprefix(">")
    if "\t" in raw.strip():  # whose columns stay
        return EMPTY.sub("", f"{left.rstrip(' :,')}{right}").rstrip()
    left, right = left.rstrip(), right.lstrip()
    if _is_in_sentence(left, right):
        return f"{left} […]{'' if right[0] in '.,;:!?' else ' '}{right}"
    if left.endswith("|") and right.startswith("|") and not raw.lstrip().startswith("|"):
        right = right[1:].lstrip()
    if not right or right[0] in ")|<.!?":
        left = left if BULLET.fullmatch(left) else left.rstrip(MARKS)
    elif not left or left[-1] in f"{MARKS}(":
        right = right.lstrip(MARKS)
    gap = " " if left and right and right[0] not in ".,;:!?)" and left[-1] != "(" else ""
    return EMPTY.sub("", f"{left}{gap}{right}").rstrip()


def _announces(words):
    return 0 < len(words) <= MAX_WORDS and ONLY_THESE_AND_ONE_ANNOUNCES.fullmatch(words) is not None


def _only_announces(words):
    """„Link zum Zoom-Meeting“, „hier“: words that say nothing without the link; „Zoom“ alone is a room."""
    return len(words) <= MAX_WORDS and bool(ANNOUNCEMENT.search(words) and ONLY_THESE.fullmatch(words))


def _is_in_sentence(left, right):
    """Whether words run on around the place, which would read as if nothing had stood there."""
    is_long = len(left.split()) > 3 and left[-1].isalnum()
    return is_long and right[:1] != "" and (right[0].islower() or right[0] in ",.!?")
