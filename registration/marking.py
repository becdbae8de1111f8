"""Marks as a helper's phone sends them: read, carried out one by one, answered one by one. It loses none in silence."""

import json
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from registration import actions, doors
from registration.exceptions import Busy, NotRegisteredHere, RegistrationError, UnknownCode
from registration.forms import WalkInForm
from registration.models import Mark

MOST_MARKS = 500  # at once
DONE, ALREADY, REFUSED = "done", "already", "refused"
KINDS = PRESENT, ABSENT, WALK_IN = "present", "not", "walk_in"
HOW = {Mark.How.LIST, Mark.How.SEARCH, Mark.How.CODE}


class Unreadable(Exception):
    """What came is no list of marks."""


def read(body):
    """Return (when it was sent by the phone's own clock, or None; the marks, dictionaries). Raise Unreadable."""
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Unreadable from error
    marks = sent.get("marks") if isinstance(sent, dict) else None
    if not isinstance(marks, list) or len(marks) > MOST_MARKS or not all(isinstance(mark, dict) for mark in marks):
        raise Unreadable
    return _moment(sent.get("sent_at")), marks


def carry_out(link, sent_at, marks):
    """Carry marks out in the order in which they were made. Return [{key, outcome, reason, said}], one for each.

    That of a walk-in has the `code`, too, by which the phone can take the mark back.
    Those for which the database has no time at the moment have no answer: the phone sends them again.
    """
    now = timezone.now()
    at_doors = {door.code: door for door in doors.doors_of(link, now)}
    answers = []
    for mark in marks:
        at = doors.moment(link, at=_moment(mark.get("at")), sent_at=sent_at, now=now)
        try:
            answers.append({"key": mark.get("key"), **_answer(link, at_doors, mark, at)})
        except Busy:
            break
    return answers


def _answer(link, at_doors, mark, at):
    key, door = _key(mark.get("key")), at_doors.get(_text(mark, "session"))
    if key is None or mark.get("kind") not in KINDS:
        return {"outcome": REFUSED, "reason": "invalid", "said": str(UnknownCode())}
    try:
        if mark["kind"] == WALK_IN:
            entered = enter(link, door, mark, at=at)
            return {"outcome": DONE, "said": "", "code": entered.attendee.checkin_code}
        how = mark["how"] if _text(mark, "how") in HOW else Mark.How.LIST
        act = present if mark["kind"] == PRESENT else absent
        is_new = act(link, door, _text(mark, "code"), how=how, key=key, at=at)
    except Busy:
        raise
    except (RegistrationError, ValidationError) as refusal:
        said = " ".join(refusal.messages) if isinstance(refusal, ValidationError) else str(refusal)
        return {"outcome": REFUSED, "reason": getattr(refusal, "reason", "invalid"), "said": said}
    return {"outcome": DONE if is_new else ALREADY, "said": ""}


def present(link, door, code, **mark):
    """Mark whose code it is as present at a door. Raise UnknownCode, NotRegisteredHere, as mark_present does."""
    return actions.mark_present(_registration(link, door, code), link=link, **mark)


def absent(link, door, code, **mark):
    return actions.unmark_present(_registration(link, door, code), link=link, **mark)


def enter(link, door, typed, *, at=None):
    """Enter a walk-in at a door. Return the Registration.

    Raise a ValidationError where the form is not filled in, and as add_walk_in does.
    """
    form = WalkInForm({name: _text(typed, name) for name in WalkInForm.base_fields})
    if not form.is_valid():
        raise ValidationError([message for messages in form.errors.values() for message in messages])
    if door is None:
        raise UnknownCode
    pools = [door.pool or door.session.pool]
    return actions.add_walk_in(link.conference, pools=pools, link=link, at=at, **form.cleaned_data)


def _registration(link, door, code):
    attendee = doors.attendee_with(doors.code_in(code), link.conference)
    if attendee is None or door is None:
        raise UnknownCode
    registration = door.registration_of(attendee)
    if registration is None:
        raise NotRegisteredHere(name=attendee.name)
    return registration


def _text(mark, name):
    value = mark.get(name)
    return value if isinstance(value, str) else ""


def _key(value):
    try:
        return UUID(value)
    except (ValueError, TypeError, AttributeError):
        return None


def _moment(value):
    """Return a moment that was written in ISO 8601 with its zone, else None."""
    try:
        found = parse_datetime(value)
    except (ValueError, TypeError):
        return None
    return found if isinstance(found, datetime) and timezone.is_aware(found) else None
