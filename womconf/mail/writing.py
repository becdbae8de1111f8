"""Mails that the worker writes: an app notes the facts in its transaction, and here says how they become a letter."""

from collections.abc import Callable
from copy import copy
from dataclasses import asdict, dataclass, field
from datetime import tzinfo
from operator import itemgetter

from django.utils import timezone, translation

from womconf.mail import placeholders
from womconf.mail.rendering import MAX_SUBJECT, render, words

_writers, _kinds, _placeholders = {}, {}, {}
_own_words = []
SUBJECT = "subject"  # the placeholder for our subject, which says what the mail is about


@dataclass(frozen=True)
class Letter:
    """What a mail is made of; `template` is `app/name`, see rendering.render; times are told in `zone`.

    `to` is the person's address at the moment from which the links are, "" where the noted one stays: a link never goes
    to an address that is no longer theirs. `sender` is the name that readers see beside our address. `values` are those
    of the placeholders of its kind. `on_written` is called with the Message in the transaction that freezes these
    texts, and nowhere else: what it stores is true exactly if the mail says so.
    """

    template: str
    context: dict
    to: str = ""
    links: dict = field(default_factory=dict)
    attachments: tuple = ()
    reply_to: str = ""
    sender: str = ""
    zone: tzinfo | None = None
    values: dict = field(default_factory=dict)
    on_written: Callable | None = None


@dataclass(frozen=True)
class OwnWords:
    """What organisers add to the mails of a kind: words around our subject, and above and below what the mail tells.

    Ours stands in the subject where {subject} does. "" leaves the mail as it is.
    """

    subject: str = ""
    opening: str = ""
    closing: str = ""


def own_words(function):
    """Register the function that returns the OwnWords for the key of a conference, a kind and a language."""
    _own_words[:] = [function]
    return function


def kinds():
    """Return [(kind, its words)] of all mails that there are, in the order of the alphabet."""
    return sorted(((kind, str(words)) for kind, words in _kinds.items()), key=itemgetter(1))


def words_of(kind):
    """Return what organisers read of the mails of a kind."""
    return str(_kinds.get(kind, kind))


def kinds_with_own_words():
    """Return [(kind, its words)] of the mails that organisers may add to, in the order of the alphabet."""
    return [(kind, words) for kind, words in kinds() if _placeholders[kind]]


def placeholders_of(kind):
    """Return the names of the placeholders for the organisers' words in mails of a kind; none: they add no words."""
    return _placeholders.get(kind, ())


def writes(kind, words, placeholders=()):
    """Register the function that makes a Letter of a noted mail, or None where nothing is left to say.

    It is given the primary key of the mail's `attendee` or `speaker`, if there is one, and the facts by their names.
    `words` are what organisers read of the kind; `placeholders` are the names of the values that its Letters have.
    """
    _kinds[kind], _placeholders[kind] = words, placeholders

    def register(function):
        _writers[kind] = function
        return function

    return register


def write(message):
    """Put the words into a Message that has facts only, without saving it. Return its Letter, None: nothing to say."""
    with translation.override(message.language):
        letter = _writers[message.kind](**_whom(message), **message.facts)
    if letter is not None:
        fill(message, letter)
    return letter


def fill(message, letter):
    """Put the words of a Letter into a Message, without saving it."""
    with translation.override(message.language), timezone.override(letter.zone):
        added = _added(message)
        own = {name: placeholders.fill(getattr(added, name), letter.values) for name in ("opening", "closing")}
        context = {**letter.context, **own}
        rendered = render(letter.template, language=message.language, context=context, links=letter.links)
        subject = placeholders.fill(added.subject, {**letter.values, SUBJECT: rendered.subject})
    message.to = letter.to or message.to
    message.subject = " ".join(subject.split())[:MAX_SUBJECT] or rendered.subject
    message.text, message.html = rendered.text, rendered.html
    message.links = [asdict(link) for link in letter.links.values()]
    message.attachments = [asdict(attachment) for attachment in letter.attachments]
    message.reply_to = letter.reply_to
    message.sender = letter.sender


def _added(message):
    if not placeholders_of(message.kind) or not message.conference_id:
        return OwnWords()
    return _own_words[0](message.conference_id, message.kind, message.language)


def _whom(message):
    people = {"attendee": message.attendee_id, "speaker": message.speaker_id}
    return {name: pk for name, pk in people.items() if pk is not None}


def preview(message):
    """Return a copy of a Message as it was written, or would be now; in its text personal links are words."""
    message = copy(message)
    if not message.is_written:
        write(message)
    message.text = words(message)
    return message
