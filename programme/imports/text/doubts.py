"""Who or what was taken by a weak sign, and what the organiser answers.

The recognisers leave a `Doubt` in the head of a line; here each becomes a question, and its answer (or the likelier
reading, while nobody has answered) decides what the words are.
"""

import hashlib
import re
from dataclasses import dataclass, replace

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from programme.imports.draft import NAME_LENGTH, Choice, DraftAppearance, Question
from programme.imports.text import rooms
from womconf.quotes import in_quotes_lazy

LABELS = {
    "person": _("a person"),
    "host": _("the organisation that hosts it"),
    "place": _("a place"),
    "affiliation": _("the organisation of the person named before"),
    "function": _("a person with a function"),
    "duty": _("what the person named before does or is"),
    "title": _("a part of the title"),
    "text": _("a part of the description"),
    "next": _("the next start is the end"),
    "open": _("the end stays open"),
    "sessions": _("several sessions"),
    "session": _("a session of its own"),
    "break": _("a break"),
    "whole": _("from the first start to the last end of its day"),
    "later": _("without a time, until one is written"),
    "follow_up": _("one session with a follow-up"),
    "day": _("the day of all that follows"),
    "link": _("the access link, which is public nowhere"),
    "all": _("the access link of all online sessions that have none of their own"),
    "nowhere": _("of no session: it stands nowhere"),
    "same": _("the same person"),
    "another": _("another person"),
}
TEXTS = {
    "person": _("Is “{words}” a person?"),
    "host": _("Is “{words}” the organisation that hosts this session?"),
    "place": _("Is “{words}” the place of this session?"),
    "break": _("Is “{words}” a break, for which nobody registers?"),
    "venue": _("Is “{words}” the place of the conference?"),
    "place_of_day": _("Is “{words}” the place of this day?"),
    "field": _("What is “{words}”?"),
    "duty": _("What is “{words}” behind a name?"),
    "end": _("Some sessions have no end. Does each last until the next one begins?"),
    "turns": _("“{words}” stands at several times. Is it offered once at each of them?"),
    "split": _("Are these several sessions at one time: {words}?"),
    "day": _("Does a new day of the programme begin with “{words}”?"),
    "link_for_all": _("The link of a video conference at “{words}” stands above all sessions. What is it?"),
    "hours": _("Some lines begin with hours without “o’clock”. Does a session begin at each of them?"),
    "whole": _("“{words}” takes the whole day. When is that?"),
    "next": _("Is “{words}” a session of its own?"),
    "follow": _("Does “{words}” belong to the session before it?"),
    "same": _("Are these one person: {words}?"),
    "link": _("Is the address at “{words}” the way into the video conference?"),
}

MAX_WORDS_OF_KEY = 80
BETWEEN_NAMES = re.compile(r"[,;/]|\s(?:und|and|&)\s")


def _key(code, words):
    """Name a question by its kind and its words; of long words, such as whole lines, only a hash."""
    words = " ".join(words.casefold().split())
    if len(words) > MAX_WORDS_OF_KEY:
        words = hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return ":".join(filter(None, [code, words]))


@dataclass(frozen=True, slots=True)
class Doubt:
    """Words that were taken for a person, a host or a place; `guess` is the likelier reading.

    `person`: as it stands in the head; `follows`: somebody was named before, so it may be their organisation;
    `in_title`: the words are still there; `written`: how they stand there, with their marks; `position`: of the field.
    """

    code: str
    words: str
    guess: str
    person: DraftAppearance | None = None
    follows: bool = False
    in_title: bool = False
    written: str = ""
    position: int = 0


