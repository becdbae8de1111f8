"""What organisers see of addresses that do not work, and that nobody is told there what they would not get."""

import datetime

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from programme import emails as programme_emails
from programme.actions import note_as_told, tell_changes
from programme.telling import Overview, untold
from registration import actions, emails
from tests.factories import (
    AppearanceFactory,
    AttendeeFactory,
    ConferenceFactory,
    OrganiserFactory,
    RegistrationFactory,
    SessionFactory,
    SlotFactory,
)
from tests.mail.sink import smtp_sink
from tests.mail.writing import queue, work
from tests.registration.steps import register
from tests.visitor import Visitor
from womconf.mail import actions as mail_actions
from womconf.mail import bounces
from womconf.mail.models import Message

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mailoutbox")]
FIRST_PAGE = "/en/admin/"


@pytest.fixture
def conference():
    return ConferenceFactory(title={"de": "Woche", "en": "Week"})


@pytest.fixture
def session(conference):
    session = SessionFactory(conference=conference, title={"de": "Sprache", "en": "Language"})
    SlotFactory(session=session)
    return session


def came_back(person, code="5.1.1"):
    """Let the last mail to a person come back."""
    message = Message.objects.filter(to=person.email).latest("pk")
    bounces.note_failure(message, code)
    return message


def told(session, **changes):
    """Return somebody with a place who was told of it."""
    registration = RegistrationFactory(session=session, **changes)
    emails.tell_registered([registration])
    work()
    return registration.attendee


def speaker_told(session, **changes):
    appearance = AppearanceFactory(session=session, **changes)
    programme_emails.tell_answer_received(appearance)
    work()
    return appearance.speaker


# The first page


def test_first_page_names_people_whose_mail_comes_back_who_waits_first(anna, session):
    session.pools.update(capacity=1)
    has = told(session, attendee__name="Anton Hat", attendee__phone="0641 1")
    waits = told(session, attendee__name="Zita Wartet", status="waiting", attendee__phone="0641 2")
    speaks = speaker_told(session, speaker__name="Sepp Spricht", speaker__phone="0641 3")
    fine = told(SessionFactory(conference=session.conference), attendee__name="Gut Erreichbar")
    for person in (has, waits, speaks):
        came_back(person)
    page = anna.get(FIRST_PAGE).text
    assert "E-mails to 2 people come back:" in page
    assert "E-mails to 1 speaker come back:" in page
    assert page.index("Zita Wartet") < page.index("Anton Hat")
    assert "waits for “Language”" in page
    assert ["has a place in “Language”" in page, "takes part in “Language”" in page] == [True, True]
    assert [f"tel:0641 {number}" in page for number in (1, 2, 3)] == [True] * 3
    assert fine.name not in page


def test_first_page_names_who_mistyped_the_address_in_the_form(anna, session):
    came_back(register(session, email="erika@exmaple.org").attendee)
    assert "has not confirmed “Language”" in anna.get(FIRST_PAGE).text


def test_first_page_says_nothing_where_everything_arrives(anna, session):
    told(session)
    speaker_told(session)
    assert "come back" not in anna.get(FIRST_PAGE).text


def test_first_page_leaves_out_conferences_that_are_over(anna, session):
    came_back(told(session))
    day = datetime.timedelta(days=1)
    past, before = timezone.localdate() - 2 * day, timezone.now() - 30 * day  # its last night belongs to its day
    type(session.conference).objects.update(starts_on=past, ends_on=past, created_at=before)
    assert "come back" not in anna.get(FIRST_PAGE).text


def test_first_page_names_ten_people_and_leads_to_the_others(anna, session):
    for _number in range(12):
        came_back(told(session))
    page = anna.get(FIRST_PAGE).text
    assert page.count("has a place in") == 10
    assert "and 2 more" in page
    assert f"attendee/?conference__id__exact={session.conference_id}&amp;comes_back=yes" in page


