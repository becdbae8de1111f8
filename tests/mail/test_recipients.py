"""A mail's address and its link are of one moment: a link never goes to an address that is no longer the person's."""

import pytest

from registration import actions
from registration.models import Attendee
from tests.factories import AttendeeFactory, OrganiserFactory, RegistrationFactory, SessionFactory
from tests.registration.steps import register, register_and_confirm
from womconf.mail import actions as mail_actions
from womconf.mail.models import Message

pytestmark = pytest.mark.django_db


def change_address(attendee, email):
    actions.ask_for_address(attendee, email=email)
    attendee.refresh_from_db()
    actions.change_address(attendee, version=attendee.address_version)


def write_all():
    """Let the worker write what waits, but not send it: the server is away."""
    for message in Message.objects.filter(text=""):
        leased = mail_actions._lease(message.pk)
        mail_actions._write(leased)
        mail_actions._wait_for_server(leased, "away")


def sent(sink):
    mail_actions.recover()
    for message in Message.objects.filter(status="queued").order_by("pk"):
        Message.objects.filter(pk=message.pk).update(not_before=message.created_at)
        mail_actions.send(message.pk)
    return Message.objects.filter(status="sent").order_by("pk")


@pytest.mark.parametrize("is_written", [False, True], ids=["not written", "written"])
def test_waiting_mail_follows_the_person_to_their_new_address(sink, is_written):
    """attack.md 7"""
    attendee = register_and_confirm(SessionFactory(), email="alt@example.org")
    if is_written:
        write_all()
        assert {message.to for message in Message.objects.exclude(text="")} == {"alt@example.org"}
    change_address(attendee, "neu@example.org")
    attendee.refresh_from_db()
    for message in sent(sink):
        versions = frozenset(link["version"] for link in message.links if link["purpose"] == "attendee")
        assert (message.kind, message.to, versions) in {
            ("confirm", "neu@example.org", frozenset({attendee.link_version})),
            ("registered", "neu@example.org", frozenset({attendee.link_version})),
            ("everything", "neu@example.org", frozenset({attendee.link_version})),
            ("address-changed", "alt@example.org", frozenset()),
        }


@pytest.mark.parametrize("is_written", [False, True], ids=["not written", "written"])
def test_mail_of_who_was_merged_goes_to_the_address_that_was_confirmed(sink, is_written):
    attendee = AttendeeFactory(email="echt@example.org")
    session = SessionFactory(conference=attendee.conference)
    RegistrationFactory(attendee=attendee, session=session)
    other = register(SessionFactory(conference=attendee.conference), email="fremd@example.org").attendee
    if is_written:
        write_all()
    actions.merge(attendee, other, by=OrganiserFactory())
    assert {message.to for message in sent(sink)} == {"echt@example.org"}


def test_mail_that_is_written_while_the_address_changes_goes_with_its_link(sink, monkeypatch):
    """The worker has the mail in hand with its old address; the change is committed before it writes."""
    attendee = register_and_confirm(SessionFactory(), email="alt@example.org")
    leased = mail_actions._lease(Message.objects.get(kind="registered").pk)
    change_address(attendee, "neu@example.org")
    mail_actions._write(leased)
    attendee.refresh_from_db()
    assert (leased.to, leased.links[0]["version"]) == ("neu@example.org", attendee.link_version)


def test_mail_to_who_has_no_address_any_more_is_not_sent(sink):
    attendee = register_and_confirm(SessionFactory(), email="alt@example.org")
    Attendee.objects.filter(pk=attendee.pk).update(email="")
    assert not sent(sink)
    assert {message.status for message in Message.objects.all()} == {"cancelled"}
