"""What a mail that came in is: bytes in, facts out. It writes nothing, and believes nothing.

Whatever stands in such a mail was written by a stranger. Any error of the parsers comes out as Unreadable.
"""

import re
from dataclasses import dataclass
from email import message_from_bytes, message_from_string

from django.core.exceptions import ValidationError
from icalendar import Calendar

from womconf.addresses import canonical
from womconf.mail.tags import Tag, tag_in

# Whom the mail was for, also where a mail server has noted it only when it put the mail into the mailbox.
FOR = ["To", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To"]
STATUS_PARTS = {"message/delivery-status", "message/global-delivery-status"}
RETURNED_PARTS = {"message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers"}
CODE = re.compile(r"(?<![\d.])([45]\.\d{1,3}\.\d{1,3})(?![\d.])")  # an enhanced status code (RFC 3463)
AROUND_ADDRESSES = re.compile(r"[\s<>,;:\"()]+")
MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,198}>")
UID = re.compile(r"[!-~]{1,200}")
AUTOMATIC = {"bulk", "auto_reply", "junk", "list"}
MOST = 50  # parts, recipients, addresses and events of one mail that are looked at
MOST_BYTES_OF_A_CALENDAR = 100_000


class Unreadable(Exception):
    """The mail is no mail, or the parser broke on it."""


@dataclass(frozen=True)
class Failure:
    """That a mail server has given up to deliver to `address` ("": it does not say), with its status code."""

    address: str
    code: str


@dataclass(frozen=True)
class Report:
    """A report that a mail could not be delivered, or is late (RFC 3464); `message_ids` are those that it gives back.

    Where nothing failed for good (a mail is late, or was delivered), there are no `failures`.
    """

    failures: tuple
    message_ids: tuple


@dataclass(frozen=True)
class Decline:
    """That somebody with this address does not come to what an entry of their calendar with this UID tells of."""

    uid: str
    address: str


@dataclass(frozen=True)
class Incoming:
    """A mail that came in; `tags` are what the addresses claim that it was for.

    `declines` is None where it is no answer of a calendar, empty where that accepts.
    """

    tags: tuple[Tag, ...]
    report: Report | None
    declines: tuple | None
    is_automatic: bool


def read(content):
    """Return the Incoming of a mail, or of its beginning. Raise Unreadable."""
    try:
        mail = message_from_bytes(content)
        report = _report(mail)  # which may give an invitation back, cut off
        return Incoming(_tags(mail), report, None if report else _declines(mail), _is_automatic(mail))
    except Exception as error:
        raise Unreadable from error


def _tags(mail):
    values = [str(value) for name in FOR for value in mail.get_all(name, [])[:MOST]]
    words = [word for value in values for word in AROUND_ADDRESSES.split(value, MOST)]
    return tuple(dict.fromkeys(tag for tag in map(tag_in, words) if tag))


def _report(mail):
    if mail.get_content_type() != "multipart/report" or not mail.is_multipart():
        return None
    if str(mail.get_param("report-type", "delivery-status")).lower() != "delivery-status":
        return None
    parts = mail.get_payload()[:MOST]
    blocks = [block for part in parts if part.get_content_type() in STATUS_PARTS for block in _blocks(part)]
    if not blocks:
        return None
    failures = [_failure(block) for block in blocks if _word(block, "Action") == "failed"]
    returned = [_message_id(part) for part in parts if part.get_content_type() in RETURNED_PARTS]
    return Report(tuple(failure for failure in failures if failure), tuple(found for found in returned if found))


def _blocks(part):
    """Return the groups of fields of a delivery status: one of the whole report, then one of each recipient."""
    blocks = part.get_payload()
    return blocks[: MOST + 1] if isinstance(blocks, list) else []


def _failure(block):
    said = " ".join([_word(block, "Status"), str(block.get("Diagnostic-Code", ""))])
    codes = CODE.findall(said)
    if not codes:
        return None
    # Some servers say 5.0.0 and the reason behind it.
    code = next((found for found in codes if found[0] == codes[0][0] and not found.endswith(".0.0")), codes[0])
    return Failure(_address(block.get("Original-Recipient") or block.get("Final-Recipient") or ""), code)


def _word(block, name):
    return ([*str(block.get(name, "")).lower().split(), ""])[0]


def _address(field):
    """Return the canonical address of `rfc822; erika@example.org`, "" where there is none."""
    try:
        return canonical(str(field).rpartition(";")[2].strip().strip("<>"))
    except ValidationError:
        return ""


def _message_id(part):
    """Return the Message-ID of the mail that a report gives back, whole or only its headers."""
    payload = part.get_payload()
    if isinstance(payload, list):
        headers = payload[0] if payload else {}
    else:
        headers = message_from_string(part.get_payload(decode=True).decode("ascii", "replace"))
    found = MESSAGE_ID.search(str(headers.get("Message-ID", "")))
    return found and found[0]


def _declines(mail):
    calendars = [part for part in list(mail.walk())[:MOST] if part.get_content_type() == "text/calendar"]
    for part in calendars:
        content = part.get_payload(decode=True) or b""
        if b"REPLY" in content and len(content) <= MOST_BYTES_OF_A_CALENDAR:
            calendar = Calendar.from_ical(content)
            if str(calendar.get("METHOD", "")).upper() == "REPLY":
                return tuple(_declined(calendar))
    return None


def _declined(calendar):
    for event in calendar.walk("VEVENT")[:MOST]:
        uid, attendees = str(event.get("UID", "")), event.get("ATTENDEE", [])
        attendee = attendees[0] if isinstance(attendees, list) and attendees else attendees  # there must be one
        address = _address(re.sub("(?i)^mailto:", "", str(attendee)))
        if address and UID.fullmatch(uid) and str(attendee.params.get("PARTSTAT", "")).upper() == "DECLINED":
            yield Decline(uid, address)


def _is_automatic(mail):
    """Whether no person has written it (RFC 3834): nobody is to answer it."""
    is_marked = str(mail.get("Auto-Submitted", "no")).strip().lower().split(";")[0] not in {"no", ""}
    return is_marked or _word(mail, "Precedence") in AUTOMATIC or str(mail.get("Return-Path", "")).strip() == "<>"