def test_first_page_asks_the_same_number_of_questions_for_one_and_for_many(
    anna, session, django_assert_max_num_queries
):
    came_back(told(session))
    came_back(speaker_told(session))
    with django_assert_max_num_queries(100) as few:
        anna.get(FIRST_PAGE)
    for _number in range(8):
        came_back(told(session))
        came_back(speaker_told(session))
    with django_assert_max_num_queries(100) as many:
        anna.get(FIRST_PAGE)
    assert len(many) == len(few)


@pytest.mark.parametrize(("right", "sees"), [("view_attendee", [True, False]), ("view_speaker", [False, True])])
def test_first_page_names_nobody_whom_the_organiser_may_not_see(session, right, sees):
    came_back(told(session, attendee__name="Anton"))
    came_back(speaker_told(session, speaker__name="Sepp"))
    organiser = OrganiserFactory(is_superuser=False, is_staff=True)
    organiser.user_permissions.add(Permission.objects.get(codename=right))
    browser = Visitor()
    browser.force_login(organiser)
    page = browser.get(FIRST_PAGE).text
    assert [name in page for name in ("Anton", "Sepp")] == sees


# Their pages


@pytest.mark.parametrize("make", [told, speaker_told])
def test_lists_and_pages_of_people_mark_the_address_until_it_is_another(anna, session, make):
    person, other = make(session), make(SlotFactory(session__conference=session.conference).session)
    came_back(person, "5.2.2")
    name = person._meta.model_name
    app = person._meta.app_label
    in_list, of_person = reverse(f"admin:{app}_{name}_changelist"), f"admin:{app}_{name}_change"
    assert anna.get(in_list).text.count('class="field-comes_back">kommt zurück') == 1
    filtered = anna.get(in_list, {"comes_back": "yes"}).text
    assert [someone.name in filtered for someone in (person, other)] == [True, False]
    assert "Das Postfach ist voll." in anna.get(reverse(of_person, args=[person.pk])).text
    assert "Das Postfach ist voll." not in anna.get(reverse(of_person, args=[other.pk])).text
    type(person).objects.filter(pk=person.pk).update(email="new@example.org")
    assert 'class="field-comes_back">kommt zurück' not in anna.get(in_list).text
    assert "Das Postfach ist voll." not in anna.get(reverse(of_person, args=[person.pk])).text


def test_list_of_registrations_marks_the_address_too(anna, session):
    person, other = told(session), told(session)
    came_back(person)
    page = anna.get(reverse("admin:registration_registration_changelist")).text
    assert page.count("(E-Mails kommen zurück)") == page.count(f"{person.email} (E-Mails kommen zurück)") == 1
    assert other.email in page
    own = anna.get(reverse("admin:registration_registration_change", args=[person.registrations.get().pk])).text
    assert f"{person.email} (E-Mails kommen zurück)" in own


@pytest.mark.parametrize("make", [told, speaker_told])
def test_organiser_says_that_an_address_works_again(anna, session, make):
    person = make(session)
    came_back(person)
    address = reverse(f"admin:{person._meta.app_label}_{person._meta.model_name}_changelist")
    done = {"action": "arrives_again", "_selected_action": [person.pk]}
    assert "1 Adresse gilt als eine, die funktioniert." in anna.post(address, done, follow=True).text
    assert bounces.among([person.email]) == set()


def test_list_of_messages_says_why_one_came_back(anna, session):
    message = came_back(told(session))
    address = reverse("admin:mail_message_changelist")
    assert "Kam zurück: Diese Adresse gibt es nicht." in anna.get(address).text
    assert "Kam zurück" in anna.get(reverse("admin:mail_message_change", args=[message.pk])).text
    queue("arrived", attendee=message.attendee)
    assert anna.get(address).text.count('class="field-kind_in_words"') == 2
    assert anna.get(address, {"came_back": "yes"}).text.count('class="field-kind_in_words"') == 1


