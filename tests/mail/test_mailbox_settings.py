"""What the environment says of the mailbox, and the address that each mail leaves from."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from tests.mail.returned import ADDRESS, sent
from womconf.mail import tags
from womconf.mail.incoming.mailboxes import Imap, Maildir, mailbox_from_url
from womconf.mail.transport import mailbox_address


def test_mailbox_is_described_by_one_address():
    assert mailbox_from_url("") is None
    assert mailbox_from_url("maildir:///srv/with%20space").path.name == "with space"
    tls = Imap("mail.example.org", 993, "us@er", "p/ss", "Returned mail", "tls")
    assert mailbox_from_url("imaps://us%40er:p%2Fss@mail.example.org/Returned%20mail") == tls
    plain = mailbox_from_url("imap://a:b@mail.example.org")
    assert (plain.port, plain.security, plain.folder) == (143, "starttls", "INBOX")
    assert mailbox_from_url("imap://a:b@127.0.0.1/?starttls=0").security == ""


def test_password_of_the_mailbox_is_shown_nowhere():
    assert "secret" not in repr(mailbox_from_url("imaps://a:secret@mail.example.org"))


@pytest.mark.parametrize(
    "url",
    [
        "pop3://a:b@c",
        "imaps://mail.example.org",
        "imaps://a@mail.example.org",
        "imaps://a:b@c/R%C3%BC",
        "maildir://x/y",
    ],
)
def test_mailbox_that_cannot_be_is_a_sentence(url):
    with pytest.raises(ImproperlyConfigured, match="MAILBOX_URL"):
        mailbox_from_url(url)


@pytest.mark.parametrize("address", ["nobody", "a b@example.org", "x" * 28 + "@example.org"])
def test_address_of_the_mailbox_that_cannot_be_is_a_sentence(address):
    with pytest.raises(ImproperlyConfigured, match="MAILBOX_ADDRESS"):
        mailbox_address(address, Maildir("/srv"))


def test_address_without_a_mailbox_is_a_sentence():
    assert mailbox_address("", None) == ""
    with pytest.raises(ImproperlyConfigured, match="MAILBOX_URL"):
        mailbox_address(ADDRESS, None)


def test_longest_address_of_the_mailbox_leaves_room_for_every_tag(settings):
    settings.MAILBOX_ADDRESS = mailbox_address("x" * 27 + "@example.org", Maildir("/srv"))
    assert len(tags.tagged(tags.MESSAGE, 10**18 - 1, "").rpartition("@")[0]) == 64


@pytest.mark.django_db
def test_every_mail_leaves_from_an_address_of_its_own_and_shows_the_usual_one(settings, sink):
    settings.MAILBOX_ADDRESS = ADDRESS
    senders = []

    async def handle_mail(server, session, envelope, address, options):
        senders.append(address)
        envelope.mail_from = address
        return "250 OK"

    sink.handle_MAIL = handle_mail
    messages = [sent("one"), sent("two")]
    assert senders == [tags.tagged(tags.MESSAGE, message.pk, message.message_id) for message in messages]
    assert [mail["From"].addresses[0].addr_spec for _to, mail in sink.mails] == [settings.DEFAULT_FROM_EMAIL] * 2


@pytest.mark.django_db
def test_without_an_address_of_the_mailbox_mails_leave_as_before(settings, sink):
    senders = []

    async def handle_mail(server, session, envelope, address, options):
        senders.append(address)
        envelope.mail_from = address
        return "250 OK"

    sink.handle_MAIL = handle_mail
    sent()
    assert senders == [settings.DEFAULT_FROM_EMAIL]
