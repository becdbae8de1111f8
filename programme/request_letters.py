"""The mails that ask a speaker to take part, and remind them to answer: one for all that they are asked at once.

As in programme.emails the facts are noted, and the worker writes the mail from them and from what is true by then.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, partial
from itertools import groupby
from operator import attrgetter

from django.db.models import Q
from django.utils.translation import pgettext_lazy

from programme.models import Appearance, Slot
from programme.models.mail_texts import WITH_SESSION
from programme.speaker_letters import letter_to_speaker, message_to_speaker
from programme.telling import SPEAKERS
from programme.telling.speakers import appearances_in
from womconf.mail.actions import note, writes
from womconf.mail.models import Message

REQUESTS = ["ask-speaker", "remind-speaker"]


@dataclass(frozen=True)
class Request:
    """What a mail says of one appearance: when the same request went out before, or that another time was wished.

    `agreed`: they stood as agreed, in an imported text say, and are to confirm it.
    """

    appearance: Appearance
    asked_before: datetime | None = None
    wished: bool = False
    agreed: bool = False

    @classmethod
    def of(cls, appearance):
        """Return what is asked for when an appearance, as it is now, is asked for."""
        asked_before = appearance.asked_at if appearance.is_requested else None
        agreed = appearance.status == Appearance.Status.CONFIRMED
        return cls(appearance, asked_before, wished=appearance.other_time_at is not None, agreed=agreed)

    @property
    def session(self):
        return self.appearance.session

    @cached_property
    def slots(self):
        return list(self.session.slots.exclude(kind=Slot.Kind.BREAK).select_related("room", "conference").in_order())

    @property
    def facts(self):
        facts = {"appearance": self.appearance.pk}
        if self.wished:
            return {**facts, "wished": True}
        if self.agreed:
            return {**facts, "agreed": True}
        return {**facts, "asked_before": self.asked_before.isoformat()} if self.asked_before else facts


def ask_speaker(requests, asked_at):
    """Ask one speaker by one mail for all these Requests."""
    note([request_mail(requests, asked_at)])


def remind_speakers(requests, asked_at):
    """Remind speakers, each of them by one mail, again from a moment on. Return how many mails that is."""
    unknown = not_reached([each.appearance for each in requests])
    in_order = sorted(requests, key=lambda each: (each.appearance.speaker_id, each.appearance.pk))
    by_person = groupby(in_order, key=lambda each: each.appearance.speaker_id)
    return note([request_mail(list(theirs), asked_at, unknown=unknown) for _speaker, theirs in by_person])


def request_mail(requests, asked_at, *, unknown=None):
    """Return the Message that asks a speaker for all these Requests, or reminds them if each went out before.

    Whom one did not reach is asked (`unknown`: see not_reached; looked up where it is not given), and so is whoever
    wished for another time meanwhile.
    """
    if unknown is None:
        unknown = not_reached([each.appearance for each in requests if each.asked_before and not each.wished])
    requests = [Request(each.appearance) if each.appearance.pk in unknown else each for each in requests]
    first = requests[0].appearance
    facts = [each.facts for each in requests]
    kind = "remind-speaker" if all("asked_before" in each for each in facts) else "ask-speaker"
    about = facts[0] if len(facts) == 1 else {"requests": facts}
    return message_to_speaker(kind, first.speaker, key=f"ask:{first.pk}:{asked_at.isoformat()}", **about)


def not_reached(appearances):
    """Return the keys of those whose requests have left, and will leave, for no address that the speaker has now.

    One that was given up, cancelled or came back has reached nobody, and one to a mistyped address somebody else. One
    for several does not name what was settled before it was written.
    """
    requests = Message.objects.filter(speaker__in=[each.speaker_id for each in appearances], kind__in=REQUESTS)
    lost = Q(status__in=[Message.Status.FAILED, Message.Status.CANCELLED]) | Q(bounced_at__isnull=False)
    written, known = set(), set()
    for facts, to, is_lost in requests.annotate(is_lost=lost).values_list("facts", "to", "is_lost"):
        asked_for = appearances_in(facts)
        written.update(asked_for)
        if not is_lost:
            known.update((appearance, to) for appearance in facts.get("named", asked_for))
    return {each.pk for each in appearances if each.pk in written and (each.pk, each.speaker.email) not in known}


@writes("ask-speaker", pgettext_lazy("kind of e-mail", "request to a speaker"), WITH_SESSION)
def write_request(speaker, requests=(), **only):
    """Write it as long as an answer is still awaited; of several requests it names those that are still open."""
    facts = {"requests": requests} if requests else only
    waiting = Appearance.objects.requested().filter(speaker=speaker, pk__in=appearances_in(facts), other_time_at=None)
    still_open = [
        appearance
        for appearance in waiting.with_session()
        if not (appearance.session.is_cancelled or appearance.session.has_begun())
    ]
    return letter_that_asks(requests_in(facts, still_open)) if still_open else None


@writes("remind-speaker", pgettext_lazy("kind of e-mail", "reminder to a speaker"), WITH_SESSION)
def write_reminder(speaker, **noted):
    return write_request(speaker, **noted)


def requests_in(facts, appearances):
    """Return the Requests for some appearances, as the facts of a mail have them."""
    noted = {each["appearance"]: each for each in facts.get("requests", [facts])}
    return [_request(appearance, noted[appearance.pk]) for appearance in appearances]


def _request(appearance, facts):
    before = facts.get("asked_before")
    flags = {name: facts.get(name, False) for name in ("wished", "agreed")}
    return Request(appearance, before and datetime.fromisoformat(before), **flags)


def letter_that_asks(requests):
    """Return the Letter to one speaker; what is alike in all Requests it says once."""
    requests = sorted(requests, key=_by_time)
    first = requests[0]
    said = {each.uid: each for request in requests for each in SPEAKERS.said_of(request.appearance)}
    sessions = dict.fromkeys(request.session for request in requests)
    letter = letter_to_speaker(
        "ask",
        first.appearance.speaker_id,
        said=said.values(),
        named=sessions,
        session=first.session,
        requests=requests,
        several=len(requests) > 1,
        zone_of=_slot_for_zone(requests) if len(requests) > 1 else None,
        is_to_confirm=all(request.agreed for request in requests),
        is_reminder=all(request.asked_before and not request.wished for request in requests),
        answer_by=_if_alike(requests, "answer_by"),
        words=_if_alike(requests, "asking_words"),
    )
    named = [request.appearance.pk for request in requests]
    return letter and replace(letter, on_written=partial(_note_named, named=named, note_rest=letter.on_written))


def _note_named(message, named, note_rest):
    """Write down which of several the mail asks for."""
    if "requests" in message.facts:
        message.facts |= {"named": named}
        message.save(update_fields=["facts"])
    if note_rest:
        note_rest(message)


def _by_time(request):
    starts = [slot.starts_at.timestamp() for slot in request.slots]
    return min(starts, default=float("inf")), request.appearance.pk


def _slot_for_zone(requests):
    """Return a slot in whose zone all times are, None where there is none: some in summer, others in winter."""
    slots = [slot for request in requests for slot in request.slots]
    offsets = {slot.starts_at.astimezone(slot.conference.zone).utcoffset() for slot in slots}
    return slots[0] if len(offsets) == 1 else None


def _if_alike(requests, name):
    """Return what stands at all of the appearances, None where they differ."""
    found = set(map(attrgetter(f"appearance.{name}"), requests))
    return found.pop() if len(found) == 1 else None
