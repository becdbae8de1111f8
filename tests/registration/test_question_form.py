"""The organisers' own questions, as somebody at the page sees them."""

import json
import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registration import actions
from registration.models import Answer, Attendee, Option, Question
from tests.factories import AnswerFactory, OptionFactory, QuestionFactory, SessionFactory, SlotFactory
from tests.registration.steps import filled, open_own_page, page, register_and_confirm
from tests.visitor import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.clear()


@pytest.fixture
def session():
    return SlotFactory(session__title={"de": "Erste"}).session


def ask(session, of_session=False, **changes):
    return QuestionFactory(conference=session.conference, session=session if of_session else None, **changes)


def name_of(question):
    return f"question_{question.pk}"


def errors(response):
    return list(response.context["form"].errors)


def send(client, session, *sessions, **typed):
    return client.post(page(session), filled(session, *sessions, **typed))


def test_form_without_questions_says_nothing_of_them(client, session):
    assert "data-questions" not in client.get(page(session)).text


def test_questions_are_asked_in_their_order_and_in_the_readers_language(client, session):
    ask(session, text={"de": "Zweite?", "en": "Second?"}, position=2)
    ask(session, text={"de": "Erste?", "en": "First?"}, position=1, help_text={"de": "Kurz <b>"})
    german, english = client.get(page(session)).text, client.get(f"/en{page(session)}").text
    assert german.index("Erste? (freiwillig)") < german.index("Zweite? (freiwillig)")
    assert english.index("First? (optional)") < english.index("Second? (optional)")
    assert ("Kurz &lt;b&gt;" in german, "Kurz <b>" in german) == (True, False)


def test_questions_of_a_session_stand_below_its_title(client, session):
    ask(session, of_session=True)
    text = client.get(page(session)).text
    group = re.search(rf'<fieldset[^>]*data-asked-of="{session.code}">.*?</p>', text, re.DOTALL)[0]
    assert ("Erste" in group, "Nur wenn Sie diese Veranstaltung wählen." in group) == (True, True)


@pytest.mark.parametrize("status", ["draft", "cancelled"])
def test_questions_of_a_session_that_nobody_can_choose_are_not_asked(client, session, status):
    hidden = SessionFactory(conference=session.conference, status=status)
    question = ask(session, is_required=True)
    Question.objects.update(session=hidden)
    assert name_of(question) not in client.get(page(session)).text
    assert send(client, session, **{name_of(question): "x"}).status_code == 302
    assert not Answer.objects.exists()


def test_answers_of_every_kind_arrive(client, session):
    text, yes_no, number = (ask(session, kind=kind) for kind in ("text", "yes_no", "number"))
    options = OptionFactory.create_batch(2, question=ask(session, kind="choice"))
    typed = {
        name_of(text): "eins\r\nzwei, siehe https://example.org",
        name_of(yes_no): "no",
        name_of(number): "-1,50",
        name_of(options[0].question): options[1].pk,
    }
    assert send(client, session, **typed).status_code == 302
    answers = {answer.question: answer for answer in Answer.objects.all()}
    assert [answers[question].text for question in (text, yes_no, number)] == [
        "eins\nzwei, siehe https://example.org",
        "no",
        "-1.50",
    ]
    assert answers[options[0].question].option == options[1]


@pytest.mark.parametrize("kind", Question.Kind.values)
def test_question_that_needs_no_answer_may_stay_without(client, session, kind):
    question = ask(session, kind=kind)
    OptionFactory(question=question)
    assert send(client, session, **{name_of(question): ""}).status_code == 302
    assert send(client, session).status_code == 302
    assert not Answer.objects.exists()


@pytest.mark.parametrize("kind", Question.Kind.values)
@pytest.mark.parametrize("of_session", [False, True])
def test_question_that_needs_an_answer_says_so_and_keeps_what_was_typed(client, session, kind, of_session):
    question = ask(session, of_session, kind=kind, is_required=True)
    other = ask(session)
    OptionFactory(question=question)
    for typed in ({}, {name_of(question): ""}, {name_of(question): " "}):
        response = send(client, session, **typed, **{name_of(other): "Das habe ich geschrieben"})
        assert (response.status_code, errors(response)) == (200, [name_of(question)])
        assert "Das habe ich geschrieben" in response.text
    target = re.search(r'<li><a href="#(id_question[^"]+)">', response.text)[1]
    assert len(re.findall(f'<(?:input|textarea)[^>]* id="{target}"', response.text)) == 1
    assert not Attendee.objects.exists()


