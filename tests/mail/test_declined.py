"""Answers of calendars: a decline is asked about, and nothing else happens."""

import datetime
from dataclasses import asdict

import pytest
from django.utils import timezone
from icalendar import Calendar

from programme import emails as programme_emails
from programme.exports.ical import uid_of
from programme.models import Appearance
from registration import actions, emails
from registration.models import Registration
from tests.factories import AppearanceFactory, ConferenceFactory, RegistrationFactory, SessionFactory, SlotFactory
from tests.mail.returned import ADDRESS, maildir, put, reply_of
from tests.mail.writing import work, written
from womconf.mail import tags
from womconf.mail.incoming.reading import Found, read_mailbox
from womconf.mail.models import Message

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mailoutbox")]
NAMES = ["outlook-reply", "google-reply"]


@pytest.fixture(autouse=True)
def mailbox(settings, tmp_path):
    settings.MAILBOX_ADDRESS, settings.MAILBOX = ADDRESS, maildir(tmp_path / "mailbox")
    return settings.MAILBOX


@pytest.fixture
def slot():
    conference = ConferenceFactory(contact_email="contact@example.org")
    return SlotFactory(session=SessionFactory(conference=conference))


@pytest.fixture
def registration(slot):
    """Somebody who has a place and was sent the invitation."""
    registration = RegistrationFactory(session=slot.session)
    emails.tell_registered([registration])
    work()
    return registration


@pytest.fixture
def appearance(slot):
    """A speaker who has agreed and was sent the invitation."""
    appearance = AppearanceFactory(session=slot.session)
    programme_emails.tell_answer_received(appearance)
    work()
    return appearance


def arrives(mailbox, content):
    """Let a mail come in, and return which mails of ours it leads to, and what else it changed."""
    before = everything()
    messages = set(Message.objects.values_list("pk", flat=True))
    put(mailbox, content)
    found = read_mailbox()
    assert everything() == before, "it changed what people have"
    new = Message.objects.exclude(pk__in=messages).order_by("pk")
    return found, [(message.kind, message.to) for message in new]


def everything():
    return [list(model.objects.order_by("pk").values()) for model in (Registration, Appearance)]


@pytest.mark.parametrize("name", NAMES)
def test_somebody_who_declines_is_asked_and_keeps_the_place(mailbox, registration, slot, name):
    person = registration.attendee
    assert arrives(mailbox, reply_of(person, slot, name=name)) == ({Found.ANSWER: 1}, [("declined", person.email)])
    message = written(kind="declined")
    assert str(slot.session.title) in message.text
    assert [link["purpose"] for link in message.links] == ["attendee"]


@pytest.mark.parametrize("name", NAMES)
def test_speaker_who_declines_is_asked_and_the_organisers_are_told(mailbox, appearance, slot, name):
    speaker = appearance.speaker
    expected = [("speaker-declined", speaker.email), ("speaker-calendar-answer", "contact@example.org")]
    assert arrives(mailbox, reply_of(speaker, slot, name=name)) == ({Found.ANSWER: 1}, expected)
    for kind in ("speaker-declined", "speaker-calendar-answer"):
        assert str(slot.session.title) in written(kind=kind).text


@pytest.mark.parametrize("answer", ["ACCEPTED", "TENTATIVE", "DELEGATED", "", "X"])
def test_other_answers_lead_to_nothing(mailbox, registration, slot, answer):
    assert arrives(mailbox, reply_of(registration.attendee, slot, answer=answer)) == ({Found.ANSWER: 1}, [])


def test_invitation_names_an_address_of_the_person_s_own_for_answers(registration, appearance, slot):
    for kind, person, tag in (
        ("registered", registration.attendee, tags.ATTENDEE),
        ("speaker-receipt", appearance.speaker, tags.SPEAKER),
    ):
        [entry] = written(kind=kind).attachments
        [event] = Calendar.from_ical(entry["content"]).walk("VEVENT")
        assert str(event["ORGANIZER"]) == f"mailto:{tags.tagged(tag, person.pk)}"
        assert str(event["UID"]) == uid_of(slot.uid)
        assert event["ATTENDEE"].params["RSVP"] == "TRUE"


def test_without_a_mailbox_answers_go_to_the_organisers_and_none_is_asked_for(slot, settings):
    settings.MAILBOX_ADDRESS, settings.MAILBOX = "", None
    emails.tell_registered([RegistrationFactory(session=slot.session)])
    [entry] = written(kind="registered").attachments
    [event] = Calendar.from_ical(entry["content"]).walk("VEVENT")
    assert (str(event["ORGANIZER"]), event["ATTENDEE"].params["RSVP"]) == ("mailto:contact@example.org", "FALSE")


def test_with_a_mailbox_invitations_need_no_contact_address(mailbox, slot):
    type(slot.conference).objects.update(contact_email="")
    registration = RegistrationFactory(session=SessionFactory._meta.model.objects.get())
    emails.tell_registered([registration])
    [entry] = written(kind="registered").attachments
    assert "method=REQUEST" in entry["mimetype"]