class Questions:
    """Puts questions to the report and gives the answers that hold.

    `earlier`: what is known of the conference from earlier imports (programme.imports.earlier), or None.
    """

    def __init__(self, report, answers=None, earlier=None):
        self.report = report
        self.earlier = earlier
        self.answers = answers if isinstance(answers, dict) else {}
        self.known = set()  # the names that stand somewhere without a doubt

    def ask(self, code, words, values, guess, line, *, session_line=None, **titles):
        """Ask what the words are; return the answer, or the guess while there is none.

        `titles`: the `whole` title with the words, and the `rest` without them.
        """
        key = _key(code, words)
        known = self.earlier.answer(key, code, words, values, **titles) if self.earlier else None
        guess = known[0] if known else guess
        self.report.questions.append(
            Question(
                key=key,
                code=code,
                text=format_lazy(TEXTS[code], words=in_quotes_lazy(words)),
                quote=line.raw.strip(),
                choices=tuple(Choice(value, LABELS[value]) for value in values),
                guess=guess,
                line=line.number,
                session_line=session_line,
                known=known[1] if known else "",
            )
        )
        answer = self.answers.get(key)
        return answer if answer in values else guess

    def settle(self, head, line, session_line):
        """Ask about all doubts of a head, and let the words be what the answers say."""
        doubts, head.doubts = head.doubts, []
        duties = [doubt for doubt in doubts if doubt.code == "duty"]
        doubts = [doubt for doubt in doubts if doubt.code != "duty"]
        head.doubted.update(doubt.person.name for doubt in doubts if doubt.person is not None)
        self.known.update(person.name.casefold() for person in head.people if person.name not in head.doubted)
        for doubt in doubts:
            rest = "text" if doubt.code == "field" or not head.title else "title"
            values = ["person", *_further_values(doubt), "host", "place", rest]
            guess = rest if doubt.guess in {"title", "text"} else doubt.guess
            titles = _titles(doubt, head)
            value = self.ask(doubt.code, doubt.words, values, guess, line, session_line=session_line, **titles)
            if value == "function":
                _let_be_function(doubt.person, head)
            elif doubt.in_title and value != rest:
                head.title = titles["rest"]
                _put(value, doubt, head)
            elif not doubt.in_title and value != doubt.code:
                _take_back(doubt, head)
                _put(value, doubt, head)
        for doubt in duties:
            values = ("duty", "affiliation")
            if self.ask(doubt.code, doubt.words, values, "duty", line, session_line=session_line) == "duty":
                _let_be_function(doubt.person, head)

    def drop_known(self):
        """Ask about nobody who is a person beyond doubt in another place of the text."""
        self.report.questions[:] = [
            question
            for question in self.report.questions
            if question.code != "person"
            or question.guess != "person"
            or question.key in self.answers
            or question.key.removeprefix("person:") not in self.known
        ]


def _titles(doubt, head):
    """Return the title with the words of a doubt, and without them."""
    written = doubt.written or f"({doubt.words})"
    if doubt.in_title:
        return {"whole": head.title, "rest": " ".join(head.title.replace(written, " ").split())}
    return {"whole": f"{head.title} {written.strip()}" if head.title else "", "rest": head.title}


def _further_values(doubt):
    """Return what words may be beside a person: of the one named before, or a person with what they are or do."""
    if doubt.follows:
        return ["affiliation", "duty"]
    return ["function"] if doubt.person and doubt.person.affiliation else []


def _let_be_function(person, head):
    """Let what stands behind a name be what this person is or does."""
    head.people[:] = [
        replace(found, position=found.details, affiliation="")
        if (found.name, found.affiliation) == (person.name, person.affiliation)
        else found
        for found in head.people
    ]


def _take_back(doubt, head):
    if doubt.person is not None:
        status = doubt.person.status
        position = next((at for at, person in enumerate(head.people) if person is doubt.person), None)
        if position is not None:
            status = head.people.pop(position).status
        else:  # its status was shared with the session, so that it is another object
            head.people[:] = [person for person in head.people if person.name != doubt.person.name]
            status = "requested" if head.is_requested else status
        head.is_requested = head.is_requested or status == "requested"
        head.is_cancelled = head.is_cancelled or status == "declined"
    elif doubt.code == "host" and head.host == doubt.words:
        head.host = ""
    elif doubt.code == "place" and (head.room or head.is_hybrid):
        head.room, head.is_hybrid = "", False


def _names(words):
    """„Ada Horn und Leute, Ben Yıl“: who is a person by the organiser's own word, one between each two commas."""
    return [name.strip()[:NAME_LENGTH] for name in BETWEEN_NAMES.split(words) if name.strip()]


def _put(value, doubt, head):
    words = doubt.words
    if value == "person":
        head.people += [doubt.person] if doubt.person else [DraftAppearance(name=name) for name in _names(words)]
    elif value == "affiliation" and head.people:
        last = head.people[-1]
        head.people[-1] = replace(last, affiliation=", ".join(filter(None, [last.affiliation, words])))
    elif value == "duty" and head.people:
        last = head.people[-1]
        head.people[-1] = replace(last, position=", ".join(filter(None, [last.position, words])))
    elif value == "host" and not head.host:
        head.host = words
    elif value == "place" and not head.room and (found := rooms.read_labelled(words)):
        head.add_room(found)
    elif value == "title":
        head.title += doubt.written or f" ({words})"
    else:
        head.remarks.append(words)