def test_questions_of_a_session_are_asked_only_of_those_who_choose_it(client, session):
    other = SessionFactory(conference=session.conference)
    question = ask(other, of_session=True, kind="number", is_required=True)
    assert send(client, session).status_code == 302
    assert send(client, session, **{name_of(question): "what?"}).status_code == 302
    assert send(client, session, **{name_of(question): "7"}).status_code == 302
    assert not Answer.objects.exists()
    response = send(client, session, other)
    assert (errors(response), "Bitte antworten Sie hier, weil Sie „Veranstaltung" in response.text) == (
        [name_of(question)],
        True,
    )
    assert send(client, session, other, **{name_of(question): "7"}).status_code == 302
    assert Answer.objects.get().text == "7"


def test_errors_are_listed_in_the_order_of_the_page(client, session):
    of_session, of_all = (ask(session, of_session=of, is_required=True) for of in (True, False))
    text = send(client, session, name="", privacy="").text
    listed = re.findall(r'<li><a href="#id_([^"]+)">', text)
    assert listed == ["name", name_of(of_all), name_of(of_session), "privacy"]


def test_summary_of_errors_leaves_a_question_mark_alone(client, session):
    ask(session, text={"de": "Was essen Sie?"}, is_required=True)
    response = send(client, session, name="")
    found = [words in response.text for words in ("Was essen Sie? Bitte beantworten.", "Ihr Name: Bitte ausfüllen.")]
    assert found == [True, True]


def test_what_was_typed_for_a_session_that_is_not_chosen_is_kept_on_an_error(client, session):
    other = SlotFactory(session__conference=session.conference).session
    question = ask(other, of_session=True)
    response = send(client, session, name="", **{name_of(question): "Schon geschrieben"})
    assert (errors(response), "Schon geschrieben" in response.text) == (["name"], True)


BAD = {
    "too large": ("number", "1" * 13),
    "far too large": ("number", "1e999"),
    "far too small": ("number", "1e-999"),
    "not a number": ("number", "NaN"),
    "infinite": ("number", "-Infinity"),
    "letters": ("number", "zwölf"),
    "too many decimals": ("number", "0,1234567"),
    "NUL in a number": ("number", "1\x00"),
    "very long number": ("number", "9" * 100_000),
    "100 kB": ("text", "x" * 100_000),
    "2,001 characters": ("text", "x" * 2001),
    "NUL": ("text", "a\x00b"),
    "turned text": ("text", "a\u202eb"),
    "escape": ("text", "a\x1b[31mb"),
    "neither yes nor no": ("yes_no", "True"),
    "unknown option": ("choice", "0"),
    "no option": ("choice", "x"),
    "NUL as option": ("choice", "\x00"),
    "huge option": ("choice", "9" * 5000),
}


@pytest.mark.parametrize(("kind", "typed"), BAD.values(), ids=BAD.keys())
def test_bad_answer_is_said_at_its_question(client, session, kind, typed):
    question = ask(session, kind=kind)
    OptionFactory(question=question)
    response = send(client, session, **{name_of(question): typed})
    assert (response.status_code, errors(response)) == (200, [name_of(question)])
    assert not Attendee.objects.exists()


@pytest.mark.parametrize("typed", ["x" * 2000, "a\r\nb\tc", "😀", "<script>alert(1)</script>", "' OR 1=1 --", "=1+1"])
def test_odd_answer_is_kept_as_it_is(client, session, typed):
    question = ask(session)
    assert send(client, session, **{name_of(question): typed}).status_code == 302
    assert Answer.objects.get().text == typed.replace("\r\n", "\n")


@pytest.mark.parametrize(("typed", "kept"), [("0", "0"), ("1e3", "1000"), ("٣", "3"), ("999999999999.999999", None)])
def test_odd_number_is_kept_as_a_plain_one(client, session, typed, kept):
    question = ask(session, kind="number")
    assert send(client, session, **{name_of(question): typed}).status_code == 302
    assert Answer.objects.get().text == (kept or typed)


def test_option_of_another_question_is_refused(client, session):
    own, other = (OptionFactory(question=ask(session, kind="choice")) for _question in range(2))
    response = send(client, session, **{name_of(own.question): other.pk})
    assert errors(response) == [name_of(own.question)]