# A server that refuses an address at once


@pytest.mark.parametrize(
    ("answer", "code"), [("550 5.1.1 unknown", "5.1.1"), ("550 no", "5.0.0"), ("450 4.2.1 later", ""), ("421 no", "")]
)
def test_address_that_the_server_refuses_at_once_is_marked_too(sink, answer, code):
    sink.recipient_answers = [answer]
    message = mail_actions.send(queue().pk)
    assert message.bounce_code == code
    assert bounces.among([message.to]) == ({message.to} if code else set())


def test_mail_that_is_sent_again_and_taken_marks_nobody(sink):
    sink.recipient_answers = ["550 5.1.1 unknown"]
    message = mail_actions.send(queue().pk)
    mail_actions.retry(message)
    assert mail_actions.send(message.pk).status == "sent"
    assert bounces.among([message.to]) == set()


def test_mail_that_the_server_refuses_for_its_text_marks_nobody():
    with smtp_sink() as server:
        server.answers = ["550 5.7.1 spam"]
        message = mail_actions.send(queue().pk)
    assert message.bounce_code == ""


# What they were told


@pytest.mark.parametrize("make", [told, speaker_told])
@pytest.mark.parametrize("code", ["5.1.1", "4.4.7"])
def test_what_a_mail_said_that_came_back_is_untold(session, make, code):
    person = make(session)
    assert untold(session.conference) == []
    came_back(person, code)
    [change] = untold(session.conference)
    assert (change.person, change.before, change.is_on_the_way) == (person, None, False)


@pytest.mark.parametrize("make", [told, speaker_told])
def test_nobody_is_written_to_again_where_mails_come_back(session, make, mailoutbox):
    """Else it would go round and round: told, came back, untold, told."""
    person = make(session)
    came_back(person)
    overview = Overview.of(session.conference)
    assert (overview.to_write_to, overview.to_call, overview.samples) == ([], [person], [])
    count = Message.objects.count()
    for _time in range(3):
        assert tell_changes(session.conference) == 0
        work()
    assert Message.objects.count() == count


@pytest.mark.parametrize("make", [told, speaker_told])
def test_whose_address_works_again_is_told_what_they_missed(session, make):
    person = make(session)
    came_back(person)
    bounces.end(person.email)
    assert [change.person for change in untold(session.conference)] == [person]
    assert tell_changes(session.conference) == 1


def test_whose_mail_was_only_given_up_is_written_to_again(session):
    person = told(session)
    came_back(person, "4.4.7")
    assert Overview.of(session.conference).to_write_to == [person]


def test_who_was_called_is_told(session):
    person = told(session)
    came_back(person)
    assert len(note_as_told(session.conference, by=OrganiserFactory(), words="called")) == 1
    assert untold(session.conference) == []
    assert person.email in bounces.among([person.email])


def test_page_of_changes_says_whom_to_call(anna, session):
    person = told(session, attendee__phone="0641 123")
    came_back(person)
    page = anna.get(reverse("admin:programme_untold", args=[session.conference_id])).text
    assert "Ohne E-Mail-Adresse, die funktioniert: bitte anrufen" in page
    assert "0641 123" in page
    assert 'name="now"' not in page


def test_place_that_is_given_is_told_by_mail_all_the_same(session):
    """A mark keeps no mail of theirs back but those of changes: it may be wrong, and they may have asked for it."""
    session.pools.update(capacity=0)
    person = told(session, status="waiting")
    came_back(person)
    session.pools.update(capacity=1)
    actions.promote(session)
    assert Message.objects.filter(kind="moved-up", to=person.email).exists()


def test_person_without_an_address_is_not_marked(anna, session):
    AttendeeFactory(conference=session.conference, email="")
    came_back(told(session))
    page = anna.get(reverse("admin:registration_attendee_changelist"))
    assert page.text.count('class="field-comes_back">kommt zurück') == 1
