"""What a limit holds back leaves later, or is refused in words: no mail that was promised is dropped (T13)."""

import datetime

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from programme import actions as programme_actions
from programme.exceptions import SentAMomentAgo
from registration import actions
from registration.exceptions import NoAddress, TooManyMails
from tests.factories import (
    AppearanceFactory,
    AttendeeFactory,
    OrganiserFactory,
    RegistrationFactory,
    SessionFactory,
)
from tests.registration.steps import filled, mails, open_own_page, page, register, register_and_confirm
from womconf.mail import actions as mail_actions
from womconf.mail.models import Message

pytestmark = pytest.mark.django_db

MORNING = datetime.datetime(2027, 5, 3, 8, 1, tzinfo=datetime.UTC)


def waiting(kind):
    """Return when the mails of a kind may leave that may not leave now."""
    return list(Message.objects.filter(kind=kind, not_before__gt=timezone.now()).values_list("not_before", flat=True))


def test_second_form_within_ten_minutes_is_asked_about_after_them():
    session = SessionFactory()
    with time_machine.travel(MORNING, tick=False):
        for _form in range(4):
            register(SessionFactory(conference=session.conference))
        assert mails() == [("confirm", "erika@example.org")] * 2
        assert waiting("confirm") == [MORNING.replace(minute=10, second=30)]


def test_mail_that_was_held_back_names_all_that_was_asked_meanwhile():
    session = SessionFactory()
    with time_machine.travel(MORNING, tick=False) as clock:
        register(session)
        actions.confirm(register(SessionFactory(conference=session.conference)).attendee)
        third = SessionFactory(conference=session.conference)
        register(third)
        clock.move_to(MORNING + datetime.timedelta(minutes=11))
        late = Message.objects.filter(kind="confirm").latest("pk")
        assert mail_actions.send(late.pk).status == "sent"
        late.refresh_from_db()
        assert str(third.title) in late.text
        assert str(session.title) not in late.text  # confirmed meanwhile


def test_after_three_mails_in_a_day_one_leaves_the_next_day():
    session = SessionFactory()
    with time_machine.travel(MORNING, tick=False) as clock:
        for _form in range(6):
            register(SessionFactory(conference=session.conference))
            clock.shift(datetime.timedelta(minutes=10))
        assert mails() == [("confirm", "erika@example.org")] * 4
        assert waiting("confirm") == [datetime.datetime(2027, 5, 4, 0, 0, 30, tzinfo=datetime.UTC)]


def test_confirmed_address_gets_three_mails_in_ten_minutes_at_once():
    attendee = AttendeeFactory()
    with time_machine.travel(MORNING, tick=False):
        for _form in range(5):
            register(SessionFactory(conference=attendee.conference), email=attendee.email)
        assert (len(mails()), waiting("confirm")) == (4, [MORNING.replace(minute=10, second=30)])


def test_two_conferences_within_ten_minutes_each_ask():
    one, other = SessionFactory(), SessionFactory()
    for session in (one, other):
        assert Client().post(page(session), filled(session)).status_code == 302
    assert (mails(), waiting("confirm")) == ([("confirm", "erika@example.org")] * 2, [])


def test_link_is_sent_for_each_conference_of_an_address():
    people = [AttendeeFactory(email="erika@example.org") for _conference in range(3)]
    actions.send_links([person.pk for person in people])
    assert (mails(), waiting("link")) == ([("link", "erika@example.org")] * 3, [])


def test_link_asked_for_again_and_again_leaves_later_in_one_mail():
    person = AttendeeFactory()
    with time_machine.travel(MORNING):
        for _time in range(8):
            actions.send_links([person.pk])
        assert (len(mails()), waiting("link")) == (4, [MORNING.replace(minute=10, second=30)])


def test_own_page_says_that_no_mail_was_sent_where_none_is(client):
    attendee = register_and_confirm(SessionFactory())
    open_own_page(client, attendee)
    answers = [client.post("/me/resend/", follow=True).text for _press in range(4)]
    said = ["Wir schicken Ihnen die E-Mail jetzt" in text for text in answers]
    refused = ["deshalb wurde jetzt keine geschickt" in text for text in answers]
    assert (said.count(True), refused.count(True)) == (Message.objects.filter(kind="everything").count(), 2)
    assert [one != other for one, other in zip(said, refused, strict=True)] == [True] * 4


def test_wish_for_another_address_is_refused_where_no_mail_may_ask_there(client):
    attendee = register_and_confirm(SessionFactory())
    open_own_page(client, attendee)
    for _press in range(2):
        text = client.post("/me/new-address/", {"new_email": "neu@example.org"}, follow=True).text
    assert "deshalb wurde jetzt keine geschickt" in text
    assert 'value="neu@example.org"' in text
    attendee.refresh_from_db()
    assert (attendee.address_version, Message.objects.filter(kind="new-address").count()) == (2, 1)


@pytest.mark.parametrize(("email", "refusal"), [("", NoAddress), ("erika@example.org", TooManyMails)])
def test_sending_everything_again_is_refused_where_nothing_is_sent(email, refusal):
    attendee = RegistrationFactory(attendee__email=email).attendee
    with pytest.raises(refusal):  # noqa: PT012 – only the last of them
        for _time in range(4):
            actions.send_everything(attendee)
    assert Message.objects.count() == (3 if email else 0)


def test_speaker_gets_the_link_once_an_hour_at_one_address_and_the_organiser_hears_so():
    speaker = AppearanceFactory().speaker
    programme_actions.send_speaker_link(speaker)
    with pytest.raises(SentAMomentAgo):
        programme_actions.send_speaker_link(speaker)
    speaker.email = "richtig@example.org"
    speaker.save()
    programme_actions.send_speaker_link(speaker)
    assert len(mails()) == 2


def test_organiser_hears_that_no_mail_leaves_while_all_is_stopped(client):
    attendee = RegistrationFactory().attendee
    mail_actions.hold_all(by=None)
    client.force_login(OrganiserFactory())
    data = {"action": "send_everything", "_selected_action": [attendee.pk]}
    text = client.post("/admin/registration/attendee/", data, follow=True).text
    assert ("1 E-Mail ist vorgemerkt" in text, "unterwegs" in text) == (True, False)
