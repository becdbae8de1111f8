"""Answers and access needs that come after the registration: on one's own page, or by telephone."""

import pytest
from django.urls import reverse

from registration import actions
from registration.exceptions import Gone, NotConfirmed, QuestionsChanged
from registration.models import AccessNeeds, Answer, Question, Submission
from tests.factories import AttendeeFactory, OptionFactory, OrganiserFactory, QuestionFactory, SessionFactory
from tests.registration.steps import open_own_page, register, register_and_confirm

pytestmark = pytest.mark.django_db

REFUSED = "Diese E-Mail-Adresse ist noch nicht bestätigt, deshalb wurde nichts gespeichert."
NEEDS = {"access_needs": "Untertitel", "access_needs_agreed": "on"}
OPEN = "Es gibt Fragen, die Sie noch nicht beantwortet haben."


@pytest.fixture
def session():
    return SessionFactory(title={"de": "Erste"})


def ask(session, of_session=False, **changes):
    return QuestionFactory(conference=session.conference, session=session if of_session else None, **changes)


def name_of(question):
    return f"question_{question.pk}"


def answers_of(attendee):
    return {
        answer.question: str(answer) for answer in Answer.objects.filter(submission__attendee=attendee).that_count()
    }


def test_answers_of_every_kind_are_shown_and_can_be_changed(client, session):
    text, number, yes_no = [ask(session, kind=kind) for kind in ("text", "number", "yes_no")]
    option = OptionFactory(question__conference=session.conference)
    other = OptionFactory(question=option.question)
    erika = register_and_confirm(session, answers={text: "alt", number: 3, yes_no: True, option.question: option})
    open_own_page(client, erika)
    shown = {field.name: field.value() for field in client.get("/me/").context["answers_form"]}
    assert shown == {
        name_of(text): "alt",
        name_of(number): 3,
        name_of(yes_no): "yes",
        name_of(option.question): str(option.pk),
    }
    typed = {text: "neu <b>", number: "2,5", yes_no: "no", option.question: other.pk}
    page = client.post("/me/answers/", {name_of(question): value for question, value in typed.items()}, follow=True)
    assert "Ihre Änderung ist gespeichert." in page.text
    assert "neu &lt;b&gt;" in page.text
    assert answers_of(erika) == {text: "neu <b>", number: "2.5", yes_no: "nein", option.question: str(other)}


def test_answer_that_is_emptied_is_gone(client, session):
    first, second = ask(session), ask(session)
    erika = register_and_confirm(session, answers={first: "a", second: "b"})
    open_own_page(client, erika)
    client.post("/me/answers/", {name_of(second): "b"})
    assert answers_of(erika) == {second: "b"}
    assert Answer.objects.count() == 1


def test_required_question_stays_open_until_it_is_answered(client, session):
    question = ask(session, is_required=True)
    colleague = register_and_confirm(session)
    open_own_page(client, colleague)
    assert OPEN in client.get("/me/").text
    page = client.post("/me/answers/", {name_of(question): " "})
    assert list(page.context["answers_form"].errors) == [name_of(question)]
    page = client.post("/me/answers/", {name_of(question): "ja"}, follow=True)
    assert OPEN not in page.text


def test_nobody_is_asked_for_what_they_did_not_choose(client, session):
    other = SessionFactory(conference=session.conference)
    mine, theirs = ask(session, of_session=True), ask(other, of_session=True, is_required=True)
    erika = register_and_confirm(session)
    open_own_page(client, erika)
    page = client.get("/me/")
    assert (name_of(mine) in page.text, name_of(theirs) in page.text, OPEN in page.text) == (True, False, False)
    client.post("/me/answers/", {name_of(mine): "a", name_of(theirs): "b"})
    assert answers_of(erika) == {mine: "a"}


def test_whoever_has_not_confirmed_changes_no_answers(client, session):
    question = ask(session)
    stranger = register(session, answers={question: "by somebody who knows the address"}).attendee
    open_own_page(client, stranger)
    assert 'id="answers"' not in client.get("/me/").text
    actions.answer(stranger, {}, questions=[question])
    assert Answer.objects.get().submission.confirmed_at is None


