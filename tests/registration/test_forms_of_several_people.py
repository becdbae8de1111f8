"""One mailbox, several people: whose form counts, under which name, and what those hear whose form does not."""

import datetime
import uuid

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from programme import actions as programme_actions
from programme.models import Session
from registration import actions
from registration.emails import feed_link
from registration.exceptions import SeveralNames
from registration.models import Attendee, Registration, Submission
from registration.question_forms import AnswersForm
from tests.browsers import form_data
from tests.factories import (
    AttendeeFactory,
    OrganiserFactory,
    QuestionFactory,
    RegistrationFactory,
    SessionFactory,
    SlotFactory,
)
from tests.mail.writing import written
from tests.markup import parse
from tests.registration.steps import after, filled, mails, open_own_page, page, register, register_and_confirm, statuses
from womconf.limits.models import Count
from womconf.mail.actions import send
from womconf.mail.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    return SessionFactory()


def another(session):
    return SessionFactory(conference=session.conference)


# The same page, sent twice


CHANGES = {
    "another address": {"email": "gustav@example.org"},
    "another person": {"name": "Gustav", "email": "gustav@example.org"},
    "another name": {"name": "Erika Mustermann"},
    "another language": {"language": "en"},
    "needs": {"access_needs": "Aufzug"},
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_same_key_with_other_contents_is_another_form(session, change):
    key = uuid.uuid4()
    first = register(session, key=key)
    assert register(session, key=key) == first
    second = register(session, key=key, **change)
    assert second != first
    assert register(session, key=key, **change) == second
    assert Submission.objects.count() == 2


def test_same_key_with_one_session_more_registers_for_it(session):
    key, more = uuid.uuid4(), another(session)
    register(session, key=key)
    register(session, more, key=key)
    assert statuses(session) == statuses(more) == [("erika", "pending")]


def test_page_that_came_back_takes_the_next_person(session):
    form = filled(session)
    for person in ({}, {"name": "Gustav", "email": "gustav@example.org"}, {}):
        assert Client().post(page(session), form | person).status_code == 302
    assert statuses(session) == [("erika", "pending"), ("gustav", "pending")]
    assert mails() == [("confirm", "erika@example.org"), ("confirm", "gustav@example.org")]


def test_colleague_of_a_page_that_came_back_is_registered_too(session):
    form = filled(session, colleague_name="Kim", colleague_email="kim@example.org")
    Client().post(page(session), form)
    Client().post(page(session), form | {"colleague_name": "Jo", "colleague_email": "jo@example.org"})
    assert statuses(session) == [("erika", "pending"), ("kim", "pending"), ("jo", "pending")]


# Two names, one address that nobody has confirmed


def test_name_is_that_of_the_form_that_is_confirmed(session):
    attendee = register(session, name="Victim").attendee
    evil = register(another(session), name="Konto gesperrt")
    [mine] = Submission.objects.filter(name="Victim")
    actions.confirm(attendee, keys={mine.key})
    attendee.refresh_from_db()
    assert (attendee.name, attendee.registrations.get(session=session).status) == ("Victim", "confirmed")
    assert evil.registrations.get().status == "pending"
    assert "Konto" not in written(kind="registered").text


def test_several_names_are_asked_about_and_nothing_is_confirmed(session):
    attendee = register(session, name="Anton").attendee
    register(session, name="Berta")
    with pytest.raises(SeveralNames):
        actions.confirm(attendee)
    assert Registration.objects.get().status == "pending"


def test_second_name_gets_the_session_for_which_the_first_had_asked_already(session):
    attendee = register(session, name="Anton").attendee
    second = register(session, name="Berta", organisation="Stadt", language="en")
    actions.confirm(attendee, keys={second.key})
    attendee.refresh_from_db()
    assert (attendee.name, attendee.organisation, attendee.language) == ("Berta", "Stadt", "en")
    assert [(row.status, row.submission) for row in attendee.registrations.all()] == [("confirmed", second)]


def test_own_page_asks_which_name_it_is(client, session):
    more = another(session)
    attendee = register(session, name="Anton", organisation="Amt").attendee
    register(more, name="Berta")
    open_own_page(client, attendee)
    cards = parse(client.get("/me/").text).all("li", class_="unconfirmed")
    assert [card.one("button").text for card in cards] == ["Als Berta bestätigen", "Als Anton bestätigen"]
    assert (str(more.title) in cards[0].text, str(session.title) in cards[0].text) == (True, False)
    hidden = {box["name"]: box["value"] for box in cards[0].all("input")}
    client.post("/me/confirm/", hidden)
    attendee.refresh_from_db()
    assert attendee.name == "Berta"
    assert [row.status for row in attendee.registrations.order_by("pk")] == ["pending", "confirmed"]
    [rest] = parse(client.get("/me/").text).all("li", class_="unconfirmed")
    assert rest.one("button").text == "Für Berta bestätigen"


def test_button_of_an_old_tab_confirms_what_its_page_showed(client, session):
    attendee = register(session).attendee
    open_own_page(client, attendee)
    hidden = {box["name"]: box["value"] for box in parse(client.get("/me/").text).one("form", **CONFIRM).all("input")}
    later = register(another(session))
    client.post("/me/confirm/", hidden)
    assert {row.status for row in attendee.registrations.filter(session=session)} == {"confirmed"}
    assert later.registrations.get().status == "pending"


CONFIRM = {"action": "/me/confirm/"}


@pytest.mark.parametrize("key", ["", "x", "\x00", str(uuid.UUID(int=0)), "9" * 5000, "' OR 1=1"])
def test_key_that_names_no_form_confirms_nothing_of_others(client, session, key):
    attendee = register(session, name="Anton").attendee
    register(session, name="Berta")
    open_own_page(client, attendee)
    assert client.post("/me/confirm/", {"form": key}).status_code in {200, 302}
    assert Registration.objects.get().status == "pending"


def test_mail_says_that_there_are_several_names_and_none_of_them(session):
    register(session, name="Anton Hut")
    register(another(session), name="Berta Hut")
    text = written(kind="confirm").text
    assert "unter verschiedenen Namen" in text
    assert "Hut" not in text


def asked(text):
    return [line.removeprefix("* ") for line in text.splitlines() if line.startswith("* ")]


def test_mail_lists_the_sessions_of_its_own_form_only(session):
    """Whoever reads the mail of their form shall not read what somebody else with this address chose."""
    more = another(session)
    first = register(session, name="Anton")
    Count.objects.all().delete()
    register(more, session, name="Berta")
    mails = [written(key=f"confirm:{form.key}").text for form in first.attendee.submissions.order_by("pk")]
    assert [sorted(asked(text)) for text in mails] == [
        [str(session.title)],
        sorted([str(more.title), str(session.title)]),
    ]
    assert not any("Formular vom" in text for text in mails)


def test_one_mail_for_several_forms_keeps_them_apart(session):
    more = another(session)
    attendee = register(session, name="Anton").attendee
    register(more, name="Berta")
    text = written(key__startswith=f"confirm:{attendee.pk}:").text
    second, first = text.split("Formular vom")[1:]
    assert (asked(second), asked(first)) == ([str(more.title)], [str(session.title)])
    assert not {"Anton", "Berta"} & set(text.split())


def test_nothing_is_written_about_a_form_that_was_confirmed_by_the_mail_of_another(session):
    submission = register(session)
    actions.confirm(submission.attendee)
    assert written(kind="confirm").text == ""


def cards(client):
    page = parse(client.get("/me/").text)
    return [card["data-registration"] for card in page.all("li") if card.get("data-registration")]


def boxes(client):
    page = parse(client.get("/me/").text)
    return [row["data-asked-for"] for row in page.all("li") if row.get("data-asked-for")]


def full(session):
    return SessionFactory(conference=session.conference, capacity=0)


def expired(attendee):
    after(datetime.timedelta(minutes=61))
    actions.expire_overdue()


CHANGES_BEFORE_CONFIRMING = {
    "nothing": lambda attendee: None,
    "the place is no longer held": expired,
    "the session is cancelled": lambda attendee: programme_actions.cancel_session(
        attendee.registrations.latest("pk").session, by=None
    ),
}


@pytest.mark.parametrize("meanwhile", CHANGES_BEFORE_CONFIRMING.values(), ids=CHANGES_BEFORE_CONFIRMING)
@pytest.mark.parametrize("offer", [another, full])
def test_only_what_the_person_has_stands_as_a_card(client, lea, session, offer, meanwhile):
    """What somebody else asked for with the same address stands in its box, with their name."""
    more = offer(session)
    register(more, name="Bernd Zweitmann", email=lea.email)
    meanwhile(lea)
    open_own_page(client, lea)
    assert (cards(client), set(boxes(client)) <= {more.code}) == ([session.code], True)
    assert boxes(client) == [more.code] or more.pk != lea.registrations.latest("pk").session_id


def test_calendar_data_and_questions_keep_apart_what_nobody_has_confirmed(client, lea, session):
    more = SlotFactory(session__conference=session.conference).session
    QuestionFactory(conference=session.conference, session=more)
    register(more, name="Bernd Zweitmann", email=lea.email)
    open_own_page(client, lea)
    assert more.code not in client.get("/me/calendar.ics").text
    assert more.code not in client.get(feed_link(lea).url.removeprefix(settings.BASE_URL)).text
    mine, theirs = client.get("/me/data.json").json()["registrations"]
    assert (mine["form_is_confirmed"], theirs["form_is_confirmed"]) == (True, False)
    assert not AnswersForm(attendee=lea).questions


def test_who_has_not_confirmed_a_form_hears_nothing_of_changes_in_its_sessions(lea, session):
    more = another(session)
    register(more, name="Bernd Zweitmann", email=lea.email)
    for message in Message.objects.all():
        send(message.pk)
    for each in (more, session):
        SlotFactory(session=each)  # the time is fixed now
    told = [programme_actions.tell_changes(each.conference, sessions=[each]) for each in (more, session)]
    assert told == [0, 1]


def test_typed_name_counts_where_there_is_one_form(session):
    attendee = register(session, name="Erkia").attendee
    actions.confirm(attendee)
    attendee.refresh_from_db()
    assert attendee.name == "Erkia"


def test_session_that_two_forms_asked_for_stays_with_the_newer_one(session):
    register(session)
    second = register(session, another(session))
    Submission.objects.exclude(pk=second.pk).update(sent_at=timezone.now() - datetime.timedelta(days=8))
    actions.forget_unconfirmed()
    assert [row.submission for row in Registration.objects.all()] == [second, second]
    actions.confirm(second.attendee)
    assert statuses(session) == [("erika", "confirmed")]


# Somebody else with the address of a person who has confirmed it


@pytest.fixture
def lea(session):
    return register_and_confirm(session, name="Lea Muster", email="team@example.org")


def test_answer_is_the_same_for_an_address_that_somebody_has(lea, session):
    answers = []
    for email in (lea.email, "frei@example.org"):
        answer = Client().post(page(session), filled(session, name="Bernd Zweitmann", email=email), follow=True)
        answers.append((answer.redirect_chain, answer.text.replace(email, "the address typed")))
    assert answers[0] == answers[1]


def test_mail_says_who_is_registered_and_that_nothing_was_booked(lea, session):
    register(session, name="Bernd Zweitmann", email=lea.email)
    mail = written()
    assert (mail.kind, mail.to) == ("confirm", "team@example.org")
    for words in (mail.text, mail.html):
        assert "Lea Muster" in words
        assert "Es wurde nichts geändert und nichts gebucht." in words
        assert "Bernd" not in words


def test_mail_says_for_whom_another_session_would_be(lea, session):
    more = another(session)
    register(more, name="Bernd Zweitmann", email=lea.email)
    mail = written()
    assert str(more.title) in mail.text
    assert "mit dieser Lea Muster" in " ".join(mail.text.split())
    assert "Bernd" not in mail.text
    actions.confirm(lea)
    lea.refresh_from_db()
    assert lea.name == "Lea Muster"


def test_link_mail_that_somebody_asked_for_names_nobody(lea):
    actions.send_links([lea.pk])
    assert "Lea" not in written(kind="link").text


def enter(client, session, **changes):
    client.force_login(OrganiserFactory())
    form = {
        "conference": session.conference.pk,
        "name": "Emil Fünfter",
        "email": "team@example.org",
        "organisation": "",
        "language": "de",
        "pools": [session.pool.pk],
        **changes,
    }
    return client.post("/admin/registration/attendee/add/", form, follow=True).text


def test_organiser_is_asked_before_the_person_who_has_the_address_is_entered(client, lea, session):
    other = another(session)
    text = enter(client, other)
    assert "Diese Adresse gehört Lea Muster." in text
    assert 'name="for_owner"' in text
    assert form_data(text)["name"] == "Emil Fünfter"
    assert Registration.objects.filter(session=other).count() == 0
    text = enter(client, other, for_owner="on")
    assert Registration.objects.get(session=other).attendee.name == "Lea Muster"
    assert "„Emil Fünfter“ wurde nicht eingetragen" in text
    assert "erfolgreich" not in text  # nobody was added
    assert Attendee.objects.get().name == "Lea Muster"


@pytest.mark.parametrize("name", ["Lea Muster", " lea  muster ", "LEA MUSTER"])
def test_name_in_another_spelling_is_no_question(client, lea, session, name):
    other = another(session)
    assert "for_owner" not in enter(client, other, name=name)
    assert Registration.objects.get(session=other).attendee.name == "Lea Muster"


def test_words_of_the_organiser_count_where_nobody_has_confirmed_the_address(client, session):
    register(session, name="Konto gesperrt", email="team@example.org")
    text = enter(client, session)
    assert "for_owner" not in text
    assert ("wurde nicht eingetragen" in text, "„Konto gesperrt“" in text) == (False, True)
    person = Attendee.objects.get()
    assert (person.name, person.registrations.get().status) == ("Emil Fünfter", "confirmed")


def test_mail_of_who_was_entered_does_not_call_confirmed_what_nobody_has_confirmed(client, session):
    register(session, name="Quentin", email="team@example.org")
    more = SlotFactory(session__conference=session.conference).session
    enter(client, more)
    mail = written(kind="everything")
    booked, _middle, unconfirmed = mail.text.partition("Noch nicht bestätigt")
    assert str(more.title) in booked
    assert (str(session.title) in booked, str(session.title) in unconfirmed) == (False, True)
    [calendar] = mail.attachments
    assert (more.code in calendar["content"], session.code in calendar["content"]) == (True, False)


def test_switch_before_confirming_is_asked_about_and_not_called_a_registration(session):
    programme_actions.make_hybrid(session, on_site=5, online=5)
    session = Session.objects.get(pk=session.pk)
    attendee = register(session).attendee
    actions.switch(attendee.registrations.get(), session.online_pool)
    mail = written(kind="everything")
    assert ("Möchten Sie teilnehmen?" in mail.text, mail.attachments) == (True, [])


def test_forms_of_who_was_merged_say_what_the_one_who_stays_is_called(session):
    attendee = AttendeeFactory(conference=session.conference, name="Lea")
    RegistrationFactory(attendee=attendee, session=session)
    other = register(another(session), name="Leah", email="leah@example.org").attendee
    actions.merge(attendee, other, by=OrganiserFactory())
    attendee.refresh_from_db()
    assert (attendee.name, attendee.submissions.unconfirmed().get().name) == ("Lea", "Lea")
