"""A mail's address and its link are of one moment: a link never goes to an address that is no longer the person's."""

import pytest

from programme import actions as programme_actions
from programme.speaker_letters import speaker_link
from registration import actions
from registration.models import Attendee
from tests.factories import AppearanceFactory, AttendeeFactory, OrganiserFactory, RegistrationFactory, SessionFactory
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


# Speakers


@pytest.fixture
def asked():
    appearance = AppearanceFactory(status="requested", speaker__email="falsch@example.org")
    programme_actions.request_speaker(appearance, by=None)
    return appearance.speaker


def correct(client, speaker, email):
    client.force_login(OrganiserFactory())
    response = client.post(f"/admin/programme/speaker/{speaker.pk}/change/", {"email": email})
    assert response.status_code == 302
    speaker.refresh_from_db()


def test_request_that_waits_goes_to_the_corrected_address_with_a_link_that_works(client, sink, asked):
    old = speaker_link(asked)
    correct(client, asked, "richtig@example.org")
    [mail] = sent(sink)
    assert (mail.to, [link["version"] for link in mail.links]) == ("richtig@example.org", [asked.link_version])
    assert client.get(old.path, {"key": old.token}, follow=True).status_code == 410
    assert client.get(speaker_link(asked).path, {"key": speaker_link(asked).token}, follow=True).status_code == 200


def test_request_to_an_address_that_was_deleted_is_not_sent(client, sink, asked):
    correct(client, asked, "")
    assert (list(sent(sink)), Message.objects.get().status) == ([], "cancelled")


def test_request_that_waits_while_the_link_is_revoked_leaves_with_the_new_one(sink, asked):
    programme_actions.revoke_speaker_link(asked, by=None)
    asked.refresh_from_db()
    [mail] = sent(sink)
    assert [link["version"] for link in mail.links] == [asked.link_version]
