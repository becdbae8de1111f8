"""Mails that come back: what their reports say, whom it concerns, and what it never does."""

import pytest
from django.db import IntegrityError
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from registration.models import Attendee
from tests.factories import AttendeeFactory
from tests.mail.returned import ADDRESS, FOLDER, files, filled, maildir, put, report_of, sent
from womconf.mail import bounces, tags
from womconf.mail.incoming import mails
from womconf.mail.incoming.mailboxes import MAX_BYTES
from womconf.mail.incoming.reading import Found, read_mailbox
from womconf.mail.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def mailbox(settings, tmp_path):
    settings.MAILBOX_ADDRESS, settings.MAILBOX = ADDRESS, maildir(tmp_path / "mailbox")
    return settings.MAILBOX


@pytest.fixture
def message(mailbox, mailoutbox):
    return sent()


def code():
    return Message.objects.get().bounce_code


CODES = {
    "postfix": "5.1.1",
    "exim": "5.2.2",
    "exchange": "5.1.10",
    "gmail": "5.7.1",
    "given-up": "4.4.7",
    "delayed": "",
}


@pytest.mark.parametrize("name", CODES)
@pytest.mark.parametrize("way", ["by its envelope", "by its Message-ID"])
def test_report_of_a_mail_is_noted_with_its_reason(mailbox, message, name, way):
    to = None if way == "by its envelope" else ADDRESS
    put(mailbox, report_of(message, name, to=to))
    assert read_mailbox() == {Found.REPORT: 1}
    message.refresh_from_db()
    assert (message.status, message.bounce_code, bool(message.bounced_at)) == ("sent", CODES[name], bool(CODES[name]))
    assert files(mailbox) == {"cur/1775979067.M1P1.mail:2,S"}


@pytest.mark.parametrize("name", CODES)
def test_address_is_marked_only_where_it_failed_for_good(mailbox, message, name):
    put(mailbox, report_of(message, name))
    read_mailbox()
    expected = {message.to} if CODES[name].startswith("5") else set()
    assert bounces.among([message.to, "other@example.org"]) == expected


@pytest.mark.parametrize("code", [*filter(None, CODES.values()), "5.0.0", "4.0.0", "5.999.999"])
def test_every_reason_is_a_sentence(code):
    assert str(bounces.sentence(code)).endswith((".", "?"))


def test_longest_known_beginning_of_a_code_says_what_it_means():
    assert bounces.sentence("5.2.2") != bounces.sentence("5.2.9") != bounces.sentence("5.9.9")


def test_report_sent_in_cp1252_and_of_twenty_megabytes_is_read(mailbox, message):
    text = report_of(message, "exim").replace(b"Guten Tag", "Grüße – „Öffnung“ ".encode("cp1252") * 1_000_000)
    assert len(text) > 18 * MAX_BYTES
    put(mailbox, text)
    assert read_mailbox() == {Found.REPORT: 1}
    assert code() == "5.2.2"


def test_same_report_twice_changes_nothing_the_second_time(mailbox, message):
    put(mailbox, report_of(message))
    read_mailbox()
    before = Message.objects.values().get()
    put(mailbox, report_of(message, "exim"), name="again")
    assert read_mailbox() == {Found.REPORT: 1}
    assert Message.objects.values().get() == before


def stranger(message):
    return {"to": tags.tagged(tags.MESSAGE, message.pk, "somebody guesses"), "MESSAGE_ID": "<guessed@example.org>"}


def of_another_mail(message):
    return {"to": tags.tagged(tags.MESSAGE, message.pk + 1, message.message_id), "MESSAGE_ID": "<x@example.org>"}


def of_a_person(message):
    return {"to": tags.tagged(tags.ATTENDEE, message.pk, message.message_id), "MESSAGE_ID": "<x@example.org>"}


def of_another_secret(message):
    with override_settings(SECRET_KEY="another"):
        return {"to": tags.tagged(tags.MESSAGE, message.pk, message.message_id), "MESSAGE_ID": "<x@example.org>"}


def for_somebody_unknown(message):
    return {"to": ADDRESS, "recipient": "unknown@example.org"}


def without_any_mail_of_ours(message):
    return {"to": ADDRESS, "MESSAGE_ID": "<unknown@example.org>"}


FORGED = [stranger, of_another_mail, of_a_person, of_another_secret, for_somebody_unknown, without_any_mail_of_ours]


@pytest.mark.parametrize("forge", FORGED)
def test_forged_report_marks_nobody(mailbox, message, forge):
    put(mailbox, report_of(message, **forge(message)))
    read_mailbox()
    assert (code(), bounces.among([message.to])) == ("", set())


def test_report_that_we_do_not_know_stays_unread(mailbox, message):
    put(mailbox, report_of(message, **without_any_mail_of_ours(message)))
    assert read_mailbox() == {Found.OTHER: 1}
    assert files(mailbox) == {"cur/1775979067.M1P1.mail:2,"}


def test_report_for_an_address_that_a_forwarder_made_counts_for_ours(mailbox, message):
    put(mailbox, report_of(message, recipient="forwarded@example.net"))
    read_mailbox()
    assert bounces.among([message.to]) == {message.to}


def test_earlier_secret_key_still_finds_the_mail(mailbox, message, settings):
    report = report_of(message, MESSAGE_ID="<x@example.org>")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new one"
    put(mailbox, report)
    read_mailbox()
    assert code() == "5.1.1"