@pytest.mark.parametrize("wrote_before", [True, False])
def test_nothing_is_noted_for_an_address_that_nobody_has_confirmed(client, session, wrote_before):
    """By hand-made forms to one's own page, by an organiser who is told something on the telephone, by the actions."""
    question = ask(session)
    before = {"answers": {question: "a"}, "access_needs": "Aufzug"} if wrote_before else {}
    stranger = register(session, **before).attendee
    with pytest.raises(NotConfirmed):
        actions.answer(stranger, {question: "b"}, questions=[question])
    with pytest.raises(NotConfirmed):
        actions.note_needs(stranger, "Untertitel")
    open_own_page(client, stranger)
    for address, typed in [("answers", {name_of(question): "b"}), ("needs", NEEDS)]:
        page = client.post(f"/me/{address}/", typed)
        assert (page.status_code, REFUSED in page.text) == (200, True)
    client.force_login(OrganiserFactory())
    page = answer(client, stranger)
    assert REFUSED in page.text
    assert "Tragen Sie diese Person noch einmal ein" in page.text
    assert REFUSED in answer(client, stranger, is_sent="on", **NEEDS).text
    assert Submission.objects.filter(confirmed_at__isnull=False).count() == 0
    kept = [str(row) for row in Answer.objects.all()], [row.text for row in AccessNeeds.objects.all()]
    assert kept == ((["a"], ["Aufzug"]) if wrote_before else ([], []))


def changed_kind(question):
    Question.objects.filter(pk=question.pk).update(kind="number")


@pytest.mark.parametrize("change", [Question.delete, changed_kind])
def test_question_that_changes_at_this_moment_leaves_the_earlier_answers(session, change):
    stays, goes = ask(session), ask(session)
    erika = register_and_confirm(session, answers={stays: "a"})
    change(Question.objects.get(pk=goes.pk))
    with pytest.raises(QuestionsChanged):
        actions.answer(erika, {stays: "b", goes: "c"}, questions=[stays, goes])
    assert str(Answer.objects.get()) == "a"


def test_whoever_left_at_this_moment_answers_nothing(session):
    question = ask(session)
    erika = register_and_confirm(session)
    actions.erase(erika)
    with pytest.raises(Gone):
        actions.answer(erika, {question: "a"}, questions=[question])
    with pytest.raises(Gone):
        actions.note_needs(erika, "Aufzug")


def test_needs_are_added_later_only_with_consent(client, session):
    erika = register_and_confirm(session)
    open_own_page(client, erika)
    page = client.post("/me/needs/", {"access_needs": "Aufzug"})
    assert list(page.context["needs_form"].errors) == ["access_needs_agreed"]
    assert "Aufzug" in page.text
    client.post("/me/needs/", {"access_needs": "Aufzug", "access_needs_agreed": "on"})
    client.post("/me/needs/", {"access_needs": "Untertitel", "access_needs_agreed": "on"})
    assert AccessNeeds.objects.get().text == "Untertitel"
    client.post("/me/needs/")
    assert not AccessNeeds.objects.exists()


# At the organisers' pages


def answer(client, *people, **typed):
    chosen = {"action": "answer", "_selected_action": [person.pk for person in people], **typed}
    return client.post(reverse("admin:registration_attendee_changelist"), chosen, follow=True)


def test_organiser_is_led_to_the_questions_after_entering_somebody(client, organiser, session):
    ask(session, is_required=True)
    form = {"conference": session.conference.pk, "name": "Frau Telefon", "email": "", "language": "de"}
    form["pools"] = [session.pool.pk]
    page = client.post(reverse("admin:registration_attendee_add"), form, follow=True)
    assert "Es gibt Fragen ohne Antwort." in page.text


def test_organiser_writes_down_what_somebody_says(client, organiser, session):
    question = ask(session, is_required=True)
    person = AttendeeFactory(conference=session.conference)
    assert str(question.text) in answer(client, person).text
    empty = answer(client, person, is_sent="on", access_needs="Aufzug")
    assert list(empty.context["form"].errors) == [name_of(question), "access_needs_agreed"]
    typed = {name_of(question): "vegan", "access_needs": "Aufzug", "access_needs_agreed": "on"}
    page = answer(client, person, is_sent="on", **typed)
    assert "Die Antworten sind gespeichert." in page.text
    assert answers_of(person) == {question: "vegan"}
    assert AccessNeeds.objects.get().text == "Aufzug"
    again = answer(client, person)
    assert ("vegan" in again.text, "Aufzug" in again.text) == (True, False)


def test_answers_are_those_of_one_person(client, organiser, session):
    people = AttendeeFactory.create_batch(2, conference=session.conference)
    assert "Bitte wählen Sie eine Person." in answer(client, *people).text