def test_questions_of_another_conference_do_not_exist_here(client, session):
    foreign = QuestionFactory(is_required=True)
    assert name_of(foreign) not in client.get(page(session)).text
    typed = {name_of(foreign): "x", "question_0": "x", "question_": "x", "question_\x00": "x"}
    assert send(client, session, **typed).status_code == 302
    assert not Answer.objects.exists()


def test_two_values_for_one_question_are_one_answer(client, session):
    question = ask(session)
    send(client, session, **{name_of(question): ["first", "second"]})
    assert [answer.text for answer in Answer.objects.all()] == ["second"]


def test_two_hundred_questions_cost_as_many_statements_as_one(session):
    counts = []
    for number in (1, 200):
        for count in range(number):
            kind = Question.Kind.values[count % 4]
            of = session if count % 2 else SlotFactory(session__conference=session.conference).session
            OptionFactory.create_batch(3, question=ask(of, of_session=count % 3 == 0, kind=kind))
        with CaptureQueriesContext(connection) as shown:
            response = Visitor().get(page(session))
        with CaptureQueriesContext(connection) as sent:
            send(Visitor(), session, name="")
        counts.append((len(shown), len(sent)))
    assert counts[0] == counts[1]
    assert response.text.count('name="question_') > 200


def test_two_hundred_answers_arrive(client, session):
    questions = [ask(session, is_required=True, position=number) for number in range(200)]
    typed = {name_of(question): "ä" * 2000 for question in questions}
    assert send(client, session, **typed).status_code == 302
    assert Answer.objects.count() == 200


@pytest.mark.parametrize(
    "change",
    [
        lambda option: Question.objects.update(text={"de": "Anders?"}),
        lambda option: Option.objects.update(text={"de": "Anders"}),
        lambda option: OptionFactory(question=option.question),
        lambda option: option.question.delete(),
        lambda option: QuestionFactory(conference=option.question.conference),
    ],
)
def test_kept_form_shows_every_change_of_a_question_at_once(session, change):
    option = OptionFactory(question=ask(session, kind="choice"))
    before = Visitor().get(page(session)).text
    change(option)
    after = Visitor().get(page(session)).text
    assert re.search("<fieldset data-questions>.*", before, re.DOTALL)[0][:1500] not in after


def test_many_options_are_a_list_to_open(client, session):
    question = ask(session, kind="choice")
    OptionFactory.create_batch(8, question=question)
    assert f'<select name="{name_of(question)}"' in client.get(page(session)).text


def test_own_page_and_own_data_have_the_answers_and_nobody_elses(client, session):
    question = ask(session, text={"de": "Was essen Sie?"})
    erika = register_and_confirm(session, answers={question: "Alles <b>"})
    register_and_confirm(session, email="kim@example.org", answers={question: "Fremdes"})
    open_own_page(client, erika)
    text = client.get("/me/").text
    assert ("Was essen Sie?" in text, "Alles &lt;b&gt;" in text, "Fremdes" in text) == (True, True, False)
    forms = json.loads(client.get("/me/data.json").content)["forms"]
    assert [form["answers"] for form in forms] == [[{"question": "Was essen Sie?", "answer": "Alles <b>"}]]


def test_own_page_does_not_show_what_a_stranger_answered(client, session):
    question = ask(session)
    erika = register_and_confirm(session)
    send(Visitor(), session, **{name_of(question): "Von Fremden"})
    open_own_page(client, erika)
    assert (Answer.objects.count(), "Von Fremden" in client.get("/me/").text) == (1, False)


def test_answers_go_with_the_person(client, session):
    question = ask(session)
    erika = register_and_confirm(session, answers={question: "x"})
    AnswerFactory()
    open_own_page(client, erika)
    assert client.post("/me/erase/", {"sure": "on"}).status_code == 302
    assert not Answer.objects.filter(question=question).exists()
    assert Answer.objects.count() == 1


def test_question_that_is_deleted_while_the_form_arrives_is_said_and_what_was_typed_stays(client, session, monkeypatch):
    question = ask(session)
    register = actions.register

    def register_too_late(conference, **form):
        question.delete()
        return register(conference, **form)

    monkeypatch.setattr(actions, "register", register_too_late)
    response = send(client, session, **{name_of(question): "Das habe ich geschrieben"})
    assert (response.status_code, errors(response)) == (200, ["__all__"])
    assert "Das habe ich geschrieben" in response.text
    monkeypatch.undo()
    assert send(client, session, **{name_of(question): "Das habe ich geschrieben"}).status_code == 302