def test_tag_survives_a_server_that_writes_addresses_in_capitals(mailbox, message):
    [tag] = mails.read(report_of(message, to=tags.tagged(tags.MESSAGE, 7, "a").upper())).tags
    assert (tag.kind, tag.pk, tag.is_true("a"), tag.is_true("b")) == (tags.MESSAGE, 7, True, False)


@pytest.mark.parametrize(("name", "found"), [("absent", Found.AUTOMATIC), ("person", Found.OTHER)])
def test_absence_notes_and_mails_by_people_mark_nobody(mailbox, message, name, found):
    to = tags.tagged(tags.MESSAGE, message.pk, message.message_id)
    put(mailbox, filled(name, RETURN=to, PERSON=message.to, MESSAGE_ID=message.message_id))
    assert read_mailbox() == {found: 1}
    assert code() == ""


def test_notes_of_other_programs_stay_unread(mailbox, message):
    """They are no answers to us: somebody may wait for them in this mailbox."""
    put(mailbox, filled("absent", RETURN=ADDRESS, PERSON="backup@example.net"))
    assert read_mailbox() == {Found.OTHER: 1}


def test_report_that_gives_back_half_an_invitation_is_read(mailbox, message):
    half = (
        b"Guten Tag\r\n--b\r\nContent-Type: text/calendar; method=REPLY\r\n\r\nBEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEG"
    )
    report = report_of(message, "exim").replace(b'text/plain; charset="utf-8"', b"multipart/mixed; boundary=b")
    put(mailbox, report.replace(b"Guten Tag", b"--b\r\n\r\n" + half))
    assert read_mailbox() == {Found.REPORT: 1}


def test_what_people_write_stays_unread(mailbox, message):
    put(mailbox, filled("person", RETURN=ADDRESS, PERSON=message.to, MESSAGE_ID=message.message_id))
    read_mailbox()
    assert files(mailbox) == {"cur/1775979067.M1P1.mail:2,"}
    assert read_mailbox() == {}


def test_receipt_that_a_mail_was_read_marks_nobody(mailbox, message):
    text = report_of(message).replace(b"report-type=delivery-status", b"report-type=disposition-notification")
    put(mailbox, text)
    read_mailbox()
    assert code() == ""


def test_report_that_somebody_forwards_marks_nobody(mailbox, message):
    """Only a mail that is a report itself counts, not one that has a report within."""
    head = b"From: a@example.org\r\nTo: office@example.org\r\nMIME-Version: 1.0\r\n"
    forwarded = head + b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\nContent-Type: message/rfc822\r\n\r\n'
    put(mailbox, forwarded + report_of(message, to=ADDRESS) + b"\r\n--x--\r\n")
    read_mailbox()
    assert code() == ""


def test_report_does_nothing_but_note_it(mailbox, message):
    before = list(Attendee.objects.values()), Message.objects.count()
    put(mailbox, report_of(message))
    read_mailbox()
    assert (list(Attendee.objects.values()), Message.objects.count()) == before


def test_organiser_who_knows_better_takes_the_mark_away_until_the_next_report(mailbox, message):
    put(mailbox, report_of(message))
    read_mailbox()
    bounces.end(message.to)
    assert bounces.among([message.to]) == set()
    put(mailbox, report_of(message), name="the same report again")
    read_mailbox()
    assert bounces.among([message.to]) == set()
    put(mailbox, report_of(sent("another", attendee=message.attendee)), name="another report")
    read_mailbox()
    assert bounces.among([message.to]) == {message.to}


def test_another_address_is_not_marked(mailbox, message):
    person = AttendeeFactory(email=message.to)
    put(mailbox, report_of(message))
    read_mailbox()
    assert bounces.last_of(person.email) is not None
    assert bounces.last_of("new@example.org") is None
    assert bounces.last_of("") is None


@pytest.mark.parametrize("changes", [{"bounce_code": "5.1.1"}, {"bounce_code": "2.0.0"}, {"bounce_code": "5.1.x"}])
def test_database_refuses_what_came_back_for_no_reason(message, changes):
    with pytest.raises(IntegrityError, match="message_bounced_for_a_reason"):
        Message.objects.update(**changes)


# Whatever arrives


def samples():
    return [path.read_bytes() for path in sorted(FOLDER.glob("*.eml"))]


@given(st.binary(max_size=2000))
def test_bytes_of_any_kind_are_read_or_refused(content):
    survives(content)


@given(st.sampled_from(samples()), st.data())
def test_mail_that_is_cut_off_or_damaged_is_read_or_refused(sample, data):
    cut = data.draw(st.integers(0, len(sample)))
    at = data.draw(st.integers(0, len(sample) - 1))
    survives(sample[:cut])
    survives(sample[:at] + data.draw(st.binary(max_size=20)) + sample[at + 1 :])


def survives(content):
    try:
        mails.read(content)
    except mails.Unreadable:
        return


@pytest.mark.parametrize(
    "content",
    [
        b"Content-Type: multipart/mixed; boundary=a\r\n\r\n"
        + b"--a\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n" * 20_000,
        b"".join(b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(5_000)),
        b"To: " + b"a@b.example, " * 70_000,
        b"To: " + b"(" * 900_000,
        b"Content-Type: text/calendar; method=REPLY\r\n\r\nBEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 7_000,
        b"\x00" * MAX_BYTES,
    ],
    ids=["parts without end", "parts within parts", "addresses", "brackets", "events", "zeros"],
)
def test_mail_made_to_break_the_reader_holds_up_no_other(mailbox, message, content):
    put(mailbox, content[:MAX_BYTES], name="1")
    put(mailbox, report_of(message), name="2")
    assert read_mailbox()[Found.REPORT] == 1
    assert code() == "5.1.1"
