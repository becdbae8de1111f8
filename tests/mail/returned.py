"""Mails that come back, as mail servers and calendars write them (tests/data/returned), about mails of ours."""

import base64
from pathlib import Path

from programme.exports.ical import uid_of
from tests.mail.writing import queue
from womconf.mail import actions, tags
from womconf.mail.incoming.mailboxes import Maildir

FOLDER = Path(__file__).parent.parent / "data/returned"
ADDRESS = "office@example.org"
REPLY = """BEGIN:VCALENDAR
METHOD:REPLY
PRODID:Microsoft Exchange Server 2010
VERSION:2.0
BEGIN:VEVENT
ATTENDEE;PARTSTAT={answer};CN=Erika Müßig:mailto:{person}
COMMENT;LANGUAGE=de-DE:Leider habe ich keine Zeit.\\n
UID:{uid}
SUMMARY;LANGUAGE=de-DE:Abgelehnt: Sprache und Amt
DTSTART;TZID=W. Europe Standard Time:20270915T090000
DTEND;TZID=W. Europe Standard Time:20270915T100000
CLASS:PUBLIC
PRIORITY:5
DTSTAMP:20270412T073108Z
TRANSP:OPAQUE
STATUS:CONFIRMED
SEQUENCE:0
X-MICROSOFT-CDO-APPT-SEQUENCE:0
END:VEVENT
END:VCALENDAR
"""


def sent(key="key", **changes):
    """Return a Message that has left."""
    message = actions.send(queue(key, **changes).pk)
    assert message.status == "sent"
    return message


def filled(name, *, encoding="utf-8", **values):
    text = (FOLDER / f"{name}.eml").read_text()
    for word, value in values.items():
        text = text.replace(word.replace("_", "-"), value)
    return text.replace("\n", "\r\n").encode(encoding)


def report_of(message, name="postfix", *, to=None, recipient=None, **changes):
    """Return the report of a mail server that a Message could not be delivered.

    `to`: to whom the report goes (default: the envelope's sender), `recipient`: whom it is about.
    """
    back = tags.tagged(tags.MESSAGE, message.pk, message.message_id) if to is None else to
    values = {"RETURN": back, "RECIPIENT": recipient or message.to, "MESSAGE_ID": message.message_id, **changes}
    return filled(name, **values)


def reply_of(person, slot, *, answer="DECLINED", name="outlook-reply", to=None, address=None, uid=None):
    """Return the answer of the calendar of an attendee or a speaker to the invitation to a slot."""
    kind = tags.SPEAKER if type(person).__name__ == "Speaker" else tags.ATTENDEE
    to = tags.tagged(kind, person.pk) if to is None else to
    uid, address = uid or uid_of(slot.uid), address or person.email
    calendar = REPLY.format(answer=answer, person=address, uid=uid).replace("\n", "\r\n").encode()
    values = {
        "RETURN": to,
        "PERSON": address,
        "EVENT_UID": uid,
        "CALENDAR_IN_BASE64": base64.encodebytes(calendar).decode(),
    }
    return filled(name, **values)


def maildir(folder):
    """Make an empty Maildir."""
    for name in ("new", "cur", "tmp"):
        (folder / name).mkdir(parents=True)
    return Maildir(folder)


def put(mailbox, content, name="1775979067.M1P1.mail"):
    (mailbox.path / "new" / name).write_bytes(content)
    return name


def files(mailbox):
    """Return what stands in a Maildir: {folder/name}."""
    return {str(path.relative_to(mailbox.path)) for path in mailbox.path.rglob("*") if path.is_file()}