# Strangers


def by_a_stranger(registration, slot):
    return {"to": ADDRESS}


def with_a_guessed_tag(registration, slot):
    return {"to": tags.tagged(tags.ATTENDEE, registration.attendee_id, "guessed")}


def with_the_tag_of_a_mail(registration, slot):
    return {"to": tags.tagged(tags.MESSAGE, registration.attendee_id)}


def as_a_speaker(registration, slot):
    return {"to": tags.tagged(tags.SPEAKER, registration.attendee_id)}


def forwarded_to_somebody_else(registration, slot):
    return {"address": "somebody.else@example.net"}


def of_another_session(registration, slot):
    return {"uid": uid_of(SlotFactory(session__conference=slot.conference).uid)}


def of_another_server(registration, slot):
    return {"uid": f"{slot.uid}@calendar.example.net"}


def without_a_uid(registration, slot):
    return {"uid": "@"}


STRANGE = [by_a_stranger, with_a_guessed_tag, with_the_tag_of_a_mail, as_a_speaker, forwarded_to_somebody_else]
STRANGE += [of_another_session, of_another_server, without_a_uid]


@pytest.mark.parametrize("strange", STRANGE)
def test_answer_that_is_not_the_person_s_leads_to_nothing(mailbox, registration, slot, strange):
    assert arrives(mailbox, reply_of(registration.attendee, slot, **strange(registration, slot)))[1] == []


# Too late, twice, no place


def test_decline_of_what_has_begun_leads_to_nothing(mailbox, registration, appearance, slot):
    slot.starts_at, slot.ends_at = timezone.now() - datetime.timedelta(minutes=1), None
    slot.save()
    for person in (registration.attendee, appearance.speaker):
        assert arrives(mailbox, reply_of(person, slot))[1] == []


def test_decline_of_a_cancelled_session_leads_to_nothing(mailbox, appearance, slot):
    slot.session.status = "cancelled"
    slot.session.save()
    assert arrives(mailbox, reply_of(appearance.speaker, slot))[1] == []


def test_decline_of_a_place_that_was_given_back_leads_to_nothing(mailbox, registration, slot):
    actions.cancel(registration)
    assert arrives(mailbox, reply_of(registration.attendee, slot))[1] == []


def test_decline_of_a_speaker_who_has_declined_here_leads_to_nothing(mailbox, appearance, slot):
    Appearance.objects.update(status="declined")
    assert arrives(mailbox, reply_of(appearance.speaker, slot))[1] == []


def test_decline_by_somebody_who_is_deleted_leads_to_nothing(mailbox, registration, appearance, slot):
    replies = [reply_of(person, slot) for person in (registration.attendee, appearance.speaker)]
    registration.delete()
    registration.attendee.delete()
    appearance.speaker.delete()
    for reply in replies:
        assert arrives(mailbox, reply) == ({Found.ANSWER: 1}, [])


def test_decline_from_an_address_that_is_no_longer_theirs_leads_to_nothing(mailbox, registration, slot):
    person = registration.attendee
    reply = reply_of(person, slot)
    person.email = "new@example.org"
    person.save()
    assert arrives(mailbox, reply)[1] == []


def test_who_declines_again_is_asked_once_for_each_invitation(mailbox, registration, appearance, slot):
    for person, mails in ((registration.attendee, 1), (appearance.speaker, 2)):
        assert [len(arrives(mailbox, reply_of(person, slot))[1]) for _time in range(3)] == [mails, 0, 0]
    slot.starts_at += datetime.timedelta(hours=1)
    slot.ends_at = None
    slot.save()
    emails.tell_everything(registration.attendee)
    work()
    assert len(arrives(mailbox, reply_of(registration.attendee, slot))[1]) == 1


def test_question_is_not_written_where_it_is_settled_by_then(mailbox, registration, appearance, slot):
    for person in (registration.attendee, appearance.speaker):
        arrives(mailbox, reply_of(person, slot))
    actions.cancel(registration)
    Appearance.objects.update(status="declined")
    for kind in ("declined", "speaker-declined", "speaker-calendar-answer"):
        assert not written(kind=kind).is_written


def test_answer_is_put_away_as_read(mailbox, registration, slot):
    arrives(mailbox, reply_of(registration.attendee, slot))
    [file] = (mailbox.path / "cur").iterdir()
    assert file.name.endswith(":2,S")


def test_tag_of_a_person_is_the_same_in_each_invitation(registration):
    pk = registration.attendee_id
    assert tags.tagged(tags.ATTENDEE, pk) == tags.tagged(tags.ATTENDEE, pk)
    [tag] = [tags.tag_in(tags.tagged(tags.ATTENDEE, pk))]
    assert asdict(tag)["pk"] == pk
